//! Compares a spec with a document that is a spec itself. Every difference is one of `bindery diff`, from the spec to the
//! document, with what it breaks.

use std::collections::BTreeMap;

use bindery_changes::{ChangeKind, Difference, Rule};
use bindery_model::diagnostic::Span;
use bindery_model::{Api, Deviation, Evidence, Source};

use super::report::{Count, Finding, Report, Verdict};
use crate::claims::{Kind, LineRange};
use crate::exact::{Exact, Item, item};

/// Differences in what no such document says, or in what only follows from another difference.
const NOT_SAID: &[Rule] = &[
    Rule::ActionError,
    Rule::BareSingle,
    Rule::ConstantAdded,
    Rule::ConstantRemoved,
    Rule::ConstantValue,
    Rule::Effect,
    Rule::ErrorAlias,
    Rule::ErrorFormatOrder,
    Rule::ErrorKind,
    Rule::Excludes,
    Rule::Features,
    Rule::Hash,
    Rule::Made,
    Rule::ModuleAdded,
    Rule::ModuleRemoved,
    Rule::Needs,
    Rule::NullValues,
    Rule::OneOf,
    Rule::Order,
    Rule::Pages,
    Rule::ParameterError,
    Rule::PathAliases,
    Rule::PathCase,
    Rule::PlusAsSpace,
    Rule::Reading,
    Rule::Rejection,
    Rule::RequiredWhen,
    Rule::RustName,
    Rule::Select,
    Rule::ServerName,
    Rule::ServerOrder,
    Rule::SignatureParameter,
    Rule::TypeAdded,
    Rule::TypeRemoved,
];

/// Compares a spec with a document that says everything exactly.
///
/// # Errors
/// Returns the reason if Rust names cannot be chosen for one of them.
pub fn compare_exact(api: &Api, source: &Source, exact: &Exact) -> Result<Report, String> {
    let found = differences(api, exact)?;
    let mut report = Report::default();
    for difference in &found {
        let spec = item(api, &difference.place);
        let document = item(&exact.api, &difference.place);
        if difference.change == ChangeKind::Removed && is_own(&spec, source, exact, difference) {
            continue;
        }
        let verdict = match difference.change {
            ChangeKind::Added => Verdict::NotInSpec,
            ChangeKind::Removed => Verdict::NotInDocument,
            ChangeKind::Changed => Verdict::Differs,
        };
        let declared = spec.as_ref().and_then(|item| deviations(item).first());
        report.findings.push(Finding {
            verdict: if declared.is_some() { Verdict::Declared } else { verdict },
            kind: kind(&difference.place),
            subject: difference.place.clone(),
            message: message(difference),
            because: declared.map(|deviation| deviation.because.clone()),
            document: document.as_ref().and_then(|item| lines(evidence(item), source)),
            spec: spec.as_ref().map(span),
            claim: None,
        });
    }
    report.findings.sort_by_key(|finding| finding.document.map_or(u32::MAX, |place| place.first));
    report.coverage = coverage(exact, &report.findings);
    Ok(report)
}

/// Returns the differences from a spec to a document that the document can state.
pub(crate) fn differences(api: &Api, exact: &Exact) -> Result<Vec<Difference>, String> {
    let report = bindery_changes::compare(api, &exact.api)
        .map_err(|found| found.into_iter().map(|one| one.message).collect::<Vec<_>>().join("\n"))?;
    let counts =
        |difference: &Difference| !difference.effects.documents && !NOT_SAID.contains(&difference.rule);
    Ok(report.differences.into_iter().filter(counts).collect())
}

/// Whether a part of the spec is none of the document's: it cites other sources, or the document has the operation and
/// the import cannot say it.
fn is_own(spec: &Option<Item<'_>>, source: &Source, exact: &Exact, difference: &Difference) -> bool {
    let Some(item) = spec else { return false };
    let cites = evidence(item).iter().any(|one| one.source == source.name);
    let is_said = match item {
        Item::Action(action) if difference.rule == Rule::ActionRemoved => {
            let method =
                action.methods.first().map(|method| bindery_vocabulary::Word::text(*method).to_lowercase());
            exact.import.operations.iter().any(|one| {
                Some(&one.operation.method) == method.as_ref() && one.operation.path == action.path_text()
            })
        }
        _ => false,
    };
    !cites || is_said
}

fn deviations<'a>(item: &Item<'a>) -> &'a [Deviation] {
    match item {
        Item::Action(action) => &action.deviations,
        Item::Type(def) => &def.deviations,
        Item::Field(field, _) => &field.deviations,
    }
}

fn evidence<'a>(item: &Item<'a>) -> &'a [Evidence] {
    match item {
        Item::Action(action) => &action.evidence,
        Item::Type(def) => &def.evidence,
        Item::Field(_, owner) => owner,
    }
}

fn span(item: &Item<'_>) -> Span {
    match item {
        Item::Action(action) => action.span,
        Item::Type(def) => def.span,
        Item::Field(field, _) => field.span,
    }
}

fn lines(evidence: &[Evidence], source: &Source) -> Option<LineRange> {
    let own = evidence.iter().find(|one| one.source == source.name)?;
    Some(LineRange { first: own.first, last: own.last })
}

fn message(difference: &Difference) -> String {
    let classes: Vec<&str> =
        difference.effects.classes().into_iter().map(bindery_vocabulary::Word::text).collect();
    let value = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    let what = match difference.change {
        ChangeKind::Added => format!("only the document has it: {}", value(&difference.new)),
        ChangeKind::Removed => format!("the document does not have it: {}", value(&difference.old)),
        ChangeKind::Changed => {
            format!("{} in the spec, {} in the document", value(&difference.old), value(&difference.new))
        }
    };
    format!("{what} ({}: {})", difference.rule.id(), classes.join(", "))
}

/// Returns the kind of claim that a place is about.
fn kind(place: &str) -> Kind {
    let has = |part: &str| place.contains(part);
    if has(".parameters.") {
        Kind::Parameter
    } else if has(".fields.")
        || has(".positions.")
        || has(".values.")
        || has(".response")
        || has(".variants.")
    {
        Kind::Field
    } else if place.starts_with("api.error") {
        Kind::Error
    } else if place.starts_with("api.servers") {
        Kind::Url
    } else if place.starts_with("api.auth") {
        Kind::Scope
    } else {
        Kind::Action
    }
}

/// Counts what the document says by kind.
fn coverage(exact: &Exact, findings: &[Finding]) -> BTreeMap<Kind, Count> {
    let mut coverage: BTreeMap<Kind, Count> = BTreeMap::new();
    let mut add = |kind: Kind, claims: usize| {
        let of = |verdict: fn(Verdict) -> bool| {
            findings.iter().filter(|finding| finding.kind == kind && verdict(finding.verdict)).count()
        };
        let declared = of(|verdict| verdict == Verdict::Declared).min(claims);
        let differ =
            of(|verdict| matches!(verdict, Verdict::Differs | Verdict::NotInSpec)).min(claims - declared);
        let only_in_spec = of(|verdict| verdict == Verdict::NotInDocument);
        coverage.insert(kind, Count { claims, agree: claims - declared - differ, declared, only_in_spec });
    };
    let actions = || exact.api.modules.iter().flat_map(|module| &module.actions);
    add(Kind::Action, actions().count());
    add(Kind::Parameter, actions().map(|action| action.parameters.len()).sum());
    add(Kind::Field, exact.api.types.iter().map(|def| def.fields().len()).sum());
    add(Kind::Error, exact.api.errors.len());
    coverage
}
