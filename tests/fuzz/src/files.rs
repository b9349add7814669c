//! Specs as one input: a line `=== NAME` precedes each file.

use bindery_model::diagnostic::Severity;
use bindery_model::{Api, Checked, Input, check_with};

/// Beginning of the line before a file.
const MARK: &[u8] = b"=== ";

/// Returns the files of an input. The text before the first mark is `api.yaml`.
pub(crate) fn files(data: &[u8]) -> Vec<Input> {
    let mut files = vec![Input { name: "api.yaml".to_owned(), bytes: Vec::new() }];
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        match (line.strip_prefix(MARK), files.last_mut()) {
            (Some(name), _) => {
                let name = String::from_utf8_lossy(name).trim().to_owned();
                files.push(Input { name, bytes: Vec::new() });
            }
            (None, Some(file)) => file.bytes.extend_from_slice(line),
            (None, None) => {}
        }
    }
    if files.first().is_some_and(|first| first.bytes.is_empty()) {
        files.remove(0);
    }
    files
}

/// Returns the two specs of an input: the second begins with the second `api.yaml`.
pub(crate) fn pair(data: &[u8]) -> (Vec<Input>, Vec<Input>) {
    let mut first = files(data);
    let second = first.iter().skip(1).position(|file| file.name == "api.yaml");
    let second = second.map(|at| first.split_off(at + 1)).unwrap_or_default();
    (first, second)
}

/// Returns the model of a spec, if it is valid. Every diagnostic has a position inside its file.
pub(crate) fn model(files: Vec<Input>, overlays: Vec<Input>) -> Option<Api> {
    let Checked { api, sources, diagnostics } = check_with(files, overlays);
    for diagnostic in &diagnostics {
        assert!(!diagnostic.message.is_empty(), "{diagnostic:?}");
        let related = diagnostic.related.iter().map(|(span, _)| span);
        for span in related.chain([&diagnostic.span]) {
            // Mistakes of a whole folder have no position.
            let Some(file) = sources.files.get(span.file as usize) else { continue };
            let range = span.start as usize..span.start as usize + span.len as usize;
            assert!(file.text.get(range).is_some(), "{diagnostic:?}");
        }
        assert!(diagnostic.plain(&sources).contains(diagnostic.code));
    }
    let errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(api.is_none(), errors, "a spec without errors has a model, and one with errors has none");
    api
}

/// The small shop API: a valid spec for targets that need one besides their input.
pub(crate) fn shop() -> Vec<Input> {
    files(include_bytes!("../../../fuzz/inputs/spec/shop.txt"))
}
