//! Compares the actions and their marks.

use std::collections::HashSet;

use bindery_model::{Action, KnownAction, Stability};

use super::check::Check;
use super::report::{Verdict, finding};
use crate::claims::{Kind, LineRange, Mark, Topic, What};
use crate::notations::Named;
use crate::spec::{actions, cites};

/// The action that a section describes.
pub(super) struct Owner<'a> {
    pub(super) action: &'a Action,
    /// `module/action`
    pub(super) name: String,
    pub(super) section: usize,
    pub(super) place: LineRange,
}

/// Returns the callable action that each section describes; none for other sections.
pub(super) fn owners<'a>(check: &Check<'a>) -> Vec<Option<Owner<'a>>> {
    let sections = check.reading.sections.iter().enumerate();
    sections
        .map(|(position, section)| {
            let called = check.reading.claims_of(position).find_map(|claim| match &claim.what {
                What::Call { path, .. } => Some(path.as_str()),
                _ => None,
            });
            let doc = match &section.topic {
                Topic::Action(doc) => Some(doc.as_str()),
                _ => None,
            };
            let (module, action) = check.actions.callable(doc, called)?;
            Some(Owner {
                action,
                name: format!("{}/{}", module.name, action.name),
                section: position,
                place: section.place,
            })
        })
        .collect()
}

/// Compares the actions.
pub(super) fn check<'a>(check: &mut Check<'a>, owners: &[Option<Owner<'a>>]) {
    for (position, claim) in check.claims() {
        let What::Action { doc, marks } = &claim.what else { continue };
        let Some((module, known)) = check.actions.called(doc) else {
            let inside = check.reading.claims_of(claim.section);
            let count = |kind| inside.clone().filter(|claim| claim.what.kind() == kind).count();
            let message =
                format!("an action; parameters: {}, fields: {}", count(Kind::Parameter), count(Kind::Field));
            check.reading.positions_of(claim.section).for_each(|other| check.differs(other));
            check.report(position, finding(Verdict::NotInSpec, Kind::Action, doc, message));
            continue;
        };
        let KnownAction::Callable(_, action) = known else { continue };
        let documented = if marks.contains(&Mark::Deprecated) {
            Stability::Deprecated
        } else if marks.contains(&Mark::New) {
            Stability::New
        } else {
            Stability::Stable
        };
        if documented != action.stability() {
            let message = format!(
                "{} in the document, {} in the spec",
                stability(documented),
                stability(action.stability())
            );
            let name = format!("{}/{}", module.name, action.name);
            let found = finding(Verdict::Differs, Kind::Action, name, message).at(action.span);
            check.report(position, found);
        }
    }
    if !check.names_all(Named::Actions) {
        return;
    }
    let owned = owners.iter().flatten().map(|owner| owner.action.documented_as.as_str());
    let titled = check.reading.sections.iter().filter_map(|section| match &section.topic {
        Topic::Action(doc) => Some(doc.as_str()),
        _ => None,
    });
    let documented: HashSet<&str> = owned.chain(titled).collect();
    for (module, known) in actions(check.api) {
        if !documented.contains(known.documented_as())
            && cites(known.evidence(), &check.source.name)
            && !check.is_unread(known.documented_as(), None)
        {
            let name = format!("{}/{}", module.name, known.name());
            let message = format!("the document has no {}", known.documented_as());
            check.push(finding(Verdict::NotInDocument, Kind::Action, name, message).at(known.span()));
        }
    }
}

fn stability(stability: Stability) -> &'static str {
    match stability {
        Stability::Stable => "not marked",
        Stability::New => "new",
        Stability::Deprecated => "deprecated",
    }
}
