//! How credentials get onto a request, and the names by which clients and routers are given them.

use std::fmt;
use std::marker::PhantomData;

#[cfg(any(feature = "client", feature = "server"))]
use crate::ActionInfo;
use crate::facts::facts;
use crate::wire::{Out, Secret, Wire};
use crate::{Digest, Style};

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

facts! {
    /// A header that carries a key.
    #[derive(PartialEq, Eq)]
    pub struct KeyHeader {
        /// The header of this name, in which the key stands alone.
        new {
            /// The header's name.
            header: &'static str,
        }
        options {
            /// How the key is written, with `{}` in its place; none when it stands there alone.
            written: &'static str,
        }
    }
}

facts! {
    /// A header that an action issues.
    #[derive(PartialEq, Eq)]
    pub struct IssuedHeader {
        /// What the answer of this action issues, named as `module/action`.
        new {
            /// The action whose answer issues it, as `module/action`.
            by: &'static str,
        }
        options {
            /// The header in which a caller without a log-in sends a token of its own making.
            guest: &'static str,
        }
    }
}

#[cfg(feature = "oauth")]
facts! {
    /// Where OAuth 1.0a takes place.
    #[derive(PartialEq, Eq)]
    pub struct SignedFlow {
        /// The addresses that give request tokens, ask the user, and give access tokens; parameters of the protocol in a header.
        new {
            /// The address that gives request tokens.
            request_token: &'static str,
            /// The address that asks the user.
            authorize: &'static str,
            /// The address that gives access tokens.
            access_token: &'static str,
        }
        values {
            /// The HTTP method of the two calls for tokens.
            method: crate::Method = crate::Method::Post,
            /// Where the parameters of the protocol stand.
            carrier: crate::oauth1::Carrier = crate::oauth1::Carrier::Header,
        }
    }
}

#[cfg(feature = "oauth")]
facts! {
    /// Where OAuth 2 takes place.
    #[derive(PartialEq, Eq)]
    pub struct BearerFlow {
        /// The addresses that ask the user, and give tokens.
        new {
            /// The address that asks the user.
            authorize: &'static str,
            /// The address that gives tokens.
            token: &'static str,
        }
        options {
            /// The address that says what a token is worth; `{token}` in it stands for the token.
            status: &'static str,
            /// The address that ends a token.
            revoke: &'static str,
            /// The error for a token that lacks a scope; none means the scheme's own.
            lacking: &'static str,
        }
    }
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
    pub const fn secret_header(&self) -> Option<&'static str> {
        match &self.mechanism {
            Mechanism::Basic => Some("authorization"),
            Mechanism::Header(header) => Some(header.header),
            Mechanism::Signature(signature) => signature.place.header(),
            _ => None,
        }
    }

    /// The signature that it is.
    pub const fn as_signature(&self) -> Option<&Signature> {
        match &self.mechanism {
            Mechanism::Signature(signature) => Some(signature),
            _ => None,
        }
    }

    /// The method by which clients and routers are given what a scheme of OAuth needs; none for any other scheme.
    #[cfg(any(feature = "client", all(feature = "server", feature = "oauth")))]
    pub(crate) const fn method(&self) -> Option<&'static str> {
        match self.mechanism {
            #[cfg(feature = "oauth")]
            Mechanism::OAuth1(_) => Some("oauth1"),
            #[cfg(feature = "oauth")]
            Mechanism::OAuth2(_) => Some("oauth2"),
            _ => None,
        }
    }
}

/// What an action needs of OAuth: the schemes that it names, one by one, and those of which any is enough.
#[cfg(all(feature = "oauth", any(feature = "client", feature = "server")))]
pub(crate) fn oauth_choices(
    schemes: &'static [AuthScheme],
    action: &ActionInfo,
) -> Vec<Vec<&'static AuthScheme>> {
    let find =
        |name: &&'static str| AuthScheme::find(schemes, name).filter(|scheme| scheme.method().is_some());
    let each = action.auth.iter().map(|name| find(name).into_iter().collect());
    let any = action.any_auth.iter().filter_map(find).collect();
    each.chain([any]).filter(|choice: &Vec<_>| !choice.is_empty()).collect()
}

facts! {
    /// A scheme that signs requests with a secret that does not travel.
    #[derive(PartialEq, Eq)]
    pub struct Signature {
        /// The body, signed by this digest with a secret of its own, in lower-case hexadecimal digits.
        new {
            /// The name that actions use.
            name: &'static str,
            /// Where the signature travels.
            place: Place,
            /// How it is signed: a digest or several, likewise.
            digests: &'static [(&'static str, Digest)],
        }
        values {
            /// How the result is written: a text with `{hex}`, `{HEX}` or `{base64}` in it, and `{mode}` and `{digest}` where there are
            /// several.
            written: &'static str = "{hex}",
            /// What is signed: a mode or several, with their names on the wire; the first is what clients use. The name of a single one
            /// is empty, unless it is written.
            modes: &'static [(&'static str, Covers)] = &[("", Covers::Body)],
            /// The names of digests that are used only by those who ask for them.
            discouraged: &'static [&'static str] = &[],
            /// The scheme whose credential is the secret; its own name when it has a credential of its own.
            secret: &'static str = name,
        }
        options {
            /// The scheme that it may take the place of.
            instead_of: &'static str,
        }
        flags {
            /// Requests without a body are signed too.
            empty,
            /// The server signs its answers in the same way: those to requests whose signature it has verified.
            ///
            /// It signs nothing for strangers: what it answers to a request that is not signed, or wrongly, could else be sent back as
            /// a request. The answers that it does sign are made with the secret of requests, and nothing in them says that they are
            /// answers, so only an encrypted connection keeps others from sending them as requests.
            answers,
        }
    }
}

/// Where a signature travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// In this header, with every request that has a body.
    Header(&'static str),
    /// In this parameter, beside those that it signs.
    Parameter(&'static str),
}

impl Place {
    /// The header, if it is one.
    pub const fn header(&self) -> Option<&'static str> {
        if let Place::Header(name) = self { Some(*name) } else { None }
    }

    /// The parameter, if it is one.
    pub const fn parameter(&self) -> Option<&'static str> {
        if let Place::Parameter(name) = self { Some(*name) } else { None }
    }
}

/// What a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
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
