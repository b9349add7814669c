//! Instructions and allocations of this program's cases, counted by Valgrind. Unlike seconds, instructions hardly
//! depend on other load. A job runs N and 2 N times, each in a separate process, and the difference divided by N
//! counts, which excludes startup, setup and teardown.

use std::env;
use std::io;
use std::process::Command;

use crate::{BenchPart, Case};

/// The cost of one round of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Instructions.
    pub instructions: f64,
    /// Number of allocations, including reallocations.
    pub allocations: f64,
    /// Total number of allocated bytes.
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

/// Returns the cost of both sides of a case without their common work: ours and the hand-written one.
///
/// # Errors
/// Fails if Valgrind is missing or does not count.
pub fn sides(case: &Case) -> io::Result<(Counts, Counts)> {
    let alike = match case.alike {
        Some(_) => round(case, BenchPart::Alike)?,
        None => Counts::default(),
    };
    Ok((round(case, BenchPart::Ours)?.less(alike), round(case, BenchPart::Theirs)?.less(alike)))
}

fn round(case: &Case, part: BenchPart) -> io::Result<Counts> {
    let cachegrind = ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"];
    let [instructions] =
        per_round(case, part, case.rounds, &cachegrind, |said| Ok([figures(said, "I refs:")?[0]]))?;
    // Allocations do not vary between rounds, so a few rounds are enough.
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

/// Returns the difference of two runs for one round; `read` finds the figures in the output of the Valgrind tool.
fn per_round<const N: usize>(
    case: &Case,
    part: BenchPart,
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

/// Returns the figures of a line such as `==7== total heap usage: 1,200 allocs, 1,200 frees, 34,567 bytes allocated`;
/// at least one.
fn figures(said: &str, label: &str) -> io::Result<Vec<f64>> {
    let found = said.lines().find_map(|line| {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let (_, rest) = line.split_once(label)?;
        let number = |part: &str| part.split_whitespace().next()?.replace(',', "").parse().ok();
        rest.split(", ").map(number).collect::<Option<Vec<f64>>>()
    });
    found.ok_or_else(|| io::Error::other(format!("valgrind says nothing of '{label}':\n{said}")))
}

/// Runs a part of a case in a separate process under a Valgrind tool, and returns the tool's output.
fn valgrind(tool: &[&str], case: &str, part: BenchPart, rounds: u64) -> io::Result<String> {
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
