//! The model of a spec without errors: defaults filled in, references looked up, types merged into their uses.

use bindery_model::{
    Action, Api, AuthScheme, CodeValue, Effect, Encoding, ErrorSignal, Exact, Input, Method, Place, Presence,
    Scalar, Segment, Stability, Type, TypeKind, ValueLimits, check,
};

const MODULE: &str = r#"module: user
about: Actions by one logged-in user.
actions:
  get-wallet:
    documented-as: User::get-wallet
    about: Reads the user's funds.
    evidence: ["guide:210-260", {source: guide, lines: 7, grade: cut}]
    deprecated: true
    replaced-by: user/set-level
    effect: read
    auth: [login, session]
    path: /user/{id}/wallet/
    methods: [GET]
    parameters-in: query
    parameters:
      session: Session
      id: {type: UserId, in: path, max: 9, about: Which one.}
      ids: {type: list<UserId>, style: json, optional: true, about: More of them.}
      page: {type: int, optional: true, default: 1, about: Which page.}
    response: {type: list<UserId>, about: All of them.}
  set-level:
    documented-as: User::setLevel
    about: Sets the level.
    evidence: "guide:1"
    response: Wallet
types:
  Session: {type: secret, about: A session token., missing: missing-parameters, length: [1, 64]}
  UserId: {type: int, encoding: json-string, above: 0, about: The number of a user.}
  Wallet:
    about: What a user owns.
    fields:
      amount: {type: decimal, about: Funds., deviates: {from: int, because: the example shows 12.50}}
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
    assert_eq!((action.stability(), action.replaced_by), (Stability::Deprecated, Some((0, 1))));
    assert_eq!(
        (action.effect, action.parameters_in, action.methods.as_slice()),
        (Effect::Read, Place::Query, [Method::Get].as_slice())
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
        (action.effect, action.parameters_in, action.methods.as_slice()),
        (Effect::NotIdempotent, Place::Form, [Method::Post].as_slice())
    );
    assert_eq!(action.path_text(), "/user/set-level");
    assert_eq!((action.server, action.auth.as_slice()), (0, [0].as_slice()));
    assert_eq!(api.error_formats[api.error_format].name, "envelope");
    assert_eq!(api.errors[api.rejections.missing].code, Some(CodeValue::Number(11)));
    assert_eq!(api.modules[0].documented_as, "user");
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
    assert!(id.in_path());
    assert_eq!(
        (id.encoding, &id.limits),
        (
            Encoding::JsonString,
            &ValueLimits {
                above: Some(Exact::whole(0)),
                max: Some(Exact::whole(9)),
                ..ValueLimits::default()
            }
        )
    );
    assert_eq!(parameters[2].encoding, Encoding::EmbeddedJson);
    assert_eq!((parameters[3].presence, parameters[3].default.as_deref()), (Presence::Optional, Some("1")));
    assert_eq!(action(&api, 0).response.encoding, Encoding::JsonString);
}

#[test]
fn types_are_resolved() {
    let api = api();
    let names: Vec<&str> = api.types.iter().map(|def| def.name.as_str()).collect();
    assert_eq!(names, ["Session", "UserId", "Wallet", "Kind"]);
    let TypeKind::Record(fields) = &api.types[2].kind else { panic!("a record") };
    assert_eq!(fields[0].ty, Type::Scalar(Scalar::Decimal));
    assert_eq!(fields[0].deviations[0].from, "int");
    assert_eq!(fields[1].ty, Type::Named(1));
    let text = Box::new(Type::Scalar(Scalar::String));
    assert_eq!(fields[2].ty, Type::Map(text, Box::new(Type::List(Box::new(Type::Named(1))))));
    assert_eq!(
        (fields[2].encoding, fields[2].presence, fields[2].about.as_str()),
        (Encoding::JsonString, Presence::Nullable, "The number of a user.")
    );
    assert_eq!(fields[3].fixed.as_deref(), Some("\"main\""));
    let TypeKind::TextEnum(values) = &api.types[3].kind else { panic!("an enum") };
    assert_eq!((values[0].about.as_str(), values[1].is.as_str()), ("Main one", "NO"));
}

#[test]
fn error_formats_have_their_body_parts() {
    let api = api();
    let format = &api.error_formats[0];
    assert_eq!(format.when, [ErrorSignal::Has("error".into())]);
    assert_eq!(format.body.to_string(), r#"{"error":{"code":"$code","message":"$message"}}"#);
}

const CONSTANTS: &str = r#"module: user
about: Constants.
actions:
  get:
    documented-as: User::get
    about: Reads.
    evidence: "guide:1"
    response: {type: bool, encoding: capitalized, fixed: true, about: Whether it is done.}
types:
  Price: {type: decimal, encoding: two-decimals, about: A price.}
  Inner:
    about: Something inside.
    fields: {on: {type: bool, encoding: zero-or-one, about: On.}, x: {type: list<int>, about: X.}}
  Number: {about: A number., enum: int, values: {two: {is: 2}}}
  Constants:
    about: Constants.
    fields:
      flag: {type: bool, encoding: zero-or-one, fixed: true, about: "1"}
      title: {type: bool, encoding: capitalized, fixed: false, about: '"False"'}
      text: {type: int, encoding: json-string, fixed: 1e3, about: '"1000"'}
      digits: {type: int, encoding: two-digits, fixed: 7, about: '"07"'}
      cents: {type: decimal, encoding: two-decimals, fixed: 1.5, about: '"1.50"'}
      exact: {type: decimal, encoding: two-decimals, fixed: 1.505, about: '"1.505"'}
      plain: {type: decimal, fixed: 10.00, about: "10.00"}
      price: {type: Price, fixed: 2, about: '"2.00"'}
      prices: {type: list<Price>, fixed: [2, 3.10], about: '["2.00","3.10"]'}
      packed: {type: list<Price>, encoding: embedded-json, fixed: [2], about: '"[\"2.00\"]"'}
      map: {type: map<int>, encoding: list-when-empty, fixed: {}, about: "[]"}
      single: {type: list<Price>, bare-single: true, fixed: [2], about: '"2.00"'}
      none: {type: list<int>, bare-single: true, fixed: [], about: "null"}
      inner: {type: Inner, encoding: embedded-json, fixed: {on: true, x: [1]}, about: '"{\"on\":1,\"x\":[1]}"'}
      kind: {type: Number, encoding: json-string, fixed: 2, about: '"2"'}
      bytes: {type: bytes, encoding: number-list, fixed: [1, 2], about: "[1,2]"}
      listed: {type: bytes, encoding: number-list, fixed: "aG k=", about: "[104,105]"}
      base64: {type: bytes, fixed: [104, "105"], about: '"aGk="'}
      time: {type: instant, encoding: unix-milliseconds, fixed: 1500, about: "1500"}
"#;

/// The text of each constant describes its encoding.
#[test]
fn constants_are_as_they_are_written() {
    let api = api_of(CONSTANTS);
    let TypeKind::Record(fields) = &api.types[3].kind else { panic!("a record") };
    for field in fields {
        assert_eq!(field.fixed.as_deref(), Some(field.about.as_str()), "{}", field.name);
    }
    assert_eq!(api.modules[0].actions[0].response.fixed.as_deref(), Some("\"True\""));
}
