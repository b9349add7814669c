//! Values at paths: keys joined by dots, or the steps of a template.

use bindery_vocabulary::path;
use bindery_vocabulary::template::Step;

use crate::wire::{Entries, Shape, Value};

/// Applies `read` to the value at a dotted path, if it is present and not null. In a list, a number is the position of
/// an item.
pub(crate) fn at_path<T>(
    value: &Value<'_>,
    path: &str,
    read: impl FnOnce(&Value<'_>) -> Option<T>,
) -> Option<T> {
    let mut room = None;
    if value.shape() != Shape::List {
        return at_entries(&value.entries(&mut room).ok()?, path, read);
    }
    let (at, rest) = path::first(path);
    further(&value.items(&mut room).ok()?.nth(at.parse().ok()?)?, rest, read)
}

/// Same as [`at_path`], for the entries of an object or the parameters of a request.
pub(crate) fn at_entries<T>(
    entries: &Entries<'_>,
    path: &str,
    read: impl FnOnce(&Value<'_>) -> Option<T>,
) -> Option<T> {
    let (key, rest) = path::first(path);
    let (_, inner) = entries.iter().rev().find(|(name, _)| *name == key)?;
    further(inner, rest, read)
}

fn further<T>(
    value: &Value<'_>,
    rest: Option<&str>,
    read: impl FnOnce(&Value<'_>) -> Option<T>,
) -> Option<T> {
    match rest {
        Some(rest) => at_path(value, rest, read),
        None if value.is_null() => None,
        None => read(value),
    }
}

/// Applies `read` to the value at the steps of a template, if it is present and not null. `error` is the position in
/// the list of errors; in its place, a value that is not a list is the only one.
pub(super) fn at_steps<T>(
    value: &Value<'_>,
    steps: &[Step<'_>],
    error: usize,
    read: impl FnOnce(&Value<'_>) -> Option<T>,
) -> Option<T> {
    let Some((step, rest)) = steps.split_first() else {
        return if value.is_null() { None } else { read(value) };
    };
    let mut room = None;
    match (step, value.shape()) {
        (Step::Key(key), Shape::Object) => {
            let entries = value.entries(&mut room).ok()?;
            let (_, inner) = entries.iter().rev().find(|(name, _)| name == key)?;
            at_steps(inner, rest, error, read)
        }
        (Step::Item(at), Shape::List) => at_steps(&value.items(&mut room).ok()?.nth(*at)?, rest, error, read),
        (Step::Each, Shape::List) => at_steps(&value.items(&mut room).ok()?.nth(error)?, rest, error, read),
        (Step::Each, _) if error == 0 => at_steps(value, rest, error, read),
        _ => None,
    }
}
