//! Selects the readers of a document's notations.

use bindery_model::{Notation, NotationKind};

use crate::claims::Reading;
use crate::lines::Line;
use crate::reader::Reader;
use crate::words::Words;
use crate::{headed, openapi, outline, reference};

/// Reads a document. Each notation reads the lines that the previous ones left; the remaining lines are prose.
pub fn read(lines: &[Line], notations: &[Notation]) -> Reading {
    let mut reader = Reader::new(lines);
    for notation in notations {
        let words = Words::new(&notation.words);
        match notation.kind {
            NotationKind::ActionReference => reference::read(&mut reader, &words),
            NotationKind::Outline => outline::read(&mut reader),
            NotationKind::HeadedProse => headed::read(&mut reader, &words),
            NotationKind::OpenApi => openapi::read(&mut reader, &notation.openapi),
        }
    }
    reader.finish()
}

/// The kind of things that a document lists completely, so that parts of the spec that cite it must be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// Actions, as headings.
    Actions,
    /// Modules and actions, as groups and titles.
    Titles,
    /// Headers and scopes.
    Headers,
    /// Everything, as a spec of its own.
    Everything,
}

/// Returns the kind of things that a document in this notation lists completely.
pub(crate) const fn named(kind: NotationKind) -> Named {
    match kind {
        NotationKind::ActionReference => Named::Actions,
        NotationKind::Outline => Named::Titles,
        NotationKind::HeadedProse => Named::Headers,
        NotationKind::OpenApi => Named::Everything,
    }
}
