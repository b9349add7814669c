//! Market data of Kraken: an envelope with a list of errors, lists with commas, the names of pairs as keys.

use bindery_language::Recorded;
use bindery_runtime::{self as rt, Client, Error, Failure};
use bindery_schools::kraken::market::*;
use bindery_schools::kraken::{self as api, ErrorCode, Modules as _};
use bindery_schools::wire::{JSON, Message, ask, vendor};
use rt::server::{BackendResult, RequestContext};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// The pair of the samples.
const PAIR: &str = "XXBTZUSD";

fn amount(text: &str) -> Amount {
    text.parse().expect("an amount")
}

fn at(seconds: i64) -> rt::Timestamp {
    rt::Timestamp::from_second(seconds).expect("a time")
}

// The samples of the documents as values, and as they are on the wire.

fn time() -> Time {
    let rfc1123 = "Thu, 06 Jul 23 18:50:48 +0000".to_owned();
    Time::new(TimeRequired { unixtime: at(1_688_669_448), rfc1123 })
}

fn status() -> SystemStatus {
    let timestamp = "2023-07-06T18:52:00Z".parse().expect("a time");
    SystemStatus::new(SystemStatusRequired { status: Status::Online, timestamp })
}

fn assets() -> rt::Map<Asset> {
    let asset = Asset { aclass: "currency".into(), altname: "XBT".into(), decimals: 10, display_decimals: 5 };
    rt::Map::from([("XXBT".to_owned(), asset)])
}

fn tickers() -> rt::Map<Ticker> {
    let offer =
        |price| Offer { price: amount(price), whole_lot_volume: amount("1"), lot_volume: amount("1.000") };
    let amounts = |today, day| Amounts { today: amount(today), day: amount(day) };
    let ticker = Ticker {
        ask: offer("30300.10000"),
        bid: offer("30300.00000"),
        last: LastTrade { price: amount("30303.20000"), lot_volume: amount("0.00067643") },
        volume: amounts("4083.67001100", "4412.73601799"),
        average: amounts("30706.77771", "30689.13205"),
        trades: Counts { today: 34619, day: 38907 },
        low: amounts("29868.30000", "29868.30000"),
        high: amounts("31631.00000", "31631.00000"),
        open: amount("30502.80000"),
    };
    rt::Map::from([(PAIR.to_owned(), ticker)])
}

const TICKERS: &str = r#"{"XXBTZUSD":{"a":["30300.10000","1","1.000"],"b":["30300.00000","1","1.000"],"c":["30303.20000","0.00067643"],"v":["4083.67001100","4412.73601799"],"p":["30706.77771","30689.13205"],"t":[34619,38907],"l":["29868.30000","29868.30000"],"h":["31631.00000","31631.00000"],"o":"30502.80000"}}"#;

fn candles() -> Candles {
    let candle = |time, [open, high, low, close, average, volume]: [&str; 6], count| {
        Candle::new(CandleRequired {
            time: at(time),
            open: amount(open),
            high: amount(high),
            low: amount(low),
            close: amount(close),
            average: amount(average),
            volume: amount(volume),
            count,
        })
    };
    let mut candles = Candles::new(at(1_688_672_160));
    let first = ["30306.1", "30306.2", "30305.7", "30305.7", "30306.1", "3.39243896"];
    let second = ["30304.5", "30304.5", "30300.0", "30300.0", "30300.0", "4.42996871"];
    let both = vec![candle(1_688_671_200, first, 23), candle(1_688_671_260, second, 18)];
    candles.pairs.insert(PAIR.to_owned(), both);
    candles
}

const CANDLES: &str = r#"{"last":1688672160,"XXBTZUSD":[[1688671200,"30306.1","30306.2","30305.7","30305.7","30306.1","3.39243896",23],[1688671260,"30304.5","30304.5","30300.0","30300.0","30300.0","4.42996871",18]]}"#;

fn books() -> rt::Map<Depth> {
    let entry = |price, volume, time| {
        BookEntry::new(BookEntryRequired { price: amount(price), volume: amount(volume), time: at(time) })
    };
    let depth = Depth {
        asks: vec![
            entry("30384.10000", "2.059", 1_688_671_659),
            entry("30387.90000", "1.500", 1_688_671_380),
        ],
        bids: vec![entry("30297.00000", "1.115", 1_688_671_636)],
    };
    rt::Map::from([(PAIR.to_owned(), depth)])
}

const BOOKS: &str = r#"{"XXBTZUSD":{"asks":[["30384.10000","2.059",1688671659],["30387.90000","1.500",1688671380]],"bids":[["30297.00000","1.115",1688671636]]}}"#;

fn trades() -> Trades {
    let trade = Trade::new(TradeRequired {
        price: amount("30243.40000"),
        volume: amount("0.34507674"),
        time: rt::Timestamp::from_nanosecond(1_688_669_597_827_736_900).expect("a time"),
        side: Side::Buy,
        kind: OrderKind::Market,
        miscellaneous: String::new(),
        id: 61_044_952,
    });
    let mut trades = Trades { last: "1688671969993150842".to_owned(), ..Trades::default() };
    trades.pairs.insert(PAIR.to_owned(), vec![trade]);
    trades
}

const TRADES: &str = r#"{"last":"1688671969993150842","XXBTZUSD":[["30243.40000","0.34507674",1688669597.8277369,"b","m","",61044952]]}"#;

struct Exchange;

impl MarketBackend for Exchange {
    async fn time(&self, _: TimeRequest, _: RequestContext) -> BackendResult<TimeRequest> {
        Ok(time())
    }

    async fn status(&self, _: StatusRequest, _: RequestContext) -> BackendResult<StatusRequest> {
        Ok(status())
    }

    async fn assets(&self, _: Assets, _: RequestContext) -> BackendResult<Assets> {
        Ok(assets())
    }

    async fn ticker(&self, request: TickerRequest, _: RequestContext) -> BackendResult<TickerRequest> {
        match request.pair {
            Some(pairs) if pairs == ["NONE"] => Err(ErrorCode::UnknownPair.into()),
            _ => Ok(tickers()),
        }
    }

    async fn candles(&self, request: CandlesRequest, _: RequestContext) -> BackendResult<CandlesRequest> {
        match request.pair.as_str() {
            "XBTUSD" => Ok(candles()),
            "BUSY" => Err(Failure::from(ErrorCode::Unavailable).and(ErrorCode::RateLimit)),
            _ => Err(ErrorCode::UnknownPair.into()),
        }
    }

    async fn depth(&self, _: DepthRequest, _: RequestContext) -> BackendResult<DepthRequest> {
        Ok(books())
    }

    async fn trades(&self, _: TradesRequest, _: RequestContext) -> BackendResult<TradesRequest> {
        Ok(trades())
    }
}

/// Returns a client whose address ends as the documented one does.
fn client(recorded: &Recorded) -> Result<api::Client, Box<dyn std::error::Error>> {
    Ok(Client::builder().server_url("main", format!("{}/0", recorded.url())).retries(0).build()?)
}

async fn start() -> Result<(Recorded, api::Client), Box<dyn std::error::Error>> {
    let recorded = Recorded::start(api::server::all(Exchange).into_axum()?).await?;
    let client = client(&recorded)?;
    Ok((recorded, client))
}

/// Checks the last request, a GET without a body, and its response of status 200.
#[track_caller]
fn check(recorded: &Recorded, target: &str, body: &str) {
    Message::from(recorded.sent()).is(
        &format!("GET /0/public/{target} HTTP/1.1"),
        &["accept: application/json"],
        "",
    );
    Message::from(recorded.received()).is("HTTP/1.1 200 OK", &["content-type: application/json"], body);
}

/// Returns a result in its envelope.
fn enveloped(result: &str) -> String {
    format!(r#"{{"error":[],"result":{result}}}"#)
}

#[tokio::test]
async fn market_data_are_on_the_wire_as_documented() -> TestResult {
    let (recorded, client) = start().await?;
    let market = client.market();
    assert_eq!(market.time(TimeRequest::new()).await?, time());
    let json = r#"{"unixtime":1688669448,"rfc1123":"Thu, 06 Jul 23 18:50:48 +0000"}"#;
    check(&recorded, "Time", &enveloped(json));
    assert_eq!(market.status(StatusRequest::new()).await?, status());
    let json = r#"{"status":"online","timestamp":"2023-07-06T18:52:00Z"}"#;
    check(&recorded, "SystemStatus", &enveloped(json));

    let mut request = Assets::new();
    request.asset = Some(vec!["XBT".into(), "ETH".into()]);
    request.aclass = Some("currency".into());
    assert_eq!(market.assets(request).await?, assets());
    let json = r#"{"XXBT":{"aclass":"currency","altname":"XBT","decimals":10,"display_decimals":5}}"#;
    check(&recorded, "Assets?asset=XBT%2CETH&aclass=currency", &enveloped(json));

    assert_eq!(market.ticker(TickerRequest::new()).await?, tickers());
    check(&recorded, "Ticker", &enveloped(TICKERS));
    let mut request = TickerRequest::new();
    request.pair = Some(vec!["XBTUSD".into(), "ETHUSD".into()]);
    assert_eq!(market.ticker(request).await?, tickers());
    check(&recorded, "Ticker?pair=XBTUSD%2CETHUSD", &enveloped(TICKERS));

    let mut request = CandlesRequest::new("XBTUSD");
    assert_eq!(market.candles(request.clone()).await?, candles());
    check(&recorded, "OHLC?pair=XBTUSD", &enveloped(CANDLES));
    request.interval = Some(Interval::FifteenDays);
    request.since = Some(at(1_688_671_200));
    assert_eq!(market.candles(request).await?, candles());
    check(&recorded, "OHLC?pair=XBTUSD&interval=21600&since=1688671200", &enveloped(CANDLES));

    let mut request = DepthRequest::new("XBTUSD");
    request.count = Some(2);
    assert_eq!(market.depth(request).await?, books());
    check(&recorded, "Depth?pair=XBTUSD&count=2", &enveloped(BOOKS));

    let mut request = TradesRequest::new("XBTUSD");
    request.since = Some("1688671969993150842".into());
    request.count = Some(1);
    assert_eq!(market.trades(request).await?, trades());
    check(&recorded, "Trades?pair=XBTUSD&since=1688671969993150842&count=1", &enveloped(TRADES));
    Ok(())
}

#[tokio::test]
async fn failures_are_texts_in_a_list() -> TestResult {
    let (recorded, client) = start().await?;
    let mut request = TickerRequest::new();
    request.pair = Some(vec!["NONE".into()]);
    let error = client.market().ticker(request).await.expect_err("there is no such pair");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::UnknownPair), Some(200)));
    check(&recorded, "Ticker?pair=NONE", r#"{"error":["EQuery:Unknown asset pair"]}"#);

    let error = client.market().candles(CandlesRequest::new("BUSY")).await.expect_err("it is busy");
    let error = error.api().expect("an error of the API");
    let codes: Vec<_> = error.errors().map(|(code, _)| code.cloned()).collect();
    assert_eq!(codes, [Some(ErrorCode::Unavailable), Some(ErrorCode::RateLimit)]);
    let json = r#"{"error":["EService:Unavailable","EAPI:Rate limit exceeded"]}"#;
    check(&recorded, "OHLC?pair=BUSY", json);

    // A path that HTTP does not know has its own status.
    for (target, status, code) in [
        ("/0/public/Depth", 200, "EGeneral:Invalid arguments"),
        ("/0/public/Depth?pair=XBTUSD&count=501", 200, "EGeneral:Invalid arguments"),
        ("/0/public/OHLC?pair=XBTUSD&interval=2", 200, "EGeneral:Invalid arguments"),
        ("/0/public/Nothing", 404, "EGeneral:Unknown method"),
    ] {
        let (found, body) = ask(&format!("{}{target}", recorded.url()), "GET", &[], "").await;
        assert_eq!(found, status, "{target}");
        assert_eq!(body, format!(r#"{{"error":["{code}"]}}"#), "{target}");
    }
    Ok(())
}

#[tokio::test]
async fn printed_samples_are_read() -> TestResult {
    let printed = r#"{
  "error": [],
  "result": {
    "XXBTZUSD": [
      [1688671200, "30306.1", "30306.2", "30305.7", "30305.7", "30306.1", "3.39243896", 23],
      [1688671260, "30304.5", "30304.5", "30300.0", "30300.0", "30300.0", "4.42996871", 18]
    ],
    "last": 1688672160
  }
}"#;
    let recorded = vendor(200, JSON, printed).await;
    let read = client(&recorded)?.market().candles(CandlesRequest::new("XBTUSD")).await?;
    assert_eq!(read, candles());

    let printed = r#"{
  "error": [],
  "result": {
    "XXBTZUSD": [["30243.40000", "0.34507674", 1688669597.8277369, "b", "m", "", 61044952]],
    "last": "1688671969993150842"
  }
}"#;
    let recorded = vendor(200, JSON, printed).await;
    assert_eq!(client(&recorded)?.market().trades(TradesRequest::new("XBTUSD")).await?, trades());

    let printed =
        r#"{"error": [], "result": {"unixtime": 1688669448, "rfc1123": "Thu, 06 Jul 23 18:50:48 +0000"}}"#;
    let recorded = vendor(200, JSON, printed).await;
    assert_eq!(client(&recorded)?.market().time(TimeRequest::new()).await?, time());

    for (printed, code) in [
        (r#"{"error": ["EQuery:Unknown asset pair"]}"#, ErrorCode::UnknownPair),
        (r#"{"error": ["EGeneral:Invalid arguments"], "result": {}}"#, ErrorCode::InvalidArguments),
        (r#"{"error": ["EAPI:Rate limit exceeded"]}"#, ErrorCode::RateLimit),
    ] {
        let recorded = vendor(200, JSON, printed).await;
        let error = client(&recorded)?.market().ticker(TickerRequest::new()).await.expect_err(printed);
        assert!(matches!(error, Error::Api(_)) && error.code() == Some(code), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn the_printed_ticker_is_read() -> TestResult {
    let printed = r#"{
  "error": [],
  "result": {
    "XXBTZUSD": {
      "a": ["30300.10000", "1", "1.000"],
      "b": ["30300.00000", "1", "1.000"],
      "c": ["30303.20000", "0.00067643"],
      "v": ["4083.67001100", "4412.73601799"],
      "p": ["30706.77771", "30689.13205"],
      "t": [34619, 38907],
      "l": ["29868.30000", "29868.30000"],
      "h": ["31631.00000", "31631.00000"],
      "o": "30502.80000"
    }
  }
}"#;
    let recorded = vendor(200, JSON, printed).await;
    assert_eq!(client(&recorded)?.market().ticker(TickerRequest::new()).await?, tickers());
    // A failure may have no result, and a success needs one.
    let recorded = vendor(200, JSON, r#"{"error": []}"#).await;
    let error = client(&recorded)?.market().ticker(TickerRequest::new()).await.expect_err("no result");
    assert!(matches!(error, Error::Decode(_)), "{error}");
    Ok(())
}
