//! Names of modules and actions, and the names that types must not take.

use std::collections::{HashMap, HashSet};

use crate::document::{Document, Home, OperationName};
use crate::pointer;
use crate::text;
use crate::tree::Node;

/// The action of an operation.
pub(crate) struct ActionName {
    pub(crate) operation: OperationName,
    pub(crate) module: String,
    pub(crate) action: String,
    /// Whether it has several responses that are no errors.
    several: bool,
}

/// Ends of the names of a module's traits.
const TRAITS: [&str; 3] = ["Api", "Backend", "Blocking"];

/// Returns the name of a module.
pub(crate) fn module(name: &str) -> String {
    match text::kebab(name, "group").as_str() {
        "api" => "general".to_owned(), // the file `api.yaml` is taken
        // Features that every crate has.
        own @ ("blocking" | "client" | "default" | "server") => format!("{own}-calls"),
        other => other.to_owned(),
    }
}

/// Returns the module of an operation, and the name of its action as long as no other one has it.
pub(crate) fn place(operation: &OperationName, node: Option<&Node>) -> (String, String) {
    let tag = node.and_then(|node| node.get("tags")?.items().first()?.text());
    let segments = || operation.path.split(['/', '?', '#']).filter(|part| !part.is_empty());
    let literal = segments().find(|part| {
        let digits = part
            .trim_start_matches(['v', 'V'])
            .chars()
            .all(|letter| letter.is_ascii_digit() || letter == '.');
        !part.contains('{') && !digits && *part != "api"
    });
    let module = match &operation.home {
        Home::Paths => module(tag.or(literal).unwrap_or("general")),
        Home::Webhooks(_) => "webhooks".to_owned(),
        Home::Callback(_) => "callbacks".to_owned(),
    };
    let id = node.and_then(|node| node.text_at("operationId")).filter(|id| !id.is_empty());
    let stem = match id {
        // `repos/list` of the module `repos` is `list`.
        Some(id) => {
            let inner = id
                .split_once(['/', '.'])
                .filter(|(first, rest)| text::kebab(first, "x") == module && !rest.is_empty());
            text::kebab(inner.map_or(id, |(_, rest)| rest), "call")
        }
        None if operation.home.is_inbound() => {
            let own = match &operation.home {
                Home::Callback(pointer) => pointer::name(pointer),
                Home::Paths | Home::Webhooks(_) => operation.path.clone(),
            };
            text::kebab(&own, "call")
        }
        None => {
            let words: Vec<String> = segments()
                .filter(|part| module != text::kebab(part, "x"))
                .map(|part| part.replace('{', "by-").replace('}', ""))
                .collect();
            text::kebab(&format!("{} {}", operation.method, words.join(" ")), "call")
        }
    };
    (module, stem)
}

/// Chooses module and name for each operation.
pub(crate) fn actions(document: &Document, operations: &[OperationName]) -> Vec<ActionName> {
    let mut taken: HashMap<String, HashSet<String>> = HashMap::new();
    let mut names = Vec::with_capacity(operations.len());
    let outbound: HashSet<String> = operations
        .iter()
        .filter(|operation| !operation.home.is_inbound())
        .map(|operation| place(operation, document.operation(operation)).0)
        .collect();
    for operation in operations {
        let node = document.operation(operation);
        let (mut module, stem) = place(operation, node);
        if operation.home.is_inbound() && outbound.contains(&module) {
            module = format!("inbound-{module}");
        }
        let traits = || TRAITS.iter().map(|end| format!("{}{end}", text::variant(&module))).collect();
        let taken = taken.entry(module.clone()).or_insert_with(traits);
        let mut action = stem.clone();
        let mut number = 2;
        while !taken.insert(text::variant(&action)) {
            action = format!("{stem}-n{number}");
            number += 1;
        }
        let responses = node.and_then(|node| node.get("responses")).map_or(&[][..], Node::entries);
        let good = responses.iter().filter(|(status, _)| status.starts_with(['2', '3']));
        let bodies = good
            .map(|(_, response)| response.get("content").map_or(1, |content| content.entries().len().max(1)));
        names.push(ActionName {
            operation: operation.clone(),
            module,
            action,
            several: bodies.sum::<usize>() > 1,
        });
    }
    names
}

/// Returns the names that generated code uses beside the types.
pub(crate) fn reserved(document: &Document, names: &[ActionName]) -> HashSet<String> {
    let components = components(document);
    let mut reserved = HashSet::new();
    for name in names {
        let request = text::variant(&name.action);
        let second = format!("{request}Request");
        for stem in [&request, &second] {
            reserved.insert(format!("{stem}Required"));
            if name.several {
                reserved.insert(format!("{stem}Response"));
            }
        }
        // An action with the name of a type gets `Request` at its end.
        if components.contains(&second) && !components.contains(&request) {
            reserved.insert(request);
        } else {
            reserved.insert(second);
        }
        let module = text::variant(&name.module);
        for end in TRAITS {
            reserved.insert(format!("{module}{end}"));
        }
    }
    reserved
}

/// Returns the names of the schemas that references point to.
pub(crate) fn components(document: &Document) -> HashSet<String> {
    let places = ["/components/schemas", "/definitions"];
    let entries = places.iter().filter_map(|place| document.at(place)).flat_map(Node::entries);
    entries.map(|(name, _)| text::camel(name, "Type")).collect()
}
