//! HTTP statuses: rules of HTTP itself that the model and the runtime share.

/// Whether a status is that of a success response (2xx).
pub const fn is_success(status: u16) -> bool {
    matches!(status, 200..300)
}

/// Whether responses with this status never have a body (RFC 9110, 6.4.1 and 15.3.6).
pub const fn is_bodyless(status: u16) -> bool {
    matches!(status, 204 | 205 | 304)
}
