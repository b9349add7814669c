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
