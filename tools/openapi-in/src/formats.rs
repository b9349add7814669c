//! The scalar of the language for a type and a format.

use bindery_vocabulary::Number;

use crate::media::{self, Class};
use crate::tree::{Kind, Node};

/// Formats that only name the width of a number, and say nothing about its text.
const WIDTHS: &[&str] =
    &["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "integer", "float", "double", "number"];

/// Returns a format that no scalar of the language has.
pub(crate) fn unknown<'n>(kind: &str, node: &'n Node) -> Option<&'n str> {
    let format = node.text_at("format").filter(|format| !format.is_empty() && *format != kind)?;
    let plain = match kind {
        "boolean" => "bool",
        "file" => "content",
        "integer" => "int",
        "number" => "float",
        _ => "string",
    };
    let is_width = kind != "string" && WIDTHS.contains(&format);
    (!is_width && scalar(kind, node) == (plain, None)).then_some(format)
}

/// Returns the word of the scalar and its encoding.
pub(crate) fn scalar(kind: &str, node: &Node) -> (&'static str, Option<&'static str>) {
    let format = node.text_at("format").unwrap_or("");
    let is_base64 = node.text_at("contentEncoding").is_some_and(|encoding| encoding.starts_with("base64"));
    match (kind, format) {
        ("boolean", _) => ("bool", None),
        ("file", _) => ("content", None),
        ("integer", "uint64" | "uint" | "u64") => ("uint", None),
        ("integer", "unix-time" | "unixtime" | "unix-seconds" | "timestamp") => {
            ("instant", Some("unix-seconds"))
        }
        ("integer", "unix-milliseconds" | "timestamp-milliseconds") => ("instant", Some("unix-milliseconds")),
        ("integer", _) => ("int", None),
        ("number", "int32" | "int64" | "integer") => ("int", None),
        ("number", "decimal" | "decimal128" | "currency" | "money") => ("decimal", None),
        // Steps of a hundredth are an amount.
        ("number", "") if has_steps(node) => ("decimal", None),
        ("number", _) => ("float", None),
        (_, "date-time") => ("instant", None),
        (_, "date-time-rfc-2822" | "rfc2822") => ("instant", Some("rfc-2822")),
        (_, "http-date") => ("instant", Some("http-date")),
        (_, "date" | "full-date") => ("date", None),
        (_, "uuid") => ("uuid", None),
        (_, "byte" | "base64") => ("bytes", None),
        (_, "binary") => ("content", None),
        (_, "password") => ("secret", None),
        (_, "decimal" | "decimal128") => ("decimal", Some("json-string")),
        (_, "int64") => ("int", Some("json-string")),
        (_, "uint64") => ("uint", Some("json-string")),
        _ if is_base64 => ("bytes", None),
        _ if is_file(node) => ("content", None),
        _ => ("string", None),
    }
}

/// Whether a number has steps with decimal places, such as `multipleOf: 0.01`.
fn has_steps(node: &Node) -> bool {
    match node.get("multipleOf").map(|node| &node.kind) {
        Some(Kind::Number(literal)) => {
            let step = Number::parse(literal).and_then(Number::to_exact);
            step.is_some_and(|step| step.shortest().scale > 0)
        }
        _ => false,
    }
}

/// Whether a string is bytes as they are: it has a media type that is no text, and no encoding.
fn is_file(node: &Node) -> bool {
    let is_raw = node.text_at("contentEncoding").is_none_or(|encoding| encoding == "binary");
    let media = node.text_at("contentMediaType").map(str::to_ascii_lowercase);
    is_raw
        && media.is_some_and(|media| !matches!(media::class(&media), Class::Text | Class::Json | Class::Xml))
}

/// Returns the type that is meant by a name that documents write in its place.
pub(crate) fn known_as(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "int" | "int32" | "int64" | "long" | "integer" => "integer",
        "float" | "double" | "decimal" | "number" => "number",
        "bool" | "boolean" => "boolean",
        "str" | "text" | "string" | "date" | "datetime" | "date-time" | "uuid" => "string",
        "list" | "array" => "array",
        "dict" | "map" | "hash" | "json" | "object" => "object",
        _ => return None,
    })
}
