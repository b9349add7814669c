//! The transaction history: pages, the limits of year and month, amounts formatted for display.

use bindery_backpack::ErrorCode;
use bindery_backpack::prelude::*;
use bindery_backpack::user::Transactions;
use bindery_backpack::wallet::{Deposit, DepositRequired};
use bindery_runtime::{Decimal, Timestamp};

use crate::served::{Served, nobody};
use crate::{TestResult, failed, unsent};

pub(crate) async fn transactions(served: Served) -> TestResult {
    let user = served.client.user();
    let (_, session) = served.user("a@example.com").await?;
    let history = || Transactions::new(session.clone());

    // No bookings yet: one empty page.
    let page = user.transactions(history()).await?;
    assert_eq!((page.rows.len(), page.pages), (0, 1));

    // Eleven deposits in November and one in December.
    for day in 1..=12 {
        let at: Timestamp = format!("2017-{}-03T15:03:28Z", if day < 12 { 11 } else { 12 }).parse()?;
        served.platform.set_clock(at);
        let amount = Decimal::new(100_050 + day, 2);
        served
            .client
            .wallet()
            .deposit(Deposit::new(DepositRequired { session: session.clone(), amount }))
            .await?;
    }
    let first = user.transactions(history()).await?;
    assert_eq!((first.rows.len(), first.pages), (10, 2));
    let newest = &first.rows[0];
    assert_eq!((newest.date.as_str(), newest.description.as_str()), ("2017-12-03 15:03:28", "deposit"));
    assert_eq!(
        (newest.credit.amount(), newest.debit.amount()),
        (Some(Decimal::new(100_062, 2)), Some(Decimal::ZERO))
    );
    assert_eq!(newest.balance.as_str(), "12006.78");
    assert_eq!(newest.trade_id, None);
    assert_eq!(
        first.summary.deposits.as_ref().and_then(|total| total.amount()),
        Some(Decimal::new(1_200_678, 2))
    );

    // Past the last page there is nothing; below the first one is the first.
    let page = |page| history().with(|request| request.page = Some(page));
    assert_eq!(user.transactions(page(2)).await?.rows.len(), 2);
    assert_eq!(user.transactions(page(3)).await?.rows.len(), 0);
    assert_eq!(user.transactions(page(0)).await?, first);
    assert_eq!(user.transactions(page(i64::MAX)).await?.rows.len(), 0);

    let in_month = |year, month| history().with(|request| (request.year, request.month) = (year, month));
    assert_eq!(user.transactions(in_month(Some(2017), Some(12))).await?.rows.len(), 1);
    assert_eq!(user.transactions(in_month(Some(2017), None)).await?.pages, 2);
    assert_eq!(user.transactions(in_month(Some(2018), None)).await?.rows.len(), 0);

    // Callers write two digits, servers accept one as well.
    let form = format!("session={}&year=2017&month=", session.0.expose());
    for month in ["12", "012"] {
        assert!(
            served.post("/user/transactions", &format!("{form}{month}")).await?.body.contains("\"pages\":1")
        );
    }
    let raw = served.post("/user/transactions", &format!("{form}13")).await?;
    assert_eq!(
        raw.body,
        r#"{"success":false,"error":{"code":1,"message":"month: must be at most 12, is 13"}}"#
    );

    let formatted = user.transactions(history().with(|request| request.formatted = Some(true))).await?;
    assert_eq!(
        (formatted.rows[0].credit.as_str(), formatted.rows[0].date.as_str()),
        ("$ 1,000.62", "03 Dec 2017")
    );
    assert_eq!(formatted.rows[0].credit.amount(), None, "a formatted amount is not parsed by guessing");

    assert_eq!(unsent(user.transactions(in_month(None, Some(12))).await), "year: missing");
    let raw = served.post("/user/transactions", &format!("session={}&month=12", session.0.expose())).await?;
    assert_eq!(raw.body, r#"{"success":false,"error":{"code":11,"message":"Missing parameter: year"}}"#);
    let gone = user.transactions(Transactions::new(nobody())).await;
    assert_eq!(failed(gone), (500, ErrorCode::LoginRequired));
    Ok(())
}
