//! Error responses: recognized by their signals, read and written by the templates of their error formats.

mod path;
mod read;
mod signal;
mod words;
mod write;

#[cfg(feature = "server")]
pub(crate) use path::at_entries;
pub(crate) use path::at_path;
pub use read::{ErrorTable, FailureParts, ReportedError};
pub(crate) use read::{of_json, of_text};
pub use signal::is_failure;
#[cfg(all(feature = "client", feature = "oauth"))]
pub(crate) use words::words_of;
#[cfg(feature = "server")]
pub(crate) use write::encode_failure_as;
pub use write::{EncodedFailure, encode_failure};

/// Parses a number of seconds. Fractions are rounded up, and values too large for the type become its maximum.
pub(crate) fn seconds(text: &str) -> Option<std::time::Duration> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let more = u64::from(part.bytes().any(|digit| digit != b'0'));
    Some(std::time::Duration::from_secs(whole.parse::<u64>().unwrap_or(u64::MAX).saturating_add(more)))
}
