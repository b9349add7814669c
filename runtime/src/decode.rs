//! Reading of responses: success values and error responses, told apart by the body first and the status second.
//!
//! The expected response and the error table are parameters: generated code has them as types, the command has them as
//! values of a model. Both read responses with the same code.

use std::marker::PhantomData;

use bindery_vocabulary::is_success;
use bytes::Bytes;

#[cfg(feature = "content")]
use crate::Content;
use crate::failure;
pub use crate::failure::{ErrorTable, FailureParts, is_failure};
pub use crate::headed::header_entries;
use crate::packing::packed;
use crate::response::in_envelope;
pub use crate::response::{read_nothing, read_one};
#[cfg(feature = "content")]
use crate::wire::Attachment;
use crate::wire::{Document, Shape, Value, read_flag, without_mark};
use crate::{
    Action, ActionInfo, Api, ApiError, Body, BodyFormat, Code, CodeValue, DecodeError, Error, ErrorCode,
    ErrorFormat, Fault, HttpError, Response, ResponseHead, WithHead,
};

/// Expected success value of a response.
pub trait Expected {
    /// Type of the success value.
    type Response;

    /// Whether the documents name this status for a response of the action.
    fn is_documented(&self, action: &ActionInfo, status: u16) -> bool;

    /// Returns how the body of a documented response with this head is read.
    fn format(&self, action: &ActionInfo, head: &ResponseHead) -> BodyFormat;

    /// Reads the success value from the head and the body of a response.
    ///
    /// # Errors
    /// When a value is missing or not as expected; the fault names its path.
    fn read(
        &self,
        action: &ActionInfo,
        head: &ResponseHead,
        body: &Value<'_>,
    ) -> Result<Self::Response, Fault>;

    /// Returns the value that an empty body means under this head; `None` when an empty body is not a valid response.
    ///
    /// # Errors
    /// When a header is missing or not as expected.
    fn read_empty(&self, action: &ActionInfo, head: &ResponseHead) -> Result<Option<Self::Response>, Fault>;

    /// Reads the success value from the head and a body that is not JSON; `None` when the value cannot be such a body.
    ///
    /// # Errors
    /// When a header is missing or not as expected.
    fn read_raw(&self, head: &ResponseHead, body: &[u8]) -> Result<Option<Self::Response>, Fault>;
}

/// Reason why a response has no success value.
#[derive(Debug)]
pub enum Undecoded<E> {
    /// The response is an error response of the API.
    Failed(FailureParts<E>),
    /// The login was rejected (HTTP 401), without an error code. Holds the message; empty when there is none.
    Unauthorized(String),
    /// The status reports an error, and the body is not an error response of the API.
    Foreign,
    /// The body is not a response of the action.
    Unreadable(Fault),
}

/// Reads the success value of a response, or the reason why there is none.
///
/// A documented status other than 2xx, such as a 404 that means 'no', says more than the body: the response is only read
/// as an error if it is not as documented.
///
/// # Errors
/// When the response is an error response or cannot be read; see [`Undecoded`].
pub fn decode<X: Expected, T: ErrorTable>(
    (action, expected): (&ActionInfo, &X),
    (formats, usual, table): (&[ErrorFormat], &str, &T),
    head: &ResponseHead,
    body: &[u8],
) -> Result<X::Response, Undecoded<T::Error>> {
    let status = head.status;
    let is_success = is_success(status);
    let is_outcome = !is_success && expected.is_documented(action, status);
    let label = head.headers.text("content-type");
    let packing = if body.is_empty() { None } else { packed(&head.headers) };
    // A stream that was collected, as by `call`, is read like any other raw body.
    let is_raw = (is_success || is_outcome) && !expected.format(action, head).is_json();
    // JSON in place of another media type is the value too, unless it is an error response.
    let is_error = || {
        let document = Document::parse(body).ok();
        let found = document
            .and_then(|document| failure::of_json((action, formats, usual), table, head, &document.value()));
        found.is_some()
    };
    if is_raw && (action.response.has_media(label) || !is_error()) {
        if let Some(fault) = packing {
            return Err(Undecoded::Unreadable(fault));
        }
        return expected.read_raw(head, body).map_err(Undecoded::Unreadable)?.ok_or_else(|| {
            let is_text = std::str::from_utf8(body).is_ok();
            let what = if is_text { "of the response's type" } else { "text in UTF-8" };
            Undecoded::Unreadable(Fault::limit(format!("the body is not {what}")))
        });
    }
    // What can be read is not packed, whatever its header says.
    let is_packed = packing.is_some();
    let document = Document::parse(body).map_err(|fault| packing.unwrap_or(fault));
    let parsed = document.as_ref().map(Document::value);
    // A body that is not JSON may be plain text.
    let text = if document.is_err() && !is_packed { body_text(body) } else { None };
    let mut unread = None;
    if is_outcome {
        match read_success((action, expected), head, (parsed.as_ref(), text)) {
            Ok(value) => return Ok(value),
            Err(why) => unread = Some(why),
        }
    }
    let found = match &parsed {
        Ok(value) => failure::of_json((action, formats, usual), table, head, value),
        Err(_) => text.and_then(|text| failure::of_text((action, formats), table, head, text)),
    };
    match found {
        // The API's own error says more than the status.
        Some(found) if status != 401 || found.code.is_some() => return Err(Undecoded::Failed(found)),
        found if status == 401 => {
            return Err(Undecoded::Unauthorized(found.map(|found| found.message).unwrap_or_default()));
        }
        _ if !is_success => return Err(unread.unwrap_or(Undecoded::Foreign)),
        _ => {}
    }
    read_success((action, expected), head, (parsed.as_ref(), text))
}

/// Reads a success value from a body: parsed JSON, or text that is not JSON.
fn read_success<X: Expected, E>(
    (action, expected): (&ActionInfo, &X),
    head: &ResponseHead,
    (parsed, text): (Result<&Value<'_>, &&Fault>, Option<&str>),
) -> Result<X::Response, Undecoded<E>> {
    let read = |value: &Value<'_>| match !action.response.done || says_done(value)? {
        true => expected.read(action, head, value).map(Some),
        false => Ok(None),
    };
    let reply = match (parsed, text) {
        (Ok(value), _) => match action.response.envelope {
            None => read(value),
            Some(envelope) => in_envelope(envelope.path, value, |inner| match inner {
                Some(inner) => read(inner),
                None => match expected.read_empty(action, head)? {
                    Some(value) => Ok(Some(value)),
                    None => Err(Fault::absent()),
                },
            }),
        },
        // Text that starts like the page of a proxy is not a token.
        (Err(_), Some(text)) if action.response.bare_text && !text.is_empty() && !text.starts_with('<') => {
            read(&Value::Text(text.into()))
        }
        // An outcome without content is known by its status, whatever text comes with it.
        (Err(fault), text) if text == Some("") || !is_success(head.status) => {
            match expected.read_empty(action, head) {
                Ok(None) => Err((*fault).clone()),
                read => read,
            }
        }
        (Err(fault), _) => Err((*fault).clone()),
    };
    let reply = reply.map_err(Undecoded::Unreadable)?;
    reply.ok_or_else(|| Undecoded::Failed(FailureParts::default()))
}

/// Reads the response of an action: its success value, or the error that it reports. A number is a head without
/// headers.
///
/// # Errors
/// When the response is an error response, is not from this API, or cannot be read.
pub fn decode_response<A: Action>(
    head: impl Into<ResponseHead>,
    body: &Bytes,
) -> Result<A::Response, Error<Code<A>>> {
    decode_with_head::<A>(head.into(), body).map(|response| response.value)
}

/// Reads the response of an action as [`decode_response`] does, and returns its head too.
///
/// # Errors
/// When the response is an error response, is not from this API, or cannot be read.
pub fn decode_with_head<A: Action>(
    head: ResponseHead,
    body: &Bytes,
) -> Result<WithHead<A::Response>, Error<Code<A>>> {
    let action = A::INFO;
    let (api, table) = (<A::Api as Api>::INFO, Table::<Code<A>>(PhantomData));
    let response = decode(
        (action, &Typed::<A>(PhantomData)),
        (api.error_formats, api.error_format, &table),
        &head,
        body,
    );
    let why = match response {
        Ok(value) => return Ok(WithHead::new(head, value)),
        Err(why) => why,
    };
    let ResponseHead { status, headers } = head;
    let (body, retry_after, unverified) = (Body(body.clone()), None, false);
    let http = |message, headers, body| {
        Box::new(HttpError { action, status, headers, message, body, retry_after, unverified })
    };
    Err(match why {
        Undecoded::Failed(parts) => Error::Api(Box::new(ApiError {
            action,
            status,
            headers,
            code: parts.code,
            message: parts.message,
            details: parts.details,
            others: parts.others,
            body,
            retry_after: parts.retry_after,
            unverified,
        })),
        Undecoded::Unauthorized(message) => Error::Unauthorized(http(message, headers, body)),
        Undecoded::Foreign => Error::Http(http(String::new(), headers, body)),
        Undecoded::Unreadable(fault) => {
            Error::Decode(Box::new(DecodeError { action, status, headers, fault, body }))
        }
    })
}

/// Expected success value of a generated action type.
struct Typed<A>(PhantomData<A>);

impl<A: Action> Expected for Typed<A> {
    type Response = A::Response;

    fn is_documented(&self, action: &ActionInfo, status: u16) -> bool {
        A::Response::is_documented(action, status)
    }

    fn format(&self, action: &ActionInfo, head: &ResponseHead) -> BodyFormat {
        A::Response::format(action, head)
    }

    fn read(&self, action: &ActionInfo, head: &ResponseHead, body: &Value<'_>) -> Result<A::Response, Fault> {
        A::Response::from_body(action, head, body)
    }

    fn read_empty(&self, action: &ActionInfo, head: &ResponseHead) -> Result<Option<A::Response>, Fault> {
        A::Response::from_nothing(action, head)
    }

    fn read_raw(&self, head: &ResponseHead, body: &[u8]) -> Result<Option<A::Response>, Fault> {
        #[cfg(feature = "content")]
        if A::Response::format(A::INFO, head).is_stream() {
            return streamed::<A>(head, Content::from(body.to_vec())).map(Some);
        }
        A::Response::from_raw(head, body)
    }
}

/// Reads a success value from a body that is a stream, which may be collected.
#[cfg(feature = "content")]
pub(crate) fn streamed<A: Action>(head: &ResponseHead, content: Content) -> Result<A::Response, Fault> {
    let content = content.of_response(head, A::INFO.response.end);
    A::Response::from_body(A::INFO, head, &Value::Attached(Attachment::new(content)))
}

/// Error table of a generated error enum.
struct Table<E>(PhantomData<E>);

impl<E: ErrorCode> ErrorTable for Table<E> {
    type Error = E;

    fn of_code(&self, value: &Value<'_>) -> Option<E> {
        E::Value::find(value).map(E::from_code)
    }

    fn of_text(&self, text: &str) -> Option<E> {
        E::from_text(text)
    }

    fn of_status(&self, status: u16) -> Option<E> {
        E::from_status(status)
    }

    fn has_text_codes(&self) -> bool {
        E::Value::IS_TEXT
    }
}

/// Returns the text of a body without byte order mark and surrounding whitespace. `None` means that the body is not
/// UTF-8; an empty body is an empty text.
pub fn body_text(body: &[u8]) -> Option<&str> {
    Some(std::str::from_utf8(without_mark(body)).ok()?.trim())
}

/// Whether a response that only reports success does so. An object that is not an error response counts as success.
fn says_done(value: &Value<'_>) -> Result<bool, Fault> {
    match value.shape() {
        Shape::Object => Ok(true),
        _ => read_flag(value),
    }
}
