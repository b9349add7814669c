//! How documents looked when the spec was last held against them: a fingerprint of each section, and what of the spec
//! stands on it. There is no text of the vendor's in it, only digests.

use std::fmt::Write as _;

use bindery_codegen::model::{Api, Evidence};
use sha2::{Digest as _, Sha256};

use crate::facts::{Place, Reading, Section};
use crate::lines::Line;
use crate::spec::actions;

/// The beginning of a lock, for those who open one.
const HEAD: &str = "\
# How the documents looked when this spec was last held against them. Written by `bindery sources lock`.
# A section: digests of its heading, its facts and its text, its lines, and what of the spec stands on it.
";

/// The fingerprints of an API's documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The documents, in the order of the spec.
    pub documents: Vec<Locked>,
}

/// The fingerprints of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The name that the spec gives it.
    pub source: String,
    /// Its sections, in order.
    pub sections: Vec<Fingerprint>,
}

/// The fingerprint of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// The digest of its heading.
    pub heading: String,
    /// The digest of its facts.
    pub facts: String,
    /// The digest of its text, blanks and line breaks aside.
    pub text: String,
    /// Its lines.
    pub place: Place,
    /// What of the spec stands on it: `action:user/info`, `type:User`, `error:general`, `constant:bonus/factors`.
    pub items: Vec<String>,
}

/// Takes the fingerprints of a document.
pub fn fingerprints(api: &Api, source: &str, lines: &[Line], reading: &Reading) -> Locked {
    let sections = reading.sections.iter().enumerate();
    let sections = sections.map(|(position, section)| {
        let facts = reading.facts_of(position).map(|fact| format!("{:?}", fact.what));
        let inside = |line: &&Line| (section.place.first..=section.place.last).contains(&line.number);
        let words = lines.iter().filter(inside).flat_map(|line| line.text.split(' '));
        Fingerprint {
            heading: digest([format!("{:?}", section.topic)]),
            facts: digest(facts),
            text: digest(words.filter(|word| !word.is_empty()).map(str::to_owned)),
            place: section.place,
            items: items(api, source, section),
        }
    });
    Locked { source: source.to_owned(), sections: sections.collect() }
}

fn digest(parts: impl IntoIterator<Item = String>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let mut text = String::new();
    for byte in hasher.finalize().iter().take(8) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// What of the spec has evidence in a section.
fn items(api: &Api, source: &str, section: &Section) -> Vec<String> {
    let stands = |evidence: &[Evidence]| {
        evidence.iter().any(|one| {
            one.source == source && one.first <= section.place.last && one.last >= section.place.first
        })
    };
    let mut items = Vec::new();
    for (module, known) in actions(api).filter(|(_, known)| stands(known.evidence())) {
        items.push(format!("action:{}/{}", module.name, known.name()));
    }
    items
        .extend(api.types.iter().filter(|def| stands(&def.evidence)).map(|def| format!("type:{}", def.name)));
    for scheme in api.auth.iter().filter(|scheme| stands(&scheme.evidence)) {
        items.push(format!("auth:{}", scheme.name));
    }
    items.extend(
        api.errors
            .iter()
            .filter(|error| stands(&error.evidence))
            .map(|error| format!("error:{}", error.name)),
    );
    for module in &api.modules {
        for constant in module.constants.iter().filter(|constant| stands(&constant.evidence)) {
            items.push(format!("constant:{}/{}", module.name, constant.name));
        }
    }
    items
}

impl Lock {
    /// The lock as a file.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for document in &self.documents {
            let _ = writeln!(text, "\n{}", document.source);
            for section in &document.sections {
                let Fingerprint { heading, facts, text: words, place, items } = section;
                let _ = write!(text, "  {heading} {facts} {words} {}-{}", place.first, place.last);
                for item in items {
                    text.push(' ');
                    text.push_str(item);
                }
                text.push('\n');
            }
        }
        text
    }

    /// Reads a lock. A line that is none of a lock is an error, with its number.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut lock = Self::default();
        for (line, number) in text.lines().zip(1usize..) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if !line.starts_with(' ') {
                lock.documents.push(Locked { source: line.trim().to_owned(), sections: Vec::new() });
                continue;
            }
            let document = lock.documents.last_mut().ok_or(number)?;
            document.sections.push(fingerprint(line).ok_or(number)?);
        }
        Ok(lock)
    }
}

fn fingerprint(line: &str) -> Option<Fingerprint> {
    let mut words = line.split_whitespace().map(str::to_owned);
    let (heading, facts, text, place) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let (first, last) = place.split_once('-')?;
    let place = Place { first: first.parse().ok()?, last: last.parse().ok()? };
    Some(Fingerprint { heading, facts, text, place, items: words.collect() })
}
