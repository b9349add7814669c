//! Scalars and their containers: floats, unsigned integers, moments, UUIDs, null in lists and maps, keys of maps, other
//! names of types and of enum values, and limits with decimals.

use bindery_language::Recorded;
use bindery_runtime::{Client, Error, Map, Timestamp, Uuid};

mod api {
    bindery_macros::api!("spec/scalars", client, blocking, server);
}

use api::Modules as _;
use api::values::*;
use bindery_runtime as rt;

type TestResult = Result<(), Box<dyn std::error::Error>>;
type Context = rt::server::RequestContext;

const ID: Uuid = Uuid::from_u128(0x9b2e_5c1a_7d46_4f0b_8a3e_1c5d_7f9b_2e4a);

/// Backend that returns what it is given.
#[derive(Clone)]
struct Echo;

impl ValuesBackend for Echo {
    async fn numbers(&self, request: NumbersRequest, _: Context) -> rt::BackendResult<NumbersRequest> {
        Ok(request.like)
    }

    async fn moments(&self, request: MomentsRequest, _: Context) -> rt::BackendResult<MomentsRequest> {
        Ok(request.like)
    }

    async fn items(&self, request: ItemsRequest, _: Context) -> rt::BackendResult<ItemsRequest> {
        Ok(request.like)
    }

    async fn text(&self, request: TextRequest, _: Context) -> rt::BackendResult<TextRequest> {
        let TextRequest { weight, count, id, at, role, .. } = request;
        Ok(Text { weight, count, id, at, role })
    }

    async fn limited(&self, request: Limited, _: Context) -> rt::BackendResult<Limited> {
        Ok(match request.tags.len() {
            1 => LimitedResponse::All(request.share),
            _ => LimitedResponse::Some(Measure::Several(vec![request.share, 1e300])),
        })
    }
}

struct Pair {
    recorded: Recorded,
    client: api::Client,
}

impl Pair {
    async fn start() -> Result<Self, Box<dyn std::error::Error>> {
        let recorded = Recorded::start(api::server::all(Echo).into_axum()?).await?;
        let client = Client::builder().server_url("main", recorded.url()).build()?;
        Ok(Self { recorded, client })
    }

    /// Returns the bodies of the last request and its response.
    fn bodies(&self) -> [String; 2] {
        let body = |text: String| text.split("\r\n\r\n").last().unwrap_or_default().to_owned();
        [body(self.recorded.sent()), body(self.recorded.received())]
    }

    /// Sends a body as another program would write it, and returns the body of the response.
    async fn post(&self, path: &str, media: &str, body: &str) -> Result<String, Box<dyn std::error::Error>> {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let url = self.recorded.url();
        let host = url.strip_prefix("http://").ok_or("no host")?;
        let mut stream = tokio::net::TcpStream::connect(host).await?;
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all([&head, body].concat().as_bytes()).await?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        Ok(text.split("\r\n\r\n").nth(1).unwrap_or_default().to_owned())
    }
}

#[tokio::test]
async fn numbers_are_written_in_one_way_and_read_in_many() -> TestResult {
    let pair = Pair::start().await?;
    let like = Numbers { ratio: 0.1, text: -1e300, size: u64::MAX, id: Id(ID), weight: Some(Weight(2.0)) };
    assert_eq!(pair.client.values().numbers(NumbersRequest::new(like.clone())).await?, like);
    let json = r#"{"ratio":0.1,"text":"-1e300","size":18446744073709551615,"id":"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a","weight":2}"#;
    assert_eq!(pair.bodies(), [format!(r#"{{"like":{json}}}"#), json.to_owned()]);

    let other =
        r#"{"like":{"ratio":"1E-1","text":1.50,"size":"7","id":"9B2E5C1A-7D46-4F0B-8A3E-1C5D7F9B2E4A"}}"#;
    assert_eq!(
        pair.post("/values/numbers", "application/json", other).await?,
        r#"{"ratio":0.1,"text":"1.5","size":7,"id":"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a"}"#
    );
    for (wrong, said) in [
        (r#""ratio":1e400,"text":1,"size":1,"id":"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a""#, "a number"),
        (r#""ratio":1,"text":1,"size":-1,"id":"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a""#, "not negative"),
        (
            r#""ratio":1,"text":1,"size":18446744073709551616,"id":"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a""#,
            "not negative",
        ),
        (r#""ratio":1,"text":1,"size":1,"id":"9b2e5c1a""#, "a UUID"),
    ] {
        let body = format!(r#"{{"like":{{{wrong}}}}}"#);
        let answer = pair.post("/values/numbers", "application/json", &body).await?;
        assert!(answer.contains(r#""code":1"#), "{wrong}: {answer}");
        assert!(answer.contains("Invalid") || answer.contains(said), "{wrong}: {answer}");
    }
    Ok(())
}

#[tokio::test]
async fn infinities_and_nan_are_not_sent() -> TestResult {
    let pair = Pair::start().await?;
    for ratio in [f64::NAN, f64::INFINITY] {
        let like = Numbers { ratio, text: 0.0, size: 0, id: Id(ID), weight: None };
        let error =
            pair.client.values().numbers(NumbersRequest::new(like)).await.expect_err("no such number");
        assert!(error.to_string().contains("finite"), "{error}");
    }
    assert_eq!(pair.recorded.sent(), "");
    Ok(())
}

#[tokio::test]
async fn moments_are_written_as_their_encoding_says() -> TestResult {
    let pair = Pair::start().await?;
    let at = Timestamp::new(1_438_286_400, 123_456_789)?;
    let whole = Timestamp::from_second(1_438_286_400)?;
    let like = Moments {
        plain: at,
        seconds: at,
        milliseconds: Timestamp::from_millisecond(1_438_286_400_123)?,
        microseconds: Timestamp::from_microsecond(1_438_286_400_123_456)?,
        nanoseconds: at,
        mail: whole,
        header: whole,
        since: vec![Since(whole)],
        local: rt::Date::constant(2026, 1, 31).at(10, 0, 0, 0),
    };
    assert_eq!(pair.client.values().moments(MomentsRequest::new(like.clone())).await?, like);
    let json = concat!(
        r#"{"plain":"2015-07-30T20:00:00.123456789Z","seconds":1438286400.123456789,"milliseconds":1438286400123,"#,
        r#""microseconds":1438286400123456,"nanoseconds":1438286400123456789,"mail":"Thu, 30 Jul 2015 20:00:00 +0000","#,
        r#""header":"Thu, 30 Jul 2015 20:00:00 GMT","since":[1438286400000],"local":"2026-01-31 10:00:00"}"#,
    );
    assert_eq!(pair.bodies(), [format!(r#"{{"like":{json}}}"#), json.to_owned()]);

    // Other offsets, dates in place of Unix times, numbers in strings, and a `T` in a local time.
    let other = concat!(
        r#"{"like":{"plain":"2015-07-30 22:00:00.50+02:00","seconds":"2015-07-30T20:00:00Z","milliseconds":"1438286400000","#,
        r#""microseconds":1438286400000000.5,"nanoseconds":1438286400000000000,"mail":"2015-07-30T20:00:00Z","#,
        r#""header":"Thursday, 30-Jul-15 20:00:00 GMT","since":["2015-07-30T20:00:00Z"],"local":"2026-01-31T10:00:00"}}"#,
    );
    assert_eq!(
        pair.post("/values/moments", "application/json", other).await?,
        concat!(
            r#"{"plain":"2015-07-30T20:00:00.5Z","seconds":1438286400,"milliseconds":1438286400000,"#,
            r#""microseconds":1438286400000000,"nanoseconds":1438286400000000000,"#,
            r#""mail":"Thu, 30 Jul 2015 20:00:00 +0000","header":"Thu, 30 Jul 2015 20:00:00 GMT","#,
            r#""since":[1438286400000],"local":"2026-01-31 10:00:00"}"#,
        )
    );
    let number = other.replace(r#""2015-07-30 22:00:00.50+02:00""#, "1438286400");
    let answer = pair.post("/values/moments", "application/json", &number).await?;
    assert!(answer.contains(r#""code":1"#), "a number without a unit is no moment: {answer}");
    Ok(())
}

#[tokio::test]
async fn lists_and_maps_hold_null_and_have_keys_of_many_types() -> TestResult {
    let pair = Pair::start().await?;
    let like = Items {
        topics: vec![Some("a".to_owned()), None],
        scores: Map::from([(ID, Some(1.5)), (Uuid::nil(), None)]),
        rights: Map::from([(Role::Admin, true), (Role::Unknown("owner".to_owned()), false)]),
        days: Map::from([(rt::Date::constant(2026, 1, 31), vec![1, 2])]),
        shards: Map::from([(Shard(u64::MAX), vec!["x".to_owned()])]),
    };
    assert_eq!(pair.client.values().items(ItemsRequest::new(like.clone())).await?, like);
    let json = concat!(
        r#"{"topics":["a",null],"scores":{"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a":1.5,"#,
        r#""00000000-0000-0000-0000-000000000000":null},"rights":{"admin":true,"owner":false},"#,
        r#""days":{"2026-01-31":[1,2]},"shards":{"18446744073709551615":["x"]}}"#,
    );
    assert_eq!(pair.bodies(), [format!(r#"{{"like":{json}}}"#), json.to_owned()]);

    let other = concat!(
        r#"{"like":{"topics":[null],"scores":{"9B2E5C1A-7D46-4F0B-8A3E-1C5D7F9B2E4A":null},"#,
        r#""rights":{"administrator":true},"days":[],"shards":{"007":[]}}}"#,
    );
    assert_eq!(
        pair.post("/values/items", "application/json", other).await?,
        r#"{"topics":[null],"scores":{"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a":null},"rights":{"admin":true},"days":{},"shards":{"7":[]}}"#
    );
    let wrong = other.replace("007", "minus");
    assert!(pair.post("/values/items", "application/json", &wrong).await?.contains(r#""code":1"#));
    Ok(())
}

#[tokio::test]
async fn values_of_a_form_are_read_alike() -> TestResult {
    let pair = Pair::start().await?;
    let required = TextRequestRequired {
        weight: Weight(2.5),
        count: 7,
        id: Id(ID),
        at: Since(Timestamp::from_second(5)?),
        role: Role::Reader,
    };
    pair.client.values().text(TextRequest::new(required)).await?;
    assert_eq!(
        pair.bodies()[0],
        "weight=2.5&count=7&id=9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a&at=5000&role=reader"
    );
    let other = "weight=1e0&count=7.0&id=9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a&at=1970-01-01T01:00:05%2B01:00&role=ADMIN";
    assert_eq!(
        pair.post("/values/text", "application/x-www-form-urlencoded", other).await?,
        r#"{"weight":1,"count":7,"id":"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a","at":5000,"role":"admin"}"#
    );
    let unknown = other.replace("ADMIN", "owner");
    let answer = pair.post("/values/text", "application/x-www-form-urlencoded", &unknown).await?;
    assert!(answer.contains(r#""code":1"#), "{answer}");
    Ok(())
}

#[tokio::test]
async fn limits_take_decimals_and_count_items() -> TestResult {
    let pair = Pair::start().await?;
    let required =
        |price: &str, share: f64, size: u64, tags: usize| -> Result<Limited, Box<dyn std::error::Error>> {
            let tags = vec!["t".to_owned(); tags];
            Ok(Limited::new(LimitedRequired { price: price.parse()?, share, size, tags }))
        };
    let values = pair.client.values();
    let found = values.limited(required("0.01", 0.5, 18_446_744_073_709_551_614, 1)?).await?;
    assert_eq!(found, LimitedResponse::All(0.5));
    let found = values.limited(required("99.99", 0.1, 0, 2)?).await?;
    assert_eq!(found, LimitedResponse::Some(Measure::Several(vec![0.1, 1e300])));
    for (price, share, size, tags, said) in [
        ("0.009", 0.1, 0, 1, "price: must be at least 0.01, is 0.009"),
        ("100.00", 0.1, 0, 1, "price: must be less than 100, is 100.00"),
        ("1", 0.0, 0, 1, "share: must be more than 0, is 0"),
        ("1", 0.6, 0, 1, "share: must be at most 0.5, is 0.6"),
        ("1", 0.1, u64::MAX, 1, "size: must be at most 18446744073709551614, is 18446744073709551615"),
        ("1", 0.1, 0, 3, "tags: must be a list of 1 to 2 items, has 3"),
    ] {
        let error = values.limited(required(price, share, size, tags)?).await.expect_err(said);
        assert!(error.to_string().contains(said), "{error}");
        assert!(!matches!(error, Error::Api(_)), "not sent");
        let body = format!(
            r#"{{"price":{price},"share":{share},"size":{size},"tags":[{}]}}"#,
            vec![r#""t""#; tags].join(",")
        );
        assert!(
            pair.post("/values/limited", "application/json", &body).await?.contains(r#""code":1"#),
            "{body}"
        );
    }
    Ok(())
}

#[test]
fn values_without_floats_are_still_eq() {
    fn is_eq<T: Eq>() {}
    is_eq::<Moments>();
    is_eq::<Role>();
    is_eq::<Shard>();
    is_eq::<rt::Map<Tags, Shard>>();
}
