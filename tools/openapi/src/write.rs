//! Declaration and serialization of OpenAPI objects; empty fields are left out.

use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

/// Extension fields; their names begin with `x-`.
pub(crate) type Extensions = IndexMap<String, JsonValue>;

/// Parses JSON. Invalid JSON becomes a string, so that nothing is lost.
pub(crate) fn parsed(text: &str) -> JsonValue {
    JsonValue::parse(text).unwrap_or_else(|| JsonValue::text(text))
}

/// A field that can be serialized.
pub(crate) trait Write {
    /// Returns the field as JSON.
    fn json(&self) -> JsonValue;

    /// Whether an object leaves out the field because it is empty.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: Write> Write for Option<T> {
    fn json(&self) -> JsonValue {
        self.as_ref().map_or(JsonValue::Null, T::json)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Write> Write for Vec<T> {
    fn json(&self) -> JsonValue {
        self.iter().map(T::json).collect()
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Write> Write for IndexMap<String, T> {
    fn json(&self) -> JsonValue {
        JsonValue::object(self.iter().map(|(key, value)| (key, value.json())))
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Write> Write for Box<T> {
    fn json(&self) -> JsonValue {
        T::json(self)
    }
}

/// Declares how scalars are serialized, and when they are left out.
macro_rules! scalars {
    ($($ty:ty: $json:expr, $is_absent:expr;)*) => {$(
        impl Write for $ty {
            fn json(&self) -> JsonValue {
                $json(self.to_owned())
            }

            fn is_absent(&self) -> bool {
                $is_absent(self)
            }
        }
    )*};
}

scalars! {
    JsonValue: std::convert::identity, |_| false;
    String: JsonValue::Text, String::is_empty;
    &'static str: JsonValue::text, |text: &&str| text.is_empty();
    bool: JsonValue::Bool, |flag: &bool| !flag;
    u32: JsonValue::number, |_| false;
    i64: JsonValue::number, |_| false;
}

/// Declares an object: each field with its key, and extension fields. Empty fields are not written.
macro_rules! object {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $key:literal $field:ident: $ty:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(crate) struct $name {
            $($(#[$doc])* pub(crate) $field: $ty,)*
            /// Extension fields.
            pub(crate) extensions: $crate::write::Extensions,
        }

        impl $crate::write::Write for $name {
            fn json(&self) -> bindery_vocabulary::json::JsonValue {
                let mut entries = Vec::new();
                $(if !$crate::write::Write::is_absent(&self.$field) {
                    entries.push(($key, $crate::write::Write::json(&self.$field)));
                })*
                entries.extend(self.extensions.iter().map(|(key, value)| (key.as_str(), value.clone())));
                bindery_vocabulary::json::JsonValue::object(entries)
            }
        }
    };
}
pub(crate) use object;
