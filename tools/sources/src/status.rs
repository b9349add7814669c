//! What has changed in a document since its fingerprints were taken.

use std::collections::{HashMap, HashSet};

use bindery_vocabulary::words;

use crate::facts::{Place, Reading};
use crate::lock::{Fingerprint, Locked};
use crate::rising::longest_rising;

/// A section that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What has happened to it.
    pub kind: ChangeKind,
    /// What a reader of the document would call it; for one that is gone only what stands on it is known.
    pub title: Option<String>,
    /// Where it stood.
    pub before: Option<Place>,
    /// Where it stands.
    pub now: Option<Place>,
    /// What of the spec stands on it.
    pub items: Vec<String>,
}

words! {
    /// What has happened to a section.
    #[derive(PartialOrd, Ord)]
    pub enum ChangeKind: "kind of change" {
        /// It is new.
        New = "new",
        /// It says other things.
        Changed = "changed",
        /// It says the same things in other words.
        Reworded = "reworded",
        /// It stands elsewhere among the others, and is the same.
        Moved = "moved",
        /// It is gone.
        Gone = "gone",
    }
}

/// Compares the sections of a document with their fingerprints; `now` are the fingerprints of `reading`.
pub fn status(before: &Locked, now: &Locked, reading: &Reading) -> Vec<Change> {
    // Headings may repeat: the first is matched with the first.
    let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
    for (position, section) in before.sections.iter().enumerate().rev() {
        waiting.entry(&section.heading).or_default().push(position);
    }
    let pair = |section: &Fingerprint| waiting.get_mut(section.heading.as_str()).and_then(Vec::pop);
    let pairs: Vec<Option<usize>> = now.sections.iter().map(pair).collect();
    let found: Vec<usize> = pairs.iter().copied().flatten().collect();
    let in_place: HashSet<usize> = longest_rising(&found).into_iter().collect();
    let change = |kind, title, before: Option<&Fingerprint>, now: Option<&Fingerprint>| Change {
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
            changes.push(change(ChangeKind::New, title, None, Some(section)));
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
    changes.extend(gone.map(|section| change(ChangeKind::Gone, None, section, None)));
    changes
}

fn kind(old: &Fingerprint, new: &Fingerprint, moved: bool) -> Option<ChangeKind> {
    if old.facts != new.facts {
        Some(ChangeKind::Changed)
    } else if old.text != new.text {
        Some(ChangeKind::Reworded)
    } else {
        moved.then_some(ChangeKind::Moved)
    }
}
