//! Requirements of an action's authentication schemes: the parameters that carry them, and the keys that sign.

use super::Resolver;
use super::auth::Schemes;
use super::names::UNKNOWN;
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::document::AuthUse;
use crate::model::{AuthId, AuthScheme, Field, Place, Scalar, Signature, SignatureLocation};
use crate::yaml::excerpt;

/// The schemes that an action requires.
#[derive(Clone, Default)]
pub(super) struct Needed {
    /// The schemes.
    pub(super) schemes: Vec<UsedAuth>,
    /// Whether one of them is enough.
    pub(super) any: bool,
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
        let schemes = self.schemes.iter().map(|used| UsedAuth { span, ..*used }).collect();
        Self { schemes, any: self.any }
    }
}

impl Resolver {
    /// Resolves references to schemes, which must not be alternatives to another scheme.
    pub(super) fn auth_names(&mut self, usage: &AuthUse<'_>, schemes: &Schemes) -> Needed {
        let mut all = Vec::with_capacity(usage.schemes.len());
        for one in &usage.schemes {
            let Some(text) = &one.scheme else { continue };
            let id = self.names.auth.find(text, &mut self.sink);
            if let Some(AuthScheme::Signature(Signature { alternative_to: Some(other), .. })) =
                schemes.get(id)
            {
                let (name, other_name) = (excerpt(&text.value), excerpt(self.names.auth.name(*other)));
                let message =
                    format!("`{name}` is an alternative to another scheme, so actions cannot require it");
                let help = match *other {
                    UNKNOWN => "require the scheme under its `alternative-to`".to_owned(),
                    _ => format!("require `{other_name}`; clients and servers select `{name}` in code"),
                };
                self.error("spec::auth", text.span, message)
                    .label("selected by clients and servers")
                    .help(help);
            }
            all.push(UsedAuth { id, span: text.span, optional: one.optional.is_some_and(|flag| flag.value) });
        }
        if let Some(span) = usage.any {
            self.check_choice(&all, span, schemes);
        }
        Needed { schemes: all, any: usage.any.is_some() }
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

    /// Reports two schemes that fill the same header. Of OAuth schemes, a caller chooses one.
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
            let message = format!("`{other}` and `{name}` both set the header `{}`", excerpt(header));
            self.error("spec::auth", span, message)
                .label("header is already set")
                .help("keep one of them, or give one another header");
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

    /// Reports a signature that is keyed by the credential of a header scheme that the action does not send.
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
        let message =
            format!("the secret of `{name}` is the credential of `{key}`, which this action does not send");
        self.error("spec::auth", span, message)
            .label(format!("requires `{key}`"))
            .help(format!("add `{key}` to `auth`"));
    }
}
