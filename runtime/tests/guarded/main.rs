//! Keys, signatures, several responses, pages and selected routes: client and router of a small API in one process, and
//! the router alone with manipulated requests.
#![allow(missing_docs, unreachable_pub)] // the API is written as if it were a crate of its own

mod again;
mod api;
mod bases;
mod blocking;
mod bodies;
mod events;
mod failures;
mod heads;
mod pages;
mod rejections;
mod responses;
mod sent;
mod time;
mod verified;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bindery_runtime as rt;
use bytes::Bytes;
use http::{Request, Response};
use rt::client::{TransportError, TransportLimits};
use rt::server::{BackendResult, CheckKey, RequestContext, Router};
use rt::{InProcess, Secret, Transport};

use api::*;

/// Counts calls, and behaves as the requests ask.
#[derive(Default)]
pub struct Backend {
    calls: AtomicUsize,
    logins: Mutex<Vec<Option<String>>>,
}

impl Backend {
    fn called(&self, context: &RequestContext) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.logins.lock().expect("not poisoned").push(context.login.clone());
    }

    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }
}

/// Number of users.
pub const USERS: i64 = 8;

impl DeskBackend for Backend {
    async fn list_users(&self, request: ListUsers, context: RequestContext) -> BackendResult<ListUsers> {
        self.called(&context);
        let end = (request.skip + request.limit.unwrap_or(2)).min(USERS);
        let user = |id| User { id, additional: rt::Map::from([("more".to_owned(), id.into())]) };
        Ok(Users {
            count: request.counted.then_some(USERS),
            records: (request.skip..end).map(user).collect(),
        })
    }

    async fn get_user(&self, request: GetUser, context: RequestContext) -> BackendResult<GetUser> {
        self.called(&context);
        match request.id.as_str() {
            "nobody" => Err(ErrorCode::UserNotFound.into()),
            "gone" => Err(ErrorCode::NotFound.into()),
            "late" => Err(ErrorCode::Expired.into()),
            "busy" => Err(ErrorCode::Busy.into()),
            "new" => Err(ErrorCode::from_code("unheard_of").into()),
            "said" => Err(rt::Failure { message: Some("In words".into()), ..rt::Failure::default() }),
            id => Ok(id.to_owned()),
        }
    }

    async fn create_user(&self, request: CreateUser, context: RequestContext) -> BackendResult<CreateUser> {
        self.called(&context);
        Ok(User { id: 7, additional: request.custom })
    }

    async fn deposit(&self, request: Deposit, context: RequestContext) -> BackendResult<Deposit> {
        self.called(&context);
        Ok(match request.comment.as_str() {
            "again" => DepositResponse::Repeated(Repeat { repeat: true }),
            _ => DepositResponse::Done,
        })
    }

    async fn note(&self, request: Note, context: RequestContext) -> BackendResult<Note> {
        self.called(&context);
        Ok(request.text)
    }

    async fn paid(&self, request: Paid, context: RequestContext) -> BackendResult<Paid> {
        self.called(&context);
        assert!(!request.additional.contains_key("sign"), "it is not the backend's business");
        Ok(())
    }

    async fn rejected(&self, _request: Rejected, context: RequestContext) -> BackendResult<Rejected> {
        self.called(&context);
        Ok("rejected".to_owned())
    }

    async fn approved(&self, _request: Approved, context: RequestContext) -> BackendResult<Approved> {
        self.called(&context);
        Ok("approved".to_owned())
    }

    async fn other(&self, _request: Other, context: RequestContext) -> BackendResult<Other> {
        self.called(&context);
        Ok("other".to_owned())
    }
}

/// Two callers with different keys.
pub struct TwoKeys;

impl CheckKey for TwoKeys {
    async fn check(&self, key: &Secret) -> Option<String> {
        match key.expose() {
            "key-of-ann" => Some("ann".to_owned()),
            "key-of-bob" => Some("bob".to_owned()),
            _ => None,
        }
    }
}

/// A router in the same process that records its requests.
#[derive(Clone)]
pub struct Line {
    pub inner: InProcess<axum::Router>,
    pub sent: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Line {
    /// The last request.
    pub fn last(&self) -> Request<Bytes> {
        self.sent.lock().expect("not poisoned").last().cloned().expect("one was sent")
    }

    /// Sends a request unchanged.
    pub async fn raw(&self, request: Request<Bytes>) -> (u16, String) {
        let response =
            self.inner.send(request, TransportLimits { response_bytes: 1 << 20 }).await.expect("a response");
        (response.status().as_u16(), String::from_utf8(response.into_body().to_vec()).expect("text"))
    }
}

impl Transport for Line {
    async fn send(
        &self,
        request: Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<Response<Bytes>, TransportError> {
        self.sent.lock().expect("not poisoned").push(request.clone());
        self.inner.send(request, limits).await
    }

    fn base_url(&self) -> Option<&str> {
        self.inner.base_url()
    }
}

/// Returns a backend and its router with this setup.
pub fn line(set_up: impl FnOnce(Router<Desk>) -> Router<Desk>) -> (Arc<Backend>, Line) {
    let backend = Arc::new(Backend::default());
    let router = Router::<Desk>::new()
        .mount(routes(), Arc::clone(&backend))
        .keys(KEY, TwoKeys)
        .credential(PAY_TOKEN, "test_token_123")
        .credential(EVENT_SIGNATURE, "It's a Secret to Everybody")
        .max_body(2_000);
    let router = set_up(router).into_axum().expect("the router is complete");
    (backend, Line { inner: InProcess::new(router), sent: Arc::default() })
}

pub type Client = rt::Client<Desk, Line>;

/// Returns a client of a line with all credentials.
pub fn client(line: &Line) -> Client {
    rt::Client::builder()
        .credential(KEY, "key-of-ann")
        .credential(PAY_TOKEN, "test_token_123")
        .credential(EVENT_SIGNATURE, "It's a Secret to Everybody")
        .build_over(line.clone())
        .expect("it is complete")
}

/// Returns a backend, the line to it, and a client.
pub fn all() -> (Arc<Backend>, Line, Client) {
    let (backend, line) = line(|router| router);
    let client = client(&line);
    (backend, line, client)
}
