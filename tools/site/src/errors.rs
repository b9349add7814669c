//! The errors page: error codes, error formats, and rejections by the server.

use bindery_model::{Api, CodeKind, ErrorEntry, ErrorFormat, ErrorId, ErrorSignal, Rejections};
use maud::{Markup, html};

use crate::context::{PageContext, anchor};
use crate::highlight::Language;
use crate::{parts, samples, words};

/// Renders the page.
pub(crate) fn page(context: &PageContext<'_>) -> Markup {
    let api = context.api;
    html! {
        header.intro {
            p.crumbs { a href=(context.page("index.html")) { (api.title) } " / errors" }
            h1 { "Errors" }
            p {
                "Codes are " @match api.codes { CodeKind::Number => "integers", CodeKind::Text => "strings" }
                ". Clients get one typed error, whatever the error format and the HTTP status. In Rust it is " code { (context.library()) "::Error" } "; its codes are in "
                code { "ErrorCode" } ". Unknown codes are kept unchanged."
            }
        }
        section.types #_formats aria-labelledby="_formats-title" {
            h2 #_formats-title { "Error formats " (parts::permalink("_formats", "error formats")) }
            p { "Clients try the formats in this order. The first match determines how the error response is read." }
            @for (id, format) in api.error_formats.iter().enumerate() { (format_section(context, format, id == api.error_format)) }
        }
        section.types #_codes aria-labelledby="_codes-title" {
            h2 #_codes-title { "Codes " (parts::permalink("_codes", "codes")) }
            ul.fields { @for (id, entry) in api.errors.iter().enumerate() { (entry_row(context, id, entry)) } }
        }
        section.types #_rejections aria-labelledby="_rejections-title" {
            h2 #_rejections-title { "Rejections by the server " (parts::permalink("_rejections", "rejections")) }
            p { "Generated routers respond with these errors before or instead of calling the backend." }
            (rejections(context, &api.rejections))
        }
    }
}

fn format_section(context: &PageContext<'_>, format: &ErrorFormat, usual: bool) -> Markup {
    let id = anchor(&["_format", &format.name]);
    // The error of the sample: an entry with a code, if there is one.
    let error = context.api.errors.iter().find(|entry| entry.code.is_some()).or(context.api.errors.first());
    let sample = error.map(|error| samples::failure(context.api, format, error));
    html! {
        section.definition #(id) {
            div.text {
                h3 { (format.name) " " (parts::permalink(&id, &format.name)) @if usual { " " (parts::mark("default")) } }
                (parts::paragraph(&format.about))
                p { "Error signal: " (signals(&format.when)) ". Servers send this format with HTTP status " (format.status) ", unless the error has its own status." }
                @if let Some(media) = &format.media { p { "The body is " code { (media) } "." } }
                @if let Some(details) = &format.details {
                    p {
                        "The details are of the type " (parts::type_name(context, &details.ty))
                        @match &details.key { Some(key) => { ", at " code { (key) } }, None => { ", in the whole body" } }
                        ". In Rust, " code { "error.details_as()" } " reads them."
                    }
                }
            }
            div.examples {
                @if let Some((status, body)) = sample {
                    @let title = format!("{}, status {status}", format.name);
                    @if format.is_json() {
                        (parts::code(context, &title, Language::Json, &parts::pretty(&body)))
                    } @else {
                        (parts::code(context, &title, Language::Text, &body.plain()))
                    }
                }
            }
        }
    }
}

fn signals(signals: &[ErrorSignal]) -> Markup {
    html! {
        @for (position, signal) in signals.iter().enumerate() {
            @if position > 0 { ", or " }
            @for (position, part) in signal.parts().iter().enumerate() {
                @if position > 0 { " together with " }
                (condition(part))
            }
            @if signal.is_negative() { ", in responses of the actions that use this format" }
        }
    }
}

fn condition(signal: &ErrorSignal) -> Markup {
    html! {
        @match signal {
            ErrorSignal::Has(key) => { "the key " code { (key) } },
            ErrorSignal::Is(key, value) => { code { (key) } " equal to " (value) },
            ErrorSignal::IsNot(key, value) => { code { (key) } " other than " (value) },
            ErrorSignal::Empty(key, true) => { code { (key) } " empty or missing" },
            ErrorSignal::Empty(key, false) => { code { (key) } " not empty" },
            ErrorSignal::Header(name, None) => { "the header " code { (name) } },
            ErrorSignal::Header(name, Some(value)) => { "the header " code { (name) ": " (value) } },
            ErrorSignal::Status(first, last) if first == last => { "HTTP status " (first) },
            ErrorSignal::Status(first, last) => { "an HTTP status from " (first) " to " (last) },
            ErrorSignal::All(all) => @for part in all { (condition(part)) " " },
        }
    }
}

fn entry_row(context: &PageContext<'_>, id: ErrorId, entry: &ErrorEntry) -> Markup {
    let anchor = anchor(&[&entry.name]);
    html! {
        li #(anchor) {
            div.head {
                @match (&entry.code, entry.status) {
                    (Some(code), _) => code.name { (code) },
                    (None, Some(status)) => span.type { "identified by status " (status) },
                    (None, None) => span.type { "identified by text" },
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
                p.small { "Read as " a href=(context.error(id)) { (other.name) } "." }
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

/// The actions for which the documents list an error.
fn used_by(context: &PageContext<'_>, uses: &[(usize, &str)]) -> Markup {
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

fn rejections(context: &PageContext<'_>, rejections: &Rejections) -> Markup {
    let Rejections { missing, invalid, unauthenticated, not_found, not_implemented, internal } = *rejections;
    let rows = [
        ("A required parameter is missing", missing),
        ("A value is malformed or violates a limit", invalid),
        ("Login, key, signature or token is missing or invalid", unauthenticated),
        ("Unknown path or method", not_found),
        ("The backend does not implement the action", not_implemented),
        ("Internal server error", internal),
    ];
    html! {
        dl.values {
            @for (what, id) in rows {
                div { dt { (what) } dd { a href=(context.error(id)) { (context.api.errors.get(id).map_or("", |entry| entry.name.as_str())) } } }
            }
        }
    }
}
