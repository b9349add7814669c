//! Tests with an API that has keys, signatures, strings as error codes, several responses, and an action that is only
//! listed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::server::Server;
use crate::support::{Run, bare, finish, folder, golden};

const KEY: &str = "test_key_123";

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shop")
}

/// Returns the binary with the specs of `tests/shop`.
fn command(arguments: &[&str]) -> Command {
    let mut command = bare(arguments);
    command.arg("--spec").arg(specs());
    command
}

fn run(arguments: &[&str]) -> Run {
    finish(command(arguments))
}

/// Runs with the overlay that completes the listed action.
fn over(arguments: &[&str]) -> Run {
    let mut command = command(arguments);
    command.arg("--overlay").arg(specs().join("ours.yaml"));
    finish(command)
}

/// Calls an action of a server with the key.
fn call(server: &Server, arguments: &[&str]) -> Run {
    let mut command = command(&["call", "shop"]);
    command.args(arguments).args(["--base-url", &server.url]).env("BINDERY_CREDENTIAL_KEY", KEY);
    finish(command)
}

/// Returns the value of a request header.
#[track_caller]
fn header<'r>(request: &'r str, name: &str) -> &'r str {
    let line = request.lines().find_map(|line| {
        let (found, value) = line.split_once(": ")?;
        found.eq_ignore_ascii_case(name).then_some(value)
    });
    line.unwrap_or_else(|| panic!("no {name} in\n{request}"))
}

#[test]
fn listed_actions_are_marked_for_people_and_for_machines() {
    golden("list-shop.txt", &run(&["list", "shop"]).done());
    golden("list-shop.json", &run(&["list", "shop", "--json"]).done());
    golden("check-shop.txt", &(run(&["check"]).done() + &over(&["check"]).done()));
    let json: serde_json::Value =
        serde_json::from_str(&over(&["list", "shop", "--json"]).done()).expect("it is JSON");
    let completed = &json["modules"][0]["actions"][4];
    assert_eq!((&completed["name"], &completed["callable"]), (&"cancel-order".into(), &true.into()));
    assert_eq!((&completed["path"], &completed["coverage"]), (&"/v1/orders/{id}".into(), &"full".into()));
}

#[test]
fn a_listed_action_cannot_be_called_until_an_overlay_completes_it() {
    let arguments = ["call", "shop", "cancel-order", "id=ab/12", "--dry-run"];
    let error = run(&arguments).failed(2);
    for part in [
        "orders/cancel-order is only listed in the documents and cannot be called",
        "missing in the documents: path, parameters and response",
        "--overlay FILE",
        "overlay: shop",
        "cancel-order: {methods: […]",
    ] {
        assert!(error.contains(part), "{part} in\n{error}");
    }
    let request = over(&[&arguments[..], &["reason=too late"]].concat()).done();
    // A DELETE has no body, so its parameters are sent in the query, and nothing is signed.
    assert_eq!(
        request,
        "DELETE https://shop.example/api/v1/orders/ab%2F12?reason=too+late\naccept: application/json\n\
         X-Key: ***\n\nno body\n"
    );
    let error = run(&["call", "shop", "cancel-ordr"]).failed(2);
    assert!(error.contains("did you mean `Cancel Order`?"), "{error}");
}

#[test]
fn mistakes_in_the_overlay_are_shown_where_they_stand() {
    let folder = folder("shop-overlay-mistake");
    let text = std::fs::read_to_string(specs().join("ours.yaml")).expect("the overlay can be read");
    let path = folder.join("wrong.yaml");
    std::fs::write(&path, text.replace("{type: string, optional", "{type: sting, optional"))
        .expect("the overlay can be written");
    let shown = path.to_str().expect("the path is UTF-8");
    let run = run(&["check", "--format", "json", "--overlay", shown]);
    let list: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    let (number, line) =
        text.lines().enumerate().find(|(_, line)| line.contains("string, optional")).expect("it is there");
    let column = line.find("string,").expect("it is there") + 1;
    assert_eq!(list[0]["file"].as_str(), Some(shown));
    assert_eq!(list[0]["line"].as_u64(), Some(number as u64 + 1));
    assert_eq!(list[0]["column"].as_u64(), Some(column as u64));
    run.failed(3);
}

#[test]
fn keys_and_signatures_are_sent_and_never_shown() {
    let pay = ["pay-order", "id=ab12cd34", "note=thanks"];
    let server = Server::responding(204, "");
    let run = call(&server, &pay);
    assert_eq!(run.stderr, "note: orders/pay-order returned done: The money was taken.\n");
    assert_eq!(run.done(), "");
    let request = server.request();
    assert!(request.starts_with("POST /v1/orders/ab12cd34/pay HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\n{\"note\":\"thanks\"}"), "{request}");
    assert_eq!(header(&request, "x-key"), KEY);
    // HMAC of the body, with the credential as key.
    assert_eq!(header(&request, "x-signature"), signature_of("{\"note\":\"thanks\"}"));

    let shown =
        self::run(&[&["call", "shop"], &pay[..], &["--base-url", "https://t.example", "--dry-run"]].concat());
    assert_eq!(
        shown.done(),
        "POST https://t.example/v1/orders/ab12cd34/pay\naccept: application/json\ncontent-type: application/json\n\
         X-Key: ***\nX-Signature: ***\n\n{\"note\":\"thanks\"}\n"
    );
}

/// Computes the HMAC of these texts with another implementation.
fn signature_of(body: &str) -> &'static str {
    match body {
        "{\"note\":\"thanks\"}" => "sha256=16665547add0dba929723e3a2006b6d002019860b997f4ee81820affae907326",
        "thanks" => "sha256=6d13e6a3a2d713c69c6c979fa2cca1df0d3002666d3a03c06fe20c2961479e66",
        "note=thanks" => "1A223A3E49B9AF9FACEAA480A983DBB0FDE425EB",
        "order=ab12cd34&reason=broken" => "E72FB4620D12F196608E765F301397817D713B76",
        other => panic!("no signature of {other}"),
    }
}

#[test]
fn an_alternative_signature_replaces_the_default_one() {
    let pay = ["pay-order", "id=ab12cd34", "note=thanks"];
    let server = Server::responding(200, r#"{"repeat":true}"#);
    let run = call(&server, &[&pay[..], &["--alternative", "old-signature"]].concat());
    assert!(run.stderr.contains("returned repeated"), "{}", run.stderr);
    assert_eq!(run.done(), "{\n  \"repeat\": true\n}\n");
    assert_eq!(header(&server.request(), "x-signature"), signature_of("note=thanks"));

    let with =
        |name| self::run(&[&["call", "shop"], &pay[..], &["--dry-run", "--alternative", name]].concat());
    let error = with("old-signatur").failed(2);
    assert!(error.contains("did you mean `old-signature`?"), "{error}");
    assert!(with("signature").failed(2).contains("its alternatives are: old-signature"));
}

/// Returns the values of the parameters in their order, without those of the path.
#[test]
fn values_are_signed_as_the_generated_client_signs_them() {
    let overlay = folder("shop-signed-values").join("values.yaml");
    std::fs::write(&overlay, "overlay: shop\napi:\n  auth:\n    signature: {text: \"{values}\"}\n")
        .expect("a file can be written");
    let overlay = overlay.to_str().expect("the path is UTF-8");
    let server = Server::responding(204, "");
    call(&server, &["pay-order", "id=ab12cd34", "note=thanks", "--overlay", overlay]).done();
    assert_eq!(header(&server.request(), "x-signature"), signature_of("thanks"));
}

#[test]
fn a_signature_may_be_a_parameter() {
    let server = Server::responding(200, "");
    call(&server, &["return-order", "order=ab12cd34", "reason=broken"]).done();
    let body = format!(
        r#"{{"order":"ab12cd34","reason":"broken","sign":"{}"}}"#,
        signature_of("order=ab12cd34&reason=broken")
    );
    let request = server.request();
    assert!(request.ends_with(&body), "{request}");
    assert!(!request.contains("x-signature"), "{request}");

    let dry = |more: &[&str]| {
        let call =
            ["call", "shop", "return-order", "order=1", "--base-url", "https://t.example", "--dry-run"];
        run(&[&call, more].concat())
    };
    assert!(dry(&[]).done().ends_with("\n{\"order\":\"1\",\"sign\":\"***\"}\n"));
    let error = dry(&["sign=abc"]).failed(2);
    assert!(
        error.contains("sign: is computed from the other parameters by signing, so it cannot be given"),
        "{error}"
    );
}

#[test]
fn credentials_come_from_options_files_and_the_environment() {
    let orders = ["get-orders", "skip=0", "limit=10"];
    let given = |more: &[&str]| {
        let server = Server::responding(200, r#"{"count":0,"records":[]}"#);
        let mut command = command(&["call", "shop"]);
        command.args(orders).args(more).args(["--base-url", &server.url]);
        (finish(command), server)
    };
    let folder = folder("shop-key");
    let path = folder.join("key.txt");
    std::fs::write(&path, "from-a-file\n").expect("the file can be written");
    let (run, server) = given(&["--credential", &format!("key=@{}", path.display())]);
    run.done();
    let request = server.request();
    assert!(request.starts_with("GET /v1/orders?version=2&skip=0&limit=10 HTTP/1.1\r\n"), "{request}");
    assert_eq!(header(&request, "x-key"), "from-a-file");
    assert!(!request.contains("x-signature"), "nothing to sign: {request}");
    let (run, server) =
        given(&["--credential", "key=k", "--credential", "notice=hunter2", "--user", "me:hunter2"]);
    assert!(run.stderr.contains("needs no credential `notice`, so it is not sent"), "{}", run.stderr);
    assert!(run.stderr.contains("needs no login, so none is sent"), "{}", run.stderr);
    assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
    run.done();
    assert!(!server.request().contains("hunter2"));

    let failed = |more: &[&str]| {
        let call = ["call", "shop", "get-orders", "skip=0", "limit=10", "--base-url", "http://127.0.0.1:9"];
        self::run(&[&call, more].concat()).failed(2)
    };
    let error = failed(&[]);
    assert!(error.contains("orders/get-orders needs the credential `key`"), "{error}");
    assert!(error.contains("BINDERY_CREDENTIAL_KEY") && error.contains("--credential key=@FILE"), "{error}");
    for (option, said) in [
        ("hunter2", "--credential must have the form NAME=VALUE"),
        ("kee=hunter2", "did you mean `key`?"),
        ("signature=hunter2", "its credentials are: key, notice"),
        ("key=", "the credential `key` is empty"),
        ("key=@/no/hunter2", "the file with the credential `key` cannot be read"),
    ] {
        let error = failed(&["--credential", option]);
        assert!(error.contains(said) && !error.contains("hunter2"), "{said} in\n{error}");
    }
    assert!(failed(&["--credential", "key=a", "--credential", "key=b"]).contains("given twice"));
}

#[test]
fn without_an_address_the_call_says_so() {
    let error = run(&["call", "shop", "get-orders", "skip=0", "limit=10", "--dry-run"]).failed(2);
    assert!(error.contains("the server `shop` has no address in the spec"), "{error}");
    assert!(error.contains("--server-url shop=URL"), "{error}");
}

#[test]
fn what_has_no_name_of_its_own_travels_beside_the_others() {
    let create =
        ["call", "shop", "create-order", "article=book", "--base-url", "https://t.example", "--dry-run"];
    let shown = run(&[&create[..], &["colour=red", "sizes:=[1, 2]"]].concat()).done();
    assert_eq!(shown.lines().last(), Some(r#"{"article":"book","colour":"red","sizes":[1, 2]}"#));
    let error =
        run(&["call", "shop", "get-orders", "skip=0", "limit=501", "version=3", "page=1", "--dry-run"])
            .failed(2);
    for part in
        ["limit: must be at most 500", "version: has the fixed value 2", "page: there is no such parameter"]
    {
        assert!(error.contains(part), "{part} in\n{error}");
    }
}

#[test]
fn failures_are_told_apart_by_code_and_by_status() {
    let orders = ["get-orders", "skip=0", "limit=10"];
    let cases: [(u16, &str, &str); 8] = [
        (
            403,
            r#"{"error":true,"code":403,"type":"invalid_key"}"#,
            "error: orders/get-orders failed (HTTP 403, code invalid_key): The key is not valid\n  \
             documented as bad-key (authentication)\n",
        ),
        (
            400,
            r#"{"error":true,"code":400,"type":"brand_new"}"#,
            "error: orders/get-orders failed (HTTP 400, code brand_new): undocumented error brand_new\n",
        ),
        (
            404,
            r#"{"detail":"nothing"}"#,
            "error: orders/get-orders failed (HTTP 404): There is no such thing\n  documented as not-found (not-found)\n",
        ),
        (
            404,
            "",
            "error: orders/get-orders failed (HTTP 404): There is no such thing\n  documented as not-found (not-found)\n",
        ),
        (
            418,
            r#"{"detail":"nothing"}"#,
            "error: orders/get-orders: HTTP 418 with a response that is not this API's\n  {\"detail\":\"nothing\"}\n",
        ),
        (
            502,
            "<html>Bad gateway</html>",
            "error: orders/get-orders: HTTP 502 with a response that is not this API's\n  <html>Bad gateway</html>\n",
        ),
        (401, "", "error: orders/get-orders: the server rejected the login (HTTP 401)\n"),
        (200, "", "error: orders/get-orders: the response (HTTP 200) is not JSON\n"),
    ];
    for (status, body, message) in cases {
        let server = Server::responding(status, body);
        let run = call(&server, &orders);
        assert_eq!(run.stdout, "", "{body}");
        assert_eq!(run.failed(6), message, "{status} {body}");
    }
    let server = Server::responding(200, r#"{"repeat":{}}"#);
    let error = call(&server, &["pay-order", "id=ab12cd34", "note=x"]).failed(6);
    assert!(error.contains("repeat: expected a boolean, found an object"), "{error}");
    let server = Server::responding(202, "{}");
    let error = call(&server, &["pay-order", "id=ab12cd34", "note=x"]).failed(6);
    assert!(
        error.contains("the response (HTTP 202) could not be read: no response has the status 202"),
        "{error}"
    );
}
