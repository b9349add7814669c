//! No input makes the tool panic: arbitrary bytes, broken specs and deliberately hostile specs all end in diagnostics,
//! each with a place inside its file.

use std::time::{Duration, Instant};

use bindery_model::{Checked, Input, check};
use proptest::prelude::*;

const API: &str = include_str!("diagnostics/base/api.yaml");

/// A module that uses much of the language.
const MODULE: &str = r#"module: user
documented-as: User
about: Actions by one logged-in user.
evidence: ["guide:1-2", {source: guide, lines: [3, 4], grade: cut, about: the table ends}]
actions:
  get-wallet:
    documented-as: User::get-wallet
    about: Reads the user's funds.
    evidence: "guide:210-260"
    new: true
    effect: read
    auth: [login, session]
    path: /user/{id}/wallet
    methods: [GET, POST]
    parameters:
      session: {type: Session, about: The token., missing: general}
      id: {type: int, in: path, about: Which one., min: 1}
      page: {type: int, optional: true, default: 1, above: 0, max: 9, about: Which page.}
      tags: {type: list<string>, style: json, optional: true, about: Tags.}
      month: {type: int, optional: true, needs: page, about: A month.}
      email: {type: string, aliases: [mail], optional: true, length: [1, 64], about: An address.}
    one-of:
      page: [page]
      email: [email]
    response: {type: Wallet, bare: credit}
    error-formats: [{format: envelope, errors: [no-funds]}]
    errors: {no-funds: {about: Nothing left., kind: funds}}
    examples:
      - about: As printed.
        request: {session: abc, id: "3", page: 1, tags: "[\"a\"]"}
        response: {credit: 12.50, currency: 1, trades: {id: 1, day: null}, done: true}
      - error-response: {error: {code: 103, message: Not enough}}
        error: no-funds
    deviates: {from: int, because: the example shows decimals}
types:
  Session: {type: secret, about: A session token., missing: missing-parameters}
  Wallet:
    about: What a user owns.
    fields:
      credit: {type: decimal, about: Funds., deviates: {from: int, because: decimals}}
      currency: {type: Currency, optional: true, about: The currency.}
      trades: {type: list<Trade>, bare-single: true, about: Trades.}
      done: {type: bool, fixed: true, about: Always true.}
  Trade:
    about: A trade.
    fields:
      id: {type: int, encoding: json-string, null-values: ["", "0"], nullable: true, about: Its number.}
      day: {type: date, nullable: true, about: Its day.}
      inner: {type: map<list<Wallet>>, optional: true, about: More.}
  Currency: {about: Currencies., enum: int, values: {usd: {is: 1, about: US dollar}, eur: {is: 2}}}
constants:
  fees: {about: Fees., evidence: "guide:7", type: map<int>, value: {"0": 5}}
"#;

/// Returns the files of a spec with keys, signatures, statuses, pages and calls from the vendor.
const SHOP: [(&str, &str); 3] = [
    ("api.yaml", include_str!("shop/api.yaml")),
    ("orders.yaml", include_str!("shop/orders.yaml")),
    ("notices.yaml", include_str!("shop/notices.yaml")),
];

fn input(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input { name: name.to_owned(), bytes: bytes.into() }
}

fn spec(api: impl Into<Vec<u8>>, module: impl Into<Vec<u8>>) -> Vec<Input> {
    vec![input("api.yaml", api), input("user.yaml", module)]
}

/// Checks a spec, and uses everything that a caller could use.
fn run(inputs: Vec<Input>) -> Checked {
    let checked = check(inputs);
    for diagnostic in &checked.diagnostics {
        // Names are chosen while a spec is checked.
        let known = ["spec::", "plan::"].iter().any(|of| diagnostic.code.starts_with(of));
        assert!(known && !diagnostic.message.is_empty(), "{diagnostic:?}");
        let spans = diagnostic.related.iter().map(|(span, _)| span).chain([&diagnostic.span]);
        for span in spans {
            if let Some(file) = checked.sources.files.get(span.file as usize) {
                let range = span.start as usize..(span.start + span.len) as usize;
                assert!(file.text.get(range).is_some(), "{diagnostic:?}");
            }
        }
        let _ = diagnostic.plain(&checked.sources);
        #[cfg(feature = "pretty")]
        for width in [0, 60] {
            let _ = bindery_model::render::render(diagnostic, &checked.sources, true, width);
        }
    }
    let errors =
        checked.diagnostics.iter().any(|found| found.severity == bindery_model::diagnostic::Severity::Error);
    assert_eq!(checked.api.is_none(), errors);
    checked
}

#[test]
fn the_specs_that_are_mutated_have_no_mistake() {
    assert_eq!(run(spec(API, MODULE)).diagnostics, []);
    assert_eq!(run(SHOP.map(|(name, text)| input(name, text)).into()).diagnostics, []);
}

/// Mutates a text: removes, duplicates, moves or replaces a piece.
fn mutate(text: &str, changes: &[(usize, usize, usize, String)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (kind, place, len, new) in changes {
        let start = place % (bytes.len() + 1);
        let end = (start + len % 40).min(bytes.len());
        match kind % 4 {
            0 => drop(bytes.drain(start..end)),
            1 => {
                let copy = bytes[start..end].to_vec();
                bytes.splice(start..start, copy);
            }
            2 => drop(bytes.splice(start..end, new.bytes())),
            _ => {
                // Moving whole lines breaks less of the syntax and more of the meaning.
                let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
                let (left, right) = (place % lines.len(), len % lines.len());
                lines.swap(left, right);
                bytes = lines.join(&b'\n');
            }
        }
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(usize, usize, usize, String)>> {
    let new = prop_oneof![
        Just("null".to_owned()),
        Just("[".to_owned()),
        Just(": ".to_owned()),
        Just("{}".to_owned()),
        Just("$code".to_owned()),
        Just("list<".to_owned()),
        Just("\u{1b}[31m".to_owned()),
        Just("&a ".to_owned()),
        Just("*a".to_owned()),
        Just("é–\u{2028}".to_owned()),
        Just("-9223372036854775808".to_owned()),
        Just("99999999999999999999".to_owned()),
        "\\PC{0,8}",
    ];
    prop::collection::vec((any::<usize>(), any::<usize>(), any::<usize>(), new), 1..6)
}

proptest! {
    #[test]
    fn arbitrary_bytes_end_in_diagnostics(
        api in prop::collection::vec(any::<u8>(), 0..200),
        module in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        run(spec(api, module));
    }

    #[test]
    fn arbitrary_text_ends_in_diagnostics(module in "(\\PC|\n|  |: |- |[\\[\\]{},&*!|>'\"#%@`]){0,120}") {
        run(spec(API, module));
    }

    #[test]
    fn mutated_modules_end_in_diagnostics(changes in changes()) {
        run(spec(API, mutate(MODULE, &changes)));
    }

    #[test]
    fn mutated_apis_end_in_diagnostics(changes in changes()) {
        run(spec(mutate(API, &changes), MODULE));
    }

    #[test]
    fn mutated_shops_end_in_diagnostics(which in 0..SHOP.len(), changes in changes()) {
        let file = |(position, (name, text)): (usize, (&str, &str))| match position == which {
            true => input(name, mutate(text, &changes)),
            false => input(name, text),
        };
        run(SHOP.into_iter().enumerate().map(file).collect());
    }

    #[test]
    fn arbitrary_type_expressions_end_in_diagnostics(text in "(list<|map<|>|int|Wallet|[^\"\\\\\n]){0,30}") {
        run(spec(API, MODULE.replace("list<Trade>", &format!("\"{text}\""))));
    }
}

/// Hostile input must not only fail, but fail fast.
fn fails_fast(module: String, code: &str) {
    let start = Instant::now();
    let checked = run(spec(API, module));
    assert!(checked.diagnostics.iter().any(|found| found.code == code), "{:?}", checked.diagnostics.first());
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn aliases_cannot_multiply() {
    let mut bomb = String::from("module: user\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let below = format!("*a{}, ", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", below.repeat(10)));
    }
    fails_fast(bomb, "spec::alias-bomb");
}

#[test]
fn aliases_cannot_deepen() {
    let mut tower = String::from("module: user\na0: &a0 [x]\n");
    for level in 1..200 {
        tower.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    fails_fast(tower, "spec::too-deep");
}

#[test]
fn brackets_and_blocks_cannot_nest_without_end() {
    fails_fast("[".repeat(100_000), "spec::too-deep");
    fails_fast("{a: ".repeat(100_000), "spec::too-deep");
    fails_fast("- ".repeat(100_000), "spec::too-deep");
    let blocks: String = (0..500).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    fails_fast(blocks, "spec::too-deep");
}

#[test]
fn long_chains_of_types_need_no_stack() {
    let mut module = MODULE
        .replace("constants:", "  T0: {about: The end., fields: {x: {type: int, about: X.}}}\nconstants:");
    let mut types = String::new();
    for level in 1..20_000 {
        types.push_str(&format!("  T{level}: {{about: A link., fields: {{next: T{}}}}}\n", level - 1));
    }
    module = module.replace("constants:", &format!("{types}constants:"));
    let start = Instant::now();
    run(spec(
        API,
        module
            .replace("bare: credit", "bare: credit, about: It.")
            .replace("inner: {type: map<list<Wallet>>", "inner: {type: T19999"),
    ));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn many_repeated_keys_are_counted_fast() {
    let keys = "  get-wallet: {}\n".repeat(20_000);
    let start = Instant::now();
    let checked = check(spec(API, format!("module: user\nabout: Many.\nactions:\n{keys}")));
    assert!(checked.diagnostics.iter().any(|found| found.code == "spec::duplicate-action"));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn many_selections_and_shapes_are_compared_fast() {
    let start = Instant::now();
    let mut module = String::from("module: user\nabout: Many.\nactions:\n");
    for count in 0..10_000 {
        module.push_str(&format!("  a{count}: {{documented-as: a, about: b, evidence: \"guide:1\", path: /, select: {{at: x, is: [a{count}, \"a{count}.*\"]}}, parameters: {{x: {{type: string, about: c}}}}, response: nothing}}\n"));
    }
    let formats: String = (0..10_000)
        .map(|count| {
            format!("  s{count}: {{status: 500, when: [{{key: k{count}}}], body: {{k{count}: $code}}}}\n")
        })
        .collect();
    let checked = run(spec(API.replace("error-formats:\n", &format!("error-formats:\n{formats}")), module));
    assert!(checked.api.is_some(), "{:?}", checked.diagnostics.first());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
