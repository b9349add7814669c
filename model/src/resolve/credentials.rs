//! Requirements of an action's authentication schemes: the parameters that carry them, and the keys that sign.

use super::Resolver;
use super::auth::Schemes;
use super::names::UNKNOWN;
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::document::{AuthUse, Text};
use crate::model::{AuthId, AuthScheme, Field, Place, Scalar, Signature, SignatureLocation};
use crate::yaml::excerpt;

/// The schemes that an action requires.
#[derive(Clone, Default)]
pub(super) struct Needed {
    /// The schemes that are all required.
    pub(super) schemes: Vec<UsedAuth>,
    /// Ways to authenticate, one of which is enough, each with the schemes that it requires; empty if there is no choice.
    pub(super) any: Vec<Vec<UsedAuth>>,
}

/// A reference to a scheme.
#[derive(Clone, Copy, Debug)]
pub(super) struct UsedAuth {
    pub(super) id: AuthId,
    /// Place of the reference.
    pub(super) span: Span,
    /// Whether the credential may be missing.
    pub(super) optional: bool,
}

impl Needed {
    /// Returns the same requirement for an action at this place that does not set `auth`.
    pub(super) fn at(&self, span: Span) -> Self {
        let here = |all: &Vec<UsedAuth>| all.iter().map(|used| UsedAuth { span, ..*used }).collect();
        Self { schemes: here(&self.schemes), any: self.any.iter().map(here).collect() }
    }

    /// Returns all references to schemes, of all ways.
    pub(super) fn all(&self) -> impl Iterator<Item = &UsedAuth> {
        self.schemes.iter().chain(self.any.iter().flatten())
    }
}

impl Resolver {
    /// Resolves references to schemes, which must not be alternatives to another scheme.
    pub(super) fn auth_names(&mut self, usage: &AuthUse<'_>, schemes: &Schemes) -> Needed {
        let mut needed = Needed::default();
        for one in &usage.schemes {
            let Some(text) = &one.scheme else { continue };
            let optional = one.optional.is_some_and(|flag| flag.value);
            needed.schemes.push(UsedAuth { optional, ..self.auth_name(text, schemes) });
        }
        if let Some((ways, span)) = &usage.any {
            for way in ways {
                needed.any.push(way.0.iter().map(|text| self.auth_name(text, schemes)).collect());
            }
            self.check_choice(&needed.any, *span, schemes);
        }
        needed
    }

    fn auth_name(&mut self, text: &Text<'_>, schemes: &Schemes) -> UsedAuth {
        let id = self.names.auth.find(text, &mut self.sink);
        if matches!(schemes.get(id), Some(AuthScheme::Secret)) {
            let message = format!("`{}` is a secret, so actions cannot require it", excerpt(&text.value));
            self.error("spec::auth", text.span, message)
                .label("never sent")
                .help("require the signature that uses it");
        }
        let signature = schemes.get(id).and_then(AuthScheme::as_signature);
        if let Some(other) = signature.and_then(|signature| signature.alternative_to) {
            let (name, other_name) = (excerpt(&text.value), excerpt(self.names.auth.name(other)));
            let message =
                format!("`{name}` is an alternative to another scheme, so actions cannot require it");
            let help = match other {
                UNKNOWN => "require the scheme under its `alternative-to`".to_owned(),
                _ => format!("require `{other_name}`; clients and servers select `{name}` in code"),
            };
            self.error("spec::auth", text.span, message).label("selected by clients and servers").help(help);
        }
        UsedAuth { id, span: text.span, optional: false }
    }

    /// Checks the schemes of an action, and marks the parameters that they fill.
    pub(super) fn check_auth(
        &mut self,
        auth: &[UsedAuth],
        parameters: &mut [Field],
        schemes: &Schemes,
        by_default: bool,
    ) {
        for (position, UsedAuth { id, span, optional }) in auth.iter().enumerate() {
            if *id != UNKNOWN && auth.iter().take(position).any(|other| other.id == *id) {
                self.error("spec::auth", *span, format!("duplicate scheme `{}`", self.names.auth.name(*id)))
                    .label("duplicate")
                    .help("remove it");
                continue;
            }
            self.check_header((*id, *span), auth.get(..position).unwrap_or_default(), schemes);
            match schemes.get(*id) {
                Some(scheme) if *optional && scheme.is_oauth() => {
                    let message = format!("`{}` cannot be optional", excerpt(self.names.auth.name(*id)));
                    self.error("spec::auth", *span, message)
                        .label("an OAuth token is always sent")
                        .help("remove `optional`, or remove the scheme");
                }
                Some(AuthScheme::Parameter(name)) if !parameters.iter().any(|field| field.name == *name) => {
                    self.no_carrier(*id, name, *span, by_default);
                }
                Some(AuthScheme::Signature(signature)) => {
                    if let SignatureLocation::Parameter(name) = &signature.location {
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

    /// Checks the ways to authenticate. A client that uses another way leaves the parameters of a way out.
    pub(super) fn check_ways(
        &mut self,
        needed: &Needed,
        parameters: &mut [Field],
        schemes: &Schemes,
        by_default: bool,
    ) {
        for way in &needed.any {
            self.check_auth(way, parameters, schemes, by_default);
            for UsedAuth { id, span, .. } in way {
                let everywhere = needed.any.iter().all(|way| way.iter().any(|used| used.id == *id));
                let Some(AuthScheme::Parameter(name)) = schemes.get(*id).filter(|_| !everywhere) else {
                    continue;
                };
                let is_needed = |field: &&Field| field.name == *name && field.is_needed();
                if let Some(field) = parameters.iter().find(is_needed) {
                    let (name, scheme) = (excerpt(name), excerpt(self.names.auth.name(*id)));
                    let message =
                        format!("the parameter `{name}` is required, but its scheme `{scheme}` is not");
                    self.error("spec::auth-parameter", field.span, message)
                        .label("always sent")
                        .related(*span, "only one of several ways")
                        .help("add `optional: true` to the parameter");
                }
            }
        }
    }

    /// Reports two schemes that fill the same header, query parameter or cookie. Of OAuth schemes, a caller chooses one.
    fn check_header(&mut self, (id, span): (AuthId, Span), before: &[UsedAuth], schemes: &Schemes) {
        let filled = |scheme: &AuthScheme| match scheme {
            AuthScheme::Key(key) => Some((key.place, key.name.clone())),
            other => Some((Place::Header, other.header()?.to_ascii_lowercase())),
        };
        let Some((scheme, own)) = schemes.get(id).and_then(|scheme| Some((scheme, filled(scheme)?))) else {
            return;
        };
        let fills = |other: &&UsedAuth| {
            schemes.get(other.id).is_some_and(|other| {
                filled(other).as_ref() == Some(&own) && !(scheme.is_oauth() && other.is_oauth())
            })
        };
        if let Some(other) = before.iter().find(fills) {
            let noun = match own.0 {
                Place::Header => "header",
                Place::Cookie => "cookie",
                _ => "query parameter",
            };
            let shown = scheme.header().unwrap_or(&own.1);
            let (name, other) = (excerpt(self.names.auth.name(id)), excerpt(self.names.auth.name(other.id)));
            let message = format!("`{other}` and `{name}` both set the {noun} `{}`", excerpt(shown));
            self.error("spec::auth", span, message)
                .label(format!("{noun} is already set"))
                .help(format!("keep one of them, or give one another {noun}"));
        }
    }

    fn no_carrier(&mut self, scheme: AuthId, name: &str, span: Span, by_default: bool) {
        let (scheme, name) = (excerpt(self.names.auth.name(scheme)), excerpt(name));
        let help = if by_default {
            format!(
                "add the parameter `{name}`, or write `auth: […]` without `{scheme}`, which comes from `defaults`"
            )
        } else {
            format!("add the parameter `{name}`, or remove `{scheme}` from `auth`")
        };
        let message =
            format!("the scheme `{scheme}` needs the parameter `{name}`, which this action does not have");
        self.error("spec::auth-parameter", span, message).label("missing parameter").help(help);
    }

    /// Marks a parameter that a signature scheme sets.
    fn carrier(&mut self, field: &mut Field, scheme: AuthId) {
        let class = self.class(&field.ty);
        let fault = match class {
            TypeClass::Unknown | TypeClass::Scalar(Scalar::String | Scalar::Secret)
                if matches!(field.place, Some(Place::Path | Place::Header | Place::Cookie | Place::Body)) =>
            {
                Some((
                    format!("is in {}", field.place.map_or("another place", Place::noun)),
                    "remove `in`, so that it is sent with the other parameters",
                ))
            }
            TypeClass::Unknown | TypeClass::Scalar(Scalar::String | Scalar::Secret)
                if field.fixed.is_some() =>
            {
                Some(("always has the same value".to_owned(), "remove `fixed`: the value is the signature"))
            }
            TypeClass::Unknown | TypeClass::Scalar(Scalar::String | Scalar::Secret) => None,
            _ => Some((format!("this is {}", class.describe()), "change the type to `string`")),
        };
        if let Some((label, help)) = fault {
            let scheme = excerpt(self.names.auth.name(scheme));
            let message =
                format!("the parameter `{}` cannot carry the signature `{scheme}`", excerpt(&field.name));
            self.error("spec::auth-parameter", field.span, message).label(label).help(help);
        }
        field.scheme = Some(scheme);
    }

    /// Reports a signature that is keyed by the credential of a scheme that the action does not send.
    fn check_key(
        &mut self,
        signature: &Signature,
        (id, span): (AuthId, Span),
        auth: &[UsedAuth],
        schemes: &Schemes,
    ) {
        let Some(key) = signature.secret else { return };
        let is_sent = matches!(schemes.get(key), Some(AuthScheme::Header(_) | AuthScheme::Key(_)));
        if !is_sent || auth.iter().any(|other| other.id == key) {
            return;
        }
        let (name, key) = (excerpt(self.names.auth.name(id)), excerpt(self.names.auth.name(key)));
        let message =
            format!("the secret of `{name}` is the credential of `{key}`, which this action does not send");
        self.error("spec::auth", span, message)
            .label(format!("requires `{key}`"))
            .help(format!("add `{key}` to `auth`"));
    }
}
