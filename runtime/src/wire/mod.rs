//! How values travel: liberal in what is read, strict in what is written.
//!
//! One trait, [`Wire`], reads a value from JSON or from a parameter's text and writes it back. Objects go through
//! [`Record`], whose field list is the only thing that generated code says about a type.

mod assembly;
mod bytes;
mod collection;
mod fault;
pub(crate) mod fields;
mod json;
mod key;
mod macros;
mod money;
mod out;
#[cfg(any(feature = "client", feature = "server"))]
mod path;
mod record;
mod scalar;
mod script_date;
mod secret;
mod time;
mod unknown;
mod value;

pub use assembly::{Assembly, Fixed};
#[doc(hidden)]
pub use bindery_vocabulary::Scalar;
use bindery_vocabulary::Style;
pub(crate) use bindery_vocabulary::json::quote;

pub use crate::answer::Response;
pub use bytes::Bytes;
pub use collection::Map;
pub use fault::{Fault, FaultKind};
pub use json::Json;
pub use key::{Constraints, Key, key};
pub use money::DisplayMoney;
pub use out::Out;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use path::check_segment;
pub(crate) use record::unpack;
pub use record::{
    Parameters, Reader, Record, Writer, check_one_of, find, read_field, read_record, text_entries,
    write_object, write_parameters,
};
pub(crate) use scalar::read_flag;
pub use script_date::ScriptDate;
pub use secret::{Md5Password, Secret};
pub use unknown::UnknownValue;
#[cfg(feature = "server")]
pub(crate) use value::check_text;
pub(crate) use value::without_mark;
pub use value::{Document, Entries, Items, Room, Shape, Value};

/// A value that travels.
pub trait Wire: Sized {
    /// Reads it from what arrived.
    fn read(value: &Value<'_>) -> Result<Self, Fault>;

    /// Reads it where it is known how it is written. Only what one could read in two ways looks at that.
    fn read_as(value: &Value<'_>, _style: Style) -> Result<Self, Fault> {
        Self::read(value)
    }

    /// Writes it in its one documented form.
    fn write(&self, out: &mut Out<'_>);

    /// What stands for it when it is not there; none when it has to be there.
    fn missing() -> Option<Self> {
        None
    }

    /// Whether there is nothing to write.
    fn is_absent(&self) -> bool {
        false
    }

    /// The value that the body of an answer is by itself, where it is no JSON.
    fn from_body(_body: &[u8]) -> Option<Self> {
        None
    }

    /// The body that it is by itself, where it is no JSON.
    fn to_body(&self) -> Option<Vec<u8>> {
        None
    }

    /// Holds its limits against it.
    fn check(&self, _constraints: &Constraints) -> Result<(), Fault> {
        Ok(())
    }
}

/// Runs an expression with the type that a scalar has, where scalars are known only while a program runs.
#[doc(hidden)]
#[macro_export]
macro_rules! with_scalar {
    ($scalar:expr, $ty:ident => $body:expr) => {{
        use $crate::wire::Scalar;
        $crate::with_scalar!(@arms $scalar, $ty, $body;
            String = String, Int = i64, Money = $crate::Decimal, Bool = bool, Date = $crate::Date,
            LocalDateTime = $crate::DateTime, UnixTime = $crate::Timestamp, DisplayMoney = $crate::DisplayMoney,
            Secret = $crate::Secret, Any = $crate::Json, Bytes = $crate::Bytes, ScriptDate = $crate::ScriptDate)
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
