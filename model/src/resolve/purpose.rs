//! What the mistakes in a value are called, by what the value is for.

/// Why a value is checked, which decides how strictly and what the mistakes are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// An example of the documents.
    Example,
    /// What a server assumes.
    Default,
    /// What is always written.
    Fixed,
    /// Data without an action.
    Constant,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A required key is missing.
    Missing,
    /// A key that the record does not have.
    UnknownKey,
    /// Another kind of value.
    Kind,
    /// Not one of the values of an enum.
    Value,
    /// Outside the limits.
    Limit,
}

impl Purpose {
    /// The code of a mistake.
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
        }
    }

    /// A value, or a part of it, as a message names it; `path` leads there.
    pub(super) fn of(self, path: &str) -> String {
        match self {
            Purpose::Example => format!("`{path}`"),
            Purpose::Default => format!("the default of `{path}`"),
            Purpose::Fixed => format!("the fixed value of `{path}`"),
            Purpose::Constant => format!("the constant `{path}`"),
        }
    }
}
