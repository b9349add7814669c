//! Changelog section: what breaks for whom and what users have to do, compatible changes, changed texts.

use std::fmt::Write as _;

use bindery_model::diagnostic::count;

use crate::difference::{ChangeKind, Difference, Impact, Report};

/// Returns the section of an API, as Markdown.
pub fn changelog(report: &Report) -> String {
    let bump = report.bump();
    let mut text = format!("## {}\n\n", report.api);
    if report.differences.is_empty() {
        text.push_str("No differences.\n");
        return text;
    }
    let _ = writeln!(text, "Version bump: **{}** ({}).", bump.text(), bump.advice());
    for (class, title) in [
        (Impact::BreaksWire, "Breaks programs built with the old version"),
        (Impact::BreaksCallers, "Breaks code that calls the API"),
        (Impact::BreaksBackends, "Breaks code that serves the API"),
    ] {
        // A difference with several breaking classes is listed once, under the most severe.
        let first = |difference: &&Difference| difference.counts() && worst(difference) == class;
        section(&mut text, title, report.differences.iter().filter(first));
    }
    let waived = |difference: &&Difference| difference.waived.is_some();
    section(&mut text, "Breaking, but waived", report.differences.iter().filter(waived));
    let compatible = |difference: &&Difference| worst(difference) == Impact::Compatible;
    section(&mut text, "Compatible changes", report.differences.iter().filter(compatible));
    let texts = report.differences.iter().filter(|difference| worst(difference) == Impact::Documents).count();
    if texts > 0 {
        let _ = writeln!(text, "\nTexts for people changed in {}.", count(texts, "place"));
    }
    text
}

fn worst(difference: &Difference) -> Impact {
    difference.effects.classes().into_iter().min().unwrap_or(Impact::Compatible)
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
            let aliases: Vec<&str> = classes.map(Impact::text).collect();
            if !aliases.is_empty() {
                let _ = write!(text, " Also {}.", aliases.join(", "));
            }
            let _ = write!(text, " {}", full(difference.rule.todo()));
        }
        text.push('\n');
    }
}

/// Returns the old and the new value, shortened.
fn values(difference: &Difference) -> String {
    match (difference.change, &difference.old, &difference.new) {
        (ChangeKind::Changed, Some(old), Some(new)) => format!(": `{}` → `{}`", short(old), short(new)),
        (ChangeKind::Changed, None, Some(new)) => format!(": `{}`", short(new)),
        (ChangeKind::Changed, Some(old), None) => format!(": no longer `{}`", short(old)),
        (ChangeKind::Added, _, Some(what)) | (ChangeKind::Removed, Some(what), _) => {
            format!(" (`{}`)", short(what))
        }
        (ChangeKind::Added | ChangeKind::Removed | ChangeKind::Changed, _, _) => String::new(),
    }
}

/// Shortens a text, and removes what would end its code span.
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
