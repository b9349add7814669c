//! Vectors: the worked examples that documents print.

use bindery_vocabulary::recipe::{Template, Value};
use bindery_vocabulary::{Digest, KeyEncoding};

use crate::algorithm::{sign, verify};
use crate::fill::{Filling, fill};
use crate::key::{Key, KeyFault, VerifyingKey};
use crate::written::{digits, digits_of, read_signature, signature_bytes};

/// One way to sign: a mode and a digest of a scheme.
pub struct Recipe<'r> {
    /// Text that is signed.
    pub text: &'r Template,
    /// Digest of it.
    pub digest: Digest,
    /// Encoding of the key.
    pub encoding: KeyEncoding,
    /// Signature as it is sent, with the names of mode and digest.
    pub written: &'r Template,
}

/// Worked example.
pub struct Vector<'v> {
    /// Secret, or private key.
    pub secret: Option<&'v str>,
    /// Public key, for a signature that is different each time.
    pub public: Option<&'v str>,
    /// Names of placeholders with their values.
    pub values: &'v [(String, String)],
    /// Text that is signed, if it is known.
    pub text: Option<&'v str>,
    /// Signature as it is sent.
    pub signature: &'v str,
}

/// Reason why an example does not come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A placeholder has no value.
    Missing(Value),
    /// There is neither a secret nor a public key.
    Keyless,
    /// The key cannot be used.
    Key(KeyFault),
    /// The recipe makes this text instead.
    Text(Vec<u8>),
    /// The recipe makes this signature instead; `None` if it cannot be known, because a public key only verifies.
    Signature(Option<String>),
}

/// Works an example out, and compares what it prints.
///
/// # Errors
/// Returns the first thing that differs.
pub fn work_out(recipe: &Recipe<'_>, vector: &Vector<'_>) -> Result<(), Flaw> {
    let given = |value: &Value| -> Result<Filling<'_>, Flaw> {
        if *value == Value::Secret {
            return vector.secret.map(Filling::from).ok_or(Flaw::Keyless);
        }
        let name = value.to_string();
        let found = vector.values.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| text.as_str().into()).ok_or_else(|| Flaw::Missing(value.clone()))
    };
    let text = fill(recipe.text, &given)?;
    if vector.text.is_some_and(|known| known.as_bytes() != text.as_slice()) {
        return Err(Flaw::Text(text.to_vec()));
    }
    if let Some(public) = vector.public {
        let key = VerifyingKey::read(recipe.digest, recipe.encoding, public).map_err(Flaw::Key)?;
        let place = digits_of(recipe.written).ok_or(Flaw::Signature(None))?;
        let received = read_signature(recipe.written, None, vector.signature).ok_or(Flaw::Signature(None))?;
        let is_of = |digits: &&str| {
            signature_bytes(&place, digits).is_some_and(|bytes| verify(recipe.digest, &key, &text, &bytes))
        };
        return if received.digits.iter().any(is_of) { Ok(()) } else { Err(Flaw::Signature(None)) };
    }
    let secret = match (vector.secret, recipe.digest.is_plain()) {
        (Some(secret), _) => secret,
        (None, true) => "",
        (None, false) => return Err(Flaw::Keyless),
    };
    let key = Key::read(recipe.digest, recipe.encoding, secret).map_err(Flaw::Key)?;
    let signature = sign(recipe.digest, &key, &text).map_err(Flaw::Key)?;
    let written = fill(recipe.written, &|value: &Value| match value {
        form if form.is_digits() => Ok(digits(form, &signature).into()),
        other => given(other),
    })?;
    if written.as_slice() == vector.signature.as_bytes() {
        return Ok(());
    }
    Err(Flaw::Signature(Some(String::from_utf8_lossy(&written).into_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() {
        let parse = |text: &str| Template::parse(text).expect(text);
        let (text, written) = (parse("{parameter:t}.{body}"), parse("t={parameter:t},v1={hex}"));
        let recipe = Recipe {
            text: &text,
            digest: Digest::HmacSha256,
            encoding: KeyEncoding::Text,
            written: &written,
        };
        let values =
            [("parameter:t", "7"), ("body", "{}")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        let signature = "t=7,v1=3a0ee7b8b8ea2cc2f2a1bd8b1b1b1a9e";
        let vector =
            |values, text, secret, signature| Vector { secret, public: None, values, text, signature };
        let made = match work_out(&recipe, &vector(&values, None, Some("s"), signature)) {
            Err(Flaw::Signature(Some(made))) => made,
            other => panic!("{other:?}"),
        };
        assert!(made.starts_with("t=7,v1="), "{made}");
        assert_eq!(work_out(&recipe, &vector(&values, Some("7.{}"), Some("s"), &made)), Ok(()));
        assert_eq!(
            work_out(&recipe, &vector(&values, Some("7{}"), Some("s"), &made)),
            Err(Flaw::Text(b"7.{}".to_vec()))
        );
        assert_eq!(
            work_out(&recipe, &vector(&values[..1], None, Some("s"), &made)),
            Err(Flaw::Missing(Value::Body))
        );
        assert_eq!(work_out(&recipe, &vector(&values, None, None, &made)), Err(Flaw::Keyless));
    }
}
