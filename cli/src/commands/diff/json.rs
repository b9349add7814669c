//! The JSON of `diff`. It is a contract: keys are added at most, never renamed, and what they hold keeps its meaning.

use bindery_changes::{Difference, Report, Step};
use serde::Serialize;

/// A comparison.
#[derive(Serialize)]
pub(super) struct Contract<'r> {
    /// The old version, as it was named.
    old: &'r str,
    /// The new version.
    new: &'r str,
    /// The step that follows for all: `none`, `patch`, `minor` or `major`.
    step: &'static str,
    /// Whether something breaks that is not waived.
    breaks: bool,
    /// The APIs of either version, by name.
    apis: Vec<Api<'r>>,
}

#[derive(Serialize)]
struct Api<'r> {
    api: &'r str,
    step: &'static str,
    breaks: bool,
    differences: Vec<Item<'r>>,
    /// Waivers that are about nothing.
    idle_waivers: &'r [String],
}

#[derive(Serialize)]
struct Item<'r> {
    /// Its stable name, by which waivers know it.
    key: String,
    place: &'r str,
    /// `added`, `removed` or `changed`.
    change: &'static str,
    /// The rule that judges it, as docs/changes.md has it.
    rule: &'static str,
    /// `breaks-wire`, `breaks-callers`, `breaks-backends`; else `compatible` or `documents`.
    classes: Vec<&'static str>,
    old: Option<&'r str>,
    new: Option<&'r str>,
    /// Why it may break something; null where nobody has said so.
    waived: Option<&'r str>,
    /// What those whom it hurts have to do; null where it hurts nobody.
    todo: Option<&'static str>,
}

/// The contract of a comparison.
pub(super) fn contract<'r>(old: &'r str, new: &'r str, reports: &'r [Report], step: Step) -> Contract<'r> {
    Contract {
        old,
        new,
        step: step.text(),
        breaks: reports.iter().any(Report::breaks),
        apis: reports.iter().map(api).collect(),
    }
}

fn api(report: &Report) -> Api<'_> {
    Api {
        api: &report.api,
        step: report.step().text(),
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
