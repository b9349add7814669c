//! An action: description, parameters and responses on the left, examples on the right.

use bindery_model::{
    Action, Body, BodyFormat, Completion, Example, Framing, KnownAction, ModuleId, Pages, Type, path_text,
};
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;
use maud::{Markup, html};

use crate::context::{PageContext, anchor};
use crate::fields::{Of, Rows};
use crate::highlight::Language;
use crate::{curl, parts, rust, samples, words};

/// Renders an action of a module.
pub(crate) fn article(context: &PageContext<'_>, module: ModuleId, known: KnownAction<'_>) -> Markup {
    let id = anchor(&[known.name()]);
    let title = format!("_title.{id}");
    let body = match known {
        KnownAction::Callable(position, action) => callable(context, module, position, action),
        KnownAction::Listed(listed) => html! {
            div.text {
                (parts::paragraph(&listed.about))
                div.notice {
                    p { strong { "Only listed." } " The vendor's documents name this action but do not describe it, so it cannot be called. Unknown: " (parts::text(&listed.unknown)) "." }
                }
                @if !listed.parameters.is_empty() {
                    h3 { "Known parameters" }
                    (Rows::nested(context).list(&listed.parameters, Of::Parameters, &[&listed.name]))
                }
                (parts::evidence(context, &listed.evidence))
            }
        },
    };
    html! {
        article.action #(id) aria-labelledby=(title) {
            header {
                h2 #(title) { (known.name()) " " (parts::permalink(&id, known.name())) @if let Some(word) = words::mark(known) { " " (parts::mark(word)) } }
                p.small { "Documented as: " span.doc { (known.documented_as()) } }
            }
            (body)
        }
    }
}

fn callable(context: &PageContext<'_>, module: ModuleId, position: usize, action: &Action) -> Markup {
    let inbound = context.api.modules.get(module).is_some_and(|module| module.inbound);
    let name = action.name.as_str();
    html! {
        div.text {
            p.endpoint {
                @for method in &action.methods { (parts::method(*method)) " " }
                code { (action.path_text()) }
            }
            (parts::paragraph(&action.about))
            (deprecated(context, action))
            (properties(context, action, inbound))
            (parts::deviations(&action.deviations))
            h3 { @if inbound { "Received parameters" } @else { "Parameters" } }
            @if action.parameters.is_empty() { p.small { "None." } }
            @else {
                (groups(action))
                (Rows::nested(context).list(&action.parameters, Of::Parameters, &[name]))
            }
            h3 { @if inbound { "Your response" } @else { "Response" } }
            (response(context, action))
            (errors(context, action))
            (parts::evidence(context, &action.evidence))
        }
        div.examples {
            (request(context, module, position, action, inbound))
            (other_requests(context, action))
            (responses(context, action))
            (failures(context, action))
        }
    }
}

fn deprecated(context: &PageContext<'_>, action: &Action) -> Markup {
    let successor = action.replaced_by.and_then(|(module, at)| Some((module, context.find(module, at)?)));
    html! {
        @if let Some(deprecation) = &action.deprecation {
            div.notice {
                p {
                    strong { "Deprecated by the vendor." }
                    @if let Some(note) = &deprecation.note { " " (parts::text(note)) }
                    @if let Some((module, successor)) = successor {
                        " Use " a href=(context.action(module, &successor.name)) { (successor.name) } " instead."
                    }
                }
            }
        }
    }
}

/// Properties of the call: effect, authentication, server, pages.
fn properties(context: &PageContext<'_>, action: &Action, inbound: bool) -> Markup {
    let (effect, meaning) = words::effect(action.effect);
    let server = context.api.servers.get(action.server);
    let link = |id: &usize| html! { a href=(context.auth(*id)) { (context.api.auth.get(*id).map_or("", |auth| auth.name.as_str())) } };
    let or = if action.any_auth.iter().all(|way| way.len() == 1) { " or " } else { ", or " };
    html! {
        dl.details {
            div { dt { "Effect" } dd { strong { (effect) } ". " (meaning) } }
            div {
                dt { "Authentication" }
                dd {
                    @if action.auth.is_empty() && action.any_auth.is_empty() { "none" }
                    @for (position, id) in action.auth.iter().enumerate() { @if position > 0 { " and " } (link(id)) @if action.optional_auth.contains(id) { " (optional)" } }
                    @if !action.auth.is_empty() && !action.any_auth.is_empty() { " and " }
                    @for (position, way) in action.any_auth.iter().enumerate() {
                        @if position > 0 { (or) }
                        @if way.is_empty() { "none" }
                        @for (position, id) in way.iter().enumerate() { @if position > 0 { " and " } (link(id)) }
                    }
                    @if !action.scopes.is_empty() {
                        "; scope "
                        @for (position, scope) in action.scopes.iter().enumerate() { @if position > 0 { " and " } code { (scope) } }
                    }
                }
            }
            @if !action.parameters.is_empty() {
                div { dt { @if inbound { "Received" } @else { "Sent" } } dd { (words::usual_places(action)) } }
            }
            @if !action.path_aliases.is_empty() {
                div {
                    dt { "Other paths" }
                    dd { @for (position, path) in action.path_aliases.iter().enumerate() { @if position > 0 { ", " } code { (path_text(path)) } } }
                }
            }
            @if let Some(server) = server {
                div { dt { "Server" } dd { (server.name) @if let Some(url) = &server.url { ", " code { (url) } } } }
            }
            @if let Some(select) = &action.select {
                div {
                    dt { "Selected by" }
                    dd {
                        code { (path::joined(&select.at)) }
                        @if select.is.is_empty() { " with any value" }
                        @for (position, is) in select.is.iter().enumerate() { @if position == 0 { " equal to " } @else { " or " } code { (is) } }
                    }
                }
            }
            @if let Some(pages) = &action.pages {
                div {
                    dt { "Pagination" }
                    dd { (pagination(action, pages)) }
                }
            }
            @if let Some(completes) = &action.completes {
                div {
                    dt { "Completion" }
                    dd { (completion(context, completes)) }
                }
            }
        }
    }
}

/// How the pages of a list are requested, and where they end.
fn pagination(action: &Action, pages: &Pages) -> Markup {
    let name = |at: Option<usize>| Some(action.parameters.get(at?)?.name.as_str());
    html! {
        (words::pages_by(pages.by))
        @if let Some(name) = name(pages.position) { ", selected by " code { (name) } }
        @if let Some(name) = name(pages.limit) { "; page size in " code { (name) } }
        @if let Some(largest) = pages.largest { ", up to " (largest) " records" }
        @for (key, path) in pages.paths() { "; " (words::page_path(key)) " in " code { (path) } }
        ". In Rust, " code { "client.records(request)" } " reads all pages."
    }
}

/// How the operation that an action starts is polled, and what ends it.
fn completion(context: &PageContext<'_>, completes: &Completion) -> Markup {
    let (module, at) = completes.poll;
    let poll = context.find(module, at);
    let name = |at: &usize| poll.and_then(|poll| poll.parameters.get(*at)).map_or("", |field| &field.name);
    let states = |states: &[String]| {
        html! {
            @for (position, state) in states.iter().enumerate() { @if position > 0 { " or " } code { (state) } }
        }
    };
    html! {
        "Starts an operation. "
        @if let Some(poll) = poll {
            @if completes.again { "The same request" } @else { a href=(context.action(module, &poll.name)) { (poll.name) } }
            " returns its state"
            @if completes.location { ", at the address in the header " code { "Location" } }
        }
        @for (at, path) in &completes.with { "; " code { (name(at)) } " is " code { (path) } " of the response" }
        @for at in &completes.same { "; " code { (name(at)) } " is the same" }
        ". "
        @match &completes.field {
            Some(field) => { "It ends when " code { (field) } " is " (states(&completes.done)) }
            None => { "It ends with the response " (states(&completes.done)) }
        }
        @if !completes.failed.is_empty() { ", and has failed with " (states(&completes.failed)) }
        ". In Rust, " code { "client.wait(request)" } " waits for the end."
    }
}

fn groups(action: &Action) -> Markup {
    let name = |at: &usize| action.parameters.get(*at).map_or("", |field| field.name.as_str());
    html! {
        @if !action.one_of.is_empty() {
            p {
                "One of these is required: "
                @for (position, (_, members)) in action.one_of.iter().enumerate() {
                    @if position > 0 { "; or " }
                    @for (position, at) in members.iter().enumerate() { @if position > 0 { " with " } code { (name(at)) } }
                }
                "."
            }
        }
    }
}

/// Describes how a body is read and written, where it is not plain JSON.
fn body(body: &Body) -> Markup {
    let what = match (&body.framing, body.format) {
        (Some(Framing::Events { .. }), _) => {
            "A stream of server-sent events; the type is that of their data."
        }
        (Some(Framing::Lines), _) => "A stream of JSON lines; the type is that of one line.",
        (None, BodyFormat::Json) => "",
        (None, BodyFormat::Raw) => "The body is the raw value, not JSON.",
        (None, BodyFormat::Stream) => "The body is a stream of bytes.",
    };
    let end = match &body.framing {
        Some(Framing::Events { end }) => end.as_deref(),
        Some(Framing::Lines) | None => None,
    };
    html! {
        @if !what.is_empty() { p.small { (what) @if let Some(end) = end { " The event " code { (end) } " is the last one." } } }
        @if !body.types.is_empty() { p.small { "Media type: " code { (body.types.join(", ")) } "." } }
    }
}

fn response(context: &PageContext<'_>, action: &Action) -> Markup {
    let documented_response = &action.response;
    let place = [action.name.as_str(), "_response"];
    html! {
        @if documented_response.variants.is_empty() {
            div.response {
                p { span.status { (documented_response.status) } " " (response_type(context, documented_response.ty.as_ref())) }
                (parts::paragraph(&documented_response.about))
                @if let Some(fixed) = &documented_response.fixed { p.small { "Always " code { (fixed) } ": confirms the call and carries no data." } }
                @if let Some(envelope) = &action.envelope { p.small { "The body is " code { (envelope) } " with the response in the place of " code { "$value" } "." } }
                @if documented_response.nullable { p.small { "The response may be null." } }
                (body(&documented_response.body))
                @if let Some(emits) = &documented_response.emits { p.small { "Servers send the body " code { (emits) } "." } }
                @if let Some(words) = words::encoding(documented_response.encoding) { p.small { (words) } }
                @if let Some(bare) = &documented_response.bare { p.small { "Clients also accept the bare value of " code { (bare) } "." } }
                @if !documented_response.unwrap.is_empty() { p.small { "Clients also accept the value inside an object, under " code { (documented_response.unwrap.join(", ")) } "." } }
                @if documented_response.bare_text { p.small { "The body may be plain text instead of JSON." } }
                (parts::deviations(&documented_response.deviations))
                (parts::short_evidence(context, &documented_response.evidence))
                @if let Some(ty) = &documented_response.ty { (Rows::response(context, ty, &place)) }
                (headers(context, documented_response.headers.as_ref(), &place))
            }
        } @else {
            (parts::paragraph(&documented_response.about))
            @for variant in &documented_response.variants {
                div.response {
                    p { span.status { (variant.status) } " " (response_type(context, variant.ty.as_ref())) }
                    (parts::paragraph(&variant.about))
                    @if let Some(ty) = &variant.ty { (Rows::response(context, ty, &[&action.name, "_response", &variant.name])) }
                    (headers(context, variant.headers.as_ref(), &[&action.name, "_response", &variant.name]))
                }
            }
            (parts::deviations(&documented_response.deviations))
            (parts::short_evidence(context, &documented_response.evidence))
        }
    }
}

/// Renders the headers that a record describes.
fn headers(context: &PageContext<'_>, record: Option<&Type>, place: &[&str]) -> Markup {
    let place = [place, &["_headers"]].concat();
    html! {
        @if let Some(record) = record {
            p.small { "Headers:" }
            (Rows::response(context, record, &place))
        }
    }
}

fn response_type(context: &PageContext<'_>, ty: Option<&Type>) -> Markup {
    html! {
        @match ty {
            Some(ty) => span.type { (parts::type_name(context, ty)) },
            None => span.type { "no content" },
        }
    }
}

fn errors(context: &PageContext<'_>, action: &Action) -> Markup {
    let name_of = |id: &usize| context.api.error_formats.get(*id).map_or("", |format| format.name.as_str());
    html! {
        @if !action.errors.is_empty() || !action.error_formats.is_empty() || action.invalid.is_some() {
            h3 { "Errors" }
            @if !action.errors.is_empty() {
                dl.values {
                    @for meaning in &action.errors {
                        @if let Some(entry) = context.api.errors.get(meaning.error) {
                            div {
                                dt { a href=(context.error(meaning.error)) { @match &entry.code { Some(code) => code { (code) }, None => (entry.name) } } }
                                dd {
                                    @if meaning.about.is_empty() { (parts::text(&entry.text)) } @else { (parts::text(&meaning.about)) }
                                    " " span.small { (words::kind(meaning.kind.unwrap_or(entry.kind))) }
                                }
                            }
                        }
                    }
                }
            }
            @if let Some(id) = action.invalid {
                p.small { "Invalid values are rejected with " a href=(context.error(id)) { (context.api.errors.get(id).map_or("", |entry| entry.name.as_str())) } "." }
            }
            @if !action.error_formats.is_empty() {
                p.small {
                    "Error formats: "
                    @for (position, usage) in action.error_formats.iter().enumerate() {
                        @if position > 0 { ", " }
                        a href=(context.page(&format!("errors.html#{}", anchor(&["_format", name_of(&usage.format)])))) { (name_of(&usage.format)) }
                    }
                    ". "
                }
            }
        }
    }
}

/// The example request, as a curl command and as Rust. For webhooks: the request that the vendor sends, and the backend
/// method that handles it.
fn request(
    context: &PageContext<'_>,
    module: ModuleId,
    position: usize,
    action: &Action,
    inbound: bool,
) -> Markup {
    let curl = curl::command(context, module, action);
    let shown = action.examples.iter().find(|example| example.request.is_some());
    let shown = shown.filter(|example| is_request_alone(example));
    let title = if inbound { "Incoming request" } else { "Request" };
    let switch = html! {
        span.switch role="group" aria-label="Example language" {
            button type="button" data-show="curl" aria-pressed="true" { "curl" }
            button type="button" data-show="rust" aria-pressed="false" { "Rust" }
        }
    };
    html! {
        figure.code.request {
            (parts::code_head(title, &switch))
            div.curl { (parts::code_body(context, Language::Shell, &curl)) }
            @if let Some(rust) = rust::example(context, module, position) {
                div.rust { (parts::code_body(context, Language::Rust, &rust)) }
            }
            @if let Some(example) = shown { (note(context, example)) }
        }
    }
}

/// Example responses from the documents; without any, one built from the types.
fn responses(context: &PageContext<'_>, action: &Action) -> Markup {
    let shown: Vec<(&Example, JsonValue)> = action
        .examples
        .iter()
        .filter_map(|example| {
            Some((example, samples::enveloped(action, JsonValue::parse(example.response.as_deref()?)?)))
        })
        .collect();
    let made_up = |ty: &Type| {
        parts::pretty(&samples::enveloped(
            action,
            samples::of_type(context.api, ty, action.response.encoding),
        ))
    };
    html! {
        @for (example, json) in &shown {
            (shown_block(context, Some(example), "Response", json))
        }
        @if shown.is_empty() {
            @if action.response.variants.is_empty() {
                @if let (Some(ty), None, false) = (&action.response.ty, &action.response.fixed, !action.response.body.format.is_json()) {
                    (made_up_block(context, &format!("Response, {}", action.response.status), &made_up(ty)))
                }
            }
            @for variant in &action.response.variants {
                @if let Some(ty) = &variant.ty { (made_up_block(context, &format!("Response, {}", variant.status), &made_up(ty))) }
            }
        }
    }
}

/// Further example requests from the documents; the first one is the command.
fn other_requests(context: &PageContext<'_>, action: &Action) -> Markup {
    let shown = action
        .examples
        .iter()
        .filter_map(|example| Some((example, JsonValue::parse(example.request.as_deref()?)?)));
    html! {
        @for (example, json) in shown.skip(1) {
            (shown_block(context, is_request_alone(example).then_some(example), "Parameters of another request", &json))
        }
    }
}

/// Whether an example has no response and no error response. Those carry the explanation of the others.
fn is_request_alone(example: &Example) -> bool {
    example.response.is_none() && example.error_response.is_none()
}

/// A block with an example from the documents, and its explanation.
fn shown_block(
    context: &PageContext<'_>,
    example: Option<&Example>,
    title: &str,
    json: &JsonValue,
) -> Markup {
    html! {
        figure.code {
            (parts::code_head(title, &html! {}))
            (parts::code_body(context, Language::Json, &parts::pretty(json)))
            @if let Some(example) = example { (note(context, example)) }
        }
    }
}

fn note(context: &PageContext<'_>, example: &Example) -> Markup {
    html! {
        @if !example.about.is_empty() || !example.evidence.is_empty() {
            div.note { (parts::paragraph(&example.about)) (parts::short_evidence(context, &example.evidence)) }
        }
    }
}

fn made_up_block(context: &PageContext<'_>, title: &str, text: &str) -> Markup {
    html! {
        figure.code {
            (parts::code_head(title, &html! {}))
            (parts::code_body(context, Language::Json, text))
            div.note { p { "Generated from the types: the vendor's documents show no example response." } }
        }
    }
}

/// Example error responses from the documents.
fn failures(context: &PageContext<'_>, action: &Action) -> Markup {
    html! {
        @for example in &action.examples {
            @if let Some(json) = example.error_response.as_deref().and_then(JsonValue::parse) {
                (shown_block(context, Some(example), "Error response", &json))
            }
        }
    }
}
