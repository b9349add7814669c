//! Inheritance: a schema with a discriminator whose variants are the schemas that include it with `allOf`.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::document::Document;
use crate::merge::Schemas;
use crate::pointer::{self, join, target};
use crate::schema::{Choice, Place, Property, Record, Schema, Shape, Union};
use crate::tree::Node;

/// Maximum number of references from a schema to the one that it includes.
const MAX_CHAIN: usize = 32;

impl Schemas<'_> {
    /// Returns a schema with the variants that the document has for it: those of its mapping, and all that include it.
    pub(crate) fn with_variants(&mut self, schema: Schema, pointer: &Rc<str>) -> Schema {
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
                own_variant(&base, field.as_deref(), values.collect())
            } else if self.adds_nothing(variant, pointer) {
                let at = Place { pointer: Rc::clone(variant) };
                Schema { title: Some(pointer::name(variant)), at, ..(*base).clone() }
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

/// Returns the variant that is the schema itself, with its own values of the discriminator.
fn own_variant(base: &Schema, field: Option<&str>, values: Vec<&str>) -> Schema {
    let at = Place { pointer: Rc::from(format!("{}&itself", base.at.pointer)) };
    let choice = |value: &&str| Choice {
        value: bindery_vocabulary::json::JsonValue::text(*value),
        title: None,
        about: None,
        deprecated: false,
    };
    let schema = Schema::of(Shape::Choice(values.iter().map(choice).collect()), &at);
    let name = field.unwrap_or_default().to_owned();
    let fields = vec![Property { name, required: true, schema, conditional: false }];
    let own = Schema::of(Shape::Record(Record { fields, ..Record::default() }), &at);
    let title = Some(format!("{}Itself", pointer::name(&base.at.pointer)));
    Schema { title, ..Schema::of(Shape::All(vec![base.clone(), own]), &at) }
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
