//! Lookup of an action by `module/action`, by its name in the documents, or by its own name alone.

use bindery_model::{Action, Api, KnownAction, Listed, Module};

use crate::failed::Failed;
use crate::suggest::{did_you_mean, listing};

/// Predicate that matches one way of naming an action.
type Way = fn(&Module, KnownAction<'_>, &str) -> bool;

/// Ways of naming an action, the most specific first.
const WAYS: [Way; 3] = [
    |module, known, wanted| place(module, known) == wanted,
    |_, known, wanted| known.documented_as().eq_ignore_ascii_case(wanted),
    |_, known, wanted| known.name() == wanted,
];

fn place(module: &Module, known: KnownAction<'_>) -> String {
    format!("{}/{}", module.name, known.name())
}

/// Returns the action with a given name, with its module.
pub(super) fn find<'a>(api: &'a Api, wanted: &str) -> Result<(&'a Module, &'a Action), Failed> {
    let all = || api.modules.iter().flat_map(|module| module.known().map(move |known| (module, known)));
    for way in WAYS {
        let fitting = all().filter(|(module, known)| way(module, *known, wanted));
        let fitting: Vec<_> = fitting.filter_map(|(module, known)| Some((module, known.action()?))).collect();
        match fitting.as_slice() {
            [] => {}
            [found] => return Ok(*found),
            several => {
                let names: Vec<String> = several
                    .iter()
                    .map(|(module, action)| format!("{}/{}", module.name, action.name))
                    .collect();
                let message = format!("{} actions of {} are named `{wanted}`", several.len(), api.id);
                return Err(Failed::usage(message).note(format!("use one of: {}", names.join(", "))));
            }
        }
    }
    let listed = WAYS.iter().find_map(|way| {
        all().find_map(|(module, known)| match known {
            KnownAction::Listed(listed) if way(module, known, wanted) => Some((module, listed)),
            _ => None,
        })
    });
    Err(match listed {
        Some((module, listed)) => only_listed(api, module, listed),
        None => unknown(api, wanted, &all().collect::<Vec<_>>()),
    })
}

/// Returns the error for an action that is only listed, with a template of an overlay that completes it.
fn only_listed(api: &Api, module: &Module, listed: &Listed) -> Failed {
    let Listed { name, unknown, .. } = listed;
    let message = format!("{}/{name} is only listed in the documents and cannot be called", module.name);
    let overlay = format!(
        "overlay: {}\nmodules:\n  {}:\n    actions:\n      {name}: {{methods: […], path: …, parameters: {{…}}, response: …, evidence: …}}",
        api.id, module.name
    );
    Failed::usage(message)
        .note(format!("missing in the documents: {}", unknown.trim_end_matches('.')))
        .note("to call it, complete it in a file of your own and pass --overlay FILE:")
        .note(overlay)
}

fn unknown(api: &Api, wanted: &str, all: &[(&Module, KnownAction<'_>)]) -> Failed {
    let places: Vec<String> = all.iter().map(|(module, known)| place(module, *known)).collect();
    let failed = Failed::usage(format!("{} has no action `{wanted}`", api.id));
    // Candidates: similar places, else similar names in the documents, else similar names of actions.
    let near = did_you_mean(wanted, places.iter().map(String::as_str))
        .or_else(|| did_you_mean(wanted, all.iter().map(|(_, known)| known.documented_as())))
        .or_else(|| did_you_mean(wanted, all.iter().map(|(_, known)| known.name())));
    let in_module = || {
        let (name, _) = wanted.split_once('/')?;
        let module = api.modules.iter().find(|module| module.name == name)?;
        let names = listing(module.actions.iter().map(|action| action.name.as_str()));
        Some(format!("the actions of {name} are: {names}"))
    };
    let failed = failed.maybe_note(near.or_else(in_module));
    failed.note(format!("`bindery list {}` shows all actions", api.id))
}
