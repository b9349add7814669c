//! Encoded parameters of a request by place, not yet placed in the URL, the headers and the body.

use std::borrow::Cow;

use super::Attachment;
use super::key::Key;
use super::writer::Parameters;
use crate::Place;

/// Encoded parameters of a request, by place.
#[derive(Clone, Default)]
pub struct RequestParts {
    /// Parameters in the path, by their names in the path's template.
    pub path: Parameters,
    /// Parameters in the query string.
    pub query: Parameters,
    /// Headers.
    pub headers: Parameters,
    /// Cookies.
    pub cookies: Parameters,
    /// Body of the request.
    pub body: RequestBody,
    /// Whether the action has no parameter in the body, so that an empty body is none.
    #[cfg(feature = "client")]
    pub(crate) is_bodiless: bool,
    /// Link that the request follows: its path takes the place of the action's path.
    #[cfg(feature = "client")]
    pub(crate) link: Option<Link>,
}

/// Link of an earlier response that a request follows.
#[cfg(feature = "client")]
#[derive(Clone)]
pub(crate) struct Link {
    /// Address, with or without a server, as the response has it.
    pub(crate) target: String,
    /// Path, below the server's address, of the request with that response; `None` if it is that of the action.
    pub(crate) from: Option<String>,
}

/// Body of a request, before it is written.
#[derive(Clone, Default)]
pub enum RequestBody {
    /// No body.
    #[default]
    Empty,
    /// Parameters of a form.
    Form(Parameters),
    /// JSON object; empty for an action without parameters in it, which sends no body.
    Json(String),
    /// Parts of a multipart form.
    Multipart(Vec<Part>),
    /// JSON of the parameter that is the whole body; empty without it.
    Whole(String),
    /// Parameter that is the whole body as it is.
    Raw(Vec<u8>),
    /// Content that is the whole body.
    Attached(Attachment),
}

/// Part of a multipart form.
#[derive(Clone)]
pub struct Part {
    /// Name of the parameter.
    pub name: Cow<'static, str>,
    /// Content of the part.
    pub text: String,
    /// Whether the content is JSON; otherwise it is a text.
    pub is_json: bool,
    /// Content in place of the text.
    pub attachment: Option<Attachment>,
}

/// Parameters may contain secrets, so only their number is shown.
impl std::fmt::Debug for RequestParts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (path, query) = (self.path.len(), self.query.len());
        let others = self.headers.len() + self.cookies.len();
        write!(
            f,
            "[parameters: {path} in the path, {query} in the query, {others} in headers] {:?}",
            self.body
        )
    }
}

/// Parameters may contain secrets, so only their number or size is shown.
impl std::fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RequestBody::Empty => f.write_str("[no body]"),
            RequestBody::Form(texts) => write!(f, "[{} parameters]", texts.len()),
            RequestBody::Multipart(parts) => write!(f, "[{} parts]", parts.len()),
            RequestBody::Json(json) | RequestBody::Whole(json) => write!(f, "[{} bytes of JSON]", json.len()),
            RequestBody::Raw(bytes) => write!(f, "[{} bytes]", bytes.len()),
            RequestBody::Attached(_) => f.write_str("[content]"),
        }
    }
}

impl RequestBody {
    /// Returns a body without parameters, for parameters in this place.
    pub(super) fn new(place: Place) -> Self {
        match place {
            Place::Path | Place::Query | Place::Header | Place::Cookie => RequestBody::Empty,
            Place::Form => RequestBody::Form(Parameters::new()),
            Place::Json => RequestBody::Json("{".to_owned()),
            Place::Multipart => RequestBody::Multipart(Vec::new()),
            Place::Body => RequestBody::Whole(String::new()),
        }
    }

    /// Whether the body can carry the parameters of this place. It carries those outside the body in any case.
    pub(super) fn is_of(&self, place: Place) -> bool {
        match place {
            Place::Path | Place::Query | Place::Header | Place::Cookie => true,
            Place::Form => matches!(self, RequestBody::Form(_)),
            Place::Json => matches!(self, RequestBody::Json(_)),
            Place::Multipart => matches!(self, RequestBody::Multipart(_)),
            Place::Body => {
                matches!(self, RequestBody::Whole(_) | RequestBody::Raw(_) | RequestBody::Attached(_))
            }
        }
    }
}

/// Returns the place in the body of an action whose parameters have these keys; `place` is that of the others.
pub(crate) fn body_place(place: Place, keys: &[Key]) -> Place {
    keys.iter().filter_map(|key| key.place).find(|place| place.is_body()).unwrap_or(place)
}
