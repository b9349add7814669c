//! Answers.

use bindery_model::names::NameKind;
use bindery_model::{Action, Outcome, Returns, Type};

use super::Compare;
use super::wire::{self, Seen};
use crate::difference::Effects;
use crate::direction::{Flow, Shift};
use crate::pair::pair;
use crate::rule::Rule;
use crate::text::{list, of_answer, said, word};

/// What an action answers in both versions.
struct Both<'p, 'a> {
    /// The place of the answer.
    place: &'p str,
    old: &'a Returns,
    new: &'a Returns,
    flow: Flow,
}

impl<'a> Compare<'a> {
    /// What an action answers.
    pub(super) fn returns(
        &mut self,
        (old_action, old): (&str, &'a Action),
        (action, new): (&str, &'a Action),
        flow: Flow,
    ) {
        let (old, new) = (&old.returns, &new.returns);
        let Returns {
            status: _,   // one answer
            outcomes: _, // or several
            ty: _,
            about,
            style: _,
            bare: _,
            unwrap: _,
            bare_text: _,
            fixed: _,
            emits: _,
            nullable: _,
            media_type: _,
            evidence,
            deviations,
            span: _,
        } = old;
        let place = format!("{action}.returns");
        self.texts(&place, &[("about", about, &new.about)]);
        self.evidence(&place, (evidence, deviations), (&new.evidence, &new.deviations));
        let both = Both { place: &place, old, new, flow };
        match (old.outcomes.is_empty(), new.outcomes.is_empty()) {
            (true, true) => self.one_answer(&both),
            (false, false) => self.outcomes(&both, old_action, action),
            (true, false) | (false, true) => self.one_or_several(&both),
        }
    }

    /// Whether an answer of a type that was another one, or none, breaks something. We take anything for no content.
    fn answer_breaks(&self, old: Option<&'a Type>, new: Option<&'a Type>, flow: Flow) -> bool {
        match (old, new) {
            (None, None) => false,
            (None, Some(_)) => flow.breaks(Shift::Narrower),
            (Some(_), None) => flow.breaks(Shift::Apart),
            (Some(old), Some(new)) => self.type_breaks(old, new, flow, false, &mut Seen::new()),
        }
    }

    fn one_answer(&mut self, both: &Both<'_, 'a>) {
        let Both { place, old, new, flow } = *both;
        let wire = |shift| Effects::wire(flow.breaks(shift));
        // We take every success, but for content where none was and none where some was.
        let says_nothing = |returns: &Returns| matches!(returns.status, 204 | 205);
        let content = new.ty.is_some() || new.emits.is_some();
        let comes = says_nothing(old) && !says_nothing(new) && content;
        let goes = !says_nothing(old) && says_nothing(new) && old.ty.is_some() && old.fixed.is_none();
        let effects = wire(Shift::of(false, !comes && !goes));
        self.differs(Rule::Status, place, "status", [old, new].map(|one| one.status.to_string()), effects);
        let in_rust = old.fixed.is_none() || new.fixed.is_none();
        let source = if in_rust { Effects::SOURCE } else { Effects::COMPATIBLE };
        self.answer_type(place, [&old.ty, &new.ty], flow, source);
        let yes = |yes: bool| if yes { "true" } else { "" };
        let effects = wire(Shift::of(!old.nullable, !new.nullable)).and(Effects::SOURCE);
        self.differs(Rule::Presence, place, "nullable", [old.nullable, new.nullable].map(yes), effects);
        let effects = Effects::wire(true).and(Effects::SOURCE);
        let raw = |returns: &Returns| yes(!returns.media_type.is_json());
        self.differs(Rule::Raw, place, "raw", [raw(old), raw(new)], effects);
        let shift = wire::styles(old.style, new.style, false);
        self.differs(Rule::As, place, "as", [old.style, new.style].map(word), wire(shift));
        // Servers write the plain form always, so only those who read have to know the others.
        let bare = |returns: &Returns| returns.bare.clone().into_iter().collect::<Vec<_>>();
        let text = |returns: &Returns| if returns.bare_text { vec!["true".to_owned()] } else { Vec::new() };
        for (key, old, new) in [
            ("bare", bare(old), bare(new)),
            ("unwrap", old.unwrap.clone(), new.unwrap.clone()),
            ("bare-text", text(old), text(new)),
        ] {
            let known = new.iter().all(|form| old.contains(form));
            let effects = wire(Shift::of(true, known));
            self.differs(Rule::Reading, place, key, [list(&old), list(&new)], effects);
        }
        let shift = match (&old.fixed, &new.fixed) {
            (None, Some(_)) => Shift::Narrower,
            (Some(_), None) => Shift::Wider,
            (Some(_), Some(_)) | (None, None) => Shift::Apart,
        };
        let enters = old.fixed.is_some() != new.fixed.is_some();
        let effects = wire(shift).callers(enters).backends(enters);
        self.differs(Rule::Done, place, "fixed", [&old.fixed, &new.fixed].map(said), effects);
        self.differs(Rule::Emits, place, "emits", [&old.emits, &new.emits].map(said), wire(Shift::Narrower));
    }

    /// The type of an answer; `source` is what another one does to source.
    fn answer_type(&mut self, place: &str, types: [&'a Option<Type>; 2], flow: Flow, source: Effects) {
        let [old, new] = types.map(Option::as_ref);
        let texts = self.sides([old, new], |side, ty| of_answer(side.api, ty));
        if texts[0] != texts[1] {
            let effects = Effects::wire(self.answer_breaks(old, new, flow)).and(source);
            self.differs(Rule::Type, place, "type", texts, effects);
        }
    }

    fn outcomes(&mut self, both: &Both<'_, 'a>, old_action: &str, action: &str) {
        let Both { place, old, new, flow } = *both;
        let same_status = |old: &Outcome, new: &Outcome| old.status == new.status;
        let paired = pair(&old.outcomes, &new.outcomes, &[&|old, new| old.name == new.name, &same_status]);
        let at = |outcome: &Outcome| format!("{place}.outcomes.{}", outcome.name);
        let effects = |shift| Effects::wire(flow.breaks(shift)).and(Effects::SOURCE);
        for outcome in &paired.removed {
            let status = outcome.status.to_string();
            self.removed(Rule::OutcomeRemoved, &at(outcome), status, effects(Shift::Narrower));
        }
        for (old, new) in paired.both {
            let Outcome { name, status, ty, about, rust: _, span: _ } = old;
            let place = at(new);
            self.rust_name(&place, NameKind::Outcome, (old_action, name), (action, &new.name));
            let wire = Effects::wire(flow.breaks(Shift::Apart));
            let statuses = [*status, new.status].map(|status| status.to_string());
            self.differs(Rule::Status, &place, "status", statuses, wire);
            self.answer_type(&place, [ty, &new.ty], flow, Effects::SOURCE);
            self.texts(&place, &[("about", about, &new.about)]);
        }
        for outcome in &paired.added {
            self.added(Rule::OutcomeAdded, &at(outcome), outcome.status.to_string(), effects(Shift::Wider));
        }
        self.order(&format!("{place}.outcomes"), paired.moved);
    }

    /// One answer that becomes several, or the other way round. A client that knows one takes every success for it.
    fn one_or_several(&mut self, both: &Both<'_, 'a>) {
        let Both { place, old, new, flow } = *both;
        let ways = |returns: &'a Returns| match returns.outcomes.as_slice() {
            [] => vec![(returns.status, returns.ty.as_ref())],
            several => several.iter().map(|outcome| (outcome.status, outcome.ty.as_ref())).collect(),
        };
        let (before, after) = (ways(old), ways(new));
        let any_status = old.outcomes.is_empty() && !flow.to_vendor();
        let meets = |old: &(u16, Option<&'a Type>), new: &(u16, Option<&'a Type>)| {
            (any_status || old.0 == new.0) && !self.answer_breaks(old.1, new.1, flow)
        };
        let wire = if flow.to_vendor() {
            before.iter().any(|old| !after.iter().any(|new| meets(old, new)))
        } else {
            after.iter().any(|new| !before.iter().any(|old| meets(old, new)))
        };
        let text = |ways: &[(u16, Option<&Type>)], api| {
            let each = ways.iter().map(|(status, ty)| format!("{status} {}", of_answer(api, *ty)));
            each.collect::<Vec<_>>().join(", ")
        };
        let (before, after) = (text(&before, self.old.api), text(&after, self.new.api));
        let rule = if old.outcomes.is_empty() { Rule::OutcomeAdded } else { Rule::OutcomeRemoved };
        let effects = Effects::wire(wire).and(Effects::SOURCE);
        self.changed(rule, &format!("{place}.outcomes"), before, after, effects);
    }
}
