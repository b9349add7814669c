//! Authorization flow on the client side: request token, the user's authorization, access token.

use bytes::Bytes;
use http::header::WWW_AUTHENTICATE;
use http::{Method, Request, Response};

use super::error::{Error, ErrorResponse, FlowStep};
use super::{Callback, Carrier, Consumer, Legacy, Problem, Signer, Stamp, Token};
use crate::client::{Transport, retry_after};
use crate::oauth::{
    Clock, Pairs, Sending as _, check_address, moved, one, parse_pairs, returned_pairs, with_query,
};
use crate::{Api, AuthScheme, Mechanism, OAuth1, Secret, SignedFlow};

/// Endpoints of an OAuth 1.0a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// URL that issues request tokens.
    pub request_token: String,
    /// URL that asks the user for authorization.
    pub authorize: String,
    /// URL that issues access tokens.
    pub access_token: String,
}

impl Endpoints {
    /// Moves the endpoints to another base URL, such as that of a sandbox: `https://sandbox.example`. The paths stay.
    pub fn at(self, base: &str) -> Self {
        Self {
            request_token: moved(&self.request_token, base),
            authorize: moved(&self.authorize, base),
            access_token: moved(&self.access_token, base),
        }
    }
}

impl<P: Api> OAuth1<P> {
    pub(crate) fn metadata(self) -> Option<&'static SignedFlow> {
        match &AuthScheme::find(P::INFO.auth, self.scheme())?.mechanism {
            Mechanism::OAuth1(flow) => Some(flow),
            _ => None,
        }
    }

    /// Returns the documented endpoints of the scheme; their URLs are empty if the API has no such scheme.
    pub fn endpoints(self) -> Endpoints {
        // Without a flow the addresses are empty, and nothing is sent to an invalid address.
        let address = |of: fn(&SignedFlow) -> &'static str| self.metadata().map_or("", of).to_owned();
        Endpoints {
            request_token: address(|flow| flow.request_token),
            authorize: address(|flow| flow.authorize),
            access_token: address(|flow| flow.access_token),
        }
    }
}

/// Authorization flow of a consumer, which ends with an access token.
///
/// ```no_run
/// # use bindery_runtime::{Http, oauth1::*};
/// # async fn example(endpoints: Endpoints, returned: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let consumer = Consumer::new("our key", "our secret");
/// let callback = Callback::Address("https://partner.example/returned".into());
/// let flow = Flow::new(consumer.clone(), endpoints, callback, Http::new()?);
/// let attempt = flow.begin().await?;
/// // The user opens attempt.address() and is sent back to the callback, at the address `returned`.
/// let token = flow.finish(attempt, returned).await?;
/// let signer = Signer::new(consumer).token(token);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Flow<T> {
    signer: Signer,
    endpoints: Endpoints,
    callback: Callback,
    method: Method,
    legacy: Option<Legacy>,
    plain: bool,
    clock: Clock,
    transport: T,
}

/// Authorization that has begun and waits for the user. A web application keeps it in the user's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    token: Token,
    /// Authorization URL; contains the request token.
    address: Secret,
}

impl Attempt {
    /// Returns the URL to which the user must be sent. The URL contains the request token.
    pub fn address(&self) -> &str {
        self.address.expose()
    }

    /// Returns the request token of this attempt.
    pub fn token(&self) -> &Token {
        &self.token
    }
}

impl<T: Transport> Flow<T> {
    /// Creates the flow of a consumer over these endpoints. Users are sent back to `callback`.
    pub fn new(consumer: Consumer, endpoints: Endpoints, callback: Callback, transport: T) -> Self {
        Self {
            signer: Signer::new(consumer),
            endpoints,
            callback,
            method: Method::POST,
            legacy: None,
            plain: false,
            clock: Clock::system(),
            transport,
        }
    }

    /// Sets the place of the OAuth parameters. Default: the `Authorization` header.
    pub fn carrier(mut self, carrier: Carrier) -> Self {
        self.signer = self.signer.carrier(carrier);
        self
    }

    /// Sets the HTTP method of the two token requests. Default: POST.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Accepts an older version of the protocol, with its weakness.
    pub fn legacy(mut self, legacy: Legacy) -> Self {
        self.legacy = Some(legacy);
        self
    }

    /// Allows sending secrets over plain `http` to other machines. For test networks only.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain = true;
        self
    }

    /// Sets the clock for `oauth_timestamp`. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Gets a request token, and builds the URL to which the user must be sent.
    ///
    /// # Errors
    /// When there is no callback to send, an endpoint is not `https`, no response is received, the response cannot be
    /// read, or the server rejects the request or does not confirm the callback.
    pub async fn begin(&self) -> Result<Attempt, Error> {
        let callback = self.callback.parameter();
        if callback.is_none() && self.legacy.is_none() {
            return Err(Error::NoCallback);
        }
        self.check("authorize", &self.endpoints.authorize)?;
        self.check("access_token", &self.endpoints.access_token)?;
        let more: Vec<_> = callback.map(|callback| ("oauth_callback", callback)).into_iter().collect();
        let address = &self.endpoints.request_token;
        let response =
            self.ask(FlowStep::RequestToken, &self.signer, "request_token", address, &more).await?;
        let token = read_token(FlowStep::RequestToken, &response)?;
        if self.legacy.is_none()
            && parameter(FlowStep::RequestToken, &response, "oauth_callback_confirmed")? != "true"
        {
            return Err(Error::CallbackNotConfirmed);
        }
        Ok(self.resume(token))
    }

    /// Restores the attempt with this request token, for programs that store it elsewhere.
    pub fn resume(&self, token: Token) -> Attempt {
        let address = with_query(&self.endpoints.authorize, [("oauth_token", token.token.expose())]).into();
        Attempt { token, address }
    }

    /// Gets the access token after the user was sent back. `returned` is the URL to which the user was sent back, or
    /// its query.
    ///
    /// # Errors
    /// When the user denied access or was sent back with another token or without a verifier, no response is received,
    /// the response cannot be read, or the server rejects the request.
    pub async fn finish(&self, attempt: Attempt, returned: &str) -> Result<Token, Error> {
        let pairs = returned_pairs(returned).map_err(|_| Error::TokenDiffers)?;
        let find = |name| one(&pairs, name).map_err(|_| Error::TokenDiffers);
        let denied = find("denied")?.is_some() || find("oauth_problem")?.is_some();
        match find("oauth_token")? {
            Some(token) if Secret::from(token) == attempt.token.token => {}
            // Some servers return the token under another name when access is denied.
            None if denied => {}
            _ => return Err(Error::TokenDiffers),
        }
        if denied {
            return Err(Error::Denied);
        }
        match (find("oauth_verifier")?.filter(|verifier| !verifier.is_empty()), self.legacy) {
            (Some(verifier), _) => self.access_token(attempt, Some(verifier.into())).await,
            (None, Some(Legacy::OAuth10)) => self.access_token(attempt, None).await,
            (None, None) => Err(Error::NoVerifier),
        }
    }

    /// Gets the access token with a verifier that the user has typed in (`oob`).
    ///
    /// # Errors
    /// When no response is received, the response cannot be read, or the server rejects the request.
    pub async fn finish_with(&self, attempt: Attempt, verifier: impl Into<Secret>) -> Result<Token, Error> {
        self.access_token(attempt, Some(verifier.into())).await
    }

    async fn access_token(&self, attempt: Attempt, verifier: Option<Secret>) -> Result<Token, Error> {
        let signer = self.signer.clone().token(attempt.token);
        let more: Vec<_> = verifier.iter().map(|verifier| ("oauth_verifier", verifier.expose())).collect();
        let address = &self.endpoints.access_token;
        let response = self.ask(FlowStep::AccessToken, &signer, "access_token", address, &more).await?;
        read_token(FlowStep::AccessToken, &response)
    }

    fn check(&self, which: &'static str, address: &str) -> Result<(), Error> {
        let local = self.transport.base_url().is_some();
        if check_address(address, local, self.plain) { Ok(()) } else { Err(Error::Address { which }) }
    }

    async fn ask(
        &self,
        step: FlowStep,
        signer: &Signer,
        which: &'static str,
        address: &str,
        more: &[(&str, &str)],
    ) -> Result<Pairs, Error> {
        self.check(which, address)?;
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = address.parse().map_err(|_| Error::Address { which })?;
        signer.sign_as(&mut request, &Stamp::now(&self.clock), more)?;
        let response = self.transport.ask(request).await?;
        let status = response.status();
        tracing::debug!(%step, status = status.as_u16(), "response received");
        if !status.is_success() {
            let problem = problem(&response);
            let retry_after = retry_after(response.headers());
            return Err(Error::ErrorResponse(ErrorResponse {
                step,
                status: status.as_u16(),
                problem,
                retry_after,
            }));
        }
        // Some servers end the body with a line break, which is not part of the last secret.
        let body = response.body().trim_ascii();
        parse_pairs(body).map_err(|_| Error::Unreadable { step, parameter: "oauth_token" })
    }
}

/// Returns the problem that an error response names, in its body or in its `WWW-Authenticate` header.
fn problem(response: &Response<Bytes>) -> Option<Problem> {
    let pairs = parse_pairs(response.body()).unwrap_or_default();
    let in_body = one(&pairs, "oauth_problem").ok().flatten().and_then(Problem::from_name);
    in_body.or_else(|| {
        let header = response.headers().get(WWW_AUTHENTICATE)?.to_str().ok()?;
        let (_, rest) = header.split_once("oauth_problem=")?;
        let name = rest.trim_start_matches('"').split(['"', ',', ' ']).next()?;
        Problem::from_name(name)
    })
}

fn read_token(step: FlowStep, response: &Pairs) -> Result<Token, Error> {
    let token = parameter(step, response, "oauth_token")?;
    Ok(Token::new(token, parameter(step, response, "oauth_token_secret")?))
}

fn parameter<'p>(step: FlowStep, pairs: &'p Pairs, name: &'static str) -> Result<&'p str, Error> {
    let unreadable = Error::Unreadable { step, parameter: name };
    match one(pairs, name) {
        Ok(Some(value)) if !value.is_empty() || name == "oauth_token_secret" => Ok(value),
        Ok(None) if name == "oauth_callback_confirmed" => Ok(""),
        _ => Err(unreadable),
    }
}
