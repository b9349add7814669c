//! JSON of any kind, kept as its text.

use std::fmt;

use serde_json::value::RawValue;

use super::Wire;
use super::fault::Fault;
use super::out::{Out, quote};
use super::value::{Value, unmarked};

/// Any JSON value, kept as its literal text: nothing is lost, no number is rounded.
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// The JSON of a value that serde can serialise.
    ///
    /// # Errors
    /// When the value cannot be JSON, such as a map whose keys are not texts.
    pub fn new(value: &impl serde::Serialize) -> Result<Self, Fault> {
        serde_json::value::to_raw_value(value).map(Self).map_err(|error| Fault::syntax(error.to_string()))
    }

    /// The JSON with this text. A byte order mark before it is passed over.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn from_text(text: impl Into<String>) -> Result<Self, Fault> {
        let text = text.into();
        let text = match unmarked(&text) {
            json if json.len() < text.len() => json.to_owned(),
            _ => text,
        };
        RawValue::from_string(text).map(Self).map_err(|error| Fault::syntax(error.to_string()))
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        self.0.get()
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
            Value::Json(raw) => Ok(Self((*raw).to_owned())),
            Value::Text(text) => Ok(Self::from(text.as_ref())),
        }
    }

    fn write(&self, out: &mut Out<'_>) {
        out.raw(self.as_str());
    }
}
