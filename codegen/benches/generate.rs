//! Measures the speed of the generator, from spec text to Rust text, and checks that its run time is linear in the
//! size of the spec.
//!
//! `cargo bench -p bindery-codegen` prints a table and fails if an action costs more than one and a half times as
//! much in a large spec as in a small one. This is not a criterion benchmark, since the result is a ratio and an exit
//! code.

#[path = "../../model/tests/synthetic/mod.rs"]
mod synthetic;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bindery_codegen::{Options, generate};
use bindery_model::{Input, check};

/// Maximum ratio that still counts as linear.
const LIMIT: f64 = 1.5;

struct Row {
    actions: usize,
    lines: usize,
    check: Duration,
    generate: Duration,
}

impl Row {
    fn total(&self) -> Duration {
        self.check + self.generate
    }

    fn per_action(&self) -> f64 {
        self.total().as_secs_f64() / self.actions as f64
    }
}

/// Number of repetitions of the whole measurement if the machine was busy.
const ROUNDS: usize = 5;

fn main() -> ExitCode {
    let specs = [10, 100, 1_000, 10_000].map(|actions| (actions, synthetic::spec(actions)));
    let mut best: Vec<Row> = Vec::new();
    for _ in 0..ROUNDS {
        for (position, (actions, inputs)) in specs.iter().enumerate() {
            let Some(row) = measure(*actions, inputs) else {
                eprintln!("the synthetic spec of {actions} actions has mistakes");
                return ExitCode::FAILURE;
            };
            match best.get_mut(position) {
                Some(best) if best.total() <= row.total() => {}
                Some(best) => *best = row,
                None => best.push(row),
            }
        }
        if factors(&best).iter().all(|(_, factor)| *factor <= LIMIT) {
            break;
        }
    }
    println!(
        "{:>8} {:>10} {:>12} {:>12} {:>14} {:>12}",
        "actions", "lines", "check", "generate", "lines/s", "per action"
    );
    for row in &best {
        println!(
            "{:>8} {:>10} {:>12} {:>12} {:>14.0} {:>12}",
            row.actions,
            row.lines,
            show(row.check),
            show(row.generate),
            row.lines as f64 / row.generate.as_secs_f64(),
            show(Duration::from_secs_f64(row.per_action()))
        );
    }
    let factors = factors(&best);
    for (actions, factor) in &factors {
        println!("the largest against {actions} actions: {factor:.2} times the time per action");
    }
    if factors.iter().all(|(_, factor)| *factor <= LIMIT) {
        return ExitCode::SUCCESS;
    }
    eprintln!("more than {LIMIT} times: the time is not in proportion to the size");
    ExitCode::FAILURE
}

/// Returns how much more an action costs in the largest spec than in the others. Ten actions are mostly constant
/// start-up cost, so they do not count.
fn factors(rows: &[Row]) -> Vec<(usize, f64)> {
    let Some((largest, smaller)) = rows.split_last() else { return Vec::new() };
    let counting = smaller.iter().filter(|row| row.actions >= 100);
    counting.map(|row| (row.actions, largest.per_action() / row.per_action())).collect()
}

/// Returns the best of several runs, since disturbances only make a run slower.
fn measure(actions: usize, inputs: &[Input]) -> Option<Row> {
    let runs = (2_000 / actions).clamp(3, 20);
    let mut best: Option<Row> = None;
    for _ in 0..runs {
        let row = run(actions, inputs.to_vec())?;
        if best.as_ref().is_none_or(|best| row.total() < best.total()) {
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
