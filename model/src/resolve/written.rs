//! Wire text of constants: a value of the spec, in its type and with the encoding of its place.
//!
//! The runtime writes the values of callers by the same rules; both use the vocabulary for the texts. A constant is not
//! a value in Rust, so it is encoded here, once, and every reader of the model gets its wire text.

use bindery_vocabulary::Given;
use bindery_vocabulary::json::{Extent, Index, JsonValue, quote};
use bindery_vocabulary::to_base64;

use super::scalars::given;
use crate::literal::whole;
use crate::model::{Encoding, Field, Scalar, Type, TypeDef, TypeKind};
use crate::yaml::{Kind, Node};

/// Encodes constants of these types.
pub(super) struct Written<'r> {
    pub(super) types: &'r [Option<TypeDef>],
}

impl Written<'_> {
    /// Returns the value of a parameter or field, as JSON.
    pub(super) fn field(&self, node: &Node<'_>, field: &Field) -> String {
        if let (true, Type::List(item), Kind::List(items)) = (field.bare_single, &field.ty, &node.kind) {
            match items.as_slice() {
                [] => return "null".to_owned(),
                [single] => return self.value(single, item, field.encoding.inside()),
                _ => {}
            }
        }
        self.value(node, &field.ty, field.encoding)
    }

    /// Returns a value of a type, as JSON.
    pub(super) fn value(&self, node: &Node<'_>, ty: &Type, encoding: Encoding) -> String {
        match (ty, &node.kind) {
            (Type::List(item), Kind::List(items)) => {
                let items: Vec<String> =
                    items.iter().map(|node| self.value(node, item, encoding.inside())).collect();
                nested(format!("[{}]", items.join(",")), encoding)
            }
            (Type::Nullable(_), Kind::Null) => "null".to_owned(),
            (Type::Nullable(item), _) => self.value(node, item, encoding),
            (Type::Map(..), Kind::Map(entries))
                if entries.is_empty() && encoding == Encoding::ListWhenEmpty =>
            {
                "[]".to_owned()
            }
            (Type::Map(_, item), Kind::Map(entries)) => {
                let entries = entries
                    .iter()
                    .map(|(key, node)| (key.text.as_ref(), self.value(node, item, encoding.inside())));
                nested(object(entries), encoding)
            }
            (Type::Scalar(Scalar::Any), _) => nested(node.json(), encoding),
            (Type::Scalar(of), _) => scalar(node, *of, encoding),
            (Type::Named(id), _) => match self.types.get(*id).and_then(Option::as_ref).map(|def| &def.kind) {
                Some(TypeKind::Record(fields)) => self.record(node, fields, encoding),
                Some(TypeKind::Positions(fields)) => self.positions(node, fields, encoding),
                Some(TypeKind::Union(union)) => {
                    let def = |id: usize| self.types.get(id).and_then(Option::as_ref);
                    match Index::new(node.json(), Extent::ANY) {
                        Ok(index) => match union.select(&def, index.root()) {
                            Some(variant) => {
                                // Inside a string, every variant is JSON, a string too.
                                nested(self.value(node, &variant.ty, Encoding::Plain), encoding)
                            }
                            None => nested(node.json(), encoding),
                        },
                        Err(_) => node.json(),
                    }
                }
                Some(TypeKind::Newtype(newtype)) => scalar(
                    node,
                    newtype.base,
                    if encoding == Encoding::Plain { newtype.encoding } else { encoding },
                ),
                Some(TypeKind::IntEnum(_)) => scalar(node, Scalar::Int, encoding),
                Some(TypeKind::TextEnum(_) | TypeKind::Alias(_)) | None => node.json(),
            },
            (Type::List(_) | Type::Map(..), _) => node.json(),
        }
    }

    fn positions(&self, node: &Node<'_>, fields: &[Field], encoding: Encoding) -> String {
        let Kind::List(items) = &node.kind else { return node.json() };
        let items = items.iter().enumerate().map(|(at, node)| match fields.get(at) {
            Some(field) => self.field(node, field),
            None => node.json(),
        });
        nested(format!("[{}]", items.collect::<Vec<String>>().join(",")), encoding)
    }

    fn record(&self, node: &Node<'_>, fields: &[Field], encoding: Encoding) -> String {
        let Kind::Map(entries) = &node.kind else { return node.json() };
        let entries = entries.iter().map(|(key, node)| {
            let field = fields.iter().find(|field| !field.additional && field.name == key.text);
            (key.text.as_ref(), field.map_or_else(|| node.json(), |field| self.field(node, field)))
        });
        nested(object(entries), encoding)
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

/// Returns a list or an object in the encoding of its place.
fn nested(json: String, encoding: Encoding) -> String {
    if encoding == Encoding::EmbeddedJson { JsonValue::Text(json).to_string() } else { json }
}

fn scalar(node: &Node<'_>, of: Scalar, encoding: Encoding) -> String {
    let text = bytes(node).filter(|_| of == Scalar::Bytes).map(|bytes| to_base64(&bytes));
    let given = text.as_deref().map(Given::Text).or_else(|| given(node));
    let written = given.and_then(|given| of.written(given, encoding));
    written.map_or_else(|| node.json(), |json| json.to_string())
}

/// Returns bytes that are given as a list of numbers.
fn bytes(node: &Node<'_>) -> Option<Vec<u8>> {
    let Kind::List(items) = &node.kind else { return None };
    items.iter().map(byte).collect()
}

/// Returns a byte that is given as a number or as a string.
pub(super) fn byte(node: &Node<'_>) -> Option<u8> {
    let (Kind::Number(text) | Kind::Text(text, _)) = &node.kind else { return None };
    u8::try_from(whole(text)?).ok()
}
