//! Errors, and the shapes in which they arrive.

use bindery_model::names::NameKind;
use bindery_model::{ErrorEntry, FailureShape, Holds, Marker, Part, Refusals};

use super::Compare;
use crate::difference::Effects;
use crate::direction::{Flow, Flows, Shift};
use crate::rule::Rule;
use crate::side::{self, Side};
use crate::text::{list, word};

impl Compare<'_> {
    /// In which directions failures travel, in both versions.
    fn failure_flows(&self) -> Flows {
        let modules = self.new.api.modules.iter();
        modules.fold(Flows::default(), |flows, module| flows.or(Flows::only(Flow::answer(module.inbound))))
    }

    /// The error table.
    pub(super) fn errors(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let flows = self.failure_flows();
        let effects = Effects::wire(flows.break_by(Shift::Apart)).and(Effects::SOURCE);
        self.differs(Rule::Codes, "api.errors", "code", [old.codes, new.codes].map(word), effects);
        let paired = side::errors(old, new);
        for error in paired.removed {
            // One that means another has no variant.
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

    fn error(&mut self, old: &ErrorEntry, new: &ErrorEntry, flows: Flows) {
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
        let effects = if by_code { Effects::COMPATIBLE } else { lost };
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

    /// The shapes of failures.
    pub(super) fn failures(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let flows = self.failure_flows();
        let effects = |shift| Effects::wire(flows.break_by(shift));
        let paired = side::failures(old, new);
        for shape in paired.removed {
            let place = format!("api.failures.{}", shape.name);
            self.removed(Rule::FailureRemoved, &place, signs(shape), effects(Shift::Narrower));
        }
        for (old, new) in paired.both {
            let FailureShape { name, about, status, when: _, body: _ } = old;
            let place = format!("api.failures.{}", new.name);
            self.texts(&place, &[("name", name, &new.name), ("about", about, &new.about)]);
            let statuses = [*status, new.status].map(|status| status.to_string());
            self.differs(Rule::FailureStatus, &place, "status", statuses, effects(Shift::Narrower));
            let shift = Shift::of_sets(&old.when, &new.when);
            self.differs(Rule::FailureSigns, &place, "when", [old, new].map(signs), effects(shift));
            self.differs(Rule::FailureBody, &place, "body", [old, new].map(body), effects(Shift::Apart));
        }
        for shape in paired.added {
            let place = format!("api.failures.{}", shape.name);
            self.added(Rule::FailureAdded, &place, signs(shape), effects(Shift::Wider));
        }
        if paired.moved {
            self.changed(Rule::FailureOrder, "api.failures.order", "", "", effects(Shift::Apart));
        }
        let usual = self.sides([old.failure, new.failure], |side, id| side.failure(id).to_owned());
        self.differs(Rule::FailureUse, "api.defaults", "failure", usual, effects(Shift::Narrower));
    }

    /// What a server refuses with by itself.
    pub(super) fn refusals(&mut self) {
        let (old, new) = (&self.old.api.refusals, &self.new.api.refusals);
        let Refusals { missing, invalid, login, not_found, not_implemented, internal } = old;
        for (key, old, new) in [
            ("missing", missing, new.missing),
            ("invalid", invalid, new.invalid),
            ("login", login, new.login),
            ("not-found", not_found, new.not_found),
            ("not-implemented", not_implemented, new.not_implemented),
            ("internal", internal, new.internal),
        ] {
            self.error_of(Rule::Refusal, "api.refusals", key, [Some(*old), Some(new)]);
        }
    }
}

fn signs(shape: &FailureShape) -> String {
    let each = shape.when.iter().map(|marker| match marker {
        Marker::Has(key) => key.clone(),
        Marker::Is(key, flag) => format!("{key}: {flag}"),
        Marker::IsNot(key, flag) => format!("{key}: not {flag}"),
        Marker::Status(first, last) if first == last => format!("status {first}"),
        Marker::Status(first, last) => format!("status {first}-{last}"),
    });
    list(&each.collect::<Vec<_>>())
}

fn body(shape: &FailureShape) -> String {
    let each = shape.body.iter().map(|Part { path, holds }| {
        let holds = match holds {
            Holds::Fixed(json) => json.as_str(),
            Holds::Code => "$code",
            Holds::CodeText => "$code-text",
            Holds::Message => "$message",
            Holds::Details => "$details",
            Holds::Status => "$status",
        };
        format!("{}: {holds}", path.join("."))
    });
    each.collect::<Vec<_>>().join(", ")
}
