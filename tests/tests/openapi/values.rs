//! Sample responses from a spec: for each action some that match its type, from the smallest to the fullest.

use bindery_model::{Action, Api, Encoding, Field, Presence, Scalar, Type, TypeKind, ValueLimits};

/// The share of optional values in a response.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Required values only, the smallest values, empty lists.
    Bare,
    /// All optional values.
    Full,
}

/// Returns the responses of an action, as statuses and bodies, examples first.
pub(crate) fn responses(api: &Api, action: &Action) -> Vec<(u16, String)> {
    let maker = Maker { api };
    let returns = &action.response;
    let inside = |json: String| match &action.envelope {
        Some(envelope) => envelope.around(&json),
        None => json,
    };
    if !returns.variants.is_empty() {
        let each = returns.variants.iter().flat_map(|variant| {
            let body = |fill| match &variant.ty {
                Some(ty) => inside(maker.value(ty, Encoding::Plain, &ValueLimits::default(), fill, 0)),
                None => String::new(),
            };
            [(variant.status, body(Fill::Bare)), (variant.status, body(Fill::Full))]
        });
        return each.collect();
    }
    let status = returns.status;
    let Some(ty) = returns.ty.as_ref().filter(|_| returns.fixed.is_none()) else {
        let body = if status == 204 { String::new() } else { "true".to_owned() };
        return vec![(
            status,
            if returns.fixed.is_some() || status == 204 { body } else { inside("null".into()) },
        )];
    };
    if !returns.body.format.is_json() {
        return vec![(status, "no JSON at all".to_owned())];
    }
    let examples = action.examples.iter().filter_map(|example| example.response.clone());
    let made = [Fill::Bare, Fill::Full]
        .map(|fill| maker.value(ty, returns.encoding, &ValueLimits::default(), fill, 0));
    let null = returns.nullable.then(|| "null".to_owned());
    examples.chain(made).chain(null).map(|json| (status, inside(json))).collect()
}

struct Maker<'a> {
    api: &'a Api,
}

impl Maker<'_> {
    fn value(&self, ty: &Type, encoding: Encoding, limits: &ValueLimits, fill: Fill, depth: usize) -> String {
        let item = |ty| self.value(ty, Encoding::Plain, limits, fill, depth + 1);
        // Types may be recursive.
        let empty = fill == Fill::Bare || depth > 4;
        match ty {
            Type::Scalar(scalar) => value(*scalar, encoding, limits, fill),
            Type::List(_) if empty => "[]".to_owned(),
            Type::List(inner) => format!("[{0},{0}]", item(inner)),
            Type::Map(..) if empty => "{}".to_owned(),
            Type::Nullable(inner) => item(inner),
            Type::Map(_, inner) => format!("{{\"one\":{0},\"two\":{0}}}", item(inner)),
            Type::Named(id) => match &self.api.types[*id].kind {
                TypeKind::Record(fields) => self.record(fields, if empty { Fill::Bare } else { fill }, depth),
                TypeKind::Positions(fields) => {
                    let entry = |field: &Field| match &field.fixed {
                        Some(fixed) => fixed.clone(),
                        None => self.value(&field.ty, field.encoding, &field.limits, fill, depth + 1),
                    };
                    format!("[{}]", fields.iter().map(entry).collect::<Vec<_>>().join(","))
                }
                TypeKind::Union(union) => {
                    let one = if fill == Fill::Bare { union.variants.first() } else { union.variants.last() };
                    let limits = ValueLimits::default();
                    one.map_or("null".to_owned(), |one| {
                        self.value(&one.ty, Encoding::Plain, &limits, fill, depth + 1)
                    })
                }
                TypeKind::IntEnum(values) => {
                    let one = if fill == Fill::Bare { values.first() } else { values.last() };
                    one.map_or(0, |value| value.is).to_string()
                }
                TypeKind::TextEnum(values) => {
                    let one = if fill == Fill::Bare { values.first() } else { values.last() };
                    format!("\"{}\"", one.map_or("", |value| &value.is))
                }
                TypeKind::Newtype(newtype) if newtype.md5 => format!("\"{}\"", "0f".repeat(16)),
                TypeKind::Newtype(newtype) => value(newtype.base, encoding, &newtype.limits, fill),
                TypeKind::Alias(inner) => self.value(inner, encoding, limits, fill, depth),
            },
        }
    }

    fn record(&self, fields: &[Field], fill: Fill, depth: usize) -> String {
        let mut entries = Vec::new();
        for field in fields {
            let wanted = field.presence == Presence::Required || fill == Fill::Full;
            if field.additional {
                let Type::Map(_, inner) = &field.ty else { continue };
                if fill == Fill::Full {
                    let value = self.value(inner, Encoding::Plain, &field.limits, fill, depth + 1);
                    entries.push(format!("\"another one\":{value}"));
                }
            } else if let Some(fixed) = &field.fixed {
                entries.push(format!("\"{}\":{fixed}", field.name));
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
    let number = |bare_one: i64, full_one: i64| {
        let whole = |bound: Option<bindery_model::Exact>| bound.and_then(|bound| bound.to_i64());
        let least = whole(limits.min).or(whole(limits.above).map(|above| above + 1));
        let most = whole(limits.max).or(whole(limits.below).map(|below| below - 1));
        let wanted = if bare { bare_one } else { full_one };
        wanted.max(least.unwrap_or(wanted)).min(most.unwrap_or(i64::MAX))
    };
    match scalar {
        Scalar::Int => number(0, 9_007_199_254_740_993).to_string(),
        Scalar::Decimal if bare => number(0, 0).to_string(),
        Scalar::Decimal => format!("{}.50", number(0, 1_234_567)),
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
        Scalar::Uint => number(0, 9_007_199_254_740_993).to_string(),
        Scalar::Float => if bare { "0" } else { "12.5" }.to_owned(),
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
