//! What a failure is about, and whether it may be gone the next time: by its status and its kind, whatever else of it could
//! be read.

use crate::ErrorKind;

/// Whether the same request may be answered better later. `told` says that the server has said when (`Retry-After`).
///
/// The statuses that mean 'not now' are 408, 425, 429, 502, 503 and 504, with whatever code they come; 501 and 505 mean 'never'.
/// Otherwise the kind decides: `unavailable` passes, and `limit` only if the server says when, since most limits are of amounts.
pub(crate) fn is_transient(status: u16, kind: ErrorKind, told: bool) -> bool {
    match status {
        408 | 425 | 429 | 502..=504 => true,
        501 | 505 => false,
        _ => told || kind == ErrorKind::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::is_transient;
    use crate::ErrorKind;

    #[test]
    fn status_and_kind_decide() {
        for status in [408, 425, 429, 502, 503, 504] {
            for kind in [ErrorKind::Other, ErrorKind::Internal, ErrorKind::Limit, ErrorKind::Validation] {
                assert!(is_transient(status, kind, false), "{status} {kind:?}");
            }
        }
        for (status, kind, told, transient) in [
            (200, ErrorKind::Unavailable, false, true),
            (500, ErrorKind::Unavailable, false, true),
            (501, ErrorKind::Unavailable, true, false),
            (505, ErrorKind::Unavailable, false, false),
            (403, ErrorKind::Limit, false, false),
            (403, ErrorKind::Limit, true, true),
            (500, ErrorKind::Internal, false, false),
            (500, ErrorKind::Internal, true, true),
            (401, ErrorKind::Authentication, false, false),
            (400, ErrorKind::Validation, false, false),
        ] {
            assert_eq!(is_transient(status, kind, told), transient, "{status} {kind:?} {told}");
        }
    }
}
