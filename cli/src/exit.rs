//! Exit codes of the command, which scripts can rely on. `bindery --help` prints them as a table.

use std::fmt::Write as _;

use bindery_vocabulary::{Word as _, words};

words! {
    /// Result of a run, in the order of the codes, each with its text in the help.
    pub(crate) enum Exit: "exit code" {
        /// The command did what was asked for.
        Done = "success",
        /// A file could not be read or written, or another unexpected error occurred.
        Unexpected = "unexpected error, such as a file that cannot be read or written",
        /// The command line is wrong: an unknown option, API, action or parameter, or a missing or invalid value.
        Usage = "wrong command line or bindery.toml: option, API, action or parameter",
        /// The spec has mistakes.
        Spec = "the spec has mistakes",
        /// Files on disk differ from the generated output.
        Stale = "the output is out of date (generate --check, schema --check)",
        /// A change breaks something, and no waiver accepts it.
        Breaks = "a breaking change without a waiver (diff)",
        /// The API returned an error response, or the response is not one of this API.
        Failure = "error response, or a response that is not the API's (call)",
        /// No response arrived.
        NoResponse = "no response: server not reached, or timeout (call)",
        /// A document and the spec differ.
        Differs = "a document and the spec differ, sections have changed, or evidence has lost lines (sources check, status, renumber)",
        /// Lines of a document could not be read.
        Unreadable = "lines of a document could not be read (new, sources check, sources draft)",
    }
}

impl Exit {
    /// Exit code of the process.
    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// Combines the exit codes of two parts of a run: returns the more severe one.
    pub(crate) fn and(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Self::Done => 0,
            Self::Stale => 1,
            Self::Breaks => 2,
            Self::Differs => 3,
            Self::Unreadable => 4,
            Self::Failure => 5,
            Self::NoResponse => 6,
            Self::Spec => 7,
            Self::Usage => 8,
            Self::Unexpected => 9,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

/// Returns the help section that lists the exit codes.
pub(crate) fn help() -> String {
    let mut text = String::from("Exit codes:\n");
    for exit in Exit::ALL {
        let _ = writeln!(text, "  {}  {}", exit.code(), exit.text());
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_documented_ones() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn a_wrong_spec_outweighs_stale_output() {
        assert_eq!(Exit::Stale.and(Exit::Spec), Exit::Spec);
        assert_eq!(Exit::Spec.and(Exit::Stale), Exit::Spec);
        assert_eq!(Exit::Done.and(Exit::Done), Exit::Done);
    }
}
