//! How the objects of OpenAPI are declared and written: fields that say nothing are left out.

use bindery_vocabulary::json::Json;
use indexmap::IndexMap;

/// Fields that OpenAPI does not have; their names begin with `x-`.
pub(crate) type Extensions = IndexMap<String, Json>;

/// The JSON with this text. What is no JSON becomes a text, so that nothing is lost.
pub(crate) fn parsed(text: &str) -> Json {
    Json::parse(text).unwrap_or_else(|| Json::text(text))
}

/// What is written of a field.
pub(crate) trait Write {
    /// The field as JSON.
    fn json(&self) -> Json;

    /// Whether an object leaves it out, because it says nothing.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: Write> Write for Option<T> {
    fn json(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::json)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Write> Write for Vec<T> {
    fn json(&self) -> Json {
        self.iter().map(T::json).collect()
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Write> Write for IndexMap<String, T> {
    fn json(&self) -> Json {
        Json::object(self.iter().map(|(key, value)| (key, value.json())))
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Write> Write for Box<T> {
    fn json(&self) -> Json {
        T::json(self)
    }
}

/// Says how scalars are written, and when they say nothing.
macro_rules! scalars {
    ($($ty:ty: $json:expr, $is_absent:expr;)*) => {$(
        impl Write for $ty {
            fn json(&self) -> Json {
                $json(self.to_owned())
            }

            fn is_absent(&self) -> bool {
                $is_absent(self)
            }
        }
    )*};
}

scalars! {
    Json: std::convert::identity, |_| false;
    String: Json::Text, String::is_empty;
    &'static str: Json::text, |text: &&str| text.is_empty();
    bool: Json::Bool, |flag: &bool| !flag;
    u32: Json::number, |_| false;
    i64: Json::number, |_| false;
}

/// Declares an object: each field with its key, and room for extensions. Fields that say nothing are not written.
macro_rules! object {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $key:literal $field:ident: $ty:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(crate) struct $name {
            $($(#[$doc])* pub(crate) $field: $ty,)*
            /// What OpenAPI has no field for.
            pub(crate) extensions: $crate::write::Extensions,
        }

        impl $crate::write::Write for $name {
            fn json(&self) -> bindery_vocabulary::json::Json {
                let mut entries = Vec::new();
                $(if !$crate::write::Write::is_absent(&self.$field) {
                    entries.push(($key, $crate::write::Write::json(&self.$field)));
                })*
                entries.extend(self.extensions.iter().map(|(key, value)| (key.as_str(), value.clone())));
                bindery_vocabulary::json::Json::object(entries)
            }
        }
    };
}
pub(crate) use object;
