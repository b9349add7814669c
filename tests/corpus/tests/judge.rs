//! The judge of messages finds what does not satisfy a document, and says which finding of the import reports it.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bindery_corpus::cases::{for_judge, imported};
use bindery_test_tools::{output, python};
use serde_json::{Value, json};

const SHOP: &str = "../../tools/openapi-in/tests/documents/shop.yaml";

/// A request for orders: its query and a header, and the status and the body of its response.
fn list(query: &str, trace: &str, status: u16, body: &str) -> Value {
    json!({
        "action": "orders/list", "what": "success", "method": "GET",
        "uri": format!("http://in-process/v1/orders?{query}"),
        "request": {"headers": [["x-trace", trace]], "body": ""},
        "status": status,
        "response": {"headers": [["content-type", "application/json"]], "body": STANDARD.encode(body)},
    })
}

/// A form with a file.
fn upload(note: &str) -> Value {
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let body = format!("{}{}--b--\r\n", part("file", "bytes"), part("note", note));
    json!({
        "action": "files/post", "what": "success", "method": "POST", "uri": "/files",
        "request": {"headers": [["content-type", "multipart/form-data; boundary=b"]], "body": STANDARD.encode(body)},
        "status": 204, "response": {"headers": [], "body": ""},
    })
}

#[test]
fn the_judge_finds_what_breaks_a_document() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("judge");
    let Some(python) = python(folder, "python-judge", &judge.join("requirements.txt")) else { return };
    let text = fs::read_to_string(SHOP).expect("the document");
    let known = folder.join("shop.judge");
    fs::write(&known, for_judge(&imported("shop.yaml", &text).expect("a document"))).expect("a file");
    let uuid = "9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a";
    let order = r#"{"id":7,"state":"paid","payment":{"kind":"card","number":"123456789012"}}"#;
    let good = format!("[{order}]");
    for (record, kinds) in [
        (list("state=open,paid&filter[after]=2026-01-31T10:00:00Z", uuid, 200, &good), ""),
        (list("state=sold", uuid, 200, &good), "parameter: enum: not explained\n"),
        (list("", "no-uuid", 200, &good), "parameter: format: not explained\n"),
        (list("page=2", uuid, 200, &good), "parameter: undocumented: not explained\n"),
        (list("", uuid, 200, &good.replace("card", "cash")), "response: oneOf: not explained\n"),
        (list("", uuid, 200, &good.replace(":7", ":\"seven\"")), "response: type: not explained\n"),
        (list("", uuid, 201, &good), "response: undocumented: not explained\n"),
        (upload("xyz"), ""),
        (upload("abc"), "request: pattern: a rule that types do not have\n"),
    ] {
        let records = folder.join("shop.jsonl");
        fs::write(&records, format!("{record}\n")).expect("a file");
        let mut command = Command::new(&python);
        command.arg(judge.join("judge.py")).args([Path::new(SHOP), &known, &records]);
        assert_eq!(output(&mut command).expect("a judgment"), kinds, "{record}");
    }
}
