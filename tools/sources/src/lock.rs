//! How documents looked when the spec was last held against them: a fingerprint of each section, and what of the spec
//! stands on it. There is no text of the vendor's in it, only digests.

use std::fmt::{Display, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bindery_model::{Api, Evidence};
use sha2::{Digest as _, Sha256};

use crate::facts::{Place, Reading, Section};
use crate::lines::Line;
use crate::spec::actions;

/// The beginning of a lock, for those who open one.
const HEAD: &str = "\
# How the documents looked when this spec was last held against them. Written by `bindery sources lock`.
# A section: digests of its heading, its facts and its text, its lines, and what of the spec stands on it.
# After `|`: a short digest of each line as evidence counts them, a point for a blank one.
";

/// How long the digest of a line is: 36 bits tell the lines of a document apart.
const LETTERS: usize = 6;
/// How many lines stand in a row.
const ROW: usize = 16;
/// What a row begins with.
const BAR: char = '|';
/// What stands for a blank line.
const BLANK: char = '.';

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
    /// Its lines as evidence counts them, see [`line_digests`]. Empty in locks from before there were any.
    pub lines: Vec<String>,
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
pub fn fingerprints(api: &Api, source: &str, text: &str, lines: &[Line], reading: &Reading) -> Locked {
    let sections = reading.sections.iter().zip(items(api, source, &reading.sections)).enumerate();
    let sections = sections.map(|(position, (section, items))| {
        let facts = reading.facts_of(position).map(|fact| format!("{:?}", fact.what));
        let start = lines.partition_point(|line| line.number < section.place.first);
        let end = lines.partition_point(|line| line.number <= section.place.last);
        let inside = lines.get(start..end).unwrap_or_default();
        let words = inside.iter().flat_map(|line| line.text.split(' '));
        Fingerprint {
            heading: digest([format!("{:?}", section.topic)]),
            facts: digest(facts),
            text: digest(words.filter(|word| !word.is_empty()).map(str::to_owned)),
            place: section.place,
            items,
        }
    });
    Locked { source: source.to_owned(), sections: sections.collect(), lines: line_digests(text) }
}

/// A short digest of each line of a document's file, blanks around it aside; empty for a blank line.
pub fn line_digests(text: &str) -> Vec<String> {
    let digest = |line: &str| {
        let mut letters = STANDARD_NO_PAD.encode(Sha256::digest(line));
        letters.truncate(LETTERS);
        letters
    };
    let lines = text.lines().map(str::trim);
    lines.map(|line| if line.is_empty() { String::new() } else { digest(line) }).collect()
}

fn digest(parts: impl IntoIterator<Item = String>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// What of the spec has evidence in each section.
fn items(api: &Api, source: &str, sections: &[Section]) -> Vec<Vec<String>> {
    let mut items = vec![Vec::new(); sections.len()];
    let mut put = |kind: &str, name: &dyn Display, evidence: &[Evidence]| {
        let item = format!("{kind}:{name}");
        for one in evidence.iter().filter(|one| one.source == source) {
            // Sections are in the order of the lines.
            let start = sections.partition_point(|section| section.place.last < one.first);
            let end = sections.partition_point(|section| section.place.first <= one.last).max(start);
            for items in items.get_mut(start..end).unwrap_or_default() {
                if items.last() != Some(&item) {
                    items.push(item.clone());
                }
            }
        }
    };
    for (module, known) in actions(api) {
        put("action", &format_args!("{}/{}", module.name, known.name()), known.evidence());
    }
    for def in &api.types {
        put("type", &def.name, &def.evidence);
    }
    for scheme in &api.auth {
        put("auth", &scheme.name, &scheme.evidence);
    }
    for error in &api.errors {
        put("error", &error.name, &error.evidence);
    }
    for module in &api.modules {
        for constant in &module.constants {
            put("constant", &format_args!("{}/{}", module.name, constant.name), &constant.evidence);
        }
    }
    items
}

impl Lock {
    /// The lines of a document as evidence counts them; none if the lock does not say.
    pub fn lines_of(&self, source: &str) -> Option<&[String]> {
        let document = self.documents.iter().find(|document| document.source == source)?;
        Some(document.lines.as_slice()).filter(|lines| !lines.is_empty())
    }

    /// The lock as a file.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for document in &self.documents {
            let _ = writeln!(text, "\n{}", document.source);
            for section in &document.sections {
                let Fingerprint { heading, facts, text: words, place, items } = section;
                let _ = write!(text, "  {heading} {facts} {words} {}-{}", place.first, place.last);
                items.iter().for_each(|item| text.extend([" ", item]));
                text.push('\n');
            }
            for row in document.lines.chunks(ROW) {
                let _ = write!(text, "  {BAR} ");
                for line in row {
                    if line.is_empty() {
                        text.push(BLANK);
                    }
                    text.push_str(line);
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
                let is_name = |name: &str| {
                    name.bytes().all(|letter| {
                        letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-'
                    })
                };
                let source = Some(line.trim_end()).filter(|name| is_name(name)).ok_or(number)?.to_owned();
                lock.documents.push(Locked { source, sections: Vec::new(), lines: Vec::new() });
                continue;
            }
            let document = lock.documents.last_mut().ok_or(number)?;
            match line.trim_start().strip_prefix(BAR) {
                Some(digests) => document.lines.extend(row(digests.trim()).ok_or(number)?),
                None => document.sections.push(fingerprint(line).ok_or(number)?),
            }
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

/// The digests of a row.
fn row(mut letters: &str) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    while !letters.is_empty() {
        if let Some(rest) = letters.strip_prefix(BLANK) {
            lines.push(String::new());
            letters = rest;
            continue;
        }
        let (digest, rest) = letters.split_at_checked(LETTERS)?;
        let of_base64 = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'+' | b'/');
        if !digest.bytes().all(of_base64) {
            return None;
        }
        lines.push(digest.to_owned());
        letters = rest;
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_a_name() {
        for (text, wrong) in [("a guide", 1), ("guide\n\u{b}# 1", 2), ("# A lock.\n\nG", 3), ("é", 1)] {
            assert_eq!(Lock::parse(text), Err(wrong), "{text:?}");
        }
        assert!(Lock::parse("# A lock.\r\nguide-2\r\n").is_ok());
    }

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let text: String =
            (0..40).map(|line| format!("  line {line}\t\n{}", "\n".repeat(line % 3))).collect();
        let place = Place { first: 1, last: 70 };
        let section = Fingerprint {
            heading: "0a".into(),
            facts: "0b".into(),
            text: "0c".into(),
            place,
            items: vec!["type:User".into()],
        };
        let document = Locked { source: "guide".into(), sections: vec![section], lines: line_digests(&text) };
        let lock = Lock { documents: vec![document.clone(), Locked { source: "other".into(), ..document }] };
        let written = lock.text();
        assert_eq!(Lock::parse(&written), Ok(lock));
        assert!(written.lines().all(|line| line.len() <= 110), "{written}");
        // A digest that is cut off, or is none.
        assert_eq!(Lock::parse("guide\n  | ....abc"), Err(2));
        assert_eq!(Lock::parse("guide\n  | abc_ef"), Err(2));
        assert_eq!(Lock::parse("guide\n  | abcdeé"), Err(2));
    }

    #[test]
    fn blanks_around_a_line_do_not_count() {
        assert_eq!(line_digests("a b\n\n \t\nb"), line_digests(" a b \r\n  \n\nb\t"));
        assert_ne!(line_digests("a b"), line_digests("a  b"));
    }
}
