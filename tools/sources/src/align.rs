//! Maps old line numbers of a document to new ones, by a diff of the line digests.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::claims::LineRange;
use crate::rising::longest_rising;

/// The mapping between the old and the new lines of a document.
#[derive(Clone, Debug)]
pub struct Alignment<'l> {
    before: Filled<'l>,
    now: Filled<'l>,
    /// New position of each old line. Positions count non-blank lines only.
    became: Vec<Option<usize>>,
    /// For each new line, whether it is an unchanged old line.
    kept: Vec<bool>,
}

/// The result of following a range of lines into the new document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The range still exists, including its first and last line.
    There(LineRange),
    /// The range lost lines at an end; the value is the remaining range.
    Shrunk(LineRange),
    /// No line of the range is left.
    Gone,
}

/// The non-blank lines of a document. Blank lines are all alike, so they cannot be matched.
#[derive(Clone, Debug)]
struct Filled<'l> {
    digests: Vec<&'l str>,
    /// Positions of each digest.
    places: HashMap<&'l str, Vec<usize>>,
    numbers: Vec<u32>,
    /// Number of lines, including blank ones.
    all: u32,
}

impl<'l> Filled<'l> {
    fn new(lines: &'l [String]) -> Self {
        let filled = || lines.iter().zip(1u32..).filter(|(line, _)| !line.is_empty());
        let digests: Vec<&str> = filled().map(|(line, _)| line.as_str()).collect();
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for (position, digest) in digests.iter().enumerate() {
            places.entry(digest).or_default().push(position);
        }
        Self {
            digests,
            places,
            numbers: filled().map(|(_, number)| number).collect(),
            all: u32::try_from(lines.len()).unwrap_or(u32::MAX),
        }
    }

    /// Returns the positions of the lines in a range.
    fn positions(&self, place: LineRange) -> Range<usize> {
        let start = self.numbers.partition_point(|number| *number < place.first);
        start..self.numbers.partition_point(|number| *number <= place.last).max(start)
    }

    fn number(&self, position: usize) -> Option<u32> {
        self.numbers.get(position).copied()
    }

    /// Returns the numbers of the non-blank lines before and after some lines; blank lines lie between them.
    fn around(&self, lines: Range<usize>) -> (u32, u32) {
        let before = lines.start.checked_sub(1).and_then(|position| self.number(position));
        (before.unwrap_or(0), self.number(lines.end).unwrap_or(self.all.saturating_add(1)))
    }

    /// Returns the position of a sequence of digests, if it occurs exactly once.
    fn only(&self, wanted: &[&str]) -> Option<usize> {
        // Search at the positions of the rarest digest.
        let places = wanted.iter().map(|digest| self.places.get(digest).map_or(&[][..], Vec::as_slice));
        let (offset, rarest) = places.enumerate().min_by_key(|(_, places)| places.len())?;
        let starts = rarest.iter().filter_map(|place| place.checked_sub(offset));
        let mut found = starts.filter(|start| self.digests.get(*start..start + wanted.len()) == Some(wanted));
        found.next().filter(|_| found.next().is_none())
    }
}

/// Largest number of lines, old and new together, of a part that is compared line by line. Larger parts without a line
/// that is unique in both documents count as replaced.
const MAX_PART: usize = 2_000;

/// Divides both documents into parts at the lines that are unique in both and still in order.
fn parts(before: &Filled<'_>, now: &Filled<'_>) -> Vec<(Range<usize>, Range<usize>)> {
    let once = |places: &Vec<usize>| match places.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let shared = before.digests.iter().enumerate().filter_map(|(old, digest)| {
        before.places.get(digest).and_then(once)?;
        Some((old, now.places.get(digest).and_then(once)?))
    });
    let shared: Vec<(usize, usize)> = shared.collect();
    let numbers: Vec<usize> = shared.iter().map(|(_, new)| *new).collect();
    let mut in_order = longest_rising(&numbers).into_iter().peekable();
    let mut parts = Vec::new();
    let (mut old_start, mut new_start) = (0, 0);
    for (old, new) in shared {
        if in_order.next_if_eq(&new).is_some() {
            parts.push((old_start..old, new_start..new));
            (old_start, new_start) = (old, new);
        }
    }
    parts.push((old_start..before.digests.len(), new_start..now.digests.len()));
    parts
}

/// A block of old lines and the new lines that they became.
struct Tie {
    old: usize,
    new: usize,
    len: usize,
    /// Whether the lines are unchanged.
    same: bool,
}

/// Matches the lines of a part.
fn ties(before: &Filled<'_>, now: &Filled<'_>, (old, new): (Range<usize>, Range<usize>)) -> Vec<Tie> {
    let olds = before.digests.get(old.clone()).unwrap_or_default();
    let news = now.digests.get(new.clone()).unwrap_or_default();
    // Equal lines at both ends are matched in parts of any size.
    let head = olds.iter().zip(news).take_while(|(old, new)| old == new).count();
    let most = olds.len().min(news.len()) - head;
    let tail =
        olds.iter().rev().zip(news.iter().rev()).take(most).take_while(|(old, new)| old == new).count();
    let (old_end, new_end) = (olds.len() - tail, news.len() - tail);
    let olds = olds.get(head..old_end).unwrap_or_default();
    let news = news.get(head..new_end).unwrap_or_default();
    let found = if olds.len() + news.len() <= MAX_PART {
        capture_diff_slices(Algorithm::Myers, olds, news)
    } else {
        vec![DiffOp::Replace { old_index: 0, old_len: olds.len(), new_index: 0, new_len: news.len() }]
    };
    let mut ties = vec![Tie { old: old.start, new: new.start, len: head, same: true }];
    let (old_start, new_start) = (old.start + head, new.start + head);
    ties.extend(found.into_iter().filter_map(|op| match op {
        DiffOp::Equal { old_index, new_index, len } => {
            Some(Tie { old: old_start + old_index, new: new_start + new_index, len, same: true })
        }
        // The same number of lines: they were edited in place.
        DiffOp::Replace { old_index, old_len, new_index, new_len } if old_len == new_len => {
            Some(Tie { old: old_start + old_index, new: new_start + new_index, len: old_len, same: false })
        }
        DiffOp::Replace { .. } | DiffOp::Delete { .. } | DiffOp::Insert { .. } => None,
    }));
    ties.push(Tie { old: old.start + old_end, new: new.start + new_end, len: tail, same: true });
    ties
}

impl<'l> Alignment<'l> {
    /// Matches the old lines of a document with the new ones. Both are digests, empty for blank lines.
    pub fn new(before: &'l [String], now: &'l [String]) -> Self {
        let (before, now) = (Filled::new(before), Filled::new(now));
        let mut became = vec![None; before.digests.len()];
        let mut kept = vec![false; now.digests.len()];
        // Lines that are unique in both documents are fixed points for the other lines.
        for Tie { old, new, len, same } in
            parts(&before, &now).into_iter().flat_map(|part| ties(&before, &now, part))
        {
            became.iter_mut().skip(old).take(len).zip(new..).for_each(|(slot, new)| *slot = Some(new));
            kept.iter_mut().skip(new).take(len).for_each(|kept| *kept |= same);
        }
        Self { before, now, became, kept }
    }

    /// Follows a range of old lines into the new document.
    pub fn follow(&self, place: LineRange) -> Fate {
        let lines = self.before.positions(place);
        if lines.is_empty() {
            return self.follow_blank(place, lines.start).map_or(Fate::Gone, Fate::There);
        }
        let became = self.became.get(lines.clone()).unwrap_or_default();
        let ends = became.first().copied().flatten().zip(became.last().copied().flatten());
        if let Some(now) = ends.or_else(|| self.elsewhere(lines.clone())).and_then(|ends| self.place(ends)) {
            return Fate::There(self.with_blanks(place, lines, now));
        }
        let mut left = became.iter().copied().flatten();
        let ends = left.next().map(|first| (first, left.next_back().unwrap_or(first)));
        ends.and_then(|ends| self.place(ends)).map_or(Fate::Gone, Fate::Shrunk)
    }

    fn place(&self, (first, last): (usize, usize)) -> Option<LineRange> {
        Some(LineRange { first: self.now.number(first)?, last: self.now.number(last)? })
    }

    /// Returns the new positions of a moved range, if it moved as a whole and is unique in both documents.
    fn elsewhere(&self, lines: Range<usize>) -> Option<(usize, usize)> {
        let wanted = self.before.digests.get(lines)?;
        self.before.only(wanted)?;
        let first = self.now.only(wanted)?;
        let last = first + wanted.len() - 1;
        self.kept.get(first..=last)?.iter().all(|kept| !kept).then_some((first, last))
    }

    /// Extends a range by the blank lines that the old range had at its ends, as far as they exist.
    fn with_blanks(&self, before: LineRange, lines: Range<usize>, now: LineRange) -> LineRange {
        let (first, last) =
            (self.before.number(lines.start), self.before.number(lines.end.saturating_sub(1)));
        let leading = first.map_or(0, |first| first - before.first);
        let trailing = last.map_or(0, |last| before.last - last);
        let (above, below) = self.now.around(self.now.positions(now));
        LineRange {
            first: now.first - leading.min(now.first - above - 1),
            last: now.last + trailing.min(below - now.last - 1),
        }
    }

    /// Follows a range of blank lines, which stay with the line before them.
    fn follow_blank(&self, place: LineRange, next: usize) -> Option<LineRange> {
        let (above, now) = match next.checked_sub(1) {
            Some(previous) => {
                let now = (*self.became.get(previous)?)?;
                (self.before.number(previous)?, self.now.number(now)?)
            }
            None => (0, 0),
        };
        let moved = |line: u32| (line - above).checked_add(now);
        let place = LineRange { first: moved(place.first)?, last: moved(place.last)? };
        (place.last <= self.now.all && self.now.positions(place).is_empty()).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::line_digests;

    /// Follows a range and returns the result as text, such as `there 3-4`. Each word is a line; `_` is a blank line.
    fn fate(before: &str, now: &str, first: u32, last: u32) -> String {
        let digests = |text: &str| line_digests(&format!("{text}\n").replace(' ', "\n").replace('_', ""));
        let (before, now) = (digests(before), digests(now));
        match Alignment::new(&before, &now).follow(LineRange { first, last }) {
            Fate::There(place) => format!("there {}", place.text()),
            Fate::Shrunk(place) => format!("shrunk {}", place.text()),
            Fate::Gone => "gone".to_owned(),
        }
    }

    #[test]
    fn ranges_follow_their_lines() {
        assert_eq!(fate("a b c d", "a b c d", 2, 3), "there 2-3");
        assert_eq!(fate("a b c d", "x _ a b c d", 2, 3), "there 4-5");
        assert_eq!(fate("a b c d", "a b x y c d", 2, 3), "there 2-5");
        assert_eq!(fate("a b c d e", "a b d e", 2, 4), "there 2-3");
        assert_eq!(fate("a b c d", "b c d", 3, 3), "there 2");
    }

    #[test]
    fn edited_lines_are_the_same_lines() {
        assert_eq!(fate("a b c d", "x a B c D", 2, 4), "there 3-5");
        assert_eq!(fate("a b c d", "a B C d", 2, 2), "there 2");
        // A line that became two lines was not edited in place.
        assert_eq!(fate("a b c d", "a B C c d", 2, 3), "shrunk 4");
        assert_eq!(fate("a b c d", "a B C c d", 2, 2), "gone");
    }

    #[test]
    fn ranges_shrink_to_what_is_left() {
        assert_eq!(fate("a b c d e", "a c d e", 2, 4), "shrunk 2-3");
        assert_eq!(fate("a b c d e", "a b c e", 2, 4), "shrunk 2-3");
        assert_eq!(fate("a b c d e", "x a c e", 2, 4), "shrunk 3");
        assert_eq!(fate("a b c d e", "a e", 2, 4), "gone");
        assert_eq!(fate("a b", "", 1, 2), "gone");
    }

    #[test]
    fn what_moved_as_a_whole_is_found_where_it_is() {
        assert_eq!(fate("a b c d e f g h", "a d e f g h b c", 2, 3), "there 7-8");
        // A range that occurs twice is ambiguous.
        assert_eq!(fate("a b c d e f g h", "a d e b f g h b", 2, 2), "gone");
        assert_eq!(fate("a b c d b e f g", "a c d b e f b g", 2, 2), "gone");
    }

    #[test]
    fn blank_lines_at_the_ends_stay() {
        assert_eq!(fate("a _ b _ c", "a _ b _ c", 2, 4), "there 2-4");
        assert_eq!(fate("a _ _ b _ _ c", "x a _ _ b _ _ c", 2, 6), "there 3-7");
        assert_eq!(fate("a _ _ b _ _ c", "x a _ b c", 2, 6), "there 3-4");
        assert_eq!(fate("a _ _ b", "a _ _ b", 2, 2), "there 2");
        assert_eq!(fate("_ a _ _ b _", "_ a _ _ b _", 6, 6), "there 6");
        assert_eq!(fate("_ a _ _ b", "x _ a _ _ b", 4, 4), "there 5");
        assert_eq!(fate("a _ _ b", "a _ b", 3, 3), "gone");
        assert_eq!(fate("a _ _ b", "_ b", 2, 2), "gone");
        // Past the end there are no lines.
        assert_eq!(fate("a b", "a b", 7, 9), "gone");
    }
}
