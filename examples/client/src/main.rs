//! Registers a user, logs in, reads the wallet, and shows an error.
//!
//! Start `cargo run -p example-server` first, then `cargo run -p example-client -- http://127.0.0.1:8080`.

use bindery_backpack::index::{Login, LoginPassword, Register, RegisterRequired};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Currency, Password, Session};
use bindery_backpack::user::GetWalletDetails;
use bindery_backpack::{Client, Error, ErrorCode};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
    let client = Client::builder().base_url(url).login("user", "pass").build()?;

    let password = Password::plain("123456");
    let user = Register::new(RegisterRequired {
        email: "demo@example.com".to_owned(),
        password: password.clone(),
        first_name: "Demo".to_owned(),
        last_name: "User".to_owned(),
        phone: "+123456789".to_owned(),
        country: "fr".to_owned(),
    })
    .with(|user| user.user_currency = Some(Currency::Eur));
    match client.index().register(user).await {
        Ok(id) => println!("registered user {id}"),
        Err(error) if error.code() == Some(ErrorCode::EmailExists) => println!("registered before"),
        Err(error) => return Err(error.into()),
    }

    let login = Login::password(LoginPassword { email: "demo@example.com".to_owned(), password });
    let session = client.index().login(login).await?.session;
    let wallet = client.user().get_wallet_details(GetWalletDetails::new(session)).await?;
    println!("credit {}, reserved {}", wallet.credit, wallet.reserved);

    let expired = GetWalletDetails::new(Session::from("0123456789abcdef0123456789abcdef"));
    let error: Error =
        client.user().get_wallet_details(expired).await.expect_err("the session does not exist");
    println!("{error}");
    Ok(())
}
