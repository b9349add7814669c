//! A spec from an OpenAPI document.

use std::collections::BTreeMap;

use bindery_model::{OpenApiReading, Texts};
use bindery_openapi_in::{Finding, Home, Import, OperationName, Options, Selected, State, Weight, import};

use super::start::{Document, File, Row, Start};
use crate::args::New;
use crate::commands::sources::documents::{openapi, text};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::suggest::{did_you_mean, listing};

/// Reads a spec from the selected operations, or from all. The other files of the document are read from its folder.
pub(super) fn read(document: &Document, api: &str, options: &New) -> Result<Start, Failed> {
    let File { name, text: own } = &document.file;
    let reading = OpenApiReading {
        overlays: document.overlays.iter().map(|overlay| overlay.name.clone()).collect(),
        texts: options.texts.unwrap_or_default(),
        only: options.only.clone(),
        except: Vec::new(),
    };
    let overlays: Vec<(String, String)> =
        document.overlays.iter().map(|overlay| (overlay.name.clone(), overlay.text.clone())).collect();
    let is_without_texts = reading.texts == Texts::None;
    let parsed = openapi(name, own, &document.folder, overlays.clone(), is_without_texts)?;
    let all = parsed.operations().len();
    let Selected { operations, idle } = parsed.selected(&reading);
    if let Some(wanted) = idle.first() {
        let (tags, actions) = parsed.names();
        let names = tags.iter().chain(&actions).map(String::as_str);
        return Err(Failed::usage(format!("no tag and no operation is named `{wanted}`"))
            .maybe_note(did_you_mean(wanted, names))
            .note(format!("the tags are: {}", listing(tags.iter().map(String::as_str)))));
    }
    let mut rows = counts(&operations);
    if operations.len() < all {
        rows.push(row(
            "not read",
            "operations that --only leaves out",
            all - operations.len(),
            String::new(),
        ));
    }
    let mut documents = vec![(name.clone(), own.clone())];
    for other in parsed.file_names().skip(1) {
        documents.push((other.to_owned(), text(&document.folder.join(other))?));
    }
    let is_part = |file: &&String| !documents.iter().any(|(name, _)| name == *file);
    let rest: Vec<&String> = document.rest.iter().filter(is_part).collect();
    if let Some(first) = rest.first() {
        rows.push(row("not read", "other files", rest.len(), (*first).clone()));
    }
    if let Some(first) = overlays.first() {
        rows.push(row("read", "overlays", overlays.len(), first.0.clone()));
    }
    if let Some((twice, _)) =
        overlays.iter().find(|(name, _)| documents.iter().any(|(known, _)| known == name))
    {
        return Err(Failed::usage(format!("the overlay and a document are both named {twice}"))
            .note("rename one of the files"));
    }
    documents.extend(overlays);
    let done = import(&parsed, &operations, &Options { reading, ..Options::new(api, name) });
    if done.operations.iter().all(|one| one.action.is_none()) {
        let note = done.operations.iter().find_map(|one| one.reasons.first().cloned());
        let message = format!("{name} has no operation that can be read");
        return Err(Failed::new(Exit::Unreadable, message).maybe_note(note));
    }
    rows.extend(states(&done));
    rows.extend(if options.details { details(&done) } else { findings(&done) });
    for refused in &done.refused {
        rows.push(row("not said", refused, 1, String::new()));
    }
    let spec = done.files.into_iter().map(|file| (file.name, file.text)).collect();
    Ok(Start { spec, documents, is_watched: true, rows, exit: Exit::Done })
}

/// Returns a row for each kind of operation of a document, by who calls it.
fn counts(operations: &[OperationName]) -> Vec<Row> {
    let of = |what: &str, is: &dyn Fn(&Home) -> bool| {
        let all = operations.iter().filter(|operation| is(&operation.home));
        row("read", what, all.count(), String::new())
    };
    let mut rows = vec![of("operations", &|home| *home == Home::Paths)];
    let inbound = [
        of("webhooks", &|home| matches!(home, Home::Webhooks(_))),
        of("callbacks", &|home| matches!(home, Home::Callback(_))),
    ];
    rows.extend(inbound.into_iter().filter(|row| row.count > 0));
    rows
}

/// Returns a row for each way in which operations became actions, or did not.
fn states(done: &Import) -> Vec<Row> {
    let row = |(state, shown, what): (State, &'static str, &str)| {
        let mut all = done.operations.iter().filter(|one| one.state == state);
        let first = all.next()?;
        let place = match state {
            State::Callable => String::new(),
            State::Partial | State::Reported => format!("{}:{}", first.file, first.lines.0),
        };
        Some(row(shown, what, 1 + all.count(), place))
    };
    let states = [
        (State::Callable, "read", "actions of the spec"),
        (State::Partial, "read in part", "actions of the spec"),
        (State::Reported, "not said", "operations"),
    ];
    states.into_iter().filter_map(row).collect()
}

fn row(state: &'static str, what: &str, count: usize, place: String) -> Row {
    Row { state, what: what.to_owned(), count, place }
}

/// Returns a row for each thing that the document says and the spec does not.
fn details(done: &Import) -> Vec<Row> {
    let mut findings: Vec<&Finding> = done.findings.iter().collect();
    findings.sort_by_key(|finding| finding.weight);
    let row = |finding: &Finding| {
        let place = format!("{}:{} {}", finding.file, finding.lines.0, finding.pointer);
        let what = match finding.detail.as_str() {
            "" => finding.reason.to_owned(),
            detail => format!("{}: {detail}", finding.reason),
        };
        row(state(finding.weight), &what, 1, place)
    };
    findings.into_iter().map(row).collect()
}

fn state(weight: Weight) -> &'static str {
    match weight {
        Weight::Gap => "not said",
        Weight::Wider => "said wider",
    }
}

/// Returns a row for each kind of thing that the document says and the spec does not.
fn findings(done: &Import) -> Vec<Row> {
    let mut kinds: BTreeMap<(Weight, &'static str), (usize, String)> = BTreeMap::new();
    for finding in &done.findings {
        let place = || format!("{}:{}", finding.file, finding.lines.0);
        let kind = kinds.entry((finding.weight, finding.reason)).or_insert_with(|| (0, place()));
        kind.0 += 1;
    }
    let rows =
        kinds.into_iter().map(|((weight, reason), (count, place))| row(state(weight), reason, count, place));
    rows.collect()
}
