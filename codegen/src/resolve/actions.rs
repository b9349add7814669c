//! Actions: the rules of `defaults` applied, references looked up, parameters checked against path, groups and log-in.

use super::Resolver;
use super::names::UNKNOWN;
use super::path::Template;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{ActionDoc, ActionErrorDoc, FailureUseDoc, Named, Text};
use crate::model::{
    Action, ActionError, AuthId, AuthScheme, Effect, FailureShape, FailureUse, Method, ModuleId, Send,
    ServerId, Stability,
};
use crate::yaml::excerpt;

/// What holds for an action that does not say otherwise.
pub(super) struct Defaults {
    pub(super) path: Template,
    pub(super) methods: Vec<Method>,
    pub(super) send: Send,
    pub(super) server: ServerId,
    pub(super) auth: Vec<(AuthId, Span)>,
}

/// What an action is resolved against.
pub(super) struct Surroundings<'s> {
    pub(super) module: ModuleId,
    pub(super) module_name: &'s str,
    pub(super) defaults: &'s Defaults,
    pub(super) shapes: &'s [FailureShape],
    pub(super) schemes: &'s [Option<AuthScheme>],
}

impl Resolver {
    /// Resolves one action.
    pub(super) fn action(&mut self, name: String, doc: ActionDoc<'_>, around: &Surroundings<'_>) -> Action {
        let span = doc.span;
        let defaults = around.defaults;
        if doc.evidence.as_ref().is_some_and(|evidence| evidence.0.is_empty()) {
            let message = format!("the action `{}` has no evidence", excerpt(&name));
            self.sink.push(
                Diagnostic::error("spec::no-evidence", span, message)
                    .label("an empty list of evidence")
                    .help("add the lines of the source that describe it: `evidence: \"SOURCE:FIRST-LAST\"`"),
            );
        }
        let send = doc.send.map_or(defaults.send, |send| send.value);
        let shorthand: Vec<Option<Span>> = doc
            .parameters
            .iter()
            .map(|item| item.value.as_ref().and_then(|doc| doc.type_.as_ref()).map(|text| text.span))
            .collect();
        let needs: Vec<Option<Span>> =
            doc.parameters.iter().map(|item| Some(item.value.as_ref()?.needs.as_ref()?.span)).collect();
        let parameters = self.members(doc.parameters.into_items());
        for (field, span) in parameters.iter().zip(shorthand) {
            self.check_parameter(field, span.unwrap_or(field.span), send);
        }
        for (position, span) in needs.iter().enumerate() {
            if let Some(span) = span {
                self.check_needs(position, *span, &parameters);
            }
        }
        let own_path = doc.path.as_ref().map(|text| self.template(text));
        let template = own_path.as_ref().unwrap_or(&defaults.path);
        let path = self.path(template, own_path.is_some(), around.module_name, (&name, span), &parameters);
        let methods = match doc.methods {
            Some(methods) => {
                self.methods(methods.iter().map(|choice| (choice.value, choice.span)).collect(), span)
            }
            None => defaults.methods.clone(),
        };
        let auth = match &doc.auth {
            Some(schemes) => {
                schemes.iter().map(|text| (self.names.auth.find(text, &mut self.sink), text.span)).collect()
            }
            None => defaults.auth.iter().map(|(id, _)| (*id, span)).collect::<Vec<_>>(),
        };
        self.check_auth(&auth, &parameters, around.schemes, doc.auth.is_none());
        let stability = doc.stability.map_or(Stability::Stable, |stability| stability.value);
        let one_of = self.one_of(doc.one_of.into_items(), &parameters);
        let mut action = Action {
            doc: doc.doc.map(|text| text.value.trim().to_owned()).unwrap_or_default(),
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            stability,
            replaced_by: doc
                .replaced_by
                .and_then(|text| self.replaced_by(&text, (around.module, &name), stability)),
            effect: doc.effect.map_or(Effect::Change, |effect| effect.value),
            methods,
            path,
            server: doc.server.map_or(defaults.server, |text| self.names.servers.find(&text, &mut self.sink)),
            send,
            auth: auth.into_iter().map(|(id, _)| id).collect(),
            one_of,
            select: None,
            pages: None,
            returns: self.returns(doc.returns, span),
            failures: doc.failures.into_iter().map(|doc| self.failure_use(doc)).collect(),
            errors: self.action_errors(doc.errors.into_items()),
            invalid: self.error_reference(doc.invalid.as_ref()),
            examples: Vec::new(),
            rust: self.rust_name(doc.rust),
            position: 0,
            evidence: self.evidence(doc.evidence.unwrap_or_default().0),
            deviations: Self::deviations(doc.deviates.0),
            span,
            parameters,
            name,
        };
        for field in &action.parameters {
            self.reach(&field.ty);
        }
        action.examples = self.examples(doc.examples, &action, around.shapes);
        action
    }

    /// HTTP methods, of which there must be one, each once.
    pub(super) fn methods(&mut self, methods: Vec<(Method, Span)>, at: Span) -> Vec<Method> {
        if methods.is_empty() {
            self.sink.push(
                Diagnostic::error("spec::methods", at, "no HTTP method")
                    .label("the list of methods is empty")
                    .help("name at least one: `methods: [POST]`"),
            );
        }
        let mut all = Vec::with_capacity(methods.len());
        for (method, span) in methods {
            if all.contains(&method) {
                self.sink.push(
                    Diagnostic::error(
                        "spec::methods",
                        span,
                        format!("{} stands here twice", method.as_str()),
                    )
                    .label("again")
                    .help("remove it"),
                );
            } else {
                all.push(method);
            }
        }
        all
    }

    /// The successor of a retired action: `module/action`.
    fn replaced_by(
        &mut self,
        text: &Text<'_>,
        own: (ModuleId, &str),
        stability: Stability,
    ) -> Option<(ModuleId, usize)> {
        if stability != Stability::Retired {
            self.sink.push(
                Diagnostic::error("spec::replaced-by", text.span, "only a retired action is replaced")
                    .label("this action is not retired")
                    .help("add `stability: retired`, or remove `replaced-by`"),
            );
        }
        let Some((module_name, action_name)) = text.value.split_once('/') else {
            self.sink.push(
                Diagnostic::error("spec::replaced-by", text.span, "this does not name an action")
                    .label("a module is missing")
                    .help("write `module/action`, such as `user/get-wallet-details`"),
            );
            return None;
        };
        let module = self.names.modules.find_at(module_name, text.part(0..module_name.len()), &mut self.sink);
        let actions = self.actions.get(module)?;
        let place = text.part(module_name.len() + 1..text.value.len());
        let action = actions.find_at(action_name, place, &mut self.sink);
        if module == own.0 && action_name == own.1 {
            self.sink.push(
                Diagnostic::error("spec::replaced-by", text.span, "an action cannot replace itself")
                    .label("this very action")
                    .help("name the action that took its place"),
            );
        }
        (action != UNKNOWN).then_some((module, action))
    }

    fn failure_use(&mut self, doc: FailureUseDoc<'_>) -> FailureUse {
        let shape = match &doc.shape {
            Some(text) => {
                let shape = self.names.failures.find(text, &mut self.sink);
                self.written_failures.entry(shape).or_insert(text.span);
                shape
            }
            None => UNKNOWN,
        };
        let errors = doc.errors.iter().map(|text| self.names.errors.find(text, &mut self.sink)).collect();
        FailureUse { shape, errors }
    }

    fn action_errors(&mut self, items: Vec<Named<'_, ActionErrorDoc<'_>>>) -> Vec<ActionError> {
        items
            .into_iter()
            .map(|item| {
                let doc = item.value.unwrap_or_default();
                ActionError {
                    error: self.names.errors.find_at(&item.name, item.span, &mut self.sink),
                    about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                    kind: doc.kind.map(|kind| kind.value),
                }
            })
            .collect()
    }
}
