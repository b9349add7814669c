//! The reference backend behind a real socket, its client, and raw requests without a client.

use std::error::Error;

use bindery_backpack::Client;
use bindery_backpack::index::{Login, LoginPassword, Register, RegisterRequired};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Password, Session, UserId};
use bindery_backpack::wallet::{Deposit, DepositRequired};
use bindery_runtime::client::TransportLimits;
use bindery_runtime::{Decimal, Http, Transport as _};
pub(crate) use bindery_tests::log::{Exchange, Log, serve};
use bindery_tests::reference::Reference;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};

/// `user` with the password `pass`, as the samples of the document have it.
pub(crate) const PARTNER: (&str, &str, &str) = ("user", "pass", "Basic dXNlcjpwYXNz");

/// The password of all users here, `123456` as in the samples.
pub(crate) fn password() -> Password {
    Password::plain("123456")
}

/// The reference backend behind a real socket.
pub(crate) struct Served {
    pub(crate) platform: Reference,
    pub(crate) client: Client,
    pub(crate) url: String,
    pub(crate) log: Log,
    raw: Http,
}

/// The response to a raw request.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Served {
    pub(crate) async fn start() -> Result<Self, Box<dyn Error + Send + Sync>> {
        Self::start_with(Http::new()?).await
    }

    /// Starts the server with existing connections: creating them reads the system's certificates, which takes longer
    /// than a scenario.
    pub(crate) async fn start_with(raw: Http) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let platform = Reference::default();
        let router = platform.router(PARTNER.0, PARTNER.1)?;
        let log = Log::default();
        let url = serve(log.clone().keep(router)).await?;
        let client = client(&url, raw.clone())?;
        Ok(Self { platform, client, url, log, raw })
    }

    /// Creates a user and a session: the start of most scenarios.
    pub(crate) async fn user(&self, email: &str) -> Result<(UserId, Session), Box<dyn Error + Send + Sync>> {
        let user = self.client.index().register(registration(email)).await?;
        let login = Login::password(LoginPassword { email: email.to_owned(), password: password() });
        Ok((user, self.client.index().login(login).await?.session))
    }

    /// Creates a user with money in the main wallet, in US dollars.
    pub(crate) async fn rich_user(
        &self,
        email: &str,
        dollars: impl Into<Decimal>,
    ) -> Result<(UserId, Session), Box<dyn Error + Send + Sync>> {
        let (user, session) = self.user(email).await?;
        let deposit = Deposit::new(DepositRequired { session: session.clone(), amount: dollars.into() });
        self.client.wallet().deposit(deposit).await?;
        Ok((user, session))
    }

    /// Posts a form like any program, with the partner's login.
    pub(crate) async fn post(&self, path: &str, form: &str) -> Result<Raw, Box<dyn Error + Send + Sync>> {
        self.send("POST", path, "application/x-www-form-urlencoded", form).await
    }

    /// Sends a request with the partner's login and a body; without a content type, there is no body.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        body: &str,
    ) -> Result<Raw, Box<dyn Error + Send + Sync>> {
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header(AUTHORIZATION, PARTNER.2);
        if !content_type.is_empty() {
            request = request.header(CONTENT_TYPE, content_type);
        }
        self.send_request(request.body(body.to_owned().into())?).await
    }

    pub(crate) async fn send_request(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<Raw, Box<dyn Error + Send + Sync>> {
        let limits = TransportLimits { response_bytes: 1 << 20 };
        let (head, body) = self.raw.send(request, limits).await.map_err(|failed| failed.source)?.into_parts();
        let body = String::from_utf8(body.to_vec())?;
        Ok(Raw { status: head.status.as_u16(), headers: head.headers, body })
    }
}

/// Returns a client of a loopback server, which is also the public host.
pub(crate) fn client(url: &str, http: Http) -> Result<Client, Box<dyn Error + Send + Sync>> {
    let builder = Client::builder().base_url(url).server_url("public", url).login(PARTNER.0, PARTNER.1);
    Ok(builder.build_over(http)?)
}

/// Returns an ordinary registration.
pub(crate) fn registration(email: &str) -> Register {
    Register::new(RegisterRequired {
        email: email.to_owned(),
        password: password(),
        first_name: "Demo001".to_owned(),
        last_name: "User001".to_owned(),
        phone: "+123456789".to_owned(),
        country: "fr".to_owned(),
    })
}

/// Returns an unknown session.
pub(crate) fn nobody() -> Session {
    Session::from("0123456789abcdef0123456789abcdef")
}
