//! A single `use` reaches the calls of every module by the module's name, even if two modules have an action with the
//! same name, such as `create`.

#![allow(deprecated)] // uses deprecated actions

use bindery_backpack::bonus::GetUserBonuses;
use bindery_backpack::index::Countries;
use bindery_backpack::mp_account::Transfer;
use bindery_backpack::payment::GetCharge;
use bindery_backpack::prelude::*;
use bindery_backpack::public::SignUp;
use bindery_backpack::user::Info;
use bindery_backpack::wallet::Deposit;
use bindery_backpack::{Client, Error};

pub async fn all(client: &Client, requests: (Transfer, Deposit, GetCharge, SignUp)) -> Result<(), Error> {
    let (transfer, deposit, get_charge, sign_up) = requests;
    client.index().countries(Countries::new()).await?;
    client.user().info(Info::new("a session")).await?;
    client.mp_account().transfer(transfer).await?;
    client.wallet().deposit(deposit).await?;
    client.payment().get_charge(get_charge).await?;
    client.bonus().get_user_bonuses(GetUserBonuses::new("a session")).await?;
    client.public().sign_up(sign_up).await?;
    Ok(())
}

fn main() {}
