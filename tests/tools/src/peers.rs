//! Programs installed on the machine: curl, openssl, and the interpreters of vendors' samples.

use std::io::{self, Write as _};
use std::process::{Command, Stdio};

use crate::skipped;

/// Whether a program is installed; prints a note in the test's output if not.
///
/// # Panics
/// Panics if the program is missing and required.
pub fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok();
    if !there {
        skipped(&format!("{program} is missing"));
    }
    there
}

/// Runs a program with this input and returns its output; none if the program is missing.
///
/// # Errors
/// Fails if the program fails.
///
/// # Panics
/// Panics if the program is missing and required.
pub fn run(command: &mut Command, input: &[u8]) -> io::Result<Option<String>> {
    let name = command.get_program().to_owned();
    let mut child = match command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            skipped(&format!("{name:?} is missing, so it was not asked"));
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input)?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("{name:?}: {}", String::from_utf8_lossy(&output.stderr))));
    }
    Ok(Some(String::from_utf8_lossy(&output.stdout).trim_end().to_owned()))
}
