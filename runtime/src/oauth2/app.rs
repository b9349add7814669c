//! Authorization on the client side: the authorization URL, the exchange of the code that the user is sent back with, and
//! requests for tokens without a browser.

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Method, Request};

use super::error::{Code, Error, FlowStep};
use super::jwt::{CLIENT_ASSERTION, JWT_BEARER};
use super::request::{Assertion, Grant, SigningKey, TokenRequest};
use super::token_response::{error_response, read_status, read_tokens, reject_error_status};
use super::{ClientAuthentication, Scope, Scopes, Status, Tokens, pkce};
use crate::client::Transport;
use crate::oauth::{
    Clock, Sending as _, check_address, moved, one, percent, returned_pairs, unguessable, with_query,
};
use crate::scheme::BasicCredentials;
use crate::{Api, AuthScheme, Mechanism, OAuth2, Secret};

/// Endpoints of an authorization server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Authorization endpoint, which asks the user.
    pub authorize: String,
    /// Token endpoint, which issues tokens.
    pub token: String,
    /// Token status endpoint, which returns the application, user, expiry and scopes of a token; `{token}` in it is
    /// replaced by the token. `None` if the server has none.
    pub status: Option<String>,
    /// Revocation endpoint (RFC 7009). `None` if the server has none.
    pub revoke: Option<String>,
    /// Device authorization endpoint (RFC 8628). `None` if the server has none.
    pub device: Option<String>,
}

impl Endpoints {
    /// Creates the endpoints from the two that every server has.
    pub fn new(authorize: impl Into<String>, token: impl Into<String>) -> Self {
        Self { authorize: authorize.into(), token: token.into(), status: None, revoke: None, device: None }
    }

    /// Moves the endpoints to another base URL, such as that of a sandbox: `https://sandbox.example`. The paths stay.
    pub fn at(self, base: &str) -> Self {
        Self {
            authorize: moved(&self.authorize, base),
            token: moved(&self.token, base),
            status: self.status.map(|address| moved(&address, base)),
            revoke: self.revoke.map(|address| moved(&address, base)),
            device: self.device.map(|address| moved(&address, base)),
        }
    }
}

impl<P: Api> OAuth2<P> {
    /// Returns the documented endpoints of the scheme; their URLs are empty if the API has no such scheme.
    pub fn endpoints(self) -> Endpoints {
        let known = AuthScheme::find(P::INFO.auth, self.scheme());
        match known.map(|scheme| &scheme.mechanism) {
            Some(Mechanism::OAuth2(flow)) => Endpoints {
                status: flow.status.map(str::to_owned),
                revoke: flow.revoke.map(str::to_owned),
                device: flow.device.map(str::to_owned),
                ..Endpoints::new(flow.authorize, flow.token)
            },
            // Empty addresses: nothing is sent to an invalid address.
            _ => Endpoints::new("", ""),
        }
    }
}

/// Application (RFC 6749: client), as it is registered with an authorization server.
///
/// ```no_run
/// # use bindery_runtime::{Http, oauth2::*};
/// # bindery_runtime::scopes! { pub enum Scope { Basic = "basic", } }
/// # async fn example(endpoints: Endpoints, returned: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let app = App::new("our id", "our secret", "https://partner.example/returned", endpoints, Http::new()?);
/// let attempt = app.authorize(&[Scope::Basic])?;
/// // The user opens attempt.address() and is sent back to the redirect URI, at the address `returned`.
/// let tokens = app.finish(attempt, returned).await?;
/// let holder = Holder::new(app, FileStore::new("tokens.json"));
/// holder.keep(tokens).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct App<T> {
    id: String,
    secret: Secret,
    redirect: String,
    endpoints: Endpoints,
    authentication: ClientAuthentication,
    key: Option<SigningKey>,
    separator: String,
    parameters: Vec<(String, String)>,
    pkce: bool,
    plain: bool,
    clock: Clock,
    transport: T,
}

/// Authorization that waits for the user. A web application keeps it in the user's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    address: Secret,
    state: Secret,
    verifier: Option<Secret>,
    scopes: Scopes,
}

impl Attempt {
    /// Returns the URL to which the user must be sent.
    pub fn address(&self) -> &str {
        self.address.expose()
    }

    /// Returns the value of `state` with which the user must be sent back.
    pub fn state(&self) -> &Secret {
        &self.state
    }

    /// Returns the PKCE code verifier for the exchange of the code; `None` without PKCE. Never sent to the user's browser.
    pub fn verifier(&self) -> Option<&Secret> {
        self.verifier.as_ref()
    }

    /// Returns the scopes that this attempt requests.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }
}

impl<T: Transport> App<T> {
    /// Creates an application with this client identifier and secret. `redirect` is the redirect URI to which users are
    /// sent back.
    pub fn new(
        id: impl Into<String>,
        secret: impl Into<Secret>,
        redirect: impl Into<String>,
        endpoints: Endpoints,
        transport: T,
    ) -> Self {
        let (id, secret, redirect) = (id.into(), secret.into(), redirect.into());
        Self {
            id,
            secret,
            redirect,
            endpoints,
            authentication: ClientAuthentication::Form,
            key: None,
            separator: " ".to_owned(),
            parameters: Vec::new(),
            pkce: true,
            plain: false,
            clock: Clock::system(),
            transport,
        }
    }

    /// Sets how the application authenticates at the token endpoint. Default: identifier and secret in the form. A private
    /// key is set with [`private_key`](Self::private_key).
    pub fn client_authentication(mut self, how: ClientAuthentication) -> Self {
        self.authentication = how;
        self
    }

    /// Authenticates at the token endpoint by an assertion that this key signs (RFC 7523, 2.2), in place of the secret.
    pub fn private_key(mut self, key: SigningKey) -> Self {
        (self.authentication, self.key) = (ClientAuthentication::PrivateKey, Some(key));
        self
    }

    /// Adds a parameter to every request to the authorization server, such as `audience`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets the text between scopes. Default: a space, as RFC 6749 says.
    pub fn scope_separator(mut self, text: impl Into<String>) -> Self {
        self.separator = text.into();
        self
    }

    /// Turns PKCE off, for a server that rejects unknown parameters. Default: on.
    pub fn without_pkce(mut self) -> Self {
        self.pkce = false;
        self
    }

    /// Allows sending secrets over plain `http` to other machines. For test networks only.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain = true;
        self
    }

    /// Sets the clock that decides when tokens expire. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    pub(super) fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Secrets of the application that a response must not repeat in an error.
    pub(super) fn secrets(&self) -> Vec<&Secret> {
        vec![&self.secret]
    }

    /// Returns scopes as the server separates them.
    pub(super) fn scope_text(&self, scopes: &Scopes) -> String {
        scopes.iter().collect::<Vec<_>>().join(&self.separator)
    }

    pub(super) fn now(&self) -> crate::Timestamp {
        self.clock.now()
    }

    /// Begins an authorization: builds the URL to which the user must be sent. Nothing is sent.
    ///
    /// # Errors
    /// When no scope is requested, or an endpoint is not `https`.
    pub fn authorize<S: Scope>(&self, scopes: &[S]) -> Result<Attempt, Error> {
        self.authorize_for(Scopes::from_scopes(scopes))
    }

    /// Begins an authorization for scopes that are not values of an enum.
    ///
    /// # Errors
    /// When no scope is requested, or an endpoint is not `https`.
    pub fn authorize_for(&self, scopes: Scopes) -> Result<Attempt, Error> {
        if scopes.is_empty() {
            return Err(Error::NoScope);
        }
        self.check("authorize", &self.endpoints.authorize)?;
        self.check("token", &self.endpoints.token)?;
        self.resume(unguessable(), self.pkce.then(unguessable), scopes)
    }

    /// Restores an attempt from its state, verifier and scopes, for programs that store them elsewhere.
    ///
    /// # Errors
    /// When the verifier is not 43 to 128 letters, digits and `-._~`, as RFC 7636 requires.
    pub fn resume(&self, state: Secret, verifier: Option<Secret>, scopes: Scopes) -> Result<Attempt, Error> {
        if verifier.as_ref().is_some_and(|verifier| !pkce::is_well_formed(verifier)) {
            return Err(Error::BadVerifier);
        }
        let names = self.scope_text(&scopes);
        let challenge = verifier.as_ref().map(pkce::challenge);
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", &self.id),
            ("scope", &names),
            ("state", state.expose()),
            ("redirect_uri", &self.redirect),
        ];
        if let Some(challenge) = &challenge {
            parameters
                .extend([("code_challenge", challenge.as_str()), ("code_challenge_method", pkce::METHOD)]);
        }
        parameters.extend(self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let address = with_query(&self.endpoints.authorize, parameters).into();
        Ok(Attempt { address, state, verifier, scopes })
    }

    /// Exchanges the code for tokens after the user was sent back. `returned` is the URL to which the user was sent
    /// back, or its query.
    ///
    /// # Errors
    /// When the redirect does not belong to this attempt, it contains no code, the user denied access, no response is
    /// received, the response cannot be read, or the server rejects the request.
    pub async fn finish(&self, attempt: Attempt, returned: &str) -> Result<Tokens, Error> {
        let pairs = returned_pairs(returned).map_err(|_| Error::StateDiffers)?;
        let state = one(&pairs, "state").map_err(|_| Error::StateDiffers)?;
        // Checked before anything else is read.
        if state.map(Secret::from).as_ref() != Some(&attempt.state) {
            return Err(Error::StateDiffers);
        }
        let find = |name| one(&pairs, name).map_err(|_| Error::NoCode);
        if let Some(error) = find("error")? {
            // The redirect may come from an attacker, so secrets are removed from its text.
            let mut sent = vec![&self.secret, &attempt.state];
            sent.extend(attempt.verifier.as_ref());
            let rejected =
                error_response(FlowStep::Authorize, None, Some(error), find("error_description")?, &sent);
            return Err(match rejected.code {
                Some(Code::AccessDenied) => Error::Denied { description: rejected.description },
                _ => Error::ErrorResponse(rejected),
            });
        }
        let code = Secret::from(find("code")?.filter(|code| !code.is_empty()).ok_or(Error::NoCode)?);
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", &self.redirect),
        ];
        if let Some(verifier) = &attempt.verifier {
            form.push(("code_verifier", verifier.expose()));
        }
        let response = self.post(FlowStep::Exchange, "token", &self.endpoints.token, &form).await?;
        let mut sent = vec![&code, &self.secret, &attempt.state];
        sent.extend(&attempt.verifier);
        read_tokens(FlowStep::Exchange, &response, self.now(), (&attempt.scopes, None), &sent)
    }

    /// Requests tokens without a browser. A [`Holder`](super::Holder) does this automatically, once for all callers.
    ///
    /// # Errors
    /// When a key cannot sign, no response is received, the response cannot be read, or the server rejects the request.
    pub async fn request_tokens(&self, request: &TokenRequest) -> Result<Tokens, Error> {
        let step = FlowStep::Request;
        let names = self.scope_text(&request.scopes);
        let mut form = Vec::new();
        let assertion;
        match &request.grant {
            Grant::ClientCredentials => form.push(("grant_type", "client_credentials")),
            Grant::Password { user, password } => form.extend([
                ("grant_type", "password"),
                ("username", user.as_str()),
                ("password", password.expose()),
            ]),
            Grant::Assertion(of) => {
                assertion = of.signed(&self.endpoints.token, self.now()).map_err(Error::Key)?;
                form.push(("grant_type", JWT_BEARER));
                form.push(("assertion", assertion.expose()));
            }
        }
        if !request.scopes.is_empty() {
            form.push(("scope", &names));
        }
        let response = self.post(step, "token", &self.endpoints.token, &form).await?;
        let sent = [self.secrets(), request.secrets()].concat();
        read_tokens(step, &response, self.now(), (&request.scopes, None), &sent)
    }

    /// Refreshes tokens. A [`Holder`](super::Holder) does this automatically, once for all callers.
    ///
    /// # Errors
    /// When there is no refresh token, no response is received, the response cannot be read, or the server rejects the
    /// request.
    pub async fn refresh(&self, tokens: &Tokens) -> Result<Tokens, Error> {
        let Some(refresh) = &tokens.refresh else {
            return Err(Error::Expired);
        };
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
        let response = self.post(FlowStep::Refresh, "token", &self.endpoints.token, &form).await?;
        let before = (&tokens.scopes, Some(refresh));
        read_tokens(FlowStep::Refresh, &response, self.now(), before, &[refresh, &self.secret])
    }

    /// Returns the status of a token; `None` if the server does not or no longer know it. The token is part of the URL.
    ///
    /// # Errors
    /// When there is no status endpoint, no response is received, the response cannot be read, or the server rejects
    /// the request.
    pub async fn status(&self, token: &Secret) -> Result<Option<Status>, Error> {
        let template = self.endpoints.status.as_deref().ok_or(Error::Address { which: "status" })?;
        let address = Secret::from(template.replace("{token}", &percent(token.expose())));
        let mut request = self.request("status", address.expose(), Bytes::new())?;
        *request.method_mut() = Method::GET;
        read_status(&self.transport.ask(request).await?, &[token])
    }

    /// Revokes a token, and whatever the server revokes with it.
    ///
    /// # Errors
    /// When there is no revocation endpoint, no response is received, or the server rejects the request.
    pub async fn revoke(&self, token: &Secret) -> Result<(), Error> {
        let address = self.endpoints.revoke.as_deref().ok_or(Error::Address { which: "revoke" })?;
        let response = self.post(FlowStep::Revoke, "revoke", address, &[("token", token.expose())]).await?;
        reject_error_status(FlowStep::Revoke, &response, &[token, &self.secret])
    }

    /// Whether a token may be sent to an address.
    pub(crate) fn may_send_to(&self, address: &http::Uri, local: bool) -> bool {
        check_address(&address.to_string(), local, self.plain)
    }

    fn check(&self, which: &'static str, address: &str) -> Result<(), Error> {
        let local = self.transport.base_url().is_some();
        if check_address(address, local, self.plain) { Ok(()) } else { Err(Error::Address { which }) }
    }

    fn request(&self, which: &'static str, address: &str, body: Bytes) -> Result<Request<Bytes>, Error> {
        self.check(which, address)?;
        let mut request = Request::new(body);
        *request.uri_mut() = address.parse().map_err(|_| Error::Address { which })?;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ok(request)
    }

    /// Posts a form with the application's credentials.
    pub(super) async fn post(
        &self,
        step: FlowStep,
        which: &'static str,
        address: &str,
        form: &[(&str, &str)],
    ) -> Result<http::Response<Bytes>, Error> {
        let body = self.form(form)?;
        let mut request = self.request(which, address, body)?;
        if self.authentication == ClientAuthentication::Basic {
            // Identifier and secret are form-encoded before they are joined (RFC 6749, 2.3.1).
            let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let login = BasicCredentials::new(encoded(&self.id), encoded(self.secret.expose()));
            let header = login.header().map_err(|fault| Error::Unreadable { step, fault })?;
            request.headers_mut().insert(AUTHORIZATION, header);
        }
        *request.method_mut() = Method::POST;
        let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        let response = self.transport.ask(request).await?;
        tracing::debug!(%step, status = response.status().as_u16(), "response received");
        Ok(response)
    }

    /// Encodes a form with the application's parameters and its proof, if that is in the form.
    fn form(&self, parameters: &[(&str, &str)]) -> Result<Bytes, Error> {
        let mut encoder = form_urlencoded::Serializer::new(String::new());
        encoder.extend_pairs(parameters).extend_pairs(&self.parameters);
        match self.authentication {
            ClientAuthentication::Basic => {}
            ClientAuthentication::None => {
                encoder.append_pair("client_id", &self.id);
            }
            ClientAuthentication::Form => {
                encoder.append_pair("client_id", &self.id);
                if !self.secret.expose().is_empty() {
                    encoder.append_pair("client_secret", self.secret.expose());
                }
            }
            ClientAuthentication::PrivateKey => {
                let key = self.key.as_ref().ok_or(Error::NoKey)?;
                let assertion = Assertion::new(key.clone(), &self.id, &self.id);
                let assertion = assertion.signed(&self.endpoints.token, self.now()).map_err(Error::Key)?;
                encoder.append_pair("client_id", &self.id);
                encoder.append_pair("client_assertion_type", CLIENT_ASSERTION);
                encoder.append_pair("client_assertion", assertion.expose());
            }
        }
        Ok(encoder.finish().into())
    }
}
