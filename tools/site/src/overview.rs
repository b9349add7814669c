//! The first page of an API: what it is, where it is, what holds for all of it, how much of it is known.

use std::collections::BTreeMap;

use bindery_model::{Action, Api, Coverage, Field, Known, Module, Placement, Segment, TypeDef, Word as _};
use maud::{Markup, html};

use crate::context::Context;
use crate::highlight::Language;
use crate::module::first_sentence;
use crate::{curl, parts, words};

/// What the page says.
pub(crate) fn page(context: &Context<'_>) -> Markup {
    let api = context.api;
    html! {
        header.intro {
            p.crumbs { a href=(context.page("../index.html")) { "All APIs" } " / overview" }
            h1 { (api.title) }
            (parts::paragraph(&api.about))
        }
        section.split aria-labelledby="_coverage" {
            div.text {
                h2 #_coverage { "What is known " (parts::permalink("_coverage", "what is known")) }
                (figures(&Counts::of(api)))
                h2 #_servers { "Servers " (parts::permalink("_servers", "servers")) }
                dl.values {
                    @for server in &api.servers {
                        div {
                            dt { (server.name) }
                            dd { p { @if let Some(url) = &server.url { code { (url) } } @else { "Every deployment has its own address." } } (parts::paragraph(&server.about)) }
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

/// How much of an API is known.
#[derive(Default)]
pub(crate) struct Counts {
    /// The actions, by how much of them the documents show.
    pub(crate) by_coverage: BTreeMap<Coverage, usize>,
    /// The actions.
    pub(crate) actions: usize,
    /// Those that can be called.
    pub(crate) callable: usize,
    parameters: usize,
    fields: usize,
    codes: usize,
    deviations: usize,
}

impl Counts {
    /// Counts.
    pub(crate) fn of(api: &Api) -> Self {
        // One that only collects what is not documented is none of the documents'.
        let documented = |fields: &[Field]| fields.iter().filter(|field| !field.others).count();
        let mut counts =
            Self { codes: api.errors.iter().filter(|error| error.code.is_some()).count(), ..Self::default() };
        for known in api.modules.iter().flat_map(Module::known) {
            *counts.by_coverage.entry(Coverage::of(known.evidence())).or_default() += 1;
            counts.actions += 1;
            counts.callable += usize::from(matches!(known, Known::Callable(..)));
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
        ("departures from the documents", counts.deviations),
    ];
    html! { dl.figures { @for (what, number) in rows { div { dt { (what) } dd { (number) } } } } }
}

fn start(context: &Context<'_>) -> Markup {
    let modules = context.api.modules.iter().enumerate().filter(|(_, module)| !module.inbound);
    let outbound = modules.flat_map(|(id, module)| module.actions.iter().map(move |action| (id, action)));
    let simple =
        |(_, action): &(_, &Action)| !action.path.iter().any(|part| matches!(part, Segment::Parameter(_)));
    let first = outbound.clone().find(simple).or(outbound.clone().next());
    let library = context.library();
    html! {
        @if let Some((module, action)) = first { (parts::code(context, "A first request", Language::Shell, &curl::command(context, module, action))) }
        (parts::code(context, "Cargo.toml", Language::Text, &format!("[dependencies]\n{} = \"0.1\"", library.replace('_', "-"))))
    }
}

fn conventions(context: &Context<'_>) -> Markup {
    let api = context.api;
    let actions: Vec<&Action> = api.modules.iter().flat_map(|module| &module.actions).collect();
    let sent = |send: Placement| {
        actions.iter().filter(|action| !action.parameters.is_empty() && action.placement() == send).count()
    };
    let listed: Vec<Markup> = Placement::ALL
        .iter()
        .filter(|send| sent(**send) > 0)
        .map(|send| html! { (words::send(*send)) ": " (words::count(sent(*send), "action")) })
        .collect();
    let usual = api.failures.get(api.failure);
    html! {
        ul.plain {
            @if !listed.is_empty() {
                li { "Parameters travel " @for (position, one) in listed.iter().enumerate() { @if position > 0 { "; " } (one) } ". What stands in a path is marked." }
            }
            li { "Required parameters are marked so; fields of answers are always there unless they are marked as optional. Null counts as missing." }
            @if api.any_case { li { "Paths are matched without regard to case, and a doubled slash as one." } }
            li { "Unknown fields, values and codes are no errors. They survive." }
            li { "Amounts are exact decimals. " a href=(context.page("types.html")) { "Types" } " says what every kind of value looks like." }
            @if let Some(shape) = usual {
                li { "Failures usually arrive as " a href=(context.page(&format!("errors.html#{}", crate::context::anchor(&["_shape", &shape.name])))) { (shape.name) } ". " a href=(context.page("errors.html")) { "Errors" } " has all shapes and codes." }
            }
            @for effect in words::EFFECTS {
                @let (word, meaning) = words::effect(effect);
                @let number = actions.iter().filter(|action| action.effect == effect).count();
                @if number > 0 { li { "An action that " strong { (word) } " (" (number) "): " (meaning) } }
            }
            li { "What the documents show, and how well, stands behind " em { "Evidence" } ". Where this reference departs from them it says so, with the reason." }
        }
    }
}
