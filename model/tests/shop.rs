//! The model of keys, signatures, statuses, pages, calls from the vendor and actions that are only listed.

use bindery_model::{
    Action, Api, AuthScheme, CodeKind, CodeValue, Coverage, Digest, ErrorSignal, Header, Input, KeyEncoding,
    Method, Pages, PagesBy, PairsForm, Place, Presence, Select, Signature, SignatureLocation, Type, TypeKind,
    Ways, check,
};

use bindery_vocabulary::recipe::Template;

const API: &str = include_str!("shop/api.yaml");
const ORDERS: &str = include_str!("shop/orders.yaml");
const NOTICES: &str = include_str!("shop/notices.yaml");

fn try_api(api: &str, orders: &str) -> Result<Api, Vec<String>> {
    let input = |name: &str, text: &str| Input { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let inputs = vec![input("api.yaml", api), input("orders.yaml", orders), input("notices.yaml", NOTICES)];
    let checked = check(inputs);
    let shown = checked.diagnostics.iter().map(|found| found.plain(&checked.sources)).collect();
    checked.api.ok_or(shown)
}

fn api() -> Api {
    try_api(API, ORDERS).unwrap_or_else(|shown| panic!("{}", shown.join("\n")))
}

fn action<'a>(api: &'a Api, module: usize, name: &str) -> &'a Action {
    api.modules[module].actions.iter().find(|action| action.name == name).expect("the action")
}

#[test]
fn errors_are_known_by_texts_and_by_statuses() {
    let api = api();
    assert_eq!(api.codes, CodeKind::Text);
    let metadata: Vec<(Option<&CodeValue>, Option<u16>)> =
        api.errors.iter().map(|error| (error.code.as_ref(), error.status)).collect();
    let text = |text: &str| CodeValue::Text(text.to_owned());
    assert_eq!(metadata[0], (Some(&text("invalid_key")), Some(403)));
    assert_eq!(metadata[2], (Some(&text("order_not_found")), None));
    assert_eq!(metadata[3], (None, Some(400)));
    let failure = &api.error_formats[1];
    assert_eq!(failure.when, [ErrorSignal::Status(400, 599), ErrorSignal::Status(302, 302)]);
    assert_eq!(failure.body.to_string(), r#"{"error":true,"code":"$status","type":"$code"}"#);
}

#[test]
fn schemes_know_what_they_sign_and_with_what() {
    let api = api();
    let [key, signature, old, notice] = api.auth.as_slice() else { panic!("four schemes") };
    assert_eq!(
        (&key.scheme, key.rejection),
        (&AuthScheme::Header(Header { name: "X-Key".into(), written: None }), Some(0))
    );
    let usual = Signature {
        location: SignatureLocation::Header("X-Signature".into()),
        modes: Ways::only(template("{body}")),
        pairs: PairsForm::default(),
        encoding: KeyEncoding::Text,
        carried: Vec::new(),
        separator: None,
        vectors: Vec::new(),
        digests: Ways::only(Digest::HmacSha256),
        written: "sha256={hex}".into(),
        secret: Some(0),
        alternative_to: None,
        discouraged: Vec::new(),
        signs_empty: false,
        signs_responses: false,
    };
    assert_eq!(
        (&signature.scheme, signature.rejection),
        (&AuthScheme::Signature(usual.clone().into()), Some(1))
    );
    let older = Signature {
        modes: Ways::only(template("{pairs}{secret}")),
        pairs: PairsForm { either: true, ..PairsForm::default() },
        digests: Ways::only(Digest::Sha1),
        written: "{HEX}".into(),
        alternative_to: Some(1),
        ..usual
    };
    assert_eq!((&old.scheme, old.rejection), (&AuthScheme::Signature(older.into()), None));
    let AuthScheme::Signature(own) = &notice.scheme else { panic!("a signature") };
    assert_eq!((own.secret, &own.location), (Some(3), &SignatureLocation::Parameter("sign".into())));
    assert_eq!(own.modes.usual().to_string(), "{pairs}{secret}");
    assert_eq!(own.pairs, PairsForm { skip_empty: true, ..PairsForm::default() });
}

fn template(text: &str) -> Template {
    Template::parse(text).expect("a template")
}

#[test]
fn actions_that_are_only_listed_keep_their_places() {
    let api = api();
    let orders = &api.modules[0];
    let places: Vec<(&str, usize)> =
        orders.actions.iter().map(|action| (action.name.as_str(), action.position)).collect();
    assert_eq!(places, [("get-orders", 1), ("old-create", 2), ("create-order", 4), ("pay-order", 5)]);
    let [cancel, forget] = orders.listed.as_slice() else { panic!("two") };
    assert_eq!(
        (cancel.name.as_str(), cancel.position, cancel.coverage()),
        ("cancel-order", 0, Coverage::Listed)
    );
    assert_eq!(
        (cancel.unknown.as_str(), cancel.methods.as_slice()),
        ("path and response", [Method::Delete].as_slice())
    );
    assert_eq!(cancel.parameters[0].name, "id");
    assert_eq!((forget.position, forget.coverage()), (3, Coverage::Partial));
    assert_eq!(forget.unknown, "method, path, parameters and response");
    assert_eq!(forget.methods, []);
    // The successor is found by its name, regardless of the listed actions before it.
    assert_eq!(action(&api, 0, "old-create").replaced_by, Some((0, 2)));
    let coverage: Vec<Coverage> = orders.actions.iter().map(Action::coverage).collect();
    assert_eq!(coverage, [Coverage::Full, Coverage::Partial, Coverage::Full, Coverage::Full]);
}

#[test]
fn what_has_no_body_travels_in_the_query() {
    let api = api();
    let get = action(&api, 0, "get-orders");
    assert_eq!((get.default_place(), get.parameters_in), (Place::Query, Place::Json)); // it accepts POST too
    let create = action(&api, 0, "create-order");
    assert_eq!((create.default_place(), create.parameters_in), (Place::Json, Place::Json));
}

#[test]
fn pages_other_fields_and_fixed_parameters() {
    let api = api();
    let get = action(&api, 0, "get-orders");
    let order = api.types.iter().position(|def| def.name == "Order").expect("the type");
    let pages = Pages {
        by: PagesBy::Offset,
        position: Some(0),
        limit: Some(1),
        largest: Some(500),
        first: 0,
        records: "records".into(),
        record: Type::Named(order),
        count: Some("count".into()),
        last: None,
        next: None,
        more: None,
        id: None,
    };
    assert_eq!(get.pages, Some(pages));
    let version = &get.parameters[2];
    assert_eq!((version.fixed.as_deref(), version.in_rust()), (Some("2"), false));
    let custom = &action(&api, 0, "create-order").parameters[1];
    assert_eq!((custom.additional, custom.presence), (true, Presence::Required));
    let TypeKind::Record(fields) = &api.types[order].kind else { panic!("a record") };
    assert!(fields[1].additional && !fields[0].additional);
}

#[test]
fn responses_have_statuses_and_variants() {
    let api = api();
    assert_eq!(action(&api, 0, "get-orders").response.status, 200);
    assert_eq!(action(&api, 0, "create-order").response.status, 201);
    let documented_response = &action(&api, 0, "pay-order").response;
    let variants: Vec<(&str, u16, bool)> = documented_response
        .variants
        .iter()
        .map(|one| (one.name.as_str(), one.status, one.ty.is_some()))
        .collect();
    assert_eq!(variants, [("done", 204, false), ("repeated", 200, true)]);
    assert_eq!(documented_response.variants[0].rust.as_deref(), Some("Paid"));
    assert_eq!(
        (documented_response.about.as_str(), documented_response.status),
        ("Whether the money was taken.", 204)
    );
}

#[test]
fn modules_have_rules_of_their_own() {
    let api = api();
    let [orders, notices] = api.modules.as_slice() else { panic!("two modules") };
    assert!(notices.inbound && !orders.inbound);
    let [paid, sent, other] = notices.actions.as_slice() else { panic!("three actions") };
    assert_eq!((paid.path_text().as_str(), paid.server, paid.auth.as_slice()), ("/", 1, [3].as_slice()));
    assert_eq!(other.auth, [3]); // actions that share a path have the same authentication
    let select = Select {
        at: vec!["event".into(), "kind".into()],
        is: vec!["order.paid".into(), "order.paid.*".into()],
    };
    assert_eq!((&paid.select, &other.select), (&Some(select), &None));
    assert_eq!((paid.parameters[1].scheme, paid.parameters[1].in_rust()), (Some(3), false));
    assert_eq!(other.parameters[2].scheme, None);
    // A module's error format is used when no other fits.
    let formats = |action: &Action| -> Vec<(usize, usize)> {
        action.error_formats.iter().map(|one| (one.format, one.errors.len())).collect()
    };
    assert_eq!((formats(paid), formats(sent)), (vec![(1, 0)], vec![(0, 1), (1, 0)]));
    assert_eq!((api.error_format, formats(action(&api, 0, "get-orders")).len()), (0, 0));
}

#[test]
fn what_stands_under_a_misspelt_key_is_read() {
    let wrong = try_api(&API.replace("errors:\n", "erors:\n"), &ORDERS.replace("\ntypes:", "\ntpyes:"));
    let shown = wrong.expect_err("two mistakes");
    let codes: Vec<bool> = shown.iter().map(|one| one.contains("spec::unknown-key")).collect();
    assert_eq!(codes, [true, true], "{}", shown.join("\n"));
}
