//! The router: one service over the routes of all modules.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawPathParams, Request};
use axum::response::Response;
use axum::routing::any;
use http::StatusCode;
use http::header::{ALLOW, AUTHORIZATION, COOKIE, HeaderValue, PROXY_AUTHORIZATION};

use super::incoming::{Incoming, Refused};
use super::login::{CheckLogin, DynCheckLogin, basic};
use super::reply::Reply;
use super::{Backend, Context, Route};
use crate::{ActionInfo, Api, AuthScheme};

type Serve =
    Box<dyn Fn(Incoming, Context) -> std::pin::Pin<Box<dyn Future<Output = Reply> + Send>> + Send + Sync>;

/// Backends behind the vendor's paths, to be made into an [`axum::Router`].
pub struct Router<P> {
    entries: Vec<Entry>,
    checks: Checks,
    api: PhantomData<fn() -> P>,
}

struct Entry {
    info: &'static ActionInfo,
    serve: Serve,
}

struct Checks {
    login: Login,
    max_body: usize,
}

enum Login {
    Unset,
    Off,
    Checked(Box<dyn DynCheckLogin>),
}

/// Why there can be no router.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RouterError {
    /// An action needs a log-in, and nobody checks it.
    NoLoginCheck {
        /// The action, as `module/action`.
        action: String,
    },
    /// A module is mounted twice.
    MountedTwice {
        /// The action, as `module/action`.
        action: String,
    },
}

impl fmt::Display for RouterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RouterError::NoLoginCheck { action } => write!(
                f,
                "{action} needs a log-in: give the router something that checks it with `login`, or say `without_login`"
            ),
            RouterError::MountedTwice { action } => write!(f, "{action} is mounted twice"),
        }
    }
}

impl std::error::Error for RouterError {}

impl<P: Api> Default for Router<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Api> Router<P> {
    /// A router without routes.
    pub fn new() -> Self {
        let checks = Checks { login: Login::Unset, max_body: 2 * 1024 * 1024 };
        Self { entries: Vec::new(), checks, api: PhantomData }
    }

    /// Serves the routes of a module through a backend.
    pub fn mount<B: Backend>(mut self, routes: Vec<Route<B>>, backend: Arc<B>) -> Self {
        self.entries.extend(routes.into_iter().map(|route| {
            let backend = Arc::clone(&backend);
            let Route { info, serve } = route;
            Entry {
                info,
                serve: Box::new(move |incoming, context| serve(Arc::clone(&backend), incoming, context)),
            }
        }));
        self
    }

    /// Has log-ins (HTTP Basic) checked by this.
    pub fn login(mut self, check: impl CheckLogin) -> Self {
        self.checks.login = Login::Checked(Box::new(check));
        self
    }

    /// Lets everybody in, for servers behind something that has checked already.
    pub fn without_login(mut self) -> Self {
        self.checks.login = Login::Off;
        self
    }

    /// How large a request's body may be, in bytes. 2 MiB unless set.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.checks.max_body = bytes;
        self
    }

    /// The service: an axum router, which takes tower layers and merges with other routers.
    ///
    /// # Errors
    /// When an action needs a log-in that nobody checks, or is mounted twice.
    pub fn into_axum(self) -> Result<axum::Router, RouterError> {
        let mut paths: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for entry in self.entries {
            let action = || format!("{}/{}", entry.info.module, entry.info.name);
            if matches!(self.checks.login, Login::Unset) && needs_login::<P>(entry.info) {
                return Err(RouterError::NoLoginCheck { action: action() });
            }
            let same_path = paths.entry(axum_path(entry.info.path)).or_default();
            let method = |method| same_path.iter().any(|other| other.info.methods.contains(method));
            if entry.info.methods.iter().any(method) {
                return Err(RouterError::MountedTwice { action: action() });
            }
            same_path.push(entry);
        }
        let checks = Arc::new(self.checks);
        let mut router = axum::Router::new().fallback(not_found::<P>);
        for (path, entries) in paths {
            let (entries, checks) = (Arc::new(entries), Arc::clone(&checks));
            let handler = move |path: RawPathParams, request: Request| {
                let (entries, checks) = (Arc::clone(&entries), Arc::clone(&checks));
                let values = path.iter().map(|(_, value)| value.to_owned()).collect();
                async move { handle::<P>(&entries, &checks, values, request).await }
            };
            router = router.route(&path, any(handler));
        }
        Ok(router)
    }
}

/// The path as axum wants it. Parameters are named by position, so that two actions may name one place differently.
fn axum_path(path: &str) -> String {
    let mut text = String::new();
    for (position, segment) in path.split('/').skip(1).enumerate() {
        text.push('/');
        if segment.starts_with('{') {
            text.push_str(&format!("{{p{position}}}"));
        } else {
            text.push_str(segment);
        }
    }
    text
}

fn needs_login<P: Api>(info: &ActionInfo) -> bool {
    P::INFO.auth.iter().any(|scheme| matches!(scheme, AuthScheme::Basic { name } if info.auth.contains(name)))
}

/// The one handler of all routes: method, log-in, parameters, backend.
async fn handle<P: Api>(
    entries: &[Entry],
    checks: &Checks,
    values: Vec<String>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let Some(entry) =
        entries.iter().find(|entry| entry.info.methods.iter().any(|known| known.http() == head.method))
    else {
        return wrong_method::<P>(entries);
    };
    let info = entry.info;
    let mut headers = head.headers.clone();
    for (name, value) in &mut headers {
        // A backend may print its context.
        value.set_sensitive([AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(name));
    }
    let mut context = Context { login: None, headers, extensions: head.extensions.clone() };
    if let (Login::Checked(check), true) = (&checks.login, needs_login::<P>(info)) {
        match basic(&head.headers) {
            Some((user, password)) if check.check(&user, &password).await => context.login = Some(user),
            _ => {
                let message = "The log-in is missing or wrong".to_owned();
                let reply = Reply::refusal::<P>(None, P::INFO.refusals.login, message);
                return reply.into_challenge(P::INFO.title);
            }
        }
    }
    let names =
        info.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(str::to_owned);
    let path = names.zip(values).collect();
    let reply = match Incoming::collect(&head, body, path, checks.max_body).await {
        Ok(incoming) => (entry.serve)(incoming, context).await,
        Err(Refused::TooLarge) => {
            let message = format!("The request is larger than {} bytes", checks.max_body);
            Reply::refusal::<P>(None, P::INFO.refusals.invalid, message)
                .with_status(StatusCode::PAYLOAD_TOO_LARGE)
        }
        Err(Refused::Unreadable(fault)) => {
            Reply::refusal::<P>(Some(info), P::INFO.refusals.invalid, fault.to_string())
        }
    };
    tracing::debug!(module = info.module, action = info.name, status = reply.status, "served");
    reply.into_response()
}

fn wrong_method<P: Api>(entries: &[Entry]) -> Response {
    let reply =
        Reply::refusal::<P>(None, P::INFO.refusals.not_found, "The method is not allowed here".to_owned());
    let mut response = reply.with_status(StatusCode::METHOD_NOT_ALLOWED).into_response();
    let allowed: Vec<_> =
        entries.iter().flat_map(|entry| entry.info.methods).map(|method| method.http().to_string()).collect();
    if let Ok(allowed) = HeaderValue::try_from(allowed.join(", ")) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

async fn not_found<P: Api>(_request: http::Request<Body>) -> Response {
    let reply = Reply::refusal::<P>(None, P::INFO.refusals.not_found, "There is no such action".to_owned());
    reply.with_status(StatusCode::NOT_FOUND).into_response()
}
