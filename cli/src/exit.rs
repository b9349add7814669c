//! How a run ends: the exit codes, which scripts may rely on. `bindery --help` prints this table.

use std::fmt::Write as _;

use bindery_vocabulary::{Word as _, words};

words! {
    /// How a run ended, in the order of the codes, each with what the help says about it.
    pub(crate) enum Exit: "exit code" {
        /// What was asked for is done.
        Done = "done",
        /// A file could not be read or written, or something else went wrong that should not.
        Unexpected = "something unexpected: a file cannot be read or written",
        /// The command line is wrong: an unknown option, API, action or parameter, a missing or bad value.
        Usage = "the command line is wrong: option, API, action or parameter",
        /// The spec is wrong.
        Spec = "the spec is wrong",
        /// The output is not what the spec generates.
        Stale = "the output is out of date (generate --check, schema --check)",
        /// A change breaks something, and nobody has said that it may.
        Breaks = "a change breaks something that no waiver lets pass (diff)",
        /// The API answered with a failure, or something answered that is not the API.
        Failure = "the API answered with a failure, or the answer is not the API's (call)",
        /// No answer came.
        NoAnswer = "no answer came: not reached, or not in time (call)",
        /// A document and the spec say different things.
        Differs = "a document and the spec differ, sections have changed, or evidence has lost lines (sources check, status, renumber)",
        /// Lines of a document could not be read.
        Unreadable = "lines of a document could not be read (sources check, sources draft)",
    }
}

impl Exit {
    /// The code that the process ends with.
    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// Of two ends of parts of a run, the one that the run ends with: what stands in the way of more wins.
    pub(crate) fn and(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Self::Done => 0,
            Self::Stale => 1,
            Self::Breaks => 2,
            Self::Differs => 3,
            Self::Unreadable => 4,
            Self::Failure => 5,
            Self::NoAnswer => 6,
            Self::Spec => 7,
            Self::Usage => 8,
            Self::Unexpected => 9,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

/// The section of the help that lists the exit codes.
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
