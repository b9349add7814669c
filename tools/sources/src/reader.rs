//! A document while it is read: what all notations have in common.

use crate::facts::{Class, Fact, Place, Reading, Section, Topic, Unread, What};
use crate::lines::Line;

/// A document while it is read.
pub(crate) struct Reader<'d> {
    /// The lines.
    pub(crate) lines: &'d [Line],
    /// What each line is, as far as it is known.
    classes: Vec<Option<Class>>,
    /// The sections, each with the position of its first line.
    sections: Vec<(Topic, usize)>,
    facts: Vec<(What, Place, usize)>,
    unread: Vec<(usize, Unread)>,
}

impl<'d> Reader<'d> {
    pub(crate) fn new(lines: &'d [Line]) -> Self {
        let blank = |line: &Line| line.text.is_empty().then_some(Class::Blank);
        Self {
            lines,
            classes: lines.iter().map(blank).collect(),
            sections: Vec::new(),
            facts: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// The text of a line.
    pub(crate) fn text(&self, at: usize) -> &'d str {
        self.lines.get(at).map_or("", |line| line.text.as_str())
    }

    /// Whether nothing is known of a line yet.
    pub(crate) fn is_open(&self, at: usize) -> bool {
        self.classes.get(at).is_some_and(Option::is_none)
    }

    /// The lines of a range that are not blank and not yet read.
    pub(crate) fn open(&self, range: std::ops::Range<usize>) -> Vec<usize> {
        range.filter(|at| self.is_open(*at)).collect()
    }

    /// Says what a line is.
    pub(crate) fn class(&mut self, at: usize, class: Class) {
        if let Some(slot) = self.classes.get_mut(at)
            && *slot != Some(Class::Blank)
        {
            *slot = Some(class);
        }
    }

    /// Says what several lines are.
    pub(crate) fn classes(&mut self, lines: impl IntoIterator<Item = usize>, class: Class) {
        lines.into_iter().for_each(|at| self.class(at, class));
    }

    /// Begins a section.
    pub(crate) fn section(&mut self, topic: Topic, at: usize) {
        self.sections.push((topic, at));
    }

    /// Adds a fact that lines say, from the first position to the last.
    pub(crate) fn fact(&mut self, what: What, first: usize, last: usize) {
        self.facts.push((what, self.place(first, last), first));
    }

    /// Says that a line could not be read, and why.
    pub(crate) fn unread(&mut self, at: usize, reason: impl Into<String>) {
        self.class(at, Class::Unread);
        let text = self.text(at).to_owned();
        self.unread.push((at, Unread { line: self.place(at, at).first, text, reason: reason.into() }));
    }

    fn place(&self, first: usize, last: usize) -> Place {
        let number = |at: usize| self.lines.get(at).map_or(1, |line| line.number);
        Place { first: number(first), last: number(last).max(number(first)) }
    }

    /// What was read; lines that nothing is known of are prose.
    pub(crate) fn finish(mut self) -> Reading {
        self.sections.sort_by_key(|(_, at)| *at);
        if self.sections.first().is_none_or(|(_, at)| *at > 0) {
            self.sections.insert(0, (Topic::Beginning, 0));
        }
        let starts: Vec<usize> = self.sections.iter().map(|(_, at)| *at).collect();
        let section_of = |at: usize| starts.partition_point(|start| *start <= at).saturating_sub(1);
        self.facts.sort_by_key(|(_, _, at)| *at);
        let fact = |(what, place, at)| Fact { what, place, section: section_of(at) };
        let facts = self.facts.drain(..).map(fact).collect();
        let ends = starts.iter().skip(1).copied().chain([self.lines.len()]);
        let sections = self.sections.iter().zip(ends).map(|((topic, start), end)| {
            let last = (*start..end).rev().find(|at| !self.text(*at).is_empty()).unwrap_or(*start);
            Section { topic: topic.clone(), place: self.place(*start, last) }
        });
        let sections = sections.collect();
        // Blank lines say nothing, and what one reader gives up another may read.
        self.unread.sort_by_key(|(at, _)| *at);
        self.unread.dedup_by_key(|(at, _)| *at);
        self.unread.retain(|(at, _)| self.classes.get(*at) == Some(&Some(Class::Unread)));
        let classes = self.classes.iter().map(|class| class.unwrap_or(Class::Prose)).collect();
        Reading {
            classes,
            sections,
            facts,
            unread: self.unread.into_iter().map(|(_, unread)| unread).collect(),
        }
    }
}
