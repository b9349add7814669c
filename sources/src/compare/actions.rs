//! Which actions there are, and what is marked about them.

use bindery_codegen::model::{Action, NotationKind, Segment, Stability};

use super::{Check, Verdict, finding};
use crate::facts::{Kind, Mark, Place, Topic, What};
use crate::spec::{Known, actions, cites};

/// The action that a section is about.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) action: &'a Action,
    /// `module/action`
    pub(super) name: Name<'a>,
    pub(super) section: usize,
    pub(super) place: Place,
}

/// The name of an action as people write it.
#[derive(Clone, Copy)]
pub(super) struct Name<'a>(pub(super) &'a str, pub(super) &'a str);

impl std::fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.0, self.1)
    }
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
            actions(check.api).find_map(|(module, known)| {
                let Known::Callable(action) = known else { return None };
                let named = matches!(&section.topic, Topic::Action(doc) if *doc == action.doc);
                let fits = named || called.is_some_and(|path| is_path(action, path));
                fits.then_some(Owner {
                    action,
                    name: Name(&module.name, &action.name),
                    section: position,
                    place: section.place,
                })
            })
        })
        .collect()
}

/// Whether a path is that of an action.
pub(super) fn is_path(action: &Action, path: &str) -> bool {
    let mut parts = path.trim_matches('/').split('/');
    let fits = action.path.iter().all(|segment| match (segment, parts.next()) {
        (Segment::Literal(literal), Some(part)) => literal == part,
        (Segment::Parameter(_), Some(part)) => !part.is_empty(),
        (_, None) => false,
    });
    fits && parts.next().is_none()
}

/// Compares the actions.
pub(super) fn check<'a>(check: &mut Check<'a>, owners: &[Option<Owner<'a>>]) {
    for (position, fact) in check.facts() {
        let What::Action { doc, marks } = &fact.what else { continue };
        let Some((module, known)) = actions(check.api).find(|(_, known)| known.doc() == doc) else {
            let inside = check.reading.facts_of(fact.section);
            let count = |kind| inside.clone().filter(|fact| fact.what.kind() == kind).count();
            let message = format!(
                "an action with {} parameters and {} fields",
                count(Kind::Parameter),
                count(Kind::Field)
            );
            let others: Vec<usize> = check
                .facts()
                .filter(|(_, other)| other.section == fact.section)
                .map(|(position, _)| position)
                .collect();
            others.into_iter().for_each(|other| check.differs(other));
            check.report(position, finding(Verdict::NotInSpec, Kind::Action, doc, message), None);
            continue;
        };
        let Known::Callable(action) = known else { continue };
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
            let name = Name(&module.name, &action.name);
            let found = finding(Verdict::Differs, Kind::Action, name.to_string(), message).at(action.span);
            check.report(position, found, None);
        }
    }
    if !check.reads(NotationKind::ActionReference) {
        return;
    }
    for (module, known) in actions(check.api) {
        let found = owners.iter().flatten().any(|owner| owner.action.doc == known.doc())
            || check
                .reading
                .sections
                .iter()
                .any(|section| section.topic == Topic::Action(known.doc().into()));
        if !found && cites(known.evidence(), &check.source.name) && !check.is_unread(known.doc(), None) {
            let name = Name(&module.name, known.name()).to_string();
            let message = format!("the document has no {}", known.doc());
            check.push(finding(Verdict::NotInDocument, Kind::Action, name, message).at(known.span()), None);
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
