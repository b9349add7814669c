//! The forms in which a scheme may sign: what is signed, by which digest, and how the result is written.

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

/// The digest of this data with this secret.
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

/// Fed in two pieces, so that there is no copy of the secret to be wiped.
fn followed_by<D: md5::Digest>(data: &[u8], secret: &Secret) -> Vec<u8> {
    D::new().chain_update(data).chain_update(secret.expose()).finalize().to_vec()
}

fn keyed<M: Mac + hmac::digest::KeyInit>(data: &[u8], secret: &Secret) -> Vec<u8> {
    match <M as hmac::digest::KeyInit>::new_from_slice(secret.expose().as_bytes()) {
        Ok(mac) => mac.chain_update(data).finalize().into_bytes().to_vec(),
        // An HMAC takes keys of any length.
        Err(_) => Vec::new(),
    }
}

/// One of the forms in which a scheme may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    mode: &'static str,
    /// What is signed.
    pub covers: Covers,
    name: &'static str,
    /// How.
    pub digest: Digest,
}

/// Which forms of a signature one side takes beyond those that it takes anyway: the first mode and those that cover the body,
/// by digests that are not discouraged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Enabled<'e> {
    /// Whether discouraged digests are taken.
    pub discouraged: bool,
    /// Further modes, by their names on the wire.
    pub modes: &'e [&'e str],
}

impl Signature {
    /// The form that clients use unless told otherwise.
    pub fn usual(&self) -> Form {
        let (mode, covers) = self.modes.first().copied().unwrap_or(("", Covers::Body));
        let (name, digest) = self.digests.first().copied().unwrap_or(("", Digest::HmacSha256));
        Form { mode, covers, name, digest }
    }

    fn forms(&self) -> impl Iterator<Item = Form> + use<> {
        let (modes, digests) = (self.modes, self.digests);
        modes.iter().flat_map(move |(mode, covers)| {
            digests.iter().map(|(name, digest)| Form { mode, covers: *covers, name, digest: *digest })
        })
    }

    /// Whether one of its forms signs pairs.
    #[cfg(feature = "client")]
    pub(crate) fn may_cover_pairs(&self) -> bool {
        self.forms().any(|form| matches!(form.covers, Covers::Pairs { .. }))
    }

    /// The form with this mode and this digest, by their names on the wire.
    pub fn form(&self, mode: &str, digest: &str) -> Option<Form> {
        self.forms().find(|form| form.mode == mode && form.name == digest)
    }

    /// The form of a signature that arrived.
    pub fn form_of(&self, presented: &str) -> Option<Form> {
        let presented = presented.trim();
        let mut forms: Vec<Form> = self.forms().collect();
        // One name may begin with another, so those of the right length come first.
        forms.sort_by_key(|form| self.sign_as(form, b"", &Secret::from("")).len() != presented.len());
        forms.into_iter().find(|form| {
            let template = self.template(form);
            let place = ["{base64}", "{hex}", "{HEX}"].into_iter().find(|place| template.contains(place));
            place.and_then(|place| template.split_once(place)).is_some_and(|(before, after)| {
                presented.strip_prefix(before).is_some_and(|rest| rest.ends_with(after))
            })
        })
    }

    /// Whether it has a mode of this name.
    #[cfg(feature = "server")]
    pub(crate) fn has_mode(&self, mode: &str) -> bool {
        self.forms().any(|form| form.mode == mode)
    }

    /// Whether its digest is used only by those who ask for it.
    pub fn is_discouraged(&self, form: &Form) -> bool {
        self.discouraged.contains(&form.name)
    }

    /// The form in which an answer is signed: that of the request, as far as it can sign a body.
    pub fn for_answer(&self, request: &Form) -> Form {
        let of_body = |form: &Form| form.covers == Covers::Body && form.name == request.name;
        self.forms().find(of_body).unwrap_or(*request)
    }

    fn template(&self, form: &Form) -> String {
        self.written.replace("{mode}", form.mode).replace("{digest}", form.name)
    }

    /// The signature of this data in this form, as it travels.
    pub fn sign_as(&self, form: &Form, data: &[u8], secret: &Secret) -> String {
        write(&self.template(form), &digest(form.digest, data, secret))
    }

    /// Whether bodies are signed with it, those of requests or those of answers.
    pub(crate) fn signs_bodies(&self) -> bool {
        self.answers || self.forms().any(|form| form.covers == Covers::Body)
    }

    /// Whether the other one makes the same signature of the same text.
    #[cfg(feature = "server")]
    pub(crate) fn is_made_like(&self, other: &Self) -> bool {
        let digests = |one: &Self| one.forms().map(|form| form.digest).collect::<Vec<_>>();
        let others = digests(other);
        self.secret == other.secret && digests(self).iter().any(|digest| others.contains(digest))
    }

    /// Holds what arrived against what was signed. `texts` gives what a form covers other than the body: several texts where
    /// it is written in several ways, of which any will do.
    ///
    /// # Errors
    /// Tells apart what is wrong with the signature.
    pub fn check(
        &self,
        presented: Option<&str>,
        secret: &Secret,
        enabled: Enabled<'_>,
        texts: impl FnOnce(Covers) -> Result<Vec<Secret>, SignatureFault>,
        body: &[u8],
    ) -> Result<Form, SignatureFault> {
        let presented = presented.ok_or(SignatureFault::Missing)?;
        let form = self.form_of(presented).ok_or(SignatureFault::Unknown)?;
        if self.is_discouraged(&form) && !enabled.discouraged {
            return Err(SignatureFault::Discouraged);
        }
        let usual = form.covers == Covers::Body || form.mode == self.usual().mode;
        if !usual && !enabled.modes.contains(&form.mode) {
            return Err(SignatureFault::NotEnabled);
        }
        let is_of = |data: &[u8]| same(&self.sign_as(&form, data, secret), presented, self.written);
        let signed = match form.covers {
            Covers::Body => is_of(body),
            covers => texts(covers)?.iter().any(|text| is_of(text.expose().as_bytes())),
        };
        if signed { Ok(form) } else { Err(SignatureFault::Wrong) }
    }

    /// What is signed of parameters by their values: those of the documented order, one after the other.
    ///
    /// # Errors
    /// Names the parameter of which it is not known how it is written.
    pub fn values(action: &ActionInfo, names: &[&str], entries: &Entries<'_>) -> Result<Secret, Fault> {
        let unknown = |name: &str, what: &str| {
            let text = format!(
                "{what}, and how that is written among signed values is not known; sign in another mode"
            );
            Fault::limit(text).inside(name)
        };
        if let Some(name) = action.unrendered {
            return Err(unknown(name, "is neither a text nor a whole number"));
        }
        // The path is signed in no mode.
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
                // However it is written, these are the digits that a program has of it once it has read it.
                Shape::Number(_) => i64::read(value).ok().map(|number| number.to_string().into()),
                _ => None,
            };
            texts.push(text.ok_or_else(|| unknown(name, "is neither a text nor a whole number"))?);
        }
        let mut signed = String::with_capacity(texts.iter().map(|text| text.len()).sum());
        texts.iter().for_each(|text| signed.push_str(text));
        Ok(Secret::from(signed))
    }

    /// The signature of this data, as it travels.
    pub fn sign(&self, data: &[u8], secret: &Secret) -> String {
        self.sign_as(&self.usual(), data, secret)
    }

    /// Whether this is the signature of this data. Compared in constant time; hex digits may be of either case.
    pub fn verify(&self, data: &[u8], secret: &Secret, presented: &str) -> bool {
        same(&self.sign(data, secret), presented, self.written)
    }

    /// Whether a text has the form in which this scheme writes signatures, be it a right one or not.
    #[cfg(feature = "server")]
    pub(crate) fn is_written(&self, presented: &str) -> bool {
        // As long as the digest, and of the same letters.
        let digits = |text: &str| text.chars().map(|one| one.is_ascii_hexdigit()).collect::<Vec<_>>();
        let (sample, presented) = (self.sign(b"", &Secret::from("")), presented.trim());
        match self.written.contains("{base64}") {
            true => self.form_of(presented).is_some() && presented.len() == sample.len(),
            false => self.form_of(presented).is_some() && digits(presented) == digits(&sample),
        }
    }

    /// What is signed of parameters: their pairs, without the one that carries the signature itself. None when it is
    /// the body that is signed. They may be secrets, and so is their text.
    ///
    /// # Errors
    /// Names the parameter whose value has no text that both sides would agree on.
    pub fn pairs(&self, entries: &Entries<'_>) -> Result<Option<Secret>, Fault> {
        self.pairs_of(self.usual().covers, entries)
    }

    /// The same for what one of the forms covers.
    pub(crate) fn pairs_of(&self, covers: Covers, entries: &Entries<'_>) -> Result<Option<Secret>, Fault> {
        let Covers::Pairs { skip_empty, .. } = covers else {
            return Ok(None);
        };
        let null = if skip_empty { Null::LeftOut } else { Null::Refused };
        self.pairs_with(skip_empty, null, entries).map(Some)
    }

    /// All texts of pairs that a server takes. Who leaves empty texts out may sign null all the same, and the other way round.
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
            Covers::Pairs { skip_empty: false, .. } => &[(false, Null::Refused)],
            Covers::Body | Covers::Values => &[],
        };
        ways.iter()
            .filter_map(|(skip_empty, null)| self.pairs_with(*skip_empty, *null, entries).ok())
            .collect()
    }

    /// `name=value` joined by `&`, sorted by the bytes of the name. Texts stand unescaped, numbers and flags as they were
    /// written.
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
                    let fault = Fault::unexpected("a text, a number or a flag, to be signed", value.kind());
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
            return Err(Fault::limit("is there twice, so what is signed is not clear").inside(twice[0].0));
        }
        // Made at its full length, so that no shorter copy stays behind.
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

/// Whether a text that was put together from parameters could have been signed as a body: then it is not known what its
/// signature was made for. A body is JSON, though no bare number, or nothing; or a form, where there are such.
pub(crate) fn could_be_body(text: &str, forms: bool) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    let is_json = || {
        let document = Document::parse(text.as_bytes());
        document.is_ok_and(|document| !matches!(document.value().shape(), Shape::Number(_)))
    };
    text.is_empty() || (forms && text.contains('=')) || is_json()
}

/// What becomes of a pair whose value is null.
#[derive(Clone, Copy)]
enum Null {
    /// It is not known how it would be signed.
    Refused,
    /// It is not signed.
    LeftOut,
    /// It is signed as this text: languages write it in their own way.
    #[cfg(feature = "server")]
    As(&'static str),
}

/// Whether two signatures are the same, compared in constant time; hex digits may be of either case.
fn same(expected: &str, presented: &str, written: &str) -> bool {
    let (mut expected, mut presented) = (expected.to_owned(), presented.trim().to_owned());
    if !written.contains("{base64}") {
        expected.make_ascii_lowercase();
        presented.make_ascii_lowercase();
    }
    !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(presented.as_bytes()))
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
    use crate::facts::Place;

    const BODY: &str = r#"{"id":"ab12cd34","comment":"not eligible","notify":false}"#;

    fn scheme(covers: Covers, digest: Digest, written: &'static str) -> Signature {
        let (modes, digests) = (Box::leak(Box::new([("", covers)])), Box::leak(Box::new([("", digest)])));
        Signature::new("s", Place::Header("signature"), digests).modes(modes).written(written)
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
            (r#"{"a":{}}"#, "a: expected a text, a number or a flag, to be signed, found an object"),
            (r#"{"a":[1]}"#, "a: expected a text, a number or a flag, to be signed, found a list"),
            (r#"{"a":null}"#, "a: expected a text, a number or a flag, to be signed, found null"),
            (r#"{"a":1,"b":2,"a":3}"#, "a: is there twice, so what is signed is not clear"),
        ] {
            assert_eq!(pairs_of(json, covers), Err(fault.to_owned()));
        }
    }

    #[test]
    fn every_digest_is_itself() {
        // "abc" with an empty secret: the examples that the standards of these digests print.
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
        let scheme = Signature::new("s", Place::Header("signature"), digests)
            .modes(&[("a", Covers::Body), ("ab", Covers::Values)])
            .written("{mode}{digest}{hex}");
        for form in scheme.forms().filter(|form| (form.mode, form.name) != ("ab", "")) {
            let written = scheme.sign_as(&form, b"x", &Secret::from("s"));
            assert_eq!(scheme.form_of(&written), Some(form), "{written}");
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
            "whatever is in the path"
        );
        let left_out =
            signed(r#"{"id":"7","note":"ab","amount":5}"#).expect_err("nobody knows how that is written");
        assert!(left_out.starts_with("key: is left out"), "{left_out}");
    }
}
