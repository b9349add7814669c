//! Lookup of a spec's actions by their documented name or path.

use std::collections::{HashMap, HashSet};

use bindery_model::{Action, Api, KnownAction, Module, Segment};
use heck::ToKebabCase;

use crate::spec::actions;

/// Index of a spec's actions. The time of a lookup does not depend on the size of the spec.
pub(crate) struct Actions<'a> {
    all: Vec<(&'a Module, KnownAction<'a>)>,
    by_doc: HashMap<&'a str, usize>,
    callable_by_doc: HashMap<&'a str, usize>,
    by_path: Patterns<'a>,
    beginnings: Patterns<'a>,
    mentioned: HashSet<String>,
    modules: HashSet<&'a str>,
}

impl<'a> Actions<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        let all: Vec<_> = actions(api).collect();
        let mut found = Self {
            all: Vec::new(),
            by_doc: HashMap::new(),
            callable_by_doc: HashMap::new(),
            by_path: Patterns::default(),
            beginnings: Patterns::default(),
            mentioned: api.mentions.iter().map(|mention| as_path(&mention.documented_as)).collect(),
            modules: api.modules.iter().map(|module| module.name.as_str()).collect(),
        };
        for (position, (_, known)) in all.iter().enumerate() {
            found.by_doc.entry(known.documented_as()).or_insert(position);
            let Some(action) = known.action() else { continue };
            found.callable_by_doc.entry(&action.documented_as).or_insert(position);
            found.by_path.insert(&action.path, position);
            for end in 1..=action.path.len() {
                found.beginnings.insert(action.path.get(..end).unwrap_or_default(), position);
            }
        }
        Self { all, ..found }
    }

    /// Returns the action with this documented name.
    pub(crate) fn called(&self, doc: &str) -> Option<(&'a Module, KnownAction<'a>)> {
        self.by_doc.get(doc).and_then(|position| self.all.get(*position)).copied()
    }

    /// Returns the first callable action that has this documented name or this path.
    pub(crate) fn callable(&self, doc: Option<&str>, path: Option<&str>) -> Option<(&'a Module, &'a Action)> {
        let named = doc.and_then(|doc| self.callable_by_doc.get(doc)).copied();
        let found = path.and_then(|path| self.by_path.find(&parts(path), true));
        let first = [named, found].into_iter().flatten().min()?;
        let (module, known) = self.all.get(first)?;
        Some((module, known.action()?))
    }

    /// Returns the callable action at a path.
    pub(crate) fn at(&self, path: &str) -> Option<&'a Action> {
        self.callable(None, Some(path)).map(|(_, action)| action)
    }

    /// Whether a path is the path of an action or a prefix of one, the default path of a mentioned action, or ends with
    /// the name of a module. Modules without callable actions have a base path too.
    pub(crate) fn are_below(&self, path: &str) -> bool {
        let parts = parts(path);
        self.beginnings.find(&parts, false).is_some()
            || self.mentioned.contains(&parts.join("/"))
            || parts.last().is_some_and(|last| self.modules.contains(last))
    }
}

fn parts(path: &str) -> Vec<&str> {
    path.trim_matches('/').split('/').collect()
}

/// Returns the default path for a documented name.
fn as_path(doc: &str) -> String {
    doc.split("::").map(|part| part.to_kebab_case()).collect::<Vec<_>>().join("/")
}

/// Index of paths with parameters, grouped by their sequence of literals and parameters. Most specs have few such
/// sequences.
#[derive(Default)]
struct Patterns<'a> {
    /// For each sequence, which of its segments are literals.
    ways: Vec<Vec<bool>>,
    /// Position of the first action with a sequence and its literals.
    found: HashMap<(usize, Vec<&'a str>), usize>,
}

impl<'a> Patterns<'a> {
    fn insert(&mut self, path: &'a [Segment], position: usize) {
        let way: Vec<bool> = path.iter().map(|segment| matches!(segment, Segment::Literal(_))).collect();
        let at = self.ways.iter().position(|known| *known == way).unwrap_or_else(|| {
            self.ways.push(way);
            self.ways.len() - 1
        });
        let literals = path.iter().filter_map(|segment| match segment {
            Segment::Literal(literal) => Some(literal.as_str()),
            Segment::Parameter(_) | Segment::Mixed(_) | Segment::Rest(_) => None,
        });
        self.found.entry((at, literals.collect())).or_insert(position);
    }

    /// Returns the first matching action. With `filled`, path parameters must not be empty.
    fn find(&self, parts: &[&'a str], filled: bool) -> Option<usize> {
        let fits = self.ways.iter().enumerate().filter(|(_, way)| way.len() == parts.len());
        fits.filter_map(|(at, way)| {
            let of = |literal: bool| {
                parts.iter().zip(way).filter(move |(_, is)| **is == literal).map(|(part, _)| *part)
            };
            let empty = filled && of(false).any(str::is_empty);
            if empty { None } else { self.found.get(&(at, of(true).collect())).copied() }
        })
        .min()
    }
}
