//! The small example that a new API starts from.

use super::start::Start;
use crate::exit::Exit;

/// Files of the spec; `@NAME@` is the name of the API.
const SPEC: [(&str, &str); 2] = [
    ("api.yaml", include_str!("../../../templates/example/api.yaml")),
    ("notes.yaml", include_str!("../../../templates/example/notes.yaml")),
];

/// The document that it is based on.
const GUIDE: &str = include_str!("../../../templates/example/guide.txt");

/// Returns the example.
pub(super) fn start(name: &str) -> Start {
    let named = |text: &str| text.replace("@NAME@", name);
    Start {
        spec: SPEC.iter().map(|(file, text)| ((*file).to_owned(), named(text))).collect(),
        documents: vec![("guide.txt".to_owned(), named(GUIDE))],
        is_watched: false,
        rows: Vec::new(),
        exit: Exit::Done,
    }
}
