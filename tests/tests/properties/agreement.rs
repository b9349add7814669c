//! `check` accepts in a spec exactly what the runtime reads: examples, defaults, fixed values, the values of enums and
//! limits, for every scalar in every encoding.
//!
//! Both use the same readers for single values, but different code for lists, maps, records and JSON in strings. These
//! are compared here, through the reader of a server's requests, with texts around the edge cases of every grammar.

use std::collections::BTreeMap;

use bindery_model::diagnostic::Severity;
use bindery_model::{Checked, Input, TypeKind, check};
use bindery_runtime::Decimal;
use bindery_runtime::wire::{Document, Value, Wire as _};
use bindery_tests::kinds;
use proptest::prelude::Rng as _;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRng, TestRunner};
use serde_json::value::RawValue;

/// The required kind of a YAML value, if the spec's author has chosen it.
#[derive(Clone, Copy, PartialEq)]
enum Own {
    Number,
    Text,
    TextOrNumber,
    Flag,
    Bytes,
    /// Not a scalar, so it has no default.
    None,
}

/// A kind of the wire tables, and its equivalent in a spec.
const KINDS: &[(&str, &str, Own)] = &[
    ("int", "type: int", Own::Number),
    ("int_text", "type: int, encoding: json-string", Own::Number),
    ("two_digits", "type: int, encoding: two-digits", Own::Number),
    ("int_limits", "type: int, min: 1, max: 12", Own::Number),
    ("number", "type: Number, max: 9", Own::Number),
    ("decimal", "type: decimal", Own::Number),
    ("decimal_string", "type: decimal, encoding: json-string", Own::Number),
    ("cents", "type: decimal, encoding: two-decimals", Own::Number),
    ("decimal_limits", "type: decimal, above: 0, max: 100", Own::Number),
    ("amount", "type: Amount, encoding: two-decimals", Own::Number),
    ("string", "type: string", Own::Text),
    ("label", "type: string, length: [1, 3]", Own::Text),
    ("secret", "type: secret", Own::Text),
    ("session", "type: Session, length: [1, 8]", Own::Text),
    ("formatted_decimal", "type: formatted-decimal", Own::TextOrNumber),
    ("boolean", "type: bool", Own::Flag),
    ("flag", "type: bool, encoding: zero-or-one", Own::Flag),
    ("title", "type: bool, encoding: capitalized", Own::Flag),
    ("date", "type: date", Own::Text),
    ("date_time", "type: local-date-time", Own::Text),
    ("instant", "type: instant", Own::Text),
    ("timestamp", "type: instant, encoding: unix-seconds", Own::TextOrNumber),
    ("milliseconds", "type: instant, encoding: unix-milliseconds", Own::TextOrNumber),
    ("mail_date", "type: instant, encoding: rfc-2822", Own::Text),
    ("uint", "type: uint", Own::Number),
    ("float", "type: float", Own::Number),
    ("uuid", "type: uuid", Own::Text),
    ("exact_limits", "type: decimal, min: 0.05, below: 10.5", Own::Number),
    ("list_limits", "type: list<int>, length: [1, 2]", Own::None),
    ("list_of_null", "type: list<int?>", Own::None),
    ("map_of_ids", "type: 'map<uuid, int?>'", Own::None),
    ("map_of_numbers", "type: 'map<int, int>'", Own::None),
    ("microsoft_date", "type: microsoft-date", Own::Text),
    ("base64", "type: bytes", Own::Bytes),
    ("numbers", "type: bytes, encoding: number-list", Own::Bytes),
    ("colour", "type: Colour", Own::Number),
    ("size", "type: Size", Own::Text),
    ("list", "type: list<int>", Own::None),
    ("list_text", "type: list<string>, encoding: embedded-json", Own::None),
    ("colours", "type: list<Colour>", Own::None),
    ("map", "type: map<decimal>", Own::None),
    ("list_when_empty", "type: map<int>, encoding: list-when-empty", Own::None),
    ("json", "type: any", Own::None),
    ("embedded_json", "type: any, encoding: embedded-json", Own::None),
];

const TYPES: &str = r#"
types:
  Number: {type: int, about: A number.}
  Amount: {type: decimal, about: An amount.}
  Session: {type: secret, about: A session.}
  Colour: {about: Colours., enum: int, values: {red: {is: 1}, green: {is: 2}}}
  Size: {about: Sizes., enum: string, values: {small: {is: small}, large: {is: large}}}
"#;

/// Texts at the edges of the grammars; other texts are derived from them.
const SEEDS: &[&str] = &[
    "",
    " ",
    "0",
    "-0",
    "1",
    "-1",
    "5",
    "9",
    "12",
    "13",
    "100",
    "100.00",
    "100.01",
    "0.01",
    "10.0",
    "5.5",
    "1e3",
    "1e5",
    "1E+2",
    "1.5e0",
    "1.50e1",
    "1500e-2",
    "1e-7",
    "1E-8",
    "1.0e-5",
    "1.00000005E7",
    "1e400",
    "1e-400",
    "1e28",
    "1e29",
    "1e-28",
    "1e-29",
    "0e99999999999999999999",
    "1e99999999999999999999",
    "0.00e-99999999999999999999",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "9.223372036854775807e18",
    "79228162514264337593543950335",
    "79228162514264337593543950336",
    "7.9228162514264337593543950335",
    "0.0000000000000000000000000001",
    "1.0000000000000000000000000000000000",
    "12345678901234567890123456789.5",
    "253402207200",
    "253402207201",
    "-62167219200",
    "-62167219201",
    "253402207200000",
    "253402207200001",
    "-62167219200000",
    "-62167219200001",
    "2.534022072E11",
    "007",
    "+5",
    "+5.10",
    ".5",
    "5.",
    "-.5",
    " 5 ",
    "5\u{a0}",
    "0x10",
    "1_000",
    "1,000",
    "1 000",
    "NaN",
    "Infinity",
    "٥",
    "-",
    "+",
    ".",
    "e5",
    "1e",
    "255",
    "256",
    "true",
    "false",
    "True",
    "FALSE",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "null",
    "2026-01-31",
    "2024-02-29",
    "2023-02-29",
    "1900-02-29",
    "2000-02-29",
    "0000-01-01",
    "0000-00-00",
    "9999-12-31",
    "-0001-01-31",
    "26-01-31",
    "2026-1-5",
    "2026-04-31",
    "2026-13-01",
    "20260131",
    "2026-01-31 10:00:00",
    "2026-01-31T10:00:00",
    "2026-01-31T1:2:3.5",
    "2026-01-31 1:2:3",
    "2026-01-31 10:00:00.5",
    "2016-12-31 23:59:60",
    "2026-01-31 24:00:00",
    "9999-12-31 23:59:59",
    "-0001-01-31 00:00:00",
    "2026-01-31 10:00",
    "/Date(0)/",
    "/Date(1420070400000)/",
    "/Date(1420070400000+0200)/",
    "/Date(-1-0100)/",
    "/Date(1420070400000+2400)/",
    "/Date(1420070400000+0260)/",
    "/Date(+5)/",
    "/Date()/",
    "/Date(253402207200000)/",
    "/Date(253402207200001)/",
    "/Date(-62167219200001)/",
    "2026-01-31T10:00:00Z",
    "2026-01-31t10:00:00.25+05:30",
    "Thu, 30 Jul 2015 20:00:00 +0000",
    "9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a",
    "A",
    "AA",
    "AAA",
    "AAAA",
    "=A=A",
    "AA=",
    "AA==",
    "AAA=",
    "AAAA=",
    "A===",
    "AA=A",
    "AA===",
    "iVBORw==",
    "iV BO\nRw",
    "-_--",
    "////",
    "small",
    "large",
    "Small",
    "2.0",
    "3",
    "abc",
    "abcd",
    "🙂🙂🙂",
    "$1,000.00",
    "[]",
    "[1,2]",
    "[1,\"2\",3e0]",
    "[1.5]",
    "[256]",
    "[1,null]",
    "[\"a\"]",
    "[1, two]",
    "[1,]",
    "{}",
    "{\"a\":1}",
    "{\"a\":\"x\"}",
    "{a: 1}",
    "{\"a\":null}",
    "\"x\"",
    "[[1]]",
    "\u{feff}[1]",
    "\u{feff}5",
];

/// Number of texts for each kind, besides the seeds.
const MADE: usize = 150;

/// Returns values as JSON: every text as a JSON string, and unchanged if it is JSON itself.
fn candidates(rng: &mut TestRng) -> Vec<String> {
    let mut texts: Vec<String> = SEEDS.iter().map(|seed| (*seed).to_owned()).collect();
    let mut pick = |most: usize| rng.next_u32() as usize % most.max(1);
    while texts.len() < SEEDS.len() + MADE {
        let mut letters: Vec<char> = SEEDS[pick(SEEDS.len())].chars().collect();
        for _ in 0..=pick(2) {
            let at = pick(letters.len() + 1);
            let letter = *b"0123456789+-.eE =/:TZ,[]\"AaxW_\t".get(pick(32)).unwrap_or(&b'0') as char;
            match pick(5) {
                0 => letters.insert(at, letter),
                1 if at < letters.len() => letters[at] = letter,
                2 if at < letters.len() => drop(letters.remove(at)),
                3 if at + 1 < letters.len() => letters.swap(at, at + 1),
                4 if at < letters.len() => letters.insert(at, letters[at]),
                _ => {}
            }
        }
        texts.push(letters.into_iter().collect());
    }
    let mut values = Vec::new();
    for text in texts {
        values.push(quoted(&text));
        if serde_json::from_str::<&RawValue>(&text).is_ok() {
            values.push(text.trim().to_owned());
        }
    }
    values.sort();
    values.dedup();
    values
}

/// Returns a JSON string that YAML reads as the same text.
fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => json.extend(['\\', letter]),
            ' '..='~' => json.push(letter),
            _ if (letter as u32) < 0x1_0000 => json.push_str(&format!("\\u{:04x}", letter as u32)),
            _ => json.push(letter),
        }
    }
    json.push('"');
    json
}

fn spec(module: String) -> Checked {
    let api = "api: t\ntitle: T\nabout: T.\nmodules: [m]\nsources: {guide: {file: g.txt, title: G, lines: 9}}\n\
        servers: {main: {url: \"https://t.example\", about: S.}}\ndefaults: {parameters-in: json}\n\
        rejections: {missing: any, invalid: any, unauthenticated: any, not-found: any, not-implemented: any, internal: any}\n\
        error-formats: {any: {status: 500, when: [{key: error}], body: {error: $code}}}\n\
        errors: {any: {code: 1, text: Any, kind: other}}\n";
    let input = |name: &str, text: String| Input { name: name.to_owned(), bytes: text.into_bytes() };
    check(vec![input("api.yaml", api.to_owned()), input("m.yaml", module)])
}

const HEAD: &str = "module: m\nabout: M.\ndocumented-as: M\nevidence: \"guide:1\"\nactions:\n  a:\n    documented-as: a\n    about: A.\n    \
    evidence: \"guide:1\"\n    path: /a\n";

/// Returns the diagnostic codes of `check` by the position of the value, for lines with one value each.
fn verdicts(head: &str, lines: impl Iterator<Item = String>, tail: &str) -> BTreeMap<usize, &'static str> {
    let first = head.lines().count() + 1;
    let mut text = head.to_owned();
    let mut count = 0;
    for line in lines {
        assert!(!line.contains('\n'), "{line}");
        text.push_str(&line);
        text.push('\n');
        count += 1;
    }
    text.push_str(tail);
    let checked = spec(text);
    let mut said = BTreeMap::new();
    for diagnostic in checked.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
        let (line, _) = checked.sources.position(diagnostic.span);
        let position = line.checked_sub(first).filter(|position| *position < count);
        let position = position.unwrap_or_else(|| panic!("{}", diagnostic.plain(&checked.sources)));
        said.entry(position).or_insert(diagnostic.code);
    }
    said
}

/// Whether a server with this kind accepts the value.
fn takes(kind: &str, value: Value<'_>) -> bool {
    let kind = kinds::kind(kind).unwrap_or_else(|| panic!("there is no kind {kind}"));
    (kind.takes)(&vec![("v".into(), value)])
}

fn takes_json(kind: &str, json: &str) -> bool {
    Document::parse(json.as_bytes()).is_ok_and(|document| takes(kind, document.value()))
}

fn runner() -> TestRng {
    let config =
        Config { rng_algorithm: RngAlgorithm::ChaCha, rng_seed: RngSeed::Fixed(13), ..Config::default() };
    TestRunner::new(config).new_rng()
}

#[test]
fn examples_are_accepted_exactly_if_a_server_reads_them() {
    let mut rng = runner();
    let (mut cases, mut wrong) = (0, Vec::new());
    for (kind, words, _) in KINDS {
        let values = candidates(&mut rng);
        let head = format!(
            "{HEAD}    parameters:\n      v: {{{words}, about: V.}}\n    response: nothing\n    examples:\n"
        );
        let lines = values.iter().map(|value| format!("      - request: {{v: {value}}}"));
        let said = verdicts(&head, lines, TYPES);
        let mut counts = [0; 2];
        for (position, value) in values.iter().enumerate() {
            // Duplicate keys are a mistake in a spec, whatever its types.
            if said.get(&position) == Some(&"spec::duplicate-key") {
                continue;
            }
            let accepted = !said.contains_key(&position);
            let read = takes_json(kind, value);
            counts[usize::from(read)] += 1;
            if accepted != read {
                wrong.push(format!(
                    "{kind}: {value}: check {accepted} ({:?}), server {read}",
                    said.get(&position)
                ));
            }
        }
        assert!(counts[1] > 0 && (counts[0] > 0 || *kind == "json"), "{kind}: {counts:?}");
        cases += values.len();
    }
    assert!(wrong.is_empty(), "{} of {cases} differ:\n{}", wrong.len(), wrong.join("\n"));
    println!("{cases} examples");
}

/// Whether a value has the YAML kind of its type.
fn is_own(own: Own, value: &str) -> bool {
    let first = value.as_bytes().first().copied().unwrap_or_default();
    let (text, number) = (first == b'"', first == b'-' || first.is_ascii_digit());
    match own {
        Own::Number => number,
        Own::Text => text,
        Own::TextOrNumber => text || number,
        Own::Flag => matches!(value, "true" | "false"),
        // The text of a parameter may be a list, which would not be a list in YAML.
        Own::Bytes => first == b'[' || (text && !value.contains('[')),
        Own::None => false,
    }
}

#[test]
fn defaults_and_fixed_values_are_accepted_exactly_if_a_server_reads_them() {
    let mut rng = runner();
    let (mut cases, mut wrong) = (0, Vec::new());
    for (kind, words, own) in KINDS.iter().filter(|(_, _, own)| *own != Own::None) {
        let values = candidates(&mut rng);
        for key in ["default", "fixed"] {
            let head = format!("{HEAD}    response: nothing\n    parameters:\n");
            let lines = values.iter().enumerate();
            let lines =
                lines.map(|(at, value)| format!("      p{at}: {{{words}, {key}: {value}, about: V.}}"));
            let said = verdicts(&head, lines, TYPES);
            for (position, value) in values.iter().enumerate() {
                if said.get(&position) == Some(&"spec::duplicate-key") {
                    continue;
                }
                let accepted = !said.contains_key(&position);
                // A server reads defaults like the text of a form; constants are on the wire as written.
                let read = match key {
                    "default" => {
                        let text = serde_json::from_str::<String>(value).unwrap_or_else(|_| value.clone());
                        takes(kind, Value::Text(text.into()))
                    }
                    _ => takes_json(kind, value),
                };
                if accepted != (read && is_own(*own, value)) {
                    wrong.push(format!(
                        "{kind}, {key}: {value}: check {accepted} ({:?}), server {read}",
                        said.get(&position)
                    ));
                }
            }
            cases += values.len();
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} differ:\n{}", wrong.len(), wrong.join("\n"));
    println!("{cases} defaults and fixed values");
}

#[test]
fn numbers_of_a_spec_are_those_that_the_runtime_reads() {
    let values: Vec<String> = candidates(&mut runner());
    let whole = |value: &str| i64::read(&Document::parse(value.as_bytes()).expect("it is JSON").value()).ok();
    let exact =
        |value: &str| Decimal::read(&Document::parse(value.as_bytes()).expect("it is JSON").value()).ok();
    // A limit, the value of an enum, the code of an error.
    let head = format!("{HEAD}    response: nothing\n    parameters:\n");
    let lines = values.iter().enumerate();
    let said = verdicts(
        &head,
        lines.map(|(at, value)| format!("      p{at}: {{type: decimal, min: {value}, about: V.}}")),
        "",
    );
    for (position, value) in values.iter().enumerate() {
        // A missing value after the key is not a limit; another diagnostic reports it.
        let expected = is_own(Own::Number, value) && exact(value).is_some();
        assert_eq!(!said.contains_key(&position), expected, "min: {value}: {:?}", said.get(&position));
    }
    let head = format!("{HEAD}    response: nothing\ntypes:\n");
    let numbers: Vec<&String> = values.iter().filter(|value| is_own(Own::Number, value)).collect();
    let module: String = head
        + &numbers
            .iter()
            .enumerate()
            .map(|(at, value)| {
                format!("  E{at}: {{about: E., enum: int, values: {{one: {{is: {value}}}}}}}\n")
            })
            .collect::<String>();
    let first = HEAD.lines().count() + 3;
    let checked = spec(module.clone());
    let rejected: Vec<usize> = checked
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code == "spec::wrong-kind")
        .map(|diagnostic| checked.sources.position(diagnostic.span).0 - first)
        .collect();
    for (position, value) in numbers.iter().enumerate() {
        assert_eq!(!rejected.contains(&position), whole(value).is_some(), "is: {value}");
    }
    // An accepted number is the number that the runtime reads.
    let kept: Vec<&&String> = numbers.iter().filter(|value| whole(value).is_some()).collect();
    let mut module = format!("{HEAD}    response: nothing\n    parameters:\n");
    for at in 0..kept.len() {
        module.push_str(&format!("      p{at}: E{at}\n"));
    }
    module.push_str("types:\n");
    for (at, value) in kept.iter().enumerate() {
        module.push_str(&format!("  E{at}: {{about: E., enum: int, values: {{one: {{is: {value}}}}}}}\n"));
    }
    let checked = spec(module);
    let api = checked.api.unwrap_or_else(|| {
        panic!("{:?}", checked.diagnostics.iter().map(|found| &found.message).collect::<Vec<_>>())
    });
    let found: BTreeMap<&str, i64> = api
        .types
        .iter()
        .filter_map(|def| match &def.kind {
            TypeKind::IntEnum(values) => Some((def.name.as_str(), values.first()?.is)),
            _ => None,
        })
        .collect();
    assert_eq!(found.len(), kept.len());
    for (at, value) in kept.iter().enumerate() {
        assert_eq!(found.get(format!("E{at}").as_str()).copied(), whole(value), "{value}");
    }
}
