//! The countries and states of the platform, a few of each.

/// Code, name and dial code.
pub(super) const COUNTRIES: &[(&str, &str, i64)] = &[
    ("be", "Belgium", 32),
    ("fr", "France", 33),
    ("il", "Israel", 972),
    ("it", "Italy", 39),
    ("us", "United States", 1),
];

/// Country, code and name.
pub(super) const STATES: &[(&str, &str, &str)] =
    &[("us", "CA", "California"), ("us", "NY", "New York"), ("it", "RM", "Roma")];

/// Countries without public sign-up (the document's list).
pub(super) const BANNED: &[&str] = &["us", "it", "il"];

/// Returns the stored code of a country. Case-insensitive.
pub(super) fn country(code: &str) -> Option<String> {
    let (known, ..) = COUNTRIES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(code.trim()))?;
    Some((*known).to_owned())
}

/// Returns the stored code of a state of the country. Case-insensitive.
pub(super) fn state(country: &str, code: &str) -> Option<String> {
    let (_, known, _) = STATES
        .iter()
        .find(|(within, known, _)| *within == country && known.eq_ignore_ascii_case(code.trim()))?;
    Some((*known).to_owned())
}
