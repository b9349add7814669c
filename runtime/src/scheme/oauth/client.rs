//! Tokens of OAuth on a client's requests. Unlike all other credentials they change: every sending of a request is signed
//! anew, and a bearer token may have to be renewed first.

use std::error::Error;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::Request;
use http::header::{AUTHORIZATION, HeaderValue};

use super::choices;
use crate::client::{Credentials, Lack, Transport};
use crate::error::AuthorizationError;
use crate::{ActionInfo, AuthScheme, ErrorKind, Fault, Secret, oauth1, oauth2};

/// Shows that a client may.
pub(crate) trait Authorize: Send + Sync {
    /// Puts what shows it onto a request that is about to be sent. Gives the bearer token, if it is one. `local` says
    /// that the transport does not leave this machine.
    fn put_on<'c>(
        &'c self,
        request: &'c mut Request<Bytes>,
        action: &'static ActionInfo,
        local: bool,
    ) -> BoxFuture<'c, Result<Option<Secret>, Box<AuthorizationError>>>;

    /// Takes note that a server has refused this token. Whether another can be had.
    fn is_refused<'c>(&'c self, token: &'c Secret) -> BoxFuture<'c, bool>;
}

/// The error of an action for which there is nothing to show.
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

    fn is_refused<'c>(&'c self, _token: &'c Secret) -> BoxFuture<'c, bool> {
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
                let fault = Fault::limit("not sent: the token does not fit into a header");
                denied(action, ErrorKind::Other, fault)
            })?;
            header.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, header);
            Ok(Some(token))
        })
    }

    fn is_refused<'c>(&'c self, token: &'c Secret) -> BoxFuture<'c, bool> {
        Box::pin(self.refuse(token))
    }
}

impl Credentials {
    /// What shows that a client may carry out an action, or what is missing and how to give it.
    pub(crate) fn tokens(
        &self,
        schemes: &'static [AuthScheme],
        action: &ActionInfo,
    ) -> Result<Vec<&dyn Authorize>, Lack> {
        let find = |scheme: &AuthScheme| {
            self.tokens.iter().find(|(known, _)| *known == scheme.name).map(|(_, token)| token.as_ref())
        };
        let token = |choice: Vec<&'static AuthScheme>| {
            choice.iter().copied().find_map(find).ok_or(Lack::Token(choice))
        };
        choices(schemes, action).into_iter().map(token).collect()
    }
}

/// What shows that a client may carry out an action, over all its sendings.
#[derive(Default)]
pub(crate) struct Shown<'c> {
    tokens: Vec<&'c dyn Authorize>,
    /// The bearer token of the last sending, and whose it is.
    last: Option<(&'c dyn Authorize, Secret)>,
    renewed: bool,
}

impl<'c> Shown<'c> {
    pub(crate) fn of(
        credentials: &'c Credentials,
        schemes: &'static [AuthScheme],
        action: &ActionInfo,
    ) -> Self {
        // What is missing was said when the request was made.
        Self { tokens: credentials.tokens(schemes, action).unwrap_or_default(), last: None, renewed: false }
    }

    /// Puts it onto a request that is about to be sent.
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

    /// Whether an answer refuses the token, there is another, and the action may be repeated: then it is, once. An action
    /// that may not be repeated gets the other token when it is called again.
    pub(crate) async fn is_refused(
        &mut self,
        status: Option<u16>,
        token_stays: bool,
        action: &ActionInfo,
    ) -> bool {
        if status != Some(401) || token_stays {
            return false;
        }
        let Some((token, bearer)) = &self.last else { return false };
        let another = token.is_refused(bearer).await;
        let again = another && action.effect.is_repeatable() && !self.renewed;
        self.renewed |= again;
        again
    }
}
