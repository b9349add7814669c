//! An action: what it does and takes and answers on the left, how that looks on the right.

use bindery_model::{Action, Example, Known, ModuleId, Stability, Type};
use bindery_vocabulary::json::Json;
use maud::{Markup, html};

use crate::context::{Context, anchor};
use crate::fields::{Of, Rows};
use crate::highlight::Language;
use crate::{curl, parts, rust, samples, words};

/// An action of a module.
pub(crate) fn article(context: &Context<'_>, module: ModuleId, known: Known<'_>) -> Markup {
    let id = anchor(&[known.name()]);
    let title = format!("_title.{id}");
    let body = match known {
        Known::Callable(position, action) => callable(context, module, position, action),
        Known::Listed(listed) => html! {
            div.text {
                (parts::paragraph(&listed.about))
                div.notice {
                    p { strong { "Only listed." } " The documents name it and do not show it, so it cannot be called. Not known: " (parts::text(&listed.unknown)) "." }
                }
                @if !listed.parameters.is_empty() {
                    h3 { "Parameters that are known" }
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
                p.small { "In the documents: " span.doc { (known.doc()) } }
            }
            (body)
        }
    }
}

fn callable(context: &Context<'_>, module: ModuleId, position: usize, action: &Action) -> Markup {
    let inbound = context.api.modules.get(module).is_some_and(|module| module.inbound);
    let name = action.name.as_str();
    html! {
        div.text {
            p.endpoint {
                @for method in &action.methods { (parts::method(*method)) " " }
                code { (action.path_text()) }
            }
            (parts::paragraph(&action.about))
            (retired(context, action))
            (facts(context, action, inbound))
            (parts::deviations(&action.deviations))
            h3 { @if inbound { "What arrives" } @else { "Parameters" } }
            @if action.parameters.is_empty() { p.small { "None." } }
            @else {
                (groups(action))
                (Rows::nested(context).list(&action.parameters, Of::Parameters, &[name]))
            }
            h3 { @if inbound { "What is answered" } @else { "Answer" } }
            (answer(context, action))
            (errors(context, action))
            (parts::evidence(context, &action.evidence))
        }
        div.examples {
            (request(context, module, position, action, inbound))
            (other_requests(context, action))
            (answers(context, action))
            (failures(context, action))
        }
    }
}

fn retired(context: &Context<'_>, action: &Action) -> Markup {
    let successor = action.replaced_by.and_then(|(module, at)| Some((module, context.find(module, at)?)));
    html! {
        @match action.stability {
            Stability::Stable => {},
            Stability::New => {},
            Stability::Retired => div.notice {
                p {
                    strong { "Retired by the vendor." }
                    @if let Some((module, successor)) = successor {
                        " Use " a href=(context.action(module, &successor.name)) { (successor.name) } " instead."
                    }
                }
            },
        }
    }
}

/// What holds for the call as a whole.
fn facts(context: &Context<'_>, action: &Action, inbound: bool) -> Markup {
    let (effect, meaning) = words::effect(action.effect);
    let server = context.api.servers.get(action.server);
    let link = |id: &usize| html! { a href=(context.auth(*id)) { (context.api.auth.get(*id).map_or("", |auth| auth.name.as_str())) } };
    html! {
        dl.facts {
            div { dt { "Effect" } dd { strong { (effect) } ". " (meaning) } }
            div {
                dt { "Authentication" }
                dd {
                    @if action.auth.is_empty() && action.any_auth.is_empty() { "none" }
                    @for (position, id) in action.auth.iter().enumerate() { @if position > 0 { " and " } (link(id)) @if action.optional_auth.contains(id) { " (if it is there)" } }
                    @if !action.auth.is_empty() && !action.any_auth.is_empty() { " and " }
                    @for (position, id) in action.any_auth.iter().enumerate() { @if position > 0 { " or " } (link(id)) }
                    @if !action.scopes.is_empty() {
                        "; scope "
                        @for (position, scope) in action.scopes.iter().enumerate() { @if position > 0 { " and " } code { (scope) } }
                    }
                }
            }
            @if !action.parameters.is_empty() {
                div { dt { @if inbound { "Arrives" } @else { "Sent" } } dd { (words::send(action.placement())) } }
            }
            @if let Some(server) = server {
                div { dt { "Server" } dd { (server.name) @if let Some(url) = &server.url { ", " code { (url) } } } }
            }
            @if let Some(select) = &action.select {
                div {
                    dt { "Told apart by" }
                    dd {
                        code { (select.at.join(".")) }
                        @if select.is.is_empty() { ", whatever it holds" }
                        @for (position, is) in select.is.iter().enumerate() { @if position == 0 { " that is " } @else { " or " } code { (is) } }
                    }
                }
            }
            @if let Some(pages) = &action.pages {
                @let name = |at: usize| action.parameters.get(at).map_or("", |field| field.name.as_str());
                div {
                    dt { "Pages" }
                    dd {
                        "Of up to " (pages.largest) ", by " code { (name(pages.skip)) } " and " code { (name(pages.limit)) } ". In Rust "
                        code { "client.records(request)" } " reads them all."
                    }
                }
            }
        }
    }
}

fn groups(action: &Action) -> Markup {
    let name = |at: &usize| action.parameters.get(*at).map_or("", |field| field.name.as_str());
    html! {
        @if !action.one_of.is_empty() {
            p {
                "One of these must be there: "
                @for (position, (_, members)) in action.one_of.iter().enumerate() {
                    @if position > 0 { "; or " }
                    @for (position, at) in members.iter().enumerate() { @if position > 0 { " with " } code { (name(at)) } }
                }
                "."
            }
        }
    }
}

fn answer(context: &Context<'_>, action: &Action) -> Markup {
    let returns = &action.returns;
    let place = [action.name.as_str(), "_answer"];
    html! {
        @if returns.outcomes.is_empty() {
            div.answer {
                p { span.status { (returns.status) } " " (answer_type(context, returns.ty.as_ref())) }
                (parts::paragraph(&returns.about))
                @if let Some(fixed) = &returns.fixed { p.small { "Always " code { (fixed) } ": it says only that the call is done." } }
                @if let Some(key) = &action.wrapper { p.small { "It stands in an object, under " code { (key) } "." } }
                @if returns.nullable { p.small { "Null is an answer too." } }
                @if !returns.media_type.is_json() { p.small { "The body is the answer itself, and no JSON." } }
                @if let Some(emits) = &returns.emits { p.small { "Servers write " code { (emits) } "." } }
                @if let Some(words) = words::style(returns.style) { p.small { (words) } }
                @if let Some(bare) = &returns.bare { p.small { "The bare value of " code { (bare) } " is accepted too." } }
                @if !returns.unwrap.is_empty() { p.small { "Also accepted inside an object, under " code { (returns.unwrap.join(", ")) } "." } }
                @if returns.bare_text { p.small { "The body may be text that is not JSON." } }
                (parts::deviations(&returns.deviations))
                (parts::short_evidence(context, &returns.evidence))
                @if let Some(ty) = &returns.ty { (Rows::answer(context, ty, &place)) }
            }
        } @else {
            (parts::paragraph(&returns.about))
            @for outcome in &returns.outcomes {
                div.answer {
                    p { span.status { (outcome.status) } " " (answer_type(context, outcome.ty.as_ref())) }
                    (parts::paragraph(&outcome.about))
                    @if let Some(ty) = &outcome.ty { (Rows::answer(context, ty, &[&action.name, "_answer", &outcome.name])) }
                }
            }
            (parts::deviations(&returns.deviations))
            (parts::short_evidence(context, &returns.evidence))
        }
    }
}

fn answer_type(context: &Context<'_>, ty: Option<&Type>) -> Markup {
    html! {
        @match ty {
            Some(ty) => span.type { (parts::type_name(context, ty)) },
            None => span.type { "no content" },
        }
    }
}

fn errors(context: &Context<'_>, action: &Action) -> Markup {
    let shape = |id: &usize| context.api.failures.get(*id).map_or("", |shape| shape.name.as_str());
    html! {
        @if !action.errors.is_empty() || !action.failures.is_empty() || action.invalid.is_some() {
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
                p.small { "What is wrong with a value is answered by " a href=(context.error(id)) { (context.api.errors.get(id).map_or("", |entry| entry.name.as_str())) } "." }
            }
            @if !action.failures.is_empty() {
                p.small {
                    "Failures arrive as "
                    @for (position, usage) in action.failures.iter().enumerate() {
                        @if position > 0 { ", " }
                        a href=(context.page(&format!("errors.html#{}", anchor(&["_shape", shape(&usage.shape)])))) { (shape(&usage.shape)) }
                    }
                    ". "
                }
            }
        }
    }
}

/// The request, as curl and as Rust. What the vendor sends, and the user's own server answers, stands in the same place.
fn request(
    context: &Context<'_>,
    module: ModuleId,
    position: usize,
    action: &Action,
    inbound: bool,
) -> Markup {
    let curl = curl::command(context, module, action);
    let shown = action.examples.iter().find(|example| example.request.is_some());
    let shown = shown.filter(|example| is_request_alone(example));
    let title = if inbound { "As it arrives" } else { "Request" };
    let switch = html! {
        span.switch role="group" aria-label="Language of the example" {
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

/// Answers as the documents show them; where they show none, one that is made up from the types.
fn answers(context: &Context<'_>, action: &Action) -> Markup {
    let shown: Vec<(&Example, Json)> = action
        .examples
        .iter()
        .filter_map(|example| {
            Some((example, samples::wrapped(action, Json::parse(example.response.as_deref()?)?)))
        })
        .collect();
    let made_up = |ty: &Type| {
        parts::pretty(&samples::wrapped(action, samples::of_type(context.api, ty, action.returns.style)))
    };
    html! {
        @for (example, json) in &shown {
            (shown_block(context, Some(example), "Answer", json))
        }
        @if shown.is_empty() {
            @if action.returns.outcomes.is_empty() {
                @if let (Some(ty), None, false) = (&action.returns.ty, &action.returns.fixed, !action.returns.media_type.is_json()) {
                    (made_up_block(context, &format!("Answer, {}", action.returns.status), &made_up(ty)))
                }
            }
            @for outcome in &action.returns.outcomes {
                @if let Some(ty) = &outcome.ty { (made_up_block(context, &format!("Answer, {}", outcome.status), &made_up(ty))) }
            }
        }
    }
}

/// Requests that the documents show beside the one that stands there as a command.
fn other_requests(context: &Context<'_>, action: &Action) -> Markup {
    let shown = action
        .examples
        .iter()
        .filter_map(|example| Some((example, Json::parse(example.request.as_deref()?)?)));
    html! {
        @for (example, json) in shown.skip(1) {
            (shown_block(context, is_request_alone(example).then_some(example), "Another request, its parameters", &json))
        }
    }
}

/// Whether an example shows neither answer nor failure, beside which it is explained otherwise.
fn is_request_alone(example: &Example) -> bool {
    example.response.is_none() && example.failure.is_none()
}

/// A block of what the documents show, with what is to be said of the example.
fn shown_block(context: &Context<'_>, example: Option<&Example>, title: &str, json: &Json) -> Markup {
    html! {
        figure.code {
            (parts::code_head(title, &html! {}))
            (parts::code_body(context, Language::Json, &parts::pretty(json)))
            @if let Some(example) = example { (note(context, example)) }
        }
    }
}

fn note(context: &Context<'_>, example: &Example) -> Markup {
    html! {
        @if !example.about.is_empty() || !example.evidence.is_empty() {
            div.note { (parts::paragraph(&example.about)) (parts::short_evidence(context, &example.evidence)) }
        }
    }
}

fn made_up_block(context: &Context<'_>, title: &str, text: &str) -> Markup {
    html! {
        figure.code {
            (parts::code_head(title, &html! {}))
            (parts::code_body(context, Language::Json, text))
            div.note { p { "Made up from the types; the documents show no answer." } }
        }
    }
}

/// Failures as the documents show them.
fn failures(context: &Context<'_>, action: &Action) -> Markup {
    html! {
        @for example in &action.examples {
            @if let Some(json) = example.failure.as_deref().and_then(Json::parse) {
                (shown_block(context, Some(example), "Failure", &json))
            }
        }
    }
}
