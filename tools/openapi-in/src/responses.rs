//! Responses: statuses, media types, headers.

use bindery_model::{is_header_name, is_own_header};
use bindery_vocabulary::json::JsonValue;

use crate::fields::keys_of;
use crate::finding::WEBSOCKET;
use crate::known;
use crate::media::{self, Class, Content, Fit, contents};
use crate::pointer::join;
use crate::read;
use crate::schema::{Schema, Shape};
use crate::statuses::{self, Status};
use crate::text;
use crate::tree::Node;
use crate::typed::{Direction, Hint, Typed};
use crate::types::Types;

/// A response that is no error, before it is written.
struct Outcome {
    status: u16,
    /// Keys `type`, `media`, `events`, `lines`, `nullable` and so on.
    keys: Vec<(String, JsonValue)>,
    /// End of the name that tells apart variants of the same status.
    suffix: String,
    about: Option<String>,
    headers: Option<JsonValue>,
}

type Keys = Vec<(String, JsonValue)>;

/// Returns the value of `response`, for an operation at a pointer whose types are named after `owner`.
pub(crate) fn response(
    types: &mut Types<'_>,
    responses: &[(Status, &Node, String)],
    (pointer, owner): (&str, &str),
    has_content: bool,
) -> JsonValue {
    types.face(Direction::Response);
    let mut good: Vec<&(Status, &Node, String)> =
        responses.iter().filter(|(status, ..)| !status.is_error()).collect();
    if good.is_empty() {
        // Without another one, `default` is what the operation returns.
        good.extend(responses.iter().filter(|(status, ..)| *status == Status::Default));
    }
    let mut outcomes = Vec::new();
    let several = good.len() > 1;
    for (status, node, place) in good {
        let status = match status {
            Status::One(101) => {
                types.schemas.findings.gap(place, WEBSOCKET, "status 101");
                continue;
            }
            Status::One(status) if *status < 200 => {
                let what = "a status that does not end the request";
                types.schemas.findings.wider(place, what, status.to_string());
                continue;
            }
            Status::One(status) => *status,
            Status::Class(digit) => {
                // A client reads every 2xx of an action with one response alike.
                if *digit > 2 || several {
                    let status = digit * 100;
                    let what = "a range of statuses, of which one is said";
                    types.schemas.findings.gap(place, what, status.to_string());
                }
                digit * 100
            }
            Status::Default => {
                types.schemas.findings.wider(place, "a response of any status", "");
                200
            }
        };
        outcome(types, (status, has_content), node, place, owner, &mut outcomes);
    }
    if outcomes.is_empty() && responses.iter().all(|(status, ..)| status.is_error()) {
        types.schemas.findings.wider(pointer, "an operation without a response that is no error", "");
    }
    if let [only] = outcomes.as_slice() {
        return single(only);
    }
    if outcomes.is_empty() {
        return JsonValue::text("nothing");
    }
    let several = |status: u16| outcomes.iter().filter(|outcome| outcome.status == status).count() > 1;
    let mut names = std::collections::HashSet::new();
    let variants = outcomes.iter().map(|outcome| {
        let stem = match several(outcome.status) && !outcome.suffix.is_empty() {
            true => format!("{}-{}", statuses::name(outcome.status), outcome.suffix),
            false => statuses::name(outcome.status),
        };
        let mut name = stem.clone();
        let mut number = 2;
        while !names.insert(text::variant(&name)) {
            name = format!("{stem}-n{number}");
            number += 1;
        }
        let mut keys = vec![("status".to_owned(), JsonValue::number(outcome.status))];
        keys.extend(
            outcome
                .keys
                .iter()
                .filter(|(key, value)| !(key == "type" && *value == JsonValue::text("nothing")))
                .cloned(),
        );
        keys.extend(outcome.headers.clone().map(|headers| ("headers".to_owned(), headers)));
        let about = outcome.about.clone().unwrap_or_else(|| text::in_words(&stem));
        keys.push(("about".to_owned(), JsonValue::text(about)));
        (name, JsonValue::Object(keys))
    });
    let variants: Vec<(String, JsonValue)> = variants.collect();
    JsonValue::object([("variants", JsonValue::Object(variants))])
}

fn single(outcome: &Outcome) -> JsonValue {
    let mut keys = outcome.keys.clone();
    if outcome.status != 200 {
        keys.push(("status".to_owned(), JsonValue::number(outcome.status)));
    }
    keys.extend(outcome.headers.clone().map(|headers| ("headers".to_owned(), headers)));
    if let [(key, value)] = keys.as_slice()
        && key == "type"
    {
        return value.clone();
    }
    if let Some(about) = &outcome.about {
        keys.push(("about".to_owned(), JsonValue::text(about)));
    }
    JsonValue::Object(keys)
}

/// Adds the outcomes of one status, one for each kind of body.
fn outcome(
    types: &mut Types<'_>,
    (status, has_content): (u16, bool),
    node: &Node,
    place: &str,
    owner: &str,
    all: &mut Vec<Outcome>,
) {
    known::keys(node, place, &known::RESPONSE, &mut types.schemas.findings);
    let about = text::about(node.text_at("description"));
    let headers = headers(types, node, place, owner);
    let contents = contents(types, node, place);
    let has_content = has_content && !matches!(status, 204 | 205 | 304);
    let bodies = if has_content { bodies(types, contents, owner, status) } else { Vec::new() };
    if bodies.is_empty() {
        let keys = vec![("type".to_owned(), JsonValue::text("nothing"))];
        all.push(Outcome { status, keys, suffix: String::new(), about, headers });
        return;
    }
    for (keys, suffix) in bodies {
        all.push(Outcome { status, keys, suffix, about: about.clone(), headers: headers.clone() });
    }
}

/// Returns the keys for each body that the media types need. Those with the same keys share one body.
fn bodies(
    types: &mut Types<'_>,
    contents: Vec<Content<'_>>,
    owner: &str,
    status: u16,
) -> Vec<(Keys, String)> {
    let offered = media::offered(types, contents, |types, content| is_structured(types, content));
    let mut bodies: Vec<(Keys, bool, Vec<String>)> = Vec::new();
    for (content, fit) in &offered {
        let hint = Hint::In(
            owner.to_owned(),
            if status == 200 { "result".to_owned() } else { statuses::name(status) },
        );
        let Some((keys, default)) = body(types, content, *fit, &hint) else { continue };
        let media = if default == content.name { String::new() } else { content.name.clone() };
        // A text is not the same as a text in JSON.
        let is_json = media::class(&content.name) == Class::Json;
        match bodies.iter_mut().find(|(known, json, _)| *known == keys && *json == is_json) {
            Some((_, _, list)) => list.push(media),
            None => bodies.push((keys, is_json, vec![media])),
        }
    }
    let each = bodies.into_iter().map(|(mut keys, _, mut media)| {
        let stream = ["events", "lines"].iter().find(|word| keys.iter().any(|(key, _)| key == *word));
        let suffix = match stream {
            Some(word) => Some((*word).to_owned()),
            None => media.first().map(|name| name.rsplit('/').next().unwrap_or_default().to_owned()),
        };
        let suffix = suffix.filter(|name| !name.is_empty()).map(|name| text::kebab(&name, "media"));
        if let [only] = media.as_slice() {
            if !only.is_empty() {
                keys.push(("media".to_owned(), JsonValue::text(only)));
            }
        } else {
            for name in &mut media {
                if name.is_empty() {
                    *name = "application/json".to_owned();
                }
            }
            keys.push(("media".to_owned(), JsonValue::texts(media)));
        }
        (keys, suffix.unwrap_or_default())
    });
    each.collect()
}

/// Whether the value of a body is more than a text or bytes.
fn is_structured(types: &mut Types<'_>, content: &Content<'_>) -> bool {
    let place = join(&content.pointer, "schema");
    let Some(node) = content.node.get("schema") else { return false };
    let schema = read::schema(node, &place, &mut types.schemas.findings);
    !matches!(types.schemas.expanded(&schema).shape, Shape::Any | Shape::Scalar(_) | Shape::Choice(_))
}

/// Returns the keys for the body of one media type, with the media type that they imply.
fn body(types: &mut Types<'_>, content: &Content<'_>, fit: Fit, hint: &Hint) -> Option<(Keys, &'static str)> {
    let is_stream = matches!(media::class(&content.name), Class::Events | Class::Lines);
    let key = if is_stream && content.node.get("itemSchema").is_some() { "itemSchema" } else { "schema" };
    let place = join(&content.pointer, key);
    let node = content.node.get(key);
    let schema = node.map(|node| read::schema(node, &place, &mut types.schemas.findings));
    let expanded = schema.as_ref().map(|schema| types.schemas.expanded(schema));
    let is_binary = expanded.as_ref().is_none_or(|schema| match &schema.shape {
        Shape::Scalar(scalar) => scalar.word == "content" || scalar.word == "bytes",
        Shape::Any => true,
        _ => false,
    });
    let is_text = expanded.as_ref().is_none_or(|schema| match &schema.shape {
        Shape::Scalar(scalar) => scalar.word != "content",
        Shape::Any | Shape::Choice(_) => true,
        _ => false,
    });
    let word = |word: &str| vec![("type".to_owned(), JsonValue::text(word))];
    match media::class(&content.name) {
        Class::Text | Class::Xml if fit == Fit::Opaque => Some((word("string"), "")),
        _ if fit == Fit::Opaque => Some((word("content"), "application/octet-stream")),
        Class::Json => {
            if expanded.as_ref().is_some_and(
                |schema| matches!(&schema.shape, Shape::Scalar(scalar) if scalar.word == "content"),
            ) {
                return Some((word("content"), "application/octet-stream"));
            }
            let typed = schema.map_or_else(
                || Typed::plain("any", crate::typed::Class::Any),
                |schema| types.lower(&schema, hint),
            );
            Some((response_keys(&typed), "application/json"))
        }
        Class::Events | Class::Lines => {
            let key = if media::class(&content.name) == Class::Events { "events" } else { "lines" };
            let typed = schema.map_or_else(
                || Typed::plain("string", crate::typed::Class::Scalar),
                |schema| types.lower(&schema, hint),
            );
            let implied = if key == "events" { "text/event-stream" } else { "application/x-ndjson" };
            Some((vec![(key.to_owned(), JsonValue::text(typed.expr))], implied))
        }
        Class::Text | Class::Xml if is_text => Some((word("string"), "")),
        Class::Text | Class::Xml if is_binary => Some((word("content"), "application/octet-stream")),
        Class::Bytes | Class::Text | Class::Form | Class::Multipart if is_binary || is_text => {
            Some((word("content"), "application/octet-stream"))
        }
        // Structured data in a media type whose name does not say how it is written: JSON, as everywhere in OpenAPI.
        Class::Bytes => {
            let schema = schema?;
            let implied = if content.name == "*/*" { "*/*" } else { "application/json" };
            Some((response_keys(&types.lower(&schema, hint)), implied))
        }
        _ => {
            types.schemas.findings.gap(
                &content.pointer,
                "a structured body in a media type that is not JSON",
                &content.name,
            );
            None
        }
    }
}

fn response_keys(typed: &Typed) -> Keys {
    let mut keys = vec![("type".to_owned(), JsonValue::text(&typed.expr))];
    if typed.nullable && typed.class != crate::typed::Class::Any {
        keys.push(("nullable".to_owned(), JsonValue::Bool(true)));
    }
    keys.extend(typed.encoding.map(|word| ("encoding".to_owned(), JsonValue::text(word))));
    keys
}

/// Whether a value can be that of a header: a scalar, or a list of scalars.
fn is_header(types: &mut Types<'_>, schema: &Schema) -> bool {
    let is_scalar = |shape: &Shape| matches!(shape, Shape::Scalar(_) | Shape::Choice(_));
    match &schema.shape {
        Shape::List(items, _) => is_scalar(&types.schemas.expanded(items).shape),
        shape => is_scalar(shape),
    }
}

/// Returns the value of `headers`: a record that has them.
fn headers(types: &mut Types<'_>, node: &Node, place: &str, owner: &str) -> Option<JsonValue> {
    let mut entries = Vec::new();
    let mut names = text::FieldNames::default();
    let place = join(place, "headers");
    for (name, header) in node.get("headers").map_or(&[][..], Node::entries) {
        if name.eq_ignore_ascii_case("content-type") {
            continue; // OpenAPI ignores it; the media type of the body says it
        }
        if is_own_header(name) {
            types.schemas.findings.wider(&place, "a header that HTTP itself sets", name);
            continue;
        }
        let own = join(&place, name);
        if !is_header_name(name) {
            types.schemas.findings.gap(&own, "a name that no header can have", name);
            continue;
        }
        let document = types.schemas.document;
        let Some((header, own)) = document.followed(header, own, &mut types.schemas.findings) else {
            continue;
        };
        known::keys(header, &own, &known::HEADER, &mut types.schemas.findings);
        let schema = match header.get("schema") {
            Some(schema) => read::schema(schema, &join(&own, "schema"), &mut types.schemas.findings),
            None => {
                let what = match header.get("content") {
                    Some(_) => "a header with a media type, read as a text",
                    None => "a header without a schema, read as a text",
                };
                types.schemas.findings.wider(&own, what, "");
                Schema::default()
            }
        };
        let mut typed = Typed::plain("string", crate::typed::Class::Scalar);
        let expanded = types.schemas.expanded(&schema);
        if is_header(types, &expanded) {
            typed = types.lower(&schema, &Hint::In(owner.to_owned(), name.clone()));
        } else if expanded.shape != Shape::Any {
            types.schemas.findings.wider(&own, "a header that is read as a text", "");
        }
        typed.nullable = false;
        let about =
            text::about(header.text_at("description")).or_else(|| text::about(schema.about.as_deref()));
        let mut keys = keys_of(&typed, header.is_set("required"), about, name);
        keys.extend(names.rust(name).map(|name| ("rust".to_owned(), JsonValue::text(name))));
        entries.push((name.clone(), JsonValue::Object(keys)));
    }
    if entries.is_empty() {
        return None;
    }
    let body = JsonValue::object([
        ("about", JsonValue::text("Headers of a response.")),
        ("fields", JsonValue::Object(entries)),
    ]);
    // Many actions have the same headers, which are one type then.
    let name = types.define(&Hint::In(owner.to_owned(), "headers".to_owned()), body, None);
    Some(JsonValue::text(name))
}
