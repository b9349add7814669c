//! Codes and names of value errors, depending on the purpose of the value.

/// Purpose of a checked value, which decides the strictness and the codes of its errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// An example from the documents.
    Example,
    /// A default value.
    Default,
    /// A value that is always written.
    Fixed,
    /// Data without an action.
    Constant,
    /// A value on which another parameter depends.
    Condition,
    /// A state of an operation.
    State,
}

/// Reason why a value is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A required key is missing.
    Missing,
    /// A key that the record does not have.
    UnknownKey,
    /// A wrong kind of value.
    Kind,
    /// A value that the enum does not have.
    Value,
    /// A value outside of the limits.
    Limit,
}

impl Purpose {
    /// Returns the code of an error.
    pub(super) fn code(self, fault: Fault) -> &'static str {
        match (self, fault) {
            (Purpose::Example, Fault::Missing) => "spec::example-missing-key",
            (Purpose::Example, Fault::UnknownKey) => "spec::example-unknown-key",
            (Purpose::Example, Fault::Kind) => "spec::example-kind",
            (Purpose::Example, Fault::Value) => "spec::example-value",
            (Purpose::Example, Fault::Limit) => "spec::example-limit",
            (Purpose::Default, Fault::Limit) => "spec::default-limit",
            (Purpose::Default, _) => "spec::default-type",
            (Purpose::Fixed, _) => "spec::fixed-type",
            (Purpose::Constant, _) => "spec::constant-type",
            (Purpose::Condition, _) => "spec::required-when",
            (Purpose::State, _) => "spec::completes",
        }
    }

    /// Returns how a message names the value or a part of it; `path` leads there.
    pub(super) fn describe(self, path: &str) -> String {
        match self {
            Purpose::Example => format!("`{path}`"),
            Purpose::Default => format!("the default of `{path}`"),
            Purpose::Fixed => format!("the fixed value of `{path}`"),
            Purpose::Constant => format!("the constant `{path}`"),
            Purpose::Condition | Purpose::State => format!("the value of `{path}`"),
        }
    }
}
