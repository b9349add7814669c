//! The client's three steps: a request token, the user's authorization, the access token.

use bytes::Bytes;
use http::header::WWW_AUTHENTICATE;
use http::{Method, Request, Response};

use super::error::{Error, Refused, Step};
use super::{Callback, Carrier, Consumer, Legacy, Problem, Signer, Stamp, Token};
use crate::client::{Transport, retry_after};
use crate::oauth::{
    Clock, Pairs, Sending as _, check_address, moved, one, parse_pairs, returned_pairs, with_query,
};
use crate::{Api, AuthScheme, Mechanism, OAuth1, Secret, SignedFlow};

/// The three addresses of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Gives request tokens.
    pub request_token: String,
    /// Asks the user.
    pub authorize: String,
    /// Gives access tokens.
    pub access_token: String,
}

impl Endpoints {
    /// The same paths on another host, such as a sandbox: `https://sandbox.example`.
    pub fn at(self, base: &str) -> Self {
        Self {
            request_token: moved(&self.request_token, base),
            authorize: moved(&self.authorize, base),
            access_token: moved(&self.access_token, base),
        }
    }
}

impl<P: Api> OAuth1<P> {
    pub(crate) fn facts(self) -> Option<&'static SignedFlow> {
        match &AuthScheme::find(P::INFO.auth, self.scheme())?.mechanism {
            Mechanism::OAuth1(flow) => Some(flow),
            _ => None,
        }
    }

    /// The addresses that the documents name.
    pub fn endpoints(self) -> Endpoints {
        // Nothing is sent to an address that is none.
        let address = |of: fn(&SignedFlow) -> &'static str| self.facts().map_or("", of).to_owned();
        Endpoints {
            request_token: address(|flow| flow.request_token),
            authorize: address(|flow| flow.authorize),
            access_token: address(|flow| flow.access_token),
        }
    }
}

/// The way to an access token.
///
/// ```no_run
/// # use bindery_runtime::{Http, oauth1::*};
/// # async fn example(endpoints: Endpoints, returned: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let consumer = Consumer::new("our key", "our secret");
/// let callback = Callback::Address("https://partner.example/returned".into());
/// let flow = Flow::new(consumer.clone(), endpoints, callback, Http::new()?);
/// let attempt = flow.begin().await?;
/// // The user goes to attempt.address() and comes back to the callback, at the address `returned`.
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

/// A dance that has begun and waits for the user. A web application keeps it in the user's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    token: Token,
    /// The request token is in it.
    address: Secret,
}

impl Attempt {
    /// Where the user is sent. The request token is in it.
    pub fn address(&self) -> &str {
        self.address.expose()
    }

    /// The request token.
    pub fn token(&self) -> &Token {
        &self.token
    }
}

impl<T: Transport> Flow<T> {
    /// The way of this consumer over these addresses. Users come back to `callback`.
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

    /// Where the parameters of the protocol stand; in the header unless set.
    pub fn carrier(mut self, carrier: Carrier) -> Self {
        self.signer = self.signer.carrier(carrier);
        self
    }

    /// The method of the two calls for tokens; POST unless set.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Takes an older form of the protocol, with its weakness.
    pub fn legacy(mut self, legacy: Legacy) -> Self {
        self.legacy = Some(legacy);
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

    /// Gets a request token, and the address that the user has to go to with it.
    ///
    /// # Errors
    /// When the server refuses, or does not confirm the callback.
    pub async fn begin(&self) -> Result<Attempt, Error> {
        let callback = self.callback.parameter();
        if callback.is_none() && self.legacy.is_none() {
            return Err(Error::NoCallback);
        }
        self.check("authorize", &self.endpoints.authorize)?;
        self.check("access_token", &self.endpoints.access_token)?;
        let more: Vec<_> = callback.map(|callback| ("oauth_callback", callback)).into_iter().collect();
        let address = &self.endpoints.request_token;
        let answer = self.ask(Step::RequestToken, &self.signer, "request_token", address, &more).await?;
        let token = read_token(Step::RequestToken, &answer)?;
        if self.legacy.is_none()
            && parameter(Step::RequestToken, &answer, "oauth_callback_confirmed")? != "true"
        {
            return Err(Error::CallbackNotConfirmed);
        }
        Ok(self.resume(token))
    }

    /// The attempt with this request token, for programs that have kept it elsewhere.
    pub fn resume(&self, token: Token) -> Attempt {
        let address = with_query(&self.endpoints.authorize, [("oauth_token", token.token.expose())]).into();
        Attempt { token, address }
    }

    /// Gets the access token after the user has come back. `returned` is the address that he came back to, or its query.
    ///
    /// # Errors
    /// When the user has refused, came back with something else, or the server refuses.
    pub async fn finish(&self, attempt: Attempt, returned: &str) -> Result<Token, Error> {
        let pairs = returned_pairs(returned).map_err(|_| Error::TokenDiffers)?;
        let find = |name| one(&pairs, name).map_err(|_| Error::TokenDiffers);
        let denied = find("denied")?.is_some() || find("oauth_problem")?.is_some();
        match find("oauth_token")? {
            Some(token) if Secret::from(token) == attempt.token.token => {}
            // Some servers give the token of a refusal another name.
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
    /// When the server refuses.
    pub async fn finish_with(&self, attempt: Attempt, verifier: impl Into<Secret>) -> Result<Token, Error> {
        self.access_token(attempt, Some(verifier.into())).await
    }

    async fn access_token(&self, attempt: Attempt, verifier: Option<Secret>) -> Result<Token, Error> {
        let signer = self.signer.clone().token(attempt.token);
        let more: Vec<_> = verifier.iter().map(|verifier| ("oauth_verifier", verifier.expose())).collect();
        let address = &self.endpoints.access_token;
        let answer = self.ask(Step::AccessToken, &signer, "access_token", address, &more).await?;
        read_token(Step::AccessToken, &answer)
    }

    fn check(&self, which: &'static str, address: &str) -> Result<(), Error> {
        let local = self.transport.base_url().is_some();
        if check_address(address, local, self.plain) { Ok(()) } else { Err(Error::Address { which }) }
    }

    async fn ask(
        &self,
        step: Step,
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
        tracing::debug!(%step, status = status.as_u16(), "answered");
        if !status.is_success() {
            let problem = problem(&response);
            let retry_after = retry_after(response.headers());
            return Err(Error::Refused(Refused { step, status: status.as_u16(), problem, retry_after }));
        }
        // Some servers end the line, which is no part of the last secret.
        let body = response.body().trim_ascii();
        parse_pairs(body).map_err(|_| Error::Unreadable { step, parameter: "oauth_token" })
    }
}

/// The problem that a refusal names, in its body or in the header that asks for a log-in.
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

fn read_token(step: Step, answer: &Pairs) -> Result<Token, Error> {
    let token = parameter(step, answer, "oauth_token")?;
    Ok(Token::new(token, parameter(step, answer, "oauth_token_secret")?))
}

fn parameter<'p>(step: Step, pairs: &'p Pairs, name: &'static str) -> Result<&'p str, Error> {
    let unreadable = Error::Unreadable { step, parameter: name };
    match one(pairs, name) {
        Ok(Some(value)) if !value.is_empty() || name == "oauth_token_secret" => Ok(value),
        Ok(None) if name == "oauth_callback_confirmed" => Ok(""),
        _ => Err(unreadable),
    }
}
