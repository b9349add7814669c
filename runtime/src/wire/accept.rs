//! Header `Accept` as a parameter: the most wanted media type that is a documented value.

use bindery_vocabulary::ValueLimits;

use super::Wire;
use super::fault::Fault;
use super::key::Key;
use super::record::read_field;
use super::value::{Document, Value};
use crate::headed::json_list;

/// Reads a parameter from an `Accept` header: the most wanted media type, or a list of all. Most clients send the header by
/// themselves, so media types that are no documented value are skipped, and a header with nothing else counts as missing.
///
/// # Errors
/// When the parameter is required and no media type is a documented value.
pub(super) fn negotiated<T: Wire>(key: &Key, header: &str) -> Result<T, Fault> {
    let read = |key: &Key, found: Option<&Value<'_>>| {
        let read: T = read_field(key, found, T::missing, T::null, T::read_as)?;
        read.check(&key.constraints(false)).map(|()| read)
    };
    let all = accepted(header).into_iter();
    if key.division().is_none() {
        let mut found = all.flatten().map(|media| read(key, Some(&Value::Text(media.into()))));
        return found.find_map(Result::ok).map_or_else(|| read(key, None), Ok);
    }
    let key = &Key { encoding: key.json_encoding(), ..*key };
    let list_of = |media: &[&str]| Document::of_text(json_list(media.iter().copied()));
    // The length is that of the whole list.
    let item = Key { limits: ValueLimits { length: None, ..key.limits }, ..*key };
    let is_known = |media: &&str| {
        let one = list_of(&[media]);
        one.and_then(|one| read(&item, Some(&one.value()))).is_ok()
    };
    let known: Vec<&str> = all.filter_map(|forms| forms.into_iter().find(is_known)).collect();
    if known.is_empty() { read(key, None) } else { read(key, Some(&list_of(&known)?.value())) }
}

/// Returns the media types of an `Accept` header from the most to the least wanted, each as it is written and without its
/// parameters. Ranges such as `*/*` are left out, and so is what the client refuses (`q=0`).
fn accepted(header: &str) -> Vec<[&str; 2]> {
    let mut all: Vec<(f32, [&str; 2])> = header.split(',').filter_map(weighted).collect();
    all.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    all.into_iter().map(|(_, forms)| forms).collect()
}

/// Returns the weight of a media type, and the media type with and without its parameters.
fn weighted(range: &str) -> Option<(f32, [&str; 2])> {
    let essence = range.split(';').next()?.trim();
    let mut written = range.trim();
    let mut weight = 1.0;
    // What follows the weight does not belong to the media type (RFC 9110, 12.5.1).
    for (at, _) in range.match_indices(';') {
        let (name, value) = range.get(at + 1..)?.split(';').next()?.split_once('=').unwrap_or_default();
        if name.trim().eq_ignore_ascii_case("q") {
            written = range.get(..at)?.trim();
            weight = value.trim().parse().unwrap_or(0.0);
            break;
        }
    }
    (weight > 0.0 && !essence.is_empty() && !essence.contains('*')).then_some((weight, [written, essence]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_in_the_order_of_their_weights() {
        for (header, media) in [
            ("", ""),
            ("*/*", ""),
            ("image/*, */*;q=0.8", ""),
            ("a/b", "a/b a/b"),
            ("a/b;q=0.5, c/d, e/f;q=0.9", "c/d c/d e/f e/f a/b a/b"),
            ("a/b;v=2;q=1;x=y", "a/b;v=2 a/b"),
            ("a/b;q=0,c/d;Q=0.001", "c/d c/d"),
            ("a/b;q=many, c/d; q = 0.5 ,,", "c/d c/d"),
        ] {
            assert_eq!(accepted(header).concat().join(" "), media, "{header}");
        }
    }
}
