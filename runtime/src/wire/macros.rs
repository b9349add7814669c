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
            $($(#[$doc:meta])* $field:ident: $ty:ty = $module:ident::key($wire:literal $(,)?)
                $($(.$rule:ident($($argument:tt)*))+)?,)*
        }
        $(fixed { $($fixed:literal: $literal:literal,)* })?
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$doc])* pub $field: $ty,)*
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::generated::show_fields($crate::record!(@fields self $($field)*), stringify!($name $($field)*), f)
            }
        }

        impl $crate::wire::Record for $name {
            const NAMES: &'static [&'static str] = &[$($wire),*];
            const KEYS: &'static [$crate::wire::Key] = &[$($($crate::wire::key($wire)$(.$rule($($argument)*))+,)?)*];
            $(const FIXED: &'static [(&'static str, &'static str)] = &[$(($fixed, $literal)),*];)?

            fn read(reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::Fault> {
                match $crate::generated::Fields::read(reader) {
                    Ok($crate::record!(@tuple $($field)*)) => Ok(Self { $($field,)* }),
                    Err(fault) => Err(fault),
                }
            }

            fn write(&self, writer: &mut $crate::wire::Writer<'_>) {
                $crate::generated::FieldRefs::write($crate::record!(@fields self $($field)*), writer);
            }
        }
    };
    // All fields at once: a call, a loan and a branch for each of them is what costs the compiler time. Tuples end at
    // eight fields; what is left stands in another one.
    (@tuple $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident $($more:ident)+) => {
        $crate::generated::More(($a, $b, $c, $d, $e, $f, $g, $h), $crate::record!(@tuple $($more)+))
    };
    (@tuple $($field:ident)*) => {
        ($($field,)*)
    };
    (@fields $self:ident $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident $($more:ident)+) => {
        $crate::generated::More(
            (&$self.$a, &$self.$b, &$self.$c, &$self.$d, &$self.$e, &$self.$f, &$self.$g, &$self.$h),
            $crate::record!(@fields $self $($more)+),
        )
    };
    (@fields $self:ident $($field:ident)*) => {
        ($(&$self.$field,)*)
    };
}

/// Declares a type of its own around a scalar: `i64`, `String`, `Decimal` or `Secret`. `as Cents` behind it is the
/// [`Style`](crate::Style) that it is written in, wherever its place does not say another.
#[macro_export]
macro_rules! newtype {
    ($(#[$meta:meta])* pub struct $name:ident(i64) $(as $style:ident)?;) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);
        $crate::newtype!(@wire $name, i64 $(, $style)?);
        $crate::newtype!(@display $name);
        $crate::newtype!(@parse $name, i64);
    };
    ($(#[$meta:meta])* pub struct $name:ident(Decimal) $(as $style:ident)?;) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $crate::Decimal);
        $crate::newtype!(@wire $name, $crate::Decimal $(, $style)?);
        $crate::newtype!(@display $name);
        $crate::newtype!(@parse $name, $crate::Decimal);
    };
    ($(#[$meta:meta])* pub struct $name:ident(String) $(as $style:ident)?;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub String);
        $crate::newtype!(@wire $name, String $(, $style)?);
        $crate::newtype!(@display $name);
        $crate::newtype!(@text $name);
        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
    ($(#[$meta:meta])* pub struct $name:ident(Secret) $(as $style:ident)?;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name(pub $crate::Secret);
        $crate::newtype!(@wire $name, $crate::Secret $(, $style)?);
        $crate::newtype!(@text $name);
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }
    };
    (@wire $name:ident, $base:ty $(, $style:ident)?) => {
        impl From<$base> for $name {
            fn from(value: $base) -> Self {
                Self(value)
            }
        }
        impl From<$name> for $base {
            fn from(value: $name) -> Self {
                value.0
            }
        }
        impl $crate::wire::Wire for $name {
            fn read(value: &$crate::wire::Value<'_>) -> Result<Self, $crate::wire::Fault> {
                <$base as $crate::wire::Wire>::read(value).map(Self)
            }
            fn write(&self, out: &mut $crate::wire::Out<'_>) {
                $(let out = &mut out.or($crate::facts::Style::$style);)?
                self.0.write(out);
            }
            fn check(&self, constraints: &$crate::wire::Constraints) -> Result<(), $crate::wire::Fault> {
                self.0.check(constraints)
            }
        }
    };
    (@text $name:ident) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, ::core::convert::Infallible> {
                Ok(Self::from(text))
            }
        }
    };
    (@parse $name:ident, $base:ty) => {
        impl ::core::str::FromStr for $name {
            type Err = <$base as ::core::str::FromStr>::Err;

            fn from_str(text: &str) -> Result<Self, <$base as ::core::str::FromStr>::Err> {
                text.parse().map(Self)
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
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A value that these bindings do not know.
            Unknown($crate::UnknownValue),
        }

        impl $name {
            /// The documented values.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The number on the wire; none for an unknown value that is not one.
            pub fn code(&self) -> Option<i64> {
                match self {
                    $(Self::$variant => Some($is),)*
                    Self::Unknown(value) => value.number(),
                }
            }
        }

        impl From<i64> for $name {
            fn from(code: i64) -> Self {
                match code {
                    $($is => Self::$variant,)*
                    code => Self::Unknown(code.into()),
                }
            }
        }

        /// The value with this number; a number that is not documented becomes `Unknown`.
        impl ::core::str::FromStr for $name {
            type Err = ::core::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, ::core::num::ParseIntError> {
                text.parse::<i64>().map(Self::from)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    Self::Unknown(value) => ::std::fmt::Display::fmt(value, f),
                    known => ::std::fmt::Display::fmt(&known.code().unwrap_or_default(), f),
                }
            }
        }

        impl $crate::wire::Wire for $name {
            fn read(value: &$crate::wire::Value<'_>) -> Result<Self, $crate::wire::Fault> {
                let read = <$crate::UnknownValue as $crate::wire::Wire>::read(value)?;
                Ok(read.number().map_or_else(|| Self::Unknown(read), Self::from))
            }
            fn write(&self, out: &mut $crate::wire::Out<'_>) {
                match self {
                    Self::Unknown(value) => $crate::wire::Wire::write(value, out),
                    known => $crate::wire::Wire::write(&known.code().unwrap_or_default(), out),
                }
            }
            $crate::wire_enum!(@check);
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

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($is => Self::$variant,)*
                    _ => Self::Unknown(text),
                }
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                match value {
                    $name::Unknown(text) => text,
                    value => value.as_str().to_owned(),
                }
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        /// The value with this text; a text that is not documented becomes `Unknown`.
        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, ::core::convert::Infallible> {
                Ok(Self::from(text))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::wire::Wire for $name {
            fn read(value: &$crate::wire::Value<'_>) -> Result<Self, $crate::wire::Fault> {
                <String as $crate::wire::Wire>::read(value).map(|text| Self::from(text.as_str()))
            }
            fn write(&self, out: &mut $crate::wire::Out<'_>) {
                out.string(self.as_str());
            }
            $crate::wire_enum!(@check);
        }
    };
    (@check) => {
        fn check(&self, constraints: &$crate::wire::Constraints) -> Result<(), $crate::wire::Fault> {
            match self {
                Self::Unknown(value) if constraints.known => Err($crate::wire::Fault::unknown_value(value)),
                _ => Ok(()),
            }
        }
    };
}
