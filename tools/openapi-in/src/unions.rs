//! Unions: by the kind of JSON, by a field, or by shape.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use bindery_vocabulary::json::JsonValue;

use crate::objects;
use crate::schema::{Choice, Limits, Place, Scalar, Schema, Shape, Union};
use crate::text;
use crate::typed::{Class, Hint, Typed};
use crate::types::{Types, about_of};

/// Maximum nesting of unions directly inside each other; more is a union that is its own variant.
const MAX_UNIONS: usize = 16;

/// What is written for a union.
pub(crate) enum Written {
    /// Body of a named type.
    Body(JsonValue, Class),
    /// A type that says it without a union.
    Typed(Typed),
}

/// Kind of JSON by which variants are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    Number,
    Bool,
    List,
    Object,
}

/// A variant that is no union itself.
#[derive(Clone)]
pub(crate) struct Leaf {
    /// As it is written, so that its name is known.
    pub(crate) written: Schema,
    pub(crate) expanded: Schema,
    /// Values of the field that tells it apart, as the document maps them.
    pub(crate) values: Vec<String>,
}

/// Returns a union of the kinds of an enum's values.
pub(crate) fn by_value(choices: &[Choice], at: &Place) -> Schema {
    let mut kinds: Vec<(Option<Kind>, Vec<Choice>)> = Vec::new();
    for choice in choices {
        let kind = kind_of_value(&choice.value);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, list)) => list.push(choice.clone()),
            None => kinds.push((kind, vec![choice.clone()])),
        }
    }
    let variants = kinds.into_iter().enumerate().map(|(position, (_, list))| {
        let at = Place { pointer: Rc::from(format!("{}/enum/{position}", at.pointer)) };
        Schema::of(Shape::Choice(list), &at)
    });
    let union =
        Union { variants: variants.collect(), field: None, mapping: Vec::new(), any: false, base: None };
    Schema::of(Shape::Union(union), at)
}

fn kind_of_value(value: &JsonValue) -> Option<Kind> {
    match value {
        JsonValue::Text(_) => Some(Kind::Text),
        JsonValue::Number(_) => Some(Kind::Number),
        JsonValue::Bool(_) => Some(Kind::Bool),
        JsonValue::List(_) => Some(Kind::List),
        JsonValue::Object(_) => Some(Kind::Object),
        JsonValue::Null => None,
    }
}

fn kind_of(shape: &Shape) -> Option<Kind> {
    match shape {
        Shape::Scalar(scalar) => Some(match (scalar.word, scalar.encoding) {
            ("bool", _) => Kind::Bool,
            ("decimal", Some(_)) => Kind::Text,
            ("int" | "uint" | "float" | "decimal", _) => Kind::Number,
            ("instant", Some(encoding)) if encoding.starts_with("unix") => Kind::Number,
            _ => Kind::Text,
        }),
        Shape::Choice(choices) => choices.first().and_then(|choice| kind_of_value(&choice.value)),
        Shape::List(..) | Shape::Positions(..) => Some(Kind::List),
        Shape::Record(_) => Some(Kind::Object),
        _ => None,
    }
}

/// Writes a union.
pub(crate) fn union(types: &mut Types<'_>, schema: &Schema, hint: &Hint) -> Written {
    let Shape::Union(union) = &schema.shape else {
        return Written::Typed(types.lower(schema, hint));
    };
    let mut leaves = Vec::new();
    let mut nullable = schema.nullable;
    let mut field = union.field.clone();
    flatten(types, union, &mut field, &mut leaves, &mut nullable, 0);
    if leaves.iter().any(|leaf| leaf.expanded.shape == Shape::Any) {
        return Written::Typed(Typed { nullable, ..Typed::plain("any", Class::Any) });
    }
    let mut kinds: BTreeMap<Kind, Vec<Leaf>> = BTreeMap::new();
    let mut order = Vec::new();
    for leaf in leaves {
        let Some(kind) = kind_of(&leaf.expanded.shape) else { continue };
        if !order.contains(&kind) {
            order.push(kind);
        }
        kinds.entry(kind).or_default().push(leaf);
    }
    if let [only] = order.as_slice() {
        let leaves = kinds.remove(only).unwrap_or_default();
        return match group(types, *only, leaves, field.as_deref(), schema, hint) {
            Written::Typed(typed) => Written::Typed(Typed { nullable: nullable || typed.nullable, ..typed }),
            body @ Written::Body(..) => body,
        };
    }
    let mut names = HashSet::new();
    let mut variants = Vec::with_capacity(order.len());
    for kind in &order {
        let mut leaves = kinds.remove(kind).unwrap_or_default();
        if leaves.len() > 1
            && let Some(whole) = whole(types, union, *kind, leaves.len())
        {
            leaves = vec![whole];
        }
        let word = match kind {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Bool => "bool",
            Kind::List => "list",
            Kind::Object => "object",
        };
        let name = match leaves.as_slice() {
            [only] => own_name(types, only).map_or_else(|| word.to_owned(), |name| text::kebab(&name, word)),
            _ => word.to_owned(),
        };
        let name =
            if names.insert(text::variant(&name)) && name != "unknown" { name } else { word.to_owned() };
        let hint = hint.inside(&name);
        if let [only] = leaves.as_slice() {
            types.limits_inside(&only.written);
        }
        let typed = match group(types, *kind, leaves, field.as_deref(), schema, &hint) {
            Written::Typed(typed) => typed,
            Written::Body(body, class) => {
                let name = types.define(&hint, body, None);
                Typed { named: true, ..Typed::plain(name, class) }
            }
        };
        let typed = types.without_keys(typed, schema, &hint);
        variants.push((name, JsonValue::text(&typed.expr)));
    }
    Written::Body(
        JsonValue::object([
            ("about", JsonValue::text(about_of(schema, hint))),
            ("one-of", JsonValue::Object(variants)),
        ]),
        Class::Union,
    )
}

/// Collects the variants of a union and of the unions in it.
fn flatten(
    types: &mut Types<'_>,
    union: &Union,
    field: &mut Option<String>,
    leaves: &mut Vec<Leaf>,
    nullable: &mut bool,
    depth: usize,
) {
    for variant in &union.variants {
        let expanded = types.schemas.expanded(variant);
        *nullable |= expanded.nullable;
        let pointer = types.schemas.reference(variant);
        let mapped = union.mapping.iter().filter(|(_, target)| Some(target) == pointer.as_ref());
        let values: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
        match &expanded.shape {
            Shape::Union(_) if depth > MAX_UNIONS => {
                types.schemas.findings.gap(&expanded.at.pointer, "unions nested without end", "");
            }
            Shape::Union(inner) => {
                if field.is_none() {
                    field.clone_from(&inner.field);
                }
                flatten(types, inner, field, leaves, nullable, depth + 1);
            }
            Shape::Null | Shape::Never => *nullable |= expanded.shape == Shape::Null,
            Shape::Choice(choices) => {
                let parts = by_value(choices, &expanded.at);
                let Shape::Union(parts) = parts.shape else { continue };
                let whole = parts.variants.len() == 1;
                for part in parts.variants {
                    let mut part = part.said_by(&expanded);
                    let written = if whole { variant.clone() } else { part.clone() };
                    if whole {
                        part = expanded.clone();
                    }
                    leaves.push(Leaf { written, expanded: part, values: Vec::new() });
                }
            }
            _ => {
                if let Some(known) = leaves.iter_mut().find(|leaf| leaf.expanded.shape == expanded.shape) {
                    known.values.extend(values);
                } else {
                    leaves.push(Leaf { written: variant.clone(), expanded, values });
                }
            }
        }
    }
}

/// Returns the variant that is a named union with all values of a kind, so that its type is used again.
fn whole(types: &mut Types<'_>, union: &Union, kind: Kind, count: usize) -> Option<Leaf> {
    for variant in &union.variants {
        let expanded = types.schemas.expanded(variant);
        let (Some(_), Shape::Union(inner)) = (types.schemas.reference(variant), &expanded.shape) else {
            continue;
        };
        let (mut leaves, mut nullable) = (Vec::new(), expanded.nullable);
        flatten(types, inner, &mut inner.field.clone(), &mut leaves, &mut nullable, 0);
        let is_all = leaves.iter().all(|leaf| kind_of(&leaf.expanded.shape) == Some(kind));
        if is_all && leaves.len() == count && !nullable {
            return Some(Leaf { written: variant.clone(), expanded, values: Vec::new() });
        }
    }
    None
}

/// Returns the name that a variant has in the document.
pub(crate) fn own_name(types: &Types<'_>, leaf: &Leaf) -> Option<String> {
    if let Some(pointer) = types.schemas.reference(&leaf.written) {
        return Some(crate::pointer::name(&pointer));
    }
    leaf.expanded.title.clone().filter(|title| title.len() < 50)
}

/// Writes the variants of one kind.
fn group(
    types: &mut Types<'_>,
    kind: Kind,
    leaves: Vec<Leaf>,
    field: Option<&str>,
    schema: &Schema,
    hint: &Hint,
) -> Written {
    if let [only] = leaves.as_slice() {
        // A component that is nothing but this union keeps its own name.
        let written = match hint {
            Hint::Exact(_) if types.schemas.reference(&only.written).is_none() => &only.expanded,
            _ => &only.written,
        };
        return Written::Typed(types.lower(written, hint));
    }
    match kind {
        Kind::Text | Kind::Number | Kind::Bool => scalars(types, leaves, schema, hint),
        Kind::List => {
            let mut items = Vec::with_capacity(leaves.len());
            for leaf in &leaves {
                if let Shape::List(item, _) = &leaf.expanded.shape {
                    items.push((**item).clone());
                }
            }
            if items.len() < leaves.len() {
                types.schemas.findings.wider(&schema.at.pointer, "lists told apart by their positions", "");
                return Written::Typed(Typed::plain("list<any>", Class::List));
            }
            types.schemas.findings.wider(&schema.at.pointer, "lists told apart by their items", "");
            let at = Place { pointer: Rc::from(format!("{}/items", schema.at.pointer)) };
            let union = Union {
                variants: items,
                field: field.map(str::to_owned),
                mapping: Vec::new(),
                any: true,
                base: None,
            };
            let items = Schema::of(Shape::Union(union), &at);
            let list = Schema::of(Shape::List(Box::new(items), Limits::default()), &schema.at);
            Written::Typed(types.lower(&list, hint))
        }
        Kind::Object => objects::objects(types, leaves, field, schema, hint),
    }
}

/// Writes several scalars of one kind: as one enum, or as the scalar that has the values of all.
fn scalars(types: &mut Types<'_>, leaves: Vec<Leaf>, schema: &Schema, hint: &Hint) -> Written {
    let mut choices: Vec<Choice> = Vec::new();
    let mut others: Vec<Scalar> = Vec::new();
    for leaf in &leaves {
        match &leaf.expanded.shape {
            Shape::Choice(values) => {
                for choice in values {
                    let mut choice = choice.clone();
                    if values.len() == 1 {
                        choice.about = leaf.expanded.about.clone().or(choice.about);
                        choice.title = leaf.expanded.title.clone().or(choice.title);
                        choice.deprecated |= leaf.expanded.deprecated;
                    }
                    choices.push(choice);
                }
            }
            Shape::Scalar(scalar) => others.push(scalar.clone()),
            _ => {}
        }
    }
    let shape = match others.as_slice() {
        [] => Shape::Choice(choices),
        // An enum keeps values that it does not list, so it is open already.
        [one] if !choices.is_empty() && matches!(one.word, "string" | "int") => Shape::Choice(choices),
        several => {
            let first = several.first().map_or("string", |scalar| scalar.word);
            let same = several.iter().all(|scalar| scalar.word == first) && choices.is_empty();
            let word = if same {
                first
            } else if several.iter().all(|scalar| matches!(scalar.word, "int" | "uint" | "float" | "decimal"))
            {
                "float"
            } else {
                "string"
            };
            if !(same && several.windows(2).all(|pair| matches!(pair, [one, two] if one == two))) {
                types.schemas.findings.wider(
                    &schema.at.pointer,
                    "scalars of one kind told apart by their text",
                    "",
                );
            }
            Shape::Scalar(Scalar { word, encoding: None, limits: Limits::default() })
        }
    };
    let merged = Schema { shape, nullable: false, ..schema.clone() };
    Written::Typed(types.lower(&merged, hint))
}
