//! A comparison while it is made: what is held against what, and what was found so far.

use std::collections::{BTreeMap, HashMap};

use bindery_model::{Api, Aspect, Deviation, Source};

use super::report::{Count, Finding, Report, Verdict};
use crate::actions::Actions;
use crate::facts::{Fact, Kind, Place, Reading, Unread};
use crate::notations::{Named, named};

/// How a fact fared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Agrees,
    Declared,
    Differs,
}

/// A comparison while it is made.
pub(super) struct Check<'a> {
    pub(super) api: &'a Api,
    pub(super) actions: Actions<'a>,
    pub(super) source: &'a Source,
    pub(super) reading: &'a Reading,
    unread: Words<'a>,
    findings: Vec<Finding>,
    /// By the position of the fact.
    fates: Vec<Fate>,
}

impl<'a> Check<'a> {
    /// One of which nothing is known yet: all facts agree.
    pub(super) fn new(api: &'a Api, source: &'a Source, reading: &'a Reading) -> Self {
        Self {
            api,
            actions: Actions::new(api),
            source,
            reading,
            unread: Words::of(&reading.unread),
            findings: Vec::new(),
            fates: vec![Fate::Agrees; reading.facts.len()],
        }
    }

    /// Whether the document names all of these.
    pub(super) fn names_all(&self, what: Named) -> bool {
        self.source.notations.iter().any(|notation| named(notation.kind) == what)
    }

    /// The facts with their positions.
    pub(super) fn facts(&self) -> impl Iterator<Item = (usize, &'a Fact)> + use<'a> {
        self.reading.facts.iter().enumerate()
    }

    /// Whether a name stands in a line that could not be read, so that nothing can be said about it.
    pub(super) fn is_unread(&self, name: &str, within: Option<Place>) -> bool {
        let inside = |line: u32| within.is_none_or(|place| (place.first..=place.last).contains(&line));
        self.unread.lines_with(name).any(|unread| inside(unread.line))
    }

    /// Notes that a fact differs.
    pub(super) fn differs(&mut self, fact: usize) {
        if let Some(fate) = self.fates.get_mut(fact) {
            *fate = Fate::Differs;
        }
    }

    /// Reports a difference of a fact.
    pub(super) fn report(&mut self, fact: usize, finding: Finding) {
        if let Some(fate) = self.fates.get_mut(fact)
            && *fate != Fate::Differs
        {
            *fate = if finding.verdict == Verdict::Declared { Fate::Declared } else { Fate::Differs };
        }
        let place = self.reading.facts.get(fact).map(|fact| fact.place);
        self.push(Finding { document: finding.document.or(place), fact: Some(fact), ..finding });
    }

    /// Reports a difference.
    pub(super) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// All that was found, in the order of the document.
    pub(super) fn finish(mut self) -> Report {
        let mut coverage: BTreeMap<Kind, Count> = BTreeMap::new();
        for (fact, fate) in self.reading.facts.iter().zip(&self.fates) {
            let count = coverage.entry(fact.what.kind()).or_default();
            count.facts += 1;
            count.agree += usize::from(*fate == Fate::Agrees);
            count.declared += usize::from(*fate == Fate::Declared);
        }
        for finding in self.findings.iter().filter(|finding| finding.verdict == Verdict::NotInDocument) {
            coverage.entry(finding.kind).or_default().only_in_spec += 1;
        }
        let order = |finding: &Finding| finding.document.map_or(u32::MAX, |place| place.first);
        self.findings.sort_by_key(order);
        self.findings.dedup();
        Report { findings: self.findings, coverage, unread: self.reading.unread.clone() }
    }
}

/// The lines that could not be read, by the words in them.
struct Words<'a>(HashMap<&'a str, Vec<&'a Unread>>);

impl<'a> Words<'a> {
    fn of(unread: &'a [Unread]) -> Self {
        let mut words: HashMap<&str, Vec<&Unread>> = HashMap::new();
        for line in unread {
            for word in words_of(&line.text) {
                words.entry(word).or_default().push(line);
            }
        }
        Self(words)
    }

    /// The lines with a name, which may be of several words.
    fn lines_with<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'a Unread> + use<'n, 'a> {
        let first = words_of(name).next().unwrap_or(name);
        let lines = self.0.get(first).map(Vec::as_slice).unwrap_or_default();
        lines.iter().copied().filter(move |line| name == first || line.text.contains(name))
    }
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// The deviation that makes a claim about an aspect.
pub(super) fn declared<'d>(
    deviations: impl IntoIterator<Item = &'d Deviation>,
    aspect: Aspect,
    claim: &str,
) -> Option<&'d Deviation> {
    deviations.into_iter().find(|deviation| deviation.of == Some(aspect) && deviation.from == claim)
}
