//! Bodies of error responses: where the message is, and the type of the whole.

use bindery_vocabulary::json::JsonValue;

use crate::bodies;
use crate::errors::OTHER;
use crate::fields;
use crate::media::{self, Class, Content, contents};
use crate::pointer::join;
use crate::read;
use crate::schema::{Place, Record, Schema, Shape, Union};
use crate::statuses::{self, Status};
use crate::text;
use crate::tree::Node;
use crate::typed::{self, Hint};
use crate::types::Types;

/// Names of the message of an error, the most specific first.
const MESSAGES: &[&str] = &[
    "message",
    "error_message",
    "errorMessage",
    "error_description",
    "detail",
    "description",
    "title",
    "error",
    "err",
    "msg",
    "reason",
    "text",
    "errors",
];

/// Returns the name and the keys of the format for an error response with a body.
pub(crate) fn body(
    types: &mut Types<'_>,
    node: &Node,
    place: &str,
    owner: &str,
    status: Status,
) -> Option<(String, Vec<(String, JsonValue)>)> {
    let contents = contents(types, node, place);
    let rank = |name: &str| match media::class(name) {
        Class::Json => 0,
        Class::Text => 1,
        _ => 2,
    };
    let content = contents.iter().min_by_key(|content| rank(&content.name))?;
    let schema = content.node.get("schema");
    match media::class(&content.name) {
        Class::Json => {}
        Class::Bytes if content.name == "*/*" => {
            let node = schema?;
            if node.get("$ref").is_none() && node.get("properties").is_none() {
                return None;
            }
        }
        _ => {
            if content.name != "text/plain" {
                let what = "the media type of an error response that is no JSON";
                types.schemas.findings.wider(&content.pointer, what, &content.name);
            }
            let keys = vec![
                ("media".to_owned(), JsonValue::text("text/plain")),
                ("body".to_owned(), JsonValue::text("$message")),
            ];
            return Some(("text".to_owned(), keys));
        }
    }
    let schema = schema_of(types, &contents, content)?;
    let status_word = match status {
        Status::One(code) => statuses::name(code),
        Status::Class(digit) => format!("status-{digit}xx"),
        Status::Default => "error".to_owned(),
    };
    let mut expanded = types.schemas.expanded(&schema);
    let hint = Hint::In(owner.to_owned(), format!("{status_word}-error"));
    let mut typed = types.lower(&schema, &hint);
    // Details are an object: of several, one with the properties of all.
    if typed.class == typed::Class::Union
        && let Some(record) = bodies::object(types, &schema, &content.pointer)
    {
        let at = Place { pointer: format!("{}&error", content.pointer).into() };
        expanded = Schema { about: expanded.about.clone(), ..Schema::of(Shape::Record(record), &at) };
        typed = types.lower(&expanded, &hint);
    }
    let first = match &expanded.shape {
        // A message is looked for in the first variant; the others are details.
        Shape::Union(union) => union.variants.first().map(|variant| types.schemas.expanded(variant)),
        _ => Some(expanded),
    };
    let is_message = first.as_ref().is_some_and(|schema| is_text(&schema.shape));
    let body = match first.map(|schema| schema.shape) {
        Some(Shape::Record(record)) => template(types, &record),
        Some(Shape::Scalar(scalar)) if scalar.word == "string" => Some(JsonValue::text("$message")),
        Some(Shape::List(items, _)) => {
            let items = types.schemas.expanded(&items);
            let path = each(types, &items, 0).filter(|path| !path.iter().any(Step::is_each));
            path.map(|path| JsonValue::List(vec![around(path)]))
        }
        Some(shape) if is_text(&shape) => Some(JsonValue::text("$message")),
        _ => None,
    };
    let is_bare_text = body == Some(JsonValue::text("$message"));
    let mut keys = Vec::new();
    if content.name != "application/json" && content.name != "*/*" {
        keys.push(("media".to_owned(), JsonValue::text(&content.name)));
    }
    // A body without a place for the message is written empty.
    keys.push(("body".to_owned(), body.unwrap_or_else(|| JsonValue::Object(Vec::new()))));
    match typed.class {
        typed::Class::Any => {}
        typed::Class::Scalar if is_message => {}
        typed::Class::Record | typed::Class::Map => {
            keys.push(("details".to_owned(), JsonValue::text(&typed.expr)));
        }
        typed::Class::Scalar if typed.expr == "string" && is_bare_text => {}
        typed::Class::Scalar | typed::Class::List | typed::Class::Union => {
            types.schemas.findings.gap(&content.pointer, "an error response that is no object", &typed.expr);
        }
    }
    let name = if typed.named { text::kebab(&typed.expr, "error") } else { format!("{status_word}-error") };
    Some((if name == OTHER { "other-error".to_owned() } else { name }, keys))
}

/// Returns the schema of an error response: that of its media type, or one of several if JSON has several names there.
fn schema_of(types: &mut Types<'_>, contents: &[Content<'_>], chosen: &Content<'_>) -> Option<Schema> {
    let mut variants: Vec<Schema> = Vec::new();
    for content in
        std::iter::once(chosen).chain(contents.iter().filter(|other| other.pointer != chosen.pointer))
    {
        let Some(node) = content.node.get("schema") else { continue };
        if content.pointer != chosen.pointer {
            let what = "an error response in a second media type";
            types.schemas.findings.wider(&content.pointer, what, &content.name);
            if media::class(&content.name) != Class::Json {
                continue;
            }
        }
        let schema = read::schema(node, &join(&content.pointer, "schema"), &mut types.schemas.findings);
        if !variants.iter().any(|known| known.shape == schema.shape) {
            variants.push(schema);
        }
    }
    if variants.len() < 2 {
        return variants.pop();
    }
    let at = Place { pointer: format!("{}&schemas", chosen.pointer).into() };
    let union = Union { variants, field: None, mapping: Vec::new(), any: true, base: None };
    Some(Schema::of(Shape::Union(union), &at))
}

/// A step on the way to the message.
enum Step {
    Key(String),
    Each,
}

impl Step {
    fn is_each(&self) -> bool {
        matches!(self, Step::Each)
    }
}

/// Returns the way to the message of an error: a string with a usual name, in the record or in one inside.
fn message(types: &mut Types<'_>, record: &Record, depth: usize) -> Option<Vec<Step>> {
    let mut inner = None;
    for name in MESSAGES {
        let Some(field) = record.field(name) else { continue };
        let expanded = types.schemas.expanded(&field.schema);
        match &expanded.shape {
            shape if is_text(shape) => return Some(vec![Step::Key((*name).to_owned())]),
            Shape::Record(record) if depth < 3 && inner.is_none() => {
                if let Some(mut path) = message(types, record, depth + 1) {
                    path.insert(0, Step::Key((*name).to_owned()));
                    inner = Some(path);
                }
            }
            Shape::List(items, _) if depth < 3 && inner.is_none() => {
                let items = types.schemas.expanded(items);
                // A list of errors is in no other one.
                let path = each(types, &items, depth).filter(|path| !path.iter().any(Step::is_each));
                if let Some(mut path) = path {
                    path.splice(0..0, [Step::Key((*name).to_owned()), Step::Each]);
                    inner = Some(path);
                }
            }
            _ => {}
        }
    }
    inner
}

/// Returns the body of an error: the message in its place, beside constants.
fn template(types: &mut Types<'_>, record: &Record) -> Option<JsonValue> {
    let mut body = JsonValue::Object(Vec::new());
    for field in record.fields.iter().filter(|field| field.required && !is_placeholder(&field.name)) {
        if let Some((_, value)) = fields::constant(types, &field.schema) {
            body.put(std::slice::from_ref(&field.name), value);
        }
    }
    let known = message(types, record, 0);
    let path = known.or_else(|| {
        let mut texts = record.fields.iter().filter(|field| {
            let expanded = types.schemas.expanded(&field.schema);
            is_text(&expanded.shape)
                && !is_placeholder(&field.name)
                && fields::constant(types, &field.schema).is_none()
        });
        texts.next().map(|field| vec![Step::Key(field.name.clone())])
    });
    let path = match path {
        Some(path) => path,
        // Where any other entries are allowed, the message may be one.
        None if record.additional.is_some() => vec![Step::Key("message".to_owned())],
        None => return None,
    };
    let JsonValue::Object(entries) = around(path) else { return None };
    for (key, value) in entries {
        body.put(&[key], value);
    }
    Some(body)
}

/// Whether the name of a property would be read as a placeholder.
fn is_placeholder(name: &str) -> bool {
    name.starts_with('$')
}

/// Returns the JSON that leads to the message.
fn around(path: Vec<Step>) -> JsonValue {
    path.into_iter().rev().fold(JsonValue::text("$message"), |inner, step| match step {
        Step::Key(key) => JsonValue::object([(key, inner)]),
        Step::Each => JsonValue::List(vec![inner]),
    })
}

fn each(types: &mut Types<'_>, items: &Schema, depth: usize) -> Option<Vec<Step>> {
    match &items.shape {
        Shape::Record(record) => message(types, record, depth + 1),
        shape if is_text(shape) => Some(Vec::new()),
        _ => None,
    }
}

/// Whether a value is a text, perhaps one of several.
fn is_text(shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(scalar) => scalar.word == "string",
        Shape::Choice(choices) => choices.iter().all(|choice| matches!(choice.value, JsonValue::Text(_))),
        _ => false,
    }
}
