//! Values that resemble those of real responses, by number.

use bindery_runtime::{Date, Decimal, Timestamp};

use crate::hand::records::{Account, Accounts, Address, Candle, Candles, Entries, Entry, Import, State};

fn decimal(units: usize, digits: u32) -> Decimal {
    Decimal::new(i64::try_from(units).unwrap_or(i64::MAX), digits)
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn date(number: usize) -> Date {
    let within = |most: usize| i8::try_from(number % most + 1).unwrap_or(1);
    Date::new(2026, within(12), within(28)).unwrap_or(Date::ZERO)
}

pub(crate) fn entry(number: usize) -> Entry {
    Entry {
        id: whole(number + 1_000_000),
        // Some texts have escapes, or characters of several bytes.
        text: match number % 8 {
            3 => format!("\"Miete\" für März, {number}"),
            _ => format!("Invoice {number}, thank you"),
        },
        amount: decimal(number * 7_919 + 105, 2),
        is_booked: !number.is_multiple_of(3),
        booked_on: (!number.is_multiple_of(3)).then(|| date(number)),
    }
}

pub(crate) fn entries(count: usize) -> Entries {
    Entries { total: whole(count), entries: (0..count).map(entry).collect() }
}

pub(crate) fn import(count: usize) -> Import {
    Import { entries: (0..count).map(entry).collect() }
}

fn account(number: usize) -> Account {
    Account {
        id: whole(number + 4_000_000),
        iban: format!("LD{:020}", number * 104_729),
        name: format!("Household, part {number}"),
        email: (!number.is_multiple_of(4)).then(|| format!("owner-{number}@ledger.example")),
        state: [State::Open, State::Open, State::Frozen, State::Closed][number % 4],
        currency: "EUR".to_owned(),
        balance: decimal(number * 15_485_863 + 99, 2),
        reserved: decimal(number * 31, 2),
        interest: number.is_multiple_of(2).then(|| decimal(number % 900 + 25, 3)),
        limit: whole(number % 50 * 1_000),
        is_joint: number.is_multiple_of(5),
        opened_on: date(number),
        seen_at: Timestamp::from_second(1_790_000_000 + whole(number)).unwrap_or_default(),
        note: number.is_multiple_of(6).then(|| "Wants to be called in the \"morning\"".to_owned()),
        tags: vec!["private".to_owned(), format!("branch-{}", number % 17)],
        address: Address {
            street: format!("Lindenstraße {}", number % 200 + 1),
            city: "Upper Village".to_owned(),
            zip: format!("{:05}", number % 100_000),
            country: "LD".to_owned(),
        },
        latest: (number..number + 2).map(entry).collect(),
    }
}

pub(crate) fn accounts(count: usize) -> Accounts {
    Accounts { total: whole(count), accounts: (0..count).map(account).collect() }
}

fn candle(number: usize) -> Candle {
    let price = |off: usize| decimal(6_300_000_000_000 + number * 1_299_709 + off, 8);
    Candle {
        time: whole(1_790_000_000 + number * 60),
        open: price(0),
        high: price(1_300_021),
        low: price(11),
        close: price(700_001),
        volume: decimal(number * 611_953 + 1, 8),
    }
}

pub(crate) fn candles(count: usize) -> Candles {
    Candles { total: whole(count), candles: (0..count).map(candle).collect() }
}
