//! Authentication schemes of a document as schemes of a spec.

use std::collections::HashSet;

use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::finding::Findings;
use crate::pointer::join;
use crate::text;
use crate::tree::Node;

/// A scheme of the spec.
pub(crate) struct Scheme {
    /// Its keys, but for `scopes`.
    pub(crate) body: Vec<(String, JsonValue)>,
    /// Scopes of an OAuth 2 scheme, each with its meaning; none for other schemes.
    pub(crate) scopes: Option<IndexMap<String, String>>,
    /// Query parameter or cookie that carries the key, with its place.
    pub(crate) key: Option<(String, &'static str)>,
}

/// HTTP authentication schemes that answer to a challenge or sign, so that no header with a key says them.
const CHALLENGES: &[&str] = &[
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "oauth",
    "scram-sha-1",
    "scram-sha-256",
    "vapid",
];

/// Reads a scheme; none if no spec says it. `wanted_scopes` are those that operations need.
pub(crate) fn scheme(
    node: &Node,
    pointer: &str,
    about: String,
    wanted_scopes: impl FnOnce() -> Vec<String>,
    findings: &mut Findings,
) -> Option<Scheme> {
    let plain = |entries: Vec<(&str, &str)>| {
        let texts = entries.into_iter().map(|(key, value)| (key.to_owned(), JsonValue::text(value)));
        let body = texts.chain([("about".to_owned(), JsonValue::text(&about))]).collect();
        Scheme { body, scopes: None, key: None }
    };
    let header =
        |written: &str| plain(vec![("scheme", "header"), ("header", "Authorization"), ("written", written)]);
    let name = node.text_at("name").unwrap_or_default();
    let http = node.text_at("scheme").unwrap_or_default();
    Some(match node.text_at("type") {
        Some("http") if http.eq_ignore_ascii_case("basic") => plain(vec![("scheme", "basic")]),
        Some("http") if CHALLENGES.contains(&http.to_ascii_lowercase().as_str()) => {
            findings.gap(pointer, "an HTTP authentication scheme that no key says", http);
            return None;
        }
        Some("http") if http.eq_ignore_ascii_case("bearer") || http.is_empty() => header("Bearer {}"),
        Some("http") => header(&format!("{http} {{}}")),
        Some("openIdConnect") => {
            let address = node.text_at("openIdConnectUrl").unwrap_or_default();
            findings.wider(pointer, "OpenID Connect, of which only the token is sent", address);
            header("Bearer {}")
        }
        Some("apiKey") if name.is_empty() || name.chars().any(|letter| !letter.is_ascii_graphic()) => {
            findings.gap(pointer, "a key in a place without a valid name", name);
            return None;
        }
        Some("apiKey") if node.text_at("in") == Some("header") => {
            plain(vec![("scheme", "header"), ("header", name)])
        }
        Some("apiKey") => {
            let place = if node.text_at("in") == Some("cookie") { "cookie" } else { "query" };
            let scheme = plain(vec![("scheme", place), (place, name)]);
            Scheme { key: Some((name.to_owned(), place)), ..scheme }
        }
        Some("oauth2") => {
            let flows = node.get("flows").map_or(&[][..], Node::entries);
            let code = flows.iter().find(|(name, _)| name == "authorizationCode").map(|(_, flow)| flow);
            let url = |key: &str| code.and_then(|flow| flow.text_at(key)).filter(|url| url.contains("://"));
            match (url("authorizationUrl"), url("tokenUrl")) {
                (Some(authorize), Some(token)) => {
                    let scopes = scopes_of(flows, wanted_scopes, pointer, findings);
                    other_flows(flows, pointer, !scopes.is_empty(), findings);
                    if scopes.is_empty() {
                        return Some(header("Bearer {}"));
                    }
                    let scheme =
                        plain(vec![("scheme", "oauth2"), ("authorize", authorize), ("token", token)]);
                    Scheme { scopes: Some(scopes), ..scheme }
                }
                _ => {
                    other_flows(flows, pointer, false, findings);
                    header("Bearer {}")
                }
            }
        }
        other => {
            findings.gap(pointer, "an unknown security scheme", other.unwrap_or_default());
            return None;
        }
    })
}

/// Reports the OAuth flows of which the spec says only that a token is sent.
fn other_flows(flows: &[(String, Node)], pointer: &str, has_code: bool, findings: &mut Findings) {
    for (name, _) in flows.iter().filter(|(name, _)| !(has_code && name == "authorizationCode")) {
        let place = join(&join(pointer, "flows"), name);
        findings.wider(&place, "an OAuth 2 flow, of which only the token is sent", name);
    }
}

/// Returns the scopes of all flows, each with its meaning; where none is described, those that operations need.
fn scopes_of(
    flows: &[(String, Node)],
    wanted: impl FnOnce() -> Vec<String>,
    pointer: &str,
    findings: &mut Findings,
) -> IndexMap<String, String> {
    let mut scopes = IndexMap::new();
    for (flow, node) in flows {
        for (scope, about) in node.get("scopes").map_or(&[][..], Node::entries) {
            if !is_scope(scope) {
                let place = join(&join(&join(pointer, "flows"), flow), "scopes");
                findings.wider(&place, "a name that no scope can have", scope);
            } else if !scopes.contains_key(scope) {
                let about = text::about(about.text()).unwrap_or_else(|| text::in_words(scope));
                scopes.insert(scope.clone(), about);
            }
        }
    }
    if scopes.is_empty() {
        scopes.extend(wanted().into_iter().filter(|scope| is_scope(scope)).map(|scope| {
            let about = text::in_words(&scope);
            (scope, about)
        }));
    }
    scopes
}

/// Returns the value of `scopes`, each with a name of its own in Rust.
pub(crate) fn written_scopes(scopes: IndexMap<String, String>) -> JsonValue {
    let mut names = HashSet::new();
    let each = scopes.into_iter().map(|(scope, about)| {
        let mut rust = text::variant(&text::kebab(&scope, "scope"));
        if names.insert(rust.clone()) {
            return (scope, JsonValue::text(about));
        }
        while !names.insert(rust.clone()) {
            rust.push('2');
        }
        let keys = [("about", JsonValue::text(about)), ("rust", JsonValue::text(rust))];
        (scope, JsonValue::object(keys))
    });
    JsonValue::Object(each.collect())
}

/// Whether a text is a scope of RFC 6749.
pub(crate) fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_graphic() && !matches!(letter, '"' | '\\'))
}
