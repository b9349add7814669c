//! Updates line numbers in evidence after lines were inserted into a document or removed from it. The numbers are
//! edited as text in the spec's files.

use bindery_model::diagnostic::{SourceMap, Span};
use bindery_model::{Api, Citation, Source};

use crate::align::{Alignment, Fate};
use crate::claims::LineRange;
use crate::draft::{Edit, number};

/// Changes to a spec because lines of a document have moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renumbering {
    /// Evidence with lines that have moved or are gone, in the order of the spec's files.
    pub shifts: Vec<Shift>,
    /// New number of lines of the document in the spec, and its edit; none if it does not change.
    pub lines: Option<(u32, Edit)>,
}

/// Evidence with lines that have moved or are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Position of the lines in the spec.
    pub span: Span,
    /// Lines that the evidence names now.
    pub before: LineRange,
    /// Result of following the lines into the new document.
    pub fate: Fate,
    /// Edits that set the new numbers; empty if the lines are gone or if the numbers are not plain text.
    pub edits: Vec<Edit>,
}

impl Shift {
    /// Whether a person should check the evidence.
    pub fn is_doubtful(&self) -> bool {
        self.edits.is_empty() || !matches!(self.fate, Fate::There(_))
    }

    /// Returns the last line that the evidence names after the edits.
    fn last(&self) -> u32 {
        match self.fate {
            Fate::There(place) | Fate::Shrunk(place) if !self.edits.is_empty() => place.last,
            _ => self.before.last,
        }
    }
}

impl Renumbering {
    /// Returns all edits: those of the evidence, then that of the number of lines.
    pub fn edits(&self) -> impl Iterator<Item = &Edit> {
        let lines = self.lines.iter().map(|(_, edit)| edit);
        self.shifts.iter().flat_map(|shift| &shift.edits).chain(lines)
    }
}

/// Follows the lines of a source from an old to a new version, both given as digests. `lines` is the new number of
/// lines.
pub fn renumber(
    api: &Api,
    files: &SourceMap,
    source: &Source,
    before: &[String],
    now: &[String],
    lines: u32,
) -> Renumbering {
    let alignment = Alignment::new(before, now);
    let mut shifts = Vec::new();
    // Evidence past the end makes a spec invalid, so the number of lines covers all evidence.
    let mut needed = lines.max(1);
    for citation in api.citations.iter().filter(|citation| citation.source == source.name) {
        let before = LineRange { first: citation.first, last: citation.last };
        let fate = alignment.follow(before);
        if fate == Fate::There(before) {
            needed = needed.max(before.last);
            continue;
        }
        let shift = Shift { span: citation.span, before, fate, edits: edits(files, citation, fate) };
        needed = needed.max(shift.last());
        shifts.push(shift);
    }
    let edit = (needed != source.lines).then(|| number(files, source.lines_span, needed.to_string()));
    Renumbering { shifts, lines: edit.flatten().map(|edit| (needed, edit)) }
}

fn edits(files: &SourceMap, citation: &Citation, fate: Fate) -> Vec<Edit> {
    let (Fate::There(place) | Fate::Shrunk(place)) = fate else { return Vec::new() };
    let edits = match citation.end {
        None => number(files, citation.span, place.text()).map(|edit| vec![edit]),
        Some(end) => {
            let first = number(files, citation.span, place.first.to_string());
            first.zip(number(files, end, place.last.to_string())).map(|(first, last)| vec![first, last])
        }
    };
    edits.unwrap_or_default()
}
