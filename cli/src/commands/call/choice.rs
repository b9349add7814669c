//! Values of enums. An enum accepts its wire values and the names that the spec gives them. Values that are not in
//! the spec are accepted only as JSON, which is never typed by mistake.

use bindery_model::EnumValue;
use bindery_runtime::UnknownValue;
use bindery_runtime::wire::Shape;
use bindery_runtime::wire::{Fault, Out, Value, Wire};

use crate::suggest::listing;

/// Writes a value of an enum of integers.
pub(super) fn int_enum(values: &[EnumValue<i64>], value: &Value<'_>, out: &mut Out<'_>) -> Result<(), Fault> {
    if let Shape::Text(text) = value.shape()
        && let Some(found) = values.iter().find(|known| known.name == text)
    {
        found.is.write(out);
        return Ok(());
    }
    let read = UnknownValue::read(value)?;
    match (values.iter().find(|known| read.number().is_some_and(|number| known.reads(&number))), value) {
        (Some(known), _) => known.is.write(out),
        (None, Value::Json(_)) => read.write(out),
        (None, Value::Text(_) | Value::Attached(_)) => return Err(not_documented(values, value)),
    }
    Ok(())
}

/// Writes a value of an enum of strings.
pub(super) fn text_enum(
    values: &[EnumValue<String>],
    value: &Value<'_>,
    out: &mut Out<'_>,
) -> Result<(), Fault> {
    let text = String::read(value)?;
    let known =
        values.iter().find(|known| known.reads(&text)).or(values.iter().find(|known| known.name == text));
    match (known, value) {
        (Some(known), _) => known.is.write(out),
        (None, Value::Json(_)) => text.write(out),
        (None, Value::Text(_) | Value::Attached(_)) => return Err(not_documented(values, value)),
    }
    Ok(())
}

fn not_documented<V: ToString>(values: &[EnumValue<V>], value: &Value<'_>) -> Fault {
    let names = values.iter().map(|known| match known.is.to_string() {
        is if is == known.name => is,
        is => format!("{} ({is})", known.name),
    });
    let names: Vec<String> = names.collect();
    let all = listing(names.iter().map(String::as_str));
    Fault::limit(format!("{} is not one of: {all}", value.describe()))
}
