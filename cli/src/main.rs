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

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
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
