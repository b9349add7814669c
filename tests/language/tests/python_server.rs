//! A server made with Python's aiohttp: the generated client reads its responses of every kind, and it understands the
//! client's requests.

use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};

use bindery_language::interop::api::{Interop, answers::*, bodies, lists, places};
use bindery_language::interop::{self, KEY, LOGIN, MOMENT, api};
use bindery_runtime as rt;
use bindery_test_tools::{ForeignServer, foreign_python};
use rt::{Action as _, Caller as _, Client, Content, StreamExt as _};

type TestResult = Result<(), Box<dyn std::error::Error>>;

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

/// The server of all tests; none without Python. It ends with this process.
static SERVER: LazyLock<Option<ForeignServer>> = LazyLock::new(|| {
    let python = foreign_python(env!("CARGO_TARGET_TMPDIR"))?;
    let letters = Path::new(env!("CARGO_TARGET_TMPDIR")).join("letters");
    std::fs::write(&letters, LETTERS).expect("a file");
    let file = std::fs::File::options().append(true).open(&letters).expect("a file");
    let time = UNIX_EPOCH + Duration::from_secs(MOMENT.as_second().unsigned_abs());
    file.set_modified(time).expect("a time");
    Some(ForeignServer::start(&python, "answering.py", &[letters.to_str().expect("UTF-8")]))
});

/// A client of the server, whose responses are written in this way; none without Python.
fn client(how: &str) -> Option<Client<Interop>> {
    let server = SERVER.as_ref()?;
    let client = Client::builder().base_url(format!("{}/{how}", server.base)).login(LOGIN.0, LOGIN.1);
    Some(client.credential(api::KEY, KEY).retries(0).build().expect("a client"))
}

/// The clients of plain responses and of those that other programs write.
fn both() -> impl Iterator<Item = (bool, Client<Interop>)> {
    [("plain", false), ("others", true)].into_iter().filter_map(|(how, other)| Some((other, client(how)?)))
}

#[tokio::test]
async fn values_are_read() -> TestResult {
    for (other, client) in both() {
        assert_eq!(client.call(ThingRequest::new()).await?, interop::thing(), "{other}");
        assert_eq!(client.call(Wrapped::new()).await?, [Some(1), None]);
        assert_eq!(client.call(Count::new()).await?, 7);
        assert_eq!(client.call(Motto::new()).await?, other.then(|| "größe".to_owned()));
        client.call(Clear::new()).await?;
        assert_eq!(client.call(Starred::new("crab")).await?, StarredResponse::Yes);
        assert_eq!(client.call(Starred::new("none")).await?, StarredResponse::No);
        assert_eq!(client.call(Table::new()).await?, "a,b\r\n1,\"x,y\"\r\n");
        assert_eq!(client.call(Blob::new()).await?, vec![0, 255].into());
        match client.call(Text::new()).await {
            Ok(text) => assert_eq!((text.as_str(), other), ("größer\n", false)),
            Err(error) => assert_eq!(
                error.to_string(),
                "answers/text: the response (HTTP 200) could not be read: the body is not text in UTF-8"
            ),
        }
    }
    Ok(())
}

#[tokio::test]
async fn statuses_and_headers_are_read() -> TestResult {
    let Some(client) = client("plain") else { return Ok(()) };
    let FetchResponse::Found(found) = client.call(Fetch::new("crab")).await? else { panic!("not found") };
    let note = Note { number: 7, text: Some("crab".to_owned()) };
    assert_eq!(found.body, note);
    assert_eq!(found.headers, FetchFoundHeaders { etag: "\"v1\"".to_owned(), modified: Some(MOMENT) });
    let again = Fetch::new("crab").with(|fetch| fetch.version = Some(found.headers.etag));
    let unchanged = FetchUnchangedHeaders { etag: "\"v1\"".to_owned() };
    assert_eq!(client.call(again).await?, FetchResponse::Unchanged(unchanged.into()));
    let moved = FetchMovedHeaders {
        location: "/answers/fetch?name=crab".to_owned(),
        cookies: vec![
            "a=1; expires=Thu, 30 Jul 2015 20:00:00 GMT; Path=/".to_owned(),
            "b=2; HttpOnly; Path=/; SameSite=Lax".to_owned(),
        ],
    };
    assert_eq!(client.call(Fetch::new("old")).await?, FetchResponse::Moved(moved.into()));
    let created = client.call_with_head(Create::new()).await?;
    let limits = Limits {
        location: "/things/7".to_owned(),
        limit: 60,
        scopes: ["read", "admin", "all"].map(str::to_owned).to_vec(),
        plan: Some(Plan::Unknown("gold".to_owned())),
        reset: Some(MOMENT),
    };
    assert_eq!((created.status, created.value.headers), (201, limits));
    assert!(created.headers.text("Server").is_some_and(|server| server.contains("aiohttp")));
    Ok(())
}

/// Asks for a file, or a part of it.
fn download(name: &str, range: Option<&str>, version: Option<&str>) -> Download {
    Download::new(name).with(|download| {
        download.range = range.map(str::to_owned);
        download.version = version.map(str::to_owned);
    })
}

#[tokio::test]
async fn files_and_their_parts_are_read() -> TestResult {
    for (_, client) in both() {
        let DownloadResponse::Whole(whole) = client.call(download("größe.txt", None, None)).await? else {
            panic!("not the whole file");
        };
        assert!(whole.headers.etag.is_some_and(|etag| etag.ends_with("-1a\"")));
        let file = whole.body;
        assert_eq!((file.file_name(), file.media_type()), (Some("größe.txt"), Some("application/pdf")));
        assert_eq!((file.length(), file.bytes().await?.as_ref()), (Some(26), LETTERS.as_bytes()));
    }
    let Some(client) = client("plain") else { return Ok(()) };
    let DownloadResponse::Whole(whole) = client.call(download("stream", None, None)).await? else {
        panic!("not the whole file");
    };
    assert_eq!(whole.length(), None);
    assert_eq!(whole.body.bytes().await?, LETTERS);

    let before = Some("Thu, 30 Jul 2015 19:59:59 GMT");
    let since = Some("Thu, 30 Jul 2015 20:00:00 GMT");
    for (range, version, part, range_found) in [
        ("bytes=0-2", None, "abc", "bytes 0-2/26"),
        ("bytes=23-", None, "xyz", "bytes 23-25/26"),
        ("bytes=-2", None, "yz", "bytes 24-25/26"),
        ("bytes=0-2", since, "abc", "bytes 0-2/26"),
    ] {
        let response = client.call(download("a", Some(range), version)).await?;
        let DownloadResponse::Part(found) = response else { panic!("{range}: {response:?}") };
        assert_eq!(found.headers.range, range_found);
        assert_eq!(found.length(), Some(part.len() as u64));
        assert_eq!(found.body.bytes().await?, part);
    }
    let response = client.call(download("a", Some("bytes=0-2"), before)).await?;
    let DownloadResponse::Whole(whole) = response else { panic!("{response:?}") };
    assert_eq!(whole.body.bytes().await?, LETTERS);
    let outside = DownloadOutsideHeaders { range: "bytes */26".to_owned() };
    let response = client.call(download("a", Some("bytes=26-"), None)).await?;
    assert_eq!(response, DownloadResponse::Outside(outside.into()));
    Ok(())
}

#[tokio::test]
async fn events_and_lines_are_read() -> TestResult {
    let Some(client) = client("plain") else { return Ok(()) };
    let mut events = client.call(Events::new()).await?;
    let first = events.next().await.ok_or("no event")??;
    assert_eq!((first.id.as_deref(), first.event.as_deref()), (Some("1"), Some("note")));
    assert_eq!((first.retry, first.data.number), (Some(Duration::from_millis(1_500)), 1));
    let second = events.next().await.ok_or("no event")??;
    assert_eq!((second.id.as_deref(), second.event, second.data.number), (Some(""), None, 2));
    let third = events.next().await.ok_or("no event")?;
    assert!(matches!(third, Err(rt::StreamError::Item(_))), "{third:?}");
    assert!(events.next().await.is_none(), "the last event is incomplete");

    let words = client.call(Words::new()).await?;
    let words: Vec<_> = words.map(|word| word.map(|word| word.data)).collect().await;
    assert_eq!(words.into_iter().collect::<Result<Vec<_>, _>>()?, ["two\nlines", "", "größe"]);

    let lines = client.call(Lines::new()).await?;
    let lines: Vec<_> = lines.collect().await;
    let lines = lines.into_iter().collect::<Result<Vec<_>, _>>()?;
    assert_eq!(lines, [Note { number: 1, text: None }, Note { number: 2, text: Some("a".to_owned()) }]);
    Ok(())
}

/// The client does not ask for packed bodies, and says so where it gets one.
#[tokio::test]
async fn packed_bodies_are_errors() -> TestResult {
    for coding in ["gzip", "deflate"] {
        let Some(client) = client(coding) else { return Ok(()) };
        let packed = format!(
            "the body has the content coding {coding}, which the client has not asked for; use a transport that decodes it"
        );
        let read =
            |action: &str| format!("answers/{action}: the response (HTTP 200) could not be read: {packed}");
        let error = client.call(ThingRequest::new()).await.expect_err("packed JSON");
        assert_eq!(error.to_string(), read("thing"));
        let error = client.call(Text::new()).await.expect_err("a packed text");
        assert_eq!(error.to_string(), read("text"));
        let error = client.call(Blob::new()).await.expect_err("packed bytes");
        assert_eq!(error.to_string(), read("blob"));
        let error = client.call(download("a", None, None)).await.expect_err("a packed file");
        assert_eq!(error.to_string(), read("download"));
        // What needs no body is read, and a status is an error whatever the body is.
        client.call(Clear::new()).await?;
        assert_eq!(client.call(Starred::new("none")).await?, StarredResponse::No);
        let error = client.call(Fail::new("text")).await.expect_err("a packed error");
        assert!(matches!(error, rt::Error::Http(_)), "{error}");
        assert_eq!((error.status(), error.retry_after()), (Some(503), Some(Duration::from_secs(7))));
    }
    Ok(())
}

#[tokio::test]
async fn errors_are_read() -> TestResult {
    use api::ErrorCode;
    let Some(client) = client("plain") else { return Ok(()) };
    let fail = async |how: &str| client.call(Fail::new(how)).await.expect_err(how);
    let error = fail("problem").await;
    assert_eq!((error.status(), error.code()), (Some(403), Some(ErrorCode::Forbidden)));
    let details = error.api().ok_or("no error")?.details_as::<api::types::Problem>()?;
    assert_eq!(details.detail.as_deref(), Some("No entry"));
    let error = fail("listed").await;
    let all: Vec<_> = error.api().ok_or("no error")?.errors().map(|(code, _)| code.cloned()).collect();
    assert_eq!(all, [Some(ErrorCode::WrongName), Some(ErrorCode::WrongAge)]);
    let error = fail("positions").await;
    assert_eq!((error.status(), error.code()), (Some(409), Some(ErrorCode::Taken)));
    assert_eq!(error.to_string(), "answers/fail failed (HTTP 409, code taken): Taken already");
    let error = fail("text").await;
    assert_eq!((error.code(), error.retry_after()), (Some(ErrorCode::Busy), Some(Duration::from_secs(7))));
    let error = fail("date").await;
    assert_eq!((error.status(), error.code()), (Some(429), Some(ErrorCode::from("new_code"))));
    let wait = error.retry_after().ok_or("no wait")?;
    assert!((85..=91).contains(&wait.as_secs()), "{wait:?}");
    assert!(error.is_transient());
    assert!(matches!(fail("login").await, rt::Error::Unauthorized(_)));
    assert!(matches!(fail("page").await, rt::Error::Http(error) if error.status == 502));
    // What aiohttp sends by itself: a text, which is an error of this API too.
    let error = fail("other").await;
    assert_eq!((error.status(), error.code()), (Some(500), None));
    Ok(())
}

#[tokio::test]
async fn pages_are_read() -> TestResult {
    async fn names<A: rt::Paged<Api = Interop, Record = lists::Name>>(
        client: &Client<Interop>,
        request: A,
    ) -> String {
        client.records(request).map(|name| name.expect("a name").id).collect().await
    }
    let Some(client) = client("plain") else { return Ok(()) };
    assert_eq!(names(&client, lists::ByOffset::new()).await, "abcde");
    assert_eq!(names(&client, lists::ByNumber::new()).await, "abcde");
    assert_eq!(names(&client, lists::ByCursor::new()).await, "abcde");
    assert_eq!(names(&client, lists::ByLastId::new()).await, "abcde");
    assert_eq!(names(&client, lists::ByLink::new()).await, "abcde");
    assert_eq!(names(&client, lists::ByAddress::new()).await, "abcde");
    Ok(())
}

/// Calls an action, and compares what the server has understood.
macro_rules! understood {
    ($client:ident, $($request:expr => $told:expr,)*) => {$(
        assert_eq!($client.call($request).await?, $told);
    )*};
}

#[tokio::test]
async fn bodies_are_understood() -> TestResult {
    let Some(client) = client("plain") else { return Ok(()) };
    let json = r#"{"name": "a \"b\" ü 😀", "count": 7, "big": 18446744073709551615, "price": 10.5, "ratio": 1e-07, "active": true, "tags": ["x", ""], "marks": [1, null], "owner": {"name": "Ada", "age": 36}, "limits": {"z": 1, "a": 2}, "day": "2026-01-31", "at": "2015-07-30T20:00:00Z", "since": 1438286400, "id": "9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a", "extra": 1}"#;
    let form = r#"[["name", "a&b=c ü+"], ["count", "-1"], ["price", "10.50"], ["active", "false"], ["day", "2026-01-31"], ["at", "2015-07-30T20:00:00Z"], ["owner", "{\"name\":\"Ada\"}"]]"#;
    let owner = bodies::Owner { name: "Ada".to_owned(), age: None };
    understood! { client,
        interop::object() => format!(r#"{{"line": "POST /bodies/object", "body": {json}}}"#),
        bodies::Change::new(7).with(|change| change.name = rt::Patch::Null) =>
            r#"{"line": "PATCH /bodies/things/7", "body": {"name": null}}"#,
        bodies::Change::new(7) => r#"{"line": "PATCH /bodies/things/7"}"#,
        bodies::ReplaceLabels::new(vec!["a".to_owned()]) => r#"{"line": "PUT /bodies/replace-labels", "body": ["a"]}"#,
        bodies::ReplaceCount::new(7) => r#"{"line": "PUT /bodies/replace-count", "body": 7}"#,
        bodies::Remove::new(vec![1, 2]).with(|remove| remove.force = Some(true)) =>
            r#"{"line": "DELETE /bodies/remove", "query": [["force", "true"]], "body": {"ids": [1, 2]}}"#,
        bodies::Find::new(owner.clone()) => r#"{"line": "GET /bodies/find", "body": {"name": "Ada"}}"#,
        interop::form() => format!(r#"{{"line": "POST /bodies/form", "body": {form}}}"#),
        bodies::Note::new("a\r\nb") => r#"{"line": "POST /bodies/note", "body": ["text/plain", "a\r\nb"]}"#,
        bodies::Table::new("a,b\n") => r#"{"line": "POST /bodies/table", "body": ["text/csv", "a,b\n"]}"#,
        bodies::Blob::new(vec![0, 255]) =>
            r#"{"line": "POST /bodies/blob", "body": ["application/octet-stream", "\u0000ÿ"]}"#,
    }
    let upload = |name: &str, data: Content| {
        bodies::Upload::new(bodies::UploadRequired { name: name.to_owned(), data })
    };
    let pieces =
        futures_util::stream::iter((0..100).map(|_| Ok::<_, std::convert::Infallible>(vec![7; 10_000])));
    let files = |content: &str| {
        format!(
            r#"[["text", null, null, "größer\n"], ["numbers", null, null, "1"], ["numbers", null, null, "2"], ["owner", null, "application/json", {{"name": "Ada"}}], ["document", "größe 1.txt", "text/markdown", "hi"], {content}]"#
        )
    };
    let send = bodies::Send_::new("größer\n").with(|send| {
        send.numbers = Some(vec![1, 2]);
        send.owner = Some(owner);
        send.document =
            Some(Content::from("hi").with_file_name("größe 1.txt").with_media_type("text/markdown"));
        send.more = Some(vec![
            Content::from(vec![0, 255]).with_file_name("blob"),
            Content::stream(futures_util::stream::iter([Ok::<_, std::convert::Infallible>(vec![7; 1_000])])),
        ]);
    });
    understood! { client,
        upload("a/b ü", "hi".into()) =>
            r#"{"line": "PUT /bodies/upload/a/b ü", "body": ["application/octet-stream", "hi"]}"#,
        upload("x", Content::stream(pieces).with_media_type("image/png")) =>
            r#"{"line": "PUT /bodies/upload/x", "body": ["image/png", 1000000]}"#,
        send => format!(
            r#"{{"line": "POST /bodies/send", "body": {}}}"#,
            files(r#"["more", "blob", "application/octet-stream", "\u0000ÿ"], ["more", "file", "application/octet-stream", 1000]"#)
        ),
    }
    Ok(())
}

#[tokio::test]
async fn styles_and_places_are_understood() -> TestResult {
    let Some(client) = client("plain") else { return Ok(()) };
    let pairs = r#"[["repeated", "a"], ["repeated", "b&c ü"], ["comma", "1,2"], ["pipe", "red|green"], ["space", "1 2"], ["brackets[]", "x"], ["brackets[]", "y"], ["indexed[0]", "5"], ["indexed[1]", "6"], ["labels[a]", "1"], ["labels[b c]", ""], ["bounds[gte]", "1"], ["items[0][name]", "n & m"], ["items[0][price]", "1.50"], ["items[0][tags][]", "p"], ["items[0][tags][]", "q"], ["items[1][name]", "o"], ["items[1][price]", "2"], ["dotted.first", "1"], ["dotted.bounds.lt", "3"], ["object", "{\"gte\":1,\"lt\":2}"], ["nulls", "[1,null]"], ["active", "true"], ["bare", ""], ["price", "-0.50"], ["day", "2026-01-31"], ["at", "2015-07-30T20:00:00Z"]]"#;
    let places = concat!(
        r#"{"line": "POST /places/v1.0..1,2/a/b c/ü", "query": [["dry", "true"]], "headers": {"#,
        r#""if-modified-since": "Thu, 30 Jul 2015 20:00:00 GMT", "x-api-key": "k-1", "x-tags": "a,b,c", "x-trace": "größe, 1"}, "#,
        r#""login": "ann:pass:wörd", "cookies": {"theme": "a b", "sizes": "1,2"}, "body": {"name": "Ada"}}"#,
    );
    understood! { client,
        interop::query() => format!(r#"{{"line": "GET /styles/query", "query": {pairs}}}"#),
        interop::styled_form() => format!(r#"{{"line": "POST /styles/form", "body": {pairs}}}"#),
        interop::everywhere() => places,
    }
    client.call(places::Exists::new(7)).await?;
    Ok(())
}
