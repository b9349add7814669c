//! YAML for drafts: blocks, unique names, scalars.

use std::collections::{HashMap, HashSet};

use bindery_model::hidden::is_hidden;

use crate::words::is_name;

/// Placeholder for a text that a person must write.
pub(super) const BLANK: &str = "about: ???";

/// An entry of a mapping: its first line and its nested entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) head: String,
    pub(super) body: Vec<Block>,
    pub(super) blank_before: bool,
}

impl Block {
    /// Creates an entry on one line.
    pub(super) fn line(head: impl Into<String>) -> Self {
        Self { head: head.into(), ..Self::default() }
    }

    /// Creates an entry with nested entries.
    pub(super) fn new(head: impl Into<String>, body: Vec<Self>) -> Self {
        Self { head: head.into(), body, blank_before: false }
    }

    /// Returns the indented lines. Drafts have few levels, so recursion is safe.
    pub(super) fn text(&self, indent: usize) -> String {
        let mut text = if self.blank_before { "\n".to_owned() } else { String::new() };
        text.push_str(&format!("{:indent$}{}\n", "", self.head));
        for block in &self.body {
            text.push_str(&block.text(indent + 2));
        }
        text
    }
}

/// A set of unique names.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// Last number that was appended to each requested name.
    numbers: HashMap<String, usize>,
}

impl Names {
    pub(super) fn from_taken<'n>(taken: impl Iterator<Item = &'n str>) -> Self {
        Self { taken: taken.map(str::to_owned).collect(), numbers: HashMap::new() }
    }

    /// Returns the name, with a number appended if it is taken.
    pub(super) fn give(&mut self, wanted: String, before_number: &str) -> String {
        let mut name = wanted.clone();
        while !self.taken.insert(name.clone()) {
            let number = self.numbers.entry(wanted.clone()).or_insert(1);
            *number += 1;
            name = format!("{wanted}{before_number}{number}");
        }
        name
    }
}

/// Formats a key for YAML.
pub(super) fn key(name: &str) -> String {
    let plain = is_name(name) && !matches!(name, "true" | "false" | "null");
    if plain { name.to_owned() } else { quoted(name) }
}

/// Formats an error code for YAML: integers plain, other codes in quotes.
pub(super) fn number_or_text(code: &str) -> String {
    if code.parse::<i64>().is_ok_and(|number| number.to_string() == code) {
        code.to_owned()
    } else {
        quoted(code)
    }
}

/// Formats a text for YAML, in quotes unless it is always a plain string.
pub(super) fn scalar(text: &str) -> String {
    let plain = text.starts_with(char::is_alphabetic)
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.' | '/'))
        && !text.ends_with(' ')
        && !matches!(text, "true" | "false" | "null");
    if plain { text.to_owned() } else { quoted(text) }
}

/// Formats an address or a path for YAML, in quotes unless it contains only URL characters.
pub(super) fn address(text: &str) -> String {
    let plain = text.starts_with(|first: char| first == '/' || first.is_ascii_alphabetic())
        && text.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"-._~/{}:?=&%+".contains(&letter))
        && !text.ends_with(':');
    if plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            hidden if is_hidden(hidden) || hidden.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
