//! A difference, and all of them together.

use bindery_vocabulary::words;

use crate::rule::Rule;
use crate::step::Step;

words! {
    /// What happened to something.
    pub enum Change: "change" {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// It is not what it was.
        Changed = "changed",
    }

    /// Whom a difference hurts.
    #[derive(PartialOrd, Ord)]
    pub enum Class: "class of a difference" {
        /// What runs with the old version does not get along with a vendor of the new one.
        BreaksWire = "breaks-wire",
        /// Code that calls generated clients does not compile any more, or means something else.
        BreaksCallers = "breaks-callers",
        /// Code that implements generated backends does not compile any more, or means something else.
        BreaksBackends = "breaks-backends",
        /// Something is new or different, and hurts nobody.
        Compatible = "compatible",
        /// Only texts for people are different.
        Documents = "documents",
    }
}

/// What a difference does, as far as it does anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// It breaks the wire.
    pub wire: bool,
    /// It breaks callers.
    pub callers: bool,
    /// It breaks backends.
    pub backends: bool,
    /// It is only a text for people.
    pub documents: bool,
}

impl Effects {
    /// It hurts nobody.
    pub(crate) const COMPATIBLE: Self =
        Self { wire: false, callers: false, backends: false, documents: false };
    /// Only texts for people.
    pub(crate) const DOCUMENTS: Self = Self { documents: true, ..Self::COMPATIBLE };
    /// The source of callers.
    pub(crate) const CALLERS: Self = Self { callers: true, ..Self::COMPATIBLE };
    /// The source of backends.
    pub(crate) const BACKENDS: Self = Self { backends: true, ..Self::COMPATIBLE };
    /// The source of both.
    pub(crate) const SOURCE: Self = Self { callers: true, backends: true, ..Self::COMPATIBLE };

    /// The wire, if so.
    pub(crate) const fn wire(wire: bool) -> Self {
        Self { wire, ..Self::COMPATIBLE }
    }

    /// The source of callers too, if so.
    pub(crate) const fn callers(self, callers: bool) -> Self {
        Self { callers: self.callers || callers, ..self }
    }

    /// The source of backends too, if so.
    pub(crate) const fn backends(self, backends: bool) -> Self {
        Self { backends: self.backends || backends, ..self }
    }

    /// What both do.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            wire: self.wire || other.wire,
            callers: self.callers || other.callers,
            backends: self.backends || other.backends,
            documents: self.documents && other.documents,
        }
    }

    /// Whether it breaks anything.
    pub const fn breaks(self) -> bool {
        self.wire || self.callers || self.backends
    }

    /// The classes, worst first; never none.
    pub fn classes(self) -> Vec<Class> {
        let breaking = [
            (self.wire, Class::BreaksWire),
            (self.callers, Class::BreaksCallers),
            (self.backends, Class::BreaksBackends),
        ];
        let mut classes: Vec<Class> =
            breaking.into_iter().filter(|(holds, _)| *holds).map(|(_, class)| class).collect();
        if classes.is_empty() {
            classes.push(if self.documents { Class::Documents } else { Class::Compatible });
        }
        classes
    }
}

/// One difference between two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: `user/login.parameters.page`, `user/Wallet.fields.credit.type`, `api.servers.main.url`.
    pub place: String,
    /// What happened there.
    pub change: Change,
    /// The rule that judges it.
    pub rule: Rule,
    /// What was there, in the words of the spec.
    pub old: Option<String>,
    /// What is there now.
    pub new: Option<String>,
    /// What it does.
    pub effects: Effects,
    /// Why it may, when the new version waives it.
    pub waived: Option<String>,
}

impl Difference {
    /// Its stable name, by which waivers know it: `removed user/login.parameters.page`.
    pub fn key(&self) -> String {
        format!("{} {}", self.change.text(), self.place)
    }

    /// Whether it breaks something, and nobody has said that it may.
    pub fn counts(&self) -> bool {
        self.effects.breaks() && self.waived.is_none()
    }

    /// The step that it asks for. What is waived counts as compatible: that is what a waiver is for.
    pub fn step(&self) -> Step {
        if self.counts() {
            Step::Major
        } else if self.effects.documents {
            Step::Patch
        } else {
            Step::Minor
        }
    }
}

/// All differences between two versions of an API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The API's short name.
    pub api: String,
    /// The differences: the API's, then module by module.
    pub differences: Vec<Difference>,
    /// Waivers of the new version that no breaking difference needs.
    pub idle_waivers: Vec<String>,
}

impl Report {
    /// An API that the old version does not have.
    pub fn of_added(api: &str) -> Self {
        Self::whole(api, Change::Added, Rule::ApiAdded, Effects::COMPATIBLE)
    }

    /// An API that the new version does not have.
    pub fn of_removed(api: &str) -> Self {
        Self::whole(api, Change::Removed, Rule::ApiRemoved, Effects { wire: true, ..Effects::SOURCE })
    }

    fn whole(api: &str, change: Change, rule: Rule, effects: Effects) -> Self {
        let place = "api".to_owned();
        let difference = Difference { place, change, rule, old: None, new: None, effects, waived: None };
        Self { api: api.to_owned(), differences: vec![difference], idle_waivers: Vec::new() }
    }

    /// Whether something breaks that is not waived.
    pub fn breaks(&self) -> bool {
        self.differences.iter().any(Difference::counts)
    }

    /// The step of the version that follows.
    pub fn step(&self) -> Step {
        self.differences.iter().map(Difference::step).max().unwrap_or_default()
    }
}
