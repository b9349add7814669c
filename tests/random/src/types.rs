//! Named types, type expressions, and the keys of parameters and fields.

mod structure;

use crate::auth::Covers;
use crate::names::Scope;
use crate::rng::Rng;
use crate::yaml::{Map, Node};

/// The class of a value, as far as other keys depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypeClass {
    String,
    Int,
    Uint,
    Money,
    Float,
    Secret,
    Bool,
    Instant,
    Bytes,
    /// Any other scalar.
    Other,
    Any,
    Enum,
    Record,
    /// A record that is an array on the wire.
    Positions,
    /// A union with a variant that has parts.
    Union,
    List,
    Map,
}

impl TypeClass {
    /// Whether a value cannot be written as one value of a form.
    pub(crate) fn is_composite(self) -> bool {
        matches!(
            self,
            TypeClass::Any
                | TypeClass::Record
                | TypeClass::Positions
                | TypeClass::Union
                | TypeClass::List
                | TypeClass::Map
        )
    }
}

impl TypeClass {
    /// Whether a value may be written as an array.
    fn may_be_list(self) -> bool {
        matches!(self, TypeClass::List | TypeClass::Any | TypeClass::Positions | TypeClass::Union)
    }
}

/// A type expression.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) text: String,
    pub(crate) class: TypeClass,
    /// For a list: whether its entries may be lists, anything or null.
    of_lists: bool,
}

/// A named type that exists.
#[derive(Clone, Debug)]
pub(crate) struct KnownType {
    pub(crate) name: String,
    pub(crate) class: TypeClass,
    /// Module of the type.
    home: Option<usize>,
    /// Whether it has limits or its own encoding.
    has_rules: bool,
    /// For a record: the names of its fields.
    wires: Scope,
    /// For a record: whether a field holds the additional entries.
    has_additional: bool,
    /// For a record: its required scalar fields and their classes.
    pub(crate) bare: Vec<String>,
}

/// All named types, while they are generated.
#[derive(Debug, Default)]
pub(crate) struct Types {
    pub(crate) known: Vec<KnownType>,
    /// Whether each module may use only its own types and the shared ones.
    pub(crate) apart: bool,
}

const SCALARS: &[(&str, TypeClass)] = &[
    ("string", TypeClass::String),
    ("int", TypeClass::Int),
    ("decimal", TypeClass::Money),
    ("bool", TypeClass::Bool),
    ("date", TypeClass::Other),
    ("local-date-time", TypeClass::Other),
    ("instant", TypeClass::Instant),
    ("uint", TypeClass::Uint),
    ("float", TypeClass::Float),
    ("uuid", TypeClass::Other),
    ("formatted-decimal", TypeClass::Other),
    ("secret", TypeClass::Secret),
    ("bytes", TypeClass::Bytes),
    ("microsoft-date", TypeClass::Other),
];

impl Types {
    /// Picks a scalar, or a named type based on one.
    pub(crate) fn scalar(&self, rng: &mut Rng, home: Option<usize>) -> Expression {
        let named: Vec<&KnownType> = self.seen(home).filter(|known| !known.class.is_composite()).collect();
        if !named.is_empty() && rng.chance(35) {
            let known = rng.pick(&named);
            return Expression { text: known.name.clone(), class: known.class, of_lists: false };
        }
        let (text, class) = rng.pick(SCALARS);
        Expression { text: text.to_owned(), class, of_lists: false }
    }

    /// Creates a scalar with a defined encoding in signed data.
    pub(crate) fn signable(&self, rng: &mut Rng, home: Option<usize>, covers: Covers) -> Expression {
        loop {
            let scalar = self.scalar(rng, home);
            if covers != Covers::Values || matches!(scalar.text.as_str(), "string" | "int") {
                return scalar;
            }
        }
    }

    /// Picks any type, with this many levels of lists and maps.
    pub(crate) fn any(&self, rng: &mut Rng, home: Option<usize>, levels: usize) -> Expression {
        let named = |known: &&KnownType| {
            matches!(known.class, TypeClass::Record | TypeClass::Positions | TypeClass::Union)
        };
        let named: Vec<&KnownType> = self.seen(home).filter(named).collect();
        match rng.below(10) {
            0 => Expression { text: "any".into(), class: TypeClass::Any, of_lists: false },
            1..=3 if levels > 0 => {
                let inner = self.any(rng, home, levels - 1);
                let (word, class) = rng.pick(&[("list", TypeClass::List), ("map", TypeClass::Map)]);
                let null = if inner.class != TypeClass::Any && rng.chance(20) { "?" } else { "" };
                // Null would be the empty list.
                let of_lists = inner.class.may_be_list() || !null.is_empty();
                let key = match class {
                    TypeClass::Map if rng.chance(30) => {
                        [rng.pick(&["string", "int", "uint", "uuid", "date"]), ", "].concat()
                    }
                    _ => String::new(),
                };
                Expression { text: format!("{word}<{key}{}{null}>", inner.text), class, of_lists }
            }
            4..=6 if !named.is_empty() => {
                let known = rng.pick(&named);
                Expression { text: known.name.clone(), class: known.class, of_lists: false }
            }
            _ => self.scalar(rng, home),
        }
    }

    fn seen(&self, home: Option<usize>) -> impl Iterator<Item = &KnownType> {
        let apart = self.apart;
        self.known.iter().filter(move |known| known.home.is_none() || !apart || known.home == home)
    }

    /// Returns the type with this name.
    pub(crate) fn named(&self, name: &str) -> Option<&KnownType> {
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
        let mut known = KnownType {
            name: name.clone(),
            class: TypeClass::Enum,
            home,
            has_rules: false,
            wires: Scope::default(),
            has_additional: false,
            bare: Vec::new(),
        };
        match rng.below(8) {
            0 => self.enumeration(rng, &mut doc),
            6 => {
                known.class = TypeClass::Positions;
                self.positions(rng, &mut known, &mut doc);
            }
            7 => {
                known.class = TypeClass::Union;
                self.union_by_kind(rng, home, &mut doc);
            }
            1 | 2 => {
                let (base, class) = rng.pick(&[
                    ("string", TypeClass::String),
                    ("int", TypeClass::Int),
                    ("decimal", TypeClass::Money),
                    ("secret", TypeClass::Secret),
                ]);
                known.class = class;
                doc.set("type", base);
                if class == TypeClass::Secret && rng.chance(40) {
                    doc.set("hash", "md5");
                } else {
                    known.has_rules = limits(rng, class, &mut doc);
                    if rng.chance(40) {
                        encoding(rng, class, false, &mut doc);
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
                known.class = TypeClass::Record;
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
            if rng.chance(5) {
                value.set("deprecated", deprecation(rng));
            }
            values.set(name, value);
        }
        doc.set("values", values);
    }

    fn record(&self, rng: &mut Rng, known: &mut KnownType, doc: &mut Map) {
        let home = known.home;
        let included: Vec<&KnownType> = self
            .seen(home)
            .filter(|other| other.class == TypeClass::Record && !other.has_additional)
            .collect();
        if !included.is_empty() && rng.chance(20) {
            let other = rng.pick(&included);
            match rng.chance(50) {
                true => doc.set("includes", other.name.clone()),
                false => doc.set("includes", vec![Node::from(other.name.as_str())]),
            };
            known.wires = other.wires.clone();
            known.bare.clone_from(&other.bare);
        }
        let count = rng.pick(&[0, 1, 1, 2, 3, 4, 5, 6, 9, 24]);
        let mut fields = Map::default();
        for _ in 0..count {
            let (name, rust) = known.wires.wire(rng);
            if !known.has_additional && rng.chance(4) {
                known.has_additional = true;
                let value = self.any(rng, home, 1);
                let mut field = Map::default().with("type", format!("map<{}>", value.text));
                field.set("additional", true).set("about", about(rng));
                rename(rust, &mut field);
                fields.set(name, field);
                continue;
            }
            let mut expression = self.any(rng, home, 2);
            let mut presence = rng.below(4);
            if rng.chance(8) {
                // A recursive record, which must be able to end.
                (expression.text, expression.class) = match rng.below(3) {
                    0 => (format!("list<{}>", known.name), TypeClass::List),
                    1 => (format!("map<{}>", known.name), TypeClass::Map),
                    _ => {
                        presence = rng.below(2);
                        (known.name.clone(), TypeClass::Record)
                    }
                };
                expression.of_lists = false;
            }
            let mut field = Map::default().with("type", expression.text.clone());
            match presence {
                0 => drop(field.set("optional", true)),
                1 => drop(field.set("nullable", true)),
                3 => drop(field.set("optional", true).set("nullable", true)),
                _ => known.bare.push(name.clone()),
            }
            self.rules(rng, &expression, presence != 2, false, &mut known.wires, &mut field);
            if field.has("fixed") {
                known.bare.retain(|other| *other != name);
            }
            rename(rust, &mut field);
            fields.set(name, field);
        }
        doc.set("fields", fields);
    }

    /// Adds encoding, limits, aliases, null values, defaults and constants to a parameter or field.
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
        if class == TypeClass::List && !expression.of_lists && rng.chance(15) && !absent && !parameter {
            field.set("bare-single", true);
        } else if rng.chance(30) {
            encoding(rng, class, false, field);
        }
        if rng.chance(10) {
            field.set("aliases", wires.wire(rng).0);
        }
        if absent && rng.chance(20) {
            let all = [&["", "0"][..], &[""], &["0.00"], &["null"], &["N/A", "-"]];
            // At least one value of an enum must not be a null value.
            let texts = rng.pick(if class == TypeClass::Enum { &all[4..] } else { &all });
            field.set("null-values", texts.iter().map(|text| Node::from(*text)).collect::<Vec<_>>());
        }
        if class == TypeClass::String && parameter && rng.chance(10) {
            field.set("plus-as-space", true);
        }
        if rng.chance(5) {
            field.set("deprecated", deprecation(rng));
        }
        let chosen = match class {
            TypeClass::String if !limited => Some(Node::from(rng.pick(&["x", "", "a b", "ü", "\"", "1"]))),
            TypeClass::Int if !limited => Some(Node::from(rng.pick(&[0, -1, i64::MAX]))),
            TypeClass::Money if !limited => Some(Node::Raw(rng.pick(&["0", "10.00", "-0.5"]).to_owned())),
            TypeClass::Bool => Some(Node::from(true)),
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

/// Adds a Rust name, where the spec must give one.
pub(crate) fn rename(rust: Option<String>, doc: &mut Map) {
    if let Some(rust) = rust {
        doc.set("rust", rust);
    }
}

/// Picks an encoding, if there is a choice.
pub(crate) fn encoding(rng: &mut Rng, class: TypeClass, in_query: bool, doc: &mut Map) {
    let encodings: &[&str] = match class {
        TypeClass::Int | TypeClass::Uint => &["json-string", "two-digits"],
        TypeClass::Float => &["json-string"],
        TypeClass::Money => &["json-string", "two-decimals"],
        TypeClass::Instant => &[
            "unix-seconds",
            "unix-milliseconds",
            "unix-microseconds",
            "unix-nanoseconds",
            "rfc-2822",
            "http-date",
        ],
        TypeClass::Enum => &["json-string"],
        TypeClass::Bool if in_query => &["zero-or-one", "capitalized", "name-only"],
        TypeClass::Bool => &["zero-or-one", "capitalized"],
        TypeClass::Bytes => &["number-list"],
        TypeClass::Map => &["embedded-json", "list-when-empty"],
        TypeClass::List | TypeClass::Record | TypeClass::Positions | TypeClass::Union | TypeClass::Any => {
            &["embedded-json"]
        }
        TypeClass::String | TypeClass::Secret | TypeClass::Other => return,
    };
    doc.set("encoding", rng.pick(encodings));
}

/// Adds limits, if possible; returns whether it did.
fn limits(rng: &mut Rng, class: TypeClass, doc: &mut Map) -> bool {
    match class {
        TypeClass::Uint => {
            doc.set("min", rng.pick(&[0, 1])).set(rng.pick(&["max", "below"]), rng.pick(&[5, i64::MAX]));
            true
        }
        TypeClass::Float | TypeClass::Money if rng.chance(40) => {
            doc.set("above", Node::Raw("-0.5".to_owned())).set("below", Node::Raw("500.25".to_owned()));
            true
        }
        TypeClass::List if rng.chance(30) => {
            doc.set("length", vec![rng.from(0, 2).into(), rng.from(3, 40).into()]);
            true
        }
        TypeClass::Int | TypeClass::Money => {
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
        TypeClass::String | TypeClass::Secret => {
            let fewest = rng.from(0, 4);
            let most = fewest + rng.from(0, 40);
            doc.set("length", vec![fewest.into(), most.max(1).into()]);
            true
        }
        _ => false,
    }
}

/// Returns a description, sometimes with special characters of Markdown, HTML or Rust.
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

/// Returns a type expression with a comment, to test unusual spellings.
pub(crate) fn spaced(rng: &mut Rng, text: &str) -> String {
    if rng.chance(10) { text.replace('<', " < ").replace('>', " >") } else { text.to_owned() }
}

/// Returns a deprecation: `true`, or what to do instead.
pub(crate) fn deprecation(rng: &mut Rng) -> Node {
    match rng.chance(50) {
        true => true.into(),
        false => rng.pick(&["Use another one.", "Removed with \"v2\" of the API."]).into(),
    }
}
