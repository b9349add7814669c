//! Responses of actions: one value, or one of several variants that the HTTP status distinguishes.

mod variants;

use bindery_vocabulary::{BodyFormat, is_bodyless};
use http::HeaderMap;
pub(crate) use variants::{Body, default_media};
pub use variants::{MediaOfVariant, NoContent, Variant, VariantMedia, VariantSource};
use variants::{NO_MEDIA, no_variant, read_variant, variant_format};

use crate::wire::{Attachment, Document, Out, Shape, Value, Wire, quote, unpack};
use crate::{ActionInfo, Encoding, Fault, ResponseHead};

/// Success value of an action's response. Every [`Wire`] type implements it, as a response that is one value;
/// [`response_enum!`](crate::response_enum) declares enums that implement it. The default methods are those of an enum,
/// so that generated code implements only what differs from one enum to another.
pub trait Response: Sized + Send + 'static {
    /// Status, format and media types of each variant; empty for a response that is one value.
    const MEDIA: VariantMedia = &[];

    /// Reads the content of the variant that the source has; `None` when the body cannot be its content.
    ///
    /// # Errors
    /// When a value is missing or not as expected; the fault names its path.
    fn read_variant(_source: &mut VariantSource<'_>) -> Result<Option<Self>, Fault> {
        Ok(None)
    }

    /// Returns the variant's entry of [`Self::MEDIA`], and its content.
    fn variant(&self) -> (&'static MediaOfVariant, &dyn Variant) {
        (&NO_MEDIA, &NoContent)
    }

    /// Whether the documents name this status for a response of the action.
    fn is_documented(_action: &ActionInfo, status: u16) -> bool {
        Self::MEDIA.iter().any(|(known, ..)| *known == status)
    }

    /// Reads the value from the head and the body of a response.
    ///
    /// # Errors
    /// When a value is missing or not as expected; the fault names its path.
    fn from_body(_action: &ActionInfo, head: &ResponseHead, body: &Value<'_>) -> Result<Self, Fault> {
        read_variant(head, Body::Value(body))?.ok_or_else(|| no_variant(head))
    }

    /// Returns the value that an empty body means under this head; `None` when an empty body is not a valid response.
    ///
    /// # Errors
    /// When a header is missing or not as expected.
    fn from_nothing(_action: &ActionInfo, head: &ResponseHead) -> Result<Option<Self>, Fault> {
        read_variant(head, Body::Nothing)
    }

    /// Reads the value from the head and a body that is not JSON; `None` when it cannot be such a body.
    ///
    /// # Errors
    /// When a header is missing or not as expected.
    fn from_raw(head: &ResponseHead, body: &[u8]) -> Result<Option<Self>, Fault> {
        read_variant(head, Body::Raw(body))
    }

    /// Returns how the body of a documented response with this head is read.
    fn format(_action: &ActionInfo, head: &ResponseHead) -> BodyFormat {
        variant_format(head, Self::MEDIA)
    }

    /// Returns how the body is written, and its media type unless the value has its own.
    fn media(&self, _action: &ActionInfo) -> (BodyFormat, &'static str) {
        let (_, format, media) = self.variant().0;
        (*format, default_media(*format, media))
    }

    /// Returns the HTTP status that a server sends.
    fn status(&self, _action: &ActionInfo) -> u16 {
        self.variant().0.0
    }

    /// Returns the headers that a server sends besides those of HTTP itself.
    ///
    /// # Errors
    /// When a value breaks its limits or cannot be sent in a header; the fault names the header.
    fn headers(&self) -> Result<HeaderMap, Fault> {
        self.variant().1.headers()
    }

    /// Returns the head that a server sends; without headers if one of them cannot be sent.
    fn head(&self, action: &ActionInfo) -> ResponseHead {
        ResponseHead::new(self.status(action), self.headers().unwrap_or_default())
    }

    /// Returns the body that a server sends; `None` when there is no body.
    fn to_body(&self, _action: &ActionInfo) -> Option<String> {
        let (media, content) = self.variant();
        content.to_body(media.0)
    }

    /// Returns the value as a body that is not JSON; `None` when it cannot be such a body.
    fn to_raw(&self) -> Option<Vec<u8>> {
        self.variant().1.to_raw()
    }

    /// Returns the body that a server sends, if it is a stream.
    fn attached(&self) -> Vec<Attachment> {
        self.variant().1.attached()
    }
}

/// Format and media type of a response that is one value: as the action's metadata says.
pub(crate) fn one_media(action: &ActionInfo) -> (BodyFormat, &'static str) {
    (action.response.format, action.response.media_type())
}

/// Whether a body has no content: null or an empty object.
fn is_empty(body: &Value<'_>) -> bool {
    body.is_null()
        || (matches!(body.shape(), Shape::Object) && body.entries(&mut None).is_ok_and(|all| all.is_empty()))
}

/// Reads the body of a response that is one value. `missing` returns the value to use when the body has none, or `None`
/// when the value is required; `read` reads the value.
///
/// # Errors
/// When a value is missing or not as expected; the fault names its path.
pub fn read_one<V>(
    action: &ActionInfo,
    status: u16,
    body: &Value<'_>,
    missing: impl Fn() -> Option<V>,
    read: impl Fn(&Value<'_>, Encoding) -> Result<V, Fault>,
) -> Result<V, Fault> {
    let reply = &action.response;
    // Where a response without content reports success, a response with content means something else.
    if is_bodyless(action.status) && !is_bodyless(status) && !is_empty(body) {
        return Err(Fault::unexpected("no content", body.kind()));
    }
    if reply.done {
        // The caller has already checked that the response reports success.
        return missing().ok_or_else(Fault::absent);
    }
    // JSON inside a string; JSON without the string is accepted too.
    let inside = if reply.encoding == Encoding::EmbeddedJson { unpack(body)? } else { None };
    let inside = inside.as_ref().map(Document::value);
    let body = inside.as_ref().unwrap_or(body);
    if matches!(body.shape(), Shape::Object) && !reply.unwrap.is_empty() {
        let mut room = None;
        let entries = body.entries(&mut room)?;
        for key in reply.unwrap {
            if let Some((_, inner)) = entries.iter().rev().find(|(name, _)| name == key) {
                return read(inner, reply.encoding).map_err(|fault| fault.inside(key));
            }
        }
    }
    if body.is_null()
        && let Some(missing) = missing()
    {
        return Ok(missing);
    }
    if let Some(field) = reply.bare
        && !matches!(body.shape(), Shape::Object)
    {
        return read(&wrapped(field, body)?.value(), Encoding::Plain);
    }
    read(body, reply.encoding)
}

/// Returns the value that an empty body means where the response is one value; `None` when an empty body is not a valid
/// response.
pub fn read_nothing<V>(action: &ActionInfo, status: u16, missing: impl Fn() -> Option<V>) -> Option<V> {
    missing().filter(|_| !action.response.done || is_bodyless(status))
}

impl<T: Wire + Send + 'static> Response for T {
    fn is_documented(action: &ActionInfo, status: u16) -> bool {
        action.status == status
    }

    fn format(action: &ActionInfo, _head: &ResponseHead) -> BodyFormat {
        action.response.format
    }

    fn media(&self, action: &ActionInfo) -> (BodyFormat, &'static str) {
        one_media(action)
    }

    fn headers(&self) -> Result<HeaderMap, Fault> {
        Ok(HeaderMap::new())
    }

    fn from_body(action: &ActionInfo, head: &ResponseHead, body: &Value<'_>) -> Result<Self, Fault> {
        read_one(action, head.status, body, T::missing, T::read_as)
    }

    fn from_nothing(action: &ActionInfo, head: &ResponseHead) -> Result<Option<Self>, Fault> {
        Ok(read_nothing(action, head.status, T::missing))
    }

    fn status(&self, action: &ActionInfo) -> u16 {
        action.status
    }

    fn to_body(&self, action: &ActionInfo) -> Option<String> {
        let reply = &action.response;
        if is_bodyless(action.status) {
            return None;
        }
        if let Some(json) = reply.emits {
            return Some(json.to_owned());
        }
        if reply.done {
            return Some("true".to_owned());
        }
        if !Self::has_content() && reply.envelope.is_none() {
            return None;
        }
        let mut json = String::new();
        self.write(&mut Out::json(&mut json, reply.encoding));
        Some(json)
    }

    fn from_raw(_head: &ResponseHead, body: &[u8]) -> Result<Option<Self>, Fault> {
        Ok(Self::from_body(body))
    }

    fn to_raw(&self) -> Option<Vec<u8>> {
        self.to_body()
    }

    fn attached(&self) -> Vec<Attachment> {
        Wire::attached(self)
    }
}

/// Returns the JSON of a response as a server sends it: in its envelope, if the action has one.
pub(crate) fn response_body<R: Response>(reply: &R, action: &ActionInfo) -> Option<String> {
    let json = reply.to_body(action)?;
    Some(match action.response.envelope {
        Some(envelope) => [envelope.before, &json, envelope.after].concat(),
        None => json,
    })
}

/// Reads the value at its place in an envelope. `read` gets `None` when the place does not exist.
pub(crate) fn in_envelope<T>(
    path: &[&str],
    whole: &Value<'_>,
    read: impl FnOnce(Option<&Value<'_>>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let Some((step, rest)) = path.split_first() else { return read(Some(whole)) };
    let mut room = None;
    match (whole.shape(), step.parse::<usize>()) {
        (Shape::Null, _) => read(None),
        (Shape::List, Ok(position)) => {
            let found = whole.items(&mut room)?.nth(position);
            below(rest, found.as_ref(), read).map_err(|fault| fault.at(position))
        }
        _ => {
            let entries = whole.entries(&mut room)?;
            let found = entries.iter().rev().find(|(name, _)| name == step);
            below(rest, found.map(|(_, inner)| inner), read).map_err(|fault| fault.inside(step))
        }
    }
}

/// Reads the value at its place below a step of an envelope.
fn below<T>(
    path: &[&str],
    found: Option<&Value<'_>>,
    read: impl FnOnce(Option<&Value<'_>>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    match found {
        Some(inner) => in_envelope(path, inner, read),
        None => read(None),
    }
}

/// Builds an object with only this field.
fn wrapped(field: &str, value: &Value<'_>) -> Result<Document<'static>, Fault> {
    let mut json = String::from("{");
    quote(field, &mut json);
    json.push(':');
    value.push_json(&mut json);
    json.push('}');
    Document::of_text(json)
}
