//! Secrets: strings that are never printed and are wiped when dropped.

use std::fmt;

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::Wire;
use super::fault::Fault;
use super::key::Constraints;
use super::out::Out;
use super::scalar::check_length;
use super::value::Value;

/// Secret string: no `Display`, a `Debug` without the text, wiped when dropped, compared in constant time.
///
/// ```
/// use bindery_runtime::Secret;
///
/// let token = Secret::from("0123456789abcdef");
/// assert_eq!(format!("{token:?}"), "[secret]");
/// assert_eq!(token.expose(), "0123456789abcdef");
/// ```
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Returns the secret itself. The caller must keep it out of logs.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl Wire for Secret {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        match value.scalar_text() {
            Some(text) => Ok(Self::from(text.into_owned())),
            // The value must not appear in the message.
            None => Err(Fault::unexpected("a string", "another type")),
        }
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&self.0);
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        check_length(&self.0, &constraints.limits)
    }
}

/// Password that is sent as the MD5 digest of its plain text, because the vendor requires it.
///
/// Created from the plain text or from an existing digest; the two constructors cannot be confused:
///
/// ```
/// use bindery_runtime::Md5Password;
///
/// let typed = Md5Password::plain("123456");
/// let stored = Md5Password::digest("E10ADC3949BA59ABBE56E057F20F883E")?;
/// assert_eq!(typed, stored);
/// # Ok::<(), bindery_runtime::Fault>(())
/// ```
#[derive(Clone)]
pub struct Md5Password(Secret);

impl Md5Password {
    /// Hashes a plain-text password (as UTF-8) without keeping the plain text.
    pub fn plain(text: &str) -> Self {
        let digest = Md5::digest(text.as_bytes());
        let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self(digits.into())
    }

    /// Wraps an existing digest: 32 hex digits, case-insensitive.
    ///
    /// # Errors
    /// When the text is not an MD5 digest, for example a plain-text password passed by mistake.
    pub fn digest(hex: &str) -> Result<Self, Fault> {
        if is_digest(hex) {
            Ok(Self(hex.to_ascii_lowercase().into()))
        } else {
            Err(Fault::unexpected("32 hex digits", "a string that is not an MD5 digest"))
        }
    }

    /// Sends a text unchanged, for accounts with a password that was never hashed.
    pub fn verbatim(text: &str) -> Self {
        Self(Secret::from(text))
    }

    /// Returns the text that is sent. It is as sensitive as the password: it is enough to log in.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl fmt::Debug for Md5Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[password]")
    }
}

/// Digests are compared case-insensitively, other texts exactly; both in constant time.
impl PartialEq for Md5Password {
    fn eq(&self, other: &Self) -> bool {
        let fold = |password: &Self| {
            let text = password.expose();
            Secret::from(if is_digest(text) { text.to_ascii_lowercase() } else { text.to_owned() })
        };
        fold(self) == fold(other)
    }
}

impl Eq for Md5Password {}

impl Wire for Md5Password {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Secret::read(value).map(Self)
    }

    fn write(&self, out: &mut Out<'_>) {
        self.0.write(out);
    }

    /// The limits apply to the plain text, so a digest is not checked.
    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        if is_digest(self.expose()) { Ok(()) } else { self.0.check(constraints) }
    }
}
