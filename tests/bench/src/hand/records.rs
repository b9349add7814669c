//! The records, by serde derive.
#![allow(missing_docs)] // the spec says what they mean

use bindery_runtime::{Date, Decimal, Timestamp};
use serde::{Deserialize, Serialize};

use super::exact;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Entries {
    pub total: i64,
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    pub id: i64,
    pub text: String,
    #[serde(with = "exact::amount")]
    pub amount: Decimal,
    pub is_booked: bool,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::optional_date")]
    pub booked_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Accounts {
    pub total: i64,
    pub accounts: Vec<Account>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    pub id: i64,
    pub iban: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub state: State,
    pub currency: String,
    #[serde(with = "exact::amount")]
    pub balance: Decimal,
    #[serde(with = "exact::amount")]
    pub reserved: Decimal,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::optional_amount")]
    pub interest: Option<Decimal>,
    pub limit: i64,
    pub is_joint: bool,
    #[serde(with = "exact::date")]
    pub opened_on: Date,
    #[serde(with = "exact::seconds")]
    pub seen_at: Timestamp,
    pub note: Option<String>,
    pub tags: Vec<String>,
    pub address: Address,
    pub latest: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Address {
    pub street: String,
    pub city: String,
    pub zip: String,
    pub country: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Open,
    Frozen,
    Closed,
    #[serde(other)]
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Candles {
    pub total: i64,
    pub candles: Vec<Candle>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Candle {
    pub time: i64,
    #[serde(with = "exact::amount")]
    pub open: Decimal,
    #[serde(with = "exact::amount")]
    pub high: Decimal,
    #[serde(with = "exact::amount")]
    pub low: Decimal,
    #[serde(with = "exact::amount")]
    pub close: Decimal,
    #[serde(with = "exact::amount")]
    pub volume: Decimal,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Import {
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Imported {
    pub count: i64,
    #[serde(with = "exact::amount")]
    pub sum: Decimal,
}

/// The error response of the API.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Failure {
    pub error: String,
    pub message: String,
}
