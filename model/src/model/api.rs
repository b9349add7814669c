//! The API as a whole: where it is, what it consists of, what it stands on.

use super::{
    Action, Auth, Citation, CodeKind, Covers, ErrorEntry, Evidence, FailureId, FailureShape, Field, Listed,
    Notation, Refusals, Scalar, Type, TypeDef, TypeId, TypeKind,
};
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
    /// Whether its error codes are numbers or texts.
    pub codes: CodeKind,
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
    /// Where evidence is written, whatever it is for, in the order of files and positions.
    pub citations: Vec<Citation>,
    /// Whether a server matches paths without regard to case, and a doubled slash as one.
    pub any_case: bool,
    /// Whether the generated crate has a feature for each module.
    pub module_features: bool,
    /// Changes since an earlier version that may break something.
    pub waivers: Vec<Waiver>,
    /// The spec's files, in the order of reading (`api.yaml` first), as paths relative to the API's folder.
    pub files: Vec<String>,
    /// The overlays that were merged over them, in order; the names of the files alone.
    pub overlays: Vec<String>,
}

impl Api {
    /// Whether values of this type are numbers, whatever they are written as.
    pub fn is_numeric(&self, ty: &Type) -> bool {
        ty.is_numeric(|id| self.types.get(id).map(|def| &def.kind))
    }

    /// The first parameter of which nobody knows how it would be written among the values of a signature. Only texts and whole
    /// numbers are written in one way by everybody.
    pub fn unrendered<'a>(&self, action: &'a Action) -> Option<&'a Field> {
        let signs_values = |id: &usize| {
            let signature = self.auth.get(*id).and_then(|auth| auth.scheme.as_signature());
            signature.is_some_and(|signature| signature.modes.any(|covers| covers == Covers::Values))
        };
        let plain = |scalar: Scalar| matches!(scalar, Scalar::String | Scalar::Int | Scalar::Secret);
        let is_known = |field: &Field| match &field.ty {
            _ if field.fixed.is_some() || field.others => false,
            Type::Scalar(scalar) => plain(*scalar),
            Type::Named(id) => match self.types.get(*id).map(|def| &def.kind) {
                Some(TypeKind::Newtype(newtype)) => plain(newtype.base),
                Some(TypeKind::IntEnum(_) | TypeKind::TextEnum(_)) => true,
                _ => false,
            },
            Type::List(_) | Type::Map(_) => false,
        };
        let signed = action.auth.iter().any(signs_values);
        action.parameters.iter().find(|field| signed && !is_known(field))
    }
}

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
    /// Where that number is written.
    pub lines_span: Span,
    /// How it is written; empty when it is not read by machine. Each notation reads what the ones before it leave.
    pub notations: Vec<Notation>,
    /// Where it is written.
    pub span: Span,
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
    /// Whether the vendor is the caller here, and the server is the user's.
    pub inbound: bool,
    /// The actions that can be called, in the order of the documents.
    pub actions: Vec<Action>,
    /// The actions of which too little is known to call them, in the order of the documents.
    pub listed: Vec<Listed>,
    /// The types defined in its file, in order.
    pub types: Vec<TypeId>,
    /// Data that the documents give without an action.
    pub constants: Vec<Constant>,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// The file it is written in, relative to the API's folder; none when it comes from overlays alone.
    pub file: Option<String>,
    /// The overlays that say something about it, in order; the names of the files alone.
    pub overlays: Vec<String>,
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

/// A change since an earlier version that may break something.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The name of the difference, such as `removed user/login.parameters.page`.
    pub difference: String,
    /// Why it may.
    pub because: String,
    /// Where it is written.
    pub span: Span,
}
