//! Evidence: the lines of a value in the source that is its file.

use bindery_vocabulary::json::JsonValue;

use crate::tree::{Node, Span};

/// Name of the source that is the first file.
pub(crate) const SOURCE: &str = "openapi";

/// Returns the evidence for the lines of a value.
pub(crate) fn evidence(sources: &[String], node: &Node) -> JsonValue {
    let Span { file, first, last } = node.span;
    let source = sources.get(usize::from(file)).map_or(SOURCE, String::as_str);
    JsonValue::text(if first == last {
        format!("{source}:{first}")
    } else {
        format!("{source}:{first}-{last}")
    })
}
