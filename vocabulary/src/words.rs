//! Closed sets of words.

/// A closed set of words: values that a spec writes as texts and generated code as variants.
pub trait Word: Copy + Eq + 'static {
    /// What a word of the set is, for messages: `HTTP method`.
    const WHAT: &'static str;

    /// The values that a spec may write, in the order of their declaration.
    const ALL: &'static [Self];

    /// The text in a spec.
    fn text(self) -> &'static str;

    /// The name of the variant in Rust.
    fn variant(self) -> &'static str;

    /// The value that this text stands for.
    fn of_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.text() == text)
    }
}

/// Declares a closed set of words: an enum whose variants have texts.
///
/// ```
/// bindery_vocabulary::words! {
///     /// A side of the road.
///     pub enum Side: "side" {
///         /// Left.
///         Left = "left",
///         /// Right.
///         Right = "right",
///     }
/// }
/// use bindery_vocabulary::Word;
/// assert_eq!(Side::of_text("left"), Some(Side::Left));
/// assert_eq!((Side::Right.text(), Side::Right.variant()), ("right", "Right"));
/// ```
///
/// With `or by default Variant` after what the word is, that variant is meant where nothing is written; a spec has no word
/// for it.
#[macro_export]
macro_rules! words {
    ($(
        $(#[$meta:meta])*
        $vis:vis enum $name:ident: $what:literal $(or by default $(#[$default_meta:meta])* $default:ident)? {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+
        }
    )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        $vis enum $name {
            $($(#[$default_meta])* $default,)?
            $($(#[$variant_meta])* $variant,)+
        }

        impl $name {
            /// The text in a spec.
            $vis const fn text(self) -> &'static str {
                match self {
                    $($name::$default => "",)?
                    $($name::$variant => $text,)+
                }
            }
        }

        impl $crate::Word for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = &[$($name::$variant),+];

            fn text(self) -> &'static str {
                $name::text(self)
            }

            fn variant(self) -> &'static str {
                match self {
                    $($name::$default => stringify!($default),)?
                    $($name::$variant => stringify!($variant),)+
                }
            }
        }
    )+};
}

words! {
    /// An HTTP method.
    pub enum Method: "HTTP method" {
        /// GET
        Get = "GET",
        /// POST
        Post = "POST",
        /// PUT
        Put = "PUT",
        /// PATCH
        Patch = "PATCH",
        /// DELETE
        Delete = "DELETE",
    }

    /// Where a client puts the parameters that are not in the path. A server reads them wherever they are.
    pub enum Placement: "way to send parameters" {
        /// In an urlencoded body.
        Form = "form",
        /// In the query string.
        Query = "query",
        /// In a JSON object.
        Json = "json",
    }

    /// What happens when an action is done twice.
    pub enum Effect: "effect" {
        /// Nothing changes.
        Read = "read",
        /// Twice is the same as once.
        Set = "set",
        /// Twice is not the same as once.
        Change = "change",
        /// Money moves.
        Money = "money",
    }

    /// What an error is about, so that callers can decide without knowing every code.
    ///
    /// ```
    /// use bindery_vocabulary::ErrorKind;
    ///
    /// fn is_worth_waiting(kind: ErrorKind) -> bool {
    ///     matches!(kind, ErrorKind::Limit | ErrorKind::Unavailable)
    /// }
    /// assert!(ErrorKind::of_status(429).is_some_and(is_worth_waiting));
    /// ```
    #[non_exhaustive]
    pub enum ErrorKind: "kind of error" {
        /// Who the caller is was not established: log in again.
        Authentication = "authentication",
        /// The caller is known but may not.
        Refused = "refused",
        /// The request is wrong.
        Validation = "validation",
        /// The thing does not exist.
        NotFound = "not-found",
        /// The thing exists already, or is in another state.
        Conflict = "conflict",
        /// Money is missing.
        Funds = "funds",
        /// A limit is exceeded.
        Limit = "limit",
        /// Not now.
        Unavailable = "unavailable",
        /// The server failed.
        Internal = "internal",
        /// Anything else.
        Other = "other",
    }

    /// How data and secret become a signature.
    pub enum Digest: "way to sign" {
        /// MD5 of the data followed by the secret.
        Md5 = "md5",
        /// SHA-1 of the data followed by the secret.
        Sha1 = "sha1",
        /// SHA-256 of the data followed by the secret.
        Sha256 = "sha256",
        /// SHA-384 of the data followed by the secret.
        Sha384 = "sha384",
        /// SHA-512 of the data followed by the secret.
        Sha512 = "sha512",
        /// HMAC with SHA-1, keyed by the secret.
        HmacSha1 = "hmac-sha1",
        /// HMAC with SHA-256, keyed by the secret.
        HmacSha256 = "hmac-sha256",
        /// HMAC with SHA-384, keyed by the secret.
        HmacSha384 = "hmac-sha384",
        /// HMAC with SHA-512, keyed by the secret.
        HmacSha512 = "hmac-sha512",
    }

    /// Where the parameters of OAuth 1.0a travel.
    #[derive(Default)]
    pub enum Carrier: "place for a signature" {
        /// In the header `Authorization`.
        #[default]
        Header = "header",
        /// In the query.
        Query = "query",
    }
}

impl Method {
    /// Whether requests with it have a body to put parameters into.
    pub const fn has_body(self) -> bool {
        !matches!(self, Method::Get | Method::Delete)
    }
}

impl Effect {
    /// Whether the call may be repeated by itself: once more is the same as once.
    pub const fn is_repeatable(self) -> bool {
        matches!(self, Effect::Read | Effect::Set)
    }
}

impl ErrorKind {
    /// What an HTTP status by itself says that a failure is about; none where it says too little, as 400 and 500 do.
    pub const fn of_status(status: u16) -> Option<Self> {
        Some(match status {
            401 => ErrorKind::Authentication,
            403 => ErrorKind::Refused,
            404 | 410 => ErrorKind::NotFound,
            409 => ErrorKind::Conflict,
            429 => ErrorKind::Limit,
            408 | 425 | 502..=504 => ErrorKind::Unavailable,
            _ => return None,
        })
    }
}

/// What a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Covers {
    /// The body, byte for byte.
    Body,
    /// The values of the parameters in the documented order, one after the other. Only texts and whole numbers have a
    /// written form that is known.
    ///
    /// Nothing says where one value ends and the next begins, nor which action is meant: who sees a signed request can
    /// share its text out otherwise, and send it to another action. So a server takes this mode only when it is told to,
    /// unless there is no other, and never for a text that could be a signed body.
    Values,
    /// The parameters, sorted by name, as `name=value` joined by `&`.
    ///
    /// Nothing is escaped, so a value with `&` and `=` in it can not be told from two parameters. Vendors that sign like
    /// this have chosen so; it is one reason to prefer [`Covers::Body`] where there is a choice.
    Pairs {
        /// Whether clients leave out parameters without a value.
        skip_empty: bool,
        /// Whether servers take the other way, too.
        either: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_itself() {
        fn holds<W: Word + std::fmt::Debug>() {
            for value in W::ALL {
                assert_eq!(W::of_text(value.text()), Some(*value));
                assert_eq!(format!("{value:?}"), value.variant());
            }
            assert_eq!(W::of_text(""), None);
        }
        holds::<Method>();
        holds::<Placement>();
        holds::<Effect>();
        holds::<ErrorKind>();
        holds::<Digest>();
        holds::<Carrier>();
        holds::<crate::Scalar>();
        holds::<crate::Style>();
    }
}
