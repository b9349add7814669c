//! The four generated routers with all optional schemes enabled, over backends that record the actions that are
//! reached.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bindery_coriunder::rt::{self, Secret};
use bindery_tests::actions::{self, Each};
use rt::metadata::{ActionInfo, AuthScheme, Signature};
use rt::oauth::StoreError;
use rt::oauth1::{MemoryLedger, Verifier};
use rt::oauth2::{CheckBearer, Grant};
use rt::server::{BackendResult, CheckIssued, Logins, RequestContext, Route, Router};
use rt::{Action, Failure};

/// The secret, which no stranger knows.
pub(crate) const SECRET: &str = "what no stranger knows";
/// The application token, which every stranger knows: it is in every copy of an application.
pub(crate) const TOKEN: &str = "token-of-the-application";

/// The names of the actions that reached the backend.
#[derive(Default)]
pub(crate) struct Backend(Mutex<Vec<String>>);

impl Backend {
    pub(crate) fn reached(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("no test panics inside"))
    }
}

fn reach<A: Action>(
    backend: &Backend,
    _request: A,
    _context: RequestContext,
) -> Pin<Box<dyn Future<Output = BackendResult<A>> + Send + '_>> {
    backend.0.lock().expect("no test panics inside").push(name(A::INFO));
    let failure = Failure { message: Some("Reached".to_owned()), ..Failure::default() };
    Box::pin(std::future::ready(Err(failure)))
}

pub(crate) fn name(info: &ActionInfo) -> String {
    format!("{}/{}", info.module, info.name)
}

/// An action: its metadata and the names of its parameters.
pub(crate) type Known = (&'static ActionInfo, &'static [&'static str]);

#[derive(Default)]
struct All {
    known: Vec<Known>,
    routes: Vec<Route<Backend>>,
}

impl Each for All {
    fn each<A: Action>(&mut self) {
        self.known.push((A::INFO, A::NAMES));
        self.routes.push(Route::new(reach::<A>));
    }
}

/// A router, its backend, its actions, and helpers for requests.
pub(crate) struct Served {
    pub(crate) service: axum::Router,
    pub(crate) backend: Arc<Backend>,
    pub(crate) actions: Vec<Known>,
    pub(crate) schemes: &'static [AuthScheme],
    /// Headers that strangers also know.
    pub(crate) known: &'static [(&'static str, &'static str)],
    /// Schemes that accept strangers.
    open: &'static [&'static str],
}

impl Served {
    fn new<P: rt::Api>(
        all: impl FnOnce(&mut All),
        router: impl FnOnce(Router<P>) -> Router<P>,
        known: &'static [(&'static str, &'static str)],
        open: &'static [&'static str],
    ) -> Self {
        let (mut found, backend) = (All::default(), Arc::new(Backend::default()));
        all(&mut found);
        let mounted = Router::<P>::new().max_body(100_000).mount(found.routes, Arc::clone(&backend));
        let service = router(mounted).into_axum().expect("everything is there that is needed");
        Self { service, backend, actions: found.known, schemes: P::INFO.auth, known, open }
    }

    /// Whether an action must not be reachable for strangers.
    pub(crate) fn is_guarded(&self, action: &str) -> bool {
        let (info, _) = self.actions.iter().find(|(info, _)| name(info) == action).expect("it is served");
        let keeps_out = |scheme: &&&str| !info.optional.contains(scheme) && !self.open.contains(scheme);
        info.auth.iter().any(|scheme| keeps_out(&scheme)) || !info.any_auth.is_empty()
    }

    /// The schemes that sign.
    pub(crate) fn signatures(&self) -> impl Iterator<Item = &'static Signature> {
        self.schemes.iter().filter_map(AuthScheme::as_signature)
    }

    /// Returns the names of the signature headers.
    pub(crate) fn signature_headers(&self) -> Vec<&'static str> {
        let headers = self.signatures().filter_map(|signature| signature.place.header());
        headers.collect()
    }
}

/// No token is valid.
struct NoToken;

impl CheckBearer for NoToken {
    async fn check(&self, _token: &Secret) -> Result<Option<Grant>, StoreError> {
        Ok(None)
    }
}

/// Any caller may be a guest.
struct Guests;

impl CheckIssued for Guests {
    fn is_issued(&self, header: &str) -> bool {
        header == "x-issued"
    }

    async fn check(&self, _header: &str, _value: &Secret) -> Option<String> {
        None
    }

    async fn guest(&self, _token: &Secret) -> bool {
        true
    }
}

pub(crate) fn backpack() -> Served {
    let checks = |router: Router<_>| router.login(Logins::new([("partner", SECRET)]));
    Served::new::<bindery_backpack::Backpack>(actions::backpack, checks, &[], &["session"])
}

pub(crate) fn cryptonit() -> Served {
    let checks = |router: Router<_>| {
        let verifier = Verifier::new(Arc::new(MemoryLedger::new()));
        router.oauth1(bindery_cryptonit::OAUTH1, verifier).oauth2(bindery_cryptonit::OAUTH2, NoToken)
    };
    Served::new::<bindery_cryptonit::Cryptonit>(actions::cryptonit, checks, &[], &[])
}

/// Returns the CRM with one of its two signature versions.
pub(crate) fn crm(first_version: bool) -> Served {
    let checks = |router: Router<_>| {
        let router = router.credential(bindery_crm::KEY, SECRET);
        if first_version { router.alternative(bindery_crm::SIGNATURE_V1) } else { router }
    };
    Served::new::<bindery_crm::Crm>(actions::crm, checks, &[], &[])
}

/// Returns the receiver of the CRM's calls: webhooks, payments, wallets. All use the same secret, so that texts signed
/// for one could be used for another.
pub(crate) fn crm_receiver() -> Served {
    let checks = |router: Router<_>| {
        router
            .credential(bindery_crm::KEY, SECRET)
            .credential(bindery_crm::WEBHOOK_SIGNATURE, SECRET)
            .credential(bindery_crm::PAY_TOKEN, SECRET)
            .credential(bindery_crm::RATES_KEY, SECRET)
    };
    Served::new::<bindery_crm::Crm>(actions::crm_receiver, checks, &[], &[])
}

pub(crate) fn coriunder() -> Served {
    let checks = |router: Router<_>| {
        router
            .credential(bindery_coriunder::APPLICATION_TOKEN, TOKEN)
            .credential(bindery_coriunder::SIGNATURE, SECRET)
            .discouraged(bindery_coriunder::SIGNATURE)
            .accept_mode(bindery_coriunder::SIGNATURE, "values")
            .issued(bindery_coriunder::CREDENTIALS, Guests)
    };
    let known = &[("applicationToken", TOKEN), ("Cookie", "guest-1")];
    Served::new::<bindery_coriunder::Coriunder>(
        actions::coriunder,
        checks,
        known,
        &["application-token", "credentials"],
    )
}
