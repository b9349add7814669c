//! Wire names that servers may extend with names of their own.

/// Declares an extensible set of names: an enum with a variant for each known name, and `Other` for all others.
macro_rules! names {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(#[$other_doc:meta])*
            Other;
            $($(#[$doc:meta])* $variant:ident = $text:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            $(#[$other_doc])*
            Other(String),
        }

        impl $name {
            /// Returns the name on the wire.
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(name) => name,
                }
            }

            fn from_wire(name: &str) -> Self {
                match name {
                    $($text => Self::$variant,)*
                    _ => Self::Other(name.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

pub(crate) use names;
