//! Compares the spec of Backpack with an inventory of the vendor's document (`tests/inventory/backpack.yaml`), both
//! ways: the spec must contain everything in the document, and the document everything in the spec. The inventory was
//! made from the document alone. Known deviations are listed in `inventory/allowed.rs` with their reasons; an unused
//! allowance is a failure too.

#[path = "inventory/allowed.rs"]
mod allowed;
#[path = "inventory/crm.rs"]
mod crm;
#[path = "inventory/crm_model.rs"]
mod crm_model;
#[path = "inventory/model.rs"]
mod model;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use allowed::Allowed;
use bindery_tests::table::Report;
use model::{Action, Api, Documented, Inventory};
use serde::de::DeserializeOwned;

static INVENTORY: LazyLock<Inventory> = LazyLock::new(|| read_inventory("backpack.yaml"));
static SPEC: LazyLock<Api> = LazyLock::new(|| listing("backpack"));

fn read_inventory<T: DeserializeOwned>(file: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("inventory").join(file);
    let text = std::fs::read_to_string(&path).expect("the inventory is there");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads the spec from the JSON output of `list`.
fn listing<T: DeserializeOwned>(api: &str) -> T {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "-p", "bindery", "--", "list", api, "--json"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the listing keeps its contract")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the spec's action for an action of the document.
fn specified(documented: &Documented) -> Option<&'static Action> {
    let name = allowed::NAMES
        .iter()
        .find(|(documented_as, _)| *documented_as == documented.documented_as)
        .map_or(&*documented.documented_as, |(_, name)| name);
    SPEC.actions().find(|action| action.documented_as == name)
}

#[test]
fn every_action_is_there_and_no_other() {
    let mut report = Report::default();
    for documented in &INVENTORY.actions {
        let Some(action) = specified(documented) else {
            report.problem(&documented.documented_as, "is not in the spec");
            continue;
        };
        let path = documented.path.clone().unwrap_or_else(|| path_of(&documented.documented_as));
        report.check(&format!("{}, path", documented.documented_as), &path, &action.path);
        // The document marks such actions as retired, but they are still served.
        let mark = match documented.mark.as_deref() {
            Some("retired") => "deprecated",
            mark => mark.unwrap_or("stable"),
        };
        report.check(&format!("{}, stability", documented.documented_as), mark, &action.stability);
        for line in documented.lines {
            let shown = action.evidence.iter().any(|evidence| {
                evidence.source == "guide" && (evidence.lines[0]..=evidence.lines[1]).contains(&line)
            });
            if !shown {
                report.problem(&documented.documented_as, &format!("has no evidence for line {line}"));
            }
        }
    }
    let documented: BTreeSet<_> =
        INVENTORY.actions.iter().filter_map(specified).map(|action| &action.path).collect();
    for action in SPEC.actions() {
        if !documented.contains(&action.path) {
            report.problem(&action.documented_as, "is not in the document");
        }
    }
    report.check("the main server", &INVENTORY.base_url, SPEC.servers[0].url.as_deref().unwrap_or_default());
    report.finish();
}

/// The document's rule: module and action in lowercase, words separated by dashes.
fn path_of(name: &str) -> String {
    let mut path = String::new();
    let mut before = ':';
    for letter in format!("/{}", name.replace("::", "/")).chars() {
        if letter.is_uppercase() && before.is_lowercase() {
            path.push('-');
        }
        path.extend(letter.to_lowercase());
        before = letter;
    }
    path
}

#[test]
fn every_parameter_is_there_in_its_order() {
    let mut report = Report::default();
    let mut allowed = Allowed::new(allowed::PARAMETERS);
    for documented in &INVENTORY.actions {
        let Some(action) = specified(documented) else { continue };
        let documented_as = &*documented.documented_as;
        let mut seen = BTreeSet::new();
        // Entries that are in the document and in the spec, in the document's order.
        let mut expected = Vec::new();
        for parameter in &documented.parameters {
            let name = &*parameter.name;
            if !seen.insert(name) {
                allowed.needed(&mut report, documented_as, name, "twice");
                continue;
            }
            match action.parameters.iter().find(|found| found.name == name) {
                None => allowed.needed(&mut report, documented_as, name, "left out"),
                Some(found) => {
                    expected.push(name);
                    match (parameter.optional, found.required) {
                        (false, false) => allowed.needed(&mut report, documented_as, name, "optional"),
                        (true, true) => allowed.needed(&mut report, documented_as, name, "required"),
                        _ => {}
                    }
                    types(&mut report, documented_as, name, parameter.ty.as_deref(), &found.ty);
                }
            }
        }
        let mut found = Vec::new();
        for parameter in &action.parameters {
            if seen.contains(&*parameter.name) {
                found.push(&*parameter.name);
            } else {
                let sampled = documented.sampled.contains(&parameter.name);
                allowed.needed(
                    &mut report,
                    documented_as,
                    &parameter.name,
                    if sampled { "sampled" } else { "added" },
                );
            }
        }
        report.check(&format!("{documented_as}, order"), &format!("{expected:?}"), &format!("{found:?}"));
    }
    allowed.finish(&mut report);
    report.finish();
}

#[test]
fn the_response_fields_are_exactly_the_documented_ones() {
    let mut report = Report::default();
    let mut allowed = Allowed::new(allowed::FIELDS);
    for documented in &INVENTORY.actions {
        let Some(action) = specified(documented) else { continue };
        for (path, ty) in &documented.response {
            match action.response.iter().find(|field| field.path == *path) {
                None => allowed.needed(&mut report, &documented.documented_as, path, "left out"),
                Some(field) => types(&mut report, &documented.documented_as, path, ty.as_deref(), &field.ty),
            }
        }
        for field in &action.response {
            if !documented.response.contains_key(&field.path) {
                allowed.needed(&mut report, &documented.documented_as, &field.path, "added");
            }
        }
        report.check(&documented.documented_as, "", "");
    }
    allowed.finish(&mut report);
    report.finish();
}

/// Checks that a type of the spec is allowed for a type of the document.
fn types(report: &mut Report, documented_as: &str, name: &str, documented: Option<&str>, found: &str) {
    let Some(documented) = documented.filter(|ty| !ty.starts_with("shown ")) else { return };
    let family = documented.to_lowercase();
    let known = allowed::TYPES.iter().find(|(ty, _)| *ty == family);
    let place = format!("{documented_as}, {name}");
    match known {
        None => report.problem(&place, &format!("no type of the spec is allowed for the type {documented}")),
        Some((_, types)) if types.contains(&found) => report.check(&place, "", ""),
        Some(_) => report.problem(&place, &format!("{found} is not allowed for the document's {documented}")),
    }
}

#[test]
fn every_error_is_there_and_no_other() {
    let mut report = Report::default();
    let shown = |code: Option<i64>, text: &str| {
        // The table has long dashes, the spec has hyphens, which are easy to type.
        format!("{} {}", code.map_or("no code".to_owned(), |code| code.to_string()), text.replace('–', "-"))
    };
    let documented: BTreeSet<_> =
        INVENTORY.errors.iter().map(|error| shown(error.code, &error.text)).collect();
    let found: BTreeSet<_> = SPEC.errors.iter().map(|error| shown(error.code, &error.text)).collect();
    for error in documented.difference(&found) {
        report.problem(error, "is not in the spec");
    }
    for error in found.difference(&documented) {
        report.problem(error, "is not in the document");
    }
    for error in &INVENTORY.errors {
        let in_spec =
            SPEC.errors.iter().find(|found| shown(found.code, &found.text) == shown(error.code, &error.text));
        // [New] is in the middle of the table (line 115), without a clear end.
        let notes: Vec<_> =
            in_spec.iter().flat_map(|found| &found.notes).filter(|note| *note != "new").collect();
        let remarks: Vec<_> = error.remark.iter().collect();
        report.check(&format!("{:?}, remarks", error.code), &format!("{remarks:?}"), &format!("{notes:?}"));
    }
    report.finish();
}

#[test]
fn what_is_only_named_is_mentioned() {
    let mut report = Report::default();
    let mut allowed = Allowed::new(allowed::MENTIONS);
    for named in &INVENTORY.mentions {
        match SPEC.mentions.iter().find(|mention| mention.documented_as == named.documented_as) {
            None => report.problem(&named.documented_as, "is not mentioned"),
            Some(mention) => {
                let lines: Vec<u32> = mention.evidence.iter().map(|evidence| evidence.lines[0]).collect();
                report.check(&named.documented_as, &format!("{:?}", named.lines), &format!("{lines:?}"));
            }
        }
    }
    for mention in &SPEC.mentions {
        if !INVENTORY.mentions.iter().any(|named| named.documented_as == mention.documented_as) {
            allowed.needed(&mut report, "mentions", &mention.documented_as, "added");
        }
    }
    allowed.finish(&mut report);
    report.finish();
}

/// `list` shows no constants, so they are searched in the YAML: an enum with these values, or a constant.
#[test]
fn every_constant_is_there() {
    let folder = root().join("spec/backpack");
    let mut report = Report::default();
    let mut enums = Vec::new();
    let mut constants = Vec::new();
    for file in std::fs::read_dir(folder).expect("the spec is there") {
        let text = std::fs::read_to_string(file.expect("readable").path()).expect("readable");
        let module: serde_json::Value = serde_yaml::from_str(&text).expect("the spec is YAML");
        let types = module["types"].as_object().into_iter().flatten();
        enums.extend(types.filter_map(|(_, ty)| ty["values"].as_object().cloned()));
        let named = module["constants"].as_object().into_iter().flatten();
        constants.extend(named.map(|(_, constant)| constant["value"].clone()));
    }
    for (name, documented) in &INVENTORY.constants {
        let values = documented.as_object().expect("a mapping");
        let same_enum = enums.iter().any(|found| {
            found.len() == values.len()
                && values.iter().all(|(name, is)| {
                    let kebab = path_of(name);
                    // The name of the enum contains 'bonus' already; its values need not.
                    let word = kebab.trim_start_matches('/').trim_end_matches("-bonus");
                    found.get(word).is_some_and(|value| value["is"] == *is)
                })
        });
        if same_enum || constants.contains(documented) {
            report.check(name, "", "");
        } else {
            report.problem(name, "no enum has these names and values, and no constant this value");
        }
    }
    report.finish();
}
