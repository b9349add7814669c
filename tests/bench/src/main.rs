//! Compares generated with hand-written code: `bindery-bench run [WORD…]`, `bindery-bench size FILE…`. `scripts/prove
//! speed` builds it with optimizations and records its output.

use std::process::ExitCode;
use std::{env, fs};

use bindery_bench::count::{Counts, sides};
use bindery_bench::{BenchPart, cases, size};

const USAGE: &str =
    "usage: bindery-bench run [WORD…]               the cases with one of the words in their names; all without
       bindery-bench once CASE ours|theirs|alike ROUNDS   one part of a case, for Valgrind
       bindery-bench size FILE…                    lines and tokens of Rust";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["run", ref words @ ..] => run(words),
        ["once", case, part, rounds] => once(case, part, rounds),
        ["size", ref files @ ..] if !files.is_empty() => size_of(files),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Checks all selected cases, and then prints a table of their costs.
fn run(words: &[&str]) -> Result<(), String> {
    let mut cases = cases::all(1);
    cases.retain(|case| words.is_empty() || words.iter().any(|word| case.name.contains(word)));
    for case in &cases {
        (case.check)().map_err(|why| format!("{}: {why}", case.name))?;
    }
    println!(
        "| what | ours, instructions | by hand | ratio | ours, allocations | by hand | ours, bytes | by hand |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for case in &cases {
        let (ours, theirs) = sides(case).map_err(|error| format!("{}: {error}", case.name))?;
        println!("| {} | {} |", case.name, row(ours, theirs));
    }
    Ok(())
}

fn row(ours: Counts, theirs: Counts) -> String {
    let pair = |of: fn(&Counts) -> f64| [grouped(of(&ours)), grouped(of(&theirs))].join(" | ");
    let ratio = ours.instructions / theirs.instructions;
    let instructions = pair(|counts| counts.instructions);
    [instructions, format!("{ratio:.2}"), pair(|counts| counts.allocations), pair(|counts| counts.bytes)]
        .join(" | ")
}

/// Formats an integer with a comma at every thousand.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (position, digit) in digits.char_indices() {
        let left = digits.len() - position;
        if position > 0 && left.is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn once(case: &str, part: &str, rounds: &str) -> Result<(), String> {
    let case = cases::all(1).into_iter().find(|known| known.name == case);
    let part = BenchPart::ALL.into_iter().find(|known| known.name() == part);
    match (case, part, rounds.parse()) {
        (Some(case), Some(part), Ok(rounds)) => {
            case.run(part, rounds);
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    }
}

/// Prints the total lines and tokens of all files.
fn size_of(files: &[&str]) -> Result<(), String> {
    let (mut lines, mut tokens) = (0, 0);
    for file in files {
        let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        let size = size::count(&text).map_err(|error| format!("{file}: {error}"))?;
        lines += size.lines;
        tokens += size.tokens;
    }
    println!("{lines} {tokens}");
    Ok(())
}
