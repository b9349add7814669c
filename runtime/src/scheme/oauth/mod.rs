//! OAuth: requests that are signed with the secrets of a consumer and of a token, and bearer tokens that have scopes. An action may
//! name several schemes of which any is enough, so both versions are looked at together.

#[cfg(feature = "client")]
pub(crate) mod client;
#[cfg(feature = "client")]
mod flows;
#[cfg(feature = "server")]
pub(crate) mod server;

use std::fmt;
use std::marker::PhantomData;

#[cfg(any(feature = "client", feature = "server"))]
use super::AuthScheme;
use super::{Sides, Takes};
#[cfg(any(feature = "client", feature = "server"))]
use crate::ActionInfo;
use crate::facts::{Method, facts};
use crate::oauth1::Carrier;

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
            method: Method = Method::Post,
            /// Where the parameters of the protocol stand.
            carrier: Carrier = Carrier::Header,
        }
    }
}

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

impl Sides for SignedFlow {
    fn takes(&self, _: &'static str) -> Takes {
        Takes::Tokens("oauth1")
    }
}

impl Sides for BearerFlow {
    fn takes(&self, _: &'static str) -> Takes {
        Takes::Tokens("oauth2")
    }
}

/// What an action needs of OAuth: the schemes that it names, one by one, and those of which any is enough.
#[cfg(any(feature = "client", feature = "server"))]
fn choices(schemes: &'static [AuthScheme], action: &ActionInfo) -> Vec<Vec<&'static AuthScheme>> {
    let find = |name: &&'static str| {
        AuthScheme::find(schemes, name).filter(|scheme| matches!(scheme.takes(), Takes::Tokens(_)))
    };
    let each = action.auth.iter().map(|name| find(name).into_iter().collect());
    let any = action.any_auth.iter().filter_map(find).collect();
    each.chain([any]).filter(|choice: &Vec<_>| !choice.is_empty()).collect()
}

/// Which OAuth 1.0a scheme of an API is meant. Generated crates have one constant for each.
///
/// ```
/// use bindery_runtime::oauth1::{Consumer, Signer, Token};
/// use bindery_runtime::{Api, Client, OAuth1, client::BuildError};
///
/// fn client<P: Api>(scheme: OAuth1<P>, token: Token) -> Result<Client<P>, BuildError> {
///     let signer = Signer::new(Consumer::new("our key", "our secret")).token(token);
///     Client::builder().oauth1(scheme, signer).build()
/// }
/// ```
pub struct OAuth1<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

/// Which OAuth 2 scheme of an API is meant. Generated crates have one constant for each.
///
/// ```
/// use bindery_runtime::oauth2::{Holder, TokenStore};
/// use bindery_runtime::{Api, Client, Http, OAuth2, client::BuildError};
///
/// fn client<P: Api, S: TokenStore>(
///     scheme: OAuth2<P>,
///     tokens: Holder<Http, S>,
/// ) -> Result<Client<P>, BuildError> {
///     Client::builder().oauth2(scheme, tokens).build()
/// }
/// ```
pub struct OAuth2<P> {
    scheme: &'static str,
    api: PhantomData<fn() -> P>,
}

super::named! { OAuth1 OAuth2 }
