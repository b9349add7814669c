//! Converts values of the generated side to those of the hand-written side, for comparison.

use crate::hand::records::{Account, Accounts, Address, Candle, Candles, Entries, Entry, Imported, State};
use crate::ledger::accounting as ours;

impl From<ours::Entries> for Entries {
    fn from(ours::Entries { total, entries }: ours::Entries) -> Self {
        Self { total, entries: entries.into_iter().map(Entry::from).collect() }
    }
}

impl From<ours::Entry> for Entry {
    fn from(ours::Entry { id, text, amount, is_booked, booked_on }: ours::Entry) -> Self {
        Self { id, text, amount, is_booked, booked_on }
    }
}

impl From<ours::Accounts> for Accounts {
    fn from(ours::Accounts { total, accounts }: ours::Accounts) -> Self {
        Self { total, accounts: accounts.into_iter().map(Account::from).collect() }
    }
}

impl From<ours::Account> for Account {
    fn from(account: ours::Account) -> Self {
        Self {
            id: account.id,
            iban: account.iban,
            name: account.name,
            email: account.email,
            state: account.state.into(),
            currency: account.currency,
            balance: account.balance,
            reserved: account.reserved,
            interest: account.interest,
            limit: account.limit,
            is_joint: account.is_joint,
            opened_on: account.opened_on,
            seen_at: account.seen_at,
            note: account.note,
            tags: account.tags,
            address: account.address.into(),
            latest: account.latest.into_iter().map(Entry::from).collect(),
        }
    }
}

impl From<ours::State> for State {
    fn from(state: ours::State) -> Self {
        match state {
            ours::State::Open => State::Open,
            ours::State::Frozen => State::Frozen,
            ours::State::Closed => State::Closed,
            _ => State::Unknown,
        }
    }
}

impl From<ours::Address> for Address {
    fn from(ours::Address { street, city, zip, country }: ours::Address) -> Self {
        Self { street, city, zip, country }
    }
}

impl From<ours::Candles> for Candles {
    fn from(ours::Candles { total, candles }: ours::Candles) -> Self {
        Self { total, candles: candles.into_iter().map(Candle::from).collect() }
    }
}

impl From<ours::Candle> for Candle {
    fn from(ours::Candle { time, open, high, low, close, volume }: ours::Candle) -> Self {
        Self { time, open, high, low, close, volume }
    }
}

impl From<ours::Imported> for Imported {
    fn from(ours::Imported { count, sum }: ours::Imported) -> Self {
        Self { count, sum }
    }
}
