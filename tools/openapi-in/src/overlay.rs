//! OpenAPI Overlay 1.0: changes of a document that its user keeps in a file of their own.

use crate::jsonpath::{JsonPath, Route, at_mut};
use crate::tree::{self, Kind, Node, Span};

/// An overlay: actions that are applied in order.
#[derive(Debug)]
pub(crate) struct Overlay {
    actions: Vec<Action>,
}

#[derive(Debug)]
struct Action {
    /// Target as it is written.
    text: String,
    target: JsonPath,
    update: Option<Node>,
    remove: bool,
}

impl Overlay {
    /// Reads an overlay in JSON or YAML.
    ///
    /// # Errors
    /// Returns the reason if the text is no overlay of version 1.0, or has a target that is not understood.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let root = tree::read(text, 0)?;
        let version = match root.get("overlay").map(|node| &node.kind) {
            Some(Kind::Text(version) | Kind::Number(version)) => version.as_str(),
            _ => return Err("no OpenAPI Overlay: it has no `overlay`".to_owned()),
        };
        if version != "1.0" && !version.starts_with("1.0.") {
            return Err(format!("OpenAPI Overlay {version} is not known; 1.0 is"));
        }
        let actions = root.get("actions").map_or(&[][..], Node::items).iter().map(Action::read);
        Ok(Self { actions: actions.collect::<Result<_, _>>()? })
    }

    /// Changes a document. Returns the targets that select nothing. What an update adds has the lines of what it is
    /// added to.
    pub(crate) fn apply(&self, root: &mut Node) -> Vec<String> {
        let mut idle = Vec::new();
        for action in &self.actions {
            let routes = action.target.select(root);
            if routes.is_empty() {
                idle.push(action.text.clone());
            }
            if action.remove {
                // From the end, so that the positions of the others stay.
                routes.iter().rev().for_each(|route| remove(root, route));
            } else if let Some(update) = &action.update {
                for target in routes {
                    let Some(node) = at_mut(root, &target) else { continue };
                    let span = node.span;
                    match &mut node.kind {
                        Kind::List(items) => items.push(placed(update, span)),
                        _ => merge(node, update),
                    }
                }
            }
        }
        idle
    }
}

impl Action {
    fn read(node: &Node) -> Result<Self, String> {
        let line = node.span.first;
        let text =
            node.text_at("target").ok_or_else(|| format!("line {line}: an action without `target`"))?;
        for (key, _) in node.entries() {
            let known = matches!(key.as_str(), "target" | "description" | "update" | "remove")
                || key.starts_with("x-");
            if !known {
                return Err(format!("line {line}: `{key}` is no key of an action"));
            }
        }
        let target = JsonPath::read(text).map_err(|error| {
            let known = "`$.a`, `['a']`, `[0]`, `*`, `..` and filters such as `[?@.a == 'b']` are";
            format!("line {line}: target: {error}; {known}")
        })?;
        let action = Self {
            text: text.to_owned(),
            target,
            update: node.get("update").cloned(),
            remove: node.is_set("remove"),
        };
        if action.update.is_none() && !action.remove {
            return Err(format!("line {line}: an action without `update` or `remove: true`"));
        }
        Ok(action)
    }
}

fn remove(root: &mut Node, route: &Route) {
    let Some((last, parents)) = route.split_last() else { return };
    match at_mut(root, parents).map(|parent| &mut parent.kind) {
        Some(Kind::List(items)) if *last < items.len() => {
            items.remove(*last);
        }
        Some(Kind::Map(entries)) if *last < entries.len() => {
            entries.remove(*last);
        }
        _ => {}
    }
}

/// Merges an update: mappings key by key, lists one after the other; anything else is replaced.
fn merge(target: &mut Node, update: &Node) {
    let span = target.span;
    match (&mut target.kind, &update.kind) {
        (Kind::Map(entries), Kind::Map(updates)) => {
            for (key, value) in updates {
                match entries.iter_mut().find(|(known, _)| known == key) {
                    Some((_, known)) => merge(known, value),
                    None => entries.push((key.clone(), placed(value, span))),
                }
            }
        }
        (Kind::List(items), Kind::List(updates)) => {
            items.extend(updates.iter().map(|item| placed(item, span)))
        }
        (kind, _) => *kind = placed(update, span).kind,
    }
}

/// Returns a value with other lines.
fn placed(node: &Node, span: Span) -> Node {
    let kind = match &node.kind {
        Kind::List(items) => Kind::List(items.iter().map(|item| placed(item, span)).collect()),
        Kind::Map(entries) => {
            Kind::Map(entries.iter().map(|(key, value)| (key.clone(), placed(value, span))).collect())
        }
        other => other.clone(),
    };
    Node { span, kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_update_and_remove() {
        let mut root =
            tree::read(r#"{"a": {"b": 1, "c": [1]}, "d": [{"e": 1}, {"e": 2}]}"#, 0).expect("JSON");
        let overlay = "overlay: 1.0.0\ninfo: {title: x, version: '1'}\nactions:\n\
            - {target: $.a, update: {b: 2, c: [2], f: {g: h}}}\n- {target: '$.d[?@.e == 1]', remove: true}\n\
            - {target: $.d, update: {e: 3}}\n- {target: $.gone, remove: true}\n";
        let idle = Overlay::read(overlay).expect("an overlay").apply(&mut root);
        assert_eq!(root.json().to_string(), r#"{"a":{"b":2,"c":[1,2],"f":{"g":"h"}},"d":[{"e":2},{"e":3}]}"#);
        assert_eq!(idle, ["$.gone"]);
    }

    #[test]
    fn what_is_no_overlay_is_rejected() {
        for (text, reason) in [
            ("a: 1", "it has no `overlay`"),
            ("overlay: 2.0.0", "OpenAPI Overlay 2.0.0 is not known"),
            ("overlay: 1.0.0\nactions: [{update: {}}]", "line 2: an action without `target`"),
            ("overlay: 1.0.0\nactions: [{target: $.a}]", "an action without `update` or `remove: true`"),
            ("overlay: 1.0.0\nactions: [{target: $.a, copy: $.b}]", "`copy` is no key of an action"),
            ("overlay: 1.0.0\nactions: [{target: '$.a[?@.b > 1]', remove: true}]", "line 2: target: `> 1]`"),
        ] {
            let error = Overlay::read(text).expect_err(text);
            assert!(error.contains(reason), "{error}");
        }
    }
}
