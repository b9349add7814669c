//! Reports, wallets, payments, competitions and requests.

use bindery_crm::ErrorCode;
use bindery_crm::payments::GetAllBankcards;
use bindery_crm::prelude::*;
use bindery_crm::reports::{
    GetFlexibleCommissionReport, GetFlexibleCommissionReportRequired, GetTransactionsReport,
    GetTransactionsReportRequired,
};
use bindery_crm::requests::{
    ApproveWithdrawalRequests, RejectWithdrawalRequests, RejectWithdrawalRequestsRequired,
};
use bindery_crm::trading_competitions::{
    GetTradingCompetitionLeaderBoard, GetTradingCompetitionLeaderBoardRequired,
};
use bindery_crm::types::{RequestId, UserId};
use bindery_crm::wallets::{GetWalletInformation, UpdateWalletBalance, UpdateWalletBalanceRequired};
use bindery_crm::webhooks::RequestStatus;
use bindery_runtime::Decimal;

use crate::served::{Served, read};
use crate::{TestResult, failed, unsent};

pub(crate) async fn get_flexible_commission_report(served: Served) -> TestResult {
    for id in ["c1", "c2", "c3"] {
        let json =
            format!(r#"{{"id":"{id}","commission":"$1,000.50","total":"7.25","trader_id":"abcd1234"}}"#);
        served.broker.commission(read(&json));
    }
    let report =
        |skip, limit| GetFlexibleCommissionReport::new(GetFlexibleCommissionReportRequired { skip, limit });
    let page = served.client.reports().get_flexible_commission_report(report(1, 1)).await?;
    assert_eq!((page.count, page.records.len()), (3, 1));
    let commission = &page.records[0];
    assert_eq!(commission.id, "c2");
    // Amounts formatted for display stay unchanged; plain numbers can be parsed.
    let shown = commission.commission.as_ref().expect("it is there");
    assert_eq!((shown.as_str(), shown.amount()), ("$1,000.50", None));
    let total = commission.total.as_ref().and_then(|total| total.amount());
    assert_eq!(total, Some(Decimal::new(725, 2)));
    Ok(())
}

pub(crate) async fn get_transactions_report(served: Served) -> TestResult {
    let ann = served.user("ann@example.com").await?;
    served.broker.book(&ann, "USD", 5.into())?;
    served.broker.set_clock("2024-09-01T00:00:00Z".parse()?);
    served.broker.book(&ann, "USD", Decimal::new(-250, 2))?;
    let report = GetTransactionsReport::new(GetTransactionsReportRequired {
        skip: 0,
        limit: 500,
        start: "2024-08-01".parse()?,
        end: "2024-08-31".parse()?,
    });
    let page = served.client.reports().get_transactions_report(report.clone()).await?;
    assert_eq!(page.count, 1);
    let exchange = served.log.exchanges().pop().expect("there was one");
    assert!(exchange.request.headers().contains_key("signature"), "it reads, but has a body");
    let wider = report.with(|report| {
        report.end = bindery_runtime::Date::constant(2024, 9, 1);
        report.type_ = Some(vec!["adjustment".to_owned(), "fee".to_owned()]);
        report.user_id = Some(ann);
    });
    let page = served.client.reports().get_transactions_report(wider.clone()).await?;
    assert_eq!(page.count, 2);
    assert_eq!(page.records[1].amount, Some(Decimal::new(-250, 2)));
    assert_eq!(
        page.records[1].new_balance.as_ref().and_then(|balance| balance.amount()),
        Some(Decimal::new(250, 2))
    );
    let fees = wider.with(|report| report.type_ = Some(vec!["fee".to_owned()]));
    assert_eq!(served.client.reports().get_transactions_report(fees).await?.count, 0);
    Ok(())
}

pub(crate) async fn get_wallet_information(served: Served) -> TestResult {
    let wallets = served.client.wallets();
    let ann = served.user("ann@example.com").await?;
    assert!(wallets.get_wallet_information(GetWalletInformation::new(ann.clone())).await?.is_empty());
    served.broker.book(&ann, "USD", Decimal::new(1_050, 2))?;
    served.broker.book(&ann, "EUR", 1.into())?;
    let balances = wallets.get_wallet_information(GetWalletInformation::new(ann)).await?;
    assert_eq!(balances.keys().collect::<Vec<_>>(), ["EUR", "USD"]);
    assert_eq!(balances["USD"].to_string(), "10.50");
    let nobody = wallets.get_wallet_information(GetWalletInformation::new("nobody00")).await;
    assert_eq!(failed(nobody), (400, ErrorCode::AccountNotFound));
    Ok(())
}

pub(crate) async fn update_wallet_balance(served: Served) -> TestResult {
    let wallets = served.client.wallets();
    let ann = served.user("ann@example.com").await?;
    let update = |user: &UserId, amount: Decimal, order: &str| {
        UpdateWalletBalance::new(UpdateWalletBalanceRequired {
            user_id: user.clone(),
            currency: "USD".to_owned(),
            amount,
            order_id: order.to_owned(),
        })
    };
    wallets.update_wallet_balance(update(&ann, 5.into(), "order-0000000001")).await?;
    let exchange = served.log.exchanges().pop().expect("there was one");
    assert_eq!((exchange.method, exchange.status), (http::Method::PATCH, 200));
    wallets.update_wallet_balance(update(&ann, 5.into(), "order-0000000001")).await?;
    wallets.update_wallet_balance(update(&ann, Decimal::new(-450, 2), "order-0000000002")).await?;
    assert_eq!(served.broker.balance(&ann, "USD"), Some(Decimal::new(50, 2)));
    let more = wallets.update_wallet_balance(update(&ann, (-1).into(), "order-0000000003")).await;
    assert_eq!(failed(more), (400, ErrorCode::InsufficientFunds));
    let nobody =
        wallets.update_wallet_balance(update(&"nobody00".into(), 1.into(), "order-0000000004")).await;
    assert_eq!(failed(nobody), (400, ErrorCode::AccountNotFound));
    let short = unsent(wallets.update_wallet_balance(update(&ann, 1.into(), "order")).await);
    assert_eq!(short, "order_id: must have 16 to 16 characters, has 5");
    Ok(())
}

pub(crate) async fn get_all_bankcards(served: Served) -> TestResult {
    let ann = served.user("ann@example.com").await?;
    served.broker.card(read(&format!(
        r#"{{"id":"card1","bank_name":"Bank","user_id":"{ann}","status":"approved",
        "form":[{{"key":"number","type":"text","label":{{"en-us":"Number","ja":"番号"}},"value":{{"last":"42"}}}}]}}"#
    )));
    let cards = served.client.payments().get_all_bankcards(GetAllBankcards::new(ann)).await?;
    let form = cards[0].form.as_ref().expect("it has one");
    assert_eq!(form[0].label.as_ref().expect("labels")["ja"], "番号");
    assert_eq!(form[0].value.as_ref().expect("a value").as_str(), r#"{"last":"42"}"#);
    let none = served.client.payments().get_all_bankcards(GetAllBankcards::new("nobody00")).await?;
    assert_eq!(none, []);
    Ok(())
}

pub(crate) async fn get_trading_competition_leader_board(served: Served) -> TestResult {
    let competitor = |id: &str, percent: &str| {
        read(&format!(r#"{{"user_id":"{id}","profit_percent":{percent},"suspend":false}}"#))
    };
    served.broker.competition("summer", vec![competitor("first001", "12.5"), competitor("second02", "-3")]);
    let board = |id: &str, limit| {
        let competition_id = id.to_owned();
        GetTradingCompetitionLeaderBoard::new(GetTradingCompetitionLeaderBoardRequired {
            competition_id,
            limit,
        })
    };
    let competitions = served.client.trading_competitions();
    let best = competitions.get_trading_competition_leader_board(board("summer", 1)).await?;
    assert_eq!(best.competitors.len(), 1);
    assert_eq!(best.competitors[0].profit_percent, Some(Decimal::new(125, 1)));
    assert_eq!(best.last_update_time, Some(served.broker.clock().as_second()));
    let winter = competitions.get_trading_competition_leader_board(board("winter", 1)).await;
    assert_eq!(failed(winter), (400, ErrorCode::CompetitionNotExists));
    Ok(())
}

pub(crate) async fn approve_withdrawal_requests(served: Served) -> TestResult {
    let id = withdrawal(&served).await?;
    let requests = served.client.requests();
    requests.approve_withdrawal_requests(ApproveWithdrawalRequests::new(id.clone())).await?;
    assert_eq!(served.broker.request(&id), Some((RequestStatus::Approved, None)));
    let again = requests.approve_withdrawal_requests(ApproveWithdrawalRequests::new(id)).await;
    assert_eq!(failed(again), (400, ErrorCode::RequestStatusNotPending));
    let unknown = requests.approve_withdrawal_requests(ApproveWithdrawalRequests::new("unknown0")).await;
    assert_eq!(failed(unknown), (404, ErrorCode::NotFound));
    Ok(())
}

pub(crate) async fn reject_withdrawal_requests(served: Served) -> TestResult {
    let id = withdrawal(&served).await?;
    let requests = served.client.requests();
    let reject = RejectWithdrawalRequests::new(RejectWithdrawalRequestsRequired {
        id: id.clone(),
        comment: "not eligible".to_owned(),
    });
    requests.reject_withdrawal_requests(reject.clone()).await?;
    assert_eq!(served.broker.request(&id), Some((RequestStatus::Rejected, Some("not eligible".to_owned()))));
    let ann = served.broker.client_id("ann@example.com").expect("she is there");
    assert_eq!(served.broker.balance(&ann, "USD"), Some(10.into()), "the money is back");
    let again = requests.reject_withdrawal_requests(reject.clone()).await;
    assert_eq!(failed(again), (400, ErrorCode::RequestStatusNotPending));
    let long =
        unsent(requests.reject_withdrawal_requests(reject.with(|r| r.comment = "x".repeat(501))).await);
    assert_eq!(long, "comment: must have 0 to 500 characters, has 501");
    Ok(())
}

async fn withdrawal(served: &Served) -> Result<RequestId, Box<dyn std::error::Error + Send + Sync>> {
    let ann = served.user("ann@example.com").await?;
    served.broker.book(&ann, "USD", 10.into())?;
    Ok(served.broker.ask_withdrawal(&ann, "USD", 4.into())?)
}
