//! Compatibility of the forms of values on the wire: encodings, media types, styles and limits.

use std::cmp::Ordering;

use bindery_model::{Body, BodyFormat, Encoding, JsonKind, MediaType, Style, Type, ValueLimits};

use super::wire::{Shape, shape};
use crate::direction::Shift;
use crate::side::Side;

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
        | Encoding::UnixSeconds
        | Encoding::UnixMilliseconds
        | Encoding::UnixMicroseconds
        | Encoding::UnixNanoseconds
        | Encoding::Rfc2822
        | Encoding::HttpDate => encoding,
    };
    let (old, new) = (bytes(old), bytes(new));
    // A date is read under every encoding, a number only in the unit of its encoding.
    let other_value = new.unix_unit().is_some() && old != new;
    let packed = new == Encoding::EmbeddedJson && old != Encoding::EmbeddedJson;
    Shift::from_acceptance(old == new, !other_value && !packed)
}

/// Whether a server tells the media type of a body by its name: what is not JSON, or JSON under a vendor's own type.
pub(super) fn is_labelled(body: &Body) -> bool {
    let is_own = |media: &String| MediaType::of_name(media) != Some(MediaType::Json);
    !body.format.is_json() || body.types.iter().any(is_own)
}

/// Shift of the media types of a body that is read in the same way. `labelled` says whether our reader tells bodies apart
/// by their media types.
pub(super) fn media(old: &Body, new: &Body, labelled: bool) -> Shift {
    let types = |body: &Body| match body.types.as_slice() {
        [] if body.format == BodyFormat::Json => vec![MediaType::Json.name().to_owned()],
        types => types.to_vec(),
    };
    let known = Shift::of_sets(&types(new), &types(old));
    let read = !labelled || matches!(known, Shift::Same | Shift::Wider);
    Shift::from_acceptance(types(old).iter().all(|media| types(new).contains(media)), read)
}

/// Shift of a style.
pub(super) fn styles(side: &Side<'_>, ty: &Type, old: Option<Style>, new: Option<Style>) -> Shift {
    // Records in a list have positions in both styles.
    let with_positions = |style| matches!(style, Some(Style::Brackets | Style::Indexed));
    let of_records = match shape(side, ty) {
        Some(Shape::List(item)) => matches!(shape(side, item), Some(Shape::Record(..) | Shape::Map(..))),
        _ => false,
    };
    if of_records && with_positions(old) && with_positions(new) {
        return Shift::Same;
    }
    Shift::from_acceptance(false, reads_style(side, ty, old, new))
}

/// Whether a server that expects one style reads values of a type in another one: the usual notations of lists of
/// scalars, brackets in place of dots, and JSON text in place of names. Without a style, a value is JSON.
fn reads_style(side: &Side<'_>, ty: &Type, expected: Option<Style>, sent: Option<Style>) -> bool {
    let is_named = |style| matches!(style, Some(Style::Repeated | Style::Brackets | Style::Indexed));
    match shape(side, ty) {
        Some(Shape::List(item)) => {
            // A text could contain the separator.
            let apart = match shape(side, item) {
                Some(Shape::Scalar(scalar)) => match scalar.form(Encoding::Plain) {
                    JsonKind::Whole | JsonKind::Decimal | JsonKind::Float | JsonKind::Flag => Some(true),
                    JsonKind::Text => Some(false),
                    JsonKind::Any => None,
                },
                Some(Shape::Numbers(_)) => Some(true),
                Some(Shape::Texts(_) | Shape::Digest) => Some(false),
                Some(
                    Shape::Record(..)
                    | Shape::Positions(..)
                    | Shape::Union(..)
                    | Shape::List(_)
                    | Shape::Map(..)
                    | Shape::Nullable(_),
                )
                | None => None,
            };
            is_named(sent) && apart.is_some_and(|apart| is_named(expected) || (apart && expected.is_some()))
        }
        Some(Shape::Record(..) | Shape::Map(..)) => {
            (sent.is_none() && expected.is_some())
                || (sent == Some(Style::Brackets) && expected == Some(Style::Dots))
        }
        Some(
            Shape::Scalar(_)
            | Shape::Digest
            | Shape::Numbers(_)
            | Shape::Texts(_)
            | Shape::Positions(..)
            | Shape::Union(..)
            | Shape::Nullable(_),
        )
        | None => false,
    }
}

/// Shift of limits: looser limits are wider.
pub(super) fn limits(old: &ValueLimits, new: &ValueLimits) -> Shift {
    let within = |inner: &ValueLimits, outer: &ValueLimits| {
        let length = |limits: &ValueLimits| limits.length.unwrap_or((0, u32::MAX));
        let ((fewest, most), (outer_fewest, outer_most)) = (length(inner), length(outer));
        low(inner, outer) && high(inner, outer) && fewest >= outer_fewest && most <= outer_most
    };
    Shift::from_acceptance(within(old, new), within(new, old))
}

/// Whether the lower bound of one value is within that of another.
fn low(inner: &ValueLimits, outer: &ValueLimits) -> bool {
    match (inner.min.or(inner.above), outer.min.or(outer.above)) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(bound), Some(limit)) => match bound.compare(limit) {
            Ordering::Equal => outer.min.is_some() || inner.above.is_some(),
            order => order == Ordering::Greater,
        },
    }
}

/// Whether the upper bound of one value is within that of another.
fn high(inner: &ValueLimits, outer: &ValueLimits) -> bool {
    match (inner.max.or(inner.below), outer.max.or(outer.below)) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(bound), Some(limit)) => match bound.compare(limit) {
            Ordering::Equal => outer.max.is_some() || inner.below.is_some(),
            order => order == Ordering::Less,
        },
    }
}
