//! Signatures: the signed data, the digest, the text of the signature, and its secret.

use super::Resolver;
use super::auth::{Reference, Schemes};
use crate::document::{At, AuthDoc, CoversName, OneOrNamed, Text, closest};
use crate::model::{AuthId, AuthScheme, Covers, Digest, Signature, SignatureLocation, Ways};
use crate::yaml::excerpt;

/// Placeholders for the text of a digest.
const FORMS: [&str; 3] = ["{hex}", "{HEX}", "{base64}"];

impl Resolver {
    /// Resolves a signature scheme.
    pub(super) fn signature(
        &mut self,
        doc: &AuthDoc<'_>,
        at: At<'_>,
        secret: AuthId,
        alternative_to: Option<AuthId>,
    ) -> Option<Signature> {
        let place = self.place(doc, at);
        let modes = self.modes(doc, at);
        if doc.digest.is_none() && !doc.doubt.about("digest") {
            let help = "add the digest: `digest: hmac-sha256` is an HMAC keyed by the secret, `digest: sha256` hashes the data followed by the secret";
            self.missing(at, "auth scheme", "digest", help);
        }
        let digests = doc.digest.as_ref().and_then(OneOrNamed::ways);
        if let Some(digest) = doc.digest.as_ref().filter(|digest| digest.is_empty()) {
            self.error("spec::signature", digest.span(), "no digest is defined")
                .label("empty map")
                .help("list the digests by their wire names: `digest: {SHA256: sha256}`");
        }
        let discouraged = self.discouraged(&doc.discouraged, digests.as_ref());
        let written = self.written(doc, at);
        let (place, modes) = (place?, modes?);
        if let (SignatureLocation::Parameter(_), Covers::Body, Some(text)) =
            (&place, modes.usual(), &doc.parameter)
        {
            self.error("spec::signature", text.span, "a signature of the body cannot be part of the body")
                .label("part of the signed data")
                .help("write `covers: pairs`, or use a header");
        }
        Some(Signature {
            location: place,
            modes,
            digests: digests?,
            written: written?,
            secret,
            alternative_to,
            discouraged,
            signs_empty: doc.empty.is_some(),
            signs_responses: doc.responses.is_some(),
        })
    }

    fn place(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<SignatureLocation> {
        match (&doc.header, &doc.parameter) {
            (Some(header), None) => self.header(header).map(SignatureLocation::Header),
            (None, Some(parameter)) => {
                Some(SignatureLocation::Parameter(parameter.value.as_ref().to_owned()))
            }
            (Some(_), Some(parameter)) => {
                self.error("spec::signature", parameter.span, "both `header` and `parameter` are set")
                    .label("conflicts with `header`")
                    .help("keep `header` or `parameter`");
                None
            }
            (None, None) => {
                if !doc.doubt.about("header") && !doc.doubt.about("parameter") {
                    let help = "add where the signature is sent: `header: signature`, or `parameter: sign`";
                    self.missing(at, "auth scheme", "header", help);
                }
                None
            }
        }
    }

    fn modes(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<Ways<Covers>> {
        let Some(covers) = &doc.covers else {
            if !doc.doubt.about("covers") {
                let help = "add the signed data: `covers: body`, or `covers: pairs` for the parameters";
                self.missing(at, "auth scheme", "covers", help);
            }
            return None;
        };
        if covers.is_empty() {
            self.error("spec::signature", covers.span(), "no signing mode is defined")
                .label("empty map")
                .help("list the modes by their wire names: `covers: {bytes: body}`");
        }
        let names = covers.ways()?;
        let (skip_empty, either) = self.skip_empty(doc)?;
        if let Some(flag) = doc.skip_empty.0.first()
            && !names.any(|name| name == CoversName::Pairs)
        {
            self.error("spec::signature", flag.span, "`skip-empty` only applies to signed pairs")
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

    /// Resolves whether clients leave empty values out of the signed data, and whether servers accept the other way
    /// too.
    fn skip_empty(&mut self, doc: &AuthDoc<'_>) -> Option<(bool, bool)> {
        match doc.skip_empty.0.as_slice() {
            [] => Some((false, false)),
            [one] => Some((one.value, false)),
            [first, second] if first.value != second.value => Some((first.value, true)),
            [_, second, ..] => {
                self.error("spec::signature", second.span, "invalid value of `skip-empty`")
                    .label("duplicate")
                    .help("write `true`, `false`, or a list of both if servers accept either; clients use the first");
                None
            }
        }
    }

    fn written(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<String> {
        let Some(text) = &doc.written else {
            if !doc.doubt.about("written") {
                let help = "add the text of the signature: `written: \"{hex}\"`, or with `{HEX}` for capitals or `{base64}`, with any text around it";
                self.missing(at, "auth scheme", "written", help);
            }
            return None;
        };
        if !self.check_placeholders(text, &["{hex}", "{HEX}", "{base64}", "{mode}", "{digest}"]) {
            return None;
        }
        let count: usize = FORMS.iter().map(|form| text.value.matches(form).count()).sum();
        if count != 1 {
            let label = if count == 0 {
                "no placeholder for the digest"
            } else {
                "more than one placeholder for the digest"
            };
            self.error("spec::signature", text.span, "invalid text of a signature")
                .label(label)
                .help("add one of {hex}, {HEX} and {base64}, such as \"sha256={hex}\"");
            return None;
        }
        for (key, named) in [
            ("{mode}", doc.covers.as_ref().is_some_and(OneOrNamed::has_names)),
            ("{digest}", doc.digest.as_ref().is_some_and(OneOrNamed::has_names)),
        ] {
            let (label, help) = match (named, text.value.matches(key).count()) {
                (true, 1) | (false, 0) => continue,
                (true, _) => {
                    (format!("must contain {key} once"), format!("write {key} where the name is on the wire"))
                }
                (false, _) => (
                    format!("{key} has no names"),
                    "define the names by a map: `digest: {SHA256: sha256}`".to_owned(),
                ),
            };
            self.error("spec::signature", text.span, "invalid text of a signature").label(label).help(help);
            return None;
        }
        Some(text.value.as_ref().to_owned())
    }

    /// Whether a text has no other placeholders than these. Others are reported, because they would be sent literally.
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
                None => format!("valid placeholders: {}", known.join(", ")),
            };
            let message = format!("unknown placeholder `{}`", excerpt(found));
            self.error("spec::unknown-placeholder", text.part(at..from), message)
                .label("would be sent literally")
                .help(help);
        }
        good
    }

    fn discouraged(&mut self, texts: &[Text<'_>], digests: Option<&Ways<Digest>>) -> Vec<String> {
        let mut names = Vec::with_capacity(texts.len());
        for text in texts {
            let position = digests.and_then(|all| all.named().position(|(name, _)| *name == text.value));
            let (label, help) = match position {
                None => ("unknown digest", "write one of the keys under `digest`"),
                Some(0) => {
                    ("the first digest, which clients use", "put another digest first, or remove this one")
                }
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

    /// Checks that a secret is the credential of a scheme that has one.
    pub(super) fn check_secret(&mut self, reference: &Reference, schemes: &Schemes) {
        let Some(scheme) = schemes.get(reference.to) else { return };
        let is_lent = scheme.as_signature().is_some_and(|signature| signature.secret != reference.to);
        let lent = is_lent.then_some("takes its secret from another scheme");
        let Some(fault) = lent.or(scheme.no_secret()) else { return };
        let name = excerpt(self.names.auth.name(reference.to)).clone();
        self.error(
            "spec::signature",
            reference.span,
            format!("the credential of the scheme `{name}` cannot be a secret"),
        )
        .label(format!("`{name}` {fault}"))
        .help(
            "use a scheme of the kind `header`, or remove `secret` if the signature has a secret of its own",
        );
    }

    /// Checks that an alternative replaces another signature.
    pub(super) fn check_stand_in(&mut self, reference: &Reference, schemes: &Schemes) {
        let Some(AuthScheme::Signature(own)) = schemes.get(reference.from) else { return };
        let Some(target) = schemes.get(reference.to) else { return };
        let (label, help) = match target {
            _ if reference.from == reference.to => ("the same scheme", "name the scheme that actions use"),
            AuthScheme::Signature(other) if other.alternative_to.is_some() => {
                ("an alternative itself", "name the scheme that actions use")
            }
            AuthScheme::Signature(other) => match (&own.location, &other.location) {
                (SignatureLocation::Header(_), SignatureLocation::Header(_)) => return,
                (one, other) if one == other => return,
                _ => ("sent in another place", "send both in headers, or both in the same parameter"),
            },
            _ => ("not a signature", "use a scheme of the kind `signature`, or remove `alternative-to`"),
        };
        self.error("spec::signature", reference.span, "this scheme cannot have an alternative")
            .label(label)
            .help(help);
    }
}
