//! The error table, and the form of failures.

use bindery_codegen::model::{Aspect, CodeValue, ErrorEntry};

use super::{Check, Verdict, declared, finding};
use crate::facts::{Kind, What};
use crate::json::Json;
use crate::spec::cites;

/// Compares the errors.
pub(super) fn check(check: &mut Check<'_>) {
    let mut found = vec![false; check.api.errors.len()];
    let mut tables = false;
    for (position, fact) in check.facts() {
        match &fact.what {
            What::Code { code, status, text, remarks } => {
                tables = true;
                let Some((at, entry)) = entry_of(&check.api.errors, code.as_deref(), text) else {
                    let shown = code.as_deref().map_or_else(|| format!("\"{text}\""), str::to_owned);
                    let message = if code.is_some() { "an error code" } else { "an error without a code" };
                    check.report(position, finding(Verdict::NotInSpec, Kind::Error, shown, message), None);
                    continue;
                };
                if let Some(slot) = found.get_mut(at) {
                    *slot = true;
                }
                let about = |message: String| {
                    finding(Verdict::Differs, Kind::Error, &entry.name, message).at(entry.span)
                };
                if plain(text) != plain(&entry.text) {
                    let message = format!("the text is \"{text}\" in the document");
                    let allowed = declared(&entry.deviations, Aspect::Name, text);
                    check.report(position, about(message), allowed);
                }
                if let (Some(there), Some(here)) = (*status, entry.status)
                    && there != here
                {
                    check.report(
                        position,
                        about(format!("HTTP status {there} in the document, {here} in the spec")),
                        None,
                    );
                }
                let missing: Vec<&str> = remarks
                    .iter()
                    .filter(|remark| !entry.notes.contains(remark))
                    .map(String::as_str)
                    .collect();
                if !missing.is_empty() {
                    check.report(
                        position,
                        about(format!("the document remarks: {}", missing.join(", "))),
                        None,
                    );
                }
            }
            What::FailureKey { path } => {
                let known = check.api.failures.iter().any(|shape| {
                    shape.body.iter().any(|part| {
                        let whole = part.path.join(".");
                        whole == *path
                            || whole.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'))
                    })
                });
                if !known {
                    let message = "failures have such a key, and no failure shape has it";
                    check.report(position, finding(Verdict::NotInSpec, Kind::Error, path, message), None);
                }
            }
            _ => {}
        }
    }
    if !tables {
        return;
    }
    for (entry, found) in check.api.errors.iter().zip(found) {
        let absent = declared(&entry.deviations, Aspect::Presence, "absent");
        let about = |verdict, message| finding(verdict, Kind::Error, &entry.name, message).at(entry.span);
        if found && absent.is_some() {
            check.push(about(Verdict::Untrue, "the document has it by now"), None);
        }
        let unread = entry.code.as_ref().is_some_and(|code| check.is_unread(&code.to_string(), None));
        if !found && !unread && cites(&entry.evidence, &check.source.name) {
            if absent.is_some() && !shown(check, entry) {
                check.push(about(Verdict::NotInDocument, "neither the table nor an example has it"), None);
            } else {
                check.push(about(Verdict::NotInDocument, "the document's table does not have it"), absent);
            }
        }
    }
}

/// The entry of the spec for one of the document: by its code, or by its text where there is none.
fn entry_of<'a>(errors: &'a [ErrorEntry], code: Option<&str>, text: &str) -> Option<(usize, &'a ErrorEntry)> {
    errors.iter().enumerate().find(|(_, entry)| match (code, &entry.code) {
        (Some(code), Some(found)) => found.to_string() == code,
        (None, None) => plain(text) == plain(&entry.text),
        _ => false,
    })
}

/// Whether an example of the document shows the error.
fn shown(check: &Check<'_>, entry: &ErrorEntry) -> bool {
    let Some(code) = &entry.code else { return false };
    check.facts().any(|(_, fact)| matches!(&fact.what, What::Example { value, .. } if holds(value, code)))
}

/// Whether the code stands anywhere in a value. Depth is bounded by the reading of JSON.
fn holds(value: &Json, code: &CodeValue) -> bool {
    match value {
        Json::Number(text) | Json::Text(text) => *text == code.to_string(),
        Json::List(items) => items.iter().any(|item| holds(item, code)),
        Json::Object(entries) => entries.iter().any(|(_, value)| holds(value, code)),
        Json::Null | Json::Bool(_) => false,
    }
}

/// A text without what the keyboard decides: kinds of dashes and quotation marks, blanks.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(['–', '—'], "-").replace('’', "'").replace(['“', '”'], "\"")
}
