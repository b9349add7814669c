//! The authentication page: each scheme with a worked example.

use bindery_model::{Auth, AuthId, AuthScheme};
use maud::{Markup, html};

use crate::context::{PageContext, anchor};
use crate::parts;

mod basic;
mod custom;
mod header;
mod issued;
mod key;
mod oauth;
mod parameter;
mod shared;
mod signature;
mod vectors;

use shared::{Explained, users};

/// Renders the page.
pub(crate) fn page(context: &PageContext<'_>) -> Markup {
    html! {
        header.intro {
            p.crumbs { a href=(context.page("index.html")) { (context.api.title) } " / authentication" }
            h1 { "Authentication" }
            p {
                "Every action lists the authentication schemes that it requires. The examples use fictitious credentials. "
                "Their digests and signatures are real: the generated clients and servers compute them in the same way, so you can check your own code against them."
            }
        }
        @if context.api.auth.is_empty() { p { "No action requires authentication." } }
        @for (id, auth) in context.api.auth.iter().enumerate() { (scheme(context, id, auth)) }
    }
}

fn scheme(context: &PageContext<'_>, id: AuthId, auth: &Auth) -> Markup {
    let anchor = anchor(&[&auth.name]);
    let title = format!("_title.{anchor}");
    let Explained { kind, steps, example } = explained(context, id, &auth.scheme);
    let rejected =
        auth.rejection.or(auth.scheme.is_checked().then_some(context.api.rejections.unauthenticated));
    html! {
        article.action.scheme #(anchor) aria-labelledby=(title) {
            header { h2 #(title) { (auth.name) " " (parts::permalink(&anchor, &auth.name)) } p.small { (kind) } }
            div.text {
                (parts::paragraph(&auth.about))
                (steps)
                (needed(context, id))
                @if let Some((id, entry)) = rejected.and_then(|id| Some((id, context.api.errors.get(id)?))) {
                    p { "Servers reject requests without valid credentials with " a href=(context.error(id)) { (entry.name) } "." }
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

fn explained(context: &PageContext<'_>, id: AuthId, scheme: &AuthScheme) -> Explained {
    match scheme {
        AuthScheme::Basic => basic::explained(context),
        AuthScheme::Parameter(parameter) => parameter::explained(context, id, parameter),
        AuthScheme::Header(header) => header::explained(context, id, header),
        AuthScheme::Key(key) => key::explained(context, id, key),
        AuthScheme::Issued(issued) => issued::explained(context, id, issued),
        AuthScheme::Signature(model) => signature::explained(context, id, model),
        AuthScheme::Secret => custom::secret(context, id),
        AuthScheme::Custom(header) => custom::explained(context, id, header.as_deref()),
        AuthScheme::OAuth1(model) => oauth::first(context, id, model),
        AuthScheme::OAuth2(model) => oauth::second(context, id, model),
    }
}

/// Largest number of actions that are named. Of more actions, the page shows only the number.
const NAMED: usize = 6;

/// The actions that require a scheme.
fn needed(context: &PageContext<'_>, id: AuthId) -> Markup {
    let users: Vec<_> = users(context, id).collect();
    let all = context.api.modules.iter().map(|module| module.actions.len()).sum::<usize>();
    html! {
        @match users.len() {
            0 => p { "No callable action requires this scheme." },
            number if number == all => p { "Every action requires this scheme." },
            number if number > NAMED => p { "Required by " (number) " of " (all) " actions." },
            _ => p {
                "Required by "
                @for (position, (module, _, action)) in users.iter().enumerate() {
                    @if position > 0 { ", " }
                    a href=(context.action(*module, &action.name)) { (action.name) }
                }
                "."
            },
        }
    }
}
