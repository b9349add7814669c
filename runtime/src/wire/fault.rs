//! Why a value could not be read or must not be sent, with the path of the field.

use std::fmt;

use super::value::excerpt;
use crate::printable;

/// Why a value could not be read, or may not be sent.
///
/// ```
/// use bindery_runtime::Fault;
///
/// let fault = Fault::limit("must be at least 1, is 0").inside("amount").at(3).inside("rows");
/// assert_eq!(fault.path(), "rows[3].amount");
/// assert_eq!(fault.to_string(), "rows[3].amount: must be at least 1, is 0");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(Box<Place>); // in a box, since every value that is read may be one

#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    /// The way to the field, innermost first; list positions are numbers in brackets.
    path: Vec<String>,
    kind: FaultKind,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is not there.
    Missing,
    /// None of these groups of parameters is there.
    NoneOf(Vec<String>),
    /// It is something else.
    Unexpected {
        /// What should be there.
        expected: &'static str,
        /// What is there: a kind of value, or a short excerpt.
        found: String,
    },
    /// It breaks a limit.
    Limit(String),
    /// It is not JSON.
    Syntax(String),
}

impl Fault {
    fn new(kind: FaultKind) -> Self {
        Self(Box::new(Place { path: Vec::new(), kind }))
    }

    /// What is wrong.
    pub fn kind(&self) -> &FaultKind {
        &self.0.kind
    }

    /// A value that is not there.
    pub fn absent() -> Self {
        Self::new(FaultKind::Missing)
    }

    /// A field that is not there.
    pub fn missing(name: &str) -> Self {
        Self::absent().inside(name)
    }

    /// None of the alternatives is there.
    pub fn none_of(groups: Vec<String>) -> Self {
        Self::new(FaultKind::NoneOf(groups))
    }

    /// A value of the wrong kind.
    pub fn unexpected(expected: &'static str, found: impl Into<String>) -> Self {
        Self::new(FaultKind::Unexpected { expected, found: found.into() })
    }

    /// A value that breaks a limit.
    pub fn limit(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Limit(message.into()))
    }

    /// A value that an enum does not list.
    pub fn unknown_value(value: impl fmt::Display) -> Self {
        Self::limit(format!("{} is not a documented value", excerpt(&value.to_string())))
    }

    /// Text that is not JSON.
    pub fn syntax(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Syntax(message.into()))
    }

    /// The same fault, seen from the value that this field belongs to.
    pub fn inside(mut self, name: &str) -> Self {
        self.0.path.push(name.to_owned());
        self
    }

    /// The same fault, seen from the list that this entry belongs to.
    pub fn at(self, position: usize) -> Self {
        self.inside(&format!("[{position}]"))
    }

    /// The path of the field: `rows[3].credit`. Empty for the value as a whole.
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

    /// What is wrong without the values that are: for a log. Of the path only the outermost name is said, since the keys
    /// of a map are values, too.
    #[cfg(feature = "server")]
    pub(crate) fn reason(&self) -> String {
        let reason = match self.kind() {
            FaultKind::Missing => "missing".to_owned(),
            FaultKind::NoneOf(groups) => format!("needs {}", groups.join(", or ")),
            FaultKind::Unexpected { expected, .. } => format!("expected {expected}"),
            // What a request as a whole breaks is no value of a parameter.
            FaultKind::Limit(message) if self.0.path.is_empty() => message.clone(),
            FaultKind::Limit(_) => "breaks a limit".to_owned(),
            FaultKind::Syntax(_) => "not JSON".to_owned(),
        };
        self.field().map_or(reason.clone(), |field| format!("{field}: {reason}"))
    }

    /// The outermost field: the parameter, for a request.
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
