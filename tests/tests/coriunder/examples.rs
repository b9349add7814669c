//! The examples of the README, in one go: log-in, profile, a transfer, the cart of a guest.

use bindery_coriunder::account::Login;
use bindery_coriunder::balance::{TransferAmount, TransferAmountRequired};
use bindery_coriunder::customer::GetCustomer;
use bindery_coriunder::prelude::*;
use bindery_coriunder::rt::client::InProcess;
use bindery_coriunder::rt::{Action as _, Decimal};
use bindery_coriunder::shop::GetActiveCarts;
use bindery_coriunder::{APPLICATION_TOKEN, CREDENTIALS, Client, SIGNATURE};

use crate::support::{APPLICATION, Platform, SALT, service};

#[tokio::test]
async fn a_user_and_a_guest() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .credential(APPLICATION_TOKEN, APPLICATION)
        .credential(SIGNATURE, SALT)
        .build_over(InProcess::new(service(Platform::default())))?;

    let login = Login::new("secret").with(|login| login.email = Some("ann@example.com".into()));
    let user = client.logged_in(&client.account().login(login).await?)?;

    let profile = user.customer().get_customer(GetCustomer::new()).await?;
    println!("{profile:?}");

    let transfer = TransferAmount::new(TransferAmountRequired {
        dest_account_id: "1234567".into(),
        amount: Decimal::new(2550, 2),
        currency_iso: "EUR".into(),
        pin_code: "0000".into(),
    });
    user.balance().transfer_amount(transfer).await?;

    let guest = client.guest(CREDENTIALS, "guest-1")?;
    assert!(guest.shop().get_active_carts(GetActiveCarts::new()).await?.is_empty());
    Ok(())
}
