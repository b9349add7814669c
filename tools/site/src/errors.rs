//! Failures: the codes, the shapes in which they arrive, and what a server answers by itself.

use bindery_model::{Api, CodeKind, ErrorEntry, ErrorId, FailureShape, Marker, Refusals};
use maud::{Markup, html};

use crate::context::{Context, anchor};
use crate::highlight::Language;
use crate::{parts, samples, words};

/// What the page says.
pub(crate) fn page(context: &Context<'_>) -> Markup {
    let api = context.api;
    html! {
        header.intro {
            p.crumbs { a href=(context.page("index.html")) { (api.title) } " / errors" }
            h1 { "Errors" }
            p {
                "Codes are " @match api.codes { CodeKind::Number => "whole numbers", CodeKind::Text => "texts" }
                ". Whatever the shape and the HTTP status, a client gets one typed error: in Rust " code { (context.library()) "::Error" } ", with the codes in "
                code { "ErrorCode" } ". Codes that are not in the table survive as they are."
            }
        }
        section.types #_shapes aria-labelledby="_shapes-title" {
            h2 #_shapes-title { "Failure shapes " (parts::permalink("_shapes", "failure shapes")) }
            p { "Shapes are tried in this order. The first that fits says how the failure is read." }
            @for (id, shape) in api.failures.iter().enumerate() { (shape_section(context, shape, id == api.failure)) }
        }
        section.types #_codes aria-labelledby="_codes-title" {
            h2 #_codes-title { "Codes " (parts::permalink("_codes", "codes")) }
            ul.fields { @for (id, entry) in api.errors.iter().enumerate() { (entry_row(context, id, entry)) } }
        }
        section.types #_refusals aria-labelledby="_refusals-title" {
            h2 #_refusals-title { "What servers answer by themselves " (parts::permalink("_refusals", "refusals")) }
            p { "A router made by Bindery answers these before, or instead of, what implements an action." }
            (refusals(context, &api.refusals))
        }
    }
}

fn shape_section(context: &Context<'_>, shape: &FailureShape, usual: bool) -> Markup {
    let id = anchor(&["_shape", &shape.name]);
    // What a server would write: an entry with a code where there is one.
    let error = context.api.errors.iter().find(|entry| entry.code.is_some()).or(context.api.errors.first());
    let sample = error.map(|error| samples::failure(context.api, shape, error));
    html! {
        section.definition #(id) {
            div.text {
                h3 { (shape.name) " " (parts::permalink(&id, &shape.name)) @if usual { " " (parts::mark("usual")) } }
                (parts::paragraph(&shape.about))
                p { "Recognised by " (markers(&shape.when)) ". Servers send it with HTTP status " (shape.status) " unless the error has one of its own." }
            }
            div.examples {
                @if let Some((status, body)) = sample {
                    (parts::code(context, &format!("{}, with status {status}", shape.name), Language::Json, &parts::pretty(&body)))
                }
            }
        }
    }
}

fn markers(markers: &[Marker]) -> Markup {
    html! {
        @for (position, marker) in markers.iter().enumerate() {
            @if position > 0 { ", or " }
            @match marker {
                Marker::Has(key) => { "the key " code { (key) } },
                Marker::Is(key, value) => { code { (key) } " being " (value) },
                Marker::IsNot(key, value) => { code { (key) } " not being " (value) ", in answers of the actions that fail so" },
                Marker::Status(first, last) if first == last => { "HTTP status " (first) },
                Marker::Status(first, last) => { "an HTTP status from " (first) " to " (last) },
            }
        }
    }
}

fn entry_row(context: &Context<'_>, id: ErrorId, entry: &ErrorEntry) -> Markup {
    let anchor = anchor(&[&entry.name]);
    html! {
        li #(anchor) {
            div.head {
                @match (&entry.code, entry.status) {
                    (Some(code), _) => code.name { (code) },
                    (None, Some(status)) => span.type { "status " (status) " alone" },
                    (None, None) => span.type { "text alone" },
                }
                @if entry.code.is_none() { " " code.name { (entry.name) } }
                (parts::permalink(&anchor, &entry.name))
                @if entry.code.is_some() { span.type { (entry.name) } }
                span.where { (words::kind(entry.kind)) }
                @if let (Some(status), Some(_)) = (entry.status, &entry.code) { span.where { "HTTP " (status) } }
                @for note in &entry.notes { (parts::mark(note)) }
            }
            (parts::paragraph(&entry.text))
            (parts::paragraph(&entry.about))
            @if let Some((id, other)) = entry.reads_as.and_then(|id| Some((id, context.api.errors.get(id)?))) {
                p.small { "Means " a href=(context.error(id)) { (other.name) } "." }
            }
            @let uses = users(context.api, id);
            @let variant = context.calls.error(id);
            @if variant.is_some() || !uses.is_empty() {
                p.small {
                    @if let Some(variant) = variant { "In Rust " code { "ErrorCode::" (variant) } "." }
                    @if !uses.is_empty() { (used_by(context, &uses)) }
                }
            }
            (parts::deviations(&entry.deviations))
            (parts::short_evidence(context, &entry.evidence))
        }
    }
}

/// The actions to which the documents tie an error.
fn used_by(context: &Context<'_>, uses: &[(usize, &str)]) -> Markup {
    html! {
        " Documented for "
        @for (position, (module, action)) in uses.iter().enumerate() {
            @if position > 0 { ", " }
            a href=(context.action(*module, action)) { (action) }
        }
        "."
    }
}

fn users(api: &Api, id: ErrorId) -> Vec<(usize, &str)> {
    let modules = api.modules.iter().enumerate();
    let actions = modules.flat_map(|(module, of)| of.actions.iter().map(move |action| (module, action)));
    let uses = actions.filter(|(_, action)| action.errors.iter().any(|error| error.error == id));
    uses.map(|(module, action)| (module, action.name.as_str())).collect()
}

fn refusals(context: &Context<'_>, refusals: &Refusals) -> Markup {
    let Refusals { missing, invalid, login, not_found, not_implemented, internal } = *refusals;
    let rows = [
        ("A required parameter is not there", missing),
        ("A value cannot be read, or breaks a limit", invalid),
        ("Nobody may call like this: log-in, key, signature or token", login),
        ("There is no such path or method", not_found),
        ("The server does not have the action", not_implemented),
        ("The server failed", internal),
    ];
    html! {
        dl.values {
            @for (what, id) in rows {
                div { dt { (what) } dd { a href=(context.error(id)) { (context.api.errors.get(id).map_or("", |entry| entry.name.as_str())) } } }
            }
        }
    }
}
