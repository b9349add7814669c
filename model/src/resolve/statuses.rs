//! The statuses of errors: a failure that a server writes must be told from an answer, whichever error it is.

use std::collections::{HashMap, HashSet};

use super::Resolver;
use super::markers::shown_by_body;
use crate::diagnostic::Span;
use crate::model::{ErrorEntry, FailureShape, Holds, Marker};

impl Resolver {
    /// Reports errors with a status under which their shape would not be recognised. `places` are those of the statuses.
    pub(super) fn check_statuses(
        &mut self,
        shapes: &[FailureShape],
        errors: &[ErrorEntry],
        places: &[Option<Span>],
    ) {
        let own =
            errors.iter().zip(places).filter_map(|(entry, place)| Some((entry, entry.status?, (*place)?)));
        let own: Vec<(&ErrorEntry, u16, Span)> = own.collect();
        let by_name: HashMap<&str, usize> =
            own.iter().enumerate().map(|(at, (entry, _, _))| (entry.name.as_str(), at)).collect();
        let shapes: HashMap<&str, &FailureShape> =
            shapes.iter().map(|shape| (shape.name.as_str(), shape)).collect();
        let mut reported = HashSet::new();
        for (shape, error) in std::mem::take(&mut self.writes) {
            let Some(shape) = shapes.get(self.names.failures.name(shape)) else { continue };
            let wanted = match error {
                None => own.as_slice(),
                Some(error) => {
                    let at = by_name.get(self.names.errors.name(error)).copied();
                    at.and_then(|at| own.get(at..=at)).unwrap_or_default()
                }
            };
            for (entry, status, place) in wanted {
                if !has_own_status(shape, entry) || is_recognised(shape, *status) || !reported.insert(*place)
                {
                    continue;
                }
                let name = &shape.name;
                let message =
                    format!("the failure `{name}` with the status {status} would be taken for an answer");
                self.error("spec::status", *place, message)
                    .label("not among the signs under `when`")
                    .help("correct the status, or let `when` of the failure include it: `when: [{status: [400, 599]}]`");
            }
        }
    }
}

/// Whether an error's own status goes with the shape. A shape that does not say which error it is has one status for all
/// that have a code.
fn has_own_status(shape: &FailureShape, entry: &ErrorEntry) -> bool {
    let tells = |holds: &Holds| matches!(holds, Holds::Code | Holds::CodeText | Holds::Status);
    entry.code.is_none() || shape.body.iter().any(|part| tells(&part.holds))
}

fn is_recognised(shape: &FailureShape, status: u16) -> bool {
    shape.when.is_empty()
        || shape.when.iter().any(|marker| match marker {
            Marker::Status(first, last) => (*first..=*last).contains(&status),
            other => shown_by_body(other, &shape.body),
        })
}
