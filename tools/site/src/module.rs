//! The page of a module: its actions, then its constants.

use bindery_model::{Api, Constant, KnownAction, ModuleId};
use bindery_vocabulary::json::JsonValue;
use maud::{Markup, html};

use crate::context::{PageContext, anchor};
use crate::highlight::Language;
use crate::{action, parts, words};

/// Renders the page.
pub(crate) fn page(context: &PageContext<'_>, id: ModuleId) -> Markup {
    let Some(module) = context.api.modules.get(id) else { return html! {} };
    let backend = context.calls.module(id).map_or("", |calls| calls.backend);
    html! {
        header.intro {
            p.crumbs { a href=(context.page("index.html")) { (context.api.title) } " / module" }
            h1 { (module.name) @if module.inbound { " " (parts::mark("webhooks")) } }
            (parts::paragraph(&module.about))
            @if module.inbound {
                div.notice {
                    p {
                        strong { "The vendor calls your server." } " In Rust, implement "
                        code { (context.library()) "::" (module.name.replace('-', "_")) "::" (backend) }
                        " and mount the module's routes. The router parses the requests, authenticates the sender and responds in the documented format. "
                        "The curl examples send a request as the vendor does, to test your server."
                    }
                }
            }
            (parts::evidence(context, &module.evidence))
            (summary(context.api, id))
        }
        @for known in module.known() { (action::article(context, id, known)) }
        @if !module.constants.is_empty() {
            section.types #_data aria-labelledby="_data-title" {
                h2 #_data-title { "Constants" " " (parts::permalink("_data", "constants")) }
                @for one in &module.constants { (constant(context, one)) }
            }
        }
    }
}

/// Renders an overview table of the actions.
fn summary(api: &Api, id: ModuleId) -> Markup {
    let Some(module) = api.modules.get(id) else { return html! {} };
    html! {
        @if module.actions.len() + module.listed.len() > 0 {
            table.summary {
                caption.hidden { "Actions of " (module.name) }
                thead { tr { th scope="col" { "Action" } th scope="col" { "Request" } th scope="col" { "Description" } } }
                tbody {
                    @for known in module.known() {
                        tr {
                            td { a href=(format!("#{}", anchor(&[known.name()]))) { (known.name()) } @if let Some(word) = words::mark(known) { " " (parts::mark(word)) } }
                            td.request {
                                @if let Some(method) = known.methods().first() { (parts::method(*method)) " " }
                                @match known { KnownAction::Callable(_, action) => code { (action.path_text()) }, KnownAction::Listed(_) => span.small { "unknown" } }
                            }
                            td { (parts::text(first_sentence(known.about()))) }
                        }
                    }
                }
            }
        }
    }
}

/// Returns the first sentence of a text.
pub(crate) fn first_sentence(text: &str) -> &str {
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    text.get(..end).unwrap_or(text)
}

fn constant(context: &PageContext<'_>, constant: &Constant) -> Markup {
    let id = anchor(&["_data", &constant.name]);
    let json =
        JsonValue::parse(&constant.json).map_or_else(|| constant.json.clone(), |json| parts::pretty(&json));
    html! {
        section.definition #(id) {
            div.text {
                h3 { (constant.name) " " (parts::permalink(&id, &constant.name)) }
                (parts::paragraph(&constant.about))
                (parts::evidence(context, &constant.evidence))
            }
            div.examples { (parts::code(context, &constant.name, Language::Json, &json)) }
        }
    }
}
