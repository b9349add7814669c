//! Every error, as printed by `{}` and `{:#}`. `{}` prints action, status, code and message; `{:#}` adds the causes.

use std::error::Error as _;
use std::time::Duration;

use bindery_runtime as rt;
use bindery_tests::demo::{Demo, ErrorCode};
use bindery_tests::scripted::{ScriptStep, Scripted};
use bindery_tests::shop::{Look, Pay, Rename, SignUp};
use rt::{Action, Caller as _, ErrorKind};

use super::{client, look, pay, rename};

type Error = rt::Error<ErrorCode>;

async fn fail<A: Action<Api = Demo>>(step: ScriptStep, request: A) -> Error {
    let transport = Scripted::new([step]);
    let builder =
        rt::Client::<Demo>::builder().login("a", "b").retries(0).timeout(Duration::from_millis(1500));
    let client = builder.build_over(transport).expect("it is complete");
    match client.call(request).await {
        Ok(_) => panic!("it was to fail"),
        Err(error) => error,
    }
}

/// Checks both texts, and that a wrapped error keeps its cause.
fn prints(error: &Error, plain: &str, full: &str) {
    assert_eq!(error.to_string(), plain);
    assert_eq!(format!("{error:#}"), full);
    let cause = error.source().map_or_else(|| plain.to_owned(), |cause| format!("{plain}: {cause}"));
    assert!(full.starts_with(&cause), "{full} does not begin with {cause}");
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_error_has_its_text() {
    let api = fail(ScriptStep::response(500, r#"{"error":{"code":10,"message":"Zoë"}}"#), rename()).await;
    let text = "shop/rename failed (HTTP 500, code 10): Name already exists: Zoë";
    prints(&api, text, text);
    assert_eq!(
        (api.kind(), api.code(), api.status()),
        (ErrorKind::Conflict, Some(ErrorCode::Taken), Some(500))
    );

    let selected = fail(ScriptStep::response(200, r#"{"success":false,"message":"380"}"#), pay()).await;
    let text = "shop/pay failed (HTTP 200, code 380): the wallet holds too little";
    prints(&selected, text, text);
    assert_eq!((selected.kind(), selected.code()), (ErrorKind::Funds, Some(ErrorCode::Technical)));

    let unauthorized = fail(ScriptStep::response(401, "<html>"), pay()).await;
    let text = "shop/pay: the server rejects the client's login (HTTP 401)";
    prints(&unauthorized, text, text);
    assert_eq!((unauthorized.kind(), unauthorized.status()), (ErrorKind::Authentication, Some(401)));

    let http = fail(ScriptStep::response(502, "<html>"), look("a")).await;
    let text = "shop/look: HTTP 502 with a response that is not from this API (6 bytes)";
    prints(&http, text, text);
    assert_eq!((http.kind(), http.status()), (ErrorKind::Unavailable, Some(502)));

    let transport = fail(ScriptStep::Broken { sent: true }, look("a")).await;
    prints(
        &transport,
        "shop/look: no response from the server",
        "shop/look: no response from the server: the line broke",
    );
    assert_eq!((transport.kind(), transport.status()), (ErrorKind::Unavailable, None));
    assert!(matches!(&transport, rt::Error::Transport(failure) if failure.sent));

    let timeout = fail(ScriptStep::Silence, look("a")).await;
    let text = "shop/look: no response within 1.5s";
    prints(&timeout, text, text);
    assert_eq!((timeout.kind(), timeout.status()), (ErrorKind::Unavailable, None));

    let decode = fail(ScriptStep::response(200, r#"{"ID":[]}"#), look("a")).await;
    let text =
        "shop/look: the response (HTTP 200) could not be read: ID: expected an integer, found an array";
    prints(&decode, text, text);
    assert_eq!((decode.kind(), decode.status()), (ErrorKind::Other, Some(200)));

    let request = fail(ScriptStep::Silence, look("")).await;
    let text = "shop/look: not sent: id: must not be empty, '.' or '..' in a path";
    prints(&request, text, text);
    assert_eq!((request.kind(), request.status()), (ErrorKind::Validation, None));

    let setup = fail(ScriptStep::Silence, SignUp { password: rt::Md5Password::plain("x") }).await;
    let text = "shop/sign-up: not sent: the server 'public' has no default address; set one with \
                ClientBuilder::server_url";
    prints(&setup, text, text);
    assert_eq!((setup.kind(), setup.status()), (ErrorKind::Other, None));
}

/// The causes of a cause are printed too.
#[tokio::test]
async fn causes_are_chained() {
    #[derive(Debug)]
    struct Outer(std::io::Error);
    impl std::fmt::Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("sending failed")
        }
    }
    impl std::error::Error for Outer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
    struct Breaking;
    impl rt::Transport for Breaking {
        async fn send(
            &self,
            _request: http::Request<bytes::Bytes>,
            _limits: rt::client::TransportLimits,
        ) -> Result<http::Response<bytes::Bytes>, rt::client::TransportError> {
            Err(rt::client::TransportError::after_sending(Outer(std::io::Error::other("reset"))))
        }
    }
    let client = rt::Client::<Demo>::builder().retries(0).build_over(Breaking).expect("it is complete");
    let error = client.call(look("a")).await.expect_err("it breaks");
    prints(
        &error,
        "shop/look: no response from the server",
        "shop/look: no response from the server: sending failed: reset",
    );
}

/// A double implements `Caller` with only the API's name.
#[tokio::test]
async fn a_double_says_what_it_does_not_have() {
    struct Double;
    impl rt::Caller for Double {
        type Api = Demo;
    }
    let error = Double.call(look("a")).await.expect_err("not implemented");
    let text = "shop/look: not implemented by this test double";
    prints(&error, text, text);
    assert_eq!((error.kind(), error.status(), error.is_transient()), (ErrorKind::Other, None, false));

    impl rt::blocking::Caller for Double {
        type Api = Demo;
    }
    let error = rt::blocking::Caller::call(&Double, look("a")).expect_err("not implemented");
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn an_error_knows_its_action() {
    let (client, _) = client([ScriptStep::response(502, "")]);
    let error = client.call(Rename { name: "x".into() }).await.expect_err("it fails");
    assert_eq!(
        (error.action().module, error.action().name, error.action().path),
        ("shop", "rename", "/shop/rename")
    );
    let error = client.call(Pay { amount: (-1).into(), ..pay() }).await.expect_err("it fails");
    assert_eq!(error.action().name, "pay");
    let error = client.call(Look { id: String::new(), page: None }).await.expect_err("it fails");
    assert_eq!(error.action().name, "look");
}

/// Fails to compile when a variant of the error is missing in the tests above.
#[test]
fn an_error_table_says_what_it_knows() {
    assert_eq!(ErrorCode::from_code(10), ErrorCode::Taken);
    assert_eq!(ErrorCode::from_code(10).to_string(), "Name already exists");
    assert_eq!(ErrorCode::from_code(4711).to_string(), "undocumented error 4711");
    assert_eq!(ErrorCode::from_code(4711).code(), Some(4711));
    assert_eq!(ErrorCode::from_code(4711).kind(), ErrorKind::Other);
    assert_eq!((ErrorCode::Refused.code(), ErrorCode::Refused.kind()), (None, ErrorKind::Validation));
    assert_eq!(ErrorCode::NotThere.code(), Some(0));
}
