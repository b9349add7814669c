//! A synthetic spec of any size, as YAML: for the benchmark, and for the size test, which counts its lines.
//!
//! Its actions look like those of a real API: three parameters, one to three of them required, a response of their
//! own with five fields, and one more record inside it.

use std::fmt::Write as _;

use bindery_model::Input;

/// Number of actions of a module.
const PER_MODULE: usize = 20;

/// Returns the files of a spec with this many actions.
pub(crate) fn spec(actions: usize) -> Vec<Input> {
    let modules: Vec<String> =
        (0..actions.div_ceil(PER_MODULE)).map(|number| format!("module-{number}")).collect();
    let mut files = vec![input("api.yaml", api(&modules))];
    for (number, module) in modules.iter().enumerate() {
        let first = number * PER_MODULE;
        let last = actions.min(first + PER_MODULE);
        files.push(input(&format!("{module}.yaml"), self::module(module, first..last)));
    }
    files
}

fn input(name: &str, text: String) -> Input {
    Input { name: name.to_owned(), bytes: text.into_bytes() }
}

fn api(modules: &[String]) -> String {
    let mut text = String::from(
        "api: synthetic
title: Synthetic API
about: An API that exists to be measured.
",
    );
    let _ = writeln!(text, "modules: [{}]", modules.join(", "));
    text.push_str(
        "
sources:
  guide: {file: guide.txt, title: The guide, lines: 1000000}

servers:
  main: {url: \"https://api.example\", about: The only host.}

auth:
  login: {scheme: basic, about: The partner's login.}

defaults:
  path: /{module}/{action}
  methods: [POST, GET]
  parameters-in: form
  server: main
  auth: [login]
  error-format: envelope

rejections:
  missing: missing-parameters
  invalid: general
  unauthenticated: general
  not-found: general
  not-implemented: general
  internal: general

error-formats:
  envelope:
    about: The form for all errors.
    status: 500
    when: [{key: success, is: false}, {key: error}]
    body: {success: false, error: {code: $code, message: $message}}

errors:
  general: {code: 1, text: General error, kind: internal, evidence: \"guide:1\"}
  missing-parameters: {code: 11, text: Missing parameters, kind: validation, evidence: \"guide:2\"}
",
    );
    text
}

fn module(name: &str, actions: std::ops::Range<usize>) -> String {
    let mut text = format!(
        "module: {name}\ndocumented-as: Module\nabout: A module among many.\nevidence: \"guide:1-9\"\n\nactions:\n"
    );
    for number in actions.clone() {
        let line = number * 10 + 10;
        let (second, third) = match number % 3 {
            0 => (", optional: true", ", optional: true"),
            1 => ("", ", optional: true"),
            _ => ("", ""),
        };
        let _ = write!(
            text,
            "  get-account-{number}:
    documented-as: Module::getAccount{number}
    about: Reads one of the accounts. Those that are closed are read too.
    evidence: \"guide:{line}-{}\"
    effect: read
    parameters:
      accountID: {{type: string, length: [1, 64], about: Which account to read.}}
      fromDate: {{type: date{second}, about: The first day that counts.}}
      pageSize: {{type: int{third}, min: 1, max: 100, about: How many entries a page has.}}
    response: Account{number}
",
            line + 9
        );
    }
    text.push_str("\ntypes:\n");
    for number in actions {
        let _ = write!(
            text,
            "  Account{number}:
    about: What an account holds.
    fields:
      id: {{type: string, about: Its identifier.}}
      owner: {{type: string, about: Who owns it.}}
      balance: {{type: decimal, about: What it holds now.}}
      opened: {{type: date, optional: true, about: The day on which it was opened.}}
      entries: {{type: list<Entry{number}>, about: What happened on it.}}
  Entry{number}:
    about: Something that happened on an account.
    fields:
      id: {{type: int, about: Its number.}}
      amount: {{type: decimal, about: How much was moved.}}
      text: {{type: string, optional: true, about: What the parties said about it.}}
      isBooked: {{type: bool, about: Whether it is final.}}
      bookedOn: {{type: date, nullable: true, about: The day on which it became final.}}
"
        );
    }
    text
}
