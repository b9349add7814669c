//! The scalar of the language for a type and a format.

use crate::tree::Node;

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
        ("number", "decimal") => ("decimal", None),
        ("number", _) => ("float", None),
        (_, "date-time") => ("instant", None),
        (_, "date-time-rfc-2822" | "rfc2822") => ("instant", Some("rfc-2822")),
        (_, "http-date") => ("instant", Some("http-date")),
        (_, "date" | "full-date") => ("date", None),
        (_, "uuid") => ("uuid", None),
        (_, "byte" | "base64") => ("bytes", None),
        (_, "binary") => ("content", None),
        (_, "password") => ("secret", None),
        (_, "decimal") => ("decimal", Some("json-string")),
        _ if is_base64 => ("bytes", None),
        _ => ("string", None),
    }
}
