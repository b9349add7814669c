//! Encoding of an action as an HTTP request. The body is produced once.

use bindery_vocabulary::shortest;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::follow::target;
use super::multipart;
use crate::made::MadeValues;
use crate::path::Template;
use crate::wire::{
    Assembly, Attachment, Document, Entries, Fixed, Key, Parameters, Part, Record, Room, Shape, body_place,
    check_one_of, check_related, has_combinations, quote, text_entries, write_parameters,
};
pub use crate::wire::{RequestBody, RequestParts};
use crate::{Action, ActionInfo, Fault, MediaType, Place, http_method};

/// Characters that are escaped in the value of a cookie: those that RFC 6265 does not allow, and the percent sign.
const COOKIE_VALUE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%').add(b',').add(b';').add(b'\\');

impl RequestParts {
    /// Returns an assembly that adds parameters. `place` is that of parameters that do not name their own. Constant
    /// parameters are added first; `keys` are the keys of the parameters that are not plain.
    pub fn assembly(&mut self, place: Place, fixed: Fixed<'_>, keys: &[Key]) -> Assembly<'_> {
        Assembly::of_request(self, place, fixed, keys)
    }

    /// Completes the parts after the last parameter. `has_members` says whether the action has parameters in this body: if it
    /// has none, there is no body. Otherwise a body without parameters is an empty object or an empty form.
    #[must_use]
    pub fn finish(mut self, has_members: bool) -> Self {
        self.is_bodiless = !has_members;
        if let RequestBody::Json(json) = &mut self.body {
            if has_members { json.push('}') } else { json.clear() }
        }
        self
    }

    /// Encodes the fields of a record as parameters, and checks their limits. `place` is that of parameters that do
    /// not name their own.
    ///
    /// # Errors
    /// When a parameter breaks a documented rule; the fault names it.
    pub fn write<R: Record>(record: &R, place: Place) -> Result<Self, Fault> {
        let mut parts = Self::default();
        write_parameters(record, parts.assembly(place, R::FIXED, R::KEYS))?;
        let way = (place, body_place(place, R::KEYS));
        Ok(parts.finish(has_members(R::NAMES.iter().chain(fixed_names(R::FIXED)), way, R::KEYS)))
    }

    /// Encodes the parameters of an action, and checks their limits and the rules for their combination.
    ///
    /// # Errors
    /// When a parameter breaks a documented rule; the fault names it.
    pub fn from_action<A: Action>(action: &A) -> Result<Self, Fault> {
        Self::with_made(action, &MadeValues::default())
    }

    /// Encodes the parameters of an action as [`from_action`](Self::from_action) does. `made` makes the values that the
    /// action leaves to the client; all attempts of a call share it.
    ///
    /// # Errors
    /// When a parameter breaks a documented rule; the fault names it.
    pub fn with_made<A: Action>(action: &A, made: &MadeValues) -> Result<Self, Fault> {
        first_way(A::INFO, |way| Self::in_way(action, made, way))
    }

    /// Encodes the parameters of an action in one of the ways to send them.
    fn in_way<A: Action>(action: &A, made: &MadeValues, way: (Place, Place)) -> Result<Self, Fault> {
        let mut parts = Self::default();
        let assembly = Assembly::of_way(&mut parts, way, A::FIXED, A::KEYS).with_made(made);
        // An address has its parameters in a form that is not known.
        if action.link_from().is_none() && has_combinations(A::INFO, A::KEYS) {
            let present = write_parameters(action, assembly.recording())?.present();
            let texts = present.iter().map(|(name, text)| (name.as_ref().into(), text.as_str().into()));
            let entries = text_entries(texts);
            check_related(&entries, A::KEYS)?;
            check_one_of(&entries, A::INFO, A::KEYS)?;
        } else {
            write_parameters(action, assembly)?;
        }
        Ok(parts.finish(has_members(A::NAMES.iter().chain(fixed_names(A::FIXED)), way, A::KEYS)))
    }

    /// Returns the parameters that a signature may cover: those of the body, or of the query for an action without a
    /// body. Parameters in the path, in headers and in cookies are never covered.
    pub(crate) fn signed_entries<'s>(&'s self, room: &'s mut Room<'s>) -> Result<Entries<'s>, Fault> {
        match &self.body {
            RequestBody::Empty => Ok(borrowed(&self.query)),
            RequestBody::Form(texts) => Ok(borrowed(texts)),
            RequestBody::Multipart(parts) => Ok(text_entries(
                parts.iter().map(|part| (part.name.as_ref().into(), part.text.as_str().into())),
            )),
            RequestBody::Raw(_) | RequestBody::Attached(_) => Ok(Entries::new()),
            RequestBody::Json(json) | RequestBody::Whole(json) if json.is_empty() => Ok(Entries::new()),
            RequestBody::Json(json) | RequestBody::Whole(json) => {
                room.insert(Document::parse(json.as_bytes())?).entries()
            }
        }
    }

    /// Writes the numbers of a JSON object in their shortest form: `100.00` as `100`. A receiver that parses the JSON
    /// before it verifies a signature over the values sees only this form.
    pub(crate) fn shorten_numbers(&mut self) -> Result<(), Fault> {
        // Without members there is no body.
        let RequestBody::Json(json) = &mut self.body else { return Ok(()) };
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

    /// Appends a parameter with a string value next to those that a signature covers.
    pub(crate) fn push_signature(&mut self, name: &'static str, text: String) {
        match &mut self.body {
            RequestBody::Empty => self.query.push((name.into(), text)),
            RequestBody::Form(texts) => texts.push((name.into(), text)),
            RequestBody::Multipart(parts) => {
                parts.push(Part { name: name.into(), text, is_json: false, attachment: None });
            }
            // `check` rejects a signature in a parameter beside a body that is no form and no JSON.
            RequestBody::Raw(_) | RequestBody::Attached(_) => self.query.push((name.into(), text)),
            RequestBody::Json(json) | RequestBody::Whole(json) => {
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

/// Encodes the parameters of an action in the first of its [`ways`](ActionInfo::ways) that can carry all of them.
///
/// # Errors
/// When there is none: the fault of the only way, or those of all of them.
pub fn first_way<T>(
    info: &ActionInfo,
    mut encode: impl FnMut((Place, Place)) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for way in info.ways() {
        match encode(way) {
            Ok(encoded) => return Ok(encoded),
            Err(fault) if faults.iter().any(|known| known.to_string() == fault.to_string()) => {}
            Err(fault) => faults.push(fault),
        }
    }
    match <[Fault; 1]>::try_from(faults) {
        Ok([only]) => Err(only),
        Err(faults) => {
            let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Err(Fault::limit(format!("no body can carry all parameters: {}", all.join("; "))))
        }
    }
}

/// Returns the names of constant parameters.
fn fixed_names(fixed: Fixed<'_>) -> impl Iterator<Item = &&'static str> {
    fixed.iter().map(|(name, _)| name)
}

/// Whether any of these parameters may be in the body of one of the [`ways`](ActionInfo::ways) to send them.
pub fn has_members<'n>(
    mut names: impl Iterator<Item = &'n &'static str>,
    (place, body): (Place, Place),
    keys: &[Key],
) -> bool {
    let own = |name: &str| keys.iter().find(|key| key.name == name).and_then(|key| key.place);
    body.is_body() && names.any(|name| own(name).unwrap_or(place) == body)
}

fn borrowed(texts: &Parameters) -> Entries<'_> {
    text_entries(texts.iter().map(|(name, text)| (name.as_ref().into(), text.as_str().into())))
}

/// Builds the HTTP request of an action from its encoded parameters.
///
/// `base` is the address of the server; a path in it is kept.
///
/// # Errors
/// When a path parameter is missing or would change the structure of the path, a text cannot be sent in its place, or
/// the address is not valid.
pub fn build_request(
    info: &ActionInfo,
    parts: &RequestParts,
    base: &str,
) -> Result<http::Request<Bytes>, Fault> {
    let mut uri = base.trim_end_matches('/').to_owned();
    match parts.link.as_ref().and_then(|link| link.from.as_deref()) {
        Some(from) => uri.push_str(from),
        None => push_path(&mut uri, info, &parts.path)?,
    }
    if let Some(link) = &parts.link {
        uri = target(link.target.split('?').next().unwrap_or_default(), &uri, base)?;
    }
    if !parts.query.is_empty() {
        uri.push('?');
        uri.push_str(&urlencode(info, &parts.query));
    }
    let (content_type, body) = match &parts.body {
        RequestBody::Empty => (None, Bytes::new()),
        RequestBody::Form(texts) if parts.is_bodiless && texts.is_empty() => (None, Bytes::new()),
        RequestBody::Form(texts) => (Some(MediaType::Form.name().to_owned()), urlencode(info, texts).into()),
        RequestBody::Json(json) | RequestBody::Whole(json) if json.is_empty() => (None, Bytes::new()),
        RequestBody::Json(json) => (Some(MediaType::Json.name().to_owned()), json.clone().into()),
        RequestBody::Whole(json) => (Some(info.body_media_type().to_owned()), json.clone().into()),
        RequestBody::Raw(bytes) => (Some(info.body_media_type().to_owned()), bytes.clone().into()),
        RequestBody::Attached(attachment) => (attached_media_type(info, attachment)?, Bytes::new()),
        RequestBody::Multipart(all) if parts.is_bodiless && all.is_empty() => (None, Bytes::new()),
        RequestBody::Multipart(parts) => {
            let boundary = multipart::boundary();
            let content_type = format!("{}; boundary={boundary}", MediaType::Multipart.name());
            // A form with contents is streamed.
            let is_streamed = parts.iter().any(|part| part.attachment.is_some());
            (Some(content_type), if is_streamed { Bytes::new() } else { multipart::body(parts, &boundary) })
        }
    };
    let mut request = http::Request::new(body);
    *request.method_mut() = http_method(info.method());
    *request.uri_mut() = uri.parse().map_err(|_| Fault::limit("the address is not valid"))?;
    let headers = request.headers_mut();
    let accept = HeaderValue::from_str(&info.response.accept());
    headers.insert(ACCEPT, accept.map_err(|_| Fault::limit("the media type of the response is not valid"))?);
    if let Some(content_type) = content_type {
        let value = HeaderValue::try_from(content_type);
        headers.insert(CONTENT_TYPE, value.map_err(|_| Fault::limit("the boundary is not valid"))?);
    }
    for (name, text) in &parts.headers {
        headers.insert(header_name(name)?, header_value(text).map_err(|fault| fault.inside(name))?);
    }
    if let Some(cookies) = cookies(&parts.cookies)? {
        headers.insert(COOKIE, cookies);
    }
    Ok(request)
}

/// Returns the media type of a content that is the whole body: its own, else the documented one.
#[cfg(feature = "content")]
fn attached_media_type(info: &ActionInfo, attachment: &Attachment) -> Result<Option<String>, Fault> {
    // What is no content is a sample, for a text that shows a request.
    let Some(content) = attachment.get::<crate::Content>() else {
        return Ok(Some(info.body_media_type().to_owned()));
    };
    let own = content.media_type();
    let media_type = own.unwrap_or(info.body_media_type());
    if !info.takes_media(media_type) {
        let all = info.body_media.join(", ");
        return Err(Fault::limit(match own {
            Some(own) => format!("the content has the media type {own}, and the API takes {all}"),
            None => format!(
                "the content has no media type, and the API takes {all}: set it with Content::with_media_type"
            ),
        }));
    }
    Ok(Some(media_type.to_owned()))
}

/// Returns the media type of a whole body that is shown; without the feature none is sent.
#[cfg(not(feature = "content"))]
fn attached_media_type(info: &ActionInfo, _: &Attachment) -> Result<Option<String>, Fault> {
    Ok(Some(info.body_media_type().to_owned()))
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

/// Returns the path of a request, with its parameters, below the server's address.
///
/// # Errors
/// When a path parameter is missing or would change the structure of the path.
pub fn filled_path(info: &ActionInfo, parts: &RequestParts) -> Result<String, Fault> {
    let mut path = String::new();
    push_path(&mut path, info, &parts.path).map(|()| path)
}

/// Appends the path with its parameters.
fn push_path(uri: &mut String, info: &ActionInfo, parameters: &Parameters) -> Result<(), Fault> {
    let text_of = |name: &str| {
        let found = parameters.iter().find(|(found, _)| found == name);
        found.map(|(_, text)| text.as_str()).ok_or_else(|| Fault::missing(name))
    };
    Template::parse(info.path).fill(uri, info.reserved_in_paths, text_of)
}

fn header_name(name: &str) -> Result<HeaderName, Fault> {
    HeaderName::try_from(name).map_err(|_| Fault::limit("is not a valid header name").inside(name))
}

/// Returns the value of a header. Its bytes are UTF-8. A parameter may be a secret, so it is marked as sensitive.
fn header_value(text: &str) -> Result<HeaderValue, Fault> {
    if text.trim() != text {
        return Err(Fault::limit("must not begin or end with a space in a header"));
    }
    let mut value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| Fault::limit("must not contain control characters in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Returns the `Cookie` header; `None` without cookies. Characters that a cookie must not contain are escaped.
fn cookies(cookies: &Parameters) -> Result<Option<HeaderValue>, Fault> {
    let mut header = String::new();
    for (name, text) in cookies {
        if !header.is_empty() {
            header.push_str("; ");
        }
        header.push_str(name);
        header.push('=');
        header.extend(utf8_percent_encode(text, COOKIE_VALUE));
    }
    if header.is_empty() { Ok(None) } else { header_value(&header).map(Some) }
}

#[cfg(not(feature = "content"))]
impl RequestParts {
    /// Returns the streamed body. Without contents there is none.
    pub(super) fn upload(&self, _: &http::Request<Bytes>) -> Result<Option<std::convert::Infallible>, Fault> {
        Ok(None)
    }
}
