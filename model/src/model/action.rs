//! Actions: their requests, responses and rules.

use bindery_vocabulary::{Effect, ErrorKind, MadeKind, Method, PagesBy, Place, Scalar, is_bodyless, words};

use super::{
    AuthId, Coverage, Deviation, Envelope, ErrorFormatId, ErrorId, Evidence, Field, ModuleId, Response,
    ServerId, Type,
};
use crate::diagnostic::Span;

/// A documented operation that can be called.
#[derive(Clone, Debug)]
pub struct Action {
    /// Name in kebab-case, unique in the module.
    pub name: String,
    /// Name in the documents, such as `User::info`.
    pub documented_as: String,
    /// Purpose of the action, in our own words.
    pub about: String,
    /// Whether the documents mark the action as new.
    pub is_new: bool,
    /// Deprecation, if the documents mark the action as deprecated; it is still callable.
    pub deprecation: Option<Deprecation>,
    /// Successor of a deprecated action, as module and position.
    pub replaced_by: Option<(ModuleId, usize)>,
    /// Effect of the call, which decides whether it may be retried.
    pub effect: Effect,
    /// HTTP methods that a server accepts; clients use the first.
    pub methods: Vec<Method>,
    /// Path below the server's base URL.
    pub path: Vec<Segment>,
    /// Other paths that a server accepts; clients never use them.
    pub path_aliases: Vec<Vec<Segment>>,
    /// Server that serves the action.
    pub server: ServerId,
    /// Place of the parameters that do not name their own, for methods that have a body. [`Action::default_place`]
    /// returns the place that clients use.
    pub parameters_in: Place,
    /// Further places in the body for the parameters that do not name their own. A client uses the first place that can
    /// carry all values.
    pub also_in: Vec<Place>,
    /// Authentication schemes that are all required, including the optional ones.
    pub auth: Vec<AuthId>,
    /// Schemes of `auth` that requests may leave out.
    pub optional_auth: Vec<AuthId>,
    /// Ways to authenticate, one of which is enough, each with the schemes that it requires; one without schemes needs
    /// no credentials. Empty if `auth` contains all schemes.
    pub any_auth: Vec<Vec<AuthId>>,
    /// OAuth 2 scopes that a token needs.
    pub scopes: Vec<String>,
    /// Template around the response; `None` if the response is the body.
    pub envelope: Option<Envelope>,
    /// Parameters in the documented order.
    pub parameters: Vec<Field>,
    /// Groups of parameters, by name; one group is required. Members are positions in `parameters`.
    pub one_of: Vec<(String, Vec<usize>)>,
    /// Condition that selects the action among others with the same method and path; `None` takes the remaining
    /// requests.
    pub select: Option<Select>,
    /// Pagination of the response; `None` if the response is complete.
    pub pages: Option<Pages>,
    /// Completion of the operation that the action starts; `None` if it ends with the response.
    pub completes: Option<Completion>,
    /// Success response: type, status and encoding, or several variants.
    pub response: Response,
    /// Error formats in which a server writes the errors of this action. The first that fits is used, and
    /// [`Api::error_format`](super::Api::error_format) if none does.
    pub error_formats: Vec<ErrorFormatUse>,
    /// Errors that the documents assign to this action.
    pub errors: Vec<ActionError>,
    /// Error for an invalid value, where [`Rejections::invalid`](super::Rejections::invalid) does not apply.
    pub invalid: Option<ErrorId>,
    /// Requests, responses and error responses as the documents show them.
    pub examples: Vec<Example>,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Position among all actions of the module as written, including those that are only listed.
    pub position: usize,
    /// Lines of the sources that document the action.
    pub evidence: Vec<Evidence>,
    /// Deliberate differences between the action and the documents.
    pub deviations: Vec<Deviation>,
    /// Position of the action in the spec.
    pub span: Span,
}

impl Action {
    /// Returns the stability, from the marks of the documents.
    pub fn stability(&self) -> Stability {
        match (&self.deprecation, self.is_new) {
            (Some(_), _) => Stability::Deprecated,
            (None, true) => Stability::New,
            (None, false) => Stability::Stable,
        }
    }

    /// Returns how much of the action the sources show.
    pub fn coverage(&self) -> Coverage {
        Coverage::from_evidence(&self.evidence)
    }

    /// Returns all schemes with which requests may be sent: those that are required, then those of the ways, each
    /// once.
    pub fn schemes(&self) -> Vec<AuthId> {
        let mut all: Vec<AuthId> = Vec::new();
        for id in self.auth.iter().chain(self.any_auth.iter().flatten()) {
            if !all.contains(id) {
                all.push(*id);
            }
        }
        all
    }

    /// Returns the place of the parameters that do not name their own: the query with GET, DELETE and HEAD, which have no
    /// body for them.
    pub fn default_place(&self) -> Place {
        self.methods.first().map_or(self.parameters_in, |method| self.parameters_in.with(*method))
    }

    /// Whether a parameter has an idempotency key, which makes a repeated call harmless.
    pub fn has_idempotency_key(&self) -> bool {
        let is_key = |field: &Field| field.made.is_some_and(|made| made.kind == MadeKind::IdempotencyKey);
        self.parameters.iter().any(is_key)
    }

    /// Returns the place of a parameter.
    pub fn place_of(&self, field: &Field) -> Place {
        field.place.unwrap_or_else(|| self.default_place())
    }

    /// Returns the places of the parameters that do not name their own, in the order in which a client tries them.
    pub fn usual_places(&self) -> impl Iterator<Item = Place> {
        std::iter::once(self.default_place()).chain(self.also_in.iter().copied())
    }

    /// Returns the place of the parameters in the body; the query if clients send no body. Of several places, it is the
    /// first.
    pub fn body_place(&self) -> Place {
        if !self.also_in.is_empty() {
            return self.default_place();
        }
        let own = self.parameters.iter().filter_map(|field| field.place).find(|place| place.is_body());
        own.unwrap_or_else(|| self.default_place())
    }

    /// Returns the parameters in this place.
    pub fn parameters_at(&self, place: Place) -> impl Iterator<Item = &Field> {
        self.parameters.iter().filter(move |field| self.place_of(field) == place)
    }

    /// Returns the parameter that is the whole body.
    pub fn whole_body(&self) -> Option<&Field> {
        self.parameters_at(Place::Body).next()
    }

    /// Whether a parameter is a content, or a list of contents.
    pub fn has_content(&self) -> bool {
        self.parameters.iter().any(|field| field.ty.is_content())
    }

    /// Whether a server writes a body with the response of an action without variants. A response without content has one
    /// only in an envelope, or where a server writes something else.
    pub fn has_response_body(&self) -> bool {
        let response = &self.response;
        let has_content = response.ty.is_some() || response.fixed.is_some() || response.emits.is_some();
        !is_bodyless(response.status) && (has_content || self.envelope.is_some())
    }

    /// Returns the boolean parameters of its groups. In a group, false counts as absent.
    pub fn flags(&self) -> impl Iterator<Item = &Field> {
        let in_group = |at: usize| self.one_of.iter().any(|(_, members)| members.contains(&at));
        let grouped = self.parameters.iter().enumerate().filter(move |(at, _)| in_group(*at));
        grouped.map(|(_, field)| field).filter(|field| field.ty == Type::Scalar(Scalar::Bool))
    }

    /// Returns the path as written in documents: `/users/{id}`.
    pub fn path_text(&self) -> String {
        path_text(&self.path)
    }
}

/// Returns a path as written in documents: `/users/{id}`.
pub fn path_text(path: &[Segment]) -> String {
    if path.is_empty() {
        return "/".to_owned();
    }
    path.iter().flat_map(|segment| ["/".to_owned(), segment.text()]).collect()
}

/// A listed action: an operation with too little documentation to call it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Name in kebab-case, unique in the module.
    pub name: String,
    /// Name of the action in the documents, such as `User::info`.
    pub documented_as: String,
    /// Purpose of the action, as far as its name tells.
    pub about: String,
    /// Description of the parts that the documents lack.
    pub unknown: String,
    /// HTTP methods; empty if unknown.
    pub methods: Vec<Method>,
    /// Known parameters, in the documented order.
    pub parameters: Vec<Field>,
    /// Position among all actions of the module as written.
    pub position: usize,
    /// Lines of the sources that mention the action.
    pub evidence: Vec<Evidence>,
    /// Position of the action in the spec.
    pub span: Span,
}

impl Listed {
    /// Returns how much of the action the sources show.
    pub fn coverage(&self) -> Coverage {
        Coverage::from_evidence(&self.evidence)
    }
}

/// Condition by which a server selects an action among others with the same method and path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// Path to the selecting string: the wire name of a parameter, then names of fields.
    pub at: Vec<String>,
    /// Strings that select the action; a `*` at the end matches any rest. Empty if any value selects it.
    pub is: Vec<String>,
}

/// Pagination of an action's response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// How a page is requested.
    pub by: PagesBy,
    /// Position of the parameter that says which page is requested: the number of records to skip, the number of the
    /// page, the cursor or the last identifier. `None` if pages have addresses.
    pub position: Option<usize>,
    /// Position of the parameter for the page size in records.
    pub limit: Option<usize>,
    /// Maximum number of records of a page, if it is documented.
    pub largest: Option<i64>,
    /// Number of the first page; 0 unless pages have numbers.
    pub first: i64,
    /// Path to the list of records in the response, names joined by dots; empty if the response is the list.
    pub records: String,
    /// Type of the records.
    pub record: Type,
    /// Path to the total number of records.
    pub count: Option<String>,
    /// Path to the number of the last page.
    pub last: Option<String>,
    /// Path to what is requested next: a cursor, an address, a page number, or a number of records to skip.
    pub next: Option<String>,
    /// Path to the boolean that says whether there are more pages.
    pub more: Option<String>,
    /// Path to the identifier in a record; empty if the record is the identifier.
    pub id: Option<String>,
}

impl Pages {
    /// Returns the paths in the response that are set, each with its key in a spec.
    pub fn paths(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let paths = [
            ("records", Some(&self.records)),
            ("count", self.count.as_ref()),
            ("last", self.last.as_ref()),
            ("next", self.next.as_ref()),
            ("more", self.more.as_ref()),
            ("id", self.id.as_ref()),
        ];
        paths
            .into_iter()
            .filter_map(|(key, path)| Some((key, path?.as_str())))
            .filter(|(_, path)| !path.is_empty())
    }

    /// Returns the key in a spec that names the parameter of `position`.
    pub fn position_key(&self) -> Option<&'static str> {
        position_key(self.by)
    }
}

/// Returns the key in a spec that names the parameter with which a page is requested.
pub(crate) fn position_key(by: PagesBy) -> Option<&'static str> {
    match by {
        PagesBy::Offset => Some("skip"),
        PagesBy::Number => Some("page"),
        PagesBy::Cursor => Some("cursor"),
        PagesBy::LastId => Some("after"),
        PagesBy::Link | PagesBy::Address => None,
    }
}

/// Completion of an operation that an action starts: how a client polls its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Polling action, as module and position.
    pub poll: (ModuleId, usize),
    /// Parameters of the polling action that have the value of a field of the start's response: the position of each,
    /// and the path to the field, names joined by dots.
    pub with: Vec<(usize, String)>,
    /// Positions of the parameters of the polling action that have the value of the start's parameter with the same
    /// name.
    pub same: Vec<usize>,
    /// Whether the polling action is the action itself, so that its request is repeated.
    pub again: bool,
    /// Whether the header `Location` of the start's response has the address that is polled.
    pub location: bool,
    /// Whether the start's response has the type of the polling action's, so that it may already have the last state.
    pub at_once: bool,
    /// Path to the field of the polling action's response that has the state; `None` if the response variant is the
    /// state.
    pub field: Option<String>,
    /// States of a completed operation: texts of the field, or names of response variants.
    pub done: Vec<String>,
    /// States of a failed operation.
    pub failed: Vec<String>,
}

/// Deprecation of an action, a parameter, a field or an enum value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// Recommended replacement, in our own words.
    pub note: Option<String>,
}

impl Deprecation {
    /// Describes the deprecation in one or two sentences, for a description that follows: `Deprecated. Use another one.`
    pub fn sentence(&self) -> String {
        let note = self.note.as_deref().unwrap_or_default();
        let end = if note.ends_with(char::is_alphanumeric) { "." } else { "" };
        ["Deprecated. ", note, end].concat().trim_end().to_owned()
    }
}

words! {
    /// Stability of an action, as the documents mark it.
    pub enum Stability: "stability" {
        /// Marked neither as new nor as deprecated.
        Stable = "stable",
        /// Marked as new in the documents.
        New = "new",
        /// Marked as deprecated in the documents; still callable.
        Deprecated = "deprecated",
    }
}

/// A segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Literal text, without the slashes around it.
    Literal(String),
    /// Value of the parameter with this name.
    Parameter(String),
    /// Texts and parameters, with a text between two parameters.
    Mixed(Vec<PathPart>),
    /// Value of the parameter with this name: the rest of the path, with its slashes.
    Rest(String),
}

/// A part of a path segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// Literal text.
    Text(String),
    /// Value of the parameter with this name.
    Parameter(String),
}

impl Segment {
    /// Returns the segment as written in a spec: `{id}.json`.
    pub fn text(&self) -> String {
        match self {
            Segment::Literal(text) => text.clone(),
            Segment::Parameter(name) => format!("{{{name}}}"),
            Segment::Rest(name) => format!("{{{name}*}}"),
            Segment::Mixed(parts) => parts.iter().map(PathPart::text).collect(),
        }
    }

    /// Whether a text of the segment has other characters than those that RFC 3986 calls unreserved.
    pub(crate) fn has_reserved(&self) -> bool {
        let reserved =
            |text: &str| text.bytes().any(|byte| !byte.is_ascii_alphanumeric() && !b"-._~".contains(&byte));
        match self {
            Segment::Literal(text) => reserved(text),
            Segment::Parameter(_) | Segment::Rest(_) => false,
            Segment::Mixed(parts) => parts.iter().any(|part| match part {
                PathPart::Text(text) => reserved(text),
                PathPart::Parameter(_) => false,
            }),
        }
    }

    /// Returns the names of the parameters in the segment.
    pub fn parameters(&self) -> Vec<&str> {
        match self {
            Segment::Literal(_) => Vec::new(),
            Segment::Parameter(name) | Segment::Rest(name) => vec![name],
            Segment::Mixed(parts) => parts.iter().filter_map(PathPart::parameter).collect(),
        }
    }
}

impl PathPart {
    fn text(&self) -> String {
        match self {
            PathPart::Text(text) => text.clone(),
            PathPart::Parameter(name) => format!("{{{name}}}"),
        }
    }

    /// Returns the name of the parameter; `None` for a text.
    pub fn parameter(&self) -> Option<&str> {
        match self {
            PathPart::Text(_) => None,
            PathPart::Parameter(name) => Some(name),
        }
    }
}

/// An error format that a server uses for an action.
#[derive(Clone, Debug)]
pub struct ErrorFormatUse {
    /// The error format, one of `Api::error_formats`.
    pub format: ErrorFormatId,
    /// Errors that are written in this format; empty means all.
    pub errors: Vec<ErrorId>,
}

/// An error that the documents assign to an action.
#[derive(Clone, Debug)]
pub struct ActionError {
    /// The assigned entry of the error table.
    pub error: ErrorId,
    /// Meaning for this action; empty if it is the meaning in the error table.
    pub about: String,
    /// Kind for this action, where it differs from the error table.
    pub kind: Option<ErrorKind>,
}

/// A request, a response or an error response as the documents show it. All parts are JSON text.
#[derive(Clone, Debug)]
pub struct Example {
    /// Description of the example, in our own words; may be empty.
    pub about: String,
    /// Parameters, as a JSON object with their wire names.
    pub request: Option<String>,
    /// Success response that the documents show, as JSON text.
    pub response: Option<String>,
    /// The error response, as sent on the wire.
    pub error_response: Option<String>,
    /// Error in the error response.
    pub error: Option<ErrorId>,
    /// Lines of the sources that show the example.
    pub evidence: Vec<Evidence>,
}
