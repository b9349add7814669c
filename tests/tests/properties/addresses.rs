//! A client can be built for every server address that `check` accepts.

use bindery_model::diagnostic::Severity;
use bindery_model::{Input, check};
use bindery_runtime as rt;
use bindery_tests::demo::Demo;
use bindery_tests::scripted::Scripted;
use proptest::prelude::*;

/// Sequences of valid and invalid pieces of addresses. Punycode is always valid, since `check` does not decode it.
fn address() -> impl Strategy<Value = String> {
    let scheme = prop::sample::select(vec!["https://", "http://", "HTTP://", "https:/", "ftp://", ""]);
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "a", "example", "api.example", "1", "127.0.0.1", "256", "0x1f", "09", "[::1]", "[fe80::1%25a]", "[1.2.3.4]",
            "xn--bcher-kva.example.", "-", "_", ".", "..", ":", ":80", ":0", ":65536", ":+80", "/", "//", "/v1", "/%2e%2e", "/%zz", "/{x}",
            "@", "u:p@", "?", "?x=1", "#", "\\", " ", "\t", "%41", "%", "<", "\"", "'", "|", "^", "`", "é", "。", "\u{ad}", "\u{202e}",
        ]).prop_map(str::to_owned),
        1 => "[ -~]{0,4}",
        1 => "\\PC{0,2}",
    ];
    let rest = prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat());
    (scheme, rest).prop_map(|(scheme, rest)| format!("{scheme}{rest}"))
}

fn is_taken(url: &str) -> bool {
    let quoted = serde_json::to_string(url).expect("a text");
    let api = format!(
        "api: t\ntitle: T\nabout: T.\nmodules: []\nsources: {{g: {{file: g.txt, title: G, lines: 9}}}}\n\
         servers: {{main: {{url: {quoted}, about: S.}}}}\n\
         rejections: {{missing: e, invalid: e, unauthenticated: e, not-found: e, not-implemented: e, internal: e}}\n\
         error-formats: {{f: {{status: 500, when: [{{key: error}}], body: {{error: $code}}}}}}\n\
         errors: {{e: {{code: 1, text: Any, kind: other}}}}\n"
    );
    let checked = check(vec![Input { name: "api.yaml".to_owned(), bytes: api.into_bytes() }]);
    let mut errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    !errors.any(|found| matches!(found.code, "spec::url" | "spec::hidden-character"))
}

#[test]
fn the_rule_of_check_is_looked_at() {
    assert!(is_taken("https://api.example/v1"));
    assert!(!is_taken("https://api.example/v1?x=1"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn every_address_that_check_takes_can_be_called(url in address()) {
        if is_taken(&url) {
            let client = rt::Client::<Demo>::builder().base_url(&url).build_over(Scripted::new([]));
            prop_assert!(client.is_ok(), "{}", url);
            let parsed = url.parse::<http::Uri>();
            prop_assert!(parsed.is_ok_and(|parsed| parsed.to_string().starts_with(url.trim_end_matches('/'))), "{}", url);
        }
    }
}
