//! Base paths: client and router agree on them, in one process, over sockets, and behind a prefix.

use std::sync::Arc;

use bindery_runtime as rt;
use rt::server::{BackendResult, RequestContext, Router};
use rt::{Caller as _, InProcess};

use crate::api::{Desk, ErrorCode};

macro_rules! placed {
    ($api:ident $case_insensitive:literal) => {
        #[derive(Debug)]
        pub enum $api {}

        impl rt::Api for $api {
            type Code = ErrorCode;
            const INFO: &'static rt::metadata::ApiInfo = &<Desk as rt::Api>::INFO.servers(&[
                rt::metadata::Server::new("main").url("https://x.example/v1"),
                rt::metadata::Server::new("other").url("https://y.example/Api/v2/"),
                rt::metadata::Server::new("bare").url("https://z.example"),
                rt::metadata::Server::new("own"),
            ]);
            const CASE_INSENSITIVE_PATHS: bool = $case_insensitive;
        }
    };
}

placed!(Placed false);
placed!(AnyCase true);

/// Declares an action on a server with a path.
macro_rules! action {
    ($api:ident $name:ident $path:literal $server:literal) => {
        rt::record! {
            /// Returns the path parameter.
            pub struct $name {
                /// Number in the path.
                id: String = rt::key("id").in_path(),
            }
        }

        impl rt::Action for $name {
            type Api = $api;
            type Response = String;
            const INFO: &'static rt::metadata::ActionInfo =
                &rt::metadata::ActionInfo::new("placed", stringify!($name), $path).get_post().server($server);
        }
    };
}

action!(Placed Main "/items/{id}" "main");
action!(Placed Second "/things/{id}" "other");
action!(Placed Bare "/bare/{id}" "bare");
action!(Placed Own "/own/{id}" "own");
action!(AnyCase Loose "/Items/{id}" "other");

pub struct Echo;

impl Echo {
    async fn main(&self, request: Main, _: RequestContext) -> BackendResult<Main> {
        Ok(format!("main {}", request.id))
    }

    async fn second(&self, request: Second, _: RequestContext) -> BackendResult<Second> {
        Ok(format!("second {}", request.id))
    }

    async fn bare(&self, request: Bare, _: RequestContext) -> BackendResult<Bare> {
        Ok(format!("bare {}", request.id))
    }

    async fn own(&self, request: Own, _: RequestContext) -> BackendResult<Own> {
        Ok(format!("own {}", request.id))
    }

    async fn loose(&self, request: Loose, _: RequestContext) -> BackendResult<Loose> {
        Ok(format!("loose {}", request.id))
    }
}

fn router() -> axum::Router {
    let routes = rt::routes! { Echo; Main => main, Second => second, Bare => bare, Own => own, };
    Router::<Placed>::new().mount(routes, Arc::new(Echo)).into_axum().expect("it is complete")
}

fn builder() -> rt::client::ClientBuilder<Placed> {
    rt::Client::<Placed>::builder()
}

/// Checks that every action of a client reaches its own method, with its path parameter.
async fn agree<T: rt::Transport>(client: rt::Client<Placed, T>) {
    let id = || "A b/c".to_owned();
    assert_eq!(client.call(Main { id: id() }).await.expect("it is there"), "main A b/c");
    assert_eq!(client.call(Second { id: id() }).await.expect("it is there"), "second A b/c");
    assert_eq!(client.call(Bare { id: id() }).await.expect("it is there"), "bare A b/c");
    assert_eq!(client.call(Own { id: id() }).await.expect("it is there"), "own A b/c");
}

#[tokio::test]
async fn the_documented_addresses_are_those_of_the_router() {
    agree(builder().build_over(InProcess::new(router())).expect("it is complete")).await;
    for base in ["http://a.example", "http://a.example/", "http://a.example/v1", "http://a.example/v1//"] {
        let client = builder().base_url(base).build_over(InProcess::new(router()));
        agree(client.expect("it is complete")).await;
    }
    let client =
        builder().server_url("other", "http://a.example/v1/").server_url("own", "http://a.example/Api/v2");
    agree(client.build_over(InProcess::new(router())).expect("it is complete")).await;
    // Addresses without a documented base path have no routes.
    for base in
        ["http://a.example/v2", "http://a.example/v1/v1/v1", "http://a.example/api/v2", "http://a.example/v"]
    {
        let client = builder().base_url(base).build_over(InProcess::new(router())).expect("it is complete");
        let failed = client.call(Main { id: "a".into() }).await.expect_err("not there");
        assert_eq!(failed.status(), Some(404), "{base}");
    }
}

#[tokio::test]
async fn they_agree_over_sockets_and_behind_a_prefix_too() {
    let whole = router().merge(axum::Router::new().nest("/deep/er", router()));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, whole).await });
    for prefix in ["", "/", "/v1", "/deep/er", "/deep/er/", "/deep/er/v1"] {
        let url = format!("http://{address}{prefix}");
        let client = ["other", "bare", "own"]
            .iter()
            .fold(builder().base_url(url.clone()), |builder, server| builder.server_url(server, url.clone()));
        agree(client.build().expect("it is complete")).await;
    }
}

#[tokio::test]
async fn case_does_not_matter_where_the_api_says_so() {
    let routes = rt::routes! { Echo; Loose => loose, };
    let router = Router::<AnyCase>::new().mount(routes, Arc::new(Echo)).into_axum().expect("it is complete");
    for base in
        ["http://a.example", "http://a.example/Api/v2", "http://a.example//API//V2/", "http://a.example/V1"]
    {
        let client = rt::Client::<AnyCase>::builder().server_url("other", base);
        let client = client.build_over(InProcess::new(router.clone())).expect("it is complete");
        assert_eq!(client.call(Loose { id: "A b/C".into() }).await.expect("there"), "loose A b/C", "{base}");
    }
}
