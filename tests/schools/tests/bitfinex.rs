//! Public data of Bitfinex: records and errors that are lists, text beside parameters in the path.

use std::time::Duration;

use bindery_language::Recorded;
use bindery_runtime::{self as rt, Client, Error, Failure};
use bindery_schools::bitfinex::public::*;
use bindery_schools::bitfinex::{self as api, ErrorCode, Modules as _};
use bindery_schools::wire::{JSON, Message, ask, vendor};
use rt::server::{BackendResult, RequestContext};

type TestResult = Result<(), Box<dyn std::error::Error>>;

fn number(text: &str) -> rt::Decimal {
    text.parse().expect("a number")
}

fn at(milliseconds: i64) -> rt::Timestamp {
    rt::Timestamp::from_millisecond(milliseconds).expect("a time")
}

// The samples of the documents as values, and as they are on the wire.

fn ticker() -> Ticker {
    Ticker {
        bid: number("10645"),
        bid_size: number("73.93854271"),
        ask: number("10647"),
        ask_size: number("75.22266119"),
        daily_change: number("731.60645389"),
        daily_change_relative: number("0.0738"),
        last_price: number("10644.00645389"),
        volume: number("14480.89849423"),
        high: number("10766"),
        low: number("9889.1449809"),
    }
}

const TICKER: &str = "10645,73.93854271,10647,75.22266119,731.60645389,0.0738,10644.00645389,14480.89849423,10766,9889.1449809";

fn entry() -> TickerEntry {
    let of = ticker();
    TickerEntry {
        symbol: "tBTCUSD".to_owned(),
        bid: of.bid,
        bid_size: of.bid_size,
        ask: of.ask,
        ask_size: of.ask_size,
        daily_change: of.daily_change,
        daily_change_relative: of.daily_change_relative,
        last_price: of.last_price,
        volume: of.volume,
        high: of.high,
        low: of.low,
    }
}

fn funding() -> FundingTicker {
    FundingTicker {
        frr: number("0.0003447013698630137"),
        bid: number("0.000316"),
        bid_period: 30,
        bid_size: number("1682003.0922634401"),
        ask: number("0.00031783"),
        ask_period: 4,
        ask_size: number("23336.958053110004"),
        daily_change: number("-0.00000707"),
        daily_change_relative: number("-0.0209"),
        last_price: number("0.0003156"),
        volume: number("123306140.99"),
        high: number("0.0004"),
        low: number("0.00000001"),
        unused: None,
        unused2: None,
        available: Some(number("15107.3")),
    }
}

const FUNDING: &str = "[0.0003447013698630137,0.000316,30,1682003.0922634401,0.00031783,4,23336.958053110004,-0.00000707,-0.0209,0.0003156,123306140.99,0.0004,0.00000001,null,null,15107.3]";

fn trade() -> Trade {
    let (amount, price) = (number("1.918524"), number("10682"));
    Trade::new(TradeRequired { id: 388_063_448, time: at(1_567_526_214_876), amount, price })
}

fn book() -> Vec<BookEntry> {
    let entry = |price, count, amount| BookEntry { price: number(price), count, amount: number(amount) };
    vec![entry("8744.9", 2, "0.45603413"), entry("8745", 8, "-3.64426815")]
}

fn candle(time: i64, [open, close, high, low, volume]: [&str; 5]) -> Candle {
    Candle::new(CandleRequired {
        time: at(time),
        open: number(open),
        close: number(close),
        high: number(high),
        low: number(low),
        volume: number(volume),
    })
}

fn past() -> Candle {
    candle(1_574_698_260_000, ["7379.785503", "7383.8", "7388.3", "7379.785503", "1.68829482"])
}

const PAST: &str = "[1574698260000,7379.785503,7383.8,7388.3,7379.785503,1.68829482]";

fn current() -> Candle {
    candle(1_574_698_200_000, ["7399.9", "7379.7", "7399.9", "7371.8", "41.63633658"])
}

const CURRENT: &str = "[1574698200000,7399.9,7379.7,7399.9,7371.8,41.63633658]";

struct Exchange;

impl PublicBackend for Exchange {
    async fn status(&self, _: Status, _: RequestContext) -> BackendResult<Status> {
        Ok(PlatformStatus { operative: true })
    }

    async fn ticker(&self, request: TickerRequest, _: RequestContext) -> BackendResult<TickerRequest> {
        match request.pair.as_str() {
            "BTCUSD" => Ok(ticker()),
            "BUSY" => Err(Failure::from(ErrorCode::RateLimit).retry_after(Duration::from_secs(60))),
            "LATER" => Err(ErrorCode::Maintenance.into()),
            _ => Err(Failure::from(ErrorCode::Invalid).message("symbol: invalid")),
        }
    }

    async fn funding_ticker(
        &self,
        request: FundingTickerRequest,
        _: RequestContext,
    ) -> BackendResult<FundingTickerRequest> {
        assert_eq!(request.currency, "USD");
        Ok(funding())
    }

    async fn tickers(&self, request: Tickers, _: RequestContext) -> BackendResult<Tickers> {
        Ok(request.symbols.iter().map(|_| entry()).collect())
    }

    async fn trades(&self, _: Trades, _: RequestContext) -> BackendResult<Trades> {
        Ok(vec![trade()])
    }

    async fn book(&self, request: Book, _: RequestContext) -> BackendResult<Book> {
        assert_eq!((request.pair.as_str(), request.precision), ("BTCUSD", Precision::P0));
        Ok(book())
    }

    async fn candles(&self, request: Candles, _: RequestContext) -> BackendResult<Candles> {
        assert_eq!((request.pair.as_str(), request.timeframe), ("BTCUSD", TimeFrame::OneMinute));
        Ok(vec![past()])
    }

    async fn last_candle(&self, request: LastCandle, _: RequestContext) -> BackendResult<LastCandle> {
        assert_eq!((request.pair.as_str(), request.timeframe), ("BTCUSD", TimeFrame::FourteenDays));
        Ok(current())
    }
}

/// Returns a client whose address ends as the documented one does.
fn client(recorded: &Recorded) -> Result<api::Client, Box<dyn std::error::Error>> {
    Ok(Client::builder().server_url("main", format!("{}/v2", recorded.url())).retries(0).build()?)
}

async fn start() -> Result<(Recorded, api::Client), Box<dyn std::error::Error>> {
    let recorded = Recorded::start(api::server::all(Exchange).into_axum()?).await?;
    let client = client(&recorded)?;
    Ok((recorded, client))
}

/// Checks the last request, a GET without a body, and its response of status 200.
#[track_caller]
fn check(recorded: &Recorded, target: &str, body: &str) {
    let line = format!("GET /v2/{target} HTTP/1.1");
    Message::from(recorded.sent()).is(&line, &["accept: application/json"], "");
    Message::from(recorded.received()).is("HTTP/1.1 200 OK", &["content-type: application/json"], body);
}

#[tokio::test]
async fn public_data_are_on_the_wire_as_documented() -> TestResult {
    let (recorded, client) = start().await?;
    let public = client.public();
    assert!(public.status(Status::new()).await?.operative);
    check(&recorded, "platform/status", "[1]");
    assert_eq!(public.ticker(TickerRequest::new("BTCUSD")).await?, ticker());
    check(&recorded, "ticker/tBTCUSD", &format!("[{TICKER}]"));
    assert_eq!(public.funding_ticker(FundingTickerRequest::new("USD")).await?, funding());
    check(&recorded, "ticker/fUSD", FUNDING);
    let symbols = ["tBTCUSD".to_owned(), "tLTCUSD".to_owned()];
    assert_eq!(public.tickers(Tickers::new(symbols)).await?, [entry(), entry()]);
    let json = format!(r#"["tBTCUSD",{TICKER}]"#);
    check(&recorded, "tickers?symbols=tBTCUSD%2CtLTCUSD", &format!("[{json},{json}]"));

    let mut request = Trades::new("BTCUSD");
    assert_eq!(public.trades(request.clone()).await?, [trade()]);
    let json = "[[388063448,1567526214876,1.918524,10682]]";
    check(&recorded, "trades/tBTCUSD/hist", json);
    request.limit = Some(1);
    request.sort = Some(Sort::Descending);
    request.start = Some(at(1_567_526_214_000));
    request.end = Some(at(1_567_526_215_000));
    assert_eq!(public.trades(request).await?, [trade()]);
    check(&recorded, "trades/tBTCUSD/hist?limit=1&sort=-1&start=1567526214000&end=1567526215000", json);

    let mut request = Book::new(BookRequired { pair: "BTCUSD".into(), precision: Precision::P0 });
    request.len = Some(BookLength::TwentyFive);
    assert_eq!(public.book(request).await?, book());
    check(&recorded, "book/tBTCUSD/P0?len=25", "[[8744.9,2,0.45603413],[8745,8,-3.64426815]]");

    let mut request =
        Candles::new(CandlesRequired { timeframe: TimeFrame::OneMinute, pair: "BTCUSD".into() });
    request.limit = Some(1);
    request.sort = Some(Sort::Ascending);
    assert_eq!(public.candles(request).await?, [past()]);
    check(&recorded, "candles/trade:1m:tBTCUSD/hist?limit=1&sort=1", &format!("[{PAST}]"));
    let request =
        LastCandle::new(LastCandleRequired { timeframe: TimeFrame::FourteenDays, pair: "BTCUSD".into() });
    assert_eq!(public.last_candle(request).await?, current());
    check(&recorded, "candles/trade:14D:tBTCUSD/last", CURRENT);
    Ok(())
}

#[tokio::test]
async fn failures_are_lists_except_for_the_rate_limit() -> TestResult {
    let (recorded, client) = start().await?;
    for (pair, status, retry_after, json, code) in [
        ("NONE", 500, None, r#"["error",10020,"symbol: invalid"]"#, ErrorCode::Invalid),
        ("LATER", 500, None, r#"["error",20060,"maintenance"]"#, ErrorCode::Maintenance),
        ("BUSY", 429, Some(60), r#"{"error":"ERR_RATE_LIMIT"}"#, ErrorCode::RateLimit),
    ] {
        let error = client.public().ticker(TickerRequest::new(pair)).await.expect_err("it fails");
        assert_eq!((error.code(), error.status()), (Some(code), Some(status)), "{pair}");
        assert_eq!(error.retry_after(), retry_after.map(Duration::from_secs));
        let received = Message::from(recorded.received());
        assert!(received.line.starts_with(&format!("HTTP/1.1 {status} ")), "{}", received.line);
        assert_eq!(received.body, json);
    }
    for (target, code) in [
        ("/v2/tickers", 10020),
        ("/v2/trades/tBTCUSD/hist?limit=10001", 10020),
        ("/v2/trades/tBTCUSD/hist?sort=2", 10020),
        ("/v2/book/tBTCUSD/P9", 10020),
        ("/v2/book/tBTCUSD/P0?len=2", 10020),
        ("/v2/candles/trade:2m:tBTCUSD/hist", 10020),
    ] {
        let (found, body) = ask(&format!("{}{target}", recorded.url()), "GET", &[], "").await;
        assert_eq!(found, 500, "{target}");
        assert!(body.starts_with(&format!(r#"["error",{code},""#)), "{body}");
    }
    Ok(())
}

#[tokio::test]
async fn printed_samples_are_read() -> TestResult {
    for (printed, operative) in [("[1]", true), ("[0]", false), ("[ 1 ]\n", true)] {
        let recorded = vendor(200, JSON, printed).await;
        let read = client(&recorded)?.public().status(Status::new()).await?;
        assert_eq!(read.operative, operative, "{printed}");
    }
    let printed = "[\n  10645,\n  73.93854271,\n  10647,\n  75.22266119,\n  731.60645389,\n  0.0738,\n  10644.00645389,\n  14480.89849423,\n  10766,\n  9889.1449809\n]";
    let recorded = vendor(200, JSON, printed).await;
    assert_eq!(client(&recorded)?.public().ticker(TickerRequest::new("BTCUSD")).await?, ticker());
    // Later editions append values.
    let printed = "[[388063448, 1567526214876, 1.918524, 10682, null, \"new\"]]";
    let recorded = vendor(200, JSON, printed).await;
    assert_eq!(client(&recorded)?.public().trades(Trades::new("BTCUSD")).await?, [trade()]);
    let printed = "[[8744.9, 2, 0.45603413], [8745, 8, -3.64426815]]";
    let recorded = vendor(200, JSON, printed).await;
    let request = Book::new(BookRequired { pair: "BTCUSD".into(), precision: Precision::P4 });
    assert_eq!(client(&recorded)?.public().book(request).await?, book());

    for (status, printed, code, message) in [
        (500, r#"["error", 10020, "limit: invalid"]"#, ErrorCode::Invalid, "limit: invalid"),
        (500, r#"["error", 20060, "maintenance"]"#, ErrorCode::Maintenance, "maintenance"),
        (429, r#"{"error": "ERR_RATE_LIMIT"}"#, ErrorCode::RateLimit, "ERR_RATE_LIMIT"),
    ] {
        let recorded = vendor(status, JSON, printed).await;
        let error = client(&recorded)?.public().status(Status::new()).await.expect_err(printed);
        assert_eq!((error.code(), error.status()), (Some(code), Some(status)), "{printed}");
        assert!(matches!(error, Error::Api(_)));
        assert_eq!(error.api().map(|error| error.message.as_str()), Some(message));
    }
    Ok(())
}

#[tokio::test]
async fn small_numbers_are_read_in_exponents() -> TestResult {
    let printed = "[3.447013698630137e-4, 0.000316, 30, 1682003.0922634401, 0.00031783, 4, 23336.958053110004, -7.07e-6, -0.0209, 0.0003156, 123306140.99, 4E-4, 1e-8, null, null, 15107.3]";
    let recorded = vendor(200, JSON, printed).await;
    let read = client(&recorded)?.public().funding_ticker(FundingTickerRequest::new("USD")).await?;
    assert_eq!(read, funding());
    Ok(())
}
