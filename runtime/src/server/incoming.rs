//! The parameters of a request, wherever they stand: query, form, multipart, JSON, path. What comes later in that
//! order wins.

use std::borrow::Cow;

use axum::body::Body;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::Fault;
use crate::wire::{Entries, Value, text_entries};

/// More parameters than any action has; a request with more is an attack on the look-up.
const MAX_PARAMETERS: usize = 1_000;

/// A request whose body has been collected.
pub(super) struct Incoming {
    query: String,
    body: Collected,
    path: Vec<(String, String)>,
}

enum Collected {
    Form(Bytes),
    Pairs(Vec<(String, String)>),
    Json(Bytes),
}

/// Why a body could not be collected.
pub(super) enum Refused {
    TooLarge,
    Unreadable(Fault),
}

impl Incoming {
    pub(super) async fn collect(
        head: &Parts,
        body: Body,
        path: Vec<(String, String)>,
        max_body: usize,
    ) -> Result<Self, Refused> {
        let body = Limited::new(body, max_body).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                Refused::TooLarge
            } else {
                Refused::Unreadable(Fault::limit("the body broke off"))
            }
        })?;
        let bytes = body.to_bytes();
        let content_type =
            head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let body = if media_type.ends_with("json") {
            Collected::Json(bytes)
        } else if media_type == "multipart/form-data" {
            Collected::Pairs(multipart(content_type, bytes).await.map_err(Refused::Unreadable)?)
        } else {
            Collected::Form(bytes)
        };
        Ok(Self { query: head.uri.query().unwrap_or_default().to_owned(), body, path })
    }

    /// All parameters, those that win last.
    pub(super) fn entries(&self) -> Result<Entries<'_>, Fault> {
        let mut entries = text_entries(form_urlencoded::parse(self.query.as_bytes()));
        match &self.body {
            Collected::Form(bytes) => entries.extend(text_entries(form_urlencoded::parse(bytes))),
            Collected::Pairs(pairs) => entries.extend(text_entries(borrowed(pairs))),
            Collected::Json(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => {}
            Collected::Json(bytes) => entries.extend(json_entries(bytes)?),
        }
        entries.extend(text_entries(borrowed(&self.path)));
        if entries.len() > MAX_PARAMETERS {
            return Err(Fault::limit(format!("more than {MAX_PARAMETERS} parameters")));
        }
        Ok(entries)
    }
}

fn borrowed(pairs: &[(String, String)]) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    pairs.iter().map(|(name, text)| (name.as_str().into(), text.as_str().into()))
}

fn json_entries(bytes: &[u8]) -> Result<Entries<'_>, Fault> {
    match Value::parse(bytes)? {
        // The entries borrow from the body, not from the value that was only a view of it.
        Value::Json(raw) => crate::wire::raw_entries(raw),
        Value::Text(_) => Err(Fault::unexpected("an object", "a text")),
    }
}

async fn multipart(content_type: &str, bytes: Bytes) -> Result<Vec<(String, String)>, Fault> {
    let broken = |error: multer::Error| Fault::limit(format!("the multipart body is broken: {error}"));
    let boundary = multer::parse_boundary(content_type).map_err(broken)?;
    let stream = futures_util::stream::once(async move { Ok::<_, std::convert::Infallible>(bytes) });
    let mut parts = multer::Multipart::new(stream, boundary);
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        pairs.push((name, part.text().await.map_err(broken)?));
        if pairs.len() > MAX_PARAMETERS {
            break;
        }
    }
    Ok(pairs)
}
