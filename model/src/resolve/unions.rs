//! Unions: their variants, and what tells the variants apart.

use std::collections::HashMap;

use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;

use super::Resolver;
use super::evidence::deprecation;
use super::type_kind::TypeClass;
use super::types::in_words;
use crate::diagnostic::Span;
use crate::document::{At, ByDoc, ByWord, JsonDoc, Named, VariantDoc, closest, listing};
use crate::model::{
    EnumValue, Field, Shape, Type, TypeDef, TypeId, TypeKind, Union, UnionBy, UnionVariant, ValueKind,
};
use crate::yaml::{Kind, excerpt};

/// A union whose records are not resolved yet.
pub(super) struct PendingUnion<'a> {
    id: TypeId,
    by: UnionBy,
    /// Place of what tells the variants apart, or of the union.
    by_span: Span,
    /// Variants, each with the values of the field as written, and the place of its type.
    variants: Vec<(UnionVariant, Vec<JsonDoc<'a>>, Span)>,
}

impl PendingUnion<'_> {
    /// Returns the types of the variants.
    pub(super) fn types(&self) -> Vec<Type> {
        self.variants.iter().map(|(variant, ..)| variant.ty.clone()).collect()
    }
}

impl Resolver {
    /// Resolves the types of a union's variants. `unread` says that `by` is there but could not be read.
    pub(super) fn pending_union<'a>(
        &mut self,
        id: TypeId,
        at: At<'_>,
        items: Vec<Named<'a, VariantDoc<'a>>>,
        by: Option<ByDoc<'a>>,
        unread: bool,
    ) -> PendingUnion<'a> {
        if items.is_empty() {
            self.error("spec::empty-union", at.span, format!("{} has no variants", at.subject("union")))
                .label("empty union")
                .help("list the variants: `one-of: {card: Card, debit: Debit}`");
        }
        let by_span = by.as_ref().map_or(at.span, ByDoc::span);
        let by = match by {
            Some(ByDoc::Field(doc)) => {
                let path =
                    doc.field.map(|text| path::keys(&text.value).map(|(key, _)| key.into_owned()).collect());
                path.map_or(UnionBy::Shape, UnionBy::Field)
            }
            Some(ByDoc::Word(choice)) if choice.value == ByWord::Shape => UnionBy::Shape,
            // Nothing more is reported about variants if it is not known how they differ.
            None if unread => UnionBy::Shape,
            Some(ByDoc::Word(_)) | None => UnionBy::Kind,
        };
        let mut variants = Vec::with_capacity(items.len());
        for item in items {
            let Some(doc) = item.value else { continue };
            let Some(text) = &doc.type_ else { continue };
            let ty = self.type_of(text);
            let about = match &doc.about {
                Some(about) => about.0.value.trim().to_owned(),
                None => ty.leaf().and_then(|id| self.abouts.get(id).cloned()).unwrap_or_default(),
            };
            let variant = UnionVariant {
                about: if about.is_empty() { in_words(&item.name) } else { about },
                name: item.name.into_owned(),
                ty,
                is: Vec::new(),
                deprecation: doc.deprecated.map(deprecation),
                rust: self.rust_name(doc.rust),
                span: item.span,
            };
            variants.push((variant, doc.is.0, text.span));
        }
        PendingUnion { id, by, by_span, variants }
    }

    /// Completes a union when all records are resolved.
    pub(super) fn settle_union(&mut self, union: &PendingUnion<'_>) {
        let mut variants = Vec::with_capacity(union.variants.len());
        let mut seen: HashMap<String, Span> = HashMap::new();
        for (variant, is, type_span) in &union.variants {
            let mut variant = variant.clone();
            match &union.by {
                UnionBy::Field(path) => {
                    variant.is = self.tags(path, &variant, is, *type_span, union.by_span);
                    for text in &variant.is {
                        if let Some(first) = seen.insert(text.clone(), variant.span) {
                            let message = format!("two variants for `{}`", excerpt(text));
                            self.error("spec::union", variant.span, message)
                                .label("duplicate")
                                .related(first, "first used here")
                                .help("give each variant other values under `is`");
                        }
                    }
                }
                UnionBy::Kind | UnionBy::Shape => {
                    if let Some(json) = is.first() {
                        self.error("spec::union", json.span, "no field tells the variants apart")
                            .label("value of no field")
                            .help("remove `is`, or add `by: {field: NAME}` to the union");
                    }
                }
            }
            variants.push(variant);
        }
        let by = union.by.clone();
        if let Some(Some(def)) = self.types.get_mut(union.id) {
            def.kind = TypeKind::Union(Union { by, variants });
        }
    }

    /// Returns the values by which a variant is recognized, as texts.
    fn tags(
        &mut self,
        path: &[String],
        variant: &UnionVariant,
        is: &[JsonDoc<'_>],
        type_span: Span,
        by_span: Span,
    ) -> Vec<String> {
        let own = vec![variant.name.clone()];
        let Some(field) = self.tag_field(path, &variant.ty, type_span, by_span) else { return own };
        let mut texts = Vec::with_capacity(is.len());
        for json in is {
            match &json.node.kind {
                Kind::Text(text, _) => texts.push(text.as_ref().to_owned()),
                Kind::Number(literal) => texts.push(literal.to_string()),
                Kind::Bool(flag) => texts.push(flag.to_string()),
                Kind::Null | Kind::List(_) | Kind::Map(_) => {
                    let message = format!("expected a scalar, found {}", json.node.describe());
                    self.error("spec::wrong-kind", json.node.span, message)
                        .label("must be a scalar")
                        .help("write the values of the field: `is: [sepa_debit, sepa]`");
                }
            }
        }
        if let Some(json) = &field.fixed {
            let fixed = JsonValue::parse(json).map_or_else(|| json.clone(), |value| value.plain());
            if is.is_empty() {
                return vec![fixed];
            }
            if !texts.contains(&fixed) && !texts.is_empty() {
                let message = format!("the variant `{}` is never written with these values", variant.name);
                self.error("spec::union", variant.span, message)
                    .label(format!("its type always writes `{}`", excerpt(&fixed)))
                    .related(field.span, "fixed here")
                    .help("add the fixed value to `is`, or remove `is`");
            }
            return texts;
        }
        let values = self.enum_values(&field.ty);
        if is.is_empty() {
            let named = values.iter().flatten().find(|(name, _)| *name == variant.name);
            let wire = named.and_then(|(_, wires)| wires.first());
            texts.push(wire.unwrap_or(&variant.name).clone());
        }
        if let Some(values) = values {
            for text in texts.clone() {
                if let Some((_, wires)) = values.iter().find(|(_, wires)| wires.contains(&text)) {
                    // Other spellings of a value mean the same variant.
                    let further = wires.iter().filter(|wire| !texts.contains(wire));
                    let further: Vec<String> = further.cloned().collect();
                    texts.extend(further);
                    continue;
                }
                let wires = || values.iter().filter_map(|(_, wires)| wires.first()).map(String::as_str);
                let help = match (closest(&text, wires()), listing(wires())) {
                    (Some(near), _) => format!("did you mean `is: {near}`?"),
                    (None, Some(list)) => format!("write one of the values under `is`: {list}"),
                    (None, None) => "write one of the values under `is`".to_owned(),
                };
                let message = format!("`{}` is not a value of the field", excerpt(&text));
                self.error("spec::union", variant.span, message)
                    .label("recognized by a value that the field never has")
                    .related(field.span, "the field")
                    .help(help);
            }
        }
        texts
    }

    /// Returns the values of an enum, each with its name and wire texts; `None` for other types.
    fn enum_values(&self, ty: &Type) -> Option<Vec<(String, Vec<String>)>> {
        let Type::Named(id) = ty else { return None };
        match &self.types.get(*id)?.as_ref()?.kind {
            TypeKind::TextEnum(values) => {
                let wires = |value: &EnumValue<String>| value.spellings().cloned().collect();
                Some(values.iter().map(|value| (value.name.clone(), wires(value))).collect())
            }
            TypeKind::IntEnum(values) => {
                let wires = |value: &EnumValue<i64>| value.spellings().map(i64::to_string).collect();
                Some(values.iter().map(|value| (value.name.clone(), wires(value))).collect())
            }
            _ => None,
        }
    }

    /// Returns the field of a variant that tells it apart, or reports that the variant has none.
    fn tag_field(&mut self, path: &[String], ty: &Type, type_span: Span, by_span: Span) -> Option<Field> {
        let mut ty = ty.clone();
        let mut found: Option<Field> = None;
        for key in path {
            let Type::Named(id) = &ty else {
                self.no_tag_field(path, key, &ty, type_span, by_span);
                return None;
            };
            let next = match self.types.get(*id)?.as_ref().map(|def| &def.kind)? {
                TypeKind::Record(fields) => {
                    fields.iter().find(|field| field.name == *key && !field.additional)
                }
                TypeKind::Positions(fields) => key.parse().ok().and_then(|at: usize| fields.get(at)),
                _ => None,
            };
            let Some(next) = next.cloned() else {
                self.no_tag_field(path, key, &ty, type_span, by_span);
                return None;
            };
            ty = next.ty.clone();
            found = Some(next);
        }
        let field = found?;
        let class = self.class(&field.ty);
        if !matches!(class, TypeClass::Scalar(_) | TypeClass::Enum | TypeClass::Unknown)
            || class.is_composite()
        {
            let message = format!("the field `{}` has no single value", path::joined(path));
            self.error("spec::union", type_span, message)
                .label(format!("here it is {}", class.describe()))
                .related(field.span, "the field")
                .help("name a field that is a string, an integer or an enum in every variant, or has a `fixed` value");
            return None;
        }
        Some(field)
    }

    fn no_tag_field(&mut self, path: &[String], key: &str, ty: &Type, type_span: Span, by_span: Span) {
        let class = self.class(ty);
        if class == TypeClass::Unknown {
            return;
        }
        let label = match class {
            TypeClass::Record => format!("this record has no field `{}`", excerpt(key)),
            TypeClass::Positions => format!("this record has no position `{}`; the first is 0", excerpt(key)),
            class => format!("this is {}", class.describe()),
        };
        let message = format!("a variant without the field `{}`", excerpt(&path::joined(path)));
        self.error("spec::union", type_span, message)
            .label(label)
            .related(by_span, "tells the variants apart")
            .help("add the field to the record, with the variant's value as `fixed`; or remove `by` or write `by: shape`");
    }

    /// Checks that the variants of a union can be told apart, when all unions are complete.
    pub(super) fn check_variants(&mut self, pending: &PendingUnion<'_>) {
        let Some(Some(TypeDef { kind: TypeKind::Union(union), name, .. })) = self.types.get(pending.id)
        else {
            return;
        };
        let (union, name) = (union.clone(), name.clone());
        if let Some(span) = self.contains_itself(pending.id) {
            self.error("spec::union", span, format!("the union `{}` is its own variant", excerpt(&name)))
                .label("leads back to the union")
                .help("remove this variant, or put a record between the two");
            return;
        }
        let known = |variant: &UnionVariant| self.class(&variant.ty) != TypeClass::Unknown;
        if matches!(union.by, UnionBy::Field(_)) || !union.variants.iter().all(known) {
            return;
        }
        let def = |id: TypeId| self.types.get(id).and_then(Option::as_ref);
        let shapes: Vec<Shape> = union.variants.iter().map(|variant| Shape::of(&variant.ty, &def)).collect();
        for (at, (variant, shape)) in union.variants.iter().zip(&shapes).enumerate() {
            let before = union.variants.iter().zip(&shapes).take(at);
            if union.by == UnionBy::Kind {
                let Some(kind) = shape.kind else {
                    self.error("spec::union", variant.span, "a variant that may be any kind of JSON")
                        .label("cannot be told from the others")
                        .help("use a type that is always of one kind, or write `by: shape` and this variant last");
                    continue;
                };
                let of = |kind: Option<ValueKind>| Shape { kind, ..Shape::default() };
                let own = of(Some(kind));
                let same = |other: &Shape| of(other.kind).covers(&own) || own.covers(&of(other.kind));
                if let Some((first, _)) = before.clone().find(|(_, other)| same(other)) {
                    let message = format!("two variants are of the same kind of JSON, {}", kind.text());
                    self.error("spec::union", variant.span, message)
                        .label("cannot be told apart")
                        .related(first.span, "of the same kind")
                        .help("write `by: {field: NAME}` if a field differs, or `by: shape` if the keys do");
                }
            } else if let Some((first, _)) = before.clone().find(|(_, other)| other.covers(shape)) {
                let message = format!("the variant `{}` is never chosen", variant.name);
                self.error("spec::union", variant.span, message)
                    .label("every value of it fits an earlier variant")
                    .related(first.span, "is tried first")
                    .help("move it before the other, or give it a required field or a `fixed` value that the other lacks");
            }
        }
    }

    /// Returns the place of a variant through which a union is its own variant.
    fn contains_itself(&self, id: TypeId) -> Option<Span> {
        let variants = |id: TypeId| match self.types.get(id)?.as_ref()?.kind {
            TypeKind::Union(ref union) => Some(union.variants.as_slice()),
            _ => None,
        };
        for first in variants(id)? {
            let mut open = vec![&first.ty];
            let mut seen = Vec::new();
            while let Some(ty) = open.pop() {
                let Type::Named(next) = ty else { continue };
                if *next == id {
                    return Some(first.span);
                }
                if !seen.contains(next) {
                    seen.push(*next);
                    open.extend(variants(*next).unwrap_or_default().iter().map(|variant| &variant.ty));
                }
            }
        }
        None
    }
}
