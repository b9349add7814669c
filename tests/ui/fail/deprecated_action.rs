//! A call of a deprecated action, where the crate denies deprecated items: the message names the successor.

#![deny(deprecated)]

use bindery_backpack::Client;
use bindery_backpack::prelude::*;
use bindery_backpack::rt::Secret;
use bindery_backpack::user::GetWallet;

async fn wallet(client: &Client, session: Secret) {
    let _ = client.user().get_wallet(GetWallet::new(session)).await;
}

fn main() {}
