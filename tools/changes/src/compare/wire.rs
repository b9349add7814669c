//! Whether one side still takes what the other writes: by type, by form, by limits. Nothing here knows of Rust.

use bindery_model::{
    EnumValue, Field, Form, Limits, Newtype, Presence, Scalar, Style, Type, TypeId, TypeKind,
};

use super::Compare;
use crate::direction::{Flow, Flows, Shift};
use crate::pair::pair;
use crate::side::Side;

/// Pairs of types that are being compared: a type may contain itself.
pub(super) type Seen = Vec<(TypeId, TypeId, Flow)>;

/// Where a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// Among the parameters of an action.
    Parameter {
        /// Whether parameters travel as texts, in a query or a form, in both versions.
        texts: bool,
        /// Whether a signature covers the values in their order.
        in_order: bool,
    },
    /// In a record.
    Field,
}

/// How many records are looked into for one type in the place of another: types may be nested without end, a stack not.
const MOST_RECORDS: usize = 200;

/// What a type expression comes to on the wire.
enum Shape<'a> {
    Scalar(Scalar),
    /// A secret as its MD5 digest.
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
    /// Whether values of a type that was another one break something in one of these directions.
    pub(super) fn types_break(&self, old: &'a Type, new: &'a Type, flows: Flows, texts: bool) -> bool {
        flows.iter().any(|flow| self.type_breaks(old, new, flow, texts, &mut Seen::new()))
    }

    pub(super) fn type_breaks(
        &self,
        old: &'a Type,
        new: &'a Type,
        flow: Flow,
        texts: bool,
        seen: &mut Seen,
    ) -> bool {
        let (Some(old), Some(new)) = (shape(&self.old, old), shape(&self.new, new)) else { return false };
        match (old, new) {
            (Shape::Scalar(old), Shape::Scalar(new)) => flow.breaks(scalars(old, new, texts)),
            (Shape::Digest, Shape::Digest) => false,
            (Shape::Numbers(old), Shape::Numbers(new)) => flow.breaks(values(old, new)),
            (Shape::Texts(old), Shape::Texts(new)) => flow.breaks(values(old, new)),
            // We keep values that we do not know; the documents name all that a vendor takes.
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
                    return false; // judged already, further out
                }
                if seen.len() >= MOST_RECORDS {
                    return flow.breaks(Shift::Apart); // nobody knows, so better too much
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

    fn records_break(&self, old: &'a [Field], new: &'a [Field], flow: Flow, seen: &mut Seen) -> bool {
        let paired = pair(old, new, &[&|old, new| old.name == new.name, &alias]);
        let kept = new.iter().any(|field| field.others);
        paired.removed.iter().any(|field| flow.breaks(removal(field, kept)))
            || paired.added.iter().any(|field| flow.breaks(addition(field)))
            || paired.both.iter().any(|(old, new)| {
                (old.name != new.name && flow.breaks(renaming(old, new)))
                    || self
                        .facets(old, new, Flows::only(flow), Spot::Field, seen)
                        .iter()
                        .any(|facet| facet.effects.wire)
            })
    }
}

/// Whether one is known by the other's name too.
pub(super) fn alias(old: &Field, new: &Field) -> bool {
    new.also.contains(&old.name) || old.also.contains(&new.name)
}

/// Whether readers insist on a value.
fn is_missed(field: &Field) -> bool {
    let insists = field.default.is_none() && !field.bare_single && field.style != Style::Valueless;
    field.presence == Presence::Required && !field.others && insists
}

/// A field that is gone. What was said there is lost, unless a map collects it; what is always the same says nothing.
pub(super) fn removal(field: &Field, kept: bool) -> Shift {
    Shift::of(kept || !field.in_rust(), !(is_missed(field) && field.in_rust()))
}

/// A field that is new: readers pass over what they do not know.
pub(super) fn addition(field: &Field) -> Shift {
    Shift::of(!is_missed(field), true)
}

/// A field of another name.
pub(super) fn renaming(old: &Field, new: &Field) -> Shift {
    Shift::of(new.also.contains(&old.name), old.also.contains(&new.name))
}

/// A field that may be left out, or null, or neither.
pub(super) fn presence(old: &Field, new: &Field) -> Shift {
    let may_be_left_out = |field: &Field| field.presence != Presence::Required;
    Shift::of(!may_be_left_out(old) || !is_missed(new), !may_be_left_out(new) || !is_missed(old))
}

/// Enums: an unknown value survives on our side.
pub(super) fn values<V: PartialEq>(old: &[EnumValue<V>], new: &[EnumValue<V>]) -> Shift {
    Shift::of(old.iter().all(|one| new.iter().any(|other| one.is == other.is)), true)
}

/// Built-in types.
pub(super) fn scalars(old: Scalar, new: Scalar, texts: bool) -> Shift {
    if old == new {
        return Shift::Same;
    }
    if old == Scalar::Any || new == Scalar::Any {
        return if old == Scalar::Any { Shift::Narrower } else { Shift::Wider };
    }
    let is_number = |reader: Scalar, written: Scalar| match reader.form() {
        Form::Decimal => written.form() == Form::Whole,
        // Other whole numbers mean something of their own.
        Form::Whole => reader == Scalar::Int && written.form() == Form::Whole,
        Form::Text | Form::Flag | Form::Any => false,
    };
    // A query or a form has texts only, so there a text takes everything.
    let vendor_takes = is_number(new, old) || (new.is_any_text() && (texts || old.form() == Form::Text));
    // We read every scalar as a text.
    let we_take = is_number(old, new) || old.is_any_text();
    Shift::of(vendor_takes, we_take)
}

/// Forms of writing. Ours reads them all, but for those that make another value of the same text.
pub(super) fn styles(old: Style, new: Style, texts: bool) -> Shift {
    let bytes = |style: Style| match style {
        // In a query or a form these look alike.
        Style::Text | Style::JsonText if texts => Style::Plain,
        Style::Plain
        | Style::Text
        | Style::Cents
        | Style::TwoDigits
        | Style::Flag
        | Style::Title
        | Style::JsonText
        | Style::Valueless
        | Style::ListWhenEmpty
        | Style::Numbers
        | Style::Milliseconds => style,
    };
    let (old, new) = (bytes(old), bytes(new));
    let other_value = (old == Style::Milliseconds) != (new == Style::Milliseconds);
    let packed = new == Style::JsonText && old != Style::JsonText;
    Shift::of(old == new, !other_value && !packed)
}

/// Limits. Those that let more pass are wider.
pub(super) fn limits(old: &Limits, new: &Limits) -> Shift {
    let within = |inner: &Limits, outer: &Limits| {
        let low = |limits: &Limits| {
            let Limits { min, above, max: _, length: _ } = limits;
            min.map(|min| (min, false)).max(above.map(|above| (above, true)))
        };
        let high = |limits: &Limits| limits.max.unwrap_or(i64::MAX);
        let length = |limits: &Limits| limits.length.unwrap_or((0, u32::MAX));
        let ((fewest, most), (outer_fewest, outer_most)) = (length(inner), length(outer));
        low(inner) >= low(outer) && high(inner) <= high(outer) && fewest >= outer_fewest && most <= outer_most
    };
    Shift::of(within(old, new), within(new, old))
}
