//! The mp-account module: transfers, with a separate error format for a lack of funds.

use bindery_backpack::mp_account::{PlatformId, Transfer, TransferRequired};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Currency, UserId, WalletId};
use bindery_backpack::{Error, ErrorCode};
use bindery_runtime::{Decimal, ErrorKind};

use crate::served::{Served, nobody};
use crate::{TestResult, failed};

pub(crate) async fn transfer(served: Served) -> TestResult {
    let (user, session) = served.rich_user("a@example.com", 50).await?;
    let (_, session_of_other) = served.user("b@example.com").await?;
    let main = WalletId(user.0);
    let euros = served.platform.open_wallet(user, Currency::Eur, PlatformId(3));
    let dollars = served.platform.open_wallet(user, Currency::Usd, PlatformId(1));
    let transfer = |from_wallet, to_wallet, cents, from_platform, to_platform| {
        Transfer::new(TransferRequired {
            user_id: user,
            from_wallet,
            to_wallet,
            amount: Decimal::new(cents, 2),
            from_platform: PlatformId(from_platform),
            to_platform: PlatformId(to_platform),
        })
    };
    let send = |request| served.client.mp_account().transfer(request);
    let credit = |wallet| served.platform.credit(wallet).expect("the wallet is open");

    // Within one currency, and into another: 33 dollars are 30 euros.
    send(transfer(main, dollars, 1_000, 1, 1)).await?;
    let body = served.log.exchanges().pop().expect("there was one").body;
    assert_eq!(body, r#"{"success":true,"message":""}"#);
    send(transfer(main, euros, 3_300, 1, 3)).await?;
    assert_eq!((credit(main), credit(dollars), credit(euros)), (7.into(), 10.into(), 30.into()));
    // 0.05 and 0.15 euros are 0.055 and 0.165 dollars: half-even makes 0.06 and 0.16 of them.
    send(transfer(euros, main, 5, 3, 1)).await?;
    assert_eq!(credit(main), Decimal::new(706, 2));
    send(transfer(euros, main, 15, 3, 1)).await?;
    assert_eq!(credit(main), Decimal::new(722, 2));

    // Insufficient funds: the only error with a code instead of a message.
    let error = send(transfer(main, dollars, 723, 1, 1)).await.expect_err("7.22 are there");
    assert_eq!(
        served.log.exchanges().pop().expect("there was one").body,
        r#"{"success":false,"message":"380"}"#
    );
    assert_eq!(error.kind(), ErrorKind::Funds, "elsewhere the code means something internal");
    assert_eq!(
        error.to_string(),
        "mp-account/transfer failed (HTTP 200, code 380): The source wallet has insufficient funds."
    );
    assert_eq!(failed::<()>(Err(error)), (200, ErrorCode::WithdrawalTechnicalError));
    assert_eq!(credit(main), Decimal::new(722, 2), "nothing has moved");
    send(transfer(main, dollars, 722, 1, 1)).await?;

    for nothing in [0, -100] {
        let response = send(transfer(dollars, main, nothing, 1, 1)).await;
        assert!(matches!(response, Err(Error::Request(_))), "not sent: {response:?}");
    }

    // All other errors have the general format.
    for wrong in [
        transfer(dollars, dollars, 1, 1, 1),
        transfer(dollars, main, 1, 1, 3),
        transfer(dollars, WalletId(1), 1, 1, 1),
        transfer(dollars, main, 1, 1, 1).with(|request| request.user_id = UserId(1)),
    ] {
        let shown = format!("{wrong:?}");
        assert_eq!(failed(send(wrong).await), (500, ErrorCode::General), "{shown}");
    }

    // The session is optional; if present, it must belong to the user.
    let with = |session| transfer(dollars, main, 1, 1, 1).with(|request| request.session = Some(session));
    send(with(session)).await?;
    for session in [session_of_other, nobody()] {
        assert_eq!(failed(send(with(session)).await), (500, ErrorCode::LoginRequired));
    }
    served.platform.change(user, |account| account.frozen = true);
    let frozen: Result<_, Error> = send(transfer(dollars, main, 1, 1, 1)).await;
    assert_eq!(failed(frozen), (500, ErrorCode::UserFrozen));
    Ok(())
}
