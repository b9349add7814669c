//! YAML as nodes: every value with the place where it stands and the text as it stands there.
//!
//! The nodes are built from the parser's events (granit-parser, the parser inside serde-saphyr) and not through serde:
//! a serde visitor sees values after their type has been guessed, which loses the literal text of numbers, the quotes
//! and the position of duplicate keys, and costs three times as long.
//!
//! Plain scalars are read so that nothing surprises: null and booleans as YAML 1.2 has them, a number is what JSON calls
//! a number, and all else is text: `no`, `007`, `0x10` and `1_000` too.

mod read;
mod syntax;

use std::borrow::Cow;

use bindery_vocabulary::json::quote;

use crate::diagnostic::Span;

pub(crate) use read::parse;

/// How deep nodes may lie in each other. All recursion over nodes is bounded by it.
pub(crate) const MAX_DEPTH: usize = 64;

/// One value.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    /// What a diagnostic underlines: at most the first line; for block collections the first key or entry.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: Kind<'a>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(crate) enum Kind<'a> {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as JSON writes it, to the letter: `10.00` stays `10.00`.
    Number(Cow<'a, str>),
    /// A text.
    Text(Cow<'a, str>, Quoting),
    /// A list.
    List(Vec<Node<'a>>),
    /// A mapping, in the order of the file; keys may repeat.
    Map(Vec<(Key<'a>, Node<'a>)>),
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Key<'a> {
    /// Where it stands.
    pub(crate) span: Span,
    /// The key; scalars that are not texts are taken by the letter.
    pub(crate) text: Cow<'a, str>,
}

/// How a text stands in the file, so that a part of it can be underlined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Quoting {
    /// To the letter.
    Plain,
    /// To the letter, after one quotation mark.
    Quoted,
    /// With escapes or folded lines: parts cannot be pointed at.
    #[default]
    Rewritten,
}

impl Node<'_> {
    /// What it is, for the reader of a message: `a mapping`, `the number 5`.
    pub(crate) fn describe(&self) -> String {
        match &self.kind {
            Kind::Null => "nothing".into(),
            Kind::Bool(value) => format!("`{value}`"),
            Kind::Number(literal) => format!("the number {}", excerpt(literal)),
            Kind::Text(text, _) if text.is_empty() => "an empty text".into(),
            Kind::Text(text, _) => format!("the text \"{}\"", excerpt(text)),
            Kind::List(_) => "a list".into(),
            Kind::Map(_) => "a mapping".into(),
        }
    }

    /// The value as JSON text, numbers to the letter.
    pub(crate) fn json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
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

/// The beginning of a text on one line, short enough for a message.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or("");
    // Control characters have no business on a screen.
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
