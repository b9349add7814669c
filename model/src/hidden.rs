//! Characters that take over a terminal, change the direction of text or hide it. `check` and everything that prints
//! foreign text use this one list.

mod check;

use std::borrow::Cow;

pub(crate) use check::{check_file, check_text};

/// Whether a character is invisible: control characters except line break and tab, characters that change the direction
/// of text, and zero-width characters. The joiners of scripts and emoji are not included, because they have a visible
/// effect.
pub fn is_hidden(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => letter.is_control(),
    }
}

/// Returns foreign text that is safe to show: hidden characters are replaced by `\u{fffd}`, and carriage returns before
/// line breaks are removed.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace(is_hidden, "\u{fffd}"))
}

/// Returns text that is safe to show and has as many bytes, so that positions stay valid.
#[cfg(feature = "pretty")]
pub(crate) fn shown_in_place(text: &str) -> Cow<'_, str> {
    let harmful = |letter: char| letter != '\r' && is_hidden(letter);
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if harmful(letter) {
            out.extend(std::iter::repeat_n('?', letter.len_utf8()));
        } else {
            out.push(letter);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_take_over_a_screen_is_not_shown() {
        assert_eq!(shown("a\u{1b}]0;x\u{7}b"), "a\u{fffd}]0;x\u{fffd}b");
        assert_eq!(
            shown("a\u{9b}31mb\u{202e}c\u{2066}d\u{200b}e\u{feff}f\u{7f}"),
            "a\u{fffd}31mb\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f\u{fffd}"
        );
        assert_eq!(shown("one\r\ntwo\tthree\rfour"), "one\ntwo\tthree\u{fffd}four");
        assert_eq!(shown("größe 日本 👨\u{200d}👩"), "größe 日本 👨\u{200d}👩");
    }
}
