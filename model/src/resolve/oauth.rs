//! OAuth: the addresses of its schemes, their scopes, and the choice between schemes.

use super::auth::Schemes;
use super::credentials::UsedAuth;
use super::names::UNKNOWN;
use super::{Resolver, address};
use crate::diagnostic::Span;
use crate::document::{At, AuthDoc, Keyed, ScopeDoc, Scopes, Text, instead};
use crate::model::{AuthScheme, Method, OAuth1, OAuth2, Scope};
use crate::yaml::excerpt;

/// What stands for a token in an address.
const TOKEN: &str = "{token}";

impl Resolver {
    /// Resolves a scheme of OAuth 1.0a.
    pub(super) fn oauth1(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<OAuth1> {
        let request_token = self.needed_address(doc, &doc.request_token, "request-token", at);
        let authorize = self.needed_address(doc, &doc.authorize, "authorize", at);
        let access_token = self.needed_address(doc, &doc.access_token, "access-token", at);
        if let Some(method) = doc.method.filter(|method| !matches!(method.value, Method::Get | Method::Post))
        {
            self.error("spec::methods", method.span, "tokens are asked for with GET or POST")
                .label("neither of them")
                .help("write `method: POST`, or leave it out");
        }
        Some(OAuth1 {
            request_token: request_token?,
            authorize: authorize?,
            access_token: access_token?,
            method: doc.method.map_or(Method::Post, |method| method.value),
            carrier: doc.send.map(|send| send.value).unwrap_or_default(),
        })
    }

    /// Resolves a scheme of OAuth 2.
    pub(super) fn oauth2(&mut self, doc: &mut AuthDoc<'_>, at: At<'_>) -> Option<OAuth2> {
        let authorize = self.needed_address(doc, &doc.authorize, "authorize", at);
        let token = self.needed_address(doc, &doc.token, "token", at);
        let status = doc.status.as_ref().map(|text| self.address(text, true));
        let revoke = doc.revoke.as_ref().map(|text| self.address(text, false));
        let lacking = self.error_reference(doc.lacking.as_ref());
        let scopes = match doc.scopes.take() {
            Some(scopes) => self.scopes(scopes),
            None => {
                if !doc.doubt.about("scopes") {
                    let help = "say what a token may be good for: `scopes: {NAME: {about: …}}`";
                    self.missing(at, "auth scheme", "scopes", help);
                }
                Vec::new()
            }
        };
        Some(OAuth2 { authorize: authorize?, token: token?, status, revoke, scopes, lacking })
    }

    fn needed_address(
        &mut self,
        doc: &AuthDoc<'_>,
        text: &Option<Text<'_>>,
        key: &'static str,
        at: At<'_>,
    ) -> Option<String> {
        if text.is_none() && !doc.doubt.about(key) {
            let help = format!("add the address that the documents name: `{key}: https://…`");
            self.missing(at, "auth scheme", key, &help);
        }
        text.as_ref().map(|text| self.address(text, false))
    }

    /// An address of OAuth, in which the place of a token may have to stand.
    fn address(&mut self, text: &Text<'_>, with_token: bool) -> String {
        let address = text.value.as_ref();
        let plain = if with_token { address.replacen(TOKEN, "token", 1) } else { address.to_owned() };
        if let Err(fault) = address::full(&plain) {
            let help = if with_token {
                "write `https://host/path`, with `{token}` where the token stands in it"
            } else {
                "write `https://host/path`"
            };
            self.error("spec::url", text.span, "this is not an address").label(fault).help(help);
        }
        address.to_owned()
    }

    fn scopes(&mut self, items: Keyed<'_, Scopes, ScopeDoc<'_>>) -> Vec<Scope> {
        if items.is_empty() {
            self.error("spec::scope", items.span, "there is no scope")
                .label("empty")
                .help("name what a token may be good for, each as `NAME: {about: …}`");
        }
        let mut scopes = Vec::with_capacity(items.len());
        for item in items.into_items() {
            let plain = |letter: char| letter.is_ascii_graphic() && !matches!(letter, '"' | '\\');
            if !item.name.chars().all(plain) {
                let message = format!("`{}` cannot be the name of a scope", excerpt(&item.name));
                self.error("spec::scope", item.span, message)
                    .label("has blanks, quotes or other letters that no scope has")
                    .help("write it to the letter; several scopes are several entries");
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

    /// The scopes that an action needs, each of which a scheme of the action must have.
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
                (format!("the scope `{}` stands here twice", excerpt(name)), "again", "remove it".to_owned())
            } else if unread || known.contains(&name) {
                needed.push(name.to_owned());
                continue;
            } else if !has_scheme {
                let message = "only a token of OAuth 2 has scopes, and this action takes none".to_owned();
                let help = "name a scheme of the kind `oauth2` under `auth`, or remove `scopes`";
                (message, "no such scheme", help.to_owned())
            } else {
                let names = known.iter().copied();
                let help = instead(name, names, "the scopes are", "add it to `scopes` of the scheme");
                (format!("there is no scope `{}`", excerpt(name)), "unknown scope", help)
            };
            self.error("spec::scope", text.span, message).label(label).help(help);
        }
        needed
    }

    /// A choice is between several schemes, of which a request can tell which it uses.
    pub(super) fn check_choice(&mut self, choice: &[UsedAuth], span: Span, schemes: &Schemes) {
        if choice.len() < 2 {
            self.error("spec::auth", span, "this is no choice of schemes")
                .label(if choice.is_empty() { "empty" } else { "only one" })
                .help("list at least two under `any`, or write `auth: [SCHEME]`");
        }
        for (position, UsedAuth { id, span, .. }) in choice.iter().enumerate() {
            let name = || excerpt(self.names.auth.name(*id));
            let (message, label, help) = match schemes.get(*id) {
                _ if *id != UNKNOWN && choice.iter().take(position).any(|other| other.id == *id) => {
                    (format!("`{}` stands here twice", name()), "again", "remove it")
                }
                Some(scheme) if !scheme.is_oauth() => (
                    format!("`{}` is no scheme that can be chosen", name()),
                    "not of the kinds `oauth1` and `oauth2`",
                    "choose between schemes of OAuth; what is always needed stands in a list: `auth: […]`",
                ),
                _ => continue,
            };
            self.error("spec::auth", *span, message).label(label).help(help);
        }
    }
}
