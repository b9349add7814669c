//! Whole generated routers behind hyper, from the bytes of a connection to the bytes of the response.

use std::cell::RefCell;

use bindery_runtime::metadata::ApiInfo;
use bindery_runtime::server::{CheckIssued, Router};
use bindery_runtime::{Api, Secret};
use bindery_tests::{kinds, reference::Reference, shop};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::raw::{RawResponse, Service, documented};

/// An empty backend: all its methods respond with "not implemented", as documented.
#[derive(Clone, Copy)]
struct Nothing;

macro_rules! nothing {
    ($($api:ident: $($module:ident $backend:ident,)*;)*) => {
        $($(impl $api::$module::$backend for Nothing {})*)*
    };
}

nothing! {
    bindery_backpack:
        bonus BonusBackend, index IndexBackend, mp_account MpAccountBackend, payment PaymentBackend,
        public PublicBackend, user UserBackend, wallet WalletBackend,;
    bindery_coriunder:
        account AccountBackend, app_identity AppIdentityBackend, balance BalanceBackend,
        customer CustomerBackend, international InternationalBackend, merchant MerchantBackend,
        payment_methods PaymentMethodsBackend, shop ShopBackend, transactions TransactionsBackend,;
    bindery_crm:
        accounts AccountsBackend, clients ClientsBackend, external_wallets ExternalWalletsBackend,
        forms FormsBackend, mt4 Mt4Backend, mt5 Mt5Backend, payments PaymentsBackend, psp PspBackend,
        reports ReportsBackend, requests RequestsBackend, trading_competitions TradingCompetitionsBackend,
        wallets WalletsBackend, webhooks WebhooksBackend,;
    bindery_cryptonit:
        affiliates AffiliatesBackend, developer DeveloperBackend, public PublicBackend,;
}

/// Routers by the host in a request.
struct Host {
    name: &'static str,
    api: &'static ApiInfo,
    service: Service,
}

fn host<P: Api>(name: &'static str, router: axum::Router) -> Host {
    Host { name, api: P::INFO, service: Service::new(router) }
}

thread_local! {
    static HOSTS: RefCell<Vec<Host>> = RefCell::new(hosts());
}

fn hosts() -> Vec<Host> {
    fn open<P: Api>(router: Router<P>) -> axum::Router {
        router.without_login().into_axum().expect("every action is mounted once")
    }
    let closed = "all that has to be checked can be checked";
    vec![
        host::<bindery_backpack::Backpack>("backpack", open(bindery_backpack::server::all(Nothing))),
        host::<bindery_coriunder::Coriunder>("coriunder", open(bindery_coriunder::server::all(Nothing))),
        host::<bindery_crm::Crm>("crm", open(bindery_crm::server::all(Nothing))),
        host::<bindery_crm::Crm>("crm-keys", keys()),
        host::<bindery_coriunder::Coriunder>("coriunder-keys", signatures()),
        host::<bindery_cryptonit::Cryptonit>("cryptonit", open(bindery_cryptonit::server::all(Nothing))),
        host::<bindery_tests::demo::Demo>("shop", shop::server().expect(closed)),
        host::<bindery_tests::demo::Demo>("kinds", kinds::server().expect(closed)),
    ]
}

/// Requests with keys and signed bodies.
fn keys() -> axum::Router {
    use bindery_crm::{KEY, PAY_TOKEN, WEBHOOK_SIGNATURE, server};
    let router = server::all(Nothing).credential(KEY, "key").credential(WEBHOOK_SIGNATURE, "secret");
    router.credential(PAY_TOKEN, "token").into_axum().expect("every key is there")
}

/// Signed requests and responses, with a header that logins issue.
fn signatures() -> axum::Router {
    use bindery_coriunder::{APPLICATION_TOKEN, CREDENTIALS, SIGNATURE, server};
    let router = server::all(Nothing).credential(APPLICATION_TOKEN, "token").credential(SIGNATURE, "salt");
    router.issued(CREDENTIALS, Sessions).into_axum().expect("every key is there")
}

/// The bytes of a connection; the first `Host: ` selects the router. The default is that of an in-memory platform.
pub(crate) fn router(data: &[u8]) {
    let named = |name: &str| {
        let wanted = format!("Host: {name}\r\n");
        data.windows(wanted.len()).any(|window| window == wanted.as_bytes())
    };
    HOSTS.with_borrow_mut(|hosts| match hosts.iter_mut().find(|host| named(host.name)) {
        Some(host) => check(host, data),
        None => {
            // The backend has state, so every input gets a new one.
            let router = Reference::default().router("partner", "secret").expect("all can be checked");
            check(&mut host::<bindery_backpack::Backpack>("platform", router), data);
        }
    });
}

fn check(host: &mut Host, data: &[u8]) {
    let received = host.service.converse(data);
    if received.is_empty() {
        // No request, or an incomplete one.
        return;
    }
    let (response, own) = first(&received, data);
    if own {
        documented(host.api, &response);
    }
}

/// Returns the first response on a connection, and whether the router sent it: hyper itself responds to malformed
/// requests.
fn first(received: &[u8], sent: &[u8]) -> (RawResponse, bool) {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut headers);
    let parsed = head.parse(received).expect("the response is HTTP");
    let httparse::Status::Complete(length) = parsed else { panic!("a head that is cut off") };
    let status = StatusCode::from_u16(head.code.unwrap_or_default()).expect("a status");
    let value = |name: &str| {
        let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| String::from_utf8_lossy(header.value).into_owned())
    };
    let rest = received.get(length..).unwrap_or_default();
    let size = value("content-length").and_then(|size| size.parse().ok()).unwrap_or(rest.len());
    let asked_for_head = sent.starts_with(b"HEAD ");
    let body = if asked_for_head { &[] } else { rest.get(..size).expect("bodies are whole") };
    let own = value("content-type").is_some();
    let hypers = [400, 405, 413, 414, 417, 431, 505].contains(&status.as_u16());
    assert!(own || hypers || status.is_success() || status == StatusCode::TOO_MANY_REQUESTS, "{status}");
    let header = |header: &httparse::Header<'_>| {
        Some((header.name.parse::<HeaderName>().ok()?, HeaderValue::from_bytes(header.value).ok()?))
    };
    let headers = head.headers.iter().filter_map(header).collect();
    (RawResponse { status, headers, body: Bytes::copy_from_slice(body) }, own && !asked_for_head)
}

/// Headers that logins issue: every value belongs to a user.
struct Sessions;

impl CheckIssued for Sessions {
    fn is_issued(&self, header: &str) -> bool {
        header == "x-session"
    }

    async fn check(&self, _header: &str, value: &Secret) -> Option<String> {
        Some(value.expose().to_owned())
    }
}
