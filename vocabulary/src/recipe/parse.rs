//! Reading of templates.

use std::fmt;
use std::ops::Range;

use super::{Function, NAMED, PLAIN, Part, Template, Value};
use crate::Word as _;

/// What is wrong with the text of a template, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// Position in the text, in bytes.
    pub at: Range<usize>,
    /// The problem.
    pub problem: Problem,
}

/// Problem with the text of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No value or function has this name.
    Unknown(String),
    /// A brace, parenthesis or quote that nothing closes or opens.
    Unbalanced,
    /// A value that needs a name after a colon, such as `header:X-Time`.
    Nameless(&'static str),
    /// A place where a value, a function or a text in single quotes should be.
    Empty,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Unknown(name) => write!(f, "unknown placeholder `{name}`"),
            Problem::Unbalanced => f.write_str("a brace, parenthesis or quote has no counterpart"),
            Problem::Nameless(kind) => write!(f, "`{kind}` needs a name, such as `{kind}:name`"),
            Problem::Empty => f.write_str("a value, a function or a text in single quotes is missing"),
        }
    }
}

impl From<TemplateFault> for String {
    fn from(fault: TemplateFault) -> Self {
        fault.problem.to_string()
    }
}

/// Deepest nesting of functions.
const DEPTH: usize = 16;

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// Returns the first problem and its position.
    pub fn parse(text: &str) -> Result<Self, TemplateFault> {
        let mut parts = Vec::new();
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| rest.find(['{', '}'])).map(|at| from + at) {
            push(&mut parts, &text[from..at]);
            if text[at..].starts_with('}') {
                return Err(TemplateFault { at: at..at + 1, problem: Problem::Unbalanced });
            }
            let mut reader = Reader { text, at: at + 1 };
            parts.extend(reader.expression('}', DEPTH)?);
            from = reader.at;
        }
        push(&mut parts, &text[from..]);
        Ok(Self { parts })
    }

    /// Returns the names of the values that fit, and of all functions, for help texts.
    pub fn known(fits: &impl Fn(&Value) -> bool) -> impl Iterator<Item = String> {
        let plain = PLAIN.iter().filter(|(_, value)| fits(value)).map(|(name, _)| (*name).to_owned());
        let named = NAMED.iter().filter(|(_, value)| fits(&value(String::new())));
        let named = named.map(|(name, _)| format!("{name}:"));
        plain.chain(named).chain(Function::ALL.iter().map(|function| format!("{}()", function.text())))
    }
}

fn push(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
}

/// Reader of an expression.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    /// Reads terms that are joined by `+`, to the closing character, which is skipped.
    fn expression(&mut self, close: char, depth: usize) -> Result<Vec<Part>, TemplateFault> {
        let opened = self.at - 1;
        let mut parts = Vec::new();
        loop {
            parts.push(self.term(depth)?);
            self.blanks();
            match self.rest().chars().next() {
                Some('+') => self.at += 1,
                Some(found) if found == close => {
                    self.at += 1;
                    return Ok(parts);
                }
                _ => return Err(TemplateFault { at: opened..self.at, problem: Problem::Unbalanced }),
            }
        }
    }

    fn term(&mut self, depth: usize) -> Result<Part, TemplateFault> {
        self.blanks();
        let from = self.at;
        if let Some(quoted) = self.rest().strip_prefix('\'') {
            let Some(end) = quoted.find('\'') else {
                return Err(TemplateFault { at: from..self.text.len(), problem: Problem::Unbalanced });
            };
            self.at += end + 2;
            return Ok(Part::Text(quoted[..end].to_owned()));
        }
        let word = self.take(|one| one.is_ascii_alphanumeric() || one == '-');
        if word.is_empty() {
            let end = from + self.rest().chars().next().map_or(0, char::len_utf8);
            return Err(TemplateFault { at: from..end, problem: Problem::Empty });
        }
        if self.rest().starts_with('(') {
            let Some(function) = Function::of_text(word).filter(|_| depth > 0) else {
                return Err(self.unknown(from, word));
            };
            self.at += 1;
            return self.expression(')', depth - 1).map(|inner| Part::Call(function, inner));
        }
        if let Some((kind, value)) = NAMED.iter().find(|(kind, _)| *kind == word) {
            let name = match self.rest().strip_prefix(':') {
                Some(_) => {
                    self.at += 1;
                    self.take(|one| !matches!(one, '+' | ')' | '}' | ' ' | '(' | '{'))
                }
                None => "",
            };
            return match name {
                "" => Err(TemplateFault { at: from..self.at, problem: Problem::Nameless(kind) }),
                name => Ok(Part::Value(value(name.to_owned()))),
            };
        }
        let value = PLAIN.iter().find(|(name, _)| *name == word).map(|(_, value)| value.clone());
        value.map(Part::Value).ok_or_else(|| self.unknown(from, word))
    }

    fn unknown(&self, from: usize, word: &str) -> TemplateFault {
        TemplateFault { at: from..from + word.len(), problem: Problem::Unknown(word.to_owned()) }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.take(|one| one == ' ');
    }

    /// Takes the characters that fit.
    fn take(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|one| !fits(one)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                Part::Text(text) => f.write_str(text)?,
                other => write!(f, "{{{}}}", Inner(std::slice::from_ref(other)))?,
            }
        }
        Ok(())
    }
}

/// Parts as they are written in an expression.
struct Inner<'p>(&'p [Part]);

impl fmt::Display for Inner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" + ")?;
            }
            match part {
                Part::Text(text) => write!(f, "'{text}'")?,
                Part::Value(value) => write!(f, "{value}")?,
                Part::Call(function, inner) => write!(f, "{}({})", function.text(), Inner(inner))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_read_and_written() {
        for text in [
            "",
            "{query}{body}",
            "v0:{header:X-Time}:{body}",
            "{path}{sha256(parameter:nonce + body)}",
            "{method} {escape(lower(host) + '/' + hex(sha1(body)))}",
            "t={parameter:t},v1={hex}",
        ] {
            let template = Template::parse(text).expect(text);
            assert_eq!(template.to_string(), text);
        }
        let template = Template::parse("{sha256(parameter:a+ 'x' +body)}").expect("blanks are free");
        assert_eq!(template.to_string(), "{sha256(parameter:a + 'x' + body)}");
        assert_eq!(template.values(), [&Value::Parameter("a".to_owned()), &Value::Body]);
    }

    #[test]
    fn problems_have_a_place() {
        for (text, at, problem) in [
            ("{", 1..1, Problem::Empty),
            ("a}", 1..2, Problem::Unbalanced),
            ("{body", 0..5, Problem::Unbalanced),
            ("{timestamp}", 1..10, Problem::Unknown("timestamp".to_owned())),
            ("{sha3(body)}", 1..5, Problem::Unknown("sha3".to_owned())),
            ("{header}", 1..7, Problem::Nameless("header")),
            ("{header:}", 1..8, Problem::Nameless("header")),
            ("{sha256()}", 8..9, Problem::Empty),
            ("{sha256(body}", 7..12, Problem::Unbalanced),
            ("{body + }", 8..9, Problem::Empty),
            ("{'a}", 1..4, Problem::Unbalanced),
            ("{}", 1..2, Problem::Empty),
            ("{ß}", 1..3, Problem::Empty),
        ] {
            assert_eq!(Template::parse(text), Err(TemplateFault { at, problem }), "{text}");
        }
        let deep = format!("{{{}body{}}}", "hex(".repeat(17), ")".repeat(17));
        assert!(Template::parse(&deep).is_err());
    }
}
