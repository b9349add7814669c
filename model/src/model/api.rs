//! The API as a whole: servers, sources, errors, modules and types.

use super::{
    Action, Auth, Citation, CodeKind, ErrorEntry, ErrorFormat, ErrorFormatId, Evidence, Field, Listed,
    ModuleId, Notation, NotationKind, OpenApiReading, Rejections, Scalar, Segment, Signature, Type, TypeDef,
    TypeId, TypeKind,
};
use crate::diagnostic::Span;

/// A vendor's API: the checked spec, with all names resolved and defaults filled in.
#[derive(Clone, Debug)]
pub struct Api {
    /// Short name: the name of the spec's folder and of the generated crate.
    pub id: String,
    /// Name as the vendor writes it.
    pub title: String,
    /// Purpose of the API, in our own words.
    pub about: String,
    /// Servers; the first is the default of `defaults.server`.
    pub servers: Vec<Server>,
    /// Documents on which the spec is based.
    pub sources: Vec<Source>,
    /// Authentication schemes to which actions refer.
    pub auth: Vec<Auth>,
    /// Whether error codes are integers or strings.
    pub codes: CodeKind,
    /// Error table, in the document's order.
    pub errors: Vec<ErrorEntry>,
    /// Error formats, in the order in which they are tried.
    pub error_formats: Vec<ErrorFormat>,
    /// Error format in which a server writes errors by default.
    pub error_format: ErrorFormatId,
    /// Errors with which a server rejects requests.
    pub rejections: Rejections,
    /// Modules, in the order of `api.yaml`.
    pub modules: Vec<Module>,
    /// Named types: those of `api.yaml` first, then module by module.
    pub types: Vec<TypeDef>,
    /// Names that occur in the documents without a description.
    pub mentions: Vec<Mention>,
    /// Places of all evidence, in the order of files and positions.
    pub citations: Vec<Citation>,
    /// Whether servers match paths case-insensitively and read a doubled slash as a single one.
    pub case_insensitive: bool,
    /// Whether the generated crate has a feature for each module.
    pub module_features: bool,
    /// Accepted breaking changes since an earlier version.
    pub waivers: Vec<Waiver>,
    /// Files of the spec in reading order (`api.yaml` first), as paths relative to the API's folder.
    pub files: Vec<String>,
    /// File names of the overlays that were merged, in order.
    pub overlays: Vec<String>,
}

impl Api {
    /// Returns the name by which specs and programs refer to an action, `module/action`; `None` for an unknown place.
    pub fn action_name(&self, (module, position): (ModuleId, usize)) -> Option<String> {
        let module = self.modules.get(module)?;
        Some([module.name.as_str(), "/", &module.actions.get(position)?.name].concat())
    }

    /// Whether an action has a content or a stream, which need the feature `content` of the runtime.
    pub fn has_content(&self) -> bool {
        let mut actions = self.modules.iter().flat_map(|module| &module.actions);
        actions.any(|action| action.response.is_stream() || action.has_content())
    }

    /// Whether values of this type are numbers, regardless of their encoding.
    pub fn is_numeric(&self, ty: &Type) -> bool {
        ty.is_numeric(|id| self.types.get(id).map(|def| &def.kind))
    }

    /// Whether a text in a path has a reserved character, as in `/orders/{id}:cancel`. Clients then escape reserved
    /// characters in the parameters of paths, so that no value is read as such a text.
    pub fn has_reserved_in_paths(&self) -> bool {
        let actions = self.modules.iter().flat_map(|module| &module.actions);
        let mut paths = actions.flat_map(|action| std::iter::once(&action.path).chain(&action.path_aliases));
        paths.any(|path| path.iter().any(Segment::has_reserved))
    }

    /// Returns the first parameter that has no defined text in a signature of values. Only strings and integers have
    /// the same text everywhere.
    pub fn unrendered<'a>(&self, action: &'a Action) -> Option<&'a Field> {
        let signs_values = |id: &usize| {
            let signature = self.auth.get(*id).and_then(|auth| auth.scheme.as_signature());
            signature.is_some_and(Signature::signs_values)
        };
        let plain =
            |scalar: Scalar| matches!(scalar, Scalar::String | Scalar::Int | Scalar::Uint | Scalar::Secret);
        let is_known = |field: &Field| match &field.ty {
            _ if field.fixed.is_some() || field.additional => false,
            Type::Scalar(scalar) => plain(*scalar),
            Type::Named(id) => match self.types.get(*id).map(|def| &def.kind) {
                Some(TypeKind::Newtype(newtype)) => plain(newtype.base),
                Some(TypeKind::IntEnum(_) | TypeKind::TextEnum(_)) => true,
                Some(
                    TypeKind::Record(_) | TypeKind::Positions(_) | TypeKind::Union(_) | TypeKind::Alias(_),
                )
                | None => false,
            },
            Type::List(_) | Type::Map(..) | Type::Nullable(_) => false,
        };
        let signed = action.auth.iter().any(signs_values);
        // Parameters in headers, in cookies or in another place than the body are not signed.
        let is_covered = |field: &Field| field.in_path() || action.place_of(field) == action.body_place();
        action.parameters.iter().find(|field| signed && is_covered(field) && !is_known(field))
    }
}

/// A host that serves the API.
#[derive(Clone, Debug)]
pub struct Server {
    /// Name to which actions refer.
    pub name: String,
    /// Base URL; `None` if every deployment has its own host.
    pub url: Option<String>,
    /// Purpose of the host, in our own words.
    pub about: String,
}

/// A document to which evidence refers.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name to which evidence refers.
    pub name: String,
    /// Name of the file that contains the document.
    pub file: String,
    /// Title of the document, for human readers.
    pub title: String,
    /// Number of lines of the document.
    pub lines: u32,
    /// Place of the number of lines in the spec.
    pub lines_span: Span,
    /// Notations of the document; each reads what the ones before it leave. Empty if it is not read by machine.
    pub notations: Vec<Notation>,
    /// Position of the source in the spec.
    pub span: Span,
}

impl Source {
    /// Returns how the document is read if it is one of OpenAPI.
    pub fn openapi(&self) -> Option<&OpenApiReading> {
        let found = self.notations.iter().find(|notation| notation.kind == NotationKind::OpenApi);
        found.map(|notation| &notation.openapi)
    }
}

/// A group of actions that one file of the spec describes.
#[derive(Clone, Debug)]
pub struct Module {
    /// Name in kebab-case, unique in the API.
    pub name: String,
    /// Name of the module in the documents, such as `User`.
    pub documented_as: String,
    /// Purpose that the actions have in common.
    pub about: String,
    /// Whether the vendor calls the user's server.
    pub inbound: bool,
    /// Actions that can be called, in the order of the documents.
    pub actions: Vec<Action>,
    /// Listed actions, in the order of the documents: their documentation is not enough to call them.
    pub listed: Vec<Listed>,
    /// Types defined in the module's file, in order.
    pub types: Vec<TypeId>,
    /// Data that the documents give without an action.
    pub constants: Vec<Constant>,
    /// Lines of the sources that document the module.
    pub evidence: Vec<Evidence>,
    /// File of the module, relative to the API's folder; `None` if only overlays define it.
    pub file: Option<String>,
    /// File names of the overlays that change the module, in order.
    pub overlays: Vec<String>,
    /// Position of the module in the spec.
    pub span: Span,
}

/// Data that the documents give without an action, such as a table of defaults.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Name in kebab-case, unique in the module.
    pub name: String,
    /// Meaning of the data, in our own words.
    pub about: String,
    /// The data, as JSON text.
    pub json: String,
    /// Lines of the sources that contain the data.
    pub evidence: Vec<Evidence>,
}

/// A name that occurs in the documents without a description.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Name as it occurs in the documents.
    pub documented_as: String,
    /// Context in which the name occurs.
    pub about: String,
    /// Lines of the sources that contain the name.
    pub evidence: Vec<Evidence>,
}

/// An accepted breaking change since an earlier version.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Name of the difference, such as `removed user/login.parameters.page`.
    pub difference: String,
    /// Reason why the change is acceptable.
    pub because: String,
    /// Position of the waiver in the spec.
    pub span: Span,
}
