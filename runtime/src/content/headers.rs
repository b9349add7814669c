//! Header `Content-Disposition`: the name of a part, and the name of a file.

use http::HeaderMap;
use http::header::CONTENT_DISPOSITION;

/// Writes the header for a part of a multipart form (`form-data`, with its name) or for a response (`attachment`).
///
/// Characters that would end the quotes are escaped as browsers do (WHATWG HTML, multipart/form-data). A file name that
/// is not ASCII is written in UTF-8 in a part; a response has it in the form of RFC 8187.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn disposition(part: Option<&str>, file_name: Option<&str>) -> String {
    let mut header = String::from(if part.is_some() { "form-data" } else { "attachment" });
    for (key, text) in [("name", part), ("filename", file_name)] {
        let Some(text) = text else { continue };
        if part.is_none() && !text.is_ascii() {
            header.push_str("; filename*=UTF-8''");
            for byte in text.bytes() {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                        header.push(char::from(byte));
                    }
                    _ => header.push_str(&format!("%{byte:02X}")),
                }
            }
            continue;
        }
        header.push_str("; ");
        header.push_str(key);
        header.push_str("=\"");
        for letter in text.chars() {
            match letter {
                '"' => header.push_str("%22"),
                '\r' => header.push_str("%0D"),
                '\n' => header.push_str("%0A"),
                letter if letter.is_control() => {}
                letter => header.push(letter),
            }
        }
        header.push('"');
    }
    header
}

/// Returns the file name in the headers of a message or of a part. Many senders write it in plain UTF-8.
pub(crate) fn file_name(headers: &HeaderMap) -> Option<String> {
    name_of(std::str::from_utf8(headers.get(CONTENT_DISPOSITION)?.as_bytes()).ok()?)
}

/// Reads the file name of a `Content-Disposition`. Folders before the name are dropped: a sender must not choose where
/// a receiver writes.
fn name_of(header: &str) -> Option<String> {
    let extended = parameter(header, "filename*").and_then(|text| {
        let (charset, rest) = text.split_once('\'')?;
        let (_, encoded) = rest.split_once('\'')?;
        charset.eq_ignore_ascii_case("utf-8").then(|| unescaped(encoded)).flatten()
    });
    let name = extended.or_else(|| parameter(header, "filename"))?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
    (!matches!(name.as_str(), "" | "." | "..")).then_some(name)
}

/// Returns the value of a header's parameter, without quotes.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => {
                let (mut value, mut letters) = (String::new(), quoted.char_indices());
                let end = loop {
                    match letters.next() {
                        None => break quoted.len(),
                        Some((at, '"')) => break at + 1,
                        Some((_, '\\')) => match letters.next() {
                            // Browsers write a backslash as it is; only these two are escaped (RFC 9110, 5.6.4).
                            Some((_, letter @ ('"' | '\\'))) => value.push(letter),
                            Some((_, letter)) => value.extend(['\\', letter]),
                            None => break quoted.len(),
                        },
                        Some((_, letter)) => value.push(letter),
                    }
                };
                (value, quoted.get(end..).unwrap_or_default())
            }
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after.get(..end).unwrap_or_default().trim().to_owned(), after.get(end..).unwrap_or_default())
            }
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next.split_once(';')?.1;
    }
}

/// Decodes percent-encoded UTF-8.
fn unescaped(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let (digits, after) = rest.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_plain_utf_8() {
        let named = |header: &'static [u8]| {
            let header = http::HeaderValue::from_bytes(header).expect("a header");
            file_name(&HeaderMap::from_iter([(CONTENT_DISPOSITION, header)]))
        };
        assert_eq!(named("attachment; filename=\"größe.txt\"".as_bytes()).as_deref(), Some("größe.txt"));
        assert_eq!(named(b"attachment; filename=\"gr\xf6\xdfe.txt\""), None);
        assert_eq!(file_name(&HeaderMap::new()), None);
    }

    #[test]
    fn names_are_written_and_read() {
        assert_eq!(
            disposition(Some("file"), Some("a\"b\n.png")),
            "form-data; name=\"file\"; filename=\"a%22b%0A.png\""
        );
        assert_eq!(disposition(None, Some("größe.pdf")), "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe.pdf");
        for (header, name) in [
            ("attachment; filename=\"cat.png\"", Some("cat.png")),
            ("attachment; filename=cat.png; size=3", Some("cat.png")),
            ("attachment; x=\"a;b\"; FileName = \"c\\\"d\"", Some("c\"d")),
            ("attachment; filename=\"x\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.pdf", Some("größe.pdf")),
            ("attachment; filename*=UTF-8''%zz; filename=x", Some("x")),
            ("form-data; name=\"a\"; filename=\"C:\\Users\\me\\x.txt\"", Some("x.txt")),
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\"", None),
            ("inline", None),
            ("", None),
        ] {
            assert_eq!(name_of(header).as_deref(), name, "{header}");
        }
    }
}
