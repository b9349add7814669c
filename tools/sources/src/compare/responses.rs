//! Compares responses: fields with their nesting and types, and examples.

use std::collections::HashSet;

use bindery_model::Aspect;

use super::actions::Owner;
use super::check::{Check, declared};
use super::report::{Finding, Verdict, finding};
use super::types::{allowed, claimed_type, misfit};
use crate::claims::{Claim, Kind, Role, Stated, What};
use crate::json;
use crate::spec::{ResponseField, cites, of_type, parts, split};

/// Compares the response of an action.
pub(super) fn check<'a>(check: &mut Check<'a>, owner: &Owner<'a>) {
    let specified = parts(check.api, owner.action);
    let mut uses: Vec<Vec<&Claim>> = specified.iter().map(|_| Vec::new()).collect();
    let mut containers = vec![false; specified.len()];
    let positions = check.reading.positions_of(owner.section);
    let fields = check.reading.claims.get(positions.clone()).unwrap_or_default();
    let fields: Vec<(usize, &Claim)> = positions.zip(fields).collect();
    // The previous match, to detect a renamed field at the next position.
    let mut previous: Option<usize> = None;
    let documented = fields.iter().filter_map(|(_, claim)| match &claim.what {
        What::Field { path, .. } => Some(path.as_str()),
        _ => None,
    });
    let documented: HashSet<&str> = documented.collect();
    for (position, claim) in &fields {
        let What::Field { path, ty } = &claim.what else { continue };
        let tokens = split(path);
        if let Some(at) = specified.iter().position(|part| is(part, &tokens)) {
            if let (Some(part), Some(found)) = (specified.get(at), uses.get_mut(at)) {
                found.push(claim);
                field_against(check, owner, *position, part, &tokens, ty);
            }
            previous = Some(at);
        } else if specified.iter().any(|part| leads(part, &tokens)) {
            // A list or map: the spec has no field for it, only for its contents.
            for (part, container) in specified.iter().zip(&mut containers) {
                *container |= leads(part, &tokens);
            }
        } else {
            let next = previous.map_or(0, |previous| previous + 1);
            let renamed = specified.get(next).filter(|part| {
                let name = part.text();
                part.path.len() == tokens.len()
                    && part.path.split_last().map(|(_, rest)| rest)
                        == tokens.split_last().map(|(_, rest)| rest)
                    && uses.get(next).is_some_and(Vec::is_empty)
                    && !documented.contains(name.as_str())
                    && cites(part.evidence, &check.source.name)
            });
            match renamed {
                Some(part) => {
                    let message = format!("named {path} in the document");
                    let found = about(owner, Verdict::Differs, &part.text(), message).at(part.span);
                    check.report(*position, found);
                    if let Some(found) = uses.get_mut(next) {
                        found.push(claim);
                    }
                    previous = Some(next);
                }
                None => {
                    let message = match ty {
                        Stated::Type(ty) => format!("a field of type {ty}"),
                        _ => "a field".to_owned(),
                    };
                    let found =
                        about(owner, Verdict::NotInSpec, path, message).at(owner.action.response.span);
                    check.report(*position, found);
                }
            }
        }
    }
    for ((part, uses), container) in specified.iter().zip(&uses).zip(&containers) {
        spec_against(check, owner, part, uses, *container);
    }
    examples(check, owner, &fields);
}

/// Whether a path in the document is the path of a field. Maps match any name.
fn is(part: &ResponseField<'_>, tokens: &[&str]) -> bool {
    part.path.len() == tokens.len() && fits(part, tokens)
}

/// Whether a path in the document is a proper prefix of the path of a field.
fn leads(part: &ResponseField<'_>, tokens: &[&str]) -> bool {
    part.path.len() > tokens.len() && fits(part, tokens)
}

fn fits(part: &ResponseField<'_>, tokens: &[&str]) -> bool {
    let last = part.path.len().saturating_sub(1);
    part.path.iter().zip(tokens).enumerate().all(|(at, (specified, documented))| {
        let other_name = at == last
            && (part.aliases.iter().any(|aliases| aliases == documented)
                || declared(part.deviations.iter().copied(), Aspect::Name, documented).is_some());
        specified == documented || (*specified == "{}" && *documented != "[]") || other_name
    })
}

fn field_against(
    check: &mut Check<'_>,
    owner: &Owner<'_>,
    position: usize,
    part: &ResponseField<'_>,
    tokens: &[&str],
    ty: &Stated,
) {
    let differs = |message| about(owner, Verdict::Differs, &part.text(), message).at(part.span);
    if let Some(message) = misfit(check.api, ty, part.ty, part.encoding, part.bare_single) {
        let by = allowed(ty, part.deviations.iter().copied());
        check.report(position, differs(message).allowed_by(by));
    }
    let name = tokens.last().copied().unwrap_or("");
    let renamed = declared(part.deviations.iter().copied(), Aspect::Name, name);
    if renamed.is_some() {
        let found = differs(format!("named {name} in the document"));
        check.report(position, found.allowed_by(renamed));
    }
}

/// Checks that the document has a field of the spec, and makes the claims that its deviations name.
fn spec_against(
    check: &mut Check<'_>,
    owner: &Owner<'_>,
    part: &ResponseField<'_>,
    uses: &[&Claim],
    container: bool,
) {
    let name = part.path.last().copied().unwrap_or("");
    if check.is_unread(name, Some(owner.place)) {
        return;
    }
    let absent = declared(part.deviations.iter().copied(), Aspect::Presence, "absent");
    let cited = cites(part.evidence, &check.source.name) || absent.is_some();
    // The document may name an array without describing its items.
    let implied = container && matches!(name, "[]" | "{}");
    if uses.is_empty() && !implied && cited {
        let found = about(owner, Verdict::NotInDocument, &part.text(), "the document has no such field");
        check.push(found.at(part.span).on(owner.place).allowed_by(absent));
    }
    // The deviations of a named type need not hold for each of its uses.
    let of_type = of_type(check.api, part.ty);
    for deviation in
        part.deviations.iter().filter(|one| !of_type.iter().any(|other| std::ptr::eq(other, **one)))
    {
        let Some(aspect) = deviation.aspect else { continue };
        let holds = match aspect {
            Aspect::Type => uses.iter().any(
                |claim| matches!(&claim.what, What::Field { ty, .. } if claimed_type(ty) == deviation.from),
            ),
            Aspect::Name => uses.iter().any(|claim| {
                matches!(&claim.what, What::Field { path, .. } if split(path).last() == Some(&deviation.from.as_str()))
            }),
            Aspect::Presence => match deviation.from.as_str() {
                "absent" => uses.is_empty(),
                "required" => !uses.is_empty(),
                _ => false,
            },
        };
        if !holds && cited {
            let message = format!("the document does not say `{}`", deviation.from);
            let place = uses.first().map_or(owner.place, |claim| claim.place);
            check.push(about(owner, Verdict::Untrue, &part.text(), message).at(part.span).on(place));
        }
    }
}

/// Checks that the examples of the document are also in the spec.
fn examples(check: &mut Check<'_>, owner: &Owner<'_>, claims: &[(usize, &Claim)]) {
    let examples = owner.action.examples.iter();
    let texts = examples.flat_map(|example| [&example.response, &example.error_response]).flatten();
    let values = texts.filter_map(|text| json::parse(text));
    let specified: HashSet<String> = values.map(|value| json::canonical(&value)).collect();
    for (position, claim) in claims {
        let What::Example { role, value } = &claim.what else { continue };
        if !specified.contains(&json::canonical(value)) {
            let what = match role {
                Role::Response => "an example of a response",
                Role::Failure => "an example of an error response",
            };
            let found = finding(Verdict::NotInSpec, Kind::Example, &owner.name, what);
            check.report(*position, found.at(owner.action.span));
        }
    }
}

fn about(owner: &Owner<'_>, verdict: Verdict, path: &str, message: impl Into<String>) -> Finding {
    let path = if path.is_empty() { "response" } else { path };
    finding(verdict, Kind::Field, format!("{} {path}", owner.name), message)
}
