//! Contents of requests and responses: bytes that are no JSON, and that a receiver gets as a stream.

use std::borrow::Cow;

use bindery_runtime as rt;
use bytes::Bytes;
use rt::client::{RequestBody, RequestParts};
use rt::wire::{Attachment, Document, Response as _, Value, Wire, read_record};
use rt::{Action, Content};

/// Reads a request from the JSON object of its parameters. Those that are contents are the bytes of a JSON string.
pub(crate) fn read<A: Action>(text: &str, contents: &[&str]) -> Result<A, String> {
    let document = Document::parse(text.as_bytes()).map_err(|fault| fault.to_string())?;
    let entries = document.entries().map_err(|fault| fault.to_string())?;
    let each = entries.iter().map(|(name, value)| {
        let text = contents.contains(&name.as_ref()).then(|| <String as Wire>::read(value).ok()).flatten();
        (name.clone(), text.map_or_else(|| value.clone(), |text| Value::Text(Cow::Owned(text))))
    });
    let entries = each.collect();
    read_record::<A>(&entries, true).map_err(|fault| format!("the request cannot be read: {fault}"))
}

/// Returns the bytes of the contents of a request.
pub(crate) async fn of_request<A: Action>(request: &A) -> Result<Vec<Bytes>, String> {
    let parts = RequestParts::from_action(request).map_err(|fault| fault.to_string())?;
    collected(match parts.body {
        RequestBody::Attached(attachment) => vec![attachment],
        RequestBody::Multipart(parts) => parts.into_iter().filter_map(|part| part.attachment).collect(),
        _ => Vec::new(),
    })
    .await
}

/// What a response is on the wire: its status, its headers, its body as text or bytes, and the bytes of its contents.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    status: u16,
    headers: http::HeaderMap,
    body: (Option<String>, Option<Vec<u8>>),
    contents: Vec<Bytes>,
}

/// Returns what a response is on the wire.
pub(crate) async fn of_response<A: Action>(response: &A::Response) -> Result<Sent, String> {
    Ok(Sent {
        status: response.status(A::INFO),
        headers: response.headers().map_err(|fault| fault.to_string())?,
        body: (response.to_body(A::INFO), response.to_raw()),
        contents: collected(response.attached()).await?,
    })
}

async fn collected(attachments: Vec<Attachment>) -> Result<Vec<Bytes>, String> {
    let mut all = Vec::with_capacity(attachments.len());
    for attachment in attachments {
        if let Some(content) = attachment.get::<Content>() {
            all.push(content.clone().bytes().await.map_err(|error| error.to_string())?);
        }
    }
    Ok(all)
}
