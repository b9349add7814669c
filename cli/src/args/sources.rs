//! Options of `sources` and its subcommands.

use std::path::PathBuf;

use bindery_model::NotationKind;
use clap::{Subcommand, ValueHint};

use super::common::{Format, word};

/// Subcommands of `sources`.
#[derive(Debug, Subcommand)]
pub(crate) enum Sources {
    /// Compare specs with the documents they are based on, in both directions
    ///
    /// Everything that a document says must be in the spec, and everything that the spec attributes to a document
    /// must be in that document. A declared deviation (`deviates`, with a reason) is shown and accepted as long as it
    /// is still true.
    #[command(after_long_help = "\
Examples:
  bindery sources check --docs ../documents              all APIs
  bindery sources check demo --docs ../documents --format json

Exit codes:
  0  documents and specs agree, declared deviations aside
  8  they differ
  9  lines of a document could not be read, whatever else was found")]
    Check(SourcesCheck),
    /// Record the current state of the documents in spec/API/sources.lock, as fingerprints without any text
    ///
    /// Locking is a separate command because it records a decision: the current documents have been reviewed
    /// completely.
    #[command(after_long_help = "\
Examples:
  bindery sources lock --docs ../documents
  bindery sources lock --docs ../documents --check       in CI: exit code 4 when the lock is out of date")]
    Lock(SourcesLock),
    /// Report sections of the documents that changed since they were locked, and the parts of the spec based on them
    #[command(after_long_help = "\
Examples:
  bindery sources status --docs ../documents.new

Exit codes:
  0  no section has changed
  8  some sections have changed")]
    Status(SourcesStatus),
    /// Update the line numbers of evidence after lines were inserted into or removed from a document
    ///
    /// Finds the new position of each line by means of sources.lock, and prints every range that changes. A line that
    /// was edited in place counts as the same line. A range that has lost its first or last lines shrinks to the
    /// rest, and a range that is gone is left unchanged; both are listed for review. Run it before `lock`.
    #[command(after_long_help = "\
Examples:
  bindery sources renumber --docs ../documents.new       print what would change
  bindery sources renumber demo --docs ../documents.new --write

With --write, sources.lock is updated to the new line numbers too, so that nothing is renumbered twice. Its section
fingerprints stay until `lock`.

Exit codes:
  0  all evidence is renumbered, or can be
  8  some evidence has lost all or part of its lines")]
    Renumber(SourcesRenumber),
    /// Draft the YAML of what a document says and the spec does not
    ///
    /// Texts that only a person can write are drafted as `about: ???`, which `check` rejects. With --write, evidence
    /// is renumbered first if there is a lock, as by `bindery sources renumber`. With --new, the complete spec of a
    /// new API is drafted from one document.
    #[command(after_long_help = "\
Examples:
  bindery sources draft demo --docs ../documents         print it
  bindery sources draft demo --docs ../documents --write insert it into the spec
  bindery sources draft --new shop --notation action-reference --docs ../documents/shop.txt")]
    Draft(Draft),
}

/// Documents to read.
#[derive(clap::Args, Debug)]
pub(crate) struct Documents {
    /// APIs to process; default: all
    #[arg(value_name = "API")]
    pub(crate) apis: Vec<String>,
    /// Folder with the current documents; default: that of bindery.toml
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) docs: Option<PathBuf>,
}

/// Options of `sources check`.
#[derive(clap::Args, Debug)]
pub(crate) struct SourcesCheck {
    /// Documents to check.
    #[command(flatten)]
    pub(crate) of: Documents,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Options of `sources lock`.
#[derive(clap::Args, Debug)]
pub(crate) struct SourcesLock {
    /// Documents to lock.
    #[command(flatten)]
    pub(crate) of: Documents,
    /// Write nothing; end with exit code 4 if a lock is missing or out of date
    #[arg(long)]
    pub(crate) check: bool,
    /// Overwrite a file that is not a lock
    #[arg(long)]
    pub(crate) force: bool,
}

/// Options of `sources status`.
#[derive(clap::Args, Debug)]
pub(crate) struct SourcesStatus {
    /// Documents to compare with the lock.
    #[command(flatten)]
    pub(crate) of: Documents,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Options of `sources renumber`.
#[derive(clap::Args, Debug)]
pub(crate) struct SourcesRenumber {
    /// Documents to renumber evidence for.
    #[command(flatten)]
    pub(crate) of: Documents,
    /// Write the changes to the files of the spec
    #[arg(long)]
    pub(crate) write: bool,
}

/// Options of `sources draft`.
#[derive(clap::Args, Debug)]
pub(crate) struct Draft {
    /// APIs to draft for; default: all
    #[arg(value_name = "API", conflicts_with = "new")]
    pub(crate) apis: Vec<String>,
    /// Folder with the documents, default: that of bindery.toml; with --new, the document itself
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) docs: Option<PathBuf>,
    /// Insert the draft into the files of the spec; with --new, write a new folder, which must not exist yet
    #[arg(long)]
    pub(crate) write: bool,
    /// Draft the complete spec of a new API with this name
    #[arg(long, value_name = "NAME", requires_all = ["notation", "docs"])]
    pub(crate) new: Option<String>,
    /// Notation of the new API's document; the notations are described with the spec language
    #[arg(long, value_name = "NOTATION", requires = "new", value_parser = word::<NotationKind>())]
    pub(crate) notation: Option<NotationKind>,
}
