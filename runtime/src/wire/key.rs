//! Keys: entries of a field list, each with the wire name of a field and how it is read, written and checked.

use bindery_vocabulary::{ANY_LENGTH, Encoding, Exact, Place, Style, ValueLimits};

use crate::metadata::{Made, metadata_struct, setters};

metadata_struct! {
    /// Wire name of a field, and how the field is read, written and checked.
    pub struct Key {
        /// Creates a plain field with this wire name.
        new {
            /// Name of the field, case-sensitive; on the wire too, unless [`wire`](Key::wire) is set.
            name: &'static str = "",
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
            /// Names of other parameters that must not be present if this one is.
            excludes: &'static [&'static str] = &[],
            /// Parameters, each with values with which this one must be present.
            required_when: &'static [(&'static str, &'static [&'static str])] = &[],
        }
        options {
            /// Wire text of the default, used when the value is missing or null.
            default: &'static str,
            /// Name of another field that must be present if this one is.
            needs: &'static str,
            /// Name of the parameter on the wire, where another parameter in another place has the same name.
            wire: &'static str,
            /// Place of the parameter in the request. Default: the action's place for parameters.
            place: Place,
            /// Style of a list, map or record outside JSON. Default: one text, with JSON.
            style: Style,
            /// Value that a client makes when the field is absent.
            made: Made,
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
            /// With a style: the value is a map or a record, not a list.
            entries,
            /// Map of the additional entries: it collects the entries that no other field has, and writes them beside
            /// the other fields. Its own name is not on the wire.
            additional,
            /// Only documented values of an enum are allowed.
            known,
            /// The value is the whole body as it is, without JSON.
            raw,
            /// The value is a content, or a list of contents.
            content,
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

impl Constraints {
    /// Returns the constraints of the items of a list or map. Limits are those of the list itself.
    pub(super) const fn inner(&self) -> Self {
        Self { limits: ValueLimits::NONE, ..*self }
    }
}

/// Creates a plain field with this wire name.
pub const fn key(name: &'static str) -> Key {
    Key::new(name)
}

/// Returns the wire names of the parameters that a signature may cover, in the documented order: those in the body, or
/// in the query for an action without a body.
#[cfg(any(feature = "client", feature = "server"))]
pub fn signed_names(
    action: &crate::ActionInfo,
    names: &'static [&'static str],
    keys: &[Key],
) -> std::borrow::Cow<'static, [&'static str]> {
    let is_elsewhere = |key: &Key| key.wire.is_some() || !matches!(key.place, None | Some(Place::Path));
    if !keys.iter().any(is_elsewhere) {
        return names.into();
    }
    let signed = names.iter().filter_map(|name| {
        let key = keys.iter().find(|key| key.name == *name);
        let place = key.and_then(|key| key.place).unwrap_or_else(|| action.default_place());
        (place == action.body_place()).then_some(key.map_or(*name, Key::wire_name))
    });
    signed.collect()
}

impl Key {
    /// Returns the constraints for a received value, or for a value that is about to be sent.
    pub(super) const fn constraints(&self, outgoing: bool) -> Constraints {
        Constraints { limits: self.limits, known: self.known && !outgoing, outgoing }
    }

    /// Returns the name on the wire.
    pub const fn wire_name(&self) -> &'static str {
        match self.wire {
            Some(wire) => wire,
            None => self.name,
        }
    }

    /// Returns the style in which the value is divided into several texts, or in which one text has several items. JSON
    /// text is not divided.
    pub(crate) fn division(&self) -> Option<Style> {
        self.style.filter(|style| *style != Style::Json)
    }

    /// Returns the encoding of the value where it is JSON itself: beside a style, JSON in a text is the encoding of the
    /// texts, which the value is outside JSON.
    pub(super) fn json_encoding(&self) -> Encoding {
        match (self.style, self.encoding) {
            (Some(_), Encoding::EmbeddedJson) => Encoding::Plain,
            (_, encoding) => encoding,
        }
    }

    /// Whether the parameter is read in another way than by its name among all parameters: from a place or under a name
    /// of its own, or from several texts.
    #[cfg(feature = "server")]
    pub(crate) fn is_placed(&self) -> bool {
        self.place.is_some() || self.wire.is_some() || self.division().is_some()
    }

    /// Whether the parameter has media types of the header `Accept`, which most clients send by themselves.
    pub(crate) fn is_accept(&self) -> bool {
        self.place == Some(Place::Header)
            && self.style != Some(Style::Json)
            && self.wire_name().eq_ignore_ascii_case("accept")
    }

    /// Sets the minimum and maximum length, in characters or items.
    pub const fn length(mut self, fewest: u32, most: u32) -> Self {
        self.limits.length = Some((fewest, most));
        self
    }

    /// Sets the minimum length, in characters or items, without a maximum.
    pub const fn min_length(self, fewest: u32) -> Self {
        self.length(fewest, ANY_LENGTH)
    }
}

setters! {
    Key;
    /// Places the parameter in the path.
    in_path() { place = Some(Place::Path) }
    /// Places the parameter in the query.
    in_query() { place = Some(Place::Query) }
    /// Places the parameter in a header.
    in_header() { place = Some(Place::Header) }
    /// Places the parameter in a cookie.
    in_cookie() { place = Some(Place::Cookie) }
    /// Places the parameter in a form in the body.
    in_form() { place = Some(Place::Form) }
    /// Places the parameter in a JSON object in the body.
    in_json() { place = Some(Place::Json) }
    /// Places the parameter in a part of a multipart form.
    in_multipart() { place = Some(Place::Multipart) }
    /// Makes the parameter the whole body.
    in_body() { place = Some(Place::Body) }
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
    /// Encodes a moment as Unix time in seconds.
    unix_seconds() { encoding = Encoding::UnixSeconds }
    /// Encodes a moment as Unix time in milliseconds.
    unix_milliseconds() { encoding = Encoding::UnixMilliseconds }
    /// Encodes a moment as Unix time in microseconds.
    unix_microseconds() { encoding = Encoding::UnixMicroseconds }
    /// Encodes a moment as Unix time in nanoseconds.
    unix_nanoseconds() { encoding = Encoding::UnixNanoseconds }
    /// Encodes a moment as the date of a mail.
    rfc_2822() { encoding = Encoding::Rfc2822 }
    /// Encodes a moment as the date of an HTTP header.
    http_date() { encoding = Encoding::HttpDate }
    /// Sets the lower bound of the value, inclusive.
    min(bound: i64) { limits.min = Some(Exact::whole(bound)) }
    /// Sets the lower bound of the value, exclusive.
    above(bound: i64) { limits.above = Some(Exact::whole(bound)) }
    /// Sets the upper bound of the value, inclusive.
    max(bound: i64) { limits.max = Some(Exact::whole(bound)) }
    /// Sets the upper bound of the value, exclusive.
    below(bound: i64) { limits.below = Some(Exact::whole(bound)) }
    /// Sets the inclusive lower bound to a number with this many decimal places: `min_exact(5, 2)` is 0.05.
    min_exact(digits: i128, places: u32) { limits.min = Some(Exact::new(digits, places)) }
    /// Sets the exclusive lower bound to a number with this many decimal places.
    above_exact(digits: i128, places: u32) { limits.above = Some(Exact::new(digits, places)) }
    /// Sets the inclusive upper bound to a number with this many decimal places.
    max_exact(digits: i128, places: u32) { limits.max = Some(Exact::new(digits, places)) }
    /// Sets the exclusive upper bound to a number with this many decimal places.
    below_exact(digits: i128, places: u32) { limits.below = Some(Exact::new(digits, places)) }
}
