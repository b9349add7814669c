//! `bindery completions`: prints shell completion scripts.

use clap::CommandFactory as _;

use crate::args::{Args, Completions};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;

/// Prints the completion script for a shell.
pub(crate) fn run(options: &Completions, output: &Output) -> Result<Exit, Failed> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Args::command(), "bindery", &mut script);
    output.bytes(&script)?;
    Ok(Exit::Done)
}
