//! JSON pointers. One into the first file is the pointer itself (`/paths/~1a`), one into another file has its name in
//! front (`types/order.yaml#/Order`).

use std::borrow::Cow;

/// Returns a JSON pointer with another key at its end.
pub(crate) fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Returns the file of a pointer, empty for the first one, and the pointer inside it.
pub(crate) fn split(pointer: &str) -> (&str, &str) {
    match pointer.starts_with('/') {
        true => ("", pointer),
        false => pointer.split_once('#').unwrap_or(("", pointer)),
    }
}

/// Returns the keys of a JSON pointer, which may be a fragment with percent escapes.
pub(crate) fn keys(pointer: &str) -> impl Iterator<Item = String> + '_ {
    split(pointer).1.split('/').skip(1).map(|key| unescaped(key).replace("~1", "/").replace("~0", "~"))
}

/// Returns the name of what a pointer leads to: its last key, or the stem of the file that it names whole.
pub(crate) fn name(pointer: &str) -> String {
    keys(pointer).last().unwrap_or_else(|| stem(split(pointer).0).to_owned())
}

/// Returns the name of a file without its folders and its ending.
pub(crate) fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

/// Returns the pointer of a `$ref` as documents hold it once they are read: with `#` in front for the first file.
pub(crate) fn target(reference: &str) -> &str {
    reference.strip_prefix('#').unwrap_or(reference)
}

/// Returns a text without percent escapes; a broken escape is kept.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or(&[]);
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_escaped() {
        assert_eq!(join("/paths", "/a~b"), "/paths/~1a~0b");
        assert_eq!(keys("/paths/~1a~0b/%7Bid%7D").collect::<Vec<_>>(), ["paths", "/a~b", "{id}"]);
        assert_eq!(unescaped("100%"), "100%");
    }

    #[test]
    fn pointers_name_their_file() {
        assert_eq!(split("/paths/~1a#b"), ("", "/paths/~1a#b"));
        assert_eq!(keys("a/b.yaml#/Order").collect::<Vec<_>>(), ["Order"]);
        assert_eq!(
            (name("a/b.yaml#/Order"), name("a/line-item.v1.yaml#")),
            ("Order".into(), "line-item".into())
        );
        assert_eq!((target("#/a"), target("b.yaml#/a")), ("/a", "b.yaml#/a"));
    }
}
