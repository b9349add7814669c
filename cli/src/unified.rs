//! Unified diffs for people: colored, and cut to a maximum length.

use std::fmt::Write as _;

use anstyle::Style;
use similar::TextDiff;

use crate::output::{CYAN, DIM, GREEN, HEADER, RED};

/// Maximum number of diff lines shown per file.
const MOST_LINES: usize = 200;

/// Returns the unified diff of a file; `None` for a side on which the file does not exist.
pub(crate) fn unified(name: &str, old: Option<&str>, new: Option<&str>) -> String {
    let side = |text: Option<&str>| if text.is_some() { name.to_owned() } else { "/dev/null".to_owned() };
    let mut text = String::new();
    let _ = writeln!(text, "{HEADER}--- {}{HEADER:#}", side(old));
    let _ = writeln!(text, "{HEADER}+++ {}{HEADER:#}", side(new));
    let diff = TextDiff::from_lines(old.unwrap_or(""), new.unwrap_or(""));
    let hunks = diff.unified_diff().context_radius(3).to_string();
    let mut lines = hunks.lines();
    for line in lines.by_ref().take(MOST_LINES) {
        let style = style(line);
        let _ = writeln!(text, "{style}{line}{style:#}");
    }
    let more = lines.count();
    if more > 0 {
        let _ = writeln!(text, "{DIM}… {more} more lines{DIM:#}");
    }
    text
}

fn style(line: &str) -> Style {
    match line.as_bytes().first() {
        Some(b'+') => GREEN,
        Some(b'-') => RED,
        Some(b'@') => CYAN,
        _ => Style::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_diffs_are_cut() {
        let new: String = (0..300).map(|line| format!("{line}\n")).collect();
        let text = unified("src/x.rs", None, Some(&new));
        assert!(text.contains("/dev/null"), "{text}");
        assert_eq!(text.lines().count(), 2 + MOST_LINES + 1);
        assert!(text.contains("… 101 more lines"), "{text}"); // 300 lines and the hunk header
    }
}
