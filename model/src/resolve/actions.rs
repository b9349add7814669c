//! Actions: the rules of `defaults` applied, references looked up, parameters checked against path, groups and log-in.

use super::Resolver;
use super::auth::Schemes;
use super::credentials::Needed;
use super::names::UNKNOWN;
use super::path::Template;
use super::pending::Successor;
use crate::diagnostic::Span;
use crate::document::{ActionDoc, ActionErrorDoc, Choice, FailureUseDoc, Named, Text};
use crate::model::{
    Action, ActionError, Effect, FailureId, FailureShape, FailureUse, Method, ModuleId, Placement, ServerId,
    Stability,
};
use crate::yaml::excerpt;

/// What holds for an action that does not say otherwise.
#[derive(Clone)]
pub(super) struct Defaults {
    /// None when every action has its own.
    pub(super) path: Option<Template>,
    /// There may be a path that could not be read.
    pub(super) path_unread: bool,
    pub(super) methods: Vec<Method>,
    pub(super) send: Placement,
    pub(super) server: ServerId,
    pub(super) auth: Needed,
    /// The key of an object in which answers stand.
    pub(super) wrapper: Option<String>,
    /// A module's own failure shape, which wins over that of the API.
    pub(super) failure: Option<FailureId>,
}

/// What an action is resolved against.
pub(super) struct Surroundings<'s> {
    pub(super) module: ModuleId,
    pub(super) module_name: &'s str,
    pub(super) defaults: &'s Defaults,
    pub(super) shapes: &'s [FailureShape],
    pub(super) schemes: &'s Schemes,
}

impl Resolver {
    /// Resolves one action.
    pub(super) fn action(
        &mut self,
        name: String,
        doc: ActionDoc<'_>,
        position: usize,
        around: &Surroundings<'_>,
    ) -> Action {
        let span = doc.span;
        let callable = doc.returns.is_some() || doc.doubt.about("returns");
        let defaults = around.defaults;
        if doc.evidence.as_ref().is_some_and(|evidence| evidence.0.is_empty()) {
            let message = format!("the action `{}` has no evidence", excerpt(&name));
            self.error("spec::no-evidence", span, message)
                .label("an empty list of evidence")
                .help("add the lines of the source that describe it: `evidence: \"SOURCE:FIRST-LAST\"`");
        }
        let methods = match doc.methods {
            Some(methods) => {
                self.methods(methods.iter().map(|choice| (choice.value, choice.span)).collect(), span)
            }
            None => defaults.methods.clone(),
        };
        let (send, placement) = self.send(doc.send, defaults.send, &methods);
        let has_body = methods.first().is_none_or(|method| method.has_body());
        let shorthand: Vec<Option<Span>> =
            doc.parameters.iter().map(|item| Some(item.value.as_ref()?.0.type_.as_ref()?.span)).collect();
        let needs: Vec<Option<Span>> =
            doc.parameters.iter().map(|item| Some(item.value.as_ref()?.0.needs.as_ref()?.span)).collect();
        let mut parameters = self.members(doc.parameters.into_items());
        for (field, span) in parameters.iter().zip(shorthand) {
            self.check_parameter(field, span.unwrap_or(field.span), placement, has_body);
        }
        for (position, span) in needs.iter().enumerate() {
            if let Some(span) = span {
                self.check_needs(position, *span, &parameters);
            }
        }
        let own_path = doc.path.as_ref().map(|text| self.template(text));
        // Of an action that is only listed, the common rule says nothing.
        let rule = defaults.path.as_ref().filter(|_| callable && !doc.doubt.about("path"));
        let template = own_path.as_ref().or(rule);
        let path = match template {
            Some(template) => {
                self.path(template, own_path.is_some(), around.module_name, (&name, span), &parameters)
            }
            None => {
                if callable && !defaults.path_unread && !doc.doubt.about("path") {
                    self.no_path(&name, span);
                }
                Vec::new()
            }
        };
        let routed = callable && template.is_some_and(|template| !template.broken);
        let auth = match &doc.auth {
            Some(schemes) => self.auth_names(schemes, around.schemes),
            // What is sent with an action that is only listed is not known.
            None if !callable || doc.doubt.about("auth") => Needed::default(),
            None => defaults.auth.at(span),
        };
        if !auth.any {
            self.check_auth(&auth.schemes, &mut parameters, around.schemes, doc.auth.is_none());
        }
        let scopes = if callable && !doc.doubt.about("auth") {
            self.needed_scopes(&doc.scopes, &auth.schemes, around.schemes)
        } else {
            doc.scopes.iter().map(|text| text.value.as_ref().to_owned()).collect()
        };
        let optional_auth = auth.schemes.iter().filter(|used| used.optional).map(|used| used.id).collect();
        let ids = auth.schemes.iter().map(|used| used.id).collect();
        let (auth, any_auth) = if auth.any { (Vec::new(), ids) } else { (ids, Vec::new()) };
        let stability = doc.stability.map_or(Stability::Stable, |stability| stability.value);
        let one_of = self.one_of(doc.one_of.into_items(), &parameters);
        self.check_bare_names(&parameters, &one_of);
        let select = doc.select.and_then(|select| self.select(select, &parameters));
        let returns = match doc.returns {
            Some(returns) => self.returns(returns, span),
            None => Self::no_returns(span),
        };
        let pages = doc.pages.and_then(|pages| self.pages(pages, &parameters, &returns));
        let mut failures: Vec<FailureUse> =
            doc.failures.into_iter().map(|doc| self.failure_use(doc)).collect();
        if let Some(shape) = defaults.failure
            && !failures.iter().any(|failure| failure.errors.is_empty())
        {
            failures.push(FailureUse { shape, errors: Vec::new() });
        }
        let replaced_by = doc.replaced_by.and_then(|text| {
            self.successors.push(Successor { span: text.span, from: (around.module, position) });
            self.replaced_by(&text, (around.module, &name), stability)
        });
        let mut action = Action {
            doc: doc.doc.map(|text| text.value.trim().to_owned()).unwrap_or_default(),
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            stability,
            replaced_by,
            effect: doc.effect.map_or(Effect::Change, |effect| effect.value),
            methods,
            path,
            server: doc.server.map_or(defaults.server, |text| self.names.servers.find(&text, &mut self.sink)),
            send,
            auth,
            optional_auth,
            any_auth,
            scopes,
            wrapper: match doc.wrapper {
                Some(wrapper) => self.wrapper(wrapper),
                None => defaults.wrapper.clone(),
            },
            one_of,
            select,
            pages,
            returns,
            failures,
            errors: self.action_errors(doc.errors.into_items()),
            invalid: self.error_reference(doc.invalid.as_ref()),
            examples: Vec::new(),
            rust: self.rust_name(doc.rust),
            position,
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
        if routed {
            self.check_routes(around.module_name, &action);
        }
        action
    }

    /// Where parameters travel with methods that have a body, and where clients put them.
    fn send(
        &mut self,
        own: Option<Choice<Placement>>,
        usual: Placement,
        methods: &[Method],
    ) -> (Placement, Placement) {
        let send = own.map_or(usual, |send| send.value);
        let Some(method) = methods.first().filter(|first| !first.has_body()) else { return (send, send) };
        if let Some(own) = own.filter(|own| own.value.has_body()) {
            self.error("spec::send", own.span, format!("{} has no body", method.text()))
                .label("in the body")
                .help("remove `send`: the parameters travel in the query; or put another method first");
        }
        let first = send.with(*method);
        (if methods.iter().any(|method| method.has_body()) { send } else { first }, first)
    }

    fn no_path(&mut self, name: &str, span: Span) {
        let message = format!("the action `{}` has no `path`, and there is no rule for it", excerpt(name));
        self.error("spec::no-path", span, message)
            .label("`path` is missing")
            .help("add `path: /…`, or a rule to `defaults` of the module or of api.yaml: `path: /{module}/{action}`");
    }

    /// HTTP methods, of which there must be one, each once.
    pub(super) fn methods(&mut self, methods: Vec<(Method, Span)>, at: Span) -> Vec<Method> {
        if methods.is_empty() {
            self.error("spec::methods", at, "no HTTP method")
                .label("the list of methods is empty")
                .help("name at least one: `methods: [POST]`");
        }
        let mut all = Vec::with_capacity(methods.len());
        for (method, span) in methods {
            if all.contains(&method) {
                self.error("spec::methods", span, format!("{} stands here twice", method.text()))
                    .label("again")
                    .help("remove it");
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
            self.error("spec::replaced-by", text.span, "only a retired action is replaced")
                .label("this action is not retired")
                .help("add `stability: retired`, or remove `replaced-by`");
        }
        let Some((module_name, action_name)) = text.value.split_once('/') else {
            self.error("spec::replaced-by", text.span, "this does not name an action")
                .label("a module is missing")
                .help("write `module/action`, such as `user/get-wallet-details`");
            return None;
        };
        let module = self.names.modules.find_at(module_name, text.part(0..module_name.len()), &mut self.sink);
        let actions = self.actions.get(module)?;
        let place = text.part(module_name.len() + 1..text.value.len());
        let action = actions.find_at(action_name, place, &mut self.sink);
        if module == own.0 && action_name == own.1 {
            self.error("spec::replaced-by", text.span, "an action cannot replace itself")
                .label("this very action")
                .help("name the action that took its place");
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
        let errors: Vec<usize> =
            doc.errors.iter().map(|text| self.names.errors.find(text, &mut self.sink)).collect();
        if errors.is_empty() {
            self.writes.insert((shape, None));
        }
        self.writes.extend(errors.iter().map(|error| (shape, Some(*error))));
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
