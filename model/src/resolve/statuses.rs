//! Statuses of errors: every error response that a server writes must be distinguishable from a success response.

use std::collections::{HashMap, HashSet};

use super::Resolver;
use super::signals::is_recognised;
use crate::diagnostic::Span;
use crate::model::{ErrorEntry, ErrorFormat};

impl Resolver {
    /// Reports errors with a status that their error format would not recognize. `places` are those of the statuses.
    pub(super) fn check_statuses(
        &mut self,
        formats: &[ErrorFormat],
        errors: &[ErrorEntry],
        places: &[Option<Span>],
    ) {
        let own =
            errors.iter().zip(places).filter_map(|(entry, place)| Some((entry, entry.status?, (*place)?)));
        let own: Vec<(&ErrorEntry, u16, Span)> = own.collect();
        let by_name: HashMap<&str, usize> =
            own.iter().enumerate().map(|(at, (entry, _, _))| (entry.name.as_str(), at)).collect();
        let formats: HashMap<&str, &ErrorFormat> =
            formats.iter().map(|format| (format.name.as_str(), format)).collect();
        let mut reported = HashSet::new();
        for (format, error) in std::mem::take(&mut self.writes) {
            let Some(format) = formats.get(self.names.failures.name(format)) else { continue };
            let wanted = match error {
                None => own.as_slice(),
                Some(error) => {
                    let at = by_name.get(self.names.errors.name(error)).copied();
                    at.and_then(|at| own.get(at..=at)).unwrap_or_default()
                }
            };
            for (entry, status, place) in wanted {
                if !has_own_status(format, entry)
                    || is_recognised(format, *status)
                    || !reported.insert(*place)
                {
                    continue;
                }
                let name = &format.name;
                let message = format!("the error format `{name}` does not recognize the status {status}");
                self.error("spec::status", *place, message)
                    .label("not among the signals under `when`")
                    .help("correct the status, or include it in `when` of the error format: `when: [{status: [400, 599]}]`");
            }
        }
    }
}

/// Whether an error's own status applies to the format. A format that does not identify the error has one status for
/// all errors that have a code.
fn has_own_status(format: &ErrorFormat, entry: &ErrorEntry) -> bool {
    entry.code.is_none() || format.identifies()
}
