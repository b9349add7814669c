//! Compares the claims of a document with a spec, both ways: claims that the spec lacks, parts of the spec that the
//! document lacks, and differences. Declared deviations pass as long as the document makes the claim that they name.

mod actions;
mod check;
mod constants;
mod errors;
mod exact;
mod loose;
mod parameters;
mod report;
mod responses;
mod types;

use bindery_model::{Api, Source};

use crate::claims::Reading;
use crate::notations::{Named, named};
use check::Check;
pub use exact::compare_exact;
pub(crate) use exact::differences;
pub use report::{Count, Finding, Report, Verdict};

/// Compares the claims read from a source with the spec. A document that says everything exactly is compared by
/// [`compare_exact`]; its claims only show what has changed.
pub fn compare(api: &Api, source: &Source, reading: &Reading) -> Report {
    if source.notations.iter().any(|notation| named(notation.kind) == Named::Everything) {
        return Report::default();
    }
    let mut check = Check::new(api, source, reading);
    let owners = actions::owners(&check);
    actions::check(&mut check, &owners);
    for owner in owners.iter().flatten() {
        parameters::check(&mut check, owner);
        responses::check(&mut check, owner);
    }
    errors::check(&mut check);
    constants::check(&mut check);
    loose::check(&mut check, &owners);
    check.finish()
}
