//! Compares the spec with an inventory of the reference sheet (`tests/inventory/coriunder.yaml`), both ways. The
//! inventory was made from the sheet alone. Known deviations are listed here with their reasons.

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

/// Fields of responses that are known from sources other than the sheet.
#[derive(Deserialize)]
struct Added {
    /// Their sources, by action.
    actions: BTreeMap<String, String>,
    members: Vec<String>,
}

#[derive(Deserialize)]
struct Documented {
    documented_as: String,
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
    documented_as: String,
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
    documented_as: String,
    /// Path; none for an action that is only listed.
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

/// Deviations of the spec from the sheet: action, place and reason.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("Shop.Download", "", "the sheet documents no response, so it is any JSON"),
    ("Shop.DownloadUnauthorized", "", "the sheet documents no response, so it is any JSON"),
    ("Customer.GetManagedAccounts", "", "the sheet documents no response, so it is any JSON"),
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
    let mut differs = |report: &mut Report, documented_as: &str, place: &str, what: &str| match ALLOWED
        .iter()
        .find(|(action, at, _)| *action == documented_as && *at == place)
    {
        Some((action, at, _)) => drop(needed.insert((action, at))),
        None => report.problem(documented_as, &format!("{place:?} {what}")),
    };
    report.check("the server", &inventory.base_url, spec.servers[0].url.as_deref().unwrap_or_default());
    assert_eq!(spec.modules.len(), 9);
    let actions: Vec<&Action> = spec.modules.iter().flat_map(|module| &module.actions).collect();
    for documented in &inventory.actions {
        let documented_as = documented.documented_as.as_str();
        let Some(action) = actions.iter().find(|action| action.documented_as == documented_as) else {
            differs(&mut report, documented_as, "", "is not in the spec");
            continue;
        };
        let Some(path) = &action.path else {
            differs(&mut report, documented_as, "", "is only listed");
            continue;
        };
        report.check(&format!("{documented_as}, path"), &documented.path, path);
        let names =
            |all: &[Parameter]| all.iter().map(|parameter| parameter.name.clone()).collect::<Vec<_>>();
        if names(&documented.parameters) != names(&action.parameters) {
            let (old, new) = (names(&documented.parameters), names(&action.parameters));
            differs(&mut report, documented_as, "parameters", &format!("are {new:?} instead of {old:?}"));
        }
        let [first, last] = documented.lines;
        let is_shown = |evidence: &Evidence| {
            evidence.source == "sheet" && evidence.lines[0] <= last && evidence.lines[1] >= first
        };
        if !action.evidence.iter().any(is_shown) {
            report.problem(documented_as, "has no evidence in its lines");
        }
        let found: BTreeSet<&str> = action.response.iter().map(|field| field.path.as_str()).collect();
        let added: Vec<String> = match inventory.added.actions.get(documented_as) {
            Some(place) => inventory.added.members.iter().map(|member| format!("{place}{member}")).collect(),
            None => Vec::new(),
        };
        let known = documented.response.keys().chain(&added);
        let known: BTreeSet<&str> = known.map(String::as_str).collect();
        known.difference(&found).for_each(|path| differs(&mut report, documented_as, path, "is left out"));
        found.difference(&known).for_each(|path| differs(&mut report, documented_as, path, "is added"));
    }
    for action in &actions {
        if !inventory.actions.iter().any(|documented| documented.documented_as == action.documented_as) {
            differs(&mut report, &action.documented_as, "", "is not in the sheet");
        }
    }
    for named in &inventory.mentions {
        if !spec.mentions.iter().any(|mention| mention.documented_as == named.documented_as) {
            differs(&mut report, &named.documented_as, "mention", "is missing");
        }
    }
    for (documented_as, place, why) in ALLOWED {
        if !needed.contains(&(*documented_as, *place)) {
            report.problem(documented_as, &format!("{place:?} no longer needs an allowance ({why})"));
        }
    }
    report.finish();
}
