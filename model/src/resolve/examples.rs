//! Examples and constants: what the documents show must fit what the spec says.

use std::fmt::Write as _;

use super::Resolver;
use super::fit::Fit;
use super::names::UNKNOWN;
use super::purpose::Purpose;
use super::scalars::flag;
use crate::diagnostic::Span;
use crate::document::{ConstantDoc, ExampleDoc, Json, Named, listing};
use crate::literal::whole;
use crate::model::{
    Action, CodeKind, CodeValue, Constant, Example, FailureShape, Holds, Marker, Outcome, Style, Type,
};
use crate::yaml::{Kind, Node, excerpt};

impl Resolver {
    /// Resolves the examples of an action that is complete but for them.
    pub(super) fn examples(
        &mut self,
        docs: Vec<ExampleDoc<'_>>,
        action: &Action,
        shapes: &[FailureShape],
    ) -> Vec<Example> {
        docs.into_iter().map(|doc| self.example(doc, action, shapes)).collect()
    }

    fn example(&mut self, doc: ExampleDoc<'_>, action: &Action, shapes: &[FailureShape]) -> Example {
        if doc.request.is_none() && doc.response.is_none() && doc.failure.is_none() && doc.error.is_none() {
            self.error("spec::empty-example", doc.span, "this example shows nothing")
                .label("nothing to see")
                .help("add what the documents show: `request`, `response` or `failure`");
        }
        if let (Some(response), Some(failure)) = (&doc.response, &doc.failure) {
            self.error("spec::example-outcome", failure.span, "an example has one outcome")
                .label("a failure")
                .related(response.span, "and an answer")
                .help("make two examples of it");
        }
        if let Some(request) = &doc.request {
            self.request(request, action);
        }
        if let Some(response) = &doc.response {
            self.response(response, action);
        }
        let error = self.error_reference(doc.error.as_ref());
        match (&doc.failure, &doc.error) {
            (Some(failure), _) => self.failure(failure, error.filter(|id| *id != UNKNOWN), shapes),
            (None, Some(text)) => {
                self.error("spec::example-outcome", text.span, "`error` without a failure")
                    .label("which failure?")
                    .help("add `failure: {…}` as it stands on the wire, or remove `error`");
            }
            (None, None) => {}
        }
        Example {
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            request: doc.request.map(|json| json.node.json()),
            response: doc.response.map(|json| json.node.json()),
            failure: doc.failure.map(|json| json.node.json()),
            error,
            evidence: self.evidence(doc.evidence.0),
        }
    }

    fn request(&mut self, request: &Json<'_>, action: &Action) {
        let mut fit = Fit::new(&self.types, Purpose::Example, "request".to_owned());
        fit.object(&request.node, &action.parameters, "parameter", request.span);
        let clean = fit.is_clean();
        fit.report(&mut self.sink);
        if clean {
            self.check_together(request, action);
        }
    }

    /// Parameters that need each other.
    fn check_together(&mut self, request: &Json<'_>, action: &Action) {
        let there = |position: usize| {
            let field = action.parameters.get(position)?;
            let names = std::iter::once(&field.name).chain(&field.also);
            let found = names.into_iter().find_map(|name| entry(&request.node, name));
            found.filter(|node| !matches!(node.kind, Kind::Null))
        };
        // Among alternatives, a flag that is false counts as left out.
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
                .related(field.span, "which this parameter needs")
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
            .label("one group must be there")
            .help(format!("add {groups}"));
        }
    }

    fn response(&mut self, response: &Json<'_>, action: &Action) {
        let returns = &action.returns;
        if !returns.outcomes.is_empty() {
            return self.outcome(response, &returns.outcomes);
        }
        let Some(ty) = &returns.ty else { return };
        if !returns.media_type.is_json() || (returns.nullable && matches!(response.node.kind, Kind::Null)) {
            return;
        }
        let mut fit = Fit::answer(&self.types, "response".to_owned());
        let bare = returns.bare.as_ref().filter(|_| !matches!(response.node.kind, Kind::Map(_)));
        let bare = bare.and_then(|name| self.record(Some(ty))?.iter().find(|field| field.name == *name));
        let inner = returns.unwrap.iter().find_map(|key| entry(&response.node, key));
        if let Some(field) = bare {
            fit.field(&response.node, field);
        } else if let Some(inner) = inner {
            fit.plain(inner, ty, returns.style, inner.span);
        } else {
            fit.plain(&response.node, ty, returns.style, response.span);
        }
        fit.report(&mut self.sink);
    }

    /// An answer of several must fit one of them; the first that it fits is the one.
    fn outcome(&mut self, response: &Json<'_>, outcomes: &[Outcome]) {
        let mut best: Option<Fit<'_>> = None;
        for outcome in outcomes {
            let Some(ty) = &outcome.ty else {
                if matches!(response.node.kind, Kind::Null) {
                    return;
                }
                continue;
            };
            let mut fit = Fit::answer(&self.types, "response".to_owned());
            fit.plain(&response.node, ty, Style::Plain, response.span);
            if fit.is_clean() {
                return;
            }
            if best.as_ref().is_none_or(|best| fit.faults() < best.faults()) {
                best = Some(fit);
            }
        }
        // What is wrong is told for the outcome that comes nearest.
        if let Some(fit) = best {
            fit.report(&mut self.sink);
            return;
        }
        let names: Vec<&str> = outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
        self.error("spec::example-outcome", response.span, "no outcome of this action has content")
            .label("an answer with content")
            .help(format!(
                "add a `type` to one of the outcomes ({}), or remove the example",
                names.join(", ")
            ));
    }

    fn failure(&mut self, failure: &Json<'_>, error: Option<usize>, shapes: &[FailureShape]) {
        let matching: Vec<&FailureShape> = shapes
            .iter()
            .filter(|shape| shape.when.iter().any(|marker| shows(&failure.node, marker)))
            .collect();
        if matching.is_empty() && !shapes.is_empty() && self.names.failures.is_complete() {
            let signs: Vec<String> =
                shapes.iter().map(|shape| format!("{} ({})", shape.name, signs(shape))).collect();
            let help = match listing(signs.iter().map(String::as_str)) {
                Some(list) => {
                    format!("correct the example, or add a shape for it; the shapes and their signs: {list}")
                }
                None => "correct the example, or add a shape for it to `failures` in api.yaml".to_owned(),
            };
            self.error("spec::example-failure", failure.span, "no failure shape recognises this example")
                .label("shows none of the signs of a failure")
                .help(help);
            return;
        }
        let Some(error) = error else { return };
        let expected = self.error_codes.get(error).cloned().flatten();
        let codes = self.codes;
        let Some((node, found)) = matching.iter().find_map(|shape| code_in(&failure.node, shape, codes))
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
                    "the code {found} is `{}`: name that, or correct the code",
                    self.names.errors.name(other)
                ),
                None => "correct the code, or name the error that is meant".to_owned(),
            };
            let message = format!("the example says `{name}`, but holds the code {found}");
            let label = format!("the code of `{name}` is {expected}");
            self.error("spec::example-error", node, message).label(label).help(help);
        }
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

    fn constant(&mut self, name: &str, ty: &Type, value: &Json<'_>) {
        let mut fit = Fit::new(&self.types, Purpose::Constant, excerpt(name));
        fit.plain(&value.node, ty, Style::Plain, value.span);
        fit.report(&mut self.sink);
    }
}

/// The value of a key, if the node is a mapping that has it.
fn entry<'n, 'a>(node: &'n Node<'a>, name: &str) -> Option<&'n Node<'a>> {
    match &node.kind {
        Kind::Map(entries) => entries.iter().find(|(key, _)| key.text == name).map(|(_, value)| value),
        _ => None,
    }
}

/// The value at the end of keys joined by dots.
fn place<'n, 'a>(node: &'n Node<'a>, path: &str) -> Option<&'n Node<'a>> {
    path.split('.').try_fold(node, |node, key| entry(node, key))
}

fn shows(node: &Node<'_>, marker: &Marker) -> bool {
    match marker {
        Marker::Has(key) => place(node, key).is_some_and(|value| !matches!(value.kind, Kind::Null)),
        Marker::Is(key, expected) => place(node, key).is_some_and(|value| flag(value) == Some(*expected)),
        Marker::IsNot(key, expected) => {
            let object = key.rsplit_once('.').map_or(Some(node), |(object, _)| place(node, object));
            let holds = object.is_some_and(|object| matches!(object.kind, Kind::Map(_)));
            holds && !shows(node, &Marker::Is(key.clone(), *expected))
        }
        // An example shows a body without its status.
        Marker::Status(..) => true,
    }
}

/// The signs of a shape in words.
fn signs(shape: &FailureShape) -> String {
    let signs: Vec<String> = shape
        .when
        .iter()
        .map(|marker| match marker {
            Marker::Has(key) => format!("`{key}` is there"),
            Marker::Is(key, value) => format!("`{key}` is {value}"),
            Marker::IsNot(key, value) => format!("`{key}` is not {value}"),
            Marker::Status(first, last) if first == last => format!("the status is {first}"),
            Marker::Status(first, last) => format!("the status is {first} to {last}"),
        })
        .collect();
    signs.join(" or ")
}

/// The code that a failure holds in a shape, and where.
fn code_in(node: &Node<'_>, shape: &FailureShape, kind: CodeKind) -> Option<(Span, CodeValue)> {
    shape.body.iter().filter(|part| matches!(part.holds, Holds::Code | Holds::CodeText)).find_map(|part| {
        let mut at = node;
        for key in &part.path {
            at = entry(at, key)?;
        }
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
