//! Output of a value: JSON, or the text of a parameter.

use bindery_vocabulary::flag_text;
use bindery_vocabulary::json::quote;

use crate::Encoding;

/// Output for a value, with the encoding to use.
pub struct Out<'o> {
    sink: &'o mut String,
    json: bool,
    encoding: Encoding,
}

impl<'o> Out<'o> {
    /// Creates an output inside a JSON document.
    pub fn json(sink: &'o mut String, encoding: Encoding) -> Self {
        Self { sink, json: true, encoding }
    }

    /// Creates an output for the text of a parameter.
    pub fn text(sink: &'o mut String, encoding: Encoding) -> Self {
        Self { sink, json: false, encoding }
    }

    /// Returns the encoding that scalars are written in.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Returns the same output with this encoding, unless it already has one.
    pub fn or(&mut self, encoding: Encoding) -> Out<'_> {
        Out { sink: self.sink, json: self.json, encoding: self.encoding.or(encoding) }
    }

    /// Writes a number, given as its literal text.
    pub fn number(&mut self, literal: &str) {
        if self.json && self.encoding.quotes_numbers() {
            self.sink.push('"');
            self.sink.push_str(literal);
            self.sink.push('"');
        } else {
            self.sink.push_str(literal);
        }
    }

    /// Writes a string: quoted and escaped in JSON, unchanged in a text.
    pub fn string(&mut self, text: &str) {
        if self.json { quote(text, self.sink) } else { self.sink.push_str(text) }
    }

    /// Writes a boolean in the encoding of this output; default: `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        let text = flag_text(value, self.encoding);
        if self.encoding.quotes_flags() { self.string(text) } else { self.sink.push_str(text) }
    }

    /// Writes a null value: `null` in JSON, nothing in a text.
    pub fn null(&mut self) {
        if self.json {
            self.sink.push_str("null");
        }
    }

    /// Writes JSON text unchanged; inside a string if the encoding is JSON in a string.
    pub fn raw(&mut self, json: &str) {
        self.nested(|sink| sink.push_str(json));
    }

    /// Writes an array or object as JSON with `write`; inside a string if the encoding is JSON in a string.
    pub fn nested(&mut self, write: impl FnOnce(&mut String)) {
        if self.json && self.encoding == Encoding::EmbeddedJson {
            let mut inner = String::new();
            write(&mut inner);
            quote(&inner, self.sink);
        } else {
            write(self.sink);
        }
    }

    /// Returns the encoding of the values inside an array or object.
    pub(super) fn inner_style(&self) -> Encoding {
        self.encoding.inside()
    }

    /// Writes the name of an object entry and the colon.
    pub(super) fn name(&mut self, name: &str) {
        quote(name, self.sink);
        self.sink.push(':');
    }
}
