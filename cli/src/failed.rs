//! Why a command stopped: what to say, what to do about it, and how the run ends.

use std::io;
use std::path::Path;

use crate::exit::Exit;

/// Why a command stopped.
pub(crate) struct Failed {
    /// How the run ends.
    pub(crate) exit: Exit,
    /// What is wrong, without a full stop. Empty when everything is said already.
    pub(crate) message: String,
    /// What belongs to it or what to do, a line each.
    pub(crate) notes: Vec<String>,
}

impl Failed {
    /// A reason with the exit code that goes with it.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), notes: Vec::new() }
    }

    /// The command line is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// A file or folder that could not be used.
    pub(crate) fn file(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(Exit::Unexpected, format!("cannot {doing} {}: {error}", path.display()))
    }

    /// One more line below the message.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// One more line below the message, where there is something to say.
    pub(crate) fn maybe_note(mut self, note: Option<String>) -> Self {
        self.notes.extend(note);
        self
    }
}

/// Results could not be written. Whoever reads them may have had enough, which is no failure.
impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Exit::Done, ""),
            _ => Self::new(Exit::Unexpected, format!("cannot write to standard output: {error}")),
        }
    }
}
