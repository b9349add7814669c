//! Paths of a document as paths of a spec.

use crate::finding::Findings;

/// Parameters whose names have a meaning of their own in a path of a spec.
const OWN_NAMES: [&str; 2] = ["module", "action"];

/// A path in parts: texts, and parameters.
pub(crate) struct Template {
    parts: Vec<Part>,
}

enum Part {
    Text(String),
    Parameter {
        /// Name in the document.
        name: String,
        /// Name in the spec.
        key: String,
        /// Whether it is the rest of the path.
        rest: bool,
    },
}

/// Returns the name of a parameter without the signs that let it have several segments.
pub(crate) fn bare(name: &str) -> &str {
    name.trim_start_matches('+').trim_end_matches(['+', '*'])
}

impl Template {
    /// Reads a path of a document that begins with the path of its server. Returns it with the constant parameters that
    /// the document writes into the path.
    pub(crate) fn read(
        prefix: &str,
        path: &str,
        pointer: &str,
        findings: &mut Findings,
    ) -> (Self, Vec<(String, String)>) {
        let path = path.split('#').next().unwrap_or(path); // a fragment is never sent; it only tells operations apart
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty() && !pair.contains('{'));
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let slash = if path.starts_with('/') { "" } else { "/" };
        let mut parts = Vec::new();
        let whole = format!("{prefix}{slash}{path}");
        let mut open = whole.as_str();
        while let Some((before, after)) = open.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            parts.push(Part::Text(escaped(before)));
            let is_rest = name.starts_with('+') || name.ends_with(['+', '*']);
            let rest = is_rest && after.is_empty() && before.ends_with('/');
            if is_rest && !rest {
                findings.wider(pointer, "a path parameter of several segments that is not the last", name);
            }
            let name = bare(name).to_owned();
            let is_own = OWN_NAMES.contains(&name.as_str());
            let key = if is_own { format!("path_{name}") } else { name.clone() };
            parts.push(Part::Parameter { name, key, rest });
            open = after;
        }
        parts.push(Part::Text(escaped(open)));
        (Self { parts }, pairs)
    }

    /// Puts a text before a parameter.
    pub(crate) fn put_before(&mut self, parameter: &str, text: &str) {
        let is_it = |part: &Part| matches!(part, Part::Parameter { name, .. } if name == bare(parameter));
        if let Some(at) = self.parts.iter().position(is_it) {
            self.parts.insert(at, Part::Text(escaped(text)));
        }
    }

    /// Returns the names of the parameters in the document, each with that in the spec.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Parameter { name, key, .. } => Some((name.as_str(), key.as_str())),
            Part::Text(_) => None,
        })
    }

    /// Returns the name in the spec of a parameter of the document.
    pub(crate) fn key(&self, parameter: &str) -> Option<&str> {
        self.parameters().find(|(name, _)| *name == bare(parameter)).map(|(_, key)| key)
    }

    /// Returns the path as a spec has it.
    pub(crate) fn written(&self) -> String {
        let each = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Parameter { key, rest, .. } => format!("{{{key}{}}}", if *rest { "*" } else { "" }),
        });
        each.collect()
    }
}

/// Returns a text of a path with escapes for what a URL does not have.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, byte) in text.bytes().enumerate() {
        let is_escape = || {
            let digits = text.as_bytes().get(at + 1..at + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        let is_plain = byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte);
        if is_plain || (byte == b'%' && is_escape()) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_in_the_notation_of_specs() {
        for (path, expected) in [
            ("/a/{id}:cancel", "/a/{id}:cancel"),
            ("a/{b}.{c}", "/a/{b}.{c}"),
            ("/files/{proxy+}", "/files/{proxy*}"),
            ("/files/{+path}", "/files/{path*}"),
            ("/{a*}/b", "/{a}/b"),
            ("/x y/\u{fc}/%41/%", "/x%20y/%C3%BC/%41/%25"),
            ("/{module}/{action}?a=1&b#c", "/{path_module}/{path_action}"),
            ("/{broken", "/%7Bbroken"),
        ] {
            let (template, query) = Template::read("", path, "", &mut Findings::default());
            assert_eq!(template.written(), expected);
            let pairs: &[(String, String)] = &[("a".into(), "1".into()), ("b".into(), String::new())];
            assert_eq!(query, if path.contains('?') { pairs } else { &[] });
        }
        let (mut template, _) = Template::read("/v1", "/{id}", "", &mut Findings::default());
        template.put_before("id", ";id=");
        assert_eq!(template.written(), "/v1/;id={id}");
    }
}
