//! Actions by method and path, for detecting ambiguous requests.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use crate::diagnostic::Span;
use crate::model::Method;

/// Actions by method and path.
#[derive(Default)]
pub(super) struct Routes {
    /// Names and places of the actions.
    pub(super) owners: Vec<(String, Span)>,
    /// Whether paths are case-insensitive.
    pub(super) case_insensitive: bool,
    /// Actions with the same method and path shape.
    pub(super) shared: HashMap<(Method, String), Shared>,
}

/// The actions with the same method and path shape, as positions in [`Routes::owners`].
#[derive(Default)]
pub(super) struct Shared {
    /// The action without a `select`, which takes the rest.
    pub(super) plain: Option<usize>,
    /// The actions with a `select`, by the place of the selecting string.
    pub(super) selected: HashMap<Vec<String>, Texts<usize>>,
}

/// Strings and prefixes that do not overlap.
pub(super) struct Texts<T>(BTreeMap<String, (bool, T)>);

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Texts<T> {
    /// Adds a string, or a prefix if it ends in `*`. Returns the owner of an overlapping entry if there is one.
    ///
    /// No entry starts with a prefix entry, so only the neighbors must be compared.
    pub(super) fn enter(&mut self, pattern: &str, owner: T) -> Option<&T> {
        let (text, any) = pattern.strip_suffix('*').map_or((pattern, false), |text| (text, true));
        let before = self.0.range::<str, _>((Bound::Unbounded, Bound::Included(text))).next_back();
        let taken =
            before.is_some_and(|(key, (all, _))| key == text || (*all && text.starts_with(key.as_str())));
        let taken = if taken {
            before.map(|(key, _)| key.clone())
        } else {
            let after = self.0.range::<str, _>((Bound::Included(text), Bound::Unbounded)).next();
            after.map(|(key, _)| key).filter(|key| any && key.starts_with(text)).cloned()
        };
        match taken {
            Some(key) => self.0.get(&key).map(|(_, owner)| owner),
            None => {
                self.0.insert(text.to_owned(), (any, owner));
                None
            }
        }
    }
}
