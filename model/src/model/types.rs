//! Types, and the parameters and fields that have them.

use bindery_vocabulary::{Encoding, JsonKind, Scalar, ValueLimits, words};

use super::{AuthId, Deprecation, Deviation, ErrorId, Evidence, ModuleId, TypeId};
use crate::diagnostic::Span;

/// A parameter of an action or a field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name on the wire, verbatim.
    pub name: String,
    /// Meaning of the value, in our own words.
    pub about: String,
    /// Type of the value, with names resolved.
    pub ty: Type,
    /// Whether the value must be present.
    pub presence: Presence,
    /// For a parameter: whether it is in the path.
    pub in_path: bool,
    /// Default for a missing or null value, as JSON text. Clients always send a required parameter with a default, but
    /// servers do not require it.
    pub default: Option<String>,
    /// Other wire names that are read when the first is missing.
    pub aliases: Vec<String>,
    /// Encoding of the value on the wire, including that of its named type.
    pub encoding: Encoding,
    /// Wire texts that mean null.
    pub null_values: Vec<String>,
    /// Whether a space at the start is read as a plus sign, which an unescaped form turned into a space.
    pub plus_as_space: bool,
    /// Whether a list with one entry is written without brackets.
    pub bare_single: bool,
    /// The only value, as JSON text; such a field is not in the Rust type.
    pub fixed: Option<String>,
    /// Whether this map holds the additional entries, which no other field describes. They are written beside the other
    /// fields.
    pub additional: bool,
    /// For a parameter: the signature scheme that makes its value; such a parameter is not in the Rust type.
    pub scheme: Option<AuthId>,
    /// Limits of the value, including those of its named type.
    pub limits: ValueLimits,
    /// Another optional parameter that must be present too.
    pub needs: Option<String>,
    /// Error for a missing value, including that of its named type.
    pub missing: Option<ErrorId>,
    /// Error for an invalid value, including that of its named type.
    pub invalid: Option<ErrorId>,
    /// Deprecation, if the documents mark the value as deprecated.
    pub deprecation: Option<Deprecation>,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Lines of the sources that document the parameter or field.
    pub evidence: Vec<Evidence>,
    /// Deliberate differences between the parameter or field and the documents.
    pub deviations: Vec<Deviation>,
    /// Position of the parameter or field in the spec.
    pub span: Span,
}

impl Field {
    /// Whether the value is part of the Rust type.
    pub fn in_rust(&self) -> bool {
        self.fixed.is_none() && self.scheme.is_none()
    }

    /// Whether a value of the Rust type requires it.
    pub fn is_needed(&self) -> bool {
        self.presence == Presence::Required && !self.additional
    }
}

words! {
    /// Whether a parameter or field must be present.
    pub enum Presence: "presence" {
        /// Must be present.
        Required = "required",
        /// May be missing; null counts as missing.
        Optional = "optional",
        /// Always present, but may be null.
        Nullable = "nullable",
    }
}

/// A type expression of the spec, with its names resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A built-in scalar of the spec language.
    Scalar(Scalar),
    /// A type of this spec.
    Named(TypeId),
    /// A list: a JSON array.
    List(Box<Type>),
    /// A map: a JSON object with any keys.
    Map(Box<Type>),
}

impl Type {
    /// Whether values are numbers, regardless of their encoding. `kind` returns the kind of a named type.
    pub(crate) fn is_numeric<'t>(&self, kind: impl Fn(TypeId) -> Option<&'t TypeKind>) -> bool {
        let scalar = |scalar: Scalar| matches!(scalar.form(), JsonKind::Whole | JsonKind::Decimal);
        match self {
            Type::Scalar(one) => scalar(*one),
            Type::Named(id) => match kind(*id) {
                Some(TypeKind::Newtype(newtype)) => scalar(newtype.base),
                Some(TypeKind::IntEnum(_)) => true,
                _ => false,
            },
            Type::List(_) | Type::Map(_) => false,
        }
    }

    /// Returns the named type of the innermost items; `None` for a scalar.
    pub fn leaf(&self) -> Option<TypeId> {
        match self {
            Type::Scalar(_) => None,
            Type::Named(id) => Some(*id),
            Type::List(entry) | Type::Map(entry) => entry.leaf(),
        }
    }

    /// Returns the type expression as in a spec, such as `list<Wallet>`. `types` are all types of the API.
    pub fn text(&self, types: &[TypeDef]) -> String {
        match self {
            Type::Scalar(scalar) => scalar.text().to_owned(),
            Type::Named(id) => types.get(*id).map(|def| def.name.clone()).unwrap_or_default(),
            Type::List(item) => format!("list<{}>", item.text(types)),
            Type::Map(item) => format!("map<{}>", item.text(types)),
        }
    }
}

/// A named type: a record, an enum or a newtype.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Name in upper camel case.
    pub name: String,
    /// Meaning of the type, in our own words.
    pub about: String,
    /// Kind and content of the type.
    pub kind: TypeKind,
    /// Record that provides the first fields.
    pub includes: Option<TypeId>,
    /// Module that defines the type; `None` for `api.yaml`.
    pub module: Option<ModuleId>,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Lines of the sources that document the type.
    pub evidence: Vec<Evidence>,
    /// Deliberate differences between the type and the documents.
    pub deviations: Vec<Deviation>,
    /// Position of the type in the spec.
    pub span: Span,
}

impl TypeDef {
    /// Returns the fields of a record; empty for other types.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            TypeKind::Record(fields) => fields,
            TypeKind::IntEnum(_) | TypeKind::TextEnum(_) | TypeKind::Newtype(_) => &[],
        }
    }
}

/// Kind and content of a named type.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// A record: an object with known keys, in the documented order.
    Record(Vec<Field>),
    /// An enum of integers. Unknown values are kept.
    IntEnum(Vec<EnumValue<i64>>),
    /// An enum of strings. Unknown values are kept.
    TextEnum(Vec<EnumValue<String>>),
    /// A newtype around a scalar. Its encoding and limits are merged into its uses.
    Newtype(Newtype),
}

/// A newtype around a scalar.
#[derive(Clone, Debug)]
pub struct Newtype {
    /// Wrapped scalar: `string`, `int`, `decimal` or `secret`.
    pub base: Scalar,
    /// Whether a secret is sent as the MD5 digest of its plain text.
    pub md5: bool,
    /// Encoding of the scalar on the wire.
    pub encoding: Encoding,
    /// Limits that the values must keep.
    pub limits: ValueLimits,
    /// Error for a missing parameter of this type.
    pub missing: Option<ErrorId>,
    /// Error for an invalid value of a parameter of this type.
    pub invalid: Option<ErrorId>,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue<V> {
    /// Name in kebab-case, from which the Rust name is made.
    pub name: String,
    /// Value of the enum on the wire.
    pub is: V,
    /// Meaning of the value, in our own words.
    pub about: String,
    /// Deprecation, if the documents mark the value as deprecated.
    pub deprecation: Option<Deprecation>,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Position of the value in the spec.
    pub span: Span,
}
