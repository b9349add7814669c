//! Compatibility on the wire: whether a reader accepts what the other version writes, by type, encoding and limits.
//! Rust is not considered.

use bindery_model::{
    Encoding, EnumValue, Field, JsonKind, Made, Newtype, Place, Presence, Scalar, Type, TypeId, TypeKind,
    Union, UnionBy, UnionVariant,
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
        /// Place of the parameters that do not name their own, in the old and the new version.
        usual: [Place; 2],
        /// Whether both versions have a place for them that is no JSON.
        in_text: bool,
        /// Whether a signature covers the values in their order.
        in_order: bool,
    },
    /// Field of a record.
    Field,
    /// Header of a response.
    Header,
    /// Field of a record that is an array on the wire.
    Position,
}

impl Spot {
    /// Whether the field is a parameter.
    pub(super) fn is_parameter(self) -> bool {
        matches!(self, Self::Parameter { .. })
    }
}

/// Maximum number of records that are compared for one pair of types, since types can be nested arbitrarily deep, but
/// the stack is limited.
const MOST_RECORDS: usize = 200;

/// Form of a type expression on the wire.
pub(super) enum Shape<'a> {
    Scalar(Scalar),
    /// A secret sent as its MD5 digest.
    Digest,
    Numbers(&'a [EnumValue<i64>]),
    Texts(&'a [EnumValue<String>]),
    Record(TypeId, &'a [Field]),
    Positions(TypeId, &'a [Field]),
    Union(TypeId, &'a Union),
    List(&'a Type),
    /// A map: its keys and values.
    Map(&'a Type, &'a Type),
    /// A value or null.
    Nullable(&'a Type),
}

/// Returns the form of a type expression; `None` for a type that does not exist.
pub(super) fn shape<'a>(side: &Side<'a>, ty: &'a Type) -> Option<Shape<'a>> {
    Some(match ty {
        Type::Scalar(scalar) => Shape::Scalar(*scalar),
        Type::List(entry) => Shape::List(entry),
        Type::Map(key, entry) => Shape::Map(key, entry),
        Type::Nullable(item) => Shape::Nullable(item),
        Type::Named(id) => match side.kind(*id)? {
            TypeKind::Record(fields) => Shape::Record(*id, fields),
            TypeKind::Positions(fields) => Shape::Positions(*id, fields),
            TypeKind::Union(union) => Shape::Union(*id, union),
            TypeKind::IntEnum(values) => Shape::Numbers(values),
            TypeKind::TextEnum(values) => Shape::Texts(values),
            TypeKind::Newtype(Newtype { md5: true, .. }) => Shape::Digest,
            TypeKind::Newtype(Newtype { base, .. }) => Shape::Scalar(*base),
            TypeKind::Alias(ty) => return shape(side, ty),
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
        old_type: &'a Type,
        new_type: &'a Type,
        flow: Message,
        texts: bool,
        seen: &mut Seen,
    ) -> bool {
        let (Some(old), Some(new)) = (shape(&self.old, old_type), shape(&self.new, new_type)) else {
            return false;
        };
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
            (Shape::List(old), Shape::List(new)) | (Shape::Nullable(old), Shape::Nullable(new)) => {
                self.type_breaks(old, new, flow, false, seen)
            }
            // Keys are texts, whatever their type.
            (Shape::Map(old_key, old), Shape::Map(new_key, new)) => {
                self.type_breaks(old_key, new_key, flow, true, seen)
                    || self.type_breaks(old, new, flow, false, seen)
            }
            (Shape::Nullable(old), _) => {
                flow.breaks(Shift::Narrower) || self.type_breaks(old, new_type, flow, false, seen)
            }
            (_, Shape::Nullable(new)) => {
                flow.breaks(Shift::Wider) || self.type_breaks(old_type, new, flow, false, seen)
            }
            (Shape::Record(old_id, old), Shape::Record(new_id, new)) => {
                let spot = self.spot(new_id);
                once((old_id, new_id, flow), seen, |seen| self.records_break(old, new, (flow, spot), seen))
            }
            (Shape::Positions(old_id, old), Shape::Positions(new_id, new)) => {
                once((old_id, new_id, flow), seen, |seen| self.positions_break(old, new, flow, seen))
            }
            (Shape::Union(old_id, old), Shape::Union(new_id, new)) => {
                once((old_id, new_id, flow), seen, |seen| self.unions_break(old, new, flow, seen))
            }
            (Shape::Scalar(Scalar::Any), _) => flow.breaks(Shift::Narrower),
            (_, Shape::Scalar(Scalar::Any)) => flow.breaks(Shift::Wider),
            // The other type is one of the variants, or breaks like the best of them.
            (_, Shape::Union(_, union)) => {
                let of =
                    |variant: &&'a UnionVariant| !self.type_breaks(old_type, &variant.ty, flow, false, seen);
                let shift =
                    if union.variants.iter().find(of).is_some() { Shift::Wider } else { Shift::Apart };
                flow.breaks(shift)
            }
            (Shape::Union(_, union), _) => {
                let of =
                    |variant: &&'a UnionVariant| !self.type_breaks(&variant.ty, new_type, flow, false, seen);
                let shift =
                    if union.variants.iter().find(of).is_some() { Shift::Narrower } else { Shift::Apart };
                flow.breaks(shift)
            }
            (
                Shape::Scalar(_)
                | Shape::Digest
                | Shape::Numbers(_)
                | Shape::Texts(_)
                | Shape::Record(..)
                | Shape::Positions(..)
                | Shape::List(_)
                | Shape::Map(..),
                _,
            ) => flow.breaks(Shift::Apart),
        }
    }

    fn positions_break(&self, old: &'a [Field], new: &'a [Field], flow: Message, seen: &mut Seen) -> bool {
        names_move(old, new) && flow.breaks(Shift::Apart)
            || old.iter().skip(new.len()).any(|field| flow.breaks(removal(field, false)))
            || new.iter().skip(old.len()).any(|field| flow.breaks(addition(field)))
            || old.iter().zip(new).any(|(old, new)| {
                let facets = self.facets(old, new, Messages::only(flow), Spot::Position, seen);
                facets.iter().any(|facet| facet.effects.wire)
            })
    }

    fn unions_break(&self, old: &'a Union, new: &'a Union, flow: Message, seen: &mut Seen) -> bool {
        let paired = pair(&old.variants, &new.variants, &[&same_variant]);
        if old.by != new.by || (paired.moved && old.by == UnionBy::Shape) {
            return flow.breaks(Shift::Apart);
        }
        (!paired.removed.is_empty() && flow.breaks(Shift::Narrower))
            || paired.both.iter().any(|(old, new)| {
                flow.breaks(variant_values(old, new)) || self.type_breaks(&old.ty, &new.ty, flow, false, seen)
            })
    }

    /// Returns the position of the fields of a record: headers of a response are texts.
    pub(super) fn spot(&self, record: TypeId) -> Spot {
        if self.new.is_headers(record) { Spot::Header } else { Spot::Field }
    }

    fn records_break(
        &self,
        old: &'a [Field],
        new: &'a [Field],
        (flow, spot): (Message, Spot),
        seen: &mut Seen,
    ) -> bool {
        let paired = pair(old, new, &[&|old, new| old.name == new.name, &alias]);
        let kept = new.iter().any(|field| field.additional);
        paired.removed.iter().any(|field| flow.breaks(removal(field, kept)))
            || paired.added.iter().any(|field| flow.breaks(addition(field)))
            || paired.both.iter().any(|(old, new)| {
                (old.name != new.name && flow.breaks(renaming(old, new)))
                    || self
                        .facets(old, new, Messages::only(flow), spot, seen)
                        .iter()
                        .any(|facet| facet.effects.wire)
            })
    }
}

/// Judges a pair of types by `judge`, unless an outer level does.
fn once(pair: (TypeId, TypeId, Message), seen: &mut Seen, judge: impl FnOnce(&mut Seen) -> bool) -> bool {
    if seen.contains(&pair) {
        return false; // already judged at an outer level
    }
    if seen.len() >= MOST_RECORDS {
        return pair.2.breaks(Shift::Apart); // unknown, so assume the worst
    }
    seen.push(pair);
    judge(seen)
}

/// Whether a name is at another position of an array.
pub(super) fn names_move(old: &[Field], new: &[Field]) -> bool {
    let at = |name: &str| new.iter().position(|field| field.name == name);
    old.iter().enumerate().any(|(position, field)| at(&field.name).is_some_and(|other| other != position))
}

/// Whether two variants are the same: by name, or by the value that tells them apart.
pub(super) fn same_variant(old: &UnionVariant, new: &UnionVariant) -> bool {
    old.name == new.name || (!old.is.is_empty() && old.is == new.is)
}

/// Shift of the values that tell a variant apart. Generated code keeps values of variants that it does not know.
pub(super) fn variant_values(old: &UnionVariant, new: &UnionVariant) -> Shift {
    Shift::from_acceptance(old.is.iter().all(|is| new.is.contains(is)), true)
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
    // Where null differs from a missing value, it must stay so; elsewhere both are read alike.
    let null_is_lost = |from: &Field, to: &Field| {
        from.presence == Presence::OptionalNullable && to.presence != Presence::OptionalNullable
    };
    Shift::from_acceptance(
        (!may_be_left_out(old) || !is_missed(new)) && !null_is_lost(old, new),
        !may_be_left_out(new) || !is_missed(old),
    )
}

/// Shift of a made value: a server accepts the values of another kind or unit, or outside of its window, no longer.
pub(super) fn made(old: &Option<Made>, new: &Option<Made>) -> Shift {
    let holds = |made: &Option<Made>| made.map(|made| (made.kind, made.unit));
    match (old, new) {
        (Some(_), Some(_)) if holds(old) != holds(new) => Shift::Apart,
        (old, new) => {
            let window = |made: &Option<Made>| made.and_then(|made| made.window).unwrap_or(u64::MAX);
            Shift::from_acceptance(window(old) <= window(new), window(new) <= window(old))
        }
    }
}

/// Shift of an enum: generated code keeps unknown values.
pub(super) fn values<V: PartialEq>(old: &[EnumValue<V>], new: &[EnumValue<V>]) -> Shift {
    Shift::from_acceptance(old.iter().all(|one| new.iter().any(|other| other.reads(&one.is))), true)
}

/// Shift of a built-in type.
pub(super) fn scalars(old: Scalar, new: Scalar, texts: bool) -> Shift {
    if old == new {
        return Shift::Same;
    }
    if old == Scalar::Any || new == Scalar::Any {
        return if old == Scalar::Any { Shift::Narrower } else { Shift::Wider };
    }
    let form = |scalar: Scalar| scalar.form(Encoding::Plain);
    let is_number = |reader: Scalar, written: Scalar| match form(reader) {
        JsonKind::Decimal => form(written) == JsonKind::Whole,
        // A floating-point number is read from every number, though not always exactly.
        JsonKind::Float => matches!(form(written), JsonKind::Whole | JsonKind::Decimal),
        // An integer with a sign is not always one without.
        JsonKind::Whole => false,
        JsonKind::Text | JsonKind::Flag | JsonKind::Any => false,
    };
    // A query or a form contains only strings, so a string accepts everything there.
    let vendor_takes = is_number(new, old) || (new.is_any_text() && (texts || form(old) == JsonKind::Text));
    // Generated code reads every scalar as a string.
    let we_take = is_number(old, new) || old.is_any_text();
    Shift::from_acceptance(vendor_takes, we_take)
}
