//! Actions for all kinds of fields, one each: every scalar, every encoding, every option of a key.
//!
//! Each kind is a record that is both the request that a server reads and echoes, and the response that a client reads,
//! so that one row of a wire table tests both sides.

use std::sync::Arc;

use bindery_runtime as rt;
use rt::client::RequestParts;
use rt::metadata::Place;
use rt::server::{Route, Router};

use crate::demo::{Amount, Colour, Demo, Entry, Label, Number, Session, Size, Tree};
use crate::unions::{Candle, ChatId, Customer, Means};

/// A kind, with functions that hide its type.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The name that tables use.
    pub name: &'static str,
    /// Path of its action.
    pub path: &'static str,
    /// Whether `v` is its only field, so that a row may contain the value alone.
    pub single: bool,
    /// Reads a response and returns its written form.
    pub response: fn(u16, &bytes::Bytes) -> Result<String, String>,
    /// Whether a server reads these parameters and they are within their limits.
    pub takes: fn(&rt::wire::Entries<'_>) -> bool,
    /// Returns what a client sends for the value of a response: the texts of a form, and a JSON object.
    pub encode: fn(&bytes::Bytes) -> Result<Encoded, String>,
}

/// A request of a kind, in both encodings.
pub struct Encoded {
    /// Metadata of the action.
    pub info: &'static rt::metadata::ActionInfo,
    /// Path parameters, and all others as texts for a form or a query.
    pub texts: RequestParts,
    /// Path parameters, and all others as JSON.
    pub json: RequestParts,
}

fn response<A: rt::Action<Response = A>>(status: u16, body: &bytes::Bytes) -> Result<String, String> {
    match rt::decode::decode_response::<A>(status, body) {
        Ok(value) => Ok(rt::encode::encode_response::<A>(&value)),
        Err(error) => Err(error.to_string()),
    }
}

fn encode<A: rt::Action<Response = A>>(body: &bytes::Bytes) -> Result<Encoded, String> {
    let value = rt::decode::decode_response::<A>(200, body).map_err(|error| error.to_string())?;
    let sent = |placement| RequestParts::write(&value, placement).map_err(|fault| fault.to_string());
    let (texts, json) = (sent(Place::Form)?, sent(Place::Json)?);
    // The client checks the rules about combinations of parameters, not the writer.
    RequestParts::from_action(&value).map_err(|fault| fault.to_string())?;
    Ok(Encoded { info: A::INFO, texts, json })
}

fn echo<A: rt::Action<Response = A>>() -> Route<()> {
    Route::<()>::new::<A>(|(), request, _context| Box::pin(std::future::ready(Ok(request))))
}

macro_rules! kinds {
    ($($module:ident $path:literal { $($field:ident: $ty:ty = rt::key($wire:literal)$(.$rule:ident($($argument:tt)*))*,)* } $(($($metadata:tt)*))?;)*) => {
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
                    const INFO: &'static rt::metadata::ActionInfo =
                        &rt::metadata::ActionInfo::new("kind", stringify!($module), $path)$($($metadata)*)?;
                }
            }
        )*

        /// All kinds.
        pub const KINDS: &[Kind] = &[$(Kind {
            name: stringify!($module),
            path: $path,
            single: is_single(<$module::Fields as rt::wire::Record>::NAMES),
            response: response::<$module::Fields>,
            takes: |entries| {
                rt::wire::read_record::<$module::Fields>(entries, true).is_ok()
                    && rt::wire::check_related(entries, <$module::Fields as rt::wire::Record>::KEYS).is_ok()
            },
            encode: encode::<$module::Fields>,
        },)*];

        /// Returns a server that echoes the request for all kinds.
        ///
        /// # Errors
        /// Fails if two kinds have the same path.
        pub fn server() -> Result<axum::Router, rt::server::RouterError> {
            let routes = vec![$(echo::<$module::Fields>(),)*];
            Router::<Demo>::new().mount(routes, Arc::new(())).into_axum()
        }
    };
}

const fn is_single(names: &[&str]) -> bool {
    matches!(names, [name] if matches!(name.as_bytes(), b"v"))
}

/// Returns the kind with this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

kinds! {
    // Numbers.
    int "/int" { v: i64 = rt::key("v"), };
    int_text "/int-text" { v: i64 = rt::key("v").json_string(), };
    two_digits "/two-digits" { v: i64 = rt::key("v").two_digits(), };
    int_limits "/int-limits" { v: i64 = rt::key("v").min(1).max(12), };
    uint "/uint" { v: u64 = rt::key("v"), };
    float "/float" { v: f64 = rt::key("v"), };
    decimal "/decimal" { v: rt::Decimal = rt::key("v"), };
    decimal_string "/decimal-string" { v: rt::Decimal = rt::key("v").json_string(), };
    cents "/cents" { v: rt::Decimal = rt::key("v").two_decimals(), };
    decimal_limits "/decimal-limits" { v: rt::Decimal = rt::key("v").above(0).max(100), };
    exact_limits "/exact-limits" { v: rt::Decimal = rt::key("v").min_exact(5, 2).below_exact(105, 1), };
    number "/number" { v: Number = rt::key("v").max(9), };
    amount "/amount" { v: Amount = rt::key("v").two_decimals(), };

    // Texts.
    string "/string" { v: String = rt::key("v"), };
    label "/label" { v: Label = rt::key("v").length(1, 3), };
    plus "/plus" { v: String = rt::key("v").plus_as_space(), };
    formatted_decimal "/formatted-decimal" { v: rt::FormattedDecimal = rt::key("v"), };
    secret "/secret" { v: rt::Secret = rt::key("v"), };
    session "/session" { v: Session = rt::key("v").length(1, 8), };
    secrets "/secrets" { v: Vec<rt::Secret> = rt::key("v").embedded_json(), };
    password_short "/password-short" { v: rt::Md5Password = rt::key("v").length(4, 9), };
    password "/password" { v: rt::Md5Password = rt::key("v").length(1, 64), };

    // Booleans.
    boolean "/boolean" { v: bool = rt::key("v"), };
    flag "/flag" { v: bool = rt::key("v").zero_or_one(), };
    title "/title" { v: bool = rt::key("v").capitalized(), };
    name_only "/name-only" { v: bool = rt::key("v").name_only(), } (.name_only(&["v"]));
    bool_text "/bool-text" { v: bool = rt::key("v").json_string(), };

    // Dates and times.
    date "/date" { v: rt::Date = rt::key("v"), };
    date_time "/date-time" { v: rt::DateTime = rt::key("v"), };
    instant "/instant" { v: rt::Timestamp = rt::key("v"), };
    timestamp "/timestamp" { v: rt::Timestamp = rt::key("v").unix_seconds(), };
    milliseconds "/milliseconds" { v: rt::Timestamp = rt::key("v").unix_milliseconds(), };
    microseconds "/microseconds" { v: rt::Timestamp = rt::key("v").unix_microseconds(), };
    nanoseconds "/nanoseconds" { v: rt::Timestamp = rt::key("v").unix_nanoseconds(), };
    mail_date "/mail-date" { v: rt::Timestamp = rt::key("v").rfc_2822(), };
    http_date "/http-date" { v: rt::Timestamp = rt::key("v").http_date(), };

    microsoft_date "/microsoft-date" { v: rt::MicrosoftDate = rt::key("v"), };

    // Bytes.
    base64 "/base64" { v: rt::Base64Bytes = rt::key("v"), };
    numbers "/numbers" { v: rt::Base64Bytes = rt::key("v").number_list(), };

    // Enums.
    colour "/colour" { v: Colour = rt::key("v").known(), };
    colour_text "/colour-text" { v: Colour = rt::key("v").json_string(), };
    size "/size" { v: Size = rt::key("v").known(), };

    // Lists, maps, records, anything.
    uuid "/uuid" { v: rt::Uuid = rt::key("v"), };
    list "/list" { v: Vec<i64> = rt::key("v"), };
    list_limits "/list-limits" { v: Vec<i64> = rt::key("v").length(1, 2), };
    list_of_null "/list-of-null" { v: Vec<Option<i64>> = rt::key("v"), };
    map_of_ids "/map-of-ids" { v: rt::Map<Option<i64>, rt::Uuid> = rt::key("v"), };
    map_of_numbers "/map-of-numbers" { v: rt::Map<i64, i64> = rt::key("v"), };
    list_text "/list-text" { v: Vec<String> = rt::key("v").embedded_json(), };
    colours "/colours" { v: Vec<Colour> = rt::key("v").known(), };
    bare_single "/bare-single" { v: Vec<Entry> = rt::key("v").bare_single(), };
    map "/map" { v: rt::Map<rt::Decimal> = rt::key("v"), };
    list_when_empty "/list-when-empty" { v: rt::Map<i64> = rt::key("v").list_when_empty(), };
    map_text "/map-text" { v: Option<rt::Map<rt::RawJson>> = rt::key("v").embedded_json().null_values(&["", "[]", "{}"]), };
    colour_map "/colour-map" { v: rt::Map<Colour> = rt::key("v").known(), };
    record "/record" { v: Entry = rt::key("v"), };
    record_text "/record-text" { v: Entry = rt::key("v").embedded_json(), };
    positions "/positions" { v: Candle = rt::key("v"), };
    tagged "/tagged" { v: Means = rt::key("v").known(), };
    by_kind "/by-kind" { v: ChatId = rt::key("v").known(), };
    by_shape "/by-shape" { v: Customer = rt::key("v").known(), };
    unions "/unions" { v: Vec<ChatId> = rt::key("v").known(), };
    tree "/tree" { v: Tree = rt::key("v"), };
    json "/json" { v: rt::RawJson = rt::key("v"), };
    embedded_json "/embedded-json" { v: rt::RawJson = rt::key("v").embedded_json(), };

    // Styles.
    repeated "/repeated" { v: Vec<i64> = rt::key("v").style(rt::metadata::Style::Repeated), };
    comma "/comma" { v: Vec<i64> = rt::key("v").style(rt::metadata::Style::Comma), };
    pipe "/pipe" { v: Vec<String> = rt::key("v").style(rt::metadata::Style::Pipe), };
    brackets "/brackets" { v: Vec<String> = rt::key("v").style(rt::metadata::Style::Brackets), };
    indexed "/indexed" { v: Vec<i64> = rt::key("v").style(rt::metadata::Style::Indexed), };
    dots "/dots" { v: rt::Map<i64> = rt::key("v").style(rt::metadata::Style::Dots).entries(), };
    record_in_brackets "/record-in-brackets" { v: Entry = rt::key("v").style(rt::metadata::Style::Brackets).entries(), };
    deep "/deep" { v: Vec<Entry> = rt::key("v").style(rt::metadata::Style::Brackets), };

    // Options of a key.
    optional "/optional" { v: Option<i64> = rt::key("v"), };
    nullable "/nullable" { v: Option<i64> = rt::key("v").nullable(), };
    three_states "/three-states" { v: rt::Patch<i64> = rt::key("v"), } (.json());
    none "/none" { v: Option<String> = rt::key("v").null_values(&["", "0"]), };
    none_null "/none-null" { v: Option<i64> = rt::key("v").null_values(&["", "0", "null"]).numeric().nullable(), };
    default "/default" { v: i64 = rt::key("v").default("7"), };
    default_text "/default-text" { v: String = rt::key("v").default(""), };
    also "/also" { v: String = rt::key("v").aliases(&["V", "value"]), };
    needs "/needs" {
        month: Option<i64> = rt::key("month").two_digits().needs("year"),
        year: Option<i64> = rt::key("year").null_values(&[""]),
    };
    one_of "/one-of" {
        mail: Option<String> = rt::key("mail"),
        code: Option<String> = rt::key("code"),
        reset: Option<bool> = rt::key("reset").zero_or_one(),
    } (.one_of(&[&["mail", "code"], &["reset"]]).flags(&["reset"]));
    one_of_any "/one-of-any" {
        number: Option<i64> = rt::key("number").aliases(&["no"]),
        word: Option<String> = rt::key("word"),
        now: Option<bool> = rt::key("now").name_only(),
    } (.one_of(&[&["number"], &["word"], &["now"]]).flags(&["now"]).name_only(&["now"]));
    needs_json "/needs-json" {
        month: Option<i64> = rt::key("month").two_digits().needs("year"),
        year: Option<i64> = rt::key("year"),
    } (.json());
    one_of_json "/one-of-json" {
        mail: Option<String> = rt::key("mail"),
        code: Option<String> = rt::key("code"),
        reset: Option<bool> = rt::key("reset").zero_or_one(),
    } (.json().one_of(&[&["mail", "code"], &["reset"]]).flags(&["reset"]));
    others "/others" {
        v: i64 = rt::key("v"),
        rest: rt::Map<rt::RawJson> = rt::key("rest").additional(),
    } (.json());
    path "/path/{id}/x" { id: String = rt::key("id").in_path(), n: Option<i64> = rt::key("n"), };
}
