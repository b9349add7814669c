//! What the platform keeps, and the few operations on it that several modules share.

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

/// On which platform main wallets are. The document has numbers of platforms and names none.
pub(super) const MAIN_PLATFORM: PlatformId = PlatformId(1);

/// A wallet and what is in it.
#[derive(Clone, Debug)]
pub(super) struct Purse {
    pub(super) owner: UserId,
    pub(super) platform: PlatformId,
    pub(super) currency: Currency,
    pub(super) credit: Decimal,
    pub(super) reserved: Decimal,
}

/// A bonus that is still to be earned.
#[derive(Clone, Debug)]
pub struct Pending {
    /// How much will be given.
    pub amount: Decimal,
    /// How much has to be staked for it.
    pub required: Decimal,
    /// How much of that is done.
    pub traded: Decimal,
    /// What waits for trades without risk.
    pub promotional: Decimal,
    /// Whether it can be paid out now.
    pub releasable: bool,
    /// When it lapses.
    pub expiry: DateTime,
}

/// A mail that has gone out.
#[derive(Clone, Debug, PartialEq)]
pub enum Mail {
    /// Asks whether the address is the user's.
    ConfirmAddress {
        /// To whom.
        to: String,
    },
    /// Hands out a temporary password.
    TemporaryPassword {
        /// To whom.
        to: String,
        /// In plain text, as mails have it.
        password: Secret,
    },
}

/// Money that came into a wallet or went out of it.
#[derive(Clone, Debug)]
pub(super) struct Booking {
    pub(super) record: RecordId,
    pub(super) owner: UserId,
    pub(super) at: DateTime,
    pub(super) kind: Kind,
    pub(super) currency: Currency,
    /// Positive when it came in.
    pub(super) amount: Decimal,
    pub(super) balance: Decimal,
}

/// Why money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Deposit,
    Transfer,
}

/// A charge and whether its money has been booked.
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
            // Far from the users' numbers, under which main wallets go.
            next_wallet: 9_000_001,
            next_record: 508_001,
            next_bonus: 3_501,
        }
    }
}

impl State {
    /// The time of day where the platform is. The document gives no zone; this one is UTC.
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

    /// The user of a session that still holds. A blocked user's does not.
    pub(super) fn user_of(&self, session: &Session) -> Result<UserId, ErrorCode> {
        let user = *self.sessions.get(session.0.expose()).ok_or(ErrorCode::LoginRequired)?;
        let account = self.accounts.get(&user.0).ok_or(ErrorCode::LoginRequired)?;
        if account.blocked { Err(ErrorCode::UserBlocked) } else { Ok(user) }
    }

    /// The account of a user of whom a session or the like has shown that there is one.
    pub(super) fn account(&self, user: UserId) -> Result<&Account, ErrorCode> {
        self.accounts.get(&user.0).ok_or(ErrorCode::General)
    }

    /// The same, to be changed.
    pub(super) fn account_mut(&mut self, user: UserId) -> Result<&mut Account, ErrorCode> {
        self.accounts.get_mut(&user.0).ok_or(ErrorCode::General)
    }

    pub(super) fn by_email(&self, email: &str) -> Option<&Account> {
        self.accounts.values().find(|account| account.email == email)
    }

    /// Starts a session under a token of 32 hex digits that nobody can guess.
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

    /// Opens the wallet that goes by the user's own number.
    pub(super) fn open_main_wallet(&mut self, owner: UserId, currency: Currency) {
        self.put_wallet(WalletId(owner.0), owner, currency, MAIN_PLATFORM);
    }

    fn put_wallet(&mut self, wallet: WalletId, owner: UserId, currency: Currency, platform: PlatformId) {
        let (credit, reserved) = (Decimal::ZERO, Decimal::ZERO);
        self.purses.insert(wallet.0, Purse { owner, platform, currency, credit, reserved });
    }

    /// The number of a user's wallet: 0 and the user's own number stand for the main one. Another user's wallet is as
    /// good as none.
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

    /// Moves money into a wallet, or out of it when the amount is negative, and keeps a record of it.
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

    /// A user's charge. Another user's is as good as none.
    pub(super) fn charge_of(&mut self, owner: UserId, record: RecordId) -> Result<&mut Opened, Fail> {
        let opened = self.charges.get_mut(&record.0).filter(|opened| opened.charge.user_id == owner);
        opened.ok_or_else(|| general("Charge not found"))
    }

    pub(super) fn limit_sign_ups(&mut self, per_minute: usize) {
        self.sign_ups_per_minute = Some(per_minute);
    }

    /// Counts a sign-up, unless there were too many in the last minute.
    pub(super) fn admit_sign_up(&mut self) -> bool {
        let now = self.now.as_second();
        self.sign_ups.retain(|at| now - at.as_second() < 60);
        let admitted = self.sign_ups_per_minute.is_none_or(|most| self.sign_ups.len() < most);
        if admitted {
            self.sign_ups.push(self.now);
        }
        admitted
    }
}

fn count(next: &mut i64) -> i64 {
    let number = *next;
    *next += 1;
    number
}

/// 32 hex digits from the operating system's source of randomness.
pub(super) fn random_hex() -> Result<Secret, ErrorCode> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| ErrorCode::General)?;
    Ok(Secret::from(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}
