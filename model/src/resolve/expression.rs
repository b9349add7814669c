//! Type expressions: `int`, `Wallet`, `list<map<Country>>`.

use std::ops::Range;

use super::Resolver;
use super::names::UNKNOWN;
use super::type_kind::TypeClass;
use crate::document::{Text, closest, slip};
use crate::model::{Scalar, Type, TypeId, Word as _};
use crate::yaml::excerpt;

/// Names of types in OpenAPI and in other languages, each with the name here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("array", LIST),
    ("base64", "bytes"),
    ("bigdecimal", "decimal"),
    ("bigint", "int"),
    ("binary", "content"),
    ("blob", "content"),
    ("boolean", "bool"),
    ("byte", "bytes"),
    ("char", "string"),
    ("date-time", "instant"),
    ("datetime", "instant"),
    ("dict", MAP),
    ("double", "float"),
    ("email", "string"),
    ("f64", "float"),
    ("file", "content"),
    ("guid", "uuid"),
    ("hashmap", MAP),
    ("i64", "int"),
    ("int32", "int"),
    ("int64", "int"),
    ("integer", "int"),
    ("json", "any"),
    ("long", "int"),
    ("money", "decimal"),
    ("null", "nothing"),
    ("password", "secret"),
    ("set", LIST),
    ("str", "string"),
    ("text", "string"),
    ("time", "instant"),
    ("timestamp", "instant"),
    ("u64", "uint"),
    ("uint64", "uint"),
    ("unit", "nothing"),
    ("unsigned", "uint"),
    ("uri", "string"),
    ("url", "string"),
    ("varchar", "string"),
    ("vec", LIST),
    ("void", "nothing"),
];

const LIST: &str = "list<…>";
const MAP: &str = "map<…>";

/// Names of types that mean one of several types here, each with what to write.
const SEVERAL: &[(&str, &str)] = &[
    (
        "number",
        "write `decimal` for an exact decimal number, `float` for a binary one, or `int` for an integer",
    ),
    ("object", "use a record for known keys, `map<…>` for any keys, or `any` for any JSON"),
    ("unix-time", "write `type: instant` with `encoding: unix-seconds`"),
    ("unix-timestamp", "write `type: instant` with `encoding: unix-seconds`"),
];

/// Maximum nesting of type expressions, which bounds all recursion over types.
pub(super) const MAX_LEVELS: usize = 16;

/// An error in an expression: range, label and help.
struct Fault {
    range: Range<usize>,
    label: String,
    help: String,
}

impl Fault {
    fn new(range: Range<usize>, label: impl Into<String>, help: impl Into<String>) -> Self {
        Self { range, label: label.into(), help: help.into() }
    }
}

/// A parsed expression before its names are looked up.
enum Expression<'t> {
    Name(&'t str, Range<usize>),
    List(Box<Expression<'t>>),
    /// The type of the keys, if it is written, and that of the values.
    Map(Option<Box<Expression<'t>>>, Box<Expression<'t>>),
    /// A type with a question mark, which is in this range.
    Nullable(Box<Expression<'t>>, Range<usize>),
}

impl<'t> Expression<'t> {
    /// Returns the name of the innermost items.
    fn innermost(&self) -> &'t str {
        match self {
            Expression::Name(name, _) => name,
            Expression::List(item) | Expression::Map(_, item) | Expression::Nullable(item, _) => {
                item.innermost()
            }
        }
    }
}

impl Resolver {
    /// Returns the type that an expression means.
    pub(super) fn type_of(&mut self, text: &Text<'_>) -> Type {
        if text.value.trim() == "nothing" {
            self.error("spec::nothing", text.span, "`nothing` is only valid as a response")
                .label("requires a value")
                .help("write a type, or remove the whole entry");
            return Type::Named(UNKNOWN);
        }
        self.response_type(text).unwrap_or(Type::Named(UNKNOWN))
    }

    /// Returns the type of a response; none for `nothing`.
    pub(super) fn response_type(&mut self, text: &Text<'_>) -> Option<Type> {
        if text.value.trim() == "nothing" {
            return None;
        }
        match parse(&text.value) {
            Ok(expression) => Some(self.look_up(&expression, text)),
            Err(fault) => {
                self.error("spec::type-syntax", text.part(fault.range), "invalid type expression")
                    .label(fault.label)
                    .help(fault.help);
                Some(Type::Named(UNKNOWN))
            }
        }
    }

    fn look_up(&mut self, expression: &Expression<'_>, text: &Text<'_>) -> Type {
        match expression {
            Expression::List(item) => Type::List(Box::new(self.look_up(item, text))),
            Expression::Map(key, value) => {
                let key = match key {
                    Some(key) => self.key_type(key, text),
                    None => Type::Scalar(Scalar::String),
                };
                Type::Map(Box::new(key), Box::new(self.look_up(value, text)))
            }
            Expression::Nullable(item, range) => {
                let item = self.look_up(item, text);
                if matches!(item, Type::Scalar(Scalar::Any)) {
                    self.error("spec::type-syntax", text.part(range.clone()), "invalid type expression")
                        .label("`any` may be null already")
                        .help("remove the question mark");
                }
                Type::Nullable(Box::new(item))
            }
            Expression::Name(name, range) => {
                if let Some(scalar) = Scalar::of_text(name) {
                    return Type::Scalar(scalar);
                }
                if let Some(id) = self.names.types.get(name) {
                    return self.named_type(id, text.part(range.clone()));
                }
                self.unknown_type(name, range.clone(), text);
                Type::Named(UNKNOWN)
            }
        }
    }

    /// Returns the type of a map's keys, whose text in JSON must have one meaning.
    fn key_type(&mut self, key: &Expression<'_>, text: &Text<'_>) -> Type {
        let ty = self.look_up(key, text);
        let class = self.class(&ty);
        let is_key = match class {
            TypeClass::Scalar(scalar) => {
                matches!(scalar, Scalar::String | Scalar::Int | Scalar::Uint | Scalar::Uuid | Scalar::Date)
            }
            TypeClass::Enum | TypeClass::Unknown => true,
            TypeClass::Record
            | TypeClass::Positions
            | TypeClass::Union { .. }
            | TypeClass::List
            | TypeClass::Map => false,
        };
        if is_key {
            return ty;
        }
        self.error("spec::map-key", text.span, format!("{} cannot be the key of a map", class.describe()))
            .label("invalid type of keys")
            .help("use `string`, `int`, `uint`, `uuid`, `date`, an enum, or a newtype of one of these");
        Type::Named(UNKNOWN)
    }

    /// Returns the named type that the innermost items of an expression have, before aliases are replaced.
    pub(super) fn named_in(&self, text: &str) -> Option<TypeId> {
        self.names.types.get(parse(text).ok()?.innermost())
    }

    /// Whether an expression names a scalar that a newtype can wrap.
    pub(super) fn is_newtype(text: &str) -> bool {
        match parse(text) {
            Ok(Expression::Name(name, _)) => {
                Scalar::of_text(name).is_some_and(|scalar| scalar != Scalar::Any)
            }
            _ => false,
        }
    }

    fn unknown_type(&mut self, name: &str, range: Range<usize>, text: &Text<'_>) {
        let folded = name.to_lowercase();
        let of = |table: &[(&str, &'static str)]| {
            table.iter().find(|(other, _)| *other == folded).map(|(_, here)| *here)
        };
        let (elsewhere, several) = (of(ELSEWHERE), of(SEVERAL));
        let scalars = || Scalar::ALL.iter().map(|scalar| scalar.text());
        let candidates = || scalars().chain([LIST, MAP]).chain(self.names.types.iter());
        // Some types may be in a file that could not be read; only a misspelling of a known name is certain then.
        let types = &self.names.types;
        let surely = || !types.is_hidden(name) && self.sink.is_short() && slip(name, candidates()).is_some();
        if (self.incomplete || types.may_have(name)) && elsewhere.or(several).is_none() && !surely() {
            return;
        }
        let near = elsewhere.or_else(|| self.sink.is_short().then(|| closest(name, candidates())).flatten());
        let help = match (several, near) {
            (Some(help), _) => help.to_owned(),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => {
                let built_in: Vec<&str> = scalars().collect();
                format!(
                    "define `{name}` under `types`, or use a built-in type: {}, list<…>, map<…>",
                    built_in.join(", ")
                )
            }
        };
        self.error("spec::unknown-type", text.part(range), format!("unknown type `{}`", excerpt(name)))
            .label("unknown type")
            .help(help);
    }
}

/// Parses an expression. Ranges are in bytes of `text`.
fn parse(text: &str) -> Result<Expression<'_>, Fault> {
    let mut parser = Parser { text, position: 0 };
    let expression = parser.expression(0)?;
    parser.blanks();
    match parser.rest().chars().next() {
        None => Ok(expression),
        Some(character) => Err(parser.stray(character)),
    }
}

struct Parser<'t> {
    text: &'t str,
    position: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.position..).unwrap_or("")
    }

    fn blanks(&mut self) {
        self.position += self.rest().len() - self.rest().trim_start().len();
    }

    /// Returns the range of the next character, or of the last one at the end.
    fn here(&self) -> Range<usize> {
        match self.rest().chars().next() {
            Some(next) => self.position..self.position + next.len_utf8(),
            None => {
                let last = self.text.chars().next_back().map_or(0, char::len_utf8);
                self.text.len().saturating_sub(last)..self.text.len()
            }
        }
    }

    fn expression(&mut self, level: usize) -> Result<Expression<'t>, Fault> {
        let expression = self.without_null(level)?;
        self.blanks();
        let range = self.here();
        // A value itself is nullable by its keys.
        if level == 0 || !self.rest().starts_with('?') {
            return Ok(expression);
        }
        self.position += 1;
        Ok(Expression::Nullable(Box::new(expression), range))
    }

    fn without_null(&mut self, level: usize) -> Result<Expression<'t>, Fault> {
        if level > MAX_LEVELS {
            let label = format!("more than {MAX_LEVELS} levels");
            return Err(Fault::new(self.here(), label, "define a named type for the inner part"));
        }
        self.blanks();
        let start = self.position;
        let len = self.rest().find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '-' | '_')));
        let name = self.rest().get(..len.unwrap_or(self.rest().len())).unwrap_or("");
        if name.is_empty() {
            return Err(match self.rest().chars().next() {
                Some(character) => self.stray(character),
                None => {
                    let help = "write a name, `list<…>` or `map<…>`";
                    Fault::new(self.here(), "missing type", help)
                }
            });
        }
        self.position += name.len();
        let range = start..self.position;
        self.blanks();
        if !self.rest().starts_with('<') {
            return match name {
                "list" | "map" => {
                    let help = format!("write `{name}<T>`, where T is the type of its values");
                    Err(Fault::new(range, format!("`{name}` needs a type argument"), help))
                }
                _ => Ok(Expression::Name(name, range)),
            };
        }
        let open = self.position..self.position + 1;
        if !matches!(name, "list" | "map") {
            return Err(Fault::new(range, format!("`{name}` takes no type argument"), bracket_help(name)));
        }
        self.position += 1;
        let mut inner = self.expression(level + 1)?;
        self.blanks();
        let mut key = None;
        if self.rest().starts_with(',') {
            if let Expression::Nullable(_, range) = inner {
                return Err(Fault::new(range, "a key cannot be null", "remove the question mark"));
            }
            if name == "list" {
                return Err(Fault::new(
                    self.here(),
                    "a list takes one type",
                    "write `list<T>`, or use a record",
                ));
            }
            self.position += 1;
            key = Some(Box::new(std::mem::replace(&mut inner, self.expression(level + 1)?)));
            self.blanks();
        }
        if !self.rest().starts_with('>') {
            return Err(match self.rest().chars().next() {
                Some(character) => self.stray(character),
                None => Fault::new(open, "unclosed `<`", "add the missing `>`"),
            });
        }
        self.position += 1;
        let inner = Box::new(inner);
        Ok(if name == "list" { Expression::List(inner) } else { Expression::Map(key, inner) })
    }

    /// Returns the fault for an unexpected character.
    fn stray(&self, character: char) -> Fault {
        let (label, help) = match character {
            '[' | ']' => ("brackets are not part of type expressions", "write `list<T>` for a list of T"),
            '?' => (
                "a question mark is only valid inside a list or a map",
                "write `optional: true` or `nullable: true` beside the type",
            ),
            ',' => ("only a map has two types", "write `map<K, V>` with the types of keys and values"),
            '|' => ("unions are not supported", "use `any`, or two actions or fields"),
            '>' => ("unmatched `>`", "remove it"),
            '<' => ("missing name before `<`", "write `list<T>` or `map<T>`"),
            _ => ("unexpected character", "write a name, `list<…>` or `map<…>`"),
        };
        Fault::new(self.here(), label, help)
    }
}

fn bracket_help(name: &str) -> &'static str {
    match name.to_lowercase().as_str() {
        "array" | "vec" | "set" | "list" => "write `list<…>`",
        "hashmap" | "dict" | "record" | "object" | "map" => {
            "write `map<…>`, with the type of its values, or of its keys and values"
        }
        "option" | "optional" | "nullable" => {
            "write `optional: true` or `nullable: true` beside the type, or a question mark inside a list or a map"
        }
        _ => "only `list<…>` and `map<…>` take a type argument",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (String, String) {
        match parse(text) {
            Err(fault) => (text.get(fault.range).unwrap_or("?").to_owned(), fault.label),
            Ok(_) => panic!("`{text}` is fine"),
        }
    }

    #[test]
    fn faults_point_into_the_expression() {
        assert_eq!(fault("list<int").0, "<");
        assert_eq!(fault("int[]").0, "[");
        assert_eq!(fault("list").0, "list");
        assert_eq!(fault("list<>").0, ">");
        assert_eq!(fault("map<string, int, int>").0, ",");
        assert_eq!(fault("list<string, int>").0, ",");
        assert_eq!(fault("map<string?, int>").0, "?");
        assert_eq!(fault("int?").0, "?");
        assert_eq!(fault("list<int??>").0, "?");
        assert!(parse("map<uuid, list<int?>?>").is_ok());
        assert_eq!(fault("Option<int>").0, "Option");
        assert_eq!(fault("int>").0, ">");
        assert_eq!(fault("").1, "missing type");
        assert_eq!(fault("é ü").0, "ü");
        assert!(parse(" list < map<T> > ").is_ok());
    }

    #[test]
    fn levels_are_bounded() {
        assert!(fault(&"list<".repeat(10_000)).1.contains("levels"));
    }
}
