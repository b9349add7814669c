//! One action for each form in which an answer comes, and what a client and a server make of it.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use bindery_runtime as rt;
use bytes::Bytes;
use rt::ErrorCode as _;
use rt::client::Caller as _;
use rt::facts::Style;
use rt::server::Route;
use rt::wire::Response as _;

use crate::demo::{Demo, Entry, ErrorCode, Number};
use crate::scripted::{Scripted, Step};
use crate::{arrival, wait};

/// An action, by functions that forget its type.
#[derive(Clone, Copy)]
pub struct Form {
    /// The name that tables use.
    pub name: &'static str,
    /// Reads an answer through a client.
    pub read: fn(u16, Bytes) -> Result<Read, Failed>,
    /// Has a server's backend fail, and reads through a client what comes of it.
    pub fail: fn(rt::Failure<ErrorCode>) -> (u16, String, Failed),
}

/// An answer that a client has read.
#[derive(Debug, PartialEq)]
pub struct Read {
    /// Its written form.
    pub written: String,
    /// What a server has sent whose backend gave this answer.
    pub served: String,
    /// The written form of what a client has read from that server.
    pub again: String,
}

/// A call that failed, as far as tables look at it.
#[derive(Debug, Default, PartialEq)]
pub struct Failed {
    /// Which variant of the error.
    pub is: &'static str,
    /// Its `{}`.
    pub text: String,
    /// The error's name, the number of an unknown one, or `none`.
    pub code: String,
    /// What it is about.
    pub kind: String,
    /// The details, as JSON.
    pub details: Option<String>,
}

/// What tables look at in an error.
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

/// A backend that gives one outcome, once.
struct Once<A: rt::Action>(Mutex<Option<rt::Outcome<A>>>);

fn router<A: rt::Action<Api = Demo>>(outcome: rt::Outcome<A>) -> Router {
    let route = Route::<Once<A>>::new::<A>(|once, request, context| {
        let outcome = once.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        Box::pin(async {
            match outcome {
                Some(outcome) => outcome,
                None => rt::server::not_implemented(request, context).await,
            }
        })
    });
    rt::server::Router::<Demo>::new()
        .mount(vec![route], Arc::new(Once::<A>(Mutex::new(Some(outcome)))))
        .into_axum()
        .expect("one action needs no log-in and collides with nothing")
}

fn call<A>(status: u16, body: Bytes) -> Result<A::Response, rt::Error<ErrorCode>>
where
    A: rt::Action<Api = Demo> + Default,
{
    let transport = Scripted::new([Step::answer(status, body)]);
    let client = rt::Client::<Demo>::builder().retries(0).build_over(transport).expect("it is complete");
    wait(client.call(A::default()))
}

/// What a server writes for an answer, by the runtime's own functions.
fn write<A: rt::Action>(answer: &A::Response) -> String {
    match answer.to_raw().filter(|_| !A::INFO.answer.media_type.is_json()) {
        Some(body) => String::from_utf8_lossy(&body).into_owned(),
        None => rt::encode::encode_answer::<A>(answer),
    }
}

fn read<A>(status: u16, body: Bytes) -> Result<Read, Failed>
where
    A: rt::Action<Api = Demo> + Default,
{
    let answer = call::<A>(status, body).map_err(|error| describe(&error))?;
    let written = write::<A>(&answer);
    let (status, served) = arrival::send_text(&router::<A>(Ok(answer)), arrival::form(A::INFO.path, ""));
    let again = match call::<A>(status, served.clone().into()) {
        Ok(answer) => write::<A>(&answer),
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
    /// What was booked.
    pub struct Booked {
        /// Under which number.
        id: i64 = rt::key("recordID").text(),
    }
}

rt::record! {
    /// An answer that is always the same.
    pub struct Stamp {}
    fixed { "success": "true", "message": "\"\"", }
}

rt::record! {
    /// An answer that says whether it is one.
    pub struct Surely {
        /// Whether it is.
        sure: bool = rt::key("sure").default("false"),
        /// Under which number.
        id: Option<i64> = rt::key("recordID"),
    }
}

macro_rules! forms {
    ($($(#[$doc:meta])* $request:ident $name:literal: $response:ty $(=> ($($facts:tt)*))?;)*) => {
        $(
            rt::record! {
                $(#[$doc])*
                #[derive(Default)]
                pub struct $request {}
            }

            impl rt::Action for $request {
                type Api = Demo;
                type Response = $response;
                const INFO: &'static rt::facts::ActionInfo =
                    &rt::facts::ActionInfo::new("answer", $name, concat!("/answer/", $name))$($($facts)*)?;
            }
        )*

        /// All forms.
        pub const FORMS: &[Form] =
            &[$(Form { name: $name, read: read::<$request>, fail: fail::<$request> },)*];
    };
}

/// The form of this name.
pub fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.name == name)
}

forms! {
    /// A record.
    AnswerRecord "record": Booked;
    /// A record, also accepted as its one field.
    AnswerBare "bare": Booked => (.bare("recordID"));
    /// Nothing but fixed fields.
    AnswerStamp "stamp": Stamp;
    /// Nothing but 'done'.
    AnswerDone "done": () => (.done());
    /// Nothing; the server writes `true`.
    AnswerEmits "emits": () => (.emits("true"));
    /// Nothing.
    AnswerNothing "nothing": ();
    /// A flag as a word.
    AnswerTitle "title": bool => (.answer(Style::Title).bare_text());
    /// A text, perhaps without quotes.
    AnswerToken "token": String => (.bare_text());
    /// A number that leaves as text and may come inside an object.
    AnswerNumber "number": Number => (.answer(Style::Text).unwrap(&["userID", "id"]).bare_text());
    /// A list.
    AnswerList "list": Vec<Entry>;
    /// A map of lists.
    AnswerMap "map": rt::Map<Vec<Entry>>;
    /// A list as JSON inside a text.
    AnswerInText "in-text": Vec<Entry> => (.answer(Style::JsonText));
    /// A record as JSON inside a text, also accepted as its one field.
    AnswerBareInText "bare-in-text": Booked => (.bare("recordID").answer(Style::JsonText));
    /// A record, its one field, or null.
    AnswerBareMaybe "bare-maybe": Option<Booked> => (.bare("recordID"));
    /// A list that may be missing.
    AnswerMaybe "maybe": Option<Vec<Entry>>;
    /// A record under a key that wraps all answers.
    AnswerWrapped "wrapped": Booked => (.wrapper("d"));
    /// A record under that key, or null.
    AnswerWrappedMaybe "wrapped-maybe": Option<Booked> => (.wrapper("d"));
    /// The body as it is.
    AnswerRaw "raw": rt::Bytes => (.raw());
    /// An action that fails in shapes of its own, and with a meaning of its own.
    AnswerPay "pay": Booked => (
        .failures(&[
            rt::facts::FailureUse::new("short").errors(&["technical"]),
            rt::facts::FailureUse::new("detailed").errors(&["too-much", "not-there"]),
        ])
        .meanings(&[("technical", rt::ErrorKind::Funds, "the wallet holds too little")])
    );
    /// An action that fails in the short shape, whatever it is.
    AnswerShort "short": Booked => (.failures(&[rt::facts::FailureUse::new("short")]));
    /// An action that fails where a flag is not true, be it that the flag is missing.
    AnswerUnsure "unsure": Surely => (
        .wrapper("d").failures(&[rt::facts::FailureUse::new("unsure")])
    );
    /// The same answer of an action that fails otherwise.
    AnswerSurely "surely": Surely => (.wrapper("d"));
}
