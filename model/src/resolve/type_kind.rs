//! Types as seen by their uses.

use crate::model::{Newtype, Scalar};

/// A named type as seen by its uses, known before all of its parts are resolved.
#[derive(Clone, Debug)]
pub(super) enum NamedTypeKind {
    /// A record.
    Record,
    /// An enum.
    Enum,
    /// A newtype around a scalar.
    Newtype(Newtype),
    /// A type that could not be read.
    Unknown,
}

/// Kind of a value, with named types resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeClass {
    /// A scalar.
    Scalar(Scalar),
    /// An enum.
    Enum,
    /// A record.
    Record,
    /// A list.
    List,
    /// A map.
    Map,
    /// A type that could not be resolved; nothing more is reported about it.
    Unknown,
}

impl TypeClass {
    /// Returns the noun for a message.
    pub(super) fn describe(self) -> String {
        match self {
            TypeClass::Scalar(scalar) => format!("`{}`", scalar.text()),
            TypeClass::Enum => "an enum".into(),
            TypeClass::Record => "a record".into(),
            TypeClass::List => "a list".into(),
            TypeClass::Map => "a map".into(),
            TypeClass::Unknown => "this".into(),
        }
    }

    /// Whether the value has parts, so that it cannot be a single value of a form.
    pub(super) fn is_composite(self) -> bool {
        matches!(self, TypeClass::Record | TypeClass::List | TypeClass::Map | TypeClass::Scalar(Scalar::Any))
    }

    /// Whether the value is a single one.
    pub(super) fn is_scalar(self) -> bool {
        matches!(self, TypeClass::Scalar(_) | TypeClass::Enum)
    }
}
