//! Which action is meant by `module/action`, by its name in the documents, or by its own name alone.

use bindery_model::{Action, Api, Listed, Module};

use crate::failed::Failed;
use crate::suggest::{did_you_mean, listing};

/// An action and the module it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    /// The module.
    pub(super) module: &'a Module,
    /// The action.
    pub(super) action: &'a Action,
}

impl Found<'_> {
    fn name(&self) -> String {
        format!("{}/{}", self.module.name, self.action.name)
    }
}

/// The one action that is meant.
pub(super) fn find<'a>(api: &'a Api, wanted: &str) -> Result<Found<'a>, Failed> {
    let actions = || {
        let modules = api.modules.iter();
        modules.flat_map(|module| module.actions.iter().map(move |action| Found { module, action }))
    };
    let by_place = |found: &Found<'a>| found.name() == wanted;
    let by_doc = |found: &Found<'a>| found.action.doc.eq_ignore_ascii_case(wanted);
    let by_name = |found: &Found<'a>| found.action.name == wanted;
    let ways: [&dyn Fn(&Found<'a>) -> bool; 3] = [&by_place, &by_doc, &by_name];
    for way in ways {
        let fitting: Vec<Found<'a>> = actions().filter(way).collect();
        match fitting.as_slice() {
            [] => {}
            [found] => return Ok(*found),
            several => {
                let names: Vec<String> = several.iter().map(Found::name).collect();
                let message = format!("{} actions of {} are named `{wanted}`", several.len(), api.id);
                return Err(Failed::usage(message).note(format!("say which: {}", names.join(", "))));
            }
        }
    }
    if let Some((module, listed)) = find_listed(api, wanted) {
        return Err(only_listed(api, module, listed));
    }
    Err(unknown(api, wanted, &actions().collect::<Vec<_>>()))
}

/// The action that is meant among those that are only listed.
fn find_listed<'a>(api: &'a Api, wanted: &str) -> Option<(&'a Module, &'a Listed)> {
    let all =
        || api.modules.iter().flat_map(|module| module.listed.iter().map(move |listed| (module, listed)));
    let place = |(module, listed): &(&Module, &Listed)| format!("{}/{}", module.name, listed.name) == wanted;
    all()
        .find(place)
        .or_else(|| all().find(|(_, listed)| listed.doc.eq_ignore_ascii_case(wanted)))
        .or_else(|| all().find(|(_, listed)| listed.name == wanted))
}

/// Why an action cannot be called that is only listed, and how whoever knows more can say so.
fn only_listed(api: &Api, module: &Module, listed: &Listed) -> Failed {
    let Listed { name, unknown, .. } = listed;
    let message = format!("{}/{name} is only listed in the documents, so it cannot be called", module.name);
    let overlay = format!(
        "overlay: {}\nmodules:\n  {}:\n    actions:\n      {name}: {{methods: […], path: …, parameters: {{…}}, returns: …, evidence: …}}",
        api.id, module.name
    );
    Failed::usage(message)
        .note(format!("not known: {}", unknown.trim_end_matches('.')))
        .note("if you know it, write it into a file and give that with --overlay FILE:")
        .note(overlay)
}

fn unknown(api: &Api, wanted: &str, actions: &[Found<'_>]) -> Failed {
    let mut places: Vec<String> = actions.iter().map(Found::name).collect();
    let listed = || api.modules.iter().flat_map(|module| module.listed.iter().map(move |one| (module, one)));
    places.extend(listed().map(|(module, one)| format!("{}/{}", module.name, one.name)));
    let docs = actions.iter().map(|found| found.action.doc.as_str());
    let names = actions.iter().map(|found| found.action.name.as_str());
    let failed = Failed::usage(format!("{} has no action `{wanted}`", api.id));
    // What is near: a place, else a name in the documents, else a name alone.
    let near = did_you_mean(wanted, places.iter().map(String::as_str))
        .or_else(|| did_you_mean(wanted, docs.chain(listed().map(|(_, one)| one.doc.as_str()))))
        .or_else(|| did_you_mean(wanted, names.chain(listed().map(|(_, one)| one.name.as_str()))));
    let failed = match near {
        Some(near) => failed.note(near),
        None => {
            match wanted.split_once('/').and_then(|(name, _)| api.modules.iter().find(|m| m.name == name)) {
                Some(module) => {
                    let names = listing(module.actions.iter().map(|action| action.name.as_str()));
                    failed.note(format!("the actions of {} are: {names}", module.name))
                }
                None => failed,
            }
        }
    };
    failed.note(format!("`bindery list {}` shows all actions", api.id))
}
