//! State of reading a document, common to all notations.

use crate::claims::{Claim, LineClass, LineRange, Reading, Section, Topic, Unread, What};
use crate::lines::Line;

/// A document that is being read.
pub(crate) struct Reader<'d> {
    /// Lines of the document.
    pub(crate) lines: &'d [Line],
    /// Class of each line; none for unread lines.
    classes: Vec<Option<LineClass>>,
    /// Sections, each with the position of its first line; those without a topic are left out.
    sections: Vec<(Option<Topic>, usize)>,
    claims: Vec<(What, LineRange, usize)>,
    unread: Vec<(usize, Unread)>,
}

impl<'d> Reader<'d> {
    pub(crate) fn new(lines: &'d [Line]) -> Self {
        let blank = |line: &Line| line.text.is_empty().then_some(LineClass::Blank);
        Self {
            lines,
            classes: lines.iter().map(blank).collect(),
            sections: Vec::new(),
            claims: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Returns the text of a line.
    pub(crate) fn text(&self, at: usize) -> &'d str {
        self.lines.get(at).map_or("", |line| line.text.as_str())
    }

    /// Whether a line is not yet read.
    pub(crate) fn is_open(&self, at: usize) -> bool {
        self.classes.get(at).is_some_and(Option::is_none)
    }

    /// Returns the positions of the lines in a range that are neither blank nor read.
    pub(crate) fn open(&self, range: std::ops::Range<usize>) -> Vec<usize> {
        range.filter(|at| self.is_open(*at)).collect()
    }

    /// Sets the class of a line.
    pub(crate) fn class(&mut self, at: usize, class: LineClass) {
        if let Some(slot) = self.classes.get_mut(at)
            && *slot != Some(LineClass::Blank)
        {
            *slot = Some(class);
        }
    }

    /// Sets the class of several lines.
    pub(crate) fn classes(&mut self, lines: impl IntoIterator<Item = usize>, class: LineClass) {
        lines.into_iter().for_each(|at| self.class(at, class));
    }

    /// Begins a section at a line.
    pub(crate) fn section(&mut self, topic: Topic, at: usize) {
        self.sections.push((Some(topic), at));
    }

    /// Begins a section at a line that is left out, with all its claims.
    pub(crate) fn skip(&mut self, at: usize) {
        self.sections.push((None, at));
    }

    /// Adds a claim that the lines from the first position to the last make.
    pub(crate) fn claim(&mut self, what: What, first: usize, last: usize) {
        self.claims.push((what, self.place(first, last), first));
    }

    /// Reports a line that cannot be read, with the reason.
    pub(crate) fn unread(&mut self, at: usize, reason: impl Into<String>) {
        self.class(at, LineClass::Unread);
        let text = self.text(at).to_owned();
        self.unread.push((at, Unread { line: self.place(at, at).first, text, reason: reason.into() }));
    }

    fn place(&self, first: usize, last: usize) -> LineRange {
        let number = |at: usize| self.lines.get(at).map_or(1, |line| line.number);
        LineRange { first: number(first), last: number(last).max(number(first)) }
    }

    /// Returns the result. Lines without a class are prose.
    pub(crate) fn finish(mut self) -> Reading {
        self.sections.sort_by_key(|(_, at)| *at);
        if self.sections.first().is_none_or(|(_, at)| *at > 0) {
            self.sections.insert(0, (Some(Topic::Beginning), 0));
        }
        let starts: Vec<usize> = self.sections.iter().map(|(_, at)| *at).collect();
        // Number of each section among those that stay.
        let mut stay = 0..;
        let numbers: Vec<Option<usize>> =
            self.sections.iter().map(|(topic, _)| topic.as_ref().and_then(|_| stay.next())).collect();
        let section_of = |at: usize| {
            let found = starts.partition_point(|start| *start <= at).saturating_sub(1);
            numbers.get(found).copied().flatten()
        };
        self.claims.sort_by_key(|(_, _, at)| *at);
        let claim = |(what, place, at)| Some(Claim { what, place, section: section_of(at)? });
        let claims = self.claims.drain(..).filter_map(claim).collect();
        let ends = starts.iter().skip(1).copied().chain([self.lines.len()]);
        let sections = self.sections.iter().zip(ends).filter_map(|((topic, start), end)| {
            let last = (*start..end).rev().find(|at| !self.text(*at).is_empty()).unwrap_or(*start);
            Some(Section { topic: topic.clone()?, place: self.place(*start, last) })
        });
        let sections = sections.collect();
        // Reports of blank lines, and of lines that a later reader has read, are dropped.
        self.unread.sort_by_key(|(at, _)| *at);
        self.unread.dedup_by_key(|(at, _)| *at);
        self.unread.retain(|(at, _)| self.classes.get(*at) == Some(&Some(LineClass::Unread)));
        let classes = self.classes.iter().map(|class| class.unwrap_or(LineClass::Prose)).collect();
        Reading {
            classes,
            sections,
            claims,
            unread: self.unread.into_iter().map(|(_, unread)| unread).collect(),
        }
    }
}
