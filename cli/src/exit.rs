//! How a run ends: the exit codes, which scripts may rely on. `bindery --help` prints this table.

use std::fmt::Write as _;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// A file could not be read or written, or something else went wrong that should not.
    Unexpected = 1,
    /// The command line is wrong: an unknown option, API, action or parameter, a missing or bad value.
    Usage = 2,
    /// The spec is wrong.
    Spec = 3,
    /// The output is not what the spec generates.
    Stale = 4,
    /// A change breaks something, and nobody has said that it may.
    Breaks = 5,
    /// The API answered with a failure, or something answered that is not the API.
    Failure = 6,
    /// No answer came.
    NoAnswer = 7,
    /// A document and the spec say different things.
    Differs = 8,
    /// Lines of a document could not be read.
    Unreadable = 9,
}

impl Exit {
    /// All of them, in the order of their codes.
    const ALL: [Self; 10] = [
        Self::Done,
        Self::Unexpected,
        Self::Usage,
        Self::Spec,
        Self::Stale,
        Self::Breaks,
        Self::Failure,
        Self::NoAnswer,
        Self::Differs,
        Self::Unreadable,
    ];

    /// The code that the process ends with.
    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// What the code says, for the help.
    const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unexpected => "something unexpected: a file cannot be read or written",
            Self::Usage => "the command line is wrong: option, API, action or parameter",
            Self::Spec => "the spec is wrong",
            Self::Stale => "the output is out of date (generate --check, schema --check)",
            Self::Breaks => "a change breaks something that no waiver lets pass (diff)",
            Self::Failure => "the API answered with a failure, or the answer is not the API's (call)",
            Self::NoAnswer => "no answer came: not reached, or not in time (call)",
            Self::Differs => {
                "a document and the spec differ, sections have changed, or evidence has lost lines (sources check, status, renumber)"
            }
            Self::Unreadable => "lines of a document could not be read (sources check, sources draft)",
        }
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
        let _ = writeln!(text, "  {}  {}", exit.code(), exit.meaning());
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
