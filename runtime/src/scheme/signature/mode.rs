//! Signing modes of a scheme: what is signed, with which digest, and how the signature is written.

use bindery_signing::{
    Filling, Key, Received, VerifyingKey, digits, digits_of, fill, read_signature, signature_bytes,
};
use bindery_vocabulary::recipe::{Template, Value};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::Signature;
#[cfg(feature = "server")]
use crate::KeyEncoding;
use crate::{Digest, Fault, Secret, SignatureFault};

/// Computes the digest of the data with the secret: the HMAC keyed by the secret, or the hash of the data followed by
/// the secret.
pub fn digest(how: Digest, data: &[u8], secret: &Secret) -> Vec<u8> {
    let key = Key::shared(secret.expose().as_bytes());
    let followed = how.is_plain().then(|| Zeroizing::new([data, secret.expose().as_bytes()].concat()));
    bindery_signing::sign(how, &key, followed.as_deref().map_or(data, Vec::as_slice)).unwrap_or_default()
}

/// Signed text. It may contain secrets, so it is wiped when it is dropped.
pub(super) type SignedText = Zeroizing<Vec<u8>>;

/// Signing mode of a scheme: what the signature covers, and with which digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningMode {
    mode: &'static str,
    /// Template of the text that is signed.
    pub text: &'static str,
    name: &'static str,
    /// Digest algorithm that turns the text and the secret into the signature.
    pub digest: Digest,
}

impl SigningMode {
    /// Returns the template of the text; an error if it is none.
    pub(super) fn template(&self) -> Result<Template, Fault> {
        Template::parse(self.text)
            .map_err(|fault| Fault::limit(format!("has no template: {}", fault.problem)))
    }

    /// Returns the text of data: of the body, the pairs or the values, whichever it has; `None` if it has other parts of
    /// a request.
    pub fn text_of(&self, data: &[u8], secret: &Secret) -> Option<Vec<u8>> {
        text_of(self, data, secret).ok().map(|text| text.to_vec())
    }

    /// Whether the text contains the body as it is sent.
    pub fn covers_body(&self) -> bool {
        self.template().is_ok_and(|text| text.values().contains(&&Value::Body))
    }
}

/// Signing modes that are accepted in addition to the default ones. By default the first mode and all modes that cover
/// the body are accepted, with digests that are not discouraged.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnabledModes<'e> {
    /// Whether discouraged digests are accepted.
    pub discouraged: bool,
    /// Additional modes, by their wire names.
    pub modes: &'e [&'e str],
}

/// Returns the text of data: of the body, the pairs or the values, whichever the text has.
fn text_of(form: &SigningMode, data: &[u8], secret: &Secret) -> Result<SignedText, Fault> {
    fill(&form.template()?, &|value: &Value| match value {
        Value::Body | Value::Pairs | Value::Values => Ok(Filling::from(data)),
        Value::Secret => Ok(secret.expose().into()),
        other => Err(Fault::limit(format!("needs {other} of a request"))),
    })
}

impl Signature {
    /// Returns the signing mode that clients use by default: the first mode with the first digest.
    pub fn default_mode(&self) -> SigningMode {
        let (mode, text) = self.modes.first().copied().unwrap_or(("", "{body}"));
        let (name, digest) = self.digests.first().copied().unwrap_or(("", Digest::HmacSha256));
        SigningMode { mode, text, name, digest }
    }

    pub(super) fn signing_modes(&self) -> impl Iterator<Item = SigningMode> + use<> {
        let (modes, digests) = (self.modes, self.digests);
        modes.iter().flat_map(move |(mode, text)| {
            digests.iter().map(|(name, digest)| SigningMode { mode, text, name, digest: *digest })
        })
    }

    /// Whether any signing mode covers parameters with their names.
    #[cfg(feature = "client")]
    pub(crate) fn may_cover_pairs(&self) -> bool {
        let pairs =
            |form: SigningMode| form.template().is_ok_and(|text| text.values().contains(&&Value::Pairs));
        self.signing_modes().any(pairs)
    }

    /// Returns the signing mode with this mode name and this digest name on the wire.
    pub fn signing_mode(&self, mode: &str, digest: &str) -> Option<SigningMode> {
        self.signing_modes().find(|form| form.mode == mode && form.name == digest)
    }

    /// Recognizes the signing mode of a received signature by its format.
    pub fn mode_of(&self, received: &str) -> Option<SigningMode> {
        self.read(received).map(|(form, _)| form)
    }

    /// Recognizes the signing mode of a received signature, and reads the parts of it.
    fn read<'r>(&self, received: &'r str) -> Option<(SigningMode, Received<'r>)> {
        let mut forms: Vec<SigningMode> = self.signing_modes().collect();
        // One name may be the start of another, so signing modes whose signatures have the same length come first.
        let length = received.trim().len();
        forms.sort_by_key(|form| self.sign_as(form, b"", &Secret::from("")).len() != length);
        forms.into_iter().find_map(|form| {
            let found = read_signature(&self.template(&form)?, self.separator, received)?;
            Some((form, found))
        })
    }

    /// Whether there is a mode with this wire name.
    #[cfg(feature = "server")]
    pub(crate) fn has_mode(&self, mode: &str) -> bool {
        self.signing_modes().any(|form| form.mode == mode)
    }

    /// Returns whether the digest of the signing mode is discouraged.
    pub fn is_discouraged(&self, form: &SigningMode) -> bool {
        self.discouraged.contains(&form.name)
    }

    /// Returns the signing mode of a response: the one that covers the body with the digest of the request; the
    /// request's own if there is none.
    pub fn for_response(&self, request: &SigningMode) -> SigningMode {
        let of_body = |form: &SigningMode| form.covers_body() && form.name == request.name;
        self.signing_modes().find(of_body).unwrap_or(*request)
    }

    /// Template of the signature, with the names of mode and digest.
    fn template(&self, form: &SigningMode) -> Option<Template> {
        let written = self.written.replace("{mode}", form.mode).replace("{digest}", form.name);
        Template::parse(&written).ok()
    }

    /// Signs a text in this signing mode. Returns the bytes of the signature.
    ///
    /// # Errors
    /// When the secret is not a key of the digest, in its encoding.
    fn sign_text(&self, form: &SigningMode, text: &[u8], secret: &Secret) -> Result<Vec<u8>, Fault> {
        let key = Key::read(form.digest, self.encoding, secret.expose());
        let signature = key.and_then(|key| bindery_signing::sign(form.digest, &key, text));
        signature.map_err(|fault| Fault::limit(fault.to_string()))
    }

    /// Signs a text in this signing mode. Returns the signature as it is sent. `value` returns the values that are a
    /// part of it.
    ///
    /// # Errors
    /// When the secret is not a key of the digest, in its encoding, or those of `value`.
    pub(super) fn write(
        &self,
        form: &SigningMode,
        text: &[u8],
        secret: &Secret,
        value: &impl Fn(&Value) -> Result<Filling<'static>, Fault>,
    ) -> Result<String, Fault> {
        let signature = self.sign_text(form, text, secret)?;
        let template = self.template(form).ok_or_else(|| Fault::limit("has no template"))?;
        let text = fill(&template, &|wanted: &Value| match wanted {
            wanted if wanted.is_digits() => Ok(digits(wanted, &signature).into()),
            other => value(other),
        })?;
        String::from_utf8(text.to_vec()).map_err(|_| Fault::limit("the signature is not a text"))
    }

    /// Signs data in this signing mode: the body, the pairs or the values, whichever the text has. Returns the signature
    /// as it is sent; an empty text if the signed text has other parts too.
    pub fn sign_as(&self, form: &SigningMode, data: &[u8], secret: &Secret) -> String {
        let text = text_of(form, data, secret);
        let none = |value: &Value| Err(Fault::limit(format!("needs {value} of a request")));
        text.and_then(|text| self.write(form, &text, secret, &none)).unwrap_or_default()
    }

    /// Whether bodies of requests or responses are signed with it.
    pub(crate) fn signs_bodies(&self) -> bool {
        self.responses || self.signing_modes().any(|form| form.covers_body())
    }

    /// Whether the other scheme makes the same signature for the same data.
    #[cfg(feature = "server")]
    pub(crate) fn signs_like(&self, other: &Self) -> bool {
        let digests = |one: &Self| one.signing_modes().map(|form| form.digest).collect::<Vec<_>>();
        let others = digests(other);
        self.secret == other.secret && digests(self).iter().any(|digest| others.contains(digest))
    }

    /// Verifies a received signature. `texts` returns the signed text of a mode, given the parameters that the signature
    /// carries: several texts if it may be written in several ways; the signature must match one of them.
    ///
    /// # Errors
    /// Returns what is wrong with the signature: missing, of an unknown format, in a signing mode that is not enabled,
    /// or wrong. Errors of `texts` are passed on.
    pub(super) fn check_texts(
        &self,
        received: Option<&str>,
        secret: &Secret,
        enabled: EnabledModes<'_>,
        texts: impl FnOnce(&SigningMode, &[(String, &str)]) -> Result<Vec<SignedText>, SignatureFault>,
    ) -> Result<SigningMode, SignatureFault> {
        let received = received.ok_or(SignatureFault::Missing)?;
        let (form, found) = self.read(received).ok_or(SignatureFault::Unknown)?;
        if self.is_discouraged(&form) && !enabled.discouraged {
            return Err(SignatureFault::Discouraged);
        }
        let usual = form.covers_body() || form.mode == self.default_mode().mode;
        if !usual && !enabled.modes.contains(&form.mode) {
            return Err(SignatureFault::NotEnabled);
        }
        let place = self.template(&form).as_ref().and_then(digits_of).ok_or(SignatureFault::Unknown)?;
        let is_of = |text: &SignedText| {
            found.digits.iter().any(|digits| self.is_of(&form, text, secret, (&place, digits)))
        };
        if texts(&form, &found.carried)?.iter().any(is_of) { Ok(form) } else { Err(SignatureFault::Wrong) }
    }

    /// Whether digits are those of a text. Compares in constant time; hexadecimal digits are case-insensitive.
    fn is_of(&self, form: &SigningMode, text: &[u8], secret: &Secret, (place, sent): (&Value, &str)) -> bool {
        if form.digest.is_asymmetric() {
            let key = VerifyingKey::read(form.digest, self.encoding, secret.expose());
            let signature = signature_bytes(place, sent);
            return key.ok().zip(signature).is_some_and(|(key, signature)| {
                bindery_signing::verify(form.digest, &key, text, &signature)
            });
        }
        let Ok(signature) = self.sign_text(form, text, secret) else { return false };
        let (mut expected, mut received) = (digits(place, &signature), sent.to_owned());
        if matches!(place, Value::Hex | Value::UpperHex) {
            expected.make_ascii_lowercase();
            received.make_ascii_lowercase();
        }
        !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(received.as_bytes()))
    }

    /// Verifies a received signature of data: of the body, or of what `texts` returns for a mode that does not cover it.
    ///
    /// # Errors
    /// Returns what is wrong with the signature: missing, of an unknown format, in a signing mode that is not enabled,
    /// or wrong. Errors of `texts` are passed on.
    pub fn check(
        &self,
        received: Option<&str>,
        secret: &Secret,
        enabled: EnabledModes<'_>,
        texts: impl FnOnce(&SigningMode) -> Result<Vec<Secret>, SignatureFault>,
        body: &[u8],
    ) -> Result<SigningMode, SignatureFault> {
        self.check_texts(received, secret, enabled, |form, _| {
            let of = |data: &[u8]| text_of(form, data, secret).map_err(|_| SignatureFault::Unknown);
            match form.covers_body() {
                true => Ok(vec![of(body)?]),
                false => texts(form)?.iter().map(|text| of(text.expose().as_bytes())).collect(),
            }
        })
    }

    /// Signs the data in the default signing mode. Returns the signature as it is sent.
    pub fn sign(&self, data: &[u8], secret: &Secret) -> String {
        self.sign_as(&self.default_mode(), data, secret)
    }

    /// Verifies a signature in the default signing mode. Compares in constant time; hexadecimal digits are
    /// case-insensitive.
    pub fn verify(&self, data: &[u8], secret: &Secret, received: &str) -> bool {
        let enabled = EnabledModes { discouraged: true, modes: &[] };
        let text = |form: &SigningMode| text_of(form, data, secret).map_err(|_| SignatureFault::Unknown);
        let found = self.check_texts(Some(received), secret, enabled, |form, _| Ok(vec![text(form)?]));
        found.is_ok_and(|form| form == self.default_mode())
    }

    /// Whether a string has the format of this scheme's signatures, valid or not.
    #[cfg(feature = "server")]
    pub(crate) fn is_written(&self, received: &str) -> bool {
        // The same length as a signature, with hexadecimal digits at the same positions.
        let digits = |text: &str| text.chars().map(|one| one.is_ascii_hexdigit()).collect::<Vec<_>>();
        let (sample, received) = (self.sign(b"", &Secret::from("")), received.trim());
        match self.written.contains("{base64") || self.encoding != KeyEncoding::Text {
            true => self.mode_of(received).is_some() && (sample.is_empty() || received.len() == sample.len()),
            false => self.mode_of(received).is_some() && digits(received) == digits(&sample),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::SignatureLocation;
    use crate::wire::Document;
    use crate::{ActionInfo, Pairs};

    const BODY: &str = r#"{"id":"ab12cd34","comment":"not eligible","notify":false}"#;

    fn scheme(text: &'static str, digest: Digest, written: &'static str) -> Signature {
        let (modes, digests) = (Box::leak(Box::new([("", text)])), Box::leak(Box::new([("", digest)])));
        Signature::new("s", SignatureLocation::Header("signature"), digests).modes(modes).written(written)
    }

    const PAIRS: &str = "{pairs}{secret}";

    fn pairs_of(json: &str, pairs: Pairs<'static>) -> Result<String, String> {
        let document = Document::parse(json.as_bytes()).expect("JSON");
        let scheme = scheme(PAIRS, Digest::Sha1, "{HEX}").pairs(pairs);
        let signed = scheme.joined(&document.entries().expect("an object"));
        signed.map(|text| text.expose().to_owned()).map_err(|fault| fault.to_string())
    }

    #[test]
    fn bodies_are_signed_by_hmac() {
        let bare = scheme("{body}", Digest::HmacSha256, "{hex}");
        let signature = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        let secret = Secret::from("It's a Secret to Everybody");
        assert_eq!(bare.sign(b"Hello, World!", &secret), signature);
        assert!(bare.verify(b"Hello, World!", &secret, signature));
        assert!(bare.verify(b"Hello, World!", &secret, &signature.to_uppercase()));
        assert!(!bare.verify(b"Hello, World?", &secret, signature));
        assert!(!bare.verify(b"Hello, World!", &Secret::from("other"), signature));
        for wrong in ["", "7", &signature[1..], &format!("sha256={signature}"), &format!("{signature}0")] {
            assert!(!bare.verify(b"Hello, World!", &secret, wrong), "{wrong}");
        }

        let prefixed = scheme("{body}", Digest::HmacSha256, "sha256={hex}");
        assert_eq!(
            prefixed.sign(BODY.as_bytes(), &Secret::from("test_key_123")),
            "sha256=5d1358ade9be54d01dd7af497c4c52438946ea31882f2bd183071768e6d4c202"
        );
    }

    #[test]
    fn pairs_are_signed_by_sha1() {
        let covers = Pairs::SORTED;
        let signed = pairs_of(BODY, covers).expect("scalars");
        assert_eq!(signed, "comment=not eligible&id=ab12cd34&notify=false");
        let scheme = scheme(PAIRS, Digest::Sha1, "{HEX}");
        assert_eq!(
            scheme.sign(signed.as_bytes(), &Secret::from("test_key_123")),
            "C1AADD9E3C5BCE6101F40DACFCCE44D38D4A99F2"
        );
    }

    #[test]
    fn pairs_without_a_value_may_be_left_out() {
        let json = r#"{
            "merchant_id": "f23eb3a856284d0a87913e33ed581852", "order_no": "td0bhyp3lqm1",
            "transaction_id": "98765434567876", "amount": 432.98, "currency": "USD", "time": 1631696419516,
            "user_id": "ewem9cab", "status": 1, "note": "", "more": null
        }"#;
        let covers = Pairs::SORTED.skip_empty();
        let signed = pairs_of(json, covers).expect("scalars");
        assert_eq!(
            signed,
            "amount=432.98&currency=USD&merchant_id=f23eb3a856284d0a87913e33ed581852&order_no=td0bhyp3lqm1\
             &status=1&time=1631696419516&transaction_id=98765434567876&user_id=ewem9cab"
        );
        let scheme = scheme(PAIRS, Digest::Sha1, "{HEX}");
        assert_eq!(
            scheme.sign(signed.as_bytes(), &Secret::from("test_token_123")),
            "F895491875966C2EF8522A4E38DD34D0EB440376"
        );
        assert_eq!(pairs_of(r#"{"b":"","a":"x"}"#, Pairs::SORTED), Ok("a=x&b=".to_owned()));
    }

    #[test]
    fn what_two_sides_would_write_differently_is_not_signed() {
        let covers = Pairs::SORTED;
        assert_eq!(pairs_of(r#"{"a":"\"ü\"","b":1.50}"#, covers), Ok("a=\"ü\"&b=1.50".to_owned()));
        for (json, fault) in [
            (r#"{"a":{}}"#, "a: expected a string, a number or a boolean, to be signed, found an object"),
            (r#"{"a":[1]}"#, "a: expected a string, a number or a boolean, to be signed, found an array"),
            (r#"{"a":null}"#, "a: expected a string, a number or a boolean, to be signed, found null"),
            (r#"{"a":1,"b":2,"a":3}"#, "a: occurs twice, so the signed data is ambiguous"),
        ] {
            assert_eq!(pairs_of(json, covers), Err(fault.to_owned()));
        }
    }

    #[test]
    fn every_digest_is_itself() {
        // "abc" with an empty secret: the examples in the standards of these digests.
        let of = |how: Digest| bindery_signing::hex(&digest(how, b"abc", &Secret::from("")));
        assert_eq!(of(Digest::Md5), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(of(Digest::Sha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(of(Digest::Sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(of(Digest::Sha384)[..16], *"cb00753f45a35e8b");
        assert_eq!(of(Digest::Sha512)[..16], *"ddaf35a193617aba");
        // RFC 2202 and RFC 4231, test case 2.
        let data = b"what do ya want for nothing?";
        let of = |how: Digest| bindery_signing::hex(&digest(how, data, &Secret::from("Jefe")));
        assert_eq!(of(Digest::HmacSha1), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        assert_eq!(of(Digest::HmacSha384)[..16], *"af45d2e376484031");
        assert_eq!(of(Digest::HmacSha512)[..16], *"164b7a7bfcf819e2");
    }

    #[test]
    fn names_of_forms_may_begin_alike() {
        let digests = &[("", Digest::Md5), ("b", Digest::Sha1)];
        let scheme = Signature::new("s", SignatureLocation::Header("signature"), digests)
            .modes(&[("a", "{body}{secret}"), ("ab", "{values}{secret}")])
            .written("{mode}{digest}{hex}");
        for form in scheme.signing_modes().filter(|form| (form.mode, form.name) != ("ab", "")) {
            let written = scheme.sign_as(&form, b"x", &Secret::from("s"));
            assert_eq!(scheme.mode_of(&written), Some(form), "{written}");
        }
    }

    #[test]
    fn values_are_those_of_the_documented_order_without_the_path() {
        let action = ActionInfo::new("orders", "pay", "/orders/{id}/pay");
        let names = ["note", "id", "amount", "key"];
        let signed = |json: &str| {
            let document = Document::parse(json.as_bytes()).expect("JSON");
            let value = document.value();
            let signed = Signature::values(&action, &names, &value.entries(&mut None).expect("an object"));
            signed.map(|text| text.expose().to_owned()).map_err(|fault| fault.to_string())
        };
        let same = Ok("ab512".to_owned());
        assert_eq!(signed(r#"{"amount":5,"note":"ab","key":"12"}"#), same, "as servers have them");
        assert_eq!(signed(r#"{"id":"7","key":"12","note":"ab","amount":5.0}"#), same, "as clients have them");
        assert_eq!(
            signed(r#"{"id":8,"id":9,"key":"12","note":"ab","amount":"5"}"#),
            same,
            "the path is not signed"
        );
        let left_out = signed(r#"{"id":"7","note":"ab","amount":5}"#).expect_err("no known form");
        assert!(left_out.starts_with("key: is left out"), "{left_out}");
    }
}
