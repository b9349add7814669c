//! Building blocks of the worked examples.

use bindery_codegen::ModuleCalls;
use bindery_model::{Action, AuthId, ModuleId};
use maud::{Markup, html};

use crate::context::PageContext;
use crate::highlight::Language;
use crate::parts;
use crate::signing::KEY;

/// The description of a scheme.
pub(super) struct Explained {
    /// The kind of scheme, as a heading.
    pub(super) kind: &'static str,
    /// The steps of a caller, detailed enough to implement the scheme in any language.
    pub(super) steps: Markup,
    /// A worked example: inputs, signed data, result, and a command that checks the result without Bindery.
    pub(super) example: Markup,
}

/// Returns the actions that require a scheme, each with its module and its position there.
pub(super) fn users<'a>(
    context: &PageContext<'a>,
    id: AuthId,
) -> impl Iterator<Item = (ModuleId, usize, &'a Action)> {
    let modules = context.api.modules.iter().enumerate();
    let all = modules.flat_map(|(module, of)| {
        of.actions.iter().enumerate().map(move |(position, action)| (module, position, action))
    });
    all.filter(move |(_, _, action)| action.schemes().contains(&id))
}

/// Renders the inputs of an example.
pub(super) fn inputs(rows: &[(&str, &str)]) -> Markup {
    html! {
        figure.code.inputs {
            figcaption { span.title { "Inputs" } }
            dl { @for (name, value) in rows { div { dt { (name) } dd { code { (value) } } } } }
        }
    }
}

/// Renders a block of code.
pub(super) fn block(context: &PageContext<'_>, title: &str, language: Language, text: &str) -> Markup {
    parts::code(context, title, language, text)
}

/// Renders a command that recomputes a value of the example. Its output is shown in the example.
pub(super) fn check(context: &PageContext<'_>, command: &str) -> Markup {
    parts::wrapped_code(context, "Check it", Language::Shell, command)
}

/// Renders the Rust setup of a client, or of a router for webhooks, with the credentials of the scheme. `names` are the
/// imported names of the crate.
pub(super) fn configured(context: &PageContext<'_>, id: AuthId, names: &[&str], line: &str) -> Markup {
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

/// Formats names for a `use` declaration.
fn imported(names: &[&str]) -> String {
    match names {
        [one] => (*one).to_owned(),
        several => format!("{{{}}}", several.join(", ")),
    }
}

/// Renders the setup with the credential of the examples.
pub(super) fn with_credential(context: &PageContext<'_>, id: AuthId, credential: AuthId) -> Markup {
    html! {
        @if let Some(constant) = context.calls.auth(credential) {
            (configured(context, id, &[constant], &format!(".credential({constant}, {KEY:?})")))
        }
    }
}
