//! What the authentication schemes of an action need: parameters that carry them, and keys that sign.

use super::Resolver;
use super::auth::Schemes;
use super::names::UNKNOWN;
use super::shape::Class;
use crate::diagnostic::Span;
use crate::document::AuthUse;
use crate::model::{AuthId, AuthScheme, Field, Place, Scalar, Signature};
use crate::yaml::excerpt;

/// The schemes that something needs.
#[derive(Clone, Default)]
pub(super) struct Needed {
    /// The schemes.
    pub(super) schemes: Vec<UsedAuth>,
    /// Whether one of them is enough.
    pub(super) any: bool,
}

/// A scheme that something names.
#[derive(Clone, Copy, Debug)]
pub(super) struct UsedAuth {
    pub(super) id: AuthId,
    /// Where it is named.
    pub(super) span: Span,
    /// Sent if it is there, and not needed.
    pub(super) optional: bool,
}

impl Needed {
    /// The same for an action that does not name them, which stands here.
    pub(super) fn at(&self, span: Span) -> Self {
        let schemes = self.schemes.iter().map(|used| UsedAuth { span, ..*used }).collect();
        Self { schemes, any: self.any }
    }
}

impl Resolver {
    /// Resolves the schemes that something names, which are not those that stand in for others.
    pub(super) fn auth_names(&mut self, usage: &AuthUse<'_>, schemes: &Schemes) -> Needed {
        let mut all = Vec::with_capacity(usage.schemes.len());
        for one in &usage.schemes {
            let Some(text) = &one.scheme else { continue };
            let id = self.names.auth.find(text, &mut self.sink);
            if let Some(AuthScheme::Signature(Signature { instead_of: Some(other), .. })) = schemes.get(id) {
                let (name, other_name) = (excerpt(&text.value), excerpt(self.names.auth.name(*other)));
                let message = format!("`{name}` stands in for another scheme, so no action names it");
                let help = match *other {
                    UNKNOWN => "name the scheme under its `instead-of`".to_owned(),
                    _ => format!("name `{other_name}`; who prefers `{name}` says so in the code"),
                };
                self.error("spec::auth", text.span, message)
                    .label("chosen by a client or a server")
                    .help(help);
            }
            all.push(UsedAuth { id, span: text.span, optional: one.optional.is_some_and(|flag| flag.value) });
        }
        if let Some(span) = usage.any {
            self.check_choice(&all, span, schemes);
        }
        Needed { schemes: all, any: usage.any.is_some() }
    }

    /// Checks the schemes of an action, and marks the parameters that are made by them.
    pub(super) fn check_auth(
        &mut self,
        auth: &[UsedAuth],
        parameters: &mut [Field],
        schemes: &Schemes,
        by_default: bool,
    ) {
        for (position, UsedAuth { id, span, optional }) in auth.iter().enumerate() {
            if *id != UNKNOWN && auth.iter().take(position).any(|other| other.id == *id) {
                self.error("spec::auth", *span, format!("`{}` stands here twice", self.names.auth.name(*id)))
                    .label("again")
                    .help("remove it");
                continue;
            }
            self.check_header((*id, *span), auth.get(..position).unwrap_or_default(), schemes);
            match schemes.get(*id) {
                Some(scheme) if *optional && scheme.is_oauth() => {
                    let message = format!("`{}` cannot be optional", excerpt(self.names.auth.name(*id)));
                    self.error("spec::auth", *span, message)
                        .label("a token of OAuth is sent wherever it is named")
                        .help("remove `optional`, or do not name the scheme here");
                }
                Some(AuthScheme::Parameter(name)) if !parameters.iter().any(|field| field.name == *name) => {
                    self.no_carrier(*id, name, *span, by_default);
                }
                Some(AuthScheme::Signature(signature)) => {
                    if let Place::Parameter(name) = &signature.place {
                        match parameters.iter_mut().find(|field| field.name == *name) {
                            Some(field) => self.carrier(field, *id),
                            None => self.no_carrier(*id, name, *span, by_default),
                        }
                    }
                    self.check_key(signature, (*id, *span), auth, schemes);
                }
                _ => {}
            }
        }
    }

    /// A header has room for one scheme. Of those of OAuth, a caller chooses one.
    fn check_header(&mut self, (id, span): (AuthId, Span), before: &[UsedAuth], schemes: &Schemes) {
        let Some((scheme, header)) = schemes.get(id).and_then(|scheme| Some((scheme, scheme.header()?)))
        else {
            return;
        };
        let fills = |other: &&UsedAuth| {
            schemes.get(other.id).is_some_and(|other| {
                other.header().is_some_and(|name| name.eq_ignore_ascii_case(header))
                    && !(scheme.is_oauth() && other.is_oauth())
            })
        };
        if let Some(other) = before.iter().find(fills) {
            let (name, other) = (excerpt(self.names.auth.name(id)), excerpt(self.names.auth.name(other.id)));
            let message = format!("`{other}` and `{name}` would both fill the header `{}`", excerpt(header));
            self.error("spec::auth", span, message)
                .label("needs both")
                .help("name one of them, or give one another header");
        }
    }

    fn no_carrier(&mut self, scheme: AuthId, name: &str, span: Span, by_default: bool) {
        let (scheme, name) = (excerpt(self.names.auth.name(scheme)), excerpt(name));
        let help = if by_default {
            format!(
                "add the parameter `{name}`, or say `auth: […]` without `{scheme}`, which `defaults` brings along"
            )
        } else {
            format!("add the parameter `{name}`, or remove `{scheme}` from `auth`")
        };
        let message = format!(
            "the scheme `{scheme}` travels in the parameter `{name}`, which this action does not have"
        );
        self.error("spec::auth-parameter", span, message).label("needs a parameter").help(help);
    }

    /// A parameter whose value a signature scheme makes.
    fn carrier(&mut self, field: &mut Field, scheme: AuthId) {
        let class = self.class(&field.ty);
        let fault = match class {
            Class::Unknown | Class::Scalar(Scalar::String | Scalar::Secret) if field.in_path => Some((
                "stands in the path".to_owned(),
                "let it travel with the other parameters: remove `in: path`",
            )),
            Class::Unknown | Class::Scalar(Scalar::String | Scalar::Secret) if field.fixed.is_some() => {
                Some(("always has the same value".to_owned(), "remove `fixed`: the signature is its value"))
            }
            Class::Unknown | Class::Scalar(Scalar::String | Scalar::Secret) => None,
            _ => Some((format!("this is {}", class.describe()), "make the parameter a `string`")),
        };
        if let Some((label, help)) = fault {
            let scheme = excerpt(self.names.auth.name(scheme));
            let message =
                format!("the parameter `{}` cannot carry the signature `{scheme}`", excerpt(&field.name));
            self.error("spec::auth-parameter", field.span, message).label(label).help(help);
        }
        field.scheme = Some(scheme);
    }

    /// Who checks a signature that is keyed by another scheme's credential has to be sent that.
    fn check_key(
        &mut self,
        signature: &Signature,
        (id, span): (AuthId, Span),
        auth: &[UsedAuth],
        schemes: &Schemes,
    ) {
        let key = signature.secret;
        let is_header = matches!(schemes.get(key), Some(AuthScheme::Header(_)));
        if !is_header || auth.iter().any(|other| other.id == key) {
            return;
        }
        let (name, key) = (excerpt(self.names.auth.name(id)), excerpt(self.names.auth.name(key)));
        let message = format!("the secret of `{name}` is the credential of `{key}`, which is not sent here");
        self.error("spec::auth", span, message)
            .label(format!("needs `{key}`"))
            .help(format!("add `{key}` to `auth`"));
    }
}
