//! Facts against a spec, both ways: what the document says and the spec does not, what the spec says and the document
//! does not, and what both say differently. What the spec declares as a deviation passes, as long as it is true.

mod actions;
mod answers;
mod constants;
mod errors;
mod loose;
mod parameters;
mod types;

use std::collections::{BTreeMap, HashMap};

use bindery_model::diagnostic::Span;
use bindery_model::{Api, Aspect, Deviation, NotationKind, Source};

use crate::actions::Actions;
use crate::facts::{Kind, Place, Reading, Unread};

/// How a document and a spec agree.
#[derive(Clone, Debug)]
pub struct Report {
    /// What is to be said, in the order of the document; what has no place there comes last.
    pub findings: Vec<Finding>,
    /// How many facts of each kind there are, and how they fared.
    pub coverage: BTreeMap<Kind, Count>,
    /// The lines that could not be read.
    pub unread: Vec<Unread>,
}

impl Report {
    /// Whether nothing differs but what is declared.
    pub fn agrees(&self) -> bool {
        self.findings.iter().all(|finding| finding.verdict == Verdict::Declared)
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is the matter.
    pub verdict: Verdict,
    /// What kind of thing it is about.
    pub kind: Kind,
    /// The thing: `user/info email`.
    pub subject: String,
    /// What differs, in a few words.
    pub message: String,
    /// Why the spec departs from the document, if it declares so.
    pub because: Option<String>,
    /// Where the document says it.
    pub document: Option<Place>,
    /// Where the spec says it.
    pub spec: Option<Span>,
    /// The position of the fact among those of the document.
    pub fact: Option<usize>,
}

/// What is the matter with a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The document says it, the spec does not.
    NotInSpec,
    /// The spec says it, the document does not.
    NotInDocument,
    /// Both say it, differently.
    Differs,
    /// The spec departs from the document and says so.
    Declared,
    /// The spec declares a deviation from something that the document does not say.
    Untrue,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::NotInSpec => "not in the spec",
            Verdict::NotInDocument => "not in the document",
            Verdict::Differs => "differs",
            Verdict::Declared => "declared",
            Verdict::Untrue => "untrue deviation",
        }
    }
}

/// How the facts of a kind fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many there are.
    pub facts: usize,
    /// How many of them the spec says too.
    pub agree: usize,
    /// How many the spec knowingly departs from.
    pub declared: usize,
    /// How many things the spec says and the document does not.
    pub only_in_spec: usize,
}

/// Holds what was read of a source against the spec.
pub fn compare(api: &Api, source: &Source, reading: &Reading) -> Report {
    let mut check = Check {
        api,
        actions: Actions::new(api),
        source,
        reading,
        unread: Words::of(&reading.unread),
        findings: Vec::new(),
        fates: vec![Fate::Agrees; reading.facts.len()],
    };
    let owners = actions::owners(&check);
    actions::check(&mut check, &owners);
    for owner in owners.iter().flatten() {
        parameters::check(&mut check, owner);
        answers::check(&mut check, owner);
    }
    errors::check(&mut check);
    constants::check(&mut check);
    loose::check(&mut check, &owners);
    check.finish()
}

/// How a fact fared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Agrees,
    Declared,
    Differs,
}

struct Check<'a> {
    api: &'a Api,
    actions: Actions<'a>,
    source: &'a Source,
    reading: &'a Reading,
    unread: Words<'a>,
    findings: Vec<Finding>,
    /// By the position of the fact.
    fates: Vec<Fate>,
}

impl<'a> Check<'a> {
    /// Whether the document is read in a notation.
    fn reads(&self, kind: NotationKind) -> bool {
        self.source.notations.iter().any(|notation| notation.kind == kind)
    }

    /// The facts with their positions.
    fn facts(&self) -> impl Iterator<Item = (usize, &'a crate::facts::Fact)> + use<'a> {
        self.reading.facts.iter().enumerate()
    }

    /// Whether a name stands in a line that could not be read, so that nothing can be said about it.
    fn is_unread(&self, name: &str, within: Option<Place>) -> bool {
        let inside = |line: u32| within.is_none_or(|place| (place.first..=place.last).contains(&line));
        self.unread.lines_with(name).any(|unread| inside(unread.line))
    }

    /// Notes that a fact differs.
    fn differs(&mut self, fact: usize) {
        if let Some(fate) = self.fates.get_mut(fact) {
            *fate = Fate::Differs;
        }
    }

    /// Reports a difference of a fact, which a deviation may allow.
    fn report(&mut self, fact: usize, finding: Finding, allowed: Option<&Deviation>) {
        let fate = if allowed.is_some() { Fate::Declared } else { Fate::Differs };
        if let Some(slot) = self.fates.get_mut(fact)
            && *slot != Fate::Differs
        {
            *slot = fate;
        }
        let place = self.reading.facts.get(fact).map(|fact| fact.place);
        self.push(Finding { document: finding.document.or(place), fact: Some(fact), ..finding }, allowed);
    }

    /// Reports a difference, which a deviation may allow.
    fn push(&mut self, mut finding: Finding, allowed: Option<&Deviation>) {
        if let Some(deviation) = allowed {
            finding.verdict = Verdict::Declared;
            finding.because = Some(deviation.because.clone());
        }
        self.findings.push(finding);
    }

    fn finish(mut self) -> Report {
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

/// The beginnings of a finding.
fn finding(verdict: Verdict, kind: Kind, subject: impl Into<String>, message: impl Into<String>) -> Finding {
    Finding {
        verdict,
        kind,
        subject: subject.into(),
        message: message.into(),
        because: None,
        document: None,
        spec: None,
        fact: None,
    }
}

impl Finding {
    fn at(mut self, span: Span) -> Self {
        self.spec = Some(span);
        self
    }

    fn on(mut self, place: Place) -> Self {
        self.document = Some(place);
        self
    }
}

/// The deviation that makes a claim about an aspect.
fn declared<'d>(
    deviations: impl IntoIterator<Item = &'d Deviation>,
    aspect: Aspect,
    claim: &str,
) -> Option<&'d Deviation> {
    deviations.into_iter().find(|deviation| deviation.of == Some(aspect) && deviation.from == claim)
}
