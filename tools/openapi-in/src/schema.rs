//! Schemas as values: what a JSON Schema of any of the versions says about a value, before names are chosen.

use std::rc::Rc;

use bindery_vocabulary::json::JsonValue;

/// Where a schema stands in the document. All places are equal, so that schemas can be compared by what they say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// JSON pointer.
    pub(crate) pointer: Rc<str>,
}

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A schema: what a value looks like, and what is said about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Schema {
    pub(crate) shape: Shape,
    /// Whether keywords only imply the shape, which say nothing about values of other kinds.
    pub(crate) implied: bool,
    pub(crate) nullable: bool,
    pub(crate) title: Option<String>,
    pub(crate) about: Option<String>,
    pub(crate) default: Option<JsonValue>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) deprecated: bool,
    pub(crate) at: Place,
}

/// Shape of a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Shape {
    /// Any JSON.
    #[default]
    Any,
    /// No value at all.
    Never,
    /// Only null.
    Null,
    /// A scalar.
    Scalar(Scalar),
    /// One of these scalars.
    Choice(Vec<Choice>),
    /// A list.
    List(Box<Schema>, Limits),
    /// A list with a schema for each position, and the number of positions that are always there.
    Positions(Vec<Schema>, usize),
    /// An object.
    Record(Record),
    /// One of several schemas.
    Union(Union),
    /// All of several schemas at once, not yet merged.
    All(Vec<Schema>),
    /// Another schema, by its pointer.
    Reference(Rc<str>),
}

/// A scalar type of the spec language.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scalar {
    /// Word of the type.
    pub(crate) word: &'static str,
    /// Encoding, where it is not the usual one.
    pub(crate) encoding: Option<&'static str>,
    pub(crate) limits: Limits,
}

/// Limits of a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Limits {
    pub(crate) min: Option<String>,
    pub(crate) max: Option<String>,
    pub(crate) above: Option<String>,
    pub(crate) below: Option<String>,
    /// Smallest and largest number of characters or items.
    pub(crate) length: (Option<u64>, Option<u64>),
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) value: JsonValue,
    pub(crate) title: Option<String>,
    pub(crate) about: Option<String>,
    pub(crate) deprecated: bool,
}

/// Values are equal whatever is said about them.
impl PartialEq for Choice {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Record {
    pub(crate) fields: Vec<Property>,
    /// Schema of the entries that are no fields.
    pub(crate) additional: Option<Box<Schema>>,
    /// Schema of the names of such entries.
    pub(crate) names: Option<Box<Schema>>,
    /// Whether the document forbids such entries.
    pub(crate) closed: bool,
    /// Required names without a property here; another part of an `allOf` may have it.
    pub(crate) required: Vec<String>,
}

impl Record {
    /// Whether the record says nothing beyond being an object.
    pub(crate) fn is_bare(&self) -> bool {
        self.fields.is_empty() && self.additional.is_none() && self.required.is_empty()
    }

    /// Whether the record only says which names are required.
    pub(crate) fn is_rule(&self) -> bool {
        self.fields.is_empty() && self.additional.is_none() && !self.required.is_empty()
    }

    /// Returns the field of a name.
    pub(crate) fn field(&self, name: &str) -> Option<&Property> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) schema: Schema,
    /// Whether it is described only under a condition. A description without one counts instead.
    pub(crate) conditional: bool,
}

/// Several schemas of which a value has one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Union {
    pub(crate) variants: Vec<Schema>,
    /// The field that tells the variants apart.
    pub(crate) field: Option<String>,
    /// Values of that field, each with the pointer of its variant.
    pub(crate) mapping: Vec<(String, Rc<str>)>,
    /// Whether a value may have several of them (`anyOf`).
    pub(crate) any: bool,
    /// What each variant includes, of a schema with a discriminator whose variants are the schemas that include it.
    pub(crate) base: Option<Box<Schema>>,
}

impl Schema {
    /// Creates a schema of a shape at a place.
    pub(crate) fn of(shape: Shape, at: &Place) -> Self {
        Self { shape, at: at.clone(), ..Self::default() }
    }

    /// Returns the schema with what another one says about the value, where it says something.
    pub(crate) fn said_by(mut self, other: &Schema) -> Self {
        self.nullable |= other.nullable;
        self.title = other.title.clone().or(self.title);
        self.about = other.about.clone().or(self.about);
        self.default = other.default.clone().or(self.default);
        self.read_only |= other.read_only;
        self.write_only |= other.write_only;
        self.deprecated |= other.deprecated;
        self
    }
}
