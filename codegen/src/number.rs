//! Numbers as a spec writes them.

use bindery_vocabulary::{Exact, Number};

use crate::json::is_json;

/// The whole number that this text is.
pub(crate) fn whole(text: &str) -> Option<i64> {
    Number::parse(text)?.to_i64()
}

/// Whether this text, without the quotes around it, would be a whole number.
pub(crate) fn is_whole_json(text: &str) -> bool {
    is_json(text) && whole(text).is_some()
}

/// The decimal number that this text is.
pub(crate) fn decimal(text: &str) -> Option<Exact> {
    Number::parse(text)?.to_exact()
}
