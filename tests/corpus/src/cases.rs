//! Whole documents as cases: the model of the imported spec, a driver that calls its actions, and what a judge needs
//! to hold requests and responses against the document.

use std::ops::Range;

use bindery_model::diagnostic::Diagnostic;
use bindery_model::{Api, Input, check};
use bindery_openapi_in::{Document, Import, Options, import};
use bindery_random::{Driver, driver};
use serde_json::json;

/// Chooses the made values.
const SEED: u64 = 17;

/// Returns the stem of a document's name, the name of its API.
pub fn stem(name: &str) -> &str {
    name.split(['.', '-']).next().unwrap_or(name)
}

/// Imports a whole document, as `bindery new` does.
///
/// # Errors
/// Returns the reason if the text is no document.
pub fn imported(name: &str, text: &str) -> Result<Import, String> {
    let document = Document::read(text).map_err(|error| error.to_string())?;
    let options = Options::new(stem(name), name);
    Ok(import(&document, &document.operations(), &options))
}

/// Checks the files of a spec, by their names and texts.
///
/// # Errors
/// Returns the diagnostics if there are any.
pub fn checked(files: impl IntoIterator<Item = (String, String)>) -> Result<Api, String> {
    let inputs = files.into_iter().map(|(name, text)| Input { name, bytes: text.into_bytes() });
    let checked = check(inputs.collect());
    let plain = |found: &Diagnostic| found.plain(&checked.sources);
    let found: Vec<String> = checked.diagnostics.iter().map(plain).collect();
    checked.api.filter(|_| found.is_empty()).ok_or_else(|| found.join("\n"))
}

/// Generates a driver that calls the actions of an API at these positions. `code` is the path of the generated code.
pub fn drive(api: &Api, name: &str, code: &str, actions: Range<usize>) -> String {
    driver(api, &Driver { name, code, seed: SEED, actions, walks: false })
}

/// Returns what the judge needs to know of an import, as JSON: the operation of each action, and the findings.
pub fn for_judge(done: &Import) -> String {
    let operations = done.operations.iter().map(|one| {
        let action = one.action.as_ref().map(|(module, action)| format!("{module}/{action}"));
        let (path, method) = (&one.operation.path, &one.operation.method);
        let pointer = one.operation.pointer();
        json!({"action": action, "path": path, "method": method, "pointer": pointer, "state": format!("{:?}", one.state)})
    });
    let findings = done.findings.iter().map(
        |one| json!({"pointer": one.pointer, "reason": one.reason, "detail": one.detail, "weight": format!("{:?}", one.weight)}),
    );
    json!({"operations": operations.collect::<Vec<_>>(), "findings": findings.collect::<Vec<_>>()})
        .to_string()
}
