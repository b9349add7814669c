//! Checks of path parameters: rejects values that would not remain one path segment.

use super::fault::Fault;

/// Rejects text that would not remain one path segment: a client does not send it, a server does not accept it.
pub(crate) fn check_segment(text: &str) -> Result<(), Fault> {
    match text {
        "" | "." | ".." => Err(Fault::limit("must not be empty, '.' or '..' in a path")),
        _ => Ok(()),
    }
}
