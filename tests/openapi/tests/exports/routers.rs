//! The generated routers over the fake backend.

use std::sync::Arc;

use bindery_exports::{EachSpec, Served};
use bindery_runtime::oauth::StoreError;
use bindery_runtime::oauth1::{MemoryLedger, Verifier};
use bindery_runtime::oauth2::{CheckBearer, Grant, Scope as _, Scopes};
use bindery_runtime::server::{CheckIssued, Logins, Route};
use bindery_runtime::{Action, Secret};
use bindery_tests::actions::{self, Each};

use crate::fakes::{Fakes, fake};

/// The routes of actions, and everything that their backends write.
#[derive(Default)]
struct Routes(Vec<(Route<Fakes>, Written)>);

type Written = fn(&Fakes) -> Vec<String>;

impl Each for Routes {
    fn each<A: Action>(&mut self) {
        self.0.push((Route::new(fake::<A>), Fakes::written::<A>));
    }
}

/// The routes of these actions.
fn routes(all: impl FnOnce(&mut Routes)) -> Vec<(Route<Fakes>, Written)> {
    let mut routes = Routes::default();
    all(&mut routes);
    routes.0
}

/// The token `good` has every scope.
struct Tokens;

impl CheckBearer for Tokens {
    async fn check(&self, token: &Secret) -> Result<Option<Grant>, StoreError> {
        Ok((token.expose() == "good").then(|| Grant {
            id: "one".to_owned(),
            application: "app".to_owned(),
            user: "ann".to_owned(),
            scopes: Scopes::from_scopes(bindery_cryptonit::Scope::ALL),
        }))
    }
}

/// The header `x-issued` with the value `good` is valid.
struct Headers;

impl CheckIssued for Headers {
    fn is_issued(&self, header: &str) -> bool {
        header == "x-issued"
    }

    async fn check(&self, _header: &str, value: &Secret) -> Option<String> {
        (value.expose() == "good").then(|| "ann".to_owned())
    }
}

/// An API of `spec/`, or another spec with its generated code.
pub(crate) struct Tested {
    /// Name of the spec's folder.
    pub(crate) name: &'static str,
    /// Returns the router. An `open` router checks no login, key, token or signature.
    pub(crate) router: fn(open: bool) -> axum::Router,
    /// Returns everything that the routers of the API and of its receivers write, one line of JSON each.
    pub(crate) written: fn() -> Vec<String>,
}

/// Returns every spec that the exports are tested with.
pub(crate) fn all() -> Vec<Tested> {
    let mut all = Specs(vec![
        Tested {
            name: "backpack",
            router: backpack,
            written: || lines("backpack", false, actions::backpack),
        },
        Tested {
            name: "crm",
            router: crm,
            written: || {
                let receiver = lines("crm", true, actions::crm_receiver);
                [lines("crm", false, actions::crm), receiver].concat()
            },
        },
        Tested {
            name: "cryptonit",
            router: cryptonit,
            written: || lines("cryptonit", false, actions::cryptonit),
        },
        Tested {
            name: "coriunder",
            router: coriunder,
            written: || lines("coriunder", false, actions::coriunder),
        },
    ]);
    bindery_exports::specs(&mut all);
    all.0
}

struct Specs(Vec<Tested>);

impl EachSpec for Specs {
    fn each<S: Served>(&mut self) {
        self.0.push(Tested {
            name: S::NAME,
            router: |open| {
                let (routes, fakes) = mounted(S::NAME, |routes| S::actions(routes));
                S::router(routes, fakes, open).expect("complete")
            },
            written: || lines(S::NAME, false, |routes| S::actions(routes)),
        });
    }
}

/// Returns the routes of actions, and their backend.
fn mounted(api: &str, all: impl FnOnce(&mut Routes)) -> (Vec<Route<Fakes>>, Arc<Fakes>) {
    let fakes = Fakes::for_api(api, false);
    let routes: Vec<_> = routes(all).into_iter().map(|(route, _)| route).collect();
    assert_eq!(routes.len(), fakes.len(), "every action has a route");
    (routes, fakes)
}

fn lines(api: &str, inbound: bool, all: impl FnOnce(&mut Routes)) -> Vec<String> {
    let (fakes, actions) = (Fakes::for_api(api, inbound), routes(all));
    assert_eq!(actions.len(), fakes.len(), "every action is there");
    actions.into_iter().flat_map(|(_, written)| written(&fakes)).collect()
}

macro_rules! routers {
    ($($name:ident: $crate_name:ident, |$router:ident| $checks:expr;)*) => {$(
        fn $name(open: bool) -> axum::Router {
            let (routes, fakes) = mounted(stringify!($name), |routes| actions::$name(routes));
            let $router = $crate_name::server::router().mount(routes, fakes);
            if open { $router.without_login() } else { $checks }.into_axum().expect("complete")
        }
    )*};
}

routers! {
    backpack: bindery_backpack, |router| router.login(Logins::new([("partner", "secret")]));
    crm: bindery_crm, |router| router.credential(bindery_crm::KEY, "secret");
    cryptonit: bindery_cryptonit, |router| router
        .oauth1(bindery_cryptonit::OAUTH1, Verifier::new(Arc::new(MemoryLedger::new())))
        .oauth2(bindery_cryptonit::OAUTH2, Tokens);
    coriunder: bindery_coriunder, |router| router
        .credential(bindery_coriunder::APPLICATION_TOKEN, "secret")
        .credential(bindery_coriunder::SIGNATURE, "secret")
        .issued(bindery_coriunder::CREDENTIALS, Headers);
}
