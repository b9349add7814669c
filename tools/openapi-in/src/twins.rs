//! Operations with the method and path of another one: documents tell them apart by a fragment, which is never sent.

use std::collections::HashSet;

use bindery_vocabulary::json::JsonValue;

use crate::document::{Document, OperationName};
use crate::pointer::join;
use crate::tree::{Kind, Node};

/// Returns the method and path by which requests are told apart: without a fragment, and whatever parameters are called.
pub(crate) fn request(operation: &OperationName) -> (&str, String) {
    if operation.home.is_inbound() {
        return (&operation.method, operation.item()); // each has an address of its own
    }
    let path = operation.path.split('#').next().unwrap_or_default();
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    (&operation.method, parts.collect::<Vec<_>>().join("/"))
}

/// Returns the parameters that one operation must have in addition, all of them optional, to say another one with its
/// method and path; none if the other one has a body or responses of its own.
pub(crate) fn additions<'d>(
    document: &'d Document,
    base: &OperationName,
    twin: &OperationName,
) -> Option<Vec<(&'d Node, String)>> {
    let (base_node, twin_node) = (document.operation(base)?, document.operation(twin)?);
    let known: HashSet<(String, String)> =
        parameters(document, base).into_iter().filter_map(|(node, _)| named(node)).collect();
    let mut added = Vec::new();
    for (node, pointer) in parameters(document, twin) {
        if node.text_at("in") == Some("path") {
            continue; // both have the same places in the path, whatever they are called
        }
        if !known.contains(&named(node)?) {
            added.push((node, pointer));
        }
    }
    let body = |node: &'d Node| properties(document, node.get("requestBody"));
    let (own, other) = (body(base_node), body(twin_node));
    let same_body = plain(base_node.get("requestBody")) == plain(twin_node.get("requestBody"));
    if !same_body && !other.zip(own).is_some_and(|(other, own)| other.is_subset(&own)) {
        return None;
    }
    let responses = |node: &'d Node| node.get("responses").map_or(&[][..], Node::entries);
    let good = responses(twin_node).iter().filter(|(status, _)| status.starts_with(['2', '3']));
    for (status, response) in good {
        let same = responses(base_node).iter().any(|(known, other)| {
            known == status && plain(response.get("content")) == plain(other.get("content"))
        });
        // Without content there is nothing to read.
        if !same && response.get("content").is_some() {
            return None;
        }
    }
    Some(added)
}

fn parameters<'d>(document: &'d Document, operation: &OperationName) -> Vec<(&'d Node, String)> {
    let place = join(&operation.pointer(), "parameters");
    let list = document.operation(operation).and_then(|node| node.get("parameters"));
    let each = list.map_or(&[][..], Node::items).iter().enumerate();
    let each = each.map(|(at, one)| {
        let own = format!("{place}/{at}");
        document.resolved(one).unwrap_or((one, own))
    });
    each.collect()
}

fn named(parameter: &Node) -> Option<(String, String)> {
    Some((parameter.text_at("name")?.to_owned(), parameter.text_at("in")?.to_owned()))
}

/// Returns the names of the properties of a body that is one object.
fn properties(document: &Document, body: Option<&Node>) -> Option<HashSet<String>> {
    let body = body.map(|body| document.resolved(body).map_or(body, |(node, _)| node))?;
    let [(_, content)] = body.get("content")?.entries() else { return None };
    let schema = content.get("schema")?;
    let schema = document.resolved(schema).map_or(schema, |(node, _)| node);
    Some(schema.get("properties")?.entries().iter().map(|(name, _)| name.clone()).collect())
}

/// Returns a value without what says nothing about the wire.
fn plain(node: Option<&Node>) -> Option<JsonValue> {
    fn of(node: &Node) -> JsonValue {
        let silent = ["description", "example", "examples", "summary", "title"];
        match &node.kind {
            Kind::Map(entries) => JsonValue::object(
                entries
                    .iter()
                    .filter(|(key, _)| !silent.contains(&key.as_str()) && !key.starts_with("x-"))
                    .map(|(key, value)| (key.as_str(), of(value))),
            ),
            Kind::List(items) => items.iter().map(of).collect(),
            _ => node.json(),
        }
    }
    node.map(of)
}
