//! Diagnostics about hidden characters.

use super::is_hidden;
use crate::diagnostic::{Diagnostics, Span};

/// Maximum number of reports in one file.
const MOST: usize = 20;

/// Reports the hidden characters of a file, except those that the YAML reader reports.
pub(crate) fn check_file(text: &str, file: u32, sink: &mut Diagnostics) {
    let reported = |letter: char| letter != '\r' && !letter.is_ascii_control() && is_hidden(letter);
    if text.is_ascii() || !text.contains(reported) {
        return;
    }
    let marked =
        text.char_indices().filter(|(at, letter)| reported(*letter) && (*at, *letter) != (0, '\u{feff}'));
    for (at, letter) in marked.take(MOST) {
        let span = Span { file, start: at as u32, len: letter.len_utf8() as u32 };
        sink.error("spec::hidden-character", span, format!("{} is invisible", name(letter)))
            .label("hidden character")
            .help(format!(
                "remove it; if it belongs to a wire text, write `\"\\u{:04X}\"` in double quotes",
                u32::from(letter)
            ));
    }
}

/// Warns about hidden characters in a text, which are written as escapes if the file itself has none.
pub(crate) fn check_text(text: &str, span: Span, sink: &mut Diagnostics) {
    let reported = |letter: char| letter != '\r' && is_hidden(letter);
    let Some(letter) = text.chars().find(|letter| reported(*letter)) else { return };
    sink.warning("spec::hidden-character", span, format!("this string contains {}", name(letter)))
        .label("contains a hidden character")
        .help("remove it, unless the vendor's text contains it");
}

fn name(letter: char) -> String {
    format!("the character U+{:04X}", u32::from(letter))
}
