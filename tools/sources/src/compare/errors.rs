//! The error table, and the form of failures.

use std::collections::{HashMap, HashSet};

use bindery_model::{Aspect, CodeValue, ErrorEntry};
use bindery_vocabulary::json::Json;

use super::check::{Check, declared};
use super::report::{Verdict, finding};
use crate::facts::{Kind, What};
use crate::spec::cites;

/// Compares the errors.
pub(super) fn check(check: &mut Check<'_>) {
    let mut found = vec![false; check.api.errors.len()];
    let mut tables = false;
    let known = Known::of(&check.api.errors);
    let keys = failure_keys(check);
    let shown = shown(check);
    for (position, fact) in check.facts() {
        match &fact.what {
            What::Code { code, status, text, remarks } => {
                tables = true;
                let Some((at, entry)) = known.find(code.as_deref(), text) else {
                    let shown = code.as_deref().map_or_else(|| format!("\"{text}\""), str::to_owned);
                    let message = if code.is_some() { "an error code" } else { "an error without a code" };
                    check.report(position, finding(Verdict::NotInSpec, Kind::Error, shown, message));
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
                    check.report(position, about(message).allowed_by(allowed));
                }
                if let (Some(there), Some(here)) = (*status, entry.status)
                    && there != here
                {
                    check.report(
                        position,
                        about(format!("HTTP status {there} in the document, {here} in the spec")),
                    );
                }
                let missing = remarks.iter().filter(|remark| !entry.notes.contains(remark));
                let missing: Vec<&str> = missing.map(String::as_str).collect();
                if !missing.is_empty() {
                    check.report(position, about(format!("the document remarks: {}", missing.join(", "))));
                }
            }
            What::FailureKey { path } if !keys.contains(path) => {
                let message = "failures have such a key, and no failure shape has it";
                check.report(position, finding(Verdict::NotInSpec, Kind::Error, path, message));
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
            check.push(about(Verdict::Untrue, "the document has it by now"));
        }
        let code = entry.code.as_ref().map(CodeValue::to_string);
        let unread = code.as_ref().is_some_and(|code| check.is_unread(code, None));
        if !found && !unread && cites(&entry.evidence, &check.source.name) {
            let missing = |message| about(Verdict::NotInDocument, message);
            if absent.is_some() && !code.as_ref().is_some_and(|code| shown.contains(code.as_str())) {
                check.push(missing("neither the table nor an example has it"));
            } else {
                check.push(missing("the document's table does not have it").allowed_by(absent));
            }
        }
    }
}

/// The entries of the spec: by their codes, or by their texts where they have none.
struct Known<'a> {
    errors: &'a [ErrorEntry],
    by_code: HashMap<String, usize>,
    by_text: HashMap<String, usize>,
}

impl<'a> Known<'a> {
    fn of(errors: &'a [ErrorEntry]) -> Self {
        let mut known = Self { errors, by_code: HashMap::new(), by_text: HashMap::new() };
        for (at, entry) in errors.iter().enumerate() {
            match &entry.code {
                Some(code) => known.by_code.entry(code.to_string()).or_insert(at),
                None => known.by_text.entry(plain(&entry.text)).or_insert(at),
            };
        }
        known
    }

    fn find(&self, code: Option<&str>, text: &str) -> Option<(usize, &'a ErrorEntry)> {
        let at = match code {
            Some(code) => self.by_code.get(code),
            None => self.by_text.get(&plain(text)),
        };
        at.and_then(|at| Some((*at, self.errors.get(*at)?)))
    }
}

/// The keys that failures have, with those that lead to them.
fn failure_keys(check: &Check<'_>) -> HashSet<String> {
    let parts = check.api.failures.iter().flat_map(|shape| &shape.body);
    parts
        .flat_map(|part| (1..=part.path.len()).filter_map(|end| Some(part.path.get(..end)?.join("."))))
        .collect()
}

/// What examples of the document show: their texts and numbers.
fn shown<'a>(check: &Check<'a>) -> HashSet<&'a str> {
    let mut shown = HashSet::new();
    for (_, fact) in check.facts() {
        if let What::Example { value, .. } = &fact.what {
            scalars(value, &mut shown);
        }
    }
    shown
}

/// The texts and numbers of a value. Depth is bounded by the reading of JSON.
fn scalars<'a>(value: &'a Json, found: &mut HashSet<&'a str>) {
    match value {
        Json::Number(text) | Json::Text(text) => drop(found.insert(text)),
        Json::List(items) => items.iter().for_each(|item| scalars(item, found)),
        Json::Object(entries) => entries.iter().for_each(|(_, value)| scalars(value, found)),
        Json::Null | Json::Bool(_) => {}
    }
}

/// A text without what the keyboard decides: kinds of dashes and quotation marks, blanks.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(['–', '—'], "-").replace('’', "'").replace(['“', '”'], "\"")
}
