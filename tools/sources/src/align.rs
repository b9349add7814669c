//! Which line of a document became which: a diff over the digests of its lines.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::facts::Place;
use crate::rising::longest_rising;

/// The lines of a document before and now, tied to each other.
#[derive(Clone, Debug)]
pub struct Alignment<'l> {
    before: Filled<'l>,
    now: Filled<'l>,
    /// For each line before, by its position among those that are not blank, the position of what it is now.
    became: Vec<Option<usize>>,
    /// For each line now, whether it is one from before, to the letter.
    kept: Vec<bool>,
}

/// What has become of a range of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is there, from its first line to its last.
    There(Place),
    /// It has lost lines at an end; this is what is left.
    Shrunk(Place),
    /// No line of it is left.
    Gone,
}

/// The lines that are not blank. Blank lines look all alike, so nothing can be told by them.
#[derive(Clone, Debug)]
struct Filled<'l> {
    digests: Vec<&'l str>,
    /// Where each digest stands.
    places: HashMap<&'l str, Vec<usize>>,
    numbers: Vec<u32>,
    /// How many lines there are, blank ones included.
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

    /// The positions of the lines of a range.
    fn positions(&self, place: Place) -> Range<usize> {
        let start = self.numbers.partition_point(|number| *number < place.first);
        start..self.numbers.partition_point(|number| *number <= place.last).max(start)
    }

    fn number(&self, position: usize) -> Option<u32> {
        self.numbers.get(position).copied()
    }

    /// The numbers between which the blank lines around some lines lie.
    fn around(&self, lines: Range<usize>) -> (u32, u32) {
        let before = lines.start.checked_sub(1).and_then(|position| self.number(position));
        (before.unwrap_or(0), self.number(lines.end).unwrap_or(self.all.saturating_add(1)))
    }

    /// Where digests stand one after the other, if they do so once.
    fn only(&self, wanted: &[&str]) -> Option<usize> {
        // Looked for where the rarest of them stands.
        let places = wanted.iter().map(|digest| self.places.get(digest).map_or(&[][..], Vec::as_slice));
        let (offset, rarest) = places.enumerate().min_by_key(|(_, places)| places.len())?;
        let starts = rarest.iter().filter_map(|place| place.checked_sub(offset));
        let mut found = starts.filter(|start| self.digests.get(*start..start + wanted.len()) == Some(wanted));
        found.next().filter(|_| found.next().is_none())
    }
}

/// The most lines, before and now together, of which a part may consist to be compared line by line. Larger parts without a
/// line that stands once in both have become something else.
const MAX_PART: usize = 2_000;

/// Parts that begin and end alike in both, by the lines that stand once in both and are still in order.
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

/// Lines now that lines before have become.
struct Tie {
    old: usize,
    new: usize,
    len: usize,
    /// To the letter.
    same: bool,
}

/// What has become of the lines of a part.
fn ties(before: &Filled<'_>, now: &Filled<'_>, (old, new): (Range<usize>, Range<usize>)) -> Vec<Tie> {
    let olds = before.digests.get(old.clone()).unwrap_or_default();
    let news = now.digests.get(new.clone()).unwrap_or_default();
    // What is alike at both ends is found in any part.
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
        // As many lines as before: they were edited where they stand.
        DiffOp::Replace { old_index, old_len, new_index, new_len } if old_len == new_len => {
            Some(Tie { old: old_start + old_index, new: new_start + new_index, len: old_len, same: false })
        }
        DiffOp::Replace { .. } | DiffOp::Delete { .. } | DiffOp::Insert { .. } => None,
    }));
    ties.push(Tie { old: old.start + old_end, new: new.start + new_end, len: tail, same: true });
    ties
}

impl<'l> Alignment<'l> {
    /// Ties the lines of a document before to those now; both are digests, empty for blank lines.
    pub fn new(before: &'l [String], now: &'l [String]) -> Self {
        let (before, now) = (Filled::new(before), Filled::new(now));
        let mut became = vec![None; before.digests.len()];
        let mut kept = vec![false; now.digests.len()];
        // Lines that stand once in both hold the others in place.
        for Tie { old, new, len, same } in
            parts(&before, &now).into_iter().flat_map(|part| ties(&before, &now, part))
        {
            became.iter_mut().skip(old).take(len).zip(new..).for_each(|(slot, new)| *slot = Some(new));
            kept.iter_mut().skip(new).take(len).for_each(|kept| *kept |= same);
        }
        Self { before, now, became, kept }
    }

    /// What has become of a range of lines.
    pub fn follow(&self, place: Place) -> Fate {
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

    fn place(&self, (first, last): (usize, usize)) -> Option<Place> {
        Some(Place { first: self.now.number(first)?, last: self.now.number(last)? })
    }

    /// Where lines that were taken out stand now as a whole, if it is beyond doubt that it is them.
    fn elsewhere(&self, lines: Range<usize>) -> Option<(usize, usize)> {
        let wanted = self.before.digests.get(lines)?;
        self.before.only(wanted)?;
        let first = self.now.only(wanted)?;
        let last = first + wanted.len() - 1;
        self.kept.get(first..=last)?.iter().all(|kept| !kept).then_some((first, last))
    }

    /// A range with the blank lines at its ends that the range before had, as far as they are there.
    fn with_blanks(&self, before: Place, lines: Range<usize>, now: Place) -> Place {
        let (first, last) =
            (self.before.number(lines.start), self.before.number(lines.end.saturating_sub(1)));
        let leading = first.map_or(0, |first| first - before.first);
        let trailing = last.map_or(0, |last| before.last - last);
        let (above, below) = self.now.around(self.now.positions(now));
        Place {
            first: now.first - leading.min(now.first - above - 1),
            last: now.last + trailing.min(below - now.last - 1),
        }
    }

    /// Blank lines stay with the line before them.
    fn follow_blank(&self, place: Place, next: usize) -> Option<Place> {
        let (above, now) = match next.checked_sub(1) {
            Some(previous) => {
                let now = (*self.became.get(previous)?)?;
                (self.before.number(previous)?, self.now.number(now)?)
            }
            None => (0, 0),
        };
        let moved = |line: u32| (line - above).checked_add(now);
        let place = Place { first: moved(place.first)?, last: moved(place.last)? };
        (place.last <= self.now.all && self.now.positions(place).is_empty()).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::line_digests;

    /// What becomes of a range, as `There 3-4`; lines are words, `_` is a blank one.
    fn fate(before: &str, now: &str, first: u32, last: u32) -> String {
        let digests = |text: &str| line_digests(&format!("{text}\n").replace(' ', "\n").replace('_', ""));
        let (before, now) = (digests(before), digests(now));
        match Alignment::new(&before, &now).follow(Place { first, last }) {
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
        // A line that became two is none that was edited.
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
        // What stands there twice may be either.
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
        // Behind the end there is nothing.
        assert_eq!(fate("a b", "a b", 7, 9), "gone");
    }
}
