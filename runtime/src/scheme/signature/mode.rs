//! Signing modes of a scheme: what is signed, with which digest, and how the signature is written.

use bindery_vocabulary::to_base64;
use hmac::{Hmac, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

use super::Signature;
use crate::Covers;
use crate::wire::{Document, Entries, Shape, Wire as _};
use crate::{ActionInfo, Digest, Fault, Secret, SignatureFault};

/// Computes the digest of the data with the secret: the HMAC keyed by the secret, or the hash of the data followed by
/// the secret.
pub fn digest(how: Digest, data: &[u8], secret: &Secret) -> Vec<u8> {
    match how {
        Digest::Md5 => followed_by::<Md5>(data, secret),
        Digest::Sha1 => followed_by::<Sha1>(data, secret),
        Digest::Sha256 => followed_by::<Sha256>(data, secret),
        Digest::Sha384 => followed_by::<Sha384>(data, secret),
        Digest::Sha512 => followed_by::<Sha512>(data, secret),
        Digest::HmacSha1 => keyed::<Hmac<Sha1>>(data, secret),
        Digest::HmacSha256 => keyed::<Hmac<Sha256>>(data, secret),
        Digest::HmacSha384 => keyed::<Hmac<Sha384>>(data, secret),
        Digest::HmacSha512 => keyed::<Hmac<Sha512>>(data, secret),
    }
}

/// Hashes the data, then the secret. The two are not joined, so that there is no copy of the secret to be wiped.
fn followed_by<D: md5::Digest>(data: &[u8], secret: &Secret) -> Vec<u8> {
    D::new().chain_update(data).chain_update(secret.expose()).finalize().to_vec()
}

fn keyed<M: Mac + hmac::digest::KeyInit>(data: &[u8], secret: &Secret) -> Vec<u8> {
    match <M as hmac::digest::KeyInit>::new_from_slice(secret.expose().as_bytes()) {
        Ok(mac) => mac.chain_update(data).finalize().into_bytes().to_vec(),
        // Never happens: an HMAC accepts keys of any length.
        Err(_) => Vec::new(),
    }
}

/// Signing mode of a scheme: which data the signature covers, and with which digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningMode {
    mode: &'static str,
    /// Data that the signature covers.
    pub covers: Covers,
    name: &'static str,
    /// Digest algorithm that turns signed data and secret into the signature.
    pub digest: Digest,
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

impl Signature {
    /// Returns the signing mode that clients use by default: the first mode with the first digest.
    pub fn default_mode(&self) -> SigningMode {
        let (mode, covers) = self.modes.first().copied().unwrap_or(("", Covers::Body));
        let (name, digest) = self.digests.first().copied().unwrap_or(("", Digest::HmacSha256));
        SigningMode { mode, covers, name, digest }
    }

    fn signing_modes(&self) -> impl Iterator<Item = SigningMode> + use<> {
        let (modes, digests) = (self.modes, self.digests);
        modes.iter().flat_map(move |(mode, covers)| {
            digests.iter().map(|(name, digest)| SigningMode { mode, covers: *covers, name, digest: *digest })
        })
    }

    /// Whether any signing mode covers pairs.
    #[cfg(feature = "client")]
    pub(crate) fn may_cover_pairs(&self) -> bool {
        self.signing_modes().any(|form| matches!(form.covers, Covers::Pairs { .. }))
    }

    /// Returns the signing mode with this mode name and this digest name on the wire.
    pub fn signing_mode(&self, mode: &str, digest: &str) -> Option<SigningMode> {
        self.signing_modes().find(|form| form.mode == mode && form.name == digest)
    }

    /// Recognizes the signing mode of a received signature by its format.
    pub fn mode_of(&self, received: &str) -> Option<SigningMode> {
        let received = received.trim();
        let mut forms: Vec<SigningMode> = self.signing_modes().collect();
        // One name may be the start of another, so signing modes whose signatures have the same length come first.
        forms.sort_by_key(|form| self.sign_as(form, b"", &Secret::from("")).len() != received.len());
        forms.into_iter().find(|form| {
            let template = self.template(form);
            let place = ["{base64}", "{hex}", "{HEX}"].into_iter().find(|place| template.contains(place));
            place.and_then(|place| template.split_once(place)).is_some_and(|(before, after)| {
                received.strip_prefix(before).is_some_and(|rest| rest.ends_with(after))
            })
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
        let of_body = |form: &SigningMode| form.covers == Covers::Body && form.name == request.name;
        self.signing_modes().find(of_body).unwrap_or(*request)
    }

    fn template(&self, form: &SigningMode) -> String {
        self.written.replace("{mode}", form.mode).replace("{digest}", form.name)
    }

    /// Signs the data in this signing mode. Returns the signature as it is sent.
    pub fn sign_as(&self, form: &SigningMode, data: &[u8], secret: &Secret) -> String {
        write(&self.template(form), &digest(form.digest, data, secret))
    }

    /// Whether bodies of requests or responses are signed with it.
    pub(crate) fn signs_bodies(&self) -> bool {
        self.responses || self.signing_modes().any(|form| form.covers == Covers::Body)
    }

    /// Whether the other scheme makes the same signature for the same data.
    #[cfg(feature = "server")]
    pub(crate) fn signs_like(&self, other: &Self) -> bool {
        let digests = |one: &Self| one.signing_modes().map(|form| form.digest).collect::<Vec<_>>();
        let others = digests(other);
        self.secret == other.secret && digests(self).iter().any(|digest| others.contains(digest))
    }

    /// Verifies a received signature. `texts` returns the signed data of a mode that does not cover the body: several
    /// strings if it may be written in several ways; the signature must match one of them.
    ///
    /// # Errors
    /// Returns what is wrong with the signature: missing, of an unknown format, in a signing mode that is not enabled,
    /// or wrong. Errors of `texts` are passed on.
    pub fn check(
        &self,
        received: Option<&str>,
        secret: &Secret,
        enabled: EnabledModes<'_>,
        texts: impl FnOnce(Covers) -> Result<Vec<Secret>, SignatureFault>,
        body: &[u8],
    ) -> Result<SigningMode, SignatureFault> {
        let received = received.ok_or(SignatureFault::Missing)?;
        let form = self.mode_of(received).ok_or(SignatureFault::Unknown)?;
        if self.is_discouraged(&form) && !enabled.discouraged {
            return Err(SignatureFault::Discouraged);
        }
        let usual = form.covers == Covers::Body || form.mode == self.default_mode().mode;
        if !usual && !enabled.modes.contains(&form.mode) {
            return Err(SignatureFault::NotEnabled);
        }
        let is_of = |data: &[u8]| same(&self.sign_as(&form, data, secret), received, self.written);
        let signed = match form.covers {
            Covers::Body => is_of(body),
            covers => texts(covers)?.iter().any(|text| is_of(text.expose().as_bytes())),
        };
        if signed { Ok(form) } else { Err(SignatureFault::Wrong) }
    }

    /// Returns the data that is signed in the mode [`Covers::Values`]: the values of the parameters in the documented
    /// order, joined without separators. Path parameters are not included.
    ///
    /// # Errors
    /// Names the parameter that has no known textual representation in this mode: it is absent, or neither a string nor
    /// an integer.
    pub fn values(action: &ActionInfo, names: &[&str], entries: &Entries<'_>) -> Result<Secret, Fault> {
        let unknown = |name: &str, what: &str| {
            let text =
                format!("{what}, and its form among signed values is not known; use another signing mode");
            Fault::limit(text).inside(name)
        };
        if let Some(name) = action.unrendered {
            return Err(unknown(name, "is neither a string nor an integer"));
        }
        // No mode signs the path.
        let in_path = |name: &str| {
            let inner =
                |part: &str| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) == Some(name);
            action.path.split('/').any(inner)
        };
        let mut texts = Vec::with_capacity(names.len());
        for name in names.iter().filter(|name| !in_path(name)) {
            let mut found = entries.iter().filter(|(known, _)| known == name);
            let (Some((_, value)), None) = (found.next(), found.next()) else {
                return Err(unknown(name, "is left out"));
            };
            let text = match value.shape() {
                Shape::Text(_) => value.scalar_text(),
                // These are the digits of the parsed integer, however it is written.
                Shape::Number(_) => i64::read(value).ok().map(|number| number.to_string().into()),
                _ => None,
            };
            texts.push(text.ok_or_else(|| unknown(name, "is neither a string nor an integer"))?);
        }
        let mut signed = String::with_capacity(texts.iter().map(|text| text.len()).sum());
        texts.iter().for_each(|text| signed.push_str(text));
        Ok(Secret::from(signed))
    }

    /// Signs the data in the default signing mode. Returns the signature as it is sent.
    pub fn sign(&self, data: &[u8], secret: &Secret) -> String {
        self.sign_as(&self.default_mode(), data, secret)
    }

    /// Verifies a signature in the default signing mode. Compares in constant time; hexadecimal digits are
    /// case-insensitive.
    pub fn verify(&self, data: &[u8], secret: &Secret, received: &str) -> bool {
        same(&self.sign(data, secret), received, self.written)
    }

    /// Whether a string has the format of this scheme's signatures, valid or not.
    #[cfg(feature = "server")]
    pub(crate) fn is_written(&self, received: &str) -> bool {
        // The same length as a signature, with hexadecimal digits at the same positions.
        let digits = |text: &str| text.chars().map(|one| one.is_ascii_hexdigit()).collect::<Vec<_>>();
        let (sample, received) = (self.sign(b"", &Secret::from("")), received.trim());
        match self.written.contains("{base64}") {
            true => self.mode_of(received).is_some() && received.len() == sample.len(),
            false => self.mode_of(received).is_some() && digits(received) == digits(&sample),
        }
    }

    /// Returns the data that is signed in the default mode if it covers pairs: the parameters as `name=value` pairs,
    /// without the one that carries the signature. `None` if the body is signed. Parameters may be secrets, so the
    /// result is one.
    ///
    /// # Errors
    /// Names the parameter that has no unambiguous textual representation, or that occurs more than once.
    pub fn pairs(&self, entries: &Entries<'_>) -> Result<Option<Secret>, Fault> {
        self.pairs_of(self.default_mode().covers, entries)
    }

    /// Returns the signed pairs for another mode.
    pub(crate) fn pairs_of(&self, covers: Covers, entries: &Entries<'_>) -> Result<Option<Secret>, Fault> {
        let Covers::Pairs { skip_empty, .. } = covers else {
            return Ok(None);
        };
        let null = if skip_empty { Null::LeftOut } else { Null::Rejected };
        self.pairs_with(skip_empty, null, entries).map(Some)
    }

    /// Returns all forms of the pairs that a server accepts. Senders that leave empty strings out may sign null, and
    /// vice versa.
    #[cfg(feature = "server")]
    pub(crate) fn texts_of_pairs(&self, covers: Covers, entries: &Entries<'_>) -> Vec<Secret> {
        let ways: &[(bool, Null)] = match covers {
            Covers::Pairs { either: true, .. } => &[
                (true, Null::LeftOut),
                (false, Null::LeftOut),
                (false, Null::As("")),
                (false, Null::As("null")),
                (true, Null::As("null")),
            ],
            Covers::Pairs { skip_empty: true, .. } => &[(true, Null::LeftOut)],
            Covers::Pairs { skip_empty: false, .. } => &[(false, Null::Rejected)],
            Covers::Body | Covers::Values => &[],
        };
        ways.iter()
            .filter_map(|(skip_empty, null)| self.pairs_with(*skip_empty, *null, entries).ok())
            .collect()
    }

    /// Joins the parameters as `name=value` with `&`, sorted by the bytes of the name. Strings are not escaped; numbers
    /// and booleans are written as received.
    fn pairs_with(&self, skip_empty: bool, null: Null, entries: &Entries<'_>) -> Result<Secret, Fault> {
        let mut sorted = Vec::new();
        let own = self.place.parameter();
        for (name, value) in entries.iter().filter(|(name, _)| Some(name.as_ref()) != own) {
            let shape = value.shape();
            let text = match (&shape, null) {
                (Shape::Null, Null::LeftOut) => continue,
                #[cfg(feature = "server")]
                (Shape::Null, Null::As(text)) => {
                    sorted.push((name.as_ref(), text.into()));
                    continue;
                }
                (Shape::Null | Shape::List | Shape::Object | Shape::BrokenText, _) => {
                    let fault =
                        Fault::unexpected("a string, a number or a boolean, to be signed", value.kind());
                    return Err(fault.inside(name));
                }
                (Shape::Text(_) | Shape::Number(_) | Shape::Bool(_), _) => {
                    value.scalar_text().unwrap_or_default()
                }
            };
            if !(skip_empty && text.is_empty()) {
                sorted.push((name.as_ref(), text));
            }
        }
        sorted.sort_by(|(one, _), (other, _)| one.as_bytes().cmp(other.as_bytes()));
        if let Some(twice) = sorted.windows(2).find(|two| two[0].0 == two[1].0) {
            return Err(Fault::limit("occurs twice, so the signed data is ambiguous").inside(twice[0].0));
        }
        // Allocated at full length, so that no shorter copy of secrets remains in memory.
        let length = sorted.iter().map(|(name, text)| name.len() + text.len() + 2).sum();
        let mut signed = String::with_capacity(length);
        for (name, text) in &sorted {
            if !signed.is_empty() {
                signed.push('&');
            }
            signed.push_str(name);
            signed.push('=');
            signed.push_str(text);
        }
        Ok(Secret::from(signed))
    }
}

/// Whether data made from parameters could also be a signed body, so that it is unknown what the signature was made
/// for. Such data is empty, or JSON other than a single number, or, if the API has forms, contains a `=`.
pub(crate) fn could_be_body(text: &str, forms: bool) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    let is_json = || {
        let document = Document::parse(text.as_bytes());
        document.is_ok_and(|document| !matches!(document.value().shape(), Shape::Number(_)))
    };
    text.is_empty() || (forms && text.contains('=')) || is_json()
}

/// Treatment of a pair whose value is null.
#[derive(Clone, Copy)]
enum Null {
    /// Rejected, since its signed form is unknown.
    Rejected,
    /// Left out of the signed data.
    LeftOut,
    /// Signed as this string, which depends on the sender's programming language.
    #[cfg(feature = "server")]
    As(&'static str),
}

/// Whether two signatures are equal. Compares in constant time; hexadecimal digits are case-insensitive.
fn same(expected: &str, received: &str, written: &str) -> bool {
    let (mut expected, mut received) = (expected.to_owned(), received.trim().to_owned());
    if !written.contains("{base64}") {
        expected.make_ascii_lowercase();
        received.make_ascii_lowercase();
    }
    !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(received.as_bytes()))
}

fn write(template: &str, digest: &[u8]) -> String {
    let hex = |upper: bool| -> String {
        let digits: &[u8; 16] = if upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
        let digit = |nibble: u8| char::from(digits[usize::from(nibble & 0xf)]);
        digest.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
    };
    if template.contains("{HEX}") {
        template.replace("{HEX}", &hex(true))
    } else if template.contains("{base64}") {
        template.replace("{base64}", &to_base64(digest))
    } else {
        template.replace("{hex}", &hex(false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::SignatureLocation;

    const BODY: &str = r#"{"id":"ab12cd34","comment":"not eligible","notify":false}"#;

    fn scheme(covers: Covers, digest: Digest, written: &'static str) -> Signature {
        let (modes, digests) = (Box::leak(Box::new([("", covers)])), Box::leak(Box::new([("", digest)])));
        Signature::new("s", SignatureLocation::Header("signature"), digests).modes(modes).written(written)
    }

    fn pairs_of(json: &str, covers: Covers) -> Result<String, String> {
        let document = Document::parse(json.as_bytes()).expect("JSON");
        let signed = scheme(covers, Digest::Sha1, "{HEX}").pairs(&document.entries().expect("an object"));
        signed.map(|text| text.expect("pairs").expose().to_owned()).map_err(|fault| fault.to_string())
    }

    #[test]
    fn bodies_are_signed_by_hmac() {
        let bare = scheme(Covers::Body, Digest::HmacSha256, "{hex}");
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

        let prefixed = scheme(Covers::Body, Digest::HmacSha256, "sha256={hex}");
        assert_eq!(
            prefixed.sign(BODY.as_bytes(), &Secret::from("test_key_123")),
            "sha256=5d1358ade9be54d01dd7af497c4c52438946ea31882f2bd183071768e6d4c202"
        );
    }

    #[test]
    fn pairs_are_signed_by_sha1() {
        let covers = Covers::Pairs { skip_empty: false, either: false };
        let signed = pairs_of(BODY, covers).expect("scalars");
        assert_eq!(signed, "comment=not eligible&id=ab12cd34&notify=false");
        let scheme = scheme(covers, Digest::Sha1, "{HEX}");
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
        let covers = Covers::Pairs { skip_empty: true, either: false };
        let signed = pairs_of(json, covers).expect("scalars");
        assert_eq!(
            signed,
            "amount=432.98&currency=USD&merchant_id=f23eb3a856284d0a87913e33ed581852&order_no=td0bhyp3lqm1\
             &status=1&time=1631696419516&transaction_id=98765434567876&user_id=ewem9cab"
        );
        let scheme = scheme(covers, Digest::Sha1, "{HEX}");
        assert_eq!(
            scheme.sign(signed.as_bytes(), &Secret::from("test_token_123")),
            "F895491875966C2EF8522A4E38DD34D0EB440376"
        );
        assert_eq!(
            pairs_of(r#"{"b":"","a":"x"}"#, Covers::Pairs { skip_empty: false, either: false }),
            Ok("a=x&b=".to_owned())
        );
    }

    #[test]
    fn what_two_sides_would_write_differently_is_not_signed() {
        let covers = Covers::Pairs { skip_empty: false, either: false };
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
        let of = |how: Digest| write("{hex}", &digest(how, b"abc", &Secret::from("")));
        assert_eq!(of(Digest::Md5), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(of(Digest::Sha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(of(Digest::Sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(of(Digest::Sha384)[..16], *"cb00753f45a35e8b");
        assert_eq!(of(Digest::Sha512)[..16], *"ddaf35a193617aba");
        // RFC 2202 and RFC 4231, test case 2.
        let data = b"what do ya want for nothing?";
        let of = |how: Digest| write("{hex}", &digest(how, data, &Secret::from("Jefe")));
        assert_eq!(of(Digest::HmacSha1), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        assert_eq!(of(Digest::HmacSha384)[..16], *"af45d2e376484031");
        assert_eq!(of(Digest::HmacSha512)[..16], *"164b7a7bfcf819e2");
        assert_eq!(write("v1={base64};", &[0xfb, 0xff]), "v1=+/8=;");
    }

    #[test]
    fn names_of_forms_may_begin_alike() {
        let digests = &[("", Digest::Md5), ("b", Digest::Sha1)];
        let scheme = Signature::new("s", SignatureLocation::Header("signature"), digests)
            .modes(&[("a", Covers::Body), ("ab", Covers::Values)])
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
