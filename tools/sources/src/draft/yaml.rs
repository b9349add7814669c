//! The YAML of drafts: blocks, names that are given once, texts as scalars.

use std::collections::{HashMap, HashSet};

use bindery_model::hidden::is_hidden;

use crate::words::is_name;

/// What stands for a text that a person has to write.
pub(super) const BLANK: &str = "about: ???";

/// An entry of a mapping: its first line, and what is below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) head: String,
    pub(super) body: Vec<Block>,
    pub(super) blank_before: bool,
}

impl Block {
    /// An entry on one line.
    pub(super) fn line(head: impl Into<String>) -> Self {
        Self { head: head.into(), ..Self::default() }
    }

    /// An entry with others below it.
    pub(super) fn new(head: impl Into<String>, body: Vec<Self>) -> Self {
        Self { head: head.into(), body, blank_before: false }
    }

    /// The lines, indented. Depth is that of the drafts, a few levels.
    pub(super) fn text(&self, indent: usize) -> String {
        let mut text = if self.blank_before { "\n".to_owned() } else { String::new() };
        text.push_str(&format!("{:indent$}{}\n", "", self.head));
        for block in &self.body {
            text.push_str(&block.text(indent + 2));
        }
        text
    }
}

/// Names of which each is given once.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// The numbers behind names that were wanted before.
    numbers: HashMap<String, usize>,
}

impl Names {
    pub(super) fn of<'n>(taken: impl Iterator<Item = &'n str>) -> Self {
        Self { taken: taken.map(str::to_owned).collect(), numbers: HashMap::new() }
    }

    /// The name, with a number behind it where it is taken.
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

/// A key as YAML has it.
pub(super) fn key(name: &str) -> String {
    let plain = is_name(name) && !matches!(name, "true" | "false" | "null");
    if plain { name.to_owned() } else { quoted(name) }
}

/// A code as YAML has it.
pub(super) fn number_or_text(code: &str) -> String {
    if code.parse::<i64>().is_ok_and(|number| number.to_string() == code) {
        code.to_owned()
    } else {
        quoted(code)
    }
}

/// A text as YAML has it, in quotes unless it is plain everywhere.
pub(super) fn scalar(text: &str) -> String {
    let plain = text.starts_with(char::is_alphabetic)
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.' | '/'))
        && !text.ends_with(' ')
        && !matches!(text, "true" | "false" | "null");
    if plain { text.to_owned() } else { quoted(text) }
}

/// An address or a path as YAML has it, in quotes unless it has only letters that addresses have.
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
