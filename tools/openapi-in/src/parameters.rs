//! Parameters in path, query, headers and cookies.

use std::collections::HashSet;

use bindery_vocabulary::json::JsonValue;

use crate::fields;
use crate::known;
use crate::pointer::join;
use crate::read;
use crate::schema::{Schema, Shape};
use crate::text::{self, FieldNames};
use crate::tree::Node;
use crate::typed::{Class, Direction, Hint, Typed};
use crate::types::Types;

/// The parameters of an action while they are collected.
#[derive(Default)]
pub(crate) struct Parameters {
    pub(crate) entries: Vec<(String, Vec<(String, JsonValue)>)>,
    keys: HashSet<String>,
    names: FieldNames,
}

impl Parameters {
    /// Adds a parameter; a name that another place has already gets another key.
    pub(crate) fn add(&mut self, name: &str, place: &str, mut keys: Vec<(String, JsonValue)>) {
        let mut key = name.to_owned();
        if !self.keys.insert(key.clone()) {
            key = text::unused(&mut self.keys, &[format!("{place}_{name}")], "_");
            keys.push(("name".to_owned(), JsonValue::text(name)));
        }
        keys.extend(self.names.rust(&key).map(|name| ("rust".to_owned(), JsonValue::text(name))));
        self.entries.push((key, keys));
    }
}

/// Returns the parameters of an operation with those of its path, each with its pointer.
pub(crate) fn of_operation<'d>(
    types: &mut Types<'d>,
    item: (&'d Node, &str),
    operation: (&'d Node, &str),
) -> Vec<(&'d Node, String)> {
    let mut all: Vec<(&'d Node, String)> = Vec::new();
    for (node, pointer) in [item, operation] {
        let place = join(pointer, "parameters");
        for (at, one) in node.get("parameters").map_or(&[][..], Node::items).iter().enumerate() {
            let own = format!("{place}/{at}");
            let (one, own) = types.schemas.document.resolved(one).unwrap_or((one, own));
            let same = |(other, _): &(&Node, String)| {
                other.text_at("name") == one.text_at("name") && other.text_at("in") == one.text_at("in")
            };
            match all.iter_mut().find(|known| same(known)) {
                Some(known) => *known = (one, own),
                None => all.push((one, own)),
            }
        }
    }
    all
}

/// How a value is divided into texts: `style`, or what cannot be said.
enum Division {
    Usual,
    Style(&'static str),
    /// The entries are parameters of their own.
    Spread,
    Unknown(&'static str),
}

/// Adds one parameter. `query_key` says whether a parameter of the query needs `in: query`.
pub(crate) fn add(
    types: &mut Types<'_>,
    node: &Node,
    pointer: &str,
    owner: &str,
    query_key: bool,
    all: &mut Parameters,
) {
    types.direction = Direction::Request;
    known::keys(node, pointer, &known::PARAMETER, &mut types.schemas.findings);
    let (Some(name), Some(place)) = (node.text_at("name"), node.text_at("in")) else {
        types.schemas.findings.gap(pointer, "a parameter without a name or a place", "");
        return;
    };
    if place == "header"
        && ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str())
    {
        return; // OpenAPI ignores them: media types and security say them
    }
    if !matches!(place, "path" | "query" | "header" | "cookie") {
        types.schemas.findings.gap(pointer, "an unknown place of a parameter", place);
        return;
    }
    if node.is_set("allowReserved") {
        types.schemas.findings.wider(pointer, "reserved characters that are sent as they are", "");
    }
    let content = crate::media::contents(types, node, pointer);
    let (schema, in_content) = match (node.get("schema"), content.first()) {
        (Some(schema), _) => (Some((schema, join(pointer, "schema"))), false),
        (None, Some(content)) => {
            if crate::media::class(&content.name) != crate::media::Class::Json {
                types.schemas.findings.gap(
                    &content.pointer,
                    "a parameter in a media type that is not JSON",
                    &content.name,
                );
            }
            (content.node.get("schema").map(|node| (node, join(&content.pointer, "schema"))), true)
        }
        (None, None) => (None, false),
    };
    let schema = schema.map_or_else(Schema::default, |(node, place)| {
        read::schema(node, &place, &mut types.schemas.findings)
    });
    let required = node.is_set("required") || place == "path";
    let about = text::about(node.text_at("description")).or_else(|| text::about(schema.about.as_deref()));
    let hint = Hint::In(owner.to_owned(), name.to_owned());
    let expanded = types.schemas.expanded(&schema);
    let division = if in_content { Division::Style("json") } else { division(node, place, &expanded.shape) };
    if let (Division::Spread, Shape::Record(record)) = (&division, &expanded.shape) {
        for (key, value) in fields::entries(types, record, &expanded, &hint) {
            let mut keys = match value {
                JsonValue::Object(keys) => keys,
                short => vec![("type".to_owned(), short)],
            };
            keys.retain(|(key, _)| key != "rust" && key != "nullable");
            if !required && !keys.iter().any(|(key, _)| key == "optional" || key == "additional") {
                keys.retain(|(key, _)| key != "fixed");
                keys.push(("optional".to_owned(), JsonValue::Bool(true)));
            }
            if query_key {
                keys.push(("in".to_owned(), JsonValue::text(place)));
            }
            all.add(&key, place, keys);
        }
        return;
    }
    let mut keys = if let (true, "query" | "header" | "cookie", Some((word, value))) =
        (required, place, fields::constant(types, &schema))
    {
        vec![
            ("type".to_owned(), JsonValue::text(word)),
            ("fixed".to_owned(), value),
            ("about".to_owned(), JsonValue::text(about.unwrap_or_else(|| text::in_words(name)))),
        ]
    } else {
        let mut typed = types.lower(&schema, &hint);
        if typed.class == Class::Any && !in_content {
            typed = Typed::plain("string", Class::Scalar);
        }
        typed.nullable = false; // a text is never null
        fields::keys_of(&typed, required, about, name)
    };
    if place != "query" || query_key {
        keys.insert(1, ("in".to_owned(), JsonValue::text(place)));
    }
    match division {
        Division::Usual | Division::Spread => {}
        Division::Style(style) => keys.push(("style".to_owned(), JsonValue::text(style))),
        Division::Unknown(what) => {
            types.schemas.findings.gap(pointer, "a style that no text of ours has", what)
        }
    }
    if node.is_set("deprecated") || schema.deprecated {
        keys.push(("deprecated".to_owned(), JsonValue::Bool(true)));
    }
    keys.extend(
        default(types, &expanded, required, place, pointer).map(|value| ("default".to_owned(), value)),
    );
    all.add(name, place, keys);
}

/// Returns the default, if it is a value of the schema.
pub(crate) fn default(
    types: &mut Types<'_>,
    schema: &Schema,
    required: bool,
    place: &str,
    pointer: &str,
) -> Option<JsonValue> {
    let default = schema.default.clone()?;
    if required || place == "path" || default == JsonValue::Null {
        return None;
    }
    let fits = match (&schema.shape, &default) {
        (Shape::Choice(choices), value) => choices.iter().any(|choice| choice.value == *value),
        (Shape::Scalar(scalar), JsonValue::Text(text)) => {
            let (least, most) = scalar.limits.length;
            let length = text.chars().count() as u64;
            scalar.word == "string"
                && least.is_none_or(|least| length >= least)
                && most.is_none_or(|most| length <= most)
        }
        (Shape::Scalar(scalar), JsonValue::Number(literal)) => match scalar.word {
            "int" | "uint" => literal.parse::<i64>().is_ok() && scalar.limits.allow(literal),
            "float" | "decimal" => scalar.limits.allow(literal),
            _ => false,
        },
        (Shape::Scalar(scalar), JsonValue::Bool(_)) => scalar.word == "bool",
        _ => false,
    };
    if !fits {
        types.schemas.findings.wider(pointer, "a default that is not written", default.to_string());
        return None;
    }
    Some(default)
}

/// Returns how a value is divided.
fn division(node: &Node, place: &str, shape: &Shape) -> Division {
    let style =
        node.text_at("style").unwrap_or(if matches!(place, "query" | "cookie") { "form" } else { "simple" });
    let explode = node.get("explode").map_or(style == "form", |_| node.is_set("explode"));
    match shape {
        Shape::List(..) | Shape::Positions(..) => match (place, style, explode) {
            ("query", "form", true) | ("path" | "header", "simple", _) => Division::Usual,
            ("cookie", "form", false) | ("query", "form", false) => Division::Style("comma"),
            ("query", "spaceDelimited" | "pipeDelimited", true) => Division::Usual,
            ("query", "spaceDelimited", false) => Division::Style("space"),
            ("query", "pipeDelimited", false) => Division::Style("pipe"),
            ("query", "deepObject", _) => Division::Style("brackets"),
            ("query", "tabDelimited", _) => Division::Unknown("tabs between items"),
            (_, "label", _) => Division::Unknown("label"),
            (_, "matrix", _) => Division::Unknown("matrix"),
            _ => Division::Unknown("another style of a list"),
        },
        Shape::Record(record) => match (place, style, explode) {
            ("query", "deepObject", _) => Division::Style("brackets"),
            ("query" | "cookie", "form", true) if record.fields.is_empty() && record.additional.is_none() => {
                Division::Usual
            }
            ("query", "form", true) => Division::Spread,
            _ => Division::Unknown("an object in one text"),
        },
        _ if matches!(style, "label" | "matrix") => Division::Unknown("label or matrix"),
        _ => Division::Usual,
    }
}
