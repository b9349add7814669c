//! Identifiers of schemas (`$id`, `$anchor`, `$dynamicAnchor`), and references that are relative to them.

use std::collections::HashMap;

use crate::files::{descend, without_fragment};
use crate::pointer::join;
use crate::tree::{Kind, Node};
use crate::walk::{Keys, inside};

/// Enters what `$id`, `$anchor` and `$dynamicAnchor` name below a value, which stands at a pointer.
pub(crate) fn marks(
    node: &Node,
    (pointer, base): (&str, Option<&str>),
    file: &str,
    found: &mut HashMap<String, String>,
) {
    let own = if pointer.is_empty() || pointer.starts_with('/') { "" } else { file };
    for key in ["$anchor", "$dynamicAnchor"] {
        if let Some(name) = node.text_at(key) {
            found.entry(format!("{own}#{name}")).or_insert_with(|| pointer.to_owned());
        }
    }
    let id = ["$id", "$self"].iter().find_map(|key| resolved(base, node.text_at(key)?));
    if let Some(id) = &id {
        found.entry(id.clone()).or_insert_with(|| pointer.to_owned());
    }
    let base = id.as_deref().or(base);
    for (key, value) in node.entries() {
        marks(value, (&join(pointer, key), base), file, found);
    }
    for (at, value) in node.items().iter().enumerate() {
        marks(value, (&join(pointer, &at.to_string()), base), file, found);
    }
}

/// A schema with an identifier, to which references inside it are relative; or the whole file.
pub(crate) struct Resource<'n> {
    /// Pointer inside its file.
    pub(crate) pointer: String,
    pub(crate) id: Option<String>,
    /// The whole file.
    pub(crate) root: &'n Node,
}

/// Writes references that are relative to the identifier of a schema as ones to the file, or to the identifier of
/// another schema.
pub(crate) fn identified(
    node: &mut Node,
    keys: Keys,
    pointer: &str,
    resource: &Resource<'_>,
    marks: &HashMap<String, String>,
) {
    let id = node.text_at("$id").filter(|_| keys == Keys::Words);
    let own = id.and_then(|id| resolved(resource.id.as_deref(), id)).map(|id| Resource {
        pointer: pointer.to_owned(),
        id: Some(id),
        root: resource.root,
    });
    let resource = own.as_ref().unwrap_or(resource);
    match &mut node.kind {
        Kind::Map(entries) => {
            for (key, value) in entries {
                if let (Keys::Words, "$ref" | "$dynamicRef", Kind::Text(text)) =
                    (keys, key.as_str(), &mut value.kind)
                {
                    if let Some(absolute) = of_resource(text, resource, marks) {
                        *text = absolute;
                    }
                } else if let Some(inner) = inside(keys, key, value) {
                    identified(value, inner, &join(pointer, key), resource, marks);
                }
            }
        }
        Kind::List(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                identified(item, Keys::Words, &format!("{pointer}/{at}"), resource, marks);
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => {}
    }
}

/// Returns the reference that one inside a schema with an identifier means; none for one that means what it says.
fn of_resource(reference: &str, resource: &Resource<'_>, marks: &HashMap<String, String>) -> Option<String> {
    let id = resource.id.as_deref()?;
    if let Some(inner) = reference.strip_prefix('#').filter(|inner| inner.starts_with('/')) {
        let whole = format!("{}{inner}", resource.pointer);
        return descend(resource.root, &whole).map(|_| format!("#{whole}"));
    }
    let address = resolved(Some(id), without_fragment(reference))?;
    let fragment = reference.get(without_fragment(reference).len()..).unwrap_or_default();
    (!reference.starts_with('#') && marks.contains_key(&address)).then(|| format!("{address}{fragment}"))
}

/// Returns an identifier as an address: by itself, or relative to another one.
fn resolved(base: Option<&str>, id: &str) -> Option<String> {
    let id = without_fragment(id);
    if id.is_empty() {
        return None;
    }
    if id.contains(':') {
        return Some(id.to_owned());
    }
    let (scheme, rest) = base?.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    if id.starts_with('/') {
        parts.clear();
    }
    for part in id.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    Some(format!("{scheme}://{host}/{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use crate::files::Tree;

    #[test]
    fn references_are_relative_to_the_identifier_around_them() {
        let text = "a: {$id: 'https://x.example/s/a', in: {$ref: '#/$defs/c'}, to: {$ref: b}, $defs: {c: {}}}\n\
            b: {$id: 'https://x.example/s/b', up: {$ref: ../s/a#/$defs/c}, out: {$ref: '#/a/to'}}\n\
            c: {$ref: '#/$defs/c'}\n";
        let first = Tree::read("main.yaml", text, 0).expect("a file");
        let trees = crate::files::load(first, &mut |_| None).expect("files");
        let text = trees.first().map(|tree| tree.root.json().to_string());
        let expected = concat!(
            r##"{"a":{"$id":"https://x.example/s/a","in":{"$ref":"#/a/$defs/c"},"to":{"$ref":"#/b"},"##,
            r##""$defs":{"c":{}}},"b":{"$id":"https://x.example/s/b","up":{"$ref":"#/a/$defs/c"},"##,
            r##""out":{"$ref":"#/a/to"}},"c":{"$ref":"#/$defs/c"}}"##
        );
        assert_eq!(text.as_deref(), Some(expected));
    }
}
