//! A spec from an OpenAPI document.

use std::collections::BTreeMap;

use bindery_openapi_in::{Import, OperationName, Options, State, Weight, import};

use super::start::{Document, Row, Start};
use crate::commands::sources::documents::{openapi, text};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::suggest::{did_you_mean, listing};

/// Whether a text is an OpenAPI document, readable or not: its first keys say so.
pub(super) fn looks_like_it(text: &str) -> bool {
    let key = |line: &str| {
        let line = line.trim_start_matches(|letter: char| letter.is_whitespace() || "{\"'".contains(letter));
        let rest = line.strip_prefix("openapi").or_else(|| line.strip_prefix("swagger"));
        let rest = rest.map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
        rest.and_then(|rest| rest.strip_prefix(':')).is_some_and(|version| {
            version.trim_start_matches([' ', '"', '\'']).starts_with(|first: char| first.is_ascii_digit())
        })
    };
    text.trim_start_matches('\u{feff}').lines().take(200).any(key) || text.get(..4096).is_some_and(key)
}

/// Reads a spec from the selected operations, or from all. The other files of the document are read from its folder.
pub(super) fn read(document: &Document, api: &str, only: &[String]) -> Result<Start, Failed> {
    let name = &document.name;
    let parsed = openapi(name, &document.text, &document.folder)?;
    let operations = parsed.operations();
    let options = Options { api: api.to_owned(), file: name.clone() };
    let mut done = import(&parsed, &operations, &options);
    let mut rows = vec![row("read", "operations", operations.len(), String::new())];
    if !only.is_empty() {
        let chosen = select(&done, only)?;
        let left = operations.len() - chosen.len();
        if left > 0 {
            rows.push(row("not read", "operations that --only leaves out", left, String::new()));
        }
        done = import(&parsed, &chosen, &options);
    }
    if done.operations.iter().all(|one| one.action.is_none()) {
        let note = done.operations.iter().find_map(|one| one.reasons.first().cloned());
        let message = format!("{name} has no operation that can be read");
        return Err(Failed::new(Exit::Unreadable, message).maybe_note(note));
    }
    rows.extend(states(&done));
    rows.extend(findings(&done));
    for refused in &done.refused {
        rows.push(row("not said", refused, 1, String::new()));
    }
    let mut documents = vec![(name.clone(), document.text.clone())];
    for other in parsed.file_names().skip(1) {
        documents.push((other.to_owned(), text(&document.folder.join(other))?));
    }
    let spec = done.files.into_iter().map(|file| (file.name, file.text)).collect();
    Ok(Start { spec, documents, is_watched: true, rows, exit: Exit::Done })
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

/// Returns the operations that names select: by tag, by name, or by method and path.
fn select(done: &Import, only: &[String]) -> Result<Vec<OperationName>, Failed> {
    let plain = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut chosen: Vec<OperationName> = Vec::new();
    for wanted in only {
        let mut is_known = false;
        for one in &done.operations {
            let is_named = one.action.as_ref().is_some_and(|(module, action)| {
                *wanted == format!("{module}/{action}")
                    || [module, action].iter().any(|name| plain(name) == plain(wanted))
            });
            let is_wanted = is_named || one.operation.to_string().eq_ignore_ascii_case(wanted);
            is_known |= is_wanted;
            if is_wanted && !chosen.contains(&one.operation) {
                chosen.push(one.operation.clone());
            }
        }
        if !is_known {
            let actions = || done.operations.iter().filter_map(|one| one.action.as_ref());
            let mut modules: Vec<&str> = actions().map(|(module, _)| module.as_str()).collect();
            modules.dedup();
            let names = actions().flat_map(|(module, action)| [module.as_str(), action]);
            return Err(Failed::usage(format!("no tag and no operation is named `{wanted}`"))
                .maybe_note(did_you_mean(wanted, names))
                .note(format!("the tags are: {}", listing(modules))));
        }
    }
    Ok(chosen)
}

/// Returns a row for each kind of thing that the document says and the spec does not.
fn findings(done: &Import) -> Vec<Row> {
    let mut kinds: BTreeMap<(Weight, &'static str), (usize, String)> = BTreeMap::new();
    for finding in &done.findings {
        let place = || format!("{}:{}", finding.file, finding.lines.0);
        let kind = kinds.entry((finding.weight, finding.reason)).or_insert_with(|| (0, place()));
        kind.0 += 1;
    }
    let rows = kinds.into_iter().map(|((weight, reason), (count, place))| {
        let state = match weight {
            Weight::Gap => "not said",
            Weight::Wider => "said wider",
        };
        row(state, reason, count, place)
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_of_openapi_say_so() {
        for text in [
            "openapi: 3.1.0\ninfo: {}",
            "# ours\n\nswagger: '2.0'\n",
            "{\"openapi\":\"3.0.0\",\"paths\":{}}",
            "{\n  \"swagger\": \"2.0\"\n}",
            "\u{feff}openapi: '3.0.0'",
        ] {
            assert!(looks_like_it(text), "{text}");
        }
        for text in ["openapi is a format", "openapi: a format", "{\"title\": \"openapi\"}", ""] {
            assert!(!looks_like_it(text), "{text}");
        }
    }
}
