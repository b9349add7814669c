//! The same calls without async.

use bindery_backpack::index::Countries;
use bindery_backpack::index::IndexBlocking;
use bindery_backpack::prelude::*;
use bindery_backpack::rt::{CallResult, InProcess};
use bindery_backpack::user::UserBlocking;
use bindery_backpack::{Backpack, Client, Error, blocking, server};

struct Nothing;

impl IndexBackend for Nothing {}

/// Code that is generic over the caller, and a double of it, look as they do with async.
fn countries<C: IndexBlocking>(calls: &C) -> CallResult<Countries> {
    calls.countries(Countries::new())
}

struct Double;

impl bindery_backpack::rt::blocking::Caller for Double {
    type Api = Backpack;
}

impl UserBlocking for Double {}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let routes = bindery_backpack::index::routes();
    let router = server::router().mount(routes, std::sync::Arc::new(Nothing)).without_login().into_axum()?;
    let inner = Client::builder().login("user", "pass").build_over(InProcess::new(router))?;
    let client = blocking::Client::new(inner)?;
    let error: Error = client.index().countries(Countries::new()).expect_err("not implemented");
    assert_eq!(error.to_string(), countries(&client).expect_err("the same").to_string());
    let error = Double.info(bindery_backpack::user::Info::new("s")).expect_err("a double");
    assert!(matches!(error, Error::NotImplemented(_)));
    Ok(())
}
