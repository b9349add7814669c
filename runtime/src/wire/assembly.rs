//! Assembly of the parameters of a request or the fields of an object, for generated code and for models. Decides where
//! each parameter goes and which come first.

use std::borrow::Cow;

use super::fault::Fault;
use super::key::{Key, key as plain};
use super::out::Out;
use super::parts::{Part, RequestBody, RequestParts, body_place};
use super::style::divide;
use super::value::{Document, Value};
use super::{Attachment, Wire};
use crate::metadata::Made;
use crate::{Encoding, Place};

/// Parameters of a request, or fields of an object, under construction.
pub struct Assembly<'w> {
    target: Target<'w>,
    /// Whether the object already has an entry.
    started: bool,
    /// First parameter that cannot be sent as it is.
    fault: Option<Fault>,
    /// Names and texts of the parameters that were put, for rules about combinations; `None` if there are none.
    present: Option<Vec<(Cow<'static, str>, String)>>,
    /// Maker of the values that the request leaves to the client.
    maker: Option<&'w dyn MakeValue>,
}

/// Maker of values: writes the value of a parameter that the request leaves to the client.
pub(crate) trait MakeValue {
    /// Writes a value for a parameter with this key.
    ///
    /// # Errors
    /// When there is no clock or no randomness.
    fn write_made(&self, key: &Key, made: &Made, out: &mut Out<'_>) -> Result<(), Fault>;
}

/// Target of the parameters or fields.
enum Target<'w> {
    /// Parts of a request, with the place of the parameters that do not name their own.
    Request(&'w mut RequestParts, Place),
    /// Content of a JSON object, without the braces.
    Object(&'w mut String),
    /// Content of a JSON array, without the brackets.
    Items(Items<'w>),
}

/// Entries of an array under construction.
struct Items<'w> {
    json: &'w mut String,
    /// Constant entries: position and JSON literal.
    fixed: Fixed<'w>,
    /// Number of entries so far, with those that are missing.
    entries: usize,
    /// Number of entries that are written. A missing one is written as null if another follows.
    written: usize,
}

impl Items<'_> {
    /// Leaves out the next entry.
    fn skip(&mut self) {
        self.put_fixed();
        self.entries += 1;
    }

    /// Starts the next entry; the value must be written next.
    fn next(&mut self) -> &mut String {
        self.put_fixed();
        self.start()
    }

    fn start(&mut self) -> &mut String {
        for at in self.written..=self.entries {
            if at > 0 {
                self.json.push(',');
            }
            if at < self.entries {
                self.json.push_str("null");
            }
        }
        self.entries += 1;
        self.written = self.entries;
        self.json
    }

    /// Writes the constant entries that come next.
    fn put_fixed(&mut self) {
        let fixed = self.fixed;
        while let Some((_, literal)) = fixed.iter().find(|(name, _)| name.parse() == Ok(self.entries)) {
            self.start().push_str(literal);
        }
    }
}

/// Constant parameters: names, and values as JSON. An empty value is a bare name without a value.
pub type Fixed<'f> = &'f [(&'static str, &'static str)];

impl<'w> Assembly<'w> {
    /// Assembles the parameters of a request. `place` is that of parameters that do not name their own. Constant
    /// parameters come first; `keys` may have their places.
    pub fn of_request(parts: &'w mut RequestParts, place: Place, fixed: Fixed<'_>, keys: &[Key]) -> Self {
        Self::of_way(parts, (place, body_place(place, keys)), fixed, keys)
    }

    /// Assembles the parameters of a request that is sent in one of the [`ways`](crate::ActionInfo::ways) of its action:
    /// the place of parameters that do not name their own, and the place of the body.
    pub fn of_way(
        parts: &'w mut RequestParts,
        (place, body): (Place, Place),
        fixed: Fixed<'_>,
        keys: &[Key],
    ) -> Self {
        parts.body = RequestBody::new(body);
        let mut assembly = Self::new(Target::Request(parts, place));
        for (name, literal) in fixed {
            let key = keys.iter().find(|key| key.name == *name).copied().unwrap_or(plain(name));
            assembly.put_json(&key, key.wire_name().into(), literal);
        }
        assembly
    }

    /// Assembles the content of a JSON object. Constant fields come first.
    pub fn of_object(fixed: Fixed<'_>, json: &'w mut String) -> Self {
        let mut assembly = Self::new(Target::Object(json));
        for (name, literal) in fixed {
            assembly.put_json(&plain(name), (*name).into(), literal);
        }
        assembly
    }

    /// Assembles the content of a JSON array. Constant entries have their position as their name.
    pub fn of_items(fixed: Fixed<'w>, json: &'w mut String) -> Self {
        Self::new(Target::Items(Items { json, fixed, entries: 0, written: 0 }))
    }

    /// Whether the place of a parameter or field can hold null, which only JSON has.
    pub fn has_null(&self, key: &Key) -> bool {
        match &self.target {
            Target::Object(_) | Target::Items(_) => true,
            Target::Request(_, place) => matches!(key.place.unwrap_or(*place), Place::Json | Place::Body),
        }
    }

    /// Leaves out a value. In an array, it becomes null if another follows.
    pub fn skip(&mut self) {
        if let Target::Items(items) = &mut self.target {
            items.skip();
        }
    }

    /// Writes what follows the last value: constant entries of an array.
    pub fn finish(mut self) {
        if let Target::Items(items) = &mut self.target {
            items.put_fixed();
        }
    }

    fn new(target: Target<'w>) -> Self {
        Self { target, started: false, fault: None, present: None, maker: None }
    }

    /// Makes values for parameters that the request leaves to the client.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn with_made(mut self, made: &'w crate::client::MadeValues) -> Self {
        self.maker = Some(made);
        self
    }

    /// Adds the made value of an absent parameter. Returns whether there is one.
    ///
    /// # Errors
    /// When the value cannot be made.
    pub fn make(&mut self, key: &Key) -> Result<bool, Fault> {
        let (Some(made), Some(maker)) = (key.made, self.maker) else { return Ok(false) };
        self.put(key, key.wire_name().into(), |out| maker.write_made(key, &made, out)).map(|()| true)
    }

    /// Records the parameters that are put, for [`Assembly::present`].
    #[must_use]
    pub fn recording(mut self) -> Self {
        self.present = Some(Vec::new());
        self
    }

    /// Returns the names and texts of the parameters that were put since [`Assembly::recording`].
    pub fn present(&mut self) -> Vec<(Cow<'static, str>, String)> {
        self.present.take().unwrap_or_default()
    }

    /// Returns the first parameter that cannot be sent as it is, such as an item with the character that separates the
    /// items, or a parameter that is only in another body.
    pub fn fault(&mut self) -> Option<Fault> {
        self.fault.take()
    }

    /// Returns the name under which a parameter or field is put. Only in a request do parameters of several places share
    /// a name.
    pub(super) fn name_of(&self, key: &Key) -> &'static str {
        if self.is_request() { key.wire_name() } else { key.name }
    }

    /// Whether a request is assembled.
    pub(super) fn is_request(&self) -> bool {
        matches!(self.target, Target::Request(..))
    }

    /// Adds a plain field, if an object is assembled; returns whether one is. An absent value is left out.
    pub(super) fn put_plain<T: Wire>(&mut self, name: &str, value: &T) -> bool {
        let Target::Object(json) = &mut self.target else { return false };
        if !value.is_absent() {
            value.write(&mut Out::json(entry(json, &mut self.started, name), Encoding::Plain));
        }
        true
    }

    /// Adds the output of `write` under a wire name, by the rules of the key.
    pub fn put<R>(&mut self, key: &Key, name: Cow<'static, str>, write: impl FnOnce(&mut Out<'_>) -> R) -> R {
        let (text, written) = match &mut self.target {
            Target::Object(json) => return put_json(entry(json, &mut self.started, &name), key, write),
            Target::Items(items) => return put_json(items.next(), key, write),
            Target::Request(parts, place) => match (key.place.unwrap_or(*place), &mut parts.body) {
                (place, body) if !body.is_of(place) => {
                    self.fault.get_or_insert(other_body(key, place));
                    return write(&mut Out::text(&mut String::new(), key.encoding));
                }
                (Place::Json, RequestBody::Json(json)) => {
                    let json = entry(json, &mut self.started, &name);
                    let value = json.len();
                    let written = put_json(json, key, write);
                    if let Some(present) = &mut self.present {
                        present.push((key.name.into(), text_of(json.get(value..).unwrap_or_default())));
                    }
                    return written;
                }
                // A content that is given as a text, as to `call`, is its bytes.
                (Place::Body, _) if key.raw || key.content => {
                    let mut text = String::new();
                    let written = write(&mut Out::text(&mut text, key.encoding));
                    self.put_raw(key, text.into_bytes());
                    return written;
                }
                (Place::Body, RequestBody::Whole(json)) => {
                    let written = write(&mut Out::json(json, key.encoding));
                    if let Some(present) = &mut self.present {
                        present.push((key.name.into(), text_of(json)));
                    }
                    return written;
                }
                _ => {
                    let mut text = String::new();
                    let mut out = match (key.division(), key.encoding) {
                        (None, encoding) => Out::text(&mut text, encoding),
                        // The items are JSON texts, not the list.
                        (Some(_), Encoding::EmbeddedJson) => Out::json(&mut text, Encoding::Plain),
                        (Some(_), encoding) => Out::json(&mut text, encoding),
                    };
                    let written = write(&mut out);
                    (text, written)
                }
            },
        };
        self.put_text(key, name, text);
        written
    }

    /// Adds a parameter that is the whole body as it is.
    pub fn put_raw(&mut self, key: &Key, bytes: Vec<u8>) {
        self.note(key);
        if let Target::Request(parts, _) = &mut self.target {
            parts.body = RequestBody::Raw(bytes);
        }
    }

    /// Adds a parameter that is no text: the parts of a multipart form, or the whole body.
    pub fn attach(&mut self, key: &Key, attachments: Vec<Attachment>) {
        self.note(key);
        let Target::Request(parts, place) = &mut self.target else { return };
        let place = key.place.unwrap_or(*place);
        if !parts.body.is_of(place) {
            self.fault.get_or_insert(other_body(key, place));
            return;
        }
        for attachment in attachments {
            match &mut parts.body {
                RequestBody::Multipart(all) if place == Place::Multipart => all.push(Part {
                    name: key.wire_name().into(),
                    text: String::new(),
                    is_json: false,
                    attachment: Some(attachment),
                }),
                body => *body = RequestBody::Attached(attachment),
            }
        }
    }

    /// Records a parameter without a text.
    fn note(&mut self, key: &Key) {
        if let Some(present) = &mut self.present {
            present.push((key.name.into(), "[content]".to_owned()));
        }
    }

    /// Adds a parameter outside JSON. With a style, `text` is JSON, which is divided.
    fn put_text(&mut self, key: &Key, name: Cow<'static, str>, mut text: String) {
        if key.encoding == Encoding::NameOnly {
            // A bare name means true if present, and false if absent.
            if text == "false" {
                return;
            }
            text.clear();
        }
        if let Some(present) = &mut self.present {
            let shown = if key.encoding == Encoding::NameOnly { "true" } else { text.as_str() };
            present.push((key.name.into(), shown.to_owned()));
        }
        let Target::Request(parts, place) = &mut self.target else { return };
        let place = key.place.unwrap_or(*place);
        let mut push = |name: Cow<'static, str>, text: String, is_json: bool| match (place, &mut parts.body) {
            (Place::Path, _) => parts.path.push((key.name.into(), text)),
            (Place::Header, _) => parts.headers.push((name, text)),
            (Place::Cookie, _) => parts.cookies.push((name, text)),
            (Place::Multipart, RequestBody::Multipart(all)) => {
                all.push(Part { name, text, is_json, attachment: None });
            }
            (Place::Form, RequestBody::Form(texts)) => texts.push((name, text)),
            _ => parts.query.push((name, text)),
        };
        let is_json = key.encoding == Encoding::EmbeddedJson;
        match key.division() {
            None => push(name, text, is_json),
            Some(style) => {
                let divided = Document::parse(text.as_bytes()).and_then(|json| {
                    divide(&name, style, is_json, &json.value(), &mut |name, text| {
                        push(name.into(), text, is_json);
                    })
                });
                if let Err(fault) = divided {
                    self.fault.get_or_insert(fault.inside(key.name));
                }
            }
        }
    }

    /// Adds JSON text unchanged under a wire name: a constant, or an entry that no field has.
    pub fn put_json(&mut self, key: &Key, name: Cow<'static, str>, literal: &str) {
        let json = match &mut self.target {
            Target::Object(json) => json,
            Target::Items(items) => return items.next().push_str(literal),
            Target::Request(parts, place) => match (key.place.unwrap_or(*place), &mut parts.body) {
                (place, body) if !body.is_of(place) => {
                    self.fault.get_or_insert(other_body(key, place));
                    return;
                }
                (Place::Json, RequestBody::Json(json)) => json,
                (Place::Body, RequestBody::Whole(json)) => return json.push_str(literal),
                _ => {
                    let text = if key.division().is_some() { literal.to_owned() } else { text_of(literal) };
                    return self.put_text(key, name, text);
                }
            },
        };
        // A bare name means true; an object needs an explicit value.
        let literal = if literal.is_empty() { "true" } else { literal };
        entry(json, &mut self.started, &name).push_str(literal);
    }
}

/// Writes a value as JSON, by the rules of its key.
fn put_json<R>(json: &mut String, key: &Key, write: impl FnOnce(&mut Out<'_>) -> R) -> R {
    let start = json.len();
    let written = write(&mut Out::json(json, key.json_encoding()));
    if key.bare_single {
        let list = without_brackets(json.split_off(start));
        json.push_str(&list);
    }
    written
}

/// Returns the fault of a parameter that the body of the request cannot carry.
fn other_body(key: &Key, place: Place) -> Fault {
    Fault::limit(format!("can only be sent in {}", place.noun())).inside(key.name)
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
