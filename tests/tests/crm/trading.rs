//! The modules of the trading servers.

use bindery_crm::ErrorCode;
use bindery_crm::mt4::{
    CreateMt4Account, CreateMt4AccountRequired, DepositIntoMt4Account, DepositIntoMt4AccountRequired,
    DepositIntoMt4AccountResponse, GetMt4Accounts, GetMt4Trades, GetMt4TradesRequired, Mt4Command,
    WithdrawFromMt4Account, WithdrawFromMt4AccountRequired,
};
use bindery_crm::mt5::{
    CreateMt5Account, CreateMt5AccountRequired, WithdrawFromMt5Account, WithdrawFromMt5AccountRequired,
    WithdrawFromMt5AccountResponse,
};
use bindery_crm::prelude::*;
use bindery_crm::types::{RepeatedComment, UserId};
use bindery_runtime::Decimal;

use crate::served::{Served, read};
use crate::{TestResult, failed, unsent};

/// Opens an account on the MT4 server.
async fn open_mt4(served: &Served, user: &UserId) -> Result<i64, bindery_crm::Error> {
    Ok(served.client.mt4().create_mt4_account(opening(user, "mt4-live")).await?.login)
}

fn opening(user: &UserId, connection: &str) -> CreateMt4Account {
    CreateMt4Account::new(CreateMt4AccountRequired {
        user_id: user.clone(),
        connection_id: connection.to_owned(),
        group: r"demo\forex".to_owned(),
        leverage: 200,
    })
}

fn deposit(login: i64, connection: &str, amount: Decimal, comment: &str) -> DepositIntoMt4Account {
    DepositIntoMt4Account::new(DepositIntoMt4AccountRequired {
        login,
        connection_id: connection.to_owned(),
        currency: "USD".to_owned(),
        amount,
        comment: comment.to_owned(),
    })
}

pub(crate) async fn get_mt4_accounts(served: Served) -> TestResult {
    let (ann, bob) = (served.user("ann@example.com").await?, served.user("bob@example.com").await?);
    let login = open_mt4(&served, &ann).await?;
    open_mt4(&served, &bob).await?;
    let mt4 = served.client.mt4();
    let all = mt4.get_mt4_accounts(GetMt4Accounts::new("mt4-live")).await?;
    assert_eq!((all.count, all.records.len()), (2, 2));
    let of_ann = GetMt4Accounts::new("mt4-live").with(|request| request.user_id = Some(ann));
    let of_ann = mt4.get_mt4_accounts(of_ann).await?;
    let account = &of_ann.records[0];
    assert_eq!((account.login, account.leverage, account.enable), (login, Some(200), Some(true)));
    assert_eq!(account.group.as_deref(), Some(r"demo\forex"));
    assert_eq!(mt4.get_mt4_accounts(GetMt4Accounts::new("elsewhere")).await?.records, []);
    Ok(())
}

pub(crate) async fn create_mt4_account(served: Served) -> TestResult {
    let mt4 = served.client.mt4();
    let ann = served.user("ann@example.com").await?;
    let opening_with = opening(&ann, "mt4-live").with(|request| {
        request.login = Some(7_001);
        request.master_password = Some("Abcde1".into());
        request.enable_readonly = Some(true);
    });
    let account = mt4.create_mt4_account(opening_with).await?;
    // 200, not 201, as documented.
    assert_eq!(served.log.exchanges().pop().expect("there was one").status, 200);
    assert_eq!(account.login, 7_001);
    assert_eq!(account.master_password.expect("it is told").0.expose(), "Abcde1");
    assert_eq!(account.investor_password, None);
    assert_eq!(served.broker.mt4_account(7_001).expect("it is open").enable_readonly, Some(1));
    let elsewhere = mt4.create_mt4_account(opening(&ann, "mt5-live")).await;
    assert_eq!(failed(elsewhere), (400, ErrorCode::Mt4ConnectionNotFound));
    let reckless = opening(&ann, "mt4-live").with(|request| request.leverage = 5_001);
    assert_eq!(unsent(mt4.create_mt4_account(reckless).await), "leverage: must be at most 5000, is 5001");
    Ok(())
}

pub(crate) async fn deposit_into_mt4_account(served: Served) -> TestResult {
    let mt4 = served.client.mt4();
    let ann = served.user("ann@example.com").await?;
    let login = open_mt4(&served, &ann).await?;
    let balance = || served.broker.mt4_account(login).and_then(|account| account.balance);
    let amount = Decimal::new(12_345, 3);

    let done = mt4.deposit_into_mt4_account(deposit(login, "mt4-live", amount, "first")).await?;
    assert_eq!(done, DepositIntoMt4AccountResponse::Done);
    let exchange = served.log.exchanges().pop().expect("there was one");
    assert_eq!((exchange.status, exchange.body.len()), (204, 0));
    let body = std::str::from_utf8(exchange.request.body())?;
    assert!(body.contains(r#""amount":"12.345""#), "money travels as text here: {body}");
    assert!(!body.contains("login"), "a path parameter is not in the body: {body}");

    let again = mt4.deposit_into_mt4_account(deposit(login, "mt4-live", amount, "first")).await?;
    assert_eq!(again, DepositIntoMt4AccountResponse::Repeated(RepeatedComment {}));
    let exchange = served.log.exchanges().pop().expect("there was one");
    assert_eq!((exchange.status, &*exchange.body), (200, &br#"{"repeat":true}"#[..]));
    assert_eq!(balance(), Some(amount));
    // Two minutes later, the comment can be used again.
    served.broker.set_clock(served.broker.clock() + std::time::Duration::from_secs(120));
    let later = mt4.deposit_into_mt4_account(deposit(login, "mt4-live", amount, "first")).await?;
    assert_eq!(later, DepositIntoMt4AccountResponse::Done);
    assert_eq!(balance(), Some(amount + amount));

    let unconnected = mt4.deposit_into_mt4_account(deposit(login, "mt4-demo", amount, "x")).await;
    assert_eq!(failed(unconnected), (400, ErrorCode::Mt4ConnectionNotFound));
    let unknown = mt4.deposit_into_mt4_account(deposit(1, "mt4-live", amount, "x")).await;
    assert_eq!(failed(unknown), (400, ErrorCode::Mt4AccountNotFound));
    let somebody_elses = deposit(login, "mt4-live", amount, "x").with(|request| {
        request.user_id = Some("nobody00".into());
    });
    let somebody_elses = mt4.deposit_into_mt4_account(somebody_elses).await;
    assert_eq!(failed(somebody_elses), (400, ErrorCode::Mt4AccountNotFound));
    let nothing = mt4.deposit_into_mt4_account(deposit(login, "mt4-live", Decimal::ZERO, "x")).await;
    assert_eq!(unsent(nothing), "amount: must be more than 0, is 0");
    Ok(())
}

pub(crate) async fn withdraw_from_mt4_account(served: Served) -> TestResult {
    let mt4 = served.client.mt4();
    let ann = served.user("ann@example.com").await?;
    let login = open_mt4(&served, &ann).await?;
    mt4.deposit_into_mt4_account(deposit(login, "mt4-live", 10.into(), "in")).await?;
    let withdraw = |login, connection: &str, amount: i64| {
        WithdrawFromMt4Account::new(WithdrawFromMt4AccountRequired {
            login,
            connection_id: connection.to_owned(),
            currency: "USD".to_owned(),
            amount: amount.into(),
            comment: "out".to_owned(),
        })
    };
    mt4.withdraw_from_mt4_account(withdraw(login, "mt4-live", 4)).await?;
    assert_eq!(served.log.exchanges().pop().expect("there was one").status, 204);
    assert_eq!(served.broker.mt4_account(login).and_then(|account| account.balance), Some(6.into()));
    for (login, connection, amount, error) in [
        (login, "mt4-live", 7, ErrorCode::InsufficientFunds),
        (login, "mt4-demo", 1, ErrorCode::Mt4ConnectionNotFound),
        (1, "mt4-live", 1, ErrorCode::Mt4AccountNotFound),
    ] {
        let response = mt4.withdraw_from_mt4_account(withdraw(login, connection, amount)).await;
        assert_eq!(failed(response), (400, error));
    }
    Ok(())
}

pub(crate) async fn get_mt4_trades(served: Served) -> TestResult {
    let trade = |order: i64, day: &str| {
        read(&format!(
            r#"{{"login":5001,"order_id":{order},"cmd":1,"volume":0.10,"open_time":"{day} 10:00:00",
            "crm_user":{{"id":"abcd1234"}},"crm_something":"else"}}"#
        ))
    };
    served.broker.trade("mt4-live", trade(1, "2024-08-01"));
    served.broker.trade("mt4-live", trade(2, "2024-08-02"));
    served.broker.trade("mt4-demo", trade(3, "2024-08-02"));
    let trades = GetMt4Trades::new(GetMt4TradesRequired {
        connection_id: "mt4-live".to_owned(),
        type_: "closed".to_owned(),
        start: "2024-08-02".parse()?,
        end: "2024-08-31".parse()?,
    });
    let page = served.client.mt4().get_mt4_trades(trades.clone()).await?;
    let exchange = served.log.exchanges().pop().expect("there was one");
    let query = exchange.request.uri().query().unwrap_or_default();
    assert!(query.contains("start=2024-08-02&end=2024-08-31"), "{query}");
    assert_eq!(page.count, 1);
    let trade = &page.records[0];
    assert_eq!((trade.order_id, &trade.cmd), (2, &Mt4Command::Sell));
    assert_eq!(trade.volume.map(|volume| volume.to_string()).as_deref(), Some("0.10"));
    assert_eq!(trade.others["crm_something"].as_str(), r#""else""#);
    let none = trades.with(|request| request.login = Some(5_002));
    assert_eq!(served.client.mt4().get_mt4_trades(none).await?.count, 0);
    Ok(())
}

fn opening_mt5(user: &UserId, connection: &str) -> CreateMt5Account {
    CreateMt5Account::new(CreateMt5AccountRequired {
        user_id: user.clone(),
        connection_id: connection.to_owned(),
        group: "real".to_owned(),
        leverage: 1,
    })
}

pub(crate) async fn create_mt5_account(served: Served) -> TestResult {
    let ann = served.user("ann@example.com").await?;
    let mt5 = served.client.mt5();
    let account = mt5.create_mt5_account(opening_mt5(&ann, "mt5-live")).await?;
    assert!(account.login > 0 && account.master_password.is_some());
    let elsewhere = mt5.create_mt5_account(opening_mt5(&ann, "mt4-live")).await;
    assert_eq!(failed(elsewhere), (400, ErrorCode::Mt5ConnectionNotFound));
    let weak = opening_mt5(&ann, "mt5-live").with(|request| request.master_password = Some("Abcde1".into()));
    let weak = unsent(mt5.create_mt5_account(weak).await);
    assert!(weak.starts_with("master_password: ") && !weak.contains("Abcde1"), "{weak}");
    Ok(())
}

pub(crate) async fn withdraw_from_mt5_account(served: Served) -> TestResult {
    let ann = served.user("ann@example.com").await?;
    let mt5 = served.client.mt5();
    let login = mt5.create_mt5_account(opening_mt5(&ann, "mt5-live")).await?.login;
    served.broker.fund(login, 10.into());
    let withdraw = |login, connection: &str, amount: i64, comment: &str| {
        WithdrawFromMt5Account::new(WithdrawFromMt5AccountRequired {
            login,
            connection_id: connection.to_owned(),
            currency: "USD".to_owned(),
            amount: amount.into(),
            comment: comment.to_owned(),
        })
    };
    let first = withdraw(login, "mt5-live", 3, "out");
    assert_eq!(mt5.withdraw_from_mt5_account(first.clone()).await?, WithdrawFromMt5AccountResponse::Done);
    assert_eq!(served.log.exchanges().pop().expect("there was one").status, 204);
    let again = mt5.withdraw_from_mt5_account(first).await?;
    assert_eq!(again, WithdrawFromMt5AccountResponse::Repeated(RepeatedComment {}));
    assert_eq!(served.log.exchanges().pop().expect("there was one").status, 200);
    for (login, connection, amount, error) in [
        (login, "mt5-live", 8, ErrorCode::InsufficientFunds),
        (login, "mt5-demo", 1, ErrorCode::Mt5ConnectionNotFound),
        (1, "mt5-live", 1, ErrorCode::Mt5AccountNotFound),
    ] {
        let response = mt5.withdraw_from_mt5_account(withdraw(login, connection, amount, "more")).await;
        assert_eq!(failed(response), (400, error));
    }
    Ok(())
}
