//! Drafts what a document that says everything exactly has and a spec lacks. The text is that of the spec that is made
//! of the document; what the spec has is never changed.

use std::collections::HashSet;

use bindery_changes::{Difference, Rule};
use bindery_model::diagnostic::{SourceMap, Span};
use bindery_model::{Action, Api, Module, TypeDef, TypeKind};

use super::Draft;
use super::edit::{self, Edit};
use super::yaml::Block;
use crate::compare::differences;
use crate::exact::{Exact, inside, named};

/// Drafts YAML for everything that a document has and a spec lacks.
///
/// # Errors
/// Returns the reason if the two cannot be compared.
pub fn draft_exact(api: &Api, files: &SourceMap, exact: &Exact) -> Result<Vec<Draft>, String> {
    let mut drafter =
        Drafter { api, files, exact, needed: Vec::new(), modules: HashSet::new(), drafts: Vec::new() };
    let mut found = differences(api, exact)?;
    // Where several end at the same place, the inner ones come first: members, then actions, then types.
    found.sort_by_key(|difference| difference.rule == Rule::ActionAdded);
    for difference in found {
        drafter.draft(&difference);
    }
    drafter.types();
    Ok(drafter.drafts)
}

struct Drafter<'a> {
    api: &'a Api,
    files: &'a SourceMap,
    exact: &'a Exact,
    /// Types that drafts need.
    needed: Vec<String>,
    /// Modules that are drafted as a whole.
    modules: HashSet<String>,
    drafts: Vec<Draft>,
}

impl<'a> Drafter<'a> {
    fn draft(&mut self, difference: &Difference) {
        let place = difference.place.as_str();
        match difference.rule {
            Rule::ActionAdded => self.action(place),
            Rule::ParameterAdded => self.parameter(place),
            Rule::FieldAdded => self.field(place),
            Rule::ValueAdded => self.value(place),
            Rule::ErrorAdded => self.error(place),
            _ => {}
        }
    }

    fn module(&self, name: &str) -> Option<&'a Module> {
        self.exact.api.modules.iter().find(|module| module.name == name)
    }

    fn action(&mut self, place: &str) {
        let Some((name, action)) = place.split_once('/') else { return };
        let Some(theirs) = self.module(name) else { return };
        let Some(action) = theirs.actions.iter().find(|known| known.name == action) else { return };
        let Some(ours) = self.api.modules.iter().find(|module| module.name == name) else {
            return self.whole(name);
        };
        let Some(block) = block(&self.exact.files, action.span) else { return };
        let edit = match ours.actions.last() {
            Some(last) => edit::after(self.files, last.span, &block),
            None => edit::at_end(self.files, ours.span, "actions", std::slice::from_ref(&block)),
        };
        self.push(place, block.text(0), edit);
        self.types_of_action(action);
    }

    /// Drafts a module that the spec does not have.
    fn whole(&mut self, name: &str) {
        if !self.modules.insert(name.to_owned()) {
            return;
        }
        let file = format!("{name}.yaml");
        let Some(text) =
            self.exact.files.files.iter().find(|known| known.name == file).map(|file| &file.text)
        else {
            return;
        };
        let mut edits = vec![Edit::Create { file, text: text.clone() }];
        edits.extend(edit::listed(self.files, name));
        self.drafts.push(Draft { subject: name.to_owned(), yaml: text.clone(), edits });
        let Some(module) = self.module(name) else { return };
        for action in &module.actions {
            self.types_of_action(action);
        }
    }

    fn parameter(&mut self, place: &str) {
        let Some((owner, name)) = place.split_once(".parameters.") else { return };
        let (Some(theirs), Some(ours)) = (find(&self.exact.api, owner), find(self.api, owner)) else {
            return;
        };
        let Some(field) = theirs.parameters.iter().find(|field| field.name == name) else { return };
        let Some(block) = block(&self.exact.files, field.span) else { return };
        let edit = match ours.parameters.last() {
            Some(last) => edit::after(self.files, last.span, &block),
            None => edit::key_in(self.files, ours.span, "parameters", &block),
        };
        self.push(place, block.text(0), edit);
        named(&self.exact.api, &field.ty, &mut self.needed);
    }

    fn field(&mut self, place: &str) {
        let parts = place.split_once(".fields.").or_else(|| place.split_once(".positions."));
        let Some((owner, name)) = parts else { return };
        let (Some(theirs), Some(ours)) = (def(&self.exact.api, owner), def(self.api, owner)) else { return };
        let Some(field) = theirs.fields().iter().find(|field| field.name == name) else { return };
        let Some(last) = ours.fields().last() else { return };
        let Some(block) = block(&self.exact.files, field.span) else { return };
        self.push(place, block.text(0), edit::after(self.files, last.span, &block));
        named(&self.exact.api, &field.ty, &mut self.needed);
    }

    fn value(&mut self, place: &str) {
        let Some((owner, name)) = place.split_once(".values.") else { return };
        let (Some(theirs), Some(ours)) = (def(&self.exact.api, owner), def(self.api, owner)) else { return };
        let spans = |def: &TypeDef| -> Vec<(String, Span)> {
            match &def.kind {
                TypeKind::IntEnum(values) => {
                    values.iter().map(|value| (value.name.clone(), value.span)).collect()
                }
                TypeKind::TextEnum(values) => {
                    values.iter().map(|value| (value.name.clone(), value.span)).collect()
                }
                TypeKind::Record(_)
                | TypeKind::Positions(_)
                | TypeKind::Union(_)
                | TypeKind::Newtype(_)
                | TypeKind::Alias(_) => Vec::new(),
            }
        };
        let Some((_, span)) = spans(theirs).into_iter().find(|(known, _)| known == name) else { return };
        let Some(last) = spans(ours).pop() else { return };
        let Some(block) = block(&self.exact.files, span) else { return };
        self.push(place, block.text(0), edit::after(self.files, last.1, &block));
    }

    fn error(&mut self, place: &str) {
        let Some(name) = place.strip_prefix("api.errors.") else { return };
        let theirs = self.exact.api.errors.iter().find(|error| error.name == name);
        let (Some(theirs), Some(last)) = (theirs, self.api.errors.last()) else { return };
        let Some(block) = block(&self.exact.files, theirs.span) else { return };
        self.push(place, block.text(0), edit::after(self.files, last.span, &block));
    }

    fn types_of_action(&mut self, action: &Action) {
        for field in &action.parameters {
            named(&self.exact.api, &field.ty, &mut self.needed);
        }
        let text = block(&self.exact.files, action.span).map(|block| block.text(0)).unwrap_or_default();
        // Types of responses and headers stand in the text too.
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        let types = words.filter(|word| def(&self.exact.api, &format!("x/{word}")).is_some());
        self.needed.extend(types.map(str::to_owned));
    }

    /// Drafts types that the spec does not have, and those that they need.
    fn types(&mut self) {
        let mut open = std::mem::take(&mut self.needed);
        let mut done = HashSet::new();
        while let Some(name) = open.pop() {
            let has = self.api.types.iter().any(|def| def.name == name);
            if has || !done.insert(name.clone()) {
                continue;
            }
            let Some(theirs) = self.exact.api.types.iter().find(|def| def.name == name) else { continue };
            open.extend(inside(&self.exact.api, theirs));
            let Some(block) = block(&self.exact.files, theirs.span) else { continue };
            // Beside the types of the same file, or else at the end of the first file.
            let module = theirs.module.and_then(|id| self.exact.api.modules.get(id));
            let module = module.map(|module| module.name.as_str());
            if module.is_some_and(|name| self.modules.contains(name)) {
                continue; // the whole file is drafted
            }
            let ours = module.and_then(|name| self.api.modules.iter().find(|module| module.name == name));
            let last = self.api.types.iter().rfind(|def| {
                def.module.and_then(|id| self.api.modules.get(id)).map(|module| module.name.as_str())
                    == ours.map(|module| module.name.as_str())
            });
            let edit = match (last, ours) {
                (Some(last), _) => edit::after(self.files, last.span, &block),
                (None, Some(module)) => {
                    edit::at_end(self.files, module.span, "types", std::slice::from_ref(&block))
                }
                (None, None) => {
                    edit::at_end(self.files, Span::default(), "types", std::slice::from_ref(&block))
                }
            };
            self.push(&name, block.text(0), edit);
        }
    }

    fn push(&mut self, subject: &str, yaml: String, edit: Option<Edit>) {
        self.drafts.push(Draft { subject: subject.to_owned(), yaml, edits: edit.into_iter().collect() });
    }
}

fn find<'a>(api: &'a Api, place: &str) -> Option<&'a Action> {
    let (module, name) = place.split_once('/')?;
    let module = api.modules.iter().find(|known| known.name == module)?;
    module.actions.iter().find(|action| action.name == name)
}

fn def<'a>(api: &'a Api, place: &str) -> Option<&'a TypeDef> {
    let (_, name) = place.split_once('/')?;
    api.types.iter().find(|def| def.name == name)
}

/// Returns the entry that starts at a place, as it is written.
fn block(files: &SourceMap, span: Span) -> Option<Block> {
    let text = &files.files.get(span.file as usize)?.text;
    let start = span.start as usize;
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |end| end + 1);
    let before = text.get(line_start..start)?;
    let rest = text.get(start..)?;
    if before.trim().is_empty() {
        let own = before.len();
        let deeper = |line: &&str| line.trim().is_empty() || line.len() - line.trim_start().len() > own;
        let mut lines = rest.lines();
        let head = lines.next()?.to_owned();
        let inner: Vec<&str> = lines.take_while(deeper).filter(|line| !line.trim().is_empty()).collect();
        return Some(Block::new(head, nested(&inner)));
    }
    // An entry of a mapping on one line ends before the next comma or brace of its own level.
    let mut depth = 0usize;
    let mut quoted = false;
    let mut end = rest.len();
    let mut letters = rest.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if quoted => {
                letters.next();
            }
            '"' => quoted = !quoted,
            _ if quoted => {}
            '{' | '[' => depth += 1,
            '}' | ']' | ',' if depth == 0 => {
                end = at;
                break;
            }
            '}' | ']' => depth -= 1,
            '\n' => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    Some(Block::line(rest.get(..end)?.trim_end()))
}

/// Returns lines as blocks, by their indentation.
fn nested(lines: &[&str]) -> Vec<Block> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut blocks = Vec::new();
    let mut rest = lines;
    while let Some((first, tail)) = rest.split_first() {
        let own = indent(first);
        let end = tail.iter().position(|line| indent(line) <= own).unwrap_or(tail.len());
        let (inner, after) = tail.split_at(end);
        blocks.push(Block::new(first.trim_start(), nested(inner)));
        rest = after;
    }
    blocks
}
