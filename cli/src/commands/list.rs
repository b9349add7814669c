//! `bindery list`: lists APIs, or the contents of one. The text output is a tree; the JSON output is the contract of
//! [`crate::contract`].

use std::fmt::Write as _;

use bindery_model::{Action, Api, KnownAction, Module, Stability};

use crate::args::List;
use crate::contract::{contract, counts, successor};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::{DIM, GREEN, HEADER, Output, YELLOW};
use crate::project::Project;
use crate::specs::{Overlays, load};
use crate::table::{Table, width};
use crate::text::json;

/// Shows one API, or a table of all.
pub(crate) fn run(options: &List, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let names = project.choose(options.api.as_slice())?;
    let overlays = Overlays::read(project, &options.overlays, &names, output)?;
    let mut apis = Vec::new();
    for name in &names {
        apis.push(load(project, name, &overlays)?.valid(name, output)?);
    }
    let text = match (&options.api, options.json, apis.as_slice()) {
        (Some(_), true, [api]) => json(&contract(api))?,
        (Some(_), false, [api]) => tree(api),
        (_, true, apis) => json(&apis.iter().map(contract).collect::<Vec<_>>())?,
        (_, false, apis) => overview(apis),
    };
    output.result(&text)?;
    Ok(Exit::Done)
}

/// Returns the APIs as a table.
fn overview(apis: &[Api]) -> String {
    let mut table = Table::new(&["API", "title", ">modules", ">actions", ">callable"]);
    for api in apis {
        let covered = counts(api.modules.iter());
        table.row([
            api.id.clone(),
            api.title.clone(),
            api.modules.len().to_string(),
            covered.actions.to_string(),
            covered.callable.to_string(),
        ]);
    }
    table.render()
}

/// Returns one API as a tree.
fn tree(api: &Api) -> String {
    let mut text = format!("{HEADER}{}{HEADER:#}  {}\n", api.id, api.title);
    let widest = |part: fn(KnownAction<'_>) -> String| {
        api.modules.iter().flat_map(Module::known).map(|known| width(&part(known))).max().unwrap_or(0)
    };
    let widths = [widest(|known| known.name().to_owned()), widest(methods), widest(path)];
    for (position, module) in api.modules.iter().enumerate() {
        let last = position + 1 == api.modules.len() && api.mentions.is_empty();
        let (branch, stem) = if last { ("└─", "   ") } else { ("├─", "│  ") };
        let inbound = if module.inbound { "  calls to your server" } else { "" };
        let _ = writeln!(
            text,
            "{DIM}{branch}{DIM:#} {HEADER}{}{HEADER:#}{YELLOW}{inbound}{YELLOW:#}  {DIM}{}{DIM:#}",
            module.name, module.about
        );
        branches(&mut text, api, module, stem, widths);
    }
    if !api.mentions.is_empty() {
        let names: Vec<&str> = api.mentions.iter().map(|mention| mention.documented_as.as_str()).collect();
        let _ = writeln!(
            text,
            "{DIM}└─ mentioned in the documents, but not described: {}{DIM:#}",
            names.join(", ")
        );
    }
    text
}

/// Returns the actions of a module, one per line.
fn branches(text: &mut String, api: &Api, module: &Module, stem: &str, widths: [usize; 3]) {
    let last = module.actions.len() + module.listed.len();
    for (position, action) in module.known().enumerate() {
        let branch = if position + 1 == last { "└─" } else { "├─" };
        let [name, method, width] = widths;
        let line = format!("{:name$}  {:method$}  {:width$}", action.name(), methods(action), path(action));
        let mark = mark(api, action);
        let line = if mark.is_empty() { line.trim_end() } else { &line };
        let _ = writeln!(text, "{DIM}{stem}{branch}{DIM:#} {line}{mark}");
    }
}

fn methods(action: KnownAction<'_>) -> String {
    action.methods().iter().map(|method| method.text()).collect::<Vec<_>>().join(", ")
}

fn path(known: KnownAction<'_>) -> String {
    known.action().map_or_else(|| "(not callable)".to_owned(), Action::path_text)
}

fn mark(api: &Api, known: KnownAction<'_>) -> String {
    let Some(action) = known.action() else { return String::new() };
    match (action.stability(), successor(api, action)) {
        (Stability::Stable, _) => String::new(),
        (Stability::New, _) => format!("  {GREEN}new{GREEN:#}"),
        (Stability::Deprecated, None) => format!("  {YELLOW}deprecated{YELLOW:#}"),
        (Stability::Deprecated, Some(successor)) => format!("  {YELLOW}deprecated → {successor}{YELLOW:#}"),
    }
}
