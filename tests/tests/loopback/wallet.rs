//! The wallet module: the deprecated way to make deposits.

use bindery_backpack::index::{Login, LoginPassword};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Currency, WalletId};
use bindery_backpack::wallet::{Deposit, DepositRequired};
use bindery_backpack::{Error, ErrorCode};
use bindery_runtime::Decimal;

use crate::served::{Served, nobody, password, registration};
use crate::{TestResult, failed};

pub(crate) async fn deposit(served: Served) -> TestResult {
    let wallet = served.client.wallet();
    let user = registration("a@example.com").with(|user| user.user_currency = Some(Currency::Eur));
    let user = served.client.index().register(user).await?;
    let login = LoginPassword { email: "a@example.com".to_owned(), password: password() };
    let session = served.client.index().login(Login::password(login)).await?.session;
    let deposit = |session, cents| {
        let amount = Decimal::new(cents, 2);
        Deposit::new(DepositRequired { session, amount })
    };

    // Deposits are in US dollars; the user has euros.
    let first = wallet.deposit(deposit(session.clone(), 11_000)).await?;
    let body = served.log.exchanges().pop().expect("there was one").body;
    assert_eq!(body, format!(r#"{{"recordID":"{}"}}"#, first.record_id).as_bytes());
    assert_eq!(served.platform.credit(WalletId(user.0)), Some(Decimal::new(10_000, 2)));
    let second = wallet.deposit(deposit(session.clone(), 1)).await?;
    assert_ne!(first.record_id, second.record_id);

    for nothing in [0, -100] {
        let response = wallet.deposit(deposit(session.clone(), nothing)).await;
        assert!(matches!(response, Err(Error::Request(_))), "not sent: {response:?}");
    }
    let gone = wallet.deposit(deposit(nobody(), 100)).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    served.platform.change(user, |account| account.frozen = true);
    assert_eq!(failed(wallet.deposit(deposit(session, 100)).await), (500, ErrorCode::UserFrozen));
    Ok(())
}
