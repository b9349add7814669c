//! What `check` says of hidden letters.

use super::is_hidden;
use crate::diagnostic::{Diagnostics, Span};

/// How many are reported in one file.
const MOST: usize = 20;

/// Reports the hidden letters of a file. What YAML forbids is reported by its reader.
pub(crate) fn check_file(text: &str, file: u32, sink: &mut Diagnostics) {
    let reported = |letter: char| letter != '\r' && !letter.is_ascii_control() && is_hidden(letter);
    if text.is_ascii() || !text.contains(reported) {
        return;
    }
    let marked =
        text.char_indices().filter(|(at, letter)| reported(*letter) && (*at, *letter) != (0, '\u{feff}'));
    for (at, letter) in marked.take(MOST) {
        let span = Span { file, start: at as u32, len: letter.len_utf8() as u32 };
        sink.error("spec::hidden-character", span, format!("{} is not shown", name(letter)))
            .label("a hidden character")
            .help(format!(
                "remove it; where it belongs to a text of the wire, write `\"\\u{:04X}\"` in double quotes",
                u32::from(letter)
            ));
    }
}

/// Warns of hidden letters in a text, which is written with escapes if the file shows none.
pub(crate) fn check_text(text: &str, span: Span, sink: &mut Diagnostics) {
    let reported = |letter: char| letter != '\r' && is_hidden(letter);
    let Some(letter) = text.chars().find(|letter| reported(*letter)) else { return };
    sink.warning("spec::hidden-character", span, format!("{} stands in this text", name(letter)))
        .label("holds a hidden character")
        .help("remove it, unless the vendor's text has it");
}

fn name(letter: char) -> String {
    format!("the character U+{:04X}", u32::from(letter))
}
