//! Schemes of authentication by example, worked out step by step: inputs, what is signed, the result, and a command by which
//! it can be checked without any code of ours.

use bindery_codegen::ModuleCalls;
use bindery_model::{Action, Auth, AuthId, AuthScheme, Header, Issued, ModuleId, Type};
use bindery_vocabulary::json::Json;
use maud::{Markup, html};

use crate::context::Context;
use crate::highlight::Language;
use crate::signing::{self, KEY};
use crate::{curl, parts, rust, samples};

mod oauth;
mod signatures;

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

/// The actions that need a scheme, each with its place.
pub(crate) fn users<'a>(
    context: &Context<'a>,
    id: AuthId,
) -> impl Iterator<Item = (ModuleId, usize, &'a Action)> {
    let modules = context.api.modules.iter().enumerate();
    let all = modules.flat_map(|(module, of)| {
        of.actions.iter().enumerate().map(move |(position, action)| (module, position, action))
    });
    all.filter(move |(_, _, action)| action.auth.contains(&id) || action.any_auth.contains(&id))
}

/// The inputs of an example.
fn inputs(rows: &[(&str, &str)]) -> Markup {
    html! {
        figure.code.inputs {
            figcaption { span.title { "Inputs" } }
            dl { @for (name, value) in rows { div { dt { (name) } dd { code { (value) } } } } }
        }
    }
}

fn block(context: &Context<'_>, title: &str, language: Language, text: &str) -> Markup {
    parts::code(context, title, language, text)
}

/// A command by which what was worked out can be checked; what it prints stands in the example.
fn check(context: &Context<'_>, command: &str) -> Markup {
    parts::wrapped_code(context, "Check it", Language::Shell, command)
}

/// A client, or the router where the vendor is the caller, with what the scheme needs. `names` are those of the crate.
fn configured(context: &Context<'_>, id: AuthId, names: &[&str], line: &str) -> Markup {
    let library = context.library();
    let inbound = |module: &ModuleId| context.api.modules.get(*module).is_some_and(|module| module.inbound);
    let modules: Vec<ModuleId> = users(context, id).map(|(module, _, _)| module).collect();
    let receiver = modules.first().filter(|_| modules.iter().all(inbound));
    let text = match receiver.and_then(|module| context.calls.module(*module)) {
        _ if modules.is_empty() => return html! {},
        Some(ModuleCalls { ident, backend }) => format!(
            "use std::error::Error;\nuse std::sync::Arc;\n\nuse {library}::{ident}::{{self, {backend}}};\nuse {library}::{};\n\n\
             fn receiver(\n    backend: impl {backend},\n) -> Result<axum::Router, Box<dyn Error>> {{\n    \
             let router = {library}::server::router()\n        \
             .mount({ident}::routes(), Arc::new(backend))\n        \
             {line}\n        .into_axum()?;\n    Ok(router)\n}}",
            imported(names),
        ),
        None => {
            let mut names = names.to_vec();
            names.push("Client");
            let names = imported(&names);
            format!("use {library}::{names};\n\nlet client = Client::builder()\n    {line}\n    .build()?;")
        }
    };
    block(context, "Rust", Language::Rust, &text)
}

/// Names as `use` has them.
fn imported(names: &[&str]) -> String {
    match names {
        [one] => (*one).to_owned(),
        several => format!("{{{}}}", several.join(", ")),
    }
}

/// The same with the credential of the examples.
fn with_credential(context: &Context<'_>, id: AuthId, credential: AuthId) -> Markup {
    html! {
        @if let Some(constant) = context.calls.auth(credential) {
            (configured(context, id, &[constant], &format!(".credential({constant}, {KEY:?})")))
        }
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
                "use {library}::rt::Fault;\nuse {library}::{imports};\n\n\
                 fn user(\n    client: &Client,\n    answer: &{answer},\n) -> Result<Client, Fault> {{\n    client.logged_in(answer)\n}}{guest}"
            )))
        }
    }
}
