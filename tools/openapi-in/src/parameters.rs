//! Parameters in path, query, headers and cookies.

use std::collections::HashSet;
use std::rc::Rc;

use bindery_model::is_own_header;
use bindery_vocabulary::json::JsonValue;

use crate::fields;
use crate::known;
use crate::media::{self, Content};
use crate::pointer::join;
use crate::read;
use crate::schema::{Place, Scalar, Schema, Shape, Union};
use crate::text::{self, FieldNames};
use crate::tree::{Kind, Node};
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

    /// Makes a parameter optional that requests may be sent without.
    pub(crate) fn loosen(&mut self, key: &str) {
        for (_, keys) in self.entries.iter_mut().filter(|(known, _)| known == key) {
            if !keys.iter().any(|(key, _)| key == "optional") {
                keys.retain(|(key, _)| key != "fixed");
                keys.push(("optional".to_owned(), JsonValue::Bool(true)));
            }
        }
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
        let inherited = (pointer == operation.1).then_some(all.len());
        let place = join(pointer, "parameters");
        for (at, one) in node.get("parameters").map_or(&[][..], Node::items).iter().enumerate() {
            let own = format!("{place}/{at}");
            let document = types.schemas.document;
            let Some((one, own)) = document.followed(one, own, &mut types.schemas.findings) else { continue };
            match all.iter().position(|(other, _)| is_same(other, one)) {
                Some(known) => {
                    if inherited.is_none_or(|count| known >= count) {
                        types.schemas.findings.gap(&own, "a parameter that stands twice", name_of(one));
                    }
                    if let Some(known) = all.get_mut(known) {
                        *known = (one, own);
                    }
                }
                None => all.push((one, own)),
            }
        }
    }
    all
}

fn name_of(parameter: &Node) -> &str {
    parameter.text_at("name").unwrap_or_default()
}

/// Whether two descriptions are of the same parameter.
fn is_same(one: &Node, two: &Node) -> bool {
    let place = one.text_at("in");
    let (name, other) = (name_of(one), name_of(two));
    place == two.text_at("in")
        && (name == other || place == Some("header") && name.eq_ignore_ascii_case(other))
}

/// How a value is divided into texts.
enum Division {
    Usual,
    Style(&'static str),
    /// The entries are parameters of their own.
    Spread,
    /// As no `style` writes it: the caller writes the text.
    Text(&'static str),
}

/// Adds one parameter. `query_key` says whether a parameter of the query needs `in: query`; `key` is the name of one in
/// the path.
pub(crate) fn add(
    types: &mut Types<'_>,
    node: &Node,
    pointer: &str,
    owner: &str,
    (query_key, key): (bool, Option<&str>),
    all: &mut Parameters,
) {
    types.face(Direction::Request);
    let is_flat = is_flat(node);
    if is_flat {
        types.schemas.findings.wider(
            pointer,
            "a parameter with the keywords of its schema beside its own",
            "",
        );
    } else {
        known::keys(node, pointer, &known::PARAMETER, &mut types.schemas.findings);
    }
    let name = node.text_at("name").filter(|name| !name.is_empty());
    let (Some(name), Some(place)) = (name, node.text_at("in")) else {
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
    if name.is_empty() {
        types.schemas.findings.gap(pointer, "a name without a character", "");
        return;
    }
    if place == "header" && is_own_header(name) {
        types.schemas.findings.wider(pointer, "a header that HTTP itself sets", name);
        return;
    }
    if node.is_set("allowReserved") {
        types.schemas.findings.wider(pointer, "reserved characters that are sent as they are", "");
    }
    let contents = media::contents(types, node, pointer);
    let content = contents.first().filter(|_| node.get("schema").is_none());
    let schema = schema(types, node, pointer, content);
    let schema = if content.is_some() { schema } else { as_texts(types, schema) };
    let required = node.is_set("required") || place == "path";
    let about = text::about(node.text_at("description")).or_else(|| text::about(schema.about.as_deref()));
    let hint = Hint::In(owner.to_owned(), name.to_owned());
    let expanded = types.schemas.expanded(&schema);
    let division = match content {
        Some(content) => in_content(content, &expanded.shape),
        None if has_lists(types, &expanded) => match division(node, place, &expanded.shape) {
            Division::Style(_) => Division::Text("a list inside a list"),
            other => other,
        },
        None => division(node, place, &expanded.shape),
    };
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
        let mut typed = match division {
            Division::Text(what) => {
                types.schemas.findings.wider(pointer, "a parameter that the caller writes as a text", what);
                Typed::plain("string", Class::Scalar)
            }
            _ => types.lower(&schema, &hint),
        };
        if typed.class == Class::Any {
            typed = Typed::plain("string", Class::Scalar);
        }
        typed.nullable = false; // a text is never null
        fields::keys_of(&typed, required, about, name)
    };
    if place != "query" || query_key {
        keys.insert(1, ("in".to_owned(), JsonValue::text(place)));
    }
    match division {
        Division::Usual | Division::Spread | Division::Text(_) => {}
        Division::Style(style) => keys.push(("style".to_owned(), JsonValue::text(style))),
    }
    if node.is_set("deprecated") || schema.deprecated {
        keys.push(("deprecated".to_owned(), JsonValue::Bool(true)));
    }
    keys.extend(
        default(types, &expanded, required, place, pointer).map(|value| ("default".to_owned(), value)),
    );
    all.add(key.unwrap_or(name), place, keys);
}

/// Whether the keywords of the schema stand beside those of the parameter, as in Swagger 2.0.
fn is_flat(node: &Node) -> bool {
    node.get("schema").is_none() && node.get("content").is_none() && node.get("type").is_some()
}

/// Returns the schema of a parameter.
fn schema(types: &mut Types<'_>, node: &Node, pointer: &str, content: Option<&Content<'_>>) -> Schema {
    let findings = &mut types.schemas.findings;
    let own = match content {
        Some(content) => content.node.get("schema").map(|node| (node, join(&content.pointer, "schema"))),
        None => node.get("schema").map(|node| (node, join(pointer, "schema"))),
    };
    match own {
        Some((node, place)) => read::schema(node, &place, findings),
        None if is_flat(node) => {
            let own = ["name", "in", "required", "style", "explode", "allowReserved", "collectionFormat"];
            let rest = node.entries().iter().filter(|(key, _)| !own.contains(&key.as_str())).cloned();
            read::schema(&Node::like(node, Kind::Map(rest.collect())), pointer, findings)
        }
        None => {
            findings.wider(pointer, "a parameter without a schema", "");
            Schema::default()
        }
    }
}

/// Whether a list has items that are no single texts.
fn has_lists(types: &mut Types<'_>, schema: &Schema) -> bool {
    let Shape::List(items, _) = &schema.shape else { return false };
    let items = types.schemas.expanded(items);
    matches!(items.shape, Shape::List(..) | Shape::Positions(..) | Shape::Record(_))
}

/// Returns the text that a style writes before the value of a path parameter.
pub(crate) fn text_before(types: &mut Types<'_>, node: &Node, pointer: &str) -> Option<String> {
    let style = node.text_at("style")?;
    let name = name_of(node);
    let schema = schema(types, node, pointer, None);
    let expanded = types.schemas.expanded(&schema);
    match (style, division(node, "path", &expanded.shape)) {
        (_, Division::Text(_)) => None,
        ("label", _) => Some(".".to_owned()),
        ("matrix", _) => Some(format!(";{name}=")),
        _ => None,
    }
}

/// Returns how a value is divided that has a media type of its own.
fn in_content(content: &Content<'_>, shape: &Shape) -> Division {
    if media::class(&content.name) != media::Class::Json {
        return Division::Text("another media type than JSON");
    }
    match shape {
        Shape::List(..) | Shape::Positions(..) | Shape::Record(_) => Division::Style("json"),
        Shape::Scalar(Scalar {
            word: "int" | "uint" | "float" | "decimal" | "bool", encoding: None, ..
        }) => Division::Usual,
        _ => Division::Text("JSON that is no list or object"),
    }
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

/// Returns what texts can say of a schema: one value of a list is a list of one, and no item is null.
pub(crate) fn as_texts(types: &mut Types<'_>, schema: Schema) -> Schema {
    let expanded = types.schemas.expanded(&schema);
    let (items, limits) = match &expanded.shape {
        Shape::List(item, limits) => (vec![(**item).clone()], limits.clone()),
        Shape::Union(union) => {
            let mut limits = None;
            let mut items = Vec::with_capacity(union.variants.len());
            for variant in &union.variants {
                let inner = types.schemas.expanded(variant);
                match inner.shape {
                    Shape::List(item, own) if limits.is_none() => {
                        items.push(*item);
                        limits = Some(own);
                    }
                    Shape::Scalar(_) | Shape::Choice(_) => items.push(variant.clone()),
                    _ => return schema,
                }
            }
            let Some(limits) = limits else { return schema };
            (items, limits)
        }
        _ => return schema,
    };
    if items.len() == 1 && !items.iter().any(|item| item.nullable) {
        return schema;
    }
    let mut items: Vec<Schema> = items.into_iter().map(|item| Schema { nullable: false, ..item }).collect();
    let item = match items.len() {
        1 => items.remove(0),
        _ => {
            let at = Place { pointer: Rc::from(join(&expanded.at.pointer, "items")) };
            let union = Union { variants: items, field: None, mapping: Vec::new(), any: true, base: None };
            Schema::of(Shape::Union(union), &at)
        }
    };
    Schema { shape: Shape::List(Box::new(item), limits), ..expanded }
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
            ("query", "deepObject", _) => Division::Style("brackets"),
            (_, "spaceDelimited", false) => Division::Style("space"),
            (_, "pipeDelimited", false) => Division::Style("pipe"),
            ("path", "label" | "matrix", false) => Division::Usual,
            (_, "tabDelimited", _) => Division::Text("tabs between items"),
            (_, "label" | "matrix", _) => Division::Text("label or matrix, exploded"),
            _ => Division::Text("another style of a list"),
        },
        Shape::Record(record) => match (place, style, explode) {
            ("query", "deepObject", _) => Division::Style("brackets"),
            ("query" | "cookie", "form", true) if record.fields.is_empty() && record.additional.is_none() => {
                Division::Usual
            }
            ("query", "form", true) => Division::Spread,
            _ => Division::Text("an object in one text"),
        },
        _ if matches!(style, "label" | "matrix") && place != "path" => Division::Text("label or matrix"),
        _ => Division::Usual,
    }
}
