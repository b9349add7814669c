//! JSON output of `diff`. The format is a stable contract: keys can be added, but are never renamed, and keep their
//! meaning.

use bindery_changes::{Difference, Report, VersionBump};
use serde::Serialize;

/// A comparison of two versions.
#[derive(Serialize)]
pub(super) struct Contract<'r> {
    /// Old version, as the user named it.
    old: &'r str,
    /// New version, as the user named it.
    new: &'r str,
    /// Version bump that follows from all differences: `none`, `patch`, `minor` or `major`.
    bump: &'static str,
    /// Whether something breaks without a waiver.
    breaks: bool,
    /// APIs of both versions, by name.
    apis: Vec<Api<'r>>,
}

#[derive(Serialize)]
struct Api<'r> {
    api: &'r str,
    bump: &'static str,
    breaks: bool,
    differences: Vec<Item<'r>>,
    /// Waivers that match no breaking difference.
    idle_waivers: &'r [String],
}

#[derive(Serialize)]
struct Item<'r> {
    /// Stable key of the difference, by which waivers name it.
    key: String,
    place: &'r str,
    /// `added`, `removed` or `changed`.
    change: &'static str,
    /// Rule that judges the difference, as listed in docs/changes.md.
    rule: &'static str,
    /// `breaks-wire`, `breaks-callers`, `breaks-backends`; else `compatible` or `documents`.
    classes: Vec<&'static str>,
    old: Option<&'r str>,
    new: Option<&'r str>,
    /// Reason of the waiver; null without a waiver.
    waived: Option<&'r str>,
    /// Required action of affected users; null if no user is affected.
    todo: Option<&'static str>,
}

/// Converts a comparison into the form that `diff --format json` prints.
pub(super) fn contract<'r>(
    old: &'r str,
    new: &'r str,
    reports: &'r [Report],
    bump: VersionBump,
) -> Contract<'r> {
    Contract {
        old,
        new,
        bump: bump.text(),
        breaks: reports.iter().any(Report::breaks),
        apis: reports.iter().map(api).collect(),
    }
}

fn api(report: &Report) -> Api<'_> {
    Api {
        api: &report.api,
        bump: report.bump().text(),
        breaks: report.breaks(),
        differences: report.differences.iter().map(item).collect(),
        idle_waivers: &report.idle_waivers,
    }
}

fn item(difference: &Difference) -> Item<'_> {
    Item {
        key: difference.key(),
        place: &difference.place,
        change: difference.change.text(),
        rule: difference.rule.id(),
        classes: difference.effects.classes().into_iter().map(|class| class.text()).collect(),
        old: difference.old.as_deref(),
        new: difference.new.as_deref(),
        waived: difference.waived.as_deref(),
        todo: difference.effects.breaks().then(|| difference.rule.todo()),
    }
}
