//! Compares the parameters of an action: names, types, and whether they are optional.

use std::collections::{HashMap, HashSet};

use bindery_model::{Aspect, Deviation, Field, Presence};

use super::actions::Owner;
use super::check::{Check, declared};
use super::report::{Finding, Verdict, finding};
use super::types::{allowed, claimed_type, misfit};
use crate::claims::{Claim, Kind, Stated, What};
use crate::spec::{cites, of_type};

/// A parameter in the document.
struct Row<'a> {
    position: usize,
    claim: &'a Claim,
    name: &'a str,
    ty: Stated,
    optional: Option<bool>,
}

/// Compares the parameters of an action.
pub(super) fn check<'a>(check: &mut Check<'a>, owner: &Owner<'a>) {
    let rows = rows(check, owner.section);
    let specified = &owner.action.parameters;
    let names = names(specified);
    let mut matched: Vec<Option<usize>> = rows.iter().map(|row| names.get(row.name).copied()).collect();
    let mut taken: HashSet<usize> = matched.iter().flatten().copied().collect();
    let mut seen = HashSet::new();
    for (at, row) in rows.iter().enumerate() {
        let again = !seen.insert(row.name);
        if let Some(found) = matched.get(at).copied().flatten().and_then(|found| specified.get(found)) {
            row_against(check, owner, row, found, again);
            continue;
        }
        // A new name at the position of a missing one is a renamed parameter.
        let previous = at.checked_sub(1).map(|at| matched.get(at).copied().flatten());
        let place = previous.map_or(Some(0), |previous| previous.map(|previous| previous + 1));
        let renamed = place.filter(|place| !taken.contains(place));
        let renamed = renamed.and_then(|place| Some((place, specified.get(place)?)));
        match renamed.filter(|(_, field)| expected(check, owner, field) && absent(field).is_none()) {
            Some((place, field)) => {
                let message = format!("named {} in the document", row.name);
                let found = about(owner, Verdict::Differs, &field.name, message).at(field.span);
                check.report(row.position, found);
                taken.insert(place);
                if let Some(slot) = matched.get_mut(at) {
                    *slot = Some(place);
                }
            }
            None => {
                let message = match &row.ty {
                    Stated::Type(ty) if row.optional == Some(true) => {
                        format!("an optional parameter of type {ty}")
                    }
                    Stated::Type(ty) => format!("a parameter of type {ty}"),
                    _ => "a parameter".to_owned(),
                };
                let found = about(owner, Verdict::NotInSpec, row.name, message).at(owner.action.span);
                check.report(row.position, found);
            }
        }
    }
    let mut mine: Vec<Vec<&Row<'_>>> = vec![Vec::new(); specified.len()];
    for (row, found) in rows.iter().zip(&matched) {
        mine.get_mut(found.unwrap_or(usize::MAX)).into_iter().for_each(|rows| rows.push(row));
    }
    for ((at, field), mine) in
        specified.iter().enumerate().zip(&mine).filter(|((_, field), _)| !field.additional)
    {
        deviations(check, owner, field, mine);
        if taken.contains(&at) || !expected(check, owner, field) {
            continue;
        }
        let found = about(owner, Verdict::NotInDocument, &field.name, "the document has no such parameter");
        check.push(found.at(field.span).on(owner.place).allowed_by(absent(field)));
    }
}

/// Returns the parameters in the document: from a table, or from an example that calls the action.
fn rows<'a>(check: &Check<'a>, section: usize) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let positions = check.reading.positions_of(section);
    for (position, claim) in positions.clone().zip(check.reading.claims.get(positions).unwrap_or_default()) {
        match &claim.what {
            What::Parameter { name, ty, optional } => {
                rows.push(Row { position, claim, name, ty: ty.clone(), optional: Some(*optional) });
            }
            What::Call { names, .. } => rows.extend(names.iter().map(|name| Row {
                position,
                claim,
                name,
                ty: Stated::Nothing,
                optional: None,
            })),
            _ => {}
        }
    }
    rows
}

/// Maps each name to its parameter. The name of a parameter takes precedence over aliases and declared names.
fn names(specified: &[Field]) -> HashMap<&str, usize> {
    let all = || specified.iter().enumerate();
    let own = all().map(|(at, field)| (field.name.as_str(), at));
    let aliases = all().flat_map(|(at, field)| field.aliases.iter().map(move |alias| (alias.as_str(), at)));
    let declared = all().flat_map(|(at, field)| {
        let names = field.deviations.iter().filter(|deviation| deviation.aspect == Some(Aspect::Name));
        names.map(move |deviation| (deviation.from.as_str(), at))
    });
    let mut names = HashMap::new();
    for (name, at) in own.chain(aliases).chain(declared) {
        names.entry(name).or_insert(at);
    }
    names
}

/// Whether the document should have a parameter: the spec cites the document for it, and no unread line contains it.
fn expected(check: &Check<'_>, owner: &Owner<'_>, field: &Field) -> bool {
    let evidence = if field.evidence.is_empty() { &owner.action.evidence } else { &field.evidence };
    let cited = cites(evidence, &check.source.name) || absent(field).is_some();
    cited && !field.additional && !check.is_unread(&field.name, Some(owner.place))
}

/// Returns the deviation that declares the parameter as absent in the document.
fn absent(field: &Field) -> Option<&Deviation> {
    declared(&field.deviations, Aspect::Presence, "absent")
}

fn row_against(check: &mut Check<'_>, owner: &Owner<'_>, row: &Row<'_>, field: &Field, again: bool) {
    let api = check.api;
    let mut differs = |message: String, by: Option<&Deviation>| {
        let found = about(owner, Verdict::Differs, &field.name, message).at(field.span);
        check.report(row.position, found.allowed_by(by));
    };
    if again {
        let twice = declared(&field.deviations, Aspect::Presence, "twice");
        differs(format!("documented twice, also as {}", row.name), twice);
    }
    if field.name != row.name {
        // An alias or a declared name: only the name itself is compared.
        let declared = declared(&field.deviations, Aspect::Name, row.name);
        if declared.is_some() {
            differs(format!("named {} in the document", row.name), declared);
        }
        return;
    }
    if let Some(message) = misfit(api, &row.ty, &field.ty, field.encoding, field.bare_single) {
        let by = field.deviations.iter().chain(of_type(api, &field.ty));
        differs(message, allowed(&row.ty, by));
    }
    let required = field.presence == Presence::Required;
    if let Some(optional) = row.optional
        && optional == required
        && !matches!(row.ty, Stated::Nothing)
    {
        let (here, there) = if optional { ("optional", "required") } else { ("required", "optional") };
        let by = declared(&field.deviations, Aspect::Presence, here);
        differs(format!("{here} in the document, {there} in the spec"), by);
    }
}

/// Checks that the document makes the claims that a parameter's deviations name.
fn deviations(check: &mut Check<'_>, owner: &Owner<'_>, field: &Field, mine: &[&Row<'_>]) {
    if check.is_unread(&field.name, Some(owner.place)) {
        return;
    }
    let own: Vec<_> = mine.iter().filter(|row| row.name == field.name).collect();
    for deviation in &field.deviations {
        let Some(aspect) = deviation.aspect else { continue };
        let claim_of = deviation.from.as_str();
        let holds = match aspect {
            Aspect::Type => mine.iter().any(|row| claimed_type(&row.ty) == claim_of),
            Aspect::Name => mine.iter().any(|row| row.name == claim_of),
            Aspect::Presence => match claim_of {
                "required" => own.iter().any(|row| row.optional == Some(false)),
                "optional" => own.iter().any(|row| row.optional == Some(true)),
                "absent" => mine.is_empty(),
                "twice" => own.len() > 1,
                _ => false,
            },
        };
        if !holds {
            let message = format!("the document does not say `{claim_of}`");
            let place = mine.first().map_or(owner.place, |row| row.claim.place);
            check.push(about(owner, Verdict::Untrue, &field.name, message).at(field.span).on(place));
        }
    }
}

fn about(owner: &Owner<'_>, verdict: Verdict, name: &str, message: impl Into<String>) -> Finding {
    finding(verdict, Kind::Parameter, format!("{} {name}", owner.name), message)
}
