//! Fills a cart as a guest without an account:
//! `APPLICATION=… SALT=… cargo run -p example-platform --bin guest -- ADDRESS TOKEN`.
//!
//! The caller, such as a shop's web site, generates the token. Only the token identifies the guest on later visits:
//! store it like a session.

use std::env;

use bindery_coriunder::prelude::*;
use bindery_coriunder::shop::{CartItemUpdate, CartUpdate, CartUpdateRequired, GetActiveCarts, SetCart};
use bindery_coriunder::{APPLICATION_TOKEN, CREDENTIALS, Client, SIGNATURE};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(address), Some(token)) = (arguments.next(), arguments.next()) else {
        return Err("give the address and the guest's token".into());
    };
    let client = Client::builder()
        .base_url(address)
        .credential(APPLICATION_TOKEN, env::var("APPLICATION")?)
        .credential(SIGNATURE, env::var("SALT")?)
        .build()?;
    let guest = client.guest(CREDENTIALS, token)?;

    let mug =
        CartItemUpdate { product_id: 12, product_stock_id: None, quantity: 2, price: Some("7.50".parse()?) };
    // Unset parameters are not sent; without a cookie, the platform creates a new cart.
    let cart = CartUpdate::new(CartUpdateRequired {
        currency_iso: "EUR".into(),
        merchant_number: "7654321".into(),
        items: vec![mug],
    });
    guest.shop().set_cart(SetCart::new(cart)).await?;
    for cart in guest.shop().get_active_carts(GetActiveCarts::new()).await? {
        for item in cart.items.unwrap_or_default() {
            println!(
                "{} of product {}",
                item.quantity.unwrap_or_default(),
                item.product_id.unwrap_or_default()
            );
        }
    }
    Ok(())
}
