//! How a constant of the spec is written on the wire: what the spec gives as the value of its type, in the style of its place.
//!
//! The runtime writes the values of callers by the same rules, and both ask the vocabulary for the texts. A constant is no value in Rust, so it is written here, once,
//! and every reader of the model has it as it travels.

use bindery_vocabulary::json::quote;
use bindery_vocabulary::{flag_text, from_base64, to_base64, whole_text};

use crate::literal::{decimal, whole};
use crate::model::{Field, Scalar, Style, Type, TypeDef, TypeKind};
use crate::yaml::{Kind, Node};

/// Writes constants of these types.
pub(super) struct Written<'r> {
    pub(super) types: &'r [Option<TypeDef>],
}

impl Written<'_> {
    /// The value of a parameter or field, as JSON.
    pub(super) fn field(&self, node: &Node<'_>, field: &Field) -> String {
        if let (true, Type::List(item), Kind::List(items)) = (field.bare_single, &field.ty, &node.kind) {
            match items.as_slice() {
                [] => return "null".to_owned(),
                [single] => return self.value(single, item, inner(field.style)),
                _ => {}
            }
        }
        self.value(node, &field.ty, field.style)
    }

    /// A value of a type, as JSON.
    pub(super) fn value(&self, node: &Node<'_>, ty: &Type, style: Style) -> String {
        match (ty, &node.kind) {
            (Type::List(item), Kind::List(items)) => {
                let items: Vec<String> =
                    items.iter().map(|node| self.value(node, item, inner(style))).collect();
                nested(format!("[{}]", items.join(",")), style)
            }
            (Type::Map(_), Kind::Map(entries)) if entries.is_empty() && style == Style::ListWhenEmpty => {
                "[]".to_owned()
            }
            (Type::Map(item), Kind::Map(entries)) => {
                let entries = entries
                    .iter()
                    .map(|(key, node)| (key.text.as_ref(), self.value(node, item, inner(style))));
                nested(object(entries), style)
            }
            (Type::Scalar(Scalar::Any), _) => nested(node.json(), style),
            (Type::Scalar(of), _) => scalar(node, *of, style),
            (Type::Named(id), _) => match self.types.get(*id).and_then(Option::as_ref).map(|def| &def.kind) {
                Some(TypeKind::Record(fields)) => self.record(node, fields, style),
                Some(TypeKind::Newtype(newtype)) => {
                    scalar(node, newtype.base, if style == Style::Plain { newtype.style } else { style })
                }
                Some(TypeKind::IntEnum(_)) => scalar(node, Scalar::Int, style),
                Some(TypeKind::TextEnum(_)) | None => node.json(),
            },
            (Type::List(_) | Type::Map(_), _) => node.json(),
        }
    }

    fn record(&self, node: &Node<'_>, fields: &[Field], style: Style) -> String {
        let Kind::Map(entries) = &node.kind else { return node.json() };
        let entries = entries.iter().map(|(key, node)| {
            let field = fields.iter().find(|field| !field.others && field.name == key.text);
            (key.text.as_ref(), field.map_or_else(|| node.json(), |field| self.field(node, field)))
        });
        nested(object(entries), style)
    }
}

fn object<'e>(entries: impl Iterator<Item = (&'e str, String)>) -> String {
    let mut json = String::from("{");
    for (name, value) in entries {
        if json.len() > 1 {
            json.push(',');
        }
        quote(name, &mut json);
        json.push(':');
        json.push_str(&value);
    }
    json.push('}');
    json
}

/// A list or an object in the style of its place.
fn nested(json: String, style: Style) -> String {
    if style == Style::JsonText { text(&json) } else { json }
}

/// The style of what is in a list or a map.
fn inner(style: Style) -> Style {
    match style {
        Style::JsonText | Style::ListWhenEmpty => Style::Plain,
        style => style,
    }
}

fn scalar(node: &Node<'_>, of: Scalar, style: Style) -> String {
    match (of, &node.kind) {
        (Scalar::Bool, Kind::Bool(flag)) => quoted(flag_text(*flag, style), style.quotes_flags()),
        (Scalar::Int | Scalar::UnixTime, Kind::Number(literal)) => match whole(literal) {
            Some(number) => quoted(&whole_text(number, style), style.quotes_numbers()),
            None => node.json(),
        },
        (Scalar::Money, Kind::Number(literal)) => match decimal(literal) {
            Some(number) if style == Style::Cents => quoted(&number.with_cents().to_string(), true),
            Some(number) => quoted(&number.to_string(), style.quotes_numbers()),
            None => node.json(),
        },
        (Scalar::DisplayMoney, Kind::Number(literal)) => text(literal),
        (Scalar::Bytes, _) => match bytes(node) {
            Some(bytes) if style == Style::Numbers => {
                let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
                format!("[{}]", numbers.join(","))
            }
            Some(bytes) => text(&to_base64(&bytes)),
            None => node.json(),
        },
        _ => node.json(),
    }
}

/// Bytes in base64, or as a list of numbers.
fn bytes(node: &Node<'_>) -> Option<Vec<u8>> {
    match &node.kind {
        Kind::Text(text, _) => from_base64(text),
        Kind::List(items) => items.iter().map(byte).collect(),
        _ => None,
    }
}

/// A byte, as a number or as the text of one.
pub(super) fn byte(node: &Node<'_>) -> Option<u8> {
    let (Kind::Number(text) | Kind::Text(text, _)) = &node.kind else { return None };
    u8::try_from(whole(text)?).ok()
}

/// A literal, inside quotes where it is written so.
fn quoted(literal: &str, is_text: bool) -> String {
    if is_text { text(literal) } else { literal.to_owned() }
}

fn text(value: &str) -> String {
    let mut json = String::with_capacity(value.len() + 2);
    quote(value, &mut json);
    json
}
