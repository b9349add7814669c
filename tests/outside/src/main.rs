//! A program of an integrator: it imports everything through the generated crate, and needs only an async runtime
//! besides.

use bindery_backpack::mp_account::{PlatformId, Transfer, TransferRequired};
use bindery_backpack::prelude::*;
use bindery_backpack::rt::client::BuildError;
use bindery_backpack::rt::{Decimal, Secret, Transport};
use bindery_backpack::types::{UserId, WalletId};
use bindery_backpack::{Client, Error, ErrorCode};

/// A client for a partner.
fn client(password: Secret) -> Result<Client, BuildError> {
    Client::builder().login("partner", password).build()
}

/// Transfers money; returns false if the funds are insufficient.
async fn transfer<T: Transport>(client: &Client<T>, user: i64, amount: Decimal) -> Result<bool, Error> {
    let request = Transfer::new(TransferRequired {
        user_id: UserId(user),
        from_wallet: WalletId(user),
        to_wallet: WalletId(7),
        amount,
        from_platform: PlatformId(1),
        to_platform: PlatformId(2),
    });
    match client.mp_account().transfer(request).await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some(ErrorCode::WithdrawalTechnicalError) => Ok(false),
        Err(error) => Err(error),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = client(Secret::from(std::env::var("BACKPACK_PASSWORD")?))?;
    println!("{}", transfer(&client, 2_130_004, Decimal::new(12_50, 2)).await?);
    Ok(())
}
