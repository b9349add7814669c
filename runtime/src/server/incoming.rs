//! Parameters of a request from query, form, multipart, JSON and path. If a parameter occurs in several of them, the
//! later in this order wins. Parameters are read once and shared by all checks. A parameter with a place of its own is
//! read only there (`places`).

use std::borrow::Cow;

use bindery_vocabulary::json::Extent;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;

use super::multipart::{PartValue, multipart};
use crate::Fault;
use crate::media::{MAX_PARAMETERS, has_too_many_pairs};
use crate::metadata::{MediaType, Place};
use crate::urlencoded::{self, Pair, excerpt};
use crate::wire::{Attachment, Document, Entries, Key, Shape, Value, belongs, check_text, without_mark};

/// Name and value of a parameter.
pub(super) type Entry<'a> = (Cow<'a, str>, Value<'a>);

/// A request with its collected body: the data from which parameters are read.
pub(super) struct Received {
    query: String,
    /// Whether parameters that do not name their place are read from the query.
    with_query: bool,
    bytes: Bytes,
    media_type: MediaType,
    /// Name and value of each part of a multipart body.
    parts: Vec<(String, PartValue)>,
    /// The whole body, if it is no text: a stream, or bytes that are a parameter as they are.
    attached: Option<Attachment>,
    extent: Extent,
}

impl Received {
    /// Reads the multipart body, if it is one, and keeps the rest for later. `with_query` is false for a signed request
    /// whose signature does not cover the query, which is then ignored.
    ///
    /// `values` is the maximum number of values in JSON, in the body or in a parameter; `contents` are the names of the
    /// parts that are contents.
    pub(super) async fn new(
        head: &Parts,
        bytes: Bytes,
        media_type: MediaType,
        with_query: bool,
        values: usize,
        contents: &[&str],
    ) -> Result<Self, Fault> {
        let parts = if media_type == MediaType::Multipart && !bytes.is_empty() {
            let content_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
            multipart(content_type.unwrap_or_default(), bytes.clone(), MAX_PARAMETERS, contents).await?
        } else {
            Vec::new()
        };
        let query = head.uri.query().unwrap_or_default().to_owned();
        Ok(Self {
            query,
            with_query,
            bytes,
            media_type,
            parts,
            attached: None,
            extent: Extent { values, members: MAX_PARAMETERS },
        })
    }

    /// Makes the whole body a parameter that is no text.
    pub(super) fn attach(mut self, attached: Option<Attachment>) -> Self {
        self.attached = attached;
        self
    }

    /// Parses the body if it is JSON and not empty.
    pub(super) fn document(&self) -> Result<Option<Document<'_>>, Fault> {
        if !self.media_type.is_json() || without_mark(&self.bytes).iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        Document::parse_within(&self.bytes, self.extent).map(Some)
    }

    /// Reads the parameters that a signature may cover: all except path parameters.
    ///
    /// Also returns how many of them are from the query. If the body as a whole is a parameter, the entries of an
    /// object in it count only for a signature.
    fn read<'r>(
        &'r self,
        document: &'r Result<Option<Document<'r>>, Fault>,
        whole: bool,
    ) -> Result<(Entries<'r>, usize), Fault> {
        let mut entries = if self.with_query { self.form(self.query.as_bytes())? } else { Entries::new() };
        let from_query = entries.len();
        match self.media_type {
            MediaType::Form => entries.extend(self.form(without_mark(&self.bytes))?),
            MediaType::Multipart => entries.extend(self.parts()?),
            MediaType::Json => match document {
                Ok(Some(document)) if whole && document.value().shape() != Shape::Object => {}
                Ok(Some(document)) => entries.extend(document.entries()?),
                Ok(None) => {}
                Err(fault) => return Err(fault.clone()),
            },
            // A body of raw bytes has no parameters.
            MediaType::Bytes => {}
        }
        if entries.len() > MAX_PARAMETERS { Err(too_many()) } else { Ok((entries, from_query)) }
    }

    /// Returns the parts of a multipart body.
    fn parts(&self) -> Result<Entries<'_>, Fault> {
        let mut entries = Entries::with_capacity(self.parts.len());
        for (name, value) in &self.parts {
            match value {
                PartValue::Text(text) => {
                    entries.extend(
                        self.texts(std::iter::once(Ok((name.as_str().into(), text.as_str().into()))))?,
                    );
                }
                PartValue::Content(content) => {
                    entries.push((name.as_str().into(), Value::Attached(content.clone())));
                }
            }
        }
        Ok(entries)
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
    document: &'r Result<Option<Document<'r>>, Fault>,
    /// Parameters that a signature may cover, and how many of them are from the query.
    signed: Result<(Entries<'r>, usize), Fault>,
    /// Names of the query parameters that carry keys. They may be signed, and are no parameters of an action.
    keys: Vec<&'static str>,
}

impl<'r> Incoming<'r> {
    /// Reads the parameters. `whole` says that the body as a whole is a parameter; `keys` are the names of the query
    /// parameters that carry keys.
    pub(super) fn new(
        received: &'r Received,
        document: &'r Result<Option<Document<'r>>, Fault>,
        whole: bool,
        keys: Vec<&'static str>,
    ) -> Self {
        Self { received, document, signed: received.read(document, whole), keys }
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
        self.signed.as_ref().map(|(entries, _)| entries).map_err(Clone::clone)
    }

    /// Parameters of the query. They are read here if no signature covers them.
    pub(super) fn query(&self) -> Result<Cow<'_, [Entry<'r>]>, Fault> {
        if !self.received.with_query {
            let mut entries = self.received.form(self.received.query.as_bytes())?;
            entries.retain(|(name, _)| !self.keys.contains(&name.as_ref()));
            return Ok(Cow::Owned(entries));
        }
        let (entries, from_query) = self.signed.as_ref().map_err(Clone::clone)?;
        let entries = entries.get(..*from_query).unwrap_or_default();
        if self.keys.is_empty() {
            return Ok(Cow::Borrowed(entries));
        }
        let is_parameter = |(name, _): &&Entry<'r>| !self.keys.contains(&name.as_ref());
        Ok(Cow::Owned(entries.iter().filter(is_parameter).cloned().collect()))
    }

    /// Parameters of the body.
    pub(super) fn body(&self) -> Result<&[Entry<'r>], Fault> {
        let (entries, from_query) = self.signed.as_ref().map_err(Clone::clone)?;
        Ok(entries.get(*from_query..).unwrap_or_default())
    }

    /// Maximum number of values in the text of a parameter.
    pub(super) fn max_values(&self) -> usize {
        self.received.extent.values
    }

    /// The body as a whole; `None` without a body.
    pub(super) fn whole(&self) -> Result<Option<Value<'r>>, Fault> {
        if let Some(attached) = &self.received.attached {
            return Ok(Some(Value::Attached(attached.clone())));
        }
        Ok(self.document.as_ref().map_err(Clone::clone)?.as_ref().map(Document::value))
    }

    /// Returns the parameters that do not name their place, without `made`, those that carry signatures, and without
    /// those that have another place. `whole` says that the body as a whole is a parameter.
    pub(super) fn into_entries(self, made: &[&str], keys: &[Key], whole: bool) -> Result<Entries<'r>, Fault> {
        let (mut entries, from_query) = self.signed?;
        if whole {
            entries.truncate(from_query);
        }
        let mut position = 0;
        entries.retain(|(name, _)| {
            let place = if position < from_query { Source::Query } else { Source::Body };
            position += 1;
            let is_key = place == Source::Query && self.keys.contains(&name.as_ref());
            !is_key
                && !made.contains(&name.as_ref())
                && !keys.iter().any(|key| is_elsewhere(key, place, name))
        });
        Ok(entries)
    }
}

/// Part of a request from which parameters are read that do not name their place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Query,
    Body,
}

/// Whether a parameter of the query or the body is read by this key, or must not be read at all, because its key has
/// another place.
fn is_elsewhere(key: &Key, source: Source, name: &str) -> bool {
    let is_here = match key.place {
        None => key.is_placed(),
        Some(Place::Query) => source == Source::Query,
        Some(Place::Form | Place::Json | Place::Multipart) => source == Source::Body,
        Some(Place::Path | Place::Header | Place::Cookie | Place::Body) => false,
    };
    // A path parameter takes precedence in any case.
    let has_other_place = !matches!(key.place, None | Some(Place::Path));
    (is_here && belongs(key, name)) || (has_other_place && key.name == name)
}

/// Fault of a request with more than [`MAX_PARAMETERS`] parameters.
pub(super) fn too_many() -> Fault {
    Fault::limit(format!("more than {MAX_PARAMETERS} parameters"))
}
