//! Values in paths.

use super::fault::Fault;

/// Refuses what would not stay a segment of its own in a path: a client does not send it, a server does not take it.
pub(crate) fn check_segment(text: &str) -> Result<(), Fault> {
    match text {
        "" | "." | ".." => Err(Fault::limit("must not be empty, '.' or '..' in a path")),
        _ => Ok(()),
    }
}
