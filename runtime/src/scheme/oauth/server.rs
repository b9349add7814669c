//! Router checks for OAuth: bearer tokens with scopes, and signed requests. An action may accept several schemes; the
//! credentials in the request decide which is checked.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use http::StatusCode;
use http::header::{AUTHORIZATION, HeaderValue};
use http::request::Parts;

use crate::media::is_labelled;
use crate::metadata::Place;
use crate::oauth::is_form;
use crate::oauth1::{Expected, KeyStore, Nonces, Rejection, Verified, Verifier};
use crate::oauth2::{BearerRejection, CheckBearer, Grant, check_bearer};
use crate::scheme::{Takes, constant};
use crate::server::reply::{Reply, Said};
use crate::server::{RequestContext, RouterError};
use crate::{ActionInfo, Api, AuthScheme, BearerFlow, ErrorCode};

/// Dyn-compatible version of [`Verifier`], with boxed futures.
pub(crate) trait DynVerifier: Send + Sync {
    fn verify<'c>(&'c self, head: &'c Parts, body: &'c [u8]) -> BoxFuture<'c, Result<Verified, Rejection>>;
}

impl<K: KeyStore, N: Nonces> DynVerifier for Verifier<K, N> {
    fn verify<'c>(&'c self, head: &'c Parts, body: &'c [u8]) -> BoxFuture<'c, Result<Verified, Rejection>> {
        Box::pin(Verifier::verify(self, head, body, Expected::AccessToken))
    }
}

/// Dyn-compatible version of [`CheckBearer`], with boxed futures.
pub(crate) trait DynBearer: Send + Sync {
    fn check<'c>(&'c self, head: &'c Parts) -> BoxFuture<'c, Result<Grant, BearerRejection>>;
}

impl<C: CheckBearer> DynBearer for C {
    fn check<'c>(&'c self, head: &'c Parts) -> BoxFuture<'c, Result<Grant, BearerRejection>> {
        Box::pin(check_bearer(self, &head.headers, &[]))
    }
}

/// The router's token checks, by scheme.
pub(crate) type TokenChecks = BTreeMap<&'static str, TokenCheck>;

pub(crate) enum TokenCheck {
    Signed(Box<dyn DynVerifier>),
    Bearer(Box<dyn DynBearer>),
}

/// OAuth authentication that an action needs: for each requirement, the schemes that satisfy it.
#[derive(Default, PartialEq)]
pub(crate) struct NeededTokens(Vec<Vec<NeededToken>>);

/// A scheme that satisfies a requirement, with the errors for rejections.
#[derive(Clone, Copy, PartialEq)]
struct NeededToken {
    scheme: &'static str,
    rejection: &'static str,
    insufficient_scope: &'static str,
}

/// Parameters of signed requests, which are not passed to the backend.
const PROTOCOL_PARAMETERS: [&str; 10] = [
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
    /// Returns the OAuth authentication that an action needs, with those schemes for which the router has a check. Any of
    /// the schemes of `choice` is enough.
    pub(crate) fn for_action<P: Api>(checks: &TokenChecks, action: &ActionInfo, choice: &[&str]) -> Self {
        let ways = |schemes: Vec<&'static AuthScheme>| {
            let way = |scheme: &&AuthScheme| {
                let rejected = scheme.rejection.unwrap_or(P::INFO.rejections.unauthenticated);
                let insufficient = match scheme.mechanism {
                    crate::Mechanism::OAuth2(BearerFlow {
                        insufficient_scope: Some(insufficient), ..
                    }) => insufficient,
                    _ => rejected,
                };
                checks.get(scheme.name).map(|_| NeededToken {
                    scheme: scheme.name,
                    rejection: rejected,
                    insufficient_scope: insufficient,
                })
            };
            schemes.iter().filter_map(way).collect()
        };
        Self(choices(P::INFO.auth, action, choice).into_iter().map(ways).collect())
    }

    /// Checks that every requirement has a scheme with a check.
    pub(crate) fn check_complete(
        &self,
        schemes: &'static [AuthScheme],
        action: &ActionInfo,
        choice: &[&str],
    ) -> Result<(), RouterError> {
        if self.0.iter().all(|ways| !ways.is_empty()) {
            return Ok(());
        }
        let wanted = choices(schemes, action, choice).into_iter().flatten();
        let methods: Vec<String> = wanted
            .map(|scheme| {
                let method = if let Takes::Tokens(method) = scheme.takes() { method } else { "credential" };
                format!("{method}({}, …)", constant(scheme.name))
            })
            .collect();
        Err(RouterError::NoTokenCheck { action: format!("{}/{}", action.module, action.name), methods })
    }

    /// Returns whether a request carries a token for every requirement; none if it does not. A form that is still to be
    /// read may carry one.
    pub(crate) fn carried(&self, checks: &TokenChecks, head: &Parts, body: Option<&[u8]>) -> Option<bool> {
        let is_signed_way = |way: &NeededToken| matches!(checks.get(way.scheme), Some(TokenCheck::Signed(_)));
        let has_bearer = is_of_scheme(head, "bearer ");
        let is_carried = |ways: &Vec<NeededToken>| {
            let signs = ways.iter().any(is_signed_way);
            match (has_bearer && !ways.iter().all(is_signed_way)) || (signs && is_signed(head, Some(&[]))) {
                true => Some(true),
                false => (signs && is_signed(head, body)).then_some(body.is_some()),
            }
        };
        self.0.iter().try_fold(true, |sure, ways| Some(sure & is_carried(ways)?))
    }

    /// Whether no token is needed.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names of the parameters that are not passed to the backend.
    pub(crate) fn protocol_parameters(&self) -> &'static [&'static str] {
        if self.0.is_empty() { &[] } else { &PROTOCOL_PARAMETERS }
    }

    /// Checks bearer tokens, before the body is read.
    pub(crate) async fn check_bearers<P: Api>(
        &self,
        checks: &TokenChecks,
        head: &Parts,
        action: &ActionInfo,
        context: &mut RequestContext,
    ) -> Result<(), Reply> {
        for ways in &self.0 {
            let Some((way, check)) = bearer_way(ways, checks, head, None) else { continue };
            match check.check(head).await {
                Ok(grant) => {
                    context.login.get_or_insert_with(|| grant.user.clone());
                    context.extensions.insert(grant);
                }
                Err(rejection) => return Err(reject_bearer::<P>(way.rejection, action, &rejection)),
            }
        }
        Ok(())
    }

    /// Verifies OAuth 1.0a signatures over the received data.
    pub(crate) async fn verify<P: Api>(
        &self,
        checks: &TokenChecks,
        head: &Parts,
        body: &[u8],
        action: &ActionInfo,
        context: &mut RequestContext,
    ) -> Result<(), Reply> {
        for ways in &self.0 {
            if bearer_way(ways, checks, head, None).is_some() {
                continue;
            }
            // The header has no bearer token, and the form has no signature.
            if let Some((way, _)) = bearer_way(ways, checks, head, Some(body)) {
                return Err(reject_bearer::<P>(way.rejection, action, &BearerRejection::Missing));
            }
            let signed = ways.iter().find_map(|way| match checks.get(way.scheme)? {
                TokenCheck::Signed(verifier) => Some((way, verifier)),
                TokenCheck::Bearer(_) => None,
            });
            let Some((way, verifier)) = signed else {
                return Err(Reply::rejection::<P>(
                    Some(action),
                    P::INFO.rejections.unauthenticated,
                    Said::General("Missing token".to_owned()),
                ));
            };
            match verifier.verify(head, body).await {
                Ok(verified) => {
                    if !is_covered(head, body, action) {
                        let message = "The body is neither signed nor of the documented media type";
                        let said = Said::OfRequest(message.to_owned());
                        return Err(Reply::rejection::<P>(Some(action), P::INFO.rejections.invalid, said));
                    }
                    context.login = context.login.take().or(verified.user.clone());
                    context.extensions.insert(verified);
                }
                Err(rejection) => {
                    let message = rejection.to_string();
                    let challenge = rejection.challenge(P::INFO.title);
                    return Err(reply::<P>(way.rejection, action, message, rejection.status(), challenge));
                }
            }
        }
        Ok(())
    }

    /// Checks the scopes of a bearer token against those that the action needs. A signed request has no scopes.
    pub(crate) fn check_scopes<P: Api>(
        &self,
        action: &ActionInfo,
        context: &RequestContext,
    ) -> Result<(), Reply> {
        let Some(grant) = context.extensions.get::<Grant>() else { return Ok(()) };
        let Err(rejection) = grant.allows(action.scopes) else { return Ok(()) };
        let insufficient = self.0.iter().flatten().find(|way| way.insufficient_scope != way.rejection);
        let error = insufficient
            .or(self.0.iter().flatten().next())
            .map_or(P::INFO.rejections.unauthenticated, |way| way.insufficient_scope);
        Err(reject_bearer::<P>(error, action, &rejection))
    }
}

/// Returns the bearer scheme if the request carries a bearer token, or if no other scheme is possible. Without a body,
/// a form that is still to be read may carry a signature.
fn bearer_way<'w>(
    ways: &'w [NeededToken],
    checks: &'w TokenChecks,
    head: &Parts,
    body: Option<&[u8]>,
) -> Option<(&'w NeededToken, &'w dyn DynBearer)> {
    let bearer = ways.iter().find_map(|way| match checks.get(way.scheme)? {
        TokenCheck::Bearer(check) => Some((way, check.as_ref())),
        TokenCheck::Signed(_) => None,
    });
    let others = ways.iter().any(|way| matches!(checks.get(way.scheme), Some(TokenCheck::Signed(_))));
    bearer.filter(|_| !others || !is_signed(head, body))
}

/// Whether a request carries an OAuth 1.0a signature in the header, the query or a form, or may carry one in a form
/// that has not been read yet.
fn is_signed(head: &Parts, body: Option<&[u8]>) -> bool {
    is_of_scheme(head, "oauth ")
        || head.uri.query().is_some_and(|query| query.contains(SIGNATURE))
        || (is_form(&head.headers)
            && !head.headers.contains_key(AUTHORIZATION)
            && body.is_none_or(|body| body.windows(SIGNATURE.len()).any(|part| part == SIGNATURE.as_bytes())))
}

/// Whether the header `Authorization` begins with a scheme, in any case.
fn is_of_scheme(head: &Parts, scheme: &str) -> bool {
    let begins = |value: &HeaderValue| {
        let start = value.as_bytes().get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    head.headers.get_all(AUTHORIZATION).iter().any(begins)
}

/// Returns the OAuth schemes that an action needs: a list for each scheme that it names, and one list of those any of
/// which is enough.
fn choices(
    schemes: &'static [AuthScheme],
    action: &ActionInfo,
    choice: &[&str],
) -> Vec<Vec<&'static AuthScheme>> {
    let find = |name: &&str| AuthScheme::find(schemes, name).filter(|scheme| is_oauth(scheme));
    let each = action.auth.iter().map(|name| find(name).into_iter().collect());
    let any = choice.iter().filter_map(find).collect();
    each.chain([any]).filter(|choice: &Vec<_>| !choice.is_empty()).collect()
}

/// Whether a scheme is one of OAuth.
pub(crate) fn is_oauth(scheme: &AuthScheme) -> bool {
    matches!(scheme.takes(), Takes::Tokens(_))
}

/// Text by which a signed query or form is recognized.
const SIGNATURE: &str = "oauth_signature=";

/// Whether a body that is not signed has the documented media type. Any other body could be added to a request that
/// another party has signed.
fn is_covered(head: &Parts, body: &[u8], action: &ActionInfo) -> bool {
    let is_documented = |(_, body): (Place, Place)| {
        body.media_type().is_some_and(|media_type| is_labelled(&head.headers, media_type))
    };
    body.is_empty() || is_form(&head.headers) || action.ways().any(is_documented)
}

fn reject_bearer<P: Api>(error: &str, action: &ActionInfo, rejection: &BearerRejection) -> Reply {
    let challenge = rejection.challenge(P::INFO.title);
    reply::<P>(error, action, rejection.to_string(), rejection.status(), challenge)
}

/// Builds a rejection in the API's error format. The status is the error's documented one, or else that of the RFC.
fn reply<P: Api>(
    error: &str,
    action: &ActionInfo,
    message: String,
    status: StatusCode,
    challenge: HeaderValue,
) -> Reply {
    let own = P::Code::from_name(error).and_then(|code| code.entry().and_then(|entry| entry.status));
    let status = own.is_none().then_some(status);
    let said = Said::OfRequest(message);
    Reply::rejection_as::<P>(Some(action), error, said, status).with_challenge(challenge)
}
