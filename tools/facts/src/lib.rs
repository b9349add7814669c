//! The model in the form that the runtime works with: constant facts, which live as long as the program.
//!
//! Generated code has them as constants. Here they are made at run time and leaked, on purpose and only here: a few texts for
//! a command that works through some specs and ends. It is not for processes that make them again and again.

mod errors;
mod expected;

use bindery_model::{self as model, Action, Api, Field, Holds, Module, Presence};
use bindery_runtime::facts::{
    ActionInfo, AnswerInfo, AuthScheme, FailureShape, FailureUse, IssuedHeader, KeyHeader, Marker, Mechanism,
    Part, Place, Signature, SignedFlow, Style,
};
use bindery_runtime::wire::{Document, Key, Value};

pub use errors::{Errors, Known};
pub use expected::ExpectedAnswer;

/// The facts of an action and of its API.
#[derive(Debug)]
pub struct Facts {
    /// The action.
    pub action: &'static ActionInfo,
    /// The keys of its parameters, in order.
    pub parameters: Vec<Key>,
    /// Those of its parameters that never change: their names, and their values as JSON, or nothing for a bare name.
    pub fixed: Vec<(&'static str, &'static str)>,
    /// The shapes in which failures arrive.
    pub failures: Vec<FailureShape>,
    /// The authentication schemes of the API.
    pub auth: &'static [AuthScheme],
}

impl Facts {
    /// The facts of an action.
    pub fn new(api: &Api, module: &Module, action: &Action) -> Self {
        let mut info = ActionInfo::new(leak(&module.name), leak(&action.name), leak(&action.path_text()));
        info.doc = leak(&action.doc);
        info.methods = leak_list(action.methods.iter().copied());
        info.send = action.send;
        let valueless = action.parameters.iter().filter(|field| field.style == Style::Valueless);
        info.valueless = leak_list(valueless.map(|field| leak(&field.name)));
        info.unrendered = api.unrendered(action).map(|field| leak(&field.name));
        info.effect = action.effect;
        // Of several schemes that would do, the one with a token that can be given.
        let bearer = |id: &&usize| {
            api.auth.get(**id).is_some_and(|auth| matches!(auth.scheme, model::AuthScheme::OAuth2(_)))
        };
        let chosen = action.any_auth.iter().find(bearer).or(action.any_auth.first());
        let schemes = action.auth.iter().chain(chosen).filter_map(|id| api.auth.get(*id));
        info.auth = leak_list(schemes.map(|auth| leak(&auth.name)));
        let optional = action.optional_auth.iter().filter_map(|id| api.auth.get(*id));
        info.optional = leak_list(optional.map(|auth| leak(&auth.name)));
        let shapes = action.failures.iter().map(|used| used.shape).chain([api.failure]);
        let shapes = shapes.filter_map(|id| api.failures.get(id));
        info.failures = leak_list(shapes.map(|shape| FailureUse::new(leak(&shape.name))));
        info.one_of = leak_list(action.one_of.iter().map(|(_, group)| {
            let members = group.iter().filter_map(|position| action.parameters.get(*position));
            leak_list(members.map(|parameter| leak(&parameter.name)))
        }));
        info.flags = leak_list(action.flags().map(|field| leak(&field.name)));
        info.status = if action.returns.outcomes.is_empty() { action.returns.status } else { 200 };
        answer(action, &mut info.answer);
        Self {
            action: Box::leak(Box::new(info)),
            parameters: action.parameters.iter().map(|field| key(api, field)).collect(),
            fixed: action.parameters.iter().filter_map(constant).collect(),
            failures: api.failures.iter().map(failure).collect(),
            auth: leak_list(api.auth.iter().map(|auth| scheme(api, auth))),
        }
    }

    /// The schemes without those of OAuth 1.0a, for a program that signs such requests by itself.
    pub fn without_oauth1(&self) -> &'static [AuthScheme] {
        let others = self.auth.iter().filter(|scheme| !matches!(scheme.mechanism, Mechanism::OAuth1(_)));
        leak_list(others.copied())
    }

    /// The names of the parameters that vary, in the documented order.
    pub fn names(&self) -> Vec<&'static str> {
        let names = self.parameters.iter().map(|key| key.name);
        names.filter(|name| !self.fixed.iter().any(|(fixed, _)| fixed == name)).collect()
    }

    /// The action as messages name it.
    pub fn name(&self) -> String {
        format!("{}/{}", self.action.module, self.action.name)
    }
}

/// The rules by which a parameter or a field travels, but for its limits.
fn key(api: &Api, field: &Field) -> Key {
    let mut key = bindery_runtime::wire::key(leak(&field.name));
    key.also = leak_list(field.also.iter().map(|name| leak(name)));
    key.none = leak_list(field.none.iter().map(|text| leak(text)));
    key.numeric = api.is_numeric(&field.ty);
    key.default = field.default.as_deref().filter(|_| field.presence == Presence::Required).map(|json| {
        let document = Document::parse(json.as_bytes()).ok();
        let value = document.as_ref().map(Document::value);
        leak(&value.as_ref().and_then(Value::scalar_text).unwrap_or(json.into()))
    });
    key.plus = field.leading_plus;
    key.style = field.style;
    key.nullable = field.presence == Presence::Nullable;
    key.bare_single = field.bare_single;
    key.needs = field.needs.as_deref().map(leak);
    key.in_path = field.in_path;
    key.others = field.others;
    key
}

/// A parameter that never changes.
fn constant(field: &Field) -> Option<(&'static str, &'static str)> {
    let json = field.fixed.as_deref()?;
    Some((leak(&field.name), if field.style == Style::Valueless { "" } else { leak(json) }))
}

fn answer(action: &Action, info: &mut AnswerInfo) {
    let returns = &action.returns;
    info.wrapper = action.wrapper.as_deref().map(leak);
    info.media_type = returns.media_type;
    info.style = returns.style;
    info.unwrap = leak_list(returns.unwrap.iter().map(|key| leak(key)));
    info.bare = returns.bare.as_deref().map(leak);
    info.bare_text = returns.bare_text;
    info.done = returns.fixed.is_some();
    info.emits = returns.emits.as_deref().map(leak);
}

fn failure(shape: &model::FailureShape) -> FailureShape {
    let mut facts = FailureShape::new(leak(&shape.name), shape.status);
    facts.when = leak_list(shape.when.iter().map(|marker| match marker {
        model::Marker::Has(key) => Marker::Has(leak(key)),
        model::Marker::Is(key, value) => Marker::Is(leak(key), *value),
        model::Marker::IsNot(key, value) => Marker::IsNot(leak(key), *value),
        model::Marker::Status(first, last) => Marker::Status(*first, *last),
    }));
    facts.body = leak_list(shape.body.iter().map(|part| {
        let path = leak(&part.path.join("."));
        match &part.holds {
            Holds::Fixed(json) => Part::Fixed(path, leak(json)),
            Holds::Code => Part::Code(path),
            Holds::CodeText => Part::CodeText(path),
            Holds::Message => Part::Message(path),
            Holds::Details => Part::Details(path),
            Holds::Status => Part::Status(path),
        }
    }));
    facts
}

/// The facts of an authentication scheme.
pub fn scheme(api: &Api, auth: &model::Auth) -> AuthScheme {
    let name = leak(&auth.name);
    let mut scheme = match &auth.scheme {
        model::AuthScheme::Basic => AuthScheme::basic(name),
        model::AuthScheme::Parameter(parameter) => AuthScheme::parameter(name, leak(parameter)),
        model::AuthScheme::Header(header) => {
            let mut facts = KeyHeader::new(leak(&header.name));
            facts.written = header.written.as_deref().map(leak);
            AuthScheme::header(name, facts)
        }
        model::AuthScheme::Issued(issued) => {
            let by = issued.by.and_then(|(module, position)| {
                let module = api.modules.get(module)?;
                Some(format!("{}/{}", module.name, module.actions.get(position)?.name))
            });
            let mut facts = IssuedHeader::new(leak(&by.unwrap_or_default()));
            facts.guest = issued.guest.as_deref().map(leak);
            AuthScheme::issued(name, facts)
        }
        // A bearer token is a key like any other once it is there.
        model::AuthScheme::OAuth2(_) => {
            AuthScheme::header(name, KeyHeader::new("authorization").written("Bearer {}"))
        }
        model::AuthScheme::OAuth1(flow) => {
            let addresses = [&flow.request_token, &flow.authorize, &flow.access_token].map(|text| leak(text));
            let [request_token, authorize, access_token] = addresses;
            let facts = SignedFlow::new(request_token, authorize, access_token);
            AuthScheme::oauth1(name, facts.method(flow.method).carrier(flow.carrier))
        }
        model::AuthScheme::Signature(facts) => AuthScheme::signature(signature(api, name, facts)),
    };
    scheme.refused = auth.refused.and_then(|id| api.errors.get(id)).map(|error| leak(&error.name));
    scheme
}

fn signature(api: &Api, name: &'static str, of: &model::Signature) -> Signature {
    let scheme = |id: usize| api.auth.get(id).map(|auth| leak(&auth.name));
    let place = match &of.place {
        model::Place::Header(header) => Place::Header(leak(header)),
        model::Place::Parameter(parameter) => Place::Parameter(leak(parameter)),
    };
    let digests = leak_list(of.digests.iter().map(|(name, how)| (leak(name), how)));
    let mut facts = Signature::new(name, place, digests).written(leak(&of.written));
    facts.modes = leak_list(of.modes.iter().map(|(name, what)| (leak(name), what)));
    facts.discouraged = leak_list(of.discouraged.iter().map(|name| leak(name)));
    facts.secret = scheme(of.secret).unwrap_or(name);
    facts.instead_of = of.instead_of.and_then(scheme);
    facts.empty = of.signs_empty;
    facts.answers = of.signs_answers;
    facts
}

fn leak(text: &str) -> &'static str {
    Box::leak(Box::from(text))
}

fn leak_list<T>(items: impl Iterator<Item = T>) -> &'static [T] {
    Box::leak(items.collect())
}
