//! Headers that a login action issues.

use bindery_model::{Action, AuthId, IssuedHeader, Type};
use bindery_vocabulary::json::JsonValue;
use maud::{Markup, html};

use super::shared::{Explained, block};
use crate::context::PageContext;
use crate::highlight::Language;
use crate::{parts, samples, signing};

pub(super) fn explained(context: &PageContext<'_>, id: AuthId, issued: &IssuedHeader) -> Explained {
    Explained {
        kind: "Header issued at login",
        steps: steps(context, issued),
        example: example(context, id, issued),
    }
}

fn steps(context: &PageContext<'_>, issued: &IssuedHeader) -> Markup {
    html! {
        ol {
            li { "Call " (linked(context, issued.by)) "." }
            li {
                "Read the header's name from the response field " code { (issued.header) } " and its value from "
                code { (issued.value) } ". Use both unchanged: the name is part of the response."
            }
            li { "Send this header with every later request of the same user." }
            @if let Some(ended) = issued.ended_by { li { "The header is no longer valid after " (linked(context, Some(ended))) "." } }
        }
        @if let Some(guest) = &issued.guest { p { "Guests, who do not log in, send a token that they generate themselves in the header " code { (guest) } " instead. Only this token identifies a guest's later requests." } }
    }
}

/// A link to an action that a scheme names.
fn linked(context: &PageContext<'_>, place: Option<(usize, usize)>) -> Markup {
    let found = place.and_then(|(module, at)| Some((module, context.find(module, at)?)));
    html! { @if let Some((module, action)) = found { a href=(context.action(module, &action.name)) { (action.name) } } }
}

/// A login response that issues the header of the examples.
fn issuing(context: &PageContext<'_>, login: &Action, ty: &Type, issued: &IssuedHeader) -> JsonValue {
    let (name, value) = signing::ISSUED;
    let mut reply = samples::of_type(context.api, ty, login.response.encoding);
    reply.put(std::slice::from_ref(&issued.header), JsonValue::text(name));
    reply.put(std::slice::from_ref(&issued.value), JsonValue::text(value));
    samples::enveloped(login, reply)
}

fn example(context: &PageContext<'_>, id: AuthId, issued: &IssuedHeader) -> Markup {
    let (name, value) = signing::ISSUED;
    let login = issued.by.and_then(|(module, position)| context.find(module, position));
    let issuing_login = login.and_then(|login| login.response.ty.as_ref().map(|ty| (login, ty)));
    let library = context.library();
    html! {
        @if let Some((login, ty)) = issuing_login {
            (block(context, &format!("Response of {}", login.name), Language::Json, &parts::pretty(&issuing(context, login, ty, issued))))
        }
        (block(context, "Header of later requests", Language::Text, &format!("{name}: {value}")))
        @if let Some(guest) = &issued.guest {
            (block(context, "Header of a guest", Language::Text, &format!("{guest}: {}", signing::GUEST)))
        }
        @if let (Some((_, ty)), Some(constant)) = (issuing_login, context.calls.auth(id)) {
            @let mut path = |module: &str, ident: &str| format!("{library}::{module}::{ident}");
            @let response_type = context.calls.type_text(ty, &mut path);
            @let guest = issued.guest.as_ref().map(|_| format!(
                "\n\nfn guest(client: &Client, token: &str) -> Result<Client, Fault> {{\n    client.guest({constant}, token)\n}}"
            )).unwrap_or_default();
            @let imports = if issued.guest.is_some() { format!("{{{constant}, Client}}") } else { "Client".to_owned() };
            (block(context, "Rust", Language::Rust, &format!(
                "use {library}::rt::wire::Fault;\nuse {library}::{imports};\n\n\
                 fn user(\n    client: &Client,\n    response: &{response_type},\n) -> Result<Client, Fault> {{\n    client.logged_in(response)\n}}{guest}"
            )))
        }
    }
}
