//! What can be asked for, as clap reads it. The help texts are the command's manual, so they are written to be read.

pub(crate) mod common;
mod sources;

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::commands::export::Export;
use crate::exit;
use crate::output::Color;

pub(crate) use common::{Format, Overlays};
pub(crate) use sources::{Draft, Sources, SourcesCheck, SourcesLock, SourcesRenumber, SourcesStatus};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Turns the specs of HTTP APIs into typed Rust clients and servers, and calls any action straight from its spec
///
/// A spec is a folder of YAML files under `spec/`, one folder for each API, one file for each of its modules. `check`
/// says what is wrong with it, `generate` writes the Rust, `list` shows what is in it, `call` tries an action out.
///
/// Results go to standard output; diagnostics, notes and progress go to standard error.
#[derive(Debug, Parser)]
#[command(
    name = "bindery",
    version,
    styles = STYLES,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "`bindery help COMMAND` says more, with examples; `bindery help exit-codes` lists the exit codes.",
    after_long_help = exit::help(),
)]
pub(crate) struct Args {
    /// What holds for every command.
    #[command(flatten)]
    pub(crate) global: Global,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(clap::Args, Debug)]
pub(crate) struct Global {
    /// The folder with the specs, one folder for each API
    #[arg(long, global = true, value_name = "DIR", default_value = "spec", value_hint = ValueHint::DirPath)]
    pub(crate) spec: PathBuf,
    /// When to use colours: `auto` is on terminals, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Show results and errors only: no warnings, no notes, no summaries
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the Rust of APIs, one crate for each
    ///
    /// Files whose content stays the same are not touched, and files that are not generated any more are removed. A
    /// crate's Cargo.toml and README.md are made once, and yours from then on. Files that do not say in their first
    /// comment that they are generated are written over only with --force, and nothing is written through links.
    #[command(after_long_help = "\
Examples:
  bindery generate                 all APIs
  bindery generate demo            one of them
  bindery generate --check         in CI: exit code 4 and a diff when the output is out of date
  bindery generate demo --overlay ours.yaml --out ours
                                   with a file of your own that is merged over the spec")]
    Generate(Generate),
    /// Say what is wrong with specs, and count what is in them
    ///
    /// All mistakes are shown, each with its place and what to do about it.
    #[command(after_long_help = "\
Examples:
  bindery check                    all APIs; exit code 3 when there is a mistake
  bindery check demo --format json for editors: a list of {code, severity, message, file, line, column, end_line,
                                   end_column, help}")]
    Check(Check),
    /// Show the modules and actions of an API, or which APIs there are
    #[command(after_long_help = "\
Examples:
  bindery list                     which APIs there are
  bindery list demo                modules and actions, with method and path
  bindery list demo --json         everything, in a form that stays as it is")]
    List(List),
    /// Show which Rust name each name of a spec got, and why
    #[command(after_long_help = "\
Examples:
  bindery names demo               a table
  bindery names demo --json        a list of {api, place, kind, wire, rust, why}")]
    Names(Names),
    /// Show what changed between two versions of specs, and what that breaks
    ///
    /// Every difference is classed by whom it hurts: what runs already (`breaks-wire`), code that calls (`breaks-callers`),
    /// code that serves (`breaks-backends`), or nobody (`compatible`, `documents`). The step of the version follows from
    /// that. A version is a folder (of one API or of all) or a git revision, in which the folder of --spec is read; what is a
    /// folder is not looked for in git. `waivers` in api.yaml let a difference pass, by its name and with a reason.
    #[command(after_long_help = "\
Examples:
  bindery diff main                a git revision against the files as they are; exit code 5 when something breaks
  bindery diff v1.2 HEAD           one revision against another
  bindery diff old/spec spec       one folder against another
  bindery diff v1.2 --format markdown
                                   a section for the changelog, with what users have to do
  bindery diff v1.2 --format json  {old, new, step, breaks, apis: [{api, step, breaks, differences: [{key, place, change,
                                   rule, classes, old, new, waived, todo}], idle_waivers}]}")]
    Diff(Diff),
    /// Print the JSON Schema of the spec language, for editors
    #[command(after_long_help = "\
Examples:
  bindery schema                   print it
  bindery schema --write           write it to spec/bindery.schema.json, which the specs name in their first line
  bindery schema --check           in CI: exit code 4 when that file is out of date")]
    Schema(Schema),
    /// Call an action straight from its spec, without generated code
    ///
    /// What is given is held against the spec before anything is sent: names, types, limits, what is missing. Answers
    /// are shown as indented JSON. A failure of the API ends with exit code 6, no answer with 7.
    ///
    /// Arguments of a process can be seen by others on the same machine. Secrets are better read from a file
    /// (`password=@FILE`, `password=@-` for standard input), the password of a log-in from BINDERY_PASSWORD or the
    /// terminal, keys from BINDERY_CREDENTIAL_ and the name of their scheme.
    #[command(after_long_help = "\
Examples:
  bindery call demo user/info session=@token.txt
  bindery call demo user/transfer session=@token.txt amount=12.50 currency=eur --dry-run
  bindery call demo user/tag 'tags:=[\"a\", \"b\"]' --user partner
  bindery call demo login email=a@b.example password=@- < password.txt

Values:
  key=text        a text, a number, true or false, a date, the name or the value of an enum
  key:=json       any JSON: lists, maps, records; enum values that the spec does not know
  key=@FILE       what is in the file, without the line break at its end
  A password that the API takes as an MD5 digest is hashed, unless it is given as md5:DIGEST.")]
    Call(Call),
    /// Write specs in other forms, for other people and other tools
    #[command(subcommand)]
    Export(Export),
    /// Hold specs against the vendors' documents, say what has moved in those, and draft what a spec lacks
    #[command(subcommand)]
    Sources(Sources),
    /// Print a script that completes commands in a shell
    #[command(after_long_help = "\
Examples:
  bindery completions bash > ~/.local/share/bash-completion/completions/bindery
  bindery completions zsh > ~/.zfunc/_bindery
  bindery completions fish > ~/.config/fish/completions/bindery.fish")]
    Completions(Completions),
    /// List the exit codes
    #[command(hide = true, long_about = exit::help())]
    ExitCodes,
}

/// Options of `generate`.
#[derive(clap::Args, Debug)]
pub(crate) struct Generate {
    /// Which APIs; all when none is named
    #[arg(value_name = "API")]
    pub(crate) apis: Vec<String>,
    /// The folder with the crates, one folder for each API
    #[arg(long, value_name = "DIR", default_value = "generated", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// Write nothing; show what would change, and end with exit code 4 when something would
    #[arg(long)]
    pub(crate) check: bool,
    /// Write over files that do not say that they are generated
    #[arg(long)]
    pub(crate) force: bool,
    /// Files of one's own.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}

/// Options of `check`.
#[derive(clap::Args, Debug)]
pub(crate) struct Check {
    /// Which APIs; all when none is named
    #[arg(value_name = "API")]
    pub(crate) apis: Vec<String>,
    /// For people or for machines
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Files of one's own.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}

/// Options of `list`.
#[derive(clap::Args, Debug)]
pub(crate) struct List {
    /// Which API; all when none is named
    pub(crate) api: Option<String>,
    /// For machines: one object for the API, or a list of such objects
    #[arg(long)]
    pub(crate) json: bool,
    /// Files of one's own.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}

/// Options of `names`.
#[derive(clap::Args, Debug)]
pub(crate) struct Names {
    /// Which API; all when none is named
    pub(crate) api: Option<String>,
    /// For machines: a list
    #[arg(long)]
    pub(crate) json: bool,
    /// Files of one's own.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}

/// Options of `diff`.
#[derive(clap::Args, Debug)]
pub(crate) struct Diff {
    /// The old version: a folder or a git revision
    pub(crate) old: String,
    /// The new version; the folder with the specs as it is when none is named
    pub(crate) new: Option<String>,
    /// Only this API; may be given several times
    #[arg(long, value_name = "API")]
    pub(crate) api: Vec<String>,
    /// For people, for machines, or for a changelog
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: DiffFormat,
    /// End with exit code 0 even when something breaks
    #[arg(long)]
    pub(crate) allow_breaking: bool,
}

/// How differences are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// A list, worst first.
    Text,
    /// An object.
    Json,
    /// A section for a changelog.
    Markdown,
}

/// Options of `schema`.
#[derive(clap::Args, Debug)]
pub(crate) struct Schema {
    /// Write it to bindery.schema.json in the folder with the specs, if it changed
    #[arg(long, conflicts_with = "check")]
    pub(crate) write: bool,
    /// Write nothing; end with exit code 4 when that file is not there or out of date
    #[arg(long)]
    pub(crate) check: bool,
    /// Write over a file that is no such schema
    #[arg(long)]
    pub(crate) force: bool,
}

/// Options of `call`.
#[derive(clap::Args)]
pub(crate) struct Call {
    /// Which API
    pub(crate) api: String,
    /// The action: `module/action`, its name in the documents, or its own name where that is enough
    pub(crate) action: String,
    /// The parameters: `key=text`, `key:=json`, `key=@FILE`
    #[arg(value_name = "KEY=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// Send the call there instead of to the address of the action's server
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,
    /// The address of one of the API's servers; may be given for each of them, and goes before --base-url
    #[arg(long, value_name = "NAME=URL")]
    pub(crate) server_url: Vec<String>,
    /// The log-in for HTTP Basic. Without a password, BINDERY_PASSWORD holds it or the terminal asks for it
    #[arg(long, value_name = "USER[:PASSWORD]")]
    pub(crate) user: Option<String>,
    /// A key or the secret of a signature, by the name of its scheme; may be given for each of them. VALUE may be @FILE.
    /// Better kept in the environment: BINDERY_CREDENTIAL_NAME, in capitals and with _ for -
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) credential: Vec<String>,
    /// Sign in this way instead of the usual one; the name of a scheme that says what it is instead of
    #[arg(long, value_name = "NAME")]
    pub(crate) alternative: Vec<String>,
    /// How many seconds to wait for the answer
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) timeout: Duration,
    /// Send nothing; show the request, with its secrets hidden
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Show the body of the answer to the byte, even that of a failure
    #[arg(long)]
    pub(crate) raw: bool,
    /// Files of one's own.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}

/// Parameters and log-ins are nobody's business, so only the rest is shown.
impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("api", &self.api).field("action", &self.action).finish_non_exhaustive()
    }
}

/// Options of `completions`.
#[derive(clap::Args, Debug)]
pub(crate) struct Completions {
    /// Which shell
    pub(crate) shell: Shell,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.ok_or_else(|| "expected a number of seconds, such as 30 or 0.5".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_declarations_fit_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn timeouts_are_positive() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for wrong in ["0", "-1", "soon", "NaN", "1e30"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
