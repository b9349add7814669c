//! What the authentication schemes of an action need: parameters that carry them, and keys that sign.

use super::Resolver;
use super::auth::UsedAuth;
use super::classes::Class;
use super::names::UNKNOWN;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{AuthId, AuthScheme, Field, Place, Scalar, Signature};
use crate::yaml::excerpt;

impl Resolver {
    /// Checks the schemes of an action, and marks the parameters that are made by them.
    pub(super) fn check_auth(
        &mut self,
        auth: &[UsedAuth],
        parameters: &mut [Field],
        schemes: &[Option<AuthScheme>],
        by_default: bool,
    ) {
        for (position, UsedAuth { id, span, .. }) in auth.iter().enumerate() {
            if *id != UNKNOWN && auth.iter().take(position).any(|other| other.id == *id) {
                self.sink.push(
                    Diagnostic::error(
                        "spec::auth",
                        *span,
                        format!("`{}` stands here twice", self.names.auth.name(*id)),
                    )
                    .label("again")
                    .help("remove it"),
                );
                continue;
            }
            match schemes.get(*id) {
                Some(Some(AuthScheme::Parameter(name)))
                    if !parameters.iter().any(|field| field.name == *name) =>
                {
                    self.no_carrier(*id, name, *span, by_default);
                }
                Some(Some(AuthScheme::Signature(signature))) => {
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
        self.sink.push(
            Diagnostic::error("spec::auth-parameter", span, message).label("needs a parameter").help(help),
        );
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
            self.sink
                .push(Diagnostic::error("spec::auth-parameter", field.span, message).label(label).help(help));
        }
        field.scheme = Some(scheme);
    }

    /// Who checks a signature that is keyed by another scheme's credential has to be sent that.
    fn check_key(
        &mut self,
        signature: &Signature,
        (id, span): (AuthId, Span),
        auth: &[UsedAuth],
        schemes: &[Option<AuthScheme>],
    ) {
        let key = signature.secret;
        let is_header = matches!(schemes.get(key), Some(Some(AuthScheme::Header(_))));
        if !is_header || auth.iter().any(|other| other.id == key) {
            return;
        }
        let (name, key) = (excerpt(self.names.auth.name(id)), excerpt(self.names.auth.name(key)));
        let message = format!("the secret of `{name}` is the credential of `{key}`, which is not sent here");
        self.sink.push(
            Diagnostic::error("spec::auth", span, message)
                .label(format!("needs `{key}`"))
                .help(format!("add `{key}` to `auth`")),
        );
    }
}
