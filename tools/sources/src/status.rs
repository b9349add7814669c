//! Changes of a document since its lock was written.

use std::collections::{HashMap, HashSet};

use bindery_vocabulary::words;

use crate::claims::{LineRange, Reading};
use crate::lock::{Fingerprint, Locked};
use crate::rising::longest_rising;

/// A section that changed since the lock was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionChange {
    /// Kind of change of the section.
    pub kind: SectionChangeKind,
    /// Heading of the section; `None` for a removed section, since its text is unknown.
    pub title: Option<String>,
    /// Old lines; none for a new section.
    pub before: Option<LineRange>,
    /// New lines; none for a removed section.
    pub now: Option<LineRange>,
    /// Parts of the spec that cite the section.
    pub items: Vec<String>,
}

words! {
    /// Kind of change of a section.
    #[derive(PartialOrd, Ord)]
    pub enum SectionChangeKind: "kind of change" {
        /// The document has the section, the lock does not.
        New = "new",
        /// The claims of the section changed.
        Changed = "changed",
        /// The text changed, the claims did not.
        Reworded = "reworded",
        /// The position among the sections changed, the text did not.
        Moved = "moved",
        /// The lock has the section, the document does not.
        Gone = "gone",
    }
}

/// Compares the sections of a document with their locked fingerprints. `now` holds the fingerprints of `reading`.
pub fn status(before: &Locked, now: &Locked, reading: &Reading) -> Vec<SectionChange> {
    // Equal headings are matched in order.
    let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
    for (position, section) in before.sections.iter().enumerate().rev() {
        waiting.entry(&section.heading).or_default().push(position);
    }
    let pair = |section: &Fingerprint| waiting.get_mut(section.heading.as_str()).and_then(Vec::pop);
    let pairs: Vec<Option<usize>> = now.sections.iter().map(pair).collect();
    let found: Vec<usize> = pairs.iter().copied().flatten().collect();
    let in_place: HashSet<usize> = longest_rising(&found).into_iter().collect();
    let change = |kind, title, before: Option<&Fingerprint>, now: Option<&Fingerprint>| SectionChange {
        kind,
        title,
        before: before.map(|section| section.place),
        now: now.map(|section| section.place),
        items: before.map(|section| section.items.clone()).unwrap_or_default(),
    };
    let mut changes = Vec::new();
    for (position, (section, pair)) in now.sections.iter().zip(&pairs).enumerate() {
        let title = reading.sections.get(position).map(|section| section.topic.title().to_owned());
        let Some(old) = pair.and_then(|pair| before.sections.get(pair)) else {
            changes.push(change(SectionChangeKind::New, title, None, Some(section)));
            continue;
        };
        let moved = pair.is_some_and(|pair| !in_place.contains(&pair));
        if let Some(kind) = kind(old, section, moved) {
            changes.push(change(kind, title, Some(old), Some(section)));
        }
    }
    let mut gone: Vec<usize> = waiting.into_values().flatten().collect();
    gone.sort_unstable();
    let gone = gone.into_iter().map(|position| before.sections.get(position));
    changes.extend(gone.map(|section| change(SectionChangeKind::Gone, None, section, None)));
    changes
}

fn kind(old: &Fingerprint, new: &Fingerprint, moved: bool) -> Option<SectionChangeKind> {
    if old.claims != new.claims {
        Some(SectionChangeKind::Changed)
    } else if old.text != new.text {
        Some(SectionChangeKind::Reworded)
    } else {
        moved.then_some(SectionChangeKind::Moved)
    }
}
