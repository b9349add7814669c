//! The broker behind a real socket, its client, and raw requests without a client.

use std::error::Error;

use bindery_crm::clients::{CreateClient, CreateClientRequired};
use bindery_crm::prelude::*;
use bindery_crm::types::UserId;
use bindery_crm::{Client, KEY, PAY_TOKEN, WEBHOOK_SIGNATURE};
use bindery_runtime::client::{ClientBuilder, TransportLimits};
use bindery_runtime::wire::{Document, Wire};
use bindery_runtime::{Http, Transport as _};
use bindery_tests::crm::{Broker, PARTNER_KEY, TOKEN, WEBHOOK_SECRET};
use bindery_tests::log::{Log, serve};
use bytes::Bytes;

type Failed = Box<dyn Error + Send + Sync>;

/// The broker behind a real socket.
pub(crate) struct Served {
    pub(crate) broker: Broker,
    pub(crate) client: Client,
    pub(crate) url: String,
    pub(crate) log: Log,
    pub(crate) raw: Http,
}

impl Served {
    pub(crate) async fn start() -> Result<Self, Failed> {
        Self::start_with(Http::new()?).await
    }

    /// Starts the server with existing connections.
    pub(crate) async fn start_with(raw: Http) -> Result<Self, Failed> {
        let broker = Broker::default();
        let log = Log::default();
        let url = serve(log.clone().keep(broker.service()?)).await?;
        let client = builder(&url).build_over(raw.clone())?;
        Ok(Self { broker, client, url, log, raw })
    }

    /// Creates a client of the broker with this address.
    pub(crate) async fn user(&self, email: &str) -> Result<UserId, Failed> {
        self.client.clients().create_client(new_client(email)).await?;
        self.broker.client_id(email).ok_or_else(|| "it was created".into())
    }

    /// Sends any request and returns status and body of the response.
    pub(crate) async fn send(&self, request: http::Request<Bytes>) -> Result<(u16, String), Failed> {
        let limits = TransportLimits { response_bytes: 1 << 20 };
        let response = self.raw.send(request, limits).await.map_err(|failed| failed.source)?;
        let (head, body) = response.into_parts();
        Ok((head.status.as_u16(), String::from_utf8(body.to_vec())?))
    }
}

/// Returns a builder of a client with all keys, and one address for all servers.
pub(crate) fn builder(url: &str) -> ClientBuilder<bindery_crm::Crm> {
    Client::builder()
        .base_url(url)
        .server_url("psp", url)
        .server_url("receiver", url)
        .credential(KEY, PARTNER_KEY)
        .credential(WEBHOOK_SIGNATURE, WEBHOOK_SECRET)
        .credential(PAY_TOKEN, TOKEN)
}

/// Returns an ordinary client of the broker.
pub(crate) fn new_client(email: &str) -> CreateClient {
    CreateClient::new(CreateClientRequired {
        email: email.to_owned(),
        password: "S3cret!word".into(),
        repeat_password: "S3cret!word".into(),
        update_password: false,
        form_id: "form0001".into(),
    })
}

/// Reads a value from its JSON.
#[track_caller]
pub(crate) fn read<T: Wire>(json: &str) -> T {
    let read = Document::parse(json.as_bytes()).and_then(|document| T::read(&document.value()));
    read.unwrap_or_else(|fault| panic!("{json}: {fault}"))
}
