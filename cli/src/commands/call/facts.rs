//! The model in the form that the runtime works with: constant facts, which live as long as the program.
//!
//! Generated code has them as constants. Here they are made at run time and leaked, on purpose and only here: one
//! action and a few shapes for a process that ends after one call.

use bindery_codegen::model::{self, Api, Holds};
use bindery_runtime::{ActionInfo, Effect, FailureShape, Marker, Method, Part, Placement};

use super::find::Found;

/// The facts of an action and of its API.
pub(super) struct Facts {
    /// The action.
    pub(super) action: &'static ActionInfo,
    /// The names of its parameters, in order.
    pub(super) parameters: Vec<&'static str>,
    /// The shapes in which failures arrive.
    pub(super) failures: Vec<FailureShape>,
}

impl Facts {
    /// The facts of an action.
    pub(super) fn new(api: &Api, found: Found<'_>) -> Self {
        let Found { module, action } = found;
        let mut info = ActionInfo::new(leak(&module.name), leak(&action.name), leak(&action.path_text()));
        info.doc = leak(&action.doc);
        info.methods = leak_list(action.methods.iter().map(|method| method_of(*method)));
        info.send = match action.send {
            model::Send::Query => Placement::Query,
            model::Send::Form => Placement::Form,
            model::Send::Json => Placement::Json,
        };
        let valueless = action.parameters.iter().filter(|field| field.style == model::Style::Valueless);
        info.valueless = leak_list(valueless.map(|field| leak(&field.name)));
        info.effect = match action.effect {
            model::Effect::Read => Effect::Read,
            model::Effect::Set => Effect::Set,
            model::Effect::Change => Effect::Change,
            model::Effect::Money => Effect::Money,
        };
        info.one_of = leak_list(action.one_of.iter().map(|(_, group)| {
            let members = group.iter().filter_map(|position| action.parameters.get(*position));
            leak_list(members.map(|parameter| leak(&parameter.name)))
        }));
        Self {
            action: Box::leak(Box::new(info)),
            parameters: action.parameters.iter().map(|parameter| leak(&parameter.name)).collect(),
            failures: api.failures.iter().map(failure).collect(),
        }
    }

    /// The action as messages name it.
    pub(super) fn name(&self) -> String {
        format!("{}/{}", self.action.module, self.action.name)
    }
}

fn method_of(method: model::Method) -> Method {
    match method {
        model::Method::Get => Method::Get,
        model::Method::Post => Method::Post,
        model::Method::Put => Method::Put,
        model::Method::Patch => Method::Patch,
        model::Method::Delete => Method::Delete,
    }
}

fn failure(shape: &model::FailureShape) -> FailureShape {
    FailureShape {
        name: leak(&shape.name),
        status: shape.status,
        when: leak_list(shape.when.iter().filter_map(|marker| match marker {
            model::Marker::Has(key) => Some(Marker::Has(leak(key))),
            model::Marker::Is(key, value) => Some(Marker::Is(leak(key), *value)),
            model::Marker::Status(..) => None, // not known to the runtime yet
        })),
        body: leak_list(shape.body.iter().map(|part| {
            let path = leak(&part.path.join("."));
            match &part.holds {
                Holds::Fixed(json) => Part::Fixed(path, leak(json)),
                Holds::Code => Part::Code(path),
                Holds::CodeText => Part::CodeText(path),
                Holds::Message => Part::Message(path),
                // The status is not known to the runtime yet; as details, it is read and shown.
                Holds::Details | Holds::Status => Part::Details(path),
            }
        })),
    }
}

fn leak(text: &str) -> &'static str {
    Box::leak(Box::from(text))
}

fn leak_list<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    Box::leak(items.collect())
}
