//! Types as seen by their uses.

use crate::model::{Newtype, Scalar, Type};

/// A named type as seen by its uses, known before all of its parts are resolved.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are few values, and a box would be in the way of each match"
)]
pub(super) enum NamedTypeKind {
    /// A record.
    Record,
    /// A record that is an array on the wire.
    Positions,
    /// A union of these types.
    Union(Vec<Type>),
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
    /// A record that is an array on the wire.
    Positions,
    /// A union.
    Union {
        /// Whether a value may have parts.
        composite: bool,
    },
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
            TypeClass::Positions => "a record of positions".into(),
            TypeClass::Union { .. } => "a union".into(),
            TypeClass::List => "a list".into(),
            TypeClass::Map => "a map".into(),
            TypeClass::Unknown => "this".into(),
        }
    }

    /// Whether the value has parts, so that it cannot be a single value of a form.
    pub(super) fn is_composite(self) -> bool {
        match self {
            TypeClass::Record | TypeClass::Positions | TypeClass::List | TypeClass::Map => true,
            TypeClass::Scalar(scalar) => scalar == Scalar::Any,
            TypeClass::Union { composite } => composite,
            TypeClass::Enum | TypeClass::Unknown => false,
        }
    }

    /// Whether the value is a single one.
    pub(super) fn is_scalar(self) -> bool {
        matches!(self, TypeClass::Scalar(_) | TypeClass::Enum | TypeClass::Union { composite: false })
    }
}
