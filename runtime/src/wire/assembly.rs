//! The parameters of a request, or the fields of an object, while they are put together. Where each of them goes and what comes
//! first is said here, whether it is generated code that has them or a model.

use std::borrow::Cow;

use super::key::Key;
use super::out::Out;
use super::record::Parameters;
use super::value::{Document, Value};
use crate::Style;

/// Parameters of a request while they are put together: those of the path, and all others as texts or as a JSON object.
pub struct Assembly<'w> {
    /// What stands in the path takes its own, whatever the others become. An object that is no request has none.
    path: Option<&'w mut Parameters>,
    body: Body<'w>,
    /// Whether there is an entry in the object.
    started: bool,
}

/// What becomes of the parameters that are not in the path.
enum Body<'w> {
    Texts(&'w mut Parameters),
    /// The inside of a JSON object.
    Object(&'w mut String),
}

/// Parameters that never change: their names, and their values as JSON, or nothing for a name that stands alone.
pub type Fixed<'f> = &'f [(&'static str, &'static str)];

impl<'w> Assembly<'w> {
    /// Parameters of the path, and texts. Those that never change come first.
    pub fn of_texts(fixed: Fixed<'_>, path: &'w mut Parameters, texts: &'w mut Parameters) -> Self {
        Self::new(fixed, Some(path), Body::Texts(texts))
    }

    /// Parameters of the path, and the inside of a JSON object. Those that never change come first.
    pub fn of_json(fixed: Fixed<'_>, path: &'w mut Parameters, json: &'w mut String) -> Self {
        Self::new(fixed, Some(path), Body::Object(json))
    }

    /// The inside of a JSON object.
    pub fn of_object(fixed: Fixed<'_>, json: &'w mut String) -> Self {
        Self::new(fixed, None, Body::Object(json))
    }

    fn new(fixed: Fixed<'_>, path: Option<&'w mut Parameters>, body: Body<'w>) -> Self {
        let mut assembly = Self { path, body, started: false };
        for (name, literal) in fixed {
            match &mut assembly.body {
                Body::Texts(texts) => texts.push(((*name).into(), text_of(literal))),
                // A name that stands alone says yes; in an object it has to say so.
                Body::Object(json) => {
                    let literal = if literal.is_empty() { "true" } else { literal };
                    entry(json, &mut assembly.started, name).push_str(literal);
                }
            }
        }
        assembly
    }

    /// Whether it is a request that is put together.
    pub(super) fn is_request(&self) -> bool {
        self.path.is_some()
    }

    /// Adds what `write` writes under a name, by the rules of a key.
    pub fn put<R>(&mut self, key: &Key, name: Cow<'static, str>, write: impl FnOnce(&mut Out<'_>) -> R) -> R {
        let texts = match (&mut self.path, &mut self.body) {
            (Some(path), _) if key.in_path => path,
            (_, Body::Texts(texts)) => texts,
            (_, Body::Object(json)) => {
                let json = entry(json, &mut self.started, &name);
                let start = json.len();
                let written = write(&mut Out::json(json, key.style));
                if key.bare_single {
                    let list = without_brackets(json.split_off(start));
                    json.push_str(&list);
                }
                return written;
            }
        };
        let mut text = String::new();
        let written = write(&mut Out::text(&mut text, key.style));
        if key.style == Style::Valueless {
            // A bare name says yes by being there, and no by not being there.
            if text == "false" {
                return written;
            }
            text.clear();
        }
        texts.push((name, text));
        written
    }

    /// Adds JSON that is ready under a name that is no field's.
    pub fn put_json(&mut self, name: String, literal: &str) {
        match &mut self.body {
            Body::Texts(texts) => texts.push((name.into(), text_of(literal))),
            Body::Object(json) => entry(json, &mut self.started, &name).push_str(literal),
        }
    }
}

/// Begins an entry of an object; its value is to be written behind it.
fn entry<'j>(json: &'j mut String, started: &mut bool, name: &str) -> &'j mut String {
    if std::mem::replace(started, true) {
        json.push(',');
    }
    Out::json(json, Style::Plain).name(name);
    json
}

/// The text of a scalar; lists and objects are JSON among texts too.
fn text_of(literal: &str) -> String {
    let document = Document::parse(literal.as_bytes());
    let text = document.ok().and_then(|document| document.value().scalar_text().map(Cow::into_owned));
    text.unwrap_or_else(|| literal.to_owned())
}

/// The JSON of a list, as `null` when empty and bare when it has one entry.
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
