//! A schema: JSON Schema 2020-12 as in OpenAPI 3.1, as far as the export uses it.

use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::write::{Write, object};

object! {
    /// Schema of a value.
    Schema {
        /// Reference to a shared schema.
        "$ref" reference: Option<String>,
        /// Name.
        "title" title: String,
        /// Meaning of the value.
        "description" description: String,
        /// Whether the value is deprecated.
        "deprecated" deprecated: bool,
        /// Allowed JSON types; any if empty.
        "type" types: Types,
        /// Whether null is allowed; OpenAPI 3.0 only.
        "nullable" nullable: bool,
        /// Format of a string or number.
        "format" format: Option<&'static str>,
        /// Allowed values.
        "enum" values: Vec<JsonValue>,
        /// The only allowed value.
        "const" constant: Option<JsonValue>,
        /// Regular expression for a string.
        "pattern" pattern: Option<String>,
        /// Minimum number of characters.
        "minLength" min_length: Option<u32>,
        /// Maximum number of characters.
        "maxLength" max_length: Option<u32>,
        /// Inclusive lower bound.
        "minimum" minimum: Option<JsonValue>,
        /// Exclusive lower bound; in 3.0 whether `minimum` is exclusive.
        "exclusiveMinimum" exclusive_minimum: Option<JsonValue>,
        /// Inclusive upper bound.
        "maximum" maximum: Option<JsonValue>,
        /// Exclusive upper bound; in 3.0 whether `maximum` is exclusive.
        "exclusiveMaximum" exclusive_maximum: Option<JsonValue>,
        /// Schema of a list's entries.
        "items" items: Option<Box<Schema>>,
        /// Schemas of the first entries of a list, in order; not in OpenAPI 3.0.
        "prefixItems" prefix_items: Vec<Schema>,
        /// Minimum number of entries of a list.
        "minItems" min_items: Option<u32>,
        /// Maximum number of entries of a list.
        "maxItems" max_items: Option<u32>,
        /// Entries of an object.
        "properties" properties: IndexMap<String, Schema>,
        /// Required entries.
        "required" required: Vec<String>,
        /// Entries that are required if another one is present.
        "dependentRequired" dependent_required: IndexMap<String, Vec<String>>,
        /// Schema of additional entries.
        "additionalProperties" additional_properties: Option<Box<Schema>>,
        /// Schema of the names of entries.
        "propertyNames" property_names: Option<Box<Schema>>,
        /// Minimum number of entries of an object.
        "minProperties" min_properties: Option<u32>,
        /// Maximum number of entries of an object.
        "maxProperties" max_properties: Option<u32>,
        /// Any of these schemas.
        "anyOf" any_of: Vec<Schema>,
        /// Exactly one of these schemas.
        "oneOf" one_of: Vec<Schema>,
        /// All of these schemas.
        "allOf" all_of: Vec<Schema>,
        /// Not this schema.
        "not" not: Option<Box<Schema>>,
        /// Field that tells the schemas of a choice apart.
        "discriminator" discriminator: Option<JsonValue>,
        /// Media type of a string's contents.
        "contentMediaType" content_media_type: Option<&'static str>,
        /// Schema of a string's contents.
        "contentSchema" content_schema: Option<Box<Schema>>,
        /// Default of an absent value.
        "default" default: Option<JsonValue>,
    }
}

/// JSON types of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Types(pub(crate) Vec<&'static str>);

impl Write for Types {
    fn json(&self) -> JsonValue {
        match self.0.as_slice() {
            [one] => JsonValue::text(*one),
            several => JsonValue::texts(several.iter().copied()),
        }
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl Schema {
    /// Creates a schema of this JSON type.
    pub(crate) fn with_type(kind: &'static str) -> Self {
        Self { types: Types(vec![kind]), ..Self::default() }
    }

    /// Creates a string schema with this format.
    pub(crate) fn text(format: &'static str) -> Self {
        Self { format: Some(format), ..Self::with_type("string") }
    }

    /// Creates a string schema with this pattern.
    pub(crate) fn like(pattern: &str) -> Self {
        Self { pattern: Some(pattern.to_owned()), ..Self::with_type("string") }
    }

    /// Creates a reference to a schema of the document.
    pub(crate) fn named(name: &str) -> Self {
        Self { reference: Some(format!("#/components/schemas/{name}")), ..Self::default() }
    }

    /// Creates an enum of this JSON type with these values.
    pub(crate) fn one_of_values(kind: &'static str, values: Vec<JsonValue>) -> Self {
        Self { values, ..Self::with_type(kind) }
    }

    /// Creates a schema of this value only. Lists and objects are described part by part, since client generators
    /// support only scalar constants.
    pub(crate) fn only(value: JsonValue) -> Self {
        let kind = match value {
            JsonValue::Null => "null",
            JsonValue::Bool(_) => "boolean",
            JsonValue::Number(ref text) if text.contains(['.', 'e', 'E']) => "number",
            JsonValue::Number(_) => "integer",
            JsonValue::Text(_) => "string",
            JsonValue::List(items) => {
                let length = u32::try_from(items.len()).ok();
                let items = Self::list(Self::any(items.into_iter().map(Self::only)));
                return Self { min_items: length.filter(|length| *length > 0), max_items: length, ..items };
            }
            JsonValue::Object(entries) => {
                return Self {
                    max_properties: u32::try_from(entries.len()).ok(),
                    required: entries.iter().map(|(key, _)| key.clone()).collect(),
                    properties: entries.into_iter().map(|(key, value)| (key, Self::only(value))).collect(),
                    ..Self::with_type("object")
                };
            }
        };
        Self { constant: Some(value), ..Self::with_type(kind) }
    }

    /// Creates a list schema.
    pub(crate) fn list(items: Self) -> Self {
        Self { items: Some(Box::new(items)), ..Self::with_type("array") }
    }

    /// Creates the schema of an object with any keys.
    pub(crate) fn map(entries: Self) -> Self {
        Self { additional_properties: Some(Box::new(entries)), ..Self::with_type("object") }
    }

    /// Creates a choice of schemas, or returns the only one. Duplicates are removed, and nested choices are
    /// flattened.
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

    /// Whether any value is allowed.
    pub(crate) fn is_anything(&self) -> bool {
        *self == Self { description: self.description.clone(), ..Self::default() }
    }

    /// Also allows null.
    pub(crate) fn or_null(mut self) -> Self {
        if self.is_anything() {
            return self;
        }
        if self.types.0.len() == 1 && self.constant.is_none() {
            self.types.0.push("null");
            if !self.values.is_empty() {
                self.values.push(JsonValue::Null);
            }
            return self;
        }
        let description = std::mem::take(&mut self.description);
        Self { description, ..Self::any([self, Self::with_type("null")]) }
    }

    /// Creates the schema of a string that contains this value as JSON.
    pub(crate) fn inside_text(self) -> Self {
        Self {
            content_media_type: Some("application/json"),
            content_schema: (!self.is_anything()).then(|| Box::new(self)),
            ..Self::with_type("string")
        }
    }

    /// Creates the schema of an object with this value under a key.
    pub(crate) fn inside_object(self, key: &str) -> Self {
        let properties = IndexMap::from([(key.to_owned(), self)]);
        Self { properties, required: vec![key.to_owned()], ..Self::with_type("object") }
    }

    /// Creates the schema of an envelope with this value at a path. The other parts are constants, which readers need not
    /// check.
    pub(crate) fn in_envelope(self, template: &JsonValue, path: &[String]) -> Self {
        let Some((step, rest)) = path.split_first() else { return self };
        match template {
            JsonValue::List(items) => {
                let length = u32::try_from(items.len()).ok();
                let mut schemas: Vec<Self> = items.iter().cloned().map(Self::only).collect();
                if let Some((item, schema)) = step
                    .parse::<usize>()
                    .ok()
                    .and_then(|position| Some((items.get(position)?, schemas.get_mut(position)?)))
                {
                    *schema = self.in_envelope(item, rest);
                }
                Self { min_items: length, max_items: length, ..Self::list(Self::any(schemas)) }
            }
            JsonValue::Object(entries) => {
                let mut value = Some(self);
                let mut property = |key: &String, inner: &JsonValue| match value.take_if(|_| key == step) {
                    Some(value) => value.in_envelope(inner, rest),
                    None => Self::only(inner.clone()),
                };
                Self {
                    required: entries.iter().map(|(key, _)| key.clone()).collect(),
                    properties: entries
                        .iter()
                        .map(|(key, inner)| (key.clone(), property(key, inner)))
                        .collect(),
                    ..Self::with_type("object")
                }
            }
            JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::Text(_) => self,
        }
    }

    /// Adds a description before the existing one.
    pub(crate) fn describe(&mut self, about: &str) {
        let said = std::mem::take(&mut self.description);
        self.description = [about.trim(), &said].join(" ").trim().to_owned();
    }

    /// Applies a change to the schema and all schemas inside it.
    pub(crate) fn each(&mut self, change: &mut impl FnMut(&mut Self)) {
        let boxed =
            [&mut self.items, &mut self.additional_properties, &mut self.not, &mut self.content_schema];
        for inner in boxed.into_iter().flatten() {
            inner.each(change);
        }
        for inner in self.properties.values_mut() {
            inner.each(change);
        }
        let choices = self.any_of.iter_mut().chain(&mut self.one_of).chain(&mut self.all_of);
        for inner in choices.chain(&mut self.prefix_items) {
            inner.each(change);
        }
        change(self);
    }
}

/// Merges several constants of one type into an enum.
fn constants(choices: &[Schema]) -> Option<Schema> {
    let [first, _, ..] = choices else { return None };
    let value = |choice: &Schema| {
        let constant = choice.constant.clone()?;
        let alone =
            Schema { types: first.types.clone(), constant: Some(constant.clone()), ..Schema::default() };
        (*choice == alone).then_some(constant)
    };
    let values = choices.iter().map(value).collect::<Option<Vec<JsonValue>>>()?;
    Some(Schema { types: first.types.clone(), values, ..Schema::default() })
}
