//! Market data of Binance: entries that are lists, one object or several, parameters that exclude each other.

use std::time::Duration;

use bindery_language::Recorded;
use bindery_runtime::{self as rt, Client, Error, Failure, Headed};
use bindery_schools::binance::market::*;
use bindery_schools::binance::{self as api, ErrorCode, Modules as _};
use bindery_schools::wire::{JSON, Message, ask, vendor};
use rt::server::{BackendResult, RequestContext};

type TestResult = Result<(), Box<dyn std::error::Error>>;

fn amount(text: &str) -> Amount {
    text.parse().expect("an amount")
}

fn at(milliseconds: i64) -> rt::Timestamp {
    rt::Timestamp::from_millisecond(milliseconds).expect("a time")
}

// The samples of the documents as values.

fn book() -> Depth {
    Depth {
        last_update_id: 1_027_024,
        bids: vec![Level { price: amount("4.00000000"), quantity: amount("431.00000000") }],
        asks: vec![Level { price: amount("4.00000200"), quantity: amount("12.00000000") }],
    }
}

fn trade() -> Trade {
    Trade::new(TradeRequired {
        id: 28457,
        price: amount("4.00000100"),
        qty: amount("12.00000000"),
        quote_qty: amount("48.000012"),
        time: at(1_499_865_549_590),
        is_buyer_maker: true,
        is_best_match: true,
    })
}

fn kline() -> Kline {
    let mut kline = Kline::new(KlineRequired {
        open_time: at(1_499_040_000_000),
        open: amount("0.01634790"),
        high: amount("0.80000000"),
        low: amount("0.01575800"),
        close: amount("0.01577100"),
        volume: amount("148976.11427815"),
        close_time: at(1_499_644_799_999),
        quote_volume: amount("2434.19055334"),
        trades: 308,
        taker_buy_volume: amount("1756.87402397"),
        taker_buy_quote_volume: amount("28.46694368"),
    });
    kline.unused = Some("0".into());
    kline
}

fn average() -> AveragePrice {
    let (price, close_time) = (amount("9.35751834"), at(1_694_061_154_503));
    AveragePrice::new(AveragePriceRequired { mins: 5, price, close_time })
}

fn price(symbol: &str) -> Price {
    let price = if symbol == "LTCBTC" { "4.00000200" } else { "0.07946600" };
    Price { symbol: symbol.into(), price: amount(price) }
}

fn best(symbol: &str) -> BestPrice {
    let values = match symbol {
        "LTCBTC" => ["4.00000000", "431.00000000", "4.00000200", "9.00000000"],
        _ => ["0.07946700", "9.00000000", "100000.00000000", "1000.00000000"],
    };
    let [bid_price, bid_qty, ask_price, ask_qty] = values.map(amount);
    BestPrice { symbol: symbol.into(), bid_price, bid_qty, ask_price, ask_qty }
}

/// All symbols of the exchange.
const SYMBOLS: [&str; 2] = ["LTCBTC", "ETHBTC"];

struct Exchange;

impl MarketBackend for Exchange {
    async fn ping(&self, _: Ping, _: RequestContext) -> BackendResult<Ping> {
        Ok(())
    }

    async fn time(&self, _: Time, _: RequestContext) -> BackendResult<Time> {
        let headers = TimeHeaders { used_weight: Some(12) };
        Ok(Headed::new(ServerTime::new(at(1_499_827_319_559)), headers))
    }

    async fn depth(&self, request: DepthRequest, _: RequestContext) -> BackendResult<DepthRequest> {
        match request.symbol.as_ref() {
            "BNBBTC" => Ok(book()),
            "BUSY" => Err(Failure::from(ErrorCode::TooManyRequests).retry_after(Duration::from_secs(7))),
            "BANNED" => Err(Failure::from(ErrorCode::Banned).retry_after(Duration::from_secs(120))),
            _ => Err(ErrorCode::BadSymbol.into()),
        }
    }

    async fn trades(&self, _: Trades, _: RequestContext) -> BackendResult<Trades> {
        Ok(vec![trade()])
    }

    async fn klines(&self, _: Klines, _: RequestContext) -> BackendResult<Klines> {
        Ok(vec![kline()])
    }

    async fn average_price(
        &self,
        _: AveragePriceRequest,
        _: RequestContext,
    ) -> BackendResult<AveragePriceRequest> {
        Ok(average())
    }

    async fn prices(&self, request: PricesRequest, _: RequestContext) -> BackendResult<PricesRequest> {
        let several = |symbols: Vec<Symbol>| symbols.iter().map(|symbol| price(symbol.as_ref())).collect();
        Ok(match (request.symbol, request.symbols) {
            (Some(symbol), _) => Prices::One(price(symbol.as_ref())),
            (None, Some(symbols)) => Prices::Several(several(symbols)),
            (None, None) => Prices::Several(SYMBOLS.map(price).to_vec()),
        })
    }

    async fn best_prices(
        &self,
        request: BestPricesRequest,
        _: RequestContext,
    ) -> BackendResult<BestPricesRequest> {
        let several = |symbols: Vec<Symbol>| symbols.iter().map(|symbol| best(symbol.as_ref())).collect();
        Ok(match (request.symbol, request.symbols) {
            (Some(symbol), _) => BestPrices::One(best(symbol.as_ref())),
            (None, Some(symbols)) => BestPrices::Several(several(symbols)),
            (None, None) => BestPrices::Several(SYMBOLS.map(best).to_vec()),
        })
    }
}

fn client(recorded: &Recorded) -> Result<api::Client, Box<dyn std::error::Error>> {
    Ok(Client::builder().server_url("main", recorded.url()).retries(0).build()?)
}

async fn start() -> Result<(Recorded, api::Client), Box<dyn std::error::Error>> {
    let recorded = Recorded::start(api::server::all(Exchange).into_axum()?).await?;
    let client = client(&recorded)?;
    Ok((recorded, client))
}

/// Checks the last request, a GET without a body, and its response of status 200.
#[track_caller]
fn check(recorded: &Recorded, target: &str, body: &str) {
    Message::from(recorded.sent()).is(&format!("GET {target} HTTP/1.1"), &["accept: application/json"], "");
    Message::from(recorded.received()).is("HTTP/1.1 200 OK", &["content-type: application/json"], body);
}

#[tokio::test]
async fn market_data_are_on_the_wire_as_documented() -> TestResult {
    let (recorded, client) = start().await?;
    let market = client.market();
    market.ping(Ping::new()).await?;
    check(&recorded, "/api/v3/ping", "{}");

    let time = market.time(Time::new()).await?;
    assert_eq!((time.server_time, time.headers.used_weight), (at(1_499_827_319_559), Some(12)));
    assert_eq!(Message::from(recorded.sent()).line, "GET /api/v3/time HTTP/1.1");
    Message::from(recorded.received()).is(
        "HTTP/1.1 200 OK",
        &["content-type: application/json", "x-mbx-used-weight-1m: 12"],
        r#"{"serverTime":1499827319559}"#,
    );

    assert_eq!(market.depth(DepthRequest::new("BNBBTC")).await?, book());
    let json = r#"{"lastUpdateId":1027024,"bids":[["4.00000000","431.00000000"]],"asks":[["4.00000200","12.00000000"]]}"#;
    check(&recorded, "/api/v3/depth?symbol=BNBBTC", json);
    let mut request = DepthRequest::new("BNBBTC");
    request.limit = Some(5000);
    assert_eq!(market.depth(request).await?, book());
    check(&recorded, "/api/v3/depth?symbol=BNBBTC&limit=5000", json);

    assert_eq!(market.trades(Trades::new("BNBBTC")).await?, [trade()]);
    let json = r#"[{"id":28457,"price":"4.00000100","qty":"12.00000000","quoteQty":"48.000012","time":1499865549590,"isBuyerMaker":true,"isBestMatch":true}]"#;
    check(&recorded, "/api/v3/trades?symbol=BNBBTC", json);

    let symbol = "BNBBTC".into();
    let mut request = Klines::new(KlinesRequired { symbol, interval: Interval::OneMinute });
    request.limit = Some(1);
    assert_eq!(market.klines(request.clone()).await?, [kline()]);
    let json = r#"[[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499644799999,"2434.19055334",308,"1756.87402397","28.46694368","0"]]"#;
    check(&recorded, "/api/v3/klines?symbol=BNBBTC&interval=1m&limit=1", json);
    request.interval = Interval::OneMonth;
    request.start_time = Some(at(1_499_040_000_000));
    request.end_time = Some(at(1_499_644_799_999));
    request.time_zone = Some("+05:45".to_owned());
    assert_eq!(market.klines(request).await?, [kline()]);
    let target = "/api/v3/klines?symbol=BNBBTC&interval=1M&startTime=1499040000000&endTime=1499644799999&timeZone=%2B05%3A45&limit=1";
    check(&recorded, target, json);

    assert_eq!(market.average_price(AveragePriceRequest::new("BNBBTC")).await?, average());
    let json = r#"{"mins":5,"price":"9.35751834","closeTime":1694061154503}"#;
    check(&recorded, "/api/v3/avgPrice?symbol=BNBBTC", json);
    Ok(())
}

#[tokio::test]
async fn one_symbol_is_an_object_and_several_are_a_list() -> TestResult {
    let (recorded, client) = start().await?;
    let market = client.market();
    let several = Some(vec!["LTCBTC".into(), "ETHBTC".into()]);
    let in_query = "symbols=%5B%22LTCBTC%22%2C%22ETHBTC%22%5D";

    let one = r#"{"symbol":"LTCBTC","price":"4.00000200"}"#;
    let list = format!(r#"[{one},{{"symbol":"ETHBTC","price":"0.07946600"}}]"#);
    let mut request = PricesRequest::new();
    assert_eq!(market.prices(request.clone()).await?, Prices::Several(SYMBOLS.map(price).to_vec()));
    check(&recorded, "/api/v3/ticker/price", &list);
    request.symbols = several.clone();
    assert_eq!(market.prices(request.clone()).await?, Prices::Several(SYMBOLS.map(price).to_vec()));
    check(&recorded, &format!("/api/v3/ticker/price?{in_query}"), &list);
    request.symbol = Some("LTCBTC".into());
    let error = market.prices(request.clone()).await.expect_err("both exclude each other");
    assert!(matches!(error, Error::Request(_)), "{error}");
    assert_eq!(recorded.sent(), "");
    request.symbols = None;
    assert_eq!(market.prices(request).await?, Prices::One(price("LTCBTC")));
    check(&recorded, "/api/v3/ticker/price?symbol=LTCBTC", one);

    let one = r#"{"symbol":"LTCBTC","bidPrice":"4.00000000","bidQty":"431.00000000","askPrice":"4.00000200","askQty":"9.00000000"}"#;
    let other = r#"{"symbol":"ETHBTC","bidPrice":"0.07946700","bidQty":"9.00000000","askPrice":"100000.00000000","askQty":"1000.00000000"}"#;
    let mut request = BestPricesRequest::new();
    request.symbol = Some("LTCBTC".into());
    assert_eq!(market.best_prices(request).await?, BestPrices::One(best("LTCBTC")));
    check(&recorded, "/api/v3/ticker/bookTicker?symbol=LTCBTC", one);
    let mut request = BestPricesRequest::new();
    request.symbols = several;
    assert_eq!(market.best_prices(request).await?, BestPrices::Several(SYMBOLS.map(best).to_vec()));
    check(&recorded, &format!("/api/v3/ticker/bookTicker?{in_query}"), &format!("[{one},{other}]"));
    Ok(())
}

#[tokio::test]
async fn failures_have_a_code_and_a_message() -> TestResult {
    let (recorded, client) = start().await?;
    let busy = r#"{"code":-1003,"msg":"Too many requests queued."}"#;
    let banned = r#"{"msg":"The address is banned for a time"}"#;
    for (symbol, status, retry_after, json, code) in [
        ("NONE", 400, None, r#"{"code":-1121,"msg":"Invalid symbol."}"#, ErrorCode::BadSymbol),
        ("BUSY", 429, Some(7), busy, ErrorCode::TooManyRequests),
        ("BANNED", 418, Some(120), banned, ErrorCode::Banned),
    ] {
        let error = client.market().depth(DepthRequest::new(symbol)).await.expect_err("it fails");
        assert_eq!((error.code(), error.status()), (Some(code), Some(status)), "{symbol}");
        assert_eq!(error.retry_after(), retry_after.map(Duration::from_secs));
        let received = Message::from(recorded.received());
        assert!(received.line.starts_with(&format!("HTTP/1.1 {status} ")), "{}", received.line);
        let header = retry_after.map(|seconds| format!("retry-after: {seconds}"));
        assert_eq!(received.headers.iter().find(|line| line.starts_with("retry-after")), header.as_ref());
        assert_eq!(received.body, json);
    }
    Ok(())
}

#[tokio::test]
async fn a_server_rejects_what_the_documents_exclude() -> TestResult {
    let (recorded, _) = start().await?;
    for (target, status, code) in [
        ("/api/v3/depth", 400, r#""code":-1102,"#),
        ("/api/v3/depth?symbol=BNBBTC&limit=5001", 400, r#""code":-1130,"#),
        ("/api/v3/klines?symbol=BNBBTC&interval=2m", 400, r#""code":-1130,"#),
        ("/api/v3/ticker/price?symbol=LTCBTC&symbols=%5B%22ETHBTC%22%5D", 400, r#""code":-1130,"#),
        ("/api/v3/nothing", 404, ""),
    ] {
        let (found, body) = ask(&format!("{}{target}", recorded.url()), "GET", &[], "").await;
        assert_eq!(found, status, "{target}");
        assert!(body.starts_with(&format!(r#"{{{code}"msg":""#)), "{body}");
    }
    Ok(())
}

#[tokio::test]
async fn printed_samples_are_read() -> TestResult {
    let one = "{\n  \"symbol\": \"LTCBTC\",\n  \"price\": \"4.00000200\"\n}\n";
    let recorded = vendor(200, JSON, one).await;
    let read = client(&recorded)?.market().prices(PricesRequest::new()).await?;
    assert_eq!(read, Prices::One(price("LTCBTC")));
    let several = "[\n  {\n    \"symbol\": \"LTCBTC\",\n    \"price\": \"4.00000200\"\n  },\n  {\n    \"symbol\": \"ETHBTC\",\n    \"price\": \"0.07946600\"\n  }\n]\n";
    let recorded = vendor(200, JSON, several).await;
    let read = client(&recorded)?.market().prices(PricesRequest::new()).await?;
    assert_eq!(read, Prices::Several(SYMBOLS.map(price).to_vec()));

    let weight = &[("Content-Type", "application/json"), ("X-MBX-USED-WEIGHT-1M", "3")];
    let recorded = vendor(200, weight, "{\n  \"serverTime\": 1499827319559\n}\n").await;
    let time = client(&recorded)?.market().time(Time::new()).await?;
    assert_eq!((time.server_time, time.headers.used_weight), (at(1_499_827_319_559), Some(3)));

    let book_ = r#"{
  "lastUpdateId": 1027024,
  "bids": [
    [
      "4.00000000",
      "431.00000000"
    ]
  ],
  "asks": [
    [
      "4.00000200",
      "12.00000000"
    ]
  ]
}"#;
    let recorded = vendor(200, JSON, book_).await;
    assert_eq!(client(&recorded)?.market().depth(DepthRequest::new("BNBBTC")).await?, book());

    let klines = "[\n  [\n    1499040000000,\n    \"0.01634790\",\n    \"0.80000000\",\n    \"0.01575800\",\n    \"0.01577100\",\n    \"148976.11427815\",\n    1499644799999,\n    \"2434.19055334\",\n    308,\n    \"1756.87402397\",\n    \"28.46694368\",\n    \"0\"\n  ]\n]\n";
    let recorded = vendor(200, JSON, klines).await;
    let request = Klines::new(KlinesRequired { symbol: "BNBBTC".into(), interval: Interval::OneWeek });
    assert_eq!(client(&recorded)?.market().klines(request).await?, [kline()]);

    let recorded = vendor(400, JSON, r#"{"code": -1121, "msg": "Invalid symbol."}"#).await;
    let error = client(&recorded)?.market().depth(DepthRequest::new("x")).await.expect_err("an error");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::BadSymbol), Some(400)));
    let recorded = vendor(403, JSON, "<html>blocked</html>").await;
    let error = client(&recorded)?.market().depth(DepthRequest::new("x")).await.expect_err("an error");
    assert!(matches!(error, Error::Http(_)) && error.status() == Some(403), "{error}");
    Ok(())
}

/// Headers of a response to too many requests.
const WAIT: &[(&str, &str)] = &[("content-type", "application/json"), ("Retry-After", "9")];

#[tokio::test]
async fn limits_say_how_long_to_wait() -> TestResult {
    let printed = r#"{"code": -1003, "msg": "Too many requests queued."}"#;
    for (status, body, code) in [
        (429, printed, Some(ErrorCode::TooManyRequests)),
        (418, printed, Some(ErrorCode::TooManyRequests)),
        (418, r#"{"msg": "Banned"}"#, Some(ErrorCode::Banned)),
        (429, "<html>", None),
    ] {
        let recorded = vendor(status, WAIT, body).await;
        let error = client(&recorded)?.market().ping(Ping::new()).await.expect_err("too many");
        assert_eq!((error.code(), error.status()), (code, Some(status)), "{body}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(9)), "{body}");
        assert_eq!(error.kind(), rt::ErrorKind::Limit, "{status} {body}");
    }
    Ok(())
}
