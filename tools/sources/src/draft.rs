//! Drafts YAML for claims that a spec lacks: with mapped types, evidence, and `about: ???` for texts that a person must
//! write. Drafts are inserted as text after the entry that precedes them in the document, so comments and order are
//! kept.

mod drafter;
mod edit;
mod exact;
mod fresh;
mod yaml;

use std::collections::{HashMap, HashSet};

use bindery_model::diagnostic::{SourceMap, Span};
use bindery_model::{Action, Api, KnownAction, Source, TypeKind};
use heck::ToKebabCase;

use crate::claims::{Claim, Reading, Stated, What};
use crate::compare::{Finding, Verdict, compare};
use crate::spec::{actions, split};
use drafter::Drafter;
use yaml::{Block, Names};

pub(crate) use edit::number;
pub use edit::{Edit, apply};
pub use exact::draft_exact;
pub use fresh::{FreshFile, fresh};

/// A draft of YAML for one claim that the spec lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Subject of the finding, such as `user/info email`.
    pub subject: String,
    /// The lines for the file; empty if nothing can be drafted.
    pub yaml: String,
    /// Edits that insert the draft; empty if a person must find the place.
    pub edits: Vec<Edit>,
}

/// Returns the edit that raises a source's number of lines, which evidence must not exceed. A document that became
/// shorter is left to `renumber`, because evidence may lie past its end.
pub fn length(files: &SourceMap, source: &Source, lines: u32) -> Option<Edit> {
    let longer = lines > source.lines;
    longer.then(|| edit::number(files, source.lines_span, lines.to_string())).flatten()
}

/// Drafts YAML for all claims of a document that the spec lacks.
pub fn draft(api: &Api, files: &SourceMap, source: &Source, reading: &Reading) -> Vec<Draft> {
    let report = compare(api, source, reading);
    let missing = report.findings.iter().filter(|finding| finding.verdict == Verdict::NotInSpec);
    let names = Names::from_taken(api.errors.iter().map(|error| error.name.as_str()));
    let mut placer = Placer { api, files, source, reading, names, shown: HashMap::new() };
    missing.map(|finding| placer.draft(finding)).collect()
}

struct Placer<'a> {
    api: &'a Api,
    files: &'a SourceMap,
    source: &'a Source,
    reading: &'a Reading,
    /// Names of the errors.
    names: Names,
    /// Fields in the examples of each section: their names by the path to their record.
    shown: HashMap<usize, HashMap<Vec<&'a str>, HashSet<&'a str>>>,
}

/// Largest number of sections or claims that are searched backwards for a neighbor.
const NEAR: usize = 200;

impl<'a> Placer<'a> {
    fn draft(&mut self, finding: &Finding) -> Draft {
        let claim = finding.claim.and_then(|position| Some((position, self.reading.claims.get(position)?)));
        let drafted = claim.and_then(|(position, claim)| match &claim.what {
            What::Action { doc, .. } => self.action(doc, claim.section),
            What::Parameter { .. } => self.parameter(position),
            What::Field { path, .. } => self.field(position, path),
            What::Code { .. } => self.code(position),
            What::Constant { name, .. } if !name.is_empty() => self.value(position, finding.spec?),
            _ => None,
        });
        let (yaml, edits) = drafted.unwrap_or_default();
        Draft { subject: finding.subject.clone(), yaml, edits }
    }

    fn drafter(&self) -> Drafter<'_> {
        Drafter::new(&self.source.name, Some(self.api))
    }

    /// Returns a block and the edit that inserts it after the entry at a place; no edit if that is impossible.
    fn after(&self, span: Span, block: &Block) -> (String, Vec<Edit>) {
        let edit = edit::after(self.files, span, block);
        (block.text(0), edit.into_iter().collect())
    }

    fn action(&self, doc: &str, section: usize) -> Option<(String, Vec<Edit>)> {
        let (module, _) = doc.split_once("::")?;
        let name = module.to_kebab_case();
        let mut drafter = self.drafter();
        let action = drafter.action(self.reading, section)?;
        let types = drafter.types;
        let Some(module) = self.api.modules.iter().find(|module| module.name == name) else {
            let file = fresh::module(&name, module, std::slice::from_ref(&action), &types);
            let mut edits = vec![Edit::Create { file: format!("{name}.yaml"), text: file.clone() }];
            edits.extend(edit::listed(self.files, &name));
            return Some((file, edits));
        };
        // After the preceding action of the document, if it is in the same module.
        let before = self.reading.sections.iter().take(section).rev().take(NEAR).find_map(|section| {
            let all = || actions(self.api).filter(|(found, _)| found.name == module.name);
            all().map(|(_, known)| known).find(|known| known.documented_as() == section.topic.title())
        });
        let mut all = actions(self.api).filter(|(found, _)| found.name == module.name);
        let neighbour =
            before.map(KnownAction::span).or_else(|| all.next().map(|(_, known)| known.span()))?;
        let (mut text, mut edits) = self.after(neighbour, &Block { blank_before: true, ..action });
        let last_type = module.types.iter().filter_map(|id| self.api.types.get(*id)).next_back();
        for block in &types {
            text.push_str(&block.text(0));
        }
        match last_type {
            Some(last) => {
                edits.extend(types.iter().filter_map(|block| edit::after(self.files, last.span, block)))
            }
            None if types.is_empty() => {}
            None => edits.extend(edit::at_end(self.files, module.span, "types", &types)),
        }
        Some((text, edits))
    }

    /// Returns the spec's action for the section of a claim.
    fn owner(&self, position: usize) -> Option<&'a Action> {
        let section = self.reading.sections.get(self.reading.claims.get(position)?.section)?;
        let mut callable = actions(self.api).filter_map(|(_, known)| known.action());
        callable.find(|action| action.documented_as == section.topic.title())
    }

    /// Returns the claims before a claim in the same section, the nearest first.
    fn before(&self, position: usize, claim: &'a Claim) -> impl Iterator<Item = &'a Claim> {
        let before = self.reading.claims.iter().take(position).rev().take(NEAR);
        before.filter(|other| other.section == claim.section)
    }

    fn parameter(&self, position: usize) -> Option<(String, Vec<Edit>)> {
        let action = self.owner(position)?;
        let claim = self.reading.claims.get(position)?;
        let block = self.drafter().parameter(claim, true)?;
        let known = |name: &str| action.parameters.iter().find(|field| field.name == name);
        let before = self.before(position, claim).filter_map(|other| match &other.what {
            What::Parameter { name, .. } => known(name),
            _ => None,
        });
        let neighbour = before.map(|field| field.span).next();
        match neighbour.or_else(|| action.parameters.last().map(|field| field.span)) {
            Some(span) => Some(self.after(span, &block)),
            None => {
                let edit = edit::key_in(self.files, action.span, "parameters", &block);
                Some((block.text(0), edit.into_iter().collect()))
            }
        }
    }

    fn field(&mut self, position: usize, path: &str) -> Option<(String, Vec<Edit>)> {
        let action = self.owner(position)?;
        let claim = self.reading.claims.get(position)?;
        let path = split(path);
        let (_, parents) = path.split_last()?;
        let optional = self.is_left_out(claim.section, &path, parents);
        let block = self.drafter().field(claim, optional)?;
        let parts = crate::spec::parts(self.api, action);
        // The nearest preceding field of the same record, or its last field.
        let neighbours = parts.iter().filter(|part| {
            part.path
                .split_last()
                .is_some_and(|(_, rest)| rest.len() == parents.len() && part_of(rest, parents))
        });
        let neighbours: Vec<_> = neighbours.collect();
        let before = self.before(position, claim).filter_map(|other| match &other.what {
            What::Field { path, .. } => Some(path.as_str()),
            _ => None,
        });
        let nearest = before.filter_map(|path| neighbours.iter().find(|part| part.text() == path)).next();
        let span = nearest.or(neighbours.last()).map(|part| part.span)?;
        Some(self.after(span, &block))
    }

    /// Whether the examples of a section show a record without one of its fields.
    fn is_left_out(&mut self, section: usize, path: &[&str], parents: &[&str]) -> bool {
        let reading = self.reading;
        let shown = self.shown.entry(section).or_insert_with(|| {
            let mut shown: HashMap<Vec<&str>, HashSet<&str>> = HashMap::new();
            for claim in reading.claims_of(section) {
                let What::Field { path, ty: Stated::Shown(_) } = &claim.what else { continue };
                if let Some((name, parents)) = split(path).split_last() {
                    shown.entry(parents.to_vec()).or_default().insert(name);
                }
            }
            shown
        });
        let beside = shown.get(parents);
        beside.is_some_and(|beside| path.last().is_none_or(|name| !beside.contains(name)))
    }

    fn code(&mut self, position: usize) -> Option<(String, Vec<Edit>)> {
        let claim = self.reading.claims.get(position)?;
        let block = Drafter::new(&self.source.name, Some(self.api)).error(claim, &mut self.names)?;
        let known = |code: &String| {
            let errors = &mut self.api.errors.iter();
            errors.find(|error| error.code.as_ref().is_some_and(|found| found.to_string() == *code))
        };
        let before = self.reading.claims.iter().take(position).rev().take(NEAR);
        let before = before.filter_map(|other| match &other.what {
            What::Code { code: Some(code), .. } => known(code),
            _ => None,
        });
        let neighbour = before.map(|error| error.span).next();
        let span = neighbour.or_else(|| self.api.errors.last().map(|error| error.span))?;
        Some(self.after(span, &block))
    }

    fn value(&self, position: usize, of: Span) -> Option<(String, Vec<Edit>)> {
        let claim = self.reading.claims.get(position)?;
        let block = self.drafter().value(claim)?;
        let def = self.api.types.iter().find(|def| def.span == of)?;
        let span = match &def.kind {
            TypeKind::IntEnum(values) => values.last().map(|value| value.span),
            TypeKind::TextEnum(values) => values.last().map(|value| value.span),
            TypeKind::Record(_)
            | TypeKind::Positions(_)
            | TypeKind::Union(_)
            | TypeKind::Newtype(_)
            | TypeKind::Alias(_) => None,
        }?;
        Some(self.after(span, &block))
    }
}

/// Whether a path in the spec matches a path in the document. Maps match any name.
fn part_of(specified: &[&str], documented: &[&str]) -> bool {
    specified.iter().zip(documented).all(|(left, right)| left == right || (*left == "{}" && *right != "[]"))
}
