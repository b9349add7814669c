//! Values with three states: absent, null, or there.

use super::Wire;
use super::fault::Fault;
use super::key::Constraints;
use super::out::Out;
use super::value::Value;
use crate::Encoding;

/// Value that may be left out, null, or there. In a request that changes something, a value that is left out stays as it
/// is, and null removes it.
///
/// ```
/// use bindery_runtime::Patch;
///
/// #[derive(Default)]
/// struct Change {
///     name: Patch<String>,
///     about: Patch<String>,
///     size: Patch<i64>,
/// }
///
/// let change = Change { name: "a".to_owned().into(), about: Patch::Null, ..Change::default() };
/// assert_eq!(change.name.value().map(String::as_str), Some("a"));
/// assert!(change.about.is_null() && change.size.is_absent());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Patch<T> {
    /// The value is left out.
    #[default]
    Absent,
    /// The value is null.
    Null,
    /// The value is there.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the value is left out.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the value is null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the value, if it is there.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the same state with a reference to the value.
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Value(value) => Patch::Value(value),
            Self::Null => Patch::Null,
            Self::Absent => Patch::Absent,
        }
    }

    /// Converts the value, if it is there.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Value(value) => Patch::Value(convert(value)),
            Self::Null => Patch::Null,
            Self::Absent => Patch::Absent,
        }
    }

    /// Returns the value, if it is there. Null and a value that is left out are the same.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Applies the change to a stored value: null removes it, and a value that is left out leaves it as it is.
    pub fn apply(self, stored: &mut Option<T>) {
        match self {
            Self::Value(value) => *stored = Some(value),
            Self::Null => *stored = None,
            Self::Absent => {}
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Patch<T> {
    /// Creates a value, or null for `None`.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Wire> Wire for Patch<T> {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Self::read_as(value, Encoding::Plain)
    }

    fn read_as(value: &Value<'_>, encoding: Encoding) -> Result<Self, Fault> {
        if value.is_null() { Ok(Self::Null) } else { T::read_as(value, encoding).map(Self::Value) }
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Value(value) => value.write(out),
            Self::Absent | Self::Null => out.null(),
        }
    }

    fn missing() -> Option<Self> {
        Some(Self::Absent)
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }

    fn is_absent(&self) -> bool {
        Self::is_absent(self)
    }

    fn is_null(&self) -> bool {
        Self::is_null(self)
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        self.value().map_or(Ok(()), |value| value.check(constraints))
    }
}
