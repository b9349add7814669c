//! What a file is, by its first letters and the keys at its top: a document to read, an overlay of one, or something else,
//! which is named so that its user knows what to do.

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// An OpenAPI or Swagger document, readable or not.
    OpenApi,
    /// An OpenAPI Overlay.
    Overlay,
    /// A document in prose, if anything.
    Prose,
    /// Something that no notation reads.
    Foreign(&'static Foreign),
}

/// A format that is none of a document's.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    /// Its name, with an article.
    pub(super) name: &'static str,
    /// What to do with it.
    pub(super) advice: &'static str,
}

const CONVERT: &str = "convert it to OpenAPI first";
const EXPORT: &str =
    "export an OpenAPI document from the tool that has made it, or convert it to OpenAPI first";
const REST: &str = "Bindery reads HTTP APIs of requests and responses; describe those in OpenAPI";

/// Beginnings of files, in lower case.
const BEGINNINGS: [(&str, Foreign); 11] = [
    ("#%raml", Foreign { name: "a RAML document", advice: CONVERT }),
    ("format: 1a", Foreign { name: "an API Blueprint", advice: CONVERT }),
    ("%pdf", Foreign { name: "a PDF file", advice: "save its text as a .txt file" }),
    (
        "pk\u{3}\u{4}",
        Foreign { name: "a ZIP archive", advice: "unpack it, and name the files or the folder" },
    ),
    ("syntax = \"proto", Foreign { name: "a file of Protocol Buffers", advice: REST }),
    ("<?xml", Foreign { name: "an XML file", advice: CONVERT }),
    ("<wsdl:", Foreign { name: "a WSDL document", advice: REST }),
    ("<definitions", Foreign { name: "a WSDL document", advice: REST }),
    ("schema {", Foreign { name: "a GraphQL schema", advice: REST }),
    ("type query", Foreign { name: "a GraphQL schema", advice: REST }),
    ("\u{1f}", Foreign { name: "a compressed file", advice: "unpack it first" }),
];

/// Keys at the top of files, each with a key that must be there too.
const KEYS: [(&str, &str, Foreign); 11] = [
    ("asyncapi", "", Foreign { name: "an AsyncAPI document", advice: REST }),
    ("item", "info", Foreign { name: "a Postman collection", advice: EXPORT }),
    ("collection", "", Foreign { name: "a Postman collection", advice: EXPORT }),
    ("__schema", "", Foreign { name: "a GraphQL schema", advice: REST }),
    ("data", "", Foreign { name: "a response, such as that of a GraphQL server", advice: REST }),
    (
        "arazzo",
        "",
        Foreign { name: "an Arazzo document", advice: "name the OpenAPI document that it refers to" },
    ),
    ("log", "", Foreign { name: "a recording of requests (HAR)", advice: CONVERT }),
    ("smithy", "", Foreign { name: "a Smithy model", advice: CONVERT }),
    ("discoveryVersion", "", Foreign { name: "a Discovery document", advice: CONVERT }),
    ("__export_format", "", Foreign { name: "an export of an API client", advice: EXPORT }),
    (
        "$schema",
        "",
        Foreign { name: "a JSON Schema", advice: "write an OpenAPI document whose operations refer to it" },
    ),
];

impl FileKind {
    /// Returns what a text is.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let start: String = text.chars().take(32).flat_map(char::to_lowercase).collect();
        if let Some((_, foreign)) = BEGINNINGS.iter().find(|(beginning, _)| start.starts_with(beginning)) {
            return match text.get(..4096).unwrap_or(text).contains("schemas.xmlsoap.org/wsdl") {
                true => Self::Foreign(&WSDL),
                false => Self::Foreign(foreign),
            };
        }
        let keys = top(text);
        let value = |wanted: &str| keys.iter().find(|(key, _)| *key == wanted).map(|(_, value)| *value);
        let is_version = |wanted: &str| {
            let value = value(wanted).unwrap_or_default().trim_start_matches(['"', '\'', ' ']);
            value.starts_with(|first: char| first.is_ascii_digit())
        };
        if ["openapi", "swagger", "swaggerVersion"].into_iter().any(is_version) {
            return Self::OpenApi;
        }
        if is_version("overlay") && value("api").is_none() {
            return Self::Overlay;
        }
        // Prose may begin with a word and a colon.
        let is_json = text.starts_with('{');
        let has = |key: &str| key.is_empty() || value(key).is_some();
        let foreign =
            KEYS.iter().find(|(key, other, _)| has(key) && has(other) && (is_json || is_version(key)));
        foreign.map_or(Self::Prose, |(_, _, foreign)| Self::Foreign(foreign))
    }
}

const WSDL: Foreign = Foreign { name: "a WSDL document", advice: REST };

/// Returns the keys at the top of a text in JSON or YAML, each with the beginning of its value.
fn top(text: &str) -> Vec<(&str, &str)> {
    if text.starts_with('{') { json(text) } else { yaml(text) }
}

/// Returns the keys of an object, as far as its strings and brackets are closed.
fn json(text: &str) -> Vec<(&str, &str)> {
    let mut keys = Vec::new();
    let (mut depth, mut at) = (0usize, 0usize);
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let start = at + 1;
                at = start;
                while let Some(byte) = bytes.get(at).filter(|byte| **byte != b'"') {
                    at += if *byte == b'\\' { 2 } else { 1 };
                }
                let rest = text.get(at + 1..).unwrap_or_default().trim_start();
                if let (1, Some(value), Some(key)) = (depth, rest.strip_prefix(':'), text.get(start..at)) {
                    keys.push((key, value.trim_start()));
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    keys
}

/// Returns the keys of the first document, if its first line of content has one.
fn yaml(text: &str) -> Vec<(&str, &str)> {
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with(['#', '%', ' ', '\t', '-', '}', ']']));
    let key = |line: &'_ str| -> Option<(usize, usize)> {
        let (key, value) = line.split_once(':')?;
        let is_name = !key.is_empty() && !key.contains(char::is_whitespace);
        (is_name && (value.is_empty() || value.starts_with([' ', '\t'])))
            .then_some((key.len(), key.len() + 1))
    };
    let mut keys = Vec::new();
    for line in lines {
        match key(line) {
            Some((end, start)) => keys.push((
                line.get(..end).unwrap_or_default().trim_matches(['"', '\'']),
                line.get(start..).unwrap_or_default(),
            )),
            None if keys.is_empty() => break,
            None => {}
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_of_openapi_say_so() {
        for text in [
            "openapi: 3.1.0\ninfo: {}",
            "# ours\n\n---\nswagger: '2.0'\n",
            "{\"openapi\":\"3.0.0\",\"paths\":{}}",
            "{\n  \"swagger\": \"2.0\"\n}",
            "{\"paths\": {\"a\\\"b\": [\"openapi\"]}, \"openapi\" : \"3.0.0\"}",
            "\u{feff}openapi: '3.0.0'",
            "info:\n  title: x\npaths: {}\nopenapi: 4.0.0",
            "{\"swaggerVersion\": \"1.2\"}",
            "{\"openapi\": \"3.1.0\", \"paths\": [}",
        ] {
            assert_eq!(FileKind::of(text), FileKind::OpenApi, "{text}");
        }
        for text in [
            "openapi is a format",
            "openapi: a format",
            "{\"title\": \"openapi\"}",
            "{\"a\": {\"openapi\": \"3.0.0\"}}",
            "# Guide\n\nSend it:\n\nopenapi: 3.0.0\n",
            "",
        ] {
            assert_eq!(FileKind::of(text), FileKind::Prose, "{text}");
        }
    }

    #[test]
    fn other_formats_are_named() {
        let name = |text: &str| match FileKind::of(text) {
            FileKind::Foreign(foreign) => foreign.name,
            other => panic!("{other:?} of {text}"),
        };
        for (text, expected) in [
            ("asyncapi: 3.0.0\ninfo: {}", "an AsyncAPI document"),
            ("{\"info\": {\"name\": \"x\"}, \"item\": []}", "a Postman collection"),
            ("{\"data\": {\"__schema\": {}}}", "a response, such as that of a GraphQL server"),
            ("type Query {\n  a: Int\n}", "a GraphQL schema"),
            ("<?xml version=\"1.0\"?>\n<x xmlns=\"http://schemas.xmlsoap.org/wsdl/\"/>", "a WSDL document"),
            ("<?xml version=\"1.0\"?>\n<x/>", "an XML file"),
            ("#%RAML 1.0\ntitle: x", "a RAML document"),
            ("%PDF-1.7", "a PDF file"),
            ("{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"}", "a JSON Schema"),
        ] {
            assert_eq!(name(text), expected);
        }
        assert_eq!(FileKind::of("overlay: 1.0.0\nactions: []"), FileKind::Overlay);
        assert_eq!(FileKind::of("overlay: shop\nmodules: {}"), FileKind::Prose, "one of a spec");
    }
}
