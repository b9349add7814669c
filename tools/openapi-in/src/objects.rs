//! Unions of objects: by a field if one tells them apart, else by shape.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use bindery_vocabulary::json::JsonValue;

use crate::schema::{Limits, Place, Property, Record, Scalar, Schema, Shape, Union};
use crate::text;
use crate::typed::{Class, Hint};
use crate::types::{Types, about_of};
use crate::unions::{Leaf, Written, own_name};

/// Writes several objects: by a field if one tells them apart, else by shape.
pub(crate) fn objects(
    types: &mut Types<'_>,
    leaves: Vec<Leaf>,
    field: Option<&str>,
    schema: &Schema,
    hint: &Hint,
) -> Written {
    let about = ("about".to_owned(), JsonValue::text(about_of(schema, hint)));
    if let Some((field, tags)) = tagged(types, &leaves, field) {
        let mut names = Names::default();
        let mut variants = Vec::with_capacity(leaves.len());
        for (leaf, values) in leaves.iter().zip(tags) {
            let first = values.first().map(JsonValue::plain).unwrap_or_default();
            let wanted = own_name(types, leaf).unwrap_or_else(|| first.clone());
            let name = names.next(&wanted);
            let leaf = with_field(types, leaf, &field);
            let typed = types.lower(&leaf, &hint.inside(&wanted));
            let keys = [
                ("type".to_owned(), JsonValue::text(&typed.expr)),
                ("is".to_owned(), values.into_iter().collect()),
            ];
            variants.push((name, JsonValue::Object(keys.into())));
        }
        let by = JsonValue::object([("field", JsonValue::text(field))]);
        let body = vec![about, ("one-of".to_owned(), JsonValue::Object(variants)), ("by".to_owned(), by)];
        return Written::Body(JsonValue::Object(body), Class::Union);
    }
    let leaves = told_apart(types, leaves, schema);
    if let [only] = leaves.as_slice() {
        let merged = Schema { nullable: false, ..only.expanded.clone() };
        return Written::Typed(types.lower(&merged, hint));
    }
    let mut names = Names::default();
    let mut variants = Vec::with_capacity(leaves.len());
    for leaf in &leaves {
        let wanted = own_name(types, leaf).unwrap_or_else(|| required_names(types, &leaf.expanded));
        let name = names.next(&wanted);
        let typed = types.lower(&leaf.written, &hint.inside(&wanted));
        variants.push((name, JsonValue::text(&typed.expr)));
    }
    let by = ("by".to_owned(), JsonValue::text("shape"));
    Written::Body(
        JsonValue::Object(vec![about, ("one-of".to_owned(), JsonValue::Object(variants)), by]),
        Class::Union,
    )
}

/// Names of variants, each once.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    fn next(&mut self, wanted: &str) -> String {
        self.0.insert("Unknown".to_owned());
        let stem = text::kebab(wanted, "variant");
        let mut name = stem.clone();
        let mut number = 2;
        while !self.0.insert(text::variant(&name)) {
            name = format!("{stem}-n{number}");
            number += 1;
        }
        name
    }
}

/// Returns the first names that a record requires, for the name of a variant.
fn required_names(types: &mut Types<'_>, schema: &Schema) -> String {
    let Shape::Record(record) = &schema.shape else { return "variant".to_owned() };
    for field in record.fields.iter().filter(|field| field.required) {
        if types.is_hidden(field) {
            continue;
        }
        if let Some((_, JsonValue::Text(value))) = crate::fields::constant(types, &field.schema) {
            return value;
        }
    }
    let required = record.fields.iter().filter(|field| field.required && !types.is_hidden(field));
    let required = required.map(|field| field.name.as_str());
    let names: Vec<&str> = required.take(2).collect();
    if names.is_empty() { "other".to_owned() } else { names.join("-") }
}

/// Returns the field that tells all variants apart, with its values for each of them.
fn tagged(
    types: &mut Types<'_>,
    leaves: &[Leaf],
    field: Option<&str>,
) -> Option<(String, Vec<Vec<JsonValue>>)> {
    let Some(Shape::Record(first)) = leaves.first().map(|leaf| leaf.expanded.shape.clone()) else {
        return None;
    };
    let candidates: Vec<String> = match field {
        Some(field) => vec![field.to_owned()],
        None => {
            let candidates = first.fields.iter().filter(|field| field.required && !types.is_hidden(field));
            candidates.map(|field| field.name.clone()).collect()
        }
    };
    candidates.into_iter().find_map(|name| {
        let mut seen: Vec<JsonValue> = Vec::new();
        let mut all = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            let values = values_of(types, leaf, &name, field.is_some())?;
            if values.is_empty() || values.iter().any(|value| seen.contains(value)) {
                return None;
            }
            seen.extend(values.iter().cloned());
            all.push(values);
        }
        Some((name, all))
    })
}

/// Returns the values of a field that mark a variant.
fn values_of(types: &mut Types<'_>, leaf: &Leaf, name: &str, discriminator: bool) -> Option<Vec<JsonValue>> {
    if !leaf.values.is_empty() {
        return Some(leaf.values.iter().map(JsonValue::text).collect());
    }
    let Shape::Record(record) = &leaf.expanded.shape else { return None };
    let implied = own_name(types, leaf);
    if let Some(field) = record.field(name) {
        let expanded = types.schemas.expanded(&field.schema);
        if let Shape::Choice(choices) = &expanded.shape {
            let values: Vec<JsonValue> = choices.iter().map(|choice| choice.value.clone()).collect();
            let is_certain = field.required && !expanded.nullable;
            // The name of the schema is the value only where the field can have it.
            let implied = implied.filter(|_| discriminator && !is_certain).map(JsonValue::text);
            return match implied {
                Some(implied) if values.contains(&implied) => Some(vec![implied]),
                _ => (is_certain || discriminator).then_some(values),
            };
        }
    }
    implied.filter(|_| discriminator).map(|name| vec![JsonValue::text(name)])
}

/// Returns the variant with the field that tells it apart, where the document does not describe the field.
fn with_field(types: &mut Types<'_>, leaf: &Leaf, name: &str) -> Schema {
    let has = matches!(&leaf.expanded.shape, Shape::Record(record) if record.field(name).is_some());
    if has {
        return leaf.written.clone();
    }
    types.schemas.findings.wider(
        &leaf.written.at.pointer,
        "a discriminator that its variants do not describe",
        name,
    );
    let at = Place { pointer: Rc::from(format!("{}&{name}", leaf.written.at.pointer)) };
    let string = Scalar { word: "string", encoding: None, limits: Limits::default() };
    let schema = Schema::of(Shape::Scalar(string), &at);
    let record = Record {
        fields: vec![Property { name: name.to_owned(), required: true, schema, conditional: false }],
        ..Record::default()
    };
    let extra = Schema::of(Shape::Record(record), &at);
    let title = own_name(types, leaf);
    Schema { title, ..Schema::of(Shape::All(vec![extra, leaf.expanded.clone()]), &at) }
}

/// Returns the marks by which a shape is recognized: its required names, with the values of constants.
fn marks(types: &mut Types<'_>, schema: &Schema) -> BTreeSet<String> {
    let Shape::Record(record) = &schema.shape else { return BTreeSet::new() };
    let mut marks = BTreeSet::new();
    for field in record.fields.iter().filter(|field| field.required) {
        if types.is_hidden(field) {
            continue;
        }
        // A value that may be null marks nothing.
        let expanded = types.schemas.expanded(&field.schema);
        if types.is_nullable(&expanded, 0) {
            continue;
        }
        marks.insert(field.name.clone());
        if let Some((_, value)) = crate::fields::constant(types, &field.schema) {
            marks.insert(format!("{}={value}", field.name));
        }
    }
    marks
}

/// Orders objects so that those with more marks come first, and merges those that have the same marks.
fn told_apart(types: &mut Types<'_>, leaves: Vec<Leaf>, schema: &Schema) -> Vec<Leaf> {
    let mut marked: Vec<(BTreeSet<String>, Vec<Leaf>)> = Vec::new();
    for leaf in leaves {
        let marks = marks(types, &leaf.expanded);
        match marked.iter_mut().find(|(known, _)| *known == marks) {
            Some((_, same)) => same.push(leaf),
            None => marked.push((marks, vec![leaf])),
        }
    }
    // Subsets come later; the order of the document is kept otherwise.
    marked.sort_by_key(|(marks, _)| std::cmp::Reverse(marks.len()));
    let mut leaves = Vec::with_capacity(marked.len());
    for (position, (_, mut same)) in marked.into_iter().enumerate() {
        if same.len() == 1 {
            leaves.extend(same.pop());
            continue;
        }
        let detail = format!("{} of them", same.len());
        types.schemas.findings.wider(
            &schema.at.pointer,
            "objects that no required property tells apart",
            detail,
        );
        let names: Vec<String> = same.iter().filter_map(|leaf| own_name(types, leaf)).collect();
        let at = Place { pointer: Rc::from(format!("{}/any/{position}", schema.at.pointer)) };
        let records = same.iter().filter_map(|leaf| match &leaf.expanded.shape {
            Shape::Record(record) => Some(record.clone()),
            _ => None,
        });
        let merged = records.reduce(|one, two| either(one, two, &at)).unwrap_or_default();
        let mut merged = Schema::of(Shape::Record(merged), &at);
        merged.title = Some(names.join("-or-")).filter(|name| name.len() < 50 && !name.is_empty());
        leaves.push(Leaf { written: merged.clone(), expanded: merged, values: Vec::new() });
    }
    leaves
}

/// Returns a record that has the values of two.
fn either(one: Record, two: Record, at: &Place) -> Record {
    let mut merged = Record {
        additional: one.additional.clone().or(two.additional.clone()),
        names: one.names.clone().or(two.names.clone()),
        ..Record::default()
    };
    for field in &one.fields {
        let mut field = field.clone();
        match two.field(&field.name) {
            Some(other) => {
                field.required &= other.required;
                if other.schema.shape != field.schema.shape {
                    field.schema =
                        either_schema(field.schema, &other.schema, format!("{}/{}", at.pointer, field.name));
                }
            }
            None => field.required = false,
        }
        merged.fields.push(field);
    }
    for field in two.fields.into_iter().filter(|field| one.field(&field.name).is_none()) {
        merged.fields.push(Property { required: false, ..field });
    }
    merged
}

/// Returns a schema that has the values of two, with one union for all schemas that are joined at the same place.
fn either_schema(one: Schema, two: &Schema, pointer: String) -> Schema {
    let said = Schema { shape: Shape::Any, ..one.clone() };
    let mut union = match one.shape {
        Shape::Union(union) if *one.at.pointer == *pointer => union,
        _ => Union { variants: vec![one], field: None, mapping: Vec::new(), any: true, base: None },
    };
    if !union.variants.iter().any(|known| known.shape == two.shape) {
        union.variants.push(two.clone());
    }
    Schema::of(Shape::Union(union), &Place { pointer: Rc::from(pointer) }).said_by(two).said_by(&said)
}
