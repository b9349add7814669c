//! Macros that generated code uses. Each takes one table (the field list of a type, the values of an enum) and expands
//! to an ordinary struct or enum and its implementation of the runtime's trait.

/// Declares a record: a struct with its field list. With `as positions` at the end, it is an array on the wire, and a
/// fixed value has its position as its name.
///
/// ```
/// use bindery_runtime as rt;
///
/// rt::record! {
///     /// Assets of a user.
///     pub struct Wallet {
///         /// Funds available for new trades.
///         credit: rt::Decimal = rt::key("credit"),
///         /// Remark, if any.
///         note: Option<String> = rt::key("Note").aliases(&["note"]),
///     }
///     fixed { "success": "true", }
/// }
/// ```
///
/// `eq = false` at the end is for a record with a floating-point number, which has no `Eq`.
#[macro_export]
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* $field:ident: $ty:ty = $module:ident::key($wire:literal $(,)?)
                $($(.$rule:ident($($argument:tt)*))+)?,)*
        }
        $(fixed {
            $($fixed:literal: $literal:literal
                $(= $fixed_module:ident::key($fixed_name:literal)$(.$fixed_rule:ident($($fixed_argument:tt)*))+)?,)*
        })?
        $(as $layout:ident)?
        $(eq = $eq:tt)?
    ) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name {
            $($(#[$doc])* pub $field: $ty,)*
        }
        // Written out, because a derive repeats its code for every field, which costs more compile time than anything
        // else in a record.
        #[allow(deprecated)]
        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::wire::Record::visit(self, other, $crate::generated::Equal)
            }
        }

        $(#[cfg($eq)])?
        #[allow(deprecated)]
        impl ::core::cmp::Eq for $name {}

        #[allow(deprecated)]
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::generated::show(self, stringify!($name $($field)*), f)
            }
        }

        #[allow(deprecated)]
        impl $crate::wire::Record for $name {
            const NAMES: &'static [&'static str] = &[$($wire),*];
            const KEYS: &'static [$crate::wire::Key] = &[
                $($($crate::wire::key($wire)$(.$rule($($argument)*))+,)?)*
                // Constants are written first; their keys follow those of the fields.
                $($($($crate::wire::key($fixed_name)$(.$fixed_rule($($fixed_argument)*))+,)?)*)?
            ];
            $(const FIXED: &'static [(&'static str, &'static str)] = &[$(($fixed, $literal)),*];)?
            $($crate::record!(@$layout);)?

            fn read(reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::Fault> {
                match $crate::generated::Fields::read(reader) {
                    Ok($crate::record!(@tuple $($field)*)) => Ok(Self { $($field,)* }),
                    Err(fault) => Err(fault),
                }
            }

            fn visit<V: $crate::generated::Visitor>(&self, other: &Self, visitor: V) -> V::Output {
                visitor.visit($crate::record!(@fields self $($field)*), $crate::record!(@fields other $($field)*))
            }
        }
    };
    // All fields are handled in one expression, because a call, borrow and branch for each field costs compile time.
    // Tuples have at most eight fields; the others are in a nested tuple.
    (@positions) => {
        const POSITIONS: bool = true;
    };
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

/// Declares a newtype of a scalar: a number, `String`, `Secret`, a date or time, `Uuid`, …. `as TwoDecimals` after it is its
/// [`Encoding`](crate::Encoding), the encoding used unless a field sets another.
#[macro_export]
macro_rules! newtype {
    ($(#[$meta:meta])* pub struct $name:ident(i64) $(as $encoding:ident)?;) => {
        $crate::newtype!(@copy [Default Eq Ord Hash] $(#[$meta])* $name, i64 $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(u64) $(as $encoding:ident)?;) => {
        $crate::newtype!(@copy [Default Eq Ord Hash] $(#[$meta])* $name, u64 $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(f64) $(as $encoding:ident)?;) => {
        $crate::newtype!(@copy [Default] $(#[$meta])* $name, f64 $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(bool) $(as $encoding:ident)?;) => {
        $crate::newtype!(@copy [Default Eq Ord Hash] $(#[$meta])* $name, bool $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(Decimal) $(as $encoding:ident)?;) => {
        $crate::newtype!(@copy [Default Eq Ord Hash] $(#[$meta])* $name, $crate::Decimal $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(Date) $(as $encoding:ident)?;) => {
        $crate::newtype!(@copy [Eq Ord Hash] $(#[$meta])* $name, $crate::Date $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(DateTime) $(as $encoding:ident)?;) => {
        $crate::newtype!(@copy [Eq Ord Hash] $(#[$meta])* $name, $crate::DateTime $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(Timestamp) $(as $encoding:ident)?;) => {
        $crate::newtype!(@copy [Eq Ord Hash] $(#[$meta])* $name, $crate::Timestamp $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(Uuid) $(as $encoding:ident)?;) => {
        $crate::newtype!(@copy [Eq Ord Hash] $(#[$meta])* $name, $crate::Uuid $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(FormattedDecimal) $(as $encoding:ident)?;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name(pub $crate::FormattedDecimal);
        $crate::newtype!(@wire $name, $crate::FormattedDecimal $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(Base64Bytes) $(as $encoding:ident)?;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name(pub $crate::Base64Bytes);
        $crate::newtype!(@wire $name, $crate::Base64Bytes $(, $encoding)?);
    };
    ($(#[$meta:meta])* pub struct $name:ident(MicrosoftDate) $(as $encoding:ident)?;) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name(pub $crate::MicrosoftDate);
        $crate::newtype!(@wire $name, $crate::MicrosoftDate $(, $encoding)?);
    };
    (@copy [$($derive:ident)*] $(#[$meta:meta])* $name:ident, $base:ty $(, $encoding:ident)?) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, $($derive),*)]
        pub struct $name(pub $base);
        $crate::newtype!(@wire $name, $base $(, $encoding)?);
        $crate::newtype!(@display $name);
        $crate::newtype!(@parse $name, $base);
    };
    ($(#[$meta:meta])* pub struct $name:ident(String) $(as $encoding:ident)?;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub String);
        $crate::newtype!(@wire $name, String $(, $encoding)?);
        $crate::newtype!(@display $name);
        $crate::newtype!(@text $name);
        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
    ($(#[$meta:meta])* pub struct $name:ident(Secret) $(as $encoding:ident)?;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name(pub $crate::Secret);
        $crate::newtype!(@wire $name, $crate::Secret $(, $encoding)?);
        $crate::newtype!(@text $name);
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }
    };
    (@wire $name:ident, $base:ty $(, $encoding:ident)?) => {
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
                Self::read_as(value, $crate::metadata::Encoding::Plain)
            }
            fn read_as(
                value: &$crate::wire::Value<'_>,
                encoding: $crate::metadata::Encoding,
            ) -> Result<Self, $crate::wire::Fault> {
                $(let encoding = encoding.or($crate::metadata::Encoding::$encoding);)?
                <$base as $crate::wire::Wire>::read_as(value, encoding).map(Self)
            }
            fn write(&self, out: &mut $crate::wire::Out<'_>) {
                $(let out = &mut out.or($crate::metadata::Encoding::$encoding);)?
                self.0.write(out);
            }
            fn check(&self, constraints: &$crate::wire::Constraints) -> Result<(), $crate::wire::Fault> {
                self.0.check(constraints)
            }
            fn from_body(body: &[u8]) -> Option<Self> {
                <$base as $crate::wire::Wire>::from_body(body).map(Self)
            }
            fn to_body(&self) -> Option<::std::vec::Vec<u8>> {
                self.0.to_body()
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

/// Declares an enum of wire values: integers (`i64`) or strings (`String`). Values that are not listed are kept as
/// `Unknown`. `Usd = "USD" | "usd"` reads the second value too and writes the first.
#[macro_export]
macro_rules! wire_enum {
    ($(#[$meta:meta])* pub enum $name:ident: i64 { $($(#[$doc:meta])* $variant:ident = $is:literal $(| $alias:literal)*,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// Value that these bindings do not list.
            Unknown($crate::UnknownValue),
        }

        #[allow(deprecated)]
        impl $name {
            /// All documented values, in the order of the spec. Does not contain `Unknown`.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the number on the wire; `None` for an unknown value that is not an integer.
            pub fn code(&self) -> Option<i64> {
                match self {
                    $(Self::$variant => Some($is),)*
                    Self::Unknown(value) => value.number(),
                }
            }
        }

        #[allow(deprecated)]
        impl From<i64> for $name {
            fn from(code: i64) -> Self {
                match code {
                    $($is $(| $alias)* => Self::$variant,)*
                    code => Self::Unknown(code.into()),
                }
            }
        }

        /// Parses a number; an undocumented one becomes `Unknown`.
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
    ($(#[$meta:meta])* pub enum $name:ident: String { $($(#[$doc:meta])* $variant:ident = $is:literal $(| $alias:literal)*,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// Value that these bindings do not list.
            Unknown(String),
        }

        #[allow(deprecated)]
        impl $name {
            /// All documented values, in the order of the spec. Does not contain `Unknown`.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $is,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        #[allow(deprecated)]
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($is $(| $alias)* => Self::$variant,)*
                    text => Self::Unknown(text.to_owned()),
                }
            }
        }

        #[allow(deprecated)]
        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($is $(| $alias)* => Self::$variant,)*
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

        /// Converts a text; an undocumented one becomes `Unknown`.
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
