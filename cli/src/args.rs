//! Command line arguments, declared for clap. The doc comments are the help texts and so the command's manual.

pub(crate) mod common;
mod new;
mod sources;

use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::commands::export::Export;
use crate::exit;
use crate::output::Color;

pub(crate) use common::{Format, Overlays};
pub(crate) use new::New;
pub(crate) use sources::{Draft, Sources, SourcesCheck, SourcesLock, SourcesRenumber, SourcesStatus};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Turns the specs of HTTP APIs into typed Rust clients and servers, and calls any action directly from its spec
///
/// A spec is a folder of YAML files under `spec/`: one folder per API, one file per module. `new` starts one,
/// `check` reports mistakes in a spec, `generate` writes the Rust code, `list` shows modules and actions, `call` sends
/// a request. Settings of a repository are in `bindery.toml`, which is found from the current folder upward.
///
/// Results go to standard output; diagnostics, notes and progress go to standard error.
#[derive(Debug, Parser)]
#[command(
    name = "bindery",
    version,
    styles = STYLES,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "`bindery help COMMAND` shows details and examples; `bindery help exit-codes` lists the exit codes.",
    after_long_help = exit::help(),
)]
pub(crate) struct Args {
    /// Options that every command accepts.
    #[command(flatten, next_help_heading = "Options of every command")]
    pub(crate) global: Global,
    /// Command to run.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options that every command accepts.
#[derive(clap::Args, Debug)]
pub(crate) struct Global {
    /// Folder with the specs, one subfolder per API; default: that of bindery.toml, or `spec`, here or in a folder above
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) spec: Option<PathBuf>,
    /// When to use colors; `auto`: on terminals, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Show only results and errors: no warnings, notes or summaries
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// Subcommands of `bindery`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start a crate for a new API, in a new folder: spec, settings, generated code
    ///
    /// Without --from, the spec is a small example to change. With --from, it is read from an OpenAPI document, or
    /// drafted from a document in a notation of the spec language. A table shows what was read, what was not, and which
    /// texts are left blank. Nothing that exists is overwritten.
    #[command(after_long_help = "\
Examples:
  bindery new shop                 an example to start from
  bindery new shop --from openapi.yaml
  bindery new shop --from openapi.yaml --only orders 'GET /customers/{id}'
                                   only a tag, and one operation
  bindery new shop --from openapi.yaml ours.yaml --texts none
                                   changed by an OpenAPI Overlay, without its texts
  bindery new shop --from vendor/  the OpenAPI document in a folder, with its other files
  bindery new shop --from guide.txt --notation action-reference
  bindery new shop --runtime ../bindery --license 'MIT OR Apache-2.0'")]
    New(New),
    /// Generate Rust code from specs, one crate per API
    ///
    /// Unchanged files are not touched; files that are no longer generated are removed. Cargo.toml and README.md of a
    /// crate are created once and never overwritten. A file without the comment that marks it as generated is
    /// overwritten only with --force. Nothing is written through symbolic links.
    #[command(after_long_help = "\
Examples:
  bindery generate                 all APIs
  bindery generate demo            one API
  bindery generate --check         in CI: exit code 4 and a diff when the output is out of date
  bindery generate demo --overlay ours.yaml --out ours
                                   with your own file merged over the spec")]
    Generate(Generate),
    /// Check specs for mistakes and summarize their contents
    ///
    /// All mistakes are shown in one run, each with its position and a suggestion.
    #[command(after_long_help = "\
Examples:
  bindery check                    all APIs; exit code 3 when there is a mistake
  bindery check demo --format json for editors: a list of {code, severity, message, file, line, column, end_line,
                                   end_column, help}")]
    Check(Check),
    /// List the modules and actions of an API, or all APIs
    #[command(after_long_help = "\
Examples:
  bindery list                     all APIs
  bindery list demo                modules and actions, with method and path
  bindery list demo --json         all details, in a stable format")]
    List(List),
    /// Show the Rust name of each name in a spec, and the reason for it
    #[command(after_long_help = "\
Examples:
  bindery names demo               a table
  bindery names demo --json        a list of {api, place, kind, wire, rust, why}")]
    Names(Names),
    /// Compare two versions of specs and show breaking changes
    ///
    /// Every difference is classified by what it breaks: programs that already run (`breaks-wire`), code that calls
    /// the API (`breaks-callers`), code that serves it (`breaks-backends`), or nothing (`compatible`, `documents`).
    /// The classes determine the version bump. A version is a folder (of one API or of all APIs) or a git revision;
    /// in a revision, the folder with the current specs is read, without overlays. A name that is a folder is not looked up in git. `waivers`
    /// in api.yaml accept a difference by its name, with a reason.
    #[command(after_long_help = "\
Examples:
  bindery diff                     the last commit against the current files; exit code 5 when something breaks
  bindery diff main                a git revision against the current files
  bindery diff v1.2 HEAD           one revision against another
  bindery diff old/spec spec       one folder against another
  bindery diff v1.2 --format markdown
                                   a changelog section, with what users have to do
  bindery diff v1.2 --format json  {old, new, bump, breaks, apis: [{api, bump, breaks, differences: [{key, place, change,
                                   rule, classes, old, new, waived, todo}], idle_waivers}]}")]
    Diff(Diff),
    /// Print the JSON Schema of the spec language, for editors
    #[command(after_long_help = "\
Examples:
  bindery schema                   print it
  bindery schema --write           write it to spec/bindery.schema.json, which the specs name in their first line
  bindery schema --check           in CI: exit code 4 when that file is out of date")]
    Schema(Schema),
    /// Call an action directly from its spec, without generated code
    ///
    /// Parameters are checked against the spec before the request is sent: names, types, limits, missing parameters.
    /// Responses are shown as indented JSON. An error response of the API ends with exit code 6, a missing response
    /// with 7.
    ///
    /// Arguments of a process are visible to other users of the machine. Read secrets from a file (`password=@FILE`,
    /// or `password=@-` for standard input), the login password from BINDERY_PASSWORD or the terminal prompt, and
    /// keys from BINDERY_CREDENTIAL_ followed by the name of the scheme.
    #[command(after_long_help = "\
Examples:
  bindery call demo user/info session=@token.txt
  bindery call demo user/transfer session=@token.txt amount=12.50 currency=eur --dry-run
  bindery call demo user/tag 'tags:=[\"a\", \"b\"]' --user partner
  bindery call demo login email=a@b.example password=@- < password.txt

Values:
  key=text        a string, a number, true or false, a date, the name or the value of an enum entry
  key:=json       any JSON: lists, maps, records; enum values that are not in the spec
  key=@FILE       the contents of the file, without the line break at its end
  A password that the API takes as an MD5 digest is hashed, unless it is given as md5:DIGEST.")]
    Call(Call),
    /// Export specs in other formats, for other languages and tools
    #[command(subcommand)]
    Export(Export),
    /// Compare specs with the vendors' documents, report changed documents, and draft missing parts of a spec
    #[command(subcommand)]
    Sources(Sources),
    /// Print a shell completion script
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
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Generate {
    /// APIs to generate; default: all
    #[arg(value_name = "API")]
    pub(crate) apis: Vec<String>,
    /// Folder with the generated crates, one subfolder per API; default: that of bindery.toml, or `generated`
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Name of the crate, if it is new; default: bindery-API
    #[arg(long, value_name = "NAME", requires = "apis")]
    pub(crate) package: Option<String>,
    /// Write nothing; show what would change, and end with exit code 4 if anything would
    #[arg(long)]
    pub(crate) check: bool,
    /// Overwrite files that are not marked as generated
    #[arg(long)]
    pub(crate) force: bool,
    /// Overlays to merge over the specs.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}

/// Options of `check`.
#[derive(clap::Args, Debug)]
pub(crate) struct Check {
    /// APIs to check; default: all
    #[arg(value_name = "API")]
    pub(crate) apis: Vec<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
    /// Overlays to merge over the specs.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}

/// Options of `list`.
#[derive(clap::Args, Debug)]
pub(crate) struct List {
    /// API to list; default: all
    pub(crate) api: Option<String>,
    /// Print JSON: one object for an API, a list of objects for all
    #[arg(long)]
    pub(crate) json: bool,
    /// Overlays to merge over the specs.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}

/// Options of `names`.
#[derive(clap::Args, Debug)]
pub(crate) struct Names {
    /// Short name of the API; default: all APIs
    pub(crate) api: Option<String>,
    /// Print JSON: a list of names
    #[arg(long)]
    pub(crate) json: bool,
    /// Overlays to merge over the specs.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}

/// Options of `diff`.
#[derive(clap::Args, Debug)]
pub(crate) struct Diff {
    /// Old version: a folder or a git revision
    #[arg(default_value = "HEAD")]
    pub(crate) old: String,
    /// New version: a folder or a git revision; default: the current folder with the specs
    pub(crate) new: Option<String>,
    /// Compare only this API; can be repeated
    #[arg(long, value_name = "API")]
    pub(crate) api: Vec<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: DiffFormat,
    /// End with exit code 0 even if something breaks
    #[arg(long)]
    pub(crate) allow_breaking: bool,
}

/// Output format of `diff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// Text for people, most severe differences first.
    Text,
    /// A single JSON object.
    Json,
    /// A changelog section.
    Markdown,
}

/// Options of `schema`.
#[derive(clap::Args, Debug)]
pub(crate) struct Schema {
    /// Write the schema to bindery.schema.json in the folder with the specs, if it changed
    #[arg(long, conflicts_with = "check")]
    pub(crate) write: bool,
    /// Write nothing; end with exit code 4 if that file is missing or out of date
    #[arg(long)]
    pub(crate) check: bool,
    /// Overwrite a file that is not a Bindery schema
    #[arg(long)]
    pub(crate) force: bool,
}

/// Options of `call`.
#[derive(clap::Args)]
pub(crate) struct Call {
    /// API to call
    pub(crate) api: String,
    /// Action: `module/action`, its name in the vendor's documents, or its own name if that is unambiguous
    pub(crate) action: String,
    /// Parameters: `key=text`, `key:=json`, `key=@FILE`, `key=@FILE;type=MEDIA` for a file with a media type
    #[arg(value_name = "KEY=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// Base address to use instead of that of the action's server
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,
    /// Base address of the server NAME; can be repeated for each server; takes precedence over --base-url
    #[arg(long, value_name = "NAME=URL")]
    pub(crate) server_url: Vec<String>,
    /// Login for HTTP Basic. Without a password, it is read from BINDERY_PASSWORD or the terminal prompt
    #[arg(long, value_name = "USER[:PASSWORD]")]
    pub(crate) user: Option<String>,
    /// Key or signature secret, by the name of its scheme; can be repeated for each scheme. VALUE can be @FILE.
    /// Prefer the environment variable BINDERY_CREDENTIAL_NAME, with the name in capitals and _ for -
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) credential: Vec<String>,
    /// Use this alternative signature scheme instead of the default one; can be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) alternative: Vec<String>,
    /// Timeout for the response, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) timeout: Duration,
    /// For an action that starts an operation: poll it until it ends, for at most SECONDS (default: 600), and show the
    /// last response
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "600", value_parser = seconds)]
    pub(crate) wait: Option<Duration>,
    /// For a list in pages: request one page after the other, at most N of them (default: all), and show each
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, conflicts_with_all = ["output", "wait"])]
    pub(crate) pages: Option<Option<NonZero<usize>>>,
    /// Do not send the request; show it with its secrets hidden
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print the response body byte for byte, including that of an error response
    #[arg(long)]
    pub(crate) raw: bool,
    /// Print the status and the headers of the response before its body
    #[arg(long)]
    pub(crate) head: bool,
    /// Write the body of the response to a new file, byte for byte
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Overlays to merge over the spec.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}

/// Parameters and logins can be secret, so `Debug` prints only the API and the action.
impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("api", &self.api).field("action", &self.action).finish_non_exhaustive()
    }
}

/// Options of `completions`.
#[derive(clap::Args, Debug)]
pub(crate) struct Completions {
    /// Shell to complete commands for
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
