//! Schemes of authentication by example, worked out step by step: inputs, what is signed, the result, and a command by which
//! it can be checked without any code of ours.

use bindery_model::{Action, Auth, AuthId, AuthScheme, Header, Issued, Type};
use bindery_vocabulary::json::Json;
use maud::{Markup, html};

use crate::context::Context;
use crate::highlight::Language;
use crate::signing::{self, KEY};
use crate::{curl, parts, rust, samples};

mod oauth;
mod shared;
mod signatures;

pub(crate) use shared::users;
use shared::{block, check, inputs, with_credential};

/// The example that is worked out.
pub(crate) fn example(context: &Context<'_>, id: AuthId, auth: &Auth) -> Markup {
    match &auth.scheme {
        AuthScheme::Basic => basic(context),
        AuthScheme::Parameter(parameter) => parameter_example(context, id, parameter),
        AuthScheme::Header(header) => header_example(context, id, header),
        AuthScheme::Issued(issued) => issued_example(context, id, issued),
        AuthScheme::Signature(model) => signatures::example(context, id, model),
        AuthScheme::OAuth1(model) => oauth::one(context, id, model),
        AuthScheme::OAuth2(model) => oauth::two(context, id, model),
    }
}

fn basic(context: &Context<'_>) -> Markup {
    let (user, password) = signing::LOGIN;
    let joined = format!("{user}:{password}");
    let header = signing::basic(user, password).unwrap_or_default();
    let text = format!(
        "use {}::Client;\n\nlet client = Client::builder()\n    .login({user:?}, {password:?})\n    .build()?;",
        context.library()
    );
    html! {
        (inputs(&[("User", user), ("Password", password)]))
        (block(context, "Joined", Language::Text, &joined))
        (block(context, "Header", Language::Text, &format!("Authorization: {header}")))
        (check(context, &format!("printf '%s' {} | base64", curl::quoted(&joined))))
        (block(context, "Rust", Language::Rust, &text))
    }
}

fn parameter_example(context: &Context<'_>, id: AuthId, parameter: &str) -> Markup {
    let Some((module, position, action)) = users(context, id).next() else { return html! {} };
    let request = samples::request(context.api, action);
    let value = request.iter().find(|(field, _)| field.name == parameter).map(|(_, value)| value.plain());
    html! {
        @if let Some(value) = value { (inputs(&[(parameter, &value)])) }
        (block(context, &format!("A request: {}", action.name), Language::Shell, &curl::command(context, action)))
        @if let Some(text) = rust::example(context, module, position) { (block(context, "Rust", Language::Rust, &text)) }
    }
}

fn header_example(context: &Context<'_>, id: AuthId, header: &Header) -> Markup {
    let written = header.written.as_deref().unwrap_or("{}").replacen("{}", KEY, 1);
    html! {
        (inputs(&[("Key", KEY)]))
        (block(context, "Header", Language::Text, &format!("{}: {written}", header.name)))
        (with_credential(context, id, id))
    }
}

/// An answer that issues the header of the examples.
fn issuing(context: &Context<'_>, login: &Action, ty: &Type, issued: &Issued) -> Json {
    let (name, value) = signing::ISSUED;
    let mut answer = samples::of_type(context.api, ty, login.returns.style);
    answer.put(std::slice::from_ref(&issued.header), Json::text(name));
    answer.put(std::slice::from_ref(&issued.value), Json::text(value));
    samples::wrapped(login, answer)
}

fn issued_example(context: &Context<'_>, id: AuthId, issued: &Issued) -> Markup {
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
