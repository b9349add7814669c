//! Output streams: results go to standard output, everything else to standard error. Colors are always written, and
//! removed where they are not wanted, so that no other module has to check.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use bindery_model::diagnostic::{Diagnostic, SourceMap};
use bindery_model::hidden::shown;
use bindery_model::render::render;
use clap::ValueEnum;

use crate::failed::Failed;
use crate::specs::has_mistakes;

/// Titles of tables, names of APIs.
pub(crate) const HEADER: Style = Style::new().bold();
/// Less important text.
pub(crate) const DIM: Style = Style::new().dimmed();
/// Errors, removed lines.
pub(crate) const RED: Style = AnsiColor::Red.on_default();
/// New items, added lines.
pub(crate) const GREEN: Style = AnsiColor::Green.on_default();
/// Notes, places in files.
pub(crate) const CYAN: Style = AnsiColor::Cyan.on_default();
/// Deprecated items.
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default();
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// When to use colors.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Color {
    /// Colors on terminals only.
    Auto,
    /// Colors on every output.
    Always,
    /// No colors.
    Never,
}

/// The two output streams.
pub(crate) struct Output {
    quiet: bool,
}

impl Output {
    /// Creates the streams with the user's options.
    pub(crate) fn new(color: Color, quiet: bool) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        choice.write_global();
        Self { quiet }
    }

    /// Shows a result, without characters of specs or responses that could control the terminal.
    pub(crate) fn result(&self, text: &str) -> io::Result<()> {
        let mut stream = anstream::stdout();
        stream.write_all(tame(text).as_bytes())?;
        stream.flush()
    }

    /// Writes a result byte for byte.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> io::Result<()> {
        let mut stream = io::stdout().lock();
        stream.write_all(bytes)?;
        stream.flush()
    }

    /// Shows a result for people that scripts do not need, unless `--quiet` is set.
    pub(crate) fn summary(&self, text: &str) -> io::Result<()> {
        if self.quiet { Ok(()) } else { self.result(text) }
    }

    /// Shows a text from elsewhere: escaped on a terminal, byte for byte in a file.
    pub(crate) fn foreign(&self, text: &str) -> io::Result<()> {
        if io::stdout().is_terminal() { self.result(&printable(text)) } else { self.bytes(text.as_bytes()) }
    }

    /// Shows a note, unless `--quiet` is set.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.say(&format!("{CYAN}note{CYAN:#}: {text}\n"));
        }
    }

    /// Shows the error that ended a command.
    pub(crate) fn failed(&self, failed: &Failed) {
        if failed.message.is_empty() {
            return;
        }
        let mut text = format!("{ERROR}error{ERROR:#}: {}\n", printable(&failed.message));
        for note in &failed.notes {
            text.push_str(&format!("  {}\n", printable(note).replace('\n', "\n  ")));
        }
        self.say(&text);
    }

    /// Shows the diagnostics of a spec; warnings only unless `--quiet` is set.
    pub(crate) fn diagnostics<'d>(
        &self,
        diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
        sources: &SourceMap,
    ) {
        let color = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        let mut text = String::new();
        for diagnostic in diagnostics {
            if !(self.quiet && is_warning(diagnostic)) {
                text.push_str(&render(diagnostic, sources, color, width()));
                text.push('\n');
            }
        }
        self.say(&text);
    }

    /// Shows the mistakes of a spec, and returns the error that ends the command.
    pub(crate) fn mistakes(&self, name: &str, mistakes: &[Diagnostic], sources: &SourceMap) -> Failed {
        self.diagnostics(mistakes, sources);
        has_mistakes(name, mistakes)
    }

    /// Shows the progress of a longer task on a terminal, until the guard is dropped.
    pub(crate) fn progress(&self, text: &str) -> Progress {
        let shown = !self.quiet && io::stderr().is_terminal();
        if shown {
            // A wrapped line could not be erased.
            let line: String = printable(text).chars().take(width().saturating_sub(2)).collect();
            self.say(&format!("{DIM}{line}…{DIM:#}"));
        }
        Progress { shown }
    }

    fn say(&self, text: &str) {
        // If standard error is closed, there is nowhere to report the error.
        let _ = anstream::stderr().write_all(tame(text).as_bytes());
    }
}

/// Progress line of a longer task; `Drop` erases it.
pub(crate) struct Progress {
    shown: bool,
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = io::stderr().write_all(b"\r\x1b[2K");
        }
    }
}

/// Whether the diagnostic does not stop generation.
pub(crate) fn is_warning(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == bindery_model::diagnostic::Severity::Warning
}

/// Returns the width of the terminal, within limits.
fn width() -> usize {
    let found = terminal_size::terminal_size_of(io::stderr());
    found.map_or(100, |(terminal_size::Width(columns), _)| usize::from(columns).clamp(40, 120))
}

/// Escapes characters that could control the terminal, reverse text or hide it.
pub(crate) fn printable(text: &str) -> String {
    shown(text).into_owned()
}

/// Escapes the same characters in a text with our own styles: sequences that only choose a color or a weight stay.
fn tame(text: &str) -> Cow<'_, str> {
    if !text.contains('\u{1b}') {
        return shown(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(&shown(before));
        match style(after) {
            Some(end) => {
                out.push('\u{1b}');
                out.push_str(after.get(..end).unwrap_or_default());
                rest = after.get(end..).unwrap_or_default();
            }
            None => {
                out.push('\u{fffd}');
                rest = after;
            }
        }
    }
    out.push_str(&shown(rest));
    Cow::Owned(out)
}

/// Returns the length of the rest of an escape sequence that only chooses a style: bold, dimmed, italic, underlined,
/// or a text color. Blinking and hidden text are not allowed.
fn style(rest: &str) -> Option<usize> {
    let end = rest.find('m')?;
    let codes = rest.get(..end)?.strip_prefix('[')?;
    let plain = |code: &str| {
        matches!(code, "" | "0" | "1" | "2" | "3" | "4" | "22" | "39")
            || matches!(code.as_bytes(), [b'3' | b'9', b'0'..=b'7'])
    };
    codes.split(';').all(plain).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_styles_get_through() {
        let text = format!("{RED}a{RED:#} \u{1b}]0;title\u{7}b\u{1b}[2Jc\u{1b}[8md\u{202e}e\u{9b}31m\u{1b}");
        let tamed = tame(&text);
        assert!(
            tamed.starts_with(&format!(
                "{RED}a{RED:#} \u{fffd}]0;title\u{fffd}b\u{fffd}[2Jc\u{fffd}[8md\u{fffd}e"
            )),
            "{tamed:?}"
        );
        assert_eq!(tamed.matches('\u{1b}').count(), 2, "{tamed:?}");
    }
}
