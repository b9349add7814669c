//! State of the platform, and the few operations on it that several modules share.

use std::collections::{BTreeMap, HashMap};

use bindery_backpack::ErrorCode;
use bindery_backpack::bonus::{Bonus, BonusId};
use bindery_backpack::mp_account::PlatformId;
use bindery_backpack::payment::Charge;
use bindery_backpack::types::{Currency, RecordId, Session, UserId, WalletId};
use bindery_runtime::{DateTime, Decimal, Secret, Timestamp};
use jiff::tz::TimeZone;

use super::account::Account;
use super::{Fail, general};

/// Platform of the main wallets. The document has platform numbers without names.
pub(super) const MAIN_PLATFORM: PlatformId = PlatformId(1);

/// A wallet and its balance.
#[derive(Clone, Debug)]
pub(super) struct Purse {
    pub(super) owner: UserId,
    pub(super) platform: PlatformId,
    pub(super) currency: Currency,
    pub(super) credit: Decimal,
    pub(super) reserved: Decimal,
}

/// A pending bonus.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Amount of the bonus.
    pub amount: Decimal,
    /// Amount that must be staked for it.
    pub required: Decimal,
    /// Amount staked so far.
    pub traded: Decimal,
    /// Amount reserved for risk-free trades.
    pub promotional: Decimal,
    /// Whether the bonus can be paid out now.
    pub releasable: bool,
    /// Time at which the bonus expires.
    pub expiry: DateTime,
}

/// A sent mail.
#[derive(Clone, Debug, PartialEq)]
pub enum Mail {
    /// Asks the user to confirm the address.
    ConfirmAddress {
        /// Address of the recipient.
        to: String,
    },
    /// Contains a temporary password.
    TemporaryPassword {
        /// Address of the recipient.
        to: String,
        /// Password in plain text.
        password: Secret,
    },
}

/// A booking into or out of a wallet.
#[derive(Clone, Debug)]
pub(super) struct Booking {
    pub(super) record: RecordId,
    pub(super) owner: UserId,
    pub(super) at: DateTime,
    pub(super) kind: Kind,
    pub(super) currency: Currency,
    /// Amount; positive for a booking into the wallet.
    pub(super) amount: Decimal,
    pub(super) balance: Decimal,
}

/// Reason for a movement of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Deposit,
    Transfer,
}

/// A charge, and whether it has been booked.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub(super) charge: Charge,
    pub(super) booked: bool,
}

pub(super) struct State {
    pub(super) now: Timestamp,
    pub(super) accounts: BTreeMap<i64, Account>,
    pub(super) sessions: HashMap<String, UserId>,
    pub(super) facebook: HashMap<String, UserId>,
    pub(super) purses: BTreeMap<i64, Purse>,
    pub(super) bookings: Vec<Booking>,
    pub(super) charges: BTreeMap<i64, Opened>,
    pub(super) bonuses: BTreeMap<i64, (UserId, Bonus)>,
    pub(super) pending: HashMap<i64, Vec<Pending>>,
    pub(super) outbox: Vec<Mail>,
    sign_ups: Vec<Timestamp>,
    sign_ups_per_minute: Option<usize>,
    next_user: i64,
    next_wallet: i64,
    next_record: i64,
    next_bonus: i64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            now: Timestamp::UNIX_EPOCH,
            accounts: BTreeMap::new(),
            sessions: HashMap::new(),
            facebook: HashMap::new(),
            purses: BTreeMap::new(),
            bookings: Vec::new(),
            charges: BTreeMap::new(),
            bonuses: BTreeMap::new(),
            pending: HashMap::new(),
            outbox: Vec::new(),
            sign_ups: Vec::new(),
            sign_ups_per_minute: None,
            next_user: 2_130_001,
            // Far from the numbers of users, which are also those of their main wallets.
            next_wallet: 9_000_001,
            next_record: 508_001,
            next_bonus: 3_501,
        }
    }
}

impl State {
    /// Returns the local time of the platform. The document names no time zone; this one is UTC.
    pub(super) fn local_now(&self) -> DateTime {
        self.now.to_zoned(TimeZone::UTC).datetime()
    }

    pub(super) fn set_numbers(&mut self, user: UserId, record: RecordId, bonus: BonusId) {
        (self.next_user, self.next_record, self.next_bonus) = (user.0, record.0, bonus.0);
    }

    pub(super) fn new_user(&mut self) -> UserId {
        UserId(count(&mut self.next_user))
    }

    pub(super) fn new_record(&mut self) -> RecordId {
        RecordId(count(&mut self.next_record))
    }

    pub(super) fn new_bonus(&mut self) -> BonusId {
        BonusId(count(&mut self.next_bonus))
    }

    /// Returns the user of a valid session. Sessions of blocked users are invalid.
    pub(super) fn user_of(&self, session: &Session) -> Result<UserId, ErrorCode> {
        let user = *self.sessions.get(session.0.expose()).ok_or(ErrorCode::LoginRequired)?;
        let account = self.accounts.get(&user.0).ok_or(ErrorCode::LoginRequired)?;
        if account.blocked { Err(ErrorCode::UserBlocked) } else { Ok(user) }
    }

    /// Returns the account of a user who is known to exist, for example from a session.
    pub(super) fn account(&self, user: UserId) -> Result<&Account, ErrorCode> {
        self.accounts.get(&user.0).ok_or(ErrorCode::General)
    }

    /// Returns the account for changes.
    pub(super) fn account_mut(&mut self, user: UserId) -> Result<&mut Account, ErrorCode> {
        self.accounts.get_mut(&user.0).ok_or(ErrorCode::General)
    }

    pub(super) fn by_email(&self, email: &str) -> Option<&Account> {
        self.accounts.values().find(|account| account.email == email)
    }

    /// Starts a session with a random token of 32 hex digits.
    pub(super) fn open_session(&mut self, user: UserId) -> Result<Session, ErrorCode> {
        let token = random_hex()?;
        self.sessions.insert(token.expose().to_owned(), user);
        Ok(Session(token))
    }

    pub(super) fn open_wallet(
        &mut self,
        owner: UserId,
        currency: Currency,
        platform: PlatformId,
    ) -> WalletId {
        let wallet = WalletId(count(&mut self.next_wallet));
        self.put_wallet(wallet, owner, currency, platform);
        wallet
    }

    /// Opens the main wallet, which has the user's number.
    pub(super) fn open_main_wallet(&mut self, owner: UserId, currency: Currency) {
        self.put_wallet(WalletId(owner.0), owner, currency, MAIN_PLATFORM);
    }

    fn put_wallet(&mut self, wallet: WalletId, owner: UserId, currency: Currency, platform: PlatformId) {
        let (credit, reserved) = (Decimal::ZERO, Decimal::ZERO);
        self.purses.insert(wallet.0, Purse { owner, platform, currency, credit, reserved });
    }

    /// Returns the number of a user's wallet. The main wallet is 0 or the user's own number. Wallets of other users do
    /// not exist for this user.
    pub(super) fn wallet_of(&self, owner: UserId, wallet: WalletId) -> Result<WalletId, Fail> {
        let wallet = if wallet.0 == 0 { WalletId(owner.0) } else { wallet };
        match self.purses.get(&wallet.0) {
            Some(purse) if purse.owner == owner => Ok(wallet),
            _ => Err(general("Wallet not found")),
        }
    }

    pub(super) fn purse(&self, wallet: WalletId) -> Result<&Purse, ErrorCode> {
        self.purses.get(&wallet.0).ok_or(ErrorCode::General)
    }

    /// Books an amount into a wallet, or out of it if negative, and records it.
    pub(super) fn book(
        &mut self,
        record: RecordId,
        wallet: WalletId,
        kind: Kind,
        amount: Decimal,
    ) -> Result<(), ErrorCode> {
        let at = self.local_now();
        let purse = self.purses.get_mut(&wallet.0).ok_or(ErrorCode::General)?;
        purse.credit += amount;
        let (owner, currency, balance) = (purse.owner, purse.currency.clone(), purse.credit);
        self.bookings.push(Booking { record, owner, at, kind, currency, amount, balance });
        Ok(())
    }

    pub(super) fn put_charge(&mut self, charge: Charge) {
        self.charges.insert(charge.record_id.0, Opened { charge, booked: false });
    }

    /// Returns a user's charge. Charges of other users do not exist for this user.
    pub(super) fn charge_of(&mut self, owner: UserId, record: RecordId) -> Result<&mut Opened, Fail> {
        let opened = self.charges.get_mut(&record.0).filter(|opened| opened.charge.user_id == owner);
        opened.ok_or_else(|| general("Charge not found"))
    }

    pub(super) fn limit_sign_ups(&mut self, per_minute: usize) {
        self.sign_ups_per_minute = Some(per_minute);
    }

    /// Counts a sign-up; returns false if there were too many in the last minute.
    pub(super) fn accept_sign_up(&mut self) -> bool {
        let now = self.now.as_second();
        self.sign_ups.retain(|at| now - at.as_second() < 60);
        let accepted = self.sign_ups_per_minute.is_none_or(|most| self.sign_ups.len() < most);
        if accepted {
            self.sign_ups.push(self.now);
        }
        accepted
    }
}

fn count(next: &mut i64) -> i64 {
    let number = *next;
    *next += 1;
    number
}

/// Returns 32 random hex digits from the operating system.
pub(super) fn random_hex() -> Result<Secret, ErrorCode> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| ErrorCode::General)?;
    Ok(Secret::from(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}
