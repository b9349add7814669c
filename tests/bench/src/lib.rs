//! Generated code against code that a careful person would write by hand for the same API.
//!
//! [`ledger`] is generated of `spec/ledger`, [`hand`] is written beside it. A [`Case`] is one job that both do, and a check
//! that both do the same: what differs is not measured. Both sides are as exact (amounts from their literal text, never
//! through `f64`), hold the same limits, and use the same transport, HTTP types, executor and allocator.

pub mod cases;
pub mod count;
pub mod hand;
mod same;
pub mod size;
mod values;

/// The API, as the generator makes it.
pub mod ledger {
    bindery_macros::api!("spec/ledger", client, server);
}

/// Does a job so many times.
pub type Job = Box<dyn Fn(u64)>;

/// One job that both sides do.
pub struct Case {
    /// What it is called.
    pub name: &'static str,
    /// How often it is done in the shorter of the two runs whose difference counts.
    pub rounds: u64,
    /// Holds what one side makes against what the other does.
    pub check: Box<dyn Fn() -> Result<(), String>>,
    /// The generated code.
    pub ours: Job,
    /// The hand-written code.
    pub theirs: Job,
    /// What belongs to both jobs but not to the comparison, such as making the request that a server is sent. Taken off
    /// both.
    pub alike: Option<Job>,
}

/// What of a case is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The generated code.
    Ours,
    /// The hand-written code.
    Theirs,
    /// What is taken off both.
    Alike,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 3] = [Part::Ours, Part::Theirs, Part::Alike];

    /// How it is called on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Part::Ours => "ours",
            Part::Theirs => "theirs",
            Part::Alike => "alike",
        }
    }
}

impl Case {
    /// A job of which all is compared.
    fn new(
        (name, rounds): (&'static str, u64),
        check: impl Fn() -> Result<(), String> + 'static,
        ours: impl Fn(u64) + 'static,
        theirs: impl Fn(u64) + 'static,
    ) -> Self {
        Self {
            name,
            rounds,
            check: Box::new(check),
            ours: Box::new(ours),
            theirs: Box::new(theirs),
            alike: None,
        }
    }

    /// The same without what both sides do alike.
    fn without(self, alike: impl Fn(u64) + 'static) -> Self {
        Self { alike: Some(Box::new(alike)), ..self }
    }

    /// Does the job so many times.
    pub fn run(&self, part: Part, rounds: u64) {
        match (part, &self.alike) {
            (Part::Ours, _) => (self.ours)(rounds),
            (Part::Theirs, _) => (self.theirs)(rounds),
            (Part::Alike, Some(alike)) => alike(rounds),
            (Part::Alike, None) => {}
        }
    }
}
