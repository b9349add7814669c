//! A broker's whole CRM in memory, together with the user's own server that the CRM calls: all 39 actions of the spec
//! that can be called. End-to-end tests run the generated client against it over a real socket.
//!
//! It is a backend as a user of Bindery would write one: it implements the generated traits and leaves parameters, keys,
//! signatures and the forms of failures to the router. What a broker's own people do in the back office is a method of
//! [`Broker`]. It counts the calls that reach it, so that a test can see that a refusal came before it.

mod back_office;
mod clients;
mod inbound;
mod money;
mod registration;
mod state;
mod trading;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bindery_crm::{ErrorCode, KEY, PAY_TOKEN, WEBHOOK_SIGNATURE, server};
use bindery_runtime::server::{CheckKey, Router, RouterError};
use bindery_runtime::{Failure, Secret};
use state::State;

pub use state::{Event, Order};

/// The key of the one partner who may call.
pub const PARTNER_KEY: &str = "b1a9f0-partner-key";
/// The secret of webhooks.
pub const WEBHOOK_SECRET: &str = "webhook-secret";
/// The token of the payment integration.
pub const TOKEN: &str = "pay-token-77";

/// What a method of the backend fails with.
type Fail = Failure<ErrorCode>;

/// The failure for what the error table has no type for.
fn refused(message: &str) -> Fail {
    Failure::from(ErrorCode::ApplicationError).message(message)
}

/// The broker. Clones share their state, so that a test can look behind the server that it talks to.
#[derive(Clone, Default)]
pub struct Broker {
    state: Arc<Mutex<State>>,
    calls: Arc<AtomicUsize>,
}

impl Broker {
    /// All modules behind one router, with all keys that they need.
    pub fn router(&self) -> Router<bindery_crm::Crm> {
        server::all(self.clone())
            .keys(KEY, Partners)
            .credential(WEBHOOK_SIGNATURE, WEBHOOK_SECRET)
            .credential(PAY_TOKEN, TOKEN)
    }

    /// The same as a service.
    ///
    /// # Errors
    /// Never in practice: every action is mounted once, and every key is there.
    pub fn service(&self) -> Result<axum::Router, RouterError> {
        self.router().into_axum()
    }

    /// How many calls have reached the backend.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// The state, for a call: it is counted.
    fn enter(&self) -> MutexGuard<'_, State> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.state()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that panicked inside has failed already; the others may go on.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whose key a key is. Keys are secrets, and secrets are compared in constant time.
struct Partners;

impl CheckKey for Partners {
    async fn check(&self, key: &Secret) -> Option<String> {
        (*key == Secret::from(PARTNER_KEY)).then(|| "partner".to_owned())
    }
}
