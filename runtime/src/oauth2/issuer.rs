//! An authorization server: codes after the user's consent, tokens for codes, new tokens for old ones.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL};
use http::{HeaderMap, Method, Request, StatusCode};

use super::bearer::Grant;
use super::ledger::{Application, Ledger, Live, PendingCode, Taken};
use super::routes::Paths;
use super::{Refusal, Scopes, pkce};
use crate::oauth::{
    Asked, Clock, Consent, Decision, Pairs, asked_pairs, asks, is_form, one, parse_pairs, send_to,
    unguessable,
};
use crate::{Secret, urlencoded};

/// An authorization server over a ledger, which resource servers share. It becomes a piece of an axum router by
/// [`Issuer::into_axum`].
pub struct Issuer<L, C> {
    pub(super) ledger: Arc<L>,
    consent: C,
    pub(super) paths: Paths,
    code_lifetime: i64,
    token_lifetime: i64,
    rotation: bool,
    pub(super) clock: Clock,
}

impl<L, C> fmt::Debug for Issuer<L, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("paths", &self.paths).finish_non_exhaustive()
    }
}

/// Tokens that were just given out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issued {
    /// The access token.
    pub access: Secret,
    /// For how many seconds it is good.
    pub expires_in: i64,
    /// The refresh token; none when the old one stays good.
    pub refresh: Option<Secret>,
    /// What the access token may be used for.
    pub scopes: Scopes,
}

impl<L: Ledger, C: Consent> Issuer<L, C> {
    /// A server over this ledger that asks users this way. Codes are good for 60 seconds, access tokens for an hour,
    /// refresh tokens once.
    pub fn new(ledger: Arc<L>, consent: C) -> Self {
        let (paths, clock) = (Paths::default(), Clock::system());
        Self { ledger, consent, paths, code_lifetime: 60, token_lifetime: 3600, rotation: true, clock }
    }

    /// Other paths.
    pub fn paths(mut self, paths: Paths) -> Self {
        self.paths = paths;
        self
    }

    /// How long a code is good, in seconds; ten minutes at most.
    pub fn code_lifetime(mut self, seconds: u32) -> Self {
        self.code_lifetime = i64::from(seconds.min(600));
        self
    }

    /// How long an access token is good, in seconds.
    pub fn token_lifetime(mut self, seconds: u32) -> Self {
        self.token_lifetime = i64::from(seconds);
        self
    }

    /// Lets a refresh token be used again and again.
    pub fn without_rotation(mut self) -> Self {
        self.rotation = false;
        self
    }

    /// Another clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Asks the user for consent, and sends him back with a code or with an error.
    ///
    /// # Errors
    /// When the application or its redirect address is wrong: then the user is not sent anywhere.
    pub async fn authorize(&self, request: &Request<Bytes>) -> Result<Response, Refusal> {
        if !asks(request.method()) {
            return Err(Refusal::WrongMethod);
        }
        let pairs = asked_pairs(request, "client_id").map_err(|_| Refusal::NotAForm)?;
        let id = need(&pairs, "client_id")?;
        let application = self.ledger.application(id).await?.ok_or(Refusal::UnknownApplication)?;
        let redirect = parameter(&pairs, "redirect_uri")?;
        let registered = match redirect {
            Some(redirect) => application.redirects.iter().find(|known| *known == redirect),
            None if application.redirects.len() == 1 => application.redirects.first(),
            None => return Err(Refusal::MissingParameter("redirect_uri")),
        };
        let back = registered.ok_or(Refusal::RedirectDiffers)?;
        // From here on the application hears of it.
        let state = parameter(&pairs, "state").ok().flatten();
        match self.ask(id, &application, redirect, &pairs, request).await {
            Ok(Answer::Page(page)) => Ok(page),
            Ok(Answer::Code(code)) => Ok(send_back(back, state, &[("code", code.expose())])),
            Err(refusal) => {
                tracing::debug!(?refusal, "no code");
                let description = refusal.to_string();
                let error = [("error", refusal.code()), ("error_description", &description)];
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
    ) -> Result<Answer, Refusal> {
        parameter(pairs, "state")?;
        if need(pairs, "response_type")? != "code" {
            return Err(Refusal::UnsupportedResponseType);
        }
        let challenge =
            match (parameter(pairs, "code_challenge")?, parameter(pairs, "code_challenge_method")?) {
                (Some(challenge), Some(pkce::METHOD)) if pkce::is_challenge(challenge) => {
                    Some(challenge.to_owned())
                }
                (None, None) if application.secret.is_some() => None,
                _ => return Err(Refusal::BadChallenge),
            };
        let text = parameter(pairs, "scope")?.unwrap_or_default();
        let asked = Asked::new(id, read_scopes(text, &application.scopes)?);
        let (user, granted) = match self.consent.decide(&asked, request).await {
            Decision::Ask(page) => return Ok(Answer::Page(page)),
            Decision::Denied => return Err(Refusal::Denied),
            Decision::Granted { user, scopes } => (user, scopes),
        };
        // A user gives less than was asked, never more.
        let granted = granted.map_or(asked.scopes.clone(), |granted| {
            granted.iter().filter(|scope| asked.scopes.contains(scope)).collect()
        });
        if granted.is_empty() {
            return Err(Refusal::Denied);
        }
        let (code, grant_id) = (unguessable(), unguessable().expose().to_owned());
        let grant = Grant { id: grant_id, application: id.to_owned(), user, scopes: granted };
        let (redirect, expires) = (redirect.map(str::to_owned), self.clock.after(self.code_lifetime));
        self.ledger.keep_code(&code, PendingCode { grant, redirect, challenge, expires }).await?;
        Ok(Answer::Code(code))
    }

    /// Gives tokens for a code or a refresh token.
    ///
    /// # Errors
    /// Says why the request is refused.
    pub async fn token(&self, request: &Request<Bytes>) -> Result<Issued, Refusal> {
        let form = read_form(request)?;
        let id = self.authenticate(request.headers(), &form).await?;
        match need(&form, "grant_type")? {
            "authorization_code" => self.exchange(&id, &form).await,
            "refresh_token" => self.refresh(&id, &form).await,
            _ => Err(Refusal::UnsupportedGrantType),
        }
    }

    async fn exchange(&self, id: &str, form: &Pairs) -> Result<Issued, Refusal> {
        let code = Secret::from(need(form, "code")?);
        let redirect = parameter(form, "redirect_uri")?;
        let verifier = parameter(form, "code_verifier")?.map(Secret::from);
        if verifier.as_ref().is_some_and(|verifier| !pkce::is_well_formed(verifier)) {
            return Err(Refusal::BadVerifier);
        }
        let pending = match self.ledger.take_code(&code, id).await? {
            Taken::Unknown => return Err(Refusal::UnknownCode),
            Taken::Used(grant) => {
                self.ledger.end(&grant).await?;
                return Err(Refusal::CodeUsed);
            }
            Taken::Fresh(pending) => pending,
        };
        if pending.expires <= self.clock.now() {
            return Err(Refusal::CodeExpired);
        }
        if pending.redirect.as_deref().is_some_and(|sent| Some(sent) != redirect) {
            return Err(Refusal::CodeRedirectDiffers);
        }
        let proved = match (&pending.challenge, &verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => pkce::is_verifier(verifier, challenge),
            // A verifier without a challenge: somebody has taken the challenge out on its way.
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !proved {
            return Err(Refusal::WrongVerifier);
        }
        let scopes = pending.grant.scopes.clone();
        self.issue(pending.grant, scopes, true).await
    }

    async fn refresh(&self, id: &str, form: &Pairs) -> Result<Issued, Refusal> {
        let token = Secret::from(need(form, "refresh_token")?);
        let grant = match self.ledger.refresh(&token, id).await? {
            Taken::Unknown => return Err(Refusal::UnknownRefreshToken),
            Taken::Used(grant) => {
                self.ledger.end(&grant).await?;
                return Err(Refusal::RefreshTokenUsed);
            }
            Taken::Fresh(grant) => grant,
        };
        let mut scopes = grant.scopes.clone();
        if let Some(text) = parameter(form, "scope")? {
            scopes = read_scopes(text, &grant.scopes)?;
        }
        if self.rotation && !self.ledger.take_refresh(&token).await? {
            self.ledger.end(&grant.id).await?;
            return Err(Refusal::RefreshTokenUsed);
        }
        self.issue(grant, scopes, self.rotation).await
    }

    /// Gives an access token out for these scopes of a grant. A refresh token beside it is for all of them, whatever was asked
    /// for this time (RFC 6749, 6).
    async fn issue(&self, grant: Grant, scopes: Scopes, with_refresh: bool) -> Result<Issued, Refusal> {
        let (access, refresh) = (unguessable(), with_refresh.then(unguessable));
        let live = Live {
            grant: Grant { scopes: scopes.clone(), ..grant.clone() },
            expires: self.clock.after(self.token_lifetime),
        };
        let with = refresh.as_ref().map(|refresh| (refresh, grant));
        if !self.ledger.keep_tokens(&access, live, with).await? {
            return Err(Refusal::GrantEnded);
        }
        Ok(Issued { access, expires_in: self.token_lifetime, refresh, scopes })
    }

    /// What an access token is worth; none when it is not known, has run out or was withdrawn.
    ///
    /// # Errors
    /// When it cannot be looked up.
    pub async fn status(&self, token: &Secret) -> Result<Option<Live>, Refusal> {
        Ok(self.ledger.access(token).await?.filter(|live| live.expires > self.clock.now()))
    }

    /// Ends the grant of an access token or a refresh token. A token that is not known is no failure (RFC 7009).
    ///
    /// # Errors
    /// When the application has not proved who it is.
    pub async fn revoke(&self, request: &Request<Bytes>) -> Result<(), Refusal> {
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

    /// The application that a form or a header proves: its id.
    async fn authenticate(&self, headers: &HeaderMap, form: &Pairs) -> Result<String, Refusal> {
        let in_form = parameter(form, "client_secret")?.map(Secret::from);
        let in_header = basic(headers)?;
        let (id, secret) = match (in_header, in_form) {
            (Some(_), Some(_)) => return Err(Refusal::TwoProofs),
            // The form need not name the application again; another one it must not name.
            (Some((id, _)), None) if parameter(form, "client_id")?.is_some_and(|other| other != id) => {
                return Err(Refusal::TwoProofs);
            }
            (Some((id, secret)), None) => (id, Some(secret)),
            (None, secret) => (need(form, "client_id")?.to_owned(), secret),
        };
        let application = self.ledger.application(&id).await?.ok_or(Refusal::UnknownApplication)?;
        match (application.secret, secret) {
            (Some(known), Some(secret)) if known == secret => Ok(id),
            (None, None) => Ok(id),
            _ => Err(Refusal::WrongSecret),
        }
    }
}

enum Answer {
    Page(Response),
    Code(Secret),
}

fn parameter<'p>(pairs: &'p Pairs, name: &'static str) -> Result<Option<&'p str>, Refusal> {
    one(pairs, name).map_err(|_| Refusal::DuplicateParameter(name))
}

fn need<'p>(pairs: &'p Pairs, name: &'static str) -> Result<&'p str, Refusal> {
    parameter(pairs, name)?.filter(|value| !value.is_empty()).ok_or(Refusal::MissingParameter(name))
}

/// The scopes that are asked for, all of which have to be among these.
fn read_scopes(text: &str, allowed: &Scopes) -> Result<Scopes, Refusal> {
    let asked = Scopes::parse(text).filter(|scopes| !scopes.is_empty()).ok_or(Refusal::NoScope)?;
    match allowed.lacks(asked.iter()) {
        None => Ok(asked),
        Some(scope) => Err(Refusal::ScopeRefused { scope: scope.to_owned() }),
    }
}

fn read_form(request: &Request<Bytes>) -> Result<Pairs, Refusal> {
    if request.method() == Method::POST && is_form(request.headers()) {
        parse_pairs(request.body()).map_err(|_| Refusal::NotAForm)
    } else {
        Err(Refusal::NotAForm)
    }
}

/// Id and secret of the Basic header, of which there may be one.
fn basic(headers: &HeaderMap) -> Result<Option<(String, Secret)>, Refusal> {
    match headers.get_all(AUTHORIZATION).iter().count() {
        0 => Ok(None),
        // What cannot be read proves nothing. It is not passed over, as if nobody had tried.
        1 => read_basic(headers).map(Some).ok_or(Refusal::WrongSecret),
        _ => Err(Refusal::TwoProofs),
    }
}

/// Both are escaped before they are joined (RFC 6749, 2.3.1).
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
