//! Assembly of the parameters of a request or the fields of an object, for generated code and for models. Decides where
//! each parameter goes and which come first.

use std::borrow::Cow;

use super::key::Key;
use super::out::Out;
use super::record::Parameters;
use super::value::{Document, Value};
use crate::Encoding;

/// Parameters of a request under construction: those of the path, and all others as texts or as a JSON object.
pub struct Assembly<'w> {
    /// Path parameters, independent of the body's encoding. An object that is not a request has none.
    path: Option<&'w mut Parameters>,
    body: Body<'w>,
    /// Whether the object already has an entry.
    started: bool,
}

/// Destination of the parameters that are not in the path.
enum Body<'w> {
    Texts(&'w mut Parameters),
    /// Content of a JSON object, without the braces.
    Object(&'w mut String),
}

/// Constant parameters: names, and values as JSON. An empty value is a bare name without a value.
pub type Fixed<'f> = &'f [(&'static str, &'static str)];

impl<'w> Assembly<'w> {
    /// Assembles path parameters and texts. Constant parameters come first.
    pub fn of_texts(fixed: Fixed<'_>, path: &'w mut Parameters, texts: &'w mut Parameters) -> Self {
        Self::new(fixed, Some(path), Body::Texts(texts))
    }

    /// Assembles path parameters and the content of a JSON object. Constant parameters come first.
    pub fn of_json(fixed: Fixed<'_>, path: &'w mut Parameters, json: &'w mut String) -> Self {
        Self::new(fixed, Some(path), Body::Object(json))
    }

    /// Assembles the content of a JSON object.
    pub fn of_object(fixed: Fixed<'_>, json: &'w mut String) -> Self {
        Self::new(fixed, None, Body::Object(json))
    }

    fn new(fixed: Fixed<'_>, path: Option<&'w mut Parameters>, body: Body<'w>) -> Self {
        let mut assembly = Self { path, body, started: false };
        for (name, literal) in fixed {
            match &mut assembly.body {
                Body::Texts(texts) => texts.push(((*name).into(), text_of(literal))),
                // A bare name means true; an object needs an explicit value.
                Body::Object(json) => {
                    let literal = if literal.is_empty() { "true" } else { literal };
                    entry(json, &mut assembly.started, name).push_str(literal);
                }
            }
        }
        assembly
    }

    /// Whether a request is assembled.
    pub(super) fn is_request(&self) -> bool {
        self.path.is_some()
    }

    /// Adds the output of `write` under a name, by the rules of the key.
    pub fn put<R>(&mut self, key: &Key, name: Cow<'static, str>, write: impl FnOnce(&mut Out<'_>) -> R) -> R {
        let texts = match (&mut self.path, &mut self.body) {
            (Some(path), _) if key.in_path => path,
            (_, Body::Texts(texts)) => texts,
            (_, Body::Object(json)) => {
                let json = entry(json, &mut self.started, &name);
                let start = json.len();
                let written = write(&mut Out::json(json, key.encoding));
                if key.bare_single {
                    let list = without_brackets(json.split_off(start));
                    json.push_str(&list);
                }
                return written;
            }
        };
        let mut text = String::new();
        let written = write(&mut Out::text(&mut text, key.encoding));
        if key.encoding == Encoding::NameOnly {
            // A bare name means true if present, and false if absent.
            if text == "false" {
                return written;
            }
            text.clear();
        }
        texts.push((name, text));
        written
    }

    /// Adds JSON text unchanged, under a name that no field has.
    pub fn put_json(&mut self, name: String, literal: &str) {
        match &mut self.body {
            Body::Texts(texts) => texts.push((name.into(), text_of(literal))),
            Body::Object(json) => entry(json, &mut self.started, &name).push_str(literal),
        }
    }
}

/// Starts an entry of an object; the value must be written next.
fn entry<'j>(json: &'j mut String, started: &mut bool, name: &str) -> &'j mut String {
    if std::mem::replace(started, true) {
        json.push(',');
    }
    Out::json(json, Encoding::Plain).name(name);
    json
}

/// Returns the text of a scalar; arrays and objects stay JSON, also among texts.
fn text_of(literal: &str) -> String {
    let document = Document::parse(literal.as_bytes());
    let text = document.ok().and_then(|document| document.value().scalar_text().map(Cow::into_owned));
    text.unwrap_or_else(|| literal.to_owned())
}

/// Rewrites a JSON array: `null` when empty, without brackets when it has one item.
fn without_brackets(list: String) -> String {
    let Ok(document) = Document::parse(list.as_bytes()) else { return list };
    let (value, mut room) = (document.value(), None);
    let Ok(mut items) = value.items(&mut room) else { return list };
    match (items.next(), items.len()) {
        (None, _) => "null".to_owned(),
        (Some(Value::Json(item)), 0) => item.written().to_owned(),
        _ => list,
    }
}
