//! The options of `sources` and of the commands below it.

use std::path::PathBuf;

use bindery_model::NotationKind;
use clap::{Subcommand, ValueHint};

use super::common::{Format, word};

/// The commands about documents.
#[derive(Debug, Subcommand)]
pub(crate) enum Sources {
    /// Hold specs against the documents that they stand on, both ways
    ///
    /// What a document says must be in the spec, and what the spec has from a document must be in the document. Where the
    /// spec departs from a document and says why (`deviates`), that is shown and passes, as long as it is still true.
    #[command(after_long_help = "\
Examples:
  bindery sources check --docs ../documents              all APIs
  bindery sources check demo --docs ../documents --format json

Exit codes:
  0  documents and specs agree, declared deviations aside
  8  they differ
  9  lines of a document could not be read, whatever else there is")]
    Check(SourcesCheck),
    /// Write down how the documents look now: spec/API/sources.lock, fingerprints without any text
    ///
    /// A command of its own, because it is a decision: that all which the documents say now has been looked at.
    #[command(after_long_help = "\
Examples:
  bindery sources lock --docs ../documents
  bindery sources lock --docs ../documents --check       in CI: exit code 4 when the lock is out of date")]
    Lock(SourcesLock),
    /// Say which sections of the documents have changed since they were locked, and what of the spec stands on them
    #[command(after_long_help = "\
Examples:
  bindery sources status --docs ../documents.new

Exit codes:
  0  all sections are as they were
  8  some are not")]
    Status(SourcesStatus),
    /// Let evidence follow its lines when a document has lines more or less than it had
    ///
    /// Tells from sources.lock where each line is now, and prints every range that changes. A line that was edited where
    /// it stands counts as the same line. A range that has lost an end shrinks to what is left of it, one that is gone
    /// is left alone; both are listed for a person to look at. Run it before `lock`.
    #[command(after_long_help = "\
Examples:
  bindery sources renumber --docs ../documents.new       print what would change
  bindery sources renumber demo --docs ../documents.new --write

With --write, sources.lock counts the lines as they are now too, so that nothing is renumbered twice. What it says of
sections stays until `lock`.

Exit codes:
  0  all evidence has followed its lines, or can
  8  of some there is nothing left, or not all")]
    Renumber(SourcesRenumber),
    /// Write the YAML of what a document says and the spec does not
    ///
    /// What only a person can write stands there as `about: ???`, which `check` refuses. With --write, evidence is
    /// renumbered first where there is a lock, as by `bindery sources renumber`. With --new, the whole spec of an API that
    /// there is none of yet is drafted from one document.
    #[command(after_long_help = "\
Examples:
  bindery sources draft demo --docs ../documents         print it
  bindery sources draft demo --docs ../documents --write insert it where it belongs
  bindery sources draft --new shop --notation action-reference --docs ../documents/shop.txt")]
    Draft(Draft),
}

/// Which documents are looked at.
#[derive(clap::Args, Debug)]
pub(crate) struct Documents {
    /// Which APIs; all when none is named
    #[arg(value_name = "API")]
    pub(crate) apis: Vec<String>,
    /// The folder with the documents as they are now
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) docs: PathBuf,
}

/// Options of `sources check`.
#[derive(clap::Args, Debug)]
pub(crate) struct SourcesCheck {
    /// Which documents.
    #[command(flatten)]
    pub(crate) of: Documents,
    /// For people or for machines
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Options of `sources lock`.
#[derive(clap::Args, Debug)]
pub(crate) struct SourcesLock {
    /// Which documents.
    #[command(flatten)]
    pub(crate) of: Documents,
    /// Write nothing; end with exit code 4 when a lock is not there or out of date
    #[arg(long)]
    pub(crate) check: bool,
    /// Write over a file that is no lock
    #[arg(long)]
    pub(crate) force: bool,
}

/// Options of `sources status`.
#[derive(clap::Args, Debug)]
pub(crate) struct SourcesStatus {
    /// Which documents.
    #[command(flatten)]
    pub(crate) of: Documents,
    /// For people or for machines
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Options of `sources renumber`.
#[derive(clap::Args, Debug)]
pub(crate) struct SourcesRenumber {
    /// Which documents.
    #[command(flatten)]
    pub(crate) of: Documents,
    /// Change the files of the spec
    #[arg(long)]
    pub(crate) write: bool,
}

/// Options of `sources draft`.
#[derive(clap::Args, Debug)]
pub(crate) struct Draft {
    /// Which APIs; all when none is named
    #[arg(value_name = "API", conflicts_with = "new")]
    pub(crate) apis: Vec<String>,
    /// The folder with the documents; with --new, the document
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) docs: PathBuf,
    /// Insert it into the files of the spec; with --new, into a folder that must not exist
    #[arg(long)]
    pub(crate) write: bool,
    /// Draft the whole spec of an API of this name
    #[arg(long, value_name = "NAME", requires = "notation")]
    pub(crate) new: Option<String>,
    /// How the document of the new API is written; the spec language describes the notations
    #[arg(long, value_name = "NOTATION", requires = "new", value_parser = word::<NotationKind>())]
    pub(crate) notation: Option<NotationKind>,
}
