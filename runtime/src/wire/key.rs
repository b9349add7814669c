//! One entry of a field list: the wire name of a field and all that is special about how it travels.

use bindery_vocabulary::{Limits, Style};

use crate::facts::{facts, setters};

facts! {
    /// A field's wire name and how the field is read, written and checked.
    pub struct Key {
        /// A plain field of this wire name.
        new {
            /// The wire name, to the letter.
            name: &'static str,
        }
        values {
            /// Other names that are read, in order, when the first is missing.
            also: &'static [&'static str] = &[],
            /// Wire texts that mean 'no value'.
            none: &'static [&'static str] = &[],
            /// How scalars are written.
            style: Style = Style::Plain,
            /// Limits of the value.
            limits: Limits = Limits::NONE,
        }
        options {
            /// The wire text that is assumed when the value is not there, or null.
            default: &'static str,
            /// Another field that must be there too.
            needs: &'static str,
        }
        flags {
            /// The value is a number: texts that mean 'no value' are known by their value, `0.0` as `0`.
            numeric,
            /// A blank at the start stands for a plus that a form has swallowed.
            plus,
            /// An absent value is written as `null` instead of being left out.
            nullable,
            /// A list that is written without brackets when it has one entry, and as `null` when it has none.
            bare_single,
            /// The value stands in the path.
            in_path,
            /// It collects the entries whose names no other field has, and writes them beside the others; its own name does not
            /// travel. It is a map.
            others,
            /// Only documented values of an enum.
            known,
        }
    }
}

/// What a value is held against. A server rejects what breaks it; a client does not send it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Its limits.
    pub limits: Limits,
    /// Only documented values of an enum. Held against what a server receives; a client may send a value that is
    /// newer than its bindings.
    pub known: bool,
    /// What is checked is about to be sent, so values that the bindings do not know yet may pass, inside records too.
    pub outgoing: bool,
}

/// A plain field of this wire name.
pub const fn key(name: &'static str) -> Key {
    Key::new(name)
}

impl Key {
    /// What the value is held against: where it is received, or where it is about to be sent.
    pub(super) const fn constraints(&self, outgoing: bool) -> Constraints {
        Constraints { limits: self.limits, known: self.known && !outgoing, outgoing }
    }

    /// The fewest and the most characters.
    pub const fn length(mut self, fewest: u32, most: u32) -> Self {
        self.limits.length = Some((fewest, most));
        self
    }
}

setters! {
    Key;
    /// Written as a JSON string.
    text() { style = Style::Text }
    /// Written as a JSON string with two decimals.
    cents() { style = Style::Cents }
    /// A whole number that is written as a text of at least two digits.
    two_digits() { style = Style::TwoDigits }
    /// A flag that is written as `1` or `0`.
    flag() { style = Style::Flag }
    /// A flag that is written as `"True"` or `"False"`.
    title() { style = Style::Title }
    /// Written as JSON inside a string.
    json_text() { style = Style::JsonText }
    /// Bytes that are written as a list of numbers.
    numbers() { style = Style::Numbers }
    /// A flag that is there as a bare name when it is true, and is not there when it is false.
    valueless() { style = Style::Valueless }
    /// A map that is written as `[]` when it is empty.
    list_when_empty() { style = Style::ListWhenEmpty }
    /// A time that is written as milliseconds since 1970.
    milliseconds() { style = Style::Milliseconds }
    /// Not less than this.
    min(bound: i64) { limits.min = Some(bound) }
    /// More than this.
    above(bound: i64) { limits.above = Some(bound) }
    /// Not more than this.
    max(bound: i64) { limits.max = Some(bound) }
}
