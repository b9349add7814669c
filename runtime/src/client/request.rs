//! Encoding of an action as an HTTP request. The body is produced once.

use bindery_vocabulary::shortest;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::wire::{
    Assembly, Document, Entries, Fixed, Parameters, Record, Room, Shape, check_one_of, check_segment, quote,
    text_entries, write_parameters,
};
use crate::{Action, ActionInfo, Fault, Placement, http_method};

/// Characters that are escaped in a path segment: all except those that RFC 3986 calls unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encoded parameters of a request, not yet placed in the URL or body.
#[derive(Clone, Default)]
pub struct RequestParts {
    /// Parameters that are placed in the path of the URL.
    pub path: Parameters,
    /// All parameters that are not in the path.
    pub payload: Payload,
}

/// Parameters that are not in the path.
#[derive(Clone)]
pub enum Payload {
    /// Parameters of the query string or of an urlencoded body.
    Texts(Parameters),
    /// JSON object in the body.
    Json(String),
}

impl Default for Payload {
    fn default() -> Self {
        Payload::Texts(Parameters::new())
    }
}

/// Parameters, including those of the path, may contain secrets, so only their number is shown.
impl std::fmt::Debug for RequestParts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{} parameters in the path] {:?}", self.path.len(), self.payload)
    }
}

/// Parameters may contain secrets, so only their number or size is shown.
impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Payload::Texts(texts) => write!(f, "[{} parameters]", texts.len()),
            Payload::Json(json) => write!(f, "[{} bytes of JSON]", json.len()),
        }
    }
}

impl RequestParts {
    /// Creates parts without parameters, for an action with this placement.
    pub fn new(placement: Placement) -> Self {
        let payload = if placement.is_json() {
            Payload::Json("{".to_owned())
        } else {
            Payload::Texts(Parameters::new())
        };
        Self { path: Parameters::new(), payload }
    }

    /// Returns an assembly that adds parameters. Constant parameters are added first.
    pub fn assembly(&mut self, fixed: Fixed<'_>) -> Assembly<'_> {
        match &mut self.payload {
            Payload::Texts(texts) => Assembly::of_texts(fixed, &mut self.path, texts),
            Payload::Json(json) => Assembly::of_json(fixed, &mut self.path, json),
        }
    }

    /// Completes the parts after the last parameter. An action without parameters sends no body.
    #[must_use]
    pub fn finish(mut self, has_parameters: bool) -> Self {
        match &mut self.payload {
            Payload::Json(json) if has_parameters => json.push('}'),
            Payload::Json(json) => json.clear(),
            Payload::Texts(_) => {}
        }
        self
    }

    /// Encodes the fields of a record as parameters with this placement, and checks their limits.
    ///
    /// # Errors
    /// When a parameter breaks a documented rule; the fault names it.
    pub fn write<R: Record>(record: &R, placement: Placement) -> Result<Self, Fault> {
        let mut parts = Self::new(placement);
        write_parameters(record, parts.assembly(R::FIXED))?;
        Ok(parts.finish(!R::NAMES.is_empty() || !R::FIXED.is_empty()))
    }

    /// Encodes the parameters of an action, and checks their limits and the rules for their combination.
    ///
    /// # Errors
    /// When a parameter breaks a documented rule; the fault names it.
    pub fn from_action<A: Action>(action: &A) -> Result<Self, Fault> {
        let parts = Self::write(action, A::INFO.placement())?;
        if !A::INFO.one_of.is_empty() || A::KEYS.iter().any(|key| key.needs.is_some()) {
            check_combination::<A>(&parts.path, parts.payload.entries(&mut None)?)?;
        }
        Ok(parts)
    }
}

impl Payload {
    /// Returns the parameters as entries, for signing.
    pub(crate) fn entries<'s>(&'s self, room: &'s mut Room<'s>) -> Result<Entries<'s>, Fault> {
        match self {
            Payload::Texts(texts) => Ok(borrowed(texts)),
            Payload::Json(json) if json.is_empty() => Ok(Entries::new()),
            Payload::Json(json) => room.insert(Document::parse(json.as_bytes())?).entries(),
        }
    }

    /// Writes the numbers of a JSON object in their shortest form: `100.00` as `100`. A receiver that parses the JSON
    /// before it verifies a signature over the values sees only this form.
    pub(crate) fn shorten_numbers(&mut self) -> Result<(), Fault> {
        // Without members there is no body.
        let Payload::Json(json) = self else { return Ok(()) };
        if json.is_empty() {
            return Ok(());
        }
        let (mut short, mut is_changed) = (String::with_capacity(json.len()), false);
        for (name, value) in Document::parse(json.as_bytes())?.entries()? {
            short.push(if short.is_empty() { '{' } else { ',' });
            quote(&name, &mut short);
            short.push(':');
            match value.shape() {
                Shape::Number(text) => {
                    let number = shortest(text);
                    is_changed |= number.as_ref().is_some_and(|number| number != text);
                    short.push_str(number.as_deref().unwrap_or(text));
                }
                _ => value.push_json(&mut short),
            }
        }
        if is_changed {
            short.push('}');
            *json = short;
        }
        Ok(())
    }

    /// Appends a parameter with a string value; an entry of the object if the payload is JSON.
    pub(crate) fn push(&mut self, name: &'static str, text: String) {
        match self {
            Payload::Texts(texts) => texts.push((name.into(), text)),
            Payload::Json(json) => {
                if json.is_empty() {
                    json.push_str("{}");
                }
                let empty = json.trim_end().strip_suffix('}').is_some_and(|rest| rest.trim() == "{");
                json.truncate(json.rfind('}').unwrap_or(json.len()));
                if !empty {
                    json.push(',');
                }
                quote(name, json);
                json.push(':');
                quote(&text, json);
                json.push('}');
            }
        }
    }
}

/// Checks the rules for the combination of parameters on the encoded parameters.
fn check_combination<'a, A: Action>(path: &'a Parameters, mut entries: Entries<'a>) -> Result<(), Fault> {
    entries.extend(borrowed(path));
    let there = |name: &str| entries.iter().any(|(found, _)| found == name);
    for key in A::KEYS {
        if let Some(needed) = key.needs
            && there(key.name)
            && !there(needed)
        {
            return Err(Fault::missing(needed));
        }
    }
    check_one_of(&entries, A::INFO, A::KEYS)
}

fn borrowed(texts: &Parameters) -> Entries<'_> {
    text_entries(texts.iter().map(|(name, text)| (name.as_ref().into(), text.as_str().into())))
}

/// Builds the HTTP request of an action from its encoded parameters.
///
/// `base` is the address of the server; a path in it is kept.
///
/// # Errors
/// When a path parameter is missing or would change the structure of the path, or the address is not valid.
pub fn build_request(
    info: &ActionInfo,
    parts: &RequestParts,
    base: &str,
) -> Result<http::Request<Bytes>, Fault> {
    let mut uri = base.trim_end_matches('/').to_owned();
    push_path(&mut uri, info, &parts.path)?;
    let content_type = info.placement().media_type();
    let text = match &parts.payload {
        Payload::Texts(texts) => urlencode(info, texts),
        Payload::Json(json) => json.clone(),
    };
    let body = match info.placement() {
        Placement::Form | Placement::Json => Bytes::from(text),
        Placement::Query => {
            if !text.is_empty() {
                uri.push('?');
                uri.push_str(&text);
            }
            Bytes::new()
        }
    };
    let mut request = http::Request::new(body);
    *request.method_mut() = http_method(info.method());
    *request.uri_mut() = uri.parse().map_err(|_| Fault::limit("the address is not valid"))?;
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static(info.response.media_type.accept()));
    if let Some(content_type) = content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type.name()));
    }
    Ok(request)
}

fn urlencode(info: &ActionInfo, texts: &Parameters) -> String {
    let mut encoder = form_urlencoded::Serializer::new(String::new());
    for (name, text) in texts {
        if text.is_empty() && info.name_only.contains(&name.as_ref()) {
            encoder.append_key_only(name);
        } else {
            encoder.append_pair(name, text);
        }
    }
    encoder.finish()
}

fn push_path(uri: &mut String, info: &ActionInfo, parameters: &Parameters) -> Result<(), Fault> {
    for segment in info.path.split('/').skip(1) {
        uri.push('/');
        match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            None => uri.push_str(segment),
            Some(name) => {
                let (_, text) =
                    parameters.iter().find(|(found, _)| found == name).ok_or_else(|| Fault::missing(name))?;
                check_segment(text).map_err(|fault| fault.inside(name))?;
                uri.extend(utf8_percent_encode(text, SEGMENT));
            }
        }
    }
    Ok(())
}
