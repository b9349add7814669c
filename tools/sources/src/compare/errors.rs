//! Compares the error table and the keys of error responses.

use std::collections::{HashMap, HashSet};

use bindery_model::{Aspect, CodeValue, ErrorEntry};
use bindery_vocabulary::json::JsonValue;

use super::check::{Check, declared};
use super::report::{Verdict, finding};
use crate::claims::{Kind, What};
use crate::spec::cites;

/// Compares the errors.
pub(super) fn check(check: &mut Check<'_>) {
    let mut found = vec![false; check.api.errors.len()];
    let mut tables = false;
    let known = ErrorIndex::index(&check.api.errors);
    let keys = failure_keys(check);
    let shown = shown(check);
    for (position, claim) in check.claims() {
        match &claim.what {
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
                    check.report(position, about(format!("remarks in the document: {}", missing.join(", "))));
                }
            }
            What::FailureKey { path } if !keys.contains(path) => {
                let message = "a key of error responses that no error format has";
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
            check.push(about(Verdict::Untrue, "the document now has this error"));
        }
        let code = entry.code.as_ref().map(CodeValue::to_string);
        let unread = code.as_ref().is_some_and(|code| check.is_unread(code, None));
        if !found && !unread && cites(&entry.evidence, &check.source.name) {
            let missing = |message| about(Verdict::NotInDocument, message);
            if absent.is_some() && !code.as_ref().is_some_and(|code| shown.contains(code.as_str())) {
                check.push(missing("neither the error table nor an example of the document has this error"));
            } else {
                check.push(
                    missing("the error table of the document does not have this error").allowed_by(absent),
                );
            }
        }
    }
}

/// The errors of the spec, by code; errors without a code by text.
struct ErrorIndex<'a> {
    errors: &'a [ErrorEntry],
    by_code: HashMap<String, usize>,
    by_text: HashMap<String, usize>,
}

impl<'a> ErrorIndex<'a> {
    fn index(errors: &'a [ErrorEntry]) -> Self {
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

/// Returns the keys of the error formats as the documents name them, with their parent keys. Lists add nothing to the
/// path.
fn failure_keys(check: &Check<'_>) -> HashSet<String> {
    let mut keys = HashSet::new();
    check.api.error_formats.iter().for_each(|format| paths(&format.body, "", &mut keys));
    keys
}

fn paths(body: &JsonValue, path: &str, keys: &mut HashSet<String>) {
    match body {
        JsonValue::Object(entries) => {
            for (name, inner) in entries {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                paths(inner, &path, keys);
                keys.insert(path);
            }
        }
        JsonValue::List(items) => items.iter().for_each(|item| paths(item, path, keys)),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::Text(_) => {}
    }
}

/// Returns the strings and numbers in the examples of the document.
fn shown<'a>(check: &Check<'a>) -> HashSet<&'a str> {
    let mut shown = HashSet::new();
    for (_, claim) in check.claims() {
        if let What::Example { value, .. } = &claim.what {
            scalars(value, &mut shown);
        }
    }
    shown
}

/// Collects the strings and numbers in a value. The JSON reader limits the depth.
fn scalars<'a>(value: &'a JsonValue, found: &mut HashSet<&'a str>) {
    match value {
        JsonValue::Number(text) | JsonValue::Text(text) => drop(found.insert(text)),
        JsonValue::List(items) => items.iter().for_each(|item| scalars(item, found)),
        JsonValue::Object(entries) => entries.iter().for_each(|(_, value)| scalars(value, found)),
        JsonValue::Null | JsonValue::Bool(_) => {}
    }
}

/// Normalizes the typography of a text: dashes, quotation marks and whitespace.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(['–', '—'], "-").replace('’', "'").replace(['“', '”'], "\"")
}
