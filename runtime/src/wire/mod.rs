//! Reading and writing of wire values: lenient when reading, strict when writing.
//!
//! [`Wire`] reads a value from JSON or from the text of a parameter, and writes it. Objects implement [`Record`], whose
//! field list is the only part that generated code provides.

mod accept;
mod assembly;
mod attachment;
mod bytes;
mod collection;
mod combination;
mod fault;
pub(crate) mod fields;
mod json;
mod key;
mod macros;
mod microsoft_date;
mod money;
mod out;
mod parts;
mod patch;
#[cfg(any(feature = "client", feature = "server"))]
mod path;
mod record;
mod scalar;
mod secret;
mod style;
mod time;
pub(crate) mod union;
mod unknown;
mod uuid;
mod value;
mod writer;

use std::borrow::Cow;

#[cfg(feature = "client")]
pub(crate) use assembly::MakeValue;
pub use assembly::{Assembly, Fixed};
pub use attachment::Attachment;
use bindery_vocabulary::Encoding;
#[doc(hidden)]
pub use bindery_vocabulary::Scalar;
pub(crate) use bindery_vocabulary::json::quote;

pub use crate::response::Response;
pub use bytes::Base64Bytes;
pub use collection::Map;
pub use combination::{check_one_of, check_related, has_combinations};
pub use fault::{Fault, FaultKind};
pub use fields::Visitor;
pub use json::RawJson;
#[cfg(any(feature = "client", feature = "server"))]
pub use key::signed_names;
pub use key::{Constraints, Key, key};
pub use microsoft_date::MicrosoftDate;
pub use money::FormattedDecimal;
pub use out::Out;
#[cfg(feature = "client")]
pub(crate) use parts::Link;
#[cfg(feature = "client")]
pub(crate) use parts::body_place;
pub use parts::{Part, RequestBody, RequestParts};
pub use patch::Patch;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use path::check_segment;
pub(crate) use record::unpack;
pub use record::{Reader, Record, find, read_field, read_record, text_entries};
pub(crate) use scalar::read_flag;
pub use secret::{Md5Password, Secret};
#[cfg(feature = "server")]
pub(crate) use style::{Joined, belongs, join};
pub use union::{Choice, case, unknown_variant};
pub use unknown::UnknownValue;
#[cfg(feature = "server")]
pub(crate) use value::check_text;
pub(crate) use value::without_mark;
pub use value::{Document, Entries, Items, Room, Shape, Value};
pub use writer::{Parameters, Writer, write_object, write_parameters};

/// Value that can be read from and written to the wire.
pub trait Wire: Sized {
    /// Reads the value, in any of its encodings.
    ///
    /// # Errors
    /// When the wire value is of another kind or out of range.
    fn read(value: &Value<'_>) -> Result<Self, Fault>;

    /// Reads the value in a known encoding. Only types whose wire values are ambiguous use the encoding; the default
    /// ignores it.
    fn read_as(value: &Value<'_>, _style: Encoding) -> Result<Self, Fault> {
        Self::read(value)
    }

    /// Writes the value in its one documented encoding.
    fn write(&self, out: &mut Out<'_>);

    /// Returns the value to use when it is missing; `None` when it is required. Default: `None`.
    fn missing() -> Option<Self> {
        None
    }

    /// Returns the value to use for null; `None` when null is not allowed. Default: that for a missing value.
    fn null() -> Option<Self> {
        Self::missing()
    }

    /// Whether there is nothing to write. Default: false.
    fn is_absent(&self) -> bool {
        false
    }

    /// Whether null is written, which differs from an absent value. Default: false.
    fn is_null(&self) -> bool {
        false
    }

    /// Whether the value is written as a body of its own; what has no content is written only inside an envelope.
    /// Default: true.
    fn has_content() -> bool {
        true
    }

    /// Reads the value from the name of an entry, as the key of a map. Default: as from the text of a parameter.
    ///
    /// # Errors
    /// When the name has another meaning.
    fn read_key(name: Cow<'_, str>) -> Result<Self, Fault> {
        Self::read(&Value::Text(name))
    }

    /// Writes the value as the name of an entry, with quotes. Default: its text.
    fn write_key(&self, json: &mut String) {
        let mut text = String::new();
        self.write(&mut Out::text(&mut text, Encoding::Plain));
        quote(&text, json);
    }

    /// Reads the value from a response body that is not JSON. Default: `None`.
    fn from_body(_body: &[u8]) -> Option<Self> {
        None
    }

    /// Returns the value as a body that is not JSON. Default: `None`.
    fn to_body(&self) -> Option<Vec<u8>> {
        None
    }

    /// Returns the attachments, if the value is no text but a content, a list of contents or a stream. Default: none.
    fn attached(&self) -> Vec<Attachment> {
        Vec::new()
    }

    /// Checks the limits of the value. Default: no limits.
    ///
    /// # Errors
    /// When the value breaks a limit.
    fn check(&self, _constraints: &Constraints) -> Result<(), Fault> {
        Ok(())
    }
}

/// Evaluates an expression with the Rust type of a scalar that is known only at run time.
#[doc(hidden)]
#[macro_export]
macro_rules! with_scalar {
    ($scalar:expr, $ty:ident => $body:expr) => {{
        use $crate::wire::Scalar;
        $crate::with_scalar!(@arms $scalar, $ty, $body;
            String = String, Int = i64, Uint = u64, Decimal = $crate::Decimal, Float = f64, Bool = bool,
            Date = $crate::Date, LocalDateTime = $crate::DateTime, Instant = $crate::Timestamp,
            FormattedDecimal = $crate::FormattedDecimal, Secret = $crate::Secret, Any = $crate::RawJson,
            Bytes = $crate::Base64Bytes, MicrosoftDate = $crate::MicrosoftDate, Uuid = $crate::Uuid,
            // In a text, a content is its bytes.
            Content = String)
    }};
    (@arms $scalar:expr, $ty:ident, $body:expr; $($variant:ident = $type:ty),*) => {
        match $scalar {
            $(Scalar::$variant => {
                type $ty = $type;
                $body
            })*
        }
    };
}
