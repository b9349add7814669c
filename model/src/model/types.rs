//! Types, and the parameters and fields that have them.

use bindery_vocabulary::{Form, Limits, Scalar, Style, words};

use super::{AuthId, Deviation, ErrorId, Evidence, ModuleId, TypeId};
use crate::diagnostic::Span;

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
    /// A map that holds the entries whose names no other field has; they are written beside the others.
    pub others: bool,
    /// For a parameter: the signature scheme that makes its value; such a parameter is not in the Rust type.
    pub scheme: Option<AuthId>,
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

impl Field {
    /// Whether its value is for the caller to give and to see.
    pub fn in_rust(&self) -> bool {
        self.fixed.is_none() && self.scheme.is_none()
    }

    /// Whether a value can not be made without it.
    pub fn is_needed(&self) -> bool {
        self.presence == Presence::Required && !self.others
    }
}

words! {
    /// Whether a parameter or field must be there.
    pub enum Presence: "presence" {
        /// It must.
        Required = "required",
        /// It may be left out.
        Optional = "optional",
        /// It is there, but may be null.
        Nullable = "nullable",
    }
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

impl Type {
    /// Whether its values are numbers, whatever they are written as. `kind` says what a named type is.
    pub(crate) fn is_numeric<'t>(&self, kind: impl Fn(TypeId) -> Option<&'t TypeKind>) -> bool {
        let scalar = |scalar: Scalar| matches!(scalar.form(), Form::Whole | Form::Decimal);
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

    /// The named type at the bottom of a type expression.
    pub fn leaf(&self) -> Option<TypeId> {
        match self {
            Type::Scalar(_) => None,
            Type::Named(id) => Some(*id),
            Type::List(entry) | Type::Map(entry) => entry.leaf(),
        }
    }

    /// The type as a spec writes it, `list<Wallet>`, given all of its types.
    pub fn text(&self, types: &[TypeDef]) -> String {
        match self {
            Type::Scalar(scalar) => scalar.text().to_owned(),
            Type::Named(id) => types.get(*id).map(|def| def.name.clone()).unwrap_or_default(),
            Type::List(item) => format!("list<{}>", item.text(types)),
            Type::Map(item) => format!("map<{}>", item.text(types)),
        }
    }
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
    /// The record whose fields come first among its own.
    pub includes: Option<TypeId>,
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

impl TypeDef {
    /// The fields of a record; none of any other type.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            TypeKind::Record(fields) => fields,
            TypeKind::IntEnum(_) | TypeKind::TextEnum(_) | TypeKind::Newtype(_) => &[],
        }
    }
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
