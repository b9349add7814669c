//! The notations, each by the reader that knows it.

use bindery_model::{Notation, NotationKind};

use crate::facts::Reading;
use crate::lines::Line;
use crate::reader::Reader;
use crate::words::Words;
use crate::{headed, outline, reference};

/// Reads a document. Each notation reads what the ones before it have left; what none of them reads is prose.
pub fn read(lines: &[Line], notations: &[Notation]) -> Reading {
    let mut reader = Reader::new(lines);
    for notation in notations {
        let words = Words::new(&notation.words);
        match notation.kind {
            NotationKind::ActionReference => reference::read(&mut reader, &words),
            NotationKind::Outline => outline::read(&mut reader),
            NotationKind::HeadedProse => headed::read(&mut reader, &words),
        }
    }
    reader.finish()
}

/// What a document names in full, so that what a spec has from it must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// Actions, under headings of their own.
    Actions,
    /// Modules and actions, as groups and titles.
    Titles,
    /// Headers and scopes.
    Headers,
}

/// What a document in this notation names in full.
pub(crate) const fn named(kind: NotationKind) -> Named {
    match kind {
        NotationKind::ActionReference => Named::Actions,
        NotationKind::Outline => Named::Titles,
        NotationKind::HeadedProse => Named::Headers,
    }
}
