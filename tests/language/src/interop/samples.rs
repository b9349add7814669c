//! Values that the generated code and programs of others tell each other.

use bindery_runtime as rt;
use rt::{Date, Decimal, Map, Patch, RawJson, Timestamp, Uuid};

use super::api::{answers, bodies, places, styles};

/// 2015-07-30T20:00:00Z.
pub const MOMENT: Timestamp = Timestamp::constant(1_438_286_400, 0);

const DAY: Date = Date::constant(2026, 1, 31);

const ID: Uuid = Uuid::from_u128(0x9b2e_5c1a_7d46_4f0b_8a3e_1c5d_7f9b_2e4a);

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

fn numbers(list: &[(&str, i64)]) -> Map<i64> {
    list.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect()
}

fn more() -> Map<RawJson> {
    Map::from([("extra".to_owned(), RawJson::from(1))])
}

/// A JSON object with values of every type.
pub fn object() -> bodies::Object {
    bodies::Object {
        name: "a \"b\" ü 😀".to_owned(),
        count: Some(7),
        big: Some(u64::MAX),
        price: Some(Decimal::new(1050, 2)),
        ratio: Some(1e-7),
        active: Some(true),
        tags: Some(texts(&["x", ""])),
        marks: Some(vec![Some(1), None]),
        owner: Some(bodies::Owner { name: "Ada".to_owned(), age: Some(36) }),
        limits: Some(numbers(&[("z", 1), ("a", 2)])),
        day: Some(DAY),
        at: Some(MOMENT),
        since: Some(MOMENT),
        id: Some(ID),
        more: more(),
    }
}

/// An urlencoded form.
pub fn form() -> bodies::Form {
    bodies::Form {
        name: "a&b=c ü+".to_owned(),
        count: Some(-1),
        price: Some(Decimal::new(1050, 2)),
        active: Some(false),
        day: Some(DAY),
        at: Some(MOMENT),
        owner: Some(bodies::Owner { name: "Ada".to_owned(), age: None }),
    }
}

macro_rules! styled {
    ($request:ident) => {
        styles::$request {
            repeated: Some(texts(&["a", "b&c ü"])),
            comma: Some(vec![1, 2]),
            pipe: Some(vec![styles::Color::Red, styles::Color::Green]),
            space: Some(vec![1, 2]),
            brackets: Some(texts(&["x", "y"])),
            indexed: Some(vec![5, 6]),
            labels: Some(Map::from([("a".to_owned(), "1".to_owned()), ("b c".to_owned(), String::new())])),
            bounds: Some(styles::Bounds { gte: Some(1), lt: None }),
            items: Some(vec![
                styles::Item {
                    name: "n & m".to_owned(),
                    price: Decimal::new(150, 2),
                    tags: Some(texts(&["p", "q"])),
                },
                styles::Item { name: "o".to_owned(), price: 2.into(), tags: None },
            ]),
            dotted: Some(styles::Window {
                first: 1,
                bounds: Some(styles::Bounds { gte: None, lt: Some(3) }),
            }),
            object: Some(styles::Bounds { gte: Some(1), lt: Some(2) }),
            nulls: Some(vec![Some(1), None]),
            active: Some(true),
            bare: true,
            price: Some(Decimal::new(-50, 2)),
            day: Some(DAY),
            at: Some(MOMENT),
        }
    };
}

/// Lists, maps and records of every style in a query.
pub fn query() -> styles::Query {
    styled!(Query)
}

/// The same in a form.
pub fn styled_form() -> styles::Form {
    styled!(Form)
}

/// Parameters in every place.
pub fn everywhere() -> places::Everywhere {
    places::Everywhere {
        base: "v1.0".to_owned(),
        head: vec![1, 2],
        path: "a/b c/ü".to_owned(),
        dry: Some(true),
        trace: Some("größe, 1".to_owned()),
        tags: Some(texts(&["a", "b", "c"])),
        since: Some(MOMENT),
        theme: Some("a b".to_owned()),
        sizes: Some(vec![1, 2]),
        name: Some("Ada".to_owned()),
    }
}

/// A response with values of every type.
pub fn thing() -> answers::Thing {
    answers::Thing {
        id: -7,
        big: u64::MAX,
        price: Decimal::new(1050, 2),
        ratio: 1e-7,
        name: "größe 😀 \"\\\u{7}".to_owned(),
        active: true,
        tags: texts(&["a,b", ""]),
        marks: vec![Some(1), None],
        limits: numbers(&[("z", 1), ("a", 2)]),
        payment: answers::Card { number: "4242".to_owned() }.into(),
        chat: "@news".into(),
        candle: answers::Candle { time: MOMENT, open: Decimal::new(15, 1), note: None },
        day: DAY,
        local: DAY.at(10, 0, 0, 0),
        at: Timestamp::constant(1_438_286_400, 500_000_000),
        seconds: MOMENT,
        milliseconds: MOMENT,
        mail: MOMENT,
        header: MOMENT,
        uuid: ID,
        data: vec![0, 255].into(),
        note: None,
        gone: None,
        state: Patch::Null,
        more: more(),
    }
}
