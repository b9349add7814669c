//! Authentication schemes: the keys of each, and the references between them.

use super::Resolver;
use crate::diagnostic::Span;
use crate::document::{At, AuthDoc, Choice, Named, OneOrNamed, Signed, Text};
use crate::model::{Auth, AuthId, AuthScheme, Header, KeyParameter, Place, SchemeName};
use crate::yaml::excerpt;

/// Value of `secret` for a signature that has none.
pub(super) const NO_SECRET: &str = "none";

/// A reference from one scheme to another, looked up when all schemes are known.
pub(super) struct Reference {
    pub(super) from: AuthId,
    pub(super) to: AuthId,
    pub(super) span: Span,
}

/// The authentication schemes by position; none for those that could not be read.
pub(super) struct Schemes(Vec<Option<Auth>>);

impl Schemes {
    /// Returns the mechanism of a scheme, if it is known.
    pub(super) fn get(&self, id: AuthId) -> Option<&AuthScheme> {
        Some(&self.0.get(id)?.as_ref()?.scheme)
    }

    /// Returns the schemes that could be read. If some are missing, an error is reported, so no model has shifted
    /// positions.
    pub(super) fn into_known(self) -> Vec<Auth> {
        self.0.into_iter().flatten().collect()
    }

    /// Gives an alternative the secret of the signature in whose place it is.
    fn lend(&mut self, alternative: AuthId, usual: AuthId) {
        let Some(secret) = self.get(usual).and_then(AuthScheme::as_signature).map(|usual| usual.secret)
        else {
            return;
        };
        let alternative = self.0.get_mut(alternative).and_then(Option::as_mut);
        if let Some(AuthScheme::Signature(signature)) = alternative.map(|auth| &mut auth.scheme) {
            signature.secret = secret;
        }
    }

    /// Returns the scheme with this name, if it could be read.
    pub(super) fn named(&mut self, name: &str) -> Option<&mut AuthScheme> {
        self.0.iter_mut().flatten().find(|auth| auth.name == name).map(|auth| &mut auth.scheme)
    }
}

impl Resolver {
    /// Resolves the authentication schemes.
    pub(super) fn schemes(&mut self, items: Vec<Named<'_, AuthDoc<'_>>>) -> Schemes {
        for item in &items {
            self.names.auth.add(&item.name, item.span);
        }
        let mut all = Vec::with_capacity(items.len());
        let mut secrets = Vec::new();
        let mut stand_ins = Vec::new();
        let mut own_secrets = Vec::new();
        let mut written = Vec::new();
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
            if doc.secret.is_some() {
                own_secrets.push(id);
            }
            let has_secret = doc.secret.as_ref().is_none_or(|text| text.value != NO_SECRET);
            let secret = has_secret.then(|| refer(&doc.secret, &mut secrets).unwrap_or(id));
            let alternative_to = refer(&doc.alternative_to, &mut stand_ins);
            let sent = doc.written.as_ref().map(|text| text.span);
            let scheme = self.scheme(&mut doc, at, secret, alternative_to);
            if let (Some(AuthScheme::Signature(_)), Some(span)) = (&scheme, sent) {
                written.push((id, span));
            }
            let rejected = self.error_reference(doc.rejection.as_ref());
            let evidence = self.evidence(doc.evidence.0);
            all.push(scheme.map(|scheme| Auth {
                name: item.name.into_owned(),
                scheme,
                rejection: rejected,
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                evidence,
                deviations: Self::deviations(doc.deviates.0),
            }));
        }
        let mut schemes = Schemes(all);
        for Reference { from, to, .. } in stand_ins.iter().filter(|one| !own_secrets.contains(&one.from)) {
            schemes.lend(*from, *to);
        }
        secrets.iter().for_each(|reference| self.check_secret(reference, &schemes));
        written.iter().for_each(|(id, span)| self.check_written((*id, *span), &schemes));
        stand_ins.iter().for_each(|reference| self.check_stand_in(reference, &schemes));
        schemes
    }

    /// Reports keys that do not belong to the kind of scheme.
    fn check_keys(&mut self, doc: &AuthDoc<'_>) {
        let Some(scheme) = doc.scheme.map(|scheme| scheme.value) else { return };
        let place = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.span);
        let signature = [SchemeName::Signature].as_slice();
        let issued = [SchemeName::IssuedHeader].as_slice();
        let (oauth1, oauth2) = ([SchemeName::OAuth1].as_slice(), [SchemeName::OAuth2].as_slice());
        let word = |choice: &Option<Choice<Signed>>| choice.map(|choice| choice.span);
        let keys: &[(&str, Option<Span>, &[SchemeName])] = &[
            ("parameter", place(&doc.parameter), &[SchemeName::Parameter, SchemeName::Signature]),
            ("header", place(&doc.header), &[SchemeName::Header, SchemeName::Signature, SchemeName::Custom]),
            ("query", place(&doc.query), &[SchemeName::Query, SchemeName::Signature]),
            ("cookie", place(&doc.cookie), &[SchemeName::Cookie]),
            (
                "rejection",
                place(&doc.rejection),
                &[
                    SchemeName::Basic,
                    SchemeName::Header,
                    SchemeName::Query,
                    SchemeName::Cookie,
                    SchemeName::IssuedHeader,
                    SchemeName::Signature,
                    SchemeName::Custom,
                    SchemeName::OAuth1,
                    SchemeName::OAuth2,
                ],
            ),
            ("text", doc.text.as_ref().map(OneOrNamed::span), signature),
            ("pairs", doc.pairs.as_ref().map(|pairs| pairs.span), signature),
            ("encoding", doc.encoding.map(|choice| choice.span), signature),
            ("carries", doc.carries.as_ref().map(|carries| carries.span), signature),
            ("separator", place(&doc.separator), &[SchemeName::Signature, SchemeName::OAuth2]),
            ("flows", doc.flows.0.first().map(|flow| flow.span), oauth2),
            ("device", place(&doc.device), oauth2),
            ("client", doc.client.map(|client| client.span), oauth2),
            ("parameters", doc.parameters.as_ref().map(|items| items.span), oauth2),
            ("vectors", doc.vectors.first().map(|vector| vector.span), signature),
            ("digest", doc.digest.as_ref().map(OneOrNamed::span), signature),
            ("discouraged", doc.discouraged.first().map(|text| text.span), signature),
            ("empty", word(&doc.empty), signature),
            ("responses", word(&doc.responses), signature),
            ("issued-by", place(&doc.issued_by), issued),
            ("name", place(&doc.name), issued),
            ("value", place(&doc.value), issued),
            ("guest", place(&doc.guest), issued),
            ("ended-by", place(&doc.ended_by), issued),
            (
                "written",
                place(&doc.written),
                &[SchemeName::Signature, SchemeName::Header, SchemeName::Query, SchemeName::Cookie],
            ),
            ("secret", place(&doc.secret), signature),
            ("alternative-to", place(&doc.alternative_to), signature),
            ("request-token", place(&doc.request_token), oauth1),
            ("authorize", place(&doc.authorize), &[SchemeName::OAuth1, SchemeName::OAuth2]),
            ("access-token", place(&doc.access_token), oauth1),
            ("method", doc.method.map(|choice| choice.span), oauth1),
            ("parameters-in", doc.parameters_in.map(|choice| choice.span), oauth1),
            ("token", place(&doc.token), oauth2),
            ("status", place(&doc.status), oauth2),
            ("revoke", place(&doc.revoke), oauth2),
            ("scopes", doc.scopes.as_ref().map(|scopes| scopes.span), oauth2),
            ("insufficient-scope", place(&doc.insufficient_scope), oauth2),
        ];
        for (key, span, schemes) in keys.iter().copied() {
            let Some(span) = span.filter(|_| !schemes.contains(&scheme)) else { continue };
            let words: Vec<String> = schemes.iter().map(|scheme| format!("`{}`", scheme.text())).collect();
            let help = if (key, scheme) == ("rejection", SchemeName::Parameter) {
                "remove it; set `missing` and `invalid` on the parameter".to_owned()
            } else {
                format!("remove `{key}`, or change `scheme`")
            };
            self.error(
                "spec::auth",
                span,
                format!("`{key}` does not apply to the scheme `{}`", scheme.text()),
            )
            .label(format!("only for {}", words.join(", ")))
            .help(help);
        }
    }

    fn scheme(
        &mut self,
        doc: &mut AuthDoc<'_>,
        at: At<'_>,
        secret: Option<AuthId>,
        alternative_to: Option<AuthId>,
    ) -> Option<AuthScheme> {
        match doc.scheme?.value {
            SchemeName::Basic => Some(AuthScheme::Basic),
            SchemeName::Parameter => {
                if doc.parameter.is_none() && !doc.doubt.about("parameter") {
                    let help =
                        "add the name of the parameter that carries the credential: `parameter: session`";
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
                        "add the name of the header that carries the key: `header: key`",
                    );
                }
                let written = doc.written.as_ref().map(|text| self.written_key(text));
                let name = self.header(doc.header.as_ref()?)?;
                Some(AuthScheme::Header(Header { name, written }))
            }
            SchemeName::Query => {
                if doc.query.is_none() && !doc.doubt.about("query") {
                    let help = "add the name of the parameter that carries the key: `query: api_key`";
                    self.missing(at, "auth scheme", "query", help);
                }
                let written = doc.written.as_ref().map(|text| self.written_key(text));
                let name = doc.query.as_ref()?.value.as_ref().to_owned();
                Some(AuthScheme::Key(KeyParameter { name, place: Place::Query, written }))
            }
            SchemeName::Cookie => {
                if doc.cookie.is_none() && !doc.doubt.about("cookie") {
                    let help = "add the name of the cookie that carries the key: `cookie: session`";
                    self.missing(at, "auth scheme", "cookie", help);
                }
                let written = doc.written.as_ref().map(|text| self.written_key(text));
                let name = doc.cookie.as_ref()?;
                if !is_header_name(&name.value) {
                    let message = format!("`{}` is not the name of a cookie", excerpt(&name.value));
                    self.error("spec::cookie", name.span, message)
                        .label("has other characters than letters, digits and !#$%&'*+-.^_`|~")
                        .help("write the name of the cookie from the documents");
                }
                let name = name.value.as_ref().to_owned();
                Some(AuthScheme::Key(KeyParameter { name, place: Place::Cookie, written }))
            }
            SchemeName::IssuedHeader => self.issued(doc, at),
            SchemeName::Signature => {
                self.signature(doc, at, secret, alternative_to).map(Box::new).map(AuthScheme::Signature)
            }
            SchemeName::Secret => Some(AuthScheme::Secret),
            SchemeName::Custom => match &doc.header {
                Some(header) => Some(AuthScheme::Custom(Some(self.header(header)?))),
                None => Some(AuthScheme::Custom(None)),
            },
            SchemeName::OAuth1 => self.oauth1(doc, at).map(AuthScheme::OAuth1),
            SchemeName::OAuth2 => self.oauth2(doc, at).map(AuthScheme::OAuth2),
        }
    }

    /// Resolves the text around a key.
    fn written_key(&mut self, text: &Text<'_>) -> String {
        let fits = |letter: char| letter == ' ' || letter.is_ascii_graphic();
        if !self.check_placeholders(text, &["{}"]) {
            return text.value.as_ref().to_owned();
        }
        if text.value.matches("{}").count() != 1 || !text.value.chars().all(fits) {
            self.error("spec::header", text.span, "invalid text around a key")
                .label("needs one `{}` and only printable ASCII")
                .help("write `{}` for the key, such as \"Bearer {}\"");
        }
        text.value.as_ref().to_owned()
    }

    /// Checks the name of a header.
    pub(super) fn header(&mut self, text: &Text<'_>) -> Option<String> {
        self.header_name(&text.value, text.span).then(|| text.value.as_ref().to_owned())
    }

    /// Whether a header can have this name; other names are reported.
    pub(super) fn header_name(&mut self, name: &str, span: Span) -> bool {
        if !is_header_name(name) {
            let message = format!("`{}` is not a valid header name", excerpt(name));
            self.error("spec::header", span, message)
                .label("invalid header name")
                .help("write letters, digits and hyphens, such as `X-Api-Key`");
            return false;
        }
        if FRAMING.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            let message = format!("the header `{name}` is reserved by HTTP");
            self.error("spec::header", span, message)
                .label("controls how the message is sent")
                .help("write the header that the documents name");
            return false;
        }
        true
    }
}

/// Headers that control where a message goes, how long it is and how it is encoded. Putting a key into one would change
/// the message.
const FRAMING: [&str; 14] = [
    "Connection",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "Expect",
    "Host",
    "HTTP2-Settings",
    "Keep-Alive",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Via",
];

/// Whether a text can be the name of a header.
pub fn is_header_name(name: &str) -> bool {
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
    !name.is_empty() && name.chars().all(is_allowed)
}
