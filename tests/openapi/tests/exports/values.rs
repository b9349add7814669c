//! Values of types: valid by their limits, from the smallest to the fullest.

use bindery_model::{
    Api, Encoding, Field, JsonKind, Presence, Scalar, Type, TypeKind, Union, UnionVariant, ValueLimits,
};
use bindery_vocabulary::Number;

/// The share of optional values in a response.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Required values only, the smallest values, empty lists.
    Bare,
    /// All optional values, and of unions and enums the variant at this position from the end.
    Full(usize),
}

impl Fill {
    /// Every share, with up to four variants.
    pub(crate) const ALL: [Self; 5] =
        [Self::Bare, Self::Full(0), Self::Full(1), Self::Full(2), Self::Full(3)];

    /// Selects one of several variants.
    fn one<T>(self, all: &[T]) -> Option<&T> {
        match self {
            Fill::Bare => all.first(),
            Fill::Full(position) => all.iter().rev().cycle().nth(position),
        }
    }
}

/// Makes values of an API's types.
pub(crate) struct Maker<'a> {
    pub(crate) api: &'a Api,
}

impl Maker<'_> {
    /// Returns a value of a type, without limits of its own.
    pub(crate) fn plain(&self, ty: &Type, encoding: Encoding, fill: Fill) -> String {
        self.value(ty, encoding, &ValueLimits::NONE, fill, 0)
    }

    fn value(&self, ty: &Type, encoding: Encoding, limits: &ValueLimits, fill: Fill, depth: usize) -> String {
        let item = |ty| self.value(ty, Encoding::Plain, &ValueLimits::NONE, fill, depth + 1);
        // Types may be recursive.
        let empty = fill == Fill::Bare || depth > 4;
        match ty {
            Type::Scalar(scalar) => value(*scalar, encoding, limits, fill),
            Type::List(inner) => {
                let (fewest, most) = limits.length.unwrap_or((0, u32::MAX));
                let items = if empty { 0 } else { 2 }.clamp(fewest as usize, most as usize);
                format!("[{}]", (0..items).map(|_| item(inner)).collect::<Vec<_>>().join(","))
            }
            Type::Map(..) if empty => "{}".to_owned(),
            Type::Map(key, inner) => {
                let entries = self.keys(key).into_iter().map(|key| format!("\"{key}\":{}", item(inner)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
            }
            Type::Nullable(inner) => item(inner),
            Type::Named(id) => match &self.api.types[*id].kind {
                TypeKind::Record(fields) => self.record(fields, fill, depth, None),
                TypeKind::Positions(fields) => {
                    let entry = |field: &Field| match &field.fixed {
                        Some(fixed) => fixed.clone(),
                        None => self.value(&field.ty, field.encoding, &field.limits, fill, depth + 1),
                    };
                    format!("[{}]", fields.iter().map(entry).collect::<Vec<_>>().join(","))
                }
                TypeKind::Union(union) => {
                    // The last variants may contain the union itself.
                    let one = if depth > 4 { union.variants.first() } else { fill.one(&union.variants) };
                    one.map_or("null".to_owned(), |variant| self.variant(union, variant, fill, depth))
                }
                TypeKind::IntEnum(values) => fill.one(values).map_or(0, |value| value.is).to_string(),
                TypeKind::TextEnum(values) => {
                    format!("\"{}\"", fill.one(values).map_or("", |value| &value.is))
                }
                TypeKind::Newtype(newtype) if newtype.md5 => format!("\"{}\"", "0f".repeat(16)),
                TypeKind::Newtype(newtype) => {
                    value(newtype.base, encoding.or(newtype.encoding), &newtype.limits, fill)
                }
                TypeKind::Alias(inner) => self.value(inner, encoding, limits, fill, depth),
            },
        }
    }

    /// Returns two names of entries of a map, or one where there are no more.
    fn keys(&self, key: &Type) -> Vec<String> {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        match key {
            Type::Scalar(Scalar::Int | Scalar::Uint) => texts(&["0", "7"]),
            Type::Scalar(Scalar::Date) => texts(&["2026-01-31", "2026-02-01"]),
            Type::Scalar(Scalar::Uuid) => texts(&["9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a"]),
            Type::Named(id) => match &self.api.types[*id].kind {
                TypeKind::IntEnum(values) => {
                    values.iter().map(|value| value.is.to_string()).take(2).collect()
                }
                TypeKind::TextEnum(values) => values.iter().map(|value| value.is.clone()).take(2).collect(),
                TypeKind::Newtype(newtype) => self.keys(&Type::Scalar(newtype.base)),
                TypeKind::Alias(inner) => self.keys(inner),
                TypeKind::Record(_) | TypeKind::Positions(_) | TypeKind::Union(_) => Vec::new(),
            },
            _ => texts(&["one", "two"]),
        }
    }

    fn variant(&self, union: &Union, variant: &UnionVariant, fill: Fill, depth: usize) -> String {
        let told = match (union.path(), variant.is.first()) {
            ([name], Some(is)) => Some((name.as_str(), is.as_str())),
            _ => None,
        };
        match &variant.ty {
            Type::Named(id) => match &self.api.types[*id].kind {
                TypeKind::Record(fields) => self.record(fields, fill, depth, told),
                _ => self.value(&variant.ty, Encoding::Plain, &ValueLimits::NONE, fill, depth + 1),
            },
            ty => self.value(ty, Encoding::Plain, &ValueLimits::NONE, fill, depth + 1),
        }
    }

    /// Returns an object. `told` are the name and the value of the field that tells the variants of a union apart.
    fn record(&self, fields: &[Field], fill: Fill, depth: usize, told: Option<(&str, &str)>) -> String {
        let fill = if depth > 4 { Fill::Bare } else { fill };
        let mut entries = Vec::new();
        for field in fields {
            let wanted = field.presence == Presence::Required || fill != Fill::Bare;
            if field.additional {
                let Type::Map(_, inner) = &field.ty else { continue };
                if fill != Fill::Bare {
                    let value = self.value(inner, Encoding::Plain, &field.limits, fill, depth + 1);
                    entries.push(format!("\"another one\":{value}"));
                }
            } else if let Some(fixed) = &field.fixed {
                entries.push(format!("\"{}\":{fixed}", field.name));
            } else if let Some((_, is)) = told.filter(|(name, _)| *name == field.name) {
                entries.push(format!("\"{}\":\"{is}\"", field.name));
            } else if wanted {
                let value = self.value(&field.ty, field.encoding, &field.limits, fill, depth + 1);
                entries.push(format!("\"{}\":{value}", field.name));
            }
        }
        format!("{{{}}}", entries.join(","))
    }
}

fn value(scalar: Scalar, encoding: Encoding, limits: &ValueLimits, fill: Fill) -> String {
    let bare = fill == Fill::Bare;
    let number = |least: &str, full: &str| {
        let bounds = [limits.min, limits.max].into_iter().flatten().map(|bound| bound.to_string());
        let usual = [if bare { least } else { full }, least, "1", "0.5", "-1", "100"].map(str::to_owned);
        let exact = |text: &str| Number::parse(text).and_then(Number::to_exact);
        let fits = |text: &String| {
            (scalar.form(Encoding::Plain) != JsonKind::Whole || !text.contains('.'))
                && exact(text).is_some_and(|number| limits.broken_by_number(number).is_none())
        };
        usual.into_iter().chain(bounds).find(fits).expect("a number within the limits")
    };
    match scalar {
        Scalar::Int | Scalar::Uint => number("0", "9007199254740993"),
        Scalar::Decimal => number("0", "1234567.50"),
        Scalar::Float => number("0", "12.5"),
        Scalar::Bool => "true".to_owned(),
        Scalar::Date => "\"2026-01-31\"".to_owned(),
        Scalar::LocalDateTime => "\"2026-01-31 10:00:00\"".to_owned(),
        Scalar::Instant => match encoding {
            Encoding::UnixSeconds => "1420070400",
            Encoding::UnixMilliseconds => "1420070400123",
            Encoding::UnixMicroseconds => "1420070400123456",
            Encoding::UnixNanoseconds => "1420070400123456789",
            Encoding::Rfc2822 => "\"Thu, 30 Jul 2015 20:00:00 +0000\"",
            Encoding::HttpDate => "\"Thu, 30 Jul 2015 20:00:00 GMT\"",
            _ => "\"2026-01-31T10:00:00.25Z\"",
        }
        .to_owned(),
        Scalar::Uuid => "\"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a\"".to_owned(),
        Scalar::MicrosoftDate if bare => "\"/Date(-1)/\"".to_owned(),
        Scalar::MicrosoftDate => "\"/Date(1420070400000+0200)/\"".to_owned(),
        Scalar::Content => "\"bytes\"".to_owned(),
        Scalar::Bytes => if bare { "\"\"" } else { "\"AAEC/w==\"" }.to_owned(),
        Scalar::Any => if bare { "null" } else { "{\"any\":[1.50,\"thing\"]}" }.to_owned(),
        Scalar::FormattedDecimal => if bare { "\"\"" } else { "\"$1,000.00\"" }.to_owned(),
        Scalar::String | Scalar::Secret => match limits.length {
            Some((fewest, most)) => {
                let length = if bare { fewest } else { most };
                format!("\"{}\"", "x".repeat(length.min(300) as usize))
            }
            None if bare => "\"\"".to_owned(),
            None => "\"A \\\"text\\\" of Zürich\\n\\u0007\"".to_owned(),
        },
    }
}
