//! A hand-written client with an HTTP library and serde. Like reqwest, it has a timeout for a call.

use std::time::Duration;

use bindery_runtime::client::{Transport, TransportError, TransportLimits};
use bindery_runtime::{Date, Secret};
use bytes::Bytes;
use hmac::{Hmac, Mac as _};
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use sha2::Sha256;

use super::records::{Entries, Failure, Import, Imported};

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A client of the ledger.
#[derive(Debug)]
pub struct Client<T> {
    base: String,
    key: Secret,
    timeout: Duration,
    limits: TransportLimits,
    transport: T,
}

/// The error of a call.
#[derive(Debug)]
pub enum Error {
    /// A parameter violates a limit.
    Limit(&'static str),
    /// The request cannot be built.
    Request(http::Error),
    /// No response arrived.
    Transport(TransportError),
    /// No response arrived in time.
    Timeout,
    /// The API returned an error.
    Api(StatusCode, Failure),
    /// An intermediary responded with an error status.
    Http(StatusCode, Bytes),
    /// The response cannot be read.
    Decode(serde_json::Error),
}

impl<T: Transport> Client<T> {
    /// Creates a client with this key.
    pub fn new(base: &str, key: &str, transport: T) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        let limits = TransportLimits { response_bytes: 32 * 1024 * 1024 };
        Self { base, key: Secret::from(key.to_owned()), timeout: Duration::from_secs(30), limits, transport }
    }

    /// Lists the entries of an account.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn list_entries(
        &self,
        account: &str,
        from: Option<Date>,
        limit: i64,
    ) -> Result<Entries, Error> {
        is_account(account)?;
        if !(1..=1000).contains(&limit) {
            return Err(Error::Limit("limit"));
        }
        let account = utf8_percent_encode(account, SEGMENT);
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(from) = from {
            query.append_pair("from", &from.to_string());
        }
        query.append_pair("limit", &limit.to_string());
        let address = format!("{}/accounts/{account}/entries?{}", self.base, query.finish());
        let request = Request::get(address).header(ACCEPT, "application/json").header("x-key", self.key()?);
        self.send(request.body(Bytes::new()).map_err(Error::Request)?).await
    }

    /// Imports entries with a signed request.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn import(&self, import: &Import) -> Result<Imported, Error> {
        let body = serde_json::to_vec(import).map_err(Error::Decode)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.expose().as_bytes())
            .expect("an HMAC takes keys of every length");
        mac.update(&body);
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}/entries", self.base))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json")
            .header("x-key", self.key()?)
            .header("x-signature", format!("sha256={:x}", mac.finalize().into_bytes()));
        self.send(request.body(body.into()).map_err(Error::Request)?).await
    }

    /// Returns the key as a header value marked as sensitive.
    fn key(&self) -> Result<HeaderValue, Error> {
        let mut key =
            HeaderValue::from_str(self.key.expose()).map_err(|error| Error::Request(error.into()))?;
        key.set_sensitive(true);
        Ok(key)
    }

    async fn send<R: DeserializeOwned>(&self, request: Request<Bytes>) -> Result<R, Error> {
        let sent = tokio::time::timeout(self.timeout, self.transport.send(request, self.limits)).await;
        let response = sent.map_err(|_| Error::Timeout)?.map_err(Error::Transport)?;
        let (status, body) = (response.status(), response.into_body());
        if !status.is_success() {
            return Err(match serde_json::from_slice(&body) {
                Ok(failure) => Error::Api(status, failure),
                Err(_) => Error::Http(status, body),
            });
        }
        serde_json::from_slice(&body).map_err(Error::Decode)
    }
}

fn is_account(account: &str) -> Result<(), Error> {
    let fits = (1..=64).contains(&account.chars().count()) && !matches!(account, "." | "..");
    if fits { Ok(()) } else { Err(Error::Limit("account")) }
}
