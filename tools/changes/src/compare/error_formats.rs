//! Errors and error formats.

use bindery_model::names::NameKind;
use bindery_model::{CodeKind, ErrorEntry, ErrorFormat, ErrorSignal, Rejections};
use bindery_vocabulary::template::{self, Placeholder, Step};

use super::Compare;
use crate::difference::Effects;
use crate::direction::{Message, Messages, Shift};
use crate::rule::Rule;
use crate::side::{self, Side};
use crate::text::{list, word};

impl Compare<'_> {
    /// Returns the directions in which errors are sent, in both versions.
    fn failure_flows(&self) -> Messages {
        let modules = self.new.api.modules.iter();
        modules.fold(Messages::default(), |flows, module| {
            flows.or(Messages::only(Message::response(module.inbound)))
        })
    }

    /// Compares the error tables.
    pub(super) fn errors(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let flows = self.failure_flows();
        let effects = Effects::wire(flows.break_by(Shift::Apart)).and(Effects::SOURCE);
        self.differs(Rule::Codes, "api.errors", "code", [old.codes, new.codes].map(word), effects);
        let paired = side::errors(old, new);
        for error in paired.removed {
            // An entry that is read as another one has no variant.
            let source = if error.reads_as.is_none() { Effects::SOURCE } else { Effects::COMPATIBLE };
            self.removed(Rule::ErrorRemoved, &format!("api.errors.{}", error.name), &error.text, source);
        }
        for (old, new) in paired.both {
            self.error(old, new, flows);
        }
        for error in paired.added {
            let place = format!("api.errors.{}", error.name);
            self.added(Rule::ErrorAdded, &place, &error.text, Effects::COMPATIBLE);
        }
        self.order("api.errors", paired.moved);
    }

    fn error(&mut self, old: &ErrorEntry, new: &ErrorEntry, flows: Messages) {
        let ErrorEntry {
            name,
            code,
            status,
            text,
            about,
            kind,
            notes,
            reads_as,
            rust: _,
            evidence,
            deviations,
            span: _,
        } = old;
        let place = format!("api.errors.{}", new.name);
        self.rust_name(&place, NameKind::Error, ("api", name), ("api", &new.name));
        let lost = Effects::wire(flows.break_by(Shift::Apart));
        let codes = [code, &new.code].map(|code| code.as_ref().map_or_else(String::new, ToString::to_string));
        self.differs(Rule::ErrorCode, &place, "code", codes, lost);
        let by_code = code.is_some() && new.code.is_some();
        let by_status = status.is_some() && new.status.is_some();
        // Clients go by the code; vendors accept only what is documented.
        let effects = if by_code { Effects::wire(flows.break_by(Shift::Narrower)) } else { lost };
        let statuses =
            [*status, new.status].map(|status| status.map_or_else(String::new, |status| status.to_string()));
        self.differs(Rule::ErrorStatus, &place, "status", statuses, effects);
        let effects = if by_code || by_status { Effects::DOCUMENTS } else { lost };
        self.differs(Rule::ErrorText, &place, "text", [text, &new.text], effects);
        self.differs(Rule::ErrorKind, &place, "kind", [*kind, new.kind].map(word), Effects::CALLERS);
        let means = self.sides([*reads_as, new.reads_as], Side::maybe_error);
        self.differs(Rule::ErrorAlias, &place, "reads-as", means, Effects::SOURCE);
        self.texts(&place, &[("about", about, &new.about), ("notes", &list(notes), &list(&new.notes))]);
        self.evidence(&place, (evidence, deviations), (&new.evidence, &new.deviations));
    }

    /// Compares the error formats.
    pub(super) fn failures(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let flows = self.failure_flows();
        let effects = |shift| Effects::wire(flows.break_by(shift));
        let paired = side::failures(old, new);
        for format in paired.removed {
            let place = format!("api.error-formats.{}", format.name);
            self.removed(Rule::ErrorFormatRemoved, &place, signs(format), effects(Shift::Narrower));
        }
        for (old, new) in paired.both {
            let ErrorFormat { name, about, status, when: _, media: _, body: _, details: _ } = old;
            let place = format!("api.error-formats.{}", new.name);
            self.texts(&place, &[("name", name, &new.name), ("about", about, &new.about)]);
            let statuses = [*status, new.status].map(|status| status.to_string());
            self.differs(Rule::ErrorFormatStatus, &place, "status", statuses, effects(Shift::Narrower));
            let shift = Shift::from_acceptance(imply(&old.when, &new.when), imply(&new.when, &old.when));
            self.differs(Rule::ErrorFormatSignals, &place, "when", [old, new].map(signs), effects(shift));
            let bodies = [old, new].map(|format| format.body.to_string());
            // Where codes are strings, both placeholders of a code are the same.
            let coded = |format: &ErrorFormat| format.body.to_string().replace("$code-text", "$code");
            let same = self.old.api.codes == CodeKind::Text && coded(old) == coded(new);
            let body = effects(Shift::from_acceptance(same, same || finds_parts(old, new)));
            self.differs(Rule::ErrorFormatBody, &place, "body", bodies, body);
            let media = [old, new].map(|format| format.media.clone().unwrap_or_default());
            self.differs(Rule::ErrorFormatMedia, &place, "media", media, effects(Shift::Narrower));
            let keys = [old, new].map(details_key);
            // Clients ignore details that they do not know.
            let shift = Shift::from_acceptance(false, old.details.is_none());
            let moved = effects(shift).and(Effects::SOURCE);
            self.differs(Rule::ErrorFormatDetails, &place, "details.key", keys, moved);
            let types = self.sides([old.details.as_ref(), new.details.as_ref()], |side, details| {
                details.map(|details| details.ty.text(&side.api.types)).unwrap_or_default()
            });
            self.differs(Rule::ErrorFormatDetails, &place, "details.type", types, moved);
        }
        for format in paired.added {
            let place = format!("api.error-formats.{}", format.name);
            self.added(Rule::ErrorFormatAdded, &place, signs(format), effects(Shift::Wider));
        }
        if paired.moved {
            self.changed(Rule::ErrorFormatOrder, "api.error-formats.order", "", "", effects(Shift::Apart));
        }
        let usual = self.sides([old.error_format, new.error_format], |side, id| side.failure(id).to_owned());
        self.differs(Rule::ErrorFormatUse, "api.defaults", "error-format", usual, effects(Shift::Narrower));
    }

    /// Compares the errors of rejections.
    pub(super) fn rejections(&mut self) {
        let (old, new) = (&self.old.api.rejections, &self.new.api.rejections);
        let Rejections { missing, invalid, unauthenticated: login, not_found, not_implemented, internal } =
            old;
        for (key, old, new) in [
            ("missing", missing, new.missing),
            ("invalid", invalid, new.invalid),
            ("unauthenticated", login, new.unauthenticated),
            ("not-found", not_found, new.not_found),
            ("not-implemented", not_implemented, new.not_implemented),
            ("internal", internal, new.internal),
        ] {
            self.error_of(Rule::Rejection, "api.rejections", key, [Some(*old), Some(new)]);
        }
    }
}

/// Whether a client of the old format finds all parts of an error in a body of the new one. A single error may stand in
/// place of a list of errors, and a code may be a string.
fn finds_parts(old: &ErrorFormat, new: &ErrorFormat) -> bool {
    let same = |placeholder: Placeholder, other: Placeholder| {
        let is_code = |one| matches!(one, Placeholder::Code | Placeholder::CodeText);
        placeholder == other || (is_code(placeholder) && is_code(other))
    };
    let there = template::places(&new.body);
    template::places(&old.body).iter().all(|(steps, placeholder)| {
        let single: Vec<Step<'_>> = steps.iter().copied().filter(|step| *step != Step::Each).collect();
        let mut others = there.iter().filter(|(_, what)| same(*placeholder, *what)).peekable();
        // An error may lack any part but the code that identifies it.
        let is_gone = others.peek().is_none() && !placeholder.distinguishes();
        is_gone || others.any(|(other, _)| other == steps || *other == single)
    })
}

/// Whether each of these signals implies one of the others.
fn imply(signals: &[ErrorSignal], others: &[ErrorSignal]) -> bool {
    signals.iter().all(|signal| match signal {
        ErrorSignal::All(parts) => others.contains(signal) || parts.iter().any(|part| others.contains(part)),
        ErrorSignal::Has(_)
        | ErrorSignal::Is(..)
        | ErrorSignal::IsNot(..)
        | ErrorSignal::Empty(..)
        | ErrorSignal::Header(..)
        | ErrorSignal::Status(..) => others.contains(signal),
    })
}

fn signs(format: &ErrorFormat) -> String {
    list(&format.when.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// Returns the place of the details: a path, `body` for the whole body, or nothing if they have no type.
fn details_key(format: &ErrorFormat) -> String {
    let details = format.details.as_ref();
    details.map(|details| details.key.clone().unwrap_or_else(|| "body".to_owned())).unwrap_or_default()
}
