//! Authentication: schemes, and what an operation needs.

use std::collections::HashMap;

use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::document::Document;
use crate::finding::Findings;
use crate::known;
use crate::pointer::join;
use crate::schemes::{Scheme, is_scope, scheme, written_scopes};
use crate::text;
use crate::tree::Node;

/// The schemes that actions name, by name.
#[derive(Default)]
pub(crate) struct Security {
    schemes: IndexMap<String, Scheme>,
    /// What became of each scheme of the document.
    known: HashMap<String, Found>,
}

/// What became of a scheme of the document.
#[derive(Clone)]
enum Found {
    /// A scheme of the spec has this name.
    Named(String),
    /// A certificate of the client, which no part of a request carries.
    Certificate,
    /// No spec says it.
    Unsaid,
}

/// Reason for scopes of which only the shared ones are checked before a request is sent.
const DIFFERENT_SCOPES: &str = "scopes that differ between ways to authenticate";

/// What an action says about its authentication.
#[derive(Default)]
pub(crate) struct Use {
    /// Value of `auth`.
    pub(crate) auth: Option<JsonValue>,
    pub(crate) scopes: Vec<String>,
    /// Query parameters and cookies that carry keys, each with its place. They are no parameters of the action.
    pub(crate) keys: Vec<(String, &'static str)>,
}

/// A way to authenticate: the names of the schemes that are all required, and the scopes that a token needs.
struct Way {
    schemes: Vec<String>,
    scopes: Option<Vec<String>>,
}

impl Security {
    /// Reads what an operation needs: `security` of its own, or that of the document for one that the user calls.
    pub(crate) fn of_operation(
        &mut self,
        document: &Document,
        (operation, pointer): (&Node, &str),
        is_inbound: bool,
        findings: &mut Findings,
    ) -> Use {
        let (list, place) = match (operation.get("security"), document.root.get("security")) {
            (Some(list), _) => (list, join(pointer, "security")),
            (None, Some(list)) if !is_inbound => (list, "/security".to_owned()),
            (None, _) => return Use::default(),
        };
        let mut ways: Vec<Way> = Vec::new();
        let mut unsaid: Vec<String> = Vec::new();
        for requirement in list.items() {
            let way = match self.way(document, requirement, list.items().len() > 1, findings) {
                Ok(way) => way,
                Err(names) => {
                    unsaid.push(names);
                    continue;
                }
            };
            if let Some(known) = ways.iter_mut().find(|known| known.schemes == way.schemes) {
                if known.scopes != way.scopes {
                    known.scopes = Some(shared([&known.scopes, &way.scopes]));
                    findings.wider(&place, DIFFERENT_SCOPES, "");
                }
            } else if ways.iter().any(|known| self.looks_like(known, &way)) {
                let names = way.schemes.join(" and ");
                findings.wider(&place, "a way to authenticate that is sent like another one", names);
            } else {
                ways.push(way);
            }
        }
        match (ways.is_empty(), unsaid.is_empty()) {
            (_, true) => {}
            (false, false) => {
                findings.wider(&place, "a way to authenticate that is not offered", unsaid.join(", "))
            }
            (true, false) => {
                findings.gap(
                    pointer,
                    "an operation with authentication that specs do not have",
                    unsaid.join(", "),
                );
                return Use::default();
            }
        }
        let scopes = self.scopes(&ways, &place, findings);
        Use { auth: Some(self.auth(&ways)), scopes, keys: self.keys(&ways) }
    }

    /// Reads one requirement, the only one or one of `several`.
    ///
    /// # Errors
    /// Returns the names of its schemes if one of them cannot be said.
    fn way(
        &mut self,
        document: &Document,
        requirement: &Node,
        several: bool,
        findings: &mut Findings,
    ) -> Result<Way, String> {
        let names = || {
            let names = requirement.entries().iter().map(|(name, _)| name.as_str());
            names.collect::<Vec<_>>().join(" and ")
        };
        let mut way = Way { schemes: Vec::new(), scopes: None };
        for (name, wanted) in requirement.entries() {
            let own = match self.scheme(document, name, findings) {
                Found::Named(own) => own,
                Found::Certificate => continue,
                Found::Unsaid => return Err(names()),
            };
            if self.schemes.get(&own).is_some_and(|scheme| scheme.scopes.is_some()) {
                let wanted = wanted.items().iter().filter_map(Node::text).filter(|scope| is_scope(scope));
                let scopes = way.scopes.get_or_insert_with(Vec::new);
                for scope in wanted {
                    if !scopes.iter().any(|known| known == scope) {
                        scopes.push(scope.to_owned());
                    }
                }
            }
            way.schemes.push(own);
        }
        // A server that took a certificate for no credentials would let everybody in.
        let only_certificate = way.schemes.is_empty() && !requirement.entries().is_empty();
        if only_certificate && several { Err(names()) } else { Ok(way) }
    }

    /// Whether two ways are the same on the wire.
    fn looks_like(&self, one: &Way, two: &Way) -> bool {
        let sent = |name: &String| {
            let keys = self.schemes.get(name).map_or(&[][..], |scheme| &scheme.body).iter();
            keys.filter(|(key, _)| key != "about").collect::<Vec<_>>()
        };
        one.schemes.len() == two.schemes.len()
            && one.schemes.iter().zip(&two.schemes).all(|(one, two)| sent(one) == sent(two))
    }

    /// Returns the value of `auth`.
    fn auth(&self, ways: &[Way]) -> JsonValue {
        let is_bearer = |name: &String| self.schemes.get(name).is_some_and(|scheme| scheme.scopes.is_some());
        match ways {
            [] => JsonValue::List(Vec::new()),
            [only] => JsonValue::texts(&only.schemes),
            [one, two] if one.schemes.len() + two.schemes.len() == 1 => {
                let name = one.schemes.first().or(two.schemes.first()).cloned().unwrap_or_default();
                if is_bearer(&name) {
                    let ways = [JsonValue::text(name), JsonValue::List(Vec::new())];
                    return JsonValue::object([("any", ways.into_iter().collect())]);
                }
                let keys = [("scheme", JsonValue::text(name)), ("optional", JsonValue::Bool(true))];
                JsonValue::List(vec![JsonValue::object(keys)])
            }
            _ => {
                let ways = ways.iter().map(|way| match way.schemes.as_slice() {
                    [only] => JsonValue::text(only),
                    several => JsonValue::texts(several),
                });
                JsonValue::object([("any", ways.collect())])
            }
        }
    }

    /// Returns the scopes that a token needs whichever way is used, and enters them in the schemes that lack them.
    fn scopes(&mut self, ways: &[Way], place: &str, findings: &mut Findings) -> Vec<String> {
        let all: Vec<&Option<Vec<String>>> =
            ways.iter().map(|way| &way.scopes).filter(|scopes| scopes.is_some()).collect();
        let Some((first, rest)) = all.split_first() else { return Vec::new() };
        let needed = rest.iter().fold((*first).clone(), |known, scopes| Some(shared([&known, scopes])));
        if rest.iter().any(|scopes| scopes != first) {
            findings.wider(place, DIFFERENT_SCOPES, "");
        }
        let needed = needed.unwrap_or_default();
        for name in ways.iter().flat_map(|way| &way.schemes) {
            let Some(known) = self.schemes.get_mut(name).and_then(|scheme| scheme.scopes.as_mut()) else {
                continue;
            };
            for scope in &needed {
                if !known.contains_key(scope) {
                    findings.wider(place, "a scope that its scheme does not describe", scope);
                    known.insert(scope.clone(), text::in_words(scope));
                }
            }
        }
        needed
    }

    /// Returns the query parameters and cookies that carry keys.
    fn keys(&self, ways: &[Way]) -> Vec<(String, &'static str)> {
        let schemes = ways.iter().flat_map(|way| &way.schemes).filter_map(|name| self.schemes.get(name));
        schemes.filter_map(|scheme| scheme.key.clone()).collect()
    }

    /// Enters a scheme of the document; returns what became of it.
    fn scheme(&mut self, document: &Document, name: &str, findings: &mut Findings) -> Found {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let found = match self.read(document, name, findings) {
            None => Found::Unsaid,
            Some(None) => Found::Certificate,
            Some(Some(scheme)) => {
                let stem = text::kebab(name, "auth");
                let mut own = stem.clone();
                let mut number = 2;
                while self.schemes.contains_key(&own) {
                    own = format!("{stem}-n{number}");
                    number += 1;
                }
                self.schemes.insert(own.clone(), scheme);
                Found::Named(own)
            }
        };
        self.known.insert(name.to_owned(), found.clone());
        found
    }

    /// Reads a scheme: none if no spec says it, none inside for a certificate.
    fn read(&self, document: &Document, name: &str, findings: &mut Findings) -> Option<Option<Scheme>> {
        let pointer = join("/components/securitySchemes", name);
        let Some(node) = document.at(&pointer) else {
            findings.gap(&pointer, "a security scheme that is not described", name);
            return None;
        };
        let (node, pointer) = document.resolved(node).unwrap_or((node, pointer));
        known::keys(node, &pointer, &known::SECURITY_SCHEME, findings);
        let about = text::about(node.text_at("description")).unwrap_or_else(|| text::in_words(name));
        if node.text_at("type") == Some("mutualTLS") {
            findings.wider(&pointer, "a certificate of the client, which the transport must have", "");
            return Some(None);
        }
        let wanted = || wanted_scopes(document, name);
        scheme(node, &pointer, about, wanted, findings).map(Some)
    }

    /// Returns the value of `auth`.
    pub(crate) fn written(self) -> Option<JsonValue> {
        let each = self.schemes.into_iter().map(|(name, Scheme { mut body, scopes, .. })| {
            body.extend(scopes.map(|scopes| ("scopes".to_owned(), written_scopes(scopes))));
            (name, JsonValue::Object(body))
        });
        let entries: Vec<(String, JsonValue)> = each.collect();
        (!entries.is_empty()).then_some(JsonValue::Object(entries))
    }
}

/// Returns the scopes that both lists have, in the order of the first.
fn shared([one, two]: [&Option<Vec<String>>; 2]) -> Vec<String> {
    let has = |scope: &&String| two.iter().flatten().any(|other| other == *scope);
    one.iter().flatten().filter(has).cloned().collect()
}

/// Returns the scopes of a scheme that any requirement of the document names.
fn wanted_scopes(document: &Document, scheme: &str) -> Vec<String> {
    let of = |node: &Node| -> Vec<String> {
        let requirements = node.get("security").map_or(&[][..], Node::items).iter();
        let lists = requirements.filter_map(|requirement| requirement.get(scheme));
        lists.flat_map(Node::items).filter_map(Node::text).map(str::to_owned).collect()
    };
    let operations = document.operations();
    let each = operations.iter().filter_map(|name| document.operation(name)).flat_map(of);
    of(&document.root).into_iter().chain(each).collect()
}
