//! Transient errors: decided by the status and the kind of the error alone.

use crate::ErrorKind;

/// Whether the same request may succeed later. `told` says whether the server named a time (`Retry-After`).
///
/// Transient statuses are 408, 425, 429, 502, 503 and 504, with any error code; 501 and 505 are permanent. Otherwise
/// the kind decides: `unavailable` is transient, `limit` only if the server names a time, because most limits are
/// limits of amounts.
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
