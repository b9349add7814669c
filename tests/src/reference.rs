//! A whole Backpack platform in memory: all 24 actions, by the rules of our notes on the vendor's document. End-to-end
//! tests run the generated client against it over a real socket.
//!
//! It is a backend as a user of Bindery would write one: it implements the generated traits and leaves parameters,
//! limits, log-ins and the shapes of failures to the router. What the document lets only the platform's own people do
//! (freeze a user, open a second wallet) is a method of [`Reference`] here. Its clock stands still unless it is set, and
//! its numbers start where they are told to, so that answers can be compared to the letter.

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

/// What a method of the backend fails with.
type Fail = Failure<ErrorCode>;

/// The failure for what the error table has no code for.
fn general(message: &str) -> Fail {
    Failure::from(ErrorCode::General).message(message)
}

/// The platform. Clones share their state, so that a test can look behind the server that it talks to.
#[derive(Clone, Default)]
pub struct Reference {
    state: Arc<Mutex<State>>,
}

impl Reference {
    /// All modules behind one router, for one partner that may log in. The public sign-up is limited in front of it,
    /// because its refusal is plain HTTP and none of the API's failures.
    ///
    /// # Errors
    /// Never in practice: every action is mounted once, and log-ins are checked.
    pub fn router(&self, partner: &str, password: &str) -> Result<axum::Router, RouterError> {
        let router = server::all(self.clone()).login(Logins::new([(partner, password)])).into_axum()?;
        let platform = self.clone();
        Ok(router.layer(from_fn(move |request: Request, next: Next| {
            let refused = request.uri().path() == SignUp::INFO.path && !platform.state().admit_sign_up();
            async move {
                if refused {
                    return (StatusCode::TOO_MANY_REQUESTS, "Too many sign-ups").into_response();
                }
                next.run(request).await
            }
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that panicked inside has failed already; the others may go on.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, and the user of a session in it.
    fn enter(&self, session: &Session) -> Result<(MutexGuard<'_, State>, UserId), Fail> {
        let state = self.state();
        let user = state.user_of(session)?;
        Ok((state, user))
    }
}

/// What the platform's own people can do.
impl Reference {
    /// Sets the clock.
    pub fn set_clock(&self, now: Timestamp) {
        self.state().now = now;
    }

    /// The numbers that the next user, the next record and the next bonus get.
    pub fn number_from(&self, user: UserId, record: RecordId, bonus: BonusId) {
        self.state().set_numbers(user, record, bonus);
    }

    /// The user with this address.
    pub fn account(&self, email: &str) -> Option<Account> {
        self.state().by_email(email).cloned()
    }

    /// Changes a user by hand: freezes one, blocks one.
    pub fn change(&self, user: UserId, change: impl FnOnce(&mut Account)) {
        if let Some(account) = self.state().accounts.get_mut(&user.0) {
            change(account);
        }
    }

    /// Makes a token of Facebook's stand for a user.
    pub fn link_facebook(&self, token: &str, user: UserId) {
        self.state().facebook.insert(token.to_owned(), user);
    }

    /// Opens a further wallet for a user.
    pub fn open_wallet(&self, owner: UserId, currency: Currency, platform: PlatformId) -> WalletId {
        self.state().open_wallet(owner, currency, platform)
    }

    /// What is in a wallet.
    pub fn credit(&self, wallet: WalletId) -> Option<Decimal> {
        self.state().purses.get(&wallet.0).map(|purse| purse.credit)
    }

    /// Puts money aside, as an open trade would.
    pub fn reserve(&self, wallet: WalletId, amount: Decimal) {
        if let Some(purse) = self.state().purses.get_mut(&wallet.0) {
            purse.credit -= amount;
            purse.reserved += amount;
        }
    }

    /// Promises a bonus that is still to be earned.
    pub fn promise(&self, user: UserId, pending: Pending) {
        self.state().pending.entry(user.0).or_default().push(pending);
    }

    /// The mails that have gone out, oldest first.
    pub fn outbox(&self) -> Vec<Mail> {
        self.state().outbox.clone()
    }

    /// How many sign-ups are let through in one minute of the clock. Unlimited unless set.
    pub fn limit_sign_ups(&self, per_minute: usize) {
        self.state().limit_sign_ups(per_minute);
    }
}
