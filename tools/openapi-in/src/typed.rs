//! Type of a value as a spec says it, and the names that a type may get.

use bindery_vocabulary::json::JsonValue;

use crate::schema::Limits;
use crate::text;

/// Longest text that a limit allows; a limit without an upper end uses it.
const ANY_LENGTH: u64 = u32::MAX as u64;

/// Type of a value, as a spec says it.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    /// Type expression.
    pub(crate) expr: String,
    pub(crate) nullable: bool,
    pub(crate) encoding: Option<&'static str>,
    pub(crate) limits: Limits,
    pub(crate) class: Class,
    /// Whether the type has a name, and with it an `about` of its own.
    pub(crate) named: bool,
}

/// Class of a type, as far as its places in a request depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Scalar,
    Any,
    List,
    Map,
    Record,
    Union,
}

impl Typed {
    pub(crate) fn plain(expr: impl Into<String>, class: Class) -> Self {
        Self {
            expr: expr.into(),
            nullable: false,
            encoding: None,
            limits: Limits::default(),
            class,
            named: false,
        }
    }

    pub(crate) fn named(name: &str, class: Class) -> Self {
        Self { named: true, ..Self::plain(name, class) }
    }

    /// Returns the expression for the inside of a list or map.
    pub(crate) fn inner(&self) -> String {
        format!("{}{}", self.expr, if self.nullable && self.class != Class::Any { "?" } else { "" })
    }

    /// Returns the keys `encoding` and the limits.
    pub(crate) fn keys(&self) -> Vec<(String, JsonValue)> {
        let mut keys = Vec::new();
        keys.extend(self.encoding.map(|word| ("encoding".to_owned(), JsonValue::text(word))));
        let bounds = [
            ("min", &self.limits.min),
            ("max", &self.limits.max),
            ("above", &self.limits.above),
            ("below", &self.limits.below),
        ];
        for (key, bound) in bounds {
            keys.extend(bound.as_ref().map(|literal| (key.to_owned(), JsonValue::number(literal))));
        }
        if let (least, most) = self.limits.length
            && (least.unwrap_or(0) > 0 || most.is_some_and(|most| most < ANY_LENGTH))
        {
            let most = most.filter(|most| *most < ANY_LENGTH);
            let ends = std::iter::once(least.unwrap_or(0).min(ANY_LENGTH)).chain(most);
            keys.push(("length".to_owned(), ends.map(JsonValue::number).collect()));
        }
        keys
    }
}

/// Side of a call on which a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    Request,
    Response,
}

/// How a type may be named: candidates in order, or exactly one.
#[derive(Clone, Debug)]
pub(crate) enum Hint {
    /// Names of the owner and of the place in it.
    In(String, String),
    /// The name, which is reserved already.
    Exact(String),
}

impl Hint {
    /// Returns the hint for a place inside the type that gets this hint.
    pub(crate) fn inside(&self, leaf: &str) -> Hint {
        let owner = match self {
            Hint::In(owner, own) => join_names(owner, own),
            Hint::Exact(name) => name.clone(),
        };
        Hint::In(owner, leaf.to_owned())
    }

    pub(crate) fn candidates(&self) -> Vec<String> {
        match self {
            Hint::Exact(name) => vec![name.clone()],
            Hint::In(owner, leaf) => vec![text::camel(leaf, "Type"), join_names(owner, leaf)],
        }
    }
}

fn join_names(owner: &str, leaf: &str) -> String {
    let leaf = text::camel(leaf, "Type");
    if leaf.starts_with(owner) { leaf } else { format!("{owner}{leaf}") }
}
