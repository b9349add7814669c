//! Versions of an API with other error formats, each with the types that the macro generates for it.

use std::collections::BTreeMap;
use std::time::Duration;

use bindery_runtime as rt;
use bytes::Bytes;
use rt::decode::decode_response;
use rt::encode::encode_failure;
use rt::{Action, Code, ErrorCode as _, Failure, RawJson, ResponseHead};

/// An error that a backend returns: its name, and what is said of it.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) error: &'static str,
    pub(crate) message: Option<&'static str>,
    pub(crate) details: Option<&'static str>,
    pub(crate) wait: Option<Duration>,
    pub(crate) other: Option<&'static str>,
}

/// An error response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

/// Parts of an error that a client has read.
pub(crate) type Parts = BTreeMap<&'static str, String>;

/// The server and the client of an action.
pub(crate) struct Ends {
    /// Writes an error.
    pub(crate) write: fn(&Sent) -> Message,
    /// Reads an error; fails if the response is not known as one.
    pub(crate) read: fn(&Message) -> Result<Parts, String>,
}

/// A version of the API.
pub(crate) struct Version {
    pub(crate) name: &'static str,
    /// The actions with the usual error format, and with another one.
    pub(crate) actions: [Ends; 2],
}

fn write<A: Action>(sent: &Sent) -> Message {
    let failure = |name: &str| Failure::from(Code::<A>::from_name(name).expect("an error of the API"));
    let mut failed = failure(sent.error);
    failed.message = sent.message.map(str::to_owned);
    failed.details = sent.details.map(|json| RawJson::from_text(json).expect("details are JSON"));
    failed.retry_after = sent.wait;
    failed.others.extend(sent.other.map(failure));
    let written = encode_failure::<A::Api>(Some(A::INFO), &failed);
    Message { status: written.status, headers: written.headers, body: written.body }
}

fn read<A: Action>(message: &Message) -> Result<Parts, String> {
    let head = ResponseHead::new(message.status, message.headers.clone());
    let error = match decode_response::<A>(head, &Bytes::from(message.body.clone())) {
        Ok(_) => return Err("it is read as a success".to_owned()),
        Err(error) => error,
    };
    let api = error.api().ok_or_else(|| format!("it is no error of the API: {error}"))?;
    let entry = api.code.as_ref().and_then(|code| code.entry());
    let name = entry.map(|entry| entry.name.to_owned()).ok_or_else(|| format!("unknown error: {api:?}"))?;
    let mut parts = Parts::from([("error", name), ("message", api.message.clone())]);
    parts.extend(api.details.as_ref().map(|details| ("details", details.as_str().to_owned())));
    // The wait is in a header anyway.
    let others: Vec<String> = api.others.iter().map(|other| format!("{:?}", other.code)).collect();
    parts.insert("others", others.join(", "));
    Ok(parts)
}

const fn ends<A: Action>() -> Ends {
    Ends { write: write::<A>, read: read::<A> }
}

macro_rules! version {
    ($name:ident) => {
        Version {
            name: stringify!($name),
            actions: [ends::<$name::only::Nested>(), ends::<$name::only::Listed>()],
        }
    };
}

macro_rules! versions {
    ($($name:ident = $overlay:literal,)*) => {
        $(
            #[allow(dead_code, unreachable_pub)] // only errors are used
            mod $name {
                bindery_macros::api!("tests/formats/base", types, overlay = $overlay);
            }
        )*

        /// All versions except the base.
        pub(crate) const VERSIONS: &[Version] = &[$(version!($name),)*];
    };
}

#[allow(dead_code, unreachable_pub)]
mod base {
    bindery_macros::api!("tests/formats/base", types);
}

/// The version that the others are compared with.
pub(crate) const BASE: Version = version!(base);

versions! {
    code_moves = "tests/formats/code_moves.yaml",
    message_moves = "tests/formats/message_moves.yaml",
    message_removed = "tests/formats/message_removed.yaml",
    constant_changed = "tests/formats/constant_changed.yaml",
    status_added = "tests/formats/status_added.yaml",
    wait_added = "tests/formats/wait_added.yaml",
    code_as_text = "tests/formats/code_as_text.yaml",
    list_becomes_one = "tests/formats/list_becomes_one.yaml",
    one_becomes_list = "tests/formats/one_becomes_list.yaml",
    signal_replaced = "tests/formats/signal_replaced.yaml",
    signal_stricter = "tests/formats/signal_stricter.yaml",
    format_status = "tests/formats/format_status.yaml",
    format_media = "tests/formats/format_media.yaml",
    details_added = "tests/formats/details_added.yaml",
    details_removed = "tests/formats/details_removed.yaml",
    details_moved = "tests/formats/details_moved.yaml",
    use_changed = "tests/formats/use_changed.yaml",
    usual_changed = "tests/formats/usual_changed.yaml",
    error_code = "tests/formats/error_code.yaml",
    error_status = "tests/formats/error_status.yaml",
    error_text = "tests/formats/error_text.yaml",
    error_added = "tests/formats/error_added.yaml",
    header_added = "tests/formats/header_added.yaml",
}
