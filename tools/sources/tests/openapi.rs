//! An OpenAPI document as a source: edits of it are found by `status` and `check`, a draft adds what is new, and evidence
//! follows moved lines.

mod support;

use bindery_model::{Input, check};
use bindery_openapi_in::{Document, Options, import};
use bindery_sources::{Exact, Verdict, apply, compare_exact, draft_exact, line_digests, renumber};
use support::{Spec, edit};

const SHOP: &str = include_str!("../../openapi-in/tests/documents/shop.yaml");

fn exact(spec: &Spec, text: &str) -> Exact {
    let document = Document::read(text).expect("a document");
    Exact::read(&document, &spec.api, spec.source()).expect("a spec")
}

/// Returns the spec of a document as its files.
fn inputs(text: &str) -> Vec<Input> {
    let document = Document::read(text).expect("a document");
    let options = Options::new("shop", "shop.yaml");
    let files = import(&document, &document.operations(), &options).files;
    files.into_iter().map(|file| Input { name: file.name, bytes: file.text.into_bytes() }).collect()
}

fn spec() -> Spec {
    Spec::from_inputs(inputs(SHOP))
}

/// Returns what `check` finds, without declared deviations.
fn found(spec: &Spec, text: &str) -> Vec<String> {
    let report = compare_exact(&spec.api, spec.source(), &exact(spec, text)).expect("a comparison");
    let open = report.findings.iter().filter(|finding| finding.verdict != Verdict::Declared);
    open.map(|finding| format!("{}: {}: {}", finding.verdict.text(), finding.subject, finding.message))
        .collect()
}

/// Edits of the document: the old text, the new one, a section that `status` names, and a subject that `check` names.
const EDITS: &[(&str, &str, &str, &str)] = &[
    ("  /files:\n", "  /uploads:\n", "POST /uploads", "uploads/post"),
    (
        "    post:\n      requestBody:\n        required: true\n        content:\n          multipart",
        "    put:\n      requestBody:\n        required: true\n        content:\n          multipart",
        "PUT /files",
        "files/post",
    ),
    (
        "operationId: orders/create",
        "operationId: orders/create\n      deprecated: true",
        "orders/create",
        "orders/create.deprecated",
    ),
    (
        "- {name: state, in: query,",
        "- {name: status, in: query,",
        "orders/list",
        "orders/list.parameters.status",
    ),
    (
        "{name: X-Trace, in: header, schema",
        "{name: X-Trace, in: header, required: true, schema",
        "orders/list",
        "orders/list.parameters.X-Trace",
    ),
    (
        "{name: X-Trace, in: header, schema: {type: string, format: uuid}}",
        "{name: X-Trace, in: query, schema: {type: string, format: uuid}}",
        "orders/list",
        "orders/list.parameters.X-Trace.in",
    ),
    (
        "{name: X-Trace, in: header, schema: {type: string, format: uuid}}",
        "{name: X-Trace, in: header, schema: {type: integer}}",
        "orders/list",
        "orders/list.parameters.X-Trace",
    ),
    (", explode: false}", ", explode: true}", "orders/list", "orders/list.parameters.state.style"),
    ("        \"304\": {description: Nothing has changed.}\n", "", "orders/list", "orders/list"),
    (
        "\"201\": {description: The new order.",
        "\"202\": {description: The new order.",
        "orders/create",
        "orders/create",
    ),
    (
        "X-Total: {schema: {type: integer}}",
        "X-Sum: {schema: {type: integer}}",
        "orders/list",
        "orders/Headers.fields.X-Sum",
    ),
    ("enum: [open, paid,", "enum: [open, paid, lost,", "schemas State", "orders/State.values.lost"),
    ("enum: [open, paid,", "enum: [open,", "schemas State", "orders/State.values.paid"),
    (
        "required: [id, state, payment]",
        "required: [id, state]",
        "schemas Order",
        "orders/Order.fields.payment",
    ),
    ("maxLength: 80", "maxLength: 90", "schemas Order", "orders/Order.fields.note"),
    ("note: {type: [string, \"null\"]", "note: {type: [string]", "schemas Order", "orders/Order.fields.note"),
    (
        "labels: {type: object,",
        "colour: {type: string}\n        labels: {type: object,",
        "schemas Order",
        "orders/Order.fields.colour",
    ),
    (
        "        owner: {oneOf: [{type: integer}, {type: string}]}\n",
        "",
        "schemas Order",
        "orders/Order.fields.owner",
    ),
    ("kind: {const: debit}", "kind: {const: sepa}", "schemas Debit", "orders/"),
    ("security: [{key: []}]", "security: []", "security", "orders/list.auth"),
    ("in: header, name: X-Key", "in: header, name: X-Token", "securitySchemes key", "api.auth.key"),
    (
        "url: \"https://shop.example/v1\"",
        "url: \"https://shop.example/v2\"",
        "servers",
        "api.servers.main.url",
    ),
    ("application/pdf", "image/png", "GET /orders/{id}.pdf", "orders/get-by-id-pdf"),
    (
        "  /files:\n",
        "  /orders/{id}:\n    delete:\n      tags: [orders]\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      responses: {\"204\": {description: Gone.}}\n  /files:\n",
        "DELETE /orders/{id}",
        "orders/delete-by-id",
    ),
];

#[test]
fn the_document_of_a_spec_agrees_with_it() {
    let spec = spec();
    assert_eq!(found(&spec, SHOP), Vec::<String>::new());
    assert_eq!(spec.moved(SHOP, SHOP), Vec::<String>::new());
}

#[test]
fn every_edit_is_found_and_named() {
    let spec = spec();
    let mut missed = Vec::new();
    for (old, new, section, subject) in EDITS {
        let now = edit(SHOP, old, new);
        let moved = spec.moved(SHOP, &now);
        let found = found(&spec, &now);
        // Sections are named in `status` with what happened to them; a new one is "new".
        if !moved.iter().any(|line| line.ends_with(&format!(": {section}"))) {
            missed.push(format!("status of {new:?}: {moved:?}"));
        }
        let names = |line: &String| line.split(": ").nth(1).is_some_and(|known| known.starts_with(subject));
        let has_class = |line: &String| ["breaks-", "compatible"].iter().any(|class| line.contains(class));
        if !found.iter().any(|line| names(line) && has_class(line)) {
            missed.push(format!("check of {new:?}: {found:#?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn words_for_people_are_only_reworded() {
    let spec = spec();
    let now = edit(SHOP, "summary: Reads the bill.", "summary: Reads the invoice.");
    assert_eq!(found(&spec, &now), Vec::<String>::new());
    assert_eq!(spec.moved(SHOP, &now), ["reworded: GET /orders/{id}.pdf"]);
}

#[test]
fn a_draft_adds_what_is_new_and_keeps_what_a_person_wrote() {
    // A person has written a text, and has corrected the type of a field.
    let mut files = inputs(SHOP);
    for file in &mut files {
        let mut text = String::from_utf8(file.bytes.clone()).expect("UTF-8");
        if file.name == "orders.yaml" {
            text = edit(&text, "about: Create.", "about: Places an order. # by hand");
            text = edit(
                &text,
                "    fields: {after: {type: instant, optional: true, about: After.}}",
                "    fields: {after: {type: date, optional: true, about: After., deviates: {from: date-time, because: the server takes days}}}",
            );
        }
        file.bytes = text.into_bytes();
    }
    let spec = Spec::from_inputs(files.clone());
    assert_eq!(found(&spec, SHOP), Vec::<String>::new(), "the deviation is declared");
    let mut now = edit(SHOP, "enum: [open, paid,", "enum: [open, paid, lost,");
    now = edit(
        &now,
        "labels: {type: object,",
        "size: {type: object, properties: {width: {type: integer}}}\n        labels: {type: object,",
    );
    now = edit(
        &now,
        "- {name: X-Trace, in: header,",
        "- {name: limit, in: query, schema: {type: integer, maximum: 50}}\n        - {name: X-Trace, in: header,",
    );
    now = edit(
        &now,
        "  /files:\n",
        "  /orders/{id}:\n    delete:\n      tags: [orders]\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      responses: {\"204\": {description: Gone.}}\n  /refunds:\n    post: {responses: {\"204\": {description: Done.}}}\n  /files:\n",
    );
    let drafts = draft_exact(&spec.api, &spec.files, &exact(&spec, &now)).expect("drafts");
    let edits: Vec<_> = drafts.iter().flat_map(|draft| draft.edits.clone()).collect();
    let mut written: Vec<Input> = Vec::new();
    for file in &files {
        let text = apply(&file.name, std::str::from_utf8(&file.bytes).expect("UTF-8"), &edits);
        written.push(Input { name: file.name.clone(), bytes: text.into_bytes() });
    }
    for edit in &edits {
        if let bindery_sources::Edit::Create { file, text } = edit {
            written.push(Input { name: file.clone(), bytes: text.clone().into_bytes() });
        }
    }
    // Evidence of new actions names lines past the old end of the document.
    for file in written.iter_mut().filter(|file| file.name == "api.yaml") {
        let text = String::from_utf8(file.bytes.clone()).expect("UTF-8");
        file.bytes = edit(&text, "lines: 83", "lines: 120").into_bytes();
    }
    let orders = written.iter().find(|file| file.name == "orders.yaml").expect("orders");
    let text = std::str::from_utf8(&orders.bytes).expect("UTF-8");
    assert!(
        text.contains("about: Places an order. # by hand") && text.contains("because: the server takes days")
    );
    let after = Spec::from_inputs(written);
    assert_eq!(found(&after, &now), Vec::<String>::new());
}

#[test]
fn evidence_follows_moved_lines() {
    let spec = spec();
    let now = edit(SHOP, "tags: [{name: orders", "# One line more.\ntags: [{name: orders");
    let lines = now.lines().count() as u32;
    let moved =
        renumber(&spec.api, &spec.files, spec.source(), &line_digests(SHOP), &line_digests(&now), lines);
    assert!(!moved.shifts.is_empty() && moved.shifts.iter().all(|shift| !shift.is_doubtful()));
    let edits: Vec<_> = moved.edits().cloned().collect();
    let files = inputs(SHOP).into_iter().map(|file| {
        let text = apply(&file.name, std::str::from_utf8(&file.bytes).expect("UTF-8"), &edits);
        Input { name: file.name, bytes: text.into_bytes() }
    });
    let checked = check(files.collect());
    let fresh = inputs(&now);
    let fresh = check(fresh);
    let evidence = |checked: &bindery_model::Checked| {
        let api = checked.api.as_ref().expect("a spec");
        let mut all: Vec<(u32, u32)> = api.citations.iter().map(|one| (one.first, one.last)).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(evidence(&checked), evidence(&fresh));
}
