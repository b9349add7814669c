//! The macros that generated code is written in. Each takes one table and says it once: the field list of a type,
//! the values of an enum. What they expand to is a struct or enum as one would write it by
//! hand, and the runtime's trait for it.

/// Declares a record: a struct and its field list.
///
/// ```
/// use bindery_runtime as rt;
///
/// rt::record! {
///     /// What a user owns.
///     pub struct Wallet {
///         /// Funds that can be placed now.
///         credit: rt::Decimal = rt::key("credit"),
///         /// A remark.
///         note: Option<String> = rt::key("Note").also(&["note"]),
///     }
///     fixed { "success": "true", }
/// }
/// ```
#[macro_export]
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* $field:ident: $ty:ty = $key:expr,)*
        }
        $(fixed { $($fixed:literal: $literal:literal,)* })?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$doc])* pub $field: $ty,)*
        }

        impl $crate::Record for $name {
            const KEYS: &'static [$crate::Key] = &[$($key),*];
            $(const FIXED: &'static [(&'static str, &'static str)] = &[$(($fixed, $literal)),*];)?

            fn read(_reader: &mut $crate::Reader<'_>) -> Result<Self, $crate::Fault> {
                $crate::record!(@read _reader $($field: $ty,)*)
            }

            fn write(&self, _writer: &mut $crate::Writer<'_>) {
                $(_writer.field(&self.$field);)*
            }
        }
    };
    (@read $reader:ident) => {
        Ok(Self {})
    };
    // One branch for all fields: a `?` for each costs the compiler twice the time.
    (@read $reader:ident $($field:ident: $ty:ty,)+) => {{
        let ($(Some($field),)+) = ($($reader.field::<$ty>(),)+) else {
            return Err($reader.fault());
        };
        Ok(Self { $($field,)+ })
    }};
}

/// Declares a type of its own around a scalar: `i64`, `String`, `Decimal` or `Secret`.
#[macro_export]
macro_rules! newtype {
    ($(#[$meta:meta])* pub struct $name:ident(i64);) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);
        $crate::newtype!(@wire $name, i64);
        $crate::newtype!(@display $name);
    };
    ($(#[$meta:meta])* pub struct $name:ident(Decimal);) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $crate::Decimal);
        $crate::newtype!(@wire $name, $crate::Decimal);
        $crate::newtype!(@display $name);
    };
    ($(#[$meta:meta])* pub struct $name:ident(String);) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub String);
        $crate::newtype!(@wire $name, String);
        $crate::newtype!(@display $name);
        $crate::newtype!(@text $name);
    };
    ($(#[$meta:meta])* pub struct $name:ident(Secret);) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub $crate::Secret);
        $crate::newtype!(@wire $name, $crate::Secret);
        $crate::newtype!(@text $name);
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }
    };
    (@wire $name:ident, $base:ty) => {
        impl From<$base> for $name {
            fn from(value: $base) -> Self {
                Self(value)
            }
        }
        impl $crate::Wire for $name {
            fn read(value: &$crate::Value<'_>) -> Result<Self, $crate::Fault> {
                <$base as $crate::Wire>::read(value).map(Self)
            }
            fn write(&self, out: &mut $crate::Out<'_>) {
                self.0.write(out);
            }
            fn check(&self, limits: &$crate::Limits) -> Result<(), $crate::Fault> {
                self.0.check(limits)
            }
        }
    };
    (@text $name:ident) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
    };
    (@display $name:ident) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

/// Declares an enum of wire values, numbers (`i64`) or texts (`String`). Values that are not listed survive as `Unknown`.
#[macro_export]
macro_rules! wire_enum {
    ($(#[$meta:meta])* pub enum $name:ident: i64 { $($(#[$doc:meta])* $variant:ident = $is:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A value that these bindings do not know.
            Unknown(i64),
        }

        impl $name {
            /// The documented values.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The value on the wire.
            pub const fn code(self) -> i64 {
                match self {
                    $(Self::$variant => $is,)*
                    Self::Unknown(code) => code,
                }
            }
        }

        impl From<i64> for $name {
            fn from(code: i64) -> Self {
                match code {
                    $($is => Self::$variant,)*
                    code => Self::Unknown(code),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.code(), f)
            }
        }

        impl $crate::Wire for $name {
            fn read(value: &$crate::Value<'_>) -> Result<Self, $crate::Fault> {
                <i64 as $crate::Wire>::read(value).map(Self::from)
            }
            fn write(&self, out: &mut $crate::Out<'_>) {
                self.code().write(out);
            }
            fn check(&self, limits: &$crate::Limits) -> Result<(), $crate::Fault> {
                match self {
                    Self::Unknown(code) if limits.known => Err($crate::Fault::unknown_value(code)),
                    _ => self.code().check(limits),
                }
            }
        }
    };
    ($(#[$meta:meta])* pub enum $name:ident: String { $($(#[$doc:meta])* $variant:ident = $is:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A value that these bindings do not know.
            Unknown(String),
        }

        impl $name {
            /// The documented values.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $is,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($is => Self::$variant,)*
                    text => Self::Unknown(text.to_owned()),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::Wire for $name {
            fn read(value: &$crate::Value<'_>) -> Result<Self, $crate::Fault> {
                <String as $crate::Wire>::read(value).map(|text| Self::from(text.as_str()))
            }
            fn write(&self, out: &mut $crate::Out<'_>) {
                out.string(self.as_str());
            }
            fn check(&self, limits: &$crate::Limits) -> Result<(), $crate::Fault> {
                match self {
                    Self::Unknown(text) if limits.known => Err($crate::Fault::unknown_value(text)),
                    _ => Ok(()),
                }
            }
        }
    };
}
