//! Headers that an action issues.

use bindery_model::{Action, AuthId, Issued, Type};
use bindery_vocabulary::json::Json;
use maud::{Markup, html};

use super::shared::{Explained, block};
use crate::context::Context;
use crate::highlight::Language;
use crate::{parts, samples, signing};

pub(super) fn explained(context: &Context<'_>, id: AuthId, issued: &Issued) -> Explained {
    Explained {
        kind: "A header that a log-in issues",
        steps: steps(context, issued),
        example: example(context, id, issued),
    }
}

fn steps(context: &Context<'_>, issued: &Issued) -> Markup {
    html! {
        ol {
            li { "Call " (linked(context, issued.by)) "." }
            li {
                "Its answer names a header in the field " code { (issued.header) } " and gives its value in "
                code { (issued.value) } ". Take both as they are: the name is a part of the answer."
            }
            li { "Send that header with every later request of the same user." }
            @if let Some(ended) = issued.ended_by { li { "After " (linked(context, Some(ended))) " it is of no use any more." } }
        }
        @if let Some(guest) = &issued.guest { p { "Who has no log-in sends a token of its own making in the header " code { (guest) } " instead. It is all that makes the next request the same guest's." } }
    }
}

/// An action that a scheme names.
fn linked(context: &Context<'_>, place: Option<(usize, usize)>) -> Markup {
    let found = place.and_then(|(module, at)| Some((module, context.find(module, at)?)));
    html! { @if let Some((module, action)) = found { a href=(context.action(module, &action.name)) { (action.name) } } }
}

/// An answer that issues the header of the examples.
fn issuing(context: &Context<'_>, login: &Action, ty: &Type, issued: &Issued) -> Json {
    let (name, value) = signing::ISSUED;
    let mut answer = samples::of_type(context.api, ty, login.returns.style);
    answer.put(std::slice::from_ref(&issued.header), Json::text(name));
    answer.put(std::slice::from_ref(&issued.value), Json::text(value));
    samples::wrapped(login, answer)
}

fn example(context: &Context<'_>, id: AuthId, issued: &Issued) -> Markup {
    let (name, value) = signing::ISSUED;
    let login = issued.by.and_then(|(module, position)| context.find(module, position));
    let answered = login.and_then(|login| login.returns.ty.as_ref().map(|ty| (login, ty)));
    let library = context.library();
    html! {
        @if let Some((login, ty)) = answered {
            (block(context, &format!("What {} answers", login.name), Language::Json, &parts::pretty(&issuing(context, login, ty, issued))))
        }
        (block(context, "Header of later calls", Language::Text, &format!("{name}: {value}")))
        @if let Some(guest) = &issued.guest {
            (block(context, "Header of a guest, instead", Language::Text, &format!("{guest}: {}", signing::GUEST)))
        }
        @if let (Some((_, ty)), Some(constant)) = (answered, context.calls.auth(id)) {
            @let mut path = |module: &str, ident: &str| format!("{library}::{module}::{ident}");
            @let answer = context.calls.type_text(ty, &mut path);
            @let guest = issued.guest.as_ref().map(|_| format!(
                "\n\nfn guest(client: &Client, token: &str) -> Result<Client, Fault> {{\n    client.guest({constant}, token)\n}}"
            )).unwrap_or_default();
            @let imports = if issued.guest.is_some() { format!("{{{constant}, Client}}") } else { "Client".to_owned() };
            (block(context, "Rust", Language::Rust, &format!(
                "use {library}::rt::wire::Fault;\nuse {library}::{imports};\n\n\
                 fn user(\n    client: &Client,\n    answer: &{answer},\n) -> Result<Client, Fault> {{\n    client.logged_in(answer)\n}}{guest}"
            )))
        }
    }
}
