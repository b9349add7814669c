//! Named types: records, enums and newtypes around scalars.
//!
//! Records are resolved last, because their fields inherit limits and encodings from newtypes, wherever those are
//! defined.

use std::collections::HashMap;
use std::hash::Hash;

use heck::ToSnakeCase as _;

use super::Resolver;
use super::evidence::deprecation;
use super::type_kind::{NamedTypeKind, TypeClass};
use crate::diagnostic::Span;
use crate::document::{
    At, BoundsDoc, EnumBase, FieldDoc, Hash as Digest, JsonDoc, Named, Text, TypeDoc, ValueDoc,
};
use crate::literal::{is_whole_json, whole};
use crate::model::{Encoding, EnumValue, ModuleId, Newtype, Scalar, Type, TypeDef, TypeKind};
use crate::yaml::{Kind, excerpt};

/// The types of one file, with its module.
pub(super) type FileTypes<'a> = (Option<ModuleId>, Vec<Named<'a, TypeDoc<'a>>>);

/// A record; its fields are resolved when all newtypes are known.
struct Record<'a> {
    id: usize,
    fields: Vec<Named<'a, FieldDoc<'a>>>,
    includes: Option<Text<'a>>,
}

impl Resolver {
    /// Enters the names of all types, so that expressions can be looked up anywhere.
    pub(super) fn name_types(&mut self, files: &[FileTypes<'_>]) {
        for item in files.iter().flat_map(|(_, items)| items) {
            if let Some(first) = self.names.types.add(&item.name, item.span) {
                let name = excerpt(&item.name);
                self.error("spec::duplicate-type", item.span, format!("duplicate type `{name}`"))
                    .label("duplicate")
                    .related(first, "first defined here")
                    .help("rename one of them, or move a common type to api.yaml; all modules share one set of type names");
            }
            let about = item.value.as_ref().and_then(|doc| doc.about.as_ref());
            self.abouts.push(about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default());
            self.types.push(None);
            self.shapes.push(NamedTypeKind::Unknown);
        }
    }

    /// Resolves all types. Positions are those of [`Self::name_types`].
    pub(super) fn resolve_types(&mut self, files: Vec<FileTypes<'_>>) {
        let mut records = Vec::new();
        let mut id = 0;
        for (module, items) in files {
            for item in items {
                if let Some(doc) = item.value {
                    self.one_type(id, &item.name, module, doc, &mut records);
                }
                id += 1;
            }
        }
        let mut includes = Vec::new();
        for record in records {
            includes.extend(record.includes.and_then(|text| self.include(record.id, &text)));
            let fields = self.members(record.fields);
            if let Some(Some(def)) = self.types.get_mut(record.id) {
                def.kind = TypeKind::Record(fields);
            }
        }
        self.settle_includes(includes);
    }

    fn one_type<'a>(
        &mut self,
        id: usize,
        name: &str,
        module: Option<ModuleId>,
        mut doc: TypeDoc<'a>,
        records: &mut Vec<Record<'a>>,
    ) {
        let at = At { span: doc.span, name };
        self.check_combination(&doc, at);
        let (shape, kind) = if let Some(fields) = doc.fields.take() {
            records.push(Record { id, fields: fields.into_items(), includes: doc.includes.take() });
            (NamedTypeKind::Record, TypeKind::Record(Vec::new()))
        } else if doc.enum_.is_some() || doc.values.is_some() {
            let unread = doc.doubt.about("enum") || doc.doubt.about("values");
            let values = doc.values.take().map(|values| values.into_items()).unwrap_or_default();
            match (doc.enum_, unread) {
                (Some(base), false) => (NamedTypeKind::Enum, self.enumeration(base.value, values, at)),
                (None, false) => (NamedTypeKind::Enum, self.enumeration(EnumBase::String, values, at)),
                // The kind of its values is unknown, so nothing is reported.
                (_, true) => return,
            }
        } else if doc.type_.is_some() {
            match self.new_type(&doc) {
                Some(newtype) => (NamedTypeKind::Newtype(newtype.clone()), TypeKind::Newtype(newtype)),
                None => return,
            }
        } else {
            return;
        };
        let def = TypeDef {
            name: name.to_owned(),
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            kind,
            includes: None,
            module,
            rust: self.rust_name(doc.rust),
            evidence: self.evidence(doc.evidence.0),
            deviations: Self::deviations(doc.deviates.0),
            span: doc.span,
        };
        if let Some(place) = self.shapes.get_mut(id) {
            *place = shape;
        }
        if let Some(place) = self.types.get_mut(id) {
            *place = Some(def);
        }
    }

    /// Checks that a type is either a record, an enum or a newtype, and has no keys of the others.
    fn check_combination(&mut self, doc: &TypeDoc<'_>, at: At<'_>) {
        let record = doc.fields.is_some();
        let enumeration = doc.enum_.is_some() || doc.values.is_some();
        let newtype = doc.type_.is_some();
        let unread = |key: &str| doc.doubt.about(key);
        if !(record || enumeration || newtype) {
            if ["fields", "enum", "values", "type"].into_iter().any(unread) {
                return;
            }
            self.error("spec::type-kind", at.span, format!("{} has no kind", at.subject("type")))
                .label("neither a record nor an enum nor a newtype")
                .help("add `fields` for a record, `enum` and `values` for an enum, or `type` for a newtype around a scalar");
            return;
        }
        let values = "add the values of the enum: `values: {usd: {is: 1, about: US dollar}}`";
        let base = "add the type of the values on the wire: `enum: int` or `enum: string`";
        for (key, is_missing, help) in
            [("values", doc.values.is_none(), values), ("enum", doc.enum_.is_none(), base)]
        {
            if is_missing && enumeration && !record && !unread(key) {
                self.missing(at, "type", key, help);
            }
        }
        let foreign: &[(&str, Option<Span>)] = &[
            ("includes", doc.includes.as_ref().map(|text| text.span).filter(|_| !record)),
            ("enum", doc.enum_.map(|choice| choice.span).filter(|_| record)),
            ("type", doc.type_.as_ref().map(|text| text.span).filter(|_| record || enumeration)),
            ("encoding", doc.encoding.map(|choice| choice.span).filter(|_| record || enumeration)),
            ("hash", doc.hash.map(|choice| choice.span).filter(|_| record || enumeration)),
            ("min", doc.min.map(|bound| bound.span).filter(|_| record || enumeration)),
            ("max", doc.max.map(|bound| bound.span).filter(|_| record || enumeration)),
            ("above", doc.above.map(|bound| bound.span).filter(|_| record || enumeration)),
            ("missing", doc.missing.as_ref().map(|text| text.span).filter(|_| record || enumeration)),
            ("invalid", doc.invalid.as_ref().map(|text| text.span).filter(|_| record || enumeration)),
        ];
        let kind = if record {
            "a record"
        } else if enumeration {
            "an enum"
        } else {
            "a newtype"
        };
        for (key, span) in foreign {
            if let Some(span) = span {
                self.error("spec::type-kind", *span, format!("`{key}` does not apply to {kind}"))
                    .label(format!("not for {kind}"))
                    .help("use the keys of one kind: a record (`fields`), an enum (`enum`, `values`) or a newtype (`type`)");
            }
        }
    }

    fn new_type(&mut self, doc: &TypeDoc<'_>) -> Option<Newtype> {
        let text = doc.type_.as_ref()?;
        let base = match self.type_of(text) {
            Type::Scalar(base @ (Scalar::String | Scalar::Int | Scalar::Decimal | Scalar::Secret)) => base,
            Type::Named(id) if self.names.types.span(id).is_none() => return None,
            _ => {
                self.error("spec::type-kind", text.span, "invalid type for a newtype")
                    .label("not `string`, `int`, `decimal` or `secret`")
                    .help("use the type directly, or define a record or an enum");
                return None;
            }
        };
        let class = TypeClass::Scalar(base);
        if let Some(encoding) = doc.encoding {
            self.check_encoding(encoding.value, encoding.span, class);
            self.check_name_only(encoding.value, encoding.span);
        }
        if let Some(hash) = doc.hash
            && base != Scalar::Secret
        {
            let label = format!("digest of `{}`", base.text());
            self.error("spec::type-kind", hash.span, "only a secret can have a digest")
                .label(label)
                .help("write `type: secret`, or remove `hash`");
        }
        let bounds = BoundsDoc { min: doc.min, max: doc.max, above: doc.above, length: doc.length.clone() };
        Some(Newtype {
            base,
            md5: doc.hash.is_some_and(|hash| hash.value == Digest::Md5),
            encoding: doc.encoding.map_or(Encoding::Plain, |encoding| encoding.value),
            limits: self.limits(&bounds, class, None),
            missing: self.error_reference(doc.missing.as_ref()),
            invalid: self.error_reference(doc.invalid.as_ref()),
        })
    }

    fn enumeration(&mut self, base: EnumBase, items: Vec<Named<'_, ValueDoc<'_>>>, at: At<'_>) -> TypeKind {
        if items.is_empty() {
            self.error("spec::empty-enum", at.span, format!("{} has no values", at.subject("enum")))
                .label("empty enum")
                .help("list its values, or use `int` or `string` if they are not documented");
        }
        match base {
            EnumBase::Int => {
                TypeKind::IntEnum(self.values(items, "an integer", |json| match &json.node.kind {
                    Kind::Number(literal) => whole(literal),
                    _ => None,
                }))
            }
            EnumBase::String => {
                TypeKind::TextEnum(self.values(items, "a string", |json| match &json.node.kind {
                    Kind::Text(text, _) => Some(text.as_ref().to_owned()),
                    _ => None,
                }))
            }
        }
    }

    fn values<V: Eq + Hash + Clone + std::fmt::Display>(
        &mut self,
        items: Vec<Named<'_, ValueDoc<'_>>>,
        expected: &str,
        read: impl Fn(&JsonDoc<'_>) -> Option<V>,
    ) -> Vec<EnumValue<V>> {
        let mut seen: HashMap<V, Span> = HashMap::new();
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let Some(doc) = item.value else { continue };
            let Some(json) = doc.is else { continue };
            let Some(is) = read(&json) else {
                let help = match (&json.node.kind, expected) {
                    (Kind::Number(_) | Kind::Bool(_), "a string") => "put it in quotes",
                    (Kind::Text(text, _), "an integer") if is_whole_json(text) => "remove the quotes",
                    _ => "correct the value, or `enum`",
                };
                let message = format!("expected {expected}, found {}", json.node.describe());
                self.error("spec::wrong-kind", json.node.span, message)
                    .label(format!("the values of this enum are {}", plural(expected)))
                    .help(help);
                continue;
            };
            if let Some(first) = seen.get(&is) {
                let shown = excerpt(&is.to_string());
                self.error("spec::duplicate-value", json.node.span, format!("duplicate value {shown}"))
                    .label("duplicate")
                    .related(*first, "first used here")
                    .help("remove one of the two names, or correct its value");
            } else {
                seen.insert(is.clone(), json.node.span);
            }
            values.push(EnumValue {
                about: doc
                    .about
                    .map_or_else(|| in_words(&item.name), |about| about.0.value.trim().to_owned()),
                name: item.name.into_owned(),
                is,
                deprecation: doc.deprecated.map(deprecation),
                rust: self.rust_name(doc.rust),
                span: item.span,
            });
        }
        values
    }
}

fn plural(expected: &str) -> &'static str {
    if expected == "a string" { "strings" } else { "integers" }
}

/// Returns a name as words with a capital first letter: `us-dollar` is `Us dollar`.
fn in_words(name: &str) -> String {
    let words = name.to_snake_case().replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
