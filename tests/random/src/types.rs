//! Named types, type expressions, and what can be said of parameters and fields.

use crate::auth::Covers;
use crate::names::Scope;
use crate::rng::Rng;
use crate::yaml::{Map, Node};

/// What a value is, as far as the choice of further keys depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    String,
    Int,
    Money,
    Secret,
    Bool,
    UnixTime,
    Bytes,
    /// A scalar of which nothing more can be said.
    Other,
    Any,
    Enum,
    Record,
    List,
    Map,
}

impl Class {
    /// Whether it cannot be written as one value of a form.
    pub(crate) fn is_composite(self) -> bool {
        matches!(self, Class::Any | Class::Record | Class::List | Class::Map)
    }
}

/// A type expression.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) text: String,
    pub(crate) class: Class,
    /// For a list: whether its entries are lists or anything.
    of_lists: bool,
}

/// A named type that exists.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) class: Class,
    /// The module that it is in.
    home: Option<usize>,
    /// Whether it has limits or a style of its own.
    has_rules: bool,
    /// For a record: the names of its fields.
    wires: Scope,
    /// For a record: a field that holds the other entries.
    others: bool,
    /// For a record: its required scalar fields and their classes.
    pub(crate) bare: Vec<String>,
}

/// All named types, as they are made.
#[derive(Debug, Default)]
pub(crate) struct Types {
    pub(crate) known: Vec<Known>,
    /// Whether each module can use only its own types and the common ones.
    pub(crate) apart: bool,
}

const SCALARS: &[(&str, Class)] = &[
    ("string", Class::String),
    ("int", Class::Int),
    ("money", Class::Money),
    ("bool", Class::Bool),
    ("date", Class::Other),
    ("local-date-time", Class::Other),
    ("unix-time", Class::UnixTime),
    ("display-money", Class::Other),
    ("secret", Class::Secret),
    ("bytes", Class::Bytes),
    ("script-date", Class::Other),
];

impl Types {
    /// A scalar, or a named type that travels as one.
    pub(crate) fn scalar(&self, rng: &mut Rng, home: Option<usize>) -> Expression {
        let named: Vec<&Known> = self.seen(home).filter(|known| !known.class.is_composite()).collect();
        if !named.is_empty() && rng.chance(35) {
            let known = rng.pick(&named);
            return Expression { text: known.name.clone(), class: known.class, of_lists: false };
        }
        let (text, class) = rng.pick(SCALARS);
        Expression { text: text.to_owned(), class, of_lists: false }
    }

    /// A scalar of which it is known how it is written where it is signed.
    pub(crate) fn signable(&self, rng: &mut Rng, home: Option<usize>, covers: Covers) -> Expression {
        loop {
            let scalar = self.scalar(rng, home);
            if covers != Covers::Values || matches!(scalar.text.as_str(), "string" | "int") {
                return scalar;
            }
        }
    }

    /// Any type, with this many levels of lists and maps.
    pub(crate) fn any(&self, rng: &mut Rng, home: Option<usize>, levels: usize) -> Expression {
        let records: Vec<&Known> = self.seen(home).filter(|known| known.class == Class::Record).collect();
        match rng.below(10) {
            0 => Expression { text: "any".into(), class: Class::Any, of_lists: false },
            1..=3 if levels > 0 => {
                let inner = self.any(rng, home, levels - 1);
                let (word, class) = rng.pick(&[("list", Class::List), ("map", Class::Map)]);
                let of_lists = matches!(inner.class, Class::List | Class::Any);
                Expression { text: format!("{word}<{}>", inner.text), class, of_lists }
            }
            4..=6 if !records.is_empty() => {
                Expression { text: rng.pick(&records).name.clone(), class: Class::Record, of_lists: false }
            }
            _ => self.scalar(rng, home),
        }
    }

    fn seen(&self, home: Option<usize>) -> impl Iterator<Item = &Known> {
        let apart = self.apart;
        self.known.iter().filter(move |known| known.home.is_none() || !apart || known.home == home)
    }

    /// The named type of this name.
    pub(crate) fn named(&self, name: &str) -> Option<&Known> {
        self.known.iter().find(|known| known.name == name)
    }

    /// Makes a type.
    pub(crate) fn make(
        &mut self,
        rng: &mut Rng,
        name: String,
        home: Option<usize>,
        errors: &[String],
    ) -> Node {
        let mut doc = Map::default().with("about", about(rng));
        let mut known = Known {
            name: name.clone(),
            class: Class::Enum,
            home,
            has_rules: false,
            wires: Scope::default(),
            others: false,
            bare: Vec::new(),
        };
        match rng.below(6) {
            0 => self.enumeration(rng, &mut doc),
            1 | 2 => {
                let (base, class) = rng.pick(&[
                    ("string", Class::String),
                    ("int", Class::Int),
                    ("money", Class::Money),
                    ("secret", Class::Secret),
                ]);
                known.class = class;
                doc.set("type", base);
                if class == Class::Secret && rng.chance(40) {
                    doc.set("hash", "md5");
                } else {
                    known.has_rules = limits(rng, class, &mut doc);
                    if rng.chance(40) {
                        style(rng, class, false, &mut doc);
                    }
                }
                if rng.chance(25) {
                    doc.set("invalid", rng.pick(errors));
                }
                if rng.chance(25) {
                    doc.set("missing", rng.pick(errors));
                }
            }
            _ => {
                known.class = Class::Record;
                self.record(rng, &mut known, &mut doc);
            }
        }
        self.known.push(known);
        doc.into()
    }

    fn enumeration(&self, rng: &mut Rng, doc: &mut Map) {
        let is_int = rng.chance(50);
        doc.set("enum", if is_int { "int" } else { "string" });
        let (mut names, mut values) = (Scope::default(), Map::default());
        names.take("unknown");
        let mut texts = Scope::default();
        for position in 0..1 + rng.below(6) {
            let name = names.kebab(rng);
            let is: Node = match is_int {
                true if position == 0 => (rng.pick(&[i64::MIN, -1, 0, 1])).into(),
                true => (position as i64 * 7 + rng.from(1, 7)).into(),
                false => texts.wire(rng).0.into(),
            };
            let mut value = Map::default().with("is", is);
            if rng.chance(50) {
                value.set("about", about(rng));
            }
            values.set(name, value);
        }
        doc.set("values", values);
    }

    fn record(&self, rng: &mut Rng, known: &mut Known, doc: &mut Map) {
        let home = known.home;
        let included: Vec<&Known> =
            self.seen(home).filter(|other| other.class == Class::Record && !other.others).collect();
        if !included.is_empty() && rng.chance(20) {
            let other = rng.pick(&included);
            doc.set("includes", other.name.clone());
            known.wires = other.wires.clone();
            known.bare.clone_from(&other.bare);
        }
        let count = rng.pick(&[0, 1, 1, 2, 3, 4, 5, 6, 9, 24]);
        let mut fields = Map::default();
        for _ in 0..count {
            let (name, rust) = known.wires.wire(rng);
            if !known.others && rng.chance(4) {
                known.others = true;
                let value = self.any(rng, home, 1);
                let mut field = Map::default().with("type", format!("map<{}>", value.text));
                field.set("others", true).set("about", about(rng));
                rename(rust, &mut field);
                fields.set(name, field);
                continue;
            }
            let mut expression = self.any(rng, home, 2);
            let mut presence = rng.below(3);
            if rng.chance(8) {
                // A record in itself, which has to end somewhere.
                (expression.text, expression.class) = match rng.below(3) {
                    0 => (format!("list<{}>", known.name), Class::List),
                    1 => (format!("map<{}>", known.name), Class::Map),
                    _ => {
                        presence = rng.below(2);
                        (known.name.clone(), Class::Record)
                    }
                };
                expression.of_lists = false;
            }
            let mut field = Map::default().with("type", expression.text.clone());
            match presence {
                0 => drop(field.set("optional", true)),
                1 => drop(field.set("nullable", true)),
                _ => known.bare.push(name.clone()),
            }
            self.rules(rng, &expression, presence < 2, false, &mut known.wires, &mut field);
            if field.has("fixed") {
                known.bare.retain(|other| *other != name);
            }
            rename(rust, &mut field);
            fields.set(name, field);
        }
        doc.set("fields", fields);
    }

    /// Style, limits, other names, texts for nothing, defaults and constants of a parameter or field.
    pub(crate) fn rules(
        &self,
        rng: &mut Rng,
        expression: &Expression,
        absent: bool,
        parameter: bool,
        wires: &mut Scope,
        field: &mut Map,
    ) {
        let class = expression.class;
        let known = self.named(&expression.text);
        if known.is_none() || rng.chance(50) {
            field.set("about", about(rng));
        }
        let mut limited = known.is_some_and(|known| known.has_rules);
        if !limited && rng.chance(25) {
            limited = limits(rng, class, field);
        }
        if class == Class::List && !expression.of_lists && rng.chance(15) && !absent && !parameter {
            field.set("bare-single", true);
        } else if rng.chance(30) {
            style(rng, class, false, field);
        }
        if rng.chance(10) {
            field.set("also", wires.wire(rng).0);
        }
        if absent && rng.chance(20) {
            let all = [&["", "0"][..], &[""], &["0.00"], &["null"], &["N/A", "-"]];
            // An enum of which every value means nothing has none.
            let texts = rng.pick(if class == Class::Enum { &all[4..] } else { &all });
            field.set("none", texts.iter().map(|text| Node::from(*text)).collect::<Vec<_>>());
        }
        if class == Class::String && parameter && rng.chance(10) {
            field.set("leading-plus", true);
        }
        let chosen = match class {
            Class::String if !limited => Some(Node::from(rng.pick(&["x", "", "a b", "ü", "\"", "1"]))),
            Class::Int if !limited => Some(Node::from(rng.pick(&[0, -1, i64::MAX]))),
            Class::Money if !limited => Some(Node::Raw(rng.pick(&["0", "10.00", "-0.5"]).to_owned())),
            Class::Bool => Some(Node::from(true)),
            _ => None,
        };
        if let Some(value) = chosen.filter(|_| !absent) {
            match rng.below(12) {
                0 => drop(field.set("default", value)),
                1 => drop(field.set("fixed", value)),
                _ => {}
            }
        }
    }
}

/// A name in Rust, where the spec has to give one.
pub(crate) fn rename(rust: Option<String>, doc: &mut Map) {
    if let Some(rust) = rust {
        doc.set("rust", rust);
    }
}

/// How a value is written, where there is a choice.
pub(crate) fn style(rng: &mut Rng, class: Class, in_query: bool, doc: &mut Map) {
    let styles: &[&str] = match class {
        Class::Int => &["text", "two-digits"],
        Class::Money => &["text", "cents"],
        Class::UnixTime => &["text", "milliseconds"],
        Class::Enum => &["text"],
        Class::Bool if in_query => &["flag", "title", "valueless"],
        Class::Bool => &["flag", "title"],
        Class::Bytes => &["numbers"],
        Class::Map => &["json-text", "list-when-empty"],
        Class::List | Class::Record | Class::Any => &["json-text"],
        Class::String | Class::Secret | Class::Other => return,
    };
    doc.set("as", rng.pick(styles));
}

/// Limits, where there are any; whether there are.
fn limits(rng: &mut Rng, class: Class, doc: &mut Map) -> bool {
    match class {
        Class::Int | Class::Money => {
            let low = rng.pick(&[-1000, 0, 1, i64::MIN]);
            let high = rng.pick(&[5, 500, i64::MAX]);
            match rng.below(4) {
                0 => doc.set("min", low),
                1 => doc.set("max", high),
                2 => doc.set("above", low.max(-5)).set("max", high),
                _ => doc.set("min", low).set("max", high),
            };
            true
        }
        Class::String | Class::Secret => {
            let fewest = rng.from(0, 4);
            let most = fewest + rng.from(0, 40);
            doc.set("length", vec![fewest.into(), most.max(1).into()]);
            true
        }
        _ => false,
    }
}

/// A sentence for people, sometimes one that Markdown, HTML or Rust could mistake for their own.
pub(crate) fn about(rng: &mut Rng) -> String {
    let odd = [
        "What it is.",
        "With `code`, [a link], <b>markup</b> & {braces}.",
        "A * star, an _underscore_, a #hash and a */ end of a comment.",
        "Ends without a full stop",
        "Über 日本語 und \"quotes\".",
        "Several lines\n\n- one\n- two\n\n    and code",
        "https://example.com/?a=b&c=d is where it stands.",
        "```\nlet x = 1;\n```",
        "A sentence that is much longer than a line of a comment can be, so that the printer has to break it somewhere, and it has \
         to do so between words, of which there are enough here.",
        "Averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongword.",
        "1. not a list",
        "| a | b |",
        "\\ backslash",
    ];
    rng.pick(&odd).to_owned()
}

/// The text of a type expression with a comment of its own; only here so that odd spellings are read too.
pub(crate) fn spaced(rng: &mut Rng, text: &str) -> String {
    if rng.chance(10) { text.replace('<', " < ").replace('>', " >") } else { text.to_owned() }
}
