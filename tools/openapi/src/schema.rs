//! A schema: JSON Schema 2020-12 as OpenAPI 3.1 has it, as far as it is written here.

use bindery_vocabulary::json::Json;
use indexmap::IndexMap;

use crate::write::{Write, object};

object! {
    /// What a value may be.
    Schema {
        /// Where it stands.
        "$ref" reference: Option<String>,
        /// A name.
        "title" title: String,
        /// What it means.
        "description" description: String,
        /// The kinds of JSON that it may be; any when there is none.
        "type" types: Types,
        /// Null is a value too: OpenAPI 3.0 alone.
        "nullable" nullable: bool,
        /// What kind of text or number it is.
        "format" format: Option<&'static str>,
        /// The values that there are.
        "enum" values: Vec<Json>,
        /// The one value that there is.
        "const" constant: Option<Json>,
        /// What a text looks like.
        "pattern" pattern: Option<String>,
        /// The fewest characters.
        "minLength" min_length: Option<u32>,
        /// The most characters.
        "maxLength" max_length: Option<u32>,
        /// Not less than this.
        "minimum" minimum: Option<i64>,
        /// More than this; in 3.0 whether `minimum` itself is too little.
        "exclusiveMinimum" exclusive_minimum: Option<Json>,
        /// Not more than this.
        "maximum" maximum: Option<i64>,
        /// The items of a list.
        "items" items: Option<Box<Schema>>,
        /// The fewest items.
        "minItems" min_items: Option<u32>,
        /// The most items.
        "maxItems" max_items: Option<u32>,
        /// The entries of an object.
        "properties" properties: IndexMap<String, Schema>,
        /// The entries that must be there.
        "required" required: Vec<String>,
        /// Entries that must be there when another is.
        "dependentRequired" dependent_required: IndexMap<String, Vec<String>>,
        /// What other entries are.
        "additionalProperties" additional_properties: Option<Box<Schema>>,
        /// The fewest entries of an object.
        "minProperties" min_properties: Option<u32>,
        /// The most entries of an object.
        "maxProperties" max_properties: Option<u32>,
        /// It is any of these.
        "anyOf" any_of: Vec<Schema>,
        /// It is one of these.
        "oneOf" one_of: Vec<Schema>,
        /// It is all of these.
        "allOf" all_of: Vec<Schema>,
        /// It is not this.
        "not" not: Option<Box<Schema>>,
        /// What the text holds.
        "contentMediaType" content_media_type: Option<&'static str>,
        /// What is inside of the text.
        "contentSchema" content_schema: Option<Box<Schema>>,
        /// What is assumed when it is left out.
        "default" default: Option<Json>,
    }
}

/// The kinds of JSON that a value may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Types(pub(crate) Vec<&'static str>);

impl Write for Types {
    fn json(&self) -> Json {
        match self.0.as_slice() {
            [one] => Json::text(*one),
            several => Json::texts(several.iter().copied()),
        }
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl Schema {
    /// A value of this kind.
    pub(crate) fn of(kind: &'static str) -> Self {
        Self { types: Types(vec![kind]), ..Self::default() }
    }

    /// A text of this format.
    pub(crate) fn text(format: &'static str) -> Self {
        Self { format: Some(format), ..Self::of("string") }
    }

    /// A text that looks like this.
    pub(crate) fn like(pattern: &str) -> Self {
        Self { pattern: Some(pattern.to_owned()), ..Self::of("string") }
    }

    /// A schema of the document.
    pub(crate) fn named(name: &str) -> Self {
        Self { reference: Some(format!("#/components/schemas/{name}")), ..Self::default() }
    }

    /// A value of this kind out of these.
    pub(crate) fn one_of_values(kind: &'static str, values: Vec<Json>) -> Self {
        Self { values, ..Self::of(kind) }
    }

    /// This one value. Lists and objects are said part by part: generators of clients know constants of scalars alone.
    pub(crate) fn only(value: Json) -> Self {
        let kind = match value {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(ref text) if text.contains(['.', 'e', 'E']) => "number",
            Json::Number(_) => "integer",
            Json::Text(_) => "string",
            Json::List(items) => {
                let length = u32::try_from(items.len()).ok();
                let items = Self::list(Self::any(items.into_iter().map(Self::only)));
                return Self { min_items: length.filter(|length| *length > 0), max_items: length, ..items };
            }
            Json::Object(entries) => {
                return Self {
                    max_properties: u32::try_from(entries.len()).ok(),
                    required: entries.iter().map(|(key, _)| key.clone()).collect(),
                    properties: entries.into_iter().map(|(key, value)| (key, Self::only(value))).collect(),
                    ..Self::of("object")
                };
            }
        };
        Self { constant: Some(value), ..Self::of(kind) }
    }

    /// A list of these.
    pub(crate) fn list(items: Self) -> Self {
        Self { items: Some(Box::new(items)), ..Self::of("array") }
    }

    /// An object with any keys.
    pub(crate) fn map(entries: Self) -> Self {
        Self { additional_properties: Some(Box::new(entries)), ..Self::of("object") }
    }

    /// Any of these; the one itself when there is but one. What is there twice says nothing more, and neither does a choice
    /// inside of the choice.
    pub(crate) fn any(schemas: impl IntoIterator<Item = Self>) -> Self {
        let mut any_of: Vec<Self> = Vec::new();
        for mut schema in schemas {
            let inner = std::mem::take(&mut schema.any_of);
            let alone = !inner.is_empty() && schema == Self::default();
            let choices = if alone { inner } else { vec![Self { any_of: inner, ..schema }] };
            for choice in choices {
                if !any_of.contains(&choice) {
                    any_of.push(choice);
                }
            }
        }
        if let Some(values) = constants(&any_of) {
            return values;
        }
        if any_of.len() == 1 { any_of.remove(0) } else { Self { any_of, ..Self::default() } }
    }

    /// Whether anything will do.
    pub(crate) fn is_anything(&self) -> bool {
        *self == Self { description: self.description.clone(), ..Self::default() }
    }

    /// The same or null.
    pub(crate) fn or_null(mut self) -> Self {
        if self.is_anything() {
            return self;
        }
        if self.types.0.len() == 1 && self.constant.is_none() {
            self.types.0.push("null");
            if !self.values.is_empty() {
                self.values.push(Json::Null);
            }
            return self;
        }
        let description = std::mem::take(&mut self.description);
        Self { description, ..Self::any([self, Self::of("null")]) }
    }

    /// A text that holds this as JSON.
    pub(crate) fn inside_text(self) -> Self {
        Self {
            content_media_type: Some("application/json"),
            content_schema: (!self.is_anything()).then(|| Box::new(self)),
            ..Self::of("string")
        }
    }

    /// An object that has this under a key.
    pub(crate) fn inside_object(self, key: &str) -> Self {
        let properties = IndexMap::from([(key.to_owned(), self)]);
        Self { properties, required: vec![key.to_owned()], ..Self::of("object") }
    }

    /// Says what it means, before what is said already.
    pub(crate) fn describe(&mut self, about: &str) {
        let said = std::mem::take(&mut self.description);
        self.description = [about.trim(), &said].join(" ").trim().to_owned();
    }

    /// All schemas inside it, and itself.
    pub(crate) fn each(&mut self, change: &mut impl FnMut(&mut Self)) {
        let boxed =
            [&mut self.items, &mut self.additional_properties, &mut self.not, &mut self.content_schema];
        for inner in boxed.into_iter().flatten() {
            inner.each(change);
        }
        for inner in self.properties.values_mut() {
            inner.each(change);
        }
        for inner in self.any_of.iter_mut().chain(&mut self.one_of).chain(&mut self.all_of) {
            inner.each(change);
        }
        change(self);
    }
}

/// Several single values of one kind as one schema.
fn constants(choices: &[Schema]) -> Option<Schema> {
    let [first, _, ..] = choices else { return None };
    let value = |choice: &Schema| {
        let constant = choice.constant.clone()?;
        let alone =
            Schema { types: first.types.clone(), constant: Some(constant.clone()), ..Schema::default() };
        (*choice == alone).then_some(constant)
    };
    let values = choices.iter().map(value).collect::<Option<Vec<Json>>>()?;
    Some(Schema { types: first.types.clone(), values, ..Schema::default() })
}
