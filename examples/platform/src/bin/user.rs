//! Logs in as a user, reads the profile, and sends money:
//! `APPLICATION=… SALT=… EMAIL=… PASSWORD=… PIN=… cargo run -p example-platform --bin user -- ADDRESS PAYEE AMOUNT CURRENCY`.
//!
//! The platform issues the application token and the salt. The client signs requests with the salt, and treats
//! responses that are not signed with it as errors.

use std::env;

use bindery_coriunder::account::Login;
use bindery_coriunder::balance::{TransferAmount, TransferAmountRequired};
use bindery_coriunder::customer::GetCustomer;
use bindery_coriunder::prelude::*;
use bindery_coriunder::{APPLICATION_TOKEN, Client, SIGNATURE};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let mut next = |what| arguments.next().ok_or(format!("the {what} is missing"));
    let (address, payee, amount, currency) =
        (next("address")?, next("payee")?, next("amount")?, next("currency")?);

    let client = Client::builder()
        .base_url(address)
        .credential(APPLICATION_TOKEN, env::var("APPLICATION")?)
        .credential(SIGNATURE, env::var("SALT")?)
        .build()?;
    let email = env::var("EMAIL")?;
    let login = Login::new(env::var("PASSWORD")?).with(|login| login.email = Some(email));
    // A separate client for this user. The plain client has no user; other users get their own clients.
    let user = client.logged_in(&client.account().login(login).await?)?;

    let profile = user.customer().get_customer(GetCustomer::new()).await?;
    println!("{} {}", profile.first_name.unwrap_or_default(), profile.last_name.unwrap_or_default());

    let transfer = TransferAmount::new(TransferAmountRequired {
        dest_account_id: payee,
        amount: amount.parse()?,
        currency_iso: currency,
        pin_code: env::var("PIN")?.into(),
    });
    user.balance().transfer_amount(transfer).await?;
    println!("sent {amount}");
    Ok(())
}
