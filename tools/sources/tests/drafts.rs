//! Drafts: missing parts are inserted in place and nothing else changes; a whole spec is drafted from a document, and
//! compared with the finished one.

mod support;

use std::collections::BTreeSet;

use bindery_model::{Api, Field, Input, NotationKind, Type, TypeKind, check, input};
use bindery_sources::{Edit, apply, draft, fresh, length, lines, read};
use support::{Spec, edit, own, root, vendors};

/// Applies the drafts for a text to the files of a spec.
fn written(spec: &Spec, text: &str) -> Vec<Input> {
    let (lines, reading) = spec.read(text);
    let source = spec.source();
    let mut edits: Vec<Edit> =
        draft(&spec.api, &spec.files, source, &reading).into_iter().flat_map(|draft| draft.edits).collect();
    edits.extend(length(&spec.files, source, lines.last().map_or(0, |line| line.number)));
    let mut files: Vec<Input> = spec
        .files
        .files
        .iter()
        .map(|file| Input {
            name: file.name.clone(),
            bytes: apply(&file.name, &file.text, &edits).into_bytes(),
        })
        .collect();
    files.extend(edits.into_iter().filter_map(|edit| match edit {
        Edit::Create { file, text } => Some(Input { name: file, bytes: text.into_bytes() }),
        Edit::Insert { .. } => None,
    }));
    files
}

/// Returns the files with filled blanks; apart from the blanks they must be valid.
fn filled(files: Vec<Input>) -> Vec<Input> {
    let codes: BTreeSet<&str> = check(files.clone()).diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, BTreeSet::from(["spec::blank"]), "blanks are the only mistakes");
    let fill = |file: Input| {
        let text = String::from_utf8(file.bytes).expect("drafts are UTF-8");
        Input { name: file.name, bytes: text.replace("???", "Written.").into_bytes() }
    };
    files.into_iter().map(fill).collect()
}

#[test]
fn what_is_missing_is_put_where_it_belongs() {
    let spec = Spec::folder(&root().join("tools/sources/tests/spec/shop"));
    let text = own("shop.txt");
    let text = edit(&text, "notestring\n", "currency\nstring\nOptional. The currency.\nnotestring\n");
    let text = edit(&text, "30Payment", "25\n\nOrder is empty\n\n30Payment");
    let text = edit(&text, "○ paid(bool)", "○ by(string): Who paid.\n\n○ paid(bool)");
    let text = edit(&text, "○ states.paid", "○ states.late = 3\n\n○ states.paid");
    let text = edit(
        &text,
        "Order::pay (",
        "Order::cancel\n\nCancels it.\n\nParameters:\n\nid\nint\nThe order.\n\nReturns:\n\n state(Sort): How it is.\n\n○ number(int): A number.\n\nOrder::pay (",
    );
    let text = format!("{text}\nClient::list\n\nParameters:\n\nNone\n\nReturns:\n\n(int): How many.\n");
    let files = filled(written(&spec, &text));
    let after = Spec::from_inputs(files.clone());
    assert_eq!(after.differences(&text), [""; 0], "what was missing is there");
    // No line of the files is removed except the number of lines of the document.
    let mut new = Vec::new();
    for before in &spec.files.files {
        let now = files.iter().find(|file| file.name == before.name).expect("the file is there");
        let now = String::from_utf8_lossy(&now.bytes);
        let mut old = before.text.lines().peekable();
        for line in now.lines() {
            if old.next_if(|old| *old == line).is_none() {
                new.push(line.trim().to_owned());
                old.next_if(|old| old.contains("lines:") || old.contains("modules:"));
            }
        }
        assert_eq!(old.next(), None, "{}", before.name);
    }
    let shown = [
        "modules: [order, client]",
        "lines: 141",
        "currency: {type: string, optional: true, about: Written., evidence: \"guide:87-89\"}",
    ];
    for line in shown {
        assert!(new.iter().any(|new| new == line), "{line}\n{new:#?}");
    }
    assert!(files.iter().any(|file| file.name == "client.yaml"));
}

/// The share of a finished spec that a draft contains.
struct Share {
    what: &'static str,
    found: usize,
    all: usize,
}

impl Share {
    fn percent(&self) -> f64 {
        100.0 * self.found as f64 / self.all as f64
    }
}

fn names(field: &Field) -> Vec<String> {
    field.aliases.iter().chain([&field.name]).cloned().collect()
}

/// Returns the paths of a response, with the possible names of each field, ignoring how lists are written.
fn paths(api: &Api, ty: &Type, path: &str, depth: usize, found: &mut Vec<Vec<String>>) {
    match ty {
        Type::List(item) | Type::Map(_, item) | Type::Nullable(item) => paths(api, item, path, depth, found),
        Type::Named(id) if depth < 8 => match &api.types[*id].kind {
            TypeKind::Record(fields) => {
                for field in fields {
                    found.push(names(field).iter().map(|name| format!("{path}.{name}")).collect());
                    paths(api, &field.ty, &format!("{path}.{}", field.name), depth + 1, found);
                }
            }
            _ => scalar(path, found),
        },
        _ => scalar(path, found),
    }
}

fn scalar(path: &str, found: &mut Vec<Vec<String>>) {
    if path.is_empty() {
        found.push(vec![String::new()]);
    }
}

fn measure(finished: &Api, drafted: &Api) -> Vec<Share> {
    let mut parameters = Share { what: "parameters", found: 0, all: 0 };
    let mut fields = Share { what: "fields", found: 0, all: 0 };
    let mut codes = Share { what: "error codes", found: 0, all: 0 };
    for action in finished.modules.iter().flat_map(|module| &module.actions) {
        let mut all = drafted.modules.iter().flat_map(|module| &module.actions);
        let twin = all.find(|other| other.documented_as == action.documented_as || other.path == action.path);
        for parameter in &action.parameters {
            let wanted = names(parameter);
            let there = twin.is_some_and(|twin| {
                twin.parameters.iter().any(|other| names(other).iter().any(|name| wanted.contains(name)))
            });
            parameters.all += 1;
            parameters.found += usize::from(there);
        }
        let (mut wanted, mut there) = (Vec::new(), Vec::new());
        action.response.ty.iter().for_each(|ty| paths(finished, ty, "", 0, &mut wanted));
        let reply = twin.and_then(|twin| twin.response.ty.as_ref());
        reply.into_iter().for_each(|ty| paths(drafted, ty, "", 0, &mut there));
        let mut there: Vec<String> = there.into_iter().flatten().collect();
        // The document cannot mark a key as variable; the draft then has one more level with its name.
        let unnamed: Vec<String> = there
            .iter()
            .filter_map(|path| path.get(1..)?.split_once('.'))
            .map(|(_, rest)| format!(".{rest}"))
            .collect();
        there.extend(unnamed);
        fields.all += wanted.len();
        fields.found += wanted.iter().filter(|names| names.iter().any(|name| there.contains(name))).count();
    }
    for code in finished.errors.iter().filter_map(|error| error.code.as_ref()) {
        codes.all += 1;
        codes.found += usize::from(drafted.errors.iter().any(|error| error.code.as_ref() == Some(code)));
    }
    vec![parameters, fields, codes]
}

#[test]
fn a_whole_spec_is_drafted_from_a_document() {
    let text = own("shop.txt");
    let lines = lines(&text);
    let spec = Spec::folder(&root().join("tools/sources/tests/spec/shop"));
    let reading = read(&lines, &spec.source().notations);
    let files = fresh("shop", "shop.txt", NotationKind::ActionReference, &lines, &reading);
    let files =
        files.into_iter().map(|file| Input { name: file.name, bytes: file.text.into_bytes() }).collect();
    let drafted = Spec::from_inputs(filled(files));
    for share in measure(&spec.api, &drafted.api) {
        assert_eq!(share.found, share.all, "{}", share.what);
    }
}

#[test]
fn a_draft_from_the_vendors_document_has_what_the_finished_spec_has() {
    let Some(text) = vendors("000_abb5b18e561ac9f8.txt") else { return };
    let lines = lines(&text);
    let notation = bindery_model::Notation::of(NotationKind::ActionReference);
    let reading = read(&lines, &[notation]);
    let files = fresh("drafted", "guide.txt", NotationKind::ActionReference, &lines, &reading);
    let files =
        files.into_iter().map(|file| Input { name: file.name, bytes: file.text.into_bytes() }).collect();
    let drafted = Spec::from_inputs(filled(files));
    let finished = check(input::read_folder(&root().join("spec/backpack")).expect("the spec can be read"));
    for share in measure(&finished.api.expect("the spec is right"), &drafted.api) {
        println!("{}: {} of {} ({:.1} %)", share.what, share.found, share.all, share.percent());
        assert!(share.percent() >= 95.0, "{}: {:.1} %", share.what, share.percent());
    }
}
