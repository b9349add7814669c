//! Instructions and allocations of this program's cases, counted by Valgrind.
//!
//! Seconds depend on what else a machine does, instructions hardly do. A job is done N and 2 N times, each in a process of
//! its own, and the difference divided by N counts: so starting, setting up and tearing down do not.

use std::env;
use std::io;
use std::process::Command;

use crate::{Case, Part};

/// What one round of a job takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Instructions.
    pub instructions: f64,
    /// Allocations; a reallocation is one, too.
    pub allocations: f64,
    /// Bytes that were allocated, in all.
    pub bytes: f64,
}

impl Counts {
    fn less(self, other: Counts) -> Counts {
        Counts {
            instructions: self.instructions - other.instructions,
            allocations: self.allocations - other.allocations,
            bytes: self.bytes - other.bytes,
        }
    }
}

/// What both sides of a case take, without what they do alike: ours and theirs.
///
/// # Errors
/// When Valgrind is not there, or does not count.
pub fn sides(case: &Case) -> io::Result<(Counts, Counts)> {
    let alike = match case.alike {
        Some(_) => round(case, Part::Alike)?,
        None => Counts::default(),
    };
    Ok((round(case, Part::Ours)?.less(alike), round(case, Part::Theirs)?.less(alike)))
}

fn round(case: &Case, part: Part) -> io::Result<Counts> {
    let cachegrind = ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"];
    let [instructions] =
        per_round(case, part, case.rounds, &cachegrind, |said| Ok([figures(said, "I refs:")?[0]]))?;
    // What is allocated does not vary from round to round, so a few will do.
    let memcheck = ["--tool=memcheck", "--leak-check=no", "--undef-value-errors=no"];
    let [allocations, bytes] =
        per_round(case, part, case.rounds.min(10), &memcheck, |said| {
            match figures(said, "total heap usage:")?[..] {
                [allocations, _frees, bytes] => Ok([allocations, bytes]),
                _ => Err(io::Error::other(format!("valgrind does not count what is allocated: {said}"))),
            }
        })?;
    Ok(Counts { instructions, allocations, bytes })
}

/// The difference of two lengths of run, for one round; `read` finds the figures in what the tool of Valgrind says.
fn per_round<const N: usize>(
    case: &Case,
    part: Part,
    rounds: u64,
    tool: &[&str],
    read: impl Fn(&str) -> io::Result<[f64; N]>,
) -> io::Result<[f64; N]> {
    let short = read(&valgrind(tool, case.name, part, rounds)?)?;
    let mut counted = read(&valgrind(tool, case.name, part, 2 * rounds)?)?;
    for (long, short) in counted.iter_mut().zip(short) {
        *long = (*long - short) / rounds as f64;
    }
    Ok(counted)
}

/// The figures of a line such as `==7== total heap usage: 1,200 allocs, 1,200 frees, 34,567 bytes allocated`; at least one.
fn figures(said: &str, label: &str) -> io::Result<Vec<f64>> {
    let found = said.lines().find_map(|line| {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let (_, rest) = line.split_once(label)?;
        let number = |part: &str| part.split_whitespace().next()?.replace(',', "").parse().ok();
        rest.split(", ").map(number).collect::<Option<Vec<f64>>>()
    });
    found.ok_or_else(|| io::Error::other(format!("valgrind says nothing of '{label}':\n{said}")))
}

/// Runs a part of a case in a process of its own under a tool of Valgrind, and gives what that says.
fn valgrind(tool: &[&str], case: &str, part: Part, rounds: u64) -> io::Result<String> {
    let output = Command::new("valgrind")
        .args(tool)
        .arg(env::current_exe()?)
        .args(["once", case, part.name(), &rounds.to_string()])
        .output()
        .map_err(|error| io::Error::new(error.kind(), format!("valgrind cannot be run: {error}")))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(said) } else { Err(io::Error::other(said)) }
}

#[cfg(test)]
mod tests {
    use super::figures;

    #[test]
    fn figures_are_read_from_what_valgrind_says() {
        let said = "==7== Cachegrind\n==7== \n==7== I   refs:      1,234,567\n";
        assert_eq!(figures(said, "I refs:").ok(), Some(vec![1_234_567.0]));
        let said = "==7==   total heap usage: 1,200 allocs, 1,199 frees, 34,567 bytes allocated";
        assert_eq!(figures(said, "total heap usage:").ok(), Some(vec![1_200.0, 1_199.0, 34_567.0]));
        assert!(figures("==7== nothing", "I refs:").is_err());
    }
}
