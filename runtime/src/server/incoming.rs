//! The parameters of a request, wherever they stand: query, form, multipart, JSON, path. What comes later in that
//! order wins.

use std::borrow::Cow;

use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::decode::at_entries;
use crate::wire::{Entries, Value, text_entries, without_mark};
use crate::{Fault, Placement, urlencoded};

/// More parameters than any action has; a request with more is an attack on the look-up.
const MAX_PARAMETERS: usize = 1_000;

/// A request whose body has been collected.
pub(super) struct Incoming {
    query: String,
    bytes: Bytes,
    body: Collected,
    path: Vec<(String, String)>,
    /// Parameters that are no business of the backend's.
    made: Vec<&'static str>,
}

enum Collected {
    Form,
    Pairs(Vec<(String, String)>),
    Json,
}

/// Why a body could not be collected.
pub(super) enum Refused {
    TooLarge,
    Unreadable(Fault),
}

/// The bytes of a body, if they are not too many.
pub(super) async fn collect(body: Body, max_body: usize) -> Result<Bytes, Refused> {
    let body = Limited::new(body, max_body).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() {
            Refused::TooLarge
        } else {
            Refused::Unreadable(Fault::limit("the body broke off"))
        }
    })?;
    Ok(body.to_bytes())
}

impl Incoming {
    /// A request's parameters. The body of a signed one is read in the form that the documents name, and its query not
    /// at all: neither the query nor the header that names the form is signed.
    pub(super) async fn new(
        head: &Parts,
        bytes: Bytes,
        signed: Option<Placement>,
        made: Vec<&'static str>,
    ) -> Result<Self, Fault> {
        let content_type =
            head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let body = match signed {
            Some(Placement::Json) => Collected::Json,
            Some(Placement::Form | Placement::Query) => Collected::Form,
            None if media_type.ends_with("json") => Collected::Json,
            None if media_type == "multipart/form-data" => {
                Collected::Pairs(multipart(content_type, bytes.clone()).await?)
            }
            None => Collected::Form,
        };
        let query = match signed {
            Some(_) => String::new(),
            None => head.uri.query().unwrap_or_default().to_owned(),
        };
        Ok(Self { query, bytes, body, path: Vec::new(), made })
    }

    /// The parameters of the path.
    pub(super) fn set_path(&mut self, path: Vec<(String, String)>) {
        self.path = path;
    }

    /// Whether there is a body.
    pub(super) fn has_body(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// The body as it was received.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The parameters that a signature may cover: all but those of the path.
    pub(super) fn signed_entries(&self) -> Result<Entries<'_>, Fault> {
        let mut entries = form_entries(self.query.as_bytes())?;
        match &self.body {
            Collected::Form => entries.extend(form_entries(&self.bytes)?),
            Collected::Pairs(pairs) => entries.extend(text_entries(borrowed(pairs))),
            Collected::Json if without_mark(&self.bytes).iter().all(u8::is_ascii_whitespace) => {}
            Collected::Json => entries.extend(json_entries(&self.bytes)?),
        }
        if entries.len() > MAX_PARAMETERS {
            return Err(Fault::limit(format!("more than {MAX_PARAMETERS} parameters")));
        }
        Ok(entries)
    }

    /// All parameters, those that win last.
    pub(super) fn entries(&self) -> Result<Entries<'_>, Fault> {
        let mut entries = self.signed_entries()?;
        entries.retain(|(name, _)| !self.made.contains(&name.as_ref()));
        entries.extend(text_entries(borrowed(&self.path)));
        Ok(entries)
    }

    /// Whether there is anything at a dotted place.
    pub(super) fn has(&self, place: &str) -> bool {
        self.look(place, |_| Some(())).is_some()
    }

    /// The text at a dotted place, by which one of several actions may be meant.
    pub(super) fn text_at(&self, place: &str) -> Option<String> {
        self.look(place, |value| value.scalar_text().map(Cow::into_owned))
    }

    fn look<T>(&self, place: &str, read: impl FnOnce(&Value<'_>) -> Option<T>) -> Option<T> {
        let (parameter, rest) =
            place.split_once('.').map_or((place, None), |(parameter, rest)| (parameter, Some(rest)));
        at_entries(&self.entries().ok()?, parameter, rest, read)
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

fn form_entries(text: &[u8]) -> Result<Entries<'_>, Fault> {
    urlencoded::parse(text).map(|pair| pair.map(|(name, text)| (name, Value::Text(text)))).collect()
}

async fn multipart(content_type: &str, bytes: Bytes) -> Result<Vec<(String, String)>, Fault> {
    let broken = |error: multer::Error| Fault::limit(format!("the multipart body is broken: {error}"));
    let boundary = multer::parse_boundary(content_type).map_err(broken)?;
    let stream = futures_util::stream::once(async move { Ok::<_, std::convert::Infallible>(bytes) });
    let mut parts = multer::Multipart::new(stream, boundary);
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = name_of(&part)?.to_owned();
        let charset =
            part.content_type().and_then(|kind| kind.get_param("charset")).map(|name| name.to_string());
        let bytes = part.bytes().await.map_err(broken)?;
        pairs.push((name.clone(), text_of(&bytes, charset.as_deref()).map_err(|fault| fault.inside(&name))?));
        if pairs.len() > MAX_PARAMETERS {
            break;
        }
    }
    Ok(pairs)
}

/// The name of a part. One that is not UTF-8 would count as none.
fn name_of<'p>(part: &'p multer::Field<'_>) -> Result<&'p str, Fault> {
    let header = part.headers().get(CONTENT_DISPOSITION);
    if header.is_some_and(|header| std::str::from_utf8(header.as_bytes()).is_err()) {
        return Err(Fault::limit("the name of a parameter is not UTF-8"));
    }
    Ok(part.name().unwrap_or_default())
}

/// The text of these bytes, which is UTF-8. Where another charset is named that has ASCII in it, only ASCII says the same
/// in both; nothing is translated.
fn text_of(bytes: &[u8], charset: Option<&str>) -> Result<String, Fault> {
    let charset = charset.unwrap_or("utf-8").to_ascii_lowercase();
    let contains_ascii = ["iso-8859-", "windows-12", "latin1"].iter().any(|known| charset.starts_with(known));
    match charset.as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => {}
        _ if contains_ascii && bytes.is_ascii() => {}
        _ => return Err(Fault::limit("is not UTF-8")),
    }
    String::from_utf8(bytes.to_vec()).map_err(|_| Fault::limit("is not UTF-8"))
}
