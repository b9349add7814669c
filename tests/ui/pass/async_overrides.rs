//! Methods of the generated traits may be overridden with `async fn`, and none of rustc's lints has a word to say. Callers
//! that are generic may still spawn what they get.
#![deny(warnings, refining_impl_trait)]

use std::future::Future;
use std::sync::Arc;

use bindery_backpack::index::{Countries, IndexApi, IndexBackend};
use bindery_backpack::rt::server::{RequestContext, BackendResult};
use bindery_backpack::rt::{CallResult, Call, Caller, Failure, InProcess};
use bindery_backpack::{Backpack, Client, ErrorCode, server};

pub struct Double;

impl Caller for Double {
    type Api = Backpack;
}

impl IndexApi for Double {
    async fn countries(&self, request: Countries) -> CallResult<Countries> {
        self.call(request).await
    }
}

pub struct Decorator<C>(C);

impl<C: Caller<Api = Backpack>> Caller for Decorator<C> {
    type Api = Backpack;
}

impl<C: IndexApi> IndexApi for Decorator<C> {
    fn countries(&self, request: Countries) -> impl Call<Countries> {
        self.0.countries(request)
    }
}

pub struct Platform;

impl IndexBackend for Platform {
    async fn countries(&self, _request: Countries, _context: RequestContext) -> BackendResult<Countries> {
        Err(Failure::from(ErrorCode::General))
    }
}

fn spawned<C: IndexApi + 'static>(calls: Arc<C>) -> tokio::task::JoinHandle<CallResult<Countries>> {
    tokio::spawn(async move { calls.countries(Countries::new()).await })
}

fn same<F: Future<Output = CallResult<Countries>> + Send>(call: F) -> F {
    call
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    assert!(spawned(Arc::new(Double)).await?.is_err());
    assert!(same(Decorator(Double).countries(Countries::new())).await.is_err());
    let routes = bindery_backpack::index::routes();
    let router = server::router().mount(routes, Arc::new(Platform)).without_login().into_axum()?;
    let client = Client::builder().login("user", "pass").build_over(InProcess::new(router))?;
    let error = spawned(Arc::new(client)).await?.expect_err("that is all it says");
    assert_eq!(error.code(), Some(ErrorCode::General));
    Ok(())
}
