//! One action for each way in which a field can travel: every scalar, every style, every mark of a key.
//!
//! Each kind is a record that is both the request that a server reads and echoes, and the answer that a client reads. So
//! one row of a wire table can be held against both sides.

use std::sync::Arc;

use bindery_runtime as rt;
use rt::client::RequestParts;
use rt::facts::Placement;
use rt::server::{Route, Router};

use crate::demo::{Amount, Colour, Demo, Entry, Label, Number, Session, Size, Tree};

/// A kind, by functions that forget its type.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The name that tables use.
    pub name: &'static str,
    /// Where its server stands.
    pub path: &'static str,
    /// Whether its only field is `v`, so that a row may give the value alone.
    pub single: bool,
    /// Reads an answer and gives its written form.
    pub answer: fn(u16, &bytes::Bytes) -> Result<String, String>,
    /// Whether a server reads these parameters, and they keep their limits.
    pub takes: fn(&rt::wire::Entries<'_>) -> bool,
    /// What a client sends for the value of an answer: the texts of a form, and a JSON object.
    pub encode: fn(&bytes::Bytes) -> Result<Encoded, String>,
}

/// A request of a kind, encoded for both of its places.
pub struct Encoded {
    /// The facts of the action.
    pub info: &'static rt::facts::ActionInfo,
    /// The parameters of the path, and all others for a form or a query.
    pub texts: RequestParts,
    /// The same, and all others as JSON.
    pub json: RequestParts,
}

fn answer<A: rt::Action<Response = A>>(status: u16, body: &bytes::Bytes) -> Result<String, String> {
    match rt::decode::decode_answer::<A>(status, body) {
        Ok(value) => Ok(rt::encode::encode_answer::<A>(&value)),
        Err(error) => Err(error.to_string()),
    }
}

fn encode<A: rt::Action<Response = A>>(body: &bytes::Bytes) -> Result<Encoded, String> {
    let value = rt::decode::decode_answer::<A>(200, body).map_err(|error| error.to_string())?;
    let sent = |placement| RequestParts::write(&value, placement).map_err(|fault| fault.to_string());
    let (texts, json) = (sent(Placement::Form)?, sent(Placement::Json)?);
    // The rules about which parameters go together are held by the client, not by the writer.
    RequestParts::of(&value).map_err(|fault| fault.to_string())?;
    Ok(Encoded { info: A::INFO, texts, json })
}

fn echo<A: rt::Action<Response = A>>() -> Route<()> {
    Route::<()>::new::<A>(|(), request, _context| Box::pin(std::future::ready(Ok(request))))
}

macro_rules! kinds {
    ($($module:ident $path:literal { $($field:ident: $ty:ty = rt::key($wire:literal)$(.$rule:ident($($argument:tt)*))*,)* } $(($($facts:tt)*))?;)*) => {
        $(
            mod $module {
                use super::*;

                rt::record! {
                    /// The kind's fields.
                    pub struct Fields {
                        $(
                            /// A field.
                            $field: $ty = rt::key($wire)$(.$rule($($argument)*))*,
                        )*
                    }
                }

                impl rt::Action for Fields {
                    type Api = Demo;
                    type Response = Self;
                    const INFO: &'static rt::facts::ActionInfo =
                        &rt::facts::ActionInfo::new("kind", stringify!($module), $path)$($($facts)*)?;
                }
            }
        )*

        /// All kinds.
        pub const KINDS: &[Kind] = &[$(Kind {
            name: stringify!($module),
            path: $path,
            single: is_single(<$module::Fields as rt::wire::Record>::NAMES),
            answer: answer::<$module::Fields>,
            takes: |entries| rt::wire::read_record::<$module::Fields>(entries, true).is_ok(),
            encode: encode::<$module::Fields>,
        },)*];

        /// A server that echoes what it has read, for all kinds.
        ///
        /// # Errors
        /// When two kinds have the same path.
        pub fn server() -> Result<axum::Router, rt::server::RouterError> {
            let routes = vec![$(echo::<$module::Fields>(),)*];
            Router::<Demo>::new().mount(routes, Arc::new(())).into_axum()
        }
    };
}

const fn is_single(names: &[&str]) -> bool {
    matches!(names, [name] if matches!(name.as_bytes(), b"v"))
}

/// The kind of this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

kinds! {
    // Numbers.
    int "/int" { v: i64 = rt::key("v"), };
    int_text "/int-text" { v: i64 = rt::key("v").text(), };
    two_digits "/two-digits" { v: i64 = rt::key("v").two_digits(), };
    int_limits "/int-limits" { v: i64 = rt::key("v").min(1).max(12), };
    money "/money" { v: rt::Decimal = rt::key("v"), };
    money_text "/money-text" { v: rt::Decimal = rt::key("v").text(), };
    cents "/cents" { v: rt::Decimal = rt::key("v").cents(), };
    money_limits "/money-limits" { v: rt::Decimal = rt::key("v").above(0).max(100), };
    number "/number" { v: Number = rt::key("v").max(9), };
    amount "/amount" { v: Amount = rt::key("v").cents(), };

    // Texts.
    string "/string" { v: String = rt::key("v"), };
    label "/label" { v: Label = rt::key("v").length(1, 3), };
    plus "/plus" { v: String = rt::key("v").plus(), };
    display_money "/display-money" { v: rt::DisplayMoney = rt::key("v"), };
    secret "/secret" { v: rt::Secret = rt::key("v"), };
    session "/session" { v: Session = rt::key("v").length(1, 8), };
    secrets "/secrets" { v: Vec<rt::Secret> = rt::key("v").json_text(), };
    password_short "/password-short" { v: rt::Md5Password = rt::key("v").length(4, 9), };
    password "/password" { v: rt::Md5Password = rt::key("v").length(1, 64), };

    // Flags.
    boolean "/boolean" { v: bool = rt::key("v"), };
    flag "/flag" { v: bool = rt::key("v").flag(), };
    title "/title" { v: bool = rt::key("v").title(), };
    valueless "/valueless" { v: bool = rt::key("v").valueless(), } (.valueless(&["v"]));
    bool_text "/bool-text" { v: bool = rt::key("v").text(), };

    // Dates and times.
    date "/date" { v: rt::Date = rt::key("v"), };
    date_time "/date-time" { v: rt::DateTime = rt::key("v"), };
    timestamp "/timestamp" { v: rt::Timestamp = rt::key("v"), };
    timestamp_text "/timestamp-text" { v: rt::Timestamp = rt::key("v").text(), };
    milliseconds "/milliseconds" { v: rt::Timestamp = rt::key("v").milliseconds(), };

    script_date "/script-date" { v: rt::ScriptDate = rt::key("v"), };

    // Bytes.
    base64 "/base64" { v: rt::Bytes = rt::key("v"), };
    numbers "/numbers" { v: rt::Bytes = rt::key("v").numbers(), };

    // Enums.
    colour "/colour" { v: Colour = rt::key("v").known(), };
    colour_text "/colour-text" { v: Colour = rt::key("v").text(), };
    size "/size" { v: Size = rt::key("v").known(), };

    // Lists, maps, records, anything.
    list "/list" { v: Vec<i64> = rt::key("v"), };
    list_text "/list-text" { v: Vec<String> = rt::key("v").json_text(), };
    colours "/colours" { v: Vec<Colour> = rt::key("v").known(), };
    bare_single "/bare-single" { v: Vec<Entry> = rt::key("v").bare_single(), };
    map "/map" { v: rt::Map<rt::Decimal> = rt::key("v"), };
    list_when_empty "/list-when-empty" { v: rt::Map<i64> = rt::key("v").list_when_empty(), };
    map_text "/map-text" { v: Option<rt::Map<rt::Json>> = rt::key("v").json_text().none(&["", "[]", "{}"]), };
    colour_map "/colour-map" { v: rt::Map<Colour> = rt::key("v").known(), };
    record "/record" { v: Entry = rt::key("v"), };
    record_text "/record-text" { v: Entry = rt::key("v").json_text(), };
    tree "/tree" { v: Tree = rt::key("v"), };
    json "/json" { v: rt::Json = rt::key("v"), };
    json_text "/json-text" { v: rt::Json = rt::key("v").json_text(), };

    // What a key may say.
    optional "/optional" { v: Option<i64> = rt::key("v"), };
    nullable "/nullable" { v: Option<i64> = rt::key("v").nullable(), };
    none "/none" { v: Option<String> = rt::key("v").none(&["", "0"]), };
    none_null "/none-null" { v: Option<i64> = rt::key("v").none(&["", "0", "null"]).numeric().nullable(), };
    default "/default" { v: i64 = rt::key("v").default("7"), };
    default_text "/default-text" { v: String = rt::key("v").default(""), };
    also "/also" { v: String = rt::key("v").also(&["V", "value"]), };
    needs "/needs" {
        month: Option<i64> = rt::key("month").two_digits().needs("year"),
        year: Option<i64> = rt::key("year").none(&[""]),
    };
    one_of "/one-of" {
        mail: Option<String> = rt::key("mail"),
        code: Option<String> = rt::key("code"),
        reset: Option<bool> = rt::key("reset").flag(),
    } (.one_of(&[&["mail", "code"], &["reset"]]).flags(&["reset"]));
    one_of_any "/one-of-any" {
        number: Option<i64> = rt::key("number").also(&["no"]),
        word: Option<String> = rt::key("word"),
        now: Option<bool> = rt::key("now").valueless(),
    } (.one_of(&[&["number"], &["word"], &["now"]]).flags(&["now"]).valueless(&["now"]));
    needs_json "/needs-json" {
        month: Option<i64> = rt::key("month").two_digits().needs("year"),
        year: Option<i64> = rt::key("year"),
    } (.json());
    one_of_json "/one-of-json" {
        mail: Option<String> = rt::key("mail"),
        code: Option<String> = rt::key("code"),
        reset: Option<bool> = rt::key("reset").flag(),
    } (.json().one_of(&[&["mail", "code"], &["reset"]]).flags(&["reset"]));
    others "/others" {
        v: i64 = rt::key("v"),
        rest: rt::Map<rt::Json> = rt::key("rest").others(),
    } (.json());
    path "/path/{id}/x" { id: String = rt::key("id").in_path(), n: Option<i64> = rt::key("n"), };
}
