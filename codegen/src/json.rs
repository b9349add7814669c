//! Whether a text is JSON. YAML takes more, so what is shown as JSON inside a text is held against this first.

/// How deep lists and objects may stand inside each other; the runtime stops there too.
const MAX_DEPTH: usize = 128;

/// Whether a text is one JSON value, with blanks around it at most.
pub(crate) fn is_json(text: &str) -> bool {
    let mut reader = Reader { rest: text.as_bytes() };
    reader.value(0).is_some() && {
        reader.blanks();
        reader.rest.is_empty()
    }
}

struct Reader<'t> {
    rest: &'t [u8],
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<()> {
        self.blanks();
        match self.rest.first()? {
            b'{' => self.entries(depth + 1, b'}', |reader, depth| {
                reader.blanks();
                reader.string()?;
                reader.blanks();
                reader.take(b":")?;
                reader.value(depth)
            }),
            b'[' => self.entries(depth + 1, b']', Self::value),
            b'"' => self.string(),
            b't' => self.take(b"true"),
            b'f' => self.take(b"false"),
            b'n' => self.take(b"null"),
            _ => self.number(),
        }
    }

    /// What stands between brackets, separated by commas.
    fn entries(&mut self, depth: usize, end: u8, entry: fn(&mut Self, usize) -> Option<()>) -> Option<()> {
        self.next().filter(|_| depth <= MAX_DEPTH)?;
        self.blanks();
        if self.take(&[end]).is_some() {
            return Some(());
        }
        loop {
            entry(self, depth)?;
            self.blanks();
            match self.next()? {
                b',' => {}
                found => return (found == end).then_some(()),
            }
        }
    }

    fn string(&mut self) -> Option<()> {
        self.take(b"\"")?;
        loop {
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => match self.next()? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    b'u' => (0..4).try_for_each(|_| self.next().filter(u8::is_ascii_hexdigit).map(drop))?,
                    _ => return None,
                },
                0x00..=0x1f => return None,
                _ => {}
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let _ = self.take(b"-");
        if self.take(b"0").is_none() {
            self.digits()?;
        }
        if self.take(b".").is_some() {
            self.digits()?;
        }
        if self.take(b"e").or_else(|| self.take(b"E")).is_some() {
            let _ = self.take(b"+").or_else(|| self.take(b"-"));
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.rest = self.rest.get(count..)?;
        (count > 0).then_some(())
    }

    fn blanks(&mut self) {
        let count = self.rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn take(&mut self, expected: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(expected)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_is_what_rfc_8259_says() {
        for good in ["{}", " [1, -0.5e+3, \"a\\u00e9\\n\", true, null] ", "{\"a\":{\"b\":[]}}", "0", "\"ä\""]
        {
            assert!(is_json(good), "{good}");
        }
        for bad in [
            "", "{a: 1}", "[1,]", "01", "1.", "-", "'a'", "\"\t\"", "\"\\x\"", "[1", "{} {}", "nul",
            "{\"a\"}", "yes",
        ] {
            assert!(!is_json(bad), "{bad}");
        }
        assert!(is_json(&format!("{}{}", "[".repeat(128), "]".repeat(128))));
        assert!(!is_json(&"[".repeat(1_000_000)));
    }
}
