//! The `bindery` command: checks API specs, generates Rust code from them, and calls actions directly from a spec.
//!
//! `args` declares the command line, `commands` has one file per command, `exit` declares the exit codes. Results are
//! written to standard output; diagnostics, notes and progress to standard error.

mod address;
mod args;
mod commands;
mod config;
mod contract;
mod exit;
mod failed;
mod files;
mod output;
mod paths;
mod project;
mod response;
mod runtime;
mod specs;
mod suggest;
mod table;
mod text;
mod unified;
mod workspace;

use std::panic::resume_unwind;
use std::process::ExitCode;
use std::thread;

use clap::Parser;

/// Size of the stack, of which only what is used takes memory. Types that refer to each other in long chains are
/// followed by recursion.
const STACK: usize = if cfg!(target_pointer_width = "64") { 1 << 30 } else { 1 << 26 };

fn main() -> ExitCode {
    match thread::Builder::new().stack_size(STACK).spawn(run) {
        Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
        // Without so much address space, the usual stack must do.
        Err(_) => run(),
    }
}

fn run() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Nothing is left to be done about a closed pipe.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(exit::Exit::Usage.code()));
        }
    };
    let output = output::Output::new(args.global.color, args.global.quiet);
    let exit = commands::run(args, &output).unwrap_or_else(|failed| {
        output.failed(&failed);
        failed.exit
    });
    ExitCode::from(exit.code())
}
