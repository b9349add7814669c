//! How callers show who they are: each scheme, with an example that is worked out step by step.

use bindery_model::{Auth, AuthId, AuthScheme};
use maud::{Markup, html};

use crate::context::{Context, anchor};
use crate::parts;

mod basic;
mod header;
mod issued;
mod oauth;
mod parameter;
mod shared;
mod signature;

use shared::{Explained, users};

/// What the page says.
pub(crate) fn page(context: &Context<'_>) -> Markup {
    html! {
        header.intro {
            p.crumbs { a href=(context.page("index.html")) { (context.api.title) } " / authentication" }
            h1 { "Authentication" }
            p {
                "How callers show who they are. Every action says which of these schemes it needs. The examples use made-up "
                "credentials; their digests and signatures are worked out by the code that clients and servers run, so they can be checked."
            }
        }
        @if context.api.auth.is_empty() { p { "No action needs any." } }
        @for (id, auth) in context.api.auth.iter().enumerate() { (scheme(context, id, auth)) }
    }
}

fn scheme(context: &Context<'_>, id: AuthId, auth: &Auth) -> Markup {
    let anchor = anchor(&[&auth.name]);
    let title = format!("_title.{anchor}");
    let Explained { kind, steps, example } = explained(context, id, &auth.scheme);
    let refused = auth.refused.or(auth.scheme.is_checked().then_some(context.api.refusals.login));
    html! {
        article.action.scheme #(anchor) aria-labelledby=(title) {
            header { h2 #(title) { (auth.name) " " (parts::permalink(&anchor, &auth.name)) } p.small { (kind) } }
            div.text {
                (parts::paragraph(&auth.about))
                (steps)
                (needed(context, id))
                @if let Some((id, entry)) = refused.and_then(|id| Some((id, context.api.errors.get(id)?))) {
                    p { "Servers refuse with " a href=(context.error(id)) { (entry.name) } "." }
                }
                (parts::deviations(&auth.deviations))
                (parts::evidence(context, &auth.evidence))
            }
            div.examples {
                (example)
            }
        }
    }
}

fn explained(context: &Context<'_>, id: AuthId, scheme: &AuthScheme) -> Explained {
    match scheme {
        AuthScheme::Basic => basic::explained(context),
        AuthScheme::Parameter(parameter) => parameter::explained(context, id, parameter),
        AuthScheme::Header(header) => header::explained(context, id, header),
        AuthScheme::Issued(issued) => issued::explained(context, id, issued),
        AuthScheme::Signature(model) => signature::explained(context, id, model),
        AuthScheme::OAuth1(model) => oauth::first(context, id, model),
        AuthScheme::OAuth2(model) => oauth::second(context, id, model),
    }
}

/// Up to this many actions are named; of more, only the number is told.
const NAMED: usize = 6;

/// Which actions need it.
fn needed(context: &Context<'_>, id: AuthId) -> Markup {
    let users: Vec<_> = users(context, id).collect();
    let all = context.api.modules.iter().map(|module| module.actions.len()).sum::<usize>();
    html! {
        @match users.len() {
            0 => p { "No action that can be called needs it." },
            number if number == all => p { "Every action needs it." },
            number if number > NAMED => p { "Needed by " (number) " of " (all) " actions." },
            _ => p {
                "Needed by "
                @for (position, (module, _, action)) in users.iter().enumerate() {
                    @if position > 0 { ", " }
                    a href=(context.action(*module, &action.name)) { (action.name) }
                }
                "."
            },
        }
    }
}
