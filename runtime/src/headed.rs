//! Responses with typed headers.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::response::{Body, Variant, one_media};
use crate::wire::{
    Assembly, Attachment, Entries, Record, RequestParts, Value, Wire, quote, read_record, write_parameters,
};
use crate::{ActionInfo, BodyFormat, Fault, Place, Response, ResponseHead, Style};

/// Body of a response with the headers that the documents describe. It dereferences to the body.
///
/// ```
/// use bindery_runtime as rt;
///
/// # #[derive(Debug)]
/// # struct Created { location: String }
/// let created = rt::Headed::from(Created { location: "/repos/7".into() }); // a response without content
/// println!("created at {}", created.headers.location);
///
/// let names = rt::Headed::new(vec!["crab", "gears"], Created { location: "/repos".into() });
/// assert_eq!(names.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headed<B, H> {
    /// Body of the response; `()` if it has no content.
    pub body: B,
    /// Documented headers of the response.
    pub headers: H,
}

impl<B, H> Headed<B, H> {
    /// Creates a response with headers.
    pub fn new(body: B, headers: H) -> Self {
        Self { body, headers }
    }

    /// Returns the body without the headers.
    pub fn into_body(self) -> B {
        self.body
    }
}

impl<H> From<H> for Headed<(), H> {
    fn from(headers: H) -> Self {
        Self { body: (), headers }
    }
}

impl<B, H> Deref for Headed<B, H> {
    type Target = B;

    fn deref(&self) -> &B {
        &self.body
    }
}

impl<B, H> DerefMut for Headed<B, H> {
    fn deref_mut(&mut self) -> &mut B {
        &mut self.body
    }
}

impl<B: Wire + Send + 'static, H: Record + Send + 'static> Response for Headed<B, H> {
    fn is_documented(action: &ActionInfo, status: u16) -> bool {
        action.status == status
    }

    fn format(action: &ActionInfo, _head: &ResponseHead) -> BodyFormat {
        action.response.format
    }

    fn media(&self, action: &ActionInfo) -> (BodyFormat, &'static str) {
        one_media(action)
    }

    fn from_body(action: &ActionInfo, head: &ResponseHead, body: &Value<'_>) -> Result<Self, Fault> {
        Ok(Self { body: Response::from_body(action, head, body)?, headers: read_headers(&head.headers)? })
    }

    fn from_nothing(action: &ActionInfo, head: &ResponseHead) -> Result<Option<Self>, Fault> {
        with_headers(Response::from_nothing(action, head)?, head)
    }

    fn status(&self, action: &ActionInfo) -> u16 {
        self.body.status(action)
    }

    fn headers(&self) -> Result<HeaderMap, Fault> {
        write_headers(&self.headers)
    }

    fn to_body(&self, action: &ActionInfo) -> Option<String> {
        Response::to_body(&self.body, action)
    }

    fn from_raw(head: &ResponseHead, body: &[u8]) -> Result<Option<Self>, Fault> {
        with_headers(<B as Response>::from_raw(head, body)?, head)
    }

    fn to_raw(&self) -> Option<Vec<u8>> {
        Response::to_raw(&self.body)
    }

    fn attached(&self) -> Vec<Attachment> {
        Wire::attached(&self.body)
    }
}

impl<B: Wire, H: Record> Variant for Headed<B, H> {
    fn read(head: &ResponseHead, body: &Body<'_>) -> Result<Option<Self>, Fault> {
        with_headers(Variant::read(head, body)?, head)
    }

    fn headers(&self) -> Result<HeaderMap, Fault> {
        write_headers(&self.headers)
    }

    fn to_body(&self, status: u16) -> Option<String> {
        Variant::to_body(&self.body, status)
    }

    fn to_raw(&self) -> Option<Vec<u8>> {
        Variant::to_raw(&self.body)
    }

    fn attached(&self) -> Vec<Attachment> {
        Wire::attached(&self.body)
    }
}

fn with_headers<B, H: Record>(body: Option<B>, head: &ResponseHead) -> Result<Option<Headed<B, H>>, Fault> {
    body.map(|body| Ok(Headed { body, headers: read_headers(&head.headers)? })).transpose()
}

/// Reads the headers that a record describes. Names are case-insensitive.
fn read_headers<H: Record>(headers: &HeaderMap) -> Result<H, Fault> {
    let names = H::NAMES.iter().map(|name| (*name, H::KEYS.iter().find(|key| key.name == *name)));
    let names = names.flat_map(|(name, key)| {
        let aliases = key.map_or(&[][..], |key| key.aliases);
        let style = key.and_then(|key| key.style);
        std::iter::once(name).chain(aliases.iter().copied()).map(move |name| (name, style))
    });
    header_entries(headers, names)
        .and_then(|entries| read_record(&entries, false))
        .map_err(|fault| fault.inside("headers"))
}

/// Returns the headers with these names, as parameters. A style marks a list: its items are separated by commas, or each
/// has a line of its own. The lines of other headers are joined by commas.
///
/// # Errors
/// When a value is not UTF-8.
pub fn header_entries<'n>(
    headers: &HeaderMap,
    names: impl Iterator<Item = (&'n str, Option<Style>)>,
) -> Result<Entries<'n>, Fault> {
    let mut entries = Entries::new();
    for (name, style) in names {
        let lines = headers.get_all(name).iter().map(|line| std::str::from_utf8(line.as_bytes()));
        let lines = lines.collect::<Result<Vec<_>, _>>();
        let lines = lines.map_err(|_| Fault::limit("is not UTF-8").inside(name))?;
        if lines.is_empty() {
            continue;
        }
        let text = match style {
            None => lines.join(", "),
            Some(Style::Repeated) => json_list(lines.into_iter()),
            Some(_) => json_list(
                lines.into_iter().flat_map(|line| line.split(',')).filter(|item| !item.trim().is_empty()),
            ),
        };
        entries.push((Cow::Borrowed(name), Value::Text(text.into())));
    }
    Ok(entries)
}

/// Returns texts as a JSON array. Spaces around them have no meaning in a header.
pub(crate) fn json_list<'t>(items: impl Iterator<Item = &'t str>) -> String {
    let mut json = String::from("[");
    for item in items {
        if json.len() > 1 {
            json.push(',');
        }
        quote(item.trim(), &mut json);
    }
    json.push(']');
    json
}

/// Returns a header with this text.
pub(crate) fn header(name: &str, text: String) -> Result<(HeaderName, HeaderValue), Fault> {
    match (HeaderName::try_from(name), HeaderValue::try_from(text)) {
        (Ok(name), Ok(value)) => Ok((name, value)),
        _ => Err(Fault::limit("cannot be sent in a header").inside(name)),
    }
}

/// Writes a record as headers.
fn write_headers<H: Record>(record: &H) -> Result<HeaderMap, Fault> {
    let mut parts = RequestParts::default();
    let write = || {
        write_parameters(record, Assembly::of_request(&mut parts, Place::Header, H::FIXED, H::KEYS))?;
        let mut headers = HeaderMap::with_capacity(parts.headers.len());
        for (name, text) in parts.headers {
            let (name, value) = header(&name, text)?;
            headers.append(name, value);
        }
        Ok(headers)
    };
    write().map_err(|fault: Fault| fault.inside("headers"))
}
