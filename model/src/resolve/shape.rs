//! What a type is to those that use it.

use crate::model::{Newtype, Scalar};

/// A named type as its uses see it, known before all of its parts are resolved.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// A record.
    Record,
    /// An enum.
    Enum,
    /// A new type around a scalar.
    Newtype(Newtype),
    /// It could not be read.
    Unknown,
}

/// What a value is, names looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
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
    /// A type that could not be resolved; nothing more is said about it.
    Unknown,
}

impl Class {
    /// The thing for a message.
    pub(super) fn describe(self) -> String {
        match self {
            Class::Scalar(scalar) => format!("`{}`", scalar.text()),
            Class::Enum => "an enum".into(),
            Class::Record => "a record".into(),
            Class::List => "a list".into(),
            Class::Map => "a map".into(),
            Class::Unknown => "this".into(),
        }
    }

    /// Whether it has parts, so that it cannot be written as one value of a form.
    pub(super) fn is_composite(self) -> bool {
        matches!(self, Class::Record | Class::List | Class::Map | Class::Scalar(Scalar::Any))
    }

    /// Whether it is one value.
    pub(super) fn is_scalar(self) -> bool {
        matches!(self, Class::Scalar(_) | Class::Enum)
    }
}
