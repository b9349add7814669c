//! Where a value is written: into JSON, or as the text of a parameter.

use bindery_vocabulary::flag_text;
use bindery_vocabulary::json::quote;

use crate::Style;

/// The place a value is written to, and the style it is written in.
pub struct Out<'o> {
    sink: &'o mut String,
    json: bool,
    style: Style,
}

impl<'o> Out<'o> {
    /// A place inside a JSON document.
    pub fn json(sink: &'o mut String, style: Style) -> Self {
        Self { sink, json: true, style }
    }

    /// The text of a parameter.
    pub fn text(sink: &'o mut String, style: Style) -> Self {
        Self { sink, json: false, style }
    }

    /// The style that scalars are written in.
    pub fn style(&self) -> Style {
        self.style
    }

    /// The same place, in this style where it has none of its own.
    pub fn or(&mut self, style: Style) -> Out<'_> {
        let style = if self.style == Style::Plain { style } else { self.style };
        Out { sink: self.sink, json: self.json, style }
    }

    /// A number, given as its literal text.
    pub fn number(&mut self, literal: &str) {
        if self.json && self.style.quotes_numbers() {
            self.sink.push('"');
            self.sink.push_str(literal);
            self.sink.push('"');
        } else {
            self.sink.push_str(literal);
        }
    }

    /// A text.
    pub fn string(&mut self, text: &str) {
        if self.json { quote(text, self.sink) } else { self.sink.push_str(text) }
    }

    /// A truth value.
    pub fn boolean(&mut self, value: bool) {
        let text = flag_text(value, self.style);
        if self.style.quotes_flags() { self.string(text) } else { self.sink.push_str(text) }
    }

    /// No value: `null` in JSON, nothing in a text.
    pub fn null(&mut self) {
        if self.json {
            self.sink.push_str("null");
        }
    }

    /// JSON that is ready.
    pub fn raw(&mut self, json: &str) {
        self.nested(|sink| sink.push_str(json));
    }

    /// A list or an object, written as JSON by `write`; inside a string where the style says so.
    pub fn nested(&mut self, write: impl FnOnce(&mut String)) {
        if self.json && self.style == Style::JsonText {
            let mut inner = String::new();
            write(&mut inner);
            quote(&inner, self.sink);
        } else {
            write(self.sink);
        }
    }

    /// The style of what is inside a list or an object.
    pub(super) fn inner_style(&self) -> Style {
        self.style.inside()
    }

    /// The name of an object's entry, and its colon.
    pub(super) fn name(&mut self, name: &str) {
        quote(name, self.sink);
        self.sink.push(':');
    }
}
