//! What an API is: every name resolved, every default filled in, every limit of a named type merged into its uses.
//!
//! The model knows neither YAML nor Rust. Everything downstream starts here: the Rust plan, `list`, the dynamic `call`
//! and the reports. Positions survive as [`Span`]s, for the diagnostics of later stages only.

use crate::diagnostic::Span;

/// One vendor's interface.
#[derive(Clone, Debug)]
pub struct Api {
    /// The short name: the folder's, and the generated crate's.
    pub id: String,
    /// The vendor's name for it.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// Where it can be reached; the first is the default of `defaults.server`.
    pub servers: Vec<Server>,
    /// The documents that the spec stands on.
    pub sources: Vec<Source>,
    /// The authentication schemes that actions name.
    pub auth: Vec<Auth>,
    /// The error table, in the document's order.
    pub errors: Vec<ErrorEntry>,
    /// The shapes in which failures arrive, in the order in which they are tried.
    pub failures: Vec<FailureShape>,
    /// The shape that a server answers with unless an action says otherwise.
    pub failure: FailureId,
    /// Which error a server answers with when it refuses by itself.
    pub refusals: Refusals,
    /// The modules, in the order of `api.yaml`.
    pub modules: Vec<Module>,
    /// All named types, those of `api.yaml` first, then module by module.
    pub types: Vec<TypeDef>,
    /// What the documents name but do not describe.
    pub mentions: Vec<Mention>,
    /// The spec's files, in the order of reading (`api.yaml` first), as paths relative to the API's folder.
    pub files: Vec<String>,
}

/// Position of a module in [`Api::modules`].
pub type ModuleId = usize;
/// Position of a type in [`Api::types`].
pub type TypeId = usize;
/// Position of an error in [`Api::errors`].
pub type ErrorId = usize;
/// Position of a failure shape in [`Api::failures`].
pub type FailureId = usize;
/// Position of a server in [`Api::servers`].
pub type ServerId = usize;
/// Position of an authentication scheme in [`Api::auth`].
pub type AuthId = usize;

/// A host that the API lives on.
#[derive(Clone, Debug)]
pub struct Server {
    /// The name that actions use.
    pub name: String,
    /// The base address; absent when every deployment has its own.
    pub url: Option<String>,
    /// What it serves.
    pub about: String,
}

/// A document that evidence points into.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name that evidence uses.
    pub name: String,
    /// Its file name.
    pub file: String,
    /// Its title.
    pub title: String,
    /// How many lines it has.
    pub lines: u32,
}

/// An authentication scheme.
#[derive(Clone, Debug)]
pub struct Auth {
    /// The name that actions use.
    pub name: String,
    /// How it works.
    pub scheme: AuthScheme,
    /// Where the credentials come from.
    pub about: String,
}

/// How a scheme puts credentials on a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// HTTP Basic with every request.
    Basic,
    /// A parameter of the action carries them.
    Parameter(String),
}

/// One entry of the error table.
#[derive(Clone, Debug)]
pub struct ErrorEntry {
    /// Its name, kebab-case.
    pub name: String,
    /// Its number on the wire; some errors are known by their text alone.
    pub code: Option<i64>,
    /// The documented text.
    pub text: String,
    /// What it means beyond its text.
    pub about: String,
    /// What it is about.
    pub kind: ErrorKind,
    /// Remarks of the document, such as 'not in use'.
    pub notes: Vec<String>,
    /// For a text that means another entry: that entry.
    pub reads_as: Option<ErrorId>,
    /// A name in Rust that was asked for.
    pub rust: Option<String>,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// Where the spec departs from the documents.
    pub deviations: Vec<Deviation>,
    /// Where it is written.
    pub span: Span,
}

/// What an error is about, so that callers can decide without knowing every code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// Who the caller is was not established.
    Authentication,
    /// The caller is known but may not.
    Refused,
    /// The request is wrong.
    Validation,
    /// The thing does not exist.
    NotFound,
    /// The thing exists already, or is in another state.
    Conflict,
    /// Money is missing.
    Funds,
    /// A limit is exceeded.
    Limit,
    /// Not now.
    Unavailable,
    /// The server failed.
    Internal,
    /// Anything else.
    Other,
}

/// A shape in which failures arrive.
#[derive(Clone, Debug)]
pub struct FailureShape {
    /// The name that actions use.
    pub name: String,
    /// When it occurs.
    pub about: String,
    /// The HTTP status that a server answers with.
    pub status: u16,
    /// Any of these at the top level says that an answer is a failure of this shape.
    pub when: Vec<Marker>,
    /// What stands where.
    pub body: Vec<Part>,
}

/// A sign that an answer is a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marker {
    /// This key is there and not null.
    Has(String),
    /// This flag is there and has this value.
    Is(String, bool),
}

/// One place of a failure's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The keys that lead to it.
    pub path: Vec<String>,
    /// What stands there.
    pub holds: Holds,
}

/// What stands at a place of a failure's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Always the same JSON.
    Fixed(String),
    /// The code as a number.
    Code,
    /// The code as text.
    CodeText,
    /// The message.
    Message,
    /// Any JSON that explains.
    Details,
}

/// Which error a server answers with when it refuses by itself.
#[derive(Clone, Debug)]
pub struct Refusals {
    /// A required parameter is not there.
    pub missing: ErrorId,
    /// A value cannot be read or breaks a limit.
    pub invalid: ErrorId,
    /// The log-in is refused.
    pub login: ErrorId,
    /// No such path or method.
    pub not_found: ErrorId,
    /// The backend has no such action.
    pub not_implemented: ErrorId,
    /// The backend failed.
    pub internal: ErrorId,
}

/// A group of actions.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its name, kebab-case.
    pub name: String,
    /// Its name in the documents.
    pub doc: String,
    /// What its actions have in common.
    pub about: String,
    /// The actions, in the order of the documents.
    pub actions: Vec<Action>,
    /// The types defined in its file, in order.
    pub types: Vec<TypeId>,
    /// Data that the documents give without an action.
    pub constants: Vec<Constant>,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// The file it is written in, relative to the API's folder.
    pub file: String,
    /// Where it is written.
    pub span: Span,
}

/// Data that the documents give without an action, such as a table of defaults.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Its name, kebab-case.
    pub name: String,
    /// What it says.
    pub about: String,
    /// The data, as JSON text.
    pub json: String,
    /// How we know.
    pub evidence: Vec<Evidence>,
}

/// One documented operation.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name, kebab-case.
    pub name: String,
    /// Its name in the documents, such as `User::info`.
    pub doc: String,
    /// What it does.
    pub about: String,
    /// Whether it is new, stable or retired.
    pub stability: Stability,
    /// For a retired action: the module and position of its successor.
    pub replaced_by: Option<(ModuleId, usize)>,
    /// What happens when it is done twice.
    pub effect: Effect,
    /// The HTTP methods it takes; clients use the first.
    pub methods: Vec<Method>,
    /// The path, from the server's base address.
    pub path: Vec<Segment>,
    /// The host it lives on.
    pub server: ServerId,
    /// Where clients put the parameters that are not in the path.
    pub send: Send,
    /// What it needs.
    pub auth: Vec<AuthId>,
    /// The parameters, in the documented order.
    pub parameters: Vec<Field>,
    /// Groups of parameters of which one must be there, by name; members are positions in `parameters`.
    pub one_of: Vec<(String, Vec<usize>)>,
    /// What it answers.
    pub returns: Returns,
    /// The failure shapes that a server uses here, first that fits; after them [`Api::failure`].
    pub failures: Vec<FailureUse>,
    /// Errors that the documents tie to this action.
    pub errors: Vec<ActionError>,
    /// The error for a bad value, where [`Refusals::invalid`] is not right.
    pub invalid: Option<ErrorId>,
    /// Requests, answers and failures as the documents show them.
    pub examples: Vec<Example>,
    /// A name in Rust that was asked for.
    pub rust: Option<String>,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// Where the spec departs from the documents.
    pub deviations: Vec<Deviation>,
    /// Where it is written.
    pub span: Span,
}

impl Action {
    /// The path as it is written in documents: `/users/{id}`.
    pub fn path_text(&self) -> String {
        let mut text = String::new();
        for segment in &self.path {
            text.push('/');
            match segment {
                Segment::Literal(literal) => text.push_str(literal),
                Segment::Parameter(name) => {
                    text.push('{');
                    text.push_str(name);
                    text.push('}');
                }
            }
        }
        if text.is_empty() {
            text.push('/');
        }
        text
    }
}

/// How far an action can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stability {
    /// As documented.
    Stable,
    /// Marked as new by the documents.
    New,
    /// Marked as retired by the documents; still callable.
    Retired,
}

/// What happens when an action is done twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing changes.
    Read,
    /// Twice is the same as once.
    Set,
    /// Twice is not the same as once.
    Change,
    /// Money moves; never repeated behind the caller's back.
    Money,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// The method as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// One segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Fixed text.
    Literal(String),
    /// The value of the parameter with this wire name.
    Parameter(String),
}

/// Where clients put parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Send {
    /// In the query string.
    Query,
    /// In an urlencoded body.
    Form,
    /// In a JSON object.
    Json,
}

/// A parameter of an action or a field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// The wire name, to the letter.
    pub name: String,
    /// What it means.
    pub about: String,
    /// Its type.
    pub ty: Type,
    /// Whether it must be there.
    pub presence: Presence,
    /// For a parameter: whether it stands in the path.
    pub in_path: bool,
    /// What is assumed when it is left out (or null), as JSON text. A required one is always sent, but need not arrive.
    pub default: Option<String>,
    /// Other wire names that are read when the first is missing.
    pub also: Vec<String>,
    /// How it is written.
    pub style: Style,
    /// Wire texts that mean 'no value'.
    pub none: Vec<String>,
    /// A blank at its start is read as the plus that a form has swallowed.
    pub leading_plus: bool,
    /// A list that is written without brackets when it has one entry.
    pub bare_single: bool,
    /// The one value it has, as JSON text; such a field is not in the Rust type.
    pub fixed: Option<String>,
    /// Limits of its value, those of its named type included.
    pub limits: Limits,
    /// Another optional parameter that must be there too.
    pub needs: Option<String>,
    /// The error when it is missing, its named type's included.
    pub missing: Option<ErrorId>,
    /// The error when its value is bad, its named type's included.
    pub invalid: Option<ErrorId>,
    /// A name in Rust that was asked for.
    pub rust: Option<String>,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// Where the spec departs from the documents.
    pub deviations: Vec<Deviation>,
    /// Where it is written.
    pub span: Span,
}

/// Whether a parameter or field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// It must.
    Required,
    /// It may be left out.
    Optional,
    /// It is there, but may be null.
    Nullable,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Style {
    /// As its type says.
    #[default]
    Plain,
    /// As a JSON string.
    Text,
    /// As a JSON string with two decimals.
    Cents,
    /// As a text of at least two digits.
    TwoDigits,
    /// As 1 or 0.
    Flag,
    /// As `"True"` or `"False"`.
    Title,
    /// As JSON inside a string.
    JsonText,
}

/// Limits of a value.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Limits {
    /// Not less than this.
    pub min: Option<i64>,
    /// More than this.
    pub above: Option<i64>,
    /// Not more than this.
    pub max: Option<i64>,
    /// The fewest and the most characters.
    pub length: Option<(u32, u32)>,
}

/// A type expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A built-in scalar.
    Scalar(Scalar),
    /// A type of this spec.
    Named(TypeId),
    /// A JSON list.
    List(Box<Type>),
    /// A JSON object with any keys.
    Map(Box<Type>),
}

/// The built-in scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// Text.
    String,
    /// A whole number of 64 bits.
    Int,
    /// An exact decimal number.
    Money,
    /// A truth value.
    Bool,
    /// A calendar date.
    Date,
    /// A date and a time of day without a zone.
    LocalDateTime,
    /// Seconds since 1970.
    UnixTime,
    /// An amount as text, perhaps formatted for people.
    DisplayMoney,
    /// Text that never prints.
    Secret,
    /// Any JSON.
    Any,
}

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Its name, upper camel case.
    pub name: String,
    /// What it is.
    pub about: String,
    /// What it consists of.
    pub kind: TypeKind,
    /// The module whose file defines it; none for `api.yaml`.
    pub module: Option<ModuleId>,
    /// A name in Rust that was asked for.
    pub rust: Option<String>,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// Where the spec departs from the documents.
    pub deviations: Vec<Deviation>,
    /// Where it is written.
    pub span: Span,
}

/// What a named type consists of.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with known keys, in the documented order.
    Record(Vec<Field>),
    /// Numbers with names; others survive.
    IntEnum(Vec<EnumValue<i64>>),
    /// Texts with names; others survive.
    TextEnum(Vec<EnumValue<String>>),
    /// A new type around a scalar. Its style and limits are merged into its uses.
    Newtype(Newtype),
}

/// A new type around a scalar.
#[derive(Clone, Debug)]
pub struct Newtype {
    /// What it wraps: string, int, money or secret.
    pub base: Scalar,
    /// A secret that is sent as the MD5 digest of its plain text.
    pub md5: bool,
    /// How it is written.
    pub style: Style,
    /// Limits of its values.
    pub limits: Limits,
    /// The error when a parameter of this type is missing.
    pub missing: Option<ErrorId>,
    /// The error when the value of a parameter of this type is bad.
    pub invalid: Option<ErrorId>,
}

/// One value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue<V> {
    /// Its name, kebab-case.
    pub name: String,
    /// Its value on the wire.
    pub is: V,
    /// What it means.
    pub about: String,
    /// A name in Rust that was asked for.
    pub rust: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// What an action answers.
#[derive(Clone, Debug)]
pub struct Returns {
    /// The type; none for no content.
    pub ty: Option<Type>,
    /// What it is.
    pub about: String,
    /// How a scalar answer is written.
    pub style: Style,
    /// The field whose bare value is accepted for the record.
    pub bare: Option<String>,
    /// The keys under which a scalar is accepted inside an object.
    pub unwrap: Vec<String>,
    /// Whether the body may be text that is not JSON.
    pub bare_text: bool,
    /// The one value that the answer has, as JSON text: it says only 'done'.
    pub fixed: Option<String>,
    /// What a server writes when there is no content, as JSON text.
    pub emits: Option<String>,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// Where the spec departs from the documents.
    pub deviations: Vec<Deviation>,
    /// Where it is written.
    pub span: Span,
}

/// A failure shape that a server uses for an action.
#[derive(Clone, Debug)]
pub struct FailureUse {
    /// The shape.
    pub shape: FailureId,
    /// For which errors; empty means all.
    pub errors: Vec<ErrorId>,
}

/// An error that the documents tie to an action.
#[derive(Clone, Debug)]
pub struct ActionError {
    /// The error.
    pub error: ErrorId,
    /// What it means here; empty when the table says it all.
    pub about: String,
    /// What it is about here, where that differs from the table.
    pub kind: Option<ErrorKind>,
}

/// A request, an answer or a failure as the documents show it. All parts are JSON text.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it shows.
    pub about: String,
    /// The parameters, an object.
    pub request: Option<String>,
    /// The answer.
    pub response: Option<String>,
    /// The failure, as it stands on the wire.
    pub failure: Option<String>,
    /// Which error the failure is.
    pub error: Option<ErrorId>,
    /// How we know.
    pub evidence: Vec<Evidence>,
}

/// Something the documents name but do not describe.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Its name in the documents.
    pub doc: String,
    /// In what connection it is named.
    pub about: String,
    /// How we know.
    pub evidence: Vec<Evidence>,
}

/// How we know a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The source's name.
    pub source: String,
    /// The first line.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// How strong it is.
    pub grade: Grade,
    /// What is to be said about it.
    pub about: String,
}

/// How strong evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Grade {
    /// The source says it in full.
    #[default]
    Full,
    /// The source breaks off.
    Cut,
    /// Concluded from the source.
    Inferred,
    /// Somebody else says so.
    ThirdParty,
    /// Only the name is known.
    Listed,
}

/// Where the spec knowingly departs from a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// What the source claims.
    pub from: String,
    /// Why the spec says something else.
    pub because: String,
}
