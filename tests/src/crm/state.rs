//! State of the CRM, and the few operations on it that several modules share.

use std::collections::{BTreeMap, BTreeSet};

use bindery_crm::ErrorCode;
use bindery_crm::clients::{Client, Person};
use bindery_crm::external_wallets::ExternalWallet;
use bindery_crm::mt4::{Mt4Account, Mt4Trade};
use bindery_crm::payments::Bankcard;
use bindery_crm::psp::PaymentStatus;
use bindery_crm::reports::{Commission, Transaction};
use bindery_crm::trading_competitions::Competitor;
use bindery_crm::types::{FormValue, TradingPlatform};
use bindery_crm::webhooks::RequestStatus;
use bindery_runtime::{Date, Decimal, Secret, Timestamp};
use jiff::tz::TimeZone;

use super::Fail;

/// A client, with data that the list of clients does not show.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) client: Client,
    pub(super) suspended: bool,
    pub(super) password: Secret,
    pub(super) owner: Option<Person>,
    pub(super) details: Vec<FormValue>,
    /// Submitted identity data, as the texts of the values.
    pub(super) known_by: Option<String>,
}

/// An account on a trading server.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) platform: TradingPlatform,
    pub(super) connection: String,
    pub(super) user: String,
    /// The account as MT4 shows it; MT5 accounts have fewer fields.
    pub(super) shown: Mt4Account,
}

/// A request that awaits a decision.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) user: String,
    pub(super) currency: String,
    pub(super) amount: Decimal,
    pub(super) status: RequestStatus,
    pub(super) comment: Option<String>,
}

/// A deposit through a payment provider.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Amount to pay.
    pub amount: Decimal,
    /// In which currency.
    pub currency: String,
    /// Status of the payment.
    pub status: PaymentStatus,
    /// Whether the deposit is already under review.
    pub requested: bool,
}

/// A received webhook.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Name of the method that received it.
    pub method: &'static str,
    /// Name of the event.
    pub event: String,
    /// Id of the request, if there is one.
    pub id: Option<String>,
}

pub(super) struct State {
    pub(super) now: Timestamp,
    last_id: u32,
    pub(super) users: Vec<User>,
    pub(super) connections: Vec<(TradingPlatform, &'static str)>,
    pub(super) accounts: Vec<Account>,
    pub(super) trades: Vec<(String, Mt4Trade)>,
    comments: BTreeMap<(String, i64, String), Timestamp>,
    pub(super) wallets: BTreeMap<(String, String), Decimal>,
    pub(super) bookings: BTreeSet<String>,
    pub(super) requests: BTreeMap<String, Asked>,
    pub(super) cards: Vec<Bankcard>,
    pub(super) competitions: BTreeMap<String, Vec<Competitor>>,
    pub(super) commissions: Vec<Commission>,
    pub(super) transactions: Vec<(Date, Transaction)>,
    /// Sent one-time passwords, by address.
    pub(super) passwords: BTreeMap<String, Secret>,
    /// Registrations that await approval, by address.
    pub(super) waiting: BTreeSet<String>,
    pub(super) merchant: Option<String>,
    pub(super) deposit_method: bool,
    pub(super) orders: BTreeMap<String, Order>,
    pub(super) kept_elsewhere: Vec<ExternalWallet>,
    pub(super) events: Vec<Event>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            now: "2024-08-26T07:57:00Z".parse().unwrap_or_default(),
            last_id: 0,
            users: Vec::new(),
            connections: vec![(TradingPlatform::Mt4, "mt4-live"), (TradingPlatform::Mt5, "mt5-live")],
            accounts: Vec::new(),
            trades: Vec::new(),
            comments: BTreeMap::new(),
            wallets: BTreeMap::new(),
            bookings: BTreeSet::new(),
            requests: BTreeMap::new(),
            cards: Vec::new(),
            competitions: BTreeMap::new(),
            commissions: Vec::new(),
            transactions: Vec::new(),
            passwords: BTreeMap::new(),
            waiting: BTreeSet::new(),
            merchant: None,
            deposit_method: true,
            orders: BTreeMap::new(),
            kept_elsewhere: Vec::new(),
            events: Vec::new(),
        }
    }
}

impl State {
    /// Returns an unused id of 8 characters.
    pub(super) fn new_id(&mut self) -> String {
        self.last_id += 1;
        format!("id{:06}", self.last_id)
    }

    /// Returns the time, as the CRM writes it.
    pub(super) fn time(&self) -> bindery_runtime::DateTime {
        self.now.to_zoned(TimeZone::UTC).datetime()
    }

    pub(super) fn user(&self, id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.client.id.0 == id)
    }

    pub(super) fn user_mut(&mut self, id: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.client.id.0 == id)
    }

    /// Whether the connection exists.
    pub(super) fn connected(&self, platform: TradingPlatform, id: &str) -> Result<(), Fail> {
        if self.connections.contains(&(platform.clone(), id)) {
            return Ok(());
        }
        Err(Fail::from(match platform {
            TradingPlatform::Mt5 => ErrorCode::Mt5ConnectionNotFound,
            _ => ErrorCode::Mt4ConnectionNotFound,
        }))
    }

    /// Returns an account, if connection, login and owner match.
    pub(super) fn account(
        &mut self,
        platform: TradingPlatform,
        connection: &str,
        login: i64,
        user: Option<&str>,
    ) -> Result<&mut Account, Fail> {
        self.connected(platform.clone(), connection)?;
        let none = match platform {
            TradingPlatform::Mt5 => ErrorCode::Mt5AccountNotFound,
            _ => ErrorCode::Mt4AccountNotFound,
        };
        let fits = |account: &&mut Account| {
            account.platform == platform
                && account.connection == connection
                && account.shown.login == login
                && user.is_none_or(|user| account.user == user)
        };
        self.accounts.iter_mut().find(fits).ok_or_else(|| Fail::from(none))
    }

    /// Whether a comment was used on this account within two minutes; if not, marks it as used.
    pub(super) fn repeated(&mut self, connection: &str, login: i64, comment: &str) -> bool {
        let place = (connection.to_owned(), login, comment.to_owned());
        let used = self.comments.get(&place).copied();
        if used.is_some_and(|used| (self.now - used).get_seconds() < 120) {
            return true;
        }
        self.comments.insert(place, self.now);
        false
    }

    /// Books an amount into or out of a wallet, and records the transaction.
    pub(super) fn book(&mut self, user: &str, currency: &str, amount: Decimal) -> Result<(), Fail> {
        let place = (user.to_owned(), currency.to_owned());
        let before = self.wallets.get(&place).copied().unwrap_or_default();
        let after = before + amount;
        if after < Decimal::ZERO {
            return Err(ErrorCode::InsufficientFunds.into());
        }
        self.wallets.insert(place, after);
        let time = self.time();
        let transaction = Transaction {
            user_id: Some(user.to_owned()),
            type_: Some("adjustment".to_owned()),
            currency: Some(currency.to_owned()),
            amount: Some(amount),
            timestamp: Some(time),
            previous_balance: Some(before.into()),
            new_balance: Some(after.into()),
            ..Transaction::new(self.new_id())
        };
        self.transactions.push((time.date(), transaction));
        Ok(())
    }
}

/// Returns a page of a list, and the length of the list.
pub(super) fn page<T: Clone>(list: &[T], skip: i64, limit: i64) -> (i64, Vec<T>) {
    let number = |value: i64| usize::try_from(value).unwrap_or(0);
    let records = list.iter().skip(number(skip)).take(number(limit)).cloned().collect();
    (i64::try_from(list.len()).unwrap_or(i64::MAX), records)
}
