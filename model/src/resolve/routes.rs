//! The actions that requests can mean, by method and path.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use crate::diagnostic::Span;
use crate::model::Method;

/// The actions that requests can mean.
#[derive(Default)]
pub(super) struct Routes {
    /// Their names and places.
    pub(super) owners: Vec<(String, Span)>,
    /// Whether case makes no difference in paths.
    pub(super) any_case: bool,
    /// What shares a method and the shape of a path.
    pub(super) shared: HashMap<(Method, String), Shared>,
}

/// The actions that share a method and the shape of a path, as positions in [`Routes::owners`].
#[derive(Default)]
pub(super) struct Shared {
    /// The one that takes the rest.
    pub(super) plain: Option<usize>,
    /// The others, by the place of the text that selects them.
    pub(super) selected: HashMap<Vec<String>, Texts<usize>>,
}

/// Texts and beginnings of texts of which no two could be meant by one.
pub(super) struct Texts<T>(BTreeMap<String, (bool, T)>);

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Texts<T> {
    /// Enters a text, or a beginning of texts if it ends in `*`. Whose it is already is returned if there is one that
    /// overlaps with it.
    ///
    /// No entry begins with another that stands for all beginnings, so only the neighbours have to be looked at.
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
