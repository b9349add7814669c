//! Diagnostics as data: a stable code, a place, a message, a label and help. They are rendered by [`crate::render`]
//! (feature `pretty`) or [`Diagnostic::plain`].

use std::collections::HashSet;
use std::fmt::Write as _;

use bindery_vocabulary::words;

use crate::hidden::shown;

/// A byte range in one file of a spec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Position of the file in [`SourceMap::files`].
    pub file: u32,
    /// Offset of the first byte.
    pub start: u32,
    /// Length in bytes.
    pub len: u32,
}

/// The files to which spans refer.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    /// The files in reading order.
    pub files: Vec<SourceFile>,
}

/// A file of a spec.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Name of the file as shown in diagnostics.
    pub name: String,
    /// Text of the file; bytes that are not UTF-8 are replaced.
    pub text: String,
}

impl SourceMap {
    /// Returns line and column of a span's start. Both count from 1; columns count characters.
    pub fn position(&self, span: Span) -> (usize, usize) {
        let Some(file) = self.files.get(span.file as usize) else {
            return (1, 1);
        };
        let mut end = (span.start as usize).min(file.text.len());
        while !file.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = file.text.get(..end).unwrap_or("");
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }

    /// Returns the name of the file that contains a span.
    pub fn file_name(&self, span: Span) -> &str {
        self.files.get(span.file as usize).map_or("", |file| file.name.as_str())
    }
}

words! {
    /// Severity of a diagnostic.
    #[derive(PartialOrd, Ord)]
    pub enum Severity: "severity" {
        /// A possible problem; generation continues.
        Warning = "warning",
        /// An error; nothing is generated.
        Error = "error",
    }
}

/// Returns a count with its noun, in the plural unless it is 1: `1 file`, `2 files`, `3 addresses`.
pub fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {}", plural(what)) }
}

/// Returns the plural of a noun.
pub fn plural(noun: &str) -> String {
    [noun, if noun.ends_with('s') { "es" } else { "s" }].concat()
}

/// An error or a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, such as `spec::unknown-key`.
    pub code: &'static str,
    /// Severity.
    pub severity: Severity,
    /// Description of the problem, in lower case and without a full stop.
    pub message: String,
    /// Primary place.
    pub span: Span,
    /// Text under the primary place.
    pub label: String,
    /// Other places with their texts, such as the first of two definitions.
    pub related: Vec<(Span, String)>,
    /// Advice for the author.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Creates an error at a place, without label and help.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// Creates a warning at a place, without label and help.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Sets the text under the primary place.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = label.into();
        self
    }

    /// Adds another place with its text.
    pub fn related(&mut self, span: Span, label: impl Into<String>) -> &mut Self {
        self.related.push((span, label.into()));
        self
    }

    /// Sets what to do about it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Returns the diagnostic as plain text: `file:line:column: error[code]: message`, then related places and help.
    pub fn plain(&self, sources: &SourceMap) -> String {
        let severity = self.severity.text();
        let mut text = String::new();
        // A diagnostic about a folder has no place in a file.
        if sources.files.get(self.span.file as usize).is_some() {
            let (line, column) = sources.position(self.span);
            let _ = write!(text, "{}:{line}:{column}: ", sources.file_name(self.span));
        }
        let _ = write!(text, "{severity}[{}]: {}", self.code, self.message);
        if !self.label.is_empty() {
            let _ = write!(text, " ({})", self.label);
        }
        for (span, label) in &self.related {
            let (line, column) = sources.position(*span);
            let _ = write!(text, "\n  {}:{line}:{column}: {label}", sources.file_name(*span));
        }
        if let Some(help) = &self.help {
            let _ = write!(text, "\n  help: {help}");
        }
        shown(&text).into_owned()
    }
}

/// The diagnostics of a run, collected so that one run reports all of them.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds an error at a place; the result takes label and help.
    pub fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.items.push_mut(Diagnostic::error(code, span, message))
    }

    /// Adds a warning at a place; the result takes label and help.
    pub fn warning(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.items.push_mut(Diagnostic::warning(code, span, message))
    }

    /// Adds the diagnostics of another collection.
    pub fn extend(&mut self, others: Self) {
        self.items.extend(others.items);
    }

    /// Whether there are few enough diagnostics to search for suggestions, which is slow for hostile input.
    pub(crate) fn is_short(&self) -> bool {
        self.items.len() < 200
    }

    /// Whether there is an error.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|item| item.severity == Severity::Error)
    }

    /// Returns the places that have an error.
    pub(crate) fn places_with_errors(&self) -> HashSet<Span> {
        self.items.iter().filter(|item| item.severity == Severity::Error).map(|item| item.span).collect()
    }

    /// Returns the files that have an error; a file may occur several times.
    pub fn files_with_errors(&self) -> impl Iterator<Item = u32> + '_ {
        self.items.iter().filter(|item| item.severity == Severity::Error).map(|item| item.span.file)
    }

    /// Returns all diagnostics without duplicates, in the order of files and positions.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.items.sort_by_key(|item| (item.span.file, item.span.start, item.code));
        self.items.dedup();
        self.items
    }
}
