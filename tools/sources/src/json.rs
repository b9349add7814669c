//! Reads JSON as printed in documents: broken over lines, with spaces inside strings and keys, without outer braces.

use bindery_vocabulary::json::JsonValue;

use crate::lines::Line;

/// Largest nesting depth of values.
const MAX_DEPTH: usize = 64;

/// Parses a complete value; none if the text is not JSON.
pub(crate) fn parse(text: &str) -> Option<JsonValue> {
    let mut parser = Parser::new([text].into_iter());
    let value = parser.value(0)?;
    parser.blanks();
    parser.peek().is_none().then_some(value)
}

/// Returns the kind of a value, as in `Stated::Shown`.
pub(crate) fn kind(value: &JsonValue) -> &'static str {
    match value {
        JsonValue::Null => "null",
        JsonValue::Bool(_) => "bool",
        JsonValue::Number(literal) if literal.contains('.') => "decimal",
        JsonValue::Number(_) => "number",
        JsonValue::Text(_) => "text",
        JsonValue::List(_) => "list",
        JsonValue::Object(_) => "object",
    }
}

/// Returns a canonical form for comparisons: with sorted keys, and without whitespace in strings, which line breaks may
/// have inserted.
pub(crate) fn canonical(value: &JsonValue) -> String {
    let tight = |text: &str| text.split_whitespace().collect::<String>();
    match value {
        JsonValue::Text(text) => format!("{:?}", tight(text)),
        JsonValue::List(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        JsonValue::Object(entries) => {
            let entry = |(key, value): &(String, JsonValue)| format!("{:?}:{}", tight(key), canonical(value));
            let mut parts: Vec<String> = entries.iter().map(entry).collect();
            parts.sort();
            format!("{{{}}}", parts.join(","))
        }
        scalar => scalar.to_string(),
    }
}

/// A JSON value in a document.
pub(crate) struct Sample {
    /// Parsed value.
    pub(crate) value: JsonValue,
    /// Number of lines of the value. A note may follow the value on its last line.
    pub(crate) lines: usize,
}

/// Returns the offset at which JSON may begin in a text.
pub(crate) fn beginning(text: &str) -> Option<usize> {
    let object = ["{\"", "{ \"", "[{"].iter().filter_map(|sign| text.find(sign)).min();
    object.or_else(|| starts_with_key(text).then_some(0)).or_else(|| (text == "{").then_some(0))
}

/// Whether a text looks like the continuation of a value. After a value that cannot be read, such lines are skipped:
/// parsing again from each of them would take too long.
pub(crate) fn goes_on(text: &str) -> bool {
    text.starts_with(['"', '}', ']'])
}

/// Whether a text begins like an object without its opening brace: `"key": …`.
fn starts_with_key(text: &str) -> bool {
    let Some((key, rest)) = text.strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
        return false;
    };
    let named = !key.is_empty() && !key.contains(' ');
    named && rest.trim_start().starts_with(':') && rest.trim_start().len() > 1
}

/// Parses the value that begins at an offset of the first line, and continues over as many lines as necessary.
pub(crate) fn sample(lines: &[Line], at: usize) -> Option<Sample> {
    let mut texts = lines.iter().map(|line| line.text.as_str());
    let first = texts.next()?.get(at..)?;
    let mut parser = Parser::new(std::iter::once(first).chain(texts));
    let value = if starts_with_key(first) { parser.members(0, true)? } else { parser.value(0)? };
    let end = parser.at.saturating_sub(1);
    let line = parser.chars.get(end).map_or(0, |(_, line)| *line);
    Some(Sample { value, lines: line + 1 })
}

/// An incremental JSON parser. Takes only the lines that it needs, because a document may have as many samples as
/// lines.
struct Parser<I> {
    /// Remaining lines.
    lines: I,
    /// Characters so far, each with the position of its line.
    chars: Vec<(char, usize)>,
    /// Number of lines taken so far.
    read: usize,
    at: usize,
}

impl<'t, I: Iterator<Item = &'t str>> Parser<I> {
    fn new(lines: I) -> Self {
        Self { lines, chars: Vec::new(), read: 0, at: 0 }
    }

    fn peek(&mut self) -> Option<char> {
        while self.at >= self.chars.len() {
            let line = self.lines.next()?;
            if self.read > 0 {
                self.chars.push((' ', self.read));
            }
            let number = self.read;
            self.chars.extend(line.chars().map(|letter| (letter, number)));
            self.read += 1;
        }
        self.chars.get(self.at).map(|(letter, _)| *letter)
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn take(&mut self, wanted: char) -> bool {
        self.blanks();
        let found = self.peek() == Some(wanted);
        if found {
            self.at += 1;
        }
        found
    }

    fn value(&mut self, depth: usize) -> Option<JsonValue> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.blanks();
        match self.peek()? {
            '"' => self.text().map(JsonValue::Text),
            _ if self.take('{') => self.members(depth, false),
            _ if self.take('[') => self.items(depth),
            _ => self.word(),
        }
    }

    fn items(&mut self, depth: usize) -> Option<JsonValue> {
        let mut items = Vec::new();
        if self.take(']') {
            return Some(JsonValue::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if !self.take(',') {
                return self.take(']').then_some(JsonValue::List(items));
            }
        }
    }

    /// Parses the members of an object. A `bare` object has no braces and ends after the last member.
    fn members(&mut self, depth: usize, bare: bool) -> Option<JsonValue> {
        let mut entries = Vec::new();
        if self.take('}') {
            return Some(JsonValue::Object(entries));
        }
        loop {
            self.blanks();
            if self.peek()? != '"' {
                return None;
            }
            let key: String = self.text()?.split_whitespace().collect();
            if !self.take(':') {
                return None;
            }
            entries.push((key, self.value(depth + 1)?));
            let end = self.at;
            if self.take('}') {
                return Some(JsonValue::Object(entries));
            }
            let follows = self.take(',');
            self.blanks();
            if !follows || (bare && self.peek() != Some('"')) {
                self.at = end;
                return bare.then_some(JsonValue::Object(entries));
            }
        }
    }

    fn text(&mut self) -> Option<String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let letter = self.peek()?;
            self.at += 1;
            match letter {
                '"' => break,
                '\\' => {
                    let escaped = self.peek()?;
                    self.at += 1;
                    text.push(match escaped {
                        'n' => '\n',
                        't' => '\t',
                        'u' => self.hex()?,
                        other => other,
                    });
                }
                other => text.push(other),
            }
        }
        Some(text)
    }

    fn hex(&mut self) -> Option<char> {
        let mut digits = String::new();
        for _ in 0..4 {
            digits.push(self.peek()?);
            self.at += 1;
        }
        u32::from_str_radix(&digits, 16).ok().map(|code| char::from_u32(code).unwrap_or('\u{fffd}'))
    }

    fn word(&mut self) -> Option<JsonValue> {
        let start = self.at;
        while self.peek().is_some_and(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter)) {
            self.at += 1;
        }
        let word: String = self.chars.iter().take(self.at).skip(start).map(|(letter, _)| *letter).collect();
        match word.as_str() {
            "null" => Some(JsonValue::Null),
            "true" => Some(JsonValue::Bool(true)),
            "false" => Some(JsonValue::Bool(false)),
            number if number.parse::<f64>().is_ok() => Some(JsonValue::Number(word)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::lines;

    fn read(text: &str) -> Option<(String, usize)> {
        let lines = lines(text);
        let sample = sample(&lines, beginning(&lines[0].text)?)?;
        Some((canonical(&sample.value), sample.lines))
    }

    #[test]
    fn what_print_does_to_json_is_undone() {
        assert_eq!(
            read("{\"na  me\":\"Smart\n\nBonus\",\"n\":1.50} - a note\nmore"),
            Some(("{\"n\":1.50,\"name\":\"SmartBonus\"}".into(), 3))
        );
    }

    #[test]
    fn an_object_may_lack_its_braces() {
        assert_eq!(
            read("\"a\": 1,\n\"b\": {\n\"c\": null }\n"),
            Some(("{\"a\":1,\"b\":{\"c\":null}}".into(), 3))
        );
        assert_eq!(read("\"a\": [1],\nEnd"), Some(("{\"a\":[1]}".into(), 1)));
        assert_eq!(read("\"a\": 1\n}\n"), Some(("{\"a\":1}".into(), 2)));
    }

    #[test]
    fn what_is_broken_is_not_read() {
        for broken in ["{\"a\":", "{\"a\" 1}", "[{\"a\":1}", "{\"a\":\"x"] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }
}
