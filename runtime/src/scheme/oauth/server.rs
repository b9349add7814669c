//! Who may call, by OAuth: bearer tokens with scopes, and signed requests. Several schemes may serve one action; what the
//! request brings says which is meant.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use http::StatusCode;
use http::header::{AUTHORIZATION, HeaderValue};
use http::request::Parts;

use super::choices;
use crate::facts::MediaType;
use crate::media::is_labelled;
use crate::oauth::is_form;
use crate::oauth1::{Expected, Keys, Nonces, Refusal, Verified, Verifier};
use crate::oauth2::{BearerRefusal, CheckBearer, Grant, check_bearer};
use crate::scheme::{Takes, constant};
use crate::server::reply::Reply;
use crate::server::{Context, RouterError};
use crate::{ActionInfo, Api, AuthScheme, BearerFlow, ErrorCode};

/// [`Verifier`] behind a pointer.
pub(crate) trait DynVerifier: Send + Sync {
    fn verify<'c>(&'c self, head: &'c Parts, body: &'c [u8]) -> BoxFuture<'c, Result<Verified, Refusal>>;
}

impl<K: Keys, N: Nonces> DynVerifier for Verifier<K, N> {
    fn verify<'c>(&'c self, head: &'c Parts, body: &'c [u8]) -> BoxFuture<'c, Result<Verified, Refusal>> {
        Box::pin(Verifier::verify(self, head, body, Expected::AccessToken))
    }
}

/// [`CheckBearer`] behind a pointer.
pub(crate) trait DynBearer: Send + Sync {
    fn check<'c>(&'c self, head: &'c Parts) -> BoxFuture<'c, Result<Grant, BearerRefusal>>;
}

impl<C: CheckBearer> DynBearer for C {
    fn check<'c>(&'c self, head: &'c Parts) -> BoxFuture<'c, Result<Grant, BearerRefusal>> {
        Box::pin(check_bearer(self, &head.headers, &[]))
    }
}

/// What a router was given to check tokens with, by scheme.
pub(crate) type TokenChecks = BTreeMap<&'static str, TokenCheck>;

pub(crate) enum TokenCheck {
    Signed(Box<dyn DynVerifier>),
    Bearer(Box<dyn DynBearer>),
}

/// What an action needs: for each scheme that it names, those that serve it.
#[derive(Default, PartialEq)]
pub(crate) struct NeededTokens(Vec<Vec<Way>>);

/// A scheme that serves an action, with the errors that refuse.
#[derive(Clone, Copy, PartialEq)]
struct Way {
    scheme: &'static str,
    refused: &'static str,
    lacking: &'static str,
}

/// The parameters of signed requests, which are no business of a backend's.
const MADE: [&str; 10] = [
    "oauth_body_hash",
    "oauth_callback",
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_token",
    "oauth_verifier",
    "oauth_version",
];

impl NeededTokens {
    /// What an action needs, of the schemes that the router can check.
    pub(crate) fn of<P: Api>(checks: &TokenChecks, action: &ActionInfo) -> Self {
        let ways = |schemes: Vec<&'static AuthScheme>| {
            let way = |scheme: &&AuthScheme| {
                let refused = scheme.refused.unwrap_or(P::INFO.refusals.login);
                let lacking = match scheme.mechanism {
                    crate::Mechanism::OAuth2(BearerFlow { lacking: Some(lacking), .. }) => lacking,
                    _ => refused,
                };
                checks.get(scheme.name).map(|_| Way { scheme: scheme.name, refused, lacking })
            };
            schemes.iter().filter_map(way).collect()
        };
        Self(choices(P::INFO.auth, action).into_iter().map(ways).collect())
    }

    /// Whether there is a way to check everything.
    pub(crate) fn suffice<P: Api>(&self, action: &ActionInfo) -> Result<(), RouterError> {
        if self.0.iter().all(|ways| !ways.is_empty()) {
            return Ok(());
        }
        let schemes = choices(P::INFO.auth, action).into_iter().flatten();
        let methods: Vec<String> = schemes
            .map(|scheme| {
                let method = if let Takes::Tokens(method) = scheme.takes() { method } else { "credential" };
                format!("{method}({}, …)", constant(scheme.name))
            })
            .collect();
        Err(RouterError::NoTokenCheck { action: format!("{}/{}", action.module, action.name), methods })
    }

    /// The parameters that are no business of the backend's.
    pub(crate) fn made(&self) -> &'static [&'static str] {
        if self.0.is_empty() { &[] } else { &MADE }
    }

    /// Checks what stands in the header, before the body is read.
    pub(crate) async fn check_bearers<P: Api>(
        &self,
        checks: &TokenChecks,
        head: &Parts,
        action: &ActionInfo,
        context: &mut Context,
    ) -> Result<(), Reply> {
        for ways in &self.0 {
            let Some((way, check)) = bearer_way(ways, checks, head, None) else { continue };
            match check.check(head).await {
                Ok(grant) => {
                    context.login.get_or_insert_with(|| grant.user.clone());
                    context.extensions.insert(grant);
                }
                Err(refusal) => return Err(refuse_bearer::<P>(way.refused, action, &refusal)),
            }
        }
        Ok(())
    }

    /// Verifies what was signed, over what has been received.
    pub(crate) async fn verify<P: Api>(
        &self,
        checks: &TokenChecks,
        head: &Parts,
        body: &[u8],
        action: &ActionInfo,
        context: &mut Context,
    ) -> Result<(), Reply> {
        for ways in &self.0 {
            if bearer_way(ways, checks, head, None).is_some() {
                continue;
            }
            // Neither in the header nor in the form.
            if let Some((way, _)) = bearer_way(ways, checks, head, Some(body)) {
                return Err(refuse_bearer::<P>(way.refused, action, &BearerRefusal::Missing));
            }
            let signed = ways.iter().find_map(|way| match checks.get(way.scheme)? {
                TokenCheck::Signed(verifier) => Some((way, verifier)),
                TokenCheck::Bearer(_) => None,
            });
            let Some((way, verifier)) = signed else {
                return Err(Reply::refusal::<P>(Some(action), P::INFO.refusals.login, "No token".to_owned()));
            };
            match verifier.verify(head, body).await {
                Ok(verified) => {
                    if !is_covered(head, body, action) {
                        let message = "The body is neither signed nor of the documented form".to_owned();
                        return Err(Reply::refusal::<P>(Some(action), P::INFO.refusals.invalid, message));
                    }
                    context.login = context.login.take().or(verified.user.clone());
                    context.extensions.insert(verified);
                }
                Err(refusal) => {
                    let message = refusal.to_string();
                    let challenge = refusal.challenge(P::INFO.title);
                    return Err(reply::<P>(way.refused, action, message, refusal.status(), challenge));
                }
            }
        }
        Ok(())
    }

    /// Holds the scopes of a bearer token against those that an action needs. A signed request has none.
    pub(crate) fn check_scopes<P: Api>(&self, action: &ActionInfo, context: &Context) -> Result<(), Reply> {
        let Some(grant) = context.extensions.get::<Grant>() else { return Ok(()) };
        let Err(refusal) = grant.allows(action.scopes) else { return Ok(()) };
        let lacking = self.0.iter().flatten().find(|way| way.lacking != way.refused);
        let error =
            lacking.or(self.0.iter().flatten().next()).map_or(P::INFO.refusals.login, |way| way.lacking);
        Err(refuse_bearer::<P>(error, action, &refusal))
    }
}

/// The way of a bearer token, if that is what the request brings, or if there is no other way. Before there is a body to look
/// at, nobody knows of a form.
fn bearer_way<'w>(
    ways: &'w [Way],
    checks: &'w TokenChecks,
    head: &Parts,
    body: Option<&[u8]>,
) -> Option<(&'w Way, &'w dyn DynBearer)> {
    let bearer = ways.iter().find_map(|way| match checks.get(way.scheme)? {
        TokenCheck::Bearer(check) => Some((way, check.as_ref())),
        TokenCheck::Signed(_) => None,
    });
    let others = ways.iter().any(|way| matches!(checks.get(way.scheme), Some(TokenCheck::Signed(_))));
    bearer.filter(|_| !others || !is_signed(head, body))
}

/// Whether a request brings a signature of OAuth 1, in the header, in the query or in a form; or may bring one, in a form that
/// is not there yet.
fn is_signed(head: &Parts, body: Option<&[u8]>) -> bool {
    let scheme = |value: &HeaderValue| {
        value.as_bytes().get(..6).is_some_and(|start| start.eq_ignore_ascii_case(b"oauth "))
    };
    head.headers.get_all(AUTHORIZATION).iter().any(scheme)
        || head.uri.query().is_some_and(|query| query.contains(SIGNATURE))
        || (is_form(&head.headers)
            && !head.headers.contains_key(AUTHORIZATION)
            && body.is_none_or(|body| body.windows(SIGNATURE.len()).any(|part| part == SIGNATURE.as_bytes())))
}

/// What a signed query or form has in it.
const SIGNATURE: &str = "oauth_signature=";

/// Whether a body that is not signed has the form that the documents name. Any other could be slipped into a request that
/// somebody else has signed.
fn is_covered(head: &Parts, body: &[u8], action: &ActionInfo) -> bool {
    let json = || is_labelled(&head.headers, MediaType::Json);
    body.is_empty() || is_form(&head.headers) || (action.placement().is_json() && json())
}

fn refuse_bearer<P: Api>(error: &str, action: &ActionInfo, refusal: &BearerRefusal) -> Reply {
    let challenge = refusal.challenge(P::INFO.title);
    reply::<P>(error, action, refusal.to_string(), refusal.status(), challenge)
}

/// A refusal in the API's own form. Its status is the error's own, or else what the RFCs say.
fn reply<P: Api>(
    error: &str,
    action: &ActionInfo,
    message: String,
    status: StatusCode,
    challenge: HeaderValue,
) -> Reply {
    let own = P::Code::from_name(error).and_then(|code| code.entry().and_then(|entry| entry.status));
    let status = own.is_none().then_some(status);
    Reply::refusal_as::<P>(Some(action), error, message, status).with_challenge(challenge)
}
