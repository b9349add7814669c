//! Single values of a spec, held against the readers by which the runtime reads.

use bindery_vocabulary::{Broken, Given, flag as flag_of};

use super::written::byte;
use crate::literal::decimal;
use crate::model::{Form, Limits, Scalar, Style};
use crate::yaml::{Kind, Node};

/// A single value, as it is given.
pub(super) fn given<'n>(node: &'n Node<'_>) -> Option<Given<'n>> {
    match &node.kind {
        Kind::Bool(flag) => Some(Given::Bool(*flag)),
        Kind::Number(literal) => Some(Given::Number(literal)),
        Kind::Text(text, _) => Some(Given::Text(text)),
        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
    }
}

/// Whether a value can be read as a scalar. When `strict`, only the kind of its type is good enough.
pub(super) fn fits(node: &Node<'_>, scalar: Scalar, style: Style, strict: bool) -> bool {
    if let Kind::List(items) = &node.kind {
        return scalar == Scalar::Any
            || (scalar == Scalar::Bytes && items.iter().all(|item| byte(item).is_some()));
    }
    let Some(given) = given(node) else { return scalar == Scalar::Any };
    scalar.reads(given, style) && (!strict || is_of_kind(scalar, given))
}

/// Whether a value is of the kind that is written for a scalar.
fn is_of_kind(scalar: Scalar, given: Given<'_>) -> bool {
    match scalar.form() {
        Form::Any => true,
        // An amount as text may be written as the number that it is.
        Form::Text if scalar == Scalar::DisplayMoney => !matches!(given, Given::Bool(_)),
        Form::Text => matches!(given, Given::Text(_)),
        Form::Whole | Form::Decimal => matches!(given, Given::Number(_)),
        Form::Flag => matches!(given, Given::Bool(_)),
    }
}

/// The flag that a value means, in all forms in which it is read.
pub(super) fn flag(node: &Node<'_>) -> Option<bool> {
    given(node).and_then(flag_of)
}

/// The limit that a value breaks.
pub(super) fn breaks(node: &Node<'_>, scalar: Scalar, limits: &Limits) -> Option<Broken> {
    let text = given(node)?.text();
    match scalar {
        Scalar::Int | Scalar::Money => limits.broken_by_number(decimal(text)?),
        Scalar::String | Scalar::Secret => limits.broken_by_text(text),
        _ => None,
    }
}
