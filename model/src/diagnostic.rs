//! What is wrong with a spec, as data: a stable code, a place, a message, help. How it looks is decided elsewhere
//! ([`crate::render`] with the feature `pretty`, [`Diagnostic::plain`] without).

use std::collections::HashSet;
use std::fmt::Write as _;

use bindery_vocabulary::words;

use crate::hidden::shown;

/// A range of bytes in one file of a spec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file's position in [`SourceMap::files`].
    pub file: u32,
    /// The first byte.
    pub start: u32,
    /// How many bytes.
    pub len: u32,
}

/// The files that spans point into.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    /// The files in the order of reading.
    pub files: Vec<SourceFile>,
}

/// One file of a spec.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its name as diagnostics show it.
    pub name: String,
    /// Its text; bytes that are not UTF-8 are replaced.
    pub text: String,
}

impl SourceMap {
    /// Line and column of a span's start, counted from 1, columns in characters.
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

    /// The name of the file that a span lies in.
    pub fn file_name(&self, span: Span) -> &str {
        self.files.get(span.file as usize).map_or("", |file| file.name.as_str())
    }
}

words! {
    /// How bad it is.
    #[derive(PartialOrd, Ord)]
    pub enum Severity: "severity" {
        /// Worth a look; generation goes on.
        Warning = "warning",
        /// Nothing is generated.
        Error = "error",
    }
}

/// A number of things: `1 file`, `2 files`.
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable code, such as `spec::unknown-key`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What to write under the place.
    pub label: String,
    /// Other places that belong to it, such as the first of two definitions.
    pub related: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
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

    /// A warning at a place.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// What to write under the place.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = label.into();
        self
    }

    /// Another place that belongs to it.
    pub fn related(&mut self, span: Span, label: impl Into<String>) -> &mut Self {
        self.related.push((span, label.into()));
        self
    }

    /// What to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// The diagnostic as plain text with its position: `file:line:column: error[code]: message`, then the help.
    pub fn plain(&self, sources: &SourceMap) -> String {
        let severity = self.severity.text();
        let mut text = String::new();
        // What is wrong with a folder has no place in a file.
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

/// The diagnostics of a run, collected so that one run shows all of them.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds an error at a place, of which more can be said.
    pub fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.items.push_mut(Diagnostic::error(code, span, message))
    }

    /// The same for a warning.
    pub fn warning(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.items.push_mut(Diagnostic::warning(code, span, message))
    }

    /// Adds those of a part of the work that was done apart.
    pub fn extend(&mut self, others: Self) {
        self.items.extend(others.items);
    }

    /// Whether there are so few that somebody reads suggestions, which take long to find in hostile input.
    pub(crate) fn is_short(&self) -> bool {
        self.items.len() < 200
    }

    /// Whether there is an error among them.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|item| item.severity == Severity::Error)
    }

    /// The places at which there is an error.
    pub(crate) fn places_with_errors(&self) -> HashSet<Span> {
        self.items.iter().filter(|item| item.severity == Severity::Error).map(|item| item.span).collect()
    }

    /// The files in which there is an error, perhaps repeatedly.
    pub fn files_with_errors(&self) -> impl Iterator<Item = u32> + '_ {
        self.items.iter().filter(|item| item.severity == Severity::Error).map(|item| item.span.file)
    }

    /// All of them, in the order of files and positions.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.items.sort_by_key(|item| (item.span.file, item.span.start, item.code));
        self.items.dedup();
        self.items
    }
}
