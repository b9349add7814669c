//! Compatibility on the wire: whether a reader accepts what the other version writes, by type, encoding and limits.
//! Rust is not considered.

use bindery_model::{
    Encoding, EnumValue, Field, JsonKind, Newtype, Presence, Scalar, Type, TypeId, TypeKind, ValueLimits,
};

use super::Compare;
use crate::direction::{Message, Messages, Shift};
use crate::pair::pair;
use crate::side::Side;

/// Pairs of types that are being compared, since a type can contain itself.
pub(super) type Seen = Vec<(TypeId, TypeId, Message)>;

/// Position of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// Parameter of an action.
    Parameter {
        /// Whether parameters are sent as strings, in a query or a form, in both versions.
        texts: bool,
        /// Whether a signature covers the values in their order.
        in_order: bool,
    },
    /// Field of a record.
    Field,
}

/// Maximum number of records that are compared for one pair of types, since types can be nested arbitrarily deep, but
/// the stack is limited.
const MOST_RECORDS: usize = 200;

/// Form of a type expression on the wire.
enum Shape<'a> {
    Scalar(Scalar),
    /// A secret sent as its MD5 digest.
    Digest,
    Numbers(&'a [EnumValue<i64>]),
    Texts(&'a [EnumValue<String>]),
    Record(TypeId, &'a [Field]),
    List(&'a Type),
    Map(&'a Type),
}

fn shape<'a>(side: &Side<'a>, ty: &'a Type) -> Option<Shape<'a>> {
    Some(match ty {
        Type::Scalar(scalar) => Shape::Scalar(*scalar),
        Type::List(entry) => Shape::List(entry),
        Type::Map(entry) => Shape::Map(entry),
        Type::Named(id) => match side.kind(*id)? {
            TypeKind::Record(fields) => Shape::Record(*id, fields),
            TypeKind::IntEnum(values) => Shape::Numbers(values),
            TypeKind::TextEnum(values) => Shape::Texts(values),
            TypeKind::Newtype(Newtype { md5: true, .. }) => Shape::Digest,
            TypeKind::Newtype(Newtype { base, .. }) => Shape::Scalar(*base),
        },
    })
}

impl<'a> Compare<'a> {
    /// Whether a changed type of a value breaks something in one of these directions.
    pub(super) fn types_break(&self, old: &'a Type, new: &'a Type, flows: Messages, texts: bool) -> bool {
        flows.iter().any(|flow| self.type_breaks(old, new, flow, texts, &mut Seen::new()))
    }

    pub(super) fn type_breaks(
        &self,
        old: &'a Type,
        new: &'a Type,
        flow: Message,
        texts: bool,
        seen: &mut Seen,
    ) -> bool {
        let (Some(old), Some(new)) = (shape(&self.old, old), shape(&self.new, new)) else { return false };
        match (old, new) {
            (Shape::Scalar(old), Shape::Scalar(new)) => flow.breaks(scalars(old, new, texts)),
            (Shape::Digest, Shape::Digest) => false,
            (Shape::Numbers(old), Shape::Numbers(new)) => flow.breaks(values(old, new)),
            (Shape::Texts(old), Shape::Texts(new)) => flow.breaks(values(old, new)),
            // Generated code keeps unknown values; vendors accept only documented ones.
            (Shape::Scalar(Scalar::Int), Shape::Numbers(_))
            | (Shape::Scalar(Scalar::String), Shape::Texts(_)) => flow.breaks(Shift::Narrower),
            (Shape::Numbers(_), Shape::Scalar(Scalar::Int))
            | (Shape::Texts(_), Shape::Scalar(Scalar::String)) => false,
            (Shape::List(old), Shape::List(new)) | (Shape::Map(old), Shape::Map(new)) => {
                self.type_breaks(old, new, flow, false, seen)
            }
            (Shape::Record(old_id, old), Shape::Record(new_id, new)) => {
                let pair = (old_id, new_id, flow);
                if seen.contains(&pair) {
                    return false; // already judged at an outer level
                }
                if seen.len() >= MOST_RECORDS {
                    return flow.breaks(Shift::Apart); // unknown, so assume the worst
                }
                seen.push(pair);
                self.records_break(old, new, flow, seen)
            }
            (Shape::Scalar(Scalar::Any), _) => flow.breaks(Shift::Narrower),
            (_, Shape::Scalar(Scalar::Any)) => flow.breaks(Shift::Wider),
            (
                Shape::Scalar(_)
                | Shape::Digest
                | Shape::Numbers(_)
                | Shape::Texts(_)
                | Shape::Record(..)
                | Shape::List(_)
                | Shape::Map(_),
                _,
            ) => flow.breaks(Shift::Apart),
        }
    }

    fn records_break(&self, old: &'a [Field], new: &'a [Field], flow: Message, seen: &mut Seen) -> bool {
        let paired = pair(old, new, &[&|old, new| old.name == new.name, &alias]);
        let kept = new.iter().any(|field| field.additional);
        paired.removed.iter().any(|field| flow.breaks(removal(field, kept)))
            || paired.added.iter().any(|field| flow.breaks(addition(field)))
            || paired.both.iter().any(|(old, new)| {
                (old.name != new.name && flow.breaks(renaming(old, new)))
                    || self
                        .facets(old, new, Messages::only(flow), Spot::Field, seen)
                        .iter()
                        .any(|facet| facet.effects.wire)
            })
    }
}

/// Whether one field has the other's name as an alias.
pub(super) fn alias(old: &Field, new: &Field) -> bool {
    new.aliases.contains(&old.name) || old.aliases.contains(&new.name)
}

/// Whether readers require a value.
fn is_missed(field: &Field) -> bool {
    let insists = field.default.is_none() && !field.bare_single && field.encoding != Encoding::NameOnly;
    field.presence == Presence::Required && !field.additional && insists
}

/// Shift of a removed field. Its values are lost unless a map collects them; a fixed value carries no information.
pub(super) fn removal(field: &Field, kept: bool) -> Shift {
    Shift::from_acceptance(kept || !field.in_rust(), !(is_missed(field) && field.in_rust()))
}

/// Shift of an added field: readers ignore unknown fields.
pub(super) fn addition(field: &Field) -> Shift {
    Shift::from_acceptance(!is_missed(field), true)
}

/// Shift of a renamed field.
pub(super) fn renaming(old: &Field, new: &Field) -> Shift {
    Shift::from_acceptance(new.aliases.contains(&old.name), old.aliases.contains(&new.name))
}

/// Shift of a field that becomes optional, nullable or required.
pub(super) fn presence(old: &Field, new: &Field) -> Shift {
    let may_be_left_out = |field: &Field| field.presence != Presence::Required;
    Shift::from_acceptance(!may_be_left_out(old) || !is_missed(new), !may_be_left_out(new) || !is_missed(old))
}

/// Shift of an enum: generated code keeps unknown values.
pub(super) fn values<V: PartialEq>(old: &[EnumValue<V>], new: &[EnumValue<V>]) -> Shift {
    Shift::from_acceptance(old.iter().all(|one| new.iter().any(|other| one.is == other.is)), true)
}

/// Shift of a built-in type.
pub(super) fn scalars(old: Scalar, new: Scalar, texts: bool) -> Shift {
    if old == new {
        return Shift::Same;
    }
    if old == Scalar::Any || new == Scalar::Any {
        return if old == Scalar::Any { Shift::Narrower } else { Shift::Wider };
    }
    let is_number = |reader: Scalar, written: Scalar| match reader.form() {
        JsonKind::Decimal => written.form() == JsonKind::Whole,
        // Other integers have their own meaning.
        JsonKind::Whole => reader == Scalar::Int && written.form() == JsonKind::Whole,
        JsonKind::Text | JsonKind::Flag | JsonKind::Any => false,
    };
    // A query or a form contains only strings, so a string accepts everything there.
    let vendor_takes = is_number(new, old) || (new.is_any_text() && (texts || old.form() == JsonKind::Text));
    // Generated code reads every scalar as a string.
    let we_take = is_number(old, new) || old.is_any_text();
    Shift::from_acceptance(vendor_takes, we_take)
}

/// Shift of an encoding. Generated code reads all encodings, except those that give the same string another value.
pub(super) fn encodings(old: Encoding, new: Encoding, texts: bool) -> Shift {
    let bytes = |encoding: Encoding| match encoding {
        // In a query or a form these are written alike.
        Encoding::JsonString | Encoding::EmbeddedJson if texts => Encoding::Plain,
        Encoding::Plain
        | Encoding::JsonString
        | Encoding::TwoDecimals
        | Encoding::TwoDigits
        | Encoding::ZeroOrOne
        | Encoding::Capitalized
        | Encoding::EmbeddedJson
        | Encoding::NameOnly
        | Encoding::ListWhenEmpty
        | Encoding::NumberList
        | Encoding::Milliseconds => encoding,
    };
    let (old, new) = (bytes(old), bytes(new));
    let other_value = (old == Encoding::Milliseconds) != (new == Encoding::Milliseconds);
    let packed = new == Encoding::EmbeddedJson && old != Encoding::EmbeddedJson;
    Shift::from_acceptance(old == new, !other_value && !packed)
}

/// Shift of limits: looser limits are wider.
pub(super) fn limits(old: &ValueLimits, new: &ValueLimits) -> Shift {
    let within = |inner: &ValueLimits, outer: &ValueLimits| {
        let low = |limits: &ValueLimits| {
            let ValueLimits { min, above, max: _, length: _ } = limits;
            min.map(|min| (min, false)).max(above.map(|above| (above, true)))
        };
        let high = |limits: &ValueLimits| limits.max.unwrap_or(i64::MAX);
        let length = |limits: &ValueLimits| limits.length.unwrap_or((0, u32::MAX));
        let ((fewest, most), (outer_fewest, outer_most)) = (length(inner), length(outer));
        low(inner) >= low(outer) && high(inner) <= high(outer) && fewest >= outer_fewest && most <= outer_most
    };
    Shift::from_acceptance(within(old, new), within(new, old))
}
