//! Error signals: what marks a response as an error.

use bindery_vocabulary::path;
use bindery_vocabulary::template;

use super::path::{at_entries, at_path};
use crate::wire::{Entries, Shape, Value};
use crate::{ErrorFormat, ErrorSignal, ResponseHead};

/// A response whose signals are looked for.
#[derive(Clone, Copy)]
pub(super) struct Signals<'r> {
    /// Status and headers.
    pub(super) head: &'r ResponseHead,
    /// Body; `None` if it is not JSON.
    pub(super) body: Option<&'r Value<'r>>,
    /// Entries of the body if it is an object, collected once for all signals.
    pub(super) entries: Option<&'r Entries<'r>>,
}

impl Signals<'_> {
    /// Whether the response matches a signal of this format. `own` says whether the action's errors use the format.
    pub(super) fn are_of(&self, format: &ErrorFormat, own: bool) -> bool {
        format.when.iter().any(|signal| self.has(signal, own))
    }

    /// Same as [`Self::are_of`], without signals that are only statuses. Proxies send the same statuses.
    pub(super) fn are_clearly_of(&self, format: &ErrorFormat, own: bool) -> bool {
        let mut clear = format.when.iter().filter(|signal| !matches!(signal, ErrorSignal::Status(..)));
        clear.any(|signal| self.has(signal, own))
    }

    fn has(&self, signal: &ErrorSignal, own: bool) -> bool {
        match signal {
            ErrorSignal::Has(path) => self.at(path, |_| Some(())).is_some(),
            ErrorSignal::Is(path, constant) => self.is(path, constant),
            ErrorSignal::IsNot(path, usual) => own && self.holds(path) && !self.is(path, usual),
            ErrorSignal::Empty(path) => own && self.holds(path) && !self.is_filled(path),
            ErrorSignal::Filled(path) => self.is_filled(path),
            ErrorSignal::Header(name) => self.head.headers.contains_key(*name),
            ErrorSignal::HeaderIs(name, value) => {
                self.head.headers.get_all(*name).iter().any(|found| found.as_bytes() == value.as_bytes())
            }
            ErrorSignal::Status(first, last) => (*first..=*last).contains(&self.head.status),
            ErrorSignal::All(all) => all.iter().all(|signal| self.has(signal, own)),
        }
    }

    fn at<T>(&self, path: &str, read: impl FnOnce(&Value<'_>) -> Option<T>) -> Option<T> {
        match (self.entries, self.body) {
            (Some(entries), _) => at_entries(entries, path, read),
            (None, Some(body)) => at_path(body, path, read),
            (None, None) => None,
        }
    }

    fn is(&self, path: &str, constant: &str) -> bool {
        self.at(path, |value| value.read_given(|given| Some(template::is_constant(given, constant))))
            == Some(true)
    }

    fn is_filled(&self, path: &str) -> bool {
        self.at(path, |value| match value.shape() {
            Shape::Null => None,
            Shape::Text(text) => (!text.is_empty()).then_some(()),
            Shape::List => value.items(&mut None).ok()?.next().map(drop),
            Shape::Object => value.entries(&mut None).ok()?.first().map(drop),
            Shape::Bool(_) | Shape::Number(_) | Shape::BrokenText => Some(()),
        })
        .is_some()
    }

    /// Whether the object or list is present in which the value at this path could be. A response in another layout,
    /// such as that of a proxy, lacks it.
    fn holds(&self, path: &str) -> bool {
        let is_one = |value: &Value<'_>| matches!(value.shape(), Shape::List | Shape::Object);
        match path::around(path) {
            Some(around) => self.at(around, |value| is_one(value).then_some(())).is_some(),
            None => self.body.is_some_and(is_one),
        }
    }
}

/// Whether a response with this head and body matches an error signal of this format. `own` says whether the action's
/// errors [use the format](crate::ActionInfo::fails_in).
pub fn is_failure(format: &ErrorFormat, own: bool, head: &ResponseHead, body: Option<&Value<'_>>) -> bool {
    Signals { head, body, entries: None }.are_of(format, own)
}
