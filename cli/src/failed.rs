//! Errors of commands: message, advice and exit code.

use std::io;
use std::path::Path;

use crate::exit::Exit;

/// Error that ends a command.
pub(crate) struct Failed {
    /// Exit code of the run.
    pub(crate) exit: Exit,
    /// Error message, without a full stop. Empty if everything was already reported.
    pub(crate) message: String,
    /// Details and advice, one line each.
    pub(crate) notes: Vec<String>,
}

impl Failed {
    /// Creates an error with its exit code.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), notes: Vec::new() }
    }

    /// Creates an error for a wrong command line.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Creates an error for a file or folder that could not be used.
    pub(crate) fn file(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(Exit::Unexpected, format!("cannot {doing} {}: {error}", path.display()))
    }

    /// Replaces the exit code.
    pub(crate) fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// Adds a line below the message.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a line below the message, if there is one.
    pub(crate) fn maybe_note(mut self, note: Option<String>) -> Self {
        self.notes.extend(note);
        self
    }
}

/// Results could not be written. A closed pipe is not an error, since its reader has read enough.
impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Exit::Done, ""),
            _ => Self::new(Exit::Unexpected, format!("cannot write to standard output: {error}")),
        }
    }
}
