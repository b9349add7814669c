//! The actions of a spec, by what documents call them.

use std::collections::{HashMap, HashSet};

use bindery_model::{Action, Api, Known, Module, Segment};
use heck::ToKebabCase;

use crate::spec::actions;

/// The actions of a spec. Looking one up takes as long in a large spec as in a small one.
pub(crate) struct Actions<'a> {
    all: Vec<(&'a Module, Known<'a>)>,
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
            mentioned: api.mentions.iter().map(|mention| as_path(&mention.doc)).collect(),
            modules: api.modules.iter().map(|module| module.name.as_str()).collect(),
        };
        for (position, (_, known)) in all.iter().enumerate() {
            found.by_doc.entry(known.doc()).or_insert(position);
            let Some(action) = known.action() else { continue };
            found.callable_by_doc.entry(&action.doc).or_insert(position);
            found.by_path.insert(&action.path, position);
            for end in 1..=action.path.len() {
                found.beginnings.insert(action.path.get(..end).unwrap_or_default(), position);
            }
        }
        Self { all, ..found }
    }

    /// The action that documents call by a name.
    pub(crate) fn called(&self, doc: &str) -> Option<(&'a Module, Known<'a>)> {
        self.by_doc.get(doc).and_then(|position| self.all.get(*position)).copied()
    }

    /// The first action that can be called and has one of these: the name in documents, the path.
    pub(crate) fn callable(&self, doc: Option<&str>, path: Option<&str>) -> Option<(&'a Module, &'a Action)> {
        let named = doc.and_then(|doc| self.callable_by_doc.get(doc)).copied();
        let found = path.and_then(|path| self.by_path.find(&parts(path), true));
        let first = [named, found].into_iter().flatten().min()?;
        let (module, known) = self.all.get(first)?;
        Some((module, known.action()?))
    }

    /// The action that can be called at a path.
    pub(crate) fn at(&self, path: &str) -> Option<&'a Action> {
        self.callable(None, Some(path)).map(|(_, action)| action)
    }

    /// Whether a path is that of an action or the beginning of one, or follows the rule for paths: two words. A module
    /// without callable actions has a base too; so has an action that is only mentioned.
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

/// The path that a name in documents becomes by the rule for paths.
fn as_path(doc: &str) -> String {
    doc.split("::").map(|part| part.to_kebab_case()).collect::<Vec<_>>().join("/")
}

/// Paths with parameters. Few specs have more than a handful of ways in which literals and parameters follow each other.
#[derive(Default)]
struct Patterns<'a> {
    /// For each way, which of the parts are literals.
    ways: Vec<Vec<bool>>,
    /// The position of the first action with a way and its literals.
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
            Segment::Parameter(_) => None,
        });
        self.found.entry((at, literals.collect())).or_insert(position);
    }

    /// The first action that fits; `filled` when its parameters may not be empty.
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
