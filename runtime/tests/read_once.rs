//! A body is read once, however many actions share its path. Measured by allocations, not time.
#![allow(missing_docs)]

use std::alloc::System;
use std::sync::Arc;

use axum::body::Body;
use bindery_runtime as rt;
use http::Request;
use rt::server::{BackendResult, RequestContext, Route, Router};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tower_service::Service as _;

#[path = "guarded/api.rs"]
#[allow(dead_code, unreachable_pub)]
mod api;

use api::Desk;

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// An event with a number.
#[derive(Clone, Debug)]
struct Event<const N: usize>;

const KINDS: [&[&str]; 4] = [&["none"], &["of"], &["these"], &["it"]];

impl<const N: usize> rt::wire::Record for Event<N> {
    const NAMES: &'static [&'static str] = &[];

    fn read(_: &mut rt::wire::Reader<'_>) -> Result<Self, rt::wire::Fault> {
        Ok(Self)
    }

    fn visit<V: rt::wire::Visitor>(&self, _: &Self, visitor: V) -> V::Output {
        visitor.visit((), ())
    }
}

impl<const N: usize> rt::Action for Event<N> {
    type Api = Desk;
    type Response = String;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("events", "event", "/events").json().select("source.event", KINDS[N]);
}

struct Receiver;

fn route<const N: usize>() -> Route<Receiver> {
    Route::new(|_: &Receiver, _: Event<N>, _: RequestContext| {
        Box::pin(std::future::ready(BackendResult::<Event<N>>::Ok("taken".to_owned())))
    })
}

/// Returns the bytes that a request allocates in a router with these routes.
fn allocated(routes: Vec<Route<Receiver>>, body: &str) -> usize {
    let router = Router::<Desk>::new().mount(routes, Arc::new(Receiver)).without_login();
    let mut router = router.into_axum().expect("it is complete");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut send = || {
        let request = Request::post("/events").header("content-type", "application/json");
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        let region = Region::new(HEAP);
        let response = runtime.block_on(router.call(request)).unwrap_or_else(|never| match never {});
        let allocated = region.change().bytes_allocated;
        assert_eq!(response.status(), 200);
        allocated
    };
    send();
    send()
}

#[test]
fn a_body_is_read_once_for_all_actions_of_its_path() {
    let more: String = (0..900).map(|number| format!(r#""more{number}":[],"#)).collect();
    let nested: String = (0..900).map(|number| format!(r#""more{number}":[],"#)).collect();
    let body = format!(r#"{{{more}"source":{{{nested}"event":"it"}}}}"#);
    let one = allocated(vec![route::<3>()], &body);
    let four = allocated(vec![route::<0>(), route::<1>(), route::<2>(), route::<3>()], &body);
    assert!(four < one + one / 10, "{one} bytes for one action, {four} for four");
}
