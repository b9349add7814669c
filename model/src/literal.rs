//! Numbers and JSON as a spec writes them, by the readers that the runtime has too.

use bindery_vocabulary::json::{Extent, Index};
use bindery_vocabulary::{Exact, Number, shortest};

/// The whole number that this text is.
pub(crate) fn whole(text: &str) -> Option<i64> {
    Number::parse(text)?.to_i64()
}

/// Whether two texts are the same number.
pub(crate) fn same(one: &str, other: &str) -> bool {
    shortest(one).is_some_and(|one| shortest(other) == Some(one))
}

/// The decimal number that this text is.
pub(crate) fn decimal(text: &str) -> Option<Exact> {
    Number::parse(text)?.to_exact()
}

/// Whether a text is one JSON value. YAML takes more, so what is shown as JSON inside a text is held against this first.
pub(crate) fn is_json(text: &str) -> bool {
    Index::new(text, Extent::ANY).is_ok()
}

/// Whether this text, without the quotes around it, would be a whole number.
pub(crate) fn is_whole_json(text: &str) -> bool {
    is_json(text) && whole(text).is_some()
}
