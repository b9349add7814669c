//! Tests of `call` with unions, records that are arrays, and values with three states.

use crate::server::Server;
use crate::support::{Run, bare, finish};

/// The specs that show one concept each.
const SPECS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/language/spec");

fn call(url: &str, arguments: &[&str]) -> Run {
    finish(bare(&[&["--spec", SPECS, "call", "structure", "--base-url", url], arguments].concat()))
}

/// Returns the last line of a dry run: the body.
fn body(arguments: &[&str]) -> String {
    let text = call("http://localhost:1", &[arguments, &["--dry-run"]].concat()).done();
    text.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_value_of_a_union_is_written_by_the_rules_of_its_variant() {
    let means = r#"means:={"number": "42", "type": "card"}"#;
    assert_eq!(body(&["pay", means]), r#"{"means":{"type":"card","number":"42"}}"#);
    assert_eq!(
        body(&["pay", r#"means={"type":"sepa","iban":"D"}"#]),
        r#"{"means":{"type":"sepa_debit","iban":"D"}}"#
    );
    // JSON of no variant is never typed by mistake.
    let other = r#"means:={"type": "crypto", "a": 1.50}"#;
    assert_eq!(body(&["pay", other]), r#"{"means":{"type": "crypto", "a": 1.50}}"#);
    let wrong = |means: &str| call("http://localhost:1", &["pay", means, "--dry-run"]).failed(2);
    let error = wrong(r#"means={"type":"crypto"}"#);
    assert!(error.contains("is not one of: card, sepa_debit, sepa, cash"), "{error}");
    let error = wrong(r#"means:={"type": "card", "nummer": "1"}"#);
    assert!(error.contains("means.nummer: there is no such field; did you mean `number`?"), "{error}");
    assert!(wrong("means=card").contains("takes JSON"), "{}", wrong("means=card"));
    assert_eq!(body(&["chat", "chat=-5"]), "chat=-5");
    assert_eq!(body(&["chat", "chat=news"]), "chat=news");
}

#[test]
fn arrays_are_given_as_arrays() {
    let written = r#"{"like":[1,"candle","1.50",null,3]}"#;
    assert_eq!(body(&["candles", "like:=[1, 0, 1.50, null, 3]"]), written);
    let wrong = |like: &str| call("http://localhost:1", &["candles", like, "--dry-run"]).failed(2);
    assert!(wrong("like:=[1]").contains("like.open: missing"), "{}", wrong("like:=[1]"));
    let error = wrong("like:=[1,2,3,4,5,6]");
    assert!(error.contains("like: has 6 entries, but only 5 are documented"), "{error}");
}

#[test]
fn null_is_a_value_of_three_states() {
    assert_eq!(body(&["change"]), r#"{"id":null}"#);
    assert_eq!(body(&["change", "id=a", "email:=null"]), r#"{"id":"a","email":null}"#);
    let inner = r#"inner:={"note": null, "size": 2}"#;
    assert_eq!(body(&["change", "id=a", inner]), r#"{"id":"a","inner":{"note":null,"size":2}}"#);
}

#[test]
fn responses_are_checked_by_their_variant() {
    let respond = |json: &str| {
        let server = Server::responding(200, json);
        call(&server.url, &["customer", "id=a", "--raw"])
    };
    for json in [r#""a""#, r#"{"id":"a","deleted":true}"#, r#"{"new":1}"#] {
        assert_eq!(respond(json).done(), json);
    }
    let wrong = respond(r#"{"id":"a","name":"A","created":"soon"}"#).failed(6);
    assert!(wrong.contains("created: expected"), "{wrong}");
}
