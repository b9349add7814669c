//! A spec with names from Rust's prelude, of the generator's type parameters and helpers, of devices and of the
//! language: if `check` accepts it, it compiles, mounts and serves.

use bindery_model::names::{self, NameKind, Why};
use bindery_model::{check, input};
use bindery_runtime as rt;
use bindery_tests::cargo::workspace;
use odd::prelude::*;
use odd::std as module;

#[allow(dead_code, clippy::self_named_constructors)] // not every name is used here; an action may be called `new`
mod odd {
    bindery_macros::api!("odd/t", client, blocking, server);
}

type TestResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

struct Server;

impl odd::std::StdBackend for Server {
    async fn b(
        &self,
        request: module::BRequest,
        _: rt::server::RequestContext,
    ) -> rt::BackendResult<module::BRequest> {
        Ok(request.b)
    }

    async fn from(
        &self,
        _: module::FromRequest,
        _: rt::server::RequestContext,
    ) -> rt::BackendResult<module::FromRequest> {
        Ok(())
    }
}

impl odd::str_::StrBackend for Server {}
impl odd::aux_::AuxBackend for Server {}
impl odd::guest_::GuestBackend for Server {}
impl odd::core::CoreBackend for Server {}

#[tokio::test]
async fn actions_of_any_name_go_through_client_and_router() -> TestResult {
    let router = odd::server::all(Server).into_axum()?;
    let client = odd::Client::builder().build_over(rt::InProcess::new(router))?;
    let b = module::B_ { _1: 1, ..module::B_::default() };
    assert_eq!(client.std().b(module::BRequest::new(b.clone())).await?, b);
    client.std().from(module::FromRequest::new()).await?;
    let rejected = client.guest_().get(odd::guest_::Get::new()).await.expect_err("no backend serves it");
    assert_eq!(rejected.code(), Some(odd::ErrorCode::Some));
    Ok(())
}

#[test]
fn the_report_says_why_names_are_what_they_are() -> TestResult {
    let checked = check(input::read_folder(&workspace().join("tests/odd/t"))?);
    assert_eq!(checked.diagnostics, []);
    let api = checked.api.expect("the spec has no mistakes");
    let entries = names::list(&api).expect("all have names");
    let find = |kind: NameKind, wire: &str| {
        let entry = entries.iter().find(|entry| entry.kind == kind && entry.wire == wire).expect("an entry");
        (entry.rust.as_str(), entry.why)
    };
    assert_eq!(find(NameKind::Request, "b"), ("BRequest", Why::BesideType));
    assert_eq!(find(NameKind::Request, "account"), ("AccountRequest", Why::BesideType));
    assert_eq!(find(NameKind::Type, "B"), ("B_", Why::Taken));
    assert_eq!(find(NameKind::Method, "guest"), ("guest__", Why::BesideModule)); // the module is `guest_`
    assert_eq!(find(NameKind::Method, "core"), ("core_", Why::BesideModule));
    assert_eq!(find(NameKind::Module, "aux"), ("aux_", Why::Device));
    assert_eq!(find(NameKind::Module, "str"), ("str_", Why::Taken));
    Ok(())
}

#[test]
fn every_kind_of_type_has_the_ordinary_conveniences() {
    use std::str::FromStr;

    fn text<T>(_: &T)
    where
        T: Clone + Eq + Ord + std::hash::Hash + std::fmt::Debug + std::fmt::Display,
        T: From<String> + for<'t> From<&'t str> + FromStr + Into<String> + AsRef<str>,
    {
    }
    fn record<T: Clone + Eq + std::fmt::Debug>(_: &T) {}
    // An enum of strings, a newtype around a string.
    let ok = module::Err_::default();
    text(&module::T_::default());
    text(&module::Ok_::Self_);
    assert_eq!("1".parse::<module::None_>().ok().and_then(|value| value.code()), Some(1));
    record(&ok);
    // A record with an optional field and required ones, one with required ones alone, an action's request.
    let all = module::All { self_: "one".to_owned(), ..module::All::default() };
    record(&all);
    record(&module::BRequest::new(module::B_::default()));
    record(&module::AccountRequest::new(module::AccountRequestRequired {
        self_: "one".into(),
        required: "two".into(),
    }));
    assert_eq!(odd::ErrorCode::from(4), odd::ErrorCode::None);
    assert_eq!(module::T_::from("x"), module::T_::from("x".to_owned()));
    assert_eq!("Ok".parse::<odd::Scope>().ok(), Some(odd::Scope::Ok));
    assert!("x".parse::<odd::Scope>().is_err());
    assert_eq!(module::BRequest::INFO.name, "b");
}
