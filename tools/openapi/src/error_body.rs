//! Schemas of error responses, from the templates of their error formats.

use bindery_model::{Api, CodeKind, CodeValue, ErrorEntry, ErrorFormat, ErrorId, Type, TypeDef};
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;
use bindery_vocabulary::template::{self, Placeholder};
use heck::ToUpperCamelCase as _;
use indexmap::IndexMap;

use crate::extension::{self as x, put};
use crate::schema::Schema;
use crate::types::{Location, Types};

/// Error responses in one format with one status.
pub(crate) struct ErrorBody<'a> {
    pub(crate) api: &'a Api,
    pub(crate) types: &'a Types<'a>,
    pub(crate) format: &'a ErrorFormat,
    pub(crate) status: u16,
    /// Errors that the responses report; `None` means an error that is not in the table.
    pub(crate) errors: &'a [Option<ErrorId>],
}

impl ErrorBody<'_> {
    /// Returns the schema of the body.
    pub(crate) fn schema(&self) -> Schema {
        let (mut body, _) =
            self.part(&self.format.body).unwrap_or_else(|| (Schema::with_type("object"), true));
        self.add_details(&mut body);
        Schema { description: self.format.about.trim().to_owned(), ..body }
    }

    /// Returns the schema of a part of the body, and whether it is always written; `None` if it never is.
    fn part(&self, template: &JsonValue) -> Option<(Schema, bool)> {
        if template::places(template).is_empty()
            && !matches!(template, JsonValue::Object(entries) if !entries.is_empty())
        {
            return Some(described(Schema::only(template.clone()), "Constant in this error format.", true));
        }
        match template {
            JsonValue::Object(entries) => self.object(entries),
            JsonValue::List(items) => Some(match template::repeated(items) {
                Some(item) => {
                    // An entry without a value is left out.
                    let (item, always) = self.part(item).unwrap_or_default();
                    let list = Schema { min_items: always.then_some(1), ..Schema::list(item) };
                    described(list, "One entry for each error.", true)
                }
                None => {
                    // An entry without a value is null.
                    let item = |item| match self.part(item) {
                        Some((item, true)) => item,
                        Some((item, false)) => item.or_null(),
                        None => Schema::with_type("null"),
                    };
                    let length = u32::try_from(items.len()).ok();
                    let list = Schema::list(Schema::any(items.iter().map(item)));
                    (Schema { min_items: length, max_items: length, ..list }, true)
                }
            }),
            scalar => Placeholder::of(scalar).and_then(|placeholder| self.placeholder(placeholder)),
        }
    }

    fn object(&self, entries: &[(String, JsonValue)]) -> Option<(Schema, bool)> {
        let mut object = Schema::with_type("object");
        for (name, template) in entries {
            let Some((schema, required)) = self.part(template) else { continue };
            if required {
                object.required.push(name.clone());
            }
            object.properties.insert(name.clone(), schema);
        }
        // An object is required if one of its entries is; a server does not write an object without entries.
        let required = !object.required.is_empty();
        (!object.properties.is_empty()).then_some((object, required))
    }

    fn placeholder(&self, placeholder: Placeholder) -> Option<(Schema, bool)> {
        Some(match placeholder {
            Placeholder::Code => {
                let (schema, always) = self.codes(|entry| self.code(entry))?;
                described(schema, "Error code.", always)
            }
            Placeholder::CodeText => {
                let (schema, always) = self.codes(|entry| self.code_text(entry))?;
                described(schema, "Error code.", always)
            }
            Placeholder::Message => described(Schema::with_type("string"), "Error message.", true),
            Placeholder::Details => {
                let schema = match &self.format.details {
                    Some(details) => self.plain(&details.ty).or_null(),
                    None => Schema::default(),
                };
                described(schema, "Error details.", true)
            }
            Placeholder::Status => {
                described(Schema::only(JsonValue::number(self.status)), "HTTP status.", true)
            }
            Placeholder::RetryAfter => {
                let seconds = Schema { minimum: Some(JsonValue::number(0)), ..Schema::with_type("integer") };
                described(seconds, "Seconds to wait before the next request.", false)
            }
        })
    }

    fn plain(&self, ty: &Type) -> Schema {
        self.types.schema(ty, Default::default(), &Default::default(), Location::Json)
    }

    /// Adds the fields of the details to the object in which they are, unless `$details` has a place of its own. A server
    /// writes them only if the backend gives details.
    fn add_details(&self, body: &mut Schema) {
        let Some(details) = &self.format.details else { return };
        if self.format.placeholders().any(|placeholder| placeholder == Placeholder::Details) {
            return;
        }
        let mut at = body;
        for (key, _) in details.key.iter().flat_map(|key| path::keys(key)) {
            at = at.properties.entry(key.into_owned()).or_insert_with(|| Schema::with_type("object"));
        }
        // In a list of errors, each entry has details.
        if let Some(item) = &mut at.items {
            at = item;
        }
        let Type::Named(id) = &details.ty else { return };
        let fields = self.api.types.get(*id).map(TypeDef::fields).unwrap_or_default();
        for field in fields.iter().filter(|field| !field.additional) {
            if let Some(schema) = self.types.property(*id, &field.name) {
                at.properties.entry(field.name.clone()).or_insert(schema);
            }
        }
    }

    /// Returns the written codes of the errors, and whether there is always one; `None` if there never is.
    fn codes(&self, code: impl Fn(Option<&ErrorEntry>) -> Option<JsonValue>) -> Option<(Schema, bool)> {
        let api = self.api;
        if self.errors.is_empty() {
            // No server writes this format, so its codes are unknown.
            let kind = if api.codes == CodeKind::Text { "string" } else { "integer" };
            return Some((Schema::with_type(kind), false));
        }
        let mut seen: IndexMap<String, Named<'_>> = IndexMap::new();
        let mut always = true;
        for error in self.errors {
            let entry = error.and_then(|error| api.errors.get(error));
            let Some(code) = code(entry) else {
                always = false;
                continue;
            };
            // An error that is sent with another error's code is not named by that code.
            let own = entry.filter(|entry| entry.code.is_some() || code == JsonValue::text(&entry.text));
            let named = seen.entry(code.to_string()).or_insert_with(|| Named { code, errors: Vec::new() });
            named.errors.extend(own);
        }
        let kind =
            if matches!(seen.values().next()?.code, JsonValue::Text(_)) { "string" } else { "integer" };
        let mut schema = Schema::with_type(kind);
        put(&mut schema.extensions, x::VARIABLES, JsonValue::texts(seen.values().map(Named::name)));
        put(&mut schema.extensions, x::VALUES, JsonValue::texts(seen.values().map(Named::text)));
        schema.values = seen.into_values().map(|named| named.code).collect();
        Some((schema, always))
    }

    /// Returns the code as a string. An error that is identified by its text only would not be recognized with another
    /// error's code.
    fn code_text(&self, entry: Option<&ErrorEntry>) -> Option<JsonValue> {
        let by_text = entry.filter(|entry| entry.code.is_none() && entry.status.is_none());
        match by_text {
            Some(entry) if self.api.codes == CodeKind::Number => Some(JsonValue::text(&entry.text)),
            _ => self.code(entry).map(|code| JsonValue::Text(code.plain())),
        }
    }

    /// Returns the code that is written for an error. Without a number, it is the code of an internal error, unless the
    /// status identifies the error; without a string, no code is written if there is a place for the message.
    fn code(&self, entry: Option<&ErrorEntry>) -> Option<JsonValue> {
        let own = entry.and_then(|entry| entry.code.as_ref()).map(CodeValue::json);
        let has_message =
            || self.format.placeholders().any(|placeholder| placeholder == Placeholder::Message);
        let is_text = self.api.codes == CodeKind::Text;
        if own.is_some() || (is_text && has_message()) || entry.is_some_and(|entry| entry.status.is_some()) {
            return own;
        }
        let internal =
            self.api.errors.get(self.api.rejections.internal).and_then(|entry| entry.code.as_ref());
        let last = || if is_text { JsonValue::text("0") } else { JsonValue::number(0) };
        Some(internal.map_or_else(last, CodeValue::json))
    }
}

fn described(schema: Schema, about: &str, required: bool) -> (Schema, bool) {
    (Schema { description: about.to_owned(), ..schema }, required)
}

/// A code and the errors that have it.
struct Named<'a> {
    code: JsonValue,
    errors: Vec<&'a ErrorEntry>,
}

impl Named<'_> {
    fn name(&self) -> String {
        match self.errors.as_slice() {
            [] => format!("Code{}", self.code.plain().to_upper_camel_case()),
            errors => {
                let names: Vec<&str> = errors.iter().map(|error| error.name.as_str()).collect();
                names.join("-or-").to_upper_camel_case()
            }
        }
    }

    fn text(&self) -> String {
        self.errors.iter().map(|error| error.text.trim()).collect::<Vec<_>>().join(" / ")
    }
}
