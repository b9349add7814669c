//! Signatures: what they cover, how they are made and written, and whose credential is their secret.

use super::Resolver;
use super::auth::{Reference, Schemes};
use crate::document::{At, AuthDoc, CoversName, OneOrNamed, Text, closest};
use crate::model::{AuthId, AuthScheme, Covers, Digest, Place, Signature, Ways};
use crate::yaml::excerpt;

/// The forms in which a digest can be written.
const FORMS: [&str; 3] = ["{hex}", "{HEX}", "{base64}"];

impl Resolver {
    /// Resolves a scheme that signs.
    pub(super) fn signature(
        &mut self,
        doc: &AuthDoc<'_>,
        at: At<'_>,
        secret: AuthId,
        instead_of: Option<AuthId>,
    ) -> Option<Signature> {
        let place = self.place(doc, at);
        let modes = self.modes(doc, at);
        if doc.digest.is_none() && !doc.doubt.about("digest") {
            let help = "say how the signature is made: `digest: hmac-sha256` keys an HMAC by the secret, `digest: sha256` puts the secret behind the data";
            self.missing(at, "auth scheme", "digest", help);
        }
        let digests = doc.digest.as_ref().and_then(OneOrNamed::ways);
        if let Some(digest) = doc.digest.as_ref().filter(|digest| digest.is_empty()) {
            self.error("spec::signature", digest.span(), "there is no digest to sign with")
                .label("an empty map")
                .help("name the digests as they stand on the wire: `digest: {SHA256: sha256}`");
        }
        let discouraged = self.discouraged(&doc.discouraged, digests.as_ref());
        let written = self.written(doc, at);
        let (place, modes) = (place?, modes?);
        if let (Place::Parameter(_), Covers::Body, Some(text)) = (&place, modes.usual(), &doc.parameter) {
            self.error("spec::signature", text.span, "a signature of the body cannot stand in the body")
                .label("part of what would be signed")
                .help("write `covers: pairs`, or name a header");
        }
        Some(Signature {
            place,
            modes,
            digests: digests?,
            written: written?,
            secret,
            instead_of,
            discouraged,
            signs_empty: doc.empty.is_some(),
            signs_answers: doc.answers.is_some(),
        })
    }

    fn place(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<Place> {
        match (&doc.header, &doc.parameter) {
            (Some(header), None) => self.header(header).map(Place::Header),
            (None, Some(parameter)) => Some(Place::Parameter(parameter.value.as_ref().to_owned())),
            (Some(_), Some(parameter)) => {
                self.error("spec::signature", parameter.span, "a signature travels in one place")
                    .label("and in a header")
                    .help("keep `header` or `parameter`");
                None
            }
            (None, None) => {
                if !doc.doubt.about("header") && !doc.doubt.about("parameter") {
                    let help = "say where it travels: `header: signature`, or `parameter: sign` for one that stands among the parameters";
                    self.missing(at, "auth scheme", "header", help);
                }
                None
            }
        }
    }

    fn modes(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<Ways<Covers>> {
        let Some(covers) = &doc.covers else {
            if !doc.doubt.about("covers") {
                let help = "say what is signed: `covers: body`, or `covers: pairs` for the parameters";
                self.missing(at, "auth scheme", "covers", help);
            }
            return None;
        };
        if covers.is_empty() {
            self.error("spec::signature", covers.span(), "there is no mode to sign in")
                .label("an empty map")
                .help("name the modes as they stand on the wire: `covers: {bytes: body}`");
        }
        let names = covers.ways()?;
        let (skip_empty, either) = self.skip_empty(doc)?;
        if let Some(flag) = doc.skip_empty.0.first()
            && !names.any(|name| name == CoversName::Pairs)
        {
            self.error("spec::signature", flag.span, "nothing is left out of a body that is signed")
                .label("only for `covers: pairs`")
                .help("remove `skip-empty`, or write `covers: pairs`");
            return None;
        }
        Some(names.map(|name| match name {
            CoversName::Body => Covers::Body,
            CoversName::Values => Covers::Values,
            CoversName::Pairs => Covers::Pairs { skip_empty, either },
        }))
    }

    /// Whether clients leave empty values out of what they sign, and whether servers take the other way, too.
    fn skip_empty(&mut self, doc: &AuthDoc<'_>) -> Option<(bool, bool)> {
        match doc.skip_empty.0.as_slice() {
            [] => Some((false, false)),
            [one] => Some((one.value, false)),
            [first, second] if first.value != second.value => Some((first.value, true)),
            [_, second, ..] => {
                self.error("spec::signature", second.span, "this does not say what becomes of empty values")
                    .label("said already")
                    .help("write `true`, `false`, or both in a list where servers take either: the first is what clients do");
                None
            }
        }
    }

    fn written(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<String> {
        let Some(text) = &doc.written else {
            if !doc.doubt.about("written") {
                let help = "say how it is written: `written: \"{hex}\"`, with `{HEX}` for capitals or `{base64}` in its place, and any text around it";
                self.missing(at, "auth scheme", "written", help);
            }
            return None;
        };
        if !self.check_placeholders(text, &["{hex}", "{HEX}", "{base64}", "{mode}", "{digest}"]) {
            return None;
        }
        let count: usize = FORMS.iter().map(|form| text.value.matches(form).count()).sum();
        if count != 1 {
            let label =
                if count == 0 { "no place for the digest" } else { "more than one place for the digest" };
            self.error("spec::signature", text.span, "this does not say how the signature is written")
                .label(label)
                .help("put one of {hex}, {HEX} and {base64} into it, such as \"sha256={hex}\"");
            return None;
        }
        for (key, named) in [
            ("{mode}", doc.covers.as_ref().is_some_and(OneOrNamed::has_names)),
            ("{digest}", doc.digest.as_ref().is_some_and(OneOrNamed::has_names)),
        ] {
            let (label, help) = match (named, text.value.matches(key).count()) {
                (true, 1) | (false, 0) => continue,
                (true, _) => (
                    format!("{key} must stand here once"),
                    format!("put {key} where the name stands on the wire"),
                ),
                (false, _) => (
                    format!("nothing has a name that could stand for {key}"),
                    "give the names by a map: `digest: {SHA256: sha256}`".to_owned(),
                ),
            };
            self.error("spec::signature", text.span, "this does not say how the signature is written")
                .label(label)
                .help(help);
            return None;
        }
        Some(text.value.as_ref().to_owned())
    }

    /// Whether a text has no placeholder but these; every other one is reported, since it would travel to the letter.
    pub(super) fn check_placeholders(&mut self, text: &Text<'_>, known: &[&str]) -> bool {
        let value = text.value.as_ref();
        let mut good = true;
        let mut from = 0;
        while let Some(at) = value.get(from..).and_then(|rest| rest.find(['{', '}'])).map(|at| from + at) {
            let rest = value.get(at..).unwrap_or_default();
            if let Some(found) = known.iter().find(|known| rest.starts_with(**known)) {
                from = at + found.len();
                continue;
            }
            let end = rest.find('}').filter(|_| rest.starts_with('{')).map_or(1, |end| end + 1);
            from = at + end;
            good = false;
            let found = rest.get(..end).unwrap_or_default();
            let help = match closest(found, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are: {}", known.join(", ")),
            };
            let message = format!("there is no placeholder `{}` here", excerpt(found));
            self.error("spec::unknown-placeholder", text.part(at..from), message)
                .label("would be sent to the letter")
                .help(help);
        }
        good
    }

    fn discouraged(&mut self, texts: &[Text<'_>], digests: Option<&Ways<Digest>>) -> Vec<String> {
        let mut names = Vec::with_capacity(texts.len());
        for text in texts {
            let position = digests.and_then(|all| all.named().position(|(name, _)| *name == text.value));
            let (label, help) = match position {
                None => ("no digest of this name", "name one of the keys under `digest`"),
                Some(0) => ("the first, which clients use", "put another digest first, or remove this"),
                Some(_) => {
                    names.push(text.value.as_ref().to_owned());
                    continue;
                }
            };
            self.error("spec::signature", text.span, "this digest cannot be discouraged")
                .label(label)
                .help(help);
        }
        names
    }

    /// A secret is a credential, which only some schemes have.
    pub(super) fn check_secret(&mut self, reference: &Reference, schemes: &Schemes) {
        let Some(scheme) = schemes.get(reference.to) else { return };
        let is_lent = scheme.as_signature().is_some_and(|signature| signature.secret != reference.to);
        let lent = is_lent.then_some("takes its secret from another scheme itself");
        let Some(fault) = lent.or(scheme.no_secret()) else { return };
        let name = excerpt(self.names.auth.name(reference.to)).clone();
        self.error("spec::signature", reference.span, format!("the scheme `{name}` has no credential to sign with"))
            .label(format!("`{name}` {fault}"))
            .help("name a scheme of the kind `header`, or leave `secret` out if the signature has a secret of its own");
    }

    /// A stand-in takes the place of another signature.
    pub(super) fn check_stand_in(&mut self, reference: &Reference, schemes: &Schemes) {
        let Some(AuthScheme::Signature(own)) = schemes.get(reference.from) else { return };
        let Some(target) = schemes.get(reference.to) else { return };
        let (label, help) = match target {
            _ if reference.from == reference.to => ("this very scheme", "name the scheme that actions name"),
            AuthScheme::Signature(other) if other.instead_of.is_some() => {
                ("a stand-in itself", "name the scheme that actions name")
            }
            AuthScheme::Signature(other) => match (&own.place, &other.place) {
                (Place::Header(_), Place::Header(_)) => return,
                (one, other) if one == other => return,
                _ => ("travels elsewhere", "let both travel in headers, or both in the same parameter"),
            },
            _ => ("no signature", "name a scheme of the kind `signature`, or remove `instead-of`"),
        };
        self.error("spec::signature", reference.span, "this scheme cannot be stood in for")
            .label(label)
            .help(help);
    }
}
