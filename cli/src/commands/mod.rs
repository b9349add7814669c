//! The subcommands, one file each. Each takes its options and the output, and returns the exit code.

mod call;
mod check;
mod completions;
mod diff;
pub(crate) mod export;
mod generate;
mod list;
mod names;
mod schema;
mod sources;

use crate::args::{Args, Command};
use crate::exit::{self, Exit};
use crate::failed::Failed;
use crate::output::Output;

/// Runs the subcommand.
pub(crate) fn run(args: Args, output: &Output) -> Result<Exit, Failed> {
    let spec = &args.global.spec;
    match args.command {
        Command::Generate(options) => generate::run(&options, spec, output),
        Command::Check(options) => check::run(&options, spec, output),
        Command::List(options) => list::run(&options, spec, output),
        Command::Names(options) => names::run(&options, spec, output),
        Command::Diff(options) => diff::run(&options, spec, output),
        Command::Schema(options) => schema::run(&options, spec, output),
        Command::Export(options) => export::run(&options, spec, output),
        Command::Call(options) => call::run(options, spec, output),
        Command::Sources(options) => sources::run(&options, spec, output),
        Command::Completions(options) => completions::run(&options, output),
        Command::ExitCodes => {
            output.result(&format!("{}\n", exit::help()))?;
            Ok(Exit::Done)
        }
    }
}
