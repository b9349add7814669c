//! Outcomes: responses with a status other than 2xx, which clients read before they look for errors.

use bindery_vocabulary::is_success;

use super::Resolver;
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::model::{
    Action, ErrorEntry, ErrorFormat, ErrorFormatId, ErrorId, Field, Module, Rejections, Scalar, Type,
    written_error,
};

/// Errors of an API, as a server writes them.
pub(super) struct WrittenErrors<'a> {
    pub(super) errors: &'a [ErrorEntry],
    pub(super) formats: &'a [ErrorFormat],
    /// Format of the API.
    pub(super) usual: ErrorFormatId,
    pub(super) rejections: &'a Rejections,
}

impl Resolver {
    /// Reports outcomes that cannot be told from an error of the same action: both have the same status, and the content
    /// of the outcome is read from any body.
    pub(super) fn check_outcomes(&mut self, modules: &[Module], written: &WrittenErrors<'_>) {
        if self.sink.has_errors() {
            return; // references to errors may be unknown
        }
        for action in modules.iter().flat_map(|module| &module.actions) {
            let response = &action.response;
            let only = response.variants.is_empty().then_some((response.status, &response.ty, response.span));
            let variants =
                response.variants.iter().map(|variant| (variant.status, &variant.ty, variant.span));
            let outcomes = only.into_iter().chain(variants);
            for (status, ty, span) in outcomes.filter(|(status, ..)| !is_success(*status)) {
                if ty.as_ref().is_none_or(|ty| self.reads_anything(ty)) {
                    self.check_outcome(action, (status, span), written);
                }
            }
        }
    }

    fn check_outcome(&mut self, action: &Action, (status, span): (u16, Span), written: &WrittenErrors<'_>) {
        let WrittenErrors { errors, formats, usual, rejections } = *written;
        let has_auth = !action.schemes().is_empty();
        let own = action.errors.iter().map(|own| own.error);
        let parameters = [rejections.missing, rejections.invalid];
        let parameters = parameters.into_iter().filter(|_| !action.parameters.is_empty());
        let always = [rejections.not_implemented, rejections.internal];
        let login = has_auth.then_some(rejections.unauthenticated);
        let same =
            |error: &ErrorId| written_error(action, Some(*error), (errors, formats, usual)).1 == status;
        let found = own.chain(parameters).chain(always).chain(login).find(same);
        let found = found.and_then(|error| errors.get(error));
        let message = match found {
            Some(error) => format!("the error `{}` has the status {status} too", error.name),
            None if status == 401 && has_auth => "a rejected login has the status 401 too".to_owned(),
            None => return,
        };
        let diagnostic = self
            .error("spec::outcome", span, message)
            .label("clients would read the error as this response")
            .help("give the response a type with required fields, or describe it as an error");
        if let Some(error) = found {
            diagnostic.related(error.span, "the error");
        }
    }

    /// Whether a value of this type can be read from the body of an error.
    fn reads_anything(&self, ty: &Type) -> bool {
        match self.class(ty) {
            TypeClass::Record => {
                self.record(Some(ty)).is_some_and(|fields| !fields.iter().any(Field::is_needed))
            }
            TypeClass::Map | TypeClass::Scalar(Scalar::Any) => true,
            _ => false,
        }
    }
}
