//! Generated code compared with careful hand-written code for the same API.
//!
//! [`ledger`] is generated from `spec/ledger`; [`hand`] is the hand-written code. A [`Case`] is one job that both do,
//! and a check that both do the same, so that differences are not measured. Both sides are equally exact (amounts from
//! their literal text, never through `f64`), have the same limits, and use the same transport, HTTP types, executor and
//! allocator.

pub mod cases;
pub mod count;
pub mod hand;
mod same;
pub mod size;
mod values;

/// The generated API.
pub mod ledger {
    bindery_macros::api!("spec/ledger", client, server);
}

/// A function that does a job a number of times.
pub type Job = Box<dyn Fn(u64)>;

/// Benchmark case: a job that both sides do.
pub struct Case {
    /// Name of the case.
    pub name: &'static str,
    /// Number of rounds in the shorter of the two runs; their difference is the result.
    pub rounds: u64,
    /// Compares the results of both sides.
    pub check: Box<dyn Fn() -> Result<(), String>>,
    /// The generated code.
    pub ours: Job,
    /// The hand-written code.
    pub theirs: Job,
    /// Common work that is not compared, such as building the request for a server. Its cost is subtracted from both.
    pub alike: Option<Job>,
}

/// The part of a case that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchPart {
    /// The generated code.
    Ours,
    /// The hand-written code.
    Theirs,
    /// The common work, which is subtracted from both.
    Alike,
}

impl BenchPart {
    /// All of them.
    pub const ALL: [BenchPart; 3] = [BenchPart::Ours, BenchPart::Theirs, BenchPart::Alike];

    /// Returns the name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            BenchPart::Ours => "ours",
            BenchPart::Theirs => "theirs",
            BenchPart::Alike => "alike",
        }
    }
}

impl Case {
    /// Creates a case without common work.
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

    /// Sets the common work, which is subtracted.
    fn without(self, alike: impl Fn(u64) + 'static) -> Self {
        Self { alike: Some(Box::new(alike)), ..self }
    }

    /// Does a part of the case a number of times.
    pub fn run(&self, part: BenchPart, rounds: u64) {
        match (part, &self.alike) {
            (BenchPart::Ours, _) => (self.ours)(rounds),
            (BenchPart::Theirs, _) => (self.theirs)(rounds),
            (BenchPart::Alike, Some(alike)) => alike(rounds),
            (BenchPart::Alike, None) => {}
        }
    }
}
