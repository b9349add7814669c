//! Responses by status: success and error responses.

use bindery_model::{
    Action, Body, BodyFormat, ErrorFormat, ErrorSignal, Field, ResponseVariant, Scalar, Type,
};
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::template::Placeholder;
use bindery_vocabulary::{is_bodyless, is_success};
use heck::ToUpperCamelCase as _;
use indexmap::IndexMap;

use crate::builder::Builder;
use crate::completion;
use crate::document::{Example, Header, Link, MediaType, RefOr, Response};
use crate::error_body::ErrorBody;
use crate::error_responses::{self, Found, StatusFailures};
use crate::extension::{join, put_sources};
use crate::naming::by_action;
use crate::schema::Schema;
use crate::security::response_signature;
use crate::types::Location;
use crate::write::{Extensions, Write as _, parsed};

const JSON: &str = bindery_model::MediaType::Json.name();

/// A response of an action.
struct DescribedResponse<'a> {
    /// Name of the action.
    of: &'a str,
    status: u16,
    about: &'a str,
    /// Schema of the body; `None` for an empty body.
    schema: Option<Schema>,
    media: Vec<&'a str>,
    /// Whether the body can be text instead of JSON.
    bare_text: bool,
    headers: IndexMap<String, Header>,
    links: IndexMap<String, Link>,
    sources: Extensions,
}

impl<'a> Builder<'a> {
    /// Returns all responses of these actions, by status.
    pub(crate) fn responses(
        &mut self,
        actions: &[&Action],
        mut found: Found,
    ) -> IndexMap<String, RefOr<Response>> {
        let mut replies: Vec<DescribedResponse<'_>> =
            actions.iter().flat_map(|action| self.responses_of(action)).collect();
        replies.sort_by_key(|reply| reply.status);
        let mut responses = IndexMap::new();
        for reply in &replies {
            responses.entry(reply.status).or_insert_with(|| {
                let same = replies.iter().filter(|other| other.status == reply.status).collect();
                self.success(same, found.shift_remove(&reply.status), actions)
            });
        }
        for (status, failures) in &found {
            let failure = self.failure(*status, failures, actions);
            responses.insert(*status, failure);
        }
        responses.sort_unstable_keys();
        responses.into_iter().map(|(status, response)| (status.to_string(), response)).collect()
    }

    fn responses_of<'r>(&self, action: &'r Action) -> Vec<DescribedResponse<'r>> {
        let documented_response = &action.response;
        let mut sources = Extensions::new();
        put_sources(&mut sources, &documented_response.evidence, &documented_response.deviations);
        let inside = |schema: Schema| match &action.envelope {
            Some(envelope) => schema.in_envelope(&envelope.template, &envelope.path),
            None => schema,
        };
        if documented_response.variants.is_empty() {
            let body = &documented_response.body;
            let schema = match body.format {
                BodyFormat::Json => inside(self.returned(documented_response)),
                BodyFormat::Raw | BodyFormat::Stream => self.raw(documented_response.ty.as_ref(), body),
            };
            return vec![DescribedResponse {
                of: &action.name,
                status: documented_response.status,
                about: documented_response.about.trim(),
                schema: action.has_response_body().then_some(schema),
                media: media_of(body),
                bare_text: documented_response.bare_text,
                headers: self.headers(documented_response.headers.as_ref()),
                links: completion::links(self.api, action),
                sources,
            }];
        }
        let variant = |variant: &'r ResponseVariant| DescribedResponse {
            of: &action.name,
            status: variant.status,
            about: variant.about.trim(),
            schema: variant.ty.as_ref().filter(|_| !is_bodyless(variant.status)).map(|ty| {
                match variant.body.format {
                    BodyFormat::Json => inside(self.plain(ty)),
                    BodyFormat::Raw | BodyFormat::Stream => self.raw(Some(ty), &variant.body),
                }
            }),
            media: media_of(&variant.body),
            bare_text: false,
            headers: self.headers(variant.headers.as_ref()),
            links: match is_success(variant.status) {
                true => completion::links(self.api, action),
                false => IndexMap::new(),
            },
            sources: sources.clone(),
        };
        documented_response.variants.iter().map(variant).collect()
    }

    /// Returns the headers that a record describes.
    fn headers(&self, record: Option<&Type>) -> IndexMap<String, Header> {
        let def = record.and_then(Type::leaf).and_then(|id| self.api.types.get(id));
        let fields = def.map_or(&[][..], |def| def.fields());
        let header = |field: &Field| {
            let mut schema = match &field.fixed {
                Some(fixed) => Schema::only(JsonValue::text(parsed(fixed).plain())),
                None => self.types.field(field, Location::Text),
            };
            let description = std::mem::take(&mut schema.description);
            Header {
                description: if description.is_empty() { field.about.trim().to_owned() } else { description },
                required: field.is_needed(),
                deprecated: std::mem::take(&mut schema.deprecated),
                extensions: std::mem::take(&mut schema.extensions),
                schema: Some(schema),
            }
        };
        fields.iter().map(|field| (field.name.clone(), header(field))).collect()
    }

    /// Returns the schema of a body that is not JSON: text, bytes, or the data of each event or line.
    fn raw(&self, ty: Option<&Type>, body: &Body) -> Schema {
        match (&body.framing, ty) {
            (Some(_), Some(ty)) => self.plain(ty),
            (None, Some(Type::Scalar(Scalar::String))) => Schema::with_type("string"),
            (None | Some(_), _) => Schema::text("binary"),
        }
    }

    fn plain(&self, ty: &Type) -> Schema {
        self.types.schema(ty, Default::default(), &Default::default(), Location::Json)
    }

    /// Returns the schema of a response body: the form that servers write, and the other forms that clients read.
    fn returned(&self, response: &bindery_model::Response) -> Schema {
        if let Some(fixed) = &response.fixed {
            return self.loose(response, Schema::only(parsed(fixed)));
        }
        if let Some(emits) = &response.emits {
            return Schema::only(parsed(emits));
        }
        let Some(ty) = &response.ty else { return Schema::with_type("null") };
        let schema = self.types.schema(ty, response.encoding, &Default::default(), Location::Json);
        self.loose(response, if response.nullable { schema.or_null() } else { schema })
    }

    /// Adds the forms in which the body is inside an object, or the bare value of a record's only field.
    fn loose(&self, response: &bindery_model::Response, schema: Schema) -> Schema {
        let inside = response.unwrap.iter().map(|key| schema.clone().inside_object(key));
        let bare = response.bare.iter().filter_map(|name| {
            let Some(Type::Named(id)) = &response.ty else { return None };
            self.types.property(*id, name)
        });
        let others: Vec<Schema> = inside.chain(bare).collect();
        Schema::any(std::iter::once(schema).chain(others))
    }

    fn success(
        &mut self,
        responses: Vec<&DescribedResponse<'_>>,
        failures: Option<StatusFailures>,
        actions: &[&Action],
    ) -> RefOr<Response> {
        let mut about = by_action(responses.iter().map(|reply| (reply.of, reply.about)));
        let mut forms: IndexMap<&str, Vec<Schema>> = IndexMap::new();
        let mut response = Response::default();
        for reply in &responses {
            if let Some(schema) = &reply.schema {
                for media in &reply.media {
                    forms.entry(media).or_default().push(schema.clone());
                }
            }
            join(&mut response.extensions, &reply.sources);
            response.headers.extend(reply.headers.clone());
            response.links.extend(reply.links.clone());
        }
        let status = responses.first().map_or(200, |reply| reply.status);
        if let Some(failures) = &failures {
            for (media, schema) in self.failure_schemas(status, failures) {
                forms.entry(media).or_default().push(schema);
            }
            about.push_str(if about.starts_with("- ") { "\n\n" } else { " " });
            about.push_str(if is_success(status) {
                "An error response can have this status too; its body tells it from a success."
            } else {
                "An error response can have this status too; clients read it as this response if they can."
            });
        }
        response.description = if about.is_empty() { "Done.".to_owned() } else { about.trim().to_owned() };
        response.headers.extend(response_signature(self.api, actions));
        let mut examples = self.success_examples(actions, status);
        examples.extend(self.failure_examples(actions, status));
        for (media_type, schemas) in forms {
            let schema = Some(Schema::any(schemas));
            let examples = if media_type == JSON { std::mem::take(&mut examples) } else { IndexMap::new() };
            let form = MediaType { schema, examples, ..MediaType::default() };
            response.content.insert(media_type.to_owned(), form);
        }
        if responses.iter().any(|reply| reply.bare_text) {
            let schema = Some(Schema::with_type("string"));
            response.content.insert("text/plain".to_owned(), MediaType { schema, ..MediaType::default() });
        }
        RefOr::Here(response)
    }

    fn failure(&mut self, status: u16, failures: &StatusFailures, actions: &[&Action]) -> RefOr<Response> {
        let mut response = self.failure_response(status, failures);
        response.headers.extend(response_signature(self.api, actions));
        let examples = self.failure_examples(actions, status);
        if examples.is_empty() {
            let names = failures.formats.keys().filter_map(|id| self.api.error_formats.get(*id));
            let name = names.map(|format| format.name.to_upper_camel_case()).collect::<String>();
            let name = intern(&mut self.responses, &format!("{name}{status}"), response);
            return RefOr::Ref(format!("#/components/responses/{name}"));
        }
        let json = response.content.keys().position(|media| media == JSON).unwrap_or_default();
        if let Some((_, content)) = response.content.get_index_mut(json) {
            content.examples = examples;
        }
        RefOr::Here(response)
    }

    /// Returns the responses to requests that match no operation.
    pub(crate) fn rejection(&mut self, found: &Found) -> JsonValue {
        let one = |(status, failures): (&u16, &StatusFailures)| {
            let response = self.failure_response(*status, failures);
            (status.to_string(), response.json())
        };
        JsonValue::object(found.iter().map(one).collect::<Vec<_>>())
    }

    fn failure_response(&mut self, status: u16, failures: &StatusFailures) -> Response {
        let mut about: Vec<String> = Vec::new();
        for reason in &failures.reasons {
            say(&mut about, reason);
        }
        let api = self.api;
        for format in failures.formats.keys().filter_map(|id| api.error_formats.get(*id)) {
            if format.about.is_empty() {
                say(&mut about, &format!("Error response in the format {}.", format.name));
            } else {
                say(&mut about, &format.about);
            }
        }
        let mut response = Response { description: about.join(" "), ..Response::default() };
        if failures.challenge {
            let description = "Accepted authentication schemes.".to_owned();
            let header =
                Header { description, schema: Some(Schema::with_type("string")), ..Header::default() };
            response.headers.insert("WWW-Authenticate".to_owned(), header);
        }
        let mut forms: IndexMap<&str, Vec<Schema>> = IndexMap::new();
        for (media, schema) in self.failure_schemas(status, failures) {
            forms.entry(media).or_default().push(schema);
        }
        for (media, schemas) in forms {
            let schema = Some(Schema::any(schemas));
            response.content.insert(media.to_owned(), MediaType { schema, ..MediaType::default() });
        }
        for format in failures.formats.keys().filter_map(|id| api.error_formats.get(*id)) {
            response.headers.extend(headers(format));
        }
        response
    }

    /// Returns the schemas of error responses, each with its media type.
    fn failure_schemas(&mut self, status: u16, failures: &StatusFailures) -> Vec<(&'a str, Schema)> {
        let api = self.api;
        let formats =
            failures.formats.iter().filter_map(|(id, errors)| Some((api.error_formats.get(*id)?, errors)));
        let schemas = formats.map(|(format, errors)| {
            let name = format!("{}Failure", format.name.to_upper_camel_case());
            let name = if status == format.status { name } else { format!("{name}{status}") };
            let body = ErrorBody { api, types: &self.types, format, status, errors }.schema();
            let media = format.media.as_deref().unwrap_or(JSON);
            (media, Schema::named(&intern(&mut self.schemas, &name, body)))
        });
        schemas.collect()
    }

    fn success_examples(&self, actions: &[&Action], status: u16) -> IndexMap<String, Example> {
        let mut examples = IndexMap::new();
        for action in actions {
            let results = &action.response.variants;
            let of = results.iter().find(|variant| variant.ty.is_some()).map(|variant| variant.status);
            if of.unwrap_or(action.response.status) != status {
                continue;
            }
            for (position, example) in action.examples.iter().enumerate() {
                if let Some(response) = &example.response {
                    let name = format!("{}-{}", action.name, position + 1);
                    let value = parsed(response);
                    let value = match &action.envelope {
                        Some(envelope) => envelope.with(value),
                        None => value,
                    };
                    examples.insert(name, shown(&example.about, value));
                }
            }
        }
        examples
    }

    fn failure_examples(&self, actions: &[&Action], status: u16) -> IndexMap<String, Example> {
        let mut examples = IndexMap::new();
        for action in actions {
            for (position, example) in action.examples.iter().enumerate() {
                let Some(failure) = &example.error_response else { continue };
                if self.failure_status(action, example.error, &parsed(failure)) == status {
                    let name = format!("{}-{}", action.name, position + 1);
                    examples.insert(name, shown(&example.about, parsed(failure)));
                }
            }
        }
        examples
    }

    /// Returns the status of an error response that the documents show without a status.
    fn failure_status(&self, action: &Action, error: Option<usize>, body: &JsonValue) -> u16 {
        let (usual, status) = error_responses::written(self.api, action, error);
        let is_own = |id: usize| {
            id == self.api.error_format || action.error_formats.iter().any(|used| used.format == id)
        };
        let shows = |(id, format): (usize, &ErrorFormat)| {
            let counts = |signal: &&ErrorSignal| is_own(id) || !signal.is_negative();
            format.when.iter().filter(counts).any(|signal| signal.is_in(body, false)).then_some(id)
        };
        let format = self.api.error_formats.iter().enumerate().find_map(shows);
        let says_status = |id: usize| {
            let format = self.api.error_formats.get(id);
            format.is_some_and(|format| format.placeholders().any(|what| what == Placeholder::Status))
        };
        match format {
            Some(format) if format != usual && !says_status(format) => {
                self.api.error_formats.get(format).map_or(status, |format| format.status)
            }
            _ => status,
        }
    }
}

fn shown(about: &str, value: JsonValue) -> Example {
    Example { summary: about.trim().to_owned(), value: Some(value), ..Example::default() }
}

fn say(about: &mut Vec<String>, sentence: &str) {
    let sentence = sentence.trim();
    if !sentence.is_empty() && !about.iter().any(|said| said == sentence) {
        about.push(sentence.to_owned());
    }
}

/// Adds an entry under its name, or under a numbered one if another entry has the name. Returns the name.
fn intern<T: PartialEq>(known: &mut IndexMap<String, T>, name: &str, item: T) -> String {
    let free = names(name).find(|name| known.get(name).is_none_or(|other| *other == item));
    let name = free.unwrap_or_default();
    known.entry(name.clone()).or_insert(item);
    name
}

/// Returns a name, then the same name with numbers.
fn names(name: &str) -> impl Iterator<Item = String> {
    std::iter::once(name.to_owned()).chain((2..).map(move |number| format!("{name}Variant{number}")))
}

/// Returns the media types of a body.
pub(crate) fn media_of(body: &Body) -> Vec<&str> {
    match (body.types.as_slice(), body.format) {
        ([], BodyFormat::Json) => vec![JSON],
        ([], BodyFormat::Raw | BodyFormat::Stream) => vec![bindery_model::MediaType::Bytes.name()],
        (types, _) => types.iter().map(String::as_str).collect(),
    }
}

/// Returns the headers of error responses in a format.
fn headers(format: &ErrorFormat) -> IndexMap<String, Header> {
    let mut headers = IndexMap::new();
    let mut add = |name: &str, description: &str, schema| {
        let header =
            Header { description: description.to_owned(), schema: Some(schema), ..Header::default() };
        headers.insert(name.to_owned(), header);
    };
    for signal in format.when.iter().flat_map(ErrorSignal::parts) {
        if let ErrorSignal::Header(name, Some(value)) = signal {
            add(name, "Marks the response as an error.", Schema::only(JsonValue::text(value)));
        }
    }
    if format.placeholders().any(|placeholder| placeholder == Placeholder::RetryAfter) {
        add("Retry-After", "Seconds to wait before the next request.", Schema::with_type("string"));
    }
    headers
}
