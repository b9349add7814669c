//! Headers that an action issues: the action, and the fields of its response with the header's name and value.

use super::Resolver;
use super::auth::Schemes;
use super::pending::{Issuers, Reference};
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::document::{At, AuthDoc, Text, instead};
use crate::model::{AuthScheme, IssuedHeader, Module};
use crate::yaml::excerpt;

impl Resolver {
    /// Resolves a scheme whose header is issued by an action.
    pub(super) fn issued(&mut self, doc: &AuthDoc<'_>, at: At<'_>) -> Option<AuthScheme> {
        let needed: [(&str, &Option<Text<'_>>, &str); 3] = [
            (
                "issued-by",
                &doc.issued_by,
                "add the action whose response issues the header: `issued-by: account/login`",
            ),
            ("name", &doc.name, "add the field of that response with the header's name"),
            ("value", &doc.value, "add the field of that response with the header's value"),
        ];
        for (key, text, help) in needed {
            if text.is_none() && !doc.doubt.about(key) {
                self.missing(at, "auth scheme", key, help);
            }
        }
        let guest = doc.guest.as_ref().and_then(|text| self.header(text));
        let (by, header, value) = (doc.issued_by.as_ref()?, doc.name.as_ref()?, doc.value.as_ref()?);
        self.issuers.push(Issuers {
            scheme: at.name.to_owned(),
            by: Reference::new(by),
            ended_by: doc.ended_by.as_ref().map(Reference::new),
            header: header.span,
            value: value.span,
        });
        Some(AuthScheme::Issued(IssuedHeader {
            by: None,
            header: header.value.as_ref().to_owned(),
            value: value.value.as_ref().to_owned(),
            guest,
            ended_by: None,
        }))
    }

    /// Looks up the actions that issue headers, when all actions are known.
    pub(super) fn settle_issuers(&mut self, schemes: &mut Schemes, modules: &[Module]) {
        for issuers in std::mem::take(&mut self.issuers) {
            let by = self.called(&issuers.by, modules, "spec::issued-header");
            let ended_by = issuers
                .ended_by
                .as_ref()
                .and_then(|named| self.called(named, modules, "spec::issued-header"));
            let Some(AuthScheme::Issued(issued)) = schemes.named(&issuers.scheme) else { continue };
            issued.by = by;
            issued.ended_by = ended_by;
            let action = by.and_then(|(module, at)| modules.get(module)?.actions.get(at));
            let Some(action) = action else { continue };
            self.issued_field(action.response.ty.as_ref(), &issued.header, issuers.header);
            self.issued_field(action.response.ty.as_ref(), &issued.value, issuers.value);
        }
    }

    fn issued_field(&mut self, ty: Option<&crate::model::Type>, name: &str, span: Span) {
        let Some(fields) = self.record(ty) else {
            if ty.is_none_or(|ty| self.class(ty) != TypeClass::Unknown) {
                let help = "name an action whose response is a record";
                self.error("spec::issued-header", span, "the response of the action has no fields")
                    .label("not a record")
                    .help(help);
            }
            return;
        };
        let ty = fields.iter().find(|field| field.name == name).map(|field| field.ty.clone());
        let names = fields.iter().map(|field| field.name.as_str());
        let (message, label, help) = match ty.map(|ty| self.class(&ty)) {
            Some(TypeClass::Scalar(_) | TypeClass::Enum | TypeClass::Unknown) => return,
            Some(class) => (
                format!("the field `{}` is not a scalar", excerpt(name)),
                class.describe(),
                "name a field with a scalar".to_owned(),
            ),
            None => (
                format!("the response has no field `{}`", excerpt(name)),
                "unknown field".to_owned(),
                instead(name, names, "valid fields", "name a field of the response"),
            ),
        };
        self.error("spec::issued-header", span, message).label(label).help(help);
    }
}
