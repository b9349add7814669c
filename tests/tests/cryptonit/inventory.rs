//! Compares the spec with an inventory of its two sources (`tests/inventory/cryptonit.yaml`), which was made from them
//! alone: actions, parameters, responses, scopes, errors, addresses, base paths, mentions. Known deviations are listed
//! here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bindery_model::{Action, Api, AuthScheme, CodeValue, Presence, Scalar, Type, TypeKind, check, input};
use bindery_tests::table::Report;
use serde::Deserialize;

/// Optional parameters of the spec that the sources do not call optional, with the reason.
const OPTIONAL: &[(&str, &str)] = &[
    // The documents do not mark required parameters; the list works without any of these.
    ("GET developer/ccorder", "type"),
    ("GET developer/ccorder", "my_orders"),
    ("GET developer/ccorder", "limit"),
    // Volumes cover all currencies, so no pair is required.
    ("GET public/ccorder with volume", "bid_currency"),
    ("GET public/ccorder with volume", "ask_currency"),
];

#[derive(Debug, Deserialize)]
struct Inventory {
    base_url: String,
    actions: Vec<Documented>,
    bases: Vec<Base>,
    errors: Vec<DocumentedError>,
    constants: Constants,
    mentions: Vec<Mention>,
}

#[derive(Debug, Deserialize)]
struct Documented {
    documented_as: String,
    #[serde(default)]
    source: Option<String>,
    lines: [u32; 2],
    method: String,
    path: String,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    selected_by: BTreeMap<String, Option<String>>,
    parameters: Vec<Parameter>,
    response: BTreeMap<String, Option<String>>,
}

#[derive(Debug, Deserialize)]
struct Parameter {
    name: String,
    #[serde(default)]
    optional: bool,
}

#[derive(Debug, Deserialize)]
struct Base {
    path: String,
}

#[derive(Debug, Deserialize)]
struct DocumentedError {
    code: String,
    status: Option<u16>,
}

#[derive(Debug, Deserialize)]
struct Constants {
    #[serde(rename = "oauth addresses")]
    oauth1: BTreeMap<String, String>,
    #[serde(rename = "oauth2 addresses")]
    oauth2: BTreeMap<String, String>,
    scopes: Vec<String>,
    #[serde(rename = "currency codes")]
    currencies: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Mention {
    documented_as: String,
}

fn inventory() -> Inventory {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("inventory/cryptonit.yaml");
    let text = std::fs::read_to_string(path).expect("the inventory is there");
    serde_yaml::from_str(&text).expect("the inventory is of this form")
}

fn api() -> Api {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/cryptonit");
    let checked = check(input::read_folder(&folder).expect("the spec is there"));
    checked.api.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

fn actions(api: &Api) -> impl Iterator<Item = &Action> {
    api.modules.iter().flat_map(|module| &module.actions)
}

#[test]
fn every_action_is_there_and_no_other() {
    let (inventory, api) = (inventory(), api());
    let mut report = Report::default();
    for documented in &inventory.actions {
        let documented_as = &documented.documented_as;
        let Some(action) = actions(&api).find(|action| action.documented_as == *documented_as) else {
            report.problem(documented_as, "is not in the spec");
            continue;
        };
        report.check(&format!("{documented_as}, path"), &documented.path, &action.path_text());
        let methods: Vec<&str> = action.methods.iter().map(|method| method.text()).collect();
        report.check(&format!("{documented_as}, method"), &documented.method, &methods.join(" "));
        report.check(
            &format!("{documented_as}, scopes"),
            documented.scope.as_deref().unwrap_or_default(),
            &action.scopes.join(" "),
        );
        let select = action.select.as_ref();
        let selected: BTreeMap<String, Option<String>> =
            select.map(|select| (select.at.join("."), select.is.first().cloned())).into_iter().collect();
        report.check(
            &format!("{documented_as}, selection"),
            &format!("{:?}", documented.selected_by),
            &format!("{selected:?}"),
        );
        let source = documented.source.as_deref().unwrap_or("guide");
        let [first, last] = documented.lines;
        let shown = action
            .evidence
            .iter()
            .any(|found| found.source == source && found.first <= last && found.last >= first);
        if !shown {
            report
                .problem(documented_as, &format!("has no evidence from lines {first} to {last} of {source}"));
        }
    }
    let known: BTreeSet<&str> =
        inventory.actions.iter().map(|action| action.documented_as.as_str()).collect();
    for action in actions(&api).filter(|action| !known.contains(action.documented_as.as_str())) {
        report.problem(&action.documented_as, "is not in the sources");
    }
    report.finish();
}

#[test]
fn every_parameter_is_there_in_its_order_and_no_other() {
    let (inventory, api) = (inventory(), api());
    let mut report = Report::default();
    for documented in &inventory.actions {
        let Some(action) = actions(&api).find(|action| action.documented_as == documented.documented_as)
        else {
            continue;
        };
        let expected: Vec<&str> = documented
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
            .filter(|name| !name.contains('.'))
            .collect();
        let found: Vec<&str> = action.parameters.iter().map(|field| field.name.as_str()).collect();
        report.check(&documented.documented_as, &format!("{expected:?}"), &format!("{found:?}"));
        for parameter in &documented.parameters {
            let Some(field) = action.parameters.iter().find(|field| field.name == parameter.name) else {
                if !parameter.name.contains('.') || !nested(&api, action, &parameter.name) {
                    report.problem(&documented.documented_as, &format!("lacks {}", parameter.name));
                }
                continue;
            };
            let allowed = OPTIONAL.contains(&(documented.documented_as.as_str(), parameter.name.as_str()));
            // Constant parameters need not be documented.
            let optional =
                field.presence == Presence::Optional || (parameter.optional && field.fixed.is_some());
            if optional != (parameter.optional || allowed) {
                report.problem(
                    &documented.documented_as,
                    &format!("{} is optional in one of the two", parameter.name),
                );
            }
        }
    }
    report.finish();
}

/// Whether a record has the field with a dotted name.
fn nested(api: &Api, action: &Action, name: &str) -> bool {
    let (parameter, field) = name.split_once('.').unwrap_or((name, ""));
    let ty = action.parameters.iter().find(|known| known.name == parameter).map(|known| &known.ty);
    let Some(Type::Named(id)) = ty else { return false };
    matches!(&api.types[*id].kind, TypeKind::Record(fields) if fields.iter().any(|known| known.name == field))
}

/// The dotted paths of a type's scalars.
fn paths(api: &Api, ty: &Type, path: &str, all: &mut BTreeSet<String>) {
    match ty {
        Type::List(item) => paths(api, item, &format!("{path}[]"), all),
        Type::Nullable(item) => paths(api, item, path, all),
        Type::Map(_, value) => paths(api, value, &format!("{path}{{}}"), all),
        Type::Named(id) => match &api.types[*id].kind {
            TypeKind::Record(fields) => {
                for field in fields {
                    let dot = if path.is_empty() { "" } else { "." };
                    paths(api, &field.ty, &format!("{path}{dot}{}", field.name), all);
                }
            }
            _ => drop(all.insert(path.to_owned())),
        },
        Type::Scalar(_) => drop(all.insert(path.to_owned())),
    }
}

#[test]
fn the_response_fields_are_exactly_the_documented_ones() {
    let (inventory, api) = (inventory(), api());
    let mut report = Report::default();
    for documented in &inventory.actions {
        let Some(action) = actions(&api).find(|action| action.documented_as == documented.documented_as)
        else {
            continue;
        };
        let mut found = BTreeSet::new();
        let ty = action.response.ty.clone().unwrap_or(Type::Scalar(Scalar::Any));
        paths(&api, &ty, "", &mut found);
        let expected: BTreeSet<String> = documented.response.keys().cloned().collect();
        report.check(&documented.documented_as, &format!("{expected:?}"), &format!("{found:?}"));
    }
    report.finish();
}

#[test]
fn errors_are_those_of_the_sources() {
    let (inventory, api) = (inventory(), api());
    let mut report = Report::default();
    let expected: BTreeMap<String, Option<u16>> =
        inventory.errors.iter().map(|error| (error.code.clone(), error.status)).collect();
    let coded = api.errors.iter().filter_map(|error| match &error.code {
        Some(CodeValue::Text(code)) => Some((code.clone(), error.status)),
        _ => None,
    });
    let found: BTreeMap<String, Option<u16>> = coded.collect();
    report.check("codes and statuses", &format!("{expected:?}"), &format!("{found:?}"));
    report.finish();
}

#[test]
fn addresses_scopes_bases_and_mentions_are_those_of_the_sources() {
    let (inventory, api) = (inventory(), api());
    let mut report = Report::default();
    report.check("server", &inventory.base_url, api.servers[0].url.as_deref().unwrap_or_default());
    for auth in &api.auth {
        match &auth.scheme {
            AuthScheme::OAuth1(oauth1) => {
                let addresses = &inventory.constants.oauth1;
                report.check("request token", &addresses["req_url"], &oauth1.request_token);
                report.check("authorize", &addresses["auth_url"], &oauth1.authorize);
                report.check("access token", &addresses["acc_url"], &oauth1.access_token);
            }
            AuthScheme::OAuth2(oauth2) => {
                let addresses = &inventory.constants.oauth2;
                report.check(
                    "authorize",
                    &addresses["auth_url"],
                    oauth2.authorize.as_deref().unwrap_or_default(),
                );
                report.check("token", &addresses["token_reg_url"], &oauth2.token);
                let status = oauth2.status.as_deref().unwrap_or_default().replace("{token}", "<token>");
                report.check("token status", &addresses["token_status_url"], &status);
                let scopes: Vec<&str> = oauth2.scopes.iter().map(|scope| scope.name.as_str()).collect();
                let expected = format!("{:?}", inventory.constants.scopes);
                report.check("scopes", &expected, &format!("{scopes:?}"));
            }
            other => report.problem(&auth.name, &format!("is not in the sources: {other:?}")),
        }
    }
    for base in &inventory.bases {
        let name = base.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        match api.modules.iter().find(|module| module.name == name) {
            Some(module) if module.actions.is_empty() => report.check(name, "", ""),
            _ => report
                .problem(name, "is a base without documented paths, and should be a module without actions"),
        }
    }
    let constants = api.modules.iter().flat_map(|module| &module.constants);
    let currencies = serde_json::to_string(&inventory.constants.currencies).expect("JSON");
    let plain = |json: &str| json.replace(' ', "");
    if !constants.clone().any(|constant| plain(&constant.json) == currencies) {
        report.problem("currency codes", "are not in the spec");
    }
    let mentioned: BTreeSet<&str> =
        api.mentions.iter().map(|mention| mention.documented_as.as_str()).collect();
    let expected: BTreeSet<&str> =
        inventory.mentions.iter().map(|mention| mention.documented_as.as_str()).collect();
    report.check("mentions", &format!("{expected:?}"), &format!("{mentioned:?}"));
    report.finish();
}
