//! Requests: path and query parameters, and bodies.

use bindery_model::{Action, BodyFormat, Encoding, Field, Method, Place, Scalar, Segment, Select, Type};
use bindery_vocabulary::json::JsonValue;
use heck::ToUpperCamelCase as _;
use indexmap::IndexMap;

use crate::builder::Builder;
use crate::document::{Example, MediaType, Parameter, PropertyEncoding, RequestBody};
use crate::extension::{self as x, join, put};
use crate::naming::{by_action, path_names};
use crate::response::media_of;
use crate::schema::Schema;
use crate::security::signed;
use crate::types::{Location, is_required};
use crate::write::{Extensions, parsed};

/// Returns the place of a parameter with this method.
fn place_of(action: &Action, field: &Field, method: Method) -> Place {
    field.place.unwrap_or_else(|| action.parameters_in.with(method))
}

/// Returns the places in the body of the parameters of an action.
fn bodies(action: &Action, method: Method) -> impl Iterator<Item = Place> {
    let own = action.parameters.iter().filter_map(|field| field.place).find(|place| place.is_body());
    let one = own.filter(|_| action.also_in.is_empty());
    let further = action.also_in.iter().copied().filter(move |_| method.has_body());
    std::iter::once(one.unwrap_or(action.parameters_in.with(method))).chain(further)
}

/// Returns the word of OpenAPI for a place; `None` for the body.
fn location(place: Place) -> Option<&'static str> {
    match place {
        Place::Path => Some("path"),
        Place::Query => Some("query"),
        Place::Header => Some("header"),
        Place::Cookie => Some("cookie"),
        Place::Form | Place::Json | Place::Multipart | Place::Body => None,
    }
}

impl Builder<'_> {
    /// Returns the path and query parameters. `names` are the parameter names of the path.
    pub(crate) fn parameters(&self, actions: &[&Action], method: Method, names: &[String]) -> Vec<Parameter> {
        let mut all: IndexMap<(&'static str, String), Vec<(&str, Parameter)>> = IndexMap::new();
        for action in actions {
            for parameter in self.own_parameters(action, method, names) {
                let same = all.entry((parameter.location, parameter.name.clone())).or_default();
                same.push((action.name.as_str(), parameter));
            }
        }
        all.into_values().filter_map(|same| merged(same, actions.len())).collect()
    }

    fn own_parameters(&self, action: &Action, method: Method, names: &[String]) -> Vec<Parameter> {
        let example = action.examples.iter().find_map(|example| example.request.as_deref()).map(parsed);
        let mut parameters = Vec::new();
        for field in &action.parameters {
            let Some(location) = location(place_of(action, field, method)) else { continue };
            // A method without a body carries no file.
            if field.ty.is_content() {
                continue;
            }
            let mut parameter = Parameter { location, ..self.parameter(field) };
            if let Some(example) = &example {
                parameter.example = example.get(&field.name).filter(|value| value.is_scalar()).cloned();
            }
            self.style(action, field, &mut parameter);
            if field.in_path() {
                let position = path_names(action).position(|name| name == field.name);
                if let Some(name) = position.and_then(|position| names.get(position)) {
                    parameter.name = name.clone();
                }
                parameter.required = true;
            } else if field.additional {
                // The entries are separate parameters with names of the caller's choice.
                parameter.style = Some("form");
                parameter.explode = Some(true);
                parameter.schema = Some(Schema::map(self.types.additional(field)));
            }
            parameters.push(parameter);
        }
        parameters
    }

    fn parameter(&self, field: &Field) -> Parameter {
        let mut schema = self.types.field(field, Location::Text);
        let description = std::mem::take(&mut schema.description);
        let mut parameter = Parameter {
            name: field.wire_name().to_owned(),
            description: if description.is_empty() { field.about.trim().to_owned() } else { description },
            required: is_required(field, Location::Text) && field.default.is_none(),
            deprecated: std::mem::take(&mut schema.deprecated),
            allow_empty_value: field.encoding == Encoding::NameOnly,
            // Extension fields of the schema belong to the parameter.
            extensions: std::mem::take(&mut schema.extensions),
            schema: Some(schema),
            ..Parameter::default()
        };
        if field.encoding == Encoding::NameOnly {
            put(&mut parameter.extensions, x::NAME_ONLY, JsonValue::Bool(true));
        }
        if let Some(needed) = &field.needs {
            put(&mut parameter.extensions, x::NEEDS, JsonValue::text(needed));
        }
        relations(field, &mut parameter.extensions);
        put(&mut parameter.extensions, x::SIGNATURE, self.signature_parameter(field));
        parameter
    }

    /// Says how a list, map or record is divided into texts.
    fn style(&self, action: &Action, field: &Field, parameter: &mut Parameter) {
        if matches!(action.path.last(), Some(Segment::Rest(name)) if *name == field.name) {
            put(&mut parameter.extensions, x::REST, JsonValue::Bool(true));
        }
        let serialization = self.serialization(field, parameter.location);
        (parameter.style, parameter.explode) = (serialization.style, serialization.explode);
        if serialization.brackets {
            parameter.name.push_str("[]");
        }
        put(
            &mut parameter.extensions,
            x::STYLE,
            serialization.other.map_or(JsonValue::Null, JsonValue::text),
        );
    }

    /// Describes how the value of a signature parameter is computed.
    fn signature_parameter(&self, field: &Field) -> JsonValue {
        let Some(auth) = field.scheme.and_then(|id| self.api.auth.get(id)) else { return JsonValue::Null };
        auth.scheme.as_signature().map_or(JsonValue::Null, |signature| signed(self.api, signature))
    }

    /// Returns the body; `None` if all parameters are in path and query.
    pub(crate) fn body<'a>(&self, actions: &[&'a Action], method: Method) -> Option<RequestBody> {
        let mut forms: IndexMap<&str, Vec<(&Action, Vec<Schema>)>> = IndexMap::new();
        let mut encodings: IndexMap<&str, IndexMap<String, PropertyEncoding>> = IndexMap::new();
        let mut required = true;
        let bodies = |action: &'a Action| bodies(action, method).map(move |body| (action, body));
        for (action, body) in actions.iter().copied().flat_map(bodies) {
            let usual = action.parameters_in.with(method);
            let Some(media_type) = body.media_type() else { continue };
            let place = if media_type.is_json() { Location::Json } else { Location::Text };
            let several = !action.also_in.is_empty();
            let usual = if several { body } else { usual };
            let is_here = |field: &&Field| field.place.unwrap_or(usual) == body;
            let fields: Vec<&Field> = action.parameters.iter().filter(is_here).collect();
            if fields.is_empty() {
                required = false;
                continue;
            }
            required &= fields.iter().any(|field| is_required(field, place)) || !action.one_of.is_empty();
            if let Some(field) = fields.first().filter(|_| body == Place::Body)
                && !(field.body.format.is_json() && field.body.types.is_empty())
            {
                let schema = match field.body.format {
                    BodyFormat::Json => self.types.field(field, place),
                    BodyFormat::Raw if field.ty == Type::Scalar(Scalar::String) => {
                        Schema::with_type("string")
                    }
                    BodyFormat::Raw | BodyFormat::Stream => Schema::text("binary"),
                };
                for media in media_of(&field.body) {
                    forms.entry(media).or_default().push((action, vec![schema.clone()]));
                }
                continue;
            }
            let bodies = match fields.first() {
                Some(field) if body == Place::Body => vec![self.types.field(field, place)],
                _ => self.bodies(action, &fields, place),
            };
            forms.entry(media_type.name()).or_default().push((action, bodies));
            let encoded = fields
                .iter()
                .filter_map(|field| Some((self.body_name(field, place), self.encoding(field, media_type)?)));
            encodings.entry(media_type.name()).or_default().extend(encoded);
        }
        if forms.is_empty() {
            return None;
        }
        let selects: Vec<&Select> = actions.iter().filter_map(|action| action.select.as_ref()).collect();
        let content = forms.into_iter().map(|(media_type, actions)| {
            let examples = actions.iter().flat_map(|(action, _)| self.examples(action)).collect();
            let encoding = encodings.shift_remove(media_type).unwrap_or_default();
            let schema = Some(variants(actions, &selects));
            (media_type.to_owned(), MediaType { schema, examples, encoding, ..MediaType::default() })
        });
        Some(RequestBody { content: content.collect(), required, ..RequestBody::default() })
    }

    /// Returns the schemas of an action's body: one for each alternative group of parameters.
    fn bodies(&self, action: &Action, fields: &[&Field], place: Location) -> Vec<Schema> {
        if action.one_of.is_empty() {
            return vec![self.body_object(fields, place)];
        }
        let in_group = |field: &Field, members: &[usize]| {
            members
                .iter()
                .any(|at| action.parameters.get(*at).is_some_and(|member| member.name == field.name))
        };
        let groups = action.one_of.iter().map(|(name, members)| {
            let is_possible = |field: &&Field| {
                in_group(field, members) || !action.one_of.iter().any(|(_, group)| in_group(field, group))
            };
            let own: Vec<&Field> = fields.iter().copied().filter(is_possible).collect();
            let mut schema = self.body_object(&own, place);
            schema.title = format!("{}-{name}", action.name).to_upper_camel_case();
            for field in own.iter().filter(|field| in_group(field, members)) {
                let name = self.body_name(field, place);
                if let Some(property) = schema.properties.get_mut(&name) {
                    counts(property);
                }
                if !schema.required.contains(&name) {
                    schema.required.push(name);
                }
            }
            schema
        });
        groups.collect()
    }

    /// Returns the examples of an action's body.
    fn examples(&self, action: &Action) -> Vec<(String, Example)> {
        let place = if action.body_place().is_json() { Location::Json } else { Location::Text };
        let requests = action.examples.iter().enumerate().filter_map(|(position, example)| {
            let mut value = parsed(example.request.as_deref()?);
            if let JsonValue::Object(entries) = &mut value {
                let field = |name: &str| action.parameters.iter().find(|field| field.name == name);
                entries.retain(|(name, _)| field(name).is_none_or(|field| is_in_body(action, field)));
                for (name, _) in entries.iter_mut() {
                    if let Some(field) = field(name) {
                        *name = self.body_name(field, place);
                    }
                }
                if action.body_place() == Place::Body {
                    value = entries.pop()?.1;
                }
            }
            let summary = example.about.trim().to_owned();
            let example = Example { summary, value: Some(value), ..Example::default() };
            Some((format!("{}-{}", action.name, position + 1), example))
        });
        requests.collect()
    }

    fn body_object(&self, fields: &[&Field], place: Location) -> Schema {
        let mut object = self.types.object(fields.iter().copied(), place);
        for field in fields {
            let wire = field.wire_name();
            if field.default.is_some() {
                // Servers do not require it.
                object.required.retain(|name| name != wire);
            }
            if let Some(property) = object.properties.get_mut(wire) {
                relations(field, &mut property.extensions);
                let style = self.serialization(field, "query").other.filter(|_| place == Location::Text);
                put(&mut property.extensions, x::STYLE, style.map_or(JsonValue::Null, JsonValue::text));
                put(&mut property.extensions, x::SIGNATURE, self.signature_parameter(field));
            }
        }
        let named = |name: String| match fields.iter().find(|field| field.wire_name() == name) {
            Some(field) => self.body_name(field, place),
            None => name,
        };
        let renamed = std::mem::take(&mut object.properties).into_iter();
        object.properties = renamed.map(|(name, property)| (named(name), property)).collect();
        object.required = object.required.into_iter().map(named).collect();
        object
    }
}

/// Adds the rules between a parameter and others.
fn relations(field: &Field, extensions: &mut Extensions) {
    put(extensions, x::EXCLUDES, field.excludes.iter().map(JsonValue::text).collect());
    let conditions = field.required_when.iter();
    let conditions =
        conditions.map(|(name, values)| (name.as_str(), JsonValue::texts(values.iter().cloned())));
    put(extensions, x::REQUIRED_WHEN, JsonValue::object(conditions));
}

/// Merges the parameters of several actions with the same name into one.
fn merged(mut same: Vec<(&str, Parameter)>, actions: usize) -> Option<Parameter> {
    // A parameter of only some of the actions is not required.
    let required = same.len() == actions && same.iter().all(|(_, parameter)| parameter.required);
    let description = by_action(same.iter().map(|(action, one)| (*action, one.description.as_str())));
    let schema = Schema::any(same.iter_mut().filter_map(|(_, parameter)| parameter.schema.take()));
    let mut parameters = same.into_iter().map(|(_, parameter)| parameter);
    let mut first = parameters.next()?;
    for other in parameters {
        first.example = first.example.or(other.example);
        join(&mut first.extensions, &other.extensions);
    }
    Some(Parameter { required, description, schema: Some(schema), ..first })
}

/// A false boolean or an empty string counts as absent, so a required parameter is neither.
fn counts(property: &mut Schema) {
    property.default = None;
    match property.types.0.as_slice() {
        ["boolean"] => property.constant = Some(JsonValue::Bool(true)),
        ["integer"] if property.values.first() == Some(&JsonValue::number(0)) => {
            property.values = vec![JsonValue::number(1)];
        }
        ["string"] if property.min_length.is_none() => property.min_length = Some(1),
        _ => {}
    }
}

/// Merges the bodies of several actions: each with the strings that select it; the fallback action without any of
/// them.
fn variants(actions: Vec<(&Action, Vec<Schema>)>, selects: &[&Select]) -> Schema {
    let told_apart = !selects.is_empty();
    let bodies = actions.into_iter().map(|(action, mut schemas)| {
        match &action.select {
            Some(select) => schemas.iter_mut().for_each(|schema| narrow(schema, &select.at, &select.is)),
            None if told_apart => {
                let not = Schema::any(selects.iter().map(|select| {
                    let mut taken = Schema::default();
                    narrow(&mut taken, &select.at, &select.is);
                    taken
                }));
                for schema in &mut schemas {
                    schema.not = Some(Box::new(not.clone()));
                }
            }
            None => {}
        }
        let mut variant = Schema::any(schemas);
        if told_apart {
            variant.title = action.name.to_upper_camel_case();
        }
        variant
    });
    let mut bodies: Vec<Schema> = bodies.collect();
    match bodies.as_slice() {
        [_] => bodies.remove(0),
        _ if told_apart => Schema { one_of: bodies, ..Schema::default() },
        _ => Schema::any(bodies),
    }
}

/// Restricts a value inside an object to these strings; without strings, only requires the value.
fn narrow(schema: &mut Schema, path: &[String], is: &[String]) {
    if let Some((key, rest)) = path.split_first() {
        if schema.reference.is_none() && schema.types.0.is_empty() {
            schema.types.0.push("object");
        }
        if !schema.required.contains(key) {
            schema.required.push(key.clone());
        }
        return narrow(schema.properties.entry(key.clone()).or_default(), rest, is);
    }
    let exact: Vec<JsonValue> = is.iter().filter(|text| !text.ends_with('*')).map(JsonValue::text).collect();
    if schema.constant.as_ref().is_some_and(|constant| exact.contains(constant)) {
        return;
    }
    let exact = (!exact.is_empty()).then(|| Schema { values: exact, ..Schema::default() });
    let starts = is.iter().filter_map(|text| text.strip_suffix('*'));
    let starts =
        starts.map(|start| Schema { pattern: Some(format!("^{}", escaped(start))), ..Schema::default() });
    let texts: Vec<Schema> = exact.into_iter().chain(starts).collect();
    match texts.as_slice() {
        [] => {}
        [one] => {
            schema.values.clone_from(&one.values);
            schema.pattern.clone_from(&one.pattern);
        }
        _ => schema.any_of = texts,
    }
}

fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in text.chars() {
        if !letter.is_alphanumeric() && letter != '_' && letter != '-' {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

/// Whether a parameter is in the body, or in the query of an action without a body.
fn is_in_body(action: &Action, field: &Field) -> bool {
    action.place_of(field) == action.body_place()
}
