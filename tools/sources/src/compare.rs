//! Facts against a spec, both ways: what the document says and the spec does not, what the spec says and the document
//! does not, and what both say differently. What the spec declares as a deviation passes, as long as it is true.

mod actions;
mod answers;
mod check;
mod constants;
mod errors;
mod loose;
mod parameters;
mod report;
mod types;

use bindery_model::{Api, Source};

use crate::facts::Reading;
use check::Check;
pub use report::{Count, Finding, Report, Verdict};

/// Holds what was read of a source against the spec.
pub fn compare(api: &Api, source: &Source, reading: &Reading) -> Report {
    let mut check = Check::new(api, source, reading);
    let owners = actions::owners(&check);
    actions::check(&mut check, &owners);
    for owner in owners.iter().flatten() {
        parameters::check(&mut check, owner);
        answers::check(&mut check, owner);
    }
    errors::check(&mut check);
    constants::check(&mut check);
    loose::check(&mut check, &owners);
    check.finish()
}
