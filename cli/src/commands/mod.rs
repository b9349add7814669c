//! The subcommands, one file each. Each takes its options and the output, and returns the exit code.

mod call;
mod check;
mod completions;
mod diff;
pub(crate) mod export;
mod generate;
mod list;
mod names;
mod new;
mod schema;
mod sources;

use crate::args::{Args, Command};
use crate::exit::{self, Exit};
use crate::failed::Failed;
use crate::output::Output;
use crate::project::Project;

/// Runs the subcommand.
pub(crate) fn run(args: Args, output: &Output) -> Result<Exit, Failed> {
    let find = || Project::find(args.global.spec.as_deref());
    match args.command {
        Command::New(_) if args.global.spec.is_some() => {
            Err(Failed::usage("--spec names specs that exist, and `new` writes new ones; leave it out"))
        }
        Command::New(options) => new::run(&options, output),
        Command::Generate(options) => generate::run(&options, &find()?, output),
        Command::Check(options) => check::run(&options, &find()?, output),
        Command::List(options) => list::run(&options, &find()?, output),
        Command::Names(options) => names::run(&options, &find()?, output),
        Command::Diff(options) => diff::run(&options, &find()?, output),
        Command::Schema(options) => schema::run(&options, &find()?, output),
        Command::Export(options) => export::run(&options, &find()?, output),
        Command::Call(options) => call::run(options, &find()?, output),
        Command::Sources(options) => sources::run(&options, &find()?, output),
        Command::Completions(options) => completions::run(&options, output),
        Command::ExitCodes => {
            output.result(&format!("{}\n", exit::help()))?;
            Ok(Exit::Done)
        }
    }
}
