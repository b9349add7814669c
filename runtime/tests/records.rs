//! Records with more fields than a tuple can have, and their `Debug` output.
#![allow(missing_docs)]

use bindery_runtime as rt;
use rt::wire::Record as _;

rt::record! {
    pub struct Eight {
        a: i64 = rt::key("a"),
        b: i64 = rt::key("b"),
        c: i64 = rt::key("c"),
        d: i64 = rt::key("d"),
        e: i64 = rt::key("e"),
        f: i64 = rt::key("f"),
        g: i64 = rt::key("g"),
        h: i64 = rt::key("h"),
    }
}

rt::record! {
    pub struct Wide {
        a: i64 = rt::key("A").json_string(),
        b: i64 = rt::key("b"),
        c: i64 = rt::key("c"),
        d: i64 = rt::key("d"),
        e: i64 = rt::key("e"),
        f: i64 = rt::key("f"),
        g: i64 = rt::key("g"),
        h: i64 = rt::key("h"),
        i: i64 = rt::key("I").json_string(),
        j: i64 = rt::key("j"),
        k: i64 = rt::key("k"),
        l: i64 = rt::key("l"),
        m: i64 = rt::key("m"),
        n: i64 = rt::key("n"),
        o: i64 = rt::key("o"),
        p: i64 = rt::key("p"),
        r#type: Option<String> = rt::key("type").nullable(),
        secret: rt::Secret = rt::key("secret"),
    }
}

const WIDE: &str = r#"{"A":"1","b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"I":"9","j":10,"k":11,"l":12,"m":13,"n":14,"o":15,"p":16,"type":null,"secret":"hush"}"#;

fn read<T: rt::wire::Wire>(json: &str) -> Result<T, rt::wire::Fault> {
    T::read(&rt::wire::Document::parse(json.as_bytes())?.value())
}

fn written(value: &impl rt::wire::Wire) -> String {
    let mut json = String::new();
    value.write(&mut rt::wire::Out::json(&mut json, rt::metadata::Encoding::Plain));
    json
}

#[test]
fn every_field_of_a_long_list_is_read_and_written_under_its_own_key() {
    let wide: Wide = read(WIDE).expect("it is complete");
    assert_eq!((wide.a, wide.h, wide.i, wide.p), (1, 8, 9, 16));
    assert_eq!(written(&wide), WIDE);
    assert_eq!((Wide::NAMES.len(), Wide::KEYS.len()), (18, 3));
    let eight = r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8}"#;
    assert_eq!(written(&read::<Eight>(eight).expect("it is complete")), eight);
}

#[test]
fn a_fault_names_its_field_wherever_that_is() {
    for (field, found) in [("A", "\"1\""), ("I", "\"9\""), ("p", "16")] {
        let broken = WIDE.replace(&format!("\"{field}\":{found}"), &format!("\"{field}\":true"));
        let fault = read::<Wide>(&broken).expect_err("a flag is no number");
        assert_eq!(fault.path(), field);
    }
}

#[test]
fn debug_prints_what_a_derive_would() {
    #[allow(dead_code)]
    #[derive(Debug)]
    struct Eight {
        a: i64,
        b: i64,
        c: i64,
        d: i64,
        e: i64,
        f: i64,
        g: i64,
        h: i64,
    }
    let derived = Eight { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8 };
    let eight: self::Eight =
        read(r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8}"#).expect("it is complete");
    assert_eq!(format!("{eight:?} {eight:#?}"), format!("{derived:?} {derived:#?}"));

    let wide: Wide = read(WIDE).expect("it is complete");
    let shown = format!("{wide:?}");
    assert!(
        shown.starts_with("Wide { a: 1, b: 2,") && shown.contains("p: 16, type: None, secret: "),
        "{shown}"
    );
    assert!(!shown.contains("hush"), "{shown}");
}

rt::record! {
    pub struct Since {
        at: rt::Timestamp = rt::key("at").unix_milliseconds().default("1400000000123"),
        later: rt::Timestamp = rt::key("later").unix_seconds().default("1400000000"),
    }
}

#[test]
fn a_default_is_read_in_the_encoding_of_its_field() {
    for left_out in ["{}", r#"{"at":null}"#] {
        let since: Since = read(left_out).expect("both have defaults");
        assert_eq!(since.at.as_millisecond(), 1_400_000_000_123);
        assert_eq!(since.later.as_second(), 1_400_000_000);
        assert_eq!(written(&since), r#"{"at":1400000000123,"later":1400000000}"#);
    }
}

rt::newtype! {
    pub struct Price(Decimal) as TwoDecimals;
}

rt::record! {
    pub struct Prices {
        packed: Vec<Price> = rt::key("packed").embedded_json(),
        empty: rt::Map<Price> = rt::key("empty").list_when_empty(),
        own: Price = rt::key("own").json_string(),
        zero: Option<Price> = rt::key("zero").null_values(&["0.00"]).numeric().nullable(),
    }
}

rt::response_enum! {
    /// The responses to a purchase.
    pub enum Purchase {
        /// Price of the purchase.
        Paid(Price) = 200,
        /// Prices of its parts.
        InParts(Vec<Price>) = 202,
    }
}

/// A named type keeps its own encoding if its place has another one for the enclosing value, or none.
#[test]
fn a_newtype_is_written_in_its_encoding_everywhere() {
    let json = r#"{"packed":"[\"2.00\",\"3.50\"]","empty":{"a":"1.00"},"own":"4","zero":null}"#;
    let prices: Prices = read(json).expect("it is complete");
    assert_eq!(written(&prices), json);
    let of_none: Prices = read(&json.replace("null", "\"0.0\"")).expect("it is complete");
    assert_eq!(of_none, prices, "a number means nothing by its value");

    const INFO: &rt::metadata::ActionInfo = &rt::metadata::ActionInfo::new("shop", "buy", "/buy");
    let price = Price("7".parse().expect("a number"));
    let response = |purchase: Purchase| rt::wire::Response::to_body(&purchase, INFO);
    assert_eq!(response(Purchase::Paid(price)).as_deref(), Some("\"7.00\""));
    assert_eq!(response(Purchase::InParts(vec![price])).as_deref(), Some("[\"7.00\"]"));
}

#[deny(unreachable_patterns)]
mod starred {
    bindery_runtime::response_enum! {
        /// Stars in one of two layouts.
        pub enum Starred {
            /// Names of the repositories.
            Plain(Vec<String>) = 200 as Json ["application/vnd.shop+json"],
            /// Numbers of the repositories.
            Numbers(Vec<i64>) = 200 as Json ["application/vnd.shop.numbers+json"],
            /// Nothing has changed.
            NotModified = 304,
        }
    }
}

#[test]
fn variants_of_one_status_are_told_apart_by_their_media_types() {
    use rt::wire::Response as _;
    use starred::Starred;

    const INFO: &rt::metadata::ActionInfo = &rt::metadata::ActionInfo::new("shop", "stars", "/stars");
    let read = |media: &str, json: &str| {
        let mut head = rt::ResponseHead::from(200);
        head.headers.append("content-type", media.parse().expect("a value"));
        let document = rt::wire::Document::parse(json.as_bytes()).expect("JSON");
        Starred::from_body(INFO, &head, &document.value())
    };
    assert_eq!(
        read("application/vnd.shop+json; charset=utf-8", r#"["a"]"#),
        Ok(Starred::Plain(vec!["a".into()]))
    );
    assert_eq!(read("application/vnd.shop.numbers+json", "[7]"), Ok(Starred::Numbers(vec![7])));
    let fault = read("text/html", "[7]").expect_err("another media type").to_string();
    assert_eq!(fault, "no response has the status 200 and the media type text/html");
    for (status, documented) in [(200, true), (304, true), (201, false)] {
        assert_eq!(Starred::is_documented(INFO, status), documented, "{status}");
    }
}
