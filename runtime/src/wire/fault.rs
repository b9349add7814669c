//! Fault: why a value could not be read or must not be sent, with the path of the field.

use std::fmt;

use super::value::excerpt;
use crate::printable;

/// Reason why a value could not be read or must not be sent, with the path of the field.
///
/// ```
/// use bindery_runtime::Fault;
///
/// let fault = Fault::limit("must be at least 1, is 0").inside("amount").at(3).inside("rows");
/// assert_eq!(fault.path(), "rows[3].amount");
/// assert_eq!(fault.to_string(), "rows[3].amount: must be at least 1, is 0");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(Box<FaultLocation>); // boxed to keep the results of all reads small

#[derive(Clone, Debug, PartialEq, Eq)]
struct FaultLocation {
    /// Path of the field, innermost part first; positions in a list are numbers in brackets.
    path: Vec<String>,
    kind: FaultKind,
}

/// Kind of a fault: why a value cannot be read or must not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The value is missing but required.
    Missing,
    /// None of these groups of parameters is present.
    NoneOf(Vec<String>),
    /// The value is of another kind than expected.
    Unexpected {
        /// Description of the expected value.
        expected: &'static str,
        /// Value found: its kind, or a short excerpt.
        found: String,
    },
    /// The value breaks a limit.
    Limit(String),
    /// The text is not valid JSON.
    Syntax(String),
}

impl Fault {
    fn new(kind: FaultKind) -> Self {
        Self(Box::new(FaultLocation { path: Vec::new(), kind }))
    }

    /// Returns the kind of the fault.
    pub fn kind(&self) -> &FaultKind {
        &self.0.kind
    }

    /// Creates a fault for a missing value.
    pub fn absent() -> Self {
        Self::new(FaultKind::Missing)
    }

    /// Creates a fault for a missing field.
    pub fn missing(name: &str) -> Self {
        Self::absent().inside(name)
    }

    /// Creates a fault for a request with none of the alternative groups of parameters.
    pub fn none_of(groups: Vec<String>) -> Self {
        Self::new(FaultKind::NoneOf(groups))
    }

    /// Creates a fault for a value of an unexpected kind.
    pub fn unexpected(expected: &'static str, found: impl Into<String>) -> Self {
        Self::new(FaultKind::Unexpected { expected, found: found.into() })
    }

    /// Creates a fault for a value that breaks a limit.
    pub fn limit(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Limit(message.into()))
    }

    /// Creates a fault for a value that an enum does not list.
    pub fn unknown_value(value: impl fmt::Display) -> Self {
        Self::limit(format!("{} is not a documented value", excerpt(&value.to_string())))
    }

    /// Creates a fault for text that is not valid JSON.
    pub fn syntax(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Syntax(message.into()))
    }

    /// Prepends the name of a field to the path.
    pub fn inside(mut self, name: &str) -> Self {
        self.0.path.push(name.to_owned());
        self
    }

    /// Prepends a position in a list to the path.
    pub fn at(self, position: usize) -> Self {
        self.inside(&format!("[{position}]"))
    }

    /// Returns the path of the field: `rows[3].credit`. Empty for the value as a whole.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for part in self.0.path.iter().rev() {
            if !path.is_empty() && !part.starts_with('[') {
                path.push('.');
            }
            path.push_str(part);
        }
        path
    }

    /// Returns the fault without values, for a log. The path is cut to the outermost name, because the keys of a map
    /// are values too.
    #[cfg(feature = "server")]
    pub(crate) fn reason(&self) -> String {
        let reason = match self.kind() {
            FaultKind::Missing => "missing".to_owned(),
            FaultKind::NoneOf(groups) => format!("needs {}", groups.join(", or ")),
            FaultKind::Unexpected { expected, .. } => format!("expected {expected}"),
            // A limit of the whole request contains no value of a parameter.
            FaultKind::Limit(message) if self.0.path.is_empty() => message.clone(),
            FaultKind::Limit(_) => "breaks a limit".to_owned(),
            FaultKind::Syntax(_) => "not JSON".to_owned(),
        };
        self.field().map_or(reason.clone(), |field| format!("{field}: {reason}"))
    }

    /// Returns the outermost field of the path: the parameter, for a request.
    pub fn field(&self) -> Option<&str> {
        self.0.path.last().map(String::as_str)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if !path.is_empty() {
            write!(f, "{}: ", printable(&path))?;
        }
        match self.kind() {
            FaultKind::Missing => f.write_str("missing"),
            FaultKind::NoneOf(groups) => write!(f, "needs {}", groups.join(", or ")),
            FaultKind::Unexpected { expected, found } => {
                write!(f, "expected {expected}, found {}", printable(found))
            }
            FaultKind::Limit(message) => f.write_str(&printable(message)),
            FaultKind::Syntax(message) => write!(f, "not JSON: {}", printable(message)),
        }
    }
}

impl std::error::Error for Fault {}
