//! Options that several commands share.

use std::path::PathBuf;

use bindery_model::Word;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ValueEnum, ValueHint};

/// Overlays: the user's own files that are merged over specs.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Overlays {
    /// Merge your own file over the spec of its API; can be repeated, merged in the order given
    #[arg(long = "overlay", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
}

/// Output format of diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people, with the affected lines of the spec and a summary.
    Text,
    /// A JSON list.
    Json,
}

/// Returns a parser that accepts the words of a vocabulary enum.
pub(super) fn word<W: Word + Send + Sync>() -> impl TypedValueParser<Value = W> {
    let words = PossibleValuesParser::new(W::ALL.iter().map(|word| word.text()));
    words.try_map(|text| W::of_text(&text).ok_or("unknown value"))
}
