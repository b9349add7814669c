//! Signed calls of exchanges: the generated clients call servers in Python that verify by the vendors' recipes, clients in
//! Python call the generated routers, and a change of any part that a recipe covers is refused by both.

use bindery_language::Recorded;
use bindery_runtime as rt;
use bindery_signed::wire::{header, send};
use bindery_signed::{binance, bitfinex, bitstamp, coinbase, kraken, kucoin};
use bindery_test_tools::{ForeignServer, foreign_client, foreign_python};
use rt::server::{BackendResult, RequestContext};
use rt::{Api, Caller as _, Client};

type TestResult = Result<(), Box<dyn std::error::Error>>;

const ACCOUNT: &str = "account-7";
const PASSPHRASE: &str = "pass phrase";
const TEXT: &str = "secret of a test";
const BASE64: &str = "c2VjcmV0IG9mIGEgdGVzdA==";

/// Answers every call with an empty object.
struct Exchange;

macro_rules! answers {
    ($backend:path { $($method:ident: $request:ty,)* }) => {
        impl $backend for Exchange {
            $(async fn $method(&self, _: $request, _: RequestContext) -> BackendResult<$request> {
                Ok(Default::default())
            })*
        }
    };
}

answers! { binance::trade::TradeBackend {
    order: binance::trade::Order,
    test_order: binance::trade::TestOrder,
    cancel_order: binance::trade::CancelOrder,
    account: binance::trade::Account,
} }
answers! { kraken::private::PrivateBackend {
    order: kraken::private::Order,
    cancel_all: kraken::private::CancelAll,
} }
answers! { coinbase::orders::OrdersBackend {
    order: coinbase::orders::Order,
    cancel_all: coinbase::orders::CancelAll,
    list: coinbase::orders::List,
} }
answers! { kucoin::spot::SpotBackend {
    order: kucoin::spot::Order,
    test_order: kucoin::spot::TestOrder,
    accounts: kucoin::spot::Accounts,
} }
answers! { bitfinex::account::AccountBackend {
    orders: bitfinex::account::Orders,
    wallets: bitfinex::account::Wallets,
} }
answers! { bitstamp::private::PrivateBackend {
    transactions: bitstamp::private::Transactions,
    balances: bitstamp::private::Balances,
} }

/// The credentials of an exchange, as its documents have them.
fn credentials<P: Api>(name: &str) -> Vec<(rt::Credential<P>, &'static str)> {
    let all: &[(&str, &str)] = match name {
        "binance" => &[("key", ACCOUNT), ("hmac", TEXT)],
        "kraken" => &[("key", ACCOUNT), ("sign", BASE64)],
        "coinbase" => &[("key", ACCOUNT), ("passphrase", PASSPHRASE), ("sign", BASE64)],
        "kucoin" => &[("key", ACCOUNT), ("passphrase", PASSPHRASE), ("sign", TEXT)],
        _ => &[("key", ACCOUNT), ("sign", TEXT)],
    };
    all.iter().map(|(scheme, secret)| (rt::Credential::new(scheme), *secret)).collect()
}

fn client<P: Api>(name: &str, base: &str) -> Client<P> {
    let builder = Client::<P>::builder().base_url(base).retries(0);
    let with = credentials(name).into_iter();
    let builder = with.fold(builder, |builder, (scheme, secret)| builder.credential(scheme, secret));
    builder.build().expect("a client")
}

/// An exchange as the generated router serves it.
async fn start<P: Api>(name: &str, router: rt::server::Router<P>) -> Recorded {
    let with = credentials(name).into_iter();
    let router = with.fold(router, |router, (scheme, secret)| router.credential(scheme, secret));
    Recorded::start(router.into_axum().expect("a router")).await.expect("a port")
}

/// A change of a request.
struct Change<'c> {
    /// The part that changes.
    part: &'static str,
    before: &'c str,
    after: &'c str,
    /// Whether the signature covers the part.
    covered: bool,
    /// Whether the router has an action for the changed request.
    routed: bool,
}

fn covered<'c>(part: &'static str, before: &'c str, after: &'c str) -> Change<'c> {
    Change { part, before, after, covered: true, routed: true }
}

fn free<'c>(part: &'static str, before: &'c str, after: &'c str) -> Change<'c> {
    Change { part, before, after, covered: false, routed: true }
}

/// Sends a recorded request to the router and to the server in Python, unchanged and with each of the changes.
async fn check(
    ours: &Recorded,
    theirs: Option<&ForeignServer>,
    request: &str,
    changes: &[Change<'_>],
) -> TestResult {
    let servers = [Some(ours.url()), theirs.map(|server| server.base.clone())];
    for (url, is_router) in servers.iter().flatten().zip([true, false]) {
        assert_eq!(send(url, request).await?, 200, "{request}");
        for Change { part, before, after, covered, routed } in changes {
            assert!(request.contains(before), "{before} in {request}");
            let status = send(url, &request.replacen(before, after, 1)).await?;
            if *covered {
                assert_ne!(status, 200, "{part} is covered: {before} -> {after} in {request}");
            } else if *routed || !is_router {
                assert_eq!(status, 200, "{part} is not covered: {before} -> {after} in {request}");
            }
        }
    }
    Ok(())
}

/// Runs both directions of an exchange: a call of the generated client to Python, and the client in Python to the router.
/// Returns the recorded call to the router and both servers.
async fn both<A: rt::Action<Api: Api>>(
    name: &str,
    router: rt::server::Router<A::Api>,
    call: impl Fn() -> A,
) -> Result<(String, Recorded, Option<ForeignServer>), Box<dyn std::error::Error>> {
    let ours = start(name, router).await;
    let failed = |error: rt::Error<_>| error.to_string();
    client::<A::Api>(name, &ours.url()).call(call()).await.map_err(failed)?;
    let request = ours.sent();
    let python = tokio::task::spawn_blocking(|| foreign_python(env!("CARGO_TARGET_TMPDIR"))).await?;
    let Some(python) = python else { return Ok((request, ours, None)) };
    let theirs = ForeignServer::start(&python, "exchange_server.py", &[name]);
    client::<A::Api>(name, &theirs.base).call(call()).await.map_err(failed)?;
    foreign_client(&python, "exchange_client.py", &[name, &ours.url()]).await;
    ours.sent();
    Ok((request, ours, Some(theirs)))
}

fn half() -> rt::Decimal {
    rt::Decimal::new(50, 2)
}

/// Changes the first digit of a number.
fn other(number: &str) -> String {
    let (first, rest) = number.split_at(1);
    format!("{}{rest}", if first == "1" { "2" } else { "1" })
}

fn host_of(request: &str) -> String {
    format!("host: {}", header(request, "host"))
}

#[tokio::test]
async fn binance_covers_query_and_body() -> TestResult {
    use binance::trade::{Account, Order, OrderRequired};
    let order = || {
        let (symbol, side) = ("ÄTZ USD".into(), "BUY".into());
        Order::new(OrderRequired { symbol, side, quantity: half() })
    };
    let (request, ours, theirs) = both("binance", binance::server::all(Exchange), order).await?;
    let host = host_of(&request);
    check(
        &ours,
        theirs.as_ref(),
        &request,
        &[
            free("method", "POST /", "DELETE /"),
            free("path", "/order?", "/order/test?"),
            free("host", &host, "host: elsewhere"),
            covered("query", "?signature", "?x=1&signature"),
            covered("order", "symbol=%C3%84TZ+USD&side=BUY", "side=BUY&symbol=%C3%84TZ+USD"),
            covered("body", "side=BUY", "side=SELL"),
            covered("body", "%C3%84TZ+USD", "%C3%84TZ%20USD"),
            covered("time", "timestamp=1", "timestamp=2"),
            covered("key", "x-mbx-apikey: account-7", "x-mbx-apikey: account-8"),
            free("other header", "accept: ", "x-other: 1\r\naccept: "),
        ],
    )
    .await?;
    let (request, ours, theirs) = both("binance", binance::server::all(Exchange), || {
        let mut account = Account::new();
        (account.omit_zero_balances, account.recv_window) = (Some(true), Some(4000));
        account
    })
    .await?;
    let changes = [
        covered("query", "recvWindow=4000", "recvWindow=5000"),
        covered("order", "omitZeroBalances=true&recvWindow=4000", "recvWindow=4000&omitZeroBalances=true"),
        covered("time", "timestamp=1", "timestamp=2"),
        covered("place of the signature", "?omit", "?signature=00&omit"),
    ];
    check(&ours, theirs.as_ref(), &request, &changes).await
}

#[tokio::test]
async fn kraken_covers_path_nonce_and_body() -> TestResult {
    use kraken::private::{Order, OrderRequired};
    let order = || Order::new(OrderRequired { pair: "XBTUSD".into(), volume: half() });
    let (request, ours, theirs) = both("kraken", kraken::server::all(Exchange), order).await?;
    let host = host_of(&request);
    let put = Change { routed: false, ..free("method", "POST /", "PUT /") };
    check(
        &ours,
        theirs.as_ref(),
        &request,
        &[
            put,
            covered("path", "AddOrder", "CancelAll"),
            free("host", &host, "host: elsewhere"),
            free("query", "AddOrder HTTP", "AddOrder?x=1 HTTP"),
            covered("order", "pair=XBTUSD&volume=0.50", "volume=0.50&pair=XBTUSD"),
            covered("body", "volume=0.50", "volume=0.5"),
            covered("nonce", "nonce=1", "nonce=2"),
            covered("key", "api-key: account-7", "api-key: account-8"),
        ],
    )
    .await
}

#[tokio::test]
async fn coinbase_covers_time_method_path_query_and_body() -> TestResult {
    use coinbase::orders::{List, Order, OrderRequired};
    let list = || {
        let mut list = List::new();
        (list.limit, list.status) = (Some(5), Some("open".to_owned()));
        list
    };
    let (request, ours, theirs) = both("coinbase", coinbase::server::all(Exchange), list).await?;
    let (host, time) = (host_of(&request), header(&request, "cb-access-timestamp"));
    check(
        &ours,
        theirs.as_ref(),
        &request,
        &[
            covered("method", "GET /", "DELETE /"),
            covered("method", "GET /", "HEAD /"),
            covered("path", "/orders?", "/orders/?"),
            free("host", &host, "host: elsewhere"),
            covered("query", "limit=5", "limit=6"),
            covered("order", "limit=5&status=open", "status=open&limit=5"),
            covered("time", time, &other(time)),
            covered("passphrase", "pass phrase", "pass-phrase"),
        ],
    )
    .await?;
    let order = || Order::new(OrderRequired { product_id: "BTC-USD".into(), size: half() });
    let (request, ours, theirs) = both("coinbase", coinbase::server::all(Exchange), order).await?;
    let changes = [
        covered("body", "0.50", "0.5"),
        covered(
            "order",
            r#""product_id":"BTC-USD","size":"0.50""#,
            r#""size":"0.50","product_id":"BTC-USD""#,
        ),
        covered("body", ",\"size", ", \"size"),
    ];
    check(&ours, theirs.as_ref(), &request, &changes).await
}

#[tokio::test]
async fn kucoin_covers_time_method_path_query_body_and_passphrase() -> TestResult {
    use kucoin::spot::{Accounts, Order, OrderRequired};
    let accounts = || {
        let mut accounts = Accounts::new();
        (accounts.currency, accounts.type_) = (Some("BTC".to_owned()), Some("main".to_owned()));
        accounts
    };
    let (request, ours, theirs) = both("kucoin", kucoin::server::all(Exchange), accounts).await?;
    let (host, time) = (host_of(&request), header(&request, "kc-api-timestamp"));
    let passphrase = header(&request, "kc-api-passphrase");
    assert_ne!(passphrase, PASSPHRASE);
    check(
        &ours,
        theirs.as_ref(),
        &request,
        &[
            covered("method", "GET /", "HEAD /"),
            covered("path", "/accounts?", "/accounts/?"),
            free("host", &host, "host: elsewhere"),
            covered("query", "currency=BTC", "currency=ETH"),
            covered("order", "currency=BTC&type=main", "type=main&currency=BTC"),
            covered("time", time, &other(time)),
            covered("passphrase", passphrase, PASSPHRASE),
        ],
    )
    .await?;
    let order = || Order::new(OrderRequired { symbol: "BTC-USDT".into(), size: half() });
    let (request, ours, theirs) = both("kucoin", kucoin::server::all(Exchange), order).await?;
    let changes = [covered("path", "/orders", "/orders/test"), covered("body", "0.50", "0.51")];
    check(&ours, theirs.as_ref(), &request, &changes).await
}

#[tokio::test]
async fn bitfinex_covers_path_nonce_and_body() -> TestResult {
    use bitfinex::account::Orders;
    let orders = || {
        let mut orders = Orders::new();
        (orders.id, orders.limit) = (Some(vec![1, 2]), Some(5));
        orders
    };
    let (request, ours, theirs) = both("bitfinex", bitfinex::server::all(Exchange), orders).await?;
    let (host, nonce) = (host_of(&request), header(&request, "bfx-nonce"));
    let put = Change { routed: false, ..free("method", "POST /", "PUT /") };
    check(
        &ours,
        theirs.as_ref(),
        &request,
        &[
            put,
            covered("path", "/orders", "/wallets"),
            free("host", &host, "host: elsewhere"),
            free("query", "/orders HTTP", "/orders?x=1 HTTP"),
            covered("order", r#""id":[1,2],"limit":5"#, r#""limit":5,"id":[1,2]"#),
            covered("body", "[1,2]", "[1,3]"),
            covered("nonce", nonce, &other(nonce)),
        ],
    )
    .await
}

#[tokio::test]
async fn bitstamp_covers_all_parts() -> TestResult {
    use bitstamp::private::Transactions;
    let transactions = || {
        let mut transactions = Transactions::new();
        (transactions.offset, transactions.limit) = (Some(1), Some(5));
        transactions
    };
    let (request, ours, theirs) = both("bitstamp", bitstamp::server::all(Exchange), transactions).await?;
    let (host, time) = (host_of(&request), header(&request, "x-auth-timestamp"));
    let nonce = header(&request, "x-auth-nonce");
    let label = "content-type: application/x-www-form-urlencoded";
    check(
        &ours,
        theirs.as_ref(),
        &request,
        &[
            covered("method", "POST /", "PUT /"),
            covered("path", "/user_transactions/", "/account_balances/"),
            covered("host", &host, "host: elsewhere"),
            covered("query", "/ HTTP", "/?x=1 HTTP"),
            covered("order", "offset=1&limit=5", "limit=5&offset=1"),
            covered("body", "offset=1", "offset=2"),
            covered("nonce", nonce, "f93c979d-b00d-43a9-9b9c-fd4cd9547fa6"),
            covered("time", time, &other(time)),
            covered("content type", label, &format!("{label};charset=utf-8")),
            free("other header", "accept: ", "x-other: 1\r\naccept: "),
        ],
    )
    .await
}

/// A key pair of RFC 8032, 7.1, in the forms in which vendors take keys.
const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n-----END PRIVATE KEY-----\n";
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n-----END PUBLIC KEY-----\n";

/// Another kind of key is another scheme, which the program selects; the key is set in the same way.
#[tokio::test]
async fn binance_takes_keys_of_ed25519() -> TestResult {
    use binance::trade::Account;
    use binance::{ED25519, HMAC, KEY};
    let router = binance::server::all(Exchange).credential(KEY, ACCOUNT).credential(HMAC, PUBLIC);
    let recorded = Recorded::start(router.alternative(ED25519).into_axum()?).await?;
    let client = Client::builder().base_url(recorded.url()).credential(KEY, ACCOUNT);
    client.credential(HMAC, PRIVATE).alternative(ED25519).build()?.call(Account::new()).await?;
    let request = recorded.sent();
    check(&recorded, None, &request, &[covered("time", "timestamp=1", "timestamp=2")]).await
}
