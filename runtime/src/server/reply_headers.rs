//! Headers that a backend adds to its responses.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderMap, HeaderName};

use crate::Fault;
use crate::headed::header;

/// Headers that a backend adds to its response, beyond those that the documents describe, whether it succeeds or fails.
/// Clones share them.
///
/// A header that cannot be sent, such as one with a line break, makes the response an internal error.
///
/// ```
/// use bindery_runtime::server::RequestContext;
///
/// fn identify(context: &RequestContext, id: u32) {
///     context.reply.set("X-Request-Id", id);
/// }
/// ```
#[derive(Clone, Default)]
pub struct ReplyHeaders(Arc<Mutex<Vec<(String, String)>>>);

impl ReplyHeaders {
    /// Sets a header, and replaces its earlier values. The documented headers of the response are not replaced.
    pub fn set(&self, name: impl Into<String>, value: impl ToString) {
        let name = name.into();
        self.lock().retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        self.add(name, value);
    }

    /// Adds another value of a header, such as `Set-Cookie`.
    pub fn add(&self, name: impl Into<String>, value: impl ToString) {
        self.lock().push((name.into(), value.to_string()));
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(String, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the headers.
    pub(super) fn take(&self) -> Result<HeaderMap, Fault> {
        let mut headers = HeaderMap::new();
        for (name, text) in std::mem::take(&mut *self.lock()) {
            let (header, value) = header(&name, text)?;
            if is_framing(&header) {
                return Err(Fault::limit("is written by the router").inside(&name));
            }
            headers.append(header, value);
        }
        Ok(headers)
    }
}

/// Whether a header belongs to the transfer of the body.
fn is_framing(name: &HeaderName) -> bool {
    [CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING, UPGRADE].contains(name)
}

/// Shows only the names, because values may be secrets.
impl fmt::Debug for ReplyHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lock().iter().map(|(name, _)| name)).finish()
    }
}
