//! The same for the CRM (`tests/inventory/crm.yaml`): its navigation in order, what is known of each action and how well,
//! parameters, answers, errors. Its inventory has more to say than that of the first document, so it has a model of its
//! own; what the listing says of actions is the same.

use std::collections::BTreeSet;

use bindery_tests::table::Report;
use std::sync::LazyLock;

use super::allowed::Allowed;
use super::crm_model::{Action, Api, Coverage, Documented, Inventory, Module};
use super::model::Evidence;
use super::{listing, read_inventory};

static INVENTORY: LazyLock<Inventory> = LazyLock::new(|| read_inventory("crm.yaml"));
static SPEC: LazyLock<Api> = LazyLock::new(|| listing("crm"));

fn specified(doc: &str) -> Option<(&'static Module, &'static Action)> {
    let mut all =
        SPEC.modules.iter().flat_map(|module| module.actions.iter().map(move |action| (module, action)));
    all.find(|(_, action)| action.doc == doc)
}

/// All that have a page of their own, in the navigation or not.
fn documented() -> impl Iterator<Item = &'static Documented> {
    let Inventory { actions, beyond, psp, external_wallets, external_exchange_rates, .. } = &*INVENTORY;
    [actions, beyond, psp, external_wallets, external_exchange_rates].into_iter().flatten()
}

/// What the command calls it. A path or a third party's word is a part of what there is to know.
fn coverage_of(documented: &str) -> &'static str {
    match documented {
        "full" => "full",
        "listed" => "listed",
        "cut" | "path-only" | "third-party" => "partial",
        _ => "unheard of",
    }
}

#[test]
fn the_41_actions_of_the_navigation_are_there_in_order() {
    let navigation: Vec<_> = SPEC
        .modules
        .iter()
        .flat_map(|module| &module.actions)
        .filter(|action| action.is_in_navigation())
        .collect();
    let found: Vec<_> = navigation.iter().map(|action| action.doc.as_str()).collect();
    let documented: Vec<_> = INVENTORY.actions.iter().map(|action| action.doc.as_str()).collect();
    assert_eq!(found, documented);
    assert_eq!(found.len(), 41);
    let with = |coverage| navigation.iter().filter(|action| action.coverage == coverage).count();
    assert_eq!((with("full"), with("partial"), with("listed")), (18, 6, 17));
    let total =
        |names: &[&str]| -> usize { names.iter().filter_map(|name| INVENTORY.totals.get(*name)).sum() };
    assert_eq!(total(&["full"]), 18);
    assert_eq!(total(&["cut", "path-only", "third-party"]), 6);
    assert_eq!(total(&["listed"]), 17);
    // One that is not in the navigation is only listed too: that of exchange rates.
    let Coverage { actions, callable, full, partial, listed } = SPEC.coverage;
    assert_eq!((actions, callable, full, partial, listed), (58, 39, 25, 15, 18));
}

#[test]
fn every_action_is_there_and_no_other() {
    let mut report = Report::default();
    let mut known = BTreeSet::from(["crm.webhooks.xxx"]); // the form of all events, lines 1194 to 1203
    for page in documented() {
        known.insert(&page.doc);
        let Some((module, action)) = specified(&page.doc) else {
            report.problem(&page.doc, "is not in the spec");
            continue;
        };
        if let Some(name) = &page.module {
            report.check(&format!("{}, module", page.doc), name, &module.name);
        }
        report.check(
            &format!("{}, path", page.doc),
            &format!("{:?}", page.path),
            &format!("{:?}", action.path),
        );
        let methods: Vec<_> = page.method.iter().collect();
        report.check(
            &format!("{}, methods", page.doc),
            &format!("{methods:?}"),
            &format!("{:?}", action.methods),
        );
        report.check(&format!("{}, coverage", page.doc), coverage_of(&page.coverage), &action.coverage);
        let callable = page.method.is_some() && page.path.is_some();
        report.check(&format!("{}, callable", page.doc), &callable.to_string(), &action.callable.to_string());
        shown(&mut report, &page.doc, action, "sheet", page.lines);
        if let Some(line) = page.navigation {
            shown(&mut report, &page.doc, action, "document", [line, line]);
        }
    }
    for webhook in &INVENTORY.webhooks {
        known.insert(&webhook.doc);
        let Some((module, action)) = specified(&webhook.doc) else {
            report.problem(&webhook.doc, "is not in the spec");
            continue;
        };
        report.check(&webhook.doc, "webhooks inbound", &format!("{} {}", module.name, module.direction));
        report.check(&format!("{}, coverage", webhook.doc), coverage_of(&webhook.coverage), &action.coverage);
        shown(&mut report, &webhook.doc, action, "sheet", [webhook.line, webhook.line]);
        shown(&mut report, &webhook.doc, action, "sheet", webhook.lines);
        let parameters: BTreeSet<_> =
            action.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let envelope: BTreeSet<_> =
            INVENTORY.envelope.keys().filter(|path| !path.contains('.')).map(String::as_str).collect();
        report.check(&webhook.doc, &format!("{envelope:?}"), &format!("{parameters:?}"));
    }
    for action in SPEC.modules.iter().flat_map(|module| &module.actions) {
        if !known.contains(&*action.doc) {
            report.problem(&action.doc, "is not in the documents");
        }
    }
    let url = SPEC.servers.iter().find_map(|server| server.url.as_ref());
    report.check("the hosts", &format!("{:?}", INVENTORY.base_url.as_ref()), &format!("{url:?}"));
    report.finish();
}

/// Whether the evidence of an action shows the first of these lines, and says how good it is.
fn shown(report: &mut Report, doc: &str, action: &Action, source: &str, [first, _]: [u32; 2]) {
    let of_source = |evidence: &&Evidence| evidence.source == source;
    let found = action
        .evidence
        .iter()
        .filter(of_source)
        .find(|evidence| (evidence.lines[0]..=evidence.lines[1]).contains(&first));
    match found.map(|evidence| evidence.grade.as_str()) {
        Some("full" | "cut" | "listed" | "third-party" | "inferred") => report.check(doc, "", ""),
        Some(grade) => report.problem(doc, &format!("{grade} is no grade")),
        None => report.problem(doc, &format!("has no evidence for line {first} of {source}")),
    }
}

/// Fields of answers that differ: action, path, how.
const FIELDS: &[(&str, &str, &str)] = &[
    // The values of a map of texts, which the listing does not show as a path of their own.
    ("Get Client Registration Details", "[].label{}", "left out"),
    ("Get All Bankcards", "[].form[].label{}", "left out"),
    // The second outcome, of which the table of the first says nothing.
    ("Deposit into MT4 Account", "repeat", "added"),
    ("Withdraw from MT5 Account", "repeat", "added"),
    // The table begins inside it.
    ("PSP Get Payment URL", "data", "added"),
];

/// Which types of the spec may stand for a type of the documents, besides lists and records. Texts are read as what their
/// rules and meanings say: ids, money, dates, words of a list.
const TYPES: &[(&str, &[&str])] = &[
    ("number", &["int", "money", "bool", "unix-time", "Mt4Command", "PaymentStatus", "string", "any"]),
    ("integer", &["int"]),
    ("long", &["int"]),
    ("boolean", &["bool"]),
    ("map", &["map<string>"]),
    ("fields", &["map<any>"]),
    ("string / object / array", &["any"]),
    ("YYYY-MM-DD HH:mm:ss", &["local-date-time"]),
    (
        "string",
        &[
            "string",
            "money",
            "display-money",
            "date",
            "int",
            "list<string>",
            "map<string>",
            "UserId",
            "FormId",
            "RequestId",
            "Password",
            "Mt4Password",
            "Mt5Password",
            "LanguageCode",
            "UserType",
            "KycStatus",
            "TradingPlatform",
            "OtpChannel",
            "ContentType",
            "Device",
        ],
    ),
    ("array", &["string", "Phone"]),
    ("object", &["string", "map<any>", "CrmUser", "KycRegistration", "Phone", "Registration", "Person"]),
];

fn types(report: &mut Report, place: &str, documented: Option<&str>, found: &str) {
    let Some(documented) = documented else { return };
    let listed = TYPES.iter().find(|(ty, _)| *ty == documented).map_or(&[][..], |(_, types)| types);
    if listed.contains(&found) || (documented == "array" && found.starts_with("list<")) {
        report.check(place, "", "");
    } else {
        report.problem(place, &format!("{found} stands for the documents' {documented}"));
    }
}

/// Parameters that the page has as mandatory and the spec as optional. A working CRM was seen to send no usable signature.
const OPTIONAL: &[(&str, &str)] = &[("PSP Get Payment URL", "sign")];

#[test]
fn every_parameter_is_there_in_its_order() {
    let mut report = Report::default();
    for page in documented() {
        let Some((_, action)) = specified(&page.doc).filter(|(_, action)| action.callable) else { continue };
        // What is inside of an object belongs to a type, and the listing shows types by name.
        let rows: Vec<_> = page.parameters.iter().filter(|row| !row.name.contains('.')).collect();
        let documented: Vec<_> = rows.iter().map(|row| (row.name.as_str(), !row.optional)).collect();
        let required = |name: &str, listed: bool| listed || OPTIONAL.contains(&(&page.doc, name));
        let found: Vec<_> = action
            .parameters
            .iter()
            .map(|found| (found.name.as_str(), required(&found.name, found.required)))
            .collect();
        report.check(&page.doc, &format!("{documented:?}"), &format!("{found:?}"));
        for (row, found) in rows.iter().zip(&action.parameters) {
            let place = format!("{}, {}", page.doc, row.name);
            types(&mut report, &place, row.ty.as_deref(), &found.ty);
            let in_path = |place: Option<&str>| (place == Some("path")).to_string();
            report.check(&place, &in_path(row.place.as_deref()), &in_path(found.place.as_deref()));
        }
    }
    report.finish();
}

#[test]
fn every_field_of_an_answer_is_there_and_no_other() {
    let mut report = Report::default();
    let mut allowed = Allowed::new(FIELDS);
    for page in documented() {
        let Some((_, action)) = specified(&page.doc).filter(|(_, action)| action.callable) else { continue };
        for (path, ty) in &page.response {
            match action.response.iter().find(|field| field.path == *path) {
                None => allowed.needed(&mut report, &page.doc, path, "left out"),
                Some(field) => types(&mut report, &format!("{}, {path}", page.doc), ty.as_deref(), &field.ty),
            }
        }
        for field in &action.response {
            if !page.response.contains_key(&field.path) {
                allowed.needed(&mut report, &page.doc, &field.path, "added");
            }
        }
    }
    allowed.finish(&mut report);
    report.finish();
}

/// What the generated code says about statuses and errors of an action, which the listing does not show.
#[test]
fn every_status_and_error_of_an_action_is_there() {
    let folder = super::root().join("spec/crm");
    let files = bindery_model::input::read_folder(&folder).expect("the spec is there");
    let api = bindery_model::check(files).api.expect("the spec has no mistakes");
    let mut report = Report::default();
    for page in documented() {
        let mut actions = api.modules.iter().flat_map(|module| &module.actions);
        let Some(action) = actions.find(|action| action.doc == page.doc) else { continue };
        let outcomes = action.returns.outcomes.iter().map(|outcome| outcome.status);
        let mut statuses: BTreeSet<u16> = outcomes.collect();
        if statuses.is_empty() {
            statuses.insert(action.returns.status);
        }
        // A status that no page says is a guess, which the spec marks as one.
        let documented: BTreeSet<u16> = page.status.iter().copied().collect();
        let place = format!("{}, statuses", page.doc);
        if !documented.is_subset(&statuses)
            || (documented.len() == 1 && statuses.len() > 1 && page.doc != MORE)
        {
            report.check(&place, &format!("{documented:?}"), &format!("{statuses:?}"));
        }
        let errors = &SPEC.errors;
        let found: Vec<_> = action
            .errors
            .iter()
            .filter_map(|used| api.errors.get(used.error))
            .filter_map(|entry| errors.iter().find(|error| error.name == entry.name))
            .filter_map(|error| error.code.clone())
            .collect();
        if page.module.as_deref() != Some("psp") {
            report.check(
                &format!("{}, errors", page.doc),
                &format!("{:?}", page.errors),
                &format!("{found:?}"),
            );
        }
    }
    report.finish();
}

/// Its page has 204 alone; a later version of it adds the answer with status 200.
const MORE: &str = "Deposit into MT4 Account";

#[test]
fn every_error_is_there_and_no_other() {
    let mut report = Report::default();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for error in &INVENTORY.errors {
        known.insert(&error.code);
        let Some(found) = SPEC.errors.iter().find(|found| found.code.as_deref() == Some(&*error.code)) else {
            report.problem(&error.code, "is not in the spec");
            continue;
        };
        // The page of PSP errors lists no statuses; the spec has that of its one sample, and says so.
        let status = error.status.or(Some(400));
        report.check(&error.code, &format!("{status:?}"), &format!("{:?}", found.status));
    }
    for found in &SPEC.errors {
        match &found.code {
            Some(code) if !known.contains(code.as_str()) => report.problem(code, "is not in the documents"),
            // Known by status alone: the introduction's three, and the two that a server needs.
            None if ![Some(400), Some(403), Some(404), Some(500), Some(501)].contains(&found.status) => {
                report.problem(&found.name, "has neither a type nor a known status");
            }
            _ => report.check(&found.name, "", ""),
        }
    }
    report.finish();
}

#[test]
fn what_is_only_named_is_mentioned() {
    let mut report = Report::default();
    for named in &INVENTORY.mentions {
        match SPEC.mentions.iter().find(|mention| mention.doc == named.doc) {
            None => report.problem(&named.doc, "is not mentioned"),
            Some(mention) => {
                for (source, line) in named
                    .document
                    .iter()
                    .map(|line| ("document", line))
                    .chain(named.sheet.iter().map(|line| ("sheet", line)))
                {
                    let shown = mention.evidence.iter().any(|evidence| {
                        evidence.source == source && (evidence.lines[0]..=evidence.lines[1]).contains(line)
                    });
                    report.check(&format!("{}, line {line}", named.doc), "true", &shown.to_string());
                }
            }
        }
    }
    report.check("mentions", &INVENTORY.mentions.len().to_string(), &SPEC.mentions.len().to_string());
    report.finish();
}
