//! Parameters with their names in a signed text.

/// How parameters with their names are written in a signed text. The default is sorted by the bytes of the names,
/// `name=value` joined by `&`, without escapes.
///
/// Nothing is escaped by default, so a value that contains `&` and `=` cannot be told from two parameters. That is how
/// vendors do it, and a reason to prefer the body where there is a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Pairs<'a> {
    /// Text between a name and its value.
    pub between: &'a str,
    /// Text between two parameters.
    pub join: &'a str,
    /// Whether the parameters are in the order in which they are sent.
    pub as_sent: bool,
    /// Whether names and values are percent-encoded (RFC 3986).
    pub escaped: bool,
    /// Whether clients leave out parameters without a value.
    pub skip_empty: bool,
    /// Whether servers accept signatures of the other way too.
    pub either: bool,
}

impl Default for Pairs<'_> {
    fn default() -> Self {
        Self::SORTED
    }
}

impl<'a> Pairs<'a> {
    /// The default.
    pub const SORTED: Self =
        Self { between: "=", join: "&", as_sent: false, escaped: false, skip_empty: false, either: false };

    /// Sets the text between a name and its value.
    #[must_use]
    pub const fn between(mut self, text: &'a str) -> Self {
        self.between = text;
        self
    }

    /// Sets the text between two parameters.
    #[must_use]
    pub const fn join(mut self, text: &'a str) -> Self {
        self.join = text;
        self
    }

    /// Keeps the order in which parameters are sent.
    #[must_use]
    pub const fn as_sent(mut self) -> Self {
        self.as_sent = true;
        self
    }

    /// Encodes names and values with percent signs.
    #[must_use]
    pub const fn escaped(mut self) -> Self {
        self.escaped = true;
        self
    }

    /// Leaves out parameters without a value.
    #[must_use]
    pub const fn skip_empty(mut self) -> Self {
        self.skip_empty = true;
        self
    }

    /// Lets servers accept signatures with and without the parameters that have no value.
    #[must_use]
    pub const fn either(mut self) -> Self {
        self.either = true;
        self
    }
}
