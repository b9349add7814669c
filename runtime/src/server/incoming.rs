//! Parameters of a request from query, form, multipart, JSON and path. If a parameter occurs in several of them, the
//! later in this order wins. Parameters are read once and shared by all checks.

use bindery_vocabulary::json::Extent;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;

use super::multipart::multipart;
use crate::Fault;
use crate::media::{MAX_PARAMETERS, has_too_many_pairs};
use crate::metadata::MediaType;
use crate::urlencoded::{self, Pair, excerpt};
use crate::wire::{Document, Entries, Value, check_segment, check_text, without_mark};

/// A request with its collected body: the data from which parameters are read.
pub(super) struct Received {
    query: String,
    bytes: Bytes,
    media_type: MediaType,
    /// Name and value of each part of a multipart body.
    parts: Vec<(String, String)>,
    extent: Extent,
}

impl Received {
    /// Reads the multipart body, if it is one, and keeps the rest for later. `with_query` is false for a signed request
    /// whose signature does not cover the query, which is then ignored.
    ///
    /// `values` is the maximum number of values in JSON, in the body or in a parameter.
    pub(super) async fn new(
        head: &Parts,
        bytes: Bytes,
        media_type: MediaType,
        with_query: bool,
        values: usize,
    ) -> Result<Self, Fault> {
        let parts = if media_type == MediaType::Multipart {
            let content_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
            multipart(content_type.unwrap_or_default(), bytes.clone(), MAX_PARAMETERS).await?
        } else {
            Vec::new()
        };
        let query = if with_query { head.uri.query().unwrap_or_default().to_owned() } else { String::new() };
        Ok(Self { query, bytes, media_type, parts, extent: Extent { values, members: MAX_PARAMETERS } })
    }

    /// Parses the body if it is JSON and not empty.
    pub(super) fn document(&self) -> Result<Option<Document<'_>>, Fault> {
        if !self.media_type.is_json() || without_mark(&self.bytes).iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        Document::parse_within(&self.bytes, self.extent).map(Some)
    }

    /// Reads the parameters that a signature may cover: all except path parameters.
    fn read<'r>(&'r self, document: &'r Result<Option<Document<'r>>, Fault>) -> Result<Entries<'r>, Fault> {
        let mut entries = self.form(self.query.as_bytes())?;
        match self.media_type {
            MediaType::Form => entries.extend(self.form(without_mark(&self.bytes))?),
            MediaType::Multipart => entries.extend(self.texts(borrowed(&self.parts))?),
            MediaType::Json => match document {
                Ok(Some(document)) => entries.extend(document.entries()?),
                Ok(None) => {}
                Err(fault) => return Err(fault.clone()),
            },
            // A body of raw bytes has no parameters.
            MediaType::Bytes => {}
        }
        if entries.len() > MAX_PARAMETERS { Err(too_many()) } else { Ok(entries) }
    }

    fn form<'t>(&self, text: &'t [u8]) -> Result<Entries<'t>, Fault> {
        if has_too_many_pairs(text) {
            return Err(too_many());
        }
        self.texts(urlencoded::parse(text))
    }

    fn texts<'t>(&self, pairs: impl Iterator<Item = Result<Pair<'t>, Fault>>) -> Result<Entries<'t>, Fault> {
        let entry = |pair: Result<Pair<'t>, Fault>| {
            let (name, text) = pair?;
            check_text(&text, Extent { members: usize::MAX, ..self.extent })
                .map_err(|fault| fault.inside(&excerpt(&name)))?;
            Ok((name, Value::Text(text)))
        };
        pairs.map(entry).collect()
    }
}

/// Parameters of a request, read once.
pub(crate) struct Incoming<'r> {
    received: &'r Received,
    signed: Result<Entries<'r>, Fault>,
}

impl<'r> Incoming<'r> {
    pub(super) fn new(received: &'r Received, document: &'r Result<Option<Document<'r>>, Fault>) -> Self {
        Self { received, signed: received.read(document) }
    }

    /// Whether the request has a body.
    pub(crate) fn has_body(&self) -> bool {
        !self.received.bytes.is_empty()
    }

    /// Returns the raw body of the request; empty if it has none.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.received.bytes
    }

    /// Parameters that a signature may cover: all except path parameters.
    pub(crate) fn signed_entries(&self) -> Result<&Entries<'r>, Fault> {
        self.signed.as_ref().map_err(Clone::clone)
    }

    /// Returns the parameters for the backend, without path parameters and without `made`, those that carry signatures.
    pub(super) fn into_entries(self, made: &[&str]) -> Result<Entries<'r>, Fault> {
        let mut entries = self.signed?;
        entries.retain(|(name, _)| !made.contains(&name.as_ref()));
        Ok(entries)
    }
}

/// Appends the path parameters, which take precedence.
pub(super) fn with_path<'e>(
    mut entries: Entries<'e>,
    path: impl Iterator<Item = (&'e str, String)>,
) -> Result<Entries<'e>, Fault> {
    for (name, text) in path {
        check_segment(&text).map_err(|fault| fault.inside(name))?;
        entries.push((name.into(), Value::Text(text.into())));
    }
    Ok(entries)
}

/// Fault of a request with more than [`MAX_PARAMETERS`] parameters.
pub(super) fn too_many() -> Fault {
    Fault::limit(format!("more than {MAX_PARAMETERS} parameters"))
}

fn borrowed(pairs: &[(String, String)]) -> impl Iterator<Item = Result<Pair<'_>, Fault>> {
    pairs.iter().map(|(name, text)| Ok((name.as_str().into(), text.as_str().into())))
}
