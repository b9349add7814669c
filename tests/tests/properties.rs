//! Properties of all values and all bytes: requests and responses arrive unchanged, no input makes either side panic or
//! hang, amounts keep each digit, secrets stay hidden.

#[path = "properties/addresses.rs"]
mod addresses;
#[path = "properties/agreement.rs"]
mod agreement;
#[path = "properties/bytes.rs"]
mod bytes;
#[path = "properties/fields.rs"]
mod fields;
#[path = "properties/secrets.rs"]
mod secrets;

use std::sync::{Arc, Mutex, PoisonError};

use bindery_runtime as rt;
use bindery_tests::demo::Demo;
use bindery_tests::wait;
use proptest::prelude::*;
use rt::server::{Route, Router};
use rt::wire::{Document, Out, Reader, Value, Visitor, Wire};
use rt::wire::{Fault, Key, Record};
use rt::{Action, Caller as _, InProcess};

use fields::{Fields, ResponseFields};

/// The same fields, sent in three places.
macro_rules! sent {
    ($($name:ident $word:literal ($($metadata:tt)*);)*) => {
        $(
            #[derive(Clone, Debug, PartialEq)]
            struct $name(Fields);

            impl Record for $name {
                const NAMES: &'static [&'static str] = Fields::NAMES;
                const KEYS: &'static [Key] = Fields::KEYS;
                fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                    <Fields as Record>::read(reader).map(Self)
                }
                fn visit<V: Visitor>(&self, other: &Self, visitor: V) -> V::Output {
                    self.0.visit(&other.0, visitor)
                }
            }

            impl Action for $name {
                type Api = Demo;
                type Response = ResponseFields;
                const INFO: &'static rt::metadata::ActionInfo =
                    &rt::metadata::ActionInfo::new("wide", $word, concat!("/wide/", $word))$($metadata)*;
            }
        )*
    };
}

sent! {
    InForm "form" ();
    InQuery "query" (.query());
    InJson "json" (.json());
}

/// A backend that records its request and returns a given response.
struct Desk<A> {
    got: Mutex<Option<A>>,
    response: ResponseFields,
}

/// Sends a request to a server with this response. Returns the received request and the received response.
fn through<A: Action<Api = Demo, Response = ResponseFields>>(
    request: A,
    response: ResponseFields,
) -> (Option<A>, Result<ResponseFields, String>) {
    let desk = Arc::new(Desk { got: Mutex::new(None), response });
    let route = Route::<Desk<A>>::new::<A>(|desk, request, _context| {
        *desk.got.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        Box::pin(std::future::ready(Ok(desk.response.clone())))
    });
    let router = Router::<Demo>::new().mount(vec![route], Arc::clone(&desk)).into_axum();
    let transport = InProcess::new(router.expect("one action collides with nothing"));
    let client = rt::Client::<Demo>::builder().build_over(transport).expect("it is complete");
    let back = wait(client.call(request)).map_err(|error| format!("{error:#}"));
    let got = desk.got.lock().unwrap_or_else(PoisonError::into_inner).take();
    (got, back)
}

proptest! {
    #[test]
    fn requests_and_responses_arrive_unchanged(request in fields::fields(), response in fields::response()) {
        let (got, back) = through(InForm(request.clone()), response.clone());
        prop_assert_eq!(back.as_ref(), Ok(&response));
        prop_assert_eq!(got.map(|got| got.0), Some(request.clone()), "in a form");

        let (got, back) = through(InQuery(request.clone()), response.clone());
        prop_assert_eq!(back.as_ref(), Ok(&response));
        prop_assert_eq!(got.map(|got| got.0), Some(request.clone()), "in a query");

        let (got, back) = through(InJson(request.clone()), response.clone());
        prop_assert_eq!(back.as_ref(), Ok(&response));
        prop_assert_eq!(got.map(|got| got.0), Some(request), "in JSON");
    }

    /// Equality of decimals ignores trailing zeros; the text does not.
    #[test]
    fn money_keeps_every_digit(amount in fields::decimal()) {
        let text = amount.to_string();
        for (value, form) in [(quoted(&text), "a text"), (text.clone(), "a number")] {
            let raw = rt::RawJson::from_text(value).expect("it is JSON");
            let read: rt::Decimal = read(raw.as_str()).expect("it is a number");
            prop_assert_eq!(read.to_string(), text.clone(), "as {}", form);
        }
        let read = rt::Decimal::read(&Value::Text(text.as_str().into())).expect("it is a number");
        prop_assert_eq!(&read.to_string(), &text);
        let mut written = String::new();
        amount.write(&mut Out::text(&mut written, rt::metadata::Encoding::Plain));
        prop_assert_eq!(written, text);
    }

    /// All digits of a number are kept, or reading fails. Nothing is rounded.
    #[test]
    fn digits_are_exact_or_rejected(sign in "-?", whole in "0|[1-9][0-9]{0,30}", decimals in "[0-9]{0,30}") {
        let text = if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") };
        match read::<rt::Decimal>(&text) {
            Ok(read) if text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.')) => prop_assert!(read.is_zero()),
            // Trailing zeros beyond the capacity do not count as lost digits.
            Ok(read) => {
                let rest = text.strip_prefix(&read.to_string());
                prop_assert!(rest.is_some_and(|rest| rest.bytes().all(|byte| matches!(byte, b'0' | b'.'))), "{} became {}", text, read);
            }
            Err(_) => prop_assert!(whole.len() + decimals.len() > 28, "{} fits", text),
        }
        match read::<i64>(&text) {
            Ok(read) => {
                let same = text.split('.').next().and_then(|whole| whole.parse().ok()) == Some(read);
                prop_assert!(same && decimals.bytes().all(|digit| digit == b'0'), "{} became {}", text, read);
            }
            Err(_) => prop_assert!(whole.len() > 18 || decimals.bytes().any(|digit| digit != b'0'), "{} fits", text),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON")
}

fn read<T: Wire>(json: &str) -> Result<T, Fault> {
    T::read(&Document::parse(json.as_bytes())?.value())
}
