//! Statuses of responses, responses of several kinds, and routes that are selected by a value of the request.

use bindery_runtime as rt;
use http::Request;
use rt::wire::Response as _;
use rt::{Action as _, Caller as _};

use crate::api::*;
use crate::{all, line};

#[tokio::test]
async fn a_variant_is_identified_by_its_status() {
    let (_, line, client) = all();
    assert_eq!(client.call(Deposit::new(5, "first")).await.expect("booked"), DepositResponse::Done);
    assert_eq!(line.raw(line.last()).await, (204, String::new()));
    let again = client.call(Deposit::new(5, "again")).await.expect("not booked");
    assert_eq!(again, DepositResponse::Repeated(Repeat { repeat: true }));
    assert_eq!(line.raw(line.last()).await, (200, r#"{"repeat":true}"#.to_owned()));

    let read = |status, body: &'static str| rt::decode::decode_response::<Deposit>(status, &body.into());
    assert_eq!(read(204, "").expect("done"), DepositResponse::Done);
    let unlisted = read(202, "{}").expect_err("an undocumented status").to_string();
    assert_eq!(
        unlisted,
        "money/deposit: the response (HTTP 202) could not be read: no response has the status 202"
    );
    for (status, body) in [(200, ""), (200, "null"), (200, "[]"), (200, "<html>"), (202, "")] {
        assert!(matches!(read(status, body), Err(rt::Error::Decode(_))), "{status} {body}");
    }
}

#[tokio::test]
async fn a_response_has_the_status_of_its_action() {
    let (_, line, client) = all();
    client.call(CreateUser::new("n")).await.expect("made");
    assert_eq!(line.raw(line.last()).await.0, 201);
    client.call(Paid::new("o", "1")).await.expect("taken");
    assert_eq!(line.raw(line.last()).await, (204, String::new()));
    assert_eq!(().status(Paid::INFO), 204);
    assert!(rt::decode::decode_response::<Paid>(200, &"{}".into()).is_ok(), "reading is liberal");
}

#[tokio::test]
async fn limits_hold_inside_records() {
    let (backend, line, client) = all();
    let living = |town: &str| {
        let towns = vec![Address { town: "Riga".into() }, Address { town: town.into() }];
        CreateUser::new("n").with(|user| user.addresses = Some(towns))
    };
    client.call(living("Kyiv")).await.expect("made");
    let failed = client.call(living("Tallinn")).await.expect_err("not sent").to_string();
    assert_eq!(failed, "users/create-user: not sent: addresses[1].town: must have 1 to 5 characters, has 7");

    let (open, unchecked) = crate::line(rt::server::Router::without_login);
    let long = line
        .last()
        .map(|body| String::from_utf8(body.to_vec()).expect("text").replace("Kyiv", "Tallinn").into());
    let (status, body) = unchecked.raw(long).await;
    assert_eq!((status, backend.calls(), open.calls()), (400, 1, 0));
    assert!(body.contains("addresses[1].town: must have 1 to 5 characters"), "{body}");
}

#[tokio::test]
async fn one_of_several_actions_is_selected() {
    let (_, line, client) = all();
    for (event, taken) in [
        ("desk.reject", "rejected"),
        ("desk.refuse", "rejected"),
        ("desk.approve.node.3", "approved"),
        ("desk.approve.", "approved"),
        ("desk.approve", "other"),
        ("desk.reject.more", "other"),
        ("", "other"),
    ] {
        assert_eq!(client.call(Other::new(event)).await.expect("taken"), taken, "{event}");
        assert_eq!(client.call(Rejected::new(event)).await.expect("taken"), taken, "{event}");
    }
    assert_eq!(line.last().uri(), "http://in-process/");

    // Without signature checks, so that any body reaches the selection.
    let (backend, open) = crate::line(rt::server::Router::without_login);
    let post = |body: &'static str| {
        let request = Request::post("/").header("content-type", "application/json").body(body.into());
        open.raw(request.expect("a request"))
    };
    assert_eq!(
        post(r#"{"source":{"event":"desk.approve.1"},"data":{}}"#).await,
        (200, "\"approved\"".into())
    );
    for body in [r#"{"source":{"event":7},"data":{}}"#, r#"{"source":{"event":""},"data":{}}"#] {
        assert_eq!(post(body).await, (200, "\"other\"".into()));
    }
    for body in ["", "{", "[1]", r#"{"source":"x","data":{}}"#] {
        let (status, response) = post(body).await;
        assert_eq!((status, response.contains("\"error\":true")), (400, true), "{body}: {response}");
    }
    assert_eq!(backend.calls(), 3);
}

#[test]
fn what_can_not_be_told_apart_is_not_mounted() {
    use rt::server::{Route, Router, RouterError};
    let twice = |one: Vec<Route<crate::Backend>>, other| {
        let backend = std::sync::Arc::new(crate::Backend::default());
        let router = Router::<Desk>::new().mount(one, backend.clone()).mount(other, backend);
        router.credential(EVENT_SIGNATURE, "s").into_axum().expect_err("there is something wrong")
    };
    let other = || rt::routes! { Desks; Other => other, };
    let rejected = || rt::routes! { Desks; Rejected => rejected, };
    type Desks = crate::Backend;
    let again = |action: &str| RouterError::MountedTwice { action: action.to_owned() };
    assert_eq!(twice(other(), other()), again("events/other"));
    assert_eq!(twice(rejected(), rejected()), again("events/rejected"));
}

#[tokio::test]
async fn a_request_that_no_action_takes_is_not_found() {
    let backend = std::sync::Arc::new(crate::Backend::default());
    let router = rt::server::Router::<Desk>::new()
        .mount(rt::routes! { Desks; Rejected => rejected, Approved => approved, }, backend.clone())
        .without_login();
    type Desks = crate::Backend;
    let client = rt::Client::<Desk>::builder()
        .credential(EVENT_SIGNATURE, "s")
        .build_over(rt::InProcess::new(router.into_axum().expect("it is complete")))
        .expect("it is complete");
    assert_eq!(client.call(Other::new("desk.approve.1")).await.expect("taken"), "approved");
    let failed = client.call(Other::new("new")).await.expect_err("nobody's");
    assert_eq!((failed.status(), failed.code()), (Some(404), Some(ErrorCode::NotFound)));
    assert_eq!(backend.calls(), 1);
    let _ = line(|router| router);
}

macro_rules! on_one_path {
    ($($name:ident $word:literal $auth:expr;)*) => {$(
        rt::record! {
            /// Action that shares its path and method with others.
            #[non_exhaustive]
            pub struct $name {
                /// Text of the note.
                text: String = rt::key("text"),
            }
        }

        impl rt::Action for $name {
            type Api = Desk;
            type Response = String;
            const INFO: &'static rt::metadata::ActionInfo =
                &rt::metadata::ActionInfo::new("alike", $word, "/alike").json().auth($auth).select("text", &[$word]);
        }
    )*};
}

on_one_path! {
    Here "here" &["key", "signature"];
    There "there" &["signature", "key"];
    Elsewhere "elsewhere" &["key"];
}

/// The caller is checked before the action is selected; the order of the schemes does not matter.
#[test]
fn actions_on_one_path_need_the_same_in_any_order() {
    use rt::server::{Router, RouterError};
    struct Nobody;
    impl Nobody {
        async fn handler<A: rt::Action<Api = Desk>>(
            &self,
            request: A,
            context: rt::server::RequestContext,
        ) -> rt::server::BackendResult<A> {
            rt::server::not_implemented(request, context).await
        }
    }
    let router = |routes| {
        Router::<Desk>::new().mount(routes, std::sync::Arc::new(Nobody)).credential(KEY, "k").into_axum()
    };
    let built = router(rt::routes! { Nobody; Here => handler, There => handler, });
    assert!(built.is_ok(), "{:?}", built.err());
    let mixed =
        router(rt::routes! { Nobody; Here => handler, Elsewhere => handler, }).expect_err("not the same");
    assert_eq!(mixed, RouterError::MixedAuth { action: "alike/elsewhere".to_owned() });
}
