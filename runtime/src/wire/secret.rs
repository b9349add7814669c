//! Texts that never print and are wiped when they are dropped.

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

/// A text that never prints: no `Display`, a `Debug` without the text, wiped when dropped, compared in constant time.
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
    /// The text itself. Whoever asks for it keeps it out of logs.
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
            // The value itself must not get into the message.
            None => Err(Fault::unexpected("a text", "something else")),
        }
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&self.0);
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        check_length(&self.0, &constraints.limits)
    }
}

/// A password that travels as the MD5 digest of its plain text, because the vendor says so.
///
/// It is made from the plain text or from a ready digest; which of the two a text is can not be confused:
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
    /// The password with this plain text, which is hashed (as UTF-8) and forgotten.
    pub fn plain(text: &str) -> Self {
        let digest = Md5::digest(text.as_bytes());
        let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self(digits.into())
    }

    /// The password with this digest: 32 hex digits, in either case.
    ///
    /// # Errors
    /// When the text is not an MD5 digest; a plain password handed over by mistake ends here.
    pub fn digest(hex: &str) -> Result<Self, Fault> {
        if is_digest(hex) {
            Ok(Self(hex.to_ascii_lowercase().into()))
        } else {
            Err(Fault::unexpected("32 hex digits", "a text that is no MD5 digest"))
        }
    }

    /// A text that is sent as it is, for accounts whose password was never hashed.
    pub fn verbatim(text: &str) -> Self {
        Self(Secret::from(text))
    }

    /// What is sent. It is as good as the password: whoever has it can log in.
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

/// Digests are compared without regard to case, anything else to the letter; both in constant time.
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

    /// The limits are those of the plain text, which a digest does not show.
    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        if is_digest(self.expose()) { Ok(()) } else { self.0.check(constraints) }
    }
}
