//! What the model holds for a spec without mistakes: defaults filled in, references looked up, types merged into uses.

use bindery_model::{
    Action, Api, AuthScheme, CodeValue, Effect, Holds, Input, Limits, Marker, Method, Placement, Presence,
    Scalar, Segment, Stability, Style, Type, TypeKind, check,
};

const MODULE: &str = r#"module: user
about: Actions by one logged-in user.
actions:
  get-wallet:
    doc: User::get-wallet
    about: Reads the user's funds.
    evidence: ["guide:210-260", {source: guide, lines: 7, grade: cut}]
    stability: retired
    replaced-by: user/set-level
    effect: read
    auth: [login, session]
    path: /user/{id}/wallet/
    methods: [GET]
    send: query
    parameters:
      session: Session
      id: {type: UserId, in: path, max: 9, about: Which one.}
      ids: {type: list<UserId>, as: json-text, optional: true, about: More of them.}
      page: {type: int, optional: true, default: 1, about: Which page.}
    returns: {type: list<UserId>, about: All of them.}
  set-level:
    doc: User::setLevel
    about: Sets the level.
    evidence: "guide:1"
    returns: Wallet
types:
  Session: {type: secret, about: A session token., missing: missing-parameters, length: [1, 64]}
  UserId: {type: int, as: text, above: 0, about: The number of a user.}
  Wallet:
    about: What a user owns.
    fields:
      amount: {type: money, about: Funds., deviates: {from: int, because: the example shows 12.50}}
      owner: UserId
      friends: {type: map<list<UserId>>, nullable: true}
      kind: {type: Kind, fixed: main}
  Kind: {about: Kinds., enum: string, values: {main-one: {is: main}, other: {is: "NO", about: The other.}}}
"#;

fn api() -> Api {
    api_of(MODULE)
}

fn api_of(module: &str) -> Api {
    let base = include_str!("diagnostics/base/api.yaml");
    let input = |name: &str, text: &str| Input { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let checked = check(vec![input("api.yaml", base), input("user.yaml", module)]);
    let shown: Vec<String> = checked.diagnostics.iter().map(|found| found.plain(&checked.sources)).collect();
    checked.api.unwrap_or_else(|| panic!("{}", shown.join("\n")))
}

fn action(api: &Api, position: usize) -> &Action {
    &api.modules[0].actions[position]
}

#[test]
fn what_an_action_says_itself_holds() {
    let api = api();
    let action = action(&api, 0);
    assert_eq!((action.stability, action.replaced_by), (Stability::Retired, Some((0, 1))));
    assert_eq!(
        (action.effect, action.send, action.methods.as_slice()),
        (Effect::Read, Placement::Query, [Method::Get].as_slice())
    );
    assert_eq!(action.path_text(), "/user/{id}/wallet/");
    assert_eq!(action.path[1], Segment::Parameter("id".into()));
    let auth: Vec<&AuthScheme> = action.auth.iter().map(|id| &api.auth[*id].scheme).collect();
    assert_eq!(auth, [&AuthScheme::Basic, &AuthScheme::Parameter("session".into())]);
    assert_eq!((action.evidence[0].first, action.evidence[0].last, action.evidence[1].last), (210, 260, 7));
}

#[test]
fn what_an_action_leaves_out_comes_from_the_defaults() {
    let api = api();
    let action = action(&api, 1);
    assert_eq!(
        (action.effect, action.send, action.methods.as_slice()),
        (Effect::Change, Placement::Form, [Method::Post].as_slice())
    );
    assert_eq!(action.path_text(), "/user/set-level");
    assert_eq!((action.server, action.auth.as_slice()), (0, [0].as_slice()));
    assert_eq!(api.failures[api.failure].name, "envelope");
    assert_eq!(api.errors[api.refusals.missing].code, Some(CodeValue::Number(11)));
    assert_eq!(api.modules[0].doc, "user");
}

#[test]
fn named_types_bring_their_rules_along() {
    let api = api();
    let parameters = &action(&api, 0).parameters;
    let session = &parameters[0];
    assert_eq!(session.about, "A session token.");
    assert_eq!(session.missing.map(|id| api.errors[id].name.as_str()), Some("missing-parameters"));
    assert_eq!(session.limits.length, Some((1, 64)));
    let id = &parameters[1];
    assert!(id.in_path);
    assert_eq!(
        (id.style, &id.limits),
        (Style::Text, &Limits { above: Some(0), max: Some(9), ..Limits::default() })
    );
    assert_eq!(parameters[2].style, Style::JsonText);
    assert_eq!((parameters[3].presence, parameters[3].default.as_deref()), (Presence::Optional, Some("1")));
    assert_eq!(action(&api, 0).returns.style, Style::Text);
}

#[test]
fn types_are_resolved() {
    let api = api();
    let names: Vec<&str> = api.types.iter().map(|def| def.name.as_str()).collect();
    assert_eq!(names, ["Session", "UserId", "Wallet", "Kind"]);
    let TypeKind::Record(fields) = &api.types[2].kind else { panic!("a record") };
    assert_eq!(fields[0].ty, Type::Scalar(Scalar::Money));
    assert_eq!(fields[0].deviations[0].from, "int");
    assert_eq!(fields[1].ty, Type::Named(1));
    assert_eq!(fields[2].ty, Type::Map(Box::new(Type::List(Box::new(Type::Named(1))))));
    assert_eq!(
        (fields[2].style, fields[2].presence, fields[2].about.as_str()),
        (Style::Text, Presence::Nullable, "The number of a user.")
    );
    assert_eq!(fields[3].fixed.as_deref(), Some("\"main\""));
    let TypeKind::TextEnum(values) = &api.types[3].kind else { panic!("an enum") };
    assert_eq!((values[0].about.as_str(), values[1].is.as_str()), ("Main one", "NO"));
}

#[test]
fn failure_shapes_know_what_stands_where() {
    let api = api();
    let shape = &api.failures[0];
    assert_eq!(shape.when, [Marker::Has("error".into())]);
    let parts: Vec<(String, &Holds)> =
        shape.body.iter().map(|part| (part.path.join("."), &part.holds)).collect();
    assert_eq!(parts, [("error.code".into(), &Holds::Code), ("error.message".into(), &Holds::Message)]);
}

const CONSTANTS: &str = r#"module: user
about: Constants.
actions:
  get:
    doc: User::get
    about: Reads.
    evidence: "guide:1"
    returns: {type: bool, as: title, fixed: true, about: Whether it is done.}
types:
  Price: {type: money, as: cents, about: A price.}
  Inner:
    about: Something inside.
    fields: {on: {type: bool, as: flag, about: On.}, x: {type: list<int>, about: X.}}
  Number: {about: A number., enum: int, values: {two: {is: 2}}}
  Constants:
    about: Constants.
    fields:
      flag: {type: bool, as: flag, fixed: true, about: "1"}
      title: {type: bool, as: title, fixed: false, about: '"False"'}
      text: {type: int, as: text, fixed: 1e3, about: '"1000"'}
      digits: {type: int, as: two-digits, fixed: 7, about: '"07"'}
      cents: {type: money, as: cents, fixed: 1.5, about: '"1.50"'}
      exact: {type: money, as: cents, fixed: 1.505, about: '"1.505"'}
      plain: {type: money, fixed: 10.00, about: "10.00"}
      price: {type: Price, fixed: 2, about: '"2.00"'}
      prices: {type: list<Price>, fixed: [2, 3.10], about: '["2.00","3.10"]'}
      packed: {type: list<Price>, as: json-text, fixed: [2], about: '"[\"2.00\"]"'}
      map: {type: map<int>, as: list-when-empty, fixed: {}, about: "[]"}
      single: {type: list<Price>, bare-single: true, fixed: [2], about: '"2.00"'}
      none: {type: list<int>, bare-single: true, fixed: [], about: "null"}
      inner: {type: Inner, as: json-text, fixed: {on: true, x: [1]}, about: '"{\"on\":1,\"x\":[1]}"'}
      kind: {type: Number, as: text, fixed: 2, about: '"2"'}
      bytes: {type: bytes, as: numbers, fixed: [1, 2], about: "[1,2]"}
      listed: {type: bytes, as: numbers, fixed: "aG k=", about: "[104,105]"}
      base64: {type: bytes, fixed: [104, "105"], about: '"aGk="'}
      time: {type: unix-time, as: milliseconds, fixed: 1500, about: "1500"}
"#;

/// The text of each constant says how it is written.
#[test]
fn constants_are_as_they_are_written() {
    let api = api_of(CONSTANTS);
    let TypeKind::Record(fields) = &api.types[3].kind else { panic!("a record") };
    for field in fields {
        assert_eq!(field.fixed.as_deref(), Some(field.about.as_str()), "{}", field.name);
    }
    assert_eq!(api.modules[0].actions[0].returns.fixed.as_deref(), Some("\"True\""));
}
