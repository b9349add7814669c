//! Random payloads of a model's types, and what of one version's payloads the other version knows.

mod known;

use bindery_model::{Api, Field, Presence, Scalar, Type, TypeKind, ValueLimits};
use bindery_runtime::Timestamp;
use bindery_vocabulary::{Exact, MadeKind};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json};

pub(crate) use known::{Known, lost};

/// Parses JSON that the tests or the runtime have written.
pub(crate) fn parse(json: &str) -> Json {
    serde_json::from_str(json).expect("what is written is JSON")
}

/// Strategy for a value of a type that a sender can send. Scalars are strings; the writer chooses their encoding.
pub(crate) fn value(api: &Api, ty: &Type, limits: &ValueLimits) -> BoxedStrategy<Json> {
    match ty {
        Type::Scalar(scalar) => leaf(*scalar, limits),
        Type::List(entry) => {
            let (fewest, most) = limits.length.unwrap_or((0, 3));
            prop::collection::vec(value(api, entry, &ValueLimits::NONE), fewest as usize..=most as usize)
                .prop_map(Json::Array)
                .boxed()
        }
        Type::Nullable(item) => prop_oneof![value(api, item, limits), Just(Json::Null)].boxed(),
        Type::Map(key, entry) => {
            prop::collection::btree_map(key_of(api, key), value(api, entry, limits), 0..3)
                .prop_map(|map| Json::Object(map.into_iter().collect()))
                .boxed()
        }
        Type::Named(id) => match &api.types[*id].kind {
            TypeKind::Record(fields) => object(api, fields),
            TypeKind::Positions(fields) => array(api, fields),
            TypeKind::Union(union) => {
                let each = union.variants.iter().map(|variant| {
                    let values = value(api, &variant.ty, &ValueLimits::default());
                    let (path, is) = (union.path().to_vec(), variant.is.first().cloned());
                    values.prop_map(move |json| tagged(json, &path, is.as_deref())).boxed()
                });
                prop::strategy::Union::new(each).boxed()
            }
            TypeKind::IntEnum(values) => {
                select(values.iter().map(|one| Json::from(one.is)).collect::<Vec<_>>()).boxed()
            }
            TypeKind::TextEnum(values) => {
                select(values.iter().map(|one| Json::from(one.is.clone())).collect::<Vec<_>>()).boxed()
            }
            TypeKind::Newtype(newtype) => leaf(newtype.base, limits),
            TypeKind::Alias(ty) => value(api, ty, limits),
        },
    }
}

/// Strategy for the key of a map.
fn key_of(api: &Api, key: &Type) -> BoxedStrategy<String> {
    match key {
        Type::Scalar(Scalar::String) => "x-[a-z]{1,4}".boxed(),
        key => value(api, key, &ValueLimits::NONE)
            .prop_map(|json| json.as_str().map_or_else(|| json.to_string(), str::to_owned))
            .boxed(),
    }
}

fn leaf(scalar: Scalar, limits: &ValueLimits) -> BoxedStrategy<Json> {
    let whole = |bound: Option<Exact>| bound.and_then(Exact::to_i64);
    let (low, high) = (whole(limits.min).unwrap_or(-9_000), whole(limits.max).unwrap_or(9_000));
    match scalar {
        Scalar::Instant => {
            (0..24).prop_map(|hour| Json::from(format!("2026-01-31T{hour:02}:00:00Z"))).boxed()
        }
        Scalar::Uuid => {
            (0..9_000).prop_map(|end| Json::from(format!("9b2e5c1a-7d46-4f0b-8a3e-{end:012}"))).boxed()
        }
        // Some numbers are no numbers of another type: too large, or without an exact decimal form.
        Scalar::Uint if *limits == ValueLimits::NONE => prop_oneof![0..=9_000_u64, Just(u64::MAX)]
            .prop_map(|number| Json::from(number.to_string()))
            .boxed(),
        Scalar::Float if *limits == ValueLimits::NONE => {
            prop_oneof![(0..9_000).prop_map(|cents| f64::from(cents) / 100.0), Just(1e300)]
                .prop_map(Json::from)
                .boxed()
        }
        Scalar::Uint => (low.max(0)..=high).prop_map(|number| Json::from(number.to_string())).boxed(),
        Scalar::Int => (low..=high).prop_map(|number| Json::from(number.to_string())).boxed(),
        // Quarters around bounds with decimal places. Those outside are not sent.
        Scalar::Decimal | Scalar::Float if has_decimals(limits) => {
            (-1..4).prop_map(|quarters| Json::from(f64::from(quarters) / 4.0)).boxed()
        }
        Scalar::Decimal | Scalar::Float => (low..high, 0..100)
            .prop_map(|(whole, cents)| Json::from(format!("{whole}.{cents:02}").replace("-0.", "0.")))
            .boxed(),
        Scalar::Bool => any::<bool>().prop_map(Json::from).boxed(),
        Scalar::Date => (1..29).prop_map(|day| Json::from(format!("2026-01-{day:02}"))).boxed(),
        Scalar::LocalDateTime => {
            (0..24).prop_map(|hour| Json::from(format!("2026-01-31 {hour:02}:00:00"))).boxed()
        }
        Scalar::MicrosoftDate => (0..9_000).prop_map(|ms| Json::from(format!("/Date({ms})/"))).boxed(),
        Scalar::String
        | Scalar::FormattedDecimal
        | Scalar::Secret
        | Scalar::Any
        | Scalar::Bytes
        | Scalar::Content => "[a-z]{1,8}".prop_map(Json::from).boxed(),
    }
}

/// Strategy for an object with these fields; optional fields are sometimes absent.
pub(crate) fn object(api: &Api, fields: &[Field]) -> BoxedStrategy<Json> {
    let mut whole: BoxedStrategy<Map<String, Json>> = Just(Map::new()).boxed();
    for field in fields.iter().filter(|field| field.in_rust()) {
        let mut there = value(api, &field.ty, &field.limits);
        if field.made.is_some_and(|made| made.kind == MadeKind::Now) {
            there = prop_oneof![there, Just(Json::from(Timestamp::now().to_string()))].boxed();
        }
        let maybe = match field.presence {
            Presence::Required => there.prop_map(Some).boxed(),
            Presence::Optional => prop::option::of(there).boxed(),
            Presence::Nullable => prop_oneof![there.prop_map(Some), Just(Some(Json::Null))].boxed(),
            Presence::OptionalNullable => {
                prop_oneof![there.prop_map(Some), Just(Some(Json::Null)), Just(None)].boxed()
            }
        };
        let (name, additional) = (field.name.clone(), field.additional);
        whole = (whole, maybe)
            .prop_map(move |(mut map, value)| {
                match value {
                    Some(Json::Object(entries)) if additional => map.extend(entries),
                    Some(value) => {
                        map.insert(name.clone(), value);
                    }
                    None => {}
                }
                map
            })
            .boxed();
    }
    whole.prop_map(Json::Object).boxed()
}

/// Strategy for an array with these fields.
fn array(api: &Api, fields: &[Field]) -> BoxedStrategy<Json> {
    let mut whole: BoxedStrategy<Vec<Json>> = Just(Vec::new()).boxed();
    for field in fields {
        let entry = match &field.fixed {
            Some(json) => Just(parse(json)).boxed(),
            None => value(api, &field.ty, &field.limits),
        };
        whole = (whole, entry)
            .prop_map(|(mut entries, entry)| {
                entries.push(entry);
                entries
            })
            .boxed();
    }
    whole.prop_map(Json::Array).boxed()
}

/// Sets the field that tells the variants of a union apart.
fn tagged(mut json: Json, path: &[String], is: Option<&str>) -> Json {
    if let (Json::Object(map), [name], Some(is)) = (&mut json, path, is) {
        map.insert(name.clone(), Json::from(is));
    }
    json
}

/// Whether a bound has decimal places.
fn has_decimals(limits: &ValueLimits) -> bool {
    let bounds = [limits.min, limits.max, limits.above, limits.below];
    bounds.into_iter().flatten().any(|bound| bound.to_i64().is_none())
}
