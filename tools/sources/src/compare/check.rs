//! State of a running comparison: inputs and findings so far.

use std::collections::{BTreeMap, HashMap};

use bindery_model::{Api, Aspect, Deviation, Source};

use super::report::{Count, Finding, Report, Verdict};
use crate::actions::Actions;
use crate::claims::{Claim, Kind, LineRange, Reading, Unread};
use crate::notations::{Named, named};

/// The result for one claim.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Agrees,
    Declared,
    Differs,
}

/// A running comparison.
pub(super) struct Check<'a> {
    pub(super) api: &'a Api,
    pub(super) actions: Actions<'a>,
    pub(super) source: &'a Source,
    pub(super) reading: &'a Reading,
    unread: Words<'a>,
    findings: Vec<Finding>,
    /// Results by the position of the claim.
    fates: Vec<Fate>,
}

impl<'a> Check<'a> {
    /// Creates a comparison in which all claims agree so far.
    pub(super) fn new(api: &'a Api, source: &'a Source, reading: &'a Reading) -> Self {
        Self {
            api,
            actions: Actions::new(api),
            source,
            reading,
            unread: Words::from_unread(&reading.unread),
            findings: Vec::new(),
            fates: vec![Fate::Agrees; reading.claims.len()],
        }
    }

    /// Whether the document names all things of a kind.
    pub(super) fn names_all(&self, what: Named) -> bool {
        self.source.notations.iter().any(|notation| named(notation.kind) == what)
    }

    /// Returns the claims with their positions.
    pub(super) fn claims(&self) -> impl Iterator<Item = (usize, &'a Claim)> + use<'a> {
        self.reading.claims.iter().enumerate()
    }

    /// Whether a name occurs in a line that cannot be read, so that its absence proves nothing.
    pub(super) fn is_unread(&self, name: &str, within: Option<LineRange>) -> bool {
        let inside = |line: u32| within.is_none_or(|place| (place.first..=place.last).contains(&line));
        self.unread.lines_with(name).any(|unread| inside(unread.line))
    }

    /// Records that a claim differs.
    pub(super) fn differs(&mut self, claim: usize) {
        if let Some(fate) = self.fates.get_mut(claim) {
            *fate = Fate::Differs;
        }
    }

    /// Reports a finding about a claim.
    pub(super) fn report(&mut self, claim: usize, finding: Finding) {
        if let Some(fate) = self.fates.get_mut(claim)
            && *fate != Fate::Differs
        {
            *fate = if finding.verdict == Verdict::Declared { Fate::Declared } else { Fate::Differs };
        }
        let place = self.reading.claims.get(claim).map(|claim| claim.place);
        self.push(Finding { document: finding.document.or(place), claim: Some(claim), ..finding });
    }

    /// Reports a finding.
    pub(super) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Returns the report, with the findings in the order of the document.
    pub(super) fn finish(mut self) -> Report {
        let mut coverage: BTreeMap<Kind, Count> = BTreeMap::new();
        for (claim, fate) in self.reading.claims.iter().zip(&self.fates) {
            let count = coverage.entry(claim.what.kind()).or_default();
            count.claims += 1;
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

/// The lines that cannot be read, by the words in them.
struct Words<'a>(HashMap<&'a str, Vec<&'a Unread>>);

impl<'a> Words<'a> {
    fn from_unread(unread: &'a [Unread]) -> Self {
        let mut words: HashMap<&str, Vec<&Unread>> = HashMap::new();
        for line in unread {
            for word in words_of(&line.text) {
                words.entry(word).or_default().push(line);
            }
        }
        Self(words)
    }

    /// Returns the lines that contain a name, which may have several words.
    fn lines_with<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'a Unread> + use<'n, 'a> {
        let first = words_of(name).next().unwrap_or(name);
        let lines = self.0.get(first).map(Vec::as_slice).unwrap_or_default();
        lines.iter().copied().filter(move |line| name == first || line.text.contains(name))
    }
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// Returns the deviation that declares this claim about an aspect.
pub(super) fn declared<'d>(
    deviations: impl IntoIterator<Item = &'d Deviation>,
    aspect: Aspect,
    claim: &str,
) -> Option<&'d Deviation> {
    deviations.into_iter().find(|deviation| deviation.aspect == Some(aspect) && deviation.from == claim)
}
