//! Recipes of signatures: templates of texts, made of constants, the parts of a request, and functions of them.

mod pairs;
mod parse;

use std::fmt;

pub use pairs::Pairs;
pub use parse::{Problem, TemplateFault};

crate::words! {
    /// Function of bytes that yields bytes.
    pub enum Function: "function" {
        /// MD5.
        Md5 = "md5",
        /// SHA-1.
        Sha1 = "sha1",
        /// SHA-256.
        Sha256 = "sha256",
        /// SHA-384.
        Sha384 = "sha384",
        /// SHA-512.
        Sha512 = "sha512",
        /// Lower-case hexadecimal digits.
        Hex = "hex",
        /// Base64.
        Base64 = "base64",
        /// Base64 of addresses, without padding.
        Base64Url = "base64url",
        /// ASCII letters in upper case.
        Upper = "upper",
        /// ASCII letters in lower case.
        Lower = "lower",
        /// Percent encoding of everything but letters, digits, `-`, `.`, `_` and `~` (RFC 3986).
        Escape = "escape",
    }
}

/// Text made of the parts of a request, such as `{method}{path}{sha256(body)}`.
///
/// A placeholder is a value, a function of it, or several of them joined by `+`; a text in an expression is in single
/// quotes. Functions yield bytes, which are part of the text as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

/// Part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Constant text.
    Text(String),
    /// Value of a part of the request.
    Value(Value),
    /// Function of what is in its parentheses.
    Call(Function, Vec<Part>),
}

/// Value in a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// HTTP method in upper case.
    Method,
    /// Address as the caller addresses it: scheme, host, path and query.
    Url,
    /// Host as it is sent in `Host`: without the port if it is that of the scheme.
    Host,
    /// Path as it is sent.
    Path,
    /// Query as it is sent, without the question mark.
    Query,
    /// Path, and a question mark and the query if there is one.
    Target,
    /// Body as it is sent.
    Body,
    /// Parameters with their names, as the scheme's `pairs` say.
    Pairs,
    /// Values of the parameters in the documented order.
    Values,
    /// Key of the signature, as text.
    Secret,
    /// Header of the message.
    Header(String),
    /// Parameter of the request, or of the signature itself, by its wire name.
    Parameter(String),
    /// Credential of a scheme.
    Credential(String),
    /// Signature in lower-case hexadecimal.
    Hex,
    /// Signature in upper-case hexadecimal.
    UpperHex,
    /// Signature in Base64.
    Base64,
    /// Signature in the Base64 of addresses, without padding.
    Base64Url,
    /// Wire name of the signing mode.
    Mode,
    /// Wire name of the digest.
    Digest,
}

/// Values without an argument, by their names.
const PLAIN: [(&str, Value); 16] = [
    ("method", Value::Method),
    ("url", Value::Url),
    ("host", Value::Host),
    ("path", Value::Path),
    ("query", Value::Query),
    ("target", Value::Target),
    ("body", Value::Body),
    ("pairs", Value::Pairs),
    ("values", Value::Values),
    ("secret", Value::Secret),
    ("hex", Value::Hex),
    ("HEX", Value::UpperHex),
    ("base64", Value::Base64),
    ("base64url", Value::Base64Url),
    ("mode", Value::Mode),
    ("digest", Value::Digest),
];

/// Makes the value of a name.
type OfName = fn(String) -> Value;

/// Values with an argument, by their names.
const NAMED: [(&str, OfName); 3] =
    [("header", Value::Header), ("parameter", Value::Parameter), ("credential", Value::Credential)];

impl Value {
    /// Whether the value is a form of the signature, which only the written signature has.
    pub fn is_of_signature(&self) -> bool {
        self.is_digits() || matches!(self, Value::Mode | Value::Digest)
    }

    /// Whether the value is the bytes of the signature in some form.
    pub fn is_digits(&self) -> bool {
        matches!(self, Value::Hex | Value::UpperHex | Value::Base64 | Value::Base64Url)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, name) = match self {
            Value::Header(name) => ("header", name),
            Value::Parameter(name) => ("parameter", name),
            Value::Credential(name) => ("credential", name),
            plain => {
                let known = PLAIN.iter().find(|(_, value)| value == plain);
                return f.write_str(known.map_or("", |(name, _)| name));
            }
        };
        write!(f, "{kind}:{name}")
    }
}

impl Template {
    /// Returns the parts in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Returns all values of the template, those in functions too, in order.
    pub fn values(&self) -> Vec<&Value> {
        let mut found = Vec::new();
        collect(&self.parts, &mut found);
        found
    }

    /// Whether the text contains the parameters or their values, and no part of the request as it is sent. Different
    /// requests can then have the same text.
    pub fn is_of_parameters(&self) -> bool {
        let values = self.values();
        let sent = |value: &&Value| matches!(value, Value::Body | Value::Query | Value::Target | Value::Url);
        values.iter().any(|value| matches!(value, Value::Pairs | Value::Values)) && !values.iter().any(sent)
    }

    /// Whether the text has nothing of the request but its body or its parameters, so that a request without them has
    /// nothing to sign.
    pub fn is_of_content(&self) -> bool {
        let content =
            |value: &&Value| matches!(value, Value::Body | Value::Pairs | Value::Values | Value::Secret);
        self.values().iter().all(content)
    }

    /// Returns two values that stand side by side so that the end of one may be the beginning of the other: different
    /// requests then have the same text. `None` if what stands between them, or what they are, keeps them apart.
    pub fn moving_boundary(&self) -> Option<(&Value, &Value)> {
        let is_open = |value: &Value| !matches!(value, Value::Secret | Value::Credential(_) | Value::Method);
        self.parts.windows(2).find_map(|pair| match pair {
            // A host has no slash, and a path begins with one.
            [Part::Value(Value::Host), Part::Value(Value::Path | Value::Target)] => None,
            [Part::Value(left), Part::Value(right)] => {
                (is_open(left) && is_open(right)).then_some((left, right))
            }
            _ => None,
        })
    }

    /// Whether the template is this value and nothing else.
    pub fn is_only(&self, value: &Value) -> bool {
        matches!(self.parts.as_slice(), [Part::Value(only)] if only == value)
    }
}

fn collect<'t>(parts: &'t [Part], found: &mut Vec<&'t Value>) {
    for part in parts {
        match part {
            Part::Text(_) => {}
            Part::Value(value) => found.push(value),
            Part::Call(_, inner) => collect(inner, found),
        }
    }
}
