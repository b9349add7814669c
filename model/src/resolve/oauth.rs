//! OAuth: the URLs of its schemes, their scopes, and the choice between schemes.

use super::auth::Schemes;
use super::credentials::{Needed, UsedAuth};
use super::names::UNKNOWN;
use super::{Resolver, address};
use crate::diagnostic::Span;
use crate::document::{At, AuthDoc, Keyed, ScopeDoc, Scopes, Text, instead};
use crate::model::{AuthId, AuthScheme, Method, OAuth1, OAuth2, Scope, TokenFlow};
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
        let mut flows: Vec<TokenFlow> = Vec::new();
        for flow in &doc.flows.0 {
            if flows.contains(&flow.value) {
                self.error("spec::oauth", flow.span, "a flow is named twice")
                    .label("duplicate")
                    .help("remove it");
            }
            flows.push(flow.value);
        }
        if flows.is_empty() {
            flows.push(TokenFlow::AuthorizationCode);
        }
        let in_browser = flows.contains(&TokenFlow::AuthorizationCode);
        let authorize = self.address_of_flow(doc, (&doc.authorize, "authorize"), in_browser, at);
        let on_device = flows.contains(&TokenFlow::DeviceCode);
        let device = self.address_of_flow(doc, (&doc.device, "device"), on_device, at);
        let parameters = doc.parameters.as_ref().map_or_else(Vec::new, |items| {
            let each = items.iter().filter_map(|item| {
                Some((item.name.clone().into_owned(), item.value.as_ref()?.value.as_ref().to_owned()))
            });
            each.collect()
        });
        let token = self.needed_address(doc, &doc.token, "token", at);
        let status = doc.status.as_ref().map(|text| self.address(text, true));
        let revoke = doc.revoke.as_ref().map(|text| self.address(text, false));
        let insufficient_scope = self.error_reference(doc.insufficient_scope.as_ref());
        let scopes = match doc.scopes.take() {
            Some(scopes) => self.scopes(scopes),
            None => {
                if in_browser && !doc.doubt.about("scopes") {
                    let help = "add the scopes that a token may have: `scopes: {NAME: {about: …}}`";
                    self.missing(at, "auth scheme", "scopes", help);
                }
                Vec::new()
            }
        };
        Some(OAuth2 {
            flows,
            authorize: authorize?,
            device: device?,
            token: token?,
            client: doc.client.map(|client| client.value).unwrap_or_default(),
            separator: doc.separator.as_ref().map_or(" ", |text| text.value.as_ref()).to_owned(),
            parameters,
            status,
            revoke,
            scopes,
            insufficient_scope,
        })
    }

    /// Resolves the URL that a flow needs, and only that flow.
    fn address_of_flow(
        &mut self,
        doc: &AuthDoc<'_>,
        (text, key): (&Option<Text<'_>>, &'static str),
        is_needed: bool,
        at: At<'_>,
    ) -> Option<Option<String>> {
        match text {
            Some(text) if !is_needed => {
                let flow = if key == "device" { "device-code" } else { "authorization-code" };
                self.error("spec::oauth", text.span, format!("no flow uses `{key}`"))
                    .label("never called")
                    .help(format!("add `{flow}` to `flows`, or remove `{key}`"));
                None
            }
            None if !is_needed => Some(None),
            text => self.needed_address(doc, text, key, at).map(Some),
        }
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

    /// Resolves the scopes that an action requires. Every OAuth 2 scheme of the action must have each of them: a token
    /// of a scheme that lacks one could never be used.
    pub(super) fn needed_scopes(
        &mut self,
        texts: &[Text<'_>],
        auth: &Needed,
        schemes: &Schemes,
    ) -> Vec<String> {
        let mut needed: Vec<String> = Vec::with_capacity(texts.len());
        let unread = auth.all().any(|used| schemes.get(used.id).is_none());
        let bearers: Vec<(String, &OAuth2)> = auth
            .all()
            .filter_map(|used| match schemes.get(used.id)? {
                AuthScheme::OAuth2(oauth2) => Some((self.names.auth.name(used.id).to_owned(), oauth2)),
                _ => None,
            })
            .collect();
        for text in texts {
            let name = text.value.as_ref();
            let has = |(_, oauth2): &&(String, &OAuth2)| oauth2.scopes.iter().any(|scope| scope.name == name);
            let (message, label, help) = if needed.iter().any(|other| other == name) {
                (format!("duplicate scope `{}`", excerpt(name)), "duplicate", "remove it".to_owned())
            } else if unread || (!bearers.is_empty() && bearers.iter().all(|bearer| has(&bearer))) {
                needed.push(name.to_owned());
                continue;
            } else if bearers.is_empty() {
                let message = "only an OAuth 2 token has scopes, and this action accepts none".to_owned();
                let help = "add a scheme of the kind `oauth2` to `auth`, or remove `scopes`";
                (message, "no such scheme", help.to_owned())
            } else if let Some((scheme, _)) = bearers.iter().find(|bearer| !has(bearer))
                && bearers.iter().any(|bearer| has(&bearer))
            {
                let (scheme, name) = (excerpt(scheme), excerpt(name));
                let message = format!(
                    "the scheme `{scheme}` has no scope `{name}`, so no token of it can call this action"
                );
                let help =
                    format!("add `{name}` to `scopes` of `{scheme}`, or remove `{scheme}` from `auth`");
                (message, "scope of another scheme", help)
            } else {
                let names =
                    bearers.iter().flat_map(|(_, oauth2)| &oauth2.scopes).map(|scope| scope.name.as_str());
                let help = instead(name, names, "valid scopes", "add it to `scopes` of the scheme");
                (format!("unknown scope `{}`", excerpt(name)), "unknown scope", help)
            };
            self.error("spec::scope", text.span, message).label(label).help(help);
        }
        needed
    }

    /// Checks that `any` lists several ways to authenticate that a server can tell apart by the request.
    pub(super) fn check_choice(&mut self, ways: &[Vec<UsedAuth>], span: Span, schemes: &Schemes) {
        if ways.len() < 2 {
            self.error("spec::auth", span, "`any` needs at least two ways to authenticate")
                .label(if ways.is_empty() { "empty" } else { "only one" })
                .help("list at least two under `any`, or write `auth: [SCHEME]`");
        }
        let known = |way: &Vec<UsedAuth>| way.iter().all(|used| used.id != UNKNOWN);
        let mut seen: Vec<Vec<AuthId>> = Vec::with_capacity(ways.len());
        for way in ways {
            let mut ids: Vec<AuthId> = way.iter().map(|used| used.id).collect();
            ids.sort_unstable();
            if known(way) && seen.contains(&ids) {
                let names: Vec<_> = way.iter().map(|used| excerpt(self.names.auth.name(used.id))).collect();
                let message = match names.as_slice() {
                    [] => "duplicate way `[]`".to_owned(),
                    [only] => format!("duplicate scheme `{only}`"),
                    _ => format!("duplicate way `[{}]`", names.join(", ")),
                };
                let place = way.first().map_or(span, |used| used.span);
                self.error("spec::auth", place, message).label("duplicate").help("remove it");
            }
            seen.push(ids);
            let mut oauth = way.iter().filter(|used| schemes.get(used.id).is_some_and(AuthScheme::is_oauth));
            if let Some(second) = oauth.nth(1) {
                self.error("spec::auth", second.span, "two OAuth schemes in one way")
                    .label("a request carries one token")
                    .help("write them as ways of their own");
            }
            for UsedAuth { id, span, .. } in way {
                let is_shown = |scheme: &AuthScheme| {
                    !matches!(
                        scheme,
                        AuthScheme::Signature(_) | AuthScheme::Issued(_) | AuthScheme::Custom(_)
                    )
                };
                if schemes.get(*id).is_none_or(is_shown) {
                    continue;
                }
                let message =
                    format!("the scheme `{}` is not allowed under `any`", excerpt(self.names.auth.name(*id)));
                self.error("spec::auth", *span, message)
                    .label("of the kind `signature`, `custom` or `issued-header`")
                    .help("require it in a list: `auth: […]`");
            }
        }
    }
}
