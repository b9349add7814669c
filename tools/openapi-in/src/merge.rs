//! References and `allOf`: from a schema to one whose shape is known.

use std::collections::HashMap;
use std::rc::Rc;

use bindery_vocabulary::json::JsonValue;

use crate::document::Document;
use crate::finding::Findings;
use crate::read;
use crate::schema::{Choice, Place, Property, Record, Scalar, Schema, Shape, Union};

/// Maximum number of references and merges on the way to one shape; more is an `allOf` that contains itself.
const MAX_STEPS: usize = 64;

/// Maximum number of references and merges for one shape; more are unions that multiply.
const MAX_WORK: usize = 20_000;

/// The schemas of a document, each read once.
pub(crate) struct Schemas<'d> {
    pub(crate) document: &'d Document,
    pub(crate) findings: Findings,
    read: HashMap<Rc<str>, Rc<Schema>>,
    /// Schemas that include another one, by the pointer of that; found once.
    pub(crate) heirs: Option<HashMap<String, Vec<Rc<str>>>>,
    /// Number of references and merges for the shape that is being found.
    work: usize,
}

impl<'d> Schemas<'d> {
    pub(crate) fn new(document: &'d Document, findings: Findings) -> Self {
        Self { document, findings, read: HashMap::new(), heirs: None, work: 0 }
    }

    /// Returns the schema at a pointer.
    pub(crate) fn at(&mut self, pointer: &Rc<str>) -> Rc<Schema> {
        if let Some(schema) = self.read.get(pointer) {
            return Rc::clone(schema);
        }
        let schema = match self.document.at(pointer) {
            Some(node) => read::schema(node, pointer, &mut self.findings),
            None => {
                self.findings.gap(pointer, "a reference to nothing", "");
                Schema::default()
            }
        };
        let schema = Rc::new(schema);
        self.read.insert(Rc::clone(pointer), Rc::clone(&schema));
        match self.parent(&schema, pointer) {
            None => schema,
            Some(parent) => {
                let parent = Rc::new(parent);
                self.read.insert(Rc::clone(pointer), Rc::clone(&parent));
                parent
            }
        }
    }

    /// Returns the schema with a shape that is neither a reference nor an `allOf`.
    pub(crate) fn expanded(&mut self, schema: &Schema) -> Schema {
        self.work = 0;
        self.steps(schema, 0)
    }

    fn steps(&mut self, schema: &Schema, step: usize) -> Schema {
        self.work += 1;
        if step > MAX_STEPS || self.work > MAX_WORK {
            self.findings.gap(&schema.at.pointer, "an `allOf` or a reference that contains itself", "");
            return Schema { shape: Shape::Any, ..schema.clone() };
        }
        match &schema.shape {
            Shape::Reference(pointer) => {
                let target = self.at(pointer);
                let inner = self.steps(&target, step + 1);
                inner.said_by(schema)
            }
            Shape::All(parts) => {
                let mut merged: Option<Schema> = None;
                // Null is a value if all parts with a shape allow it, or if a part says nothing else.
                let mut nullable = (false, true);
                // A part of a schema is what it includes, and none of the schemas that include that.
                let whole = self.reference(schema).is_some();
                for part in parts {
                    let mut part = self.steps(part, step + 1);
                    if let (false, Shape::Union(Union { base: Some(base), .. })) = (whole, &part.shape) {
                        part = self.steps(base, step + 1);
                    }
                    match part.shape {
                        Shape::Any => nullable.0 |= part.nullable,
                        _ => nullable.1 &= part.nullable,
                    }
                    merged = Some(match merged {
                        Some(before) => self.both(before, part, &schema.at, step + 1),
                        None => part,
                    });
                }
                let mut merged = merged.unwrap_or_default();
                merged.nullable = nullable.0 || nullable.1;
                let mut merged = merged.said_by(schema);
                merged.at = schema.at.clone();
                merged
            }
            // Without variants, a value is what they would include.
            Shape::Union(Union { base: Some(base), variants, .. }) if variants.is_empty() => {
                let what = "a discriminator without the list of its variants";
                self.findings.wider(&schema.at.pointer, what, "");
                self.steps(base, step + 1).said_by(schema)
            }
            _ => schema.clone(),
        }
    }

    /// Returns the only reference in an `allOf` whose other parts say nothing about the shape.
    pub(crate) fn reference(&self, schema: &Schema) -> Option<Rc<str>> {
        match &schema.shape {
            Shape::Reference(pointer) => Some(Rc::clone(pointer)),
            Shape::All(parts) => {
                let mut telling = parts.iter().filter(|part| match &part.shape {
                    Shape::Any => false,
                    Shape::Record(record) => !record.is_bare(),
                    _ => true,
                });
                let only = telling.next()?;
                if telling.next().is_some() { None } else { self.reference(only) }
            }
            _ => None,
        }
    }

    /// Returns the schema for which both hold. Neither is a reference or an `allOf`.
    fn both(&mut self, one: Schema, two: Schema, at: &Place, step: usize) -> Schema {
        let at = at.clone();
        let said = one.clone().said_by(&two);
        let implied = (one.implied, two.implied);
        let shape = match (one.shape, two.shape) {
            (Shape::Any, shape) | (shape, Shape::Any) => shape,
            (Shape::Never, _) | (_, Shape::Never) => Shape::Never,
            (left, right) if left == right => left,
            (Shape::Record(left), Shape::Record(right)) => Shape::Record(records(left, right)),
            (Shape::Scalar(left), Shape::Scalar(right)) => match scalars(&left, &right) {
                Some(scalar) => Shape::Scalar(scalar),
                None if implied.1 => self.told(Shape::Scalar(left), &at),
                None if implied.0 => self.told(Shape::Scalar(right), &at),
                None => {
                    let detail = format!("`{}` and `{}`", left.word, right.word);
                    self.findings.gap(&at.pointer, "an `allOf` of two types", detail);
                    Shape::Scalar(left)
                }
            },
            (Shape::Choice(values), Shape::Scalar(scalar))
            | (Shape::Scalar(scalar), Shape::Choice(values)) => {
                chosen(values, |choice| may_be(&choice.value, &scalar))
            }
            (Shape::Choice(left), Shape::Choice(right)) => shared(&left, right),
            (Shape::List(left, limits), Shape::List(right, others)) => {
                let items = together(*left, *right);
                Shape::List(Box::new(items), limits.and(&others))
            }
            (Shape::Union(union), other) => self.each(union, (other, implied.1), false, &at, step),
            (other, Shape::Union(union)) => self.each(union, (other, implied.0), true, &at, step),
            (told, _) if implied.1 => self.told(told, &at),
            (_, told) if implied.0 => self.told(told, &at),
            (left, _) => {
                self.findings.gap(&at.pointer, "an `allOf` of two types", "");
                left
            }
        };
        Schema { shape, at, implied: implied.0 && implied.1, ..said }
    }

    /// Returns a shape beside which only keywords for values of another kind stand.
    fn told(&mut self, shape: Shape, at: &Place) -> Shape {
        self.findings.wider(&at.pointer, "keywords for another type than that of the value", "");
        shape
    }

    /// Merges every variant of a union with another shape, which may be only implied.
    fn each(
        &mut self,
        mut union: Union,
        (other, implied): (Shape, bool),
        other_first: bool,
        at: &Place,
        step: usize,
    ) -> Shape {
        let mut expanded = Vec::with_capacity(union.variants.len());
        for variant in &union.variants {
            expanded.push(self.steps(variant, step + 1));
        }
        // Variants that only say which names are required are a rule about the other shape.
        if let Shape::Record(base) = &other
            && expanded
                .iter()
                .all(|variant| matches!(&variant.shape, Shape::Record(record) if record.is_rule()))
        {
            self.findings.wider(&at.pointer, "one of several groups of properties is required", "");
            return Shape::Record(base.clone());
        }
        if let Shape::Record(base) = &other
            && base.is_bare()
            && base.names.is_none()
        {
            return Shape::Union(union); // `type: object` beside variants that are objects
        }
        if matches!(other, Shape::Scalar(_))
            && expanded.iter().all(|variant| matches!(variant.shape, Shape::Choice(_)))
        {
            return Shape::Union(union); // the values show their type themselves
        }
        let mut variants = Vec::with_capacity(expanded.len());
        for (position, (variant, written)) in expanded.into_iter().zip(&union.variants).enumerate() {
            let mut title = variant.title.clone();
            if let (None, Some(pointer)) = (&title, self.reference(written)) {
                title = Some(crate::pointer::name(&pointer));
            }
            let rest = Schema { implied, ..Schema::of(other.clone(), &variant.at) };
            let at = Place { pointer: Rc::from(format!("{}/{position}", at.pointer)) };
            let mut both = if other_first {
                self.both(rest, variant, &at, step + 1)
            } else {
                self.both(variant, rest, &at, step + 1)
            };
            both.title = title;
            both.at = at;
            variants.push(both);
        }
        if matches!(other, Shape::Choice(_)) {
            // An enum of some of the values that the union has.
            let values = variants.iter().map(|variant| match &variant.shape {
                Shape::Choice(values) => Some(values.as_slice()),
                Shape::Never => Some(&[][..]),
                _ => None,
            });
            if let Some(values) = values.collect::<Option<Vec<_>>>() {
                return chosen(values.concat(), |_| true);
            }
        }
        union.variants = variants;
        Shape::Union(union)
    }
}

/// Returns the choice of the values that are in both enums, each with what either of them says about it.
fn shared(left: &[Choice], right: Vec<Choice>) -> Shape {
    let both = right.into_iter().filter_map(|choice| {
        let other = left.iter().find(|other| **other == choice)?;
        Some(Choice {
            title: choice.title.or_else(|| other.title.clone()),
            about: choice.about.or_else(|| other.about.clone()),
            deprecated: choice.deprecated || other.deprecated,
            value: choice.value,
        })
    });
    chosen(both.collect(), |_| true)
}

/// Returns the record with the properties of both; a property that both have must satisfy both schemas.
fn records(mut left: Record, right: Record) -> Record {
    let required: Vec<String> = left.required.iter().chain(&right.required).cloned().collect();
    for field in right.fields {
        match left.fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) if known.conditional || field.conditional => {
                known.required |= field.required;
                if known.conditional && field.conditional {
                    known.schema = any_of(&known.schema, field.schema);
                } else if known.conditional {
                    (known.schema, known.conditional) = (field.schema, false);
                }
            }
            Some(known) => {
                let schema = both_properties(known, &field);
                known.required |= field.required;
                known.schema = schema;
            }
            None => left.fields.push(field),
        }
    }
    for field in &mut left.fields {
        field.required |= required.contains(&field.name);
    }
    left.required = required.into_iter().filter(|name| left.field(name).is_none()).collect();
    left.additional = match (left.additional, right.additional) {
        (Some(one), Some(two)) if one != two => Some(Box::new(together(*one, *two))),
        (one, two) => one.or(two),
    };
    left.names = left.names.or(right.names);
    left.closed |= right.closed;
    left
}

/// Returns a schema for the values of both.
pub(crate) fn any_of(one: &Schema, two: Schema) -> Schema {
    if one.shape == two.shape {
        return one.clone();
    }
    let at = Place { pointer: Rc::from(format!("{}&{}", one.at.pointer, two.at.pointer)) };
    let mut union = match &one.shape {
        Shape::Union(union) if union.any => union.clone(),
        _ => Union { variants: vec![one.clone()], field: None, mapping: Vec::new(), any: true, base: None },
    };
    union.variants.push(two);
    Schema::of(Shape::Union(union), &at)
}

/// Returns the choice of some values; without any, no value is left.
fn chosen(values: Vec<Choice>, keep: impl Fn(&Choice) -> bool) -> Shape {
    let values: Vec<Choice> = values.into_iter().filter(|choice| keep(choice)).collect();
    if values.is_empty() { Shape::Never } else { Shape::Choice(values) }
}

/// Whether a value of an enum is of the kind of JSON that a scalar has.
fn may_be(value: &JsonValue, scalar: &Scalar) -> bool {
    match value {
        JsonValue::Text(_) => !matches!(scalar.word, "int" | "uint" | "float" | "bool"),
        JsonValue::Number(_) => scalar.word != "bool" && !is_text(scalar.word),
        JsonValue::Bool(_) => scalar.word == "bool",
        _ => false,
    }
}

/// Whether a scalar is a text in JSON.
fn is_text(word: &str) -> bool {
    !matches!(word, "int" | "uint" | "float" | "decimal" | "bool")
}

/// Returns the schema of a property that two parts of an `allOf` have. Where one narrows the other to fewer values,
/// only the narrower one counts.
fn both_properties(known: &Property, field: &Property) -> Schema {
    if known.schema == field.schema {
        return field.schema.clone();
    }
    let mut schema = together(known.schema.clone(), field.schema.clone());
    schema.about = field.schema.about.clone().or_else(|| known.schema.about.clone());
    schema
}

/// Returns an `allOf` of two schemas, with a place of its own: the same schema may be merged with several others.
fn together(one: Schema, two: Schema) -> Schema {
    let at = Place { pointer: Rc::from(format!("{}&{}", one.at.pointer, two.at.pointer)) };
    let said = Schema { default: None, ..one.clone() }.said_by(&two);
    Schema { shape: Shape::All(vec![one, two]), at, ..said }
}

/// Returns the stricter of two scalars with the limits of both; none if they exclude each other.
fn scalars(left: &Scalar, right: &Scalar) -> Option<Scalar> {
    let strict = match (left.word, right.word) {
        (one, two) if one == two => right,
        ("string", two) if is_text(two) => right,
        (one, "string") if is_text(one) => left,
        ("float" | "decimal", "int" | "uint") => right,
        ("int" | "uint", "float" | "decimal") => left,
        _ => return None,
    };
    Some(Scalar { limits: left.limits.and(&right.limits).of_word(strict.word), ..strict.clone() })
}

/// Returns the text of a choice, for names.
pub(crate) fn choice_text(choice: &Choice) -> String {
    match &choice.value {
        JsonValue::Text(text) => text.clone(),
        other => other.to_string(),
    }
}
