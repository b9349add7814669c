//! Overlays: parts of a spec are moved into an overlay, so that both together are the original spec.

use crate::rng::Rng;
use crate::yaml::{Map, Node};

/// An action that only the spec has: the overlay removes it.
const REMOVED: &str = "zz-removed";

/// Moves parts of a spec into an overlay.
pub(crate) fn split(rng: &mut Rng, name: &str, api: &mut Map, modules: &mut [(String, Map)]) -> Map {
    let mut over = Map::default();
    if let Some(title) = api.take("title") {
        api.set("title", "Before the overlay");
        over.set("title", title);
    }
    let errors = moved(rng, api, "errors", 20);
    if !errors.is_empty() {
        over.set("errors", errors);
    }
    let mut all = Map::default();
    for (module, doc) in modules {
        let mut changed = Map::default();
        let mut actions = moved(rng, doc, "actions", 20);
        for (action, doc) in doc.entries("actions").into_iter().flatten() {
            let change = action_of(rng, doc);
            if !change.is_empty() {
                actions.set(action.clone(), change);
            }
        }
        if rng.chance(50) {
            removed(module, doc);
            actions.set(REMOVED, Node::null());
        }
        if !actions.is_empty() {
            changed.set("actions", actions);
        }
        let types = moved(rng, doc, "types", 20);
        if !types.is_empty() {
            changed.set("types", types);
        }
        if !changed.is_empty() {
            all.set(module.clone(), changed);
        }
    }
    let mut file = Map::default().with("overlay", name);
    if !over.is_empty() {
        file.set("api", over);
    }
    if !all.is_empty() {
        file.set("modules", all);
    }
    file
}

/// Moves some entries of a mapping, but not all.
fn moved(rng: &mut Rng, doc: &mut Map, key: &str, percent: usize) -> Map {
    let Some(entries) = doc.entries(key) else { return Map::default() };
    let mut moved = Map::default();
    let mut left = Vec::new();
    for (name, node) in std::mem::take(entries) {
        if !left.is_empty() && rng.chance(percent) {
            moved.set(name, node);
        } else {
            left.push((name, node));
        }
    }
    *entries = left;
    moved
}

/// Creates the overlay's part for an action of the spec.
fn action_of(rng: &mut Rng, doc: &mut Node) -> Map {
    let mut change = Map::default();
    let Some(entries) = doc.entries() else { return change };
    for (key, node) in entries.iter_mut() {
        match key.as_str() {
            // A text instead of another one.
            "about" if rng.chance(30) => {
                change.set("about", std::mem::replace(node, "Before the overlay.".into()));
            }
            // A bare type merged with a mapping counts as a mapping.
            "parameters" if rng.chance(30) => {
                let mut parameters = Map::default();
                for (name, parameter) in node.entries().into_iter().flatten() {
                    let Some(keys) = parameter.entries().filter(|_| rng.chance(40)) else { continue };
                    let taken: Vec<_> =
                        keys.extract_if(.., |(key, _)| key == "type" || key == "optional").collect();
                    keys.push(("type".to_owned(), "string".into()));
                    match taken.as_slice() {
                        [(key, bare)] if key == "type" => parameters.set(name.clone(), bare.clone()),
                        _ => parameters.set(name.clone(), Map(taken)),
                    };
                }
                if !parameters.is_empty() {
                    change.set("parameters", parameters);
                }
            }
            _ => {}
        }
    }
    let key = rng.pick(&["effect", "response", "evidence", "error-formats", "select"]);
    if let Some(at) = entries.iter().position(|(known, _)| known == key) {
        let (key, node) = entries.remove(at);
        change.set(key, node);
    }
    change
}

fn removed(module: &str, doc: &mut Map) {
    let action = Map::default()
        .with("documented-as", "Removed")
        .with("about", "Is taken away.")
        .with("evidence", "guide:1")
        .with("path", format!("/zz/removed/{module}"))
        .with("methods", vec![Node::from("POST")])
        .with("auth", Vec::new())
        .with("response", "nothing");
    if let Some(actions) = doc.entries("actions") {
        actions.push((REMOVED.to_owned(), action.into()));
    }
}
