//! Which actions there are, and what is marked about them.

use std::collections::HashSet;

use bindery_model::{Action, Known, Stability};

use super::check::Check;
use super::report::{Verdict, finding};
use crate::facts::{Kind, Mark, Place, Topic, What};
use crate::notations::Named;
use crate::spec::{actions, cites};

/// The action that a section is about.
pub(super) struct Owner<'a> {
    pub(super) action: &'a Action,
    /// `module/action`
    pub(super) name: String,
    pub(super) section: usize,
    pub(super) place: Place,
}

/// The action of each section, where it is about one that can be called.
pub(super) fn owners<'a>(check: &Check<'a>) -> Vec<Option<Owner<'a>>> {
    let sections = check.reading.sections.iter().enumerate();
    sections
        .map(|(position, section)| {
            let called = check.reading.facts_of(position).find_map(|fact| match &fact.what {
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
    for (position, fact) in check.facts() {
        let What::Action { doc, marks } = &fact.what else { continue };
        let Some((module, known)) = check.actions.called(doc) else {
            let inside = check.reading.facts_of(fact.section);
            let count = |kind| inside.clone().filter(|fact| fact.what.kind() == kind).count();
            let message = format!(
                "an action with {} parameters and {} fields",
                count(Kind::Parameter),
                count(Kind::Field)
            );
            check.reading.positions_of(fact.section).for_each(|other| check.differs(other));
            check.report(position, finding(Verdict::NotInSpec, Kind::Action, doc, message));
            continue;
        };
        let Known::Callable(_, action) = known else { continue };
        let documented = if marks.contains(&Mark::Retired) {
            Stability::Retired
        } else if marks.contains(&Mark::New) {
            Stability::New
        } else {
            Stability::Stable
        };
        if documented != action.stability {
            let message = format!(
                "{} in the document, {} in the spec",
                stability(documented),
                stability(action.stability)
            );
            let name = format!("{}/{}", module.name, action.name);
            let found = finding(Verdict::Differs, Kind::Action, name, message).at(action.span);
            check.report(position, found);
        }
    }
    if !check.names_all(Named::Actions) {
        return;
    }
    let owned = owners.iter().flatten().map(|owner| owner.action.doc.as_str());
    let titled = check.reading.sections.iter().filter_map(|section| match &section.topic {
        Topic::Action(doc) => Some(doc.as_str()),
        _ => None,
    });
    let documented: HashSet<&str> = owned.chain(titled).collect();
    for (module, known) in actions(check.api) {
        if !documented.contains(known.doc())
            && cites(known.evidence(), &check.source.name)
            && !check.is_unread(known.doc(), None)
        {
            let name = format!("{}/{}", module.name, known.name());
            let message = format!("the document has no {}", known.doc());
            check.push(finding(Verdict::NotInDocument, Kind::Action, name, message).at(known.span()));
        }
    }
}

fn stability(stability: Stability) -> &'static str {
    match stability {
        Stability::Stable => "not marked",
        Stability::New => "new",
        Stability::Retired => "retired",
    }
}
