//! Text from outside, made fit for people's eyes.

use std::borrow::Cow;

/// A text without what a terminal or a log obeys instead of showing it: control characters, line breaks among them, and those
/// that turn, hide or replace what stands beside them. Each becomes U+FFFD, a break or a tab becomes a blank.
///
/// Whatever somebody else has written goes through this on its way into an error that is shown.
///
/// ```
/// assert_eq!(bindery_runtime::error::printable("a\u{1b}]0;b\u{7}\n\u{202e}c"), "a\u{fffd}]0;b\u{fffd} \u{fffd}c");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let shown = |letter: char| match letter {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        letter if is_harmful(letter) => char::REPLACEMENT_CHARACTER,
        letter => letter,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Whether a character does something instead of being seen.
fn is_harmful(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}
