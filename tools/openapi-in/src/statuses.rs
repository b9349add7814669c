//! HTTP statuses: their names in specs, and how `responses` writes them.

/// A key of `responses`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// One status.
    One(u16),
    /// A range such as `4XX`, by its first digit.
    Class(u16),
    /// Every status that no other key names.
    Default,
}

impl Status {
    /// Reads a key of `responses`.
    pub(crate) fn read(key: &str) -> Option<Self> {
        if key == "default" {
            return Some(Status::Default);
        }
        if let Ok(status) = key.parse::<u16>() {
            return (100..600).contains(&status).then_some(Status::One(status));
        }
        let mut letters = key.chars();
        let digit = letters.next()?.to_digit(10)?;
        letters.as_str().eq_ignore_ascii_case("xx").then_some(Status::Class(digit as u16))
    }

    /// Whether responses with this status report an error.
    pub(crate) fn is_error(self) -> bool {
        match self {
            Status::One(status) => status >= 400,
            Status::Class(digit) => digit >= 4,
            Status::Default => true,
        }
    }
}

/// Names of statuses, in kebab-case.
const NAMES: &[(u16, &str)] = &[
    (200, "ok"),
    (201, "created"),
    (202, "accepted"),
    (203, "non-authoritative"),
    (204, "no-content"),
    (205, "reset-content"),
    (206, "partial-content"),
    (207, "multi-status"),
    (300, "multiple-choices"),
    (301, "moved-permanently"),
    (302, "found"),
    (303, "see-other"),
    (304, "not-modified"),
    (307, "temporary-redirect"),
    (308, "permanent-redirect"),
    (400, "bad-request"),
    (401, "unauthorized"),
    (402, "payment-required"),
    (403, "forbidden"),
    (404, "not-found"),
    (405, "method-not-allowed"),
    (406, "not-acceptable"),
    (408, "request-timeout"),
    (409, "conflict"),
    (410, "gone"),
    (411, "length-required"),
    (412, "precondition-failed"),
    (413, "content-too-large"),
    (415, "unsupported-media-type"),
    (422, "unprocessable-content"),
    (423, "locked"),
    (424, "failed-dependency"),
    (428, "precondition-required"),
    (429, "too-many-requests"),
    (500, "internal-server-error"),
    (501, "not-implemented"),
    (502, "bad-gateway"),
    (503, "service-unavailable"),
    (504, "gateway-timeout"),
];

/// Returns the name of a status.
pub(crate) fn name(status: u16) -> String {
    let known = NAMES.iter().find(|(known, _)| *known == status);
    known.map_or_else(|| format!("status-{status}"), |(_, name)| (*name).to_owned())
}
