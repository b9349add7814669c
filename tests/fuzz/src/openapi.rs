//! OpenAPI documents, as specs.

use bindery_model::{Input, OpenApiReading, check};
use bindery_openapi_in::{Document, Import, Options, Parts, State, import, is_first_file, outline};

use crate::files::{files, model};
use crate::spec::printed;

/// Any files as an OpenAPI document: the first one, those that it refers to, and an overlay.
pub(crate) fn openapi(data: &[u8]) {
    let files: Vec<(String, String)> = files(data)
        .into_iter()
        .map(|file| (file.name, String::from_utf8_lossy(&file.bytes).into_owned()))
        .collect();
    let Some((name, text)) = files.first() else { return };
    let _ = (outline(text, &OpenApiReading::default()).is_ok(), is_first_file(text));
    let read = || {
        let mut supply = |wanted: &str| {
            files.iter().skip(1).find(|(name, _)| name == wanted).map(|(_, text)| text.clone())
        };
        let overlays = files.iter().skip(1).filter(|(name, _)| name == "overlay.yaml").cloned().collect();
        Document::with(name, text, Parts { supply: Some(&mut supply), overlays, without_texts: false })
    };
    let document = match read() {
        Ok(document) => document,
        Err(error) => return assert!(!error.to_string().is_empty(), "a mistake has a text"),
    };
    let operations = document.operations();
    let options = Options::new("read", name);
    let imported = import(&document, &operations, &options);
    held(&document, &imported, operations.len());
    let again = read().map(|document| import(&document, &operations, &options));
    let written =
        |import: &Import| -> Vec<String> { import.files.iter().map(|file| file.text.clone()).collect() };
    assert_eq!(again.map(|again| written(&again)).ok(), Some(written(&imported)), "one text, one spec");
}

/// Checks what must hold for every document.
fn held(document: &Document, import: &Import, operations: usize) {
    assert_eq!(import.operations.len(), operations, "every operation is read or reported");
    for one in &import.operations {
        let is_whole = one.action.is_some() && one.reasons.is_empty();
        assert_eq!(one.state == State::Callable, is_whole, "{one:?}");
        assert!(one.action.is_some() || !one.reasons.is_empty(), "nothing is left out in silence: {one:?}");
    }
    let lengths: Vec<(&str, u32)> = document.files().collect();
    for finding in &import.findings {
        let length = lengths.iter().find(|(file, _)| *file == finding.file).map(|(_, length)| *length);
        let (first, last) = finding.lines;
        assert!(length.is_some_and(|length| 1 <= first && first <= last && last <= length), "{finding:?}");
    }
    if import.operations.iter().all(|one| one.action.is_none()) {
        return; // no spec
    }
    let inputs = import
        .files
        .iter()
        .map(|file| Input { name: file.name.clone(), bytes: file.text.clone().into_bytes() });
    let inputs: Vec<Input> = inputs.collect();
    if import.refused.is_empty() {
        let found = check(inputs.clone()).diagnostics;
        assert!(found.is_empty(), "an imported spec has no mistakes: {found:?}");
        printed(&model(inputs, Vec::new()).expect("it has no mistake"));
    } else {
        assert_ne!(check(inputs).diagnostics, Vec::new(), "{:?}", import.refused);
    }
}
