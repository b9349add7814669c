//! Authentication schemes: which keys each has, and which schemes refer to each other.

use super::Resolver;
use super::names::UNKNOWN;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{At, AuthDoc, AuthUse, CoversName, Named, SchemeName, Text};
use crate::model::{Auth, AuthId, AuthScheme, Covers, Header, Place, Signature};
use crate::yaml::excerpt;

/// The schemes that something needs.
#[derive(Clone, Default)]
pub(super) struct Needed {
    /// The schemes, and where they are named.
    pub(super) schemes: Vec<(AuthId, Span)>,
    /// Whether one of them is enough.
    pub(super) any: bool,
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
            let mut doc = item.value.unwrap_or_default();
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
            let scheme = self.scheme(&mut doc, at, secret.unwrap_or(id), instead_of);
            schemes.push(scheme.clone());
            auth.push(Auth {
                scheme: scheme.unwrap_or(AuthScheme::Basic),
                refused: self.error_reference(doc.refused.as_ref()),
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                evidence: self.evidence(doc.evidence.0),
                deviations: Self::deviations(doc.deviates.0),
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
        let (oauth1, oauth2) = ([SchemeName::OAuth1].as_slice(), [SchemeName::OAuth2].as_slice());
        let keys: [(&str, Option<Span>, &[SchemeName]); 19] = [
            ("parameter", place(&doc.parameter), &[SchemeName::Parameter, SchemeName::Signature]),
            ("header", place(&doc.header), &[SchemeName::Header, SchemeName::Signature]),
            (
                "refused",
                place(&doc.refused),
                &[
                    SchemeName::Basic,
                    SchemeName::Header,
                    SchemeName::Signature,
                    SchemeName::OAuth1,
                    SchemeName::OAuth2,
                ],
            ),
            ("covers", doc.covers.map(|choice| choice.span), signature),
            ("skip-empty", doc.skip_empty.map(|flag| flag.span), signature),
            ("digest", doc.digest.map(|choice| choice.span), signature),
            ("written", place(&doc.written), &[SchemeName::Signature, SchemeName::Header]),
            ("secret", place(&doc.secret), signature),
            ("instead-of", place(&doc.instead_of), signature),
            ("request-token", place(&doc.request_token), oauth1),
            ("authorize", place(&doc.authorize), &[SchemeName::OAuth1, SchemeName::OAuth2]),
            ("access-token", place(&doc.access_token), oauth1),
            ("method", doc.method.map(|choice| choice.span), oauth1),
            ("send", doc.send.map(|choice| choice.span), oauth1),
            ("token", place(&doc.token), oauth2),
            ("status", place(&doc.status), oauth2),
            ("revoke", place(&doc.revoke), oauth2),
            ("scopes", doc.scopes.as_ref().map(|scopes| scopes.span), oauth2),
            ("lacking", place(&doc.lacking), oauth2),
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
        doc: &mut AuthDoc<'_>,
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
                let written = doc.written.as_ref().map(|text| self.written_key(text));
                let name = self.header(doc.header.as_ref()?)?;
                Some(AuthScheme::Header(Header { name, written }))
            }
            SchemeName::Signature => {
                let place = self.place(doc, at);
                let covers = self.covers(doc, at);
                if doc.digest.is_none() && !doc.doubt.about("digest") {
                    let help = "say how the signature is made: `digest: hmac-sha256` keys an HMAC by the secret, `digest: sha256` puts the secret behind the data";
                    self.missing(at, "auth scheme", "digest", help);
                }
                let written = self.written(doc, at);
                let (place, covers) = (place?, covers?);
                if let (Place::Parameter(_), Covers::Body, Some(text)) = (&place, covers, &doc.parameter) {
                    self.bad_signature(
                        text.span,
                        "a signature of the body cannot stand in the body",
                        "part of what would be signed",
                        "write `covers: pairs`, or name a header",
                    );
                }
                let digest = doc.digest?.value;
                Some(AuthScheme::Signature(Signature {
                    place,
                    covers,
                    digest,
                    written: written?,
                    secret,
                    instead_of,
                }))
            }
            SchemeName::OAuth1 => self.oauth1(doc, at).map(AuthScheme::OAuth1),
            SchemeName::OAuth2 => self.oauth2(doc, at).map(AuthScheme::OAuth2),
        }
    }

    /// How a key in a header is written.
    fn written_key(&mut self, text: &Text<'_>) -> String {
        let fits = |letter: char| letter == ' ' || letter.is_ascii_graphic();
        if text.value.matches("{}").count() != 1 || !text.value.chars().all(fits) {
            self.sink.push(
                Diagnostic::error("spec::header", text.span, "this does not say how the key is written")
                    .label("needs one `{}`, and letters that a header may have")
                    .help("put `{}` where the key stands, such as \"Bearer {}\""),
            );
        }
        text.value.as_ref().to_owned()
    }

    /// The name of a header, of which there are only certain letters.
    fn header(&mut self, text: &Text<'_>) -> Option<String> {
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

    fn covers(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<Covers> {
        let Some(covers) = doc.covers else {
            if !doc.doubt.about("covers") {
                let help = "say what is signed: `covers: body`, or `covers: pairs` for the parameters";
                self.missing(at, "auth scheme", "covers", help);
            }
            return None;
        };
        match (covers.value, doc.skip_empty) {
            (CoversName::Body, Some(flag)) => {
                self.bad_signature(
                    flag.span,
                    "nothing is left out of a body that is signed",
                    "only for `covers: pairs`",
                    "remove `skip-empty`, or write `covers: pairs`",
                );
                None
            }
            (CoversName::Body, None) => Some(Covers::Body),
            (CoversName::Pairs, flag) => {
                Some(Covers::Pairs { skip_empty: flag.is_some_and(|flag| flag.value) })
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
        Some(text.value.as_ref().to_owned())
    }

    /// A secret is a credential, which only some schemes have.
    fn check_secret(&mut self, reference: &Reference, schemes: &[Option<AuthScheme>]) {
        let fault = match schemes.get(reference.to) {
            None | Some(None | Some(AuthScheme::Header(_))) => return,
            Some(Some(AuthScheme::Signature(signature))) if signature.secret == reference.to => return,
            Some(Some(AuthScheme::Signature(_))) => "takes its secret from another scheme itself",
            Some(Some(AuthScheme::Basic)) => "has a name and a password, which is no single secret",
            Some(Some(AuthScheme::Parameter(_))) => "is given with each request",
            Some(Some(AuthScheme::OAuth1(_) | AuthScheme::OAuth2(_))) => "has tokens, which change",
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
    pub(super) fn auth_names(&mut self, usage: &AuthUse<'_>, schemes: &[Option<AuthScheme>]) -> Needed {
        let mut all = Vec::with_capacity(usage.schemes.len());
        for text in &usage.schemes {
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
            all.push((id, text.span));
        }
        if let Some(span) = usage.any {
            self.check_choice(&all, span, schemes);
        }
        Needed { schemes: all, any: usage.any.is_some() }
    }
}
