//! The public market data: requests and responses.

use bindery_cryptonit::prelude::*;
use bindery_cryptonit::public::{
    OrderBook, Pairs, Rate, RateRequired, Ticker, TickerRequired, Trades, Volume,
};
use bindery_cryptonit::types::{AmountText, OrderType};

use super::TestResult;
use super::backend::{code, money, order};
use super::served::Served;

/// Returns the path and the query of the last request.
fn asked(served: &Served) -> String {
    served.transport.last().uri().path_and_query().expect("a path").to_string()
}

#[tokio::test]
async fn the_order_book_has_both_sides() -> TestResult {
    let served = Served::start().await;
    let client = served.anybody();
    let book = client
        .public()
        .order_book(OrderBook::new().with(|request| {
            request.bid_currency = Some(code("BTC"));
            request.ask_currency = Some(code("USD"));
            request.limit = Some(5);
        }))
        .await?;
    assert_eq!(
        asked(&served),
        "/apiv2/rest/public/ccorder?type=placed&bid_currency=BTC&ask_currency=USD&limit=5"
    );
    assert_eq!(book["1"], order(OrderType::Placed));
    assert_eq!(served.exchange.last(), "order book of Some(5) for nobody");
    Ok(())
}

#[tokio::test]
async fn trades_have_a_time_at_which_they_were_filled() -> TestResult {
    let served = Served::start().await;
    let trades = served.anybody().public().trades(Trades::new()).await?;
    assert_eq!(asked(&served), "/apiv2/rest/public/ccorder?type=filled");
    assert_eq!(trades["2"], order(OrderType::Filled));
    assert_eq!(served.exchange.last(), "trades for nobody");
    Ok(())
}

#[tokio::test]
async fn ticker_and_volume_are_names_without_a_value() -> TestResult {
    let served = Served::start().await;
    let client = served.anybody();
    let pair = TickerRequired { bid_currency: code("usd"), ask_currency: code("btc") };
    let ticker = client.public().ticker(Ticker::new(pair)).await?;
    assert_eq!(asked(&served), "/apiv2/rest/public/ccorder?ticker&bid_currency=usd&ask_currency=btc");
    assert_eq!(ticker.rate.last, money("451.5"));
    assert_eq!(ticker.rate.low.to_string(), "440.00000000", "to the last place");
    let volume = client.public().volume(Volume::new()).await?;
    assert_eq!(asked(&served), "/apiv2/rest/public/ccorder?volume");
    assert_eq!(volume["BTC"], AmountText(money("1.50000000")));
    // An equals sign after the name makes no difference.
    served.transport.read(&format!("{}/apiv2/rest/public/ccorder?volume=", served.url)).await;
    assert_eq!(served.exchange.last(), "volume for nobody");
    Ok(())
}

#[tokio::test]
async fn a_rate_may_be_a_text_that_says_why_there_is_none() -> TestResult {
    let served = Served::start().await;
    let client = served.anybody();
    let ask = |coin| RateRequired { bid_currency: code("usd"), ask_currency: code(coin), rate: 10 };
    let rate = client.public().rate(Rate::new(ask("btc"))).await?;
    assert_eq!(asked(&served), "/apiv2/rest/public/ccorder?bid_currency=usd&ask_currency=btc&rate=10");
    assert_eq!(rate[0].amount(), Some(money("451.5")));
    let none = client.public().rate(Rate::new(ask("xyz"))).await?;
    assert_eq!((none[0].as_str(), none[0].amount()), ("currency pair not available", None));
    Ok(())
}

#[tokio::test]
async fn pairs_are_lists_of_two() -> TestResult {
    let served = Served::start().await;
    let pairs = served.anybody().public().pairs(Pairs::new()).await?;
    assert_eq!(asked(&served), "/apiv2/rest/public/pairs.json");
    assert_eq!(pairs, [[code("usd"), code("btc")]]);
    Ok(())
}
