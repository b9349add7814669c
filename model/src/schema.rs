//! The spec language as a JSON Schema, for editors. It is generated from the same declarations as the readers, so that
//! editors and the generator never disagree about a key.

pub(crate) mod parts;
pub(crate) mod patch;

use crate::document::{ApiDoc, ModuleDoc, OverlayDoc, Read};
use parts::{Definitions, JsonValue};

/// Returns the JSON Schema (draft 2020-12) of the spec language, pretty-printed. `api.yaml`, the files of modules and
/// overlays are distinguished by their key `api`, `module` or `overlay`.
pub fn json_schema() -> String {
    let mut definitions = Definitions::default();
    let files = vec![
        ApiDoc::schema(&mut definitions),
        ModuleDoc::schema(&mut definitions),
        OverlayDoc::schema(&mut definitions),
    ];
    patch::define(&mut definitions);
    let root = JsonValue::Object(vec![
        ("$schema".into(), JsonValue::text("https://json-schema.org/draft/2020-12/schema")),
        ("title".into(), JsonValue::text("Bindery spec")),
        (
            "description".into(),
            JsonValue::text(
                "Spec of a vendor's HTTP API: `api.yaml` for the whole API, one file for each module, and overlays \
                 that are merged over them.",
            ),
        ),
        ("oneOf".into(), JsonValue::List(files)),
        ("$defs".into(), JsonValue::Object(definitions.items)),
    ]);
    root.pretty(0) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::yaml::{Kind, Node, parse};

    fn entry<'n, 'a>(node: &'n Node<'a>, key: &str) -> Option<&'n Node<'a>> {
        match &node.kind {
            Kind::Map(entries) => entries.iter().find(|(name, _)| name.text == key).map(|(_, value)| value),
            _ => None,
        }
    }

    fn references(node: &Node<'_>, found: &mut Vec<String>) {
        match &node.kind {
            Kind::Map(entries) => {
                for (key, value) in entries {
                    if let (true, Kind::Text(text, _)) = (key.text == "$ref", &value.kind) {
                        found.push(text.trim_start_matches("#/$defs/").to_owned());
                    }
                    references(value, found);
                }
            }
            Kind::List(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn the_schema_is_json_and_refers_to_what_it_defines() {
        let text = json_schema();
        let mut sink = Diagnostics::default();
        let schema = parse(&text, 0, &mut sink).expect("JSON is YAML");
        assert_eq!(sink.into_sorted(), []);
        let definitions = entry(&schema, "$defs").expect("definitions");
        let mut found = Vec::new();
        references(&schema, &mut found);
        assert!(found.len() > 20);
        for name in found {
            assert!(entry(definitions, &name).is_some(), "{name} is not defined");
        }
        let action = entry(definitions, "Action").expect("actions are defined");
        let required = entry(action, "required").map(Node::json);
        assert_eq!(required.as_deref(), Some(r#"["documented-as","about","evidence"]"#));
    }
}
