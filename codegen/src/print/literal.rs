//! String literals. Contents from a spec cannot end the literal, and are displayed as what they are.

/// Adds a string literal.
pub(crate) fn push_literal(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            ' '..='~' => out.push(letter),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_plain(letter) => out.push(letter),
            _ => out.extend(letter.escape_unicode()),
        }
    }
    out.push('"');
}

/// Adds JSON as a raw string literal. Control characters outside of JSON strings become spaces; characters that could
/// hide or reverse text are escaped as in JSON, `\u0000`.
pub(crate) fn push_json(out: &mut String, json: &str) {
    let mut hashes = 1;
    for part in json.split('"').skip(1) {
        let run = part.bytes().take_while(|byte| *byte == b'#').count();
        hashes = hashes.max(run + 1);
    }
    out.push('r');
    out.extend(std::iter::repeat_n('#', hashes));
    out.push('"');
    let mut units = [0; 2];
    for letter in json.chars() {
        match letter {
            ' '..='~' => out.push(letter),
            _ if letter.is_ascii() => out.push(' '),
            _ if is_plain(letter) => out.push(letter),
            _ => {
                for unit in letter.encode_utf16(&mut units) {
                    out.push_str("\\u");
                    for shift in [12, 8, 4, 0] {
                        out.extend(char::from_digit(u32::from(*unit) >> shift & 0xf, 16));
                    }
                }
            }
        }
    }
    out.push('"');
    out.extend(std::iter::repeat_n('#', hashes));
}

/// Whether a character can be printed verbatim. The list covers a few Unicode blocks; everything else is escaped.
fn is_plain(letter: char) -> bool {
    match letter {
        '\u{ad}' => false,
        ' '..='~' | '\u{a1}'..='\u{17f}' => true,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' => true,
        '\u{20a0}'..='\u{20c0}' | '\u{2190}'..='\u{2193}' | '\u{2200}'..='\u{22ff}' => true,
        '\u{370}'..='\u{52f}' => letter.is_alphabetic(),
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => true,
        '\u{4e00}'..='\u{9fa5}' | '\u{ac00}'..='\u{d7a3}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_hold_everything() {
        let mut out = String::new();
        push_literal(&mut out, "a\"b\\c\nd\u{202e}e\u{0}é–日");
        assert_eq!(out, r#""a\"b\\c\nd\u{202e}e\u{0}é–日""#);
    }

    #[test]
    fn raw_literals_have_enough_hashes() {
        let mut out = String::new();
        push_json(&mut out, "{\"a\":\"#\\\"##\"}\n");
        assert_eq!(out, "r###\"{\"a\":\"#\\\"##\"} \"###");
        out.clear();
        push_json(&mut out, "\"\u{1f600}\"");
        assert_eq!(out, "r#\"\"\\ud83d\\ude00\"\"#");
    }
}
