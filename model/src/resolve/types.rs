//! Named types: records, unions, enums and newtypes around scalars.
//!
//! Records are resolved last but for unions, which look into records, because their fields inherit limits and encodings from newtypes, wherever those are
//! defined.

use std::collections::HashMap;
use std::hash::Hash;

use heck::ToSnakeCase as _;

use super::Resolver;
use super::evidence::deprecation;
use super::type_kind::{NamedTypeKind, TypeClass};
use super::unions::PendingUnion;
use crate::diagnostic::Span;
use crate::document::{
    At, Bound, BoundsDoc, ByDoc, EnumBase, FieldDoc, Hash as Digest, JsonDoc, Named, Text, TypeDoc, ValueDoc,
};
use crate::literal::{is_whole_json, whole};
use crate::model::{
    Encoding, EnumValue, ModuleId, Newtype, Place, Scalar, Type, TypeDef, TypeKind, Union, UnionBy,
};
use crate::yaml::{Kind, excerpt};

/// The types of one file, with its module.
pub(super) type FileTypes<'a> = (Option<ModuleId>, Vec<Named<'a, TypeDoc<'a>>>);

/// A record; its fields are resolved when all newtypes are known.
struct Record<'a> {
    id: usize,
    fields: Vec<Named<'a, FieldDoc<'a>>>,
    /// Whether it is an array on the wire.
    positions: bool,
    includes: Vec<Text<'a>>,
}

/// Types whose parts are resolved when all names and newtypes are known.
#[derive(Default)]
struct Later<'a> {
    records: Vec<Record<'a>>,
    unions: Vec<PendingUnion<'a>>,
}

/// Kind of a named type, by the keys that it has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DocKind {
    Record,
    Positions,
    Union,
    Enum,
    Newtype,
}

impl DocKind {
    fn of(doc: &TypeDoc<'_>) -> Option<Self> {
        Some(match doc {
            _ if doc.fields.is_some() => Self::Record,
            _ if doc.positions.is_some() => Self::Positions,
            _ if doc.one_of.is_some() => Self::Union,
            _ if doc.enum_.is_some() || doc.values.is_some() => Self::Enum,
            _ if doc.type_.is_some() => Self::Newtype,
            // All of its fields are included.
            _ if !doc.includes.0.is_empty() => Self::Record,
            _ => return None,
        })
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Record | Self::Positions => "a record",
            Self::Union => "a union",
            Self::Enum => "an enum",
            Self::Newtype => "a newtype",
        }
    }
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
        self.enter_aliases(&files);
        let mut later = Later::default();
        let mut id = 0;
        for (module, items) in files {
            for item in items {
                if let Some(doc) = item.value {
                    self.one_type(id, &item.name, module, doc, &mut later);
                }
                id += 1;
            }
        }
        let mut includes = Vec::new();
        for record in later.records {
            includes.extend(record.includes.iter().filter_map(|text| self.include(record.id, text)));
            let fields = self.members(record.fields, Place::Json);
            if record.positions {
                self.check_positions(&fields);
            }
            if let Some(Some(def)) = self.types.get_mut(record.id) {
                def.kind =
                    if record.positions { TypeKind::Positions(fields) } else { TypeKind::Record(fields) };
            }
        }
        self.settle_includes(includes);
        for union in &later.unions {
            self.settle_union(union);
        }
        for union in &later.unions {
            self.check_variants(union);
        }
    }

    fn one_type<'a>(
        &mut self,
        id: usize,
        name: &str,
        module: Option<ModuleId>,
        mut doc: TypeDoc<'a>,
        later: &mut Later<'a>,
    ) {
        let at = At { span: doc.span, name };
        self.check_combination(&doc, at);
        let Some(doc_kind) = DocKind::of(&doc) else { return };
        let (shape, kind) = match doc_kind {
            DocKind::Record | DocKind::Positions => {
                let positions = doc_kind == DocKind::Positions;
                let fields = doc.fields.take().map(|keyed| keyed.into_items());
                let fields = fields.or_else(|| doc.positions.take().map(|keyed| keyed.into_items()));
                let includes = std::mem::take(&mut doc.includes.0);
                later.records.push(Record { id, fields: fields.unwrap_or_default(), positions, includes });
                match positions {
                    true => (NamedTypeKind::Positions, TypeKind::Positions(Vec::new())),
                    false => (NamedTypeKind::Record, TypeKind::Record(Vec::new())),
                }
            }
            DocKind::Union => {
                let variants = doc.one_of.take().map(|keyed| keyed.into_items()).unwrap_or_default();
                let unread = doc.doubt.about("by");
                let union = self.pending_union(id, at, variants, doc.by.take(), unread);
                let types = union.types();
                later.unions.push(union);
                let kind = TypeKind::Union(Union { by: UnionBy::Shape, variants: Vec::new() });
                (NamedTypeKind::Union(types), kind)
            }
            DocKind::Enum => {
                let unread = doc.doubt.about("enum") || doc.doubt.about("values");
                let values = doc.values.take().map(|values| values.into_items()).unwrap_or_default();
                match (doc.enum_, unread) {
                    (Some(base), false) => (NamedTypeKind::Enum, self.enumeration(base.value, values, at)),
                    (None, false) => (NamedTypeKind::Enum, self.enumeration(EnumBase::String, values, at)),
                    // The kind of its values is unknown, so nothing is reported.
                    (_, true) => return,
                }
            }
            DocKind::Newtype => match doc.type_.clone() {
                Some(text) if !Self::is_newtype(&text.value) => {
                    self.check_alias(&doc);
                    (NamedTypeKind::Unknown, TypeKind::Alias(self.alias_type(id, text.span)))
                }
                _ => match self.new_type(&doc) {
                    Some(newtype) => (NamedTypeKind::Newtype(newtype.clone()), TypeKind::Newtype(newtype)),
                    None => return,
                },
            },
        };
        let def = TypeDef {
            name: name.to_owned(),
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            kind,
            includes: Vec::new(),
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

    /// Checks that a type is of one kind, and has no keys of the others.
    fn check_combination(&mut self, doc: &TypeDoc<'_>, at: At<'_>) {
        let unread = |key: &str| doc.doubt.about(key);
        let Some(kind) = DocKind::of(doc) else {
            let keys = ["fields", "positions", "includes", "one-of", "enum", "values", "type"];
            if doc.doubt.foreign || keys.into_iter().any(unread) {
                return;
            }
            self.error("spec::type-kind", at.span, format!("{} has no kind", at.subject("type")))
                .label("neither a record nor a union nor an enum nor a newtype")
                .help("add `fields` for a record, `one-of` for a union, `enum` and `values` for an enum, or `type` for a newtype around a scalar or another name of a type");
            return;
        };
        let values = "add the values of the enum: `values: {usd: {is: 1, about: US dollar}}`";
        let base = "add the type of the values on the wire: `enum: int` or `enum: string`";
        for (key, is_missing, help) in
            [("values", doc.values.is_none(), values), ("enum", doc.enum_.is_none(), base)]
        {
            if is_missing && kind == DocKind::Enum && !unread(key) {
                self.missing(at, "type", key, help);
            }
        }
        let text = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.span);
        let bound = |bound: &Option<Bound>| bound.map(|bound| bound.span);
        let keys: [(DocKind, &str, Option<Span>); 14] = [
            (DocKind::Positions, "positions", doc.positions.as_ref().map(|keyed| keyed.span)),
            (DocKind::Record, "includes", doc.includes.0.first().map(|text| text.span)),
            (DocKind::Union, "one-of", doc.one_of.as_ref().map(|keyed| keyed.span)),
            (DocKind::Union, "by", doc.by.as_ref().map(ByDoc::span)),
            (DocKind::Enum, "enum", doc.enum_.map(|choice| choice.span)),
            (DocKind::Newtype, "type", text(&doc.type_)),
            (DocKind::Newtype, "encoding", doc.encoding.map(|choice| choice.span)),
            (DocKind::Newtype, "hash", doc.hash.map(|choice| choice.span)),
            (DocKind::Newtype, "min", bound(&doc.min)),
            (DocKind::Newtype, "max", bound(&doc.max)),
            (DocKind::Newtype, "above", bound(&doc.above)),
            (DocKind::Newtype, "below", bound(&doc.below)),
            (DocKind::Newtype, "missing", text(&doc.missing)),
            (DocKind::Newtype, "invalid", text(&doc.invalid)),
        ];
        for (of, key, span) in keys {
            let fits = of == kind || (key == "includes" && kind == DocKind::Positions);
            if let Some(span) = span.filter(|_| !fits) {
                let noun = kind.noun();
                self.error("spec::type-kind", span, format!("`{key}` does not apply to {noun}"))
                    .label(format!("not for {noun}"))
                    .help("use the keys of one kind: a record (`fields` or `positions`), a union (`one-of`), an enum (`enum`, `values`) or a newtype (`type`)");
            }
        }
    }

    fn new_type(&mut self, doc: &TypeDoc<'_>) -> Option<Newtype> {
        let text = doc.type_.as_ref()?;
        let Type::Scalar(base) = self.type_of(text) else { return None };
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
        let bounds = BoundsDoc {
            min: doc.min,
            max: doc.max,
            above: doc.above,
            below: doc.below,
            length: doc.length.clone(),
        };
        Some(Newtype {
            base,
            md5: doc.hash.is_some_and(|hash| hash.value == Digest::Md5),
            encoding: doc.encoding.map_or(Encoding::Plain, |encoding| encoding.value),
            limits: self.limits(&bounds, class, None),
            missing: self.error_reference(doc.missing.as_ref()),
            invalid: self.error_reference(doc.invalid.as_ref()),
        })
    }

    /// Checks that an alias has only the keys of one: what else there is to say is said where it is used.
    fn check_alias(&mut self, doc: &TypeDoc<'_>) {
        let foreign: &[(&str, Option<Span>)] = &[
            ("encoding", doc.encoding.map(|choice| choice.span)),
            ("hash", doc.hash.map(|choice| choice.span)),
            ("min", doc.min.map(|bound| bound.span)),
            ("max", doc.max.map(|bound| bound.span)),
            ("above", doc.above.map(|bound| bound.span)),
            ("below", doc.below.map(|bound| bound.span)),
            ("length", doc.length.as_ref().and_then(|bounds| bounds.first()).map(|bound| bound.span)),
            ("missing", doc.missing.as_ref().map(|text| text.span)),
            ("invalid", doc.invalid.as_ref().map(|text| text.span)),
        ];
        for (key, span) in foreign {
            if let Some(span) = span {
                self.error("spec::type-kind", *span, format!("`{key}` does not apply to an alias"))
                    .label("not for another name of a type")
                    .help("write it where the type is used; only a newtype around a scalar passes it on");
            }
        }
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
            let Some(is) = self.enum_value(&json, expected, &read, &mut seen) else { continue };
            let aliases = doc.aliases.0.iter();
            let aliases =
                aliases.filter_map(|json| self.enum_value(json, expected, &read, &mut seen)).collect();
            values.push(EnumValue {
                about: doc
                    .about
                    .map_or_else(|| in_words(&item.name), |about| about.0.value.trim().to_owned()),
                name: item.name.into_owned(),
                is,
                aliases,
                deprecation: doc.deprecated.map(deprecation),
                rust: self.rust_name(doc.rust),
                span: item.span,
            });
        }
        values
    }

    /// Reads a wire value of an enum, which must differ from all others.
    fn enum_value<V: Eq + Hash + Clone + std::fmt::Display>(
        &mut self,
        json: &JsonDoc<'_>,
        expected: &str,
        read: impl Fn(&JsonDoc<'_>) -> Option<V>,
        seen: &mut HashMap<V, Span>,
    ) -> Option<V> {
        let Some(is) = read(json) else {
            let help = match (&json.node.kind, expected) {
                (Kind::Number(_) | Kind::Bool(_), "a string") => "put it in quotes",
                (Kind::Text(text, _), "an integer") if is_whole_json(text) => "remove the quotes",
                _ => "correct the value, or `enum`",
            };
            let message = format!("expected {expected}, found {}", json.node.describe());
            self.error("spec::wrong-kind", json.node.span, message)
                .label(format!("the values of this enum are {}", plural(expected)))
                .help(help);
            return None;
        };
        if let Some(first) = seen.get(&is) {
            let shown = excerpt(&is.to_string());
            self.error("spec::duplicate-value", json.node.span, format!("duplicate value {shown}"))
                .label("duplicate")
                .related(*first, "first used here")
                .help("remove one of the two, or correct its value");
        } else {
            seen.insert(is.clone(), json.node.span);
        }
        Some(is)
    }
}

fn plural(expected: &str) -> &'static str {
    if expected == "a string" { "strings" } else { "integers" }
}

/// Returns a name as words with a capital first letter: `us-dollar` is `Us dollar`.
pub(super) fn in_words(name: &str) -> String {
    let words = name.to_snake_case().replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
