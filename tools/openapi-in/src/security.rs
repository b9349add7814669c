//! Authentication: schemes, and what an operation needs.

use std::collections::HashSet;

use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::document::Document;
use crate::finding::Findings;
use crate::known;
use crate::pointer::join;
use crate::text;
use crate::tree::{Kind, Node};

/// The schemes that actions name, by name.
#[derive(Default)]
pub(crate) struct Security {
    schemes: IndexMap<String, Scheme>,
}

struct Scheme {
    body: JsonValue,
    is_oauth2: bool,
    /// Parameter that carries the key: its name and place.
    parameter: Option<(String, String)>,
}

/// What an action says about its authentication.
#[derive(Default)]
pub(crate) struct Use {
    /// Value of `auth`.
    pub(crate) auth: Option<JsonValue>,
    pub(crate) scopes: Vec<String>,
    /// Parameters that carry keys, each with its place.
    pub(crate) parameters: Vec<(String, String)>,
}

impl Security {
    /// Reads what an operation needs.
    pub(crate) fn of_operation(
        &mut self,
        document: &Document,
        operation: &Node,
        pointer: &str,
        findings: &mut Findings,
    ) -> Use {
        let (list, place) = match operation.get("security") {
            Some(list) => (list, join(pointer, "security")),
            None => match document.root.get("security") {
                Some(list) => (list, "/security".to_owned()),
                None => return Use::default(),
            },
        };
        let optional = list.items().iter().any(|item| item.entries().is_empty());
        let ways: Vec<&Node> = list.items().iter().filter(|item| !item.entries().is_empty()).collect();
        let Some(first) = ways.first() else {
            return Use { auth: Some(JsonValue::List(Vec::new())), ..Use::default() };
        };
        // All ways that are one OAuth 2 scheme are alternatives of the language.
        let single: Vec<&String> =
            ways.iter().filter_map(|way| way.entries().first()).map(|(name, _)| name).collect();
        let mut flows: Vec<String> =
            single.iter().filter_map(|name| self.scheme(document, name, findings)).collect();
        flows.retain(|name| self.schemes.get(name).is_some_and(|scheme| scheme.is_oauth2));
        if ways.len() > 1 && flows.len() == ways.len() && !optional {
            let scopes = scopes(&ways);
            return Use {
                auth: Some(JsonValue::object([("any", JsonValue::texts(flows))])),
                scopes,
                parameters: Vec::new(),
            };
        }
        if ways.len() > 1 {
            findings.wider(&place, "another way to authenticate", format!("{} of them", ways.len() - 1));
        }
        let mut auth = Vec::new();
        let mut result = Use::default();
        for (name, wanted) in first.entries() {
            let Some(name) = self.scheme(document, name, findings) else { continue };
            let Some(scheme) = self.schemes.get(&name) else { continue };
            if scheme.is_oauth2 {
                result.scopes.extend(wanted.items().iter().filter_map(Node::text).map(str::to_owned));
            }
            result.parameters.extend(scheme.parameter.clone());
            auth.push(if optional && !scheme.is_oauth2 {
                JsonValue::object([("scheme", JsonValue::text(&name)), ("optional", JsonValue::Bool(true))])
            } else {
                if optional {
                    findings.wider(&place, "an OAuth scheme that is optional", "");
                }
                JsonValue::text(&name)
            });
        }
        result.auth = Some(JsonValue::List(auth));
        result
    }

    /// Enters a scheme of the document; returns its name in the spec.
    fn scheme(&mut self, document: &Document, name: &str, findings: &mut Findings) -> Option<String> {
        let own = text::kebab(name, "auth");
        if self.schemes.contains_key(&own) {
            return Some(own);
        }
        let pointer = join("/components/securitySchemes", name);
        let Some(node) = document.at(&pointer) else {
            findings.gap(&pointer, "a security scheme that is not described", name);
            return None;
        };
        let (node, pointer) = document.resolved(node).unwrap_or((node, pointer));
        known::keys(node, &pointer, &known::SECURITY_SCHEME, findings);
        let about = text::about(node.text_at("description")).unwrap_or_else(|| text::in_words(name));
        let scheme = scheme(node, &pointer, about, findings)?;
        self.schemes.insert(own.clone(), scheme);
        Some(own)
    }

    /// Returns the value of `auth`.
    pub(crate) fn written(self) -> Option<JsonValue> {
        let entries = self.schemes.into_iter().map(|(name, scheme)| (name, scheme.body));
        let entries: Vec<(String, JsonValue)> = entries.collect();
        (!entries.is_empty()).then_some(JsonValue::Object(entries))
    }
}

fn scopes(ways: &[&Node]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for scope in ways.iter().flat_map(|way| way.entries()).flat_map(|(_, list)| list.items()) {
        let Kind::Text(scope) = &scope.kind else { continue };
        if !all.contains(scope) {
            all.push(scope.clone());
        }
    }
    all
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

fn scheme(node: &Node, pointer: &str, about: String, findings: &mut Findings) -> Option<Scheme> {
    let plain = |entries: Vec<(&str, &str)>| {
        let texts = entries.into_iter().map(|(key, value)| (key.to_owned(), JsonValue::text(value)));
        let body = texts.chain([("about".to_owned(), JsonValue::text(&about))]).collect();
        Scheme { body: JsonValue::Object(body), is_oauth2: false, parameter: None }
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
        Some("apiKey") if node.text_at("in") == Some("header") => {
            plain(vec![("scheme", "header"), ("header", name)])
        }
        Some("apiKey") => {
            let place = node.text_at("in").unwrap_or("query").to_owned();
            let scheme = plain(vec![("scheme", "parameter"), ("parameter", name)]);
            Scheme { parameter: Some((name.to_owned(), place)), ..scheme }
        }
        Some("oauth2") => {
            let flows = node.get("flows").map_or(&[][..], Node::entries);
            let code = flows.iter().find(|(name, _)| name == "authorizationCode").map(|(_, flow)| flow);
            let url = |key: &str| code.and_then(|flow| flow.text_at(key)).filter(|url| url.contains("://"));
            match (url("authorizationUrl"), url("tokenUrl")) {
                (Some(authorize), Some(token)) => {
                    other_flows(flows, pointer, true, findings);
                    let scheme =
                        plain(vec![("scheme", "oauth2"), ("authorize", authorize), ("token", token)]);
                    let JsonValue::Object(mut entries) = scheme.body else { return None };
                    entries.push(("scopes".to_owned(), scopes_of(flows)));
                    Scheme { is_oauth2: true, body: JsonValue::Object(entries), parameter: None }
                }
                _ => {
                    other_flows(flows, pointer, false, findings);
                    header("Bearer {}")
                }
            }
        }
        Some("mutualTLS") => {
            findings.wider(pointer, "a certificate of the client", "");
            return None;
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

/// Returns the scopes of all flows, each with a name of its own in Rust.
fn scopes_of(flows: &[(String, Node)]) -> JsonValue {
    let mut names = HashSet::new();
    let mut written: Vec<(String, JsonValue)> = Vec::new();
    let all = flows.iter().flat_map(|(_, flow)| flow.get("scopes").map_or(&[][..], Node::entries));
    for (scope, about) in all {
        if written.iter().any(|(known, _)| known == scope) {
            continue;
        }
        let about = JsonValue::text(text::about(about.text()).unwrap_or_else(|| text::in_words(scope)));
        let mut rust = text::variant(&text::kebab(scope, "scope"));
        let value = if names.insert(rust.clone()) {
            about
        } else {
            while !names.insert(rust.clone()) {
                rust.push('2');
            }
            JsonValue::object([("about", about), ("rust", JsonValue::text(rust))])
        };
        written.push((scope.clone(), value));
    }
    JsonValue::Object(written)
}
