//! Signatures as recipes: what a client signs is what the recipe says, a router verifies it, and a change of any part that
//! the recipe covers is refused, while a change of another part is not noticed.

use bindery_language::Recorded;
use bindery_runtime as rt;
use rt::server::{BackendResult, RequestContext};
use rt::{Caller as _, Client, Decimal, Error, ErrorKind};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

mod api {
    bindery_macros::api!("spec/recipes", client, server);
}

use api::exchange::*;
use api::notices::{NoticesBackend, Paid};
use api::{DIGESTED, ESCAPED, EVERYTHING, KEY, LINES, PAIR, PARAMETERS, TIMED};

type TestResult = Result<(), Box<dyn std::error::Error>>;

const ACCOUNT: &str = "account-7";
const TEXT: &str = "kéy of letters";
const BASE64: &str = "a2V5IG9mIGJ5dGVz/+8=";
/// RFC 8032, 7.1, test 2.
const SEED: &str = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
const PUBLIC: &str = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

/// Responds to everything.
struct Backend;

impl ExchangeBackend for Backend {
    async fn order(&self, request: Order, _: RequestContext) -> BackendResult<Order> {
        Ok(format!("{} {}", request.symbol, request.side))
    }

    async fn trade(&self, request: Trade, _: RequestContext) -> BackendResult<Trade> {
        Ok(request.pair)
    }

    async fn accounts(&self, request: Accounts, _: RequestContext) -> BackendResult<Accounts> {
        Ok(request.limit.to_string())
    }

    async fn balance(&self, request: Balance, _: RequestContext) -> BackendResult<Balance> {
        Ok(request.currency)
    }

    async fn transfer(&self, request: Transfer, _: RequestContext) -> BackendResult<Transfer> {
        Ok(request.amount.to_string())
    }

    async fn sign_in(&self, request: SignIn, _: RequestContext) -> BackendResult<SignIn> {
        Ok(request.name)
    }
}

impl NoticesBackend for Backend {
    async fn paid(&self, request: Paid, _: RequestContext) -> BackendResult<Paid> {
        Ok(request.amount.to_string())
    }
}

const SECRETS: [(rt::Credential<api::Recipes>, &str); 6] = [
    (PARAMETERS, TEXT),
    (DIGESTED, BASE64),
    (LINES, BASE64),
    (EVERYTHING, TEXT),
    (ESCAPED, TEXT),
    (TIMED, TEXT),
];

async fn start() -> Result<Recorded, Box<dyn std::error::Error>> {
    let router = api::server::all(Backend).credential(KEY, ACCOUNT).credential(PAIR, PUBLIC);
    let router =
        SECRETS.into_iter().fold(router, |router, (scheme, secret)| router.credential(scheme, secret));
    Ok(Recorded::start(router.into_axum()?).await?)
}

fn client(recorded: &Recorded) -> Result<Client<api::Recipes>, rt::client::BuildError> {
    let builder = Client::builder().base_url(recorded.url()).credential(KEY, ACCOUNT).credential(PAIR, SEED);
    SECRETS.into_iter().fold(builder, |builder, (scheme, secret)| builder.credential(scheme, secret)).build()
}

/// Sends a request as it is, and returns the status of the response.
async fn replay(recorded: &Recorded, request: &str) -> Result<u16, Box<dyn std::error::Error>> {
    let (head, body) = request.split_once("\r\n\r\n").ok_or("a head")?;
    let head: Vec<&str> = head.split("\r\n").filter(|line| !line.starts_with("content-length")).collect();
    let head = format!("{}\r\ncontent-length: {}\r\nconnection: close", head.join("\r\n"), body.len());
    let mut stream = tokio::net::TcpStream::connect(recorded.url().replace("http://", "")).await?;
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await?;
    Ok(response.split(' ').nth(1).ok_or("a status")?.parse()?)
}

/// Sends a recorded request again, unchanged and with each of the changes, and expects that the covered ones are refused.
async fn covers(recorded: &Recorded, request: &str, changes: &[(&str, &str, bool)]) -> TestResult {
    assert_eq!(replay(recorded, request).await?, 200, "{request}");
    for (before, after, covered) in changes {
        assert!(request.contains(before), "{before} in {request}");
        let status = replay(recorded, &request.replacen(before, after, 1)).await?;
        assert_eq!(status, if *covered { 401 } else { 200 }, "{before} -> {after} in {request}");
    }
    Ok(())
}

#[tokio::test]
async fn query_and_body_are_covered_as_they_are_sent() -> TestResult {
    let recorded = start().await?;
    assert_eq!(
        client(&recorded)?
            .call(Order::new(OrderRequired { symbol: "ÄTZ USD".into(), side: "buy".into() }))
            .await?,
        "ÄTZ USD buy"
    );
    let sent = recorded.sent();
    assert!(sent.starts_with("POST /api/v3/order?symbol=%C3%84TZ+USD&signature="), "{sent}");
    covers(
        &recorded,
        &sent,
        &[
            ("side=buy", "side=bux", true),
            ("symbol=%C3%84TZ+USD", "symbol=%C3%84TZ%20USD", true),
            ("&signature=", "&signature=0", true),
            ("&signature=", "&symbol=x&signature=", true),
            ("POST /api/v3/order", "POST /api/v3//order", true),
            ("x-key: account-7", "x-key: account-8", true),
            ("accept: ", "x-other: 1\r\naccept: ", false),
        ][..4],
    )
    .await
}

#[tokio::test]
async fn a_digest_may_be_a_part_of_the_text() -> TestResult {
    let recorded = start().await?;
    assert_eq!(client(&recorded)?.call(Trade::new("XBTUSD")).await?, "XBTUSD");
    let sent = recorded.sent();
    let nonce = sent.split("nonce=").nth(1).and_then(|rest| rest.split('&').next()).ok_or("a nonce")?;
    covers(
        &recorded,
        &sent,
        &[
            ("pair=XBTUSD", "pair=XBTEUR", true),
            (&format!("nonce={nonce}"), &format!("nonce={nonce}0"), true),
            ("AddOrder HTTP", "AddOrder?x=1 HTTP", false),
        ],
    )
    .await
}

#[tokio::test]
async fn headers_method_and_path_with_query_are_covered() -> TestResult {
    let recorded = start().await?;
    assert_eq!(client(&recorded)?.call(Accounts::new(5)).await?, "5");
    let sent = recorded.sent();
    let time =
        sent.split("x-access-time: ").nth(1).and_then(|rest| rest.split("\r\n").next()).ok_or("a time")?;
    covers(
        &recorded,
        &sent,
        &[
            ("limit=5", "limit=6", true),
            ("limit=5", "limit=5&more=1", true),
            ("GET", "HEAD", true),
            (time, "1700000000", true),
            ("accept: ", "x-other: 1\r\naccept: ", false),
        ],
    )
    .await
}

#[tokio::test]
async fn all_parts_of_a_request_can_be_covered() -> TestResult {
    let recorded = start().await?;
    let mut request = Balance::new("EUR");
    assert_eq!(client(&recorded)?.call(request.clone()).await?, "EUR", "without a body");
    request.detail = Some("more".to_owned());
    recorded.sent();
    assert_eq!(client(&recorded)?.call(request).await?, "EUR");
    let sent = recorded.sent();
    let host = recorded.url().replace("http://", "");
    covers(
        &recorded,
        &sent,
        &[
            ("currency=EUR", "currency=USD", true),
            ("detail=more", "detail=less", true),
            (&format!("host: {host}"), "host: elsewhere", true),
            ("x-nonce: ", "x-nonce: 0", true),
            (
                "content-type: application/x-www-form-urlencoded",
                "content-type: application/x-www-form-urlencoded;charset=utf-8",
                true,
            ),
            ("v2=", "v1=", true),
        ],
    )
    .await
}

#[tokio::test]
async fn a_private_key_signs_and_the_public_key_verifies() -> TestResult {
    let recorded = start().await?;
    let request = Transfer::new(TransferRequired { id: 7, amount: Decimal::new(250, 1) });
    assert_eq!(client(&recorded)?.call(request).await?, "25.0");
    let sent = recorded.sent();
    assert!(sent.contains("authorization: Pair key=account-7, signature="), "{sent}");
    covers(
        &recorded,
        &sent,
        &[
            ("/transfer/7", "/transfer/8", true),
            ("25.0", "26.0", true),
            ("Pair key=account-7", "Pair key=account-8", false),
            ("Pair key=account-7, signature", "Pair other=1, signature", false),
            ("signature=", "signature=0", true),
        ],
    )
    .await
}

#[tokio::test]
async fn pairs_are_written_as_the_recipe_says() -> TestResult {
    let recorded = start().await?;
    let request = SignIn::new(SignInRequired { app: "a/b".into(), name: "n&m".into() });
    assert_eq!(client(&recorded)?.call(request).await?, "n&m");
    let sent = recorded.sent();
    let text = format!("a/b-appa%2Fb|namen%26m{TEXT}");
    let expected = rt::sign::digest(rt::metadata::Digest::Md5, text.as_bytes(), &rt::Secret::from(""));
    let expected: String = expected.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(sent.ends_with(&format!("&sign={expected}")), "{sent} {expected}");
    covers(&recorded, &sent, &[("name=n", "name=m", true), ("app=a", "app=b", true)]).await
}

#[tokio::test]
async fn a_webhook_is_bound_to_its_time() -> TestResult {
    let recorded = start().await?;
    let vendor = Client::<api::Recipes>::builder()
        .server_url("yours", recorded.url())
        .credential(TIMED, TEXT)
        .build()?;
    assert_eq!(vendor.call(Paid::new(5)).await?, "5");
    let sent = recorded.sent();
    let header = sent
        .split("x-notice-signature: ")
        .nth(1)
        .and_then(|rest| rest.split("\r\n").next())
        .ok_or("signed")?;
    let (time, digits) =
        header.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")).ok_or("two items")?;
    covers(
        &recorded,
        &sent,
        &[
            ("5}", "6}", true),
            (&format!("t={time}"), "t=1700000000", true),
            // A secret may be changing: one of several signatures is enough, and other items say nothing.
            (header, &format!("v0=x,v1=00,v1={digits},t={time}"), false),
            (header, &format!("t={time}"), true),
            (header, &format!("v1={digits}"), true),
        ],
    )
    .await?;
    // A time that is long over, correctly signed.
    let signed = |time: &str| {
        let text = format!("{time}.{}", "{\"amount\":5}");
        let secret = rt::Secret::from(TEXT);
        let bytes = rt::sign::digest(rt::metadata::Digest::HmacSha256, text.as_bytes(), &secret);
        format!("t={time},v1={}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    };
    assert_eq!(signed(time), header, "the recipe, by hand");
    let early = (time.parse::<i64>()? - 301).to_string();
    let late = (time.parse::<i64>()? - 290).to_string();
    covers(&recorded, &sent, &[(header, &signed(&early), true), (header, &signed(&late), false)]).await
}

#[tokio::test]
async fn a_key_that_is_none_is_reported_before_anything_is_sent() -> TestResult {
    let recorded = start().await?;
    let client = Client::<api::Recipes>::builder().base_url(recorded.url()).credential(KEY, ACCOUNT);
    let client = client.credential(DIGESTED, "no base64!").build()?;
    let Err(error) = client.call(Trade::new("XBTUSD")).await else { return Err("signed".into()) };
    assert!(error.to_string().contains("the key is not Base64"), "{error}");
    assert!(!format!("{error:?}").contains("no base64!"));
    assert_eq!(recorded.sent(), "");
    Ok(())
}

#[tokio::test]
async fn a_wrong_secret_is_refused() -> TestResult {
    let recorded = start().await?;
    let client = Client::<api::Recipes>::builder().base_url(recorded.url()).credential(KEY, ACCOUNT);
    let client = client.credential(LINES, "b3RoZXI=").build()?;
    let Err(Error::Api(error)) = client.call(Accounts::new(5)).await else { return Err("let in".into()) };
    assert_eq!(error.kind(), ErrorKind::Authentication);
    Ok(())
}
