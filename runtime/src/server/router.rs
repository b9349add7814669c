//! The router: one service for the routes of all modules.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::{OriginalUri, Request};
use axum::routing::any;
use futures_util::future::BoxFuture;

use super::base_path::below_base_paths;
use super::case_insensitive::{AskedFor, case_insensitive};
use super::guards::Guards;
use super::handler::{handle, not_found};
use super::keys::KeyChecks;
pub(super) use super::matching::Matched;
use super::matching::{Paths, matching};
use super::nonces::{CheckNonce, DynCheckNonce};
use super::reply::Reply;
use super::route::Asked;
use super::{Backend, RequestContext, Route};
use crate::metadata::MediaType;
use crate::path::Template;
#[cfg(feature = "oauth")]
use crate::scheme::oauth::server::{TokenCheck, TokenChecks};
use crate::scheme::{CheckIssued, CheckKey, CheckLogin, DynCheckLogin, FindSecrets, KeyCheck, Verify};
use crate::wire::{Entries, Key, signed_names};
use crate::{ActionInfo, Alternative, Api, Credential, Custom, Fault, IssuedHeader, Secret};
#[cfg(feature = "oauth")]
use crate::{OAuth1, OAuth2, oauth1, oauth2};

type Serve =
    Box<dyn Fn(Result<Entries<'_>, Fault>, RequestContext, Asked) -> BoxFuture<'static, Reply> + Send + Sync>;

/// Router that maps the vendor's paths to backends. [`into_axum`](Router::into_axum) turns it into an [`axum::Router`].
pub struct Router<P> {
    entries: Vec<Mounted>,
    checks: Checks,
    api: PhantomData<fn() -> P>,
}

/// An action that is mounted.
struct Mounted {
    info: &'static ActionInfo,
    names: &'static [&'static str],
    keys: &'static [Key],
    serve: Serve,
}

/// An action, its checks, and the function that serves it.
pub(super) struct Entry {
    pub(super) info: &'static ActionInfo,
    /// Keys of the parameters that are not plain.
    pub(super) keys: &'static [Key],
    /// Template of the action's own path.
    pub(super) template: Template<'static>,
    pub(super) guards: Guards,
    pub(super) serve: Serve,
}

/// Checks that the router applies to requests.
pub(super) struct Checks {
    pub(super) login: LoginCheck,
    pub(super) keys: KeyChecks,
    pub(super) nonces: Option<Box<dyn DynCheckNonce>>,
    #[cfg(feature = "oauth")]
    pub(super) tokens: TokenChecks,
    pub(super) max_body: usize,
    /// Maximum size of a streamed body.
    #[cfg(feature = "content")]
    pub(super) max_stream: Option<u64>,
}

impl Checks {
    /// Maximum number of values in the JSON of a request. A value takes many times the memory of its text.
    pub(super) fn max_values(&self) -> usize {
        (self.max_body / 16).max(1_000)
    }
}

pub(super) enum LoginCheck {
    Unset,
    Off,
    Checked(Box<dyn DynCheckLogin>),
}

/// Error of [`Router::into_axum`]: the reason why the router cannot be built.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RouterError {
    /// An action needs a login, but the router has no check for logins.
    NoLoginCheck {
        /// Action that needs the login, as `module/action`.
        action: String,
    },
    /// An action needs a key or a signature, but the router has no credential to check it with.
    NoCredential {
        /// Action that needs the credential, as `module/action`.
        action: String,
        /// Name of the scheme whose credential is missing.
        scheme: &'static str,
        /// Name of the generated constant of the scheme.
        constant: String,
    },
    /// An action needs a header that a login action issues, but the router has no check for it.
    NoIssuedCheck {
        /// Action that needs the header, as `module/action`.
        action: String,
        /// Name of the scheme whose check is missing.
        scheme: &'static str,
        /// Name of the generated constant of the scheme.
        constant: String,
    },
    /// An action needs a verification by the program's own code, which the router does not have.
    NoVerifier {
        /// Action that needs the verification, as `module/action`.
        action: String,
        /// Name of the scheme whose verifier is missing.
        scheme: &'static str,
        /// Name of the generated constant of the scheme.
        constant: String,
    },
    /// An action needs an OAuth token or signature, but the router has no check for it.
    #[cfg(feature = "oauth")]
    NoTokenCheck {
        /// Action that needs the token or signature, as `module/action`.
        action: String,
        /// Calls on [`Router`] that would add a check; one of them is enough.
        methods: Vec<String>,
    },
    /// A credential is the empty string, which any caller could send.
    EmptyCredential {
        /// Name of the scheme whose credential is empty.
        scheme: &'static str,
    },
    /// [`Router::accept_mode`] names a mode that the signature does not have.
    UnknownMode {
        /// Name of the signature scheme in the spec.
        scheme: &'static str,
        /// Name of the mode on the wire.
        mode: String,
    },
    /// [`Router::require`] names a scheme that is not optional for any mounted action.
    NothingOptional {
        /// Name of the scheme that [`Router::require`] was called with.
        scheme: &'static str,
    },
    /// Two actions share a method and a path and are told apart only by the content of the request, but need different
    /// authentication, which is checked before the content is read.
    MixedAuth {
        /// One of the two actions, as `module/action`.
        action: String,
    },
    /// A module is mounted twice, or two mounted actions match the same requests.
    MountedTwice {
        /// Action that is mounted twice or matches the same requests as another, as `module/action`.
        action: String,
    },
}

impl fmt::Display for RouterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RouterError::NoLoginCheck { action } => write!(
                f,
                "{action} needs a login: set a check with `login`, or turn all checks off with `without_login`"
            ),
            RouterError::NoCredential { action, scheme, constant } => write!(
                f,
                "{action} needs the credential '{scheme}': set it with `credential({constant}, …)`, set a check with \
                 `keys({constant}, …)` if keys are looked up, or turn all checks off with `without_login`"
            ),
            RouterError::NoIssuedCheck { action, scheme, constant } => write!(
                f,
                "{action} needs the header '{scheme}', which a login action issues: set a check with \
                 `issued({constant}, …)`, or turn all checks off with `without_login`"
            ),
            RouterError::NoVerifier { action, scheme, constant } => write!(
                f,
                "{action} needs '{scheme}', which the program's own code verifies: set it with \
                 `verifier({constant}, …)`, or turn all checks off with `without_login`"
            ),
            #[cfg(feature = "oauth")]
            RouterError::NoTokenCheck { action, methods } => write!(
                f,
                "{action} needs a token: set a check with `{}`, or turn all checks off with `without_login`",
                methods.join("` or `")
            ),
            RouterError::EmptyCredential { scheme } => {
                write!(f, "the credential '{scheme}' is empty, so any caller could send it")
            }
            RouterError::UnknownMode { scheme, mode } => {
                write!(f, "the signature '{scheme}' has no mode '{mode}'")
            }
            RouterError::NothingOptional { scheme } => {
                write!(f, "'{scheme}' cannot be required: it is not optional for any mounted action")
            }
            RouterError::MixedAuth { action } => write!(
                f,
                "{action} needs different authentication than the other actions with its method and path"
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
    /// Creates a router without routes.
    pub fn new() -> Self {
        let checks = Checks {
            login: LoginCheck::Unset,
            keys: KeyChecks::default(),
            nonces: None,
            #[cfg(feature = "oauth")]
            tokens: TokenChecks::default(),
            max_body: 2 * 1024 * 1024,
            #[cfg(feature = "content")]
            max_stream: None,
        };
        Self { entries: Vec::new(), checks, api: PhantomData }
    }

    /// Adds the routes of a module, served by the backend.
    pub fn mount<B: Backend>(mut self, routes: Vec<Route<B>>, backend: Arc<B>) -> Self {
        self.entries.extend(routes.into_iter().map(|route| {
            let backend = Arc::clone(&backend);
            let Route { info, names, keys, serve } = route;
            let serve: Serve =
                Box::new(move |entries, context, asked| serve(Arc::clone(&backend), entries, context, asked));
            Mounted { info, names, keys, serve }
        }));
        self
    }

    /// Sets the check for HTTP Basic logins.
    pub fn login(mut self, check: impl CheckLogin) -> Self {
        self.checks.login = LoginCheck::Checked(Box::new(check));
        self
    }

    /// Sets the single credential of a scheme: the key that callers present in a header, or the secret of a signature
    /// that has a secret of its own. The comparison takes constant time.
    pub fn credential(mut self, credential: Credential<P>, secret: impl Into<Secret>) -> Self {
        self.checks.keys.checks.insert(credential.scheme(), KeyCheck::Fixed(secret.into()));
        self
    }

    /// Sets the check that looks up the keys of a header scheme, for APIs with a key for each caller.
    pub fn keys(mut self, credential: Credential<P>, check: impl CheckKey) -> Self {
        self.checks.keys.checks.insert(credential.scheme(), KeyCheck::LookedUp(Box::new(check)));
        self
    }

    /// Sets the secrets of a signature, or of a scheme of the kind `secret`: those of each caller, or a list of several
    /// that are accepted while one replaces another.
    ///
    /// ```
    /// use bindery_runtime::{Api, Credential, Secret, server::Router};
    ///
    /// fn rotating<P: Api>(router: Router<P>, signature: Credential<P>, old: Secret, new: Secret) -> Router<P> {
    ///     router.secrets(signature, vec![old, new])
    /// }
    /// ```
    pub fn secrets(mut self, credential: Credential<P>, secrets: impl FindSecrets) -> Self {
        self.checks.keys.checks.insert(credential.scheme(), KeyCheck::Secrets(Box::new(secrets)));
        self
    }

    /// Sets the program's own code that verifies requests, for a scheme of the kind `custom`.
    pub fn verifier(mut self, scheme: Custom<P>, verifier: impl Verify) -> Self {
        self.checks.keys.verifiers.insert(scheme.scheme(), Box::new(verifier));
        self
    }

    /// Sets the check for headers that login actions issue.
    pub fn issued(mut self, issued: IssuedHeader<P>, check: impl CheckIssued) -> Self {
        self.checks.keys.issued.insert(issued.scheme(), Box::new(check));
        self
    }

    /// Sets the check of nonces in parameters, so that no request is accepted twice: such as
    /// [`GrowingNonces`](super::GrowingNonces). Default: nonces are not checked.
    pub fn nonces(mut self, check: impl CheckNonce) -> Self {
        self.checks.nonces = Some(Box::new(check));
        self
    }

    /// Makes an optional scheme required: a request to an action with this scheme is rejected unless it carries the key
    /// or the signature. For servers where all callers send it. `scheme` is the scheme's name in the spec.
    pub fn require(mut self, scheme: &'static str) -> Self {
        self.checks.keys.required.push(scheme);
        self
    }

    /// Accepts signatures with the digests that the vendor documents as discouraged. Default: rejected.
    pub fn discouraged(mut self, signature: Credential<P>) -> Self {
        self.checks.keys.discouraged.push(signature.scheme());
        self
    }

    /// Sets the address by which callers reach the server: scheme, host, and port if it is not the usual one. Signatures
    /// that cover the host or the whole address are checked against it, because a proxy may change both on the way.
    /// Default: the host is that of the header `Host`, and signatures of whole addresses are rejected.
    pub fn public_address(mut self, address: http::Uri) -> Self {
        self.checks.keys.public = Some(address);
        self
    }

    /// Accepts signatures in this signing mode too. `mode` is the mode's name on the wire.
    ///
    /// Default: only the first mode of a signature and the modes that cover the body are accepted. Data that another
    /// mode covers can be divided among parameters and actions in several ways, all with the same signature; see
    /// the documentation of the scheme.
    pub fn accept_mode(mut self, signature: Credential<P>, mode: impl Into<String>) -> Self {
        self.checks.keys.modes.push((signature.scheme(), mode.into()));
        self
    }

    /// Sets the verifier of requests that are signed with OAuth 1.0a. If an action accepts another OAuth scheme too and
    /// that one has a check, requests of either scheme are accepted.
    #[cfg(feature = "oauth")]
    pub fn oauth1<K: oauth1::KeyStore, N: oauth1::Nonces>(
        mut self,
        scheme: OAuth1<P>,
        verifier: oauth1::Verifier<K, N>,
    ) -> Self {
        self.checks.tokens.insert(scheme.scheme(), TokenCheck::Signed(Box::new(verifier)));
        self
    }

    /// Sets the check for OAuth 2 bearer tokens. The scopes of a token are checked against those that the action needs.
    #[cfg(feature = "oauth")]
    pub fn oauth2(mut self, scheme: OAuth2<P>, check: impl oauth2::CheckBearer) -> Self {
        self.checks.tokens.insert(scheme.scheme(), TokenCheck::Bearer(Box::new(check)));
        self
    }

    /// Requires this alternative signature scheme instead of the scheme that it is an alternative to.
    pub fn alternative(mut self, alternative: Alternative<P>) -> Self {
        self.checks.keys.alternatives.push(alternative.scheme());
        self
    }

    /// Turns all authentication off: no login, key, signature or token is checked. For servers behind an authenticating
    /// proxy, and for tests.
    pub fn without_login(mut self) -> Self {
        self.checks.login = LoginCheck::Off;
        self
    }

    /// Sets the maximum size of a request body, in bytes. Default: 2 MiB. JSON may contain one value for every 16 bytes
    /// of this limit, and always 1,000. A request may have 1,000 parameters, whatever the limit.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.checks.max_body = bytes;
        self
    }

    /// Sets the maximum size of a request body that is passed on as a stream, in bytes. Default: no limit.
    #[cfg(feature = "content")]
    pub fn max_stream(mut self, bytes: u64) -> Self {
        self.checks.max_stream = Some(bytes);
        self
    }

    /// Builds the axum router, which takes tower layers and merges with other routers. An action is served at its path,
    /// and also below the path of every documented server URL: at `/orders`, and at `/v1/orders` for
    /// `https://api.example/v1`.
    ///
    /// # Errors
    /// Returns a [`RouterError`] when an action needs a login, a key, a token or a signature that the router cannot
    /// check; when a credential is empty; when a mode does not exist or a required scheme is not optional anywhere;
    /// when actions with the same method and path need different authentication; or when a module is mounted twice.
    pub fn into_axum(self) -> Result<axum::Router, RouterError> {
        let Self { entries, mut checks, .. } = self;
        if let Some(scheme) = checks.keys.empty() {
            return Err(RouterError::EmptyCredential { scheme });
        }
        if let Some((scheme, mode)) = checks.keys.unknown_mode::<P>() {
            return Err(RouterError::UnknownMode { scheme, mode });
        }
        checks.keys.forms = entries
            .iter()
            .flat_map(|one| one.info.ways())
            .any(|(_, body)| body.media_type() == Some(MediaType::Form));
        let is_optional = |scheme: &&str| entries.iter().any(|one| one.info.optional.contains(scheme));
        if let Some(scheme) = checks.keys.required.iter().find(|scheme| !is_optional(scheme)) {
            return Err(RouterError::NothingOptional { scheme });
        }
        let mut paths = Paths::new(P::CASE_INSENSITIVE_PATHS);
        for Mounted { info, names, keys, serve } in entries {
            let action = || format!("{}/{}", info.module, info.name);
            let guards = Guards::for_action::<P>(&checks, info, signed_names(info, names, keys))?;
            let entry = Arc::new(Entry { info, keys, template: Template::parse(info.path), guards, serve });
            for path in std::iter::once(&info.path).chain(info.path_aliases) {
                for other in paths.same(path).filter(|other| share_method(other.info, info)) {
                    if overlap(other.info, info) {
                        return Err(RouterError::MountedTwice { action: action() });
                    }
                    if !other.guards.same(&entry.guards) {
                        return Err(RouterError::MixedAuth { action: action() });
                    }
                }
                paths.add(path, &entry);
            }
        }
        let checks = Arc::new(checks);
        let mut router = axum::Router::new();
        for (path, group) in paths.groups() {
            let (group, checks) = (Arc::new(group), Arc::clone(&checks));
            let handler = move |mut request: Request| {
                let (group, checks) = (Arc::clone(&group), Arc::clone(&checks));
                let asked = request.extensions_mut().remove::<AskedFor>();
                let path = asked.as_ref().map_or(request.uri().path(), AskedFor::path).to_owned();
                if let Some(OriginalUri(address)) = request.extensions().get::<OriginalUri>() {
                    // Signatures cover the original URI, without the changes that outer layers and routers made to it.
                    *request.uri_mut() = address.clone();
                }
                async move {
                    let matched = matching(&group, &path, P::CASE_INSENSITIVE_PATHS);
                    // No path has bytes that are not UTF-8.
                    if matched.is_empty() {
                        not_found::<P>(request).await
                    } else {
                        handle::<P>(matched, &checks, request).await
                    }
                }
            };
            router = router.route(&path, any(handler));
        }
        let router = below_base_paths::<P>(router);
        Ok(if P::CASE_INSENSITIVE_PATHS { case_insensitive(router) } else { router })
    }
}

fn share_method(one: &ActionInfo, other: &ActionInfo) -> bool {
    one.methods.iter().any(|method| other.methods.contains(method))
}

/// Whether two actions with the same method and path match the same requests.
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
