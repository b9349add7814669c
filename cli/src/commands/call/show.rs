//! Formatting of requests and JSON for the terminal.

use bindery_runtime::Content;
use bindery_runtime::client::RequestBody;
use bindery_runtime::wire::{Attachment, Part};
use bytes::Bytes;

use crate::output::{CYAN, DIM, HEADER, printable};

/// Placeholder for secrets.
pub(super) const HIDDEN: &str = "***";

/// Formats a request without secrets, as it would be sent; `hidden` are the headers with hidden values. `body` is its
/// body, whose files are not shown.
pub(super) fn request(
    request: &http::Request<Bytes>,
    body: &RequestBody,
    hidden: &[(&str, String)],
) -> String {
    let mut text =
        format!("{HEADER}{} {}{HEADER:#}\n", request.method(), printable(&request.uri().to_string()));
    let mut header =
        |name: &str, value: &str| text.push_str(&format!("{CYAN}{name}{CYAN:#}: {}\n", printable(value)));
    for (name, value) in request.headers() {
        header(name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
    }
    for (name, value) in hidden {
        header(name, value);
    }
    if let Some(files) = files(body) {
        text.push_str(&format!("\n{}", printable(&files)));
    } else if !request.body().is_empty() {
        let body = String::from_utf8_lossy(request.body());
        text.push_str(&format!("\n{}\n", printable(&body)));
    } else {
        text.push_str(&format!("\n{DIM}no body{DIM:#}\n"));
    }
    text
}

/// Describes a body with files, one line for each part; `None` for another body.
fn files(body: &RequestBody) -> Option<String> {
    let file = |attachment: &Attachment| {
        let content = attachment.get::<Content>();
        let name = content.and_then(Content::file_name).unwrap_or("file");
        let length = content.and_then(Content::length).unwrap_or_default();
        format!("[{name}, {length} bytes]")
    };
    match body {
        RequestBody::Attached(attachment) => Some(format!("{}\n", file(attachment))),
        RequestBody::Multipart(parts) if parts.iter().any(|part| part.attachment.is_some()) => {
            let line = |part: &Part| {
                let shown = part.attachment.as_ref().map_or_else(|| part.text.clone(), file);
                format!("{}: {shown}\n", part.name)
            };
            Some(parts.iter().map(line).collect())
        }
        _ => None,
    }
}

/// Indents JSON. Only whitespace between tokens changes: the order of keys and the digits of numbers stay.
pub(super) fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let mut depth = 0usize;
    let mut letters = json.trim().chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                text.push('"');
                while let Some(inner) = letters.next() {
                    text.push(inner);
                    match inner {
                        '"' => break,
                        '\\' => text.extend(letters.next()),
                        _ => {}
                    }
                }
            }
            '{' | '[' => {
                text.push(letter);
                while letters.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(end) = letters.next_if(|next| matches!(next, '}' | ']')) {
                    text.push(end);
                } else {
                    depth += 1;
                    line(&mut text, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut text, depth);
                text.push(letter);
            }
            ',' => {
                text.push(',');
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            blank if blank.is_ascii_whitespace() => {}
            other => text.push(other),
        }
    }
    text.push('\n');
    text
}

fn line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indenting_changes_nothing_but_blanks() {
        let json = r#"{"b":1.50,"a":[ ],"c":[1,{"x:":"a,\"{"}],"d":{} , "e":12345678901234567890.10}"#;
        let text = indented(json);
        assert_eq!(
            text,
            "{\n  \"b\": 1.50,\n  \"a\": [],\n  \"c\": [\n    1,\n    {\n      \"x:\": \"a,\\\"{\"\n    }\n  ],\n  \
             \"d\": {},\n  \"e\": 12345678901234567890.10\n}\n"
        );
        assert_eq!(indented(" true "), "true\n");
    }
}
