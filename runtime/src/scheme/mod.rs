//! Authentication schemes: how a client puts credentials on a request and how a router checks them. Each mechanism has
//! a file with both sides. [`Credential`], [`Alternative`] and [`IssuedHeader`] identify a scheme in the API of
//! clients and routers.

mod basic;
mod custom;
mod header;
mod issued;
mod key;
#[cfg(feature = "oauth")]
pub(crate) mod oauth;
#[cfg(feature = "server")]
mod secrets;
mod signature;

use std::fmt;
use std::marker::PhantomData;

#[cfg(feature = "client")]
use http::header::{HeaderName, HeaderValue};

#[cfg(any(feature = "client", feature = "server"))]
use crate::ActionInfo;
use crate::Encoding;
#[cfg(feature = "client")]
use crate::Fault;
#[cfg(feature = "client")]
use crate::client::{Credentials, Lack, RequestParts};
use crate::metadata::metadata_struct;
#[cfg(feature = "server")]
use crate::server::keys::{Needs, RejectionName};
use crate::wire::{Out, Secret, Wire};

#[cfg(feature = "client")]
pub use basic::BasicCredentials;
#[cfg(feature = "server")]
pub use basic::{CheckLogin, Logins};
#[cfg(feature = "server")]
pub(crate) use basic::{DynCheckLogin, NeededLogin, basic, brings_basic};
pub use custom::CustomScheme;
#[cfg(feature = "client")]
pub(crate) use custom::DynSign;
#[cfg(feature = "server")]
pub use custom::Verify;
#[cfg(feature = "server")]
pub(crate) use custom::{DynVerify, NeededVerifier};
#[cfg(feature = "client")]
pub use custom::{Sign, SignError};
#[cfg(feature = "server")]
pub use header::CheckKey;
pub use header::KeyHeader;
#[cfg(feature = "server")]
pub(crate) use header::{KeyCheck, KeyPlace, NeededKey, one_value};
#[cfg(feature = "server")]
pub use issued::CheckIssued;
pub use issued::IssuedHeaderScheme;
#[cfg(feature = "client")]
pub use issued::Sent;
#[cfg(feature = "server")]
pub(crate) use issued::{DynCheckIssued, NeededIssued};
pub use key::KeyParameter;
#[cfg(feature = "oauth")]
pub use oauth::{BearerFlow, OAuth1, OAuth2, SignedFlow};
#[cfg(feature = "server")]
pub(crate) use secrets::DynFindSecrets;
#[cfg(feature = "server")]
pub use secrets::FindSecrets;
#[cfg(any(feature = "client", feature = "server"))]
pub use signature::{EnabledModes, SigningMode, digest};
#[cfg(feature = "server")]
pub(crate) use signature::{NeededSignature, Proof};
pub use signature::{Signature, SignatureLocation};

metadata_struct! {
    /// Authentication scheme of an API: a named way to send credentials with a request.
    #[derive(PartialEq, Eq)]
    pub struct AuthScheme {
        /// Creates a scheme with this mechanism.
        new {
            /// Name of the scheme in the spec.
            name: &'static str,
            /// Mechanism: which credentials are sent, and how.
            mechanism: Mechanism,
        }
        options {
            /// Name of the error with which a server rejects a request. Default: the API's error for a failed login.
            rejection: &'static str,
        }
    }
}

/// Mechanism of an authentication scheme: which credentials are sent, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mechanism {
    /// HTTP Basic: user and password with every request.
    Basic,
    /// Credential in a parameter of the request, by its wire name.
    Parameter(&'static str),
    /// Key in a header, with every request.
    Header(KeyHeader),
    /// Key in a query parameter or a cookie, with every request.
    Key(KeyParameter),
    /// Header whose name and value a login action issues.
    Issued(IssuedHeaderScheme),
    /// Signature of the request, made with a secret that is never sent.
    Signature(Signature),
    /// Secret that both sides know, for the signatures that use it.
    Secret,
    /// Code of the program's own.
    Custom(CustomScheme),
    /// OAuth 1.0a: a signature of the request, made with the secrets of a consumer and a token.
    #[cfg(feature = "oauth")]
    OAuth1(SignedFlow),
    /// OAuth 2: a bearer token with scopes.
    #[cfg(feature = "oauth")]
    OAuth2(BearerFlow),
}

/// Credential that a client must be given for a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Takes {
    /// No credential: it is one of the action's parameters.
    Nothing,
    /// User and password for HTTP Basic.
    Login,
    /// Key or secret of the scheme with this name.
    Credential(&'static str),
    /// Header that this action issues, as `module/action`.
    Issued(&'static str),
    /// Code that signs requests.
    Signer,
    /// OAuth tokens, or the signer that uses them, set with this method of the client's builder.
    Tokens(&'static str),
}

/// Client side and server side of a mechanism. The defaults are for a mechanism that does nothing there.
pub(crate) trait Sides {
    /// Header that carries the credential.
    fn secret_header(&self) -> Option<&'static str> {
        None
    }

    /// Credential that a client must be given for the scheme with this name.
    fn takes(&self, scheme: &'static str) -> Takes;

    /// Returns what a client puts on a request for an action; `None` if the request is sent without it.
    #[cfg(feature = "client")]
    fn show<'c>(
        &'static self,
        _of: Given<'c>,
        _action: &ActionInfo,
    ) -> Result<Option<Box<dyn Show + 'c>>, Lack> {
        Ok(None)
    }

    /// Adds the check that a router needs for the scheme.
    #[cfg(feature = "server")]
    fn need(&'static self, _needed: Needed, _needs: &mut Needs) {}
}

/// A scheme of an action, with the credentials that the client has.
#[cfg(feature = "client")]
#[derive(Clone, Copy)]
pub(crate) struct Given<'c> {
    /// Name of the scheme in the spec.
    pub(crate) scheme: &'static str,
    /// Whether the request may be sent without it.
    pub(crate) optional: bool,
    pub(crate) credentials: &'c Credentials,
    /// Headers that were issued to the user.
    pub(crate) sent: &'c [Sent],
}

/// Credential, ready to be put on a request.
#[cfg(feature = "client")]
pub(crate) trait Show {
    /// Prepares the parameters before the request is built.
    fn prepare(&self, _parts: &mut RequestParts) -> Result<(), Fault> {
        Ok(())
    }

    /// Puts the credential on the request that was built from the parts.
    fn put_on(&self, _sending: &mut Sending<'_>) -> Result<(), Fault> {
        Ok(())
    }
}

/// A request that is about to be sent, with the parts it was built from.
#[cfg(feature = "client")]
pub(crate) struct Sending<'r> {
    pub(crate) request: &'r mut http::Request<bytes::Bytes>,
    pub(crate) parts: &'r RequestParts,
    pub(crate) action: &'r ActionInfo,
    /// Names of the action's parameters, in the documented order.
    pub(crate) names: &'r [&'r str],
}

/// A scheme that an action needs, from the router's point of view.
#[cfg(feature = "server")]
#[derive(Clone, Copy)]
pub(crate) struct Needed {
    /// Name of the scheme in the spec.
    pub(crate) scheme: &'static str,
    /// Error with which a request is rejected.
    pub(crate) rejection: RejectionName,
    /// Whether the request may be sent without it.
    pub(crate) optional: bool,
    /// All schemes of the API.
    pub(crate) schemes: &'static [AuthScheme],
}

/// Credential in a parameter: the caller sets it, the backend checks it.
struct Parameter;

impl Sides for Parameter {
    fn takes(&self, _: &'static str) -> Takes {
        Takes::Nothing
    }
}

/// Secret that is never sent, so there is nothing to put on a request. The signatures that use it ask for it.
struct OnlyUsed;

impl Sides for OnlyUsed {
    fn takes(&self, scheme: &'static str) -> Takes {
        Takes::Credential(scheme)
    }
}

impl Mechanism {
    /// Client side and server side of the mechanism.
    pub(crate) fn sides(&self) -> &dyn Sides {
        match self {
            Mechanism::Basic => &basic::Basic,
            Mechanism::Header(header) => header,
            Mechanism::Key(key) => key,
            Mechanism::Issued(issued) => issued,
            Mechanism::Signature(signature) => signature,
            Mechanism::Secret => &OnlyUsed,
            Mechanism::Custom(custom) => custom,
            Mechanism::Parameter(_) => &Parameter,
            #[cfg(feature = "oauth")]
            Mechanism::OAuth1(flow) => flow,
            #[cfg(feature = "oauth")]
            Mechanism::OAuth2(flow) => flow,
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
/// Returns the host as it is sent in `Host`: without the port if it is that of the scheme.
fn host(uri: &http::Uri) -> String {
    let host = uri.host().unwrap_or_default();
    let usual = match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    };
    match uri.port_u16().filter(|port| Some(*port) != usual) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Sets a header and marks it as sensitive.
#[cfg(feature = "client")]
fn insert(request: &mut http::Request<bytes::Bytes>, header: &'static str, text: &str) -> Result<(), Fault> {
    let name = HeaderName::try_from(header)
        .map_err(|_| Fault::limit("is not a valid header name").inside(header))?;
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Fault::limit("the credential is not a valid header value").inside(header))?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

impl AuthScheme {
    /// Creates a scheme for HTTP Basic.
    pub const fn basic(name: &'static str) -> Self {
        Self::new(name, Mechanism::Basic)
    }

    /// Creates a scheme for a credential in a parameter, by its wire name.
    pub const fn parameter(name: &'static str, parameter: &'static str) -> Self {
        Self::new(name, Mechanism::Parameter(parameter))
    }

    /// Creates a scheme for a key in a header.
    pub const fn header(name: &'static str, header: KeyHeader) -> Self {
        Self::new(name, Mechanism::Header(header))
    }

    /// Creates a scheme for a key in a query parameter or a cookie.
    pub const fn key(name: &'static str, key: KeyParameter) -> Self {
        Self::new(name, Mechanism::Key(key))
    }

    /// Creates a scheme for a header that a login action issues.
    pub const fn issued(name: &'static str, header: IssuedHeaderScheme) -> Self {
        Self::new(name, Mechanism::Issued(header))
    }

    /// Creates a scheme for a signature, with the signature's name.
    pub const fn signature(signature: Signature) -> Self {
        Self::new(signature.name, Mechanism::Signature(signature))
    }

    /// Creates a scheme for a secret that only signatures use.
    pub const fn secret(name: &'static str) -> Self {
        Self::new(name, Mechanism::Secret)
    }

    /// Creates a scheme that a program's own code implements.
    pub const fn custom(name: &'static str, custom: CustomScheme) -> Self {
        Self::new(name, Mechanism::Custom(custom))
    }

    /// Creates a scheme for OAuth 1.0a.
    #[cfg(feature = "oauth")]
    pub const fn oauth1(name: &'static str, flow: SignedFlow) -> Self {
        Self::new(name, Mechanism::OAuth1(flow))
    }

    /// Creates a scheme for OAuth 2.
    #[cfg(feature = "oauth")]
    pub const fn oauth2(name: &'static str, flow: BearerFlow) -> Self {
        Self::new(name, Mechanism::OAuth2(flow))
    }

    /// Finds the scheme with this name.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn find<'s>(schemes: &'s [Self], name: &str) -> Option<&'s Self> {
        schemes.iter().find(|scheme| scheme.name == name)
    }

    /// Returns the name of the header that carries the credential, for HTTP Basic, keys in headers and signatures in
    /// headers; `None` otherwise.
    pub fn secret_header(&self) -> Option<&'static str> {
        self.mechanism.sides().secret_header()
    }

    /// Returns which credential a client must be given for the scheme.
    pub fn takes(&self) -> Takes {
        self.mechanism.sides().takes(self.name)
    }

    /// Returns the signature scheme; `None` if the mechanism is another one.
    pub const fn as_signature(&self) -> Option<&Signature> {
        match &self.mechanism {
            Mechanism::Signature(signature) => Some(signature),
            _ => None,
        }
    }
}

/// Finds the scheme that an action names, or the chosen alternative to it.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn find_scheme(
    schemes: &'static [AuthScheme],
    name: &str,
    alternatives: &[&'static str],
) -> Option<&'static AuthScheme> {
    let takes_its_place = |signature: &Signature| {
        signature.alternative_to == Some(name) && alternatives.contains(&signature.name)
    };
    let instead = schemes.iter().find(|scheme| scheme.as_signature().is_some_and(takes_its_place));
    instead.or_else(|| AuthScheme::find(schemes, name))
}

#[cfg(any(feature = "client", feature = "server"))]
impl ActionInfo {
    /// Returns the ways to authenticate, one of which is enough, each with the names of its schemes; none if there is no
    /// choice.
    pub fn auth_ways(&self) -> impl Iterator<Item = impl Iterator<Item = &'static str> + use<>> + use<> {
        let ways = self.any_auth.iter();
        ways.map(|way| way.split('+').filter(|name| !name.is_empty()))
    }

    /// Returns the schemes that every request for this action needs, and whether each is optional: those that the action
    /// names, or the chosen alternatives to them.
    pub fn schemes<'s>(
        &'s self,
        known: &'static [AuthScheme],
        alternatives: &'s [&'static str],
    ) -> impl Iterator<Item = (&'static AuthScheme, bool)> + use<'s> {
        let names = self.auth.iter();
        names.filter_map(move |name| {
            Some((find_scheme(known, name, alternatives)?, self.optional.contains(name)))
        })
    }
}

/// Returns the name of the generated constant for a scheme's [`Credential`].
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn constant(scheme: &str) -> String {
    scheme.to_ascii_uppercase().replace('-', "_")
}

/// Identifier of a credential of an API: the key of a scheme for a header, a query parameter or a cookie, or the secret of a signature with a secret of its
/// own.
///
/// Generated crates have a constant for each.
///
/// ```
/// use bindery_runtime::{Api, Client, Credential, client::BuildError};
///
/// fn client<P: Api>(key: Credential<P>, secret: &str) -> Result<Client<P>, BuildError> {
///     Client::builder().credential(key, secret).build()
/// }
/// ```
pub struct Credential<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

/// Identifier of an issued header: a header that a login action issues and that later requests carry; guests may send
/// one too.
///
/// Generated crates have a constant for each.
///
/// ```
/// use bindery_runtime::{Api, Client, Fault, IssuedHeader};
///
/// fn guest<P: Api>(client: &Client<P>, header: IssuedHeader<P>) -> Result<Client<P>, Fault> {
///     client.guest(header, "a token of our own making")
/// }
/// ```
pub struct IssuedHeader<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

/// Identifier of a scheme that a program's own code implements: a signer of clients, a verifier of routers.
///
/// Generated crates have a constant for each.
///
/// ```
/// use bindery_runtime::client::{BuildError, Sign};
/// use bindery_runtime::{Api, Client, Custom};
///
/// fn client<P: Api>(scheme: Custom<P>, signer: impl Sign) -> Result<Client<P>, BuildError> {
///     Client::builder().signer(scheme, signer).build()
/// }
/// ```
pub struct Custom<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

/// Identifier of an alternative signature scheme, which a client or a router may use instead of the default one.
///
/// Generated crates have a constant for each.
///
/// ```
/// use bindery_runtime::{Alternative, Api, Credential, Client, client::BuildError};
///
/// fn client<P: Api>(other: Alternative<P>, key: Credential<P>) -> Result<Client<P>, BuildError> {
///     Client::builder().credential(key, "secret").alternative(other).build()
/// }
/// ```
pub struct Alternative<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

macro_rules! named {
    ($($name:ident)*) => {$(
        impl<P> $name<P> {
            /// Creates the identifier of the scheme with this name.
            pub const fn new(scheme: &'static str) -> Self {
                Self { scheme, api: PhantomData }
            }

            /// Returns the name of the scheme in the spec.
            pub const fn scheme(self) -> &'static str {
                self.scheme
            }
        }

        impl<P> Clone for $name<P> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<P> Copy for $name<P> {}

        impl<P> fmt::Debug for $name<P> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.scheme).finish()
            }
        }
    )*};
}

#[cfg(feature = "oauth")]
pub(crate) use named;

named! { Credential Alternative Custom IssuedHeader }

/// Response that issues a header, which authenticates later requests. Implemented by [`issues!`](crate::issues).
///
/// ```
/// use bindery_runtime::{Caller, Action, Client, Issues};
///
/// /// Returns the client that acts for the logged-in user.
/// async fn log_in<A>(client: &Client<A::Api>, request: A) -> Option<Client<A::Api>>
/// where
///     A: Action<Response: Issues<Api = A::Api>>,
/// {
///     client.logged_in(&client.call(request).await.ok()?).ok()
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not issue a header",
    label = "not the response of a login action that issues a header",
    note = "the spec declares such an action with `issued-by` on an authentication scheme"
)]
pub trait Issues {
    /// API that the response belongs to.
    type Api: crate::Api;
    /// Name of the scheme in the spec whose header the response issues.
    const SCHEME: &'static str;

    /// Returns the name and the value of the issued header.
    fn issued(&self) -> (Secret, Secret);
}

/// Returns the value of a field that is part of an issued header, as text. Called by the expansion of
/// [`issues!`](crate::issues).
#[doc(hidden)]
pub fn issued_text<T: Wire>(field: &T) -> Secret {
    let mut text = String::new();
    field.write(&mut Out::text(&mut text, Encoding::Plain));
    Secret::from(text)
}

/// Implements [`Issues`](crate::Issues) for a response: names the fields that hold the name and the value of the issued
/// header.
#[macro_export]
macro_rules! issues {
    ($name:ident of $api:ty, $scheme:literal: $header:ident, $value:ident) => {
        #[allow(deprecated)]
        impl $crate::Issues for $name {
            type Api = $api;
            const SCHEME: &'static str = $scheme;

            fn issued(&self) -> ($crate::Secret, $crate::Secret) {
                ($crate::generated::issued_text(&self.$header), $crate::generated::issued_text(&self.$value))
            }
        }
    };
}
