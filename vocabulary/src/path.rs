//! Paths: keys joined by dots. A dot that belongs to a key is written `\.`, and a backslash before a dot or a backslash
//! is written `\\`.

use std::borrow::Cow;

/// Returns the first key of a path, and the path that follows it; `None` after the last key.
pub fn first(path: &str) -> (Cow<'_, str>, Option<&str>) {
    let Some(end) = path.find(['.', '\\']) else { return (path.into(), None) };
    let mut key = String::new();
    let mut from = 0;
    let mut at = end;
    let bytes = path.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'.', _) => {
                key.push_str(path.get(from..at).unwrap_or_default());
                return (key.into(), path.get(at + 1..));
            }
            (b'\\', Some(b'.' | b'\\')) => {
                key.push_str(path.get(from..at).unwrap_or_default());
                from = at + 1;
                at += 2;
            }
            _ => at += 1,
        }
    }
    key.push_str(path.get(from..).unwrap_or_default());
    (key.into(), None)
}

/// Returns the keys of a path, each with the length that it has in the path.
pub fn keys(path: &str) -> impl Iterator<Item = (Cow<'_, str>, usize)> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let whole = rest?;
        let (key, after) = first(whole);
        rest = after;
        Some((key, after.map_or(whole.len(), |after| whole.len() - after.len() - 1)))
    })
}

/// Returns the path to the object or list around the value of a path; `None` for a single key.
pub fn around(path: &str) -> Option<&str> {
    let (_, last) = keys(path).last()?;
    path.get(..path.len().checked_sub(last + 1)?)
}

/// Returns the path of some keys.
pub fn joined<K: AsRef<str>>(keys: impl IntoIterator<Item = K>) -> String {
    let mut path = String::new();
    for (position, key) in keys.into_iter().enumerate() {
        if position > 0 {
            path.push('.');
        }
        let mut letters = key.as_ref().chars().peekable();
        while let Some(letter) = letters.next() {
            if letter == '.' || letter == '\\' && matches!(letters.peek(), None | Some('.' | '\\')) {
                path.push('\\');
            }
            path.push(letter);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_keys() {
        for (path, all) in [
            ("", &[""][..]),
            ("a", &["a"]),
            ("a.b.0", &["a", "b", "0"]),
            (r"@odata\.nextLink", &["@odata.nextLink"]),
            (r"a\.b.c\.", &["a.b", "c."]),
            (r"a\\.b", &[r"a\", "b"]),
            (r"a\b.c", &[r"a\b", "c"]),
            (r"\.\.", &[".."]),
            ("é.ü", &["é", "ü"]),
            ("a..b.", &["a", "", "b", ""]),
        ] {
            let found: Vec<_> = keys(path).map(|(key, _)| key).collect();
            assert_eq!(found, all, "{path}");
            assert_eq!(joined(&found), path);
            let length: usize = keys(path).map(|(_, length)| length + 1).sum();
            assert_eq!(length, path.len() + 1, "{path}");
        }
        assert_eq!(around(r"a\.b.c\.d"), Some(r"a\.b"));
        assert_eq!((around(r"a\.b"), around("")), (None, None));
        for keys in [[r"\", "."], [r"\\", r"\."], [r"a\", r".\"]] {
            let path = joined(keys);
            assert_eq!(super::keys(&path).map(|(key, _)| key).collect::<Vec<_>>(), keys, "{path}");
        }
    }
}
