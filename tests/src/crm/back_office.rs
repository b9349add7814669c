//! Actions of the broker's staff, and state for tests to inspect.

use bindery_crm::clients::Person;
use bindery_crm::external_wallets::ExternalWallet;
use bindery_crm::mt4::{Mt4Account, Mt4Trade};
use bindery_crm::payments::Bankcard;
use bindery_crm::reports::Commission;
use bindery_crm::trading_competitions::Competitor;
use bindery_crm::types::{RequestId, UserId};
use bindery_crm::webhooks::RequestStatus;
use bindery_runtime::{Decimal, Secret, Timestamp};

use super::state::Asked;
use super::{Broker, Event, Fail, Order};

impl Broker {
    /// The time.
    pub fn clock(&self) -> Timestamp {
        self.state().now
    }

    /// Sets the clock.
    pub fn set_clock(&self, now: Timestamp) {
        self.state().now = now;
    }

    /// Returns the id of the client with this address.
    pub fn client_id(&self, email: &str) -> Option<UserId> {
        let state = self.state();
        let user = state.users.iter().find(|user| user.client.email.as_deref() == Some(email))?;
        Some(user.client.id.clone())
    }

    /// Returns the password that a client registered with.
    pub fn password(&self, user: &UserId) -> Option<Secret> {
        self.state().user(&user.0).map(|user| user.password.clone())
    }

    /// Suspends a client, or ends the suspension.
    pub fn suspend(&self, user: &UserId, suspended: bool) {
        if let Some(user) = self.state().user_mut(&user.0) {
            user.suspended = suspended;
        }
    }

    /// Sets the owner of a client.
    pub fn own(&self, user: &UserId, owner: Person) {
        if let Some(user) = self.state().user_mut(&user.0) {
            user.owner = Some(owner);
        }
    }

    /// Requests the identity check of a client.
    pub fn ask_for_profile(&self, user: &UserId) {
        if let Some(user) = self.state().user_mut(&user.0) {
            user.client.kyc_processing = Some(true);
        }
    }

    /// Returns the MT4 account with this login.
    pub fn mt4_account(&self, login: i64) -> Option<Mt4Account> {
        let state = self.state();
        let account = state.accounts.iter().find(|account| account.shown.login == login)?;
        Some(account.shown.clone())
    }

    /// Adds money to the account with this login, on either platform.
    pub fn fund(&self, login: i64, amount: Decimal) {
        let mut state = self.state();
        for account in state.accounts.iter_mut().filter(|account| account.shown.login == login) {
            *account.shown.balance.get_or_insert_default() += amount;
        }
    }

    /// Records a trade on a connection.
    pub fn trade(&self, connection: &str, trade: Mt4Trade) {
        self.state().trades.push((connection.to_owned(), trade));
    }

    /// Books an amount into a wallet.
    ///
    /// # Errors
    /// Fails if the balance would become negative.
    pub fn book(&self, user: &UserId, currency: &str, amount: Decimal) -> Result<(), Fail> {
        self.state().book(&user.0, currency, amount)
    }

    /// Returns the balance of a wallet.
    pub fn balance(&self, user: &UserId, currency: &str) -> Option<Decimal> {
        self.state().wallets.get(&(user.0.clone(), currency.to_owned())).copied()
    }

    /// Requests a withdrawal for a client; the amount leaves the wallet at once.
    ///
    /// # Errors
    /// Fails if the balance is too low.
    pub fn ask_withdrawal(&self, user: &UserId, currency: &str, amount: Decimal) -> Result<RequestId, Fail> {
        let mut state = self.state();
        state.book(&user.0, currency, -amount)?;
        let id = state.new_id();
        let asked = Asked {
            user: user.0.clone(),
            currency: currency.to_owned(),
            amount,
            status: RequestStatus::Pending,
            comment: None,
        };
        state.requests.insert(id.clone(), asked);
        Ok(id.into())
    }

    /// Returns the status of a request, and the comment on it.
    pub fn request(&self, id: &RequestId) -> Option<(RequestStatus, Option<String>)> {
        let state = self.state();
        state.requests.get(&id.0).map(|asked| (asked.status.clone(), asked.comment.clone()))
    }

    /// Records a bank card.
    pub fn card(&self, card: Bankcard) {
        self.state().cards.push(card);
    }

    /// Notes a commission.
    pub fn commission(&self, commission: Commission) {
        self.state().commissions.push(commission);
    }

    /// Sets the participants of a competition, the best first.
    pub fn competition(&self, id: &str, competitors: Vec<Competitor>) {
        self.state().competitions.insert(id.to_owned(), competitors);
    }

    /// Returns the one-time password that was sent to an address.
    pub fn one_time_password(&self, email: &str) -> Option<Secret> {
        self.state().passwords.get(email).cloned()
    }

    /// Whether the registration of this address awaits approval.
    pub fn waits(&self, email: &str) -> bool {
        self.state().waiting.contains(email)
    }

    /// Sets the integration of a payment provider; none removes it.
    pub fn merchant(&self, id: Option<&str>) {
        self.state().merchant = id.map(str::to_owned);
    }

    /// Sets whether a deposit method exists.
    pub fn deposit_method(&self, there: bool) {
        self.state().deposit_method = there;
    }

    /// Opens an order to be paid.
    pub fn open_order(&self, number: &str, order: Order) {
        self.state().orders.insert(number.to_owned(), order);
    }

    /// An order.
    pub fn order(&self, number: &str) -> Option<Order> {
        self.state().orders.get(number).cloned()
    }

    /// Opens a wallet outside the CRM.
    pub fn keep_elsewhere(&self, wallet: ExternalWallet) {
        self.state().kept_elsewhere.push(wallet);
    }

    /// Returns the received webhooks, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.state().events.clone()
    }
}
