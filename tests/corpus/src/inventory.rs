//! An inventory of an operation, taken without the converter, and held against the text of its spec.
//!
//! The walk over the document knows nothing of how specs are written: it collects names, values, statuses and media
//! types. So a construct that the converter drops in silence is found.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Names, values, statuses and media types of an operation or of a spec.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// Parameters by name, with their places; an empty place is that of the action.
    pub parameters: BTreeMap<String, BTreeSet<String>>,
    /// Names of properties.
    pub properties: BTreeSet<String>,
    /// Strings of enums.
    pub values: BTreeSet<String>,
    /// Statuses of responses that are no errors.
    pub statuses: BTreeSet<u64>,
    /// Media types.
    pub media: BTreeSet<String>,
    /// Headers of responses that are no errors.
    pub headers: BTreeSet<String>,
    /// Properties that may be any JSON, or contain it.
    pub open: BTreeSet<String>,
}

/// Takes the inventory of an operation.
pub fn of_operation(document: &Value, path: &str, method: &str) -> Inventory {
    let mut inventory = Inventory::default();
    let mut walk = Walk { document, inventory: &mut inventory, seen: BTreeSet::new(), request: false };
    let item = walk.resolved(&document["paths"][path]);
    let operation = &item[method];
    let swagger = document.get("swagger").is_some();
    for parameter in list(&item["parameters"]).chain(list(&operation["parameters"])) {
        walk.parameter(walk.resolved(parameter));
    }
    walk.request = true;
    let body = walk.resolved(&operation["requestBody"]);
    for (media, content) in entries(&body["content"]) {
        walk.inventory.media.insert(essence(media));
        walk.schema(&content["schema"]);
    }
    walk.request = false;
    for (status, response) in entries(&operation["responses"]) {
        let response = walk.resolved(response);
        walk.seen.clear();
        if swagger {
            walk.schema(&response["schema"]);
        }
        let code: u64 = status.parse().unwrap_or(0);
        let is_good = (200..400).contains(&code);
        for (media, content) in entries(&response["content"]) {
            if matches!(code, 204 | 205 | 304) {
                continue; // HTTP has no body there
            }
            if is_good {
                walk.inventory.media.insert(essence(media));
            }
            walk.schema(&content["schema"]);
        }
        if is_good {
            walk.inventory.statuses.insert(code);
            for (name, _) in entries(&response["headers"]) {
                // OpenAPI ignores the first, and HTTP sets the second.
                if !["content-type", "content-length"].contains(&name.to_ascii_lowercase().as_str()) {
                    walk.inventory.headers.insert(name.to_ascii_lowercase());
                }
            }
        }
    }
    inventory
}

struct Walk<'d, 'i> {
    document: &'d Value,
    inventory: &'i mut Inventory,
    seen: BTreeSet<String>,
    request: bool,
}

impl<'d> Walk<'d, '_> {
    fn resolved(&self, value: &'d Value) -> &'d Value {
        let mut value = value;
        for _ in 0..32 {
            let Some(target) = value.get("$ref").and_then(Value::as_str) else { break };
            value = self.target(target);
        }
        value
    }

    fn target(&self, target: &str) -> &'d Value {
        let pointer = target.trim_start_matches('#').replace("%7B", "{").replace("%7D", "}");
        self.document.pointer(&pointer).unwrap_or(&Value::Null)
    }

    fn parameter(&mut self, parameter: &'d Value) {
        let (Some(name), Some(place)) = (parameter["name"].as_str(), parameter["in"].as_str()) else {
            return;
        };
        let ignored =
            ["accept", "authorization", "content-type"].contains(&name.to_ascii_lowercase().as_str());
        self.request = true;
        match place {
            "body" => self.schema(&parameter["schema"]),
            "header" if ignored => {}
            _ => {
                let place = if place == "formData" { "form" } else { place };
                self.inventory.parameters.entry(name.to_owned()).or_default().insert(place.to_owned());
                self.schema(&parameter["schema"]);
                if parameter.get("schema").is_none() && parameter.get("content").is_none() {
                    self.values(parameter);
                }
                for (_, content) in entries(&parameter["content"]) {
                    self.schema(&content["schema"]);
                }
            }
        }
    }

    /// Whether a schema leaves the kind of a value open, or that of the items or entries in it.
    fn is_open(&self, schema: &'d Value, depth: usize) -> bool {
        if depth > 8 || schema == &Value::Bool(true) {
            return true;
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            return self.is_open(self.target(target), depth + 1);
        }
        let is_open = |part: &'d Value| self.is_open(part, depth + 1);
        let has = |keys: &[&str]| keys.iter().any(|key| schema.get(key).is_some());
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            several => list(several).filter_map(Value::as_str).collect(),
        };
        let parts = || ["oneOf", "anyOf"].into_iter().flat_map(|key| list(&schema[key]));
        if parts().any(is_open) {
            return true;
        }
        if has(&["allOf"]) && !has(&["type", "properties"]) {
            return list(&schema["allOf"]).all(is_open)
                || list(&schema["allOf"]).any(|part| part.get("$ref").is_some() && is_open(part));
        }
        if types.contains(&"array") || has(&["items"]) {
            return schema.get("items").is_none_or(is_open);
        }
        let is_object = types.contains(&"object") || has(&["properties", "additionalProperties", "required"]);
        if is_object {
            let is_bare = !has(&["properties", "oneOf", "anyOf", "allOf", "additionalProperties"])
                || entries(&schema["properties"]).next().is_none()
                    && schema["additionalProperties"].as_bool() != Some(true)
                    && !has(&["oneOf", "anyOf", "allOf"])
                    && !schema["additionalProperties"].is_object();
            return is_bare
                || schema
                    .get("additionalProperties")
                    .is_some_and(|value| value.is_object() && is_open(value) || value == &Value::Bool(true));
        }
        !has(&[
            "type",
            "enum",
            "const",
            "oneOf",
            "anyOf",
            "format",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
        ]) || types == ["null"]
    }

    fn values(&mut self, schema: &'d Value) {
        for value in list(&schema["enum"]).chain(schema.get("const")) {
            if let Value::String(text) = value {
                self.inventory.values.insert(text.clone());
            }
        }
    }

    fn schema(&mut self, schema: &'d Value) {
        if let Some(target) = schema.get("$ref").and_then(Value::as_str)
            && self.seen.insert(format!("{}{target}", self.request))
        {
            let inner = self.target(target);
            self.schema(inner);
        }
        self.values(schema);
        if schema.get("enum").is_some() || schema.get("const").is_some() {
            return; // other parts can only take values away
        }
        for (name, property) in entries(&schema["properties"]) {
            let hidden = if self.request { "readOnly" } else { "writeOnly" };
            if property[hidden] == Value::Bool(true) || self.resolved(property)[hidden] == Value::Bool(true) {
                continue;
            }
            self.inventory.properties.insert(name.clone());
            if self.is_open(property, 0) {
                self.inventory.open.insert(name.clone());
            }
            self.schema(property);
        }
        for key in ["items", "additionalProperties"] {
            if schema[key].is_object() {
                self.schema(&schema[key]);
            }
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            for part in list(&schema[key]) {
                self.schema(part);
            }
        }
    }
}

/// Takes the inventory of the files of a spec, from their text.
pub fn of_spec(files: &[Value]) -> Inventory {
    let mut inventory = Inventory::default();
    for file in files {
        for (_, action) in entries(&file["actions"]) {
            for (key, parameter) in entries(&action["parameters"]) {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or(key);
                let place = parameter.get("in").and_then(Value::as_str).unwrap_or_default();
                inventory.parameters.entry(name.to_owned()).or_default().insert(place.to_owned());
                inventory.properties.insert(name.to_owned());
                media(parameter, &mut inventory);
                member(name, parameter, &mut inventory);
            }
            let response = &action["response"];
            let variants: Vec<&Value> = match response.get("variants") {
                Some(variants) => entries(variants).map(|(_, variant)| variant).collect(),
                None => vec![response],
            };
            for variant in variants {
                inventory.statuses.insert(variant["status"].as_u64().unwrap_or(200));
                media(variant, &mut inventory);
                let named = variant["headers"].as_str().into_iter();
                let records =
                    named.flat_map(|name| files.iter().map(move |file| &file["types"][name]["fields"]));
                for (name, _) in records.chain([&variant["headers"]]).flat_map(entries) {
                    inventory.headers.insert(name.to_ascii_lowercase());
                }
            }
        }
        for (_, ty) in entries(&file["types"]) {
            for key in ["fields", "positions"] {
                for (name, field) in entries(&ty[key]) {
                    inventory.properties.insert(name.clone());
                    member(name, field, &mut inventory);
                }
            }
            for (_, value) in entries(&ty["values"]) {
                if let Value::String(text) = &value["is"] {
                    inventory.values.insert(text.clone());
                }
            }
        }
    }
    inventory
}

fn member(name: &str, member: &Value, inventory: &mut Inventory) {
    let ty = member.as_str().or_else(|| member.get("type").and_then(Value::as_str)).unwrap_or_default();
    let is_rest = member.get("additional").is_some();
    if !is_rest && ty.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "any") {
        inventory.open.insert(name.to_owned());
    }
    if let Some(Value::String(text)) = member.get("fixed") {
        inventory.values.insert(text.clone());
    }
}

fn media(holder: &Value, inventory: &mut Inventory) {
    for (key, implied) in [("events", "text/event-stream"), ("lines", "application/x-ndjson")] {
        if holder.get(key).is_some() {
            inventory.media.insert(implied.to_owned());
        }
    }
    match holder.get("media") {
        Some(Value::String(one)) => {
            inventory.media.insert(one.clone());
        }
        Some(several) => inventory.media.extend(list(several).filter_map(Value::as_str).map(str::to_owned)),
        None if holder.get("type").and_then(Value::as_str) == Some("content") => {
            inventory.media.insert("application/octet-stream".to_owned());
        }
        None => {}
    }
}

impl Inventory {
    /// Returns what a spec lacks of this inventory, each as a reason and a name.
    pub fn missing_in(&self, spec: &Inventory) -> Vec<(&'static str, String)> {
        let mut missing = Vec::new();
        for (name, places) in &self.parameters {
            let Some(own) = spec.parameters.get(name) else {
                // The properties of an object in the query are parameters of their own; they are compared below.
                missing.push(("a parameter that is not in the spec", name.clone()));
                continue;
            };
            for place in places.iter().filter(|place| *place != "query" && *place != "form") {
                if !own.contains(place) {
                    missing.push(("a parameter in another place", format!("{name} in {place}")));
                }
            }
        }
        let mut absent = |reason, all: &BTreeSet<String>, own: &BTreeSet<String>| {
            missing.extend(all.difference(own).map(|name| (reason, name.clone())));
        };
        absent("a property that is not in the spec", &self.properties, &spec.properties);
        absent("a value that is not in the spec", &self.values, &spec.values);
        absent("a header that is not in the spec", &self.headers, &spec.headers);
        let usual = [
            "application/json",
            "text/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "*/*",
        ];
        let media = self.media.iter().filter(|name| !usual.contains(&name.as_str())).cloned().collect();
        absent("a media type that is not in the spec", &media, &spec.media);
        let typed = spec
            .open
            .difference(&self.open)
            .filter(|name| self.properties.contains(*name))
            .cloned()
            .collect();
        absent("a property of a known type that may be anything in the spec", &typed, &BTreeSet::new());
        let statuses = self.statuses.difference(&spec.statuses);
        missing.extend(statuses.map(|status| ("a status that is not in the spec", status.to_string())));
        missing
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
