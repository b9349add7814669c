//! Actions for all kinds of responses, one each, with their handling by a client and a server.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use bindery_runtime as rt;
use bytes::Bytes;
use rt::ErrorCode as _;
use rt::client::Caller as _;
use rt::metadata::Encoding;
use rt::server::Route;
use rt::wire::Response as _;

use crate::demo::{Demo, Entry, ErrorCode, Number};
use crate::scripted::{ScriptStep, Scripted};
use crate::{arrival, wait};

/// An action, with functions that hide its type.
#[derive(Clone, Copy)]
pub struct ResponseForm {
    /// The name that tables use.
    pub name: &'static str,
    /// Reads a response through a client.
    pub read: fn(u16, Bytes) -> Result<Read, Failed>,
    /// Makes the backend of a server fail, and reads the response through a client.
    pub fail: fn(rt::Failure<ErrorCode>) -> (u16, String, Failed),
}

/// A response as a client reads it.
#[derive(Debug, PartialEq)]
pub struct Read {
    /// Its written form.
    pub written: String,
    /// The body that a server sends when its backend returns this response.
    pub served: String,
    /// The written form of the value that a client read from that server.
    pub again: String,
}

/// A failed call, with the properties that tables compare.
#[derive(Debug, Default, PartialEq)]
pub struct Failed {
    /// Name of the error variant.
    pub is: &'static str,
    /// Its `{}`.
    pub text: String,
    /// Name of the error, number of an unknown one, or `none`.
    pub code: String,
    /// Kind of the error.
    pub kind: String,
    /// The details, as JSON.
    pub details: Option<String>,
}

/// Returns the properties of an error that tables compare.
pub fn describe(error: &rt::Error<ErrorCode>) -> Failed {
    let is = match error {
        rt::Error::Api(_) => "api",
        rt::Error::Unauthorized(_) => "unauthorized",
        rt::Error::Http(_) => "http",
        rt::Error::Transport(_) => "transport",
        rt::Error::Timeout(_) => "timeout",
        rt::Error::Decode(_) => "decode",
        rt::Error::Request(_) => "request",
        rt::Error::Setup(_) => "setup",
        rt::Error::NotImplemented(_) => "not-implemented",
        _ => "new",
    };
    let code = match error.code() {
        None => "none".to_owned(),
        Some(ErrorCode::Unknown(code)) => code.to_string(),
        Some(code) => code.entry().map_or("?", |entry| entry.name).to_owned(),
    };
    let details = error.api().and_then(|error| error.details.as_ref());
    Failed {
        is,
        text: error.to_string(),
        code,
        kind: format!("{:?}", error.kind()),
        details: details.map(|json| json.as_str().to_owned()),
    }
}

/// A backend that returns one result, once.
struct Once<A: rt::Action>(Mutex<Option<rt::BackendResult<A>>>);

fn router<A: rt::Action<Api = Demo>>(variant: rt::BackendResult<A>) -> Router {
    let route = Route::<Once<A>>::new::<A>(|once, request, context| {
        let variant = once.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        Box::pin(async {
            match variant {
                Some(variant) => variant,
                None => rt::server::not_implemented(request, context).await,
            }
        })
    });
    rt::server::Router::<Demo>::new()
        .mount(vec![route], Arc::new(Once::<A>(Mutex::new(Some(variant)))))
        .into_axum()
        .expect("the only action needs no login and collides with nothing")
}

fn call<A>(status: u16, body: Bytes) -> Result<A::Response, rt::Error<ErrorCode>>
where
    A: rt::Action<Api = Demo> + Default,
{
    let transport = Scripted::new([ScriptStep::response(status, body)]);
    let client = rt::Client::<Demo>::builder().retries(0).build_over(transport).expect("it is complete");
    wait(client.call(A::default()))
}

/// Writes a response with the runtime's own functions, as a server does.
fn write<A: rt::Action>(response: &A::Response) -> String {
    match response.to_raw().filter(|_| !A::INFO.response.format.is_json()) {
        Some(body) => String::from_utf8_lossy(&body).into_owned(),
        None => rt::encode::encode_response::<A>(response),
    }
}

fn read<A>(status: u16, body: Bytes) -> Result<Read, Failed>
where
    A: rt::Action<Api = Demo> + Default,
{
    let response = call::<A>(status, body).map_err(|error| describe(&error))?;
    let written = write::<A>(&response);
    let (status, served) = arrival::send_text(&router::<A>(Ok(response)), arrival::form(A::INFO.path, ""));
    let again = match call::<A>(status, served.clone().into()) {
        Ok(response) => write::<A>(&response),
        Err(error) => error.to_string(),
    };
    Ok(Read { written, served, again })
}

fn fail<A>(failure: rt::Failure<ErrorCode>) -> (u16, String, Failed)
where
    A: rt::Action<Api = Demo> + Default,
{
    let (status, body) = arrival::send_text(&router::<A>(Err(failure)), arrival::form(A::INFO.path, ""));
    let failed =
        call::<A>(status, body.clone().into()).map_or_else(|error| describe(&error), |_| Failed::default());
    (status, body, failed)
}

rt::record! {
    /// A booking.
    pub struct Booked {
        /// Under which number.
        id: i64 = rt::key("recordID").json_string(),
    }
}

rt::record! {
    /// A response that is always the same.
    pub struct Stamp {}
    fixed { "success": "true", "message": "\"\"", }
}

rt::record! {
    /// A response with a boolean that marks it as a success.
    pub struct Surely {
        /// Whether it is.
        sure: bool = rt::key("sure").default("false"),
        /// Under which number.
        id: Option<i64> = rt::key("recordID"),
    }
}

macro_rules! forms {
    ($($(#[$doc:meta])* $request:ident $name:literal: $response:ty $(=> ($($metadata:tt)*))?;)*) => {
        $(
            rt::record! {
                $(#[$doc])*
                #[derive(Default)]
                pub struct $request {}
            }

            impl rt::Action for $request {
                type Api = Demo;
                type Response = $response;
                const INFO: &'static rt::metadata::ActionInfo =
                    &rt::metadata::ActionInfo::new("response", $name, concat!("/response/", $name))$($($metadata)*)?;
            }
        )*

        /// All forms.
        pub const FORMS: &[ResponseForm] =
            &[$(ResponseForm { name: $name, read: read::<$request>, fail: fail::<$request> },)*];
    };
}

/// Returns the kind with this name.
pub fn form(name: &str) -> Option<&'static ResponseForm> {
    FORMS.iter().find(|form| form.name == name)
}

forms! {
    /// A record.
    ReturnsRecord "record": Booked;
    /// A record, also accepted as its one field.
    ReturnsBare "bare": Booked => (.bare("recordID"));
    /// Fixed fields only.
    ReturnsStamp "stamp": Stamp;
    /// A confirmation without data.
    ReturnsDone "done": () => (.done());
    /// No content; the server writes `true`.
    ReturnsEmits "emits": () => (.emits("true"));
    /// Nothing.
    ReturnsNothing "nothing": ();
    /// A boolean as a word.
    ReturnsTitle "title": bool => (.encoding(Encoding::Capitalized).bare_text());
    /// A string, possibly without quotes.
    ReturnsToken "token": String => (.bare_text());
    /// A number that is sent as a string, and accepted inside an object.
    ReturnsNumber "number": Number => (.encoding(Encoding::JsonString).unwrap(&["userID", "id"]).bare_text());
    /// A list.
    ReturnsList "list": Vec<Entry>;
    /// A map of lists.
    ReturnsMap "map": rt::Map<Vec<Entry>>;
    /// A list as JSON inside a string.
    ReturnsInText "in-text": Vec<Entry> => (.encoding(Encoding::EmbeddedJson));
    /// A record as JSON inside a string, also accepted as its one field.
    ReturnsBareInText "bare-in-text": Booked => (.bare("recordID").encoding(Encoding::EmbeddedJson));
    /// A record, its one field, or null.
    ReturnsBareMaybe "bare-maybe": Option<Booked> => (.bare("recordID"));
    /// A list that may be missing.
    ReturnsMaybe "maybe": Option<Vec<Entry>>;
    /// A record in the envelope of all responses.
    ReturnsWrapped "wrapped": Booked => (.envelope(&["d"], "{\"d\":", "}"));
    /// A record under that key, or null.
    ReturnsWrappedMaybe "wrapped-maybe": Option<Booked> => (.envelope(&["d"], "{\"d\":", "}"));
    /// The raw body.
    ReturnsRaw "raw": rt::Base64Bytes => (.raw());
    /// An action with its own error formats, and its own meaning of an error.
    ReturnsPay "pay": Booked => (
        .error_formats(&[
            rt::metadata::ErrorFormatUse::new("short").errors(&["technical"]),
            rt::metadata::ErrorFormatUse::new("detailed").errors(&["too-much", "not-there"]),
        ])
        .meanings(&[("technical", rt::ErrorKind::Funds, "the wallet holds too little")])
    );
    /// An action with the short error format for all errors.
    ReturnsShort "short": Booked => (.error_formats(&[rt::metadata::ErrorFormatUse::new("short")]));
    /// An action with error responses if a boolean is not true, or missing.
    ReturnsUnsure "unsure": Surely => (
        .envelope(&["d"], "{\"d\":", "}").error_formats(&[rt::metadata::ErrorFormatUse::new("unsure")])
    );
    /// The same response of an action with another error format.
    ReturnsSurely "surely": Surely => (.envelope(&["d"], "{\"d\":", "}"));
}
