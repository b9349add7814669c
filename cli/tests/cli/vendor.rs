//! Tests of the life of an imported API: what was chosen at its start is kept, what a person corrects survives, and
//! changes of the vendor's document are named.

use std::fs;
use std::process::Command;

use crate::support::{Project, empty};

const SHOP: &str = include_str!("../../../tools/openapi-in/tests/documents/shop.yaml");

/// Changes the document as its vendor would.
const OVERLAY: &str = r#"overlay: 1.0.0
info: {title: Ours, version: "1"}
actions:
- {target: "$.components.schemas.Order.properties.note", update: {maxLength: 99}}
"#;

fn shop(test: &str, more: &[&str]) -> Project {
    let project = empty(test);
    project.write("shop.yaml", SHOP);
    project.write("ours.yaml", OVERLAY);
    project.run(&[&["new", "shop", "-q", "--from", "shop.yaml"], more].concat()).done();
    project
}

/// Returns what `sources check` shows, without its summary.
fn differences(project: &Project) -> Vec<String> {
    let run = project.run_in("shop", &["sources", "check", "-q"]);
    run.stdout.lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn choices_of_the_beginning_are_kept() {
    let project = shop("vendor-choices", &["ours.yaml", "--only", "orders", "--texts", "none"]);
    let api = project.read("shop/spec/shop/api.yaml");
    assert!(
        api.contains("notation: {kind: openapi, overlays: [ours.yaml], only: [orders], texts: none}"),
        "{api}"
    );
    let orders = project.read("shop/spec/shop/orders.yaml");
    assert!(
        orders.contains("length: 1-99") || orders.contains("length: 0-99") || orders.contains("99"),
        "{orders}"
    );
    assert!(!orders.contains("Reads the bill."), "{orders}");
    assert_eq!(differences(&project), Vec::<String>::new());
    let here = |arguments: &[&str]| project.run_in("shop", arguments);
    assert_eq!(here(&["sources", "status"]).done(), "shop openapi: unchanged\n");
    assert_eq!(here(&["sources", "draft"]).done(), "");
    // Neither what was left out nor other words are news; a change of what was read is.
    project.replace("shop/documents/shop.yaml", "  /files:\n", "  /uploads:\n");
    project.replace("shop/documents/shop.yaml", "summary: Reads the bill.", "summary: Reads the invoice.");
    assert_eq!(here(&["sources", "status"]).done(), "shop openapi: unchanged\n");
    assert_eq!(differences(&project), Vec::<String>::new());
    project.replace("shop/documents/shop.yaml", ", explode: false}", ", explode: true}");
    let status = here(&["sources", "status"]);
    assert!(status.code == 8 && status.stdout.contains("changed orders/list"), "{}", status.stdout);
    // An overlay that is gone is missed.
    fs::remove_file(project.folder.join("shop/documents/ours.yaml")).expect("it is there");
    let failed = here(&["sources", "check"]).failed(2);
    assert!(failed.contains("documents/ours.yaml"), "{failed}");
}

#[test]
fn what_a_person_corrects_survives_the_next_draft() {
    let project = shop("vendor-corrections", &[]);
    let orders = "shop/spec/shop/orders.yaml";
    let here = |arguments: &[&str]| project.run_in("shop", arguments);
    // A type gets another name, an error another kind, a list pages; an action goes.
    let renamed = project.read(orders).replace("State", "OrderState");
    project.write(orders, &renamed);
    let api = project.read("shop/spec/shop/api.yaml");
    let (before, rest) = api.split_once("kind: ").expect("an error has a kind");
    let (_, after) = rest.split_once([',', '}', '\n']).expect("the kind ends");
    let separator = &rest[rest.find([',', '}', '\n']).expect("it ends")..][..1];
    let corrected = format!("{before}kind: conflict{separator}{after}");
    let corrected =
        corrected.replace("notation: openapi", "notation: {kind: openapi, except: [POST /files]}");
    let corrected = corrected.replace("  - files\n", "");
    project.write("shop/spec/shop/api.yaml", &corrected);
    fs::remove_file(project.folder.join("shop/spec/shop/files.yaml")).expect("it is there");
    here(&["check", "-q"]).done();
    let (kept, kept_api) = (project.read(orders), project.read("shop/spec/shop/api.yaml"));
    // The vendor adds an operation and a field.
    let document = "shop/documents/shop.yaml";
    project.replace(
        document,
        "  /files:\n",
        "  /orders/{id}:\n    delete:\n      tags: [orders]\n      parameters: [{name: id, in: path, required: true, \
         schema: {type: string}}]\n      responses: {\"204\": {description: Gone.}}\n  /files:\n",
    );
    here(&["sources", "draft", "--write", "-q"]).done();
    let (now, now_api) = (project.read(orders), project.read("shop/spec/shop/api.yaml"));
    assert!(now.contains("delete-by-id:"), "{now}");
    assert!(now.contains("OrderState") && now_api.contains("kind: conflict"), "{now}\n{now_api}");
    assert!(!project.folder.join("shop/spec/shop/files.yaml").exists() && !now_api.contains("- files"));
    // Besides the new action, only line numbers have changed.
    let plain = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.contains("evidence") && !line.contains("lines:"));
        lines.map(str::to_owned).collect()
    };
    let added: Vec<String> = plain(&now).into_iter().filter(|line| !plain(&kept).contains(line)).collect();
    assert!(plain(&kept).iter().all(|line| plain(&now).contains(line)), "{kept}\n{now}");
    assert!(added.len() < 12, "{added:?}");
    assert_eq!(plain(&kept_api), plain(&now_api));
    here(&["check", "-q"]).done();
    here(&["generate", "-q"]).done();
}

/// Edits of the document, each with a section that `status` names, a line of `check`, and a key of `diff`.
const EDITS: [(&str, &str, &str, &str, &str); 3] = [
    (
        "- {name: state, in: query,",
        "- {name: state, in: query, required: true,",
        "changed orders/list",
        "orders/list.parameters.state",
        "breaks-wire",
    ),
    (
        "enum: [open, paid,",
        "enum: [open, paid, lost,",
        "changed schemas State",
        "State.values.lost",
        "breaks-callers",
    ),
    ("security: [{key: []}]", "security: []", "changed security", "orders/list.auth", "compatible"),
];

#[test]
fn changes_of_the_document_are_named_by_every_command() {
    for (number, (old, new, section, subject, class)) in EDITS.into_iter().enumerate() {
        let project = shop(&format!("vendor-edit-{number}"), &[]);
        let here = |arguments: &[&str]| project.run_in("shop", arguments);
        let git = |arguments: &[&str]| {
            let mut git = Command::new("git");
            git.args(["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]).args(arguments);
            let done = git.current_dir(project.folder.join("shop")).output().expect("git is there");
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        };
        git(&["init", "-q"]);
        git(&["add", "."]);
        git(&["commit", "-qm", "Import"]);
        project.replace("shop/documents/shop.yaml", old, new);
        let status = here(&["sources", "status"]);
        assert!(status.code == 8 && status.stdout.contains(section), "{section} in {}", status.stdout);
        let checked = here(&["sources", "check"]);
        let line = checked.stdout.lines().find(|line| line.contains(subject));
        assert!(checked.code == 8 && line.is_some(), "{subject} in {}", checked.stdout);
        // The spec of the new document, beside that of the old one.
        project.write("next/shop.yaml", &project.read("shop/documents/shop.yaml"));
        project.run_in("next", &["new", "shop", "-q", "--from", "shop.yaml"]).done();
        let next = project.folder.join("next/shop/spec");
        let diff = here(&["diff", "HEAD", next.to_str().expect("the path is UTF-8"), "--format", "json"]);
        let found: serde_json::Value = serde_json::from_str(&diff.stdout).expect("JSON");
        let differences = found["apis"][0]["differences"].as_array().expect("a list");
        let named = differences.iter().any(|one| {
            let place = one["place"].as_str().unwrap_or_default();
            place.contains(subject) && one["classes"].to_string().contains(class)
        });
        assert!(named, "{subject} {class} in {}", diff.stdout);
    }
}

#[test]
fn a_new_module_needs_its_feature_in_the_manifest() {
    let project = shop("vendor-features", &[]);
    let manifest = project.read("shop/Cargo.toml");
    assert!(manifest.contains("default = [\"client\", \"orders\", \"files\"]"), "{manifest}");
    project.replace(
        "shop/documents/shop.yaml",
        "  /files:\n",
        "  /refunds:\n    post: {responses: {\"204\": {description: Done.}}}\n  /files:\n",
    );
    let here = |arguments: &[&str]| project.run_in("shop", arguments);
    here(&["sources", "draft", "--write", "-q"]).done();
    let generated = here(&["generate"]);
    assert!(
        generated.stderr.contains("Cargo.toml lacks `refunds = []` under [features]"),
        "{}",
        generated.stderr
    );
    project.replace("shop/Cargo.toml", "files = []\n", "files = []\nrefunds = []\n");
    assert_eq!(here(&["generate"]).stderr, "");
}

#[test]
fn everything_that_is_not_said_can_be_listed() {
    let project = empty("vendor-details");
    project.write("shop.yaml", SHOP);
    project.write("ours.yaml", "overlay: 1.0.0\nactions:\n- {target: $.gone, remove: true}\n");
    let stdout = project.run(&["new", "shop", "--from", "shop.yaml", "ours.yaml", "--details"]).done();
    let places = ["ours.yaml: $.gone", "shop.yaml:42 /paths/~1files/post/requestBody"];
    assert!(places.iter().all(|place| stdout.contains(place)), "{stdout}");
    let again = SHOP.replace("openapi: 3.1.0\n", "openapi: 3.0.0\nopenapi: 3.1.0\n");
    assert_ne!(again, SHOP);
    project.write("twice.yaml", &again);
    let stdout = project.run(&["new", "twice", "--from", "twice.yaml"]).done();
    assert!(stdout.contains("a key that a mapping has twice, of which the first counts"), "{stdout}");
}

/// A document without line breaks, with this type of the identifiers of tags.
fn minified(id: &str) -> String {
    let operation = |name: &str, schema: &str| {
        format!(
            r##""/{name}":{{"get":{{"tags":["all"],"operationId":"list-{name}","responses":{{"200":{{"description":"All.","content":{{"application/json":{{"schema":{{"type":"array","items":{{"$ref":"#/components/schemas/{schema}"}}}}}}}}}}}}}}}}"##
        )
    };
    let schema = |name: &str, id: &str| {
        format!(r#""{name}":{{"type":"object","required":["id"],"properties":{{"id":{{"type":"{id}"}}}}}}"#)
    };
    format!(
        r#"{{"openapi":"3.0.3","info":{{"title":"Small","version":"1"}},"paths":{{{},{}}},"components":{{"schemas":{{{},{}}}}}}}"#,
        operation("tags", "Tag"),
        operation("notes", "Note"),
        schema("Tag", id),
        schema("Note", "string"),
    )
}

#[test]
fn a_document_without_line_breaks_has_lines() {
    let project = empty("vendor-minified");
    project.write("small.json", &minified("string"));
    project.run(&["new", "small", "-q", "--from", "small.json"]).done();
    let kept = project.read("small/documents/small.json");
    assert_eq!(kept.split_whitespace().collect::<String>(), minified("string"));
    assert!(kept.lines().count() > 50, "{kept}");
    let here = |arguments: &[&str]| project.run_in("small", arguments);
    assert_eq!(here(&["sources", "status"]).done(), "small openapi: unchanged\n");
    // The next version comes without line breaks too.
    project.write("small/documents/small.json", &minified("integer"));
    let status = here(&["sources", "status"]);
    let changed: Vec<&str> = status.stdout.lines().filter(|line| line.starts_with("  changed")).collect();
    assert!(matches!(changed[..], [only] if only.contains("schemas Tag")), "{}", status.stdout);
}

/// Schemas that refer to each other in a long chain are followed to its end.
#[test]
fn long_chains_of_schemas_are_read() {
    let project = empty("vendor-chain");
    let schema = |number: usize| {
        format!(
            r##""S{number}":{{"type":"object","properties":{{"next":{{"$ref":"#/components/schemas/S{}"}}}}}}"##,
            number + 1
        )
    };
    let schemas: Vec<String> = (0..3_000).map(schema).collect();
    let document = format!(
        r##"{{"openapi":"3.0.3","info":{{"title":"Chain","version":"1"}},"paths":{{"/first":{{"get":{{"operationId":"first","responses":{{"200":{{"description":"The first.","content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/S0"}}}}}}}}}}}}}}}},"components":{{"schemas":{{{},"S3000":{{"type":"string"}}}}}}}}"##,
        schemas.join(",")
    );
    project.write("chain.json", &document);
    project.run(&["new", "chain", "-q", "--from", "chain.json"]).done();
    project.run_in("chain", &["generate", "--check", "-q"]).done();
}
