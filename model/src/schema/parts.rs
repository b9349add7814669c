//! What a JSON Schema is made of: the usual forms, the definitions, and the schema of a mapping while it grows.

pub(crate) use bindery_vocabulary::json::Json;

/// `{"type": …}`.
pub(crate) fn kind(kind: &str) -> Json {
    Json::object([("type", Json::text(kind))])
}

/// A text of this form.
pub(crate) fn pattern(pattern: &str) -> Json {
    Json::object([("type", Json::text("string")), ("pattern", Json::text(pattern))])
}

/// Any of these.
pub(crate) fn any_of(schemas: Vec<Json>) -> Json {
    Json::object([("anyOf", Json::List(schemas))])
}

/// A list of these.
pub(crate) fn list_of(items: Json) -> Json {
    Json::object([("type", Json::text("array")), ("items", items)])
}

/// The schemas that others refer to by name, in the order in which they were first needed.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    pub(super) items: Vec<(String, Json)>,
}

impl Definitions {
    /// A reference to the definition of this name, which `make` makes when it is not there yet.
    pub(crate) fn define(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Json) -> Json {
        let name = name.strip_suffix("Doc").unwrap_or(name);
        if !self.items.iter().any(|(other, _)| other == name) {
            let position = self.items.len();
            // Reserved first, so that a definition that refers to itself ends.
            self.items.push((name.to_owned(), Json::Bool(true)));
            let schema = make(self);
            if let Some((_, place)) = self.items.get_mut(position) {
                *place = schema;
            }
        }
        Json::object([("$ref", Json::text(format!("#/$defs/{name}")))])
    }
}

/// The schema of a mapping with known keys, while it grows.
pub(crate) struct Object {
    about: String,
    fields: Vec<&'static str>,
    keys: Vec<(String, Json)>,
    required: Vec<Json>,
    any_of: Vec<Json>,
    short: Option<Json>,
}

impl Object {
    /// A mapping without keys yet.
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

    /// Adds a key; `field` is its name in Rust.
    pub(crate) fn key(
        &mut self,
        field: &'static str,
        key: &str,
        about: &str,
        required: bool,
        mut value: Json,
    ) {
        if let Json::Object(entries) = &mut value {
            entries.retain(|(name, _)| name != "description");
            entries.insert(0, ("description".to_owned(), Json::text(about.trim())));
        }
        self.fields.push(field);
        self.keys.push((key.to_owned(), value));
        if required {
            self.required.push(Json::text(key));
        }
    }

    /// A bare text stands for the mapping with this one field, which is known by its name in Rust.
    pub(crate) fn short(&mut self, field: &str) {
        let position = self.fields.iter().position(|other| *other == field);
        self.short = position.and_then(|position| self.keys.get(position)).map(|(_, schema)| schema.clone());
    }

    /// One of these keys must be there.
    pub(crate) fn any_of(&mut self, keys: &[&str]) {
        let required = |key: &&str| Json::object([("required", Json::List(vec![Json::text(*key)]))]);
        self.any_of = keys.iter().map(required).collect();
    }

    /// The schema.
    pub(crate) fn finish(self) -> Json {
        let mut entries = vec![
            ("description".to_owned(), Json::text(self.about)),
            ("type".to_owned(), Json::text("object")),
            ("additionalProperties".to_owned(), Json::Bool(false)),
        ];
        if !self.required.is_empty() {
            entries.push(("required".to_owned(), Json::List(self.required)));
        }
        if !self.any_of.is_empty() {
            entries.push(("anyOf".to_owned(), Json::List(self.any_of)));
        }
        entries.push(("properties".to_owned(), Json::Object(self.keys)));
        let object = Json::Object(entries);
        match self.short {
            Some(short) => any_of(vec![short, object]),
            None => object,
        }
    }
}
