//! Examples and constants: checks that what the documents show fits the spec.

use std::fmt::Write as _;

use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;
use bindery_vocabulary::template::{self, Placeholder, Step};

use super::Resolver;
use super::fit::Fit;
use super::names::UNKNOWN;
use super::purpose::Purpose;
use super::scalars::flag;
use crate::diagnostic::Span;
use crate::document::{ConstantDoc, ExampleDoc, JsonDoc, Named, listing};
use crate::literal::whole;
use crate::model::{
    Action, CodeKind, CodeValue, Constant, Encoding, ErrorFormat, Example, ResponseVariant, Type,
};
use crate::yaml::{Kind, Node, excerpt};

impl Resolver {
    /// Resolves the examples of an action that is otherwise complete.
    pub(super) fn examples(
        &mut self,
        docs: Vec<ExampleDoc<'_>>,
        action: &Action,
        formats: &[ErrorFormat],
    ) -> Vec<Example> {
        docs.into_iter().map(|doc| self.example(doc, action, formats)).collect()
    }

    fn example(&mut self, doc: ExampleDoc<'_>, action: &Action, formats: &[ErrorFormat]) -> Example {
        if doc.request.is_none()
            && doc.response.is_none()
            && doc.error_response.is_none()
            && doc.error.is_none()
        {
            self.error("spec::empty-example", doc.span, "empty example")
                .label("shows nothing")
                .help("add what the documents show: `request`, `response` or `error-response`");
        }
        if let (Some(response), Some(failure)) = (&doc.response, &doc.error_response) {
            self.error(
                "spec::example-variant",
                failure.span,
                "an example has either a response or an error response",
            )
            .label("the error response")
            .related(response.span, "the response")
            .help("split it into two examples");
        }
        if let Some(request) = &doc.request {
            self.request(request, action);
        }
        if let Some(response) = &doc.response {
            self.example_response(response, action);
        }
        let error = self.error_reference(doc.error.as_ref());
        match (&doc.error_response, &doc.error) {
            (Some(failure), _) => self.failure(failure, error.filter(|id| *id != UNKNOWN), formats),
            (None, Some(text)) => {
                self.error("spec::example-variant", text.span, "`error` without `error-response`")
                    .label("no error response")
                    .help("add `error-response: {…}` as sent on the wire, or remove `error`");
            }
            (None, None) => {}
        }
        Example {
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            request: doc.request.map(|json| json.node.json()),
            response: doc.response.map(|json| json.node.json()),
            error_response: doc.error_response.map(|json| json.node.json()),
            error,
            evidence: self.evidence(doc.evidence.0),
        }
    }

    fn request(&mut self, request: &JsonDoc<'_>, action: &Action) {
        let mut fit = Fit::new(&self.types, Purpose::Example, "request".to_owned());
        fit.object(&request.node, &action.parameters, "parameter", request.span);
        let clean = fit.is_clean();
        fit.report(&mut self.sink);
        if clean {
            self.check_together(request, action);
        }
    }

    /// Checks parameters that require each other.
    fn check_together(&mut self, request: &JsonDoc<'_>, action: &Action) {
        let there = |position: usize| {
            let field = action.parameters.get(position)?;
            let names = std::iter::once(&field.name).chain(&field.aliases);
            let found = names.into_iter().find_map(|name| entry(&request.node, name));
            found.filter(|node| !matches!(node.kind, Kind::Null))
        };
        // In groups, a boolean that is false counts as missing.
        let given = |position: usize| there(position).filter(|node| flag(node) != Some(false));
        for (position, field) in action.parameters.iter().enumerate() {
            let Some(needs) = &field.needs else { continue };
            let other = action.parameters.iter().position(|other| other.name == *needs);
            if there(position).is_some() && other.is_some_and(|other| there(other).is_none()) {
                self.error(
                    "spec::example-missing-key",
                    request.span,
                    format!("`request` has `{}` without `{needs}`", field.name),
                )
                .label(format!("`{needs}` is missing"))
                .related(field.span, "this parameter requires it")
                .help(format!("add `{needs}`, or remove `needs` from the parameter"));
            }
        }
        let complete =
            |group: &(String, Vec<usize>)| group.1.iter().all(|position| given(*position).is_some());
        if !action.one_of.is_empty() && !action.one_of.iter().any(complete) {
            let mut groups = String::new();
            for (_, members) in &action.one_of {
                let names: Vec<String> = members
                    .iter()
                    .filter_map(|position| action.parameters.get(*position))
                    .map(|field| format!("`{}`", excerpt(&field.name)))
                    .collect();
                let _ =
                    write!(groups, "{}{}", if groups.is_empty() { "" } else { ", or " }, names.join(" and "));
            }
            self.error(
                "spec::example-missing-key",
                request.span,
                "`request` has no complete group of `one-of`",
            )
            .label("requires one group")
            .help(format!("add {groups}"));
        }
    }

    fn example_response(&mut self, response: &JsonDoc<'_>, action: &Action) {
        let documented_response = &action.response;
        if !documented_response.variants.is_empty() {
            return self.variant(response, &documented_response.variants);
        }
        let Some(ty) = &documented_response.ty else { return };
        if !documented_response.body.format.is_json()
            || (documented_response.nullable && matches!(response.node.kind, Kind::Null))
        {
            return;
        }
        let mut fit = Fit::response(&self.types, "response".to_owned());
        let bare = documented_response.bare.as_ref().filter(|_| !matches!(response.node.kind, Kind::Map(_)));
        let bare = bare.and_then(|name| self.record(Some(ty))?.iter().find(|field| field.name == *name));
        let inner = documented_response.unwrap.iter().find_map(|key| entry(&response.node, key));
        if let Some(field) = bare {
            fit.field(&response.node, field);
        } else if let Some(inner) = inner {
            fit.plain(inner, ty, documented_response.encoding, inner.span);
        } else {
            fit.plain(&response.node, ty, documented_response.encoding, response.span);
        }
        fit.report(&mut self.sink);
    }

    /// Checks a response against several responses: it must fit one of them.
    fn variant(&mut self, response: &JsonDoc<'_>, variants: &[ResponseVariant]) {
        let mut best: Option<Fit<'_>> = None;
        for result in variants {
            let Some(ty) = &result.ty else {
                if matches!(response.node.kind, Kind::Null) {
                    return;
                }
                continue;
            };
            let mut fit = Fit::response(&self.types, "response".to_owned());
            fit.plain(&response.node, ty, Encoding::Plain, response.span);
            if fit.is_clean() {
                return;
            }
            if best.as_ref().is_none_or(|best| fit.faults() < best.faults()) {
                best = Some(fit);
            }
        }
        // Report what is wrong for the response that fits best.
        if let Some(fit) = best {
            fit.report(&mut self.sink);
            return;
        }
        let names: Vec<&str> = variants.iter().map(|result| result.name.as_str()).collect();
        self.error(
            "spec::example-variant",
            response.span,
            "none of the responses of this action has content",
        )
        .label("has content")
        .help(format!("add a `type` to one of the `variants` ({}), or remove the example", names.join(", ")));
    }

    fn failure(&mut self, failure: &JsonDoc<'_>, error: Option<usize>, formats: &[ErrorFormat]) {
        let Some(body) = JsonValue::parse(&failure.node.json()) else { return };
        // An example shows a body without its status and headers.
        let shows = |format: &&ErrorFormat| format.when.iter().any(|signal| signal.is_in(&body, true));
        let matching: Vec<&ErrorFormat> = formats.iter().filter(shows).collect();
        if matching.is_empty() && !formats.is_empty() && self.names.failures.is_complete() {
            let signs: Vec<String> =
                formats.iter().map(|format| format!("{} ({})", format.name, signs(format))).collect();
            let help = match listing(signs.iter().map(String::as_str)) {
                Some(list) => {
                    format!(
                        "correct the example, or add an error format for it; the formats and their signals: {list}"
                    )
                }
                None => "correct the example, or add an error format for it to `error-formats` in api.yaml"
                    .to_owned(),
            };
            self.error("spec::example-error-response", failure.span, "no error format matches this example")
                .label("has none of the error signals")
                .help(help);
            return;
        }
        if let Some(format) = matching.first() {
            self.error_details(failure, format);
        }
        let Some(error) = error else { return };
        let expected = self.error_codes.get(error).cloned().flatten();
        let codes = self.codes;
        let Some((node, found)) = matching.iter().find_map(|format| code_in(&failure.node, format, codes))
        else {
            return;
        };
        if let Some(expected) = expected
            && expected != found
        {
            let name = self.names.errors.name(error);
            let other = self.error_codes.iter().position(|code| code.as_ref() == Some(&found));
            let help = match other {
                Some(other) => format!(
                    "the code {found} belongs to `{}`: name that error, or correct the code",
                    self.names.errors.name(other)
                ),
                None => "correct the code, or name the right error".to_owned(),
            };
            let message = format!("the example names `{name}`, but has the code {found}");
            let label = format!("the code of `{name}` is {expected}");
            self.error("spec::example-error", node, message).label(label).help(help);
        }
    }

    /// Checks the details in an error response of this format: the value in the place of `$details`, or those of the
    /// details' fields that are there. Details are optional.
    fn error_details(&mut self, failure: &JsonDoc<'_>, format: &ErrorFormat) {
        let Some(details) = &format.details else { return };
        let mut keys = details.key.iter().flat_map(|key| path::keys(key));
        let Some(at) = keys.try_fold(&failure.node, |node, (key, _)| part(node, &key)) else { return };
        let path = details.key.iter().flat_map(|key| [".", key]).collect::<String>();
        let mut fit = Fit::response(&self.types, format!("error-response{path}"));
        let is_value = template::places(&format.body).iter().any(|(_, what)| *what == Placeholder::Details);
        match &at.kind {
            Kind::Null => {}
            _ if is_value => fit.plain(at, &details.ty, Encoding::Plain, at.span),
            _ => fit.present(at, &details.ty),
        }
        fit.report(&mut self.sink);
    }

    /// Resolves the constants of a module.
    pub(super) fn constants(&mut self, items: Vec<Named<'_, ConstantDoc<'_>>>) -> Vec<Constant> {
        let mut constants = Vec::with_capacity(items.len());
        for item in items {
            let Some(doc) = item.value else { continue };
            if let Some(text) = &doc.type_ {
                let ty = self.type_of(text);
                self.reach(&ty);
                if let Some(value) = &doc.value {
                    self.constant(&item.name, &ty, value);
                }
            }
            constants.push(Constant {
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                json: doc.value.map(|json| json.node.json()).unwrap_or_default(),
                evidence: self.evidence(doc.evidence.0),
                name: item.name.into_owned(),
            });
        }
        constants
    }

    fn constant(&mut self, name: &str, ty: &Type, value: &JsonDoc<'_>) {
        let mut fit = Fit::new(&self.types, Purpose::Constant, excerpt(name));
        fit.plain(&value.node, ty, Encoding::Plain, value.span);
        fit.report(&mut self.sink);
    }
}

/// Returns the value of a key, if the node is a mapping that has it.
fn entry<'n, 'a>(node: &'n Node<'a>, name: &str) -> Option<&'n Node<'a>> {
    match &node.kind {
        Kind::Map(entries) => entries.iter().find(|(key, _)| key.text == name).map(|(_, value)| value),
        _ => None,
    }
}

/// Returns the value of a key, or the item at a position.
fn part<'n, 'a>(node: &'n Node<'a>, step: &str) -> Option<&'n Node<'a>> {
    match &node.kind {
        Kind::List(items) => items.get(step.parse::<usize>().ok()?),
        _ => entry(node, step),
    }
}

/// Describes the signals of an error format.
fn signs(format: &ErrorFormat) -> String {
    format.when.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}

/// Returns the code in an error response of this format, with its place. Of a list of errors, the first counts.
fn code_in(node: &Node<'_>, format: &ErrorFormat, kind: CodeKind) -> Option<(Span, CodeValue)> {
    template::places(&format.body)
        .into_iter()
        .filter(|(_, what)| matches!(what, Placeholder::Code | Placeholder::CodeText))
        .find_map(|(steps, _)| {
            let at = steps.iter().try_fold(node, |node, step| match (step, &node.kind) {
                (Step::Key(key), _) => entry(node, key),
                (Step::Item(at), Kind::List(items)) => items.get(*at),
                (Step::Each, Kind::List(items)) => items.first(),
                (Step::Item(_), _) => None,
                (Step::Each, _) => Some(node),
            })?;
            match &at.kind {
                Kind::Number(text) | Kind::Text(text, _) => {
                    let code = match kind {
                        CodeKind::Number => CodeValue::Number(whole(text)?),
                        CodeKind::Text => CodeValue::Text(text.as_ref().to_owned()),
                    };
                    Some((at.span, code))
                }
                _ => None,
            }
        })
}
