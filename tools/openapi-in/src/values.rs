//! Types of single schemas: scalars, enums, lists and maps.

use std::collections::HashSet;

use bindery_vocabulary::Number;
use bindery_vocabulary::json::JsonValue;

use crate::limits;
use crate::merge::choice_text;
use crate::schema::{Choice, Limits, Place, Record, Scalar, Schema, Shape};
use crate::text;
use crate::typed::{Class, Hint, Typed};
use crate::types::{Types, about_of};
use crate::unions;

impl Types<'_> {
    /// Returns the type for a schema whose shape is known.
    pub(crate) fn shape(&mut self, schema: &Schema, hint: &Hint) -> Typed {
        let mut typed = match &schema.shape {
            Shape::Any => Typed::plain("any", Class::Any),
            Shape::Null => {
                self.schemas.findings.wider(&schema.at.pointer, "a value that is always null", "");
                Typed { nullable: true, ..Typed::plain("any", Class::Any) }
            }
            Shape::Never => {
                self.schemas.findings.wider(&schema.at.pointer, "a schema without any value", "");
                Typed::plain("any", Class::Any)
            }
            Shape::Scalar(scalar) => self.scalar(scalar, &schema.at),
            Shape::List(items, limits) => self.list(items, limits, hint),
            Shape::Choice(choices) => self.choice(choices, schema, hint),
            Shape::Record(record) if record.fields.is_empty() => self.map(record, &schema.at, hint),
            Shape::Record(_) | Shape::Positions(..) | Shape::Union(_) => self.once(schema, hint),
            Shape::All(_) | Shape::Reference(_) => return self.lower(schema, hint),
        };
        typed.nullable |= self.is_nullable(schema, 0);
        typed
    }

    fn scalar(&mut self, scalar: &Scalar, at: &Place) -> Typed {
        let mut typed = Typed::plain(scalar.word, Class::Scalar);
        typed.encoding = scalar.encoding;
        let (word, limits) =
            limits::settled(scalar.word, &scalar.limits, &at.pointer, &mut self.schemas.findings);
        typed.expr = word.to_owned();
        typed.limits = limits;
        if scalar.word == "content" {
            self.schemas.findings.wider(&at.pointer, "binary data inside JSON or text", "");
            typed.expr = "string".to_owned();
        }
        typed
    }

    fn list(&mut self, items: &Schema, limits: &Limits, hint: &Hint) -> Typed {
        let singular = match hint {
            Hint::In(owner, leaf) => Hint::In(owner.clone(), singular(leaf)),
            Hint::Exact(name) => Hint::In(name.clone(), "item".to_owned()),
        };
        self.limits_inside(items);
        let inner = self.lower(items, &singular);
        let inner = self.without_keys(inner, items, &singular);
        let mut typed = Typed::plain(format!("list<{}>", inner.inner()), Class::List);
        typed.limits = limits::settled("list", limits, &items.at.pointer, &mut self.schemas.findings).1;
        typed
    }

    fn map(&mut self, record: &Record, at: &Place, hint: &Hint) -> Typed {
        if !record.required.is_empty() {
            let detail = record.required.join(", ");
            let what = "a required property that is not described";
            self.schemas.findings.wider(&at.pointer, what, detail);
        }
        let key = record.names.as_ref().map(|names| self.lower(names, &hint.inside("key")).expr);
        let value = match &record.additional {
            Some(value) => {
                self.limits_inside(value);
                let hint = hint.inside("value");
                let inner = self.lower(value, &hint);
                self.without_keys(inner, value, &hint).inner()
            }
            None => "any".to_owned(),
        };
        match key.filter(|key| key != "string") {
            Some(key) => Typed::plain(format!("map<{key}, {value}>"), Class::Map),
            None => Typed::plain(format!("map<{value}>"), Class::Map),
        }
    }

    /// Reports the limits of the values in a list, map or union, which are not checked, whatever their type.
    pub(crate) fn limits_inside(&mut self, items: &Schema) {
        if let Shape::Scalar(scalar) = self.schemas.expanded(items).shape
            && !scalar.limits.is_empty()
        {
            self.schemas.findings.wider(&items.at.pointer, "a limit inside a list, map or union", "");
        }
    }

    /// Returns a type that needs neither an encoding nor limits beside its expression, for the inside of a list.
    pub(crate) fn without_keys(&mut self, typed: Typed, schema: &Schema, hint: &Hint) -> Typed {
        if typed.encoding.is_none() && typed.limits.is_empty() {
            return typed;
        }
        if typed.class == Class::Scalar
            && matches!(typed.expr.as_str(), "string" | "int" | "decimal" | "uint")
        {
            let about = text::about(schema.about.as_deref().or(schema.title.as_deref()));
            let mut body = vec![(
                "about".to_owned(),
                JsonValue::text(about.unwrap_or_else(|| text::in_words(&hint.candidates().remove(0)))),
            )];
            body.push(("type".to_owned(), JsonValue::text(&typed.expr)));
            body.extend(typed.keys());
            if body.len() == 2 {
                return Typed { limits: Limits::default(), ..typed };
            }
            let name = self.define(hint, JsonValue::Object(body), None);
            return Typed { nullable: typed.nullable, ..Typed::named(&name, Class::Scalar) };
        }
        if let Some(encoding) = typed.encoding {
            let word = match encoding {
                unix if unix.starts_with("unix") => Some("int"),
                "rfc-2822" | "http-date" => Some("string"),
                _ => None,
            };
            if let Some(word) = word {
                let reason = "a time inside a list, a map or a union, which is passed as it is";
                self.schemas.findings.wider(&schema.at.pointer, reason, encoding);
                return Typed { nullable: typed.nullable, ..Typed::plain(word, Class::Scalar) };
            }
            self.schemas.findings.gap(&schema.at.pointer, "an encoding inside a list or map", encoding);
        }
        let limits = Typed { encoding: None, ..typed.clone() };
        if !limits.keys().is_empty() {
            self.schemas.findings.wider(&schema.at.pointer, "a limit inside a list, map or union", "");
        }
        Typed { limits: Limits::default(), encoding: None, ..typed }
    }

    fn choice(&mut self, choices: &[Choice], schema: &Schema, hint: &Hint) -> Typed {
        let all = |test: fn(&JsonValue) -> bool| choices.iter().all(|choice| test(&choice.value));
        let whole = |value: &JsonValue| number(value).and_then(Number::to_i64);
        let base = if all(|value| matches!(value, JsonValue::Text(_))) {
            "string"
        } else if choices.iter().all(|choice| whole(&choice.value).is_some()) {
            "int"
        } else if choices.iter().all(|choice| number(&choice.value).and_then(Number::to_u64).is_some()) {
            self.schemas.findings.wider(&schema.at.pointer, "an enum of numbers beyond 63 bits", "");
            return Typed::plain("uint", Class::Scalar);
        } else if all(|value| matches!(value, JsonValue::Bool(_))) {
            if choices.len() == 1 {
                self.schemas.findings.wider(
                    &schema.at.pointer,
                    "a boolean with one value that may be absent",
                    "",
                );
            }
            return Typed::plain("bool", Class::Scalar);
        } else if all(|value| matches!(value, JsonValue::Number(_))) {
            self.schemas.findings.wider(&schema.at.pointer, "an enum of fractions", "");
            return Typed::plain("float", Class::Scalar);
        } else if all(JsonValue::is_scalar) {
            return self.once(&unions::by_value(choices, &schema.at).said_by(schema), hint);
        } else {
            self.schemas.findings.wider(&schema.at.pointer, "an enum of lists or objects", "");
            return Typed::plain("any", Class::Any);
        };
        let mut names = HashSet::from(["Unknown".to_owned()]);
        let mut values: Vec<(String, JsonValue)> = Vec::with_capacity(choices.len());
        let mut seen: Vec<&JsonValue> = Vec::with_capacity(choices.len());
        for choice in choices {
            if seen.contains(&&choice.value) {
                continue;
            }
            seen.push(&choice.value);
            let plain = choice_text(choice);
            let title = choice.title.as_deref().filter(|title| title.len() < 60);
            let mut name =
                text::kebab(title.unwrap_or(&plain), if plain.is_empty() { "empty" } else { "value" });
            let stem = name.clone();
            if names.contains(&text::variant(&name)) {
                name = text::signed(&plain).unwrap_or(name); // `-id` beside `id`
            }
            let mut number = 2;
            while !names.insert(text::variant(&name)) {
                name = format!("{stem}-n{number}");
                number += 1;
            }
            let is = whole(&choice.value).map_or_else(|| choice.value.clone(), JsonValue::number);
            let mut value = vec![("is".to_owned(), is)];
            if choice.deprecated {
                value.push(("deprecated".to_owned(), JsonValue::Bool(true)));
            }
            value.extend(
                text::about(choice.about.as_deref())
                    .map(|about| ("about".to_owned(), JsonValue::text(about))),
            );
            values.push((name, JsonValue::Object(value)));
        }
        let body = vec![
            ("about".to_owned(), JsonValue::text(about_of(schema, hint))),
            ("enum".to_owned(), JsonValue::text(base)),
            ("values".to_owned(), JsonValue::Object(values)),
        ];
        let name = self.define(hint, JsonValue::Object(body), None);
        Typed::named(&name, Class::Scalar)
    }
}

fn number(value: &JsonValue) -> Option<Number<'_>> {
    match value {
        JsonValue::Number(literal) => Number::parse(literal),
        _ => None,
    }
}

/// Returns the name of an item of a list with this name.
fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let keeps = ["ss", "us", "is", "ses"].iter().any(|end| name.ends_with(end));
    match name.strip_suffix('s').filter(|stem| stem.len() > 1 && !keeps) {
        Some(stem) => stem.to_owned(),
        None => format!("{name}Item"),
    }
}
