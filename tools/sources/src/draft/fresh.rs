//! Drafts the spec of a new API from one document.

use std::collections::HashMap;

use bindery_model::NotationKind;
use heck::ToKebabCase;

use super::drafter::Drafter;
use super::yaml::{BLANK, Block, Names, address, key as written, scalar};
use crate::claims::{Reading, What};
use crate::lines::Line;
use crate::recognize::module_of;

/// Name of the document in the drafted spec.
const SOURCE: &str = "guide";
/// First line of every file.
const SCHEMA: &str = "# yaml-language-server: $schema=../bindery.schema.json\n\n";

/// A file of a drafted spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreshFile {
    /// File name in the API's folder of the spec.
    pub name: String,
    /// Content of the file, in YAML.
    pub text: String,
}

/// A module that is being drafted.
struct Module {
    name: String,
    doc: String,
    actions: Vec<Block>,
    types: Vec<Block>,
}

/// Drafts the whole spec of an API.
pub fn fresh(api: &str, file: &str, kind: NotationKind, lines: &[Line], reading: &Reading) -> Vec<FreshFile> {
    let mut modules: Vec<Module> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut drafter = Drafter::new(SOURCE, None);
    for position in 0..reading.sections.len() {
        let Some(doc) = module_of(reading, position) else { continue };
        let Some(action) = drafter.action(reading, position) else { continue };
        let name = doc.to_kebab_case();
        let at = *places.entry(name.clone()).or_insert_with(|| {
            modules.push(Module { name, doc: doc.to_owned(), actions: Vec::new(), types: Vec::new() });
            modules.len() - 1
        });
        let types = std::mem::take(&mut drafter.types);
        if let Some(module) = modules.get_mut(at) {
            module.actions.push(action);
            module.types.extend(types);
        }
    }
    let mut files = vec![FreshFile {
        name: "api.yaml".to_owned(),
        text: api_file(api, file, kind, lines, reading, &modules, &drafter),
    }];
    files.extend(modules.iter().map(|part| FreshFile {
        name: format!("{}.yaml", part.name),
        text: module(&part.name, &part.doc, &part.actions, &part.types),
    }));
    files
}

/// Drafts the file of a module.
pub(super) fn module(name: &str, doc: &str, actions: &[Block], types: &[Block]) -> String {
    let mut text = format!("{SCHEMA}module: {name}\ndocumented-as: {}\n{BLANK}\n\nactions:\n", scalar(doc));
    for (position, action) in actions.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        text.push_str(&action.text(2));
    }
    if !types.is_empty() {
        text.push_str("\ntypes:\n");
        types.iter().for_each(|block| text.push_str(&block.text(2)));
    }
    text
}

fn api_file(
    api: &str,
    file: &str,
    kind: NotationKind,
    lines: &[Line],
    reading: &Reading,
    modules: &[Module],
    drafter: &Drafter<'_>,
) -> String {
    let notation = kind.text();
    let names: Vec<&str> = modules.iter().map(|module| module.name.as_str()).collect();
    let count = lines.last().map_or(1, |line| line.number);
    let mut text = format!("{SCHEMA}api: {api}\ntitle: ???\n{BLANK}\nmodules: [{}]\n", names.join(", "));
    text.push_str(&format!(
        "\nsources:\n  {SOURCE}:\n    file: {}\n    title: ???\n    lines: {count}\n    notation: {notation}\n",
        scalar(file)
    ));
    text.push_str("\nservers:\n  main:\n");
    let base = reading.claims.iter().find_map(|claim| match &claim.what {
        What::Url(url) => Some(url).filter(|url| url.matches('/').count() == 2),
        _ => None,
    });
    if let Some(url) = base {
        text.push_str(&format!("    url: {}\n", address(url)));
    }
    text.push_str(&format!("    {BLANK}\n\ndefaults:\n  path: /{{module}}/{{action}}\n"));
    let mut names = Names::default();
    let errors = reading.claims.iter().filter_map(|claim| drafter.error(claim, &mut names));
    let mut errors: Vec<Block> = errors.collect();
    if errors.is_empty() {
        errors
            .push(Block::line(format!("general: {{code: 1, text: General error, kind: internal, {BLANK}}}")));
    }
    let general =
        errors.first().and_then(|error| error.head.split(':').next()).unwrap_or("general").to_owned();
    text.push_str("\nrejections:\n");
    for rejection in ["missing", "invalid", "unauthenticated", "not-found", "not-implemented", "internal"] {
        text.push_str(&format!("  {rejection}: {general}\n"));
    }
    text.push_str(&failures(reading));
    text.push_str("\nerrors:\n");
    errors.iter().for_each(|error| text.push_str(&error.text(2)));
    text
}

/// Drafts the error format: from the documented keys, or a default format without them.
fn failures(reading: &Reading) -> String {
    let keys = reading.claims.iter().filter_map(|claim| match &claim.what {
        What::FailureKey { path } => Some(path.as_str()),
        _ => None,
    });
    let keys: Vec<&str> = keys.collect();
    let holds = |name: &str| match name.rsplit('.').next().unwrap_or(name) {
        "code" | "errorCode" => Some("$code"),
        "message" => Some("$message"),
        "details" => Some("$details"),
        "success" | "status" => Some("false"),
        _ => None,
    };
    let mut below: HashMap<&str, Vec<String>> = HashMap::new();
    for (key, name) in keys.iter().filter_map(|path| path.split_once('.')) {
        if let Some(value) = holds(name).filter(|_| !name.contains('.')) {
            below.entry(key).or_default().push(format!("{}: {value}", written(name)));
        }
    }
    let mut parts = Vec::new();
    let mut sign = None;
    for key in keys.iter().filter(|key| !key.contains('.')) {
        let inside = below.remove(key).unwrap_or_default();
        let inside = (!inside.is_empty()).then(|| format!("{{{}}}", inside.join(", ")));
        let Some(value) = inside.or_else(|| holds(key).map(str::to_owned)) else { continue };
        if value != "false" {
            sign = sign.or(Some(format!("{{key: {}}}", written(key))));
        }
        parts.push(format!("{}: {value}", written(key)));
    }
    let (sign, body) = match sign {
        Some(sign) => (sign, parts.join(", ")),
        None => ("{status: [400, 599]}".to_owned(), "code: $code, message: $message".to_owned()),
    };
    format!("\nerror-formats:\n  failure:\n    status: 500\n    when: [{sign}]\n    body: {{{body}}}\n")
}
