//! Authentication: how credentials get onto a request and are checked there, one file a mechanism with both sides in it, and the
//! names by which clients and routers are given them.

mod basic;
mod header;
mod issued;
#[cfg(feature = "oauth")]
pub(crate) mod oauth;
mod signature;

use std::fmt;
use std::marker::PhantomData;

#[cfg(feature = "client")]
use http::header::{HeaderName, HeaderValue};

#[cfg(any(feature = "client", feature = "server"))]
use crate::ActionInfo;
#[cfg(feature = "client")]
use crate::Fault;
use crate::Style;
#[cfg(feature = "client")]
use crate::client::{Credentials, Lack, RequestParts};
use crate::facts::facts;
#[cfg(feature = "server")]
use crate::server::keys::{Needs, Refused};
use crate::wire::{Out, Secret, Wire};

#[cfg(feature = "client")]
pub use basic::Login;
#[cfg(feature = "server")]
pub use basic::{CheckLogin, Logins};
#[cfg(feature = "server")]
pub(crate) use basic::{DynCheckLogin, NeededLogin, basic, brings_basic};
#[cfg(feature = "server")]
pub use header::CheckKey;
pub use header::KeyHeader;
#[cfg(feature = "server")]
pub(crate) use header::{KeyCheck, NeededKey, one_value};
#[cfg(feature = "server")]
pub use issued::CheckIssued;
pub use issued::IssuedHeader;
#[cfg(feature = "client")]
pub use issued::Sent;
#[cfg(feature = "server")]
pub(crate) use issued::{DynCheckIssued, NeededIssued};
#[cfg(feature = "oauth")]
pub use oauth::{BearerFlow, OAuth1, OAuth2, SignedFlow};
#[cfg(any(feature = "client", feature = "server"))]
pub use signature::{Enabled, Form, digest};
#[cfg(feature = "server")]
pub(crate) use signature::{NeededSignature, Proof};
pub use signature::{Place, Signature};

facts! {
    /// How credentials get onto a request.
    #[derive(PartialEq, Eq)]
    pub struct AuthScheme {
        /// A scheme of this mechanism.
        new {
            /// The name that actions use.
            name: &'static str,
            /// What travels, and how.
            mechanism: Mechanism,
        }
        options {
            /// The error that a server refuses with; none means the API's own for a log-in.
            refused: &'static str,
        }
    }
}

/// What travels to show who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mechanism {
    /// HTTP Basic, with every request.
    Basic,
    /// A parameter of the request carries the credentials.
    Parameter(&'static str),
    /// A header of the request carries a key, with every request.
    Header(KeyHeader),
    /// A header that an action issues, its name and its value.
    Issued(IssuedHeader),
    /// The request is signed with a secret that does not travel.
    Signature(Signature),
    /// OAuth 1.0a: the request is signed with the secrets of a consumer and of a token.
    #[cfg(feature = "oauth")]
    OAuth1(SignedFlow),
    /// OAuth 2: the request carries a bearer token, which has scopes.
    #[cfg(feature = "oauth")]
    OAuth2(BearerFlow),
}

/// What a client is given for a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Takes {
    /// Nothing: what it carries is among the parameters.
    Nothing,
    /// A user and a password.
    Login,
    /// The key or the secret of the scheme of this name.
    Credential(&'static str),
    /// The header that this action issues, as `module/action`.
    Issued(&'static str),
    /// Tokens of OAuth, or what signs with them, by this method of the client's builder.
    Tokens(&'static str),
}

/// What a mechanism does on both sides. A mechanism that has no part in something leaves it as it is here.
pub(crate) trait Sides {
    /// The header that holds what it shows.
    fn secret_header(&self) -> Option<&'static str> {
        None
    }

    /// What a client is given for the scheme of this name.
    fn takes(&self, scheme: &'static str) -> Takes;

    /// What a client shows with a request for an action; nothing where that goes without it.
    #[cfg(feature = "client")]
    fn show<'c>(
        &'static self,
        _of: Given<'c>,
        _action: &ActionInfo,
    ) -> Result<Option<Box<dyn Show + 'c>>, Lack> {
        Ok(None)
    }

    /// Adds what a router has to check of a request.
    #[cfg(feature = "server")]
    fn need(&'static self, _needed: Needed, _needs: &mut Needs) {}
}

/// What a client was given.
#[cfg(feature = "client")]
#[derive(Clone, Copy)]
pub(crate) struct Given<'c> {
    /// The scheme that is asked for.
    pub(crate) scheme: &'static str,
    /// It may be left out.
    pub(crate) optional: bool,
    pub(crate) credentials: &'c Credentials,
    /// The headers that were issued to the user.
    pub(crate) sent: &'c [Sent],
}

/// What shows who calls, ready to be put onto a request.
#[cfg(feature = "client")]
pub(crate) trait Show {
    /// Makes the parameters ready, before there is a request.
    fn prepare(&self, _parts: &mut RequestParts) -> Result<(), Fault> {
        Ok(())
    }

    /// Puts it onto the request that was made of the parts.
    fn put_on(&self, sending: &mut Sending<'_>) -> Result<(), Fault>;
}

/// A request that is about to be sent, and what it was made of.
#[cfg(feature = "client")]
pub(crate) struct Sending<'r> {
    pub(crate) request: &'r mut http::Request<bytes::Bytes>,
    pub(crate) parts: &'r RequestParts,
    pub(crate) action: &'r ActionInfo,
    /// The names of the action's parameters, in the documented order.
    pub(crate) names: &'r [&'r str],
}

/// A scheme that an action needs, as a router knows it.
#[cfg(feature = "server")]
#[derive(Clone, Copy)]
pub(crate) struct Needed {
    /// Its name.
    pub(crate) scheme: &'static str,
    /// The error of a refusal.
    pub(crate) refused: Refused,
    /// It may be left out.
    pub(crate) optional: bool,
    /// All schemes of the API.
    pub(crate) schemes: &'static [AuthScheme],
}

/// A parameter that is a credential: the caller's and the backend's business.
struct Parameter;

impl Sides for Parameter {
    fn takes(&self, _: &'static str) -> Takes {
        Takes::Nothing
    }
}

impl Mechanism {
    /// What it does on both sides.
    pub(crate) fn sides(&self) -> &dyn Sides {
        match self {
            Mechanism::Basic => &basic::Basic,
            Mechanism::Header(header) => header,
            Mechanism::Issued(issued) => issued,
            Mechanism::Signature(signature) => signature,
            Mechanism::Parameter(_) => &Parameter,
            #[cfg(feature = "oauth")]
            Mechanism::OAuth1(flow) => flow,
            #[cfg(feature = "oauth")]
            Mechanism::OAuth2(flow) => flow,
        }
    }
}

/// Sets a header that is not to be shown.
#[cfg(feature = "client")]
fn insert(request: &mut http::Request<bytes::Bytes>, header: &'static str, text: &str) -> Result<(), Fault> {
    let name =
        HeaderName::try_from(header).map_err(|_| Fault::limit("is no name of a header").inside(header))?;
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Fault::limit("the credential does not fit into a header").inside(header))?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

impl AuthScheme {
    /// HTTP Basic.
    pub const fn basic(name: &'static str) -> Self {
        Self::new(name, Mechanism::Basic)
    }

    /// A parameter, by its wire name.
    pub const fn parameter(name: &'static str, parameter: &'static str) -> Self {
        Self::new(name, Mechanism::Parameter(parameter))
    }

    /// A header with a key.
    pub const fn header(name: &'static str, header: KeyHeader) -> Self {
        Self::new(name, Mechanism::Header(header))
    }

    /// A header that an action issues.
    pub const fn issued(name: &'static str, header: IssuedHeader) -> Self {
        Self::new(name, Mechanism::Issued(header))
    }

    /// A signature, under its own name.
    pub const fn signature(signature: Signature) -> Self {
        Self::new(signature.name, Mechanism::Signature(signature))
    }

    /// OAuth 1.0a.
    #[cfg(feature = "oauth")]
    pub const fn oauth1(name: &'static str, flow: SignedFlow) -> Self {
        Self::new(name, Mechanism::OAuth1(flow))
    }

    /// OAuth 2.
    #[cfg(feature = "oauth")]
    pub const fn oauth2(name: &'static str, flow: BearerFlow) -> Self {
        Self::new(name, Mechanism::OAuth2(flow))
    }

    /// The one with this name.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn find<'s>(schemes: &'s [Self], name: &str) -> Option<&'s Self> {
        schemes.iter().find(|scheme| scheme.name == name)
    }

    /// The header that holds what it shows.
    pub fn secret_header(&self) -> Option<&'static str> {
        self.mechanism.sides().secret_header()
    }

    /// What a client is given for it.
    pub fn takes(&self) -> Takes {
        self.mechanism.sides().takes(self.name)
    }

    /// The signature that it is.
    pub const fn as_signature(&self) -> Option<&Signature> {
        match &self.mechanism {
            Mechanism::Signature(signature) => Some(signature),
            _ => None,
        }
    }
}

/// The scheme that an action names, or the alternative that takes its place.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn find_scheme(
    schemes: &'static [AuthScheme],
    name: &str,
    alternatives: &[&'static str],
) -> Option<&'static AuthScheme> {
    let takes_its_place =
        |signature: &Signature| signature.instead_of == Some(name) && alternatives.contains(&signature.name);
    let instead = schemes.iter().find(|scheme| scheme.as_signature().is_some_and(takes_its_place));
    instead.or_else(|| AuthScheme::find(schemes, name))
}

#[cfg(any(feature = "client", feature = "server"))]
impl ActionInfo {
    /// The schemes that a request for this action is sent with, and whether each may be left out: those that the action names, or
    /// the alternatives that take their places.
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

/// The name of the generated constant of a scheme's [`Credential`].
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn constant(scheme: &str) -> String {
    scheme.to_ascii_uppercase().replace('-', "_")
}

/// Which credential of an API is meant: the key of a header, or the secret of a signature that has one of its own.
///
/// Generated crates have one constant for each.
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

/// A header that an action issues, which log-ins and guests send.
///
/// Generated crates have one constant for each.
///
/// ```
/// use bindery_runtime::{Api, Client, Fault, Issued};
///
/// fn guest<P: Api>(client: &Client<P>, header: Issued<P>) -> Result<Client<P>, Fault> {
///     client.guest(header, "a token of our own making")
/// }
/// ```
pub struct Issued<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

/// A way to sign that may take the place of the usual one.
///
/// Generated crates have one constant for each.
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
            /// The one of the scheme with this name.
            pub const fn new(scheme: &'static str) -> Self {
                Self { scheme, api: PhantomData }
            }

            /// The scheme's name.
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

named! { Credential Alternative Issued }

/// An answer that issues a header, by which later calls show who makes them. Implemented by
/// [`issues!`](crate::issues).
///
/// ```
/// use bindery_runtime::{Caller, Action, Client, Issues};
///
/// /// The client that acts for the user who has logged in.
/// async fn log_in<A>(client: &Client<A::Api>, request: A) -> Option<Client<A::Api>>
/// where
///     A: Action<Response: Issues<Api = A::Api>>,
/// {
///     client.logged_in(&client.call(request).await.ok()?).ok()
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` issues no header",
    label = "not the answer of a log-in that issues one",
    note = "a spec says so of a scheme with `issued-by`"
)]
pub trait Issues {
    /// The API.
    type Api: crate::Api;
    /// The scheme's name.
    const SCHEME: &'static str;

    /// The header's name and its value.
    fn issued(&self) -> (Secret, Secret);
}

/// The text of a field that is part of an issued header. What [`issues!`](crate::issues) expands to calls it.
#[doc(hidden)]
pub fn issued_text<T: Wire>(field: &T) -> Secret {
    let mut text = String::new();
    field.write(&mut Out::text(&mut text, Style::Plain));
    Secret::from(text)
}

/// Says which fields of an answer are the name and the value of a header that later calls carry.
#[macro_export]
macro_rules! issues {
    ($name:ident of $api:ty, $scheme:literal: $header:ident, $value:ident) => {
        impl $crate::Issues for $name {
            type Api = $api;
            const SCHEME: &'static str = $scheme;

            fn issued(&self) -> ($crate::Secret, $crate::Secret) {
                ($crate::generated::issued_text(&self.$header), $crate::generated::issued_text(&self.$value))
            }
        }
    };
}
