//! Secrets are never logged. A subscriber records everything that a call traces, on both sides.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use bindery_runtime as rt;
use bindery_tests::arrival;
use bindery_tests::demo::Demo;
use bindery_tests::loopback::Loopback;
use bindery_tests::shop::{self, Pay, SignUp};
use http::header::{AUTHORIZATION, COOKIE, HeaderValue, PROXY_AUTHORIZATION};
use rt::{Caller as _, InProcess};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::{RECEIPT, look};

/// Records the fields of every span and event.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

impl Notes {
    fn write(&self, what: &Metadata<'_>, fields: impl FnOnce(&mut Line)) {
        let mut line = Line(format!("{} {}", what.target(), what.name()));
        fields(&mut line);
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.push_str(&line.0);
        notes.push('\n');
    }

    fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Notes {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.write(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        let mut line = Line(String::from("recorded"));
        values.record(&mut line);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_str(&line.0);
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.write(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

/// All secrets: the login, plain and encoded, the session, the password, plain and hashed.
const SECRETS: &[&str] = &[
    "s3cret:word",
    "cGFydG5lcjpzM2NyZXQ6d29yZA",
    "39dfb270b1cf",
    "Kennwort",
    "98176b7da95f6fd994fe285e06241163",
];

fn hides(what: &str, text: &str) {
    for secret in SECRETS {
        assert!(!text.to_lowercase().contains(&secret.to_lowercase()), "{what} shows {secret}: {text}");
    }
}

fn requests() -> [Pay; 4] {
    let pay = |amount: i64| Pay {
        session: "39dfb270b1cf".into(),
        password: Some(rt::Md5Password::verbatim("Kennwort")),
        amount: amount.into(),
    };
    // One call that succeeds, two that fail, one that is not sent.
    let hashed = Pay { password: Some(rt::Md5Password::plain("Kennwort")), ..pay(5) };
    [hashed, pay(380), pay(342), pay(0)]
}

#[tokio::test]
async fn a_call_traces_no_secret() {
    let notes = Notes::default();
    let guard = tracing::subscriber::set_default(notes.clone());

    let router = shop::server().expect("the shop is complete");
    for (round, password) in ["s3cret:word", "s3cret:word", "wrong s3cret:word"].into_iter().enumerate() {
        if round == 1 {
            // Other tests of this process have no subscriber. One of them may have reached a callsite first and cached
            // that no subscriber is interested; by now, the first round has reached all of them.
            tracing::callsite::rebuild_interest_cache();
        }
        let client = rt::Client::<Demo>::builder()
            .login("partner", password)
            .build_over(InProcess::new(router.clone()))
            .expect("it is complete");
        for request in requests() {
            if let Err(error) = client.call(request).await {
                hides("an error", &format!("{error} {error:#} {error:?}"));
            }
        }
        let welcome = client.call(SignUp { password: rt::Md5Password::verbatim("Kennwort") }).await;
        hides("a response", &format!("{welcome:?}"));
        hides("a client", &format!("{client:?}"));
    }

    // Over HTTP too, where underlying libraries may log.
    let server = Loopback::start(http::Response::new(RECEIPT.into())).await.expect("a port is free");
    let client = rt::Client::<Demo>::builder()
        .login("partner", "s3cret:word")
        .base_url(server.url())
        .build()
        .expect("it is complete");
    for request in requests() {
        let _ = client.call(request).await;
    }
    client.call(look("39dfb270b1cf")).await.expect("seen");
    drop(guard);

    let text = notes.text();
    assert!(text.contains("call api=\"demo\" module=\"shop\" action=\"pay\""), "nothing was noted: {text}");
    assert!(
        text.contains("received the response") && text.contains("failed") && text.contains("served"),
        "{text}"
    );
    hides("the log", &text);
}

/// A backend that prints its requests prints no credentials.
#[test]
fn a_backend_may_print_its_context() {
    let route = rt::server::Route::<Mutex<String>>::new::<Pay>(|notes, request, context| {
        *notes.lock().unwrap_or_else(PoisonError::into_inner) = format!("{request:?} {context:?}");
        Box::pin(std::future::ready(Ok(shop::Receipt { id: 7 })))
    });
    let notes = Arc::new(Mutex::new(String::new()));
    let router = rt::server::Router::<Demo>::new().mount(vec![route], Arc::clone(&notes)).without_login();
    let router = router.into_axum().expect("the router is complete");
    let mut request = arrival::form("/shop/pay", "session=39dfb270b1cf&password=Kennwort&amount=5");
    for name in [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE] {
        request
            .headers_mut()
            .append(name.clone(), HeaderValue::from_static("x cGFydG5lcjpzM2NyZXQ6d29yZA=="));
        request.headers_mut().append(name, HeaderValue::from_static("y s3cret:word"));
    }
    let response = arrival::send_text(&router, request);
    assert_eq!(response, (200, "{\"success\":true,\"ID\":\"7\"}".to_owned()));
    let text = notes.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(text.contains("content-type"), "{text}");
    hides("a context", &text);
}

#[test]
fn types_with_a_secret_do_not_print_it() {
    for request in requests() {
        hides("a request", &format!("{request:?} {request:#?}"));
        let parts = rt::client::RequestParts::from_action(&request);
        hides("its parts", &format!("{parts:?}"));
    }
    let login = rt::client::BasicCredentials::new("partner", "s3cret:word");
    hides("a login", &format!("{login:?}"));
    let logins = rt::server::Logins::new([("partner", "s3cret:word")]);
    hides("the logins of a server", &format!("{logins:?}"));
    let mut parts = rt::client::RequestParts::default();
    for place in [&mut parts.path, &mut parts.query, &mut parts.headers, &mut parts.cookies] {
        place.push(("id".into(), "39dfb270b1cf".to_owned()));
    }
    hides("parts", &format!("{parts:?}"));
    parts.body = rt::client::RequestBody::Json("{\"session\":\"39dfb270b1cf\"}".to_owned());
    hides("parts", &format!("{parts:?}"));
    hides("the header of a login", &format!("{:?}", login.header()));
}
