//! Requests: bodies, files, styles and places as curl writes them.

use bindery_language::interop::api::{bodies::*, places, styles};
use bindery_language::interop::{self, KEY, LOGIN};
use bindery_runtime as rt;
use rt::{Action as _, Patch};

use super::{Curl, TestResult, seen};

#[tokio::test]
async fn json_is_understood() -> TestResult {
    let Some(curl) = Curl::start("json").await? else { return Ok(()) };
    let json = r#"{"name":"a \"b\" ü 😀","count":7,"big":18446744073709551615,"price":10.50,"ratio":1e-7,"active":true,
        "tags":["x",""],"marks":[1,null],"owner":{"name":"Ada","age":36},"limits":{"z":1,"a":2},"day":"2026-01-31",
        "at":"2015-07-30T22:00:00+02:00","since":1438286400,"id":"9B2E5C1A-7D46-4F0B-8A3E-1C5D7F9B2E4A","extra":1}"#;
    let whole = interop::object();
    let small = r#"{"name":"Ada"}"#;
    let label = "Content-Type: application/json; charset=utf-8";
    curl.all(
        "/bodies/object",
        vec![
            (&["--json", json], seen(&whole)),
            (&["-H", label, "--data-binary", json], seen(&whole)),
            // curl calls it a form if nobody says what it is.
            (&["-d", small], seen(Object::new("Ada"))),
            (&["-d", "name=Ada", "-d", "count=7"], seen(Object::new("Ada").with(|one| one.count = Some(7)))),
            (&["--json", small, "-H", "Transfer-Encoding: chunked"], seen(Object::new("Ada"))),
            (&["--http1.0", "--json", small], seen(Object::new("Ada"))),
        ],
    )
    .await?;
    let change = |name, age| seen(Change::new(7).with(|change| (change.name, change.age) = (name, age)));
    curl.all(
        "/bodies/things/7",
        vec![
            (&["-X", "PATCH", "--json", r#"{"name":null}"#], change(Patch::Null, Patch::Absent)),
            (&["-X", "PATCH", "--json", r#"{"age":0}"#], change(Patch::Absent, 0.into())),
            (&["-X", "PATCH"], change(Patch::Absent, Patch::Absent)),
        ],
    )
    .await?;
    let labels = ReplaceLabels::new(vec!["a".to_owned(), "b".to_owned()]);
    curl.all(
        "/bodies/replace-labels",
        vec![
            (&["-X", "PUT", "--json", r#"["a","b"]"#], seen(labels)),
            (&["-X", "PUT", "--json", "[]"], seen(ReplaceLabels::new(Vec::new()))),
        ],
    )
    .await?;
    curl.all("/bodies/replace-count", vec![(&["-X", "PUT", "--json", "7"], seen(ReplaceCount::new(7)))])
        .await?;
    let remove = Remove::new(vec![1, 2]).with(|remove| remove.force = Some(true));
    curl.all(
        "/bodies/remove?force=true",
        vec![(&["-X", "DELETE", "--json", r#"{"ids":[1,2]}"#], seen(remove))],
    )
    .await?;
    let find = Find::new(Owner { name: "Ada".to_owned(), age: None });
    curl.all("/bodies/find", vec![(&["-X", "GET", "--json", small], seen(find))]).await?;
    let (text, status) = curl.run(&["--json", "{"], "/bodies/object", b"").await?;
    assert_eq!(status, "400");
    assert!(text.starts_with(r#"{"code":"invalid","message":""#), "{text}");
    Ok(())
}

#[tokio::test]
async fn forms_texts_and_bytes_are_understood() -> TestResult {
    let Some(curl) = Curl::start("bodies").await? else { return Ok(()) };
    curl.all(
        "/bodies/form",
        vec![
            (
                &[
                    "--data-urlencode",
                    "name=a&b=c ü+",
                    "-d",
                    "count=-1&price=10.50",
                    "-d",
                    "active=false",
                    "-d",
                    "day=2026-01-31",
                    "--data-urlencode",
                    "at=2015-07-30T22:00:00+02:00",
                    "--data-urlencode",
                    r#"owner={"name":"Ada"}"#,
                ],
                seen(interop::form()),
            ),
            (&["--data-urlencode", "name@note.txt"], seen(Form::new("größer\n"))),
            (&["-d", "name=a+b%20c"], seen(Form::new("a b c"))),
            (&["-d", "name="], seen(Form::new(""))),
            (&["--json", r#"{"name":"Ada"}"#], seen(Form::new("Ada"))),
        ],
    )
    .await?;
    let plain = "Content-Type: text/plain; charset=utf-8";
    curl.all(
        "/bodies/note",
        vec![
            (&["-H", plain, "--data-binary", "@note.txt"], seen(Note::new("größer\n"))),
            // Line breaks of a file are left out with `-d`.
            (&["-H", plain, "-d", "@note.txt"], seen(Note::new("größer"))),
            (&["-X", "POST", "-T", "note.txt"], seen(Note::new("größer\n"))),
        ],
    )
    .await?;
    let rows = "a,b\r\n1,\"x, y\"\r\n";
    curl.all(
        "/bodies/table",
        vec![(&["-H", "Content-Type: text/csv", "--data-binary", rows], seen(Table::new(rows)))],
    )
    .await?;
    let bytes = "Content-Type: application/octet-stream";
    curl.all(
        "/bodies/blob",
        vec![
            (&["-H", bytes, "--data-binary", "@blob"], "[0, 255]".to_owned()),
            (&["-H", "Content-Type:", "--data-binary", "@blob"], "[0, 255]".to_owned()),
            (&["--data-binary", "@blob"], "[0, 255]".to_owned()),
        ],
    )
    .await?;
    // Not said to be a text.
    let (text, status) = curl.run(&["-d", "text"], "/bodies/note", b"").await?;
    let expected = r#"{"code":"invalid","message":"A body of this media type is not supported"}"#;
    assert_eq!((text.as_str(), status.as_str()), (expected, "415"));
    Ok(())
}

#[tokio::test]
async fn files_are_understood() -> TestResult {
    let Some(curl) = Curl::start("files").await? else { return Ok(()) };
    let large = "large.bin: no name (no type) 2000000 bytes".to_owned();
    curl.all(
        "/bodies/upload/",
        vec![
            (&["-T", "note.txt"], "note.txt: no name (no type) \"größer\\n\"".to_owned()),
            (&["-T", "large.bin"], large.clone()),
            (&["-T", "large.bin", "-H", "Expect: 100-continue"], large.clone()),
            (&["-T", "large.bin", "-H", "Expect:", "--http1.0"], large.clone()),
            (&["-T", "large.bin", "-H", "Transfer-Encoding: chunked", "-H", "Expect:"], large),
        ],
    )
    .await?;
    let named = &["-T", "-", "-H", "Content-Type: text/csv; header=absent"];
    let (text, status) = curl.run(named, "/bodies/upload/a%2Fb%20%C3%BC", b"a,b\n").await?;
    let expected = "a/b ü: no name (text/csv; header=absent) \"a,b\\n\"";
    assert_eq!((text.as_str(), status.as_str()), (expected, "200"), "in chunks");

    let owner = Owner { name: "Ada".to_owned(), age: None };
    let first = format!("{:?} {:?} {:?}", "größer", Some(vec![1, 2]), Some(owner));
    let none = format!("{:?} {:?} {:?}", "größer\n", None::<Vec<i64>>, None::<Owner>);
    curl.all(
        "/bodies/send",
        vec![
            (
                &[
                    "-F", "text=größer", "-F", "numbers=1", "-F", "numbers=2", "-F",
                    r#"owner={"name":"Ada"};type=application/json"#, "-F",
                    "document=@note.txt;type=text/markdown;filename=größe 1.txt", "-F", "more=@blob", "-F",
                    "more=@note.txt",
                ],
                format!(
                    "{first}; größe 1.txt (text/markdown) \"größer\\n\"; blob (application/octet-stream) 2 bytes; \
                     note.txt (text/plain) \"größer\\n\""
                ),
            ),
            (&["-F", "text=<note.txt"], none.clone()),
            (&["-F", "text=<note.txt;type=text/plain; charset=utf-8"], none.clone()),
            (&["--form-string", "text=@a;type=b"], none.replace("größer\\n", "@a;type=b")),
            (
                &["-F", "text=<note.txt", "-F", "document=x;filename=\"a\\\"b.txt\"", "--form-escape"],
                format!("{none}; a\"b.txt (text/plain) \"x\""),
            ),
            (
                &["-F", "text=<note.txt", "-F", "more=@large.bin", "-H", "Expect: 100-continue"],
                format!("{none}; large.bin (application/octet-stream) 2000000 bytes"),
            ),
        ],
    )
    .await?;
    let (text, status) =
        curl.run(&["-F", "text=x", "-F", "document=@-;filename=in"], "/bodies/send", b"in").await?;
    assert_eq!(text, "\"x\" None None; in (no type) \"in\"");
    assert_eq!(status, "200");
    Ok(())
}

#[tokio::test]
async fn every_style_is_understood() -> TestResult {
    let Some(curl) = Curl::start("styles").await? else { return Ok(()) };
    let mut arguments = Vec::new();
    for pair in [
        "repeated=a",
        "repeated=b&c ü",
        "comma=1,2",
        "pipe=red|green",
        "space=1 2",
        "brackets[]=x",
        "brackets[]=y",
        "indexed[0]=5",
        "indexed[1]=6",
        "labels[a]=1",
        "labels[b%20c]=",
        "bounds[gte]=1",
        "items[0][name]=n & m",
        "items[0][price]=1.50",
        "items[0][tags][]=p",
        "items[0][tags][]=q",
        "items[1][name]=o",
        "items[1][price]=2",
        "dotted.first=1",
        "dotted.bounds.lt=3",
        r#"object={"gte":1,"lt":2}"#,
        "nulls=[1,null]",
        "active=true",
        "price=-0.50",
        "day=2026-01-31",
        "at=2015-07-30T22:00:00+02:00",
    ] {
        arguments.extend(["--data-urlencode", pair]);
    }
    arguments.extend(["-d", "bare"]);
    curl.all("/styles/form", vec![(&arguments, seen(interop::styled_form()))]).await?;
    arguments.extend(["-G", "-g"]);
    curl.all("/styles/query", vec![(&arguments, seen(interop::query()))]).await?;

    let query = |set: fn(&mut styles::Query)| seen(styles::Query::new(false).with(set));
    for (path, expected) in [
        // Written into the address by hand.
        (
            "?repeated=a&repeated=b|c",
            query(|all| all.repeated = Some(vec!["a".to_owned(), "b|c".to_owned()])),
        ),
        ("?pipe=red|green", query(|all| all.pipe = Some(vec![styles::Color::Red, styles::Color::Green]))),
        ("?space=1+2", query(|all| all.space = Some(vec![1, 2]))),
        ("?indexed[]=1&indexed[]=2", query(|all| all.indexed = Some(vec![1, 2]))),
        ("?comma=1&comma=2", query(|all| all.comma = Some(vec![1, 2]))),
        (
            "?bounds=%7B%22gte%22:1%7D",
            query(|all| all.bounds = Some(styles::Bounds { gte: Some(1), lt: None })),
        ),
        ("?bare=&unknown=1", query(|all| all.bare = true)),
        ("", query(|_| ())),
    ] {
        curl.all(&format!("/styles/query{path}"), vec![(&["-g"], expected)]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn every_place_is_understood() -> TestResult {
    let Some(curl) = Curl::start("places").await? else { return Ok(()) };
    let login = format!("{}:{}", LOGIN.0, LOGIN.1);
    let key = format!("X-Api-Key: {KEY}");
    let path = "/places/v1.0..1,2/a/b%20c/%C3%BC?dry=true";
    let rest = [
        "-H",
        "x-trace: größe, 1",
        "-H",
        "X-Tags: a, b",
        "-H",
        "X-TAGS:c",
        "-z",
        "Thu, 30 Jul 2015 20:00:00 GMT",
        "--json",
        r#"{"name":"Ada"}"#,
        "-H",
    ];
    let login = ["-u", &login, "-H", &key];
    for cookies in
        [&["-b", "theme=a b; other=1; sizes=1,2"][..], &["-b", "theme=\"a b\"", "-b", "sizes=1%2C2"]]
    {
        let arguments = [&login[..], cookies, &rest[..rest.len() - 1]].concat();
        curl.all(path, vec![(&arguments, seen(interop::everywhere()))]).await?;
    }
    for (arguments, message) in [
        (&login[2..], "The login is missing or wrong"),
        (&login[..2], "The key is missing or wrong"),
        (&["-u", "ann:wrong", "-H", &key], "The login is missing or wrong"),
    ] {
        let (status, headers, body) = curl.answer(&[arguments, &["-X", "POST"]].concat(), path).await?;
        let expected = format!(r#"{{"code":"unauthenticated","message":"{message}"}}"#);
        assert_eq!((status.as_str(), body), ("401", expected));
        let asks = headers
            .iter()
            .any(|line| line == "www-authenticate: Basic realm=\"Interoperation\", charset=\"UTF-8\"");
        assert_eq!(asks, message.contains("login"), "{headers:?}");
    }
    let (status, _, body) = curl.answer(&["-I"], "/places/things/7").await?;
    assert_eq!((status.as_str(), body.as_str()), ("200", ""));
    let (status, _, body) = curl.answer(&["-I"], "/places/things/8").await?;
    assert_eq!((status.as_str(), body.as_str()), ("404", ""));
    curl.all("/places/moved", vec![(&["-L"], seen(places::Target::new()))]).await
}
