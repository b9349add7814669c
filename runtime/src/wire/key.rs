//! Keys: entries of a field list, each with the wire name of a field and how it is read, written and checked.

use bindery_vocabulary::{Encoding, ValueLimits};

use crate::metadata::{metadata_struct, setters};

metadata_struct! {
    /// Wire name of a field, and how the field is read, written and checked.
    pub struct Key {
        /// Creates a plain field with this wire name.
        new {
            /// Name of the field on the wire, case-sensitive.
            name: &'static str,
        }
        values {
            /// Aliases: other names that are read, in order, when the first is missing.
            aliases: &'static [&'static str] = &[],
            /// Null values: strings on the wire that mean null.
            null_values: &'static [&'static str] = &[],
            /// Encoding of scalars on the wire. Default: that of the type.
            encoding: Encoding = Encoding::Plain,
            /// Limits that values of the field must keep. Default: none.
            limits: ValueLimits = ValueLimits::NONE,
        }
        options {
            /// Wire text of the default, used when the value is missing or null.
            default: &'static str,
            /// Name of another field that must be present if this one is.
            needs: &'static str,
        }
        flags {
            /// The value is a number: null values are compared as numbers, so `0.0` equals `0`.
            numeric,
            /// A leading space is read as a plus sign, which form decoding turns into a space.
            plus_as_space,
            /// An absent value is written as `null` instead of being left out.
            nullable,
            /// List that is written without brackets when it has one item, and as `null` when it is empty.
            bare_single,
            /// The value is in the path.
            in_path,
            /// Map of the additional entries: it collects the entries that no other field has, and writes them beside
            /// the other fields. Its own name is not on the wire.
            additional,
            /// Only documented values of an enum are allowed.
            known,
        }
    }
}

/// Constraints of a value. A server rejects a value that breaks them; a client does not send it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Limits that the value must keep.
    pub limits: ValueLimits,
    /// Whether only documented values of an enum are allowed. Checked by a server on received values; a client may send
    /// values that are newer than its bindings.
    pub known: bool,
    /// Whether the value is about to be sent. Values that the bindings do not list are then allowed, also inside
    /// records.
    pub outgoing: bool,
}

/// Creates a plain field with this wire name.
pub const fn key(name: &'static str) -> Key {
    Key::new(name)
}

impl Key {
    /// Returns the constraints for a received value, or for a value that is about to be sent.
    pub(super) const fn constraints(&self, outgoing: bool) -> Constraints {
        Constraints { limits: self.limits, known: self.known && !outgoing, outgoing }
    }

    /// Sets the minimum and maximum length, in characters.
    pub const fn length(mut self, fewest: u32, most: u32) -> Self {
        self.limits.length = Some((fewest, most));
        self
    }
}

setters! {
    Key;
    /// Encodes the value as a JSON string.
    json_string() { encoding = Encoding::JsonString }
    /// Encodes a number as a JSON string with two decimals.
    two_decimals() { encoding = Encoding::TwoDecimals }
    /// Encodes an integer as a string of at least two digits.
    two_digits() { encoding = Encoding::TwoDigits }
    /// Encodes a boolean as `1` or `0`.
    zero_or_one() { encoding = Encoding::ZeroOrOne }
    /// Encodes a boolean as `"True"` or `"False"`.
    capitalized() { encoding = Encoding::Capitalized }
    /// Encodes the value as JSON inside a string.
    embedded_json() { encoding = Encoding::EmbeddedJson }
    /// Encodes bytes as an array of numbers.
    number_list() { encoding = Encoding::NumberList }
    /// Encodes a boolean as a bare name that is present when true and absent when false.
    name_only() { encoding = Encoding::NameOnly }
    /// Encodes an empty map as `[]`.
    list_when_empty() { encoding = Encoding::ListWhenEmpty }
    /// Encodes a time as milliseconds since 1970.
    milliseconds() { encoding = Encoding::Milliseconds }
    /// Sets the lower bound of the value, inclusive.
    min(bound: i64) { limits.min = Some(bound) }
    /// Sets the lower bound of the value, exclusive.
    above(bound: i64) { limits.above = Some(bound) }
    /// Sets the upper bound of the value, inclusive.
    max(bound: i64) { limits.max = Some(bound) }
}
