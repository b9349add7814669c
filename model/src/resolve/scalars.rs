//! Scalar values in a spec, checked with the runtime's readers.

use bindery_vocabulary::{Broken, Given, flag as flag_of, float};

use super::written::byte;
use crate::literal::decimal;
use crate::model::{Encoding, JsonKind, Scalar, ValueLimits};
use crate::yaml::{Kind, Node};

/// Returns a scalar value as given; none for null, lists and mappings.
pub(super) fn given<'n>(node: &'n Node<'_>) -> Option<Given<'n>> {
    match &node.kind {
        Kind::Bool(flag) => Some(Given::Bool(*flag)),
        Kind::Number(literal) => Some(Given::Number(literal)),
        Kind::Text(text, _) => Some(Given::Text(text)),
        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
    }
}

/// Whether a value can be read as a scalar. If `strict`, it must have exactly the kind of its type.
pub(super) fn fits(node: &Node<'_>, scalar: Scalar, encoding: Encoding, strict: bool) -> bool {
    if let Kind::List(items) = &node.kind {
        return scalar == Scalar::Any
            || (scalar == Scalar::Bytes && items.iter().all(|item| byte(item).is_some()));
    }
    let Some(given) = given(node) else { return scalar == Scalar::Any };
    scalar.reads(given, encoding) && (!strict || is_of_kind(scalar, encoding, given))
}

/// Whether a value has the kind in which a scalar is written.
fn is_of_kind(scalar: Scalar, encoding: Encoding, given: Given<'_>) -> bool {
    match scalar.form(encoding) {
        JsonKind::Any => true,
        // An amount as text may be given as a number.
        JsonKind::Text if scalar == Scalar::FormattedDecimal => !matches!(given, Given::Bool(_)),
        JsonKind::Text => matches!(given, Given::Text(_)),
        // A Unix time may be given as a date.
        _ if scalar == Scalar::Instant => true,
        JsonKind::Whole | JsonKind::Decimal | JsonKind::Float => matches!(given, Given::Number(_)),
        JsonKind::Flag => matches!(given, Given::Bool(_)),
    }
}

/// Returns the boolean that a value means, in every encoding that is read.
pub(super) fn flag(node: &Node<'_>) -> Option<bool> {
    given(node).and_then(flag_of)
}

/// Returns the limit that a value breaks.
pub(super) fn breaks(node: &Node<'_>, scalar: Scalar, limits: &ValueLimits) -> Option<Broken> {
    let text = given(node)?.text();
    match scalar {
        Scalar::Int | Scalar::Uint | Scalar::Decimal => limits.broken_by_number(decimal(text)?),
        Scalar::Float => limits.broken_by_float(float(given(node)?)?),
        Scalar::String | Scalar::Secret => limits.broken_by_text(text),
        _ => None,
    }
}
