//! Holds the spec against an inventory of the reference sheet (`tests/inventory/coriunder.yaml`), both ways. The inventory
//! was made from the sheet alone. What differs knowingly stands here, with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use bindery_tests::table::Report;
use serde::Deserialize;

#[derive(Deserialize)]
struct Inventory {
    base_url: String,
    added: Added,
    actions: Vec<Documented>,
    mentions: Vec<Named>,
}

/// Members of answers that are known from elsewhere than the sheet.
#[derive(Deserialize)]
struct Added {
    /// Where they stand, by action.
    actions: BTreeMap<String, String>,
    members: Vec<String>,
}

#[derive(Deserialize)]
struct Documented {
    doc: String,
    lines: [u32; 2],
    path: String,
    parameters: Vec<Parameter>,
    response: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
}

#[derive(Deserialize)]
struct Named {
    doc: String,
}

#[derive(Deserialize)]
struct Listing {
    servers: Vec<Server>,
    modules: Vec<Module>,
    mentions: Vec<Named>,
}

#[derive(Deserialize)]
struct Server {
    url: Option<String>,
}

#[derive(Deserialize)]
struct Module {
    actions: Vec<Action>,
}

#[derive(Deserialize)]
struct Action {
    doc: String,
    /// None for one that is only listed.
    path: Option<String>,
    parameters: Vec<Parameter>,
    response: Vec<Field>,
    evidence: Vec<Evidence>,
}

#[derive(Deserialize)]
struct Field {
    path: String,
}

#[derive(Deserialize)]
struct Evidence {
    source: String,
    lines: [u32; 2],
}

/// What the spec has otherwise than the sheet: the action, the place, and why.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("Shop.Download", "", "the sheet knows of no answer, so it is any JSON"),
    ("Shop.DownloadUnauthorized", "", "the sheet knows of no answer, so it is any JSON"),
    ("Customer.GetManagedAccounts", "", "the sheet knows of no answer, so it is any JSON"),
    (
        "PaymentMethods.StoreBeneficiaryBankAccount",
        "",
        "too little is known to call it, so it is only listed",
    ),
];

fn listing() -> Listing {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "-p", "bindery", "--", "list", "coriunder", "--json"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the listing keeps its contract")
}

#[test]
fn the_spec_says_what_the_sheet_says() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("inventory/coriunder.yaml"));
    let inventory: Inventory =
        serde_yaml::from_str(&text.expect("the inventory is there")).expect("its form");
    let spec = listing();
    let mut report = Report::default();
    let mut needed: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut differs = |report: &mut Report, doc: &str, place: &str, what: &str| match ALLOWED
        .iter()
        .find(|(action, at, _)| *action == doc && *at == place)
    {
        Some((action, at, _)) => drop(needed.insert((action, at))),
        None => report.problem(doc, &format!("{place:?} {what}")),
    };
    report.check("the server", &inventory.base_url, spec.servers[0].url.as_deref().unwrap_or_default());
    assert_eq!(spec.modules.len(), 9);
    let actions: Vec<&Action> = spec.modules.iter().flat_map(|module| &module.actions).collect();
    for documented in &inventory.actions {
        let doc = documented.doc.as_str();
        let Some(action) = actions.iter().find(|action| action.doc == doc) else {
            differs(&mut report, doc, "", "is not in the spec");
            continue;
        };
        let Some(path) = &action.path else {
            differs(&mut report, doc, "", "is only listed");
            continue;
        };
        report.check(&format!("{doc}, path"), &documented.path, path);
        let names =
            |all: &[Parameter]| all.iter().map(|parameter| parameter.name.clone()).collect::<Vec<_>>();
        if names(&documented.parameters) != names(&action.parameters) {
            let (old, new) = (names(&documented.parameters), names(&action.parameters));
            differs(&mut report, doc, "parameters", &format!("are {new:?} instead of {old:?}"));
        }
        let [first, last] = documented.lines;
        let is_shown = |evidence: &Evidence| {
            evidence.source == "sheet" && evidence.lines[0] <= last && evidence.lines[1] >= first
        };
        if !action.evidence.iter().any(is_shown) {
            report.problem(doc, "has no evidence in its lines");
        }
        let found: BTreeSet<&str> = action.response.iter().map(|field| field.path.as_str()).collect();
        let added: Vec<String> = match inventory.added.actions.get(doc) {
            Some(place) => inventory.added.members.iter().map(|member| format!("{place}{member}")).collect(),
            None => Vec::new(),
        };
        let known = documented.response.keys().chain(&added);
        let known: BTreeSet<&str> = known.map(String::as_str).collect();
        known.difference(&found).for_each(|path| differs(&mut report, doc, path, "is left out"));
        found.difference(&known).for_each(|path| differs(&mut report, doc, path, "is added"));
    }
    for action in &actions {
        if !inventory.actions.iter().any(|documented| documented.doc == action.doc) {
            differs(&mut report, &action.doc, "", "is not in the sheet");
        }
    }
    for named in &inventory.mentions {
        if !spec.mentions.iter().any(|mention| mention.doc == named.doc) {
            differs(&mut report, &named.doc, "mention", "is missing");
        }
    }
    for (doc, place, why) in ALLOWED {
        if !needed.contains(&(*doc, *place)) {
            report.problem(doc, &format!("{place:?} needs no allowance any more ({why})"));
        }
    }
    report.finish();
}
