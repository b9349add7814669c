//! Sanitizing of received text for display.

use std::borrow::Cow;

/// Replaces characters that a terminal or log interprets instead of showing: control characters, and characters that
/// reverse, hide or replace their neighbors. Line breaks and tabs become a space, all others U+FFFD.
///
/// Applied to every received text in a displayed error.
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

/// Whether a character has an effect instead of being displayed.
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
