//! Puts a server under load, with slow or silent clients as one half of it: `load [CONNECTIONS [REQUESTS]]`. Prints the
//! figures as Markdown; fails if the server violated one of its limits, and names the limit.

#![cfg_attr(not(target_os = "linux"), allow(unused_imports))]

use std::process::ExitCode;
use std::time::Duration;

#[cfg(target_os = "linux")]
use bindery_tests::load::{Load, PER_CONNECTION, run, run_server};

/// Counts the bytes in use.
#[global_allocator]
static HEAP: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("What a process uses is known on Linux alone.");
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |position: usize| arguments.get(position).and_then(|text| text.parse::<u64>().ok());
    let size = |position: usize, usual: u64| {
        usize::try_from(number(position).unwrap_or(usual)).unwrap_or(usize::MAX)
    };
    if arguments.first().is_some_and(|first| first == "serve") {
        return match run_server(number(1).map(Duration::from_millis), size(2, 1_024), || HEAP.current_usage())
            .await
        {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string()),
        };
    }
    let Ok(program) = std::env::current_exe() else { return fail("this program is nowhere") };
    let load = Load { connections: size(0, 2_000), requests: size(1, 50), limit: None };
    let figures = match run(&program.to_string_lossy(), load).await {
        Ok(figures) => figures,
        Err(reason) => return fail(&reason),
    };
    let mebibytes = |bytes: usize| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20));
    let [before, highest, after] = figures.memory;
    println!("| what | figure |\n| --- | --- |");
    println!(
        "| connections open at once, half of them slow, silent, idle or not reading | {} |",
        figures.most_open
    );
    println!("| requests of the others, all with the right response | {} |", figures.served);
    println!("| in | {:.1} s |", figures.took.as_secs_f64());
    println!(
        "| resident memory before, highest, after | {}, {}, {} |",
        mebibytes(before),
        mebibytes(highest),
        mebibytes(after)
    );
    println!("| of the heap in use before and after | {} |", figures.heap.map(mebibytes).join(", "));
    println!(
        "| the bound of resident memory: before, and 100 KiB a connection | {} |",
        mebibytes(before + load.connections * PER_CONNECTION)
    );
    println!("| the last of the bad half was closed after | {:.1} s |", figures.endured.as_secs_f64());
    println!("| open files before and after | {}, {} |", figures.files[0], figures.files[1]);
    ExitCode::SUCCESS
}

#[cfg(target_os = "linux")]
fn fail(reason: &str) -> ExitCode {
    eprintln!("{reason}");
    ExitCode::FAILURE
}
