//! A developer under OAuth 2: the flow, balances, orders, renewal.

use std::sync::atomic::Ordering;

use bindery_cryptonit::developer::{
    CancelOrder, CancelOrderRequired, Ccaccount, Funds, ListOrders, PlaceOrder, PlaceOrderRequired,
};
use bindery_cryptonit::prelude::*;
use bindery_cryptonit::rt::Timestamp;
use bindery_cryptonit::types::OrderType;
use bindery_cryptonit::{OAUTH2, Scope};

use super::TestResult;
use super::backend::{code, money, order};
use super::served::Served;

fn moment() -> Timestamp {
    Timestamp::from_millisecond(1_400_000_000_123).expect("a time")
}

#[tokio::test]
async fn the_flow_leads_to_the_funds() -> TestResult {
    let served = Served::start().await;
    let tokens = served.tokens(&[Scope::Basic]).await;
    assert_eq!(tokens.scopes.to_string(), "basic");
    let asked = served.transport.last();
    assert_eq!((asked.method().as_str(), asked.uri().path()), ("POST", "/oauth/token"));
    assert_eq!(OAUTH2.endpoints().token, "https://cryptonit.net/oauth/token");
    let live = served.app().status(&tokens.access).await?.expect("it is good");
    assert_eq!(live.user.as_deref(), Some("ann"));

    let client = served.developer(&[Scope::Basic]).await;
    let funds = client.developer().funds(Funds::new()).await?;
    assert_eq!((funds["4"].balance, funds["4"].currency_code.clone()), (money("12.5"), code("USD")));
    assert_eq!(served.exchange.last(), "funds for ann");
    let sent = served.transport.last();
    assert!(sent.headers()["authorization"].to_str()?.starts_with("Bearer "));
    let accounts = client.developer().ccaccount(Ccaccount::new()).await?;
    assert_eq!(accounts["9"].current, money("0.12345678"));
    Ok(())
}

#[tokio::test]
async fn orders_are_listed_placed_and_cancelled() -> TestResult {
    let served = Served::start().await;
    let client = served.developer(&[Scope::Basic, Scope::Trade]).await;
    let list = ListOrders::new().with(|request| request.my_orders = Some(true));
    let orders = client.developer().list_orders(list).await?;
    assert_eq!(orders["31"], order(OrderType::Placed));
    let sent = served.transport.last();
    assert_eq!(sent.uri().query(), Some("my_orders=true"));
    let none = ListOrders::new().with(|request| request.kind = Some(OrderType::Filled));
    assert!(client.developer().list_orders(none).await?.is_empty(), "[] is an empty map");

    let placing = PlaceOrder::new(PlaceOrderRequired {
        bid_currency: code("USD"),
        ask_currency: code("BTC"),
        bid_amount: money("1200"),
        ask_amount: money("2.00000001"),
        nonce: 1_400_000_000_123,
        timestamp: moment(),
    });
    let placed = client.developer().place_order(placing.clone()).await?;
    assert_eq!(placed["32"], order(OrderType::Placed));
    assert_eq!(
        std::str::from_utf8(served.transport.last().body())?,
        r#"{"bid_currency":"USD","ask_currency":"BTC","bid_amount":1200,"ask_amount":2.00000001,"nonce":1400000000123,"timestamp":1400000000123}"#
    );
    assert_eq!(served.exchange.placed.lock().expect("unpoisoned").take(), Some(placing));

    let cancelling = CancelOrder::new(CancelOrderRequired { id: "32".to_owned(), timestamp: moment() });
    assert_eq!(client.developer().cancel_order(cancelling.clone()).await?, [true]);
    assert_eq!(
        std::str::from_utf8(served.transport.last().body())?,
        r#"{"action":"cancel","id":"32","timestamp":1400000000123}"#
    );
    assert_eq!(served.exchange.cancelled.lock().expect("unpoisoned").take(), Some(cancelling));
    assert_eq!(served.exchange.last(), "cancel for ann", "the path is that of placing");
    Ok(())
}

#[tokio::test]
async fn a_hundred_calls_on_an_expired_token_renew_it_once() -> TestResult {
    let served = Served::start().await;
    let client = served.developer(&[Scope::Basic]).await;
    served.advance(4000);
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.developer().funds(Funds::new()).await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await??;
    }
    assert_eq!(served.transport.renewals.load(Ordering::SeqCst), 1);
    assert_eq!(served.exchange.served.load(Ordering::SeqCst), 100);
    Ok(())
}
