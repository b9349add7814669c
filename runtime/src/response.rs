//! Responses of actions: one value, or one of several variants that the HTTP status distinguishes.

use bindery_vocabulary::{BodyFormat, MediaType, essence, in_range, is_bodyless, is_range};
use http::HeaderMap;

use crate::wire::{Attachment, Document, Out, Shape, Value, Wire, quote, unpack};
use crate::{ActionInfo, Encoding, Fault, ResponseHead};

/// Success value of an action's response. Every [`Wire`] type implements it;
/// [`response_enum!`](crate::response_enum) declares enums that implement it.
pub trait Response: Sized + Send + 'static {
    /// Whether the documents name this status for a response of the action. Default: the status of the action.
    fn is_documented(action: &ActionInfo, status: u16) -> bool {
        action.status == status
    }

    /// Reads the value from the head and the body of a response.
    ///
    /// # Errors
    /// When a value is missing or not as expected; the fault names its path.
    fn from_body(action: &ActionInfo, head: &ResponseHead, body: &Value<'_>) -> Result<Self, Fault>;

    /// Returns the value that an empty body means under this head; `None` when an empty body is not a valid response.
    ///
    /// # Errors
    /// When a header is missing or not as expected.
    fn from_nothing(action: &ActionInfo, head: &ResponseHead) -> Result<Option<Self>, Fault>;

    /// Returns how the body of a documented response with this head is read. Default: as the action's metadata says.
    fn format(action: &ActionInfo, _head: &ResponseHead) -> BodyFormat {
        action.response.format
    }

    /// Returns how the body is written, and its media type unless the value has its own. Default: as the action's
    /// metadata says.
    fn media(&self, action: &ActionInfo) -> (BodyFormat, &'static str) {
        (action.response.format, action.response.media_type())
    }

    /// Returns the HTTP status that a server sends.
    fn status(&self, action: &ActionInfo) -> u16;

    /// Returns the headers that a server sends besides those of HTTP itself. Default: none.
    ///
    /// # Errors
    /// When a value breaks its limits or cannot be sent in a header; the fault names the header.
    fn headers(&self) -> Result<HeaderMap, Fault> {
        Ok(HeaderMap::new())
    }

    /// Returns the head that a server sends; without headers if one of them cannot be sent.
    fn head(&self, action: &ActionInfo) -> ResponseHead {
        ResponseHead::new(self.status(action), self.headers().unwrap_or_default())
    }

    /// Returns the body that a server sends; `None` when there is no body.
    fn to_body(&self, action: &ActionInfo) -> Option<String>;

    /// Reads the value from the head and a body that is not JSON. Default: `None`, because it cannot be such a body.
    ///
    /// # Errors
    /// When a header is missing or not as expected.
    fn from_raw(_head: &ResponseHead, _body: &[u8]) -> Result<Option<Self>, Fault> {
        Ok(None)
    }

    /// Returns the value as a body that is not JSON. Default: `None`.
    fn to_raw(&self) -> Option<Vec<u8>> {
        None
    }

    /// Returns the body that a server sends, if it is a stream. Default: none.
    fn attached(&self) -> Vec<Attachment> {
        Vec::new()
    }
}

/// Media types of the variants of a response: the status, the format and the media types of each.
#[doc(hidden)]
pub type VariantMedia = &'static [(u16, BodyFormat, &'static [&'static str])];

/// Whether a head is that of the variant at a position. Variants with the same status are distinguished by their media
/// types; one without media types has all that no other one has.
pub(crate) fn is_variant(head: &ResponseHead, all: VariantMedia, at: usize) -> bool {
    let Some((status, _, media)) = all.get(at) else { return false };
    if *status != head.status {
        return false;
    }
    let label = head.headers.text("content-type").map(essence);
    let is_of = |media: &[&str]| {
        label.as_deref().is_some_and(|label| media.iter().any(|range| in_range(label, range)))
    };
    let mut rivals =
        all.iter().enumerate().filter(|(other, (of, ..))| *other != at && of == status).peekable();
    match (media, rivals.peek()) {
        (_, None) => true,
        ([], Some(_)) => !rivals.any(|(_, (.., media))| is_of(media)),
        (media, Some(_)) => is_of(media),
    }
}

/// Returns how the body of the variant with this head is read.
#[doc(hidden)]
pub fn variant_format(head: &ResponseHead, all: VariantMedia) -> BodyFormat {
    let found = find_variant(head, all).and_then(|at| all.get(at));
    found.map_or(BodyFormat::Json, |(_, format, _)| *format)
}

/// Returns how the body of the variant at a position is written, and its media type.
#[doc(hidden)]
pub fn variant_media(all: VariantMedia, at: Option<usize>) -> (BodyFormat, &'static str) {
    let (_, format, media) = at.and_then(|at| all.get(at)).copied().unwrap_or_default();
    (format, default_media(format, media))
}

/// Returns the media type that a server sends where the value has none of its own: the first that is no range.
pub(crate) fn default_media(format: BodyFormat, media: &[&'static str]) -> &'static str {
    match (media.iter().find(|media| !is_range(media)), format) {
        (Some(media), _) => media,
        (None, BodyFormat::Json) => MediaType::Json.name(),
        (None, BodyFormat::Raw | BodyFormat::Stream) => MediaType::Bytes.name(),
    }
}

/// Fault of a head that belongs to no variant.
#[doc(hidden)]
pub fn no_variant(head: &ResponseHead) -> Fault {
    Fault::limit(match head.headers.text("content-type") {
        Some(media_type) => {
            format!("no response has the status {} and the media type {media_type}", head.status)
        }
        None => format!("no response has the status {}", head.status),
    })
}

/// Returns the position of the variant with this head.
#[doc(hidden)]
pub fn find_variant(head: &ResponseHead, all: VariantMedia) -> Option<usize> {
    (0..all.len()).find(|at| is_variant(head, all, *at))
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

/// Content of a response variant. Used by the expansion of [`response_enum!`](crate::response_enum).
#[doc(hidden)]
pub trait Variant: Sized {
    /// Reads the content from the head and the body.
    ///
    /// # Errors
    /// When a value is missing or not as expected; the fault names its path.
    fn from_body(head: &ResponseHead, body: &Value<'_>) -> Result<Self, Fault>;

    /// Returns the content that an empty body means; `None` when an empty body is not a valid response.
    ///
    /// # Errors
    /// When a header is missing or not as expected.
    fn from_nothing(head: &ResponseHead) -> Result<Option<Self>, Fault>;

    /// Returns the headers that a server sends. Default: none.
    ///
    /// # Errors
    /// When a value breaks its limits or cannot be sent in a header; the fault names the header.
    fn headers(&self) -> Result<HeaderMap, Fault> {
        Ok(HeaderMap::new())
    }

    /// Returns the body that a server sends; `None` when there is no body.
    fn to_body(&self, status: u16) -> Option<String>;

    /// Reads the content from the head and a body that is not JSON; `None` when it cannot be such a body.
    ///
    /// # Errors
    /// When a header is missing or not as expected.
    fn from_raw(head: &ResponseHead, body: &[u8]) -> Result<Option<Self>, Fault>;

    /// Returns the content as a body that is not JSON; `None` when it cannot be such a body.
    fn to_raw(&self) -> Option<Vec<u8>>;

    /// Returns the body that a server sends, if it is a stream.
    fn attached(&self) -> Vec<Attachment>;
}

impl<T: Wire> Variant for T {
    fn from_body(_head: &ResponseHead, body: &Value<'_>) -> Result<Self, Fault> {
        match T::missing() {
            Some(missing) if body.is_null() => Ok(missing),
            _ => T::read(body),
        }
    }

    fn from_nothing(_head: &ResponseHead) -> Result<Option<Self>, Fault> {
        Ok(T::missing())
    }

    fn to_body(&self, status: u16) -> Option<String> {
        if is_bodyless(status) || !Self::has_content() {
            return None;
        }
        let mut json = String::new();
        self.write(&mut Out::json(&mut json, Encoding::Plain));
        Some(json)
    }

    fn from_raw(_head: &ResponseHead, body: &[u8]) -> Result<Option<Self>, Fault> {
        Ok(<T as Wire>::from_body(body))
    }

    fn to_raw(&self) -> Option<Vec<u8>> {
        Wire::to_body(self)
    }

    fn attached(&self) -> Vec<Attachment> {
        Wire::attached(self)
    }
}

/// Declares the response of an action as an enum. The HTTP status distinguishes the variants; those with the same status
/// are distinguished by their media types: `Stream(rt::Events<Part>) = 200 as Stream ["text/event-stream"]`. A variant
/// without a type has no body.
///
/// ```
/// use bindery_runtime as rt;
///
/// rt::response_enum! {
///     /// Response of a payment.
///     pub enum PayResponse {
///         /// The payment was booked.
///         Done = 204,
///         /// Nothing was booked: the number of the earlier payment that this one repeats.
///         Repeated(i64) = 200,
///     }
/// }
///
/// assert_eq!(PayResponse::Repeated(7).status(), 200);
/// ```
#[macro_export]
macro_rules! response_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident $(($ty:ty))? = $status:literal
                $(as $format:ident [$($media:literal),*])?,)*
        }
        $(eq = $eq:tt)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$doc])* $variant $(($ty))?,)*
        }
        $(#[cfg($eq)])?
        #[allow(deprecated)]
        impl ::core::cmp::Eq for $name {}

        impl $name {
            /// Returns the HTTP status of this variant.
            pub const fn status(&self) -> u16 {
                match self {
                    $(Self::$variant { .. } => $status,)*
                }
            }
        }

        impl $name {
            const MEDIA: $crate::generated::VariantMedia = &[$(
                ($status, $crate::response_enum!(@format $($format)?), &[$($($media),*)?]),
            )*];
        }

        impl $crate::wire::Response for $name {
            fn is_documented(_action: &$crate::metadata::ActionInfo, status: u16) -> bool {
                Self::MEDIA.iter().any(|(known, ..)| *known == status)
            }

            fn from_body(
                _action: &$crate::metadata::ActionInfo,
                head: &$crate::ResponseHead,
                _body: &$crate::wire::Value<'_>,
            ) -> Result<Self, $crate::wire::Fault> {
                let found = $crate::generated::find_variant(head, Self::MEDIA);
                let mut next = 0..;
                $(if found.is_some() && found == next.next() {
                    return $crate::response_enum!(@read head _body $variant $($ty)?);
                })*
                Err($crate::generated::no_variant(head))
            }

            fn from_nothing(
                _action: &$crate::metadata::ActionInfo,
                head: &$crate::ResponseHead,
            ) -> Result<Option<Self>, $crate::wire::Fault> {
                let found = $crate::generated::find_variant(head, Self::MEDIA);
                let mut next = 0..;
                $(if found.is_some() && found == next.next() {
                    return $crate::response_enum!(@nothing head $variant $($ty)?);
                })*
                Ok(None)
            }

            fn from_raw(
                head: &$crate::ResponseHead,
                _body: &[u8],
            ) -> Result<Option<Self>, $crate::wire::Fault> {
                let found = $crate::generated::find_variant(head, Self::MEDIA);
                let mut next = 0..;
                $(if found.is_some() && found == next.next() {
                    return $crate::response_enum!(@from_raw head _body $variant $($ty)?);
                })*
                Ok(None)
            }

            fn to_raw(&self) -> Option<::std::vec::Vec<u8>> {
                match self {
                    $($crate::response_enum!(@bind _value $variant $($ty)?) => {
                        $crate::response_enum!(@to_raw _value $($ty)?)
                    })*
                }
            }

            fn attached(&self) -> ::std::vec::Vec<$crate::wire::Attachment> {
                match self {
                    $($crate::response_enum!(@bind _value $variant $($ty)?) => {
                        $crate::response_enum!(@attached _value $($ty)?)
                    })*
                }
            }

            fn format(
                _action: &$crate::metadata::ActionInfo,
                head: &$crate::ResponseHead,
            ) -> $crate::metadata::BodyFormat {
                $crate::generated::variant_format(head, Self::MEDIA)
            }

            fn media(
                &self,
                _action: &$crate::metadata::ActionInfo,
            ) -> ($crate::metadata::BodyFormat, &'static str) {
                let mut at = 0..;
                $(let next = at.next();
                if let Self::$variant { .. } = self {
                    return $crate::generated::variant_media(Self::MEDIA, next);
                })*
                $crate::generated::variant_media(Self::MEDIA, None)
            }

            fn status(&self, _action: &$crate::metadata::ActionInfo) -> u16 {
                self.status()
            }

            fn headers(&self) -> Result<$crate::generated::HeaderMap, $crate::wire::Fault> {
                match self {
                    $($crate::response_enum!(@bind _value $variant $($ty)?) => {
                        $crate::response_enum!(@headers _value $($ty)?)
                    })*
                }
            }

            fn to_body(&self, _action: &$crate::metadata::ActionInfo) -> Option<String> {
                match self {
                    $($crate::response_enum!(@bind value $variant $($ty)?) => {
                        $crate::response_enum!(@write value $status $($ty)?)
                    })*
                }
            }
        }
    };
    (@format) => { $crate::metadata::BodyFormat::Json };
    (@format $format:ident) => { $crate::metadata::BodyFormat::$format };
    (@from_raw $head:ident $body:ident $variant:ident) => { Ok(Some(Self::$variant)) };
    (@from_raw $head:ident $body:ident $variant:ident $ty:ty) => {
        <$ty as $crate::generated::Variant>::from_raw($head, $body).map(|value| value.map(Self::$variant))
    };
    (@to_raw $value:ident) => { None };
    (@to_raw $value:ident $ty:ty) => { $crate::generated::Variant::to_raw($value) };
    (@attached $value:ident) => { ::std::vec::Vec::new() };
    (@attached $value:ident $ty:ty) => { $crate::generated::Variant::attached($value) };
    (@read $head:ident $body:ident $variant:ident) => { Ok(Self::$variant) };
    (@read $head:ident $body:ident $variant:ident $ty:ty) => {
        <$ty as $crate::generated::Variant>::from_body($head, $body).map(Self::$variant)
    };
    (@nothing $head:ident $variant:ident) => { Ok(Some(Self::$variant)) };
    (@nothing $head:ident $variant:ident $ty:ty) => {
        <$ty as $crate::generated::Variant>::from_nothing($head).map(|value| value.map(Self::$variant))
    };
    (@headers $value:ident) => { Ok($crate::generated::HeaderMap::new()) };
    (@headers $value:ident $ty:ty) => { $crate::generated::Variant::headers($value) };
    (@bind $value:ident $variant:ident) => { Self::$variant };
    (@bind $value:ident $variant:ident $ty:ty) => { Self::$variant($value) };
    (@write $value:ident $status:literal) => { None };
    (@write $value:ident $status:literal $ty:ty) => {
        $crate::generated::Variant::to_body($value, $status)
    };
}
