//! Selection of a union's variant: by the value of a field, by the kind of JSON, or by shape.

use std::borrow::Cow;

use crate::json::{Kind, Node, is_number};
use crate::{Given, Number, ValueKind, flag, shortest};

/// What a value of a variant looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Case<'c> {
    /// Kind of JSON value; `None` for any.
    pub kind: Option<ValueKind>,
    /// Keys that are there and not null; in an array, positions of entries that are there.
    pub required: &'c [&'c str],
    /// Keys or positions, each with the JSON that is there.
    pub fixed: &'c [(&'c str, &'c str)],
    /// Texts of the field that tells the variants apart, or of the value itself. Empty for any.
    pub is: &'c [&'c str],
}

impl<'c> Case<'c> {
    /// Creates a case that every value fits.
    pub const fn new() -> Self {
        Self { kind: None, required: &[], fixed: &[], is: &[] }
    }

    /// Sets the kind of JSON value.
    pub const fn kind(mut self, kind: ValueKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Sets the keys or positions that are there.
    pub const fn required(mut self, keys: &'c [&'c str]) -> Self {
        self.required = keys;
        self
    }

    /// Sets the keys or positions with one value.
    pub const fn fixed(mut self, values: &'c [(&'c str, &'c str)]) -> Self {
        self.fixed = values;
        self
    }

    /// Sets the texts of the field that tells the variants apart, or of the value itself.
    pub const fn is(mut self, texts: &'c [&'c str]) -> Self {
        self.is = texts;
        self
    }

    fn fits(&self, value: Node<'_>) -> bool {
        let kind = match (self.kind, value.kind()) {
            (None, _) => true,
            (Some(ValueKind::Flag), Kind::Bool(_))
            | (Some(ValueKind::Number), Kind::Number(_))
            | (Some(ValueKind::Text), Kind::Text(_))
            | (Some(ValueKind::List), Kind::List(_))
            | (Some(ValueKind::Object), Kind::Object(_)) => true,
            (Some(ValueKind::Whole), Kind::Number(literal)) => is_whole(literal),
            _ => false,
        };
        let is_list = matches!(value.kind(), Kind::List(_));
        kind && (self.is.is_empty() || text(value).is_some_and(|text| self.is.contains(&&*text)))
            && self
                .required
                .iter()
                .all(|key| inside(value, key).is_some_and(|found| is_list || !found.is_null()))
            && self
                .fixed
                .iter()
                .all(|(key, json)| inside(value, key).is_some_and(|found| is_same(found, json)))
    }

    /// Whether the text can be read as this kind of scalar, in an encoding that is not the usual one.
    fn reads(&self, text: &str) -> bool {
        match self.kind {
            Some(ValueKind::Text) => true,
            Some(ValueKind::Whole) => is_whole(text),
            Some(ValueKind::Number) => Number::parse(text).is_some(),
            Some(ValueKind::Flag) => flag(Given::Text(text)).is_some(),
            _ => false,
        }
    }
}

/// Returns the position of the variant that a value belongs to; `None` for a value of no variant. `by` are the keys
/// that lead to the field that tells the variants apart; without them, the first case that fits counts. A scalar of no
/// case's kind belongs to the first one that reads its text.
pub fn select(by: &[&str], cases: &[Case<'_>], value: Node<'_>) -> Option<usize> {
    if !by.is_empty() {
        let field = tag(by, value)?;
        return cases.iter().position(|case| case.is.contains(&&*field));
    }
    let fitting = cases.iter().position(|case| case.fits(value));
    fitting.or_else(|| {
        let text = text(value)?;
        cases.iter().position(|case| case.is.is_empty() && case.reads(&text))
    })
}

/// Returns the position of the variant that the text of a parameter belongs to: a number, a boolean, or a string.
pub fn select_text(cases: &[Case<'_>], text: &str) -> Option<usize> {
    let find = |kinds: &[ValueKind]| {
        let of_kind = |case: &Case<'_>| case.kind.is_some_and(|kind| kinds.contains(&kind));
        let is = |case: &Case<'_>| case.is.is_empty() || case.is.contains(&text);
        cases.iter().position(|case| of_kind(case) && is(case) && case.reads(text))
    };
    // A sender of a number writes `5`; another text that can be read as one, such as `1e5`, is meant as a text.
    let is_whole = text.parse().is_ok_and(|number: i64| number.to_string() == text);
    let numbers: &[ValueKind] =
        if is_whole { &[ValueKind::Whole, ValueKind::Number] } else { &[ValueKind::Number] };
    let number = is_number(text).then(|| find(numbers)).flatten();
    number
        .or_else(|| matches!(text, "true" | "false").then(|| find(&[ValueKind::Flag])).flatten())
        .or_else(|| find(&[ValueKind::Text]))
        .or_else(|| find(&[ValueKind::Whole, ValueKind::Number, ValueKind::Flag]))
}

/// Returns the text of the field that tells variants apart.
pub fn tag<'v>(by: &[&str], value: Node<'v>) -> Option<Cow<'v, str>> {
    by.iter().try_fold(value, |value, key| inside(value, key)).and_then(text)
}

/// Returns the value under a key, or at a position of an array. If a key is repeated, the last value counts.
fn inside<'v>(value: Node<'v>, key: &str) -> Option<Node<'v>> {
    match value.kind() {
        Kind::Object(entries) => {
            let named = |name: crate::json::Text<'_>| match name.plain() {
                Some(name) => name == key,
                None => name.value().is_some_and(|name| name == key),
            };
            entries.filter(|(name, _)| named(*name)).last().map(|(_, value)| value)
        }
        Kind::List(mut items) => items.nth(key.parse().ok()?),
        _ => None,
    }
}

/// Returns the text of a scalar.
fn text(value: Node<'_>) -> Option<Cow<'_, str>> {
    match value.kind() {
        Kind::Text(text) => text.value(),
        Kind::Number(_) | Kind::Bool(_) => Some(Cow::Borrowed(value.written())),
        Kind::Null | Kind::List(_) | Kind::Object(_) => None,
    }
}

fn is_whole(literal: &str) -> bool {
    Number::parse(literal).and_then(Number::to_i64).is_some()
}

/// Whether a value is this JSON. Numbers are compared by value, and a string equals a scalar with its text.
fn is_same(value: Node<'_>, json: &str) -> bool {
    let plain = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map(crate::json::unescape);
    let expected = plain.flatten().map_or(Cow::Borrowed(json), Cow::Owned);
    match value.kind() {
        Kind::Number(literal) if shortest(literal).is_some() => shortest(literal) == shortest(&expected),
        _ => value.written() == json || text(value).is_some_and(|text| text == expected),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Extent, Index};

    fn of(by: &[&str], cases: &[Case<'_>], json: &str) -> Option<usize> {
        let index = Index::new(json, Extent::ANY).expect("JSON");
        select(by, cases, index.root())
    }

    #[test]
    fn a_field_tells_variants_apart() {
        let cases =
            [Case::new().is(&["card"]), Case::new().is(&["sepa", "sepa_debit"]), Case::new().is(&["7"])];
        let field = |json: &str| of(&["type"], &cases, json);
        assert_eq!(field(r#"{"type": "card"}"#), Some(0));
        assert_eq!(field(r#"{"type": "card", "type": "sepa_debit"}"#), Some(1));
        assert_eq!(field(r#"{"ty\u0070e": 7}"#), Some(2));
        for unknown in [r#"{"type": "crypto"}"#, r#"{"type": null}"#, "{}", "[]", "\"card\"", "null"] {
            assert_eq!(field(unknown), None, "{unknown}");
        }
        assert_eq!(of(&["object", "type"], &cases, r#"{"object": {"type": "card"}}"#), Some(0));
        assert_eq!(of(&["1"], &cases, r#"[5, "sepa"]"#), Some(1));
    }

    #[test]
    fn kinds_tell_variants_apart() {
        let kinds = [ValueKind::Whole, ValueKind::Text, ValueKind::Flag, ValueKind::List];
        let cases = kinds.map(|kind| Case::new().kind(kind));
        for (json, at) in
            [("5", Some(0)), ("5.0", Some(0)), ("\"5\"", Some(1)), ("true", Some(2)), ("[]", Some(3))]
        {
            assert_eq!(of(&[], &cases, json), at, "{json}");
        }
        assert_eq!(of(&[], &cases, "5.5"), Some(1), "a string can hold any scalar");
        assert_eq!(of(&[], &cases, "{}"), None);
        assert_eq!(of(&[], &cases[..1], "\"5\""), Some(0));
        assert_eq!(of(&[], &cases[..1], "\"five\""), None);
        for (text, at) in [("5", 0), ("true", 2), ("5.5", 1), ("1e5", 1), ("5.0", 1), ("007", 1), ("", 1)] {
            assert_eq!(select_text(&cases, text), Some(at), "{text}");
        }
        assert_eq!(select_text(&cases[2..], "5"), None);
    }

    #[test]
    fn shapes_tell_variants_apart() {
        let object = Case::new().kind(ValueKind::Object);
        let cases = [
            object.required(&["id"]).fixed(&[("deleted", "true")]),
            object.required(&["id"]),
            Case::new().kind(ValueKind::List).required(&["1"]).fixed(&[("0", "\"hb\"")]),
            Case::new().kind(ValueKind::Text).is(&["none"]),
        ];
        for (json, at) in [
            (r#"{"id": 1, "deleted": true}"#, Some(0)),
            (r#"{"id": 1, "deleted": false}"#, Some(1)),
            (r#"{"id": null, "deleted": true}"#, None),
            (r#"["hb", null]"#, Some(2)),
            (r#"["hb"]"#, None),
            ("\"none\"", Some(3)),
            ("\"some\"", None),
        ] {
            assert_eq!(of(&[], &cases, json), at, "{json}");
        }
    }
}
