//! OAuth tokens on a client's requests. Unlike other credentials they change: every request is signed anew each time it
//! is sent, and a bearer token may have to be refreshed first.

use std::error::Error;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::Request;
use http::header::{AUTHORIZATION, HeaderValue};

use crate::client::{Credentials, Lack, Transport};
use crate::error::AuthorizationError;
use crate::scheme::{Sent, Takes};
use crate::{ActionInfo, AuthScheme, ErrorKind, Fault, Secret, oauth1, oauth2};

/// OAuth credentials of a client.
pub(crate) trait Authorize: Send + Sync {
    /// Puts the credentials on a request that is about to be sent. Returns the bearer token, if it is one. `local` says
    /// that the transport does not leave this machine.
    fn put_on<'c>(
        &'c self,
        request: &'c mut Request<Bytes>,
        action: &'static ActionInfo,
        local: bool,
    ) -> BoxFuture<'c, Result<Option<Secret>, Box<AuthorizationError>>>;

    /// Records that a server has rejected this token. Returns whether another token is available.
    fn is_rejected<'c>(&'c self, token: &'c Secret) -> BoxFuture<'c, bool>;
}

/// Builds the error for a request that could not be authorized.
fn denied(
    action: &'static ActionInfo,
    kind: ErrorKind,
    source: impl Into<Box<dyn Error + Send + Sync>>,
) -> Box<AuthorizationError> {
    Box::new(AuthorizationError { action, kind, source: source.into() })
}

impl Authorize for oauth1::Signer {
    fn put_on<'c>(
        &'c self,
        request: &'c mut Request<Bytes>,
        action: &'static ActionInfo,
        _local: bool,
    ) -> BoxFuture<'c, Result<Option<Secret>, Box<AuthorizationError>>> {
        let signed = self.sign(request).map(|()| None);
        let signed = signed.map_err(|error| denied(action, ErrorKind::Other, error));
        Box::pin(std::future::ready(signed))
    }

    fn is_rejected<'c>(&'c self, _token: &'c Secret) -> BoxFuture<'c, bool> {
        Box::pin(std::future::ready(false))
    }
}

impl<T: Transport, S: oauth2::TokenStore> Authorize for oauth2::Holder<T, S> {
    fn put_on<'c>(
        &'c self,
        request: &'c mut Request<Bytes>,
        action: &'static ActionInfo,
        local: bool,
    ) -> BoxFuture<'c, Result<Option<Secret>, Box<AuthorizationError>>> {
        let failed = move |error: oauth2::Error| denied(action, error.kind(), error);
        Box::pin(async move {
            if !self.app().may_send_to(request.uri(), local) {
                return Err(failed(oauth2::Error::Address { which: "server" }));
            }
            let token = self.token(action.scopes).await.map_err(failed)?;
            let text = Secret::from(format!("Bearer {}", token.expose()));
            let mut header = HeaderValue::try_from(text.expose()).map_err(|_| {
                let fault = Fault::limit("not sent: the token is not a valid header value");
                denied(action, ErrorKind::Other, fault)
            })?;
            header.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, header);
            Ok(Some(token))
        })
    }

    fn is_rejected<'c>(&'c self, token: &'c Secret) -> BoxFuture<'c, bool> {
        Box::pin(self.reject(token))
    }
}

impl Credentials {
    /// Returns the OAuth credentials for an action, or which ones are missing.
    pub(crate) fn tokens(
        &self,
        schemes: &'static [AuthScheme],
        sent: &[Sent],
        action: &ActionInfo,
    ) -> Result<Vec<&dyn Authorize>, Lack> {
        let own = action.auth.iter().filter_map(|name| AuthScheme::find(schemes, name));
        let all = own.chain(self.way(schemes, sent, action)?);
        let is_token = |scheme: &&AuthScheme| matches!(scheme.takes(), Takes::Tokens(_));
        all.filter(is_token).map(|scheme| self.token(scheme)).collect()
    }

    /// Returns the OAuth credentials of a scheme.
    pub(crate) fn token(&self, scheme: &'static AuthScheme) -> Result<&dyn Authorize, Lack> {
        let found = self.tokens.iter().find(|(known, _)| *known == scheme.name);
        found.map(|(_, token)| token.as_ref()).ok_or_else(|| Lack::Token(vec![scheme]))
    }
}

/// OAuth credentials for one call of an action, including its retries.
#[derive(Default)]
pub(crate) struct Shown<'c> {
    tokens: Vec<&'c dyn Authorize>,
    /// Bearer token of the last attempt, and the credentials it is from.
    last: Option<(&'c dyn Authorize, Secret)>,
    renewed: bool,
}

impl<'c> Shown<'c> {
    pub(crate) fn for_action(
        credentials: &'c Credentials,
        schemes: &'static [AuthScheme],
        sent: &[Sent],
        action: &ActionInfo,
    ) -> Self {
        // Missing credentials were reported when the request was built.
        Self {
            tokens: credentials.tokens(schemes, sent, action).unwrap_or_default(),
            last: None,
            renewed: false,
        }
    }

    /// Puts the credentials on a request that is about to be sent.
    pub(crate) async fn put_on(
        &mut self,
        mut request: Request<Bytes>,
        action: &'static ActionInfo,
        local: bool,
    ) -> Result<Request<Bytes>, Box<AuthorizationError>> {
        for token in &self.tokens {
            let bearer = token.put_on(&mut request, action, local).await?;
            self.last = bearer.map(|bearer| (*token, bearer)).or(self.last.take());
        }
        Ok(request)
    }

    /// Whether the request is to be sent again with another token: the response rejects the token, another one is
    /// available, and the action may be retried. At most once. An action that may not be retried uses the other token
    /// when it is called again.
    pub(crate) async fn is_rejected(
        &mut self,
        status: Option<u16>,
        token_stays: bool,
        action: &ActionInfo,
    ) -> bool {
        if status != Some(401) || token_stays {
            return false;
        }
        let Some((token, bearer)) = &self.last else { return false };
        let another = token.is_rejected(bearer).await;
        let again = another && action.is_repeatable() && !self.renewed;
        self.renewed |= again;
        again
    }
}
