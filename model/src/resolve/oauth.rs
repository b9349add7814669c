//! OAuth: the URLs of its schemes, their scopes, and the choice between schemes.

use super::auth::Schemes;
use super::credentials::UsedAuth;
use super::names::UNKNOWN;
use super::{Resolver, address};
use crate::diagnostic::Span;
use crate::document::{At, AuthDoc, Keyed, ScopeDoc, Scopes, Text, instead};
use crate::model::{AuthScheme, Method, OAuth1, OAuth2, Scope};
use crate::yaml::excerpt;

/// Placeholder for a token in a URL.
const TOKEN: &str = "{token}";

impl Resolver {
    /// Resolves an OAuth 1.0a scheme.
    pub(super) fn oauth1(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<OAuth1> {
        let request_token = self.needed_address(doc, &doc.request_token, "request-token", at);
        let authorize = self.needed_address(doc, &doc.authorize, "authorize", at);
        let access_token = self.needed_address(doc, &doc.access_token, "access-token", at);
        if let Some(method) = doc.method.filter(|method| !matches!(method.value, Method::Get | Method::Post))
        {
            self.error("spec::methods", method.span, "invalid method for token requests")
                .label("neither GET nor POST")
                .help("write `method: GET`, or remove the key for POST");
        }
        Some(OAuth1 {
            request_token: request_token?,
            authorize: authorize?,
            access_token: access_token?,
            method: doc.method.map_or(Method::Post, |method| method.value),
            carrier: doc.parameters_in.map(|carrier| carrier.value).unwrap_or_default(),
        })
    }

    /// Resolves an OAuth 2 scheme.
    pub(super) fn oauth2(&mut self, doc: &mut AuthDoc<'_>, at: At<'_>) -> Option<OAuth2> {
        let authorize = self.needed_address(doc, &doc.authorize, "authorize", at);
        let token = self.needed_address(doc, &doc.token, "token", at);
        let status = doc.status.as_ref().map(|text| self.address(text, true));
        let revoke = doc.revoke.as_ref().map(|text| self.address(text, false));
        let insufficient_scope = self.error_reference(doc.insufficient_scope.as_ref());
        let scopes = match doc.scopes.take() {
            Some(scopes) => self.scopes(scopes),
            None => {
                if !doc.doubt.about("scopes") {
                    let help = "add the scopes that a token may have: `scopes: {NAME: {about: …}}`";
                    self.missing(at, "auth scheme", "scopes", help);
                }
                Vec::new()
            }
        };
        Some(OAuth2 { authorize: authorize?, token: token?, status, revoke, scopes, insufficient_scope })
    }

    fn needed_address(
        &mut self,
        doc: &AuthDoc<'_>,
        text: &Option<Text<'_>>,
        key: &'static str,
        at: At<'_>,
    ) -> Option<String> {
        if text.is_none() && !doc.doubt.about(key) {
            let help = format!("add the URL from the documents: `{key}: https://…`");
            self.missing(at, "auth scheme", key, &help);
        }
        text.as_ref().map(|text| self.address(text, false))
    }

    /// Resolves a URL of OAuth, which may contain the placeholder for a token.
    fn address(&mut self, text: &Text<'_>, with_token: bool) -> String {
        let address = text.value.as_ref();
        let plain = if with_token { address.replacen(TOKEN, "token", 1) } else { address.to_owned() };
        if let Err(fault) = address::full(&plain) {
            let help = if with_token {
                "write `https://host/path`, with `{token}` for the token"
            } else {
                "write `https://host/path`"
            };
            self.error("spec::url", text.span, "invalid URL").label(fault).help(help);
        }
        address.to_owned()
    }

    fn scopes(&mut self, items: Keyed<'_, Scopes, ScopeDoc<'_>>) -> Vec<Scope> {
        if items.is_empty() {
            self.error("spec::scope", items.span, "no scope is defined")
                .label("empty")
                .help("add the scopes that a token may have, each as `NAME: {about: …}`");
        }
        let mut scopes = Vec::with_capacity(items.len());
        for item in items.into_items() {
            let plain = |letter: char| letter.is_ascii_graphic() && !matches!(letter, '"' | '\\');
            if !item.name.chars().all(plain) {
                let message = format!("`{}` is not a valid scope name", excerpt(&item.name));
                self.error("spec::scope", item.span, message)
                    .label("contains spaces, quotes or other characters that scopes do not allow")
                    .help("write one scope, exactly as on the wire; write several scopes as several entries");
            }
            let doc = item.value.unwrap_or_default();
            scopes.push(Scope {
                name: item.name.into_owned(),
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                rust: self.rust_name(doc.rust),
                span: item.span,
            });
        }
        scopes
    }

    /// Resolves the scopes that an action requires. Each must belong to a scheme of the action.
    pub(super) fn needed_scopes(
        &mut self,
        texts: &[Text<'_>],
        auth: &[UsedAuth],
        schemes: &Schemes,
    ) -> Vec<String> {
        let mut needed: Vec<String> = Vec::with_capacity(texts.len());
        let unread = auth.iter().any(|used| schemes.get(used.id).is_none());
        let known: Vec<&str> = auth
            .iter()
            .filter_map(|used| match schemes.get(used.id) {
                Some(AuthScheme::OAuth2(oauth2)) => Some(oauth2.scopes.iter()),
                _ => None,
            })
            .flatten()
            .map(|scope| scope.name.as_str())
            .collect();
        let has_scheme = auth.iter().any(|used| matches!(schemes.get(used.id), Some(AuthScheme::OAuth2(_))));
        for text in texts {
            let name = text.value.as_ref();
            let (message, label, help) = if needed.iter().any(|other| other == name) {
                (format!("duplicate scope `{}`", excerpt(name)), "duplicate", "remove it".to_owned())
            } else if unread || known.contains(&name) {
                needed.push(name.to_owned());
                continue;
            } else if !has_scheme {
                let message = "only an OAuth 2 token has scopes, and this action accepts none".to_owned();
                let help = "add a scheme of the kind `oauth2` to `auth`, or remove `scopes`";
                (message, "no such scheme", help.to_owned())
            } else {
                let names = known.iter().copied();
                let help = instead(name, names, "valid scopes", "add it to `scopes` of the scheme");
                (format!("unknown scope `{}`", excerpt(name)), "unknown scope", help)
            };
            self.error("spec::scope", text.span, message).label(label).help(help);
        }
        needed
    }

    /// Checks that `any` lists several schemes that a server can tell apart by the request.
    pub(super) fn check_choice(&mut self, choice: &[UsedAuth], span: Span, schemes: &Schemes) {
        if choice.len() < 2 {
            self.error("spec::auth", span, "`any` needs at least two schemes")
                .label(if choice.is_empty() { "empty" } else { "only one" })
                .help("list at least two under `any`, or write `auth: [SCHEME]`");
        }
        for (position, UsedAuth { id, span, .. }) in choice.iter().enumerate() {
            let name = || excerpt(self.names.auth.name(*id));
            let (message, label, help) = match schemes.get(*id) {
                _ if *id != UNKNOWN && choice.iter().take(position).any(|other| other.id == *id) => {
                    (format!("duplicate scheme `{}`", name()), "duplicate", "remove it")
                }
                Some(scheme) if !scheme.is_oauth() => (
                    format!("the scheme `{}` is not allowed under `any`", name()),
                    "not of the kind `oauth1` or `oauth2`",
                    "list OAuth schemes under `any`; write schemes that are always required as a list: `auth: […]`",
                ),
                _ => continue,
            };
            self.error("spec::auth", *span, message).label(label).help(help);
        }
    }
}
