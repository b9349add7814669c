//! The table of requests that a server rejects, or accepts in an unusual form: methods, paths, logins, bodies of every
//! kind.

use std::sync::{Arc, LazyLock};

use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bindery_runtime as rt;
use bindery_tests::demo::Demo;
use bindery_tests::table::{Report, expand, load};
use bindery_tests::{arrival, shop};
use http::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use serde::Deserialize;

/// The tables of this driver.
pub(crate) const FILES: &[&str] = &["rejections.yaml"];

/// A request to a server, and its response.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Row {
    about: String,
    method: String,
    path: String,
    /// The login, as `user:password`.
    login: Option<String>,
    /// The whole Authorization header, if it is not a login.
    authorization: Option<String>,
    #[serde(rename = "type")]
    content_type: Option<String>,
    body: String,
    status: u16,
    response: String,
    challenge: Option<String>,
    allow: Option<String>,
}

static SERVER: LazyLock<Router> = LazyLock::new(|| shop::server().expect("the shop is complete"));

#[test]
fn requests_get_the_documented_responses() {
    // One action panics on purpose; its message would only confuse readers.
    std::panic::set_hook(Box::new(|panic| {
        if !panic.to_string().contains("the backend has a bug") {
            eprintln!("{panic}");
        }
    }));
    let mut report = Report::default();
    for group in &load::<Row>("rejections.yaml").groups {
        for row in &group.rows {
            let (line, row) = (row.referenced.line(), &row.value);
            let place = format!("rejections.yaml:{line}: {} {}", group.of, row.about);
            let response = arrival::send(&SERVER, request(row));
            let header = |name| {
                response
                    .headers()
                    .get(name)
                    .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            };
            let body = String::from_utf8_lossy(response.body());
            let found = format!("{} {body}", response.status().as_u16());
            report.check(place.trim_end(), &format!("{} {}", row.status, expand(&row.response)), &found);
            report.check(&place, &format!("{:?}", row.challenge), &format!("{:?}", header(WWW_AUTHENTICATE)));
            report.check(&place, &format!("{:?}", row.allow), &format!("{:?}", header(ALLOW)));
            report.check(&place, "Some(\"application/json\")", &format!("{:?}", header(CONTENT_TYPE)));
        }
    }
    report.finish();
}

fn request(row: &Row) -> http::Request<bytes::Bytes> {
    let method = if row.method.is_empty() { "POST" } else { &row.method };
    let mut request = http::Request::builder().method(method).uri(expand(&row.path));
    if let Some(login) = &row.login {
        request = request.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(login)));
    }
    if let Some(authorization) = &row.authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    if let Some(content_type) = &row.content_type {
        request = request.header(CONTENT_TYPE, content_type);
    }
    request.body(expand(&row.body).into()).expect("the table gives a request")
}

/// A router is not built if it cannot serve an action.
#[test]
fn a_router_says_what_it_lacks() {
    let router = || rt::server::Router::<Demo>::new().mount(shop::routes(), Arc::new(shop::Shop));
    let says = |router: rt::server::Router<Demo>| match router.into_axum() {
        Ok(_) => "complete".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(
        says(router()),
        "shop/pay needs a login: set a check with `login`, or turn all checks off with `without_login`"
    );
    assert_eq!(says(router().without_login()), "complete");
    let twice = router().mount(shop::routes(), Arc::new(shop::Shop)).without_login();
    assert_eq!(says(twice), "shop/pay is mounted twice");
}
