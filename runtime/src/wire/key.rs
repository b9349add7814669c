//! One entry of a field list: the wire name of a field and all that is special about how it travels.

use bindery_vocabulary::{Limits, Style};

/// A field's wire name and how the field is read, written and checked.
///
/// Built by [`key`] and the methods that say what differs from the plain case, all of them usable in constants.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Key {
    /// The wire name, to the letter.
    pub name: &'static str,
    /// Other names that are read, in order, when the first is missing.
    pub also: &'static [&'static str],
    /// Wire texts that mean 'no value'.
    pub none: &'static [&'static str],
    /// The value is a number: texts that mean 'no value' are known by their value, `0.0` as `0`.
    pub numeric: bool,
    /// The wire text that is assumed when the value is not there, or null.
    pub default: Option<&'static str>,
    /// A blank at the start stands for a plus that a form has swallowed.
    pub plus: bool,
    /// How scalars are written.
    pub style: Style,
    /// An absent value is written as `null` instead of being left out.
    pub nullable: bool,
    /// A list that is written without brackets when it has one entry, and as `null` when it has none.
    pub bare_single: bool,
    /// Another field that must be there too.
    pub needs: Option<&'static str>,
    /// The value stands in the path.
    pub in_path: bool,
    /// The value collects the entries whose names no other field has.
    pub others: bool,
    /// Limits of the value.
    pub limits: Limits,
    /// Only documented values of an enum.
    pub known: bool,
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
    Key {
        name,
        also: &[],
        none: &[],
        numeric: false,
        default: None,
        plus: false,
        style: Style::Plain,
        nullable: false,
        bare_single: false,
        needs: None,
        in_path: false,
        others: false,
        limits: Limits::NONE,
        known: false,
    }
}

impl Key {
    /// What the value is held against: where it is received, or where it is about to be sent.
    pub(super) const fn constraints(&self, outgoing: bool) -> Constraints {
        Constraints { limits: self.limits, known: self.known && !outgoing, outgoing }
    }

    /// Other names that are read when the first is missing.
    pub const fn also(mut self, names: &'static [&'static str]) -> Self {
        self.also = names;
        self
    }

    /// Wire texts that mean 'no value'.
    pub const fn none(mut self, texts: &'static [&'static str]) -> Self {
        self.none = texts;
        self
    }

    /// The value is a number: texts that mean 'no value' are known by their value, `0.0` as `0`.
    pub const fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// The wire text that is assumed when the value is not there, or null.
    pub const fn default(mut self, text: &'static str) -> Self {
        self.default = Some(text);
        self
    }

    /// A blank at the start stands for a plus that a form has swallowed.
    pub const fn plus(mut self) -> Self {
        self.plus = true;
        self
    }

    /// An absent value is written as `null`.
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// Written as a JSON string.
    pub const fn text(mut self) -> Self {
        self.style = Style::Text;
        self
    }

    /// Written as a JSON string with two decimals.
    pub const fn cents(mut self) -> Self {
        self.style = Style::Cents;
        self
    }

    /// A whole number that is written as a text of at least two digits.
    pub const fn two_digits(mut self) -> Self {
        self.style = Style::TwoDigits;
        self
    }

    /// A flag that is written as `1` or `0`.
    pub const fn flag(mut self) -> Self {
        self.style = Style::Flag;
        self
    }

    /// A flag that is written as `"True"` or `"False"`.
    pub const fn title(mut self) -> Self {
        self.style = Style::Title;
        self
    }

    /// Written as JSON inside a string.
    pub const fn json_text(mut self) -> Self {
        self.style = Style::JsonText;
        self
    }

    /// Bytes that are written as a list of numbers.
    pub const fn numbers(mut self) -> Self {
        self.style = Style::Numbers;
        self
    }

    /// A flag that is there as a bare name when it is true, and is not there when it is false.
    pub const fn valueless(mut self) -> Self {
        self.style = Style::Valueless;
        self
    }

    /// A map that is written as `[]` when it is empty.
    pub const fn list_when_empty(mut self) -> Self {
        self.style = Style::ListWhenEmpty;
        self
    }

    /// A time that is written as milliseconds since 1970.
    pub const fn milliseconds(mut self) -> Self {
        self.style = Style::Milliseconds;
        self
    }

    /// A list that is written without brackets when it has one entry.
    pub const fn bare_single(mut self) -> Self {
        self.bare_single = true;
        self
    }

    /// Another field that must be there too.
    pub const fn needs(mut self, name: &'static str) -> Self {
        self.needs = Some(name);
        self
    }

    /// It collects the entries whose names no other field has, and writes them beside the others; its own name does not
    /// travel. It is a map.
    pub const fn others(mut self) -> Self {
        self.others = true;
        self
    }

    /// The value stands in the path.
    pub const fn in_path(mut self) -> Self {
        self.in_path = true;
        self
    }

    /// Not less than this.
    pub const fn min(mut self, bound: i64) -> Self {
        self.limits.min = Some(bound);
        self
    }

    /// More than this.
    pub const fn above(mut self, bound: i64) -> Self {
        self.limits.above = Some(bound);
        self
    }

    /// Not more than this.
    pub const fn max(mut self, bound: i64) -> Self {
        self.limits.max = Some(bound);
        self
    }

    /// The fewest and the most characters.
    pub const fn length(mut self, fewest: u32, most: u32) -> Self {
        self.limits.length = Some((fewest, most));
        self
    }

    /// Only documented values of an enum.
    pub const fn known(mut self) -> Self {
        self.known = true;
        self
    }
}
