//! Actions: applies `defaults`, looks up references, checks parameters against path, groups and authentication.

use super::Resolver;
use super::auth::Schemes;
use super::credentials::{Needed, UsedAuth};
use super::evidence::deprecation;
use super::headers::Owner;
use super::names::UNKNOWN;
use super::parameter_keys::ParameterKeys;
use super::path::Template;
use super::pending::Successor;
use super::places::{KeySpans, UsualPlaces};
use crate::diagnostic::Span;
use crate::document::{ActionDoc, ActionErrorDoc, DefaultPlace, ErrorFormatUseDoc, Named, Text};
use crate::model::{
    Action, ActionError, Effect, Envelope, ErrorFormat, ErrorFormatId, ErrorFormatUse, Method, ModuleId,
    Place, Response, ServerId,
};
use crate::yaml::excerpt;

/// Settings of an action that does not set its own.
#[derive(Clone)]
pub(super) struct Defaults {
    /// None when every action has its own.
    pub(super) path: Option<Template>,
    /// Whether there may be a path that could not be read.
    pub(super) path_unread: bool,
    pub(super) methods: Vec<Method>,
    pub(super) parameters_in: Place,
    pub(super) also_in: Vec<Place>,
    pub(super) server: ServerId,
    pub(super) auth: Needed,
    /// Template around the responses.
    pub(super) envelope: Option<Envelope>,
    /// The module's own error format, which overrides that of the API.
    pub(super) failure: Option<ErrorFormatId>,
}

/// Context of an action that is resolved.
pub(super) struct ModuleScope<'s> {
    pub(super) module: ModuleId,
    pub(super) module_name: &'s str,
    pub(super) defaults: &'s Defaults,
    pub(super) formats: &'s [ErrorFormat],
    pub(super) schemes: &'s Schemes,
}

impl Resolver {
    /// Resolves one action.
    pub(super) fn action(
        &mut self,
        name: String,
        doc: ActionDoc<'_>,
        position: usize,
        around: &ModuleScope<'_>,
    ) -> Action {
        let span = doc.span;
        let callable = doc.response.is_some() || doc.doubt.about("response");
        let defaults = around.defaults;
        if doc.evidence.as_ref().is_some_and(|evidence| evidence.0.is_empty()) {
            let message = format!("the action `{}` has no evidence", excerpt(&name));
            self.error("spec::no-evidence", span, message).label("empty list of evidence").help(
                "add the lines of the source that describe the action: `evidence: \"SOURCE:FIRST-LAST\"`",
            );
        }
        let methods = match doc.methods {
            Some(methods) => {
                self.methods(methods.iter().map(|choice| (choice.value, choice.span)).collect(), span)
            }
            None => defaults.methods.clone(),
        };
        let (parameters_in, default_place) =
            self.parameters_in(doc.parameters_in.as_ref(), defaults.parameters_in, &methods);
        let also_in = doc.parameters_in.map_or_else(|| defaults.also_in.clone(), |own| own.also);
        let keys: Vec<ParameterKeys<'_>> = doc.parameters.iter().map(ParameterKeys::of).collect();
        let mut parameters = self.members(doc.parameters.into_items(), default_place);
        let spans: Vec<KeySpans> = keys.iter().map(|keys| keys.spans).collect();
        let usual = UsualPlaces::new(default_place, also_in, &parameters);
        self.place_parameters(&mut parameters, &spans, &usual, &methods);
        for (position, keys) in keys.into_iter().enumerate() {
            if let Some(span) = keys.needs {
                self.check_needs(position, span, &parameters);
            }
            self.check_excludes(position, &keys.excludes, &parameters);
            let conditions = self.required_when(position, keys.required_when, &parameters);
            if let Some(field) = parameters.get_mut(position) {
                field.required_when = conditions;
            }
        }
        let own_path = doc.path.as_ref().map(|text| self.template(text));
        // The common path does not apply to an action that is only listed.
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
        let path_aliases = doc
            .path_aliases
            .0
            .iter()
            .map(|text| {
                let template = self.template(text);
                self.path(&template, true, around.module_name, (&name, span), &parameters)
            })
            .collect();
        let routed = callable && template.is_some_and(|template| !template.broken);
        let auth = match &doc.auth {
            Some(schemes) => self.auth_names(schemes, around.schemes),
            // The credentials of an action that is only listed are unknown.
            None if !callable || doc.doubt.about("auth") => Needed::default(),
            None => defaults.auth.at(span),
        };
        self.check_auth(&auth.schemes, &mut parameters, around.schemes, doc.auth.is_none());
        self.check_ways(&auth, &mut parameters, around.schemes, doc.auth.is_none());
        let scopes = if callable && !doc.doubt.about("auth") {
            self.needed_scopes(&doc.scopes, &auth, around.schemes)
        } else {
            doc.scopes.iter().map(|text| text.value.as_ref().to_owned()).collect()
        };
        let optional_auth = auth.schemes.iter().filter(|used| used.optional).map(|used| used.id).collect();
        let ids = |all: &Vec<UsedAuth>| all.iter().map(|used| used.id).collect();
        let (auth, any_auth) = (ids(&auth.schemes), auth.any.iter().map(ids).collect());
        let is_new = doc.new.is_some_and(|flag| flag.value);
        if let (Some(new), Some(deprecated)) = (doc.new.filter(|_| is_new), &doc.deprecated) {
            self.error("spec::deprecated", deprecated.span, "an action cannot be both new and deprecated")
                .label("deprecated here")
                .related(new.span, "marked as new here")
                .help("remove one of the two keys");
        }
        let deprecation = doc.deprecated.map(deprecation);
        let one_of = self.one_of(doc.one_of.into_items(), &parameters);
        self.check_bare_names(&parameters, &one_of);
        let select = doc.select.and_then(|select| self.select(select, &parameters));
        let documented_response = match doc.response {
            Some(documented_response) => {
                let rust = doc.rust.as_ref().map(|rust| rust.value.as_ref());
                let owner = Owner { module: around.module, action: &name, rust, span };
                self.response(documented_response, &owner)
            }
            None => Self::no_returns(span),
        };
        self.check_head(&methods, &documented_response);
        let pages = doc.pages.and_then(|pages| self.pages(pages, &parameters, &documented_response));
        let mut failures: Vec<ErrorFormatUse> =
            doc.error_formats.into_iter().map(|doc| self.failure_use(doc)).collect();
        if let Some(format) = defaults.failure
            && !failures.iter().any(|failure| failure.errors.is_empty())
        {
            failures.push(ErrorFormatUse { format, errors: Vec::new() });
        }
        let replaced_by = doc.replaced_by.and_then(|text| {
            self.successors.push(Successor { span: text.span, from: (around.module, position) });
            self.replaced_by(&text, (around.module, &name), deprecation.is_some())
        });
        let mut action = Action {
            documented_as: doc.documented_as.map(|text| text.value.trim().to_owned()).unwrap_or_default(),
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            is_new,
            deprecation,
            replaced_by,
            effect: doc.effect.map_or(Effect::NotIdempotent, |effect| effect.value),
            methods,
            path,
            path_aliases,
            server: doc.server.map_or(defaults.server, |text| self.names.servers.find(&text, &mut self.sink)),
            parameters_in,
            also_in: usual.also,
            auth,
            optional_auth,
            any_auth,
            scopes,
            envelope: match doc.envelope {
                Some(envelope) => self.envelope(envelope),
                None => defaults.envelope.clone(),
            },
            one_of,
            select,
            pages,
            completes: None, // resolved when all actions are known
            response: documented_response,
            error_formats: failures,
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
        action.examples = self.examples(doc.examples, &action, around.formats);
        if routed {
            self.check_routes(around.module_name, &action);
        }
        action
    }

    /// Returns the place of parameters that do not name their own: with methods that have a body, and with the one that
    /// clients use.
    fn parameters_in(
        &mut self,
        own: Option<&DefaultPlace>,
        usual: Place,
        methods: &[Method],
    ) -> (Place, Place) {
        let place = own.map_or(usual, |own| own.value);
        let Some(method) = methods.first().filter(|first| !first.has_body()) else {
            return (place, place);
        };
        if let Some(own) = own.filter(|own| own.value.is_body()) {
            let word = own.value.text();
            self.error("spec::parameters-in", own.span, format!("{} requests have no body by default", method.text()))
                .label("requires a body")
                .help(format!("remove `parameters-in`, which puts the parameters into the query, put another method first, or write `in: {word}` at each parameter"));
        }
        let first = place.with(*method);
        (if methods.iter().any(|method| method.has_body()) { place } else { first }, first)
    }

    /// Reports a response with content where clients send HEAD.
    fn check_head(&mut self, methods: &[Method], response: &Response) {
        let has_content = |response: &Response| {
            response.ty.is_some() || response.variants.iter().any(|variant| variant.ty.is_some())
        };
        if methods.first() == Some(&Method::Head) && has_content(response) {
            self.error("spec::response", response.span, "the response to HEAD has no body")
                .label("has content")
                .help("write `response: nothing`, or put another method first");
        }
    }

    fn no_path(&mut self, name: &str, span: Span) {
        let message = format!("the action `{}` has no `path`, and `defaults` has none", excerpt(name));
        self.error("spec::no-path", span, message).label("`path` is missing").help(
            "add `path: /…`, or add `path: /{module}/{action}` to `defaults` of the module or of api.yaml",
        );
    }

    /// Checks that there is at least one HTTP method, and each only once.
    pub(super) fn methods(&mut self, methods: Vec<(Method, Span)>, at: Span) -> Vec<Method> {
        if methods.is_empty() {
            self.error("spec::methods", at, "empty list of HTTP methods")
                .label("no method")
                .help("write at least one method: `methods: [POST]`");
        }
        let mut all = Vec::with_capacity(methods.len());
        for (method, span) in methods {
            if all.contains(&method) {
                self.error("spec::methods", span, format!("duplicate method {}", method.text()))
                    .label("duplicate")
                    .help("remove it");
            } else {
                all.push(method);
            }
        }
        all
    }

    /// Resolves the successor of a deprecated action: `module/action`.
    fn replaced_by(
        &mut self,
        text: &Text<'_>,
        own: (ModuleId, &str),
        is_deprecated: bool,
    ) -> Option<(ModuleId, usize)> {
        if !is_deprecated {
            self.error("spec::replaced-by", text.span, "only a deprecated action can be replaced")
                .label("this action is not deprecated")
                .help("add `deprecated: true`, or remove `replaced-by`");
        }
        let Some((module_name, action_name)) = text.value.split_once('/') else {
            self.error("spec::replaced-by", text.span, "invalid reference to an action")
                .label("the module is missing")
                .help("write `module/action`, such as `user/get-wallet-details`");
            return None;
        };
        let module = self.names.modules.find_at(module_name, text.part(0..module_name.len()), &mut self.sink);
        let actions = self.actions.get(module)?;
        let place = text.part(module_name.len() + 1..text.value.len());
        let action = actions.find_at(action_name, place, &mut self.sink);
        if module == own.0 && action_name == own.1 {
            self.error("spec::replaced-by", text.span, "an action cannot replace itself")
                .label("the same action")
                .help("name the action that replaces it");
        }
        (action != UNKNOWN).then_some((module, action))
    }

    fn failure_use(&mut self, doc: ErrorFormatUseDoc<'_>) -> ErrorFormatUse {
        let format = match &doc.format {
            Some(text) => {
                let format = self.names.failures.find(text, &mut self.sink);
                self.written_failures.entry(format).or_insert(text.span);
                format
            }
            None => UNKNOWN,
        };
        let errors: Vec<usize> =
            doc.errors.iter().map(|text| self.names.errors.find(text, &mut self.sink)).collect();
        if errors.is_empty() {
            self.writes.insert((format, None));
        }
        self.writes.extend(errors.iter().map(|error| (format, Some(*error))));
        ErrorFormatUse { format, errors }
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
