//! A router of an API, and clients of it: in the same process and over a socket.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bindery_runtime as rt;
use bytes::Bytes;
use rt::client::{InProcess, TransportError, TransportLimits};
use rt::server::RouterError;

use crate::record::Record;
use crate::tape::Tape;

/// A future that runs all cases of an API.
pub type Run = Pin<Box<dyn Future<Output = Report>>>;

/// The cases of all APIs, by their names. They take the file to which requests and responses are added.
pub type Cases = &'static [(&'static str, fn(Option<PathBuf>) -> Run)];

/// The result of an API's cases.
#[derive(Debug, Default)]
pub struct Report {
    /// Number of actions.
    pub actions: usize,
    /// Number of requests that went to a backend and back.
    pub trips: usize,
    /// Failures, with the API and the action.
    pub failures: Vec<String>,
}

/// A transport that keeps its last request and response.
pub struct Line {
    way: Way,
    last: Last,
}

/// The last request and response of a transport.
pub(crate) type Last = Arc<Mutex<Option<Crossing>>>;

/// A request and its response, as they cross the wire.
#[derive(Debug)]
pub(crate) struct Crossing {
    pub(crate) request: http::Request<Bytes>,
    pub(crate) response: http::Response<Bytes>,
}

enum Way {
    InProcess(InProcess<axum::Router>),
    Socket(rt::Http),
}

impl rt::Transport for Line {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let sent = request.clone();
        let response = match &self.way {
            Way::InProcess(router) => router.send(request, limits).await?,
            Way::Socket(http) => http.send(request, limits).await?,
        };
        let last = Crossing { request: sent, response: response.clone() };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
        Ok(response)
    }

    fn base_url(&self) -> Option<&str> {
        match &self.way {
            Way::InProcess(router) => router.base_url(),
            Way::Socket(http) => http.base_url(),
        }
    }
}

/// An API on the bench.
pub struct Bench<P: rt::Api> {
    name: &'static str,
    pub(crate) tape: Tape,
    pub(crate) clients: Vec<(&'static str, rt::Client<P, Line>)>,
    pub(crate) last: Last,
    /// A client without credentials, for actions that require none.
    pub(crate) bare: Option<rt::Client<P, Line>>,
    /// A router without authentication, for requests of foreign clients.
    pub(crate) open: Option<axum::Router>,
    report: Mutex<Report>,
    record: Option<Record>,
}

/// Returns a client builder.
pub fn builder<P: rt::Api>() -> rt::client::ClientBuilder<P> {
    rt::Client::builder()
}

impl<P: rt::Api> Bench<P> {
    /// Creates the bench for an API: its router with and without authentication, the setup of a client, the client for
    /// a user, and the file to which requests and responses are added.
    pub async fn new(
        name: &'static str,
        tape: &Tape,
        (router, open): (Result<axum::Router, RouterError>, Result<axum::Router, RouterError>),
        client: impl Fn() -> rt::client::ClientBuilder<P>,
        user: impl Fn(rt::Client<P, Line>) -> rt::Client<P, Line>,
        record: Option<PathBuf>,
    ) -> Self {
        let last = Arc::default();
        let mut bench = Self {
            name,
            tape: tape.clone(),
            clients: Vec::new(),
            bare: None,
            last: Arc::clone(&last),
            open: None,
            report: Mutex::default(),
            record: record.map(Record),
        };
        match (router, open) {
            (Ok(router), Ok(open)) => {
                bench.open = Some(open);
                for (name, client) in [
                    ("in process", in_process(&router, &last, client())),
                    ("over a socket", over_a_socket(router.clone(), &last, client()).await),
                ] {
                    match client {
                        Ok(client) => bench.clients.push((name, user(client))),
                        Err(error) => bench.fail("client", error.to_string()),
                    }
                }
                bench.bare = in_process(&router, &last, builder()).ok();
            }
            (Err(error), _) | (_, Err(error)) => bench.fail("router", error.to_string()),
        }
        bench
    }

    pub(crate) fn fail(&self, place: &str, what: impl std::fmt::Display) {
        self.with(|report| report.failures.push(format!("{}: {place}: {what}", self.name)));
    }

    /// Returns the last request and response, and forgets them. They are recorded as those of an action.
    pub(crate) fn taken<A: rt::Action>(&self, what: &str) -> Option<Crossing> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        if let Some(record) = &self.record
            && let Err(error) = record.write::<A>((self.name, what), &last)
        {
            self.fail("record", error);
        }
        Some(last)
    }

    pub(crate) fn with(&self, change: impl FnOnce(&mut Report)) {
        change(&mut self.report.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Returns the result.
    pub fn report(self) -> Report {
        self.report.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

type Built<P> = Result<rt::Client<P, Line>, Box<dyn std::error::Error>>;

fn in_process<P: rt::Api>(
    router: &axum::Router,
    last: &Last,
    client: rt::client::ClientBuilder<P>,
) -> Built<P> {
    let way = Way::InProcess(InProcess::new(router.clone()));
    Ok(client.retries(0).build_over(Line { way, last: Arc::clone(last) })?)
}

async fn over_a_socket<P: rt::Api>(
    router: axum::Router,
    last: &Last,
    mut client: rt::client::ClientBuilder<P>,
) -> Built<P> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    for server in P::INFO.servers {
        // Keeps the path below the documented address.
        let documented = server.url.and_then(|url| url.parse::<http::Uri>().ok());
        let path = documented.as_ref().map_or("", |uri| uri.path().trim_end_matches('/'));
        client = client.server_url(server.name, format!("{url}{path}"));
    }
    let way = Way::Socket(rt::Http::new()?);
    Ok(client.retries(0).build_over(Line { way, last: Arc::clone(last) })?)
}
