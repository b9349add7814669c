//! `bindery diff`: compares two versions of specs and shows breaking changes. The crate `bindery-changes` judges the
//! differences; this module reads the versions and shows the reports.

mod git;
mod json;
mod text;
mod version;

use std::collections::{BTreeMap, BTreeSet};

use bindery_changes::{Report, VersionBump, changelog, compare};

use crate::args::{Diff, DiffFormat};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::project::Project;
use crate::specs::Spec;
use crate::suggest::{did_you_mean, listing};
use version::Version;

/// Compares two versions.
pub(crate) fn run(options: &Diff, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let old = Version::find(&options.old, project)?;
    let new = options.new.as_deref();
    let new = new.map_or_else(|| Version::current(project), |name| Version::find(name, project))?;
    let (mut before, mut after) = (old.specs()?, new.specs()?);
    // A folder of one API is compared with that API only, whatever else the other version contains.
    if old.is_single() || new.is_single() {
        let only = if old.is_single() { ids(&before) } else { ids(&after) };
        before.retain(|id, _| only.contains(id));
        after.retain(|id, _| only.contains(id));
    }
    check_names(&options.api, &before, &after)?;
    let is_wanted = |id: &String| options.api.is_empty() || options.api.contains(id);
    let mut exit = Exit::Done;
    let mut reports = Vec::new();
    for id in ids(&before).union(&ids(&after)).filter(|id| is_wanted(id)) {
        match report(id, before.remove(id), after.remove(id), output) {
            Ok(report) => reports.push(report),
            Err(failed) => {
                // A mistake in one API does not keep the others from being compared.
                output.failed(&failed);
                exit = exit.and(failed.exit);
            }
        }
    }
    output.result(&match options.format {
        DiffFormat::Text => reports.iter().map(text::report).collect(),
        DiffFormat::Json => {
            crate::text::json(&json::contract(&old.name(), &new.name(), &reports, bump(&reports)))?
        }
        DiffFormat::Markdown => reports.iter().map(changelog).collect::<Vec<_>>().join("\n"),
    })?;
    for (report, waiver) in
        reports.iter().flat_map(|report| report.idle_waivers.iter().map(move |one| (report, one)))
    {
        let api = &report.api;
        output.note(&format!("the waiver `{waiver}` of {api} matches no breaking change: remove it"));
    }
    if reports.iter().any(Report::breaks) && !options.allow_breaking {
        exit = exit.and(Exit::Breaks);
    }
    Ok(exit)
}

fn ids(specs: &BTreeMap<String, Spec>) -> BTreeSet<String> {
    specs.keys().cloned().collect()
}

/// Checks that the selected APIs are in one of the versions.
fn check_names(
    wanted: &[String],
    before: &BTreeMap<String, Spec>,
    after: &BTreeMap<String, Spec>,
) -> Result<(), Failed> {
    let known: BTreeSet<String> = ids(before).union(&ids(after)).cloned().collect();
    let names = || known.iter().map(String::as_str);
    match wanted.iter().find(|name| !known.contains(*name)) {
        Some(unknown) => Err(Failed::usage(format!("there is no API `{unknown}` in either version"))
            .maybe_note(did_you_mean(unknown, names()))
            .note(format!("the APIs are: {}", listing(names())))),
        None => Ok(()),
    }
}

fn report(id: &str, old: Option<Spec>, new: Option<Spec>, output: &Output) -> Result<Report, Failed> {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (Some(_), None) => return Ok(Report::of_removed(id)),
        (None, _) => return Ok(Report::of_added(id)),
    };
    let sources = new.sources.clone();
    let (old, new) = (old.valid(id, output)?, new.valid(id, output)?);
    compare(&old, &new).map_err(|names| output.mistakes(id, &names, &sources))
}

/// Returns the version bump that follows from all reports.
fn bump(reports: &[Report]) -> VersionBump {
    reports.iter().map(Report::bump).max().unwrap_or_default()
}
