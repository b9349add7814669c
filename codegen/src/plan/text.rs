//! Texts of the spec in rustdoc: on one line, without markup that the author did not mean, and unable to end the
//! comment.

use bindery_model::hidden::is_hidden;

/// Escapes a text of a spec for Markdown: one line, without markup or HTML that its author did not mean.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_text(&mut out, text);
    out
}

/// Adds a text to a doc line. Line breaks and control characters become spaces, markup is escaped, web addresses
/// become links; text in single backticks stays code.
pub(crate) fn push_text(out: &mut String, text: &str) {
    let code_is_clear = !text.contains("``") && text.bytes().filter(|byte| *byte == b'`').count() % 2 == 0;
    let mut in_code = false;
    let mut skip_until = 0;
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        if at < skip_until {
            continue;
        }
        let letter = match tame(letter) {
            Some(letter) => letter,
            None => continue,
        };
        if letter == ' ' {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            before = ' ';
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let follower = rest.chars().nth(1).unwrap_or(' ');
        match letter {
            '`' if code_is_clear => in_code = !in_code,
            _ if in_code => {}
            'h' if !before.is_alphanumeric() => {
                if let Some(address) = address(rest) {
                    out.push('<');
                    out.push_str(address);
                    out.push('>');
                    skip_until = at + address.len();
                    before = '>';
                    continue;
                }
            }
            '\\' | '[' | ']' | '<' | '*' | '~' | '`' => out.push('\\'),
            '&' if follower.is_alphanumeric() || follower == '#' => out.push('\\'),
            '_' if !before.is_alphanumeric() || !follower.is_alphanumeric() => out.push('\\'),
            _ => {}
        }
        out.push(letter);
        before = letter;
    }
    while out.ends_with(' ') {
        out.pop();
    }
}

/// Adds a text as a sentence, with a full stop if it has no final punctuation.
pub(crate) fn push_sentence(out: &mut String, text: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    let start = out.len();
    push_text(out, text);
    if out.len() == start {
        while out.ends_with(' ') {
            out.pop();
        }
    } else if !out.ends_with(['.', '!', '?', ':', '…', '。']) {
        out.push('.');
    }
}

/// Adds a name as code. Backticks, which names normally do not contain, are removed.
pub(crate) fn push_code(out: &mut String, name: &str) {
    out.push('`');
    out.extend(name.chars().filter_map(tame).filter(|letter| *letter != '`'));
    if out.ends_with('`') {
        out.push(' '); // an empty code span would break the text after it
    }
    out.push('`');
}

/// Adds names as code: `a`, `b` and `c`.
pub(crate) fn push_codes(out: &mut String, names: &[impl AsRef<str>]) {
    for (position, name) in names.iter().enumerate() {
        out.push_str(match position {
            0 => "",
            _ if position + 1 == names.len() => " and ",
            _ => ", ",
        });
        push_code(out, name.as_ref());
    }
}

/// Returns the first sentence of a text, without its full stop.
pub(crate) fn first_sentence(text: &str) -> &str {
    let text = text.trim();
    for (at, _) in text.match_indices(['.', '!', '?']) {
        let (sentence, rest) = text.split_at(at);
        let mut follows = rest.chars().skip(1);
        let blank = follows.next().is_none_or(char::is_whitespace);
        let next = follows.find(|letter| !letter.is_whitespace());
        if blank && next.is_none_or(|letter| !letter.is_lowercase()) {
            return if rest.starts_with('.') { sentence } else { text.get(..=at).unwrap_or(text) };
        }
    }
    text
}

/// Maps a character to one that is safe in a comment: a space for line breaks and control characters, `None` for
/// characters that reverse or hide text.
fn tame(letter: char) -> Option<char> {
    match letter {
        '\u{200c}' | '\u{200d}' => None,
        _ if !letter.is_control() && !letter.is_whitespace() && is_hidden(letter) => None,
        _ if letter.is_control() || letter.is_whitespace() => Some(' '),
        _ => Some(letter),
    }
}

/// Returns the web address at the beginning of a text, without the punctuation after it.
fn address(text: &str) -> Option<&str> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let end = text.find(|letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '<' | '>' | '"' | '`')
            || tame(letter).is_none()
    });
    let address = text
        .get(..end.unwrap_or(text.len()))?
        .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
    (!address.ends_with('/') || address.len() > "https://".len()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        let mut out = String::new();
        push_text(&mut out, text);
        out
    }

    #[test]
    fn unintended_markup_is_escaped() {
        assert_eq!(text("between [min] and [max]"), "between \\[min\\] and \\[max\\]");
        assert_eq!(text("a list<T> of a*b"), "a list\\<T> of a\\*b");
        assert_eq!(text("snake_case but _so_"), "snake_case but \\_so\\_");
        assert_eq!(text("`list<T>` stays [code]"), "`list<T>` stays \\[code\\]");
        assert_eq!(text("a ` alone"), "a \\` alone");
        assert_eq!(text("A & B &amp; C"), "A & B \\&amp; C");
    }

    #[test]
    fn nothing_gets_out_of_a_line() {
        assert_eq!(text("one\ntwo\r\n\tthree\u{2028}four \u{202e}five\0"), "one two three four five");
        assert_eq!(text("  \n "), "");
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(text("See https://a.example/b_c?d=[1]&e."), "See <https://a.example/b_c?d=[1]&e>.");
        assert_eq!(text("(http://a.example)"), "(<http://a.example>)");
        assert_eq!(text("xhttp://a"), "xhttp://a");
        assert_eq!(text("https://"), "https://");
    }

    #[test]
    fn sentences() {
        assert_eq!(first_sentence("Reads it. And more."), "Reads it");
        assert_eq!(first_sentence("Reads e.g. this one. And more."), "Reads e.g. this one");
        assert_eq!(first_sentence("Costs 3.5 points"), "Costs 3.5 points");
        assert_eq!(first_sentence("Why? Because."), "Why?");
        let mut out = String::new();
        push_sentence(&mut out, "One");
        push_sentence(&mut out, "");
        push_sentence(&mut out, "Two.");
        assert_eq!(out, "One. Two.");
    }
}
