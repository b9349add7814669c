//! YAML as nodes: every value with its place and its literal text.
//!
//! The nodes are built from the events of the parser (granit-parser, which serde-saphyr uses too) instead of serde. A
//! serde visitor receives values after their type has been guessed, which loses the literal text of numbers, the quotes
//! and the positions of duplicate keys, and takes three times as long.
//!
//! Plain scalars are read without surprises: null and booleans as in YAML 1.2, numbers as in JSON, and everything else
//! as a string, including `no`, `007`, `0x10` and `1_000`.

mod read;
mod syntax;

use std::borrow::Cow;

use bindery_vocabulary::json::quote;

use crate::diagnostic::Span;

pub(crate) use read::parse;

/// Maximum nesting of nodes, which bounds all recursion over them.
pub(crate) const MAX_DEPTH: usize = 64;

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    /// Place that a diagnostic underlines: at most the first line; for block collections the first key or entry.
    pub(crate) span: Span,
    /// The value.
    pub(crate) kind: Kind<'a>,
}

/// Kind and content of a value.
#[derive(Clone, Debug)]
pub(crate) enum Kind<'a> {
    /// `null`, `~` or an empty value.
    Null,
    /// A boolean, `true` or `false`.
    Bool(bool),
    /// A JSON number with its literal text: `10.00` stays `10.00`.
    Number(Cow<'a, str>),
    /// A string.
    Text(Cow<'a, str>, Quoting),
    /// A list.
    List(Vec<Node<'a>>),
    /// A mapping, in file order; keys may be duplicates.
    Map(Vec<(Key<'a>, Node<'a>)>),
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Key<'a> {
    /// Place of the key.
    pub(crate) span: Span,
    /// The key; scalars other than strings are taken literally.
    pub(crate) text: Cow<'a, str>,
}

/// Source form of a string in the file, so that a part of it can be underlined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Quoting {
    /// Literally.
    Plain,
    /// Literally, after a quotation mark.
    Quoted,
    /// With escapes or folded lines, so that parts cannot be located.
    #[default]
    Rewritten,
}

impl Node<'_> {
    /// Returns the description for a message: `a mapping`, `the number 5`.
    pub(crate) fn describe(&self) -> String {
        match &self.kind {
            Kind::Null => "nothing".into(),
            Kind::Bool(value) => format!("`{value}`"),
            Kind::Number(literal) => format!("the number {}", excerpt(literal)),
            Kind::Text(text, _) if text.is_empty() => "an empty string".into(),
            Kind::Text(text, _) => format!("the string \"{}\"", excerpt(text)),
            Kind::List(_) => "a list".into(),
            Kind::Map(_) => "a mapping".into(),
        }
    }

    /// Returns the value as JSON text, with literal numbers.
    pub(crate) fn json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    /// Returns the text of a scalar: the literal of a number, the content of a string, `true` or `false`.
    pub(crate) fn scalar_text(&self) -> Option<String> {
        match &self.kind {
            Kind::Bool(value) => Some(value.to_string()),
            Kind::Number(literal) => Some(literal.to_string()),
            Kind::Text(text, _) => Some(text.to_string()),
            Kind::Null | Kind::List(_) | Kind::Map(_) => None,
        }
    }

    fn write_json(&self, out: &mut String) {
        match &self.kind {
            Kind::Null => out.push_str("null"),
            Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Kind::Number(literal) => out.push_str(literal),
            Kind::Text(text, _) => quote(text, out),
            Kind::List(items) => {
                out.push('[');
                for (position, item) in items.iter().enumerate() {
                    if position > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Kind::Map(entries) => {
                out.push('{');
                for (position, (key, value)) in entries.iter().enumerate() {
                    if position > 0 {
                        out.push(',');
                    }
                    quote(&key.text, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

/// Returns the start of a text on one line, short enough for a message.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or("");
    // Control characters must not reach a terminal.
    let printable = |letter: char| if letter.is_control() { '\u{fffd}' } else { letter };
    let mut short: String = line.chars().take(LONGEST).map(printable).collect();
    if line.chars().nth(LONGEST).is_some() || text.trim_end().len() > line.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;

    fn json(yaml: &str) -> String {
        let mut sink = Diagnostics::default();
        let node = parse(yaml, 0, &mut sink);
        assert_eq!(sink.into_sorted(), [], "{yaml}");
        node.map(|node| node.json()).unwrap_or_default()
    }

    #[test]
    fn numbers_keep_their_letters_and_what_json_does_not_call_a_number_is_text() {
        assert_eq!(
            json("[2412.390, 10.00, -0, 1e3, 007, 0x10, +1, .5, 1_000, 1.]"),
            r#"[2412.390,10.00,-0,1e3,"007","0x10","+1",".5","1_000","1."]"#
        );
    }

    #[test]
    fn quotes_make_texts_and_norway_is_no_boolean() {
        assert_eq!(
            json(r#"[1, "1", '1', true, "true", no, NO, on, null, "null", ~]"#),
            r#"[1,"1","1",true,"true","no","NO","on",null,"null",null]"#
        );
    }

    #[test]
    fn aliases_stand_for_their_anchor() {
        assert_eq!(json("a: &x {b: [1]}\nc: *x\n"), r#"{"a":{"b":[1]},"c":{"b":[1]}}"#);
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(json("a: \"q\\\" b\\\\ \\n \\u0001 é\""), "{\"a\":\"q\\\" b\\\\ \\n \\u0001 é\"}");
    }

    #[test]
    fn spans_point_at_the_first_line() {
        let yaml = "é: >\n  folded\n  here\nflow: {a: 1,\n  b: 2}\n";
        let mut sink = Diagnostics::default();
        let Some(Node { kind: Kind::Map(entries), .. }) = parse(yaml, 0, &mut sink) else {
            panic!("a mapping");
        };
        let spans: Vec<&str> = entries
            .iter()
            .map(|(_, node)| {
                let start = node.span.start as usize;
                &yaml[start..start + node.span.len as usize]
            })
            .collect();
        assert_eq!(spans, ["folded", "{a: 1,"]);
    }
}
