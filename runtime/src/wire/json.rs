//! JSON of any kind, kept as its text.

use std::fmt;

use super::Wire;
use super::fault::Fault;
use super::out::Out;
use super::quote;
use super::value::{Document, Value, unmarked};

/// Any JSON value, kept as its literal text: nothing is lost, no number is rounded.
///
/// ```
/// use bindery_runtime::Json;
///
/// let json = Json::from_text(r#"{"amount": 10.00}"#)?;
/// assert_eq!(json.as_str(), r#"{"amount": 10.00}"#);
/// # Ok::<(), bindery_runtime::Fault>(())
/// ```
#[derive(Clone)]
pub struct Json(Box<str>);

impl Json {
    /// The JSON of a value that serde can serialise.
    ///
    /// # Errors
    /// When the value cannot be JSON, such as a map whose keys are not texts.
    pub fn new(value: &impl serde::Serialize) -> Result<Self, Fault> {
        let text = serde_json::to_string(value).map_err(|error| Fault::syntax(error.to_string()))?;
        Ok(Self(text.into()))
    }

    /// The JSON with this text. A byte order mark before it is passed over.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn from_text(text: impl Into<String>) -> Result<Self, Fault> {
        let text = text.into();
        let json = unmarked(&text).trim();
        Document::parse(json.as_bytes())?;
        Ok(Self(json.into()))
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value as a type that serde can read.
    ///
    /// # Errors
    /// When the JSON is something else.
    pub fn parse<'de, T: serde::Deserialize<'de>>(&'de self) -> Result<T, Fault> {
        serde_json::from_str(self.as_str()).map_err(|error| Fault::syntax(error.to_string()))
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Json {}

impl From<&str> for Json {
    /// A JSON string.
    fn from(text: &str) -> Self {
        let mut json = String::new();
        quote(text, &mut json);
        Self::from_text(json).expect("a quoted text is JSON")
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::from_text(number.to_string()).expect("a number is JSON")
    }
}

impl Wire for Json {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        match value {
            Value::Json(node) => Ok(Self(node.written().into())),
            Value::Text(text) => Ok(Self::from(text.as_ref())),
        }
    }

    fn write(&self, out: &mut Out<'_>) {
        out.raw(self.as_str());
    }
}
