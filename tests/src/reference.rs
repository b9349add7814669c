//! An in-memory Backpack platform: all 24 actions, by the rules of our notes on the vendor's document. End-to-end tests
//! run the generated client against it over a real socket.
//!
//! The backend is written as a user of Bindery would write it: it implements the generated traits and leaves
//! parameters, limits, logins and error formats to the router. Actions that the document reserves for the platform's
//! staff (freeze a user, open a second wallet) are methods of [`Reference`]. Its clock is stopped unless it is set,
//! and the first numbers can be set, so that responses can be compared exactly.

mod account;
mod bonus;
pub mod factors;
mod index;
pub mod money;
mod mp_account;
mod password;
mod payment;
mod places;
mod public;
mod state;
mod user;
mod wallet;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse as _;
use bindery_backpack::bonus::BonusId;
use bindery_backpack::mp_account::PlatformId;
use bindery_backpack::public::SignUp;
use bindery_backpack::types::{Currency, RecordId, Session, UserId, WalletId};
use bindery_backpack::{ErrorCode, server};
use bindery_runtime::server::{Logins, RouterError};
use bindery_runtime::{Action as _, Decimal, Failure, Timestamp};
use http::StatusCode;
use state::State;

pub use account::Account;
pub use password::StoredPassword;
pub use state::{Mail, Pending};

/// The error type of the backend's methods.
type Fail = Failure<ErrorCode>;

/// Returns an error that the error table has no code for.
fn general(message: &str) -> Fail {
    Failure::from(ErrorCode::General).message(message)
}

/// The platform. Clones share their state, so that a test can inspect the server that it calls.
#[derive(Clone, Default)]
pub struct Reference {
    state: Arc<Mutex<State>>,
}

impl Reference {
    /// Returns a router with all modules, for the login of one partner. A layer in front of it limits the public
    /// sign-up, because its rejection is plain HTTP and none of the API's errors.
    ///
    /// # Errors
    /// Never fails in practice: every action is mounted once, and the login is configured.
    pub fn router(&self, partner: &str, password: &str) -> Result<axum::Router, RouterError> {
        let router = server::all(self.clone()).login(Logins::new([(partner, password)])).into_axum()?;
        let platform = self.clone();
        Ok(router.layer(from_fn(move |request: Request, next: Next| {
            let rejected = request.uri().path() == SignUp::INFO.path && !platform.state().accept_sign_up();
            async move {
                if rejected {
                    return (StatusCode::TOO_MANY_REQUESTS, "Too many sign-ups").into_response();
                }
                next.run(request).await
            }
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that panicked with the lock has failed already; the others may continue.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks the state, and returns it with the user of a session.
    fn enter(&self, session: &Session) -> Result<(MutexGuard<'_, State>, UserId), Fail> {
        let state = self.state();
        let user = state.user_of(session)?;
        Ok((state, user))
    }
}

/// Actions of the platform's staff.
impl Reference {
    /// Sets the clock.
    pub fn set_clock(&self, now: Timestamp) {
        self.state().now = now;
    }

    /// Sets the numbers of the next user, the next record and the next bonus.
    pub fn number_from(&self, user: UserId, record: RecordId, bonus: BonusId) {
        self.state().set_numbers(user, record, bonus);
    }

    /// Returns the user with this address.
    pub fn account(&self, email: &str) -> Option<Account> {
        self.state().by_email(email).cloned()
    }

    /// Changes a user directly, for example to freeze or block them.
    pub fn change(&self, user: UserId, change: impl FnOnce(&mut Account)) {
        if let Some(account) = self.state().accounts.get_mut(&user.0) {
            change(account);
        }
    }

    /// Links a Facebook token to a user.
    pub fn link_facebook(&self, token: &str, user: UserId) {
        self.state().facebook.insert(token.to_owned(), user);
    }

    /// Opens another wallet for a user.
    pub fn open_wallet(&self, owner: UserId, currency: Currency, platform: PlatformId) -> WalletId {
        self.state().open_wallet(owner, currency, platform)
    }

    /// Returns the balance of a wallet.
    pub fn credit(&self, wallet: WalletId) -> Option<Decimal> {
        self.state().purses.get(&wallet.0).map(|purse| purse.credit)
    }

    /// Reserves money, like an open trade.
    pub fn reserve(&self, wallet: WalletId, amount: Decimal) {
        if let Some(purse) = self.state().purses.get_mut(&wallet.0) {
            purse.credit -= amount;
            purse.reserved += amount;
        }
    }

    /// Adds a pending bonus.
    pub fn promise(&self, user: UserId, pending: Pending) {
        self.state().pending.entry(user.0).or_default().push(pending);
    }

    /// Returns the sent mails, oldest first.
    pub fn outbox(&self) -> Vec<Mail> {
        self.state().outbox.clone()
    }

    /// Sets the number of sign-ups per minute of the clock. Default: unlimited.
    pub fn limit_sign_ups(&self, per_minute: usize) {
        self.state().limit_sign_ups(per_minute);
    }
}
