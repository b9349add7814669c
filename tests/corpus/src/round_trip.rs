//! Documents that are imported and exported again, written to a folder where `equal/check.py` compares them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bindery_model::{Input, check};
use bindery_openapi::{Options as ExportOptions, Version, export};
use bindery_openapi_in::{Document, Options, Parts, import};
use serde_json::{Value, json};

/// Imports a document and exports it again. Writes to the folder: its files, as JSON; the export, in 3.1 and, for a
/// document older than 3.1, in 3.0; what the importer reports. `file` returns the text of a file by its name.
///
/// # Errors
/// Returns the reason if the document cannot be read, if the model refuses its spec, or if a file cannot be written.
pub fn round_trip(
    folder: &Path,
    name: &str,
    file: &mut dyn FnMut(&str) -> Option<String>,
) -> Result<(), String> {
    let text = file(name).ok_or_else(|| format!("there is no {name}"))?;
    let mut texts = BTreeMap::from([(name.to_owned(), text.clone())]);
    let mut supply = |wanted: &str| {
        let text = file(wanted)?;
        texts.insert(wanted.to_owned(), text.clone());
        Some(text)
    };
    let parts = Parts { supply: Some(&mut supply), ..Parts::default() };
    let document = Document::with(name, &text, parts).map_err(|error| format!("{name}: {error}"))?;
    let stem = name.split('.').next().unwrap_or(name);
    let options = Options::new(stem, name);
    let done = import(&document, &document.operations(), &options);
    let inputs = done.files.into_iter().map(|file| Input { name: file.name, bytes: file.text.into_bytes() });
    let checked = check(inputs.collect());
    let Some(api) = &checked.api else {
        let found = checked.diagnostics.iter().map(|found| found.plain(&checked.sources));
        return Err(format!("{name}: {}", found.collect::<Vec<_>>().join("\n")));
    };
    let mut is_old = false;
    for (at, text) in &texts {
        let json: Value = match serde_json::from_str(text) {
            Ok(json) => json,
            Err(_) => {
                // As in YAML 1.2, `y` is a text.
                let options = serde_yaml::options! { strict_booleans: true };
                serde_yaml::from_str_with_options(text, options).map_err(|error| format!("{at}: {error}"))?
            }
        };
        let version = json["openapi"].as_str().unwrap_or_default();
        is_old |= at == name && !["3.1", "3.2"].iter().any(|newer| version.starts_with(newer));
        write(&folder.join(at), &json.to_string())?;
    }
    for (file, version) in [("export-3.1.json", Version::V3_1), ("export-3.0.json", Version::V3_0)] {
        if version == Version::V3_1 || is_old {
            let export = export(api, &ExportOptions { version, server: None });
            write(&folder.join(file), export.json())?;
        }
    }
    let findings = done.findings.iter();
    let findings = findings.map(|one| json!({"pointer": one.pointer, "reason": one.reason}));
    write(&folder.join("findings.json"), &Value::Array(findings.collect()).to_string())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let done = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    done.map_err(|error| format!("{}: {error}", path.display()))
}
