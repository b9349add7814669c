//! Completion of operations: the polling action, where its parameters come from, and the states that end an operation.

use super::Resolver;
use super::auth::Schemes;
use super::order::File;
use super::pending::Reference;
use super::purpose::Purpose;
use super::type_kind::TypeClass;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{CompletesDoc, JsonDoc, Many, Text, instead};
use crate::model::{
    Action, AuthScheme, Completion, Effect, Field, Module, ModuleId, Place, Response, Scalar, Type,
};
use crate::suggest::listing;
use crate::yaml::excerpt;

/// A completion whose actions are not known yet.
pub(super) struct Pending<'a> {
    /// Module and position of the action among all actions as written.
    from: (ModuleId, usize),
    doc: CompletesDoc<'a>,
}

/// Returns the completions of all actions.
pub(super) fn completions<'a>(files: &[File<'a>]) -> Vec<Pending<'a>> {
    let mut all = Vec::new();
    for (module, file) in files.iter().enumerate() {
        for (position, item) in file.doc.actions.iter().enumerate() {
            let doc = item.value.as_ref().and_then(|doc| doc.completes.clone());
            all.extend(doc.map(|doc| Pending { from: (module, position), doc }));
        }
    }
    all
}

/// Action that starts an operation and the one that polls it.
struct Both<'m> {
    start: &'m Action,
    poll: &'m Action,
    /// Whether they are the same action.
    again: bool,
}

impl Resolver {
    /// Resolves the completions of operations, when all actions are known.
    pub(super) fn settle_completions(
        &mut self,
        all: Vec<Pending<'_>>,
        modules: &mut [Module],
        schemes: &Schemes,
    ) {
        for Pending { from: (module, written), doc } in all {
            let actions = modules.get(module).map_or(&[][..], |module| &module.actions);
            // An action that is only listed cannot be called.
            let Some(at) = actions.iter().position(|action| action.position == written) else { continue };
            let completes = self.completes(&doc, (module, at), (&*modules, schemes));
            if let Some(action) = modules.get_mut(module).and_then(|module| module.actions.get_mut(at)) {
                action.completes = completes;
            }
        }
    }

    fn completes(
        &mut self,
        doc: &CompletesDoc<'_>,
        own: (ModuleId, usize),
        (modules, schemes): (&[Module], &Schemes),
    ) -> Option<Completion> {
        let text = doc.poll.as_ref()?;
        let found = self.called(&Reference::new(text), modules, "spec::completes")?;
        let find = |(module, at): (ModuleId, usize)| {
            let module = modules.get(module)?;
            Some((module, module.actions.get(at)?))
        };
        let ((own_module, start), (module, poll)) = (find(own)?, find(found)?);
        let both = Both { start, poll, again: own == found };
        if own_module.inbound != module.inbound {
            self.completion(text.span, "the polling action has the other direction")
                .label(if module.inbound { "called by the vendor" } else { "called by the user" })
                .help("name an action of a module with the same `direction`");
        } else if poll.effect != Effect::Read {
            self.completion(text.span, "the polling action has an effect")
                .label(format!("`effect: {}`", poll.effect.text()))
                .related(poll.span, "the polling action")
                .help("poll an action that only reads: one with `effect: read`");
        }
        let location = doc.location.filter(|flag| flag.value);
        let with = self.carried(doc, &both);
        if let Some(flag) = location {
            self.check_location(flag.span, &both);
        }
        let same = self.same(doc, location.is_some(), (&both, schemes));
        let (field, done, failed) = self.states(doc, &poll.response)?;
        Some(Completion {
            poll: found,
            with,
            same,
            again: both.again,
            location: location.is_some(),
            at_once: both.again || is_same_type(&start.response, &poll.response),
            field,
            done,
            failed,
        })
    }

    fn completion(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.error("spec::completes", span, message)
    }

    /// Resolves the parameters that come from fields of the start's response.
    fn carried(&mut self, doc: &CompletesDoc<'_>, both: &Both<'_>) -> Vec<(usize, String)> {
        let Some(with) = &doc.with else { return Vec::new() };
        if let Some(flag) = doc.location.filter(|flag| flag.value) {
            self.completion(with.span, "`with` does not apply to an address")
                .label("not used")
                .related(flag.span, "the address has the parameters")
                .help("remove `with` or `location`");
            return Vec::new();
        }
        let response = &both.start.response;
        let root = response.ty.as_ref().filter(|_| response.variants.is_empty());
        if root.is_none() {
            let several = !response.variants.is_empty();
            self.completion(with.span, "the response has no field for `with`")
                .label(if several { "there are several responses" } else { "there is no content" })
                .help("remove `with`; parameters may also come from the request or, as an address, from the header `Location`");
            return Vec::new();
        }
        let mut all = Vec::with_capacity(with.len());
        for item in with.iter() {
            let Some(at) = self.parameter(&item.name, item.span, &both.poll.parameters) else { continue };
            let Some(parameter) = both.poll.parameters.get(at) else { continue };
            let Some(path) = &item.value else { continue };
            let Some(field) = self.field_at(path, root, "spec::completes") else { continue };
            let (name, wanted) = (excerpt(&parameter.name), self.class(&parameter.ty));
            if !parameter.in_rust() {
                self.completion(item.span, format!("the parameter `{name}` cannot be set"))
                    .label("not set by the caller")
                    .help("remove it");
            } else if !self.fits_parameter(&field, parameter) {
                let class = self.class(&field.ty);
                self.completion(path.span, format!("the field does not fit the parameter `{name}`"))
                    .label(format!("the field is {}, the parameter {}", class.describe(), wanted.describe()))
                    .help("name a field of the same type, or correct one of the types");
            } else {
                all.push((at, path.value.as_ref().to_owned()));
            }
        }
        all
    }

    /// Whether a parameter can have the value of a field.
    fn fits_parameter(&self, field: &Field, parameter: &Field) -> bool {
        let is_whole = |scalar| matches!(scalar, Scalar::Int | Scalar::Uint);
        match (self.class(&field.ty), self.class(&parameter.ty)) {
            _ if field.ty == parameter.ty => true,
            (TypeClass::Unknown, _) | (_, TypeClass::Unknown) => true,
            (TypeClass::Scalar(one), TypeClass::Scalar(other)) if one == other => true,
            (TypeClass::Scalar(one), TypeClass::Scalar(other)) if is_whole(one) && is_whole(other) => true,
            (class, TypeClass::Scalar(Scalar::String)) => class.is_scalar(),
            _ => false,
        }
    }

    /// Checks that the start's response has an address that the polling action can follow.
    fn check_location(&mut self, span: Span, both: &Both<'_>) {
        let is_location = |field: &Field| field.name.eq_ignore_ascii_case("location");
        let has_location = both.start.response.headers().any(|record| {
            let fields = self.record(Some(record));
            fields.is_none_or(|fields| fields.iter().any(is_location))
        });
        if !has_location {
            self.completion(span, "the response has no header `Location`")
                .label("no address to poll")
                .related(both.start.response.span, "the response")
                .help("describe the header: `response: {…, headers: {Location: {type: string, about: …}}}`");
        }
        if both.start.server != both.poll.server {
            self.completion(span, "the polling action is on another server")
                .label("the address leads to the server of the start")
                .help("poll an action of the same server, or use `with` in place of `location`");
        }
    }

    /// Returns the positions of the polling action's parameters that come from the request. Each that is required must
    /// come from somewhere.
    fn same(
        &mut self,
        doc: &CompletesDoc<'_>,
        location: bool,
        (both, schemes): (&Both<'_>, &Schemes),
    ) -> Vec<usize> {
        let Both { start, poll, again } = *both;
        if again {
            return Vec::new(); // the request is repeated as a whole
        }
        let is_credential = |field: &Field| {
            let mut own = poll.schemes().into_iter().filter_map(|id| schemes.get(id));
            own.any(|scheme| matches!(scheme, AuthScheme::Parameter(name) if *name == field.name))
        };
        let in_address = |field: &Field| {
            matches!(poll.place_of(field), Place::Path | Place::Query) && !is_credential(field)
        };
        let mut same = Vec::new();
        let named = doc.with.as_ref().map_or(&[][..], |with| with);
        let is_named = |field: &Field| named.iter().any(|item| item.name == field.name);
        for (at, field) in poll.parameters.iter().enumerate() {
            let is_given = is_named(field) || (location && in_address(field));
            if is_given || !field.is_needed() || !field.in_rust() || field.default.is_some() {
                continue;
            }
            let is_same = |other: &&Field| other.name == field.name && other.in_rust();
            let other = start.parameters.iter().find(is_same);
            if other.is_some_and(|other| other.ty == field.ty) {
                same.push(at);
                continue;
            }
            let Some(text) = &doc.poll else { continue };
            let name = excerpt(&field.name);
            let message = format!("the parameter `{name}` of the polling action has no value");
            let help = match (other, location) {
                (Some(_), _) => {
                    "use the same type in both actions, or name a field of the response".to_owned()
                }
                (None, true) => format!("add the same parameter to this action: an address has no `{name}`"),
                (None, false) => format!("name the field of the response: `with: {{{name}: …}}`"),
            };
            self.completion(text.span, message)
                .label(match other {
                    Some(_) => "the parameter of this action has another type",
                    None => "required",
                })
                .related(field.span, "the parameter")
                .help(help);
        }
        let has = |at: &usize| same.contains(at) || poll.parameters.get(*at).is_some_and(is_named);
        let is_complete = |(_, members): &(String, Vec<usize>)| members.iter().all(has);
        if let Some(text) = &doc.poll
            && !location
            && !poll.one_of.is_empty()
            && !poll.one_of.iter().any(is_complete)
        {
            let names = listing(poll.one_of.iter().map(|(name, _)| name.as_str())).unwrap_or_default();
            self.completion(text.span, "no group of the polling action's parameters has values")
                .label("one group is required")
                .help(format!("name fields of the response for all parameters of one group: {names}"));
        }
        same
    }

    /// Resolves the field that has the state, and the states that end an operation.
    fn states(
        &mut self,
        doc: &CompletesDoc<'_>,
        response: &Response,
    ) -> Option<(Option<String>, Vec<String>, Vec<String>)> {
        let done = doc.done.as_ref()?;
        if let Some(JsonDoc { node, .. }) = done.0.iter().find(|value| {
            let text = value.node.scalar_text();
            text.is_some() && doc.failed.0.iter().any(|failed| failed.node.scalar_text() == text)
        }) {
            self.completion(node.span, "a state cannot be both `done` and `failed`")
                .label("also in `failed`")
                .help("remove it from one of the two");
        }
        if done.0.is_empty() && !doc.doubt.about("done") {
            self.completion(doc.span, "`done` is empty")
                .label("no state completes the operation")
                .help("write the states of a completed operation: `done: […]`");
        }
        let Some(text) = &doc.field else {
            let done = self.state_variants(done, response, doc.span);
            let failed = self.state_variants(&doc.failed, response, doc.span);
            return Some((None, done?, failed?));
        };
        let root = response.ty.as_ref().filter(|_| response.variants.is_empty());
        if root.is_none() {
            let several = !response.variants.is_empty();
            self.completion(text.span, "the response of the polling action has no field for the state")
                .label(if several { "there are several responses" } else { "there is no content" })
                .help("remove `field`, and name response variants under `done` and `failed`");
        }
        let field = self.field_at(text, root, "spec::completes")?;
        if !self.may_be_state(text, &field) {
            return None;
        }
        let mut texts = |values: &[JsonDoc<'_>]| -> Vec<String> {
            let mut texts = Vec::with_capacity(values.len());
            for value in values {
                match value.node.scalar_text() {
                    Some(state) => {
                        self.check_value(value, &field, Purpose::State, excerpt(&text.value));
                        texts.push(state);
                    }
                    None => {
                        self.completion(value.node.span, "a state must be a scalar")
                            .label("not a scalar")
                            .help("write the value on the wire, such as `done: [success]`");
                    }
                }
            }
            texts
        };
        Some((Some(text.value.as_ref().to_owned()), texts(&done.0), texts(&doc.failed.0)))
    }

    /// Checks that a field can hold the state of an operation.
    fn may_be_state(&mut self, text: &Text<'_>, field: &Field) -> bool {
        let class = self.class(&field.ty);
        let label = match class {
            _ if field.fixed.is_some() => "always the same".to_owned(),
            TypeClass::Unknown => return false,
            TypeClass::Enum
            | TypeClass::Scalar(Scalar::String | Scalar::Int | Scalar::Uint | Scalar::Bool) => return true,
            class => format!("this is {}", class.describe()),
        };
        self.completion(text.span, format!("the field `{}` cannot hold the state", excerpt(&text.value)))
            .label(label)
            .help("name a field that is an enum, a `string`, an integer or a `bool`");
        false
    }

    /// Resolves names of response variants.
    fn state_variants(
        &mut self,
        values: &Many<JsonDoc<'_>>,
        response: &Response,
        at: Span,
    ) -> Option<Vec<String>> {
        if response.variants.is_empty() {
            if values.0.is_empty() {
                return Some(Vec::new());
            }
            self.completion(at, "the polling action has only one response")
                .label("`field` is missing")
                .help("name the field that has the state: `field: …`");
            return None;
        }
        let mut names = Vec::with_capacity(values.0.len());
        for value in &values.0 {
            let name = value.node.scalar_text().unwrap_or_default();
            let all = response.variants.iter().map(|variant| variant.name.as_str());
            if all.clone().any(|other| other == name) {
                names.push(name);
                continue;
            }
            let help =
                instead(&name, all, "response variants", "name a response variant of the polling action");
            let message = format!("the polling action has no response variant `{}`", excerpt(&name));
            self.completion(value.node.span, message).label("unknown response variant").help(help);
        }
        Some(names)
    }
}

/// Whether two responses have the same type in Rust.
fn is_same_type(one: &Response, other: &Response) -> bool {
    let parts = |response: &Response| -> (Option<Type>, Option<Type>, bool, bool) {
        let Response { ty, headers, nullable, fixed, .. } = response;
        (ty.clone(), headers.clone(), *nullable, fixed.is_some())
    };
    one.variants.is_empty()
        && other.variants.is_empty()
        && one.body == other.body
        && parts(one) == parts(other)
}
