//! The names that other places refer to, each kind in a table that knows how to report a name it does not have.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostics, Span};
use crate::document::{Doubt, Text, closest, listing, slip};
use crate::yaml::excerpt;

/// The position of something that a reference did not find. The mistake has been reported, so the model that holds it
/// is never handed out; every look-up by position has to cope with it.
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
    /// Names that may be of this kind, but stand where nothing is read.
    hidden: HashSet<String>,
}

impl Names {
    /// An empty table: what is named, the code for an unknown name and where names are defined.
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

    /// Adds a name at the next position. The place of the first is returned when there is one already.
    pub(super) fn add(&mut self, name: &str, span: Span) -> Option<Span> {
        let position = self.list.len();
        self.list.push((name.to_owned(), span));
        if let Some(first) = self.index.get(name) {
            return self.span(*first);
        }
        self.index.insert(name.to_owned(), position);
        None
    }

    /// Some definitions could not be read, so that an unknown name is nothing to report.
    pub(super) fn incomplete(&mut self) {
        self.complete = false;
    }

    /// Takes note of definitions that could not be read: those under their key, and those under keys that are unknown.
    pub(super) fn doubt(&mut self, doubt: &Doubt, key: &str) {
        self.complete &= !doubt.about(key);
        self.hidden.extend(doubt.hidden.iter().cloned());
    }

    /// Whether a name that is not here may be defined where nothing could be read.
    pub(super) fn may_have(&self, name: &str) -> bool {
        !self.complete || self.is_hidden(name)
    }

    /// Whether a name stands where nothing could be read.
    pub(super) fn is_hidden(&self, name: &str) -> bool {
        self.hidden.contains(name)
    }

    /// Whether all definitions could be read.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// The position of a name.
    pub(super) fn get(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// The name at a position.
    pub(super) fn name(&self, position: usize) -> &str {
        self.list.get(position).map_or("?", |(name, _)| name)
    }

    /// Where the name at a position is defined.
    pub(super) fn span(&self, position: usize) -> Option<Span> {
        self.list.get(position).map(|(_, span)| *span)
    }

    /// The names in the order of their positions.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(name, _)| name.as_str())
    }

    /// The position that a reference means, or [`UNKNOWN`] after reporting it.
    pub(super) fn find(&self, text: &Text<'_>, sink: &mut Diagnostics) -> usize {
        self.find_at(&text.value, text.span, sink)
    }

    /// The same for a name at a place.
    pub(super) fn find_at(&self, name: &str, span: Span, sink: &mut Diagnostics) -> usize {
        if let Some(position) = self.get(name) {
            return position;
        }
        // Where some definitions are not known, only a slip is surely not one of them.
        let surely = || sink.is_short() && slip(name, self.iter()).is_some();
        if !self.may_have(name) || (!self.is_hidden(name) && surely()) {
            let what = self.what;
            let near = sink.is_short().then(|| closest(name, self.iter())).flatten();
            let help = match (near, listing(self.iter())) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(list)) => format!("there are: {list}; new ones are defined {}", self.home),
                (None, None) => format!("define it {}", self.home),
            };
            sink.error(self.code, span, format!("there is no {what} `{}`", excerpt(name)))
                .label(format!("unknown {what}"))
                .help(help);
        }
        UNKNOWN
    }
}
