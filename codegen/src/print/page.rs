//! A page of Rust text under construction: indented lines, lists, wrapped doc comments.

use super::literal::push_literal;

/// Maximum line length of doc comments, in characters.
const WIDTH: usize = 110;

/// Maximum length of an expression or list on one line, in bytes.
pub(crate) const SHORT: usize = 70;

/// Text and the indentation of its next line.
pub(crate) struct Page {
    pub(crate) text: String,
    pub(super) indent: usize,
}

impl Page {
    /// Creates an empty page.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { text: String::with_capacity(capacity), indent: 0 }
    }

    /// Adds a line from its parts.
    pub(crate) fn line(&mut self, parts: &[&str]) {
        self.start();
        for part in parts {
            self.text.push_str(part);
        }
        self.text.push('\n');
    }

    /// Starts a line with its indentation.
    pub(crate) fn start(&mut self) {
        spaces(&mut self.text, self.indent);
    }

    /// Ends a line.
    pub(crate) fn end(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Adds an empty line.
    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Adds a line that opens a block: the following lines are indented.
    pub(crate) fn open(&mut self, parts: &[&str]) {
        self.line(parts);
        self.indent += 4;
    }

    /// Adds a line that closes a block.
    pub(crate) fn close(&mut self, text: &str) {
        self.indent = self.indent.saturating_sub(4);
        self.line(&[text]);
    }

    /// Adds items between two texts: on one line if they are short, else one per line.
    pub(crate) fn items(&mut self, open: &str, items: &[String], close: &str) {
        if items.iter().map(|item| item.len() + 2).sum::<usize>() <= SHORT {
            return self.line(&[open, &items.join(", "), close]);
        }
        self.open(&[open.trim_end()]);
        items.iter().for_each(|item| self.line(&[item, ","]));
        self.close(close.trim_start());
    }

    /// Adds trait bounds after `head`; all but the first are on lines of their own.
    pub(crate) fn bounds(&mut self, head: &str, bounds: &[String]) {
        for (position, bound) in bounds.iter().enumerate() {
            self.line(&[if position > 0 { "        + " } else { head }, bound]);
        }
    }

    /// Adds doc comments: `mark` is `///` or `//!`; paragraphs are separated by an empty comment line.
    pub(crate) fn docs<T: AsRef<str>>(&mut self, mark: &str, paragraphs: &[T]) {
        for (position, paragraph) in paragraphs.iter().enumerate() {
            if position > 0 {
                self.line(&[mark]);
            }
            self.paragraph(mark, "", paragraph.as_ref());
        }
    }

    /// Adds `#[deprecated]` with its note, if there is one.
    pub(crate) fn deprecated(&mut self, note: Option<&str>) {
        let Some(note) = note else { return };
        self.start();
        self.text.push_str("#[deprecated(note = ");
        push_literal(&mut self.text, note);
        self.end(")]");
    }

    /// Adds an attribute that allows deprecated items, where some are used.
    pub(crate) fn allow_deprecated(&mut self, used: bool) {
        if used {
            self.line(&["#[allow(deprecated)]"]);
        }
    }

    /// Adds one paragraph of a doc comment, wrapped; continuation lines begin with `hang`.
    pub(crate) fn paragraph(&mut self, mark: &str, hang: &str, text: &str) {
        self.start();
        self.text.push_str(mark);
        let room = WIDTH.saturating_sub(self.indent + mark.len());
        let mut used = 0;
        for word in text.split(' ') {
            let width = word.chars().count() + 1;
            if used > 0 && used + width > room && !means_something(word) {
                self.text.push('\n');
                self.start();
                self.text.push_str(mark);
                used = hang.len();
                if used > 0 {
                    self.text.push_str(hang);
                }
            }
            self.text.push(' ');
            // The first word cannot be moved to another line, so it is escaped. Lists hang.
            if used == 0 && hang.is_empty() && means_something(word) {
                let last = word.char_indices().next_back().map_or(0, |(at, _)| at);
                let (number, mark) = word.split_at(last);
                let is_number = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty();
                self.text.push_str(if is_number { number } else { "" });
                self.text.push('\\');
                self.text.push_str(if is_number { mark } else { word });
            } else {
                self.text.push_str(word);
            }
            used += width;
        }
        self.text.push('\n');
    }
}

/// Whether a word is Markdown syntax at the beginning of a line.
fn means_something(word: &str) -> bool {
    match word.as_bytes() {
        [b'-' | b'+' | b'=' | b'#' | b'>' | b'|', ..] => true,
        [digits @ .., b'.' | b')'] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// Adds spaces.
pub(crate) fn spaces(out: &mut String, count: usize) {
    const BLANKS: &str = "                                ";
    match BLANKS.get(..count) {
        Some(blanks) => out.push_str(blanks),
        None => out.extend(std::iter::repeat_n(' ', count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_wrapped_and_stay_paragraphs() {
        let mut page = Page::new(0);
        let text = ["word ".repeat(21).trim_end(), " 12. - more"].concat();
        page.docs("///", &[text.as_str(), "1. is a number", "- is a dash"]);
        for line in page.text.lines() {
            assert!(line.starts_with("///") && line.len() <= WIDTH + 6, "{line}");
        }
        assert!(page.text.contains("word 12. -\n/// more\n"), "{}", page.text);
        assert!(page.text.contains("/// 1\\. is"), "{}", page.text);
        assert!(page.text.contains("/// \\- is"), "{}", page.text);
    }
}
