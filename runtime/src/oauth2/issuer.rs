//! Authorization server: issues codes after the user's consent, tokens for codes, and new tokens for refresh tokens.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL};
use http::{HeaderMap, Method, Request, StatusCode};

use super::bearer::Grant;
use super::grants::{Assertions, DeviceCodes, Devices, Grants, PublicKey};
use super::jwt::{CLIENT_ASSERTION, DEVICE_CODE, JWT_BEARER};
use super::ledger::{Application, Ledger, Live, PendingCode, Taken};
use super::routes::Paths;
use super::{Rejection, Scopes, pkce};
use crate::oauth::{
    Asked, Clock, Consent, Decision, Pairs, asked_pairs, asks, is_form, one, parse_pairs, send_to,
    unguessable,
};
use crate::scheme::CheckLogin;
use crate::{Secret, urlencoded};

/// Authorization server over a ledger, which the resource servers share. [`Issuer::into_axum`] turns it into an axum
/// router.
pub struct Issuer<L, C> {
    pub(super) ledger: Arc<L>,
    consent: C,
    pub(super) paths: Paths,
    code_lifetime: i64,
    token_lifetime: i64,
    rotation: bool,
    pub(super) grants: Grants,
    pub(super) clock: Clock,
}

impl<L, C> fmt::Debug for Issuer<L, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("paths", &self.paths).finish_non_exhaustive()
    }
}

/// Tokens that have just been issued.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuedTokens {
    /// Access token (`access_token` of the response).
    pub access: Secret,
    /// Lifetime of the access token, in seconds.
    pub expires_in: i64,
    /// New refresh token; `None` if the old one stays valid.
    pub refresh: Option<Secret>,
    /// Scopes of the access token, which may be fewer than those of the grant.
    pub scopes: Scopes,
}

impl<L: Ledger, C: Consent> Issuer<L, C> {
    /// Creates a server over a ledger, with a consent page. By default codes are valid for 60 seconds, access tokens
    /// for one hour, and a refresh token may be used once.
    pub fn new(ledger: Arc<L>, consent: C) -> Self {
        let (paths, clock) = (Paths::default(), Clock::system());
        let grants = Grants::default();
        Self {
            ledger,
            consent,
            paths,
            code_lifetime: 60,
            token_lifetime: 3600,
            rotation: true,
            grants,
            clock,
        }
    }

    /// Offers tokens to applications themselves (RFC 6749, 4.4): to those with a secret or a key.
    pub fn client_credentials(mut self) -> Self {
        self.grants.client_credentials = true;
        self
    }

    /// Offers tokens for users' passwords (RFC 6749, 4.3).
    pub fn passwords(mut self, check: impl CheckLogin) -> Self {
        self.grants.passwords = Some(Box::new(check));
        self
    }

    /// Accepts signed assertions (RFC 7523), as grants and in place of a secret. `audience` is what they must name:
    /// usually the address of the token endpoint. `keys` are the public keys by the issuers of assertions; an
    /// application that authenticates by one is an issuer with its own identifier.
    pub fn assertions(
        mut self,
        audience: impl Into<String>,
        keys: impl IntoIterator<Item = (String, PublicKey)>,
    ) -> Self {
        self.grants.assertions = Some(Assertions::new(audience.into(), keys.into_iter().collect()));
        self
    }

    /// Offers the authorization on another device (RFC 8628).
    pub fn devices(mut self, devices: Devices) -> Self {
        self.grants.devices = Some(devices);
        self
    }

    /// Sets the paths of the endpoints. Default: `/oauth2/authorize` and those beside it, see [`Paths`].
    pub fn paths(mut self, paths: Paths) -> Self {
        self.paths = paths;
        self
    }

    /// Sets the lifetime of a code in seconds, at most 600. Default: 60.
    pub fn code_lifetime(mut self, seconds: u32) -> Self {
        self.code_lifetime = i64::from(seconds.min(600));
        self
    }

    /// Sets the lifetime of an access token in seconds. Default: 3600.
    pub fn token_lifetime(mut self, seconds: u32) -> Self {
        self.token_lifetime = i64::from(seconds);
        self
    }

    /// Turns refresh token rotation off: a refresh token may be used repeatedly. Default: it may be used once.
    pub fn without_rotation(mut self) -> Self {
        self.rotation = false;
        self
    }

    /// Sets the clock that decides when codes and access tokens expire. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Handles an authorization request: asks the user for consent, then redirects to the application with a code or an
    /// error.
    ///
    /// # Errors
    /// When the method, the application or the redirect URI is wrong, or the store fails before they are checked. Then
    /// the user is not redirected.
    pub async fn authorize(&self, request: &Request<Bytes>) -> Result<Response, Rejection> {
        if !asks(request.method()) {
            return Err(Rejection::WrongMethod);
        }
        let pairs = asked_pairs(request, "client_id").map_err(|_| Rejection::NotAForm)?;
        let id = need(&pairs, "client_id")?;
        let application = self.ledger.application(id).await?.ok_or(Rejection::UnknownApplication)?;
        let redirect = parameter(&pairs, "redirect_uri")?;
        let registered = match redirect {
            Some(redirect) => application.redirects.iter().find(|known| *known == redirect),
            None if application.redirects.len() == 1 => application.redirects.first(),
            None => return Err(Rejection::MissingParameter("redirect_uri")),
        };
        let back = registered.ok_or(Rejection::RedirectDiffers)?;
        // From here on, errors are sent to the application by redirect.
        let state = parameter(&pairs, "state").ok().flatten();
        match self.ask(id, &application, redirect, &pairs, request).await {
            Ok(AuthorizeResponse::Page(page)) => Ok(page),
            Ok(AuthorizeResponse::Code(code)) => Ok(send_back(back, state, &[("code", code.expose())])),
            Err(rejection) => {
                tracing::debug!(?rejection, "authorization request rejected");
                let description = rejection.to_string();
                let error = [("error", rejection.code()), ("error_description", &description)];
                Ok(send_back(back, state, &error))
            }
        }
    }

    async fn ask(
        &self,
        id: &str,
        application: &Application,
        redirect: Option<&str>,
        pairs: &Pairs,
        request: &Request<Bytes>,
    ) -> Result<AuthorizeResponse, Rejection> {
        parameter(pairs, "state")?;
        if need(pairs, "response_type")? != "code" {
            return Err(Rejection::UnsupportedResponseType);
        }
        let challenge =
            match (parameter(pairs, "code_challenge")?, parameter(pairs, "code_challenge_method")?) {
                (Some(challenge), Some(pkce::METHOD)) if pkce::is_challenge(challenge) => {
                    Some(challenge.to_owned())
                }
                (None, None) if application.secret.is_some() => None,
                _ => return Err(Rejection::BadChallenge),
            };
        let text = parameter(pairs, "scope")?.unwrap_or_default();
        let asked = Asked::new(id, read_scopes(text, &application.scopes)?);
        let (user, granted) = match self.consent.decide(&asked, request).await {
            Decision::Ask(page) => return Ok(AuthorizeResponse::Page(page)),
            Decision::Denied => return Err(Rejection::Denied),
            Decision::Granted { user, scopes } => (user, scopes),
        };
        // The user may grant fewer scopes than requested, never more.
        let granted = granted.map_or(asked.scopes.clone(), |granted| {
            granted.iter().filter(|scope| asked.scopes.contains(scope)).collect()
        });
        if granted.is_empty() {
            return Err(Rejection::Denied);
        }
        let (code, grant_id) = (unguessable(), unguessable().expose().to_owned());
        let grant = Grant { id: grant_id, application: id.to_owned(), user, scopes: granted };
        let (redirect, expires) = (redirect.map(str::to_owned), self.clock.after(self.code_lifetime));
        self.ledger.keep_code(&code, PendingCode { grant, redirect, challenge, expires }).await?;
        Ok(AuthorizeResponse::Code(code))
    }

    /// Handles a token request: issues tokens for a code or a refresh token.
    ///
    /// # Errors
    /// Returns the reason of the rejection: the request is not a form, the client authentication fails, a parameter is
    /// missing or repeated, the code, the refresh token, the scope or the code verifier is not accepted, or the store
    /// fails. A code or refresh token that was used before ends its grant.
    pub async fn token(&self, request: &Request<Bytes>) -> Result<IssuedTokens, Rejection> {
        let form = read_form(request)?;
        let id = self.authenticate(request.headers(), &form).await?;
        match need(&form, "grant_type")? {
            "authorization_code" => self.exchange(&id, &form).await,
            "refresh_token" => self.refresh(&id, &form).await,
            "client_credentials" if self.grants.client_credentials => {
                let application = self.ledger.application(&id).await?.ok_or(Rejection::UnknownApplication)?;
                if application.secret.is_none() && parameter(&form, "client_assertion")?.is_none() {
                    return Err(Rejection::WrongSecret); // anybody may be a public application
                }
                self.issue_to(&id, id.clone(), asked_scopes(&form, &application.scopes)?, false).await
            }
            "password" => {
                let check = self.grants.passwords.as_ref().ok_or(Rejection::UnsupportedGrantType)?;
                let user = need(&form, "username")?;
                if !check.check(user, &Secret::from(need(&form, "password")?)).await {
                    return Err(Rejection::WrongPassword);
                }
                let application = self.ledger.application(&id).await?.ok_or(Rejection::UnknownApplication)?;
                self.issue_to(&id, user.to_owned(), asked_scopes(&form, &application.scopes)?, true).await
            }
            JWT_BEARER => {
                let accepted = self.grants.assertions.as_ref().ok_or(Rejection::UnsupportedGrantType)?;
                let (_, user) = accepted.verify(need(&form, "assertion")?, self.clock.now())?;
                let application = self.ledger.application(&id).await?.ok_or(Rejection::UnknownApplication)?;
                self.issue_to(&id, user, asked_scopes(&form, &application.scopes)?, false).await
            }
            DEVICE_CODE => {
                let devices = self.grants.devices.as_ref().ok_or(Rejection::UnsupportedGrantType)?;
                let (user, scopes) = devices.take(need(&form, "device_code")?, &id, self.clock.now())?;
                self.issue_to(&id, user, scopes, true).await
            }
            _ => Err(Rejection::UnsupportedGrantType),
        }
    }

    /// Issues the first tokens of a new grant.
    async fn issue_to(
        &self,
        id: &str,
        user: String,
        scopes: Scopes,
        with_refresh: bool,
    ) -> Result<IssuedTokens, Rejection> {
        let grant_id = unguessable().expose().to_owned();
        let grant = Grant { id: grant_id, application: id.to_owned(), user, scopes: scopes.clone() };
        self.issue(grant, scopes, with_refresh).await
    }

    /// Handles a device authorization request. Returns the codes and their lifetime in seconds.
    ///
    /// # Errors
    /// When the server offers no such authorization, the request is not a form, the client authentication fails, or a scope
    /// is not allowed.
    pub(super) async fn device(&self, request: &Request<Bytes>) -> Result<(DeviceCodes, i64), Rejection> {
        let devices = self.grants.devices.as_ref().ok_or(Rejection::UnsupportedGrantType)?;
        let form = read_form(request)?;
        let id = self.authenticate(request.headers(), &form).await?;
        let application = self.ledger.application(&id).await?.ok_or(Rejection::UnknownApplication)?;
        let scopes = asked_scopes(&form, &application.scopes)?;
        Ok((
            devices.begin(&id, scopes, (self.clock.now(), self.clock.after(DEVICE_LIFETIME))),
            DEVICE_LIFETIME,
        ))
    }

    async fn exchange(&self, id: &str, form: &Pairs) -> Result<IssuedTokens, Rejection> {
        let code = Secret::from(need(form, "code")?);
        let redirect = parameter(form, "redirect_uri")?;
        let verifier = parameter(form, "code_verifier")?.map(Secret::from);
        if verifier.as_ref().is_some_and(|verifier| !pkce::is_well_formed(verifier)) {
            return Err(Rejection::BadVerifier);
        }
        let pending = match self.ledger.take_code(&code, id).await? {
            Taken::Unknown => return Err(Rejection::UnknownCode),
            Taken::Used(grant) => {
                self.ledger.end(&grant).await?;
                return Err(Rejection::CodeUsed);
            }
            Taken::Fresh(pending) => pending,
        };
        if pending.expires <= self.clock.now() {
            return Err(Rejection::CodeExpired);
        }
        if pending.redirect.as_deref().is_some_and(|sent| Some(sent) != redirect) {
            return Err(Rejection::CodeRedirectDiffers);
        }
        let proved = match (&pending.challenge, &verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => pkce::is_verifier(verifier, challenge),
            // A verifier without a challenge: an attacker may have removed the challenge from the authorization
            // request.
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !proved {
            return Err(Rejection::WrongVerifier);
        }
        let scopes = pending.grant.scopes.clone();
        self.issue(pending.grant, scopes, true).await
    }

    async fn refresh(&self, id: &str, form: &Pairs) -> Result<IssuedTokens, Rejection> {
        let token = Secret::from(need(form, "refresh_token")?);
        let grant = match self.ledger.refresh(&token, id).await? {
            Taken::Unknown => return Err(Rejection::UnknownRefreshToken),
            Taken::Used(grant) => {
                self.ledger.end(&grant).await?;
                return Err(Rejection::RefreshTokenUsed);
            }
            Taken::Fresh(grant) => grant,
        };
        let mut scopes = grant.scopes.clone();
        if let Some(text) = parameter(form, "scope")? {
            scopes = read_scopes(text, &grant.scopes)?;
        }
        if self.rotation && !self.ledger.take_refresh(&token).await? {
            self.ledger.end(&grant.id).await?;
            return Err(Rejection::RefreshTokenUsed);
        }
        self.issue(grant, scopes, self.rotation).await
    }

    /// Issues an access token for these scopes of a grant. A new refresh token has all scopes of the grant, whatever
    /// this request asks for (RFC 6749, 6).
    async fn issue(
        &self,
        grant: Grant,
        scopes: Scopes,
        with_refresh: bool,
    ) -> Result<IssuedTokens, Rejection> {
        let (access, refresh) = (unguessable(), with_refresh.then(unguessable));
        let live = Live {
            grant: Grant { scopes: scopes.clone(), ..grant.clone() },
            expires: self.clock.after(self.token_lifetime),
        };
        let with = refresh.as_ref().map(|refresh| (refresh, grant));
        if !self.ledger.keep_tokens(&access, live, with).await? {
            return Err(Rejection::GrantEnded);
        }
        Ok(IssuedTokens { access, expires_in: self.token_lifetime, refresh, scopes })
    }

    /// Returns the status of an access token; `None` if it is unknown, expired or revoked.
    ///
    /// # Errors
    /// When the token cannot be looked up.
    pub async fn status(&self, token: &Secret) -> Result<Option<Live>, Rejection> {
        Ok(self.ledger.access(token).await?.filter(|live| live.expires > self.clock.now()))
    }

    /// Handles a revocation request: ends the grant of an access token or a refresh token. An unknown token is not an
    /// error (RFC 7009).
    ///
    /// # Errors
    /// When the request is not a form or has no token, the client authentication fails, or the store fails.
    pub async fn revoke(&self, request: &Request<Bytes>) -> Result<(), Rejection> {
        let form = read_form(request)?;
        let id = self.authenticate(request.headers(), &form).await?;
        let token = Secret::from(need(&form, "token")?);
        let grant = match self.ledger.refresh(&token, &id).await? {
            Taken::Fresh(grant) => Some(grant),
            Taken::Used(_) | Taken::Unknown => self.ledger.access(&token).await?.map(|live| live.grant),
        };
        if let Some(grant) = grant.filter(|grant| grant.application == id) {
            self.ledger.end(&grant.id).await?;
        }
        Ok(())
    }

    /// Authenticates the application by the form or the header. Returns its client identifier.
    async fn authenticate(&self, headers: &HeaderMap, form: &Pairs) -> Result<String, Rejection> {
        let in_form = parameter(form, "client_secret")?.map(Secret::from);
        let in_header = basic(headers)?;
        if let (Some(assertion), Some(accepted)) =
            (parameter(form, "client_assertion")?, &self.grants.assertions)
        {
            if in_form.is_some() || in_header.is_some() {
                return Err(Rejection::TwoProofs);
            }
            if need(form, "client_assertion_type")? != CLIENT_ASSERTION {
                return Err(Rejection::WrongSecret);
            }
            let verified = accepted.verify(assertion, self.clock.now());
            let (issuer, subject) = verified.map_err(|_| Rejection::WrongSecret)?;
            let is_other = parameter(form, "client_id")?.is_some_and(|id| id != subject);
            if issuer != subject || is_other || self.ledger.application(&subject).await?.is_none() {
                return Err(Rejection::WrongSecret);
            }
            return Ok(subject);
        }
        let (id, secret) = match (in_header, in_form) {
            (Some(_), Some(_)) => return Err(Rejection::TwoProofs),
            // The form may repeat the client identifier of the header, but not contain another one.
            (Some((id, _)), None) if parameter(form, "client_id")?.is_some_and(|other| other != id) => {
                return Err(Rejection::TwoProofs);
            }
            (Some((id, secret)), None) => (id, Some(secret)),
            (None, secret) => (need(form, "client_id")?.to_owned(), secret),
        };
        let application = self.ledger.application(&id).await?.ok_or(Rejection::UnknownApplication)?;
        match (application.secret, secret) {
            (Some(known), Some(secret)) if known == secret => Ok(id),
            (None, None) => Ok(id),
            _ => Err(Rejection::WrongSecret),
        }
    }
}

/// Lifetime of a device code, in seconds.
const DEVICE_LIFETIME: i64 = 600;

/// Returns the requested scopes; all that are allowed if none is requested.
fn asked_scopes(form: &Pairs, allowed: &Scopes) -> Result<Scopes, Rejection> {
    match parameter(form, "scope")? {
        Some(text) => read_scopes(text, allowed),
        None => Ok(allowed.clone()),
    }
}

enum AuthorizeResponse {
    Page(Response),
    Code(Secret),
}

fn parameter<'p>(pairs: &'p Pairs, name: &'static str) -> Result<Option<&'p str>, Rejection> {
    one(pairs, name).map_err(|_| Rejection::DuplicateParameter(name))
}

fn need<'p>(pairs: &'p Pairs, name: &'static str) -> Result<&'p str, Rejection> {
    parameter(pairs, name)?.filter(|value| !value.is_empty()).ok_or(Rejection::MissingParameter(name))
}

/// Parses the requested scopes, all of which must be allowed.
fn read_scopes(text: &str, allowed: &Scopes) -> Result<Scopes, Rejection> {
    let asked = Scopes::parse(text).filter(|scopes| !scopes.is_empty()).ok_or(Rejection::NoScope)?;
    match allowed.lacks(asked.iter()) {
        None => Ok(asked),
        Some(scope) => Err(Rejection::ForbiddenScope { scope: scope.to_owned() }),
    }
}

fn read_form(request: &Request<Bytes>) -> Result<Pairs, Rejection> {
    if request.method() == Method::POST && is_form(request.headers()) {
        parse_pairs(request.body()).map_err(|_| Rejection::NotAForm)
    } else {
        Err(Rejection::NotAForm)
    }
}

/// Returns client identifier and secret of the Basic header. At most one such header is allowed.
fn basic(headers: &HeaderMap) -> Result<Option<(String, Secret)>, Rejection> {
    match headers.get_all(AUTHORIZATION).iter().count() {
        0 => Ok(None),
        // Credentials that cannot be read are an error; the request is not treated as if it had none.
        1 => read_basic(headers).map(Some).ok_or(Rejection::WrongSecret),
        _ => Err(Rejection::TwoProofs),
    }
}

/// Reads the Basic header. Identifier and secret are form-encoded before they are joined (RFC 6749, 2.3.1).
fn read_basic(headers: &HeaderMap) -> Option<(String, Secret)> {
    let (id, secret) = crate::scheme::basic(headers)?;
    let decode = |text: &str| urlencoded::decode(text.as_bytes()).map(Cow::into_owned);
    Some((decode(&id)?, decode(secret.expose())?.into()))
}

fn send_back(address: &str, state: Option<&str>, more: &[(&str, &str)]) -> Response {
    let pairs = more.iter().copied().chain(state.map(|state| ("state", state)));
    let failed = || (StatusCode::INTERNAL_SERVER_ERROR, [(CACHE_CONTROL, "no-store")]).into_response();
    send_to(address, pairs).unwrap_or_else(failed)
}
