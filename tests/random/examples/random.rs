//! Shows random specs: `cargo run -p bindery-random --example random -- SEED` prints one, and with `FIRST..END` the
//! diagnostics of `check` and `generate` for many.

use bindery_random::{cases, spec};

fn main() {
    let argument = std::env::args().nth(1).unwrap_or_default();
    match argument.split_once("..") {
        None => print!("{}", spec(argument.parse().expect("a seed is a number")).show()),
        Some((first, end)) => {
            let number = |text: &str| text.parse::<u64>().expect("a seed is a number");
            let mut taken = 0;
            for seed in number(first)..number(end) {
                match cases::diagnose(&spec(seed)) {
                    found if found.is_empty() => taken += 1,
                    found => println!("seed {seed}: {}", found.join("\n    ")),
                }
            }
            println!("{taken} are taken");
        }
    }
}
