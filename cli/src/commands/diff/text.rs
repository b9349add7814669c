//! Text output of `diff`: one section per API, the most severe differences first.

use std::fmt::Write as _;

use anstyle::Style;
use bindery_changes::{ChangeKind, Difference, Impact, Report};

use crate::output::{DIM, GREEN, HEADER, RED, YELLOW, printable};
use crate::text::count;

/// Returns the differences of an API as text.
pub(super) fn report(report: &Report) -> String {
    let mut text = format!("{HEADER}{}{HEADER:#}: ", printable(&report.api));
    if report.differences.is_empty() {
        text.push_str("no differences\n");
        return text;
    }
    let breaking = report.differences.iter().filter(|one| one.counts()).count();
    let all = count(report.differences.len(), "difference");
    let broken =
        if breaking == 1 { "1 breaking change".to_owned() } else { format!("{breaking} breaking changes") };
    let bump = report.bump();
    let _ = writeln!(text, "{all}, {broken}; version bump: {} ({})", bump.text(), bump.advice());
    let mut sorted: Vec<&Difference> = report.differences.iter().collect();
    sorted.sort_by_key(|one| (one.waived.is_some(), one.effects.classes().into_iter().min()));
    for difference in sorted {
        push(&mut text, difference);
    }
    text
}

fn push(text: &mut String, difference: &Difference) {
    let classes: Vec<&str> = difference.effects.classes().iter().map(|class| class.text()).collect();
    let encoding = encoding(difference);
    let classes = classes.join(", ");
    let _ =
        writeln!(text, "  {encoding}{}{encoding:#}  {DIM}[{classes}]{DIM:#}", printable(&difference.key()));
    if let Some(values) = values(difference) {
        let _ = writeln!(text, "      {}", printable(&values));
    }
    if let Some(because) = &difference.waived {
        let _ = writeln!(text, "      waived: {}", printable(because));
    } else if difference.counts() {
        let _ = writeln!(text, "      {DIM}{}: {}{DIM:#}", difference.rule.id(), difference.rule.todo());
    }
}

fn encoding(difference: &Difference) -> Style {
    match difference.effects.classes().into_iter().min() {
        _ if difference.waived.is_some() => YELLOW,
        Some(Impact::BreaksWire | Impact::BreaksCallers | Impact::BreaksBackends) => RED,
        Some(Impact::Compatible) => GREEN,
        Some(Impact::Documents) | None => DIM,
    }
}

/// Returns the old and the new value.
fn values(difference: &Difference) -> Option<String> {
    let (old, new) = (difference.old.as_deref(), difference.new.as_deref());
    match difference.change {
        ChangeKind::Changed if old.is_none() && new.is_none() => None,
        ChangeKind::Changed => Some(format!("{} → {}", old.unwrap_or("nothing"), new.unwrap_or("nothing"))),
        ChangeKind::Added | ChangeKind::Removed => old.or(new).map(str::to_owned),
    }
}
