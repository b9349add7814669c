//! Signatures: the signed data, the digest, the text of the signature, and its secret.

use bindery_vocabulary::recipe::{Template, Value};

use super::Resolver;
use super::auth::{Reference, Schemes};
use crate::diagnostic::Span;
use crate::document::{At, AuthDoc, OneOrNamed, Text, closest};
use crate::model::{
    AuthId, AuthScheme, Carried, ClockUnit, Digest, Encoding, KeyEncoding, Made, MadeKind, Signature,
    SignatureLocation, Ways,
};
use crate::yaml::excerpt;

impl Resolver {
    /// Resolves a signature scheme.
    pub(super) fn signature(
        &mut self,
        doc: &mut AuthDoc<'_>,
        at: At<'_>,
        secret: Option<AuthId>,
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
        let pairs = self.pairs(doc);
        let carried = self.carried_values(doc);
        let mut vectors = std::mem::take(&mut doc.vectors);
        let signature = Signature {
            location: place?,
            modes: modes?,
            pairs: pairs?,
            digests: digests?,
            encoding: doc.encoding.map_or(KeyEncoding::Text, |encoding| encoding.value),
            written: written?,
            carried,
            vectors: Vec::new(),
            separator: doc.separator.as_ref().map(|text| text.value.as_ref().to_owned()),
            secret,
            alternative_to,
            discouraged,
            signs_empty: doc.empty.is_some(),
            signs_responses: doc.responses.is_some(),
        };
        if let Some(responses) = &doc.responses {
            let of_body = |text: Template| {
                text.values().iter().all(|value| matches!(value, Value::Body | Value::Secret))
            };
            if !signature.modes.any(of_body) {
                self.error("spec::signature", responses.span, "responses cannot be signed in this way")
                    .label("no text is made of the body alone, and a response has nothing else")
                    .help("remove `responses`, or add a mode with the text that responses have");
            }
        }
        let vectors = vectors.drain(..).filter_map(|vector| self.vector(vector, &signature)).collect();
        Some(Signature { vectors, ..signature })
    }

    fn place(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<SignatureLocation> {
        let places = [("header", &doc.header), ("parameter", &doc.parameter), ("query", &doc.query)];
        let mut given = places.iter().filter_map(|(key, text)| Some((*key, text.as_ref()?)));
        match (given.next(), given.next()) {
            (Some(("header", header)), None) => self.header(header).map(SignatureLocation::Header),
            (Some(("query", query)), None) => Some(SignatureLocation::Query(query.value.as_ref().to_owned())),
            (Some((_, parameter)), None) => {
                Some(SignatureLocation::Parameter(parameter.value.as_ref().to_owned()))
            }
            (Some((first, _)), Some((second, text))) => {
                self.error("spec::signature", text.span, format!("both `{first}` and `{second}` are set"))
                    .label(format!("conflicts with `{first}`"))
                    .help(format!("keep `{first}` or `{second}`"));
                None
            }
            (None, _) => {
                if !places.iter().any(|(key, _)| doc.doubt.about(key)) {
                    let help = "add where the signature is sent: `header: signature`, `parameter: sign`, or `query: signature` behind all other parameters";
                    self.missing(at, "auth scheme", "header", help);
                }
                None
            }
        }
    }

    /// Resolves the values that are a part of the signature.
    fn carried_values(&mut self, doc: &AuthDoc<'_>) -> Vec<Carried> {
        let Some(items) = &doc.carries else { return Vec::new() };
        let mut all = Vec::new();
        for item in items.iter() {
            let Some(carried) = &item.value else { continue };
            let Some(made) = carried.made else { continue };
            if made.value == MadeKind::IdempotencyKey {
                self.error("spec::made", made.span, "an idempotency key is no part of a signature")
                    .label("kept through the repetitions of a call, while each has a signature of its own")
                    .help("declare it as a parameter of the action");
            }
            let wanted = format!("parameter:{}", item.name);
            if !doc.written.as_ref().is_some_and(|text| text.value.contains(&wanted)) {
                self.error("spec::signature", item.span, format!("`{}` is not in the signature", item.name))
                    .label("never sent")
                    .help(format!("write `{{{wanted}}}` in `written`, or make it a parameter of the action"));
            }
            all.push(Carried {
                name: item.name.clone().into_owned(),
                encoding: carried.encoding.map_or(Encoding::Plain, |encoding| encoding.value),
                made: Made {
                    kind: made.value,
                    unit: carried.unit.map_or(ClockUnit::Milliseconds, |unit| unit.value),
                    window: carried.window.map(|window| window.milliseconds),
                },
            });
        }
        all
    }

    fn written(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<String> {
        let Some(text) = &doc.written else {
            if !doc.doubt.about("written") {
                let help = "add the text of the signature: `written: \"{hex}\"`, or with `{HEX}` for capitals or `{base64}`, with any text around it";
                self.missing(at, "auth scheme", "written", help);
            }
            return None;
        };
        let carried: Vec<String> = match &doc.carries {
            Some(items) => items.iter().map(|item| item.name.clone().into_owned()).collect(),
            None => Vec::new(),
        };
        let fits = |value: &Value| match value {
            Value::Parameter(name) => carried.contains(name),
            Value::Credential(_) => true,
            value => value.is_of_signature(),
        };
        let template = self.signed_text(text, fits)?;
        let count = template.values().iter().filter(|value| value.is_digits()).count();
        if count != 1 {
            let label = if count == 0 {
                "no placeholder for the digest"
            } else {
                "more than one placeholder for the digest"
            };
            self.error("spec::signature", text.span, "invalid text of a signature")
                .label(label)
                .help("add one of {hex}, {HEX}, {base64} and {base64url}, such as \"sha256={hex}\"");
            return None;
        }
        for (key, value, named) in [
            ("{mode}", Value::Mode, doc.text.as_ref().is_some_and(OneOrNamed::has_names)),
            ("{digest}", Value::Digest, doc.digest.as_ref().is_some_and(OneOrNamed::has_names)),
        ] {
            let count = template.values().iter().filter(|found| ***found == value).count();
            let (label, help) = match (named, count) {
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
        let is_lent = scheme.as_signature().is_some_and(|signature| signature.secret != Some(reference.to));
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
            "use a scheme of the kind `header` or `secret`, or remove `secret` if the signature has one of its own",
        );
    }

    /// Reports a secret in a signature as it is sent.
    pub(super) fn check_written(&mut self, (id, span): (AuthId, Span), schemes: &Schemes) {
        let Some(signature) = schemes.get(id).and_then(AuthScheme::as_signature) else { return };
        let Ok(template) = Template::parse(&signature.written) else { return };
        for value in template.values() {
            let Value::Credential(name) = value else { continue };
            let scheme = self.names.auth.get(name).and_then(|id| schemes.get(id));
            if matches!(scheme, Some(AuthScheme::Secret | AuthScheme::Signature(_))) {
                let message = format!("the secret of `{}` would be sent", excerpt(name));
                self.error("spec::signature", span, message)
                    .label("a part of every signature, as it is")
                    .help("write it in `text`, where it is only digested, or name a scheme of the kind `header`");
            }
        }
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
