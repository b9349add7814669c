//! `bindery names`: shows the Rust name of each name in a spec, and the reason for it.

use bindery_model::names::{self, NameEntry};
use serde::Serialize;

use crate::args::Names;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::project::Project;
use crate::specs::{Overlays, load};
use crate::table::Table;
use crate::text::json;

/// A name in JSON output.
#[derive(Serialize)]
struct NameContract<'n> {
    /// Name of the API.
    api: &'n str,
    /// Place of the name: `user`, `user/get-wallet`; `api` for a name outside of all modules.
    place: &'n str,
    /// Kind of the named item: `api`, `module`, `request`, `method`, `parameter`, `group`, `type`, `field`, `value`,
    /// `error` or `constant`.
    kind: String,
    /// Name in the spec.
    wire: &'n str,
    /// Name in Rust.
    rust: &'n str,
    /// Reason for the Rust name: `derived`, `keyword`, `taken`, `digit`, `beside-type`, `beside-module`, `device` or
    /// `asked`.
    why: &'static str,
}

/// Shows the names of one API, or of all.
pub(crate) fn run(options: &Names, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let mut all = Vec::new();
    let chosen = project.choose(options.api.as_slice())?;
    let overlays = Overlays::read(project, &options.overlays, &chosen, output)?;
    for name in chosen {
        let spec = load(project, &name, &overlays)?;
        let entries = spec.api.as_ref().map_or_else(|| Err(spec.diagnostics.clone()), names::list);
        let entries = entries.map_err(|mistakes| output.mistakes(&name, &mistakes, &spec.sources))?;
        all.push((name, entries));
    }
    let text = if options.json { machines(&all)? } else { people(&all) };
    output.result(&text)?;
    Ok(Exit::Done)
}

fn machines(all: &[(String, Vec<NameEntry>)]) -> Result<String, Failed> {
    let entries = all.iter().flat_map(|(api, entries)| entries.iter().map(move |entry| (api, entry)));
    let list: Vec<NameContract<'_>> = entries
        .map(|(api, entry)| NameContract {
            api,
            place: &entry.place,
            kind: entry.kind.to_string(),
            wire: &entry.wire,
            rust: &entry.rust,
            why: entry.why.text(),
        })
        .collect();
    json(&list)
}

fn people(all: &[(String, Vec<NameEntry>)]) -> String {
    let mut text = String::new();
    for (api, entries) in all {
        let mut table = Table::new(&["place", "kind", "spec", "Rust", "reason"]);
        for NameEntry { place, kind, wire, rust, why } in entries {
            table.row([place.clone(), kind.to_string(), wire.clone(), rust.clone(), why.to_string()]);
        }
        if all.len() > 1 {
            text.push_str(&format!("{api}\n"));
        }
        text.push_str(&table.render());
    }
    text
}
