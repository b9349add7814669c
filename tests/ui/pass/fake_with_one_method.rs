//! A test double requires only the API's name and the one method that the test uses.

#![allow(deprecated)] // the method that the test uses is deprecated

use bindery_backpack::rt::{CallResult, Caller, Decimal};
use bindery_backpack::user::{GetWallet, Info, PendingBonus, UserApi, Wallet};
use bindery_backpack::{Backpack, Error};

struct Rich;

impl Caller for Rich {
    type Api = Backpack;
}

impl UserApi for Rich {
    async fn get_wallet(&self, _request: GetWallet) -> CallResult<GetWallet> {
        let none = Decimal::ZERO;
        let bonus = PendingBonus { amount: none, required: none, traded: none, promotional: none };
        Ok(Wallet { credit: Decimal::from(1_000_000), reserved: none, bonus, user_currency: None })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let wallet = Rich.get_wallet(GetWallet::new("a session")).await?;
    assert_eq!(wallet.credit, Decimal::from(1_000_000));
    let error = Rich.info(Info::new("a session")).await.expect_err("the fake does not implement it");
    assert!(matches!(error, Error::NotImplemented(_)));
    assert_eq!(error.to_string(), "user/info: not implemented by this test double");
    Ok(())
}
