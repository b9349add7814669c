//! The router: one service over the routes of all modules.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{OriginalUri, RawPathParams, Request};
use axum::routing::any;
use futures_util::future::BoxFuture;

use super::any_case::{AskedFor, any_case};
use super::base_path::below_base_paths;
use super::handler::{handle, not_found};
use super::keys::{Keys, Needs};
use super::reply::Reply;
use super::route::Asked;
use super::{Backend, Context, Route};
use crate::facts::MediaType;
#[cfg(feature = "oauth")]
use crate::scheme::oauth::server::{NeededTokens, TokenCheck, TokenChecks};
use crate::scheme::{CheckIssued, CheckKey, CheckLogin, DynCheckLogin, KeyCheck};
use crate::wire::Entries;
use crate::{ActionInfo, Alternative, Api, Credential, Fault, Issued, Secret};
#[cfg(feature = "oauth")]
use crate::{OAuth1, OAuth2, oauth1, oauth2};

type Serve =
    Box<dyn Fn(Result<Entries<'_>, Fault>, Context, Asked) -> BoxFuture<'static, Reply> + Send + Sync>;

/// Backends behind the vendor's paths, to be made into an [`axum::Router`].
pub struct Router<P> {
    entries: Vec<(&'static ActionInfo, &'static [&'static str], Serve)>,
    checks: Checks,
    api: PhantomData<fn() -> P>,
}

/// An action, what it needs, and who serves it.
pub(super) struct Entry {
    pub(super) info: &'static ActionInfo,
    pub(super) needs: Needs,
    #[cfg(feature = "oauth")]
    pub(super) tokens: NeededTokens,
    pub(super) serve: Serve,
}

/// What a router holds against requests.
pub(super) struct Checks {
    pub(super) login: Login,
    pub(super) keys: Keys,
    #[cfg(feature = "oauth")]
    pub(super) tokens: TokenChecks,
    pub(super) max_body: usize,
}

impl Checks {
    /// How many values the JSON of a request may hold. Each takes many times its text in memory.
    pub(super) fn max_values(&self) -> usize {
        (self.max_body / 16).max(1_000)
    }
}

pub(super) enum Login {
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
    /// An action needs a key or a signature, and there is nothing to check it with.
    NoCredential {
        /// The action, as `module/action`.
        action: String,
        /// The scheme whose credential is missing.
        scheme: &'static str,
        /// The generated constant that stands for it.
        constant: String,
    },
    /// An action needs a header that log-ins issue, and nobody checks it.
    NoIssuedCheck {
        /// The action, as `module/action`.
        action: String,
        /// The scheme.
        scheme: &'static str,
        /// The generated constant that stands for it.
        constant: String,
    },
    /// An action needs a token, and there is nothing to check it with.
    #[cfg(feature = "oauth")]
    NoTokenCheck {
        /// The action, as `module/action`.
        action: String,
        /// The methods of [`Router`] of which one would do.
        methods: Vec<String>,
    },
    /// A credential is an empty text, which anybody could present.
    EmptyCredential {
        /// The scheme.
        scheme: &'static str,
    },
    /// A mode was to be taken that the signature does not have.
    UnknownMode {
        /// The scheme.
        scheme: &'static str,
        /// The mode.
        mode: String,
    },
    /// A scheme is to be required that is optional nowhere.
    NothingOptional {
        /// The scheme.
        scheme: &'static str,
    },
    /// Two actions with one method and path, of which one is meant only once the request is read, need different
    /// things to be checked before.
    MixedAuth {
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
            RouterError::NoCredential { action, scheme, constant } => write!(
                f,
                "{action} needs the credential '{scheme}': give the router `credential({constant}, …)`, or `keys({constant}, …)` \
                 for a key that is looked up, or say `without_login`"
            ),
            RouterError::NoIssuedCheck { action, scheme, constant } => write!(
                f,
                "{action} needs the header '{scheme}' that log-ins issue: give the router something that checks it with \
                 `issued({constant}, …)`, or say `without_login`"
            ),
            #[cfg(feature = "oauth")]
            RouterError::NoTokenCheck { action, methods } => write!(
                f,
                "{action} needs a token: give the router `{}`, or say `without_login`",
                methods.join("` or `")
            ),
            RouterError::EmptyCredential { scheme } => {
                write!(f, "the credential '{scheme}' is an empty text, which anybody could present")
            }
            RouterError::UnknownMode { scheme, mode } => {
                write!(f, "the signature '{scheme}' has no mode '{mode}'")
            }
            RouterError::NothingOptional { scheme } => {
                write!(f, "'{scheme}' cannot be required: no action that is mounted has it as optional")
            }
            RouterError::MixedAuth { action } => write!(
                f,
                "{action} needs another log-in, key or signature than the other actions of its method and path"
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
        let checks = Checks {
            login: Login::Unset,
            keys: Keys::default(),
            #[cfg(feature = "oauth")]
            tokens: TokenChecks::default(),
            max_body: 2 * 1024 * 1024,
        };
        Self { entries: Vec::new(), checks, api: PhantomData }
    }

    /// Serves the routes of a module through a backend.
    pub fn mount<B: Backend>(mut self, routes: Vec<Route<B>>, backend: Arc<B>) -> Self {
        self.entries.extend(routes.into_iter().map(|route| {
            let backend = Arc::clone(&backend);
            let Route { info, names, serve } = route;
            let serve: Serve =
                Box::new(move |entries, context, asked| serve(Arc::clone(&backend), entries, context, asked));
            (info, names, serve)
        }));
        self
    }

    /// Has log-ins (HTTP Basic) checked by this.
    pub fn login(mut self, check: impl CheckLogin) -> Self {
        self.checks.login = Login::Checked(Box::new(check));
        self
    }

    /// The one credential of a scheme: the key that callers present in a header, or the secret that a signature is made
    /// with where that has one of its own. Compared in constant time.
    pub fn credential(mut self, credential: Credential<P>, secret: impl Into<Secret>) -> Self {
        self.checks.keys.checks.insert(credential.scheme(), KeyCheck::Fixed(secret.into()));
        self
    }

    /// Has the keys of a header looked up by this, where there are many of them.
    pub fn keys(mut self, credential: Credential<P>, check: impl CheckKey) -> Self {
        self.checks.keys.checks.insert(credential.scheme(), KeyCheck::LookedUp(Box::new(check)));
        self
    }

    /// Has headers that log-ins issue checked by this.
    pub fn issued(mut self, issued: Issued<P>, check: impl CheckIssued) -> Self {
        self.checks.keys.issued.insert(issued.scheme(), Box::new(check));
        self
    }

    /// Demands what the API has as optional: every request to an action with this scheme has to carry its key or its
    /// signature. For servers that know that all of their callers do. The scheme goes by its name in the spec.
    pub fn require(mut self, scheme: &'static str) -> Self {
        self.checks.keys.required.push(scheme);
        self
    }

    /// Takes requests that are signed with a digest that is documented as discouraged.
    pub fn discouraged(mut self, signature: Credential<P>) -> Self {
        self.checks.keys.discouraged.push(signature.scheme());
        self
    }

    /// Takes requests that are signed in this mode, too, by its name on the wire.
    ///
    /// Without it a router takes the first mode of a signature and those that cover the body. What any other covers can be
    /// shared out among parameters and actions in several ways; see [`Covers`](crate::Covers).
    pub fn accept_mode(mut self, signature: Credential<P>, mode: impl Into<String>) -> Self {
        self.checks.keys.modes.push((signature.scheme(), mode.into()));
        self
    }

    /// Has requests that are signed with OAuth 1.0a verified by this. With another OAuth scheme beside it, it serves the
    /// actions that this one is for; both are taken then.
    #[cfg(feature = "oauth")]
    pub fn oauth1<K: oauth1::Keys, N: oauth1::Nonces>(
        mut self,
        scheme: OAuth1<P>,
        verifier: oauth1::Verifier<K, N>,
    ) -> Self {
        self.checks.tokens.insert(scheme.scheme(), TokenCheck::Signed(Box::new(verifier)));
        self
    }

    /// Has bearer tokens checked by this (OAuth 2), and their scopes held against those that the action needs.
    #[cfg(feature = "oauth")]
    pub fn oauth2(mut self, scheme: OAuth2<P>, check: impl oauth2::CheckBearer) -> Self {
        self.checks.tokens.insert(scheme.scheme(), TokenCheck::Bearer(Box::new(check)));
        self
    }

    /// Demands this signature instead of the usual one.
    pub fn alternative(mut self, alternative: Alternative<P>) -> Self {
        self.checks.keys.alternatives.push(alternative.scheme());
        self
    }

    /// Lets everybody in: no log-in, no key and no signature is looked at. For servers behind something that has checked
    /// already, and for tests.
    pub fn without_login(mut self) -> Self {
        self.checks.login = Login::Off;
        self
    }

    /// How large a request's body may be, in bytes; 2 MiB unless set. JSON may hold one value for every 16 bytes of that,
    /// and 1,000 in any case. Of parameters there may be 1,000.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.checks.max_body = bytes;
        self
    }

    /// The service: an axum router, which takes tower layers and merges with other routers. Actions are found at their paths,
    /// and below the path of every documented address: at `/orders`, and at `/v1/orders` for `https://api.example/v1`.
    ///
    /// # Errors
    /// When an action needs a log-in, a key or a signature that nobody checks, or is mounted twice.
    pub fn into_axum(self) -> Result<axum::Router, RouterError> {
        let Self { entries, mut checks, .. } = self;
        if let Some(scheme) = checks.keys.empty() {
            return Err(RouterError::EmptyCredential { scheme });
        }
        if let Some((scheme, mode)) = checks.keys.unknown_mode::<P>() {
            return Err(RouterError::UnknownMode { scheme, mode });
        }
        checks.keys.forms =
            entries.iter().any(|(info, ..)| info.placement().media_type() == Some(MediaType::Form));
        let is_optional = |scheme: &&str| entries.iter().any(|(info, ..)| info.optional.contains(scheme));
        if let Some(scheme) = checks.keys.required.iter().find(|scheme| !is_optional(scheme)) {
            return Err(RouterError::NothingOptional { scheme });
        }
        let mut paths: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for (info, names, serve) in entries {
            let action = || format!("{}/{}", info.module, info.name);
            let needs = checks.keys.needs::<P>(info, names);
            #[cfg(feature = "oauth")]
            let tokens = NeededTokens::of::<P>(&checks.tokens, info);
            #[cfg(feature = "oauth")]
            if !matches!(checks.login, Login::Off) {
                tokens.suffice::<P>(info)?;
            }
            match checks.login {
                Login::Off => {}
                Login::Unset if needs.basic.is_some_and(|login| !login.optional) => {
                    return Err(RouterError::NoLoginCheck { action: action() });
                }
                Login::Unset | Login::Checked(_) => checks.keys.suffice(&needs, info)?,
            }
            let same_path = paths.entry(axum_path(info.path, P::ANY_CASE)).or_default();
            for other in same_path.iter().filter(|other| share_method(other.info, info)) {
                if overlap(other.info, info) {
                    return Err(RouterError::MountedTwice { action: action() });
                }
                let same = other.needs.same(&needs);
                #[cfg(feature = "oauth")]
                let same = same && other.tokens == tokens;
                if !same {
                    return Err(RouterError::MixedAuth { action: action() });
                }
            }
            same_path.push(Entry {
                info,
                needs,
                #[cfg(feature = "oauth")]
                tokens,
                serve,
            });
        }
        let checks = Arc::new(checks);
        let mut router = axum::Router::new();
        for (path, entries) in paths {
            let (entries, checks) = (Arc::new(entries), Arc::clone(&checks));
            let handler = move |path: Result<RawPathParams, RawPathParamsRejection>, mut request: Request| {
                let (entries, checks) = (Arc::clone(&entries), Arc::clone(&checks));
                let asked = request.extensions_mut().remove::<AskedFor>();
                let values = path.map(|path| {
                    let template = entries.first().map_or("", |entry| entry.info.path);
                    let values = asked.as_ref().and_then(|asked| asked.values(template));
                    values.unwrap_or_else(|| path.iter().map(|(_, value)| value.to_owned()).collect())
                });
                if let Some(OriginalUri(address)) = request.extensions().get::<OriginalUri>() {
                    // That is what may be signed, whatever was taken off it or changed on the way here.
                    *request.uri_mut() = address.clone();
                }
                async move {
                    match values {
                        Ok(values) => handle::<P>(&entries, &checks, values, request).await,
                        // Bytes that are no text name nothing that there is.
                        Err(_) => not_found::<P>(request).await,
                    }
                }
            };
            router = router.route(&path, any(handler));
        }
        let router = below_base_paths::<P>(router);
        Ok(if P::ANY_CASE { any_case(router) } else { router })
    }
}

fn share_method(one: &ActionInfo, other: &ActionInfo) -> bool {
    one.methods.iter().any(|method| other.methods.contains(method))
}

/// Whether two actions with one method and path would take the same requests.
fn overlap(one: &ActionInfo, other: &ActionInfo) -> bool {
    match (&one.select, &other.select) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            let shared = || one.is.iter().any(|text| other.is.contains(text));
            one.at == other.at && (one.is.is_empty() || other.is.is_empty() || shared())
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// The path as axum wants it. Parameters are named by position, so that two actions may name one place differently.
fn axum_path(path: &str, any_case: bool) -> String {
    let mut text = String::new();
    for (position, segment) in path.split('/').skip(1).enumerate() {
        text.push('/');
        if segment.starts_with('{') {
            text.push_str(&format!("{{p{position}}}"));
        } else if any_case {
            text.push_str(&segment.to_ascii_lowercase());
        } else {
            text.push_str(segment);
        }
    }
    text
}
