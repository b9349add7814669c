//! A draft of a spec from a document in a notation of the spec language.

use std::collections::BTreeMap;

use bindery_model::diagnostic::plural;
use bindery_model::{Notation, NotationKind, Word as _};
use bindery_sources::{Kind, actions, fresh, lines, read as read_notation, recognize};

use super::start::{Document, File, Row, Start};
use crate::exit::Exit;
use crate::failed::Failed;

/// Drafts a spec in the given notation, or in the one that is recognized.
pub(super) fn read(document: &Document, api: &str, asked: Option<NotationKind>) -> Result<Start, Failed> {
    let File { name, text } = &document.file;
    let lines = lines(text);
    let found = match asked {
        None => recognize(&lines),
        Some(kind) => {
            let reading = read_notation(&lines, &[Notation::of(kind)]);
            Some((kind, reading)).filter(|(_, reading)| actions(reading) > 0)
        }
    };
    let Some((kind, reading)) = found else {
        let message = match asked {
            Some(kind) => format!("nothing was read from {name} in the notation {}", kind.text()),
            None => format!("the notation of {name} is not known"),
        };
        let start: String = text.trim_start().chars().take(16).flat_map(char::to_lowercase).collect();
        let is_page = start.starts_with("<!doctype html") || start.starts_with("<html");
        let page = format!(
            "{name} is a web page; if it shows an OpenAPI document, save the JSON or YAML file itself, not the page"
        );
        let names: Vec<&str> = NotationKind::ALL.iter().map(|kind| kind.text()).collect();
        return Err(Failed::new(Exit::Unreadable, message)
            .maybe_note(is_page.then_some(page))
            .note(format!("the notations are: {}; choose one with --notation", names.join(", ")))
            .note("docs/spec-language.md of Bindery describes them, with the words of its own that a document may use"));
    };
    let mut kinds: BTreeMap<Kind, (usize, u32)> = BTreeMap::new();
    for claim in &reading.claims {
        let kind = kinds.entry(claim.what.kind()).or_insert((0, claim.place.first));
        kind.0 += 1;
    }
    let place = |line: u32| format!("{name}:{line}");
    let mut rows: Vec<Row> = vec![Row {
        state: "read",
        what: format!("actions, in the notation {}", kind.text()),
        count: actions(&reading),
        place: String::new(),
    }];
    rows.extend(kinds.into_iter().filter(|(kind, _)| *kind != Kind::Action).map(|(kind, (count, line))| {
        Row { state: "read", what: plural(kind.text()), count, place: place(line) }
    }));
    if let Some(first) = reading.unread.first() {
        let what = format!("lines that should have structure ({})", first.reason);
        rows.push(Row { state: "not read", what, count: reading.unread.len(), place: place(first.line) });
    }
    let drafted = fresh(api, name, kind, &lines, &reading);
    Ok(Start {
        spec: drafted.into_iter().map(|file| (file.name, file.text)).collect(),
        documents: vec![(name.clone(), text.clone())],
        is_watched: true,
        rows,
        exit: if reading.unread.is_empty() { Exit::Done } else { Exit::Unreadable },
    })
}
