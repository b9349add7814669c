//! Which operations a construct of the document belongs to.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::document::{Document, OperationName};
use crate::finding::Finding;
use crate::pointer::{join, target};
use crate::tree::{Kind, Node};

/// References of a document, followed once.
pub(crate) struct Reach<'d> {
    document: &'d Document,
    /// Pointers to which the value at a pointer refers.
    references: HashMap<String, Rc<HashSet<String>>>,
}

impl<'d> Reach<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        Self { document, references: HashMap::new() }
    }

    /// Returns the findings that belong to an operation: in it, in its path, or in what it refers to.
    pub(crate) fn of<'f>(&mut self, operation: &OperationName, findings: &[&'f Finding]) -> Vec<&'f Finding> {
        let item = operation.item();
        let own = operation.pointer();
        let mut starts = vec![own, join(&item, "parameters")];
        if let Some((_, pointer)) = self.document.at(&item).and_then(|node| self.document.resolved(node)) {
            starts.push(join(&pointer, &operation.method));
            starts.push(join(&pointer, "parameters"));
        }
        let mut seen: HashSet<String> = HashSet::new();
        let mut open = starts;
        while let Some(pointer) = open.pop() {
            if !seen.insert(pointer.clone()) {
                continue;
            }
            open.extend(self.references(&pointer).iter().cloned());
        }
        let around = |finding: &&&Finding| {
            // What is joined from two places has both in its pointer.
            finding.pointer.split('&').any(|pointer| ends(pointer).any(|end| seen.contains(end)))
        };
        findings.iter().filter(around).copied().collect()
    }

    fn references(&mut self, pointer: &str) -> Rc<HashSet<String>> {
        if let Some(known) = self.references.get(pointer) {
            return Rc::clone(known);
        }
        let mut found = HashSet::new();
        if let Some(node) = self.document.at(pointer) {
            collect(node, &mut found);
        }
        let found = Rc::new(found);
        self.references.insert(pointer.to_owned(), Rc::clone(&found));
        found
    }
}

/// Returns a pointer and all pointers around it.
fn ends(pointer: &str) -> impl Iterator<Item = &str> {
    let ends = pointer.char_indices().filter(|(_, letter)| *letter == '/').map(|(at, _)| at);
    ends.chain([pointer.len()]).filter_map(|end| pointer.get(..end))
}

fn collect(node: &Node, found: &mut HashSet<String>) {
    match &node.kind {
        Kind::Map(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value.text()) {
                    ("$ref" | "$dynamicRef", Some(reference)) => {
                        found.insert(target(reference).to_owned());
                    }
                    ("example" | "examples" | "default" | "enum" | "const", _) => {}
                    _ => collect(value, found),
                }
            }
        }
        Kind::List(items) => items.iter().for_each(|item| collect(item, found)),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => {}
    }
}
