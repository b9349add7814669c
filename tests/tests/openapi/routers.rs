//! The generated routers over the fake backend.

use std::sync::Arc;

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

/// Returns the router of an API. An `open` router checks no login, key, token or signature.
pub(crate) fn router(api: &str, open: bool) -> axum::Router {
    let fakes = Fakes::for_api(api, false);
    macro_rules! over {
        ($crate_name:ident, $actions:ident, |$router:ident| $checks:expr) => {{
            let routes: Vec<_> = routes(actions::$actions).into_iter().map(|(route, _)| route).collect();
            assert_eq!(routes.len(), fakes.len(), "every action has a route");
            let $router = $crate_name::server::router().mount(routes, Arc::clone(&fakes));
            let router = if open { $router.without_login() } else { $checks };
            router.into_axum().expect("complete")
        }};
    }
    match api {
        "backpack" => {
            over!(bindery_backpack, backpack, |router| router.login(Logins::new([("partner", "secret")])))
        }
        "crm" => over!(bindery_crm, crm, |router| router.credential(bindery_crm::KEY, "secret")),
        "cryptonit" => over!(bindery_cryptonit, cryptonit, |router| router
            .oauth1(bindery_cryptonit::OAUTH1, Verifier::new(Arc::new(MemoryLedger::new())))
            .oauth2(bindery_cryptonit::OAUTH2, Tokens)),
        "coriunder" => over!(bindery_coriunder, coriunder, |router| router
            .credential(bindery_coriunder::APPLICATION_TOKEN, "secret")
            .credential(bindery_coriunder::SIGNATURE, "secret")
            .issued(bindery_coriunder::CREDENTIALS, Headers)),
        other => panic!("no API {other}"),
    }
}

/// Returns everything that the routers of an API and of its receivers write, one line of JSON each.
pub(crate) fn all_written(api: &str) -> Vec<String> {
    let actions = match api {
        "backpack" => routes(actions::backpack),
        "crm" => routes(actions::crm),
        "cryptonit" => routes(actions::cryptonit),
        "coriunder" => routes(actions::coriunder),
        other => panic!("no API {other}"),
    };
    let inbound = if api == "crm" { routes(actions::crm_receiver) } else { Vec::new() };
    let lines = [(actions, false), (inbound, true)].map(|(actions, inbound)| {
        let fakes = Fakes::for_api(api, inbound);
        assert_eq!(actions.len(), fakes.len(), "every action is there");
        actions.into_iter().flat_map(|(_, written)| written(&fakes)).collect::<Vec<_>>()
    });
    lines.concat()
}
