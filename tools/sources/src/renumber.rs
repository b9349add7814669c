//! Evidence follows its lines: when lines were inserted into a document or taken out of it, the numbers in the spec are
//! changed as text, where they stand.

use bindery_model::diagnostic::{SourceMap, Span};
use bindery_model::{Api, Citation, Source};

use crate::align::{Alignment, Fate};
use crate::draft::{Edit, number};
use crate::facts::Place;

/// What has to change in a spec because the lines of a document have moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renumbering {
    /// The evidence whose lines are not where they were, in the order of the spec's files.
    pub shifts: Vec<Shift>,
    /// How many lines the spec says the document has from now on, where that is another number.
    pub lines: Option<(u32, Edit)>,
}

/// Evidence whose lines are not where they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Where it is written.
    pub span: Span,
    /// The lines that it names.
    pub before: Place,
    /// What has become of them.
    pub fate: Fate,
    /// How it gets the new numbers: none when the lines are gone, or when the numbers are not written plainly.
    pub edits: Vec<Edit>,
}

impl Shift {
    /// Whether a person should look at it.
    pub fn is_doubtful(&self) -> bool {
        self.edits.is_empty() || !matches!(self.fate, Fate::There(_))
    }

    /// The last line that the evidence names after the edits.
    fn last(&self) -> u32 {
        match self.fate {
            Fate::There(place) | Fate::Shrunk(place) if !self.edits.is_empty() => place.last,
            _ => self.before.last,
        }
    }
}

impl Renumbering {
    /// All that has to change in the files.
    pub fn edits(&self) -> impl Iterator<Item = &Edit> {
        let lines = self.lines.iter().map(|(_, edit)| edit);
        self.shifts.iter().flat_map(|shift| &shift.edits).chain(lines)
    }
}

/// Follows the lines of a source from how they were to how they are, both as digests. `lines` is how many it has now.
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
    // Evidence that is left behind the end would make the spec wrong, so the document keeps lines for it.
    let mut needed = lines.max(1);
    for citation in api.citations.iter().filter(|citation| citation.source == source.name) {
        let before = Place { first: citation.first, last: citation.last };
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
