//! The actions of a module: those that can be called, and those that are only listed.

use super::Resolver;
use super::actions::ModuleScope;
use super::pending::Successor;
use crate::diagnostic::Span;
use crate::document::{ActionDoc, Actions, At, Keyed, missing_key};
use crate::model::{Action, Body, Coverage, Encoding, Listed, Module, Response, Type};
use crate::yaml::excerpt;

/// Default of `unknown`.
const UNKNOWN_PARTS: &str = "method, path, parameters and response";

impl Resolver {
    /// Resolves the actions of a module.
    pub(super) fn module_actions(
        &mut self,
        items: Keyed<'_, Actions, ActionDoc<'_>>,
        around: &ModuleScope<'_>,
    ) -> (Vec<Action>, Vec<Listed>) {
        let mut actions = Vec::with_capacity(items.len());
        let mut listed = Vec::new();
        for (position, item) in items.into_items().into_iter().enumerate() {
            let Some(mut doc) = item.value else { continue };
            let at = At { span: item.span, name: &item.name };
            let unknown = doc.unknown.take();
            let callable = doc.response.is_some() || doc.doubt.about("response");
            let own_methods = doc.methods.is_some();
            let action = self.action(item.name.clone().into_owned(), doc, position, around);
            if callable {
                if let Some(text) = unknown {
                    let message = format!(
                        "the action `{}` can be called, so `unknown` does not apply",
                        excerpt(&item.name)
                    );
                    self.error("spec::unknown-parts", text.0.span, message)
                        .label("only for actions without `response`")
                        .help("remove `unknown`; write what is not known of a part into its `about` or its evidence");
                }
                actions.push(action);
            } else if action.coverage() == Coverage::Full || action.evidence.is_empty() {
                missing_key(
                    at,
                    "action",
                    "response",
                    "Type of the response, `nothing`, or a mapping. If the sources do not show the action in full, set the `grade` of its evidence instead",
                    &mut self.sink,
                );
            } else {
                listed.push(Listed {
                    unknown: unknown
                        .map_or_else(|| UNKNOWN_PARTS.to_owned(), |text| text.0.value.trim().to_owned()),
                    methods: if own_methods { action.methods } else { Vec::new() },
                    name: action.name,
                    documented_as: action.documented_as,
                    about: action.about,
                    parameters: action.parameters,
                    position,
                    evidence: action.evidence,
                    span: action.span,
                });
            }
        }
        (actions, listed)
    }

    /// Converts the positions of successors among all actions into positions among those that can be called.
    pub(super) fn settle_successors(&mut self, modules: &mut [Module]) {
        for Successor { span, from } in std::mem::take(&mut self.successors) {
            let own = |modules: &[Module]| {
                modules.get(from.0)?.actions.iter().position(|action| action.position == from.1)
            };
            let Some(own) = own(modules) else { continue };
            let named = modules.get(from.0).and_then(|module| module.actions.get(own)?.replaced_by);
            let Some((module, place)) = named else { continue };
            let found = modules
                .get(module)
                .and_then(|module| module.actions.iter().position(|action| action.position == place));
            let is_listed = modules
                .get(module)
                .is_some_and(|module| module.listed.iter().any(|listed| listed.position == place));
            if is_listed {
                self.error("spec::replaced-by", span, "the successor cannot be called")
                    .label("this action is only listed")
                    .help("add `response` to the successor, or move the reference to `about`");
            }
            if let Some(action) = modules.get_mut(from.0).and_then(|module| module.actions.get_mut(own)) {
                action.replaced_by = found.map(|position| (module, position));
            }
        }
    }

    /// Returns the response of an action that is only listed: unknown, and never reported.
    pub(super) fn no_returns(action: Span) -> Response {
        Response {
            status: 200,
            variants: Vec::new(),
            ty: Some(Type::Named(super::names::UNKNOWN)),
            headers: None,
            nullable: false,
            body: Body::default(),
            about: String::new(),
            encoding: Encoding::Plain,
            bare: None,
            unwrap: Vec::new(),
            bare_text: false,
            fixed: None,
            emits: None,
            evidence: Vec::new(),
            deviations: Vec::new(),
            span: action,
        }
    }
}
