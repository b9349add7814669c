//! Responses: what curl receives of them, and parts of files.

use bindery_language::interop::{self, api};
use bindery_runtime as rt;

use super::{Curl, TestResult};

#[tokio::test]
async fn parts_of_a_file_are_sent() -> TestResult {
    let Some(curl) = Curl::start("parts").await? else { return Ok(()) };
    let path = "/answers/files/a.txt";
    let letters = "abcdefghijklmnopqrstuvwxyz";
    for (arguments, part, range) in [
        (&["-r", "0-9"][..], "abcdefghij", "0-9"),
        (&["-r", "20-"], "uvwxyz", "20-25"),
        (&["-r", "-3"], "xyz", "23-25"),
        (&["-r", "20-99"], "uvwxyz", "20-25"),
        (&["-r", "0-0", "-H", "If-Range: \"v1\""], "a", "0-0"),
        (&["-C", "20"], "uvwxyz", "20-25"),
    ] {
        let (status, headers, body) = curl.answer(arguments, path).await?;
        assert_eq!((status.as_str(), body.as_str()), ("206", part), "{arguments:?}");
        let mut expected = [
            "content-type: text/plain".to_owned(),
            "content-disposition: attachment; filename=\"a.txt\"".to_owned(),
            format!("content-range: bytes {range}/26"),
            "etag: \"v1\"".to_owned(),
            format!("content-length: {}", part.len()),
        ];
        expected.sort();
        let mut headers = headers;
        headers.sort();
        assert_eq!(headers, expected);
    }
    for arguments in [&[][..], &["-r", "0-9", "-H", "If-Range: \"v0\""], &["-r", "0-1,4-5"]] {
        let (status, headers, body) = curl.answer(arguments, path).await?;
        assert_eq!((status.as_str(), body.as_str()), ("200", letters), "{arguments:?}");
        assert!(headers.iter().any(|line| line == "content-length: 26"), "{headers:?}");
        assert!(!headers.iter().any(|line| line.starts_with("content-range")), "{headers:?}");
    }
    let (status, headers, body) = curl.answer(&["-r", "30-40"], path).await?;
    assert_eq!((status.as_str(), body.as_str()), ("416", ""));
    assert!(headers.iter().any(|line| line == "content-range: bytes */26"), "{headers:?}");
    // HEAD tells the length without the file.
    let (status, headers, body) = curl.answer(&["-I"], path).await?;
    assert_eq!((status.as_str(), body.as_str()), ("200", ""));
    assert!(headers.iter().any(|line| line == "content-length: 26"), "{headers:?}");
    let (status, headers, body) = curl.answer(&["--compressed"], "/answers/files/stream").await?;
    assert_eq!((status.as_str(), body.as_str()), ("200", letters));
    assert!(headers.iter().any(|line| line == "transfer-encoding: chunked"), "{headers:?}");
    // Under the name that the server gives it.
    curl.run(&["-OJ"], "/answers/files/saved.txt?x=1", b"").await?;
    assert_eq!(std::fs::read_to_string(curl.folder.join("saved.txt"))?, letters);
    std::fs::remove_file(curl.folder.join("saved.txt"))?;
    Ok(())
}

#[tokio::test]
async fn responses_are_understood() -> TestResult {
    let Some(curl) = Curl::start("answers").await? else { return Ok(()) };
    let json = "content-type: application/json";
    for (path, status, header, body) in [
        ("wrapped", "200", json, r#"{"ok":true,"result":{"items":[1,null]}}"#),
        ("count", "200", json, "7"),
        ("motto", "200", json, "null"),
        ("starred?name=crab", "204", "", ""),
        ("starred?name=none", "404", "", ""),
        (
            "fetch?name=crab",
            "200",
            "last-modified: Thu, 30 Jul 2015 20:00:00 GMT",
            r#"{"number":7,"text":"crab"}"#,
        ),
        ("fetch?name=old", "302", "set-cookie: b=2", ""),
        ("text", "200", "content-type: text/plain", "größer"),
        ("table", "200", "content-type: text/csv", "a,b\r\n1,\"x,y\""),
        ("lines", "200", "content-type: application/x-ndjson", "{\"number\":1}\n{\"number\":2}"),
        (
            "events",
            "200",
            "content-type: text/event-stream",
            "event: note\nid: 1\nretry: 1500\ndata: {\"number\":1}\n\ndata: {\"number\":2}",
        ),
        (
            "words",
            "200",
            "cache-control: no-cache",
            "data: two\ndata: lines\n\ndata: \n\ndata: größe\n\ndata: [DONE]",
        ),
        (
            "fail?how=problem",
            "403",
            "content-type: application/problem+json",
            r#"{"type":"https://errors.example/forbidden","title":"Forbidden","status":403,"detail":"No entry"}"#,
        ),
        (
            "fail?how=listed",
            "422",
            json,
            r#"{"errors":[{"code":"wrong_name","message":"Wrong name"},{"code":"wrong_age","message":"Wrong age"}]}"#,
        ),
        ("fail?how=positions", "409", json, r#"["error","taken","Taken"]"#),
        ("fail?how=text", "503", "retry-after: 7", "Busy"),
        ("fail?how=plain", "400", json, r#"{"code":"invalid","message":"No such way"}"#),
        ("fail", "400", json, r#"{"code":"missing","message":"Missing parameter: how"}"#),
    ] {
        let (found, headers, text) = curl.answer(&["-N"], &format!("/answers/{path}")).await?;
        assert_eq!((found.as_str(), text.trim_end()), (status, body), "{path}");
        assert!(header.is_empty() || headers.iter().any(|line| line == header), "{path}: {headers:?}");
    }
    let (status, headers, body) = curl.answer(&["-X", "DELETE"], "/answers/clear").await?;
    assert_eq!((status.as_str(), headers, body.as_str()), ("204", vec![], ""));
    let unchanged = ["-H", "If-None-Match: \"v1\""];
    let (status, headers, body) = curl.answer(&unchanged, "/answers/fetch?name=crab").await?;
    assert_eq!((status.as_str(), headers, body.as_str()), ("304", vec!["etag: \"v1\"".to_owned()], ""));
    let (thing, _) = curl.run(&[], "/answers/thing", b"").await?;
    let thing = rt::decode::decode_response::<api::answers::ThingRequest>(200, &thing.into())?;
    assert_eq!(thing, interop::thing());
    Ok(())
}
