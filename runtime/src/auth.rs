//! How credentials get onto a request, and the names by which clients and routers are given them.

use std::fmt;
use std::marker::PhantomData;

#[cfg(all(feature = "oauth", any(feature = "client", feature = "server")))]
use crate::ActionInfo;
use crate::wire::{Out, Secret, Wire};
use crate::{Digest, Style};

/// How credentials get onto a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// HTTP Basic, with every request.
    Basic {
        /// The name that actions use.
        name: &'static str,
        /// The error that a server refuses with; none means the API's own for a log-in.
        refused: Option<&'static str>,
    },
    /// A parameter of the request carries them.
    Parameter {
        /// The name that actions use.
        name: &'static str,
        /// The parameter's wire name.
        parameter: &'static str,
    },
    /// A header of the request carries a key, with every request.
    Header {
        /// The name that actions use.
        name: &'static str,
        /// The header's name.
        header: &'static str,
        /// How the key is written, with `{}` in its place; none when it stands there alone.
        written: Option<&'static str>,
        /// The error that a server refuses with; none means the API's own for a log-in.
        refused: Option<&'static str>,
    },
    /// A header that an action issues, its name and its value.
    Issued {
        /// The name that actions use.
        name: &'static str,
        /// The action whose answer issues it, as `module/action`.
        by: &'static str,
        /// The header in which a caller without a log-in sends a token of its own making.
        guest: Option<&'static str>,
        /// The error that a server refuses with; none means the API's own for a log-in.
        refused: Option<&'static str>,
    },
    /// The request is signed with a secret that does not travel.
    Signature(Signature),
    /// OAuth 1.0a: the request is signed with the secrets of a consumer and of a token.
    #[cfg(feature = "oauth")]
    OAuth1 {
        /// The name that actions use.
        name: &'static str,
        /// The address that gives request tokens.
        request_token: &'static str,
        /// The address that asks the user.
        authorize: &'static str,
        /// The address that gives access tokens.
        access_token: &'static str,
        /// The HTTP method of the two calls for tokens.
        method: crate::Method,
        /// Where the parameters of the protocol stand.
        carrier: crate::oauth1::Carrier,
        /// The OAuth scheme that it may take the place of.
        instead_of: Option<&'static str>,
        /// The error that a server refuses with; none means the API's own for a log-in.
        refused: Option<&'static str>,
    },
    /// OAuth 2: the request carries a bearer token, which has scopes.
    #[cfg(feature = "oauth")]
    OAuth2 {
        /// The name that actions use.
        name: &'static str,
        /// The address that asks the user.
        authorize: &'static str,
        /// The address that gives tokens.
        token: &'static str,
        /// The address that says what a token is worth; `{token}` in it stands for the token.
        status: Option<&'static str>,
        /// The address that ends a token.
        revoke: Option<&'static str>,
        /// The OAuth scheme that it may take the place of.
        instead_of: Option<&'static str>,
        /// The error that a server refuses with; none means the API's own for a log-in.
        refused: Option<&'static str>,
        /// The error for a token that lacks a scope; none means the same.
        lacking: Option<&'static str>,
    },
}

impl AuthScheme {
    /// The name that actions use.
    pub const fn name(&self) -> &'static str {
        match self {
            AuthScheme::Basic { name, .. }
            | AuthScheme::Parameter { name, .. }
            | AuthScheme::Header { name, .. }
            | AuthScheme::Issued { name, .. } => name,
            AuthScheme::Signature(signature) => signature.name,
            #[cfg(feature = "oauth")]
            AuthScheme::OAuth1 { name, .. } | AuthScheme::OAuth2 { name, .. } => name,
        }
    }

    /// The error that a server refuses with, where the API's own for a log-in is not right.
    pub const fn refused(&self) -> Option<&'static str> {
        match self {
            AuthScheme::Parameter { .. } => None,
            AuthScheme::Basic { refused, .. }
            | AuthScheme::Header { refused, .. }
            | AuthScheme::Issued { refused, .. } => *refused,
            AuthScheme::Signature(signature) => signature.refused,
            #[cfg(feature = "oauth")]
            AuthScheme::OAuth1 { refused, .. } | AuthScheme::OAuth2 { refused, .. } => *refused,
        }
    }

    /// The OAuth scheme that this one may take the place of.
    #[cfg(all(feature = "oauth", any(feature = "client", feature = "server")))]
    pub(crate) const fn instead_of(&self) -> Option<&'static str> {
        match self {
            AuthScheme::OAuth1 { instead_of, .. } | AuthScheme::OAuth2 { instead_of, .. } => *instead_of,
            _ => None,
        }
    }
}

/// What an action needs of OAuth: for each scheme that it names those that serve it, and those of which any is enough.
#[cfg(all(feature = "oauth", any(feature = "client", feature = "server")))]
pub(crate) fn oauth_choices(
    schemes: &'static [AuthScheme],
    action: &ActionInfo,
) -> Vec<Vec<&'static AuthScheme>> {
    let each = action.auth.iter().map(|name| oauth_schemes(schemes, name).collect());
    let any = action.any_auth.iter().flat_map(|name| oauth_schemes(schemes, name)).collect();
    each.chain([any]).filter(|choice: &Vec<_>| !choice.is_empty()).collect()
}

/// The OAuth schemes that serve an action which names this one: itself, and those that may take its place.
#[cfg(all(feature = "oauth", any(feature = "client", feature = "server")))]
pub(crate) fn oauth_schemes<'n>(
    schemes: &'static [AuthScheme],
    name: &'n str,
) -> impl Iterator<Item = &'static AuthScheme> + use<'n> {
    let is_oauth =
        |scheme: &AuthScheme| matches!(scheme, AuthScheme::OAuth1 { .. } | AuthScheme::OAuth2 { .. });
    let itself = schemes.iter().filter(move |scheme| scheme.name() == name && is_oauth(scheme));
    itself.chain(schemes.iter().filter(move |scheme| scheme.instead_of() == Some(name)))
}

/// A scheme that signs requests with a secret that does not travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name that actions use.
    pub name: &'static str,
    /// Where the signature travels.
    pub place: Place,
    /// What is signed.
    pub covers: Covers,
    /// How it is signed.
    pub digest: Digest,
    /// How the result is written: a text with `{hex}`, `{HEX}` or `{base64}` in it.
    pub written: &'static str,
    /// The scheme whose credential is the secret; its own name when it has a credential of its own.
    pub secret: &'static str,
    /// The scheme that it may take the place of.
    pub instead_of: Option<&'static str>,
    /// What it says beyond the plain case.
    pub forms: Option<&'static Forms>,
    /// The error that a server refuses with; none means the API's own for a log-in.
    pub refused: Option<&'static str>,
}

/// What a signature says beyond the plain case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forms {
    /// The modes by their names on the wire, where there are several; the first is what clients use.
    pub modes: &'static [(&'static str, Covers)],
    /// The digests by their names on the wire, where there are several; the first is what clients use.
    pub digests: &'static [(&'static str, Digest)],
    /// The names of digests that are used only by those who ask for them.
    pub discouraged: &'static [&'static str],
    /// Requests without a body are signed too.
    pub empty: bool,
    /// The server signs its answers in the same way: those to requests whose signature it has verified.
    ///
    /// It signs nothing for strangers: what it answers to a request that is not signed, or wrongly, could else be sent back as
    /// a request. The answers that it does sign are made with the secret of requests, and nothing in them says that they are
    /// answers, so only an encrypted connection keeps others from sending them as requests.
    pub answers: bool,
}

/// Where a signature travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In this header, with every request that has a body.
    Header(&'static str),
    /// In this parameter, beside those that it signs.
    Parameter(&'static str),
}

/// What a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Covers {
    /// The body, byte for byte.
    Body,
    /// The values of the parameters in the documented order, one after the other. Only texts and whole numbers have a
    /// written form that is known.
    ///
    /// Nothing says where one value ends and the next begins, nor which action is meant: who sees a signed request can
    /// share its text out otherwise, and send it to another action. So a server takes this mode only when it is told to,
    /// unless there is no other, and never for a text that could be a signed body.
    Values,
    /// The parameters, sorted by name, as `name=value` joined by `&`.
    ///
    /// Nothing is escaped, so a value with `&` and `=` in it can not be told from two parameters. Vendors that sign like
    /// this have chosen so; it is one reason to prefer [`Covers::Body`] where there is a choice.
    Pairs {
        /// Whether clients leave out parameters without a value.
        skip_empty: bool,
        /// Whether servers take the other way, too.
        either: bool,
    },
}

/// The scheme that an action names, or the alternative that takes its place.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn find_scheme(
    schemes: &'static [AuthScheme],
    name: &str,
    alternatives: &[&'static str],
) -> Option<&'static AuthScheme> {
    let instead = schemes.iter().find(|scheme| match scheme {
        AuthScheme::Signature(signature) => {
            signature.instead_of == Some(name) && alternatives.contains(&signature.name)
        }
        _ => false,
    });
    instead.or_else(|| schemes.iter().find(|scheme| scheme.name() == name))
}

/// The key in a header's text, where it is written in this way. The word before a key is a name of HTTP's, in which capitals
/// mean nothing.
#[cfg(feature = "server")]
pub(crate) fn key_in<'t>(text: &'t str, written: Option<&str>) -> Option<&'t str> {
    let Some((before, after)) = written.and_then(|written| written.split_once("{}")) else {
        return Some(text);
    };
    let start = text.get(..before.len())?;
    let rest = text.get(before.len()..).filter(|_| start.eq_ignore_ascii_case(before))?;
    rest.strip_suffix(after)
}

/// The name of the generated constant of a scheme's [`Credential`].
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn constant(scheme: &str) -> String {
    scheme.to_ascii_uppercase().replace('-', "_")
}

/// Which credential of an API is meant: the key of a header, or the secret of a signature that has one of its own.
///
/// Generated crates have one constant for each.
pub struct Credential<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

/// A header that an action issues, which log-ins and guests send.
///
/// Generated crates have one constant for each.
pub struct Issued<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

/// A way to sign that may take the place of the usual one.
///
/// Generated crates have one constant for each.
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

named! { Credential Alternative Issued }

/// Which OAuth 1.0a scheme of an API is meant. Generated crates have one constant for each.
#[cfg(feature = "oauth")]
pub struct OAuth1<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

/// Which OAuth 2 scheme of an API is meant. Generated crates have one constant for each.
#[cfg(feature = "oauth")]
pub struct OAuth2<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

#[cfg(feature = "oauth")]
named! { OAuth1 OAuth2 }

/// An answer that issues a header, by which later calls show who makes them. Implemented by
/// [`issues!`](crate::issues).
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
                ($crate::issued_text(&self.$header), $crate::issued_text(&self.$value))
            }
        }
    };
}
