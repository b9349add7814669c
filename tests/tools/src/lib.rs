//! Third-party programs for the tests: interpreters, tools from the public package registries in pinned versions,
//! browsers, and foreign clients and servers; also the vendors' documents, and a log that a test reads.
//!
//! If one is missing, the test prints clearly that it was skipped; with `CI` set it fails instead, so that nothing is
//! skipped there permanently.

mod documents;
mod foreign;
mod install;
mod log;
mod peers;

use std::io::{self, Write as _};
use std::process::{Command, Output};
use std::thread;

pub use documents::{document, documents};
pub use foreign::{ForeignServer, foreign_client, foreign_python, requested};
pub use install::{node, python};
pub use log::Log;
pub use peers::{is_there, run};

/// Reports that something is missing, so that a test is skipped.
///
/// # Panics
/// Panics if nothing may be skipped.
pub fn skipped(what: &str) {
    skip(what, std::env::var_os("CI").is_some());
}

fn skip(what: &str, required: bool) {
    assert!(!required, "nothing is skipped here: {what}");
    // The test runner would capture the output of `eprintln!`.
    let _ = writeln!(io::stderr(), "\n*** SKIPPED: {what} ***\n");
}

/// Returns the output of a program, which must succeed.
///
/// # Errors
/// Fails if the program cannot be started or fails; the error contains all its output.
pub fn output(command: &mut Command) -> io::Result<String> {
    let Output { status, stdout, stderr } = command.output()?;
    let (said, complained) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    if status.success() {
        return Ok(said.into_owned());
    }
    Err(io::Error::other(format!("{:?}: {status}\n{said}\n{complained}", command.get_program())))
}

/// Runs the work for all items at once, each in its own thread, and returns the errors.
pub fn together<T: Send>(all: Vec<T>, work: impl Fn(T) -> Result<(), String> + Sync) -> Vec<String> {
    let work = &work;
    thread::scope(|scope| {
        let threads: Vec<_> = all.into_iter().map(|one| scope.spawn(move || work(one))).collect();
        let results = threads.into_iter().map(|thread| thread.join());
        results.filter_map(|result| result.unwrap_or_else(|_| Err("panicked".to_owned())).err()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "nothing is skipped here: no-such-interpreter is missing")]
    fn what_is_missing_fails_a_test_where_nothing_may_be_skipped() {
        skip("no-such-interpreter is missing", true);
    }

    #[test]
    fn what_goes_wrong_at_once_is_gathered() {
        let failed = together(vec![1, 2, 3], |n| if n == 2 { Err("two".to_owned()) } else { Ok(()) });
        assert_eq!(failed, ["two"]);
    }
}
