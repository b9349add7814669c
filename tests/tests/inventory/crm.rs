//! The same comparison for the CRM (`tests/inventory/crm.yaml`): its navigation in order, the coverage of each action,
//! parameters, responses, errors. Its inventory contains more than the first document's, so it has its own model; the
//! output of `list` is the same.

use std::collections::BTreeSet;

use bindery_tests::table::Report;
use std::sync::LazyLock;

use super::allowed::Allowed;
use super::crm_model::{Action, Api, Coverage, Documented, Inventory, Module};
use super::model::Evidence;
use super::{listing, read_inventory};

static INVENTORY: LazyLock<Inventory> = LazyLock::new(|| read_inventory("crm.yaml"));
static SPEC: LazyLock<Api> = LazyLock::new(|| listing("crm"));

fn specified(documented_as: &str) -> Option<(&'static Module, &'static Action)> {
    let mut all =
        SPEC.modules.iter().flat_map(|module| module.actions.iter().map(move |action| (module, action)));
    all.find(|(_, action)| action.documented_as == documented_as)
}

/// Returns all actions with their own page, whether or not they are in the navigation.
fn documented() -> impl Iterator<Item = &'static Documented> {
    let Inventory { actions, beyond, psp, external_wallets, external_exchange_rates, .. } = &*INVENTORY;
    [actions, beyond, psp, external_wallets, external_exchange_rates].into_iter().flatten()
}

/// Returns the command's word for a coverage. A path, or a third party's statement, counts as partial coverage.
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
    let found: Vec<_> = navigation.iter().map(|action| action.documented_as.as_str()).collect();
    let documented: Vec<_> = INVENTORY.actions.iter().map(|action| action.documented_as.as_str()).collect();
    assert_eq!(found, documented);
    assert_eq!(found.len(), 41);
    let with = |coverage| navigation.iter().filter(|action| action.coverage == coverage).count();
    assert_eq!((with("full"), with("partial"), with("listed")), (18, 6, 17));
    let total =
        |names: &[&str]| -> usize { names.iter().filter_map(|name| INVENTORY.totals.get(*name)).sum() };
    assert_eq!(total(&["full"]), 18);
    assert_eq!(total(&["cut", "path-only", "third-party"]), 6);
    assert_eq!(total(&["listed"]), 17);
    // One action outside of the navigation is also only listed: the one for exchange rates.
    let Coverage { actions, callable, full, partial, listed } = SPEC.coverage;
    assert_eq!((actions, callable, full, partial, listed), (58, 39, 25, 15, 18));
}

#[test]
fn every_action_is_there_and_no_other() {
    let mut report = Report::default();
    let mut known = BTreeSet::from(["crm.webhooks.xxx"]); // the form of all events, lines 1194 to 1203
    for page in documented() {
        known.insert(&page.documented_as);
        let Some((module, action)) = specified(&page.documented_as) else {
            report.problem(&page.documented_as, "is not in the spec");
            continue;
        };
        if let Some(name) = &page.module {
            report.check(&format!("{}, module", page.documented_as), name, &module.name);
        }
        report.check(
            &format!("{}, path", page.documented_as),
            &format!("{:?}", page.path),
            &format!("{:?}", action.path),
        );
        let methods: Vec<_> = page.method.iter().collect();
        report.check(
            &format!("{}, methods", page.documented_as),
            &format!("{methods:?}"),
            &format!("{:?}", action.methods),
        );
        report.check(
            &format!("{}, coverage", page.documented_as),
            coverage_of(&page.coverage),
            &action.coverage,
        );
        let callable = page.method.is_some() && page.path.is_some();
        report.check(
            &format!("{}, callable", page.documented_as),
            &callable.to_string(),
            &action.callable.to_string(),
        );
        shown(&mut report, &page.documented_as, action, "sheet", page.lines);
        if let Some(line) = page.navigation {
            shown(&mut report, &page.documented_as, action, "document", [line, line]);
        }
    }
    for webhook in &INVENTORY.webhooks {
        known.insert(&webhook.documented_as);
        let Some((module, action)) = specified(&webhook.documented_as) else {
            report.problem(&webhook.documented_as, "is not in the spec");
            continue;
        };
        report.check(
            &webhook.documented_as,
            "webhooks inbound",
            &format!("{} {}", module.name, module.direction),
        );
        report.check(
            &format!("{}, coverage", webhook.documented_as),
            coverage_of(&webhook.coverage),
            &action.coverage,
        );
        shown(&mut report, &webhook.documented_as, action, "sheet", [webhook.line, webhook.line]);
        shown(&mut report, &webhook.documented_as, action, "sheet", webhook.lines);
        let parameters: BTreeSet<_> =
            action.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let envelope: BTreeSet<_> =
            INVENTORY.envelope.keys().filter(|path| !path.contains('.')).map(String::as_str).collect();
        report.check(&webhook.documented_as, &format!("{envelope:?}"), &format!("{parameters:?}"));
    }
    for action in SPEC.modules.iter().flat_map(|module| &module.actions) {
        if !known.contains(&*action.documented_as) {
            report.problem(&action.documented_as, "is not in the documents");
        }
    }
    let url = SPEC.servers.iter().find_map(|server| server.url.as_ref());
    report.check("the hosts", &format!("{:?}", INVENTORY.base_url.as_ref()), &format!("{url:?}"));
    report.finish();
}

/// Checks that the evidence of an action includes the first of these lines, with the right grade.
fn shown(report: &mut Report, documented_as: &str, action: &Action, source: &str, [first, _]: [u32; 2]) {
    let of_source = |evidence: &&Evidence| evidence.source == source;
    let found = action
        .evidence
        .iter()
        .filter(of_source)
        .find(|evidence| (evidence.lines[0]..=evidence.lines[1]).contains(&first));
    match found.map(|evidence| evidence.grade.as_str()) {
        Some("full" | "cut" | "listed" | "third-party" | "inferred") => report.check(documented_as, "", ""),
        Some(grade) => report.problem(documented_as, &format!("{grade} is no grade")),
        None => report.problem(documented_as, &format!("has no evidence for line {first} of {source}")),
    }
}

/// Differing response fields: action, path, difference.
const FIELDS: &[(&str, &str, &str)] = &[
    // The values of a map of strings, which `list` does not show as separate paths.
    ("Get Client Registration Details", "[].label{}", "left out"),
    ("Get All Bankcards", "[].form[].label{}", "left out"),
    // The second response, which the table of the first does not mention.
    ("Deposit into MT4 Account", "repeat", "added"),
    ("Withdraw from MT5 Account", "repeat", "added"),
    // The table begins with its fields.
    ("PSP Get Payment URL", "data", "added"),
];

/// Types of the spec that are allowed for a type of the documents, besides lists and records. Strings are read as their
/// rules and meanings say: ids, amounts, dates, values of an enum.
const TYPES: &[(&str, &[&str])] = &[
    ("number", &["int", "decimal", "bool", "instant", "Mt4Command", "PaymentStatus", "string", "any"]),
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
            "decimal",
            "formatted-decimal",
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
        report.problem(place, &format!("{found} is not allowed for the documents' {documented}"));
    }
}

/// Parameters that are mandatory in the page and optional in the spec. A working CRM was observed to send no valid
/// signature.
const OPTIONAL: &[(&str, &str)] = &[("PSP Get Payment URL", "sign")];

#[test]
fn every_parameter_is_there_in_its_order() {
    let mut report = Report::default();
    for page in documented() {
        let Some((_, action)) = specified(&page.documented_as).filter(|(_, action)| action.callable) else {
            continue;
        };
        // The fields of an object belong to a type, and `list` shows types by name.
        let rows: Vec<_> = page.parameters.iter().filter(|row| !row.name.contains('.')).collect();
        let documented: Vec<_> = rows.iter().map(|row| (row.name.as_str(), !row.optional)).collect();
        let required = |name: &str, listed: bool| listed || OPTIONAL.contains(&(&page.documented_as, name));
        let found: Vec<_> = action
            .parameters
            .iter()
            .map(|found| (found.name.as_str(), required(&found.name, found.required)))
            .collect();
        report.check(&page.documented_as, &format!("{documented:?}"), &format!("{found:?}"));
        for (row, found) in rows.iter().zip(&action.parameters) {
            let place = format!("{}, {}", page.documented_as, row.name);
            types(&mut report, &place, row.ty.as_deref(), &found.ty);
            let in_path = |place: Option<&str>| (place == Some("path")).to_string();
            report.check(&place, &in_path(row.place.as_deref()), &in_path(found.place.as_deref()));
        }
    }
    report.finish();
}

#[test]
fn the_response_fields_are_exactly_the_documented_ones() {
    let mut report = Report::default();
    let mut allowed = Allowed::new(FIELDS);
    for page in documented() {
        let Some((_, action)) = specified(&page.documented_as).filter(|(_, action)| action.callable) else {
            continue;
        };
        for (path, ty) in &page.response {
            match action.response.iter().find(|field| field.path == *path) {
                None => allowed.needed(&mut report, &page.documented_as, path, "left out"),
                Some(field) => {
                    types(&mut report, &format!("{}, {path}", page.documented_as), ty.as_deref(), &field.ty)
                }
            }
        }
        for field in &action.response {
            if !page.response.contains_key(&field.path) {
                allowed.needed(&mut report, &page.documented_as, &field.path, "added");
            }
        }
    }
    allowed.finish(&mut report);
    report.finish();
}

/// Compares the statuses and errors of actions in generated code, which `list` does not show.
#[test]
fn every_status_and_error_of_an_action_is_there() {
    let folder = super::root().join("spec/crm");
    let files = bindery_model::input::read_folder(&folder).expect("the spec is there");
    let api = bindery_model::check(files).api.expect("the spec has no mistakes");
    let mut report = Report::default();
    for page in documented() {
        let mut actions = api.modules.iter().flat_map(|module| &module.actions);
        let Some(action) = actions.find(|action| action.documented_as == page.documented_as) else {
            continue;
        };
        let variants = action.response.variants.iter().map(|variant| variant.status);
        let mut statuses: BTreeSet<u16> = variants.collect();
        if statuses.is_empty() {
            statuses.insert(action.response.status);
        }
        // An undocumented status is a guess, which the spec marks as one.
        let documented: BTreeSet<u16> = page.status.iter().copied().collect();
        let place = format!("{}, statuses", page.documented_as);
        if !documented.is_subset(&statuses)
            || (documented.len() == 1 && statuses.len() > 1 && page.documented_as != MORE)
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
                &format!("{}, errors", page.documented_as),
                &format!("{:?}", page.errors),
                &format!("{found:?}"),
            );
        }
    }
    report.finish();
}

/// The page of this action has 204 only; a later version of the page adds the response with status 200.
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
        // The page of PSP errors lists no statuses; the spec has the status of its only sample, and notes that.
        let status = error.status.or(Some(400));
        report.check(&error.code, &format!("{status:?}"), &format!("{:?}", found.status));
    }
    for found in &SPEC.errors {
        match &found.code {
            Some(code) if !known.contains(code.as_str()) => report.problem(code, "is not in the documents"),
            // Identified by status alone: the three of the introduction, and the two that a server requires.
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
        match SPEC.mentions.iter().find(|mention| mention.documented_as == named.documented_as) {
            None => report.problem(&named.documented_as, "is not mentioned"),
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
                    report.check(
                        &format!("{}, line {line}", named.documented_as),
                        "true",
                        &shown.to_string(),
                    );
                }
            }
        }
    }
    report.check("mentions", &INVENTORY.mentions.len().to_string(), &SPEC.mentions.len().to_string());
    report.finish();
}
