//! Tables of the names to which other places refer, one for each kind. A table reports unknown names.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostics, Span};
use crate::document::{Doubt, Text, closest, listing, slip};
use crate::yaml::excerpt;

/// Position of an unresolved reference. The error is already reported, so a model with it is never returned; every
/// lookup by position must handle it.
pub(super) const UNKNOWN: usize = usize::MAX;

/// All names of one kind.
#[derive(Debug)]
pub(super) struct Names {
    what: &'static str,
    code: &'static str,
    home: &'static str,
    index: HashMap<String, usize>,
    list: Vec<(String, Span)>,
    complete: bool,
    /// Names that may be of this kind, but are under an unknown key.
    hidden: HashSet<String>,
}

impl Names {
    /// Creates an empty table; takes the kind of name, the code for unknown names, and where names are defined.
    pub(super) fn new(what: &'static str, code: &'static str, home: &'static str) -> Self {
        Self {
            what,
            code,
            home,
            index: HashMap::new(),
            list: Vec::new(),
            complete: true,
            hidden: HashSet::new(),
        }
    }

    /// Adds a name at the next position. Returns the place of the first definition if the name exists already.
    pub(super) fn add(&mut self, name: &str, span: Span) -> Option<Span> {
        let position = self.list.len();
        self.list.push((name.to_owned(), span));
        if let Some(first) = self.index.get(name) {
            return self.span(*first);
        }
        self.index.insert(name.to_owned(), position);
        None
    }

    /// Marks the table as incomplete, because some definitions could not be read; unknown names are then not reported.
    pub(super) fn incomplete(&mut self) {
        self.complete = false;
    }

    /// Records definitions that could not be read: those under their key, and those under unknown keys.
    pub(super) fn doubt(&mut self, doubt: &Doubt, key: &str) {
        self.complete &= !doubt.about(key);
        self.hidden.extend(doubt.hidden.iter().cloned());
    }

    /// Whether an unknown name may be defined in a part that could not be read.
    pub(super) fn may_have(&self, name: &str) -> bool {
        !self.complete || self.is_hidden(name)
    }

    /// Whether a name is under an unknown key.
    pub(super) fn is_hidden(&self, name: &str) -> bool {
        self.hidden.contains(name)
    }

    /// Whether all definitions could be read.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Returns the position of a name.
    pub(super) fn get(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// Returns the name at a position.
    pub(super) fn name(&self, position: usize) -> &str {
        self.list.get(position).map_or("?", |(name, _)| name)
    }

    /// Returns the place where the name at a position is defined.
    pub(super) fn span(&self, position: usize) -> Option<Span> {
        self.list.get(position).map(|(_, span)| *span)
    }

    /// Returns the names in the order of their positions.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the position of the referenced name, or [`UNKNOWN`] after reporting an unknown name.
    pub(super) fn find(&self, text: &Text<'_>, sink: &mut Diagnostics) -> usize {
        self.find_at(&text.value, text.span, sink)
    }

    /// Returns the position of a name that is at this place, as [`Self::find`] does.
    pub(super) fn find_at(&self, name: &str, span: Span, sink: &mut Diagnostics) -> usize {
        if let Some(position) = self.get(name) {
            return position;
        }
        // If some definitions are unknown, only a misspelling of a known name is certain.
        let surely = || sink.is_short() && slip(name, self.iter()).is_some();
        if !self.may_have(name) || (!self.is_hidden(name) && surely()) {
            let what = self.what;
            let near = sink.is_short().then(|| closest(name, self.iter())).flatten();
            let help = match (near, listing(self.iter())) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(list)) => format!("valid names: {list}; define new ones {}", self.home),
                (None, None) => format!("define it {}", self.home),
            };
            sink.error(self.code, span, format!("unknown {what} `{}`", excerpt(name)))
                .label(format!("unknown {what}"))
                .help(help);
        }
        UNKNOWN
    }
}
