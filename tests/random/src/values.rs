//! Values for the parameters and answers of a model, as JSON in the one form in which they are written.

use std::fmt::Write as _;

use bindery_codegen::model::{Action, Api, Field, Limits, Presence, Scalar, Style, Type, TypeId, TypeKind};

use crate::rng::Rng;
use crate::yaml::quoted;

/// How much of what may be left out is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Nothing.
    Least,
    /// Some of it.
    Some,
    /// All of it.
    Most,
}

/// Makes values.
pub(crate) struct Maker<'a> {
    api: &'a Api,
    pub(crate) rng: Rng,
    pub(crate) fill: Fill,
}

/// How a value is written where it stands, and which are not possible there.
#[derive(Clone, Copy)]
struct How<'f> {
    style: Style,
    limits: Option<&'f Limits>,
    none: &'f [String],
    /// The value has to say something: it stands in a path, or in a group of which one must be there.
    says_something: bool,
    depth: usize,
}

const PLAIN: How<'static> =
    How { style: Style::Plain, limits: None, none: &[], says_something: false, depth: 0 };

const TEXTS: &[&str] = &[
    "plain",
    "",
    "a b",
    "größe",
    "日本語",
    "😀",
    "a&b=c;d",
    "%41%",
    "+1 2",
    "\"quoted\"",
    "back\\slash",
    "two\nlines\r\n",
    "null",
    "true",
    "0",
    "1e5",
    "{\"a\":1}",
    "[1]",
    " padded ",
    "<b>&amp;</b>",
    "a/b?c#d",
    "\u{1}\u{7f}",
    "﻿bom",
    "no",
    "::",
];

impl<'a> Maker<'a> {
    pub(crate) fn new(api: &'a Api, rng: Rng) -> Self {
        Self { api, rng, fill: Fill::Some }
    }

    /// A request: the object of all of its parameters, those of the path too.
    pub(crate) fn request(&mut self, action: &Action) -> String {
        let mut there: Vec<bool> = action.parameters.iter().map(|field| self.is_there(field, 0)).collect();
        let mut chosen: &[usize] = &[];
        if !action.one_of.is_empty() {
            chosen = &action.one_of[self.rng.below(action.one_of.len())].1;
        }
        chosen.iter().for_each(|at| there[*at] = true);
        // What is there may need others.
        while let Some(needed) = action.parameters.iter().enumerate().find_map(|(at, field)| {
            let needed = field.needs.as_ref().filter(|_| there[at])?;
            action.parameters.iter().position(|other| other.name == *needed).filter(|other| !there[*other])
        }) {
            there[needed] = true;
        }
        let select = action.select.as_ref();
        let mut written = Vec::new();
        for (at, field) in action.parameters.iter().enumerate() {
            let needed = action.parameters.iter().any(|other| other.needs.as_ref() == Some(&field.name));
            let selecting = select.filter(|select| select.at.first() == Some(&field.name));
            let value = match selecting.and_then(|select| select.is.first()) {
                Some(text) => quoted(&text.replace('*', "rest")),
                None if there[at] => self.member(field, chosen.contains(&at) || needed, 0),
                None => continue,
            };
            written.push((at, value));
        }
        self.object(&action.parameters, written)
    }

    /// An object of fields, fixed ones first as they are written.
    fn object(&mut self, fields: &[Field], written: Vec<(usize, String)>) -> String {
        let mut json = String::from("{");
        let mut push = |name: &str, value: &str| {
            if json.len() > 1 {
                json.push(',');
            }
            let _ = write!(json, "{}:{value}", quoted(name));
        };
        for field in fields.iter().filter(|field| field.scheme.is_none()) {
            if let Some(fixed) = &field.fixed {
                push(&field.name, &self.fixed(field, fixed));
            }
        }
        for (at, value) in &written {
            let field = &fields[*at];
            if field.others {
                self.others(fields, field).iter().for_each(|(name, value)| push(name, value));
            } else {
                push(&field.name, value);
            }
        }
        json.push('}');
        json
    }

    /// A constant in the style of its field.
    fn fixed(&self, field: &Field, json: &str) -> String {
        let _ = field;
        json.to_owned()
    }

    fn is_there(&mut self, field: &Field, depth: usize) -> bool {
        if !field.in_rust() {
            return false;
        }
        field.presence == Presence::Required
            || match self.fill {
                Fill::Least => false,
                Fill::Most => depth < 3,
                Fill::Some => depth < 3 && self.rng.chance(50),
            }
    }

    fn record(&mut self, id: TypeId, depth: usize) -> String {
        let TypeKind::Record(fields) = &self.api.types[id].kind else { return "null".into() };
        let mut written = Vec::new();
        for (at, field) in fields.iter().enumerate().filter(|(_, field)| field.in_rust()) {
            if self.is_there(field, depth) {
                written.push((at, self.member(field, false, depth)));
            } else if field.presence == Presence::Nullable {
                written.push((at, "null".to_owned()));
            }
        }
        self.object(fields, written)
    }

    /// The value of a parameter or field that is there.
    fn member(&mut self, field: &Field, says_something: bool, depth: usize) -> String {
        let how = How {
            style: field.style,
            limits: Some(&field.limits),
            none: &field.none,
            // A bare name that is not there is no value.
            says_something: says_something
                || field.in_path
                || (field.style == Style::Valueless && field.presence == Presence::Optional),
            depth,
        };
        for _ in 0..200 {
            let value = self.value(&field.ty, how);
            let starts_with_blank = field.leading_plus && value.starts_with("\" ");
            if !starts_with_blank {
                return if field.bare_single { without_brackets(value) } else { value };
            }
        }
        panic!("no value for the field `{}`", field.name)
    }

    fn others(&mut self, fields: &[Field], field: &Field) -> Vec<(String, String)> {
        let Type::Map(ty) = &field.ty else { return Vec::new() };
        let count = if self.fill == Fill::Least { 0 } else { self.rng.below(3) };
        let names = ["other 1", "other-größe", "other[2]"];
        let free = |name: &&&str| {
            !fields.iter().any(|field| field.name == **name || field.also.iter().any(|also| also == **name))
        };
        let names: Vec<&str> = names.iter().filter(free).take(count).copied().collect();
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        names.sort();
        names
            .into_iter()
            .map(|name| (name, self.value(ty, How { style: field.style, depth: 2, ..PLAIN })))
            .collect()
    }

    /// An answer in its style.
    pub(crate) fn answer(&mut self, ty: &Type, style: Style, says_something: bool) -> String {
        self.value(ty, How { style, says_something, ..PLAIN })
    }

    fn value(&mut self, ty: &Type, how: How<'_>) -> String {
        match ty {
            Type::Scalar(scalar) => self.scalar(*scalar, how),
            Type::Named(id) => match &self.api.types[*id].kind {
                TypeKind::Record(_) => {
                    let json = self.record(*id, how.depth + 1);
                    inside(json, how.style)
                }
                TypeKind::IntEnum(values) => {
                    let fits: Vec<String> = values
                        .iter()
                        .map(|value| value.is.to_string())
                        .filter(|is| possible(is, &how))
                        .collect();
                    number(self.rng.pick(&fits), how.style)
                }
                TypeKind::TextEnum(values) => {
                    let fits: Vec<&str> = values
                        .iter()
                        .map(|value| value.is.as_str())
                        .filter(|is| possible(is, &how))
                        .collect();
                    quoted(self.rng.pick(&fits))
                }
                TypeKind::Newtype(newtype) if newtype.md5 => quoted("0123456789abcdef0123456789abcdef"),
                TypeKind::Newtype(newtype) => {
                    let limits = how.limits.or(Some(&newtype.limits)).filter(|_| how.limits.is_some());
                    self.scalar(newtype.base, How { limits, ..how })
                }
            },
            Type::List(item) => {
                let items = self.items(how.depth);
                let inner = inner(&how);
                let items: Vec<String> = (0..items).map(|_| self.value(item, inner)).collect();
                inside(format!("[{}]", items.join(",")), how.style)
            }
            Type::Map(value) => {
                let count = self.items(how.depth);
                if count == 0 && how.style == Style::ListWhenEmpty {
                    return "[]".into();
                }
                let inner = inner(&how);
                let mut names = vec!["", "a b", "größe", "z", "日本"];
                names.sort_unstable();
                let entries: Vec<String> = names
                    .into_iter()
                    .take(count)
                    .map(|name| format!("{}:{}", quoted(name), self.value(value, inner)))
                    .collect();
                inside(format!("{{{}}}", entries.join(",")), how.style)
            }
        }
    }

    fn items(&mut self, depth: usize) -> usize {
        match self.fill {
            _ if depth > 2 => 0,
            Fill::Least => 0,
            Fill::Some => self.rng.below(3),
            Fill::Most => 1 + self.rng.below(3),
        }
    }

    fn scalar(&mut self, scalar: Scalar, how: How<'_>) -> String {
        for _ in 0..500 {
            let (text, json) = self.one(scalar, &how);
            let fits = possible(&text, &how)
                && (!how.says_something || !matches!(json.as_str(), "false" | "\"\"" | "[]"));
            if fits {
                return json;
            }
        }
        panic!("no value for {scalar:?}")
    }

    /// A value as text and as JSON.
    fn one(&mut self, scalar: Scalar, how: &How<'_>) -> (String, String) {
        let style = how.style;
        let rng = &mut self.rng;
        match scalar {
            Scalar::String | Scalar::Secret => {
                let text = match how.limits.and_then(|limits| limits.length) {
                    Some((fewest, most)) => {
                        let length = rng.from(fewest.into(), most.into());
                        (0..length).map(|_| rng.pick(&['a', 'ü', '日', ' ', '%', '"', '7', '😀'])).collect()
                    }
                    None => rng.pick(TEXTS).to_owned(),
                };
                let json = quoted(&text);
                (text, json)
            }
            Scalar::Int => {
                let value = match how.limits {
                    Some(limits) if *limits != Limits::default() => {
                        let (low, high) = range(limits);
                        rng.pick(&[low, high, rng.clone().from(low, high)])
                    }
                    _ => rng.pick(&[0, 7, -1, 42, i64::MAX, i64::MIN]),
                };
                let text = if style == Style::TwoDigits { format!("{value:02}") } else { value.to_string() };
                (text.clone(), number(text, style))
            }
            Scalar::Money => {
                let text = match how.limits {
                    Some(limits) if *limits != Limits::default() => {
                        let (low, high) = range(limits);
                        rng.from(low, high).to_string()
                    }
                    _ => rng
                        .pick(&["0", "10.00", "0.1", "-12.345", "12345678901234567.89", "0.00000001"])
                        .to_owned(),
                };
                let text = if style == Style::Cents { cents(&text) } else { text };
                (text.clone(), number(text, style))
            }
            Scalar::Bool => {
                let value = rng.chance(60);
                let json = match (style, value) {
                    (Style::Flag, true) => "1",
                    (Style::Flag, false) => "0",
                    (Style::Title, true) => "\"True\"",
                    (Style::Title, false) => "\"False\"",
                    (_, true) => "true",
                    (_, false) => "false",
                };
                let says_something = value || !how.says_something;
                (
                    json.trim_matches('"').to_owned(),
                    if says_something { json.to_owned() } else { "false".to_owned() },
                )
            }
            Scalar::Date => {
                text(rng.pick(&["2026-01-31", "1970-01-01", "0001-01-01", "9999-12-31", "2024-02-29"]))
            }
            Scalar::LocalDateTime => text(rng.pick(&["2026-01-31 10:00:00", "1999-12-31 23:59:59"])),
            Scalar::UnixTime => {
                let text = match style {
                    Style::Milliseconds => rng.pick(&["0", "1420070400123", "-1"]),
                    _ => rng.pick(&["0", "1420070400", "-62135596800", "253402207200"]),
                };
                (text.to_owned(), number(text.to_owned(), style))
            }
            Scalar::DisplayMoney => text(rng.pick(&["12.50", "$1,000.00", "1.000,00 €"])),
            Scalar::Any => {
                let json = rng.pick(&[
                    "\"text\"",
                    "12.50",
                    "true",
                    "[]",
                    "{}",
                    "{\"a\":[1,2.50,null,\"ü\"],\"b\":{\"c\":\"\\n\"}}",
                    "1e400",
                ]);
                (json.to_owned(), inside(json.to_owned(), style))
            }
            Scalar::Bytes => match style {
                Style::Numbers => text_of_list(rng.pick(&["[104,105]", "[0]", "[]", "[255,0,1]"])),
                _ => text(rng.pick(&["aGk=", "AA==", "", "/+8=", "AAEC"])),
            },
            Scalar::ScriptDate => text(rng.pick(&[
                "/Date(1420070400000)/",
                "/Date(1420070400000+0200)/",
                "/Date(-1)/",
                "/Date(0-0930)/",
            ])),
        }
    }
}

/// Whether a value with this text would be read as what it is.
fn possible(text: &str, how: &How<'_>) -> bool {
    let nothing = how.none.iter().any(|none| none == text);
    let lost = how.says_something && matches!(text, "" | "." | ".." | "[]");
    !nothing && !lost
}

fn text(text: &str) -> (String, String) {
    (text.to_owned(), quoted(text))
}

fn text_of_list(json: &str) -> (String, String) {
    (json.to_owned(), json.to_owned())
}

fn range(limits: &Limits) -> (i64, i64) {
    let low = limits.min.or(limits.above.map(|above| above.saturating_add(1)));
    (low.unwrap_or(limits.max.map_or(-1000, |max| max.saturating_sub(1000))), limits.max.unwrap_or(i64::MAX))
}

fn cents(text: &str) -> String {
    match text.split_once('.') {
        None => format!("{text}.00"),
        Some((whole, digits)) if digits.len() < 2 => format!("{whole}.{digits:0<2}"),
        Some(_) => text.to_owned(),
    }
}

fn number(literal: String, style: Style) -> String {
    match style {
        Style::Text | Style::Cents | Style::TwoDigits => format!("\"{literal}\""),
        _ => literal,
    }
}

/// Composite values may be written as JSON inside a text.
fn inside(json: String, style: Style) -> String {
    if style == Style::JsonText { quoted(&json) } else { json }
}

/// How the parts of a list or a map are written.
fn inner(how: &How<'_>) -> How<'static> {
    let style = match how.style {
        Style::JsonText | Style::ListWhenEmpty => Style::Plain,
        style => style,
    };
    How { style, depth: how.depth + 1, ..PLAIN }
}

fn without_brackets(json: String) -> String {
    let inner = json.strip_prefix('[').and_then(|json| json.strip_suffix(']'));
    match inner {
        Some("") => "null".to_owned(),
        Some(inner) if items(inner) == 1 => inner.to_owned(),
        _ => json,
    }
}

/// How many values stand side by side.
fn items(json: &str) -> usize {
    let (mut depth, mut count, mut in_text, mut escaped) = (0, 1, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth -= 1,
            b',' if !in_text && depth == 0 => count += 1,
            _ => {}
        }
    }
    count
}
