//! The parts that worked examples are made of.

use bindery_codegen::ModuleCalls;
use bindery_model::{Action, AuthId, ModuleId};
use maud::{Markup, html};

use crate::context::Context;
use crate::highlight::Language;
use crate::parts;
use crate::signing::KEY;

/// What a page says of a scheme.
pub(super) struct Explained {
    /// What kind of scheme it is.
    pub(super) kind: &'static str,
    /// What a caller has to do, step by step: enough to write it in any language.
    pub(super) steps: Markup,
    /// An example that is worked out: inputs, what is signed, the result, and a command by which it can be checked without any
    /// code of ours.
    pub(super) example: Markup,
}

/// The actions that need a scheme, each with its place.
pub(super) fn users<'a>(
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
pub(super) fn inputs(rows: &[(&str, &str)]) -> Markup {
    html! {
        figure.code.inputs {
            figcaption { span.title { "Inputs" } }
            dl { @for (name, value) in rows { div { dt { (name) } dd { code { (value) } } } } }
        }
    }
}

/// A block of code.
pub(super) fn block(context: &Context<'_>, title: &str, language: Language, text: &str) -> Markup {
    parts::code(context, title, language, text)
}

/// A command by which what was worked out can be checked; what it prints stands in the example.
pub(super) fn check(context: &Context<'_>, command: &str) -> Markup {
    parts::wrapped_code(context, "Check it", Language::Shell, command)
}

/// A client, or the router where the vendor is the caller, with what the scheme needs. `names` are those of the crate.
pub(super) fn configured(context: &Context<'_>, id: AuthId, names: &[&str], line: &str) -> Markup {
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
pub(super) fn with_credential(context: &Context<'_>, id: AuthId, credential: AuthId) -> Markup {
    html! {
        @if let Some(constant) = context.calls.auth(credential) {
            (configured(context, id, &[constant], &format!(".credential({constant}, {KEY:?})")))
        }
    }
}
