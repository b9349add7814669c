//! How a constant of the spec is written on the wire: what the spec gives as the value of its type, in the style of its place.
//!
//! The runtime writes the values of callers by the same rules, and both ask the vocabulary for the texts. A constant is no value in Rust, so it is written here, once,
//! and every reader of the model has it as it travels.

use bindery_vocabulary::Given;
use bindery_vocabulary::json::Json;
use bindery_vocabulary::json::quote;
use bindery_vocabulary::to_base64;

use super::scalars::given;
use crate::literal::whole;
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
                [single] => return self.value(single, item, field.style.inside()),
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
                    items.iter().map(|node| self.value(node, item, style.inside())).collect();
                nested(format!("[{}]", items.join(",")), style)
            }
            (Type::Map(_), Kind::Map(entries)) if entries.is_empty() && style == Style::ListWhenEmpty => {
                "[]".to_owned()
            }
            (Type::Map(item), Kind::Map(entries)) => {
                let entries = entries
                    .iter()
                    .map(|(key, node)| (key.text.as_ref(), self.value(node, item, style.inside())));
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
    if style == Style::JsonText { Json::Text(json).to_string() } else { json }
}

fn scalar(node: &Node<'_>, of: Scalar, style: Style) -> String {
    let text = bytes(node).filter(|_| of == Scalar::Bytes).map(|bytes| to_base64(&bytes));
    let given = text.as_deref().map(Given::Text).or_else(|| given(node));
    let written = given.and_then(|given| of.written(given, style));
    written.map_or_else(|| node.json(), |json| json.to_string())
}

/// Bytes as a list of numbers.
fn bytes(node: &Node<'_>) -> Option<Vec<u8>> {
    let Kind::List(items) = &node.kind else { return None };
    items.iter().map(byte).collect()
}

/// A byte, as a number or as the text of one.
pub(super) fn byte(node: &Node<'_>) -> Option<u8> {
    let (Kind::Number(text) | Kind::Text(text, _)) = &node.kind else { return None };
    u8::try_from(whole(text)?).ok()
}
