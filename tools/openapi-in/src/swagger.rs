//! Swagger 2.0 in the layout of OpenAPI 3.0, so that one reader reads both.
//!
//! Parameters keep their places; bodies and form fields become a request body, `produces` and `consumes` its media
//! types and those of responses, `definitions` stay where references expect them.

use crate::document::Document;
use crate::tree::{Kind, Node};

/// Keys of a parameter or header of 2.0 that belong to its schema in 3.0.
const OF_SCHEMA: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "enum",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
    "x-nullable",
];

/// Returns the first file of a document of 2.0 in the layout of 3.0. Path items, parameters and responses are put where
/// references to them stand, because the media types depend on the operation.
pub(crate) fn lifted(document: &Document) -> Node {
    let root = &document.root;
    let lift =
        Lift { document, consumes: texts(root.get("consumes")), produces: texts(root.get("produces")) };
    let mut lifted: Vec<(String, Node)> = Vec::with_capacity(root.entries().len() + 1);
    for (key, node) in root.entries() {
        match key.as_str() {
            "paths" => lifted.push((key.clone(), lift.paths(node))),
            "securityDefinitions" => {
                let schemes = Node::like(node, Kind::Map(node.entries().iter().map(security).collect()));
                let components = Node::like(node, Kind::Map(vec![("securitySchemes".to_owned(), schemes)]));
                lifted.push(("components".to_owned(), components));
            }
            "host" | "schemes" | "basePath" | "consumes" | "produces" | "parameters" | "responses" => {}
            _ => lifted.push((key.clone(), node.clone())),
        }
    }
    lifted.extend(servers(root).map(|node| ("servers".to_owned(), node)));
    Node { span: root.span, kind: Kind::Map(lifted) }
}

fn texts(node: Option<&Node>) -> Option<Vec<String>> {
    Some(node?.items().iter().filter_map(Node::text).map(str::to_owned).collect())
}

fn text(like: &Node, text: impl Into<String>) -> Node {
    Node::like(like, Kind::Text(text.into()))
}

fn servers(root: &Node) -> Option<Node> {
    let schemes: Vec<&str> =
        root.get("schemes").map_or(&[][..], Node::items).iter().filter_map(Node::text).collect();
    let scheme = match schemes.as_slice() {
        [only] => only,
        _ => "https", // the default, and the better one of several
    };
    let base = root.text_at("basePath").unwrap_or("").trim_end_matches('/');
    let (like, url) = match root.get("host") {
        Some(host) => (host, format!("{scheme}://{}{base}", host.text()?)),
        None => (root.get("basePath")?, base.to_owned()),
    };
    let server = Node::like(like, Kind::Map(vec![("url".to_owned(), text(like, url))]));
    Some(Node::like(like, Kind::List(vec![server])))
}

/// Converts a security scheme.
fn security((name, node): &(String, Node)) -> (String, Node) {
    let flow = match node.text_at("flow") {
        Some("accessCode") => "authorizationCode",
        Some("application") => "clientCredentials",
        Some(other) => other,
        None => "",
    };
    let mut entries: Vec<(String, Node)> = node.entries().to_vec();
    match node.text_at("type") {
        Some("basic") => {
            entries.retain(|(key, _)| key != "type");
            entries.push(("type".to_owned(), text(node, "http")));
            entries.push(("scheme".to_owned(), text(node, "basic")));
        }
        Some("oauth2") => {
            let moved = ["authorizationUrl", "tokenUrl", "scopes"];
            let inner: Vec<(String, Node)> =
                entries.iter().filter(|(key, _)| moved.contains(&key.as_str())).cloned().collect();
            entries.retain(|(key, _)| !moved.contains(&key.as_str()) && key != "flow");
            let flow = (flow.to_owned(), Node::like(node, Kind::Map(inner)));
            entries.push(("flows".to_owned(), Node::like(node, Kind::Map(vec![flow]))));
        }
        _ => {}
    }
    (name.clone(), Node::like(node, Kind::Map(entries)))
}

struct Lift<'d> {
    document: &'d Document,
    consumes: Option<Vec<String>>,
    produces: Option<Vec<String>>,
}

impl Lift<'_> {
    fn paths(&self, paths: &Node) -> Node {
        let each = paths.entries().iter().map(|(path, item)| {
            let item = self.found(item);
            let shared: Vec<Node> = item.get("parameters").map_or(&[][..], Node::items).to_vec();
            let entries = item.entries().iter().filter(|(key, _)| key != "parameters").map(|(key, node)| {
                let lifted = if matches!(node.kind, Kind::Map(_)) && !key.starts_with("x-") {
                    self.operation(node, &shared)
                } else {
                    node.clone()
                };
                (key.clone(), lifted)
            });
            (path.clone(), Node::like(item, Kind::Map(entries.collect())))
        });
        Node::like(paths, Kind::Map(each.collect()))
    }

    fn operation(&self, node: &Node, shared: &[Node]) -> Node {
        let consumes = texts(node.get("consumes")).or_else(|| self.consumes.clone()).unwrap_or_default();
        let produces = texts(node.get("produces")).or_else(|| self.produces.clone()).unwrap_or_default();
        let mut entries: Vec<(String, Node)> = Vec::new();
        let own: Vec<Node> = node
            .get("parameters")
            .map_or(&[][..], Node::items)
            .iter()
            .map(|one| self.found(one).clone())
            .collect();
        let mut all: Vec<Node> = shared
            .iter()
            .map(|one| self.found(one).clone())
            .filter(|one| !own.iter().any(|other| same(one, other)))
            .collect();
        all.extend(own);
        for (key, value) in node.entries() {
            match key.as_str() {
                "parameters" | "consumes" | "produces" => {}
                "responses" => entries.push((key.clone(), self.responses(value, &produces))),
                _ => entries.push((key.clone(), value.clone())),
            }
        }
        let body = request_body(&all, &consumes);
        let rest: Vec<Node> = all
            .iter()
            .filter(|one| !matches!(one.text_at("in"), Some("body" | "formData")))
            .map(parameter)
            .collect();
        entries.push(("parameters".to_owned(), Node::like(node, Kind::List(rest))));
        entries.extend(body.map(|body| ("requestBody".to_owned(), body)));
        Node::like(node, Kind::Map(entries))
    }

    /// Returns what a value refers to, or the value itself.
    fn found<'n>(&'n self, node: &'n Node) -> &'n Node {
        self.document.resolved(node).map_or(node, |(target, _)| target)
    }

    fn responses(&self, node: &Node, produces: &[String]) -> Node {
        let each = node.entries().iter();
        let each =
            each.map(|(status, response)| (status.clone(), lifted_response(self.found(response), produces)));
        Node::like(node, Kind::Map(each.collect()))
    }
}

fn same(one: &Node, two: &Node) -> bool {
    one.text_at("name") == two.text_at("name") && one.text_at("in") == two.text_at("in")
}

/// Splits off the keys that belong to a schema.
fn split(node: &Node) -> (Vec<(String, Node)>, Node) {
    let (inner, outer): (Vec<_>, Vec<_>) =
        node.entries().iter().cloned().partition(|(key, _)| OF_SCHEMA.contains(&key.as_str()));
    (outer, Node::like(node, Kind::Map(inner)))
}

fn parameter(node: &Node) -> Node {
    if node.get("schema").is_some() || node.get("type").is_none() {
        return node.clone();
    }
    let (mut entries, schema) = split(node);
    entries.retain(|(key, _)| key != "collectionFormat");
    entries.extend(style(node));
    entries.push(("schema".to_owned(), schema));
    Node::like(node, Kind::Map(entries))
}

/// Returns the keys `style` and `explode` of a parameter that is a list.
fn style(node: &Node) -> Vec<(String, Node)> {
    if node.text_at("type") != Some("array") {
        return Vec::new();
    }
    let format = node.text_at("collectionFormat");
    let style = match format {
        Some("ssv") => "spaceDelimited",
        Some("tsv") => "tabDelimited",
        Some("pipes") => "pipeDelimited",
        _ if matches!(node.text_at("in"), Some("path" | "header")) => "simple",
        _ => "form",
    };
    let explode = Node::like(node, Kind::Bool(format == Some("multi")));
    vec![("style".to_owned(), text(node, style)), ("explode".to_owned(), explode)]
}

fn request_body(parameters: &[Node], consumes: &[String]) -> Option<Node> {
    if let Some(body) = parameters.iter().find(|one| one.text_at("in") == Some("body")) {
        let media: Vec<String> = match consumes {
            [] => vec!["application/json".to_owned()],
            _ => consumes.to_vec(),
        };
        let content: Vec<(String, Node)> = body.get("schema").map_or_else(Vec::new, |schema| {
            let inner = Node::like(body, Kind::Map(vec![("schema".to_owned(), schema.clone())]));
            media.into_iter().map(|media| (media, inner.clone())).collect()
        });
        return Some(body_of(body, content, body.is_set("required")));
    }
    let fields: Vec<&Node> = parameters.iter().filter(|one| one.text_at("in") == Some("formData")).collect();
    let first = *fields.first()?;
    let mut properties = Vec::new();
    let mut required = Vec::new();
    let mut encoding = Vec::new();
    for field in &fields {
        let name = field.text_at("name").unwrap_or_default().to_owned();
        let (outer, schema) = split(field);
        let Kind::Map(mut inner) = schema.kind else { continue };
        inner.extend(outer.iter().filter(|(key, _)| key == "description" || key.starts_with("x-")).cloned());
        if field.is_set("required") {
            required.push(text(field, name.clone()));
        }
        let style = style(field);
        if !style.is_empty() {
            encoding.push((name.clone(), Node::like(field, Kind::Map(style))));
        }
        properties.push((name, Node::like(field, Kind::Map(inner))));
    }
    let is_needed = !required.is_empty();
    let map = |entries| Node::like(first, Kind::Map(entries));
    let schema = map(vec![
        ("type".to_owned(), text(first, "object")),
        ("properties".to_owned(), map(properties)),
        ("required".to_owned(), Node::like(first, Kind::List(required))),
    ]);
    let has_file = fields.iter().any(|field| field.text_at("type") == Some("file"));
    let is_form = |media: &&String| media.contains("form");
    let media = match consumes.iter().find(is_form) {
        _ if has_file => "multipart/form-data".to_owned(),
        Some(media) => media.clone(),
        None => "application/x-www-form-urlencoded".to_owned(),
    };
    let inner = map(vec![("schema".to_owned(), schema), ("encoding".to_owned(), map(encoding))]);
    Some(body_of(first, vec![(media, inner)], is_needed))
}

fn body_of(like: &Node, content: Vec<(String, Node)>, required: bool) -> Node {
    let mut entries = vec![
        ("content".to_owned(), Node::like(like, Kind::Map(content))),
        ("required".to_owned(), Node::like(like, Kind::Bool(required))),
    ];
    entries.extend(like.get("description").map(|about| ("description".to_owned(), about.clone())));
    Node::like(like, Kind::Map(entries))
}

fn lifted_response(node: &Node, produces: &[String]) -> Node {
    let mut entries: Vec<(String, Node)> = Vec::new();
    for (key, value) in node.entries() {
        match key.as_str() {
            "schema" => {
                let is_file = value.text_at("type") == Some("file");
                let media: Vec<String> = match produces {
                    [] if is_file => vec!["application/octet-stream".to_owned()],
                    [] => vec!["application/json".to_owned()],
                    _ => produces.to_vec(),
                };
                let inner = Node::like(value, Kind::Map(vec![("schema".to_owned(), value.clone())]));
                let content = media.into_iter().map(|media| (media, inner.clone())).collect();
                entries.push(("content".to_owned(), Node::like(value, Kind::Map(content))));
            }
            "headers" => {
                let each = value.entries().iter().map(|(name, header)| (name.clone(), parameter(header)));
                entries.push((key.clone(), Node::like(value, Kind::Map(each.collect()))));
            }
            "examples" => {}
            _ => entries.push((key.clone(), value.clone())),
        }
    }
    Node::like(node, Kind::Map(entries))
}
