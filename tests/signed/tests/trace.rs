//! No secret, key, made nonce or signature in log lines, `Debug` output or error texts: signed calls that succeed and fail,
//! under a subscriber that takes every event of every crate.

use bindery_language::Recorded;
use bindery_runtime as rt;
use bindery_signed::webhooks::notices as hooks;
use bindery_signed::wire::header;
use bindery_signed::{binance, bitfinex, bitstamp, coinbase, kraken, kucoin, webhooks};
use bindery_test_tools::Log;
use rt::{Api, Caller as _, Client};

const KEY: &str = "key-of-the-account";
const PASSPHRASE: &str = "phrase-of-the-account";
const SECRET: &str = "c2VjcmV0LW9mLXRoZS1hY2NvdW50";
const WRONG: &str = "b3RoZXItb2YtdGhlLWFjY291bnQ=";

struct Nothing;

macro_rules! serves_nothing {
    ($($backend:path),* $(,)?) => { $(impl $backend for Nothing {})* };
}

serves_nothing! {
    binance::trade::TradeBackend,
    kraken::private::PrivateBackend,
    coinbase::orders::OrdersBackend,
    kucoin::spot::SpotBackend,
    bitfinex::account::AccountBackend,
    bitstamp::private::PrivateBackend,
    hooks::NoticesBackend,
}

/// What must not be printed, and what was printed beside the log.
#[derive(Default)]
struct Watch {
    secrets: Vec<String>,
    printed: String,
}

impl Watch {
    /// Calls an action with the right secret, with a wrong one, and where no server is. `carriers` are the headers whose
    /// values must not be printed; a name with `=` is a parameter.
    async fn call<A: rt::Action<Api: Api>>(
        &mut self,
        router: rt::server::Router<A::Api>,
        schemes: &[(&'static str, &'static str)],
        carriers: &[&str],
        call: impl Fn() -> A,
    ) {
        let with = schemes.iter();
        let router = with
            .fold(router, |router, (scheme, secret)| router.credential(rt::Credential::new(scheme), *secret));
        let recorded = Recorded::start(router.into_axum().expect("a router")).await.expect("a port");
        for (base, is_right) in
            [(recorded.url(), true), (recorded.url(), false), ("http://127.0.0.1:1".to_owned(), true)]
        {
            let server = <A::Api as Api>::INFO.servers.first().map_or("", |server| server.name);
            let builder = Client::<A::Api>::builder().server_url(server, &base).retries(1);
            let builder = schemes.iter().fold(builder, |builder, (scheme, secret)| {
                let secret = if is_right || *secret != SECRET { *secret } else { WRONG };
                builder.credential(rt::Credential::new(scheme), secret)
            });
            let client = builder.build().expect("a client");
            let error = client.call(call()).await.err().expect("nothing is served");
            self.printed.push_str(&format!("{error} {error:#} {error:?} {client:?}\n"));
            let sent = recorded.sent();
            if sent.is_empty() {
                continue;
            }
            for carrier in carriers {
                let value = match carrier.strip_suffix('=') {
                    Some(_) => {
                        sent.split(carrier).nth(1).and_then(|rest| rest.split(['&', ' ', '\r']).next())
                    }
                    None => Some(header(&sent, carrier)),
                };
                let value = value.unwrap_or_else(|| panic!("no {carrier} in {sent}"));
                assert!(value.len() >= 8, "too short to be looked for: {value}");
                self.secrets.push(value.to_owned());
            }
        }
    }
}

#[tokio::test]
async fn nothing_secret_is_printed() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut watch = Watch::default();
    watch.secrets.extend([KEY, PASSPHRASE, SECRET, WRONG].map(str::to_owned));
    let amount = || rt::Decimal::new(50, 2);

    watch
        .call(binance::server::all(Nothing), &[("key", KEY), ("hmac", SECRET)], &["signature="], || {
            let (symbol, side) = ("BTCUSDT".into(), "BUY".into());
            binance::trade::Order::new(binance::trade::OrderRequired { symbol, side, quantity: amount() })
        })
        .await;
    watch
        .call(
            kraken::server::all(Nothing),
            &[("key", KEY), ("sign", SECRET)],
            &["api-sign", "nonce="],
            || {
                let pair = "XBTUSD".into();
                kraken::private::Order::new(kraken::private::OrderRequired { pair, volume: amount() })
            },
        )
        .await;
    let schemes = [("key", KEY), ("passphrase", PASSPHRASE), ("sign", SECRET)];
    watch
        .call(coinbase::server::all(Nothing), &schemes, &["cb-access-sign"], coinbase::orders::List::new)
        .await;
    watch
        .call(
            kucoin::server::all(Nothing),
            &schemes,
            &["kc-api-sign", "kc-api-passphrase"],
            kucoin::spot::Accounts::new,
        )
        .await;
    let schemes = [("key", KEY), ("sign", SECRET)];
    watch
        .call(
            bitfinex::server::all(Nothing),
            &schemes,
            &["bfx-signature", "bfx-nonce"],
            bitfinex::account::Orders::new,
        )
        .await;
    watch
        .call(
            bitstamp::server::all(Nothing),
            &schemes,
            &["x-auth-signature", "x-auth-nonce"],
            bitstamp::private::Transactions::new,
        )
        .await;
    let schemes = [("stripe", SECRET), ("slack", SECRET), ("twilio", SECRET), ("github", SECRET)];
    watch
        .call(webhooks::server::all(Nothing), &schemes, &["stripe-signature"], || {
            hooks::StripeEvent::new("evt_1")
        })
        .await;
    watch
        .call(webhooks::server::all(Nothing), &schemes, &["x-twilio-signature"], || {
            hooks::TwilioNotice::new("id 1")
        })
        .await;

    let logged = log.take();
    assert!(logged.contains("invalid signature") && logged.contains("hyper"), "all is logged: {logged}");
    for secret in &watch.secrets {
        for (what, text) in [("log", &logged), ("output", &watch.printed)] {
            let line = text.lines().find(|line| line.contains(secret.as_str()));
            assert_eq!(line, None, "{secret} is in the {what}");
        }
    }
}
