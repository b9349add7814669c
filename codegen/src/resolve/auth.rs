//! Authentication schemes: which keys each has, and which schemes refer to each other.

use super::Resolver;
use super::names::UNKNOWN;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{
    At, AuthDoc, AuthUseDoc, Choice, CoversName, Named, OneOrNamed, SchemeName, Signed, Text,
};
use crate::model::{Auth, AuthId, AuthScheme, Covers, Digest, Place, Signature};
use crate::yaml::excerpt;

/// A scheme that an action names.
#[derive(Clone, Copy, Debug)]
pub(super) struct UsedAuth {
    pub(super) id: AuthId,
    pub(super) span: Span,
    /// Sent if it is there, and not needed.
    pub(super) optional: bool,
}

/// A reference of one scheme to another, to be looked at when all are known.
struct Reference {
    from: AuthId,
    to: AuthId,
    span: Span,
}

/// The forms in which a digest can be written.
const FORMS: [&str; 3] = ["{hex}", "{HEX}", "{base64}"];

impl Resolver {
    /// Resolves the authentication schemes; none stands for one that could not be read.
    pub(super) fn schemes(
        &mut self,
        items: Vec<Named<'_, AuthDoc<'_>>>,
    ) -> (Vec<Auth>, Vec<Option<AuthScheme>>) {
        for item in &items {
            self.names.auth.add(&item.name, item.span);
        }
        let mut auth = Vec::with_capacity(items.len());
        let mut schemes = Vec::with_capacity(items.len());
        let mut secrets = Vec::new();
        let mut stand_ins = Vec::new();
        for (id, item) in items.into_iter().enumerate() {
            let doc = item.value.unwrap_or_default();
            let at = At { span: item.span, name: &item.name };
            self.check_keys(&doc);
            let mut refer = |text: &Option<Text<'_>>, all: &mut Vec<Reference>| {
                let text = text.as_ref()?;
                let to = self.names.auth.find(text, &mut self.sink);
                all.push(Reference { from: id, to, span: text.span });
                Some(to)
            };
            let secret = refer(&doc.secret, &mut secrets);
            let instead_of = refer(&doc.instead_of, &mut stand_ins);
            let scheme = self.scheme(&doc, at, secret.unwrap_or(id), instead_of);
            schemes.push(scheme.clone());
            auth.push(Auth {
                scheme: scheme.unwrap_or(AuthScheme::Basic),
                refused: self.error_reference(doc.refused.as_ref()),
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                name: item.name.into_owned(),
            });
        }
        secrets.iter().for_each(|reference| self.check_secret(reference, &schemes));
        stand_ins.iter().for_each(|reference| self.check_stand_in(reference, &schemes));
        (auth, schemes)
    }

    /// Reports keys that say nothing about a scheme.
    fn check_keys(&mut self, doc: &AuthDoc<'_>) {
        let Some(scheme) = doc.scheme.map(|scheme| scheme.value) else { return };
        let place = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.span);
        let signature = [SchemeName::Signature].as_slice();
        let issued = [SchemeName::IssuedHeader].as_slice();
        let word = |choice: &Option<Choice<Signed>>| choice.map(|choice| choice.span);
        let keys: [(&str, Option<Span>, &[SchemeName]); 17] = [
            ("parameter", place(&doc.parameter), &[SchemeName::Parameter, SchemeName::Signature]),
            ("header", place(&doc.header), &[SchemeName::Header, SchemeName::Signature]),
            (
                "refused",
                place(&doc.refused),
                &[SchemeName::Basic, SchemeName::Header, SchemeName::IssuedHeader, SchemeName::Signature],
            ),
            ("covers", doc.covers.as_ref().map(OneOrNamed::span), signature),
            ("skip-empty", doc.skip_empty.map(|flag| flag.span), signature),
            ("digest", doc.digest.as_ref().map(OneOrNamed::span), signature),
            ("discouraged", doc.discouraged.first().map(|text| text.span), signature),
            ("empty", word(&doc.empty), signature),
            ("answers", word(&doc.answers), signature),
            ("issued-by", place(&doc.issued_by), issued),
            ("name", place(&doc.name), issued),
            ("value", place(&doc.value), issued),
            ("guest", place(&doc.guest), issued),
            ("ended-by", place(&doc.ended_by), issued),
            ("written", place(&doc.written), signature),
            ("secret", place(&doc.secret), signature),
            ("instead-of", place(&doc.instead_of), signature),
        ];
        for (key, span, schemes) in keys {
            let Some(span) = span.filter(|_| !schemes.contains(&scheme)) else { continue };
            let words: Vec<String> = schemes.iter().map(|scheme| format!("`{}`", scheme.word())).collect();
            let help = if (key, scheme) == ("refused", SchemeName::Parameter) {
                "remove it; the parameter itself says `missing` and `invalid`".to_owned()
            } else {
                format!("remove `{key}`, or write another `scheme`")
            };
            self.sink.push(
                Diagnostic::error("spec::auth", span, format!("the scheme `{}` has no {key}", scheme.word()))
                    .label(format!("this is for {}", words.join(" and ")))
                    .help(help),
            );
        }
    }

    fn scheme(
        &mut self,
        doc: &AuthDoc<'_>,
        at: At<'_>,
        secret: AuthId,
        instead_of: Option<AuthId>,
    ) -> Option<AuthScheme> {
        match doc.scheme?.value {
            SchemeName::Basic => Some(AuthScheme::Basic),
            SchemeName::Parameter => {
                if doc.parameter.is_none() && !doc.doubt.about("parameter") {
                    let help = "name the parameter that carries it: `parameter: session`";
                    self.missing(at, "auth scheme", "parameter", help);
                }
                Some(AuthScheme::Parameter(doc.parameter.as_ref()?.value.as_ref().to_owned()))
            }
            SchemeName::Header => {
                if doc.header.is_none() && !doc.doubt.about("header") {
                    self.missing(
                        at,
                        "auth scheme",
                        "header",
                        "name the header that carries the key: `header: key`",
                    );
                }
                self.header(doc.header.as_ref()?).map(AuthScheme::Header)
            }
            SchemeName::IssuedHeader => self.issued(doc, at),
            SchemeName::Signature => {
                let place = self.place(doc, at);
                let covers = self.covers(doc, at);
                if doc.digest.is_none() && !doc.doubt.about("digest") {
                    let help = "say how the signature is made: `digest: hmac-sha256` keys an HMAC by the secret, `digest: sha256` puts the secret behind the data";
                    self.missing(at, "auth scheme", "digest", help);
                }
                let written = self.written(doc, at);
                let (place, covers) = (place?, covers?);
                if let (Place::Parameter(_), Covers::Body, Some(text)) = (&place, covers.0, &doc.parameter) {
                    self.bad_signature(
                        text.span,
                        "a signature of the body cannot stand in the body",
                        "part of what would be signed",
                        "write `covers: pairs`, or name a header",
                    );
                }
                let (digest, digests) = doc.digest.as_ref()?.all();
                Some(AuthScheme::Signature(Signature {
                    place,
                    covers: covers.0,
                    digest: digest?,
                    written: written?,
                    secret,
                    instead_of,
                    modes: covers.1,
                    discouraged: self.discouraged(&doc.discouraged, &digests),
                    digests,
                    signs_empty: doc.empty.is_some(),
                    signs_answers: doc.answers.is_some(),
                }))
            }
        }
    }

    /// The name of a header, of which there are only certain letters.
    pub(super) fn header(&mut self, text: &Text<'_>) -> Option<String> {
        let letter = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
        if text.value.is_empty() || !text.value.chars().all(letter) {
            let message = format!("`{}` cannot be the name of a header", excerpt(&text.value));
            self.sink.push(
                Diagnostic::error("spec::header", text.span, message)
                    .label("not the name of a header")
                    .help("write letters, digits and hyphens, such as `X-Api-Key`"),
            );
            return None;
        }
        Some(text.value.as_ref().to_owned())
    }

    fn place(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<Place> {
        match (&doc.header, &doc.parameter) {
            (Some(header), None) => self.header(header).map(Place::Header),
            (None, Some(parameter)) => Some(Place::Parameter(parameter.value.as_ref().to_owned())),
            (Some(_), Some(parameter)) => {
                self.bad_signature(
                    parameter.span,
                    "a signature travels in one place",
                    "and in a header",
                    "keep `header` or `parameter`",
                );
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

    fn covers(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<(Covers, Vec<(String, Covers)>)> {
        let Some(covers) = &doc.covers else {
            if !doc.doubt.about("covers") {
                let help = "say what is signed: `covers: body`, or `covers: pairs` for the parameters";
                self.missing(at, "auth scheme", "covers", help);
            }
            return None;
        };
        let (first, named) = covers.all();
        let Some(first) = first else {
            self.bad_signature(
                covers.span(),
                "there is no mode to sign in",
                "an empty map",
                "name the modes as they stand on the wire: `covers: {bytes: body}`",
            );
            return None;
        };
        let pairs =
            first == CoversName::Pairs || named.iter().any(|(_, covers)| *covers == CoversName::Pairs);
        let skip_empty = doc.skip_empty.is_some_and(|flag| flag.value);
        let covers = |name: CoversName| match name {
            CoversName::Body => Covers::Body,
            CoversName::Values => Covers::Values,
            CoversName::Pairs => Covers::Pairs { skip_empty },
        };
        let all = named.into_iter().map(|(name, what)| (name, covers(what))).collect();
        match doc.skip_empty {
            Some(flag) if !pairs => {
                self.bad_signature(
                    flag.span,
                    "nothing is left out of a body that is signed",
                    "only for `covers: pairs`",
                    "remove `skip-empty`, or write `covers: pairs`",
                );
                None
            }
            _ => Some((covers(first), all)),
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
        let count: usize = FORMS.iter().map(|form| text.value.matches(form).count()).sum();
        if count != 1 {
            let label =
                if count == 0 { "no place for the digest" } else { "more than one place for the digest" };
            self.bad_signature(
                text.span,
                "this does not say how the signature is written",
                label,
                "put one of {hex}, {HEX} and {base64} into it, such as \"sha256={hex}\"",
            );
            return None;
        }
        for (key, all) in [
            ("{mode}", doc.covers.as_ref().map(|covers| covers.all().1.len())),
            ("{digest}", doc.digest.as_ref().map(|digest| digest.all().1.len())),
        ] {
            let (named, there) = (all.unwrap_or(0) > 0, text.value.matches(key).count());
            let (label, help) = match (named, there) {
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
            self.bad_signature(text.span, "this does not say how the signature is written", &label, &help);
            return None;
        }
        Some(text.value.as_ref().to_owned())
    }

    fn discouraged(&mut self, texts: &[Text<'_>], digests: &[(String, Digest)]) -> Vec<String> {
        let mut names = Vec::with_capacity(texts.len());
        for text in texts {
            let position = digests.iter().position(|(name, _)| *name == text.value);
            let (label, help) = match position {
                None => ("no digest of this name", "name one of the keys under `digest`"),
                Some(0) => ("the first, which clients use", "put another digest first, or remove this"),
                Some(_) => {
                    names.push(text.value.as_ref().to_owned());
                    continue;
                }
            };
            self.bad_signature(text.span, "this digest cannot be discouraged", label, help);
        }
        names
    }

    /// A secret is a credential, which only some schemes have.
    fn check_secret(&mut self, reference: &Reference, schemes: &[Option<AuthScheme>]) {
        let fault = match schemes.get(reference.to) {
            None | Some(None | Some(AuthScheme::Header(_))) => return,
            Some(Some(AuthScheme::Signature(signature))) if signature.secret == reference.to => return,
            Some(Some(AuthScheme::Signature(_))) => "takes its secret from another scheme itself",
            Some(Some(AuthScheme::Basic)) => "has a name and a password, which is no single secret",
            Some(Some(AuthScheme::Parameter(_))) => "is given with each request",
            Some(Some(AuthScheme::Issued(_))) => "is another one for each user",
        };
        let name = excerpt(self.names.auth.name(reference.to)).clone();
        self.bad_signature(
            reference.span,
            &format!("the scheme `{name}` has no credential to sign with"),
            &format!("`{name}` {fault}"),
            "name a scheme of the kind `header`, or leave `secret` out if the signature has a secret of its own",
        );
    }

    /// A stand-in takes the place of another signature.
    fn check_stand_in(&mut self, reference: &Reference, schemes: &[Option<AuthScheme>]) {
        let Some(Some(AuthScheme::Signature(own))) = schemes.get(reference.from) else { return };
        let target = match schemes.get(reference.to) {
            None | Some(None) => return,
            Some(Some(scheme)) => scheme,
        };
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
        self.bad_signature(reference.span, "this scheme cannot be stood in for", label, help);
    }

    fn bad_signature(&mut self, span: Span, message: &str, label: &str, help: &str) {
        self.sink.push(Diagnostic::error("spec::signature", span, message).label(label).help(help));
    }

    /// Resolves the schemes that something names, which are not those that stand in for others.
    pub(super) fn auth_names(
        &mut self,
        uses: &[AuthUseDoc<'_>],
        schemes: &[Option<AuthScheme>],
    ) -> Vec<UsedAuth> {
        let mut all = Vec::with_capacity(uses.len());
        for usage in uses {
            let Some(text) = &usage.scheme else { continue };
            let id = self.names.auth.find(text, &mut self.sink);
            if let Some(Some(AuthScheme::Signature(Signature { instead_of: Some(other), .. }))) =
                schemes.get(id)
            {
                let (name, other_name) = (excerpt(&text.value), excerpt(self.names.auth.name(*other)));
                let message = format!("`{name}` stands in for another scheme, so no action names it");
                let mut diagnostic = Diagnostic::error("spec::auth", text.span, message)
                    .label("chosen by a client or a server");
                diagnostic = if *other == UNKNOWN {
                    diagnostic.help("name the scheme under its `instead-of`")
                } else {
                    diagnostic.help(format!("name `{other_name}`; who prefers `{name}` says so in the code"))
                };
                self.sink.push(diagnostic);
            }
            all.push(UsedAuth {
                id,
                span: text.span,
                optional: usage.optional.is_some_and(|flag| flag.value),
            });
        }
        all
    }
}
