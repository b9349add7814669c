//! OAuth schemes: requests signed with the secrets of a consumer and a token, and bearer tokens with scopes. An action
//! may name several schemes, any of which is enough, so both versions are handled together.

#[cfg(feature = "client")]
pub(crate) mod client;
#[cfg(feature = "client")]
mod flows;
#[cfg(feature = "server")]
pub(crate) mod server;

use std::fmt;
use std::marker::PhantomData;

use bindery_vocabulary::{ClientAuthentication, TokenFlow};

use super::{Sides, Takes};
use crate::metadata::{Method, metadata_struct};
use crate::oauth1::Carrier;

metadata_struct! {
    /// Endpoints of an OAuth 1.0a server, and how requests to it are signed.
    #[derive(PartialEq, Eq)]
    pub struct SignedFlow {
        /// Creates the endpoints. OAuth parameters are sent in the `Authorization` header by default.
        new {
            /// Temporary credential request URI: issues request tokens.
            request_token: &'static str,
            /// Resource owner authorization URI: asks the user for authorization.
            authorize: &'static str,
            /// Token request URI: issues access tokens.
            access_token: &'static str,
        }
        values {
            /// HTTP method of the two token requests. Default: POST.
            method: Method = Method::Post,
            /// Place of the OAuth parameters in a request. Default: the `Authorization` header.
            carrier: Carrier = Carrier::Header,
        }
    }
}

metadata_struct! {
    /// Endpoints of an OAuth 2 authorization server.
    #[derive(PartialEq, Eq)]
    pub struct BearerFlow {
        /// Creates the endpoints from the authorization endpoint and the token endpoint.
        new {
            /// Authorization endpoint: asks the user for authorization. Empty if the server has none.
            authorize: &'static str,
            /// Token endpoint: issues tokens for authorization codes and refresh tokens.
            token: &'static str,
        }
        values {
            /// Ways in which applications get tokens.
            flows: &'static [TokenFlow] = &[TokenFlow::AuthorizationCode],
            /// How an application authenticates at the token endpoint.
            authentication: ClientAuthentication = ClientAuthentication::Form,
            /// Text between scopes.
            separator: &'static str = " ",
            /// Parameters of every request to the authorization server, with their values.
            parameters: &'static [(&'static str, &'static str)] = &[],
        }
        options {
            /// Token status endpoint: tells whether a token is valid. `{token}` in it is replaced by the token.
            status: &'static str,
            /// Revocation endpoint: revokes a token.
            revoke: &'static str,
            /// Device authorization endpoint: lets a user confirm on another device.
            device: &'static str,
            /// Name of the error for a token with insufficient scope. Default: the scheme's error for rejections.
            insufficient_scope: &'static str,
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

/// Identifier of an OAuth 1.0a scheme of an API. Generated crates have a constant for each.
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

/// Identifier of an OAuth 2 scheme of an API. Generated crates have a constant for each.
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
