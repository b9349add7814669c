//! JSON of any type, stored as text.

use std::fmt;

use super::Wire;
use super::fault::Fault;
use super::out::Out;
use super::quote;
use super::value::{Document, Value, unmarked};

/// JSON value of any type, stored as its literal text: nothing is lost and no number is rounded.
///
/// ```
/// use bindery_runtime::RawJson;
///
/// let json = RawJson::from_text(r#"{"amount": 10.00}"#)?;
/// assert_eq!(json.as_str(), r#"{"amount": 10.00}"#);
/// # Ok::<(), bindery_runtime::Fault>(())
/// ```
#[derive(Clone)]
pub struct RawJson(Box<str>);

impl RawJson {
    /// Serializes a value with serde.
    ///
    /// # Errors
    /// When the value cannot be represented in JSON, such as a map whose keys are not strings.
    pub fn new(value: &impl serde::Serialize) -> Result<Self, Fault> {
        let text = serde_json::to_string(value).map_err(|error| Fault::syntax(error.to_string()))?;
        Ok(Self(text.into()))
    }

    /// Parses a JSON text. A leading byte order mark is skipped.
    ///
    /// # Errors
    /// When the text is not valid JSON.
    pub fn from_text(text: impl Into<String>) -> Result<Self, Fault> {
        let text = text.into();
        let json = unmarked(&text).trim();
        Document::parse(json.as_bytes())?;
        Ok(Self(json.into()))
    }

    /// Returns the value as JSON text, with every digit of its numbers.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Deserializes the value with serde.
    ///
    /// # Errors
    /// When the JSON does not match the type.
    pub fn parse<'de, T: serde::Deserialize<'de>>(&'de self) -> Result<T, Fault> {
        serde_json::from_str(self.as_str()).map_err(|error| Fault::syntax(error.to_string()))
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for RawJson {}

impl From<&str> for RawJson {
    /// Creates a JSON string with this content, escaped where needed.
    fn from(text: &str) -> Self {
        let mut json = String::new();
        quote(text, &mut json);
        Self::from_text(json).expect("a quoted text is JSON")
    }
}

impl From<i64> for RawJson {
    fn from(number: i64) -> Self {
        Self::from_text(number.to_string()).expect("a number is JSON")
    }
}

impl Wire for RawJson {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        match value {
            Value::Json(node) => Ok(Self(node.written().into())),
            Value::Text(text) => Ok(Self::from(text.as_ref())),
            Value::Attached(_) => Err(Fault::unexpected("any JSON", value.kind())),
        }
    }

    fn write(&self, out: &mut Out<'_>) {
        out.raw(self.as_str());
    }
}
