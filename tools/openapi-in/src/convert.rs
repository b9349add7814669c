//! From a document to the files of a spec.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bindery_model::{NotationKind, OpenApiReading, Texts};
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::{Method, Word as _};
use indexmap::IndexMap;

use crate::document::{Document, OperationName};
use crate::errors::{self, Errors};
use crate::evidence::SOURCE;
use crate::finding::{Finding, Findings};
use crate::merge::Schemas;
use crate::naming::{self, ActionName};
use crate::operation;
use crate::pointer::stem;
use crate::security::Security;
use crate::servers::Servers;
use crate::text;
use crate::tree::{Kind, Node};
use crate::types::Types;
use crate::{pages, twins, uses, whole, yaml_out};

/// Names that the document does not give.
#[derive(Clone, Debug)]
pub struct Options {
    /// Name of the API, and of its folder.
    pub api: String,
    /// File name of the document.
    pub file: String,
    /// How the document was read, which the spec keeps for later.
    pub reading: OpenApiReading,
}

impl Options {
    /// Returns the names of an API and its document, which is read as a whole.
    pub fn new(api: impl Into<String>, file: impl Into<String>) -> Self {
        Self { api: api.into(), file: file.into(), reading: OpenApiReading::default() }
    }
}

/// A file of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Name, such as `api.yaml`.
    pub name: String,
    /// Content.
    pub text: String,
}

/// The spec that was written from a document.
#[derive(Clone, Debug)]
pub struct Conversion {
    /// The files: `api.yaml` first.
    pub files: Vec<File>,
    /// What the operations of the document say and the spec does not.
    pub findings: Vec<Finding>,
    /// What the document says beside its operations and the spec does not.
    pub general: Vec<Finding>,
    /// Module and name of the action for each operation; several operations may be cases of one action.
    pub actions: Vec<(OperationName, String, String)>,
    /// Types that each action names.
    uses: Vec<Vec<String>>,
    /// Types that each type names.
    types: HashMap<String, Vec<String>>,
}

impl Conversion {
    /// Returns the positions of the actions that need a type.
    pub(crate) fn users(&self, name: &str) -> Vec<usize> {
        let needs = |own: &Vec<String>| {
            let mut open: Vec<&str> = own.iter().map(String::as_str).collect();
            let mut seen = HashSet::new();
            while let Some(next) = open.pop() {
                if next == name {
                    return true;
                }
                if seen.insert(next) {
                    open.extend(self.types.get(next).into_iter().flatten().map(String::as_str));
                }
            }
            false
        };
        let all = self.uses.iter().enumerate();
        all.filter(|(_, own)| needs(own)).map(|(at, _)| at).collect()
    }
}

/// Parts of a spec while its actions are written.
pub(crate) struct Draft<'d> {
    pub(crate) document: &'d Document,
    pub(crate) types: Types<'d>,
    pub(crate) errors: Errors,
    pub(crate) security: Security,
    pub(crate) servers: Servers,
    /// Names of the sources, one for each file of the document.
    pub(crate) sources: Vec<String>,
}

/// Writes a spec of some operations of a document.
pub fn convert(document: &Document, operations: &[OperationName], options: &Options) -> Conversion {
    convert_without(document, operations, options, &HashSet::new())
}

/// Writes a spec of some operations of a document; those of `plain` without pages.
pub(crate) fn convert_without(
    document: &Document,
    operations: &[OperationName],
    options: &Options,
    plain: &HashSet<OperationName>,
) -> Conversion {
    let mut findings = Findings::default();
    for again in &document.again {
        let detail = format!("`{}` again in line {}", again.key, again.line);
        findings.gap(&again.pointer, "a key that a mapping has twice, of which the first counts", detail);
    }
    let mut seen: HashMap<_, OperationName> = HashMap::new();
    let mut chosen = Vec::with_capacity(operations.len());
    let mut additions: HashMap<OperationName, Vec<(&Node, String)>> = HashMap::new();
    let mut covered = Vec::new();
    for operation in operations {
        if Method::of_text(&operation.method.to_uppercase()).is_none() {
            let reason = "an operation with a method that specs do not have";
            findings.gap(&operation.pointer(), reason, operation.method.to_uppercase());
            continue;
        }
        if !matches!(document.operation(operation).map(|node| &node.kind), Some(Kind::Map(_))) {
            findings.gap(&operation.pointer(), "an operation that is no mapping", "");
            continue;
        }
        let Some(base) = seen.get(&twins::request(operation)) else {
            seen.insert(twins::request(operation), operation.clone());
            chosen.push(operation.clone());
            continue;
        };
        match twins::additions(document, base, operation) {
            Some(added) => {
                findings.wider(
                    &operation.pointer(),
                    "an operation that is a case of another one",
                    base.to_string(),
                );
                additions.entry(base.clone()).or_default().extend(added);
                covered.push((operation.clone(), base.clone()));
            }
            None => {
                let reason = "an operation with the method and path of another one";
                findings.gap(&operation.pointer(), reason, "");
            }
        }
    }
    let operations = chosen;
    let names = naming::actions(document, &operations);
    let reserved = naming::reserved(document, &names);
    let later = naming::components(document);
    let schemas = Schemas::new(document, findings);
    let sources = sources(document);
    let mut general = Findings::default();
    whole::report(document, &mut general);
    let servers = Servers::of(document, &mut general);
    let mut draft = Draft {
        document,
        types: Types::new(schemas, reserved, later, sources.clone()),
        errors: Errors::default(),
        security: Security::default(),
        servers,
        sources,
    };
    let mut written = Vec::with_capacity(names.len());
    for ActionName { operation, action, .. } in &names {
        let added = additions.remove(operation).unwrap_or_default();
        let mut keys = operation::action(&mut draft, operation, action, added);
        if operation.method == "get" && !operation.home.is_inbound() && !plain.contains(operation) {
            keys.extend(pages::pages(&keys, &draft.types.defined).map(|pages| ("pages".to_owned(), pages)));
        }
        written.push(keys);
    }
    let errors = std::mem::take(&mut draft.errors).written();
    let mut modules = Modules::new();
    let mut inbound: HashSet<String> = HashSet::new();
    let mut actions = Vec::with_capacity(names.len());
    let mut action_uses = Vec::with_capacity(names.len());
    let owned = |names: HashSet<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
    for ((name, mut keys), formats) in names.into_iter().zip(written).zip(&errors.uses) {
        keys.extend(formats.clone().map(|formats| ("error-formats".to_owned(), formats)));
        let body = JsonValue::Object(keys);
        action_uses.push(owned(uses::of_action(&body)));
        if name.operation.home.is_inbound() {
            inbound.insert(name.module.clone());
        }
        modules.entry(name.module.clone()).or_default().push((name.action.clone(), body));
        actions.push((name.operation, name.module, name.action));
    }
    for (twin, base) in covered {
        let found = actions.iter().find(|(operation, ..)| *operation == base);
        actions.extend(found.cloned().map(|(_, module, action)| (twin, module, action)));
    }
    let types =
        draft.types.defined.iter().map(|(name, body)| (name.clone(), owned(uses::of_type(body)))).collect();
    let (files, findings) = files(draft, errors, (modules, &inbound), options);
    let general = general.placed(document);
    Conversion { files, findings, general, actions, uses: action_uses, types }
}

/// Actions by module.
type Modules = IndexMap<String, Vec<(String, JsonValue)>>;

fn files(
    draft: Draft<'_>,
    errors: errors::Written,
    (modules, inbound): (Modules, &HashSet<String>),
    options: &Options,
) -> (Vec<File>, Vec<Finding>) {
    let document = draft.document;
    let mut used: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let defined = &draft.types.defined;
    let mut mark = |names: HashSet<&str>, owner: usize| {
        let mut open: Vec<&str> = names.into_iter().collect();
        while let Some(name) = open.pop() {
            let Some((name, body)) = defined.get_key_value(name) else { continue };
            if used.entry(name.as_str()).or_default().insert(owner) {
                open.extend(uses::of_type(body));
            }
        }
    };
    mark(uses::of_formats(&errors.formats), usize::MAX);
    for (at, (_, actions)) in modules.iter().enumerate() {
        for (_, action) in actions {
            mark(uses::of_action(action), at);
        }
    }
    // A type that one module needs is in its file, one that several need is in the first file.
    let mut of_modules: HashMap<usize, Vec<(String, JsonValue)>> = HashMap::new();
    let mut shared: Vec<(String, JsonValue)> = Vec::new();
    for (name, body) in defined {
        let Some(owners) = used.get(name.as_str()) else { continue };
        let list = match owners.first() {
            Some(only) if owners.len() == 1 && *only != usize::MAX => of_modules.entry(*only).or_default(),
            _ => &mut shared,
        };
        list.push((name.clone(), body.clone()));
    }
    let info = |key: &str| document.root.get("info").and_then(|info| info.text_at(key));
    let title = text::about(info("title"))
        .map_or_else(|| options.api.clone(), |title| title.trim_end_matches('.').to_owned());
    let about = text::about(info("description")).unwrap_or_else(|| format!("{title}."));
    let each = draft.sources.iter().zip(document.files()).enumerate();
    let sources = each.map(|(at, (source, (file, lines)))| {
        let file = if at == 0 { options.file.as_str() } else { file };
        let title = if at == 0 { title.clone() } else { format!("{title}, {file}") };
        let keys = JsonValue::object([
            ("file", JsonValue::text(file)),
            ("title", JsonValue::text(title)),
            ("lines", JsonValue::number(lines)),
            ("notation", notation(&options.reading, at == 0)),
        ]);
        (source.clone(), keys)
    });
    let sources = JsonValue::Object(sources.collect());
    let mut api = vec![
        ("api", JsonValue::text(text::kebab(&options.api, "api"))),
        ("title", JsonValue::text(title)),
        ("about", JsonValue::text(about)),
        ("modules", JsonValue::texts(modules.keys())),
    ];
    if modules.len() > 1 {
        api.push(("features", JsonValue::text("per-module")));
    }
    api.extend([("sources", sources), ("servers", draft.servers.written())]);
    api.extend(draft.security.written().map(|auth| ("auth", auth)));
    api.extend([
        ("defaults", JsonValue::object([("error-format", JsonValue::text(errors.default))])),
        ("rejections", errors.rejections),
        ("error-formats", errors.formats),
        ("errors", errors.errors),
    ]);
    if !shared.is_empty() {
        api.push(("types", JsonValue::Object(shared)));
    }
    let head = "# yaml-language-server: $schema=../bindery.schema.json\n";
    let file = |name: &str, json: JsonValue| File {
        name: format!("{name}.yaml"),
        text: [head, &yaml_out::write(&json)].concat(),
    };
    let mut files = vec![file("api", JsonValue::object(api))];
    let tags = document.root.get("tags").map_or(&[][..], Node::items);
    for (at, (module, actions)) in modules.into_iter().enumerate() {
        let tag =
            tags.iter().find(|tag| tag.text_at("name").is_some_and(|name| naming::module(name) == module));
        let about = text::about(tag.and_then(|tag| tag.text_at("description")));
        let mut entries = vec![
            ("module", JsonValue::text(&module)),
            ("about", JsonValue::text(about.unwrap_or_else(|| text::in_words(&module)))),
        ];
        if inbound.contains(&module) {
            entries.push(("direction", JsonValue::text("inbound")));
        }
        entries.push(("actions", JsonValue::Object(actions)));
        entries.extend(of_modules.remove(&at).map(|types| ("types", JsonValue::Object(types))));
        files.push(file(&module, JsonValue::object(entries)));
    }
    (files, draft.types.schemas.findings.placed(document))
}

/// Returns the notation of a source; how the document is read stands at its first file.
fn notation(reading: &OpenApiReading, is_first: bool) -> JsonValue {
    let kind = JsonValue::text(NotationKind::OpenApi.text());
    if !is_first || *reading == OpenApiReading::default() {
        return kind;
    }
    let OpenApiReading { overlays, texts, only, except } = reading;
    let mut keys = vec![("kind", kind)];
    for (key, names) in [("overlays", overlays), ("only", only), ("except", except)] {
        if !names.is_empty() {
            keys.push((key, JsonValue::texts(names)));
        }
    }
    if *texts != Texts::default() {
        keys.push(("texts", JsonValue::text(texts.text())));
    }
    JsonValue::object(keys)
}

/// Returns the names of the sources, one for each file.
fn sources(document: &Document) -> Vec<String> {
    let mut taken = HashSet::new();
    let each = document.files().enumerate().map(|(at, (file, _))| {
        let name = if at == 0 { SOURCE.to_owned() } else { text::kebab(stem(file), "file") };
        let whole = text::kebab(file, "file");
        text::unused(&mut taken, &[name, whole], "-")
    });
    each.collect()
}
