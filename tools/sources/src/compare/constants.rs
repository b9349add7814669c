//! Compares constants. Groups of names and values are enums in the spec; JSON values are constants.

use std::collections::{BTreeMap, HashMap};

use bindery_model::diagnostic::Span;
use bindery_model::{TypeDef, TypeKind};
use bindery_vocabulary::json::JsonValue;
use heck::ToKebabCase;

use super::check::Check;
use super::report::{Finding, Verdict, finding};
use crate::claims::{Kind, What};
use crate::json;
use crate::spec::cites;

/// A constant of the document: position, name and value.
type Entry<'a> = (usize, &'a str, &'a JsonValue);

/// Compares the constants.
pub(super) fn check(check: &mut Check<'_>) {
    let mut groups: BTreeMap<(usize, &str), Vec<Entry<'_>>> = BTreeMap::new();
    let mut tables: Vec<(usize, &str, &JsonValue)> = Vec::new();
    for (position, claim) in check.claims() {
        let What::Constant { group, name, value } = &claim.what else { continue };
        if name.is_empty() {
            tables.push((position, group, value));
        } else {
            groups.entry((claim.section, group)).or_default().push((position, name, value));
        }
    }
    for ((_, group), entries) in &groups {
        enumeration(check, group, entries);
    }
    data(check, &tables);
}

/// Returns the values of an enum with their names and positions.
fn values(def: &TypeDef) -> Vec<(&str, String, Span)> {
    match &def.kind {
        TypeKind::IntEnum(values) => {
            values.iter().map(|value| (value.name.as_str(), value.is.to_string(), value.span)).collect()
        }
        TypeKind::TextEnum(values) => {
            values.iter().map(|value| (value.name.as_str(), value.is.clone(), value.span)).collect()
        }
        TypeKind::Record(_)
        | TypeKind::Positions(_)
        | TypeKind::Union(_)
        | TypeKind::Newtype(_)
        | TypeKind::Alias(_) => Vec::new(),
    }
}

/// Whether a name in the spec matches a name in the document, possibly without a common prefix or suffix.
fn is_named(specified: &str, documented: &str) -> bool {
    let documented = documented.to_kebab_case();
    documented == specified
        || documented.strip_prefix(specified).is_some_and(|rest| rest.starts_with('-'))
        || documented.strip_suffix(specified).is_some_and(|rest| rest.ends_with('-'))
}

fn text(value: &JsonValue) -> String {
    match value {
        JsonValue::Text(text) | JsonValue::Number(text) => text.clone(),
        other => json::canonical(other),
    }
}

fn enumeration(check: &mut Check<'_>, group: &str, entries: &[Entry<'_>]) {
    let matching = |def: &TypeDef| {
        let values = values(def);
        let same = |(_, name, value): &&Entry<'_>| {
            values.iter().any(|(found, is, _)| is_named(found, name) && *is == text(value))
        };
        entries.iter().filter(same).count()
    };
    let best = check.api.types.iter().max_by_key(|def| matching(def)).filter(|def| matching(def) > 0);
    for (position, name, value) in entries {
        let value = text(value);
        let found = best.map(values).unwrap_or_default();
        let subject = format!("{group} {name}");
        let (verdict, message, span) = match found.iter().find(|(specified, ..)| is_named(specified, name)) {
            Some((_, is, _)) if *is == value => continue,
            Some((_, is, span)) => {
                (Verdict::Differs, format!("{value} in the document, {is} in the spec"), Some(*span))
            }
            None => {
                (Verdict::NotInSpec, format!("a constant with the value {value}"), best.map(|def| def.span))
            }
        };
        check.report(*position, Finding { spec: span, ..finding(verdict, Kind::Constant, subject, message) });
    }
    let Some(best) = best.filter(|def| cites(&def.evidence, &check.source.name)) else { return };
    for (name, _, span) in values(best) {
        let documented = entries.iter().any(|(_, documented, _)| is_named(name, documented));
        if !documented && !check.is_unread(name, None) {
            let subject = format!("{} {name}", best.name);
            let message = format!("the document has no such constant in the group {group}");
            check.push(finding(Verdict::NotInDocument, Kind::Constant, subject, message).at(span));
        }
    }
}

fn data(check: &mut Check<'_>, tables: &[(usize, &str, &JsonValue)]) {
    let constants: Vec<_> = check.api.modules.iter().flat_map(|module| &module.constants).collect();
    let mut found = vec![false; constants.len()];
    let mut known: HashMap<String, usize> = HashMap::new();
    for (at, constant) in constants.iter().enumerate() {
        if let Some(value) = json::parse(&constant.json) {
            known.entry(json::canonical(&value)).or_insert(at);
        }
    }
    for (position, group, value) in tables {
        let equal = known.get(&json::canonical(value)).copied();
        let named = constants.iter().position(|constant| is_named(&constant.name, group));
        if let Some(found) = equal.or(named).and_then(|at| found.get_mut(at)) {
            *found = true;
        }
        let (verdict, message) = match (equal, named) {
            (Some(_), _) => continue,
            (None, Some(_)) => (Verdict::Differs, "the document has a different value"),
            (None, None) => (Verdict::NotInSpec, "a constant"),
        };
        check.report(*position, finding(verdict, Kind::Constant, *group, message));
    }
    let sampled = check.reading.claims.iter().any(|claim| matches!(claim.what, What::Constant { .. }));
    for (constant, found) in constants.iter().zip(found) {
        if !found
            && sampled
            && cites(&constant.evidence, &check.source.name)
            && check.reading.unread.is_empty()
        {
            let message = "the document has no such constant";
            check.push(finding(Verdict::NotInDocument, Kind::Constant, &constant.name, message));
        }
    }
}
