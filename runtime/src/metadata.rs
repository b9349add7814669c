//! Metadata of APIs, actions and authentication schemes, as generated code declares it.
//!
//! Metadata is built with constant functions and one method for each field, never with struct literals, so code that
//! was generated before a field was added still compiles.

pub use bindery_vocabulary::recipe::Pairs;
pub use bindery_vocabulary::{
    BodyFormat, Case, ClockUnit, Digest, Effect, Encoding, KeyEncoding, MadeKind, MediaType, Method, PagesBy,
    Place, Style, ValueKind, ValueLimits,
};

pub use crate::action_info::{ActionInfo, Envelope, ErrorFormatUse, ResponseInfo, Select, http_method};
pub use crate::api::{ApiInfo, ErrorFormat, ErrorSignal, Rejections, Server};
pub use crate::code::{CodeValue, ErrorEntry};
pub use crate::completion::{CompletionInfo, OperationState};
pub use crate::made::Made;
pub use crate::paging::PagesInfo;
pub use crate::scheme::{
    AuthScheme, CustomScheme, IssuedHeaderScheme, KeyHeader, KeyParameter, Mechanism, Signature,
    SignatureLocation, Takes,
};
#[cfg(feature = "oauth")]
pub use crate::scheme::{BearerFlow, SignedFlow};

/// Declares a metadata struct, a `new` function that takes the required fields, and a setter for each optional field.
/// Structs of which generated code has many give each required field a blank value (`name: &'static str = ""`).
/// `values` have a default, `options` are `None` unless set, `flags` are false unless set. `additional` have a default and
/// no generated setter; their setters are declared with [`setters!`].
macro_rules! metadata_struct {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(#[$new_meta:meta])*
            new { $($(#[$given_meta:meta])* $given:ident: $given_type:ty $(= $blank:literal)?,)* }
            $(values { $($(#[$value_meta:meta])* $value:ident: $value_type:ty = $value_default:expr,)* })?
            $(options { $($(#[$option_meta:meta])* $option:ident: $option_type:ty,)* })?
            $(flags { $($(#[$flag_meta:meta])* $flag:ident,)* })?
            $(others { $($(#[$other_meta:meta])* $other:ident: $other_type:ty = $other_default:expr,)* })?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$given_meta])* pub $given: $given_type,)*
            $($($(#[$value_meta])* pub $value: $value_type,)*)?
            $($($(#[$option_meta])* pub $option: Option<$option_type>,)*)?
            $($($(#[$flag_meta])* pub $flag: bool,)*)?
            $($($(#[$other_meta])* pub $other: $other_type,)*)?
        }

        impl $name {
            $(#[$new_meta])*
            #[allow(clippy::new_without_default)] // `Default` is not available in constants
            pub const fn new($($given: $given_type),*) -> Self {
                $crate::metadata::metadata_struct!(@new $name { $($given $(= $blank)?,)* }
                    $($($value: $value_default,)*)?
                    $($($option: None,)*)?
                    $($($flag: false,)*)?
                    $($($other: $other_default,)*)?
                )
            }

            $($($(#[$value_meta])*
            pub const fn $value(mut self, $value: $value_type) -> Self {
                self.$value = $value;
                self
            })*)?

            $($($(#[$option_meta])*
            pub const fn $option(mut self, $option: $option_type) -> Self {
                self.$option = Some($option);
                self
            })*)?

            $($($(#[$flag_meta])*
            pub const fn $flag(mut self) -> Self {
                self.$flag = true;
                self
            })*)?
        }
    };
    // A copy of a finished constant: in a constant of generated code, the compiler evaluates one step instead of one for
    // each field.
    (@new $name:ident { $($given:ident = $blank:literal,)+ } $($field:ident: $default:expr,)*) => {{
        const BLANK: $name = $name { $($given: $blank,)+ $($field: $default,)* };
        let mut new = BLANK;
        $(new.$given = $given;)+
        new
    }};
    (@new $name:ident { $($given:ident,)* } $($field:ident: $default:expr,)*) => {
        $name { $($given,)* $($field: $default,)* }
    };
}

/// Declares special setters of a metadata struct: name, arguments, and the field that the setter assigns.
macro_rules! setters {
    ($of:ident; $($(#[$doc:meta])* $name:ident($($argument:ident: $ty:ty),*) { $($field:ident).+ = $value:expr })*) => {
        impl $of {
            $($(#[$doc])*
            pub const fn $name(mut self $(, $argument: $ty)*) -> Self {
                self.$($field).+ = $value;
                self
            })*
        }
    };
}

pub(crate) use {metadata_struct, setters};
