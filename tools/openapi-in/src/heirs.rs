//! Inheritance: a schema with a discriminator whose variants are the schemas that include it with `allOf`.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use bindery_vocabulary::json::JsonValue;

use crate::document::Document;
use crate::merge::Schemas;
use crate::pointer::{self, join, target};
use crate::schema::{Choice, Place, Property, Record, Schema, Shape, Union};
use crate::tree::Node;

/// Maximum number of references from a schema to the one that it includes.
const MAX_CHAIN: usize = 32;

impl Schemas<'_> {
    /// Returns a schema as a union of schemas that include it; none if it is no such parent.
    pub(crate) fn parent(&mut self, schema: &Schema, pointer: &Rc<str>) -> Option<Schema> {
        match &schema.shape {
            Shape::Union(Union { base: Some(_), .. }) => Some(self.with_variants(schema.clone(), pointer)),
            // The variants are listed, and include what lists them.
            Shape::Union(union) if self.is_included(union, pointer) => {
                let base = Some(Box::new(Schema::of(Shape::Any, &schema.at)));
                let union = Union { base, ..union.clone() };
                Some(Schema { shape: Shape::Union(union), ..schema.clone() })
            }
            Shape::All(parts) => {
                let is_it =
                    |part: &Schema| matches!(&part.shape, Shape::Union(union) if union.base.is_none());
                let at = parts.iter().position(is_it)?;
                let mut rest = parts.clone();
                let Shape::Union(union) = rest.remove(at).shape else { return None };
                if !self.is_included(&union, pointer) {
                    return None;
                }
                let base = Schema { nullable: false, ..Schema::of(Shape::All(rest), &schema.at) };
                let union = Union { base: Some(Box::new(base)), ..union };
                Some(Schema { shape: Shape::Union(union), ..schema.clone() })
            }
            _ => None,
        }
    }

    /// Whether a variant of a union includes the schema at a pointer.
    fn is_included(&mut self, union: &Union, pointer: &Rc<str>) -> bool {
        let heirs = self.heirs_of(pointer);
        let mut variants = union.variants.iter().filter_map(|variant| self.reference(variant));
        variants.any(|variant| heirs.contains(&variant))
    }

    /// Returns a schema with the variants that the document has for it: those of its mapping, and all that include it.
    fn with_variants(&mut self, schema: Schema, pointer: &Rc<str>) -> Schema {
        let Shape::Union(Union { base: Some(base), field, mapping, any, .. }) = schema.shape.clone() else {
            return schema;
        };
        let mut all: Vec<Rc<str>> = mapping.iter().map(|(_, variant)| Rc::clone(variant)).collect();
        all.extend(self.heirs_of(pointer));
        let mut seen = HashSet::new();
        all.retain(|variant| seen.insert(Rc::clone(variant)) && self.document.at(variant).is_some());
        let mut variants = Vec::with_capacity(all.len());
        for variant in &all {
            let values = mapping.iter().filter(|(_, one)| one == variant).map(|(value, _)| value.as_str());
            variants.push(if variant == pointer {
                let name = format!("{}Itself", pointer::name(pointer));
                narrowed(&base, field.as_deref(), values.collect(), (&format!("{pointer}&itself"), name))
            } else if self.adds_nothing(variant, pointer) {
                narrowed(&base, field.as_deref(), values.collect(), (variant, pointer::name(variant)))
            } else {
                Schema::of(Shape::Reference(Rc::clone(variant)), &Place { pointer: Rc::clone(variant) })
            });
        }
        Schema { shape: Shape::Union(Union { variants, field, mapping, any, base: Some(base) }), ..schema }
    }

    /// Whether a schema only refers to another one.
    fn adds_nothing(&mut self, pointer: &Rc<str>, parent: &Rc<str>) -> bool {
        let mut pointer = Rc::clone(pointer);
        for _ in 0..MAX_CHAIN {
            let schema = self.at(&pointer);
            match self.reference(&schema) {
                Some(next) if next == *parent => return true,
                Some(next) => pointer = next,
                None => return false,
            }
        }
        false
    }

    /// Returns the schemas that include a schema, directly or through others, in the order of the document.
    fn heirs_of(&mut self, pointer: &str) -> Vec<Rc<str>> {
        let document = self.document;
        let heirs = self.heirs.get_or_insert_with(|| heirs(document));
        let mut found: Vec<Rc<str>> = Vec::new();
        let mut open: Vec<&str> = vec![pointer];
        while let Some(next) = open.pop() {
            for heir in heirs.get(next).into_iter().flatten() {
                if !found.contains(heir) && **heir != *pointer {
                    found.push(Rc::clone(heir));
                    open.push(heir);
                }
            }
        }
        found
    }
}

/// Returns a variant that adds nothing to what all variants include but its own values of the discriminator.
fn narrowed(
    base: &Schema,
    field: Option<&str>,
    values: Vec<&str>,
    (pointer, name): (&str, String),
) -> Schema {
    let at = Place { pointer: Rc::from(pointer) };
    let choice =
        |value: &&str| Choice { value: JsonValue::text(*value), title: None, about: None, deprecated: false };
    let mut parts = vec![base.clone()];
    if let (Some(field), false) = (field, values.is_empty()) {
        let schema = Schema::of(Shape::Choice(values.iter().map(choice).collect()), &at);
        let fields = vec![Property { name: field.to_owned(), required: true, schema, conditional: false }];
        parts.push(Schema::of(Shape::Record(Record { fields, ..Record::default() }), &at));
    }
    Schema { title: Some(name), ..Schema::of(Shape::All(parts), &at) }
}

/// Returns the named schemas of a document that have others in their `allOf`, by the pointers of those.
fn heirs(document: &Document) -> HashMap<String, Vec<Rc<str>>> {
    let mut found: HashMap<String, Vec<Rc<str>>> = HashMap::new();
    let mut enter = |node: &Node, pointer: &str| {
        for part in node.get("allOf").map_or(&[][..], Node::items) {
            if let Some(reference) = part.text_at("$ref") {
                found.entry(target(reference).to_owned()).or_default().push(Rc::from(pointer));
            }
        }
    };
    for place in ["/components/schemas", "/definitions"] {
        for (name, node) in document.at(place).map_or(&[][..], Node::entries) {
            enter(node, &join(place, name));
        }
    }
    // A file may be a schema, or a mapping of schemas.
    for (file, root) in document.other_files() {
        let start = format!("{file}#");
        enter(root, &start);
        root.entries().iter().for_each(|(name, node)| enter(node, &join(&start, name)));
    }
    found
}
