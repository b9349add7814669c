//! A whole spec from a document: what the model refuses is left out and reported.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bindery_model::diagnostic::{Diagnostic, SourceMap};
use bindery_model::{Input, check};

use crate::convert::{Conversion, File, Options, convert_without};
use crate::document::{Document, OperationName};
use crate::finding::{Finding, Weight};
use crate::reach::Reach;

/// Maximum number of times that a spec is written again without what the model refuses.
const MAX_ROUNDS: usize = 8;

/// A spec that was written from a document, with what became of each operation.
#[derive(Clone, Debug)]
pub struct Import {
    /// The files: `api.yaml` first. The model accepts them without a diagnostic, unless `refused` has some.
    pub files: Vec<File>,
    /// What the document says and the spec does not.
    pub findings: Vec<Finding>,
    /// What became of each operation, in the order of the document.
    pub operations: Vec<Imported>,
    /// What the model says against parts of the spec that belong to no operation; usually empty.
    pub refused: Vec<String>,
}

/// What became of an operation.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The operation.
    pub operation: OperationName,
    /// File of the operation.
    pub file: String,
    /// First and last line of the operation in its file.
    pub lines: (u32, u32),
    /// Module and name of its action; none for an operation that is only reported.
    pub action: Option<(String, String)>,
    /// How much of it the spec says.
    pub state: State,
    /// Why it is not callable as documented; empty if it is.
    pub reasons: Vec<String>,
}

/// How much of an operation a spec says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// An action says all that is sent and received.
    Callable,
    /// An action says it in part: a gap of the findings belongs to it.
    Partial,
    /// No action says it.
    Reported,
}

impl Import {
    /// Returns the number of operations in a state.
    pub fn count(&self, state: State) -> usize {
        self.operations.iter().filter(|one| one.state == state).count()
    }
}

/// Writes the spec of a document, or of some of its operations.
pub fn import(document: &Document, operations: &[OperationName], options: &Options) -> Import {
    let mut left: Vec<OperationName> = operations.to_vec();
    let mut reasons: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let numbers: HashMap<&OperationName, usize> = operations.iter().zip(0..).collect();
    // Pages are a guess from names, so they go before the operation does.
    let mut plain: HashSet<OperationName> = HashSet::new();
    let mut refused;
    let mut conversion;
    let mut rounds = 0;
    loop {
        conversion = convert_without(document, &left, options, &plain);
        let inputs = conversion.files.iter();
        let inputs =
            inputs.map(|file| Input { name: file.name.clone(), bytes: file.text.clone().into_bytes() });
        let checked = check(inputs.collect());
        rounds += 1;
        refused = Vec::new();
        let mut blamed: BTreeSet<usize> = BTreeSet::new();
        for diagnostic in &checked.diagnostics {
            let owners = owners(&conversion, &checked.sources, diagnostic);
            if owners.is_empty() {
                refused.push(diagnostic.plain(&checked.sources));
            }
            for (operation, ..) in owners.iter().filter_map(|at| conversion.actions.get(*at)) {
                let Some(at) = numbers.get(operation).copied() else { continue };
                blamed.insert(at);
                if diagnostic.code == "spec::pages" {
                    continue;
                }
                let own = reasons.entry(at).or_default();
                if !own.contains(&diagnostic.message) {
                    own.push(diagnostic.message.clone());
                }
            }
        }
        if blamed.is_empty() || rounds >= MAX_ROUNDS {
            break;
        }
        let is_blamed =
            |operation: &OperationName| numbers.get(operation).is_some_and(|at| blamed.contains(at));
        left.retain(|operation| !is_blamed(operation) || plain.insert(operation.clone()));
    }
    // What was mended by leaving out pages is no reason.
    reasons.retain(|at, _| operations.get(*at).is_some_and(|operation| !left.contains(operation)));
    finished(document, operations, conversion, reasons, refused)
}

fn finished(
    document: &Document,
    operations: &[OperationName],
    conversion: Conversion,
    mut reasons: BTreeMap<usize, Vec<String>>,
    refused: Vec<String>,
) -> Import {
    let mut findings = conversion.findings;
    let gaps: Vec<&Finding> = findings.iter().filter(|finding| finding.weight == Weight::Gap).collect();
    let mut reach = Reach::new(document);
    let mut actions: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (operation, module, action) in conversion.actions {
        actions.insert(operation.pointer(), (module, action));
    }
    let mut all = Vec::with_capacity(operations.len());
    for (at, operation) in operations.iter().enumerate() {
        let pointer = operation.pointer();
        let span = document.operation(operation).map_or(document.root.span, |node| node.span);
        let action = actions.remove(&pointer);
        let mut reasons = reasons.remove(&at).unwrap_or_default();
        if !gaps.is_empty() {
            let own = reach.of(operation, &gaps);
            reasons.extend(own.into_iter().map(ToString::to_string));
        }
        let state = match (&action, reasons.is_empty()) {
            (Some(_), true) => State::Callable,
            (Some(_), false) => State::Partial,
            (None, _) => State::Reported,
        };
        let file =
            document.files.get(usize::from(span.file)).map(|(name, _)| name.clone()).unwrap_or_default();
        all.push(Imported {
            operation: operation.clone(),
            file,
            lines: (span.first, span.last),
            action,
            state,
            reasons,
        });
    }
    findings.extend(conversion.general);
    Import { files: conversion.files, findings, operations: all, refused }
}

/// Returns the positions of the actions that a diagnostic concerns: the one in which it is, or those that use the type.
fn owners(conversion: &Conversion, sources: &SourceMap, diagnostic: &Diagnostic) -> Vec<usize> {
    let file = sources.file_name(diagnostic.span);
    let (line, _) = sources.position(diagnostic.span);
    let Some(text) = conversion.files.iter().find(|known| known.name == file).map(|file| &file.text) else {
        return Vec::new();
    };
    let module = file.strip_suffix(".yaml").unwrap_or(file);
    let lines: Vec<&str> = text.lines().take(line).collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let key =
        |line: &str| line.trim_start().split(':').next().unwrap_or_default().trim_matches('"').to_owned();
    let entry = lines.iter().rev().find(|line| indent(line) <= 2 && !line.trim().is_empty());
    let section = lines.iter().rev().find(|line| indent(line) == 0 && !line.trim().is_empty());
    let (Some(entry), Some(section)) = (entry, section) else { return Vec::new() };
    match key(section).as_str() {
        "actions" => {
            let name = key(entry);
            let same = |(_, (_, known, action)): &(usize, &(OperationName, String, String))| {
                known == module && *action == name
            };
            conversion.actions.iter().enumerate().filter(same).map(|(at, _)| at).collect()
        }
        "types" => conversion.users(&key(entry)),
        _ => Vec::new(),
    }
}
