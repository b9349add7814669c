//! Comparison of two models, with a file for each part of a model.
//!
//! Every function here destructures the old item without `..`, so that a new field of the model does not compile
//! before it has a rule.

mod action;
mod api;
mod auth;
mod error_formats;
mod field;
mod forms;
mod module;
mod response;
mod types;
mod wire;

use bindery_model::diagnostic::Diagnostic;
use bindery_model::names::NameKind;
use bindery_model::{Api, Deprecation, Deviation, Evidence};

use crate::difference::{ChangeKind, Difference, Effects, Report};
use crate::pair::Paired;
use crate::rule::Rule;
use crate::side::Side;
use crate::text;

/// Returns all differences between two versions of an API, in the order of the spec.
///
/// # Errors
/// Returns the diagnostics of the new version, else of the old one, if Rust names cannot be chosen.
pub fn compare(old: &Api, new: &Api) -> Result<Report, Vec<Diagnostic>> {
    let new = Side::new(new)?;
    let mut old = Side::new(old)?;
    old.speak_like(&new);
    let mut compare = Compare { old, new, found: Vec::new() };
    compare.api();
    Ok(compare.report())
}

/// A comparison of two versions.
struct Compare<'a> {
    old: Side<'a>,
    new: Side<'a>,
    found: Vec<Difference>,
}

impl<'a> Compare<'a> {
    fn report(mut self) -> Report {
        let mut idle_waivers = Vec::new();
        for waiver in &self.new.api.waivers {
            let same = |found: &&mut Difference| found.effects.breaks() && found.key() == waiver.difference;
            match self.found.iter_mut().find(same) {
                Some(found) => found.waived = Some(waiver.because.clone()),
                None => idle_waivers.push(waiver.difference.clone()),
            }
        }
        Report { api: self.new.api.id.clone(), differences: self.found, idle_waivers }
    }

    fn push(
        &mut self,
        change: ChangeKind,
        rule: Rule,
        place: &str,
        texts: [Option<String>; 2],
        effects: Effects,
    ) {
        let place = place.to_owned();
        let [old, new] = texts.map(|text| text.filter(|text| !text.is_empty()));
        self.found.push(Difference { place, change, rule, old, new, effects, waived: None });
    }

    fn added(&mut self, rule: Rule, place: &str, what: impl Into<String>, effects: Effects) {
        self.push(ChangeKind::Added, rule, place, [None, Some(what.into())], effects);
    }

    fn removed(&mut self, rule: Rule, place: &str, what: impl Into<String>, effects: Effects) {
        self.push(ChangeKind::Removed, rule, place, [Some(what.into()), None], effects);
    }

    /// Reports a change.
    fn changed(
        &mut self,
        rule: Rule,
        place: &str,
        old: impl Into<String>,
        new: impl Into<String>,
        effects: Effects,
    ) {
        self.push(ChangeKind::Changed, rule, place, [Some(old.into()), Some(new.into())], effects);
    }

    /// Reports a change of a key of a place, if the values differ. The texts of both versions describe the values.
    fn differs<T: AsRef<str>>(
        &mut self,
        rule: Rule,
        place: &str,
        key: &str,
        [old, new]: [T; 2],
        effects: Effects,
    ) {
        let (old, new) = (old.as_ref(), new.as_ref());
        if old != new {
            self.changed(rule, &format!("{place}.{key}"), old, new, effects);
        }
    }

    /// Formats an item of both versions, with the names of each version.
    fn sides<T, U>(&self, [old, new]: [T; 2], say: impl Fn(&Side<'a>, T) -> U) -> [U; 2] {
        [say(&self.old, old), say(&self.new, new)]
    }

    /// Reports changes of texts for people.
    fn texts(&mut self, place: &str, texts: &[(&str, &str, &str)]) {
        for (key, old, new) in texts {
            self.differs(Rule::Texts, place, key, [old, new], Effects::DOCUMENTS);
        }
    }

    /// Compares the deprecation of an item. Only the text of one that stays is for people.
    fn deprecation(&mut self, place: &str, old: &Option<Deprecation>, new: &Option<Deprecation>) {
        let (rule, effects) = deprecation_rule(old, new);
        self.differs(rule, place, "deprecated", [old, new].map(text::deprecation), effects);
    }

    /// Reports added or removed items that are for people only; `at` returns the place and description of an item.
    fn documents<'t, T>(&mut self, paired: &Paired<'t, 't, T>, at: impl Fn(&'t T) -> (String, &'t str)) {
        for (place, what) in paired.removed.iter().map(|gone| at(gone)) {
            self.removed(Rule::Texts, &place, what, Effects::DOCUMENTS);
        }
        for (place, what) in paired.added.iter().map(|new| at(new)) {
            self.added(Rule::Texts, &place, what, Effects::DOCUMENTS);
        }
    }

    /// Reports changes of evidence and declared deviations.
    fn evidence(&mut self, place: &str, old: (&[Evidence], &[Deviation]), new: (&[Evidence], &[Deviation])) {
        self.texts(
            place,
            &[
                ("evidence", &text::evidence(old.0), &text::evidence(new.0)),
                ("deviates", &text::deviations(old.1), &text::deviations(new.1)),
            ],
        );
    }

    /// Reports a change of a Rust name: the place and the name in the spec, in both versions. `rust:` and everything
    /// else that names depend on is judged here, by the resulting name.
    fn rust_name(&mut self, place: &str, kind: NameKind, old: (&str, &str), new: (&str, &str)) {
        let before = self.old.rust(kind, old.0, old.1).to_owned();
        let after = self.new.rust(kind, new.0, new.1).to_owned();
        // An item that is not in Rust in one version is judged by the reason for that.
        if !before.is_empty() && !after.is_empty() {
            self.differs(Rule::RustName, place, "rust", [&before, &after], Effects::SOURCE);
        }
        // Parameters and fields are named by their wire names; all other names belong to the spec.
        let on_wire = matches!(kind, NameKind::Parameter | NameKind::Field | NameKind::Method);
        if !on_wire && before == after {
            self.texts(place, &[("name", old.1, new.1)]);
        }
    }

    /// Reports a change of the error of a rejection.
    fn error_of(&mut self, rule: Rule, place: &str, key: &str, errors: [Option<usize>; 2]) {
        let names = self.sides(errors, Side::maybe_error);
        self.differs(rule, place, key, names, Effects::CALLERS);
    }

    /// Reports a changed order that has no effect.
    fn order(&mut self, place: &str, moved: bool) {
        if moved {
            self.changed(Rule::Order, &format!("{place}.order"), "", "", Effects::COMPATIBLE);
        }
    }
}

/// Returns the rule and the effects of a changed deprecation.
fn deprecation_rule(old: &Option<Deprecation>, new: &Option<Deprecation>) -> (Rule, Effects) {
    match (old, new) {
        (Some(_), Some(_)) => (Rule::Texts, Effects::DOCUMENTS),
        (None, _) | (_, None) => (Rule::Stability, Effects::COMPATIBLE),
    }
}
