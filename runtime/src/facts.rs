//! The constant facts of APIs, actions and authentication schemes, as generated code states them.
//!
//! They are made by constant functions and methods that each say one thing, never by literals, so code that was generated before
//! a fact had a further part goes on compiling.

pub use bindery_vocabulary::{Covers, Digest, Effect, Limits, MediaType, Method, Placement, Style};

pub use crate::api::{ApiInfo, FailureShape, Marker, Part, Refusals, Server};
pub use crate::code::{CodeValue, ErrorEntry};
pub use crate::info::{ActionInfo, AnswerInfo, FailureUse, Select, http_method};
pub use crate::scheme::{AuthScheme, IssuedHeader, KeyHeader, Mechanism, Place, Signature, Takes};
#[cfg(feature = "oauth")]
pub use crate::scheme::{BearerFlow, SignedFlow};

/// Declares a kind of facts: the struct, the function `new` that takes what has to be said, and a method for each of the parts
/// that may be said besides. `values` have a default, `options` are absent unless said, `flags` are false unless said.
/// `others` have a default and no method: what says them is written by hand, with [`setters!`].
macro_rules! facts {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(#[$new_meta:meta])*
            new { $($(#[$given_meta:meta])* $given:ident: $given_type:ty,)* }
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
            #[allow(clippy::new_without_default)] // constants cannot ask `Default`
            pub const fn new($($given: $given_type),*) -> Self {
                Self {
                    $($given,)*
                    $($($value: $value_default,)*)?
                    $($($option: None,)*)?
                    $($($flag: false,)*)?
                    $($($other: $other_default,)*)?
                }
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
}

/// Methods of facts that say something in a way of its own: a documented name, its argument if it takes one, and the part that it
/// sets.
macro_rules! setters {
    ($of:ident; $($(#[$doc:meta])* $name:ident($($argument:ident: $ty:ty)?) { $($field:ident).+ = $value:expr })*) => {
        impl $of {
            $($(#[$doc])*
            pub const fn $name(mut self $(, $argument: $ty)?) -> Self {
                self.$($field).+ = $value;
                self
            })*
        }
    };
}

pub(crate) use {facts, setters};
