//! The overview page of an API: coverage, servers, modules and conventions.

use std::collections::BTreeMap;

use bindery_model::{Action, Api, Coverage, Field, KnownAction, Module, Place, Segment, TypeDef, Word as _};
use maud::{Markup, html};

use crate::context::PageContext;
use crate::highlight::Language;
use crate::module::first_sentence;
use crate::{curl, parts, words};

/// Renders the page.
pub(crate) fn page(context: &PageContext<'_>) -> Markup {
    let api = context.api;
    html! {
        header.intro {
            p.crumbs { a href=(context.page("../index.html")) { "All APIs" } " / overview" }
            h1 { (api.title) }
            (parts::paragraph(&api.about))
        }
        section.split aria-labelledby="_coverage" {
            div.text {
                h2 #_coverage { "Coverage " (parts::permalink("_coverage", "coverage")) }
                (figures(&Counts::count(api)))
                h2 #_servers { "Servers " (parts::permalink("_servers", "servers")) }
                dl.values {
                    @for server in &api.servers {
                        div {
                            dt { (server.name) }
                            dd { p { @if let Some(url) = &server.url { code { (url) } } @else { "The address depends on the deployment." } } (parts::paragraph(&server.about)) }
                        }
                    }
                }
            }
            div.examples { (start(context)) }
        }
        section.types aria-labelledby="_modules" {
            h2 #_modules { "Modules " (parts::permalink("_modules", "modules")) }
            ul.cards {
                @for (id, module) in api.modules.iter().enumerate() {
                    li {
                        h3 { a href=(context.module(id)) { (module.name) } @if module.inbound { " " (parts::mark("webhooks")) } }
                        p { (parts::text(first_sentence(&module.about))) }
                        p.small { (words::count(module.actions.len() + module.listed.len(), "action")) }
                    }
                }
            }
        }
        section.types aria-labelledby="_conventions" {
            h2 #_conventions { "Conventions " (parts::permalink("_conventions", "conventions")) }
            (conventions(context))
        }
    }
}

/// Coverage figures of an API.
#[derive(Default)]
pub(crate) struct Counts {
    /// Number of actions by coverage.
    pub(crate) by_coverage: BTreeMap<Coverage, usize>,
    /// Number of actions.
    pub(crate) actions: usize,
    /// Number of callable actions.
    pub(crate) callable: usize,
    parameters: usize,
    fields: usize,
    codes: usize,
    deviations: usize,
}

impl Counts {
    /// Counts the parts of an API.
    pub(crate) fn count(api: &Api) -> Self {
        // A parameter that only collects additional entries is not documented itself.
        let documented = |fields: &[Field]| fields.iter().filter(|field| !field.additional).count();
        let mut counts =
            Self { codes: api.errors.iter().filter(|error| error.code.is_some()).count(), ..Self::default() };
        for known in api.modules.iter().flat_map(Module::known) {
            *counts.by_coverage.entry(Coverage::from_evidence(known.evidence())).or_default() += 1;
            counts.actions += 1;
            counts.callable += usize::from(matches!(known, KnownAction::Callable(..)));
            counts.parameters += documented(known.parameters());
        }
        counts.fields = api.types.iter().map(TypeDef::fields).map(<[_]>::len).sum();
        counts.deviations = crate::sources::deviations(api).len();
        counts
    }
}

fn figures(counts: &Counts) -> Markup {
    let of = |coverage| counts.by_coverage.get(&coverage).copied().unwrap_or_default();
    let rows = [
        ("actions", counts.actions),
        (words::coverage(Coverage::Full), of(Coverage::Full)),
        (words::coverage(Coverage::Partial), of(Coverage::Partial)),
        (words::coverage(Coverage::Listed), of(Coverage::Listed)),
        ("parameters", counts.parameters),
        ("fields of types", counts.fields),
        ("error codes", counts.codes),
        ("deviations from the documents", counts.deviations),
    ];
    html! { dl.figures { @for (what, number) in rows { div { dt { (what) } dd { (number) } } } } }
}

fn start(context: &PageContext<'_>) -> Markup {
    let modules = context.api.modules.iter().enumerate().filter(|(_, module)| !module.inbound);
    let outbound = modules.flat_map(|(id, module)| module.actions.iter().map(move |action| (id, action)));
    let simple =
        |(_, action): &(_, &Action)| action.path.iter().all(|part| matches!(part, Segment::Literal(_)));
    let first = outbound.clone().find(simple).or(outbound.clone().next());
    let library = context.library();
    html! {
        @if let Some((module, action)) = first { (parts::code(context, "First request", Language::Shell, &curl::command(context, module, action))) }
        (parts::code(context, "Cargo.toml", Language::Text, &format!("[dependencies]\n{} = \"0.1\"", library.replace('_', "-"))))
    }
}

fn conventions(context: &PageContext<'_>) -> Markup {
    let api = context.api;
    let actions: Vec<&Action> = api.modules.iter().flat_map(|module| &module.actions).collect();
    let sent = |parameters_in: Place| {
        actions
            .iter()
            .filter(|action| !action.parameters.is_empty() && action.default_place() == parameters_in)
            .count()
    };
    let listed: Vec<Markup> = Place::ALL
        .iter()
        .filter(|parameters_in| sent(**parameters_in) > 0)
        .map(|parameters_in| html! { (words::parameters_in(*parameters_in)) ": " (words::count(sent(*parameters_in), "action")) })
        .collect();
    let usual = api.error_formats.get(api.error_format);
    html! {
        ul.plain {
            @if !listed.is_empty() {
                li { "Parameters are sent " @for (position, one) in listed.iter().enumerate() { @if position > 0 { "; " } (one) } ". Path parameters are marked." }
            }
            li { "Required parameters are marked as required. Response fields are always present unless marked as optional. A null value counts as missing." }
            @if api.case_insensitive { li { "Paths are case-insensitive, and a double slash is read as one slash." } }
            li { "Unknown fields, values and codes are not errors. They are kept." }
            li { "Amounts are exact decimals. " a href=(context.page("types.html")) { "Types" } " describes the wire format of every kind of value." }
            @if let Some(format) = usual {
                li { "The default error format is " a href=(context.page(&format!("errors.html#{}", crate::context::anchor(&["_format", &format.name])))) { (format.name) } ". " a href=(context.page("errors.html")) { "Errors" } " lists all error formats and codes." }
            }
            @for effect in words::EFFECTS {
                @let (word, meaning) = words::effect(effect);
                @let number = actions.iter().filter(|action| action.effect == effect).count();
                @if number > 0 { li { "Effect " strong { (word) } " (actions: " (number) "): " (meaning) } }
            }
            li { em { "Evidence" } " lists the lines of the vendor's documents and the grade of each. Deviations of this reference from the documents are marked, with the reason." }
        }
    }
}
