//! Matching of request paths with the templates of actions. axum finds a group of templates by the segments that have no
//! parameters; the templates of a group are tried from the most to the least specific.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::places::PathValues;
use super::router::Entry;
use crate::path::{Comparison, Template};

/// An action under one of its paths.
pub(super) struct Matched {
    pub(super) entry: Arc<Entry>,
    /// The template without the names of its parameters.
    pub(super) pattern: String,
    template: Template<'static>,
}

/// Actions by path, while the router is built.
pub(super) struct Paths {
    any_case: bool,
    all: Vec<Matched>,
}

impl Paths {
    pub(super) fn new(any_case: bool) -> Self {
        Self { any_case, all: Vec::new() }
    }

    /// Returns the actions whose paths match the same requests as this one.
    pub(super) fn same(&self, path: &'static str) -> impl Iterator<Item = &Entry> {
        let pattern = Template::parse(path).pattern(self.any_case);
        self.all.iter().filter(move |one| one.pattern == pattern).map(|one| &*one.entry)
    }

    /// Adds an action under a path.
    pub(super) fn add(&mut self, path: &'static str, entry: &Arc<Entry>) {
        let template = Template::parse(path);
        let pattern = template.pattern(self.any_case);
        self.all.push(Matched { entry: Arc::clone(entry), pattern, template });
    }

    /// Returns the groups with their paths in axum's syntax. A parameter for the rest of the path takes the whole group
    /// of what begins like it, because axum does not tell it from other parameters.
    pub(super) fn groups(self) -> BTreeMap<String, Vec<Matched>> {
        let segments = |one: &Matched| one.template.axum_segments(self.any_case);
        let is_rest = |segment: &String| segment.starts_with("{*");
        let mut rests: Vec<Vec<String>> =
            self.all.iter().map(segments).filter(|path| path.last().is_some_and(is_rest)).collect();
        // Of two, the shorter one takes what begins like it.
        rests.sort_by_key(Vec::len);
        let mut groups: BTreeMap<String, Vec<Matched>> = BTreeMap::new();
        for one in self.all {
            let path = one.template.axum_segments(self.any_case);
            let taken = rests.iter().find(|rest| {
                let before = rest.len() - 1;
                path.get(..before) == rest.get(..before)
                    && path.get(before).is_some_and(|segment| segment.starts_with('{'))
            });
            let path = format!("/{}", taken.unwrap_or(&path).join("/"));
            groups.entry(path).or_default().push(one);
        }
        for group in groups.values_mut() {
            group.sort_by_cached_key(|one| one.template.rank());
        }
        groups
    }
}

/// Returns the members of a group that match a path, the most specific first, with the values of their parameters.
pub(super) fn matching<'g>(
    group: &'g [Matched],
    path: &str,
    any_case: bool,
) -> Vec<(&'g Matched, PathValues<'g>)> {
    let by = |decoded: bool| {
        let values = move |one: &'g Matched| one.template.matches(path, Comparison { any_case, decoded });
        group.iter().filter_map(move |one| Some((one, values(one)?)))
    };
    let mut as_sent = by(false).peekable();
    if as_sent.peek().is_some() { as_sent.collect() } else { by(true).collect() }
}
