//! Operations as actions.

use std::collections::HashSet;

use bindery_vocabulary::json::JsonValue;

use crate::body::{self, Body};
use crate::convert::Draft;
use crate::document::{Home, OperationName};
use crate::evidence::evidence;
use crate::known;
use crate::parameters::{self, Parameters};
use crate::pointer::join;
use crate::responses;
use crate::statuses::Status;
use crate::template::{Template, bare};
use crate::text;
use crate::tree::Node;

/// Writes the action of an operation, but for its `error-formats` and `pages`. `added` are further parameters, which
/// are optional.
pub(crate) fn action<'d>(
    draft: &mut Draft<'d>,
    name: &OperationName,
    action: &str,
    added: Vec<(&'d Node, String)>,
) -> Vec<(String, JsonValue)> {
    let document = draft.document;
    let is_inbound = name.home.is_inbound();
    draft.types.is_inbound = is_inbound;
    let Some(written) = document.at(&name.item()) else { return Vec::new() };
    let (item, item_pointer) = document.resolved(written).unwrap_or((written, name.item()));
    let pointer = join(&item_pointer, &name.method);
    let Some(node) = item.get(&name.method) else { return Vec::new() };
    let findings = &mut draft.types.schemas.findings;
    known::keys(item, &item_pointer, &known::PATH_ITEM, findings);
    known::keys(node, &pointer, &known::OPERATION, findings);
    let owner = text::variant(action);
    let id = node.text_at("operationId").filter(|id| !id.is_empty());
    let id = id.map_or_else(|| name.to_string(), str::to_owned);
    let about = text::about(node.text_at("summary"))
        .or_else(|| text::about(node.text_at("description")))
        .unwrap_or_else(|| text::in_words(action));
    let mut keys = vec![
        ("documented-as".to_owned(), JsonValue::text(id)),
        ("about".to_owned(), JsonValue::text(about)),
        ("evidence".to_owned(), evidence(&draft.sources, node)),
    ];
    if node.is_set("deprecated") {
        keys.push(("deprecated".to_owned(), JsonValue::Bool(true)));
    }
    let effect = match name.method.as_str() {
        "get" | "head" | "options" | "trace" => Some("read"),
        "put" | "delete" => Some("idempotent"),
        _ => None,
    };
    keys.extend(effect.map(|effect| ("effect".to_owned(), JsonValue::text(effect))));
    keys.push(("methods".to_owned(), JsonValue::texts([name.method.to_uppercase()])));
    let mut all = parameters::of_operation(&mut draft.types, (item, &item_pointer), (node, &pointer));
    let findings = &mut draft.types.schemas.findings;
    let own_path = format!("/{action}");
    let (prefix, written) =
        if is_inbound { ("", &own_path) } else { (draft.servers.prefix.as_str(), &name.path) };
    let (mut template, query) = Template::read(prefix, written, &pointer, findings);
    for (one, place) in all.iter().filter(|(one, _)| is_path(one)) {
        if let (Some(name), Some(before)) =
            (one.text_at("name"), parameters::text_before(&mut draft.types, one, place))
        {
            template.put_before(name, &before);
        }
    }
    keys.push(("path".to_owned(), JsonValue::text(template.written())));
    let findings = &mut draft.types.schemas.findings;
    if let Home::Callback(place) = &name.home {
        let reason = "the address of a callback, which is any that the receiver has";
        findings.wider(place, reason, &name.path);
    }
    let server = match is_inbound {
        true => Some(draft.servers.receiver()),
        false => draft.servers.of_operation((item, &item_pointer), (node, &pointer), findings),
    };
    keys.extend(server.map(|server| ("server".to_owned(), JsonValue::text(server))));
    let security = draft.security.of_operation(document, (node, &pointer), is_inbound, findings);
    keys.extend(security.auth.map(|auth| ("auth".to_owned(), auth)));
    if !security.scopes.is_empty() {
        keys.push(("scopes".to_owned(), JsonValue::texts(security.scopes)));
    }
    // Documents that know only parameters describe keys a second time.
    all.retain(|(one, _)| {
        let is_key = |(name, place): &(String, &str)| {
            one.text_at("name") == Some(name) && one.text_at("in") == Some(place)
        };
        !security.keys.iter().any(is_key)
    });
    let has_body_method = !matches!(name.method.as_str(), "get" | "delete" | "head");
    let body = request_body(draft, node, &pointer, &owner, has_body_method);
    let mut parameters = Parameters::default();
    // In a GET or DELETE parameters are in the query anyway.
    let query_key = has_body_method || body.parameters_in.is_some() || body.whole;
    let mut further: HashSet<&str> = HashSet::new();
    for (node, place) in added {
        let same = |(known, _): &(&Node, String)| {
            known.text_at("name") == node.text_at("name") && known.text_at("in") == node.text_at("in")
        };
        if !all.iter().any(same) {
            further.extend(node.text_at("name"));
            all.push((node, place));
        }
    }
    let only_query = body.parameters_in.is_none() && !body.whole;
    let query_key = query_key && !(only_query && has_body_method);
    for (one, place) in all.iter().filter(|(one, _)| is_path(one)) {
        match one.text_at("name").and_then(|name| template.key(name)) {
            Some(key) => {
                let key = Some(key);
                parameters::add(&mut draft.types, one, place, &owner, (query_key, key), &mut parameters);
            }
            None => {
                draft.types.schemas.findings.wider(place, "a path parameter that the path does not have", "");
            }
        }
    }
    for (name, key) in template.parameters() {
        if !all
            .iter()
            .any(|(one, _)| is_path(one) && one.text_at("name").is_some_and(|one| bare(one) == name))
        {
            draft.types.schemas.findings.wider(&pointer, "a path parameter that is not described", name);
            parameters.add(
                key,
                "path",
                vec![
                    ("type".to_owned(), JsonValue::text("string")),
                    ("in".to_owned(), JsonValue::text("path")),
                    ("about".to_owned(), JsonValue::text(text::in_words(name))),
                ],
            );
        }
    }
    for (one, place) in all.iter().filter(|(one, _)| !is_path(one)) {
        parameters::add(&mut draft.types, one, place, &owner, (query_key, None), &mut parameters);
    }
    // The other operation may require them, this one does not.
    for name in further {
        parameters.loosen(name);
    }
    for (name, value) in query {
        let mut keys = vec![
            ("type".to_owned(), JsonValue::text("string")),
            ("fixed".to_owned(), JsonValue::text(value)),
        ];
        if query_key {
            keys.push(("in".to_owned(), JsonValue::text("query")));
        }
        keys.push(("about".to_owned(), JsonValue::text("A part of the documented path.")));
        parameters.add(&name, "query", keys);
    }
    let place_of_body = body.parameters_in.unwrap_or("body");
    for (name, mut keys) in body.parameters {
        if !has_body_method && place_of_body != "body" {
            keys.insert(1, ("in".to_owned(), JsonValue::text(place_of_body))); // explicit: GET and DELETE have none
        }
        parameters.add(&name, place_of_body, keys);
    }
    let has_query = || all.iter().any(|(one, _)| one.text_at("in") == Some("query"));
    let parameters_in = match body.parameters_in {
        Some(place) if body.also_in.is_some() => {
            let places = std::iter::once(place).chain(body.also_in);
            has_body_method.then(|| JsonValue::texts(places))
        }
        Some("json") | None
            if body.parameters_in.is_some() || !has_body_method || !has_query() || body.whole =>
        {
            None
        }
        None => Some(JsonValue::text("query")),
        Some(place) => has_body_method.then(|| JsonValue::text(place)),
    };
    keys.extend(parameters_in.map(|places| ("parameters-in".to_owned(), places)));
    if !parameters.entries.is_empty() {
        let entries = parameters.entries.into_iter().map(|(name, keys)| (name, crate::fields::short(keys)));
        keys.push(("parameters".to_owned(), JsonValue::Object(entries.collect())));
    }
    let responses = responses(draft, node, &pointer);
    let has_content = name.method != "head";
    let response = responses::response(&mut draft.types, &responses, (&pointer, &owner), has_content);
    keys.push(("response".to_owned(), response));
    draft.errors.add(&mut draft.types, &responses, &owner);
    keys
}

fn request_body(draft: &mut Draft<'_>, node: &Node, pointer: &str, owner: &str, has_body: bool) -> Body {
    let Some(body) = node.get("requestBody") else { return Body::default() };
    let own = join(pointer, "requestBody");
    let Some((body, own)) = draft.document.followed(body, own, &mut draft.types.schemas.findings) else {
        return Body::default();
    };
    body::body(&mut draft.types, body, &own, owner, has_body)
}

fn responses<'d>(draft: &mut Draft<'d>, node: &'d Node, pointer: &str) -> Vec<(Status, &'d Node, String)> {
    let place = join(pointer, "responses");
    let mut all = Vec::new();
    for (key, response) in node.get("responses").map_or(&[][..], Node::entries) {
        if key.starts_with("x-") {
            continue;
        }
        let own = join(&place, key);
        let Some(status) = Status::read(key) else {
            draft.types.schemas.findings.gap(&own, "an unknown status", key);
            continue;
        };
        all.extend(
            draft
                .document
                .followed(response, own, &mut draft.types.schemas.findings)
                .map(|(response, own)| (status, response, own)),
        );
    }
    all
}

fn is_path(parameter: &Node) -> bool {
    parameter.text_at("in") == Some("path")
}
