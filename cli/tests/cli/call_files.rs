//! Tests of `call` with files: in requests, and as responses that are passed on while they arrive.

use std::fs;
use std::path::Path;

use crate::server::Server;
use crate::support::{Run, bare, finish, folder};

/// Bytes that are no text.
const BYTES: &[u8] = &[0x89, b'P', b'N', b'G', 0, 0xff, b'\n'];

/// Calls an action of a server with files.
fn call(server: &Server, arguments: &[&str]) -> Run {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/language/spec");
    let mut command = bare(&[&["call", "streams", "--base-url", &server.url], arguments].concat());
    command.arg("--spec").arg(specs);
    finish(command)
}

/// A response with a body of a media type.
fn response(media_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A folder with a file that is no text.
fn with_file(test: &str) -> (std::path::PathBuf, String) {
    let folder = folder(test);
    let file = folder.join("a.png");
    fs::write(&file, BYTES).expect("the file can be written");
    (folder, file.display().to_string())
}

#[test]
fn files_are_sent_as_they_are() {
    let (_, file) = with_file("call-files-sent");
    let lossy = String::from_utf8_lossy(BYTES);
    let received = r#"{"length":7,"about":"it"}"#;
    let server = Server::responding(200, received);
    call(&server, &["uploads/upload", "name=a", &format!("data=@{file}")]).done();
    let request = server.request();
    assert!(request.starts_with("PUT /upload/a HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("content-type: application/octet-stream\r\n"), "{request}");
    assert!(request.contains("content-length: 7\r\n") && request.ends_with(&*lossy), "{request}");

    let server = Server::responding(200, received);
    call(&server, &["uploads/picture", &format!("data=@{file};type=image/png")]).done();
    assert!(server.request().contains("content-type: image/png\r\n"));

    let server = Server::responding(200, received);
    call(&server, &["uploads/blob", &format!("data=@{file}")]).done();
    assert!(server.request().ends_with(&*lossy));

    let server = Server::responding(200, received);
    let more = format!("more=@{file};type=image/png");
    call(&server, &["uploads/send", "chat=c", &format!("document=@{file}"), &more, &more]).done();
    let request = server.request();
    assert!(request.contains("name=\"chat\"\r\n\r\nc\r\n"), "{request}");
    assert_eq!(request.matches("name=\"more\"; filename=\"a.png\"").count(), 2, "{request}");
    assert_eq!(request.matches("Content-Type: image/png\r\n\r\n").count(), 2, "{request}");
    assert_eq!(request.matches(&*lossy).count(), 3, "{request}");
}

#[test]
fn what_is_no_file_or_given_twice_is_reported() {
    let (_, file) = with_file("call-files-wrong");
    let server = Server::responding(200, "");
    let document = format!("document=@{file}");
    let error = call(&server, &["uploads/send", "chat=c", &document, &document, "--dry-run"]).failed(2);
    assert!(error.contains("document: given twice"), "{error}");
    let error = call(&server, &["uploads/send", &format!("chat=@{file}"), &document, "--dry-run"]).failed(2);
    assert!(error.contains("chat: the file is not UTF-8"), "{error}");
    let error = call(&server, &["uploads/send", "chat=c", "document:=1", "--dry-run"]).failed(2);
    assert!(error.contains("document: is a file: write =@FILE"), "{error}");
    let error = call(&server, &["uploads/picture", &format!("data=@{file}"), "--dry-run"]).failed(2);
    assert!(error.contains("the API takes image/*"), "{error}");
    // Without being sent, a file is described.
    let shown = call(&server, &["uploads/send", "chat=c", &document, "--dry-run"]).done();
    assert!(shown.ends_with("chat: c\ndocument: [a.png, 7 bytes]\n"), "{shown}");
}

#[test]
fn responses_are_written_to_new_files() {
    let folder = folder("call-files-output");
    let path = folder.join("out.bin");
    let output = path.display().to_string();
    let server = Server::sending(response("application/octet-stream", BYTES));
    let run = call(&server, &["files/download", "size=7", "--output", &output]);
    assert!(run.stderr.contains("wrote 7 bytes to"), "{}", run.stderr);
    assert_eq!(run.done(), "");
    assert_eq!(fs::read(&path).expect("the file is there"), BYTES);

    let server = Server::sending(response("application/octet-stream", BYTES));
    let error = call(&server, &["files/download", "size=7", "--output", &output]).failed(2);
    assert!(error.contains("exists, and would be overwritten"), "{error}");

    // An error response is no file.
    let other = folder.join("other.bin");
    let server = Server::responding(404, r#"{"error":{"code":2,"message":"Gone"}}"#);
    let error =
        call(&server, &["files/download", "size=7", "--output", &other.display().to_string()]).failed(6);
    assert!(error.contains("Gone") && !other.exists(), "{error}");

    // A JSON response is checked before it is written.
    let server = Server::responding(200, r#"{"length":7,"about":"it"}"#);
    let output = other.display().to_string();
    assert_eq!(call(&server, &["uploads/note", "text=a", "--output", &output]).done(), "");
    assert_eq!(fs::read_to_string(&other).expect("the file is there"), r#"{"length":7,"about":"it"}"#);
}

#[test]
fn streams_are_passed_on_as_they_come() {
    let events = "data: {\"number\":1}\n\n: a comment\n\ndata: {\"number\":2}\n\n";
    let server = Server::sending(response("text/event-stream", events.as_bytes()));
    assert_eq!(call(&server, &["files/watch", "count=2"]).done(), events);
    let server = Server::sending(response("application/octet-stream", b"a text"));
    let shown = call(&server, &["files/download", "size=6", "--head"]).done();
    assert!(shown.starts_with("HTTP 200\n") && shown.ends_with("\n\na text"), "{shown}");

    let cut = "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: 9\r\n\r\nhalf";
    let server = Server::sending(cut);
    let run = call(&server, &["files/download", "size=9"]);
    assert_eq!(run.stdout, "half");
    let error = run.failed(7);
    assert!(error.contains("files/download: the response ended after 4 bytes"), "{error}");
}
