//! Locks: fingerprints of the documents at the last comparison with the spec. For each section, the parts of the spec
//! that cite it. Locks contain digests and no text of the vendor.

use std::fmt::{Display, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bindery_model::{Api, Evidence};
use sha2::{Digest as _, Sha256};

use crate::claims::{LineRange, Reading, Section};
use crate::lines::Line;
use crate::spec::actions;

/// First lines of a lock, which explain it to readers.
const HEAD: &str = "\
# Fingerprints of the documents at the last comparison with this spec. Written by `bindery sources lock`.
# Sections: digests of heading, claims and text, the lines, and the parts of the spec that cite the section.
# Rows with `|`: a short digest of each line of the document, a period for a blank line.
";

/// Length of a line's digest in Base64 characters. 36 bits distinguish the lines of a document.
const LETTERS: usize = 6;
/// Number of line digests in a row.
const ROW: usize = 16;
/// First character of a row.
const BAR: char = '|';
/// Character for a blank line.
const BLANK: char = '.';

/// The fingerprints of an API's documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// Documents, in the order of the spec.
    pub documents: Vec<Locked>,
}

/// The fingerprints of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// Name of the source in the spec.
    pub source: String,
    /// Fingerprints of the sections, in the order of the document.
    pub sections: Vec<Fingerprint>,
    /// Digests of the lines, see [`line_digests`]. Empty in locks of versions that did not write them.
    pub lines: Vec<String>,
}

/// The fingerprint of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Digest of the section's heading.
    pub heading: String,
    /// Digest of the section's claims.
    pub claims: String,
    /// Digest of the text, ignoring whitespace.
    pub text: String,
    /// Lines of the section in this version of the document.
    pub place: LineRange,
    /// Parts of the spec that cite the section: `action:user/info`, `type:User`, `error:general`,
    /// `constant:bonus/factors`.
    pub items: Vec<String>,
}

/// Computes the fingerprints of a document.
pub fn fingerprints(api: &Api, source: &str, text: &str, lines: &[Line], reading: &Reading) -> Locked {
    let sections = reading.sections.iter().zip(items(api, source, &reading.sections)).enumerate();
    let sections = sections.map(|(position, (section, items))| {
        let claims = reading.claims_of(position).map(|claim| format!("{:?}", claim.what));
        let start = lines.partition_point(|line| line.number < section.place.first);
        let end = lines.partition_point(|line| line.number <= section.place.last);
        let inside = lines.get(start..end).unwrap_or_default();
        let words = inside.iter().flat_map(|line| line.text.split(' '));
        Fingerprint {
            heading: digest([format!("{:?}", section.topic)]),
            claims: digest(claims),
            text: digest(words.filter(|word| !word.is_empty()).map(str::to_owned)),
            place: section.place,
            items,
        }
    });
    Locked { source: source.to_owned(), sections: sections.collect(), lines: line_digests(text) }
}

/// Returns a short digest of each trimmed line of a document's file; empty for a blank line.
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

/// Returns the parts of the spec that cite each section.
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
    /// Returns the line digests of a document; none if the lock has none.
    pub fn lines_of(&self, source: &str) -> Option<&[String]> {
        let document = self.documents.iter().find(|document| document.source == source)?;
        Some(document.lines.as_slice()).filter(|lines| !lines.is_empty())
    }

    /// Returns the content of the lock file.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for document in &self.documents {
            let _ = writeln!(text, "\n{}", document.source);
            for section in &document.sections {
                let Fingerprint { heading, claims, text: words, place, items } = section;
                let _ = write!(text, "  {heading} {claims} {words} {}-{}", place.first, place.last);
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

    /// Parses a lock file.
    ///
    /// # Errors
    /// Returns the number of the first invalid line.
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
    let (heading, claims, text, place) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let (first, last) = place.split_once('-')?;
    let place = LineRange { first: first.parse().ok()?, last: last.parse().ok()? };
    Some(Fingerprint { heading, claims, text, place, items: words.collect() })
}

/// Parses the digests of a row.
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
        let place = LineRange { first: 1, last: 70 };
        let section = Fingerprint {
            heading: "0a".into(),
            claims: "0b".into(),
            text: "0c".into(),
            place,
            items: vec!["type:User".into()],
        };
        let document = Locked { source: "guide".into(), sections: vec![section], lines: line_digests(&text) };
        let lock = Lock { documents: vec![document.clone(), Locked { source: "other".into(), ..document }] };
        let written = lock.text();
        assert_eq!(Lock::parse(&written), Ok(lock));
        assert!(written.lines().all(|line| line.len() <= 110), "{written}");
        // Truncated and invalid digests.
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
