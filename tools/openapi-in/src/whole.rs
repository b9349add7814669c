//! What a document says beside its operations.

use crate::document::{Document, METHODS};
use crate::finding::Findings;
use crate::known;
use crate::pointer::join;
use crate::tree::Node;

/// Reports what a document says beside its operations and a spec does not.
pub(crate) fn report(document: &Document, findings: &mut Findings) {
    known::keys(&document.root, "", &known::DOCUMENT, findings);
    for (at, tag) in document.root.get("tags").map_or(&[][..], Node::items).iter().enumerate() {
        if let Some(parent) = tag.text_at("parent") {
            findings.wider(
                &format!("/tags/{at}"),
                "a tag inside another one, which are modules side by side",
                parent,
            );
        }
    }
    for (path, item) in document.root.get("paths").map_or(&[][..], Node::entries) {
        let own = join("/paths", path);
        if path.starts_with("x-") {
            continue;
        }
        let Some((item, pointer)) = document.followed(item, own, findings) else { continue };
        // Those of a path with operations are reported with them.
        if !item.entries().iter().any(|(key, _)| METHODS.contains(&key.as_str())) {
            known::keys(item, &pointer, &known::PATH_ITEM, findings);
        }
        for (method, _) in item.get("additionalOperations").map_or(&[][..], Node::entries) {
            let place = join(&join(&pointer, "additionalOperations"), method);
            findings.gap(&place, "an operation with a method that specs do not have", method);
        }
    }
    if let Some(dialect) = document.root.text_at("jsonSchemaDialect")
        && !dialect.contains("/oas/")
        && !dialect.contains("json-schema.org")
    {
        findings.wider("/jsonSchemaDialect", "a dialect of JSON Schema of its own", dialect);
    }
    for target in &document.idle {
        findings.wider("", "an action of an overlay that selects nothing", target);
    }
}
