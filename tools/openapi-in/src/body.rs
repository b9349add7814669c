//! Request bodies: fields as parameters, or the whole body as one.

use bindery_vocabulary::json::JsonValue;

use crate::bodies;
use crate::fields;
use crate::known;
use crate::media::{self, Class, Content, Fit, contents};
use crate::parameters;
use crate::pointer::join;
use crate::read;
use crate::schema::{Property, Record, Schema, Shape};
use crate::text;
use crate::tree::{Kind, Node};
use crate::typed::{self, Direction, Hint, Typed};
use crate::types::Types;

/// What a request body makes of the action.
#[derive(Default)]
pub(crate) struct Body {
    /// Where parameters without a place of their own travel; none without a body.
    pub(crate) parameters_in: Option<&'static str>,
    /// A further place where they travel.
    pub(crate) also_in: Option<&'static str>,
    /// Parameters of the body, each with its name and place.
    pub(crate) parameters: Vec<(String, Vec<(String, JsonValue)>)>,
    /// Whether one parameter is the whole body.
    pub(crate) whole: bool,
}

/// Reads the request body of an operation; `has_body` tells whether its method has one as a rule.
pub(crate) fn body(types: &mut Types<'_>, node: &Node, pointer: &str, owner: &str, has_body: bool) -> Body {
    types.face(Direction::Request);
    known::keys(node, pointer, &known::REQUEST_BODY, &mut types.schemas.findings);
    let contents = contents(types, node, pointer);
    let required = node.is_set("required");
    let about = text::about(node.text_at("description"));
    let Some(first) = contents.first() else {
        types.schemas.findings.gap(pointer, "a request body without a media type", "");
        return Body::default();
    };
    let is_raw = |content: &Content<'_>| {
        matches!(media::class(&content.name), Class::Text | Class::Bytes) && is_opaque(types_schema(content))
    };
    if contents.len() > 1 && contents.iter().all(is_raw) {
        // The caller chooses one of them.
        let media: Vec<&str> = contents.iter().map(|content| content.name.as_str()).collect();
        let keys = whole("content", required, about, JsonValue::texts(media));
        return Body { parameters: vec![("body".to_owned(), keys)], whole: true, ..Body::default() };
    }
    if let Some(body) = bodies::several(types, &contents, required, owner) {
        return body;
    }
    let rank = |content: &Content<'_>| {
        let is_parsed = matches!(media::class(&content.name), Class::Json | Class::Form | Class::Multipart);
        (!is_parsed, media::fit(&content.name, !is_opaque(types_schema(content))))
    };
    let first = contents.iter().min_by_key(|content| rank(content)).unwrap_or(first);
    let first_schema = schema_of(types, first).shape;
    // Of several names of JSON, the plain one.
    let mut plain = contents.iter().filter(|content| content.name == "application/json");
    let chosen = plain
        .find(|plain| {
            media::class(&first.name) == Class::Json && schema_of(types, plain).shape == first_schema
        })
        .unwrap_or(first);
    for other in contents.iter().filter(|other| other.pointer != chosen.pointer) {
        // A router reads JSON and forms alike; a client sends the first of them.
        let alike = |name: &str| matches!(media::class(name), Class::Json | Class::Form);
        let same = schema_of(types, other).shape == schema_of(types, chosen).shape;
        if alike(&other.name) && alike(&chosen.name) && same {
            continue;
        }
        types.schemas.findings.wider(&other.pointer, "a request body in a second media type", &other.name);
    }
    one(types, chosen, required, about, owner, has_body)
}

fn types_schema<'n>(content: &Content<'n>) -> Option<&'n Node> {
    content.node.get("schema")
}

/// Whether a schema says nothing about the inside of a body.
fn is_opaque(schema: Option<&Node>) -> bool {
    schema.is_none_or(|schema| schema.entries().is_empty() || schema.text_at("type") == Some("string"))
}

pub(crate) fn schema_of(types: &mut Types<'_>, content: &Content<'_>) -> Schema {
    match content.node.get("schema") {
        Some(node) => read::schema(node, &join(&content.pointer, "schema"), &mut types.schemas.findings),
        None => Schema::default(),
    }
}

fn one(
    types: &mut Types<'_>,
    content: &Content<'_>,
    required: bool,
    about: Option<String>,
    owner: &str,
    has_body: bool,
) -> Body {
    let schema = schema_of(types, content);
    let mut expanded = types.schemas.expanded(&schema);
    let hint = Hint::In(owner.to_owned(), "body".to_owned());
    let class = media::class(&content.name);
    if let (Class::Form | Class::Multipart, Shape::Union(_)) = (class, &expanded.shape)
        && let Some(record) = bodies::object(types, &schema, &content.pointer)
    {
        expanded.shape = Shape::Record(record);
    }
    let is_structured = !matches!(expanded.shape, Shape::Any | Shape::Scalar(_) | Shape::Choice(_));
    if media::fit(&content.name, is_structured) == Fit::Opaque {
        let reason = "a structure in a format that is not JSON, which is passed as it is";
        types.schemas.findings.wider(&content.pointer, reason, &content.name);
        let word = if class == Class::Bytes { "content" } else { "string" };
        return raw(word, content, required, about);
    }
    match (class, &expanded.shape) {
        (Class::Form | Class::Multipart, Shape::Record(record)) => {
            let place = if class == Class::Form { "form" } else { "multipart" };
            Body {
                parameters: form(types, content, (record, has_body), &expanded, required, &hint, place),
                parameters_in: Some(place),
                ..Body::default()
            }
        }
        (Class::Form | Class::Multipart, Shape::Any) if !has_body => Body::default(),
        (Class::Form | Class::Multipart, Shape::Any) => {
            let keys = vec![
                ("type".to_owned(), JsonValue::text("map<string>")),
                ("additional".to_owned(), JsonValue::Bool(true)),
                (
                    "about".to_owned(),
                    JsonValue::text(about.unwrap_or_else(|| "The fields of the form.".to_owned())),
                ),
            ];
            let place = if class == Class::Form { "form" } else { "multipart" };
            Body {
                parameters: vec![("fields".to_owned(), keys)],
                parameters_in: Some(place),
                ..Body::default()
            }
        }
        (Class::Form | Class::Multipart, _) => {
            types.schemas.findings.gap(&content.pointer, "a form that is no object", "");
            Body::default()
        }
        (Class::Json, Shape::Record(record))
            if is_spread(record, &expanded, required)
                && content.name == "application/json"
                // Without a body as a rule, each parameter has a place, and further entries cannot.
                && (has_body || record.additional.is_none()) =>
        {
            let parameters = json_parameters(types, record, &expanded, &hint);
            Body { parameters, parameters_in: Some("json"), ..Body::default() }
        }
        (Class::Json, _) => {
            let typed = types.lower(&schema, &hint);
            let about = about.or_else(|| text::about(schema.about.as_deref()));
            let mut keys = fields::keys_of(&typed, required, about, "body");
            keys.insert(1, ("in".to_owned(), JsonValue::text("body")));
            if content.name != "application/json" {
                keys.push(("media".to_owned(), JsonValue::text(&content.name)));
            }
            Body { parameters: vec![("body".to_owned(), keys)], whole: true, ..Body::default() }
        }
        (Class::Text | Class::Xml, Shape::Any | Shape::Choice(_)) => raw("string", content, required, about),
        (Class::Text | Class::Xml, Shape::Scalar(scalar)) if scalar.word != "content" => {
            raw("string", content, required, about)
        }
        (Class::Lines, _) => {
            types.schemas.findings.wider(&content.pointer, "lines of JSON that the caller writes", "");
            raw("content", content, required, about)
        }
        (Class::Bytes, _) if is_structured => {
            let typed = types.lower(&schema, &hint);
            let mut keys = fields::keys_of(&typed, required, about, "body");
            keys.insert(1, ("in".to_owned(), JsonValue::text("body")));
            if content.name != "*/*" {
                keys.push(("media".to_owned(), JsonValue::text(&content.name)));
            }
            Body { parameters: vec![("body".to_owned(), keys)], whole: true, ..Body::default() }
        }
        _ => raw("content", content, required, about),
    }
}

/// Returns the members of a JSON object as parameters.
pub(crate) fn json_parameters(
    types: &mut Types<'_>,
    record: &Record,
    schema: &Schema,
    hint: &Hint,
) -> Vec<(String, Vec<(String, JsonValue)>)> {
    let mut entries = Vec::with_capacity(record.fields.len());
    for (name, value) in fields::entries(types, record, schema, hint) {
        let mut keys = match value {
            JsonValue::Object(keys) => keys,
            short => vec![("type".to_owned(), short)],
        };
        keys.retain(|(key, _)| key != "rust");
        if let Some(field) = record.field(&name) {
            let inner = types.schemas.expanded(&field.schema);
            let default =
                parameters::default(types, &inner, field.required, "json", &field.schema.at.pointer);
            keys.extend(default.map(|value| ("default".to_owned(), value)));
        }
        entries.push((name, keys));
    }
    entries
}

fn raw(word: &str, content: &Content<'_>, required: bool, about: Option<String>) -> Body {
    let keys = whole(word, required, about, JsonValue::text(&content.name));
    Body { parameters: vec![("body".to_owned(), keys)], whole: true, ..Body::default() }
}

fn whole(word: &str, required: bool, about: Option<String>, media: JsonValue) -> Vec<(String, JsonValue)> {
    let mut keys =
        vec![("type".to_owned(), JsonValue::text(word)), ("in".to_owned(), JsonValue::text("body"))];
    if !required {
        keys.push(("optional".to_owned(), JsonValue::Bool(true)));
    }
    keys.push(("media".to_owned(), media));
    keys.push(("about".to_owned(), JsonValue::text(about.unwrap_or_else(|| "The body.".to_owned()))));
    keys
}

/// Whether the fields of a JSON body become parameters: it is an object with known fields that is always sent.
fn is_spread(record: &Record, schema: &Schema, required: bool) -> bool {
    !record.fields.is_empty()
        && !schema.nullable
        && (required || record.fields.iter().all(|field| !field.required))
}

/// Returns the fields of a form or a multipart form; `has_body` tells whether the method has a body as a rule.
pub(crate) fn form(
    types: &mut Types<'_>,
    content: &Content<'_>,
    (record, has_body): (&Record, bool),
    schema: &Schema,
    required: bool,
    hint: &Hint,
    place: &str,
) -> Vec<(String, Vec<(String, JsonValue)>)> {
    let encodings = content.node.get("encoding");
    let mut entries = Vec::with_capacity(record.fields.len());
    if !required && record.fields.iter().any(|field| field.required) {
        let reason = "a form that may be left out, though it has required fields";
        types.schemas.findings.wider(&content.pointer, reason, "");
    }
    for field in &record.fields {
        if field.name.is_empty() {
            types.schemas.findings.gap(&schema.at.pointer, "a name without a character", "");
            continue;
        }
        if types.is_hidden(field) {
            continue;
        }
        let field = &Property { schema: parameters::as_texts(types, field.schema.clone()), ..field.clone() };
        let needed = field.required;
        let inner = types.schemas.expanded(&field.schema);
        let encoding = encodings.and_then(|node| node.get(&field.name));
        let about = text::about(field.schema.about.as_deref());
        let file = file_word(types, &inner).filter(|_| place == "multipart");
        let mut keys = match file {
            Some(word) => {
                let class = if word == "content" { typed::Class::Scalar } else { typed::Class::List };
                fields::keys_of(&Typed::plain(word, class), needed, about, &field.name)
            }
            None => {
                let mut keys =
                    fields::member(types, &field.schema, needed, &hint.inside(&field.name), &field.name);
                keys.retain(|(key, _)| key != "nullable"); // a text is never null
                for (_, value) in
                    keys.iter_mut().filter(|(key, value)| key == "type" && *value == JsonValue::text("any"))
                {
                    *value = JsonValue::text("string");
                }
                keys
            }
        };
        for key in ["headers", "allowReserved"] {
            let inner = encoding.and_then(|node| node.get(key));
            if inner.is_some_and(|inner| !inner.entries().is_empty() || inner.kind == Kind::Bool(true)) {
                let what = format!("{key} of {}", field.name);
                types.schemas.findings.wider(&content.pointer, "how a part or field is written", what);
            }
        }
        if is_tabs(encoding) {
            types.schemas.findings.gap(&content.pointer, "tabs between the items of a list", &field.name);
        }
        let is_style = |style: &str| encoding.and_then(|node| node.text_at("style")) == Some(style);
        let exploded = encoding.is_none_or(|node| node.get("explode").is_none() || node.is_set("explode"));
        let style = match &inner.shape {
            Shape::Record(_) if is_style("deepObject") => Some("brackets"),
            Shape::List(..) if is_style("deepObject") => Some("brackets"),
            Shape::List(..) if !exploded && is_style("pipeDelimited") => Some("pipe"),
            Shape::List(..) if !exploded && is_style("spaceDelimited") => Some("space"),
            Shape::List(..) if !exploded => Some("comma"),
            _ => None,
        };
        keys.extend(style.map(|style| ("style".to_owned(), JsonValue::text(style))));
        if let Some(media) = encoding.and_then(|node| node.text_at("contentType")) {
            let plain = media == "text/plain" || media.starts_with("application/json") || file.is_some();
            if !plain {
                types.schemas.findings.wider(&content.pointer, "the media type of a part", media);
            }
        }
        let default = parameters::default(types, &inner, field.required, place, &field.schema.at.pointer);
        if file.is_none() {
            keys.extend(default.map(|value| ("default".to_owned(), value)));
        }
        entries.push((field.name.clone(), keys));
    }
    // Without a body as a rule, each parameter has a place, and further entries cannot.
    if !has_body && record.additional.is_some() {
        types.schemas.findings.gap(
            &schema.at.pointer,
            "further entries of a form without a method for it",
            "",
        );
    } else if has_body && (record.additional.is_some() || record.fields.is_empty()) {
        let rest = Record { fields: Vec::new(), ..record.clone() };
        let expr = match &rest.additional {
            Some(value) => {
                let typed = types.lower(value, &hint.inside("additional"));
                if typed.class == typed::Class::Any { "string".to_owned() } else { typed.expr }
            }
            None => "string".to_owned(),
        };
        entries.push((
            "additional".to_owned(),
            vec![
                ("type".to_owned(), JsonValue::text(format!("map<{expr}>"))),
                ("additional".to_owned(), JsonValue::Bool(true)),
                ("about".to_owned(), JsonValue::text("Further fields.")),
            ],
        ));
    }
    if !record.required.is_empty() {
        let detail = record.required.join(", ");
        types.schemas.findings.wider(&schema.at.pointer, "a required property that is not described", detail);
    }
    entries
}

fn is_tabs(encoding: Option<&Node>) -> bool {
    encoding.and_then(|node| node.text_at("style")) == Some("tabDelimited")
}

/// Returns the type of a part that is a file, or of a list of them.
fn file_word(types: &mut Types<'_>, schema: &Schema) -> Option<&'static str> {
    match &schema.shape {
        Shape::Scalar(scalar) if scalar.word == "content" => Some("content"),
        Shape::List(items, _) => {
            let inner = types.schemas.expanded(items);
            matches!(&inner.shape, Shape::Scalar(scalar) if scalar.word == "content")
                .then_some("list<content>")
        }
        _ => None,
    }
}
