//! A section for a changelog: what breaks for whom, and what they have to do; what is new; what is said in other words.

use std::fmt::Write as _;

use bindery_model::diagnostic::count;

use crate::difference::{Change, Class, Difference, Report};

/// The section of an API, as Markdown.
pub fn changelog(report: &Report) -> String {
    let step = report.step();
    let mut text = format!("## {}\n\n", report.api);
    if report.differences.is_empty() {
        text.push_str("No differences.\n");
        return text;
    }
    let _ = writeln!(text, "Step: **{}** ({}).", step.text(), step.advice());
    for (class, title) in [
        (Class::BreaksWire, "Breaks what runs with the old version"),
        (Class::BreaksCallers, "Breaks code that calls"),
        (Class::BreaksBackends, "Breaks code that serves"),
    ] {
        // A difference that breaks several things stands once, under the worst.
        let first = |difference: &&Difference| difference.counts() && worst(difference) == class;
        section(&mut text, title, report.differences.iter().filter(first));
    }
    let waived = |difference: &&Difference| difference.waived.is_some();
    section(&mut text, "Breaks nobody, for a reason", report.differences.iter().filter(waived));
    let compatible = |difference: &&Difference| worst(difference) == Class::Compatible;
    section(&mut text, "New and different, and breaks nothing", report.differences.iter().filter(compatible));
    let texts = report.differences.iter().filter(|difference| worst(difference) == Class::Documents).count();
    if texts > 0 {
        let _ = writeln!(text, "\nTexts for people differ in {}.", count(texts, "place"));
    }
    text
}

fn worst(difference: &Difference) -> Class {
    difference.effects.classes().into_iter().min().unwrap_or(Class::Compatible)
}

fn section<'d>(text: &mut String, title: &str, differences: impl Iterator<Item = &'d Difference>) {
    let mut differences = differences.peekable();
    if differences.peek().is_none() {
        return;
    }
    let _ = writeln!(text, "\n### {title}\n");
    for difference in differences {
        let change = difference.change.text();
        let _ = write!(text, "- `{}` {change}{}.", difference.place, values(difference));
        if let Some(because) = &difference.waived {
            let _ = write!(text, " {}", full(because));
        } else if difference.counts() {
            let classes = difference.effects.classes().into_iter().skip(1);
            let also: Vec<&str> = classes.map(Class::text).collect();
            if !also.is_empty() {
                let _ = write!(text, " Also {}.", also.join(", "));
            }
            let _ = write!(text, " {}", full(difference.rule.todo()));
        }
        text.push('\n');
    }
}

/// What was there and what is there, where it is short enough to be read.
fn values(difference: &Difference) -> String {
    match (difference.change, &difference.old, &difference.new) {
        (Change::Changed, Some(old), Some(new)) => format!(": `{}` → `{}`", short(old), short(new)),
        (Change::Changed, None, Some(new)) => format!(": `{}`", short(new)),
        (Change::Changed, Some(old), None) => format!(": no longer `{}`", short(old)),
        (Change::Added, _, Some(what)) | (Change::Removed, Some(what), _) => format!(" (`{}`)", short(what)),
        (Change::Added | Change::Removed | Change::Changed, _, _) => String::new(),
    }
}

/// A text that does not run over, without what would end the code that it stands in.
fn short(text: &str) -> String {
    const MOST: usize = 80;
    let line = text.replace('`', "'").replace(['\n', '\r'], " ");
    if line.chars().count() <= MOST {
        return line;
    }
    let cut: String = line.chars().take(MOST).collect();
    format!("{cut}…")
}

fn full(sentence: &str) -> String {
    if sentence.ends_with(['.', '!', '?']) { sentence.to_owned() } else { format!("{sentence}.") }
}
