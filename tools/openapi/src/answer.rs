//! What comes back: answers and failures, by status.

use bindery_model::{Action, FailureShape, Holds, Marker, Outcome, Returns, Type};
use bindery_vocabulary::json::Json;
use heck::ToUpperCamelCase as _;
use indexmap::IndexMap;

use crate::builder::Builder;
use crate::document::{Example, Header, MediaType, RefOr, Response};
use crate::extension::{join, put_sources};
use crate::failures::{self, Found, StatusFailures};
use crate::naming::by_action;
use crate::schema::Schema;
use crate::security::signed_answer;
use crate::types::Place;
use crate::write::{Extensions, Write as _, parsed};

const JSON: &str = bindery_model::MediaType::Json.name();

/// One answer of an action.
struct Answer<'a> {
    /// The name of the action.
    of: &'a str,
    status: u16,
    about: &'a str,
    /// None for an empty body.
    schema: Option<Schema>,
    media_type: &'static str,
    /// Whether the body may be text that is no JSON.
    bare_text: bool,
    sources: Extensions,
}

impl Builder<'_> {
    /// All that may come back for these actions, by status.
    pub(crate) fn responses(
        &mut self,
        actions: &[&Action],
        mut found: Found,
    ) -> IndexMap<String, RefOr<Response>> {
        let mut answers: Vec<Answer<'_>> = actions.iter().flat_map(|action| self.answers(action)).collect();
        answers.sort_by_key(|answer| answer.status);
        let mut responses = IndexMap::new();
        for answer in &answers {
            responses.entry(answer.status).or_insert_with(|| {
                let same = answers.iter().filter(|other| other.status == answer.status).collect();
                self.success(same, found.shift_remove(&answer.status), actions)
            });
        }
        for (status, failures) in &found {
            let failure = self.failure(*status, failures, actions);
            responses.insert(*status, failure);
        }
        responses.sort_unstable_keys();
        responses.into_iter().map(|(status, response)| (status.to_string(), response)).collect()
    }

    fn answers<'a>(&self, action: &'a Action) -> Vec<Answer<'a>> {
        let returns = &action.returns;
        let mut sources = Extensions::new();
        put_sources(&mut sources, &returns.evidence, &returns.deviations);
        let inside = |schema: Schema| match &action.wrapper {
            Some(key) => schema.inside_object(key),
            None => schema,
        };
        if returns.outcomes.is_empty() {
            let schema = if returns.media_type.is_json() {
                inside(self.returned(returns))
            } else {
                Schema::text("binary")
            };
            return vec![Answer {
                of: &action.name,
                status: returns.status,
                about: returns.about.trim(),
                schema: (!is_bare(returns.status)).then_some(schema),
                media_type: returns.media_type.name(),
                bare_text: returns.bare_text,
                sources,
            }];
        }
        let outcome = |outcome: &'a Outcome| Answer {
            of: &action.name,
            status: outcome.status,
            about: outcome.about.trim(),
            schema: outcome.ty.as_ref().filter(|_| !is_bare(outcome.status)).map(|ty| inside(self.plain(ty))),
            media_type: JSON,
            bare_text: false,
            sources: sources.clone(),
        };
        returns.outcomes.iter().map(outcome).collect()
    }

    fn plain(&self, ty: &Type) -> Schema {
        self.types.schema(ty, Default::default(), &Default::default(), Place::Json)
    }

    /// The body of an answer: as a server writes it, and as it may arrive besides.
    fn returned(&self, returns: &Returns) -> Schema {
        if let Some(fixed) = &returns.fixed {
            return self.loose(returns, Schema::only(parsed(fixed)));
        }
        if let Some(emits) = &returns.emits {
            return Schema::only(parsed(emits));
        }
        let Some(ty) = &returns.ty else { return Schema::of("null") };
        let schema = self.types.schema(ty, returns.style, &Default::default(), Place::Json);
        self.loose(returns, if returns.nullable { schema.or_null() } else { schema })
    }

    /// The same, or inside of an object, or as the bare value of a record's one field.
    fn loose(&self, returns: &Returns, schema: Schema) -> Schema {
        let inside = returns.unwrap.iter().map(|key| schema.clone().inside_object(key));
        let bare = returns.bare.iter().filter_map(|name| {
            let Some(Type::Named(id)) = &returns.ty else { return None };
            self.types.property(*id, name)
        });
        let others: Vec<Schema> = inside.chain(bare).collect();
        Schema::any(std::iter::once(schema).chain(others))
    }

    fn success(
        &mut self,
        answers: Vec<&Answer<'_>>,
        failures: Option<StatusFailures>,
        actions: &[&Action],
    ) -> RefOr<Response> {
        let mut about = by_action(answers.iter().map(|answer| (answer.of, answer.about)));
        let mut forms: IndexMap<&'static str, Vec<Schema>> = IndexMap::new();
        let mut response = Response::default();
        for answer in &answers {
            if let Some(schema) = &answer.schema {
                forms.entry(answer.media_type).or_default().push(schema.clone());
            }
            join(&mut response.extensions, &answer.sources);
        }
        let status = answers.first().map_or(200, |answer| answer.status);
        if let Some(failures) = &failures {
            forms.entry(JSON).or_default().extend(self.failure_schemas(status, failures));
            about.push_str(if about.starts_with("- ") { "\n\n" } else { " " });
            about.push_str("A failure may come with this status too; its body says so.");
        }
        response.description = if about.is_empty() { "Done.".to_owned() } else { about.trim().to_owned() };
        response.headers.extend(signed_answer(self.api, actions));
        let mut examples = self.success_examples(actions, status);
        examples.extend(self.failure_examples(actions, status));
        for (media_type, schemas) in forms {
            let schema = Some(Schema::any(schemas));
            let examples = if media_type == JSON { std::mem::take(&mut examples) } else { IndexMap::new() };
            let form = MediaType { schema, examples, ..MediaType::default() };
            response.content.insert(media_type.to_owned(), form);
        }
        if answers.iter().any(|answer| answer.bare_text) {
            let schema = Some(Schema::of("string"));
            response.content.insert("text/plain".to_owned(), MediaType { schema, ..MediaType::default() });
        }
        RefOr::Here(response)
    }

    fn failure(&mut self, status: u16, failures: &StatusFailures, actions: &[&Action]) -> RefOr<Response> {
        let mut response = self.failure_response(status, failures);
        response.headers.extend(signed_answer(self.api, actions));
        let examples = self.failure_examples(actions, status);
        if examples.is_empty() {
            let names = failures.shapes.keys().filter_map(|id| self.api.failures.get(*id));
            let name = names.map(|shape| shape.name.to_upper_camel_case()).collect::<String>();
            let name = intern(&mut self.responses, &format!("{name}{status}"), response);
            return RefOr::Ref(format!("#/components/responses/{name}"));
        }
        if let Some(content) = response.content.get_mut(JSON) {
            content.examples = examples;
        }
        RefOr::Here(response)
    }

    /// What is answered where there is no operation.
    pub(crate) fn refusal(&mut self, found: &Found) -> Json {
        let one = |(status, failures): (&u16, &StatusFailures)| {
            let response = self.failure_response(*status, failures);
            (status.to_string(), response.json())
        };
        Json::object(found.iter().map(one).collect::<Vec<_>>())
    }

    fn failure_response(&mut self, status: u16, failures: &StatusFailures) -> Response {
        let mut about: Vec<String> = Vec::new();
        for reason in &failures.reasons {
            say(&mut about, reason);
        }
        let api = self.api;
        for shape in failures.shapes.keys().filter_map(|id| api.failures.get(*id)) {
            if shape.about.is_empty() {
                say(&mut about, &format!("A failure of the form {}.", shape.name));
            } else {
                say(&mut about, &shape.about);
            }
        }
        let mut response = Response { description: about.join(" "), ..Response::default() };
        if failures.challenge {
            let description = "What to log in with.".to_owned();
            let header = Header { description, schema: Some(Schema::of("string")), ..Header::default() };
            response.headers.insert("WWW-Authenticate".to_owned(), header);
        }
        let schema = Some(Schema::any(self.failure_schemas(status, failures)));
        response.content.insert(JSON.to_owned(), MediaType { schema, ..MediaType::default() });
        response
    }

    fn failure_schemas(&mut self, status: u16, failures: &StatusFailures) -> Vec<Schema> {
        let api = self.api;
        let shapes = failures.shapes.iter().filter_map(|(id, errors)| Some((api.failures.get(*id)?, errors)));
        let schemas = shapes.map(|(shape, errors)| {
            let name = format!("{}Failure", shape.name.to_upper_camel_case());
            let name = if status == shape.status { name } else { format!("{name}{status}") };
            let body = failures::body(api, shape, status, errors);
            Schema::named(&intern(&mut self.schemas, &name, body))
        });
        schemas.collect()
    }

    fn success_examples(&self, actions: &[&Action], status: u16) -> IndexMap<String, Example> {
        let mut examples = IndexMap::new();
        for action in actions {
            let outcomes = &action.returns.outcomes;
            let of = outcomes.iter().find(|outcome| outcome.ty.is_some()).map(|outcome| outcome.status);
            if of.unwrap_or(action.returns.status) != status {
                continue;
            }
            for (position, example) in action.examples.iter().enumerate() {
                if let Some(response) = &example.response {
                    let name = format!("{}-{}", action.name, position + 1);
                    let value = parsed(response);
                    let value = match &action.wrapper {
                        Some(key) => Json::object([(key, value)]),
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
                let Some(failure) = &example.failure else { continue };
                if self.failure_status(action, example.error, &parsed(failure)) == status {
                    let name = format!("{}-{}", action.name, position + 1);
                    examples.insert(name, shown(&example.about, parsed(failure)));
                }
            }
        }
        examples
    }

    /// With which status a failure arrives that documents show without one.
    fn failure_status(&self, action: &Action, error: Option<usize>, body: &Json) -> u16 {
        let (usual, status) = failures::written(self.api, action, error);
        let bears = |marker: &Marker| match marker {
            Marker::Has(place) => body.at(place).is_some_and(|value| *value != Json::Null),
            Marker::Is(place, wanted) => body.at(place) == Some(&Json::Bool(*wanted)),
            Marker::IsNot(place, usual) => {
                let object = place.rsplit_once('.').map_or(Some(body), |(object, _)| body.at(object));
                matches!(object, Some(Json::Object(_))) && body.at(place) != Some(&Json::Bool(*usual))
            }
            Marker::Status(..) => false,
        };
        let is_own =
            |id: usize| id == self.api.failure || action.failures.iter().any(|used| used.shape == id);
        let shows = |(id, shape): (usize, &FailureShape)| {
            let counts = |marker: &&Marker| is_own(id) || !matches!(marker, Marker::IsNot(..));
            shape.when.iter().filter(counts).any(bears).then_some(id)
        };
        let shape = self.api.failures.iter().enumerate().find_map(shows);
        let says_status = |id: usize| {
            let parts = self.api.failures.get(id).map_or([].as_slice(), |shape| &shape.body);
            parts.iter().any(|part| part.holds == Holds::Status)
        };
        match shape {
            Some(shape) if shape != usual && !says_status(shape) => {
                self.api.failures.get(shape).map_or(status, |shape| shape.status)
            }
            _ => status,
        }
    }
}

fn shown(about: &str, value: Json) -> Example {
    Example { summary: about.trim().to_owned(), value: Some(value), ..Example::default() }
}

fn say(about: &mut Vec<String>, sentence: &str) {
    let sentence = sentence.trim();
    if !sentence.is_empty() && !about.iter().any(|said| said == sentence) {
        about.push(sentence.to_owned());
    }
}

/// Whether answers with this status never have a body.
fn is_bare(status: u16) -> bool {
    matches!(status, 204 | 205)
}

/// The name under which something stands among others: its own, or one with a number where that is another's.
fn intern<T: PartialEq>(known: &mut IndexMap<String, T>, name: &str, item: T) -> String {
    let free = names(name).find(|name| known.get(name).is_none_or(|other| *other == item));
    let name = free.unwrap_or_default();
    known.entry(name.clone()).or_insert(item);
    name
}

/// A name, and the same with numbers.
fn names(name: &str) -> impl Iterator<Item = String> {
    std::iter::once(name.to_owned()).chain((2..).map(move |number| format!("{name}Variant{number}")))
}
