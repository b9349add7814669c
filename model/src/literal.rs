//! Numbers and JSON in a spec, read with the runtime's readers.

use bindery_vocabulary::json::{Extent, Index};
use bindery_vocabulary::{Exact, Number, shortest};

/// Returns the integer that a text means; none if it is not an integer of 64 bits.
pub(crate) fn whole(text: &str) -> Option<i64> {
    Number::parse(text)?.to_i64()
}

/// Whether two texts are the same number.
pub(crate) fn same(one: &str, other: &str) -> bool {
    shortest(one).is_some_and(|one| shortest(other) == Some(one))
}

/// Returns the decimal number that a text means; none if it cannot be represented exactly.
pub(crate) fn decimal(text: &str) -> Option<Exact> {
    Number::parse(text)?.to_exact()
}

/// Whether a text is one JSON value. YAML accepts more, so JSON inside a string is checked with this first.
pub(crate) fn is_json(text: &str) -> bool {
    Index::new(text, Extent::ANY).is_ok()
}

/// Whether a text would be an integer without the quotes around it.
pub(crate) fn is_whole_json(text: &str) -> bool {
    is_json(text) && whole(text).is_some()
}
