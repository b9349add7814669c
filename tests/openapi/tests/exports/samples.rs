//! Sample responses of a spec: for each action some success values that match its type, from the smallest to the
//! fullest, and every error of the table.

use bindery_model::{
    Action, Api, Body, BodyFormat, Encoding, Field, Framing, Presence, Response, ResponseVariant, Style,
    Type, TypeDef, written_error,
};
use bindery_runtime::{Headers, ResponseHead};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::values::{Fill, Maker};

/// A success response.
pub(crate) struct Sample {
    pub(crate) head: ResponseHead,
    pub(crate) body: Bytes,
}

/// An error response.
pub(crate) struct FailureSample {
    /// Name of the error; none for an error response without an error of the table.
    pub(crate) error: Option<String>,
    /// JSON of the details.
    pub(crate) details: Option<String>,
    /// Whether the caller is asked to wait.
    pub(crate) waits: bool,
}

/// Returns the success responses of an action, examples first.
pub(crate) fn responses(api: &Api, action: &Action) -> Vec<Sample> {
    let (maker, response) = (Maker { api }, &action.response);
    let sample = |status, headers: &Option<Type>, body: &Body, content: String, fill| {
        let mut headers = headers_of(&maker, headers.as_ref(), fill);
        if let Some(media) = body.types.iter().find(|media| !media.contains('*')) {
            headers.insert("content-type", media.parse().expect("a media type"));
        }
        Sample { head: ResponseHead::new(status, Headers(headers)), body: content.into() }
    };
    if !response.variants.is_empty() {
        let of = |variant: &ResponseVariant, fill| {
            let content = match &variant.ty {
                Some(ty) => content(&maker, action, ty, (&variant.body, Encoding::Plain), fill),
                None => String::new(),
            };
            sample(variant.status, &variant.headers, &variant.body, content, fill)
        };
        return response
            .variants
            .iter()
            .flat_map(|variant| Fill::ALL.map(|fill| of(variant, fill)))
            .collect();
    }
    let one = |content, fill| sample(response.status, &response.headers, &response.body, content, fill);
    let (Some(ty), None) = (&response.ty, &response.fixed) else {
        let content = match action.has_response_body() {
            false => String::new(),
            true => inside(action, if response.fixed.is_some() { "true" } else { "null" }.to_owned()),
        };
        return [Fill::Bare, Fill::Full(0)].map(|fill| one(content.clone(), fill)).into();
    };
    let form = (&response.body, response.encoding);
    let examples = action.examples.iter().filter_map(|example| example.response.clone());
    let mut samples: Vec<Sample> =
        examples.map(|example| one(inside(action, example), Fill::Full(0))).collect();
    samples.extend(Fill::ALL.map(|fill| one(content(&maker, action, ty, form, fill), fill)));
    samples.extend(null(action, response).map(|content| one(content, Fill::Bare)));
    samples
}

/// Returns the content of a response that may be null, where it is.
fn null(action: &Action, response: &Response) -> Option<String> {
    let json =
        || if response.body.format.is_json() { inside(action, "null".to_owned()) } else { String::new() };
    response.nullable.then(json)
}

/// Returns a response in its envelope.
fn inside(action: &Action, json: String) -> String {
    match &action.envelope {
        Some(envelope) => envelope.around(&json),
        None => json,
    }
}

/// Returns the content of a response with a type.
fn content(
    maker: &Maker<'_>,
    action: &Action,
    ty: &Type,
    (body, encoding): (&Body, Encoding),
    fill: Fill,
) -> String {
    let json = || maker.plain(ty, encoding, fill);
    match (body.format, &body.framing) {
        (BodyFormat::Json, _) => inside(action, json()),
        (_, Some(Framing::Events { .. })) => format!("data: {}\n\n", json()),
        (_, Some(Framing::Lines)) => format!("{}\n", json()),
        (BodyFormat::Raw | BodyFormat::Stream, None) => "no JSON at all".to_owned(),
    }
}

fn headers_of(maker: &Maker<'_>, record: Option<&Type>, fill: Fill) -> HeaderMap {
    let def = record.and_then(Type::leaf).and_then(|id| maker.api.types.get(id));
    let mut headers = HeaderMap::new();
    let wanted = |field: &&Field| field.presence == Presence::Required || fill != Fill::Bare;
    for field in def.map_or(&[][..], TypeDef::fields).iter().filter(wanted) {
        let json = match &field.fixed {
            Some(fixed) => fixed.clone(),
            None => maker.plain(&field.ty, field.encoding, fill),
        };
        let texts: Vec<String> = match serde_json::from_str(&json).expect("JSON") {
            serde_json::Value::Array(items) => items.iter().map(text).collect(),
            value => vec![text(&value)],
        };
        let lines = if field.style == Some(Style::Repeated) { texts } else { vec![texts.join(",")] };
        for line in lines {
            let name: HeaderName = field.name.parse().expect("a name");
            headers.append(name, HeaderValue::try_from(line).expect("visible"));
        }
    }
    headers
}

/// Returns the text of a scalar in a header, which has no line breaks.
fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.chars().filter(|letter| !letter.is_control()).collect(),
        other => other.to_string(),
    }
}

/// Returns every error response of an action: each error of the table, and none of them, with and without details.
pub(crate) fn failures(api: &Api, action: &Action) -> Vec<FailureSample> {
    let maker = Maker { api };
    let own = api.errors.iter().enumerate().filter(|(_, error)| error.reads_as.is_none());
    let mut samples = Vec::new();
    for error in own.map(|(id, _)| Some(id)).chain([None]) {
        let (format, _) = written_error(action, error, (&api.errors, &api.error_formats, api.error_format));
        let details = match &api.error_formats[format].details {
            Some(details) => Fill::ALL.map(|fill| maker.plain(&details.ty, Encoding::Plain, fill)).to_vec(),
            None => vec!["7".to_owned()],
        };
        for (position, details) in std::iter::once(None).chain(details.into_iter().map(Some)).enumerate() {
            let error = error.map(|id| api.errors[id].name.clone());
            samples.push(FailureSample { error, details, waits: position % 2 == 1 });
        }
    }
    samples
}
