//! Values unknown to serde, each read and written in one exact form; for `#[serde(with = …)]`.

use bindery_runtime::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// Reads an amount from the literal text of a JSON number: `f64` would lose digits, and serde_json's feature
/// `arbitrary_precision` would change the whole build.
fn parse<E: serde::de::Error>(raw: &RawValue) -> Result<Decimal, E> {
    let text = raw.get();
    // Numbers begin with a digit or a minus sign; strings are rejected.
    if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return Err(E::custom("expected a number"));
    }
    let exact = if text.contains(['e', 'E']) {
        Decimal::from_scientific(text)
    } else {
        Decimal::from_str_exact(text)
    };
    exact.map_err(E::custom)
}

fn raw<E: serde::ser::Error>(amount: &Decimal) -> Result<Box<RawValue>, E> {
    RawValue::from_string(amount.to_string()).map_err(E::custom)
}

pub(super) mod amount {
    use super::*;

    pub(in crate::hand) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        parse(<&RawValue>::deserialize(from)?)
    }

    pub(in crate::hand) fn serialize<S: Serializer>(amount: &Decimal, to: S) -> Result<S::Ok, S::Error> {
        raw::<S::Error>(amount)?.serialize(to)
    }
}

pub(super) mod optional_amount {
    use super::*;

    pub(in crate::hand) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Decimal>, D::Error> {
        Option::<&RawValue>::deserialize(from)?.map(parse).transpose()
    }

    pub(in crate::hand) fn serialize<S: Serializer>(
        amount: &Option<Decimal>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        amount.as_ref().map(raw::<S::Error>).transpose()?.serialize(to)
    }
}

pub(super) mod date {
    use std::fmt;

    use bindery_runtime::Date;
    use serde::de::Visitor;

    use super::*;

    struct Text;

    impl Visitor<'_> for Text {
        type Value = Date;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a date such as 2026-01-31")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Date, E> {
            text.parse().map_err(E::custom)
        }
    }

    pub(in crate::hand) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        from.deserialize_str(Text)
    }

    pub(in crate::hand) fn serialize<S: Serializer>(date: &Date, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(date)
    }
}

pub(super) mod optional_date {
    use bindery_runtime::Date;

    use super::*;

    #[derive(Deserialize)]
    struct Read(#[serde(with = "super::date")] Date);

    pub(in crate::hand) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
        Ok(Option::<Read>::deserialize(from)?.map(|Read(date)| date))
    }

    pub(in crate::hand) fn serialize<S: Serializer>(date: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => to.collect_str(date),
            None => to.serialize_none(),
        }
    }
}

pub(super) mod seconds {
    use bindery_runtime::Timestamp;

    use super::*;

    pub(in crate::hand) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        Timestamp::from_second(i64::deserialize(from)?).map_err(D::Error::custom)
    }

    pub(in crate::hand) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(at.as_second())
    }
}
