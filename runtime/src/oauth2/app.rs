//! The client's way to a token: the address that the user goes to, and the exchange of the code that he brings back.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use http::{Method, Request};

use super::answer::{read_status, read_tokens, refuse_failure, refused};
use super::error::{Code, Error, Step};
use super::{Scope, Scopes, Status, Tokens, pkce};
use crate::client::Transport;
use crate::oauth::{
    Clock, Sending as _, check_address, moved, one, percent, returned_pairs, unguessable, with_query,
};
use crate::{Api, AuthScheme, Mechanism, OAuth2, Secret};

/// The addresses of an authorization server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Asks the user.
    pub authorize: String,
    /// Gives tokens.
    pub token: String,
    /// Says what a token is worth; `{token}` in it stands for the token.
    pub status: Option<String>,
    /// Ends a token (RFC 7009).
    pub revoke: Option<String>,
}

impl Endpoints {
    /// The two addresses that every server has.
    pub fn new(authorize: impl Into<String>, token: impl Into<String>) -> Self {
        Self { authorize: authorize.into(), token: token.into(), status: None, revoke: None }
    }

    /// The same paths on another host, such as a sandbox: `https://sandbox.example`.
    pub fn at(self, base: &str) -> Self {
        Self {
            authorize: moved(&self.authorize, base),
            token: moved(&self.token, base),
            status: self.status.map(|address| moved(&address, base)),
            revoke: self.revoke.map(|address| moved(&address, base)),
        }
    }
}

impl<P: Api> OAuth2<P> {
    /// The addresses that the documents name.
    pub fn endpoints(self) -> Endpoints {
        let known = AuthScheme::find(P::INFO.auth, self.scheme());
        match known.map(|scheme| &scheme.mechanism) {
            Some(Mechanism::OAuth2(flow)) => Endpoints {
                status: flow.status.map(str::to_owned),
                revoke: flow.revoke.map(str::to_owned),
                ..Endpoints::new(flow.authorize, flow.token)
            },
            // Nothing is sent to an address that is none.
            _ => Endpoints::new("", ""),
        }
    }
}

/// An application as an authorization server has registered it.
///
/// ```no_run
/// # use bindery_runtime::{Http, oauth2::*};
/// # bindery_runtime::scopes! { pub enum Scope { Basic = "basic", } }
/// # async fn example(endpoints: Endpoints, returned: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let app = App::new("our id", "our secret", "https://partner.example/returned", endpoints, Http::new()?);
/// let attempt = app.authorize(&[Scope::Basic])?;
/// // The user goes to attempt.address() and comes back to the redirect address, at the address `returned`.
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
    pkce: bool,
    plain: bool,
    clock: Clock,
    transport: T,
}

/// An authorization that waits for the user. A web application keeps it in the user's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    address: Secret,
    state: Secret,
    verifier: Option<Secret>,
    scopes: Scopes,
}

impl Attempt {
    /// Where the user is sent.
    pub fn address(&self) -> &str {
        self.address.expose()
    }

    /// What the user has to bring back.
    pub fn state(&self) -> &Secret {
        &self.state
    }

    /// What the exchange of the code has to show, where PKCE is used. It never reaches the user's browser.
    pub fn verifier(&self) -> Option<&Secret> {
        self.verifier.as_ref()
    }

    /// What is asked for.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }
}

impl<T: Transport> App<T> {
    /// The application with this client id and secret, to which users come back at the address `redirect`.
    pub fn new(
        id: impl Into<String>,
        secret: impl Into<Secret>,
        redirect: impl Into<String>,
        endpoints: Endpoints,
        transport: T,
    ) -> Self {
        let (id, secret, redirect) = (id.into(), secret.into(), redirect.into());
        Self { id, secret, redirect, endpoints, pkce: true, plain: false, clock: Clock::system(), transport }
    }

    /// Leaves PKCE out, for a server that refuses parameters that it does not know.
    pub fn without_pkce(mut self) -> Self {
        self.pkce = false;
        self
    }

    /// Lets secrets travel over `http` to other machines. For test networks.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain = true;
        self
    }

    /// Another clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    pub(super) fn now(&self) -> crate::Timestamp {
        self.clock.now()
    }

    /// Begins an authorization: makes the address that the user has to go to. Nothing is sent.
    ///
    /// # Errors
    /// When no scope is asked for.
    pub fn authorize<S: Scope>(&self, scopes: &[S]) -> Result<Attempt, Error> {
        self.authorize_for(Scopes::of(scopes))
    }

    /// Begins an authorization for scopes of which there is no enum.
    ///
    /// # Errors
    /// When no scope is asked for.
    pub fn authorize_for(&self, scopes: Scopes) -> Result<Attempt, Error> {
        if scopes.is_empty() {
            return Err(Error::NoScope);
        }
        self.check("authorize", &self.endpoints.authorize)?;
        self.check("token", &self.endpoints.token)?;
        self.resume(unguessable(), self.pkce.then(unguessable), scopes)
    }

    /// The attempt that had this state, verifier and scopes, for programs that have kept them elsewhere.
    ///
    /// # Errors
    /// When the verifier is not one that RFC 7636 allows: 43 to 128 letters, digits and `-._~`.
    pub fn resume(&self, state: Secret, verifier: Option<Secret>, scopes: Scopes) -> Result<Attempt, Error> {
        if verifier.as_ref().is_some_and(|verifier| !pkce::is_well_formed(verifier)) {
            return Err(Error::BadVerifier);
        }
        let names = scopes.to_string();
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
        let address = with_query(&self.endpoints.authorize, parameters).into();
        Ok(Attempt { address, state, verifier, scopes })
    }

    /// Gets the tokens after the user has come back. `returned` is the address that he came back to, or its query.
    ///
    /// # Errors
    /// When it was not this attempt that brought the user back, he has refused, or the server refuses.
    pub async fn finish(&self, attempt: Attempt, returned: &str) -> Result<Tokens, Error> {
        let pairs = returned_pairs(returned).map_err(|_| Error::StateDiffers)?;
        let state = one(&pairs, "state").map_err(|_| Error::StateDiffers)?;
        // Before anything else is looked at.
        if state.map(Secret::from).as_ref() != Some(&attempt.state) {
            return Err(Error::StateDiffers);
        }
        let find = |name| one(&pairs, name).map_err(|_| Error::NoCode);
        if let Some(error) = find("error")? {
            // Whoever made the address may know more than it should.
            let mut sent = vec![&self.secret, &attempt.state];
            sent.extend(attempt.verifier.as_ref());
            let refused = refused(Step::Authorize, None, Some(error), find("error_description")?, &sent);
            return Err(match refused.code {
                Some(Code::AccessDenied) => Error::Denied { description: refused.description },
                _ => Error::Refused(refused),
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
        let response = self.post(Step::Exchange, "token", &self.endpoints.token, &form).await?;
        let mut sent = vec![&code, &self.secret, &attempt.state];
        sent.extend(&attempt.verifier);
        read_tokens(Step::Exchange, &response, self.now(), (&attempt.scopes, None), &sent)
    }

    /// New tokens for old ones. A [`Holder`](super::Holder) does this by itself, once for all callers.
    ///
    /// # Errors
    /// When there is no refresh token, or the server refuses.
    pub async fn refresh(&self, tokens: &Tokens) -> Result<Tokens, Error> {
        let Some(refresh) = &tokens.refresh else {
            return Err(Error::Expired);
        };
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
        let response = self.post(Step::Refresh, "token", &self.endpoints.token, &form).await?;
        let before = (&tokens.scopes, Some(refresh));
        read_tokens(Step::Refresh, &response, self.now(), before, &[refresh, &self.secret])
    }

    /// What a token is worth; none when the server does not know it (any more). The token stands in the address.
    ///
    /// # Errors
    /// When the server has no such address, or refuses.
    pub async fn status(&self, token: &Secret) -> Result<Option<Status>, Error> {
        let template = self.endpoints.status.as_deref().ok_or(Error::Address { which: "status" })?;
        let address = Secret::from(template.replace("{token}", &percent(token.expose())));
        let mut request = self.request("status", address.expose(), Bytes::new())?;
        *request.method_mut() = Method::GET;
        read_status(&self.transport.ask(request).await?, &[token])
    }

    /// Ends a token, and whatever the server ends with it.
    ///
    /// # Errors
    /// When the server has no such address, or refuses.
    pub async fn revoke(&self, token: &Secret) -> Result<(), Error> {
        let address = self.endpoints.revoke.as_deref().ok_or(Error::Address { which: "revoke" })?;
        let response = self.post(Step::Revoke, "revoke", address, &[("token", token.expose())]).await?;
        refuse_failure(Step::Revoke, &response, &[token, &self.secret])
    }

    /// Whether a token may be sent there.
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

    /// Posts a form with the application's credentials in it.
    async fn post(
        &self,
        step: Step,
        which: &'static str,
        address: &str,
        form: &[(&str, &str)],
    ) -> Result<http::Response<Bytes>, Error> {
        let body = self.form(form);
        let mut request = self.request(which, address, body)?;
        *request.method_mut() = Method::POST;
        let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        let response = self.transport.ask(request).await?;
        tracing::debug!(%step, status = response.status().as_u16(), "answered");
        Ok(response)
    }

    fn form(&self, parameters: &[(&str, &str)]) -> Bytes {
        let mut encoder = form_urlencoded::Serializer::new(String::new());
        encoder.extend_pairs(parameters).append_pair("client_id", &self.id);
        if !self.secret.expose().is_empty() {
            encoder.append_pair("client_secret", self.secret.expose());
        }
        encoder.finish().into()
    }
}
