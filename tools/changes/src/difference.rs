//! Differences between two versions, and the report of all of them.

use bindery_vocabulary::words;

use crate::bump::VersionBump;
use crate::rule::Rule;

words! {
    /// Kind of a change to an item.
    pub enum ChangeKind: "change" {
        /// Only the new version has the item.
        Added = "added",
        /// Only the old version has the item.
        Removed = "removed",
        /// Both versions have the item, but it differs.
        Changed = "changed",
    }

    /// Impact of a difference: the programs that it breaks.
    #[derive(PartialOrd, Ord)]
    pub enum Impact: "impact of a difference" {
        /// Programs built with the old version are incompatible with a vendor that uses the new one.
        BreaksWire = "breaks-wire",
        /// Code that calls generated clients no longer compiles, or has another meaning.
        BreaksCallers = "breaks-callers",
        /// Code that implements generated backends no longer compiles, or has another meaning.
        BreaksBackends = "breaks-backends",
        /// Something is new or different, and breaks nothing.
        Compatible = "compatible",
        /// Only texts for people changed.
        Documents = "documents",
    }
}

/// Effects of a difference: what it breaks. Without any, the difference is compatible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Whether it breaks the wire.
    pub wire: bool,
    /// Whether it breaks source code that calls generated clients.
    pub callers: bool,
    /// Whether it breaks source code that implements generated backends.
    pub backends: bool,
    /// Whether only a text for people changed.
    pub documents: bool,
}

impl Effects {
    /// Effects of a difference that breaks nothing.
    pub(crate) const COMPATIBLE: Self =
        Self { wire: false, callers: false, backends: false, documents: false };
    /// Effects of a difference in texts for people.
    pub(crate) const DOCUMENTS: Self = Self { documents: true, ..Self::COMPATIBLE };
    /// Breaks the source code of callers.
    pub(crate) const CALLERS: Self = Self { callers: true, ..Self::COMPATIBLE };
    /// Breaks the source code of backends.
    pub(crate) const BACKENDS: Self = Self { backends: true, ..Self::COMPATIBLE };
    /// Breaks the source code of callers and backends.
    pub(crate) const SOURCE: Self = Self { callers: true, backends: true, ..Self::COMPATIBLE };

    /// Breaks the wire if `wire`.
    pub(crate) const fn wire(wire: bool) -> Self {
        Self { wire, ..Self::COMPATIBLE }
    }

    /// Adds a break of callers' source code if `callers`.
    pub(crate) const fn callers(self, callers: bool) -> Self {
        Self { callers: self.callers || callers, ..self }
    }

    /// Adds a break of backends' source code if `backends`.
    pub(crate) const fn backends(self, backends: bool) -> Self {
        Self { backends: self.backends || backends, ..self }
    }

    /// Combines the effects of both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            wire: self.wire || other.wire,
            callers: self.callers || other.callers,
            backends: self.backends || other.backends,
            documents: self.documents && other.documents,
        }
    }

    /// Whether the difference breaks the wire, callers or backends.
    pub const fn breaks(self) -> bool {
        self.wire || self.callers || self.backends
    }

    /// Returns the classes, the most severe first; at least one.
    pub fn classes(self) -> Vec<Impact> {
        let breaking = [
            (self.wire, Impact::BreaksWire),
            (self.callers, Impact::BreaksCallers),
            (self.backends, Impact::BreaksBackends),
        ];
        let mut classes: Vec<Impact> =
            breaking.into_iter().filter(|(holds, _)| *holds).map(|(_, class)| class).collect();
        if classes.is_empty() {
            classes.push(if self.documents { Impact::Documents } else { Impact::Compatible });
        }
        classes
    }
}

/// A difference between two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Path of the item in the spec: `user/login.parameters.page`, `user/Wallet.fields.credit.type`,
    /// `api.servers.main.url`.
    pub place: String,
    /// Kind of the change at the place.
    pub change: ChangeKind,
    /// Rule that judges the difference.
    pub rule: Rule,
    /// Old value, in the words of the spec; `None` if there was none.
    pub old: Option<String>,
    /// New value; `None` if there is none.
    pub new: Option<String>,
    /// Effects of the difference: what it breaks.
    pub effects: Effects,
    /// Reason of the waiver, if the new version waives the difference.
    pub waived: Option<String>,
}

impl Difference {
    /// Returns the stable key, by which waivers name the difference: `removed user/login.parameters.page`.
    pub fn key(&self) -> String {
        format!("{} {}", self.change.text(), self.place)
    }

    /// Whether the difference breaks something without a waiver.
    pub fn counts(&self) -> bool {
        self.effects.breaks() && self.waived.is_none()
    }

    /// Returns the version bump that the difference requires. A waived difference counts as compatible.
    pub fn bump(&self) -> VersionBump {
        if self.counts() {
            VersionBump::Major
        } else if self.effects.documents {
            VersionBump::Patch
        } else {
            VersionBump::Minor
        }
    }
}

/// All differences between two versions of an API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Short name of the API.
    pub api: String,
    /// Differences: those of the API, then module by module.
    pub differences: Vec<Difference>,
    /// Waivers of the new version that match no breaking difference.
    pub idle_waivers: Vec<String>,
}

impl Report {
    /// Returns the report of an API that the old version does not have.
    pub fn of_added(api: &str) -> Self {
        Self::whole(api, ChangeKind::Added, Rule::ApiAdded, Effects::COMPATIBLE)
    }

    /// Returns the report of an API that the new version does not have.
    pub fn of_removed(api: &str) -> Self {
        Self::whole(api, ChangeKind::Removed, Rule::ApiRemoved, Effects { wire: true, ..Effects::SOURCE })
    }

    fn whole(api: &str, change: ChangeKind, rule: Rule, effects: Effects) -> Self {
        let place = "api".to_owned();
        let difference = Difference { place, change, rule, old: None, new: None, effects, waived: None };
        Self { api: api.to_owned(), differences: vec![difference], idle_waivers: Vec::new() }
    }

    /// Whether anything breaks without a waiver.
    pub fn breaks(&self) -> bool {
        self.differences.iter().any(Difference::counts)
    }

    /// Returns the version bump that follows from all differences.
    pub fn bump(&self) -> VersionBump {
        self.differences.iter().map(Difference::bump).max().unwrap_or_default()
    }
}
