//! How fast the generator is, from the text of a spec to Rust text, and that it takes a time in proportion to the spec.
//!
//! `cargo bench -p bindery-codegen` prints a table and fails when an action costs more than one and a half times as
//! much in a large spec as in a small one. Not a criterion benchmark: the question is one of proportion, and the answer
//! an exit code.

mod synthetic;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bindery_codegen::{Input, Options, check, generate};

/// Beyond this factor, time is not in proportion to size.
const LIMIT: f64 = 1.5;

struct Row {
    actions: usize,
    lines: usize,
    check: Duration,
    generate: Duration,
}

impl Row {
    fn per_action(&self) -> f64 {
        (self.check + self.generate).as_secs_f64() / self.actions as f64
    }
}

fn main() -> ExitCode {
    println!("{:>8} {:>10} {:>12} {:>12} {:>14} {:>12}", "actions", "lines", "check", "generate", "lines/s", "per action");
    let mut rows = Vec::new();
    for actions in [10, 100, 1_000, 10_000] {
        let Some(row) = measure(actions) else {
            eprintln!("the synthetic spec of {actions} actions has mistakes");
            return ExitCode::FAILURE;
        };
        println!(
            "{:>8} {:>10} {:>12} {:>12} {:>14.0} {:>12}",
            row.actions,
            row.lines,
            show(row.check),
            show(row.generate),
            row.lines as f64 / row.generate.as_secs_f64(),
            show(Duration::from_secs_f64(row.per_action()))
        );
        rows.push(row);
    }
    // Ten actions are mostly the constant start; the others must agree with the largest.
    let Some((largest, smaller)) = rows.split_last() else { return ExitCode::SUCCESS };
    let mut is_proportional = true;
    for row in smaller.iter().filter(|row| row.actions >= 100) {
        let factor = largest.per_action() / row.per_action();
        println!("{} against {} actions: {factor:.2} times the time per action", largest.actions, row.actions);
        is_proportional &= factor <= LIMIT;
    }
    if is_proportional {
        ExitCode::SUCCESS
    } else {
        eprintln!("more than {LIMIT} times: the time is not in proportion to the size");
        ExitCode::FAILURE
    }
}

/// The best of several runs: what disturbs a run makes it slower, never faster.
fn measure(actions: usize) -> Option<Row> {
    let inputs = synthetic::spec(actions);
    let runs = (2_000 / actions).clamp(5, 50);
    let mut best: Option<Row> = None;
    for _ in 0..runs {
        let row = run(actions, inputs.clone())?;
        if best.as_ref().is_none_or(|best| row.check + row.generate < best.check + best.generate) {
            best = Some(row);
        }
    }
    best
}

fn run(actions: usize, inputs: Vec<Input>) -> Option<Row> {
    let start = Instant::now();
    let checked = check(inputs);
    let check = start.elapsed();
    let api = checked.api?;
    let start = Instant::now();
    let generated = black_box(generate(&api, &Options::CRATE).ok()?);
    let generate = start.elapsed();
    let lines = generated.files.iter().map(|file| file.text.lines().count()).sum();
    Some(Row { actions, lines, check, generate })
}

fn show(duration: Duration) -> String {
    match duration.as_secs_f64() {
        seconds if seconds >= 1.0 => format!("{seconds:.2} s"),
        seconds if seconds >= 1e-3 => format!("{:.2} ms", seconds * 1e3),
        seconds => format!("{:.1} µs", seconds * 1e6),
    }
}
