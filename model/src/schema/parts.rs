//! Building blocks of a JSON Schema: common schemas, the definitions, and a builder for the schema of a mapping.

pub(crate) use bindery_vocabulary::json::JsonValue;

/// Returns `{"type": …}`.
pub(crate) fn kind(kind: &str) -> JsonValue {
    JsonValue::object([("type", JsonValue::text(kind))])
}

/// Returns the schema of a string that matches a regular expression.
pub(crate) fn pattern(pattern: &str) -> JsonValue {
    JsonValue::object([("type", JsonValue::text("string")), ("pattern", JsonValue::text(pattern))])
}

/// Returns the schema of a value that matches any of these.
pub(crate) fn any_of(schemas: Vec<JsonValue>) -> JsonValue {
    JsonValue::object([("anyOf", JsonValue::List(schemas))])
}

/// Returns the schema of a list.
pub(crate) fn list_of(items: JsonValue) -> JsonValue {
    JsonValue::object([("type", JsonValue::text("array")), ("items", items)])
}

/// Named schemas, in the order in which they were first needed.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    pub(super) items: Vec<(String, JsonValue)>,
}

impl Definitions {
    /// Returns a reference to the definition with this name, and builds it with `make` if it does not exist yet.
    pub(crate) fn define(&mut self, name: &str, make: impl FnOnce(&mut Self) -> JsonValue) -> JsonValue {
        let name = name.strip_suffix("Doc").unwrap_or(name);
        if !self.items.iter().any(|(other, _)| other == name) {
            let position = self.items.len();
            // Reserved first, so that a recursive definition ends.
            self.items.push((name.to_owned(), JsonValue::Bool(true)));
            let schema = make(self);
            if let Some((_, place)) = self.items.get_mut(position) {
                *place = schema;
            }
        }
        JsonValue::object([("$ref", JsonValue::text(format!("#/$defs/{name}")))])
    }
}

/// Builder for the schema of a mapping with known keys.
pub(crate) struct Object {
    about: String,
    fields: Vec<&'static str>,
    keys: Vec<(String, JsonValue)>,
    required: Vec<JsonValue>,
    any_of: Vec<JsonValue>,
    short: Option<JsonValue>,
}

impl Object {
    /// Creates the schema of a mapping without keys.
    pub(crate) fn new(about: &str) -> Self {
        Self {
            about: about.trim().to_owned(),
            fields: Vec::new(),
            keys: Vec::new(),
            required: Vec::new(),
            any_of: Vec::new(),
            short: None,
        }
    }

    /// Adds a key; `field` is the name of its field in Rust.
    pub(crate) fn key(
        &mut self,
        field: &'static str,
        key: &str,
        about: &str,
        required: bool,
        mut value: JsonValue,
    ) {
        if let JsonValue::Object(entries) = &mut value {
            entries.retain(|(name, _)| name != "description");
            entries.insert(0, ("description".to_owned(), JsonValue::text(about.trim())));
        }
        self.fields.push(field);
        self.keys.push((key.to_owned(), value));
        if required {
            self.required.push(JsonValue::text(key));
        }
    }

    /// Allows a plain string in place of the mapping, with the schema of this field (by its name in Rust).
    pub(crate) fn short(&mut self, field: &str) {
        let position = self.fields.iter().position(|other| *other == field);
        self.short = position.and_then(|position| self.keys.get(position)).map(|(_, schema)| schema.clone());
    }

    /// Requires one of these keys.
    pub(crate) fn any_of(&mut self, keys: &[&str]) {
        let required =
            |key: &&str| JsonValue::object([("required", JsonValue::List(vec![JsonValue::text(*key)]))]);
        self.any_of = keys.iter().map(required).collect();
    }

    /// Returns the schema.
    pub(crate) fn finish(self) -> JsonValue {
        let mut entries = vec![
            ("description".to_owned(), JsonValue::text(self.about)),
            ("type".to_owned(), JsonValue::text("object")),
            ("additionalProperties".to_owned(), JsonValue::Bool(false)),
        ];
        if !self.required.is_empty() {
            entries.push(("required".to_owned(), JsonValue::List(self.required)));
        }
        if !self.any_of.is_empty() {
            entries.push(("anyOf".to_owned(), JsonValue::List(self.any_of)));
        }
        entries.push(("properties".to_owned(), JsonValue::Object(self.keys)));
        let object = JsonValue::Object(entries);
        match self.short {
            Some(short) => any_of(vec![short, object]),
            None => object,
        }
    }
}
