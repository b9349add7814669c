//! Multipart forms (`multipart/form-data`) as request bodies of clients (RFC 7578).

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use bytes::Bytes;

use crate::MediaType;
use crate::wire::Part;
#[cfg(feature = "content")]
use crate::{Content, Fault, content::Body, content::disposition};

/// Returns a boundary that no content contains: 128 random bits.
pub(super) fn boundary() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("bindery-{:016x}{:016x}", random(), random())
}

/// Writes the parts of a form.
pub(super) fn body(parts: &[Part], boundary: &str) -> Bytes {
    let mut body = String::new();
    for part in parts {
        body.push_str("--");
        body.push_str(boundary);
        body.push_str("\r\nContent-Disposition: form-data; name=\"");
        push_name(&part.name, &mut body);
        body.push('"');
        if part.is_json {
            body.push_str("\r\nContent-Type: ");
            body.push_str(MediaType::Json.name());
        }
        body.push_str("\r\n\r\n");
        body.push_str(&part.text);
        body.push_str("\r\n");
    }
    body.push_str("--");
    body.push_str(boundary);
    body.push_str("--\r\n");
    body.into()
}

/// Body of a form with contents, which are streamed part after part. Also returns the contents.
///
/// # Errors
/// When a file cannot be opened, or a stream was already sent.
#[cfg(feature = "content")]
pub(super) fn streamed(parts: &[Part], boundary: &str) -> Result<(Body, Vec<Content>), Fault> {
    let mut pieces = Vec::new();
    let mut contents = Vec::new();
    let mut length = Some(0);
    let mut push = |body: Body| {
        length =
            length.zip(http_body::Body::size_hint(&body).exact()).map(|(sum, more): (u64, u64)| sum + more);
        pieces.push(body);
    };
    for part in parts {
        let Some(content) = part.attachment.as_ref().and_then(|attachment| attachment.get::<Content>())
        else {
            let all = body(std::slice::from_ref(part), boundary);
            // All but the end of the form.
            push(Body::from(all.slice(..all.len() - boundary.len() - 6)));
            continue;
        };
        let name = content.file_name().unwrap_or("file");
        let media_type = content.media_type().unwrap_or(MediaType::Bytes.name());
        if media_type.contains(char::is_control) {
            return Err(Fault::limit("the media type is not valid").inside(&part.name));
        }
        let head = format!(
            "--{boundary}\r\nContent-Disposition: {}\r\nContent-Type: {media_type}\r\n\r\n",
            disposition(Some(&part.name), Some(name)),
        );
        push(Body::from(Bytes::from(head)));
        push(content.to_body().map_err(|error| Fault::limit(error.to_string()).inside(&part.name))?);
        push(Body::from(Bytes::from_static(b"\r\n")));
        contents.push(content.clone());
    }
    push(Body::from(Bytes::from(format!("--{boundary}--\r\n"))));
    Ok((Body::joined(pieces, length), contents))
}

/// Appends the name of a part, escaped as browsers do (WHATWG HTML, multipart form data).
fn push_name(name: &str, body: &mut String) {
    for letter in name.chars() {
        match letter {
            '"' => body.push_str("%22"),
            '\r' => body.push_str("%0D"),
            '\n' => body.push_str("%0A"),
            other => body.push(other),
        }
    }
}
