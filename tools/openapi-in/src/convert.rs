//! From a document to the files of a spec.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::document::{Document, OperationName};
use crate::errors::{self, Errors};
use crate::finding::{Finding, WEBSOCKET};
use crate::merge::Schemas;
use crate::naming::{self, ActionName};
use crate::operation;
use crate::security::Security;
use crate::servers::Servers;
use crate::text;
use crate::tree::Node;
use crate::types::Types;
use crate::{uses, yaml_out};

/// Names that the document does not give.
#[derive(Clone, Debug)]
pub struct Options {
    /// Name of the API, and of its folder.
    pub api: String,
    /// File name of the document.
    pub file: String,
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
    /// What the document says and the spec does not.
    pub findings: Vec<Finding>,
    /// Module and name of the action for each operation.
    pub actions: Vec<(OperationName, String, String)>,
}

/// Name of the only source.
const SOURCE: &str = "openapi";

/// Parts of a spec while its actions are written.
pub(crate) struct Draft<'d> {
    pub(crate) document: &'d Document,
    pub(crate) types: Types<'d>,
    pub(crate) errors: Errors,
    pub(crate) security: Security,
    pub(crate) servers: Servers,
}

/// Writes a spec of some operations of a document.
pub fn convert(document: &Document, operations: &[OperationName], options: &Options) -> Conversion {
    // Fragments are never sent, so paths that differ only there are one request.
    let mut seen = HashSet::new();
    let plain = |operation: &OperationName| {
        let path = operation.path.split('#').next().unwrap_or_default();
        (
            operation.method.clone(),
            path.split('/')
                .map(|part| if part.starts_with('{') { "{}" } else { part })
                .collect::<Vec<_>>()
                .join("/"),
        )
    };
    let (operations, twins): (Vec<OperationName>, Vec<OperationName>) =
        operations.iter().cloned().partition(|operation| seen.insert(plain(operation)));
    let names = naming::actions(document, &operations);
    let reserved = naming::reserved(document, &names);
    let later = naming::components(document);
    let mut draft = Draft {
        document,
        types: Types::new(Schemas::new(document), reserved, later),
        errors: Errors::default(),
        security: Security::default(),
        servers: Servers::of(document),
    };
    for (at, server) in document.root.get("servers").map_or(&[][..], Node::items).iter().enumerate() {
        let url = server.text_at("url").unwrap_or_default();
        if url.starts_with("ws://") || url.starts_with("wss://") {
            draft.types.schemas.findings.gap(&format!("/servers/{at}"), WEBSOCKET, url);
        }
    }
    for twin in twins {
        draft.types.schemas.findings.gap(
            &twin.pointer(),
            "an operation with the method and path of another one",
            "",
        );
    }
    let mut written = Vec::with_capacity(names.len());
    for ActionName { operation, action, .. } in &names {
        written.push(operation::action(&mut draft, operation, action, SOURCE));
    }
    let errors = std::mem::take(&mut draft.errors).written();
    let mut modules: IndexMap<String, Vec<(String, JsonValue)>> = IndexMap::new();
    let mut actions = Vec::with_capacity(names.len());
    for ((name, mut keys), formats) in names.into_iter().zip(written).zip(&errors.uses) {
        keys.extend(formats.clone().map(|formats| ("error-formats".to_owned(), formats)));
        modules.entry(name.module.clone()).or_default().push((name.action.clone(), JsonValue::Object(keys)));
        actions.push((name.operation, name.module, name.action));
    }
    let (files, findings) = files(draft, errors, modules, options);
    Conversion { files, findings, actions }
}

fn files(
    draft: Draft<'_>,
    errors: errors::Written,
    modules: IndexMap<String, Vec<(String, JsonValue)>>,
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
    let types_of = |owner: Option<usize>| {
        let own = defined.iter().filter(|(name, _)| {
            let owners = used.get(name.as_str());
            match owner {
                Some(at) => owners.is_some_and(|owners| owners.len() == 1 && owners.contains(&at)),
                None => owners.is_some_and(|owners| owners.len() > 1 || owners.contains(&usize::MAX)),
            }
        });
        let own: Vec<(String, JsonValue)> = own.map(|(name, body)| (name.clone(), body.clone())).collect();
        (!own.is_empty()).then_some(JsonValue::Object(own))
    };
    let info = |key: &str| document.root.get("info").and_then(|info| info.text_at(key));
    let title = text::about(info("title"))
        .map_or_else(|| options.api.clone(), |title| title.trim_end_matches('.').to_owned());
    let about = text::about(info("description")).unwrap_or_else(|| format!("{title}."));
    let source = JsonValue::object([
        ("file", JsonValue::text(&options.file)),
        ("title", JsonValue::text(&title)),
        ("lines", JsonValue::number(document.lines)),
    ]);
    let mut api = vec![
        ("api", JsonValue::text(text::kebab(&options.api, "api"))),
        ("title", JsonValue::text(title)),
        ("about", JsonValue::text(about)),
        ("modules", JsonValue::texts(modules.keys())),
        ("sources", JsonValue::object([(SOURCE, source)])),
        ("servers", draft.servers.written()),
    ];
    api.extend(draft.security.written().map(|auth| ("auth", auth)));
    api.extend([
        ("defaults", JsonValue::object([("error-format", JsonValue::text(errors.default))])),
        ("rejections", errors.rejections),
        ("error-formats", errors.formats),
        ("errors", errors.errors),
    ]);
    api.extend(types_of(None).map(|types| ("types", types)));
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
            ("actions", JsonValue::Object(actions)),
        ];
        entries.extend(types_of(Some(at)).map(|types| ("types", types)));
        files.push(file(&module, JsonValue::object(entries)));
    }
    (files, draft.types.schemas.findings.into_sorted())
}

/// Returns the evidence for the lines of a value.
pub(crate) fn evidence(source: &str, node: &Node) -> JsonValue {
    let (first, last) = node.lines;
    JsonValue::text(if first == last {
        format!("{source}:{first}")
    } else {
        format!("{source}:{first}-{last}")
    })
}
