//! Specs after merging overlays, and hostile overlays, which end in diagnostics like any input.

use std::time::{Duration, Instant};

use bindery_model::diagnostic::Severity;
use bindery_model::overlay::target;
use bindery_model::{
    Action, Api, AuthScheme, Checked, Effect, Exact, Input, Method, Presence, TypeKind, check, check_with,
};
use proptest::prelude::*;

const API: &str = include_str!("diagnostics/base/api.yaml");
const USER: &str = include_str!("diagnostics/base/user.yaml");

fn input(name: &str, text: impl Into<Vec<u8>>) -> Input {
    Input { name: name.to_owned(), bytes: text.into() }
}

fn checked(overlays: &[&str]) -> Checked {
    let spec = vec![input("api.yaml", API), input("user.yaml", USER)];
    let name = |position: usize| format!("overlay-{position}.yaml");
    let overlays = overlays.iter().enumerate().map(|(position, text)| input(&name(position), *text));
    check_with(spec, overlays.collect())
}

#[track_caller]
fn merged(overlays: &[&str]) -> Api {
    let checked = checked(overlays);
    let found: Vec<String> =
        checked.diagnostics.iter().map(|diagnostic| diagnostic.plain(&checked.sources)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    checked.api.expect("there is no mistake")
}

#[track_caller]
fn action<'a>(api: &'a Api, module: &str, name: &str) -> &'a Action {
    let module = api.modules.iter().find(|found| found.name == module).expect("the module is there");
    module.actions.iter().find(|action| action.name == name).expect("the action is there")
}

/// Returns an overlay that changes the only action of the base.
fn about_the_action(text: &str) -> String {
    format!("overlay: demo\nmodules:\n  user:\n    actions:\n      get-wallet: {text}\n")
}

#[test]
fn mappings_merge_and_everything_else_replaces() {
    let before = merged(&[]);
    let api = merged(&[&about_the_action(
        "{effect: read, methods: [GET, POST], about: Reads it., parameters: {session: {optional: true}}}",
    )]);
    let (old, new) = (action(&before, "user", "get-wallet"), action(&api, "user", "get-wallet"));
    assert_eq!((new.effect, new.methods.as_slice()), (Effect::Read, &[Method::Get, Method::Post][..]));
    assert_eq!(new.about, "Reads it.");
    // What the overlay does not name stays unchanged.
    assert_eq!(
        (&new.documented_as, &new.evidence, &new.response.ty),
        (&old.documented_as, &old.evidence, &old.response.ty)
    );
    assert_eq!(
        (new.parameters[0].presence, &new.parameters[0].ty),
        (Presence::Optional, &old.parameters[0].ty)
    );
    assert_eq!(new.parameters[0].about, old.parameters[0].about);
}

#[test]
fn new_entries_come_last_and_null_removes() {
    let api = merged(&[&about_the_action(
        "{parameters: {page: {type: int, optional: true, about: Which page.}, session: null}, effect: idempotent}",
    ), "overlay: demo
modules:
  user:
    actions:
      set-name: {documented-as: 'User::set-name', about: Names the user., evidence: 'guide:1', parameters: {session: {type: Session, about: The token.}}, response: nothing}
    types:
      Wallet: {fields: {credit: null, balance: {type: decimal, about: What is left.}}}
"]);
    let user = &api.modules[0];
    let names: Vec<&str> = user.actions.iter().map(|action| action.name.as_str()).collect();
    assert_eq!(names, ["get-wallet", "set-name"]);
    let parameters: Vec<&str> = user.actions[0].parameters.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(parameters, ["page"]);
    let wallet = api.types.iter().find(|ty| ty.name == "Wallet").expect("the type is there");
    let TypeKind::Record(fields) = &wallet.kind else { panic!("it is a record") };
    assert_eq!(fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["balance"]);
}

#[test]
fn a_bare_type_and_a_mapping_fit_together() {
    let short = USER.replace("{type: Session, about: The token of the user.}", "Session");
    let overlay =
        about_the_action("{parameters: {session: {optional: true}}, response: {about: The funds.}}");
    let spec = vec![input("api.yaml", API), input("user.yaml", short)];
    let checked = check_with(spec, vec![input("overlay.yaml", overlay)]);
    let api = checked.api.expect("there is no mistake");
    let session = &action(&api, "user", "get-wallet").parameters[0];
    assert_eq!(session.presence, Presence::Optional);
    assert_eq!(action(&api, "user", "get-wallet").response.about, "The funds.");
    // The reverse: the type changes, the rest stays.
    let api = merged(&[
        &about_the_action("{parameters: {session: Token}}"),
        "overlay: demo\napi: {types: {Token: {type: secret, about: A token.}}}\nmodules: {user: {types: {Session: null}}}\n",
    ]);
    let session = &action(&api, "user", "get-wallet").parameters[0];
    assert_eq!(session.about, "The token of the user.");
}

#[test]
fn scopes_are_named_whether_short_or_spelled_out() {
    let oauth = "overlay: demo
api:
  auth:
    app:
      scheme: oauth2
      authorize: https://demo.example/authorize
      token: https://demo.example/token
      scopes: {read: To look., trade: {about: To trade., rust: Deal}}
      about: OAuth 2.
";
    let more = "overlay: demo
api: {auth: {app: {scopes: {read: {rust: Look}, trade: To deal., withdraw: To take out.}}}}
";
    let api = merged(&[oauth, more]);
    let scheme = api.auth.iter().find(|auth| auth.name == "app").expect("the scheme is there");
    let AuthScheme::OAuth2(scheme) = &scheme.scheme else { panic!("it is OAuth 2") };
    let scopes: Vec<_> =
        scheme.scopes.iter().map(|scope| (&*scope.name, &*scope.about, scope.rust.as_deref())).collect();
    assert_eq!(
        scopes,
        [
            ("read", "To look.", Some("Look")),
            ("trade", "To deal.", Some("Deal")),
            ("withdraw", "To take out.", None)
        ]
    );
}

#[test]
fn evidence_is_replaced_as_a_whole() {
    let api = merged(&[
        &about_the_action("{evidence: {source: ours, lines: [3, 9], grade: inferred}}"),
        &about_the_action("{evidence: 'ours:5'}"),
        "overlay: demo\napi: {sources: {ours: {file: deployment.md, title: Our deployment, lines: 40}}}\n",
    ]);
    let evidence = &action(&api, "user", "get-wallet").evidence;
    assert_eq!(evidence.len(), 1);
    assert_eq!((evidence[0].source.as_str(), evidence[0].first, evidence[0].last), ("ours", 5, 5));
    assert_eq!(evidence[0].grade, bindery_model::Grade::Full);
}

#[test]
fn modules_come_and_go() {
    const REPORTS: &str = "overlay: demo
modules:
  reports:
    about: Reports.
    actions:
      fetch: {documented-as: Fetch, about: Fetches a report., evidence: 'guide:7', methods: [GET], response: string}
";
    let api = merged(&[REPORTS]);
    let modules: Vec<&str> = api.modules.iter().map(|module| module.name.as_str()).collect();
    assert_eq!(modules, ["user", "reports"]);
    assert_eq!(action(&api, "reports", "fetch").path_text(), "/reports/fetch");

    let api = merged(&[REPORTS, "overlay: demo\nmodules: {user: null}\napi: {errors: {no-funds: null}}\n"]);
    let modules: Vec<&str> = api.modules.iter().map(|module| module.name.as_str()).collect();
    assert_eq!(modules, ["reports"]);
    assert!(api.errors.iter().all(|error| error.name != "no-funds"));

    let api = merged(&[REPORTS, "overlay: demo\nmodules: {reports: null}\n"]);
    assert_eq!(api.modules.len(), 1);
}

#[test]
fn a_listed_action_becomes_callable_in_its_place() {
    const LISTED: &str = "actions:
  close: {documented-as: Close, about: Closes the account., evidence: {source: guide, lines: [9, 9], grade: listed}, unknown: The path.}
";
    let spec = || vec![input("api.yaml", API), input("user.yaml", USER.replace("actions:\n", LISTED))];
    let before = check(spec()).api.expect("there is no mistake");
    assert_eq!((before.modules[0].listed.len(), before.modules[0].actions.len()), (1, 1));
    let overlay = "overlay: demo\nmodules: {user: {actions: {close: {response: nothing, path: /close, evidence: 'guide:10'}}}}\n";
    let checked = check_with(spec(), vec![input("overlay.yaml", overlay)]);
    let api = checked.api.expect("there is no mistake");
    let names: Vec<&str> = api.modules[0].actions.iter().map(|action| action.name.as_str()).collect();
    assert_eq!((names.as_slice(), api.modules[0].listed.len()), (&["close", "get-wallet"][..], 0));
    assert_eq!(action(&api, "user", "close").about, "Closes the account.");
}

#[test]
fn later_overlays_see_what_earlier_ones_did() {
    let first =
        about_the_action("{effect: read, parameters: {page: {type: int, optional: true, about: Which.}}}");
    let second = about_the_action("{effect: idempotent, parameters: {page: {max: 9}}}");
    let api = merged(&[&first, &second]);
    let action = action(&api, "user", "get-wallet");
    assert_eq!(action.effect, Effect::Idempotent);
    assert_eq!(action.parameters[1].limits.max, Some(Exact::whole(9)));
    let api = merged(&[&second, &first]);
    assert_eq!(self::action(&api, "user", "get-wallet").effect, Effect::Read);
}

#[test]
fn without_overlays_nothing_changes() {
    let spec = || vec![input("api.yaml", API), input("user.yaml", USER)];
    let mut empty = merged(&["overlay: demo\n"]);
    assert_eq!(empty.overlays, ["overlay-0.yaml"]);
    empty.overlays.clear();
    let plain = check(spec()).api.expect("there is no mistake");
    assert_eq!(format!("{empty:?}"), format!("{plain:?}"));
    assert_eq!(plain.files, ["api.yaml", "user.yaml"]);
}

#[test]
fn an_overlay_says_which_api_it_is_for() {
    assert_eq!(target(input("x.yaml", "overlay: demo\n")).api.as_deref(), Some("demo"));
    for wrong in ["", "api: demo\n", "overlay: [", "overlay:\n", "\u{feff}"] {
        let target = target(input("x.yaml", wrong));
        assert_eq!(target.api, None, "{wrong:?}");
        let shown: Vec<String> =
            target.diagnostics.iter().map(|found| found.plain(&target.sources)).collect();
        assert!(shown.iter().any(|line| line.starts_with("x.yaml:1:")), "{wrong:?}: {shown:?}");
    }
}

/// Checks a spec, and that every place is inside its file.
fn run(overlay: impl Into<Vec<u8>>) {
    let spec = vec![input("api.yaml", API), input("user.yaml", USER)];
    let checked = check_with(spec, vec![input("overlay.yaml", overlay)]);
    for diagnostic in &checked.diagnostics {
        for span in diagnostic.related.iter().map(|(span, _)| span).chain([&diagnostic.span]) {
            let file = checked.sources.files.get(span.file as usize).expect("the file is there");
            let range = span.start as usize..(span.start + span.len) as usize;
            assert!(file.text.get(range).is_some(), "{diagnostic:?}");
        }
        let _ = diagnostic.plain(&checked.sources);
    }
    let errors = checked.diagnostics.iter().any(|found| found.severity == Severity::Error);
    assert_eq!(checked.api.is_none(), errors);
}

/// Hostile input must fail fast, or be merged fast.
#[track_caller]
fn ends_fast(overlay: String, code: Option<&str>) {
    let start = Instant::now();
    let checked = checked(&[&overlay]);
    let fits = |found: &bindery_model::diagnostic::Diagnostic| code.is_none_or(|code| found.code == code);
    assert!(checked.diagnostics.iter().any(fits), "{:?}", checked.diagnostics.first());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn aliases_cannot_multiply_in_an_overlay() {
    let mut bomb = String::from("overlay: demo\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(10)));
    }
    ends_fast(bomb, Some("spec::alias-bomb"));
}

#[test]
fn an_overlay_is_no_deeper_than_any_file() {
    ends_fast(format!("overlay: demo\napi: {}", "{a: ".repeat(100_000)), Some("spec::too-deep"));
    let deep = format!("{}1{}", "{a: ".repeat(58), "}".repeat(58));
    ends_fast(format!("overlay: demo\nmodules: {{user: {{actions: {deep}}}}}\n"), None);
    ends_fast(format!("overlay: demo\nmodules: {{user: {{constants: {{c: {{value: {deep}}}}}}}}}\n"), None);
}

#[test]
fn many_names_are_merged_fast() {
    let names = |what: &str| (0..10_000).map(|name| format!("      n{name}: {what}\n")).collect::<String>();
    let actions = |what: &str| format!("overlay: demo\nmodules:\n  user:\n    actions:\n{}", names(what));
    ends_fast(actions("{effect: read}"), Some("spec::missing-key"));
    ends_fast(actions("null"), Some("spec::overlay-nothing-to-remove"));
    let modules = format!("overlay: demo\nmodules:\n{}", names("{effect: read}"));
    ends_fast(modules, Some("spec::unknown-key"));
    let repeated = "      get-wallet: {effect: read}\n".repeat(10_000);
    ends_fast(
        format!("overlay: demo\nmodules:\n  user:\n    actions:\n{repeated}"),
        Some("spec::duplicate-key"),
    );
}

proptest! {
    #[test]
    fn arbitrary_overlays_end_in_diagnostics(text in "(\\PC|\n|  |: |- |[\\[\\]{},&*!|>'\"#%@`]){0,120}") {
        run(format!("overlay: demo\n{text}"));
        run(about_the_action(&text));
    }

    #[test]
    fn overlays_in_pieces_end_in_diagnostics(
        pieces in prop::collection::vec(
            prop_oneof![
                Just("null"), Just("{"), Just("}"), Just("["), Just("]"), Just(", "), Just("parameters: "), Just("session: "),
                Just("type: "), Just("Session"), Just("response: "), Just("evidence: "), Just("about: x"), Just("fields: "),
                Just("\n"), Just("        "),
            ],
            0..24,
        ),
    ) {
        run(about_the_action(&pieces.concat()));
    }
}
