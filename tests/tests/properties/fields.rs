//! A record with fields of every kind, for requests and responses, and strategies that generate it.

use bindery_runtime as rt;
use bindery_tests::demo::{Amount, Colour, Entry, Label, Number, Session, Size, Tree};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

rt::record! {
    /// Every kind of parameter that a form can carry.
    pub struct Fields {
        int: i64 = rt::key("int"),
        int_text: Option<i64> = rt::key("intText").json_string(),
        month: i64 = rt::key("month").two_digits(),
        money: rt::Decimal = rt::key("money"),
        cents: Option<rt::Decimal> = rt::key("cents").two_decimals(),
        string: String = rt::key("string"),
        maybe: Option<String> = rt::key("may be").aliases(&["perhaps"]),
        odd: Option<Label> = rt::key("ödd&=[]"),
        display: rt::FormattedDecimal = rt::key("display"),
        plain: bool = rt::key("plain"),
        flag: Option<bool> = rt::key("flag").zero_or_one(),
        title: bool = rt::key("title").capitalized(),
        date: Option<rt::Date> = rt::key("date"),
        date_time: rt::DateTime = rt::key("dateTime"),
        seconds: Option<rt::Timestamp> = rt::key("seconds"),
        secret: rt::Secret = rt::key("secret"),
        session: Option<Session> = rt::key("session"),
        password: rt::Md5Password = rt::key("password"),
        colour: Colour = rt::key("colour"),
        size: Option<Size> = rt::key("size"),
        number: Number = rt::key("number"),
        amount: Option<Amount> = rt::key("amount").json_string(),
        defaulted: String = rt::key("defaulted").default("left out"),
        list: Vec<String> = rt::key("list").embedded_json(),
        map: rt::Map<rt::RawJson> = rt::key("map").embedded_json(),
        record: Option<Entry> = rt::key("record").embedded_json(),
        json: rt::RawJson = rt::key("json").embedded_json(),
    }
}

rt::record! {
    /// Values that only JSON can carry.
    pub struct ResponseFields {
        fields: Fields = rt::key("fields"),
        nullable: Option<i64> = rt::key("nullable").nullable(),
        none: Option<String> = rt::key("none").null_values(&["", "0"]).nullable(),
        single: Vec<Entry> = rt::key("single").bare_single(),
        list: Vec<Entry> = rt::key("list"),
        numbers: Vec<rt::Decimal> = rt::key("numbers").json_string(),
        map: Option<rt::Map<Vec<Colour>>> = rt::key("map"),
        tree: Tree = rt::key("tree"),
        json: rt::RawJson = rt::key("json"),
    }
    fixed { "success": "true", }
}

/// Any text, with control characters, quotes and characters of every plane.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        vec(any::<char>(), 0..12).prop_map(|chars| chars.into_iter().collect::<String>()),
        "[ -~]{0,12}",
        "[\\x00-\\x1f\"\\\\+%&= ]{0,8}",
        Just("null".to_owned()),
        Just("0".to_owned()),
    ]
}

/// Any decimal number, with all of its 96 bits and 28 decimals.
pub(crate) fn decimal() -> impl Strategy<Value = rt::Decimal> {
    let any_bits = (any::<u32>(), any::<u32>(), any::<u32>(), any::<bool>(), 0_u32..=28);
    prop_oneof![
        any_bits
            .prop_map(|(lo, mid, hi, negative, scale)| rt::Decimal::from_parts(lo, mid, hi, negative, scale)),
        (any::<i32>(), 0_u32..=4).prop_map(|(cents, scale)| rt::Decimal::new(cents.into(), scale)),
    ]
}

fn date() -> impl Strategy<Value = rt::Date> {
    (0_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| rt::Date::constant(year, month, day))
}

fn date_time() -> impl Strategy<Value = rt::DateTime> {
    (date(), 0_i8..24, 0_i8..60, 0_i8..60)
        .prop_map(|(date, hour, minute, second)| date.at(hour, minute, second, 0))
}

fn timestamp() -> impl Strategy<Value = rt::Timestamp> {
    (-62_167_219_200_i64..=253_402_207_200) // the years 0 to 9999
        .prop_map(|second| rt::Timestamp::from_second(second).expect("the range is within jiff's own"))
}

/// Any JSON, with numbers of any length.
pub(crate) fn json() -> impl Strategy<Value = rt::RawJson> {
    let quoted = |text: String| serde_json::to_string(&text).expect("a text is JSON");
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
        text().prop_map(quoted),
    ];
    let tree = leaf.prop_recursive(3, 8, 3, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
            vec((text(), inner), 0..3).prop_map(move |entries| {
                let entries: Vec<String> =
                    entries.into_iter().map(|(name, value)| format!("{}: {value}", quoted(name))).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    });
    tree.prop_map(|text| rt::RawJson::from_text(text).expect("it was made as JSON"))
}

fn entry() -> impl Strategy<Value = Entry> {
    (any::<i64>(), option::of(text())).prop_map(|(id, note)| Entry { id, note })
}

fn tree() -> impl Strategy<Value = Tree> {
    Just(Tree { kids: Vec::new() })
        .prop_recursive(6, 12, 3, |kid| vec(kid, 0..3).prop_map(|kids| Tree { kids }))
}

/// Any map.
fn map<T: Clone + std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = rt::Map<T>> {
    vec((text(), value), 0..3).prop_map(|entries| entries.into_iter().collect())
}

fn colour() -> impl Strategy<Value = Colour> {
    prop_oneof![0_i64..4, any::<i64>()].prop_map(Colour::from)
}

/// Any request.
pub(crate) fn fields() -> impl Strategy<Value = Fields> {
    let numbers = (any::<i64>(), option::of(any::<i64>()), any::<i64>(), decimal(), option::of(decimal()));
    let texts = (text(), option::of(text()), option::of(text()), text(), text());
    let flags = (any::<bool>(), option::of(any::<bool>()), any::<bool>());
    let times = (option::of(date()), date_time(), option::of(timestamp()));
    let secrets = (text(), option::of(text()), text());
    let named = (colour(), option::of(text()), any::<i64>(), option::of(decimal()));
    let nested = (vec(text(), 0..3), map(json()), option::of(entry()), json());
    (numbers, texts, flags, times, secrets, named, nested).prop_map(
        |(numbers, texts, flags, times, secrets, named, nested)| Fields {
            int: numbers.0,
            int_text: numbers.1,
            month: numbers.2,
            money: numbers.3,
            cents: numbers.4,
            string: texts.0,
            maybe: texts.1,
            odd: texts.2.map(Label),
            display: texts.3.into(),
            plain: flags.0,
            flag: flags.1,
            title: flags.2,
            date: times.0,
            date_time: times.1,
            seconds: times.2,
            secret: secrets.0.into(),
            session: secrets.1.map(Session::from),
            password: rt::Md5Password::verbatim(&secrets.2),
            colour: named.0,
            size: named.1.as_deref().map(Size::from),
            number: Number(named.2),
            amount: named.3.map(Amount),
            defaulted: texts.4,
            list: nested.0,
            map: nested.1,
            record: nested.2,
            json: nested.3,
        },
    )
}

/// Any response.
pub(crate) fn response() -> impl Strategy<Value = ResponseFields> {
    let not_none = text().prop_filter("0 and nothing mean none", |text| !matches!(text.as_str(), "" | "0"));
    (
        fields(),
        option::of(any::<i64>()),
        option::of(not_none),
        vec(entry(), 0..3),
        vec(entry(), 0..3),
        vec(decimal(), 0..3),
        option::of(map(vec(colour(), 0..3))),
        tree(),
        json(),
    )
        .prop_map(|(fields, nullable, none, single, list, numbers, map, tree, json)| ResponseFields {
            fields,
            nullable,
            none,
            single,
            list,
            numbers,
            map,
            tree,
            json,
        })
}
