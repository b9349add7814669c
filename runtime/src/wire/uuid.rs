//! UUIDs as wire values.

use bindery_vocabulary::{Encoding, Scalar, uuid};
use uuid::Uuid;

use super::Wire;
use super::fault::Fault;
use super::out::Out;
use super::value::Value;

/// A text of 32 hexadecimal digits in groups, read in either case and written in lowercase.
impl Wire for Uuid {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let read = value.read_given(|given| uuid(given).map(|text| Uuid::from_u128(text.0)));
        read.ok_or_else(|| Fault::unexpected(Scalar::Uuid.expected(Encoding::Plain), value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&self.to_string());
    }
}
