//! What an action answers: fields with their nesting and types, and the examples.

use std::collections::HashSet;

use bindery_model::Aspect;

use super::actions::Owner;
use super::check::{Check, declared};
use super::report::{Finding, Verdict, finding};
use super::types::{allowed, claim, misfit};
use crate::facts::{Fact, Kind, Role, Stated, What};
use crate::json;
use crate::spec::{Part, cites, of_type, parts, split};

/// Compares the answer of an action.
pub(super) fn check<'a>(check: &mut Check<'a>, owner: &Owner<'a>) {
    let specified = parts(check.api, owner.action);
    let mut uses: Vec<Vec<&Fact>> = specified.iter().map(|_| Vec::new()).collect();
    let mut containers = vec![false; specified.len()];
    let positions = check.reading.positions_of(owner.section);
    let fields = check.reading.facts.get(positions.clone()).unwrap_or_default();
    let fields: Vec<(usize, &Fact)> = positions.zip(fields).collect();
    // What was matched before, for names that have changed in their place.
    let mut previous: Option<usize> = None;
    let documented = fields.iter().filter_map(|(_, fact)| match &fact.what {
        What::Field { path, .. } => Some(path.as_str()),
        _ => None,
    });
    let documented: HashSet<&str> = documented.collect();
    for (position, fact) in &fields {
        let What::Field { path, ty } = &fact.what else { continue };
        let tokens = split(path);
        if let Some(at) = specified.iter().position(|part| is(part, &tokens)) {
            if let (Some(part), Some(found)) = (specified.get(at), uses.get_mut(at)) {
                found.push(fact);
                field_against(check, owner, *position, part, &tokens, ty);
            }
            previous = Some(at);
        } else if specified.iter().any(|part| leads(part, &tokens)) {
            // A list or a map, which the spec has no field for but what lies in it.
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
                    let message = format!("is called {path} in the document");
                    let found = about(owner, Verdict::Differs, &part.text(), message).at(part.span);
                    check.report(*position, found);
                    if let Some(found) = uses.get_mut(next) {
                        found.push(fact);
                    }
                    previous = Some(next);
                }
                None => {
                    let message = match ty {
                        Stated::Type(ty) => format!("a field of type {ty}"),
                        _ => "a field".to_owned(),
                    };
                    let found = about(owner, Verdict::NotInSpec, path, message).at(owner.action.returns.span);
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

/// Whether a path of the document is that of a field. Maps take any name.
fn is(part: &Part<'_>, tokens: &[&str]) -> bool {
    part.path.len() == tokens.len() && fits(part, tokens)
}

/// Whether a path of the document leads to a field.
fn leads(part: &Part<'_>, tokens: &[&str]) -> bool {
    part.path.len() > tokens.len() && fits(part, tokens)
}

fn fits(part: &Part<'_>, tokens: &[&str]) -> bool {
    let last = part.path.len().saturating_sub(1);
    part.path.iter().zip(tokens).enumerate().all(|(at, (specified, documented))| {
        let other_name = at == last
            && (part.also.iter().any(|also| also == documented)
                || declared(part.deviations.iter().copied(), Aspect::Name, documented).is_some());
        specified == documented || (*specified == "{}" && *documented != "[]") || other_name
    })
}

fn field_against(
    check: &mut Check<'_>,
    owner: &Owner<'_>,
    position: usize,
    part: &Part<'_>,
    tokens: &[&str],
    ty: &Stated,
) {
    let differs = |message| about(owner, Verdict::Differs, &part.text(), message).at(part.span);
    if let Some(message) = misfit(check.api, ty, part.ty, part.style, part.bare_single) {
        let by = allowed(ty, part.deviations.iter().copied());
        check.report(position, differs(message).allowed_by(by));
    }
    let name = tokens.last().copied().unwrap_or("");
    let renamed = declared(part.deviations.iter().copied(), Aspect::Name, name);
    if renamed.is_some() {
        let found = differs(format!("is called {name} in the document"));
        check.report(position, found.allowed_by(renamed));
    }
}

/// Whether what the spec says about a field is what the document says.
fn spec_against(check: &mut Check<'_>, owner: &Owner<'_>, part: &Part<'_>, uses: &[&Fact], container: bool) {
    let name = part.path.last().copied().unwrap_or("");
    if check.is_unread(name, Some(owner.place)) {
        return;
    }
    let absent = declared(part.deviations.iter().copied(), Aspect::Presence, "absent");
    let cited = cites(part.evidence, &check.source.name) || absent.is_some();
    // What a document calls an array without saying of what has no entries for its items.
    let implied = container && matches!(name, "[]" | "{}");
    if uses.is_empty() && !implied && cited {
        let found = about(owner, Verdict::NotInDocument, &part.text(), "the document has no such field");
        check.push(found.at(part.span).on(owner.place).allowed_by(absent));
    }
    // What a type says of itself need not be true of each of its uses.
    let of_type = of_type(check.api, part.ty);
    for deviation in
        part.deviations.iter().filter(|one| !of_type.iter().any(|other| std::ptr::eq(other, **one)))
    {
        let Some(aspect) = deviation.of else { continue };
        let holds = match aspect {
            Aspect::Type => uses.iter().any(
                |fact| matches!(&fact.what, What::Field { ty, .. } if claim(ty) == deviation.from),
            ),
            Aspect::Name => uses.iter().any(|fact| {
                matches!(&fact.what, What::Field { path, .. } if split(path).last() == Some(&deviation.from.as_str()))
            }),
            Aspect::Presence => match deviation.from.as_str() {
                "absent" => uses.is_empty(),
                "required" => !uses.is_empty(),
                _ => false,
            },
        };
        if !holds && cited {
            let message = format!("the document does not say `{}`", deviation.from);
            let place = uses.first().map_or(owner.place, |fact| fact.place);
            check.push(about(owner, Verdict::Untrue, &part.text(), message).at(part.span).on(place));
        }
    }
}

/// The examples of the document must be among those of the spec.
fn examples(check: &mut Check<'_>, owner: &Owner<'_>, facts: &[(usize, &Fact)]) {
    let examples = owner.action.examples.iter();
    let texts = examples.flat_map(|example| [&example.response, &example.failure]).flatten();
    let values = texts.filter_map(|text| json::parse(text));
    let specified: HashSet<String> = values.map(|value| json::canonical(&value)).collect();
    for (position, fact) in facts {
        let What::Example { role, value } = &fact.what else { continue };
        if !specified.contains(&json::canonical(value)) {
            let what = match role {
                Role::Answer => "an answer that is no example of the spec",
                Role::Failure => "a failure that is no example of the spec",
            };
            let found = finding(Verdict::NotInSpec, Kind::Example, &owner.name, what);
            check.report(*position, found.at(owner.action.span));
        }
    }
}

fn about(owner: &Owner<'_>, verdict: Verdict, path: &str, message: impl Into<String>) -> Finding {
    let path = if path.is_empty() { "answer" } else { path };
    finding(verdict, Kind::Field, format!("{} {path}", owner.name), message)
}
