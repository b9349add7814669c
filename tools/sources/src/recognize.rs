//! Recognizes the notation of a document.

use bindery_model::{Notation, NotationKind, Word as _};

use crate::claims::{Reading, Topic, What};
use crate::lines::Line;
use crate::notations::read;

/// Returns the notation in which most actions can be read, with the reading; `None` if there is none in any notation.
/// Of two notations that read equally many, the first of the language is taken.
pub fn recognize(lines: &[Line]) -> Option<(NotationKind, Reading)> {
    let mut best: Option<(usize, NotationKind, Reading)> = None;
    for kind in NotationKind::ALL.iter().copied() {
        let reading = read(lines, &[Notation::of(kind)]);
        let found = actions(&reading);
        if found > best.as_ref().map_or(0, |(most, _, _)| *most) {
            best = Some((found, kind, reading));
        }
    }
    best.map(|(_, kind, reading)| (kind, reading))
}

/// Returns the number of actions that can be drafted from a reading.
pub fn actions(reading: &Reading) -> usize {
    (0..reading.sections.len()).filter(|section| module_of(reading, *section).is_some()).count()
}

/// Returns the name of the module for the action of a section, as the document writes it; `None` if the section is not
/// about an action.
pub(crate) fn module_of(reading: &Reading, section: usize) -> Option<&str> {
    let called = reading.claims_of(section).find_map(|claim| match &claim.what {
        What::Call { path, .. } => Some(path),
        _ => None,
    });
    match (&reading.sections.get(section)?.topic, called) {
        (Topic::Action(doc), _) => Some(doc.split("::").next().unwrap_or(doc)),
        (_, Some(path)) => Some(path.rsplit('/').nth(1).unwrap_or("main")),
        _ => None,
    }
}
