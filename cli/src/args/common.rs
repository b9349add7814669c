//! Options that several commands take.

use std::path::PathBuf;

use bindery_model::Word;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ValueEnum, ValueHint};

/// Files of one's own that are merged over specs.
#[derive(clap::Args, Debug, Default)]
pub(crate) struct Overlays {
    /// Merge a file of your own over the spec of its API; may be given several times, merged in that order
    #[arg(long = "overlay", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
}

/// How diagnostics are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the lines of the spec, and a summary.
    Text,
    /// A JSON list.
    Json,
}

/// Reads a word of the spec language.
pub(super) fn word<W: Word + Send + Sync>() -> impl TypedValueParser<Value = W> {
    let words = PossibleValuesParser::new(W::ALL.iter().map(|word| word.text()));
    words.try_map(|text| W::of_text(&text).ok_or("is no such word"))
}
