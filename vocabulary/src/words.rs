//! Closed sets of words that the spec language and the runtime share.

/// A closed set of words: strings in a spec, enum variants in generated code.
pub trait Word: Copy + Eq + 'static {
    /// Noun for a word of the set in messages, such as `HTTP method`.
    const WHAT: &'static str;

    /// Values that a spec may contain, in declaration order.
    const ALL: &'static [Self];

    /// Returns the word in a spec.
    fn text(self) -> &'static str;

    /// Returns the name of the variant in Rust.
    fn variant(self) -> &'static str;

    /// Returns the value of a word in a spec; `None` for unknown words.
    fn of_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.text() == text)
    }
}

/// Declares a closed set of words: an enum with a text for each variant.
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
/// With `or by default Variant` after the noun, that variant is used when a spec contains no word. It has no word
/// itself.
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
            /// Returns the word in a spec.
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
    /// HTTP method of an action.
    pub enum Method: "HTTP method" {
        /// GET.
        Get = "GET",
        /// POST.
        Post = "POST",
        /// PUT.
        Put = "PUT",
        /// PATCH.
        Patch = "PATCH",
        /// DELETE.
        Delete = "DELETE",
        /// HEAD.
        Head = "HEAD",
        /// OPTIONS.
        Options = "OPTIONS",
    }

    /// Place of a parameter in a request.
    pub enum Place: "parameter place" {
        /// Path of the URL.
        Path = "path",
        /// Query string of the URL.
        Query = "query",
        /// Header.
        Header = "header",
        /// Cookie.
        Cookie = "cookie",
        /// Form in the body (`application/x-www-form-urlencoded`).
        Form = "form",
        /// JSON object in the body.
        Json = "json",
        /// Part of a multipart form in the body (`multipart/form-data`).
        Multipart = "multipart",
        /// The whole body.
        Body = "body",
    }

    /// Style of a list, map or record outside JSON: how it is divided into texts.
    pub enum Style: "style" {
        /// Parameters with the same name: `a=1&a=2`.
        Repeated = "repeated",
        /// Items separated by commas: `a=1,2`.
        Comma = "comma",
        /// Items separated by pipes: `a=1|2`.
        Pipe = "pipe",
        /// Items separated by spaces: `a=1 2`.
        Space = "space",
        /// Names with brackets: `a[]=1` for the items of a list, `a[b]=1` for entries, `a[0][b]=1` for records in a list.
        Brackets = "brackets",
        /// Names with positions in brackets: `a[0]=1`.
        Indexed = "indexed",
        /// Names with dots: `a.b=1`.
        Dots = "dots",
        /// JSON text.
        Json = "json",
    }

    /// Kind of JSON value by which a union recognizes a variant.
    pub enum ValueKind: "kind of JSON" {
        /// `true` or `false`.
        Flag = "boolean",
        /// Number without decimal places.
        Whole = "integer",
        /// Number.
        Number = "number",
        /// String.
        Text = "string",
        /// Array.
        List = "array",
        /// Object.
        Object = "object",
    }

    /// Effect of an action, which decides whether a call may be retried.
    pub enum Effect: "effect" {
        /// Read-only: changes nothing, so a call may be retried.
        Read = "read",
        /// Idempotent: a repetition has no further effect, so a call may be retried.
        Idempotent = "idempotent",
        /// Not idempotent: a repetition has a further effect; not retried after it may have been sent.
        NotIdempotent = "not-idempotent",
        /// Moves money; not retried after it may have been sent.
        Money = "money",
    }

    /// Way in which the pages of a list follow each other.
    pub enum PagesBy: "way of paging" {
        /// By offset: a parameter has the number of records to skip.
        Offset = "offset",
        /// By number: a parameter has the number of the page.
        Number = "number",
        /// By cursor: a parameter has a text that the page before contains.
        Cursor = "cursor",
        /// By the last identifier: a parameter identifies the last record of the page before.
        LastId = "last-id",
        /// By link: the header `Link` of a page has the address of the next one.
        Link = "link",
        /// By address: a field of a page has the address of the next one.
        Address = "address",
    }

    /// Kind of an error, so that callers can react without knowing every code.
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
    pub enum ErrorKind: "error kind" {
        /// Authentication failed: log in again.
        Authentication = "authentication",
        /// Permission denied: the caller is authenticated but not allowed to do this.
        PermissionDenied = "permission-denied",
        /// Invalid request: a parameter is missing or has an invalid value.
        Validation = "validation",
        /// The resource does not exist.
        NotFound = "not-found",
        /// The resource exists already or is in a conflicting state.
        Conflict = "conflict",
        /// The funds of the account are insufficient.
        Funds = "funds",
        /// A limit is exceeded, such as a rate limit.
        Limit = "limit",
        /// The service is temporarily unavailable: try again later.
        Unavailable = "unavailable",
        /// Internal error of the server.
        Internal = "internal",
        /// Any error that fits no other kind.
        Other = "other",
    }

    /// Digest that turns a text and a key into a signature. A plain digest has no key: the text contains the secret.
    pub enum Digest: "digest" {
        /// MD5 of the text.
        Md5 = "md5",
        /// SHA-1 of the text.
        Sha1 = "sha1",
        /// SHA-256 of the text.
        Sha256 = "sha256",
        /// SHA-384 of the text.
        Sha384 = "sha384",
        /// SHA-512 of the text.
        Sha512 = "sha512",
        /// HMAC-SHA1 of the text.
        HmacSha1 = "hmac-sha1",
        /// HMAC-SHA256 of the text.
        HmacSha256 = "hmac-sha256",
        /// HMAC-SHA384 of the text.
        HmacSha384 = "hmac-sha384",
        /// HMAC-SHA512 of the text.
        HmacSha512 = "hmac-sha512",
        /// RSA signature of the text, PKCS #1 v1.5 with SHA-256.
        RsaSha256 = "rsa-sha256",
        /// RSA signature of the text, PKCS #1 v1.5 with SHA-512.
        RsaSha512 = "rsa-sha512",
        /// RSA signature of the text, PSS with SHA-256.
        RsaPssSha256 = "rsa-pss-sha256",
        /// RSA signature of the text, PSS with SHA-512.
        RsaPssSha512 = "rsa-pss-sha512",
        /// ECDSA signature of the text by a key of the curve P-256, with SHA-256, as two numbers of 32 bytes.
        EcdsaP256Sha256 = "ecdsa-p256-sha256",
        /// The same, in DER.
        EcdsaP256Sha256Der = "ecdsa-p256-sha256-der",
        /// Ed25519 signature of the text.
        Ed25519 = "ed25519",
    }

    /// Encoding in which the user has a key.
    #[derive(Default)]
    pub enum KeyEncoding: "encoding of a key" {
        /// The key is the text itself.
        #[default]
        Text = "text",
        /// Base64.
        Base64 = "base64",
        /// Hexadecimal digits.
        Hex = "hex",
        /// PEM of a private or public key.
        Pem = "pem",
    }

    /// Way in which an application gets tokens of OAuth 2.
    pub enum TokenFlow: "OAuth flow" {
        /// The user grants access in a browser (RFC 6749, 4.1).
        AuthorizationCode = "authorization-code",
        /// The application asks for itself (RFC 6749, 4.4).
        ClientCredentials = "client-credentials",
        /// The application asks with a user's password (RFC 6749, 4.3).
        Password = "password",
        /// The user confirms on another device (RFC 8628).
        DeviceCode = "device-code",
        /// The application asks with a signed assertion (RFC 7523).
        JwtBearer = "jwt-bearer",
    }

    /// How an application authenticates at the token endpoint of OAuth 2.
    #[derive(Default)]
    pub enum ClientAuthentication: "client authentication" {
        /// Identifier and secret in the form.
        #[default]
        Form = "form",
        /// Identifier and secret as a login of HTTP Basic.
        Basic = "basic",
        /// An assertion that a private key signs (RFC 7523, 2.2).
        PrivateKey = "private-key",
        /// The identifier alone, for applications without a secret.
        None = "none",
    }

    /// Location of the protocol parameters of OAuth 1.0a in the request.
    #[derive(Default)]
    pub enum Carrier: "location of OAuth parameters" {
        /// `Authorization` header (RFC 5849, 3.5.1).
        #[default]
        Header = "header",
        /// Query string of the URL (RFC 5849, 3.5.3).
        Query = "query",
    }
}

impl Digest {
    /// Whether the key is a pair: one signs, the other verifies.
    pub const fn is_asymmetric(self) -> bool {
        self.is_rsa()
            || matches!(self, Digest::EcdsaP256Sha256 | Digest::EcdsaP256Sha256Der | Digest::Ed25519)
    }

    /// Whether the key is one of RSA.
    pub const fn is_rsa(self) -> bool {
        matches!(self, Digest::RsaSha256 | Digest::RsaSha512 | Digest::RsaPssSha256 | Digest::RsaPssSha512)
    }

    /// Whether the digest has no key, so that the text contains the secret.
    pub const fn is_plain(self) -> bool {
        matches!(self, Digest::Md5 | Digest::Sha1 | Digest::Sha256 | Digest::Sha384 | Digest::Sha512)
    }
}

impl Method {
    /// Whether requests with this method have a body for parameters that do not name their place.
    pub const fn has_body(self) -> bool {
        !matches!(self, Method::Get | Method::Delete | Method::Head)
    }
}

impl Style {
    /// Returns the character between the items of a list, for the styles with one text for the whole list.
    pub const fn separator(self) -> Option<char> {
        match self {
            Style::Comma => Some(','),
            Style::Pipe => Some('|'),
            Style::Space => Some(' '),
            Style::Repeated | Style::Brackets | Style::Indexed | Style::Dots | Style::Json => None,
        }
    }
}

impl Effect {
    /// Whether the client may retry the call automatically: true for read-only and idempotent actions.
    pub const fn is_repeatable(self) -> bool {
        matches!(self, Effect::Read | Effect::Idempotent)
    }
}

impl ErrorKind {
    /// Returns the error kind that an HTTP status implies; `None` if the status is too unspecific, such as 400 and 500.
    pub const fn of_status(status: u16) -> Option<Self> {
        Some(match status {
            401 => ErrorKind::Authentication,
            403 => ErrorKind::PermissionDenied,
            404 | 410 => ErrorKind::NotFound,
            409 => ErrorKind::Conflict,
            429 => ErrorKind::Limit,
            408 | 425 | 502..=504 => ErrorKind::Unavailable,
            _ => return None,
        })
    }
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
        holds::<Place>();
        holds::<Style>();
        holds::<Effect>();
        holds::<ErrorKind>();
        holds::<Digest>();
        holds::<Carrier>();
        holds::<TokenFlow>();
        holds::<ClientAuthentication>();
        holds::<crate::Scalar>();
        holds::<crate::Encoding>();
    }
}
