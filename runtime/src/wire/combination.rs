//! Rules about combinations of parameters. A client checks them before it sends a request, a server before it calls the
//! backend.

use bindery_vocabulary::shortest;

use super::fault::Fault;
use super::key::{Key, key as plain};
use super::record::{find, is_none};
use super::scalar::read_flag;
use super::value::{Entries, Value};
use crate::ActionInfo;

/// Whether an action has rules about combinations of its parameters.
pub fn has_combinations(action: &ActionInfo, keys: &[Key]) -> bool {
    let has_own =
        |key: &Key| key.needs.is_some() || !key.excludes.is_empty() || !key.required_when.is_empty();
    !action.one_of.is_empty() || keys.iter().any(has_own)
}

/// Checks that a parameter is there where another one demands it (`needs`, `required_when`), and not where another one
/// excludes it.
///
/// `keys` are the keys of the parameters that are not plain.
///
/// # Errors
/// When a rule is broken; the fault names the parameter.
pub fn check_related(entries: &Entries<'_>, keys: &[Key]) -> Result<(), Fault> {
    let key_of =
        |name: &'static str| keys.iter().find(|key| key.name == name).copied().unwrap_or(plain(name));
    let value = |name: &'static str| {
        let key = key_of(name);
        find(&key, entries).filter(|value| !is_none(value, &key))
    };
    for key in keys {
        let there = value(key.name).is_some();
        if let Some(needed) = key.needs
            && there
            && value(needed).is_none()
        {
            return Err(Fault::missing(needed));
        }
        if let Some(other) = key.excludes.iter().find(|other| there && value(other).is_some()) {
            return Err(Fault::limit(format!("cannot be sent together with {other}")).inside(key.name));
        }
        for (other, texts) in key.required_when.iter().filter(|_| !there) {
            let found = value(other).and_then(Value::scalar_text);
            let text = found.as_deref().or(key_of(other).default);
            if text.is_some_and(|text| texts.iter().any(|known| is_same(known, text))) {
                return Err(Fault::missing(key.name));
            }
        }
    }
    Ok(())
}

/// Whether two texts are the same, or the same number.
fn is_same(one: &str, other: &str) -> bool {
    one == other || shortest(one).is_some_and(|number| shortest(other) == Some(number))
}

/// Checks that one of an action's groups of parameters is complete. A boolean that is false counts as absent, and so
/// does an empty text, except for a boolean that is a bare name.
///
/// `keys` are the keys of the parameters that are not plain.
///
/// # Errors
/// When no group is complete; the fault names the groups.
pub fn check_one_of(entries: &Entries<'_>, action: &ActionInfo, keys: &[Key]) -> Result<(), Fault> {
    let there = |name: &'static str| {
        let key = keys.iter().find(|key| key.name == name).copied().unwrap_or(plain(name));
        let Some(value) = find(&key, entries).filter(|value| !is_none(value, &key)) else { return false };
        let is_empty = value.scalar_text().is_some_and(|text| text.is_empty());
        match action.flags.contains(&name) {
            true if is_empty => action.name_only.contains(&name),
            true => !matches!(read_flag(value), Ok(false)),
            false => !is_empty,
        }
    };
    if action.one_of.is_empty() || action.one_of.iter().any(|group| group.iter().all(|name| there(name))) {
        return Ok(());
    }
    Err(Fault::none_of(action.one_of.iter().map(|group| group.join(" and ")).collect()))
}
