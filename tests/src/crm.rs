//! An in-memory CRM of a broker, together with the user's own server that the CRM calls: all 39 callable actions of the
//! spec. End-to-end tests run the generated client against it over a real socket.
//!
//! The backend is written as a user of Bindery would write it: it implements the generated traits and leaves
//! parameters, keys, signatures and error formats to the router. Actions of the broker's staff in the back office are
//! methods of [`Broker`]. The backend counts its calls, so that tests can check that a rejection came before it.

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

/// Key of the one partner.
pub const PARTNER_KEY: &str = "b1a9f0-partner-key";
/// The secret of webhooks.
pub const WEBHOOK_SECRET: &str = "webhook-secret";
/// The token of the payment integration.
pub const TOKEN: &str = "pay-token-77";

/// The error type of the backend's methods.
type Fail = Failure<ErrorCode>;

/// Returns an error that the error table has no type for.
fn rejected(message: &str) -> Fail {
    Failure::from(ErrorCode::ApplicationError).message(message)
}

/// The broker. Clones share their state, so that a test can inspect the server that it calls.
#[derive(Clone, Default)]
pub struct Broker {
    state: Arc<Mutex<State>>,
    calls: Arc<AtomicUsize>,
}

impl Broker {
    /// Returns a router with all modules and all keys that they require.
    pub fn router(&self) -> Router<bindery_crm::Crm> {
        server::all(self.clone())
            .keys(KEY, Partners)
            .credential(WEBHOOK_SIGNATURE, WEBHOOK_SECRET)
            .credential(PAY_TOKEN, TOKEN)
    }

    /// Returns the router as a service.
    ///
    /// # Errors
    /// Never fails in practice: every action is mounted once, and every key is set.
    pub fn service(&self) -> Result<axum::Router, RouterError> {
        self.router().into_axum()
    }

    /// Returns the number of calls that reached the backend.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// Locks the state for a call, and counts the call.
    fn enter(&self) -> MutexGuard<'_, State> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.state()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that panicked with the lock has failed already; the others may continue.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Finds the caller of a key. Keys are secrets, and secrets are compared in constant time.
struct Partners;

impl CheckKey for Partners {
    async fn check(&self, key: &Secret) -> Option<String> {
        (*key == Secret::from(PARTNER_KEY)).then(|| "partner".to_owned())
    }
}
