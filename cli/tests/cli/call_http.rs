//! Tests of `call` with a server: sent requests, responses, error responses and timeouts.

use std::net::TcpListener;
use std::path::Path;

use crate::server::Server;
use crate::support::{Run, bare, finish, run};

/// Calls an action of a server as a partner.
fn call(server: &Server, arguments: &[&str]) -> Run {
    let all = ["call", "demo", "--user", "partner:hunter2", "--base-url", &server.url];
    run(&[&all, arguments].concat())
}

#[test]
fn a_response_is_shown_indented_with_every_digit() {
    let server = Server::responding(200, r#"{"success":true,"name":"Ada","credit":12.50,"tags":[]}"#);
    let run = call(&server, &["info", "session=s3cr3t"]);
    assert_eq!(run.stderr, "");
    assert_eq!(
        run.done(),
        "{\n  \"success\": true,\n  \"name\": \"Ada\",\n  \"credit\": 12.50,\n  \"tags\": []\n}\n"
    );
    let request = server.request();
    assert!(request.starts_with("POST /user/info HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("authorization: Basic cGFydG5lcjpodW50ZXIy\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\nsession=s3cr3t"), "{request}");
}

#[test]
fn passwords_travel_as_digests() {
    let digest = "e10adc3949ba59abbe56e057f20f883e";
    for password in ["password=123456", "password=md5:E10ADC3949BA59ABBE56E057F20F883E"] {
        let server = Server::responding(200, "\"token\"");
        assert_eq!(call(&server, &["login", "email=a", password]).done(), "\"token\"\n");
        assert!(server.request().ends_with(&format!("email=a&password={digest}")));
    }
    let error = run(&["call", "demo", "login", "email=a", "password=md5:12", "--dry-run"]).failed(2);
    assert!(error.contains("password: expected 32 hex digits"), "{error}");
}

#[test]
fn bare_text_and_raw_bodies() {
    let server = Server::responding(200, "token");
    assert_eq!(call(&server, &["login", "token=t"]).done(), "token\n");
    let body = r#"{"name" :"Ada","credit":1,"address":null,"tags":[]}"#;
    let server = Server::responding(200, body);
    assert_eq!(call(&server, &["info", "session=s", "--raw"]).done(), body);
    // A body that does not match the spec is shown and reported.
    let server = Server::responding(200, "{\"a\" :1}");
    let run = call(&server, &["info", "session=s", "--raw"]);
    assert_eq!((run.code, run.stdout.as_str()), (6, "{\"a\" :1}"));
}

#[test]
fn errors_are_recognised_in_every_error_format() {
    let transfer = ["transfer", "session=s", "amount=1", "currency=1"];
    let cases: [(u16, &str, &[&str], &str); 10] = [
        (
            500,
            r#"{"success":false,"error":{"code":30,"message":"Login required"}}"#,
            &["info", "session=s"],
            "error: user/info failed (HTTP 500, code 30): Login required\n  \
             documented as login-required (authentication): The user must log in again.\n",
        ),
        (
            500,
            r#"{"error":{"code":"11","message":"no session"}}"#,
            &["info", "session=s"],
            "error: user/info failed (HTTP 500, code 11): Missing parameters: no session\n  \
             documented as missing-parameters (validation)\n",
        ),
        (
            200,
            r#"{"success":0,"message":"103","details":{"left":1.50}}"#,
            &transfer,
            "error: money/transfer failed (HTTP 200, code 103): Not enough funds\n  \
             documented as no-funds (funds): The sender holds too little.; not in use\n  \
             details: {\n    \"left\": 1.50\n  }\n",
        ),
        (
            200,
            r#""blocked country""#,
            &transfer,
            "error: money/transfer failed (HTTP 200, code 102): Banned country: blocked country\n  \
             documented as banned-country (permission-denied)\n",
        ),
        (
            200,
            r#"{"success":false,"message":"999"}"#,
            &transfer,
            "error: money/transfer failed (HTTP 200, code 999): undocumented error 999\n",
        ),
        (200, "false", &transfer, "error: money/transfer failed (HTTP 200)\n"),
        (
            401,
            r#"{"error":{"message":"who are you"}}"#,
            &transfer,
            "error: money/transfer: the server rejected the login (HTTP 401)\n  who are you\n",
        ),
        (
            401,
            r#"{"error":{"code":-2014,"message":["who","are you"]}}"#,
            &transfer,
            "error: money/transfer failed (HTTP 401, code -2014): undocumented error -2014: who; are you\n",
        ),
        (
            500,
            r#"{"error":{"code":30,"message":"LOGIN required."}}"#,
            &["info", "session=s"],
            "error: user/info failed (HTTP 500, code 30): Login required\n  \
             documented as login-required (authentication): The user must log in again.\n",
        ),
        (
            502,
            "<html>\u{1b}[31mBad gateway</html>",
            &transfer,
            "error: money/transfer: HTTP 502 with a response that is not this API's\n  \
             <html>\u{fffd}[31mBad gateway</html>\n",
        ),
    ];
    for (status, body, arguments, message) in cases {
        let server = Server::responding(status, body);
        let run = call(&server, arguments);
        assert_eq!(run.stdout, "", "{body}");
        assert_eq!(run.failed(6), message, "{body}");
    }
}

#[test]
fn the_body_of_a_failure_is_there_for_machines() {
    let body = r#"{"error":{"code":30,"message":""}}"#;
    let server = Server::responding(500, body);
    let run = call(&server, &["info", "session=s", "--raw"]);
    assert_eq!((run.code, run.stdout.as_str()), (6, body));
}

#[test]
fn a_response_that_is_not_json_is_an_error() {
    let server = Server::responding(200, "hello");
    let error = call(&server, &["info", "session=s"]).failed(6);
    assert!(error.contains("user/info: the response (HTTP 200) is not JSON\n  hello"), "{error}");
}

#[test]
fn a_response_is_checked_against_the_spec_to_its_last_field() {
    let whole = r#"{"success":true,"name":"Ada","credit":12.50,"currency":1,"address":{"city":"Riga"},"tags":["a"],"limits":{"day":{"most":null}}}"#;
    let server = Server::responding(200, whole);
    call(&server, &["info", "session=s"]).done();
    for (right, wrong, said) in [
        ("12.50", r#""much""#, r#"credit: expected a decimal number, found "much""#),
        ("12.50", "null", "credit: expected a decimal number, found null"),
        (r#""credit":12.50,"#, "", "credit: missing"),
        (r#"["a"]"#, r#"["a",{"b":1}]"#, "tags[1]: expected a string, found an object"),
        (r#"["a"]"#, r#"["a",null]"#, "tags[1]: expected a string, found null"),
        (r#""Riga""#, "[]", "address[0].city: expected a string, found an array"),
        (r#"{"city":"Riga"}"#, r#"[{"city":"Riga"},{}]"#, "address[1].city: missing"),
        ("null", r#""-""#, r#"limits.day.most: expected a decimal number, found "-""#),
        (r#"{"day":{"most":null}}"#, "[1]", "limits: expected an object, found an array"),
        (r#""currency":1"#, r#""currency":{}"#, "currency: expected"),
        (whole, "[]", "name: missing"),
    ] {
        assert!(whole.contains(right), "{right}");
        let server = Server::responding(200, &whole.replacen(right, wrong, 1));
        let run = call(&server, &["info", "session=s"]);
        assert_eq!(run.stdout, "", "{wrong}");
        let error = run.failed(6);
        assert!(
            error.contains(&format!("user/info: the response (HTTP 200) could not be read: {said}")),
            "{error}"
        );
    }
    let tree = r#"[{"id":1,"children":[{"id":2,"children":[{"id":"x","children":[]}]}]}]"#;
    let server = Server::responding(200, tree);
    let error = call(&server, &["tree", "id=1"]).failed(6);
    assert!(error.contains(r#": [0].children[0].children[0].id: expected an integer, found "x""#), "{error}");
    let server = Server::responding(200, r#"{"a":["b"],"c":["d",[]]}"#);
    let error = call(&server, &["about", "session=s"]).failed(6);
    assert!(error.contains(": c[1]: expected a string, found an array"), "{error}");
}

#[test]
fn a_response_that_is_too_large_is_reported() {
    let server = Server::sending(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 17 << 20));
    let error = call(&server, &["info", "session=s"]).failed(6);
    assert_eq!(error, "error: user/info: the response is larger than 16777216 bytes\n");
    let server = Server::sending(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 17 << 20));
    let error = call(&server, &["transfer", "session=s", "amount=1", "currency=1"]).failed(6);
    assert!(error.contains("the request may have reached the server"), "{error}");
}

#[test]
fn the_requested_waiting_time_is_reported() {
    let server = Server::sending("HTTP/1.1 503 X\r\nretry-after: 30\r\ncontent-length: 0\r\n\r\n".to_owned());
    let error = call(&server, &["info", "session=s"]).failed(6);
    assert!(error.contains("the server asks to wait 30 s before the next request"), "{error}");
}

#[test]
fn a_missing_response_has_its_own_exit_code() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));
    drop(listener);
    let call = ["call", "demo", "--user", "partner:hunter2", "--base-url"];
    let info: &[&str] = &["info", "session=s3cr3t"];
    let error = run(&[&call[..], &[&url], info].concat()).failed(7);
    assert!(error.starts_with("error: user/info: no response from the server: "), "{error}");
    assert!(!error.contains("s3cr3t") && !error.contains("hunter2"), "{error}");
}

#[test]
fn a_timeout_warns_before_money_moves_twice() {
    let server = Server::silent();
    let error =
        call(&server, &["transfer", "session=s", "amount=1", "currency=1", "--timeout", "0.3"]).failed(7);
    assert!(error.contains("money/transfer: no response within 300ms"), "{error}");
    assert!(error.contains("the request may have reached the server"), "{error}");
    let server = Server::silent();
    let error = call(&server, &["info", "session=s", "--timeout", "0.3"]).failed(7);
    assert!(!error.contains("may have reached"), "{error}");
}

/// Returns a response with these headers and this JSON.
fn response(status: u16, headers: &str, json: &str) -> String {
    let length = json.len();
    format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{json}")
}

/// Starts a server's operation and waits for its end.
fn power_on(server: &Server, wait: &str) -> Run {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/language/spec");
    let mut command = bare(&["call", "operations", "power-on", "server=7", "project=p", wait]);
    command.arg("--spec").arg(specs).args(["--base-url", &server.url]);
    finish(command)
}

#[test]
fn an_operation_is_polled_until_it_ends() {
    let json = |state: &str| format!(r#"{{"action":{{"id":5,"status":"{state}"}}}}"#);
    let state = |state: &str| response(200, "", &json(state));
    let started = || response(201, "", &json("running"));
    let server = Server::in_turn(vec![started(), state("running"), state("success")]);
    let shown = power_on(&server, "--wait").done();
    assert!(shown.contains("\"status\": \"success\"") && !shown.contains("running"), "{shown}");
    let requests = server.request();
    let poll = "GET /actions/5?project=p HTTP/1.1\r\n";
    assert!(requests.starts_with("POST /servers/7/power-on HTTP/1.1\r\n"), "{requests}");
    assert_eq!(requests.matches(poll).count(), 2, "{requests}");

    let server = Server::in_turn(vec![started(), state("error")]);
    let run = power_on(&server, "--wait");
    assert_eq!(run.code, 6);
    assert!(run.stdout.contains("\"status\": \"error\""), "{}", run.stdout);
    assert!(run.stderr.contains("actions/get: the operation has failed"), "{}", run.stderr);

    // The server asks for a longer wait than there is time for.
    let server = Server::in_turn(vec![response(201, "retry-after: 30\r\n", &json("running"))]);
    let error = power_on(&server, "--wait=5").failed(7);
    assert!(error.contains("servers/power-on: the operation has not ended within 5s"), "{error}");
}

/// Calls an action of the API with lists.
fn list(server: &Server, arguments: &[&str]) -> Run {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/language/spec");
    let mut command = bare(&["call", "pages"]);
    command.args(arguments).arg("--spec").arg(specs).args(["--base-url", &server.url]);
    finish(command)
}

/// Returns the targets of all requests.
fn targets(server: Server) -> Vec<String> {
    let requests = server.request();
    let lines = requests.lines().filter_map(|line| line.strip_prefix("GET ")?.strip_suffix(" HTTP/1.1"));
    lines.map(str::to_owned).collect()
}

#[test]
fn a_list_is_read_page_by_page() {
    let page = |json: &str| response(200, "", json);
    let numbered = |name: &str| {
        page(&format!(r#"{{"names":[{{"id":"{name}"}}],"meta":{{"pagination":{{"last_page":3}}}}}}"#))
    };
    let server = Server::in_turn(["a", "b", "c"].map(numbered).into());
    let shown = list(&server, &["by-number", "--pages"]).done();
    let names: Vec<&str> = shown.lines().filter(|line| line.contains("\"id\"")).map(str::trim).collect();
    assert_eq!(names, ["\"id\": \"a\"", "\"id\": \"b\"", "\"id\": \"c\""]);
    let expected = [1, 2, 3].map(|number| format!("/by-number?page={number}&per_page=2"));
    assert_eq!(targets(server), expected);

    let server = Server::in_turn(["b", "c"].map(numbered).into());
    let run = list(&server, &["by-number", "page=1", "per_page=1", "--pages=2"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "note: lists/by-number has more pages\n"));
    assert_eq!(targets(server), ["/by-number?page=1&per_page=1", "/by-number?page=2&per_page=1"]);

    let cursor = |name: &str, next: &str| {
        page(&format!(r#"{{"names":[{name}],"response_metadata":{{"next_cursor":"{next}"}}}}"#))
    };
    // An empty page after others is not shown.
    let server = Server::in_turn(vec![cursor(r#"{"id":"a"}"#, "x y"), cursor("", "")]);
    let shown = list(&server, &["by-cursor", "prefix=p", "--pages"]).done();
    assert_eq!(shown.matches("\"names\"").count(), 1, "{shown}");
    assert_eq!(
        targets(server),
        ["/by-cursor?limit=100&prefix=p", "/by-cursor?cursor=x+y&limit=100&prefix=p"]
    );
}

#[test]
fn links_to_pages_are_followed_on_the_same_server() {
    let page = |link: &str| response(200, &format!("link: <{link}>; rel=next\r\n"), r#"[{"id":"a"}]"#);
    let last = || response(200, "", r#"[{"id":"b"}]"#);
    let server = Server::in_turn(vec![page("/owners/7/names?page=2"), page("?page=3"), last()]);
    list(&server, &["by-link", "owner=x", "--pages"]).done();
    assert_eq!(targets(server), ["/owners/x/names", "/owners/7/names?page=2", "/owners/7/names?page=3"]);

    let server = Server::in_turn(vec![page("https://other.example/names?page=2")]);
    let run = list(&server, &["by-link", "owner=x", "--pages"]);
    assert_eq!(run.code, 6);
    assert!(run.stderr.contains("the link leads to another server"), "{}", run.stderr);
    let error = call(&Server::silent(), &["info", "session=s", "--pages"]).failed(2);
    assert!(error.contains("the response of user/info is no page of a list"), "{error}");
}
