//! Parameters in every place and every style: the bytes that a client sends, what a router reads from them, and from
//! the bytes of other programs.

use std::process::Command;

use bindery_language::Recorded;
use bindery_runtime as rt;
use bindery_test_tools::run;
use rt::server::{BackendResult, RequestContext};
use rt::{Caller as _, Client};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

mod api {
    bindery_macros::api!("spec/places", client, blocking, server);
}

use api::all::*;

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Responds with what it has received.
struct Echo;

macro_rules! echo {
    ($($method:ident: $request:ident,)*) => {
        impl AllBackend for Echo {
            $(async fn $method(&self, request: $request, _: RequestContext) -> BackendResult<$request> {
                Ok(format!("{request:?}"))
            })*

            async fn exists(&self, request: Exists, _: RequestContext) -> BackendResult<Exists> {
                if request.id == 7 { Ok(()) } else { Err(api::ErrorCode::Absent.into()) }
            }
        }
    };
}

echo! {
    everywhere: Everywhere, upload: Upload, search: Search, pay: Pay, delete_things: DeleteThings, find: Find,
    replace_labels: ReplaceLabels, fetch_call: FetchCall, cancel: Cancel, change: Change, compare: Compare,
    read_file: ReadFile, list_files: ListFiles, file_history: FileHistory, notice: Notice, alarm: Alarm,
    poke: Poke, poke_form: PokeForm, poke_parts: PokeParts, touch: Touch, touch_form: TouchForm, show: Show,
    list_editions: ListEditions,
}

/// A client and the recorded server that it calls.
struct Pair {
    client: Client<api::Places>,
    recorded: Recorded,
}

impl Pair {
    async fn start() -> Result<Self, Box<dyn std::error::Error>> {
        let recorded = Recorded::start(api::server::all(Echo).into_axum()?).await?;
        let client = Client::builder().base_url(recorded.url()).build()?;
        Ok(Self { client, recorded })
    }

    /// Calls an action, checks that the server receives the same request, and returns the sent bytes without the
    /// headers that every request has.
    async fn sent<A>(&self, request: A) -> Result<String, Box<dyn std::error::Error>>
    where
        A: rt::Action<Api = api::Places, Response = String> + std::fmt::Debug,
    {
        let expected = format!("{request:?}");
        assert_eq!(self.client.call(request).await?, expected);
        let sent = self.recorded.sent();
        let own = |line: &&str| {
            !["host:", "content-length:", "accept: application/json", "user-agent:"]
                .iter()
                .any(|usual| line.starts_with(usual))
        };
        Ok(sent.split("\r\n").filter(own).collect::<Vec<_>>().join("\n"))
    }

    /// Sends bytes as another program does, and returns the body of the response.
    async fn raw(&self, head: &str, body: &str) -> Result<String, Box<dyn std::error::Error>> {
        let address = self.recorded.url().replace("http://", "");
        let mut stream = tokio::net::TcpStream::connect(address).await?;
        let length = body.len();
        let request =
            format!("{head}\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).await?;
        let mut response = String::new();
        stream.read_to_string(&mut response).await?;
        Ok(response.split("\r\n\r\n").nth(1).unwrap_or_default().replace("\\\"", "\""))
    }
}

fn item(name: &str, price: i64, tags: Option<Vec<String>>) -> Item {
    Item { name: name.into(), price: price.into(), tags }
}

#[tokio::test]
async fn each_parameter_travels_in_its_place() -> TestResult {
    let pair = Pair::start().await?;
    let mut request = Everywhere::new(EverywhereRequired {
        id: 7,
        x_tags: vec!["a".into(), "b c".into()],
        name: "Jo".into(),
    });
    assert_eq!(
        pair.sent(request.clone()).await?,
        "POST /things/7 HTTP/1.1\naccept: application/vnd.places+json\ncontent-type: application/json\n\
         x-tags: a,b c\n\n{\"name\":\"Jo\"}"
    );
    request.dry = Some(true);
    request.x_trace = Some("tr ä,ce".into());
    request.theme = Some("da;rk, ü%".into());
    request.sizes = Some(vec![1, 2]);
    request.body_id = Some("8".into());
    assert_eq!(
        pair.sent(request.clone()).await?,
        "POST /things/7?dry=true HTTP/1.1\naccept: application/vnd.places+json\n\
         content-type: application/json\nx-trace: tr ä,ce\nx-tags: a,b c\n\
         cookie: theme=da%3Brk%2C%20%C3%BC%25; sizes=1%2C2\n\n{\"name\":\"Jo\",\"id\":\"8\"}"
    );
    // What would be read as something else is not sent.
    for text in ["a\nb", " a", "a\u{7f}"] {
        let wrong = Everywhere { x_trace: Some(text.into()), ..request.clone() };
        assert!(pair.client.call(wrong).await.is_err(), "{text:?}");
    }
    let wrong = Everywhere { x_tags: vec!["a,b".into()], ..request.clone() };
    let error = pair.client.call(wrong).await.expect_err("a comma");
    assert!(error.to_string().contains("separated by ','"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_parameter_is_read_only_from_its_place() -> TestResult {
    let pair = Pair::start().await?;
    let head = "POST /things/7?name=q&X-Trace=q&theme=q&id=9&dry=1 HTTP/1.1\r\nContent-Type: application/json\r\n\
                x-TAGS: a\r\nX-Tags: b, c\r\nCookie: other=1; theme=dark";
    assert_eq!(
        pair.raw(head, r#"{"dry":false,"id":"8","sizes":[1]}"#).await?,
        "\"Everywhere { id: 7, dry: Some(true), x_trace: None, x_tags: [\"a\", \"b\", \"c\"], \
         theme: Some(\"dark\"), sizes: None, name: \"q\", body_id: Some(\"8\") }\""
    );
    Ok(())
}

#[tokio::test]
async fn a_multipart_form_has_texts_and_json() -> TestResult {
    let pair = Pair::start().await?;
    let mut request = Upload::new(UploadRequired { token: "1:a/b".into(), chat: 5 });
    request.tags = Some(vec!["x".into(), "y".into()]);
    request.markup = Some(item("n", 2, None));
    request.rows = Some(vec![item("a", 1, None), item("b", 2, Some(vec!["p".into()]))]);
    request.silent = Some(false);
    let sent = pair.sent(request).await?;
    let (_, boundary) = sent.split_once("boundary=").ok_or("no boundary")?;
    let boundary = boundary.lines().next().unwrap_or_default();
    let part = |name: &str, more: &str, text: &str| {
        format!("--BOUNDARY\nContent-Disposition: form-data; name=\"{name}\"\n{more}\n{text}\n")
    };
    let json = "Content-Type: application/json\n";
    let expected = [
        "POST /bot1%3Aa%2Fb/upload?silent=false HTTP/1.1\n\
         content-type: multipart/form-data; boundary=BOUNDARY\n\n"
            .to_owned(),
        part("chat", "", "5"),
        part("tags", "", "x"),
        part("tags", "", "y"),
        part("markup", json, r#"{"name":"n","price":2}"#),
        part("rows", json, r#"{"name":"a","price":1}"#),
        part("rows", json, r#"{"name":"b","price":2,"tags":["p"]}"#),
        "--BOUNDARY--\n".to_owned(),
    ];
    assert_eq!(sent.replace(boundary, "BOUNDARY"), expected.concat());
    Ok(())
}

#[tokio::test]
async fn lists_maps_and_records_are_divided_into_texts() -> TestResult {
    let pair = Pair::start().await?;
    let mut request = Search::new(vec!["a".into(), "b&c".into()]);
    let first = |sent: String| sent.lines().next().unwrap_or_default().to_owned();
    assert_eq!(first(pair.sent(request.clone()).await?), "GET /search?words=a&words=b%26c HTTP/1.1");
    request.words = Vec::new();
    assert_eq!(first(pair.sent(request.clone()).await?), "GET /search HTTP/1.1");
    request.ids = Some(vec![1, 2]);
    request.pipes = Some(vec![Color::Red, Color::Green]);
    request.spaces = Some(vec![1, 2]);
    request.expand = Some(vec!["x".into(), "y".into()]);
    request.marks = Some(vec![5, 6]);
    request.created = Some(Range { gte: Some(1), lt: None });
    request.filter = Some(Range { gte: Some(1), lt: Some(3) });
    request.plain = Some(Range { gte: None, lt: Some(3) });
    assert_eq!(
        first(pair.sent(request).await?),
        "GET /search?ids=1%2C2&pipes=red%7Cgreen&spaces=1+2&expand%5B%5D=x&expand%5B%5D=y&marks%5B0%5D=5&marks%5B1%5D=6\
         &created%5Bgte%5D=1&filter.gte=1&filter.lt=3&plain=%7B%22lt%22%3A3%7D HTTP/1.1"
    );
    let mut request = Pay::new(vec![item("n", 1, Some(vec!["p".into(), "q".into()])), item("m", 2, None)]);
    request.metadata =
        Some(rt::Map::from([("a".to_owned(), "1".to_owned()), ("b c".to_owned(), String::new())]));
    let sent = pair.sent(request.clone()).await?;
    assert_eq!(
        sent.lines().last(),
        Some(
            "metadata%5Ba%5D=1&metadata%5Bb+c%5D=&items%5B0%5D%5Bname%5D=n&items%5B0%5D%5Bprice%5D=1\
             &items%5B0%5D%5Btags%5D%5B%5D=p&items%5B0%5D%5Btags%5D%5B%5D=q&items%5B1%5D%5Bname%5D=m\
             &items%5B1%5D%5Bprice%5D=2"
        )
    );
    // What these styles cannot express is not sent.
    let wrong = Pay { items: vec![item("n", 1, Some(Vec::new()))], ..request.clone() };
    let error = pair.client.call(wrong).await.expect_err("an empty list");
    assert!(error.to_string().contains("items[0].tags: an empty list cannot be sent"), "{error}");
    let key = rt::Map::from([("a]".to_owned(), String::new())]);
    assert!(pair.client.call(Pay { metadata: Some(key), ..request }).await.is_err());
    let mut one = Search::new(Vec::new());
    one.expand = Some(Vec::new());
    assert_eq!(
        pair.client.call(one).await?,
        format!("{:?}", Search::new(Vec::new())),
        "as if it were left out"
    );
    Ok(())
}

#[tokio::test]
async fn the_usual_notations_of_others_are_read() -> TestResult {
    let pair = Pair::start().await?;
    let list = "words: [\"a\", \"b\"]";
    for query in
        ["words=a&words=b", "words[]=a&words[]=b", "words%5B1%5D=b&words%5B0%5D=a", "words[0]=a&words[7]=b"]
    {
        let read = pair.raw(&format!("GET /search?{query} HTTP/1.1"), "").await?;
        assert!(read.contains(list), "{query}: {read}");
    }
    for (query, part) in [
        ("expand=x&expand=y", "expand: Some([\"x\", \"y\"])"),
        ("ids=1,2&ids=3", "ids: Some([1, 2, 3])"),
        ("ids=", "ids: Some([])"),
        ("marks[]=1", "marks: Some([1])"),
        ("filter[gte]=2", "filter: Some(Range { gte: Some(2), lt: None })"),
        ("created=%7B%22lt%22:4%7D", "created: Some(Range { gte: None, lt: Some(4) })"),
        (
            "created[gte]=1&created[other]=2&created[x][y]=3",
            "created: Some(Range { gte: Some(1), lt: None })",
        ),
        ("ids[a=1&created]=1&wordsx=1", "ids: None"),
    ] {
        let read = pair.raw(&format!("GET /search?{query} HTTP/1.1"), "").await?;
        assert!(read.contains(part), "{query}: {read}");
    }
    // As Stripe's clients and PHP send a form, and with the same parameters as JSON.
    let expected = "items: [Item { name: \"n\", price: 1.50, tags: Some([\"p\", \"q\"]) }]";
    let form =
        "metadata[order]=6735&items[0][name]=n&items[0][price]=1.50&items[0][tags][0]=p&items[0][tags][1]=q";
    let head = "POST /pay HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
    let read = pair.raw(head, form).await?;
    assert!(read.contains(expected) && read.contains("metadata: Some({\"order\": \"6735\"})"), "{read}");
    let json = r#"{"items":[{"name":"n","price":1.50,"tags":["p","q"]}]}"#;
    let read = pair.raw("POST /pay HTTP/1.1\r\nContent-Type: application/json", json).await?;
    assert!(read.contains(expected), "{read}");
    Ok(())
}

#[tokio::test]
async fn limits_hold_for_names_with_brackets() -> TestResult {
    let pair = Pair::start().await?;
    let head = "POST /pay HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
    let deep = format!("items{}=1", "[a]".repeat(5_000));
    assert!(pair.raw(head, &deep).await?.contains("nested deeper than"));
    let many = (0..1_001).map(|at| format!("items[{at}][name]=1")).collect::<Vec<_>>().join("&");
    assert!(pair.raw(head, &many).await?.contains("more than 1000 parameters"));
    let both = pair.raw(head, "items[0]=1&items[0][name]=2").await?;
    assert!(both.contains("items: is given both as a value and in parts"), "{both}");
    let far = pair.raw(head, "items[4000000000][name]=n&items[4000000000][price]=2").await?;
    assert!(far.contains("items: [Item { name: \"n\", price: 2, tags: None }]"), "{far}");
    Ok(())
}

#[tokio::test]
async fn parameters_depend_on_each_other() -> TestResult {
    let pair = Pair::start().await?;
    let request = Pay::new(vec![item("n", 1, None)]);
    let form = "items[0][name]=n&items[0][price]=1";
    let head = "POST /pay HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
    for (kind, card, iban, expected) in [
        (Some(Kind::Card), None, None, Err("card: missing")),
        (Some(Kind::Card), Some("4"), None, Ok(())),
        (Some(Kind::Cash), None, Some("5"), Ok(())),
        (None, Some("4"), Some("5"), Err("card: cannot be sent together with iban")),
    ] {
        let mut request = request.clone();
        let mut raw = form.to_owned();
        if let Some(kind) = &kind {
            raw.push_str(&format!("&kind={kind}"));
        }
        for (name, text) in [("card", card), ("iban", iban)] {
            raw.extend(text.map(|text| format!("&{name}={text}")));
        }
        (request.kind, request.card, request.iban) = (kind, card.map(Into::into), iban.map(Into::into));
        let received = pair.raw(head, &raw).await?;
        match (pair.client.call(request).await, expected) {
            (Ok(_), Ok(())) => assert!(received.contains("Pay {"), "{received}"),
            (Err(error), Err(why)) => {
                assert!(error.to_string().contains(why), "{error}");
                assert!(received.contains(r#""code":"#), "{received}");
            }
            (called, expected) => panic!("{called:?}, {expected:?}"),
        }
    }
    Ok(())
}

#[tokio::test]
async fn any_method_may_have_a_body() -> TestResult {
    let pair = Pair::start().await?;
    let mut request = DeleteThings::new(vec![1, 2]);
    request.force = Some(true);
    assert_eq!(
        pair.sent(request).await?,
        "DELETE /things?force=true HTTP/1.1\ncontent-type: application/json\n\n{\"ids\":[1,2]}"
    );
    assert_eq!(
        pair.sent(Find::new(Range { gte: Some(1), lt: None })).await?,
        "GET /find HTTP/1.1\ncontent-type: application/json\n\n{\"gte\":1}"
    );
    let mut request = ReplaceLabels::new(vec!["a".into(), "b".into()]);
    assert!(pair.sent(request.clone()).await?.ends_with("\n\n[\"a\",\"b\"]"));
    request.labels.clear();
    request.notify = Some("me".into());
    assert!(pair.sent(request).await?.starts_with("PUT /labels?notify=me "));
    for (body, part) in [
        ("", "labels"),
        ("{}", "labels: expected an array, found an object"),
        ("7", "labels: expected an array"),
        ("[1", "expected"),
    ] {
        let head = "PUT /labels?labels=x HTTP/1.1\r\nContent-Type: application/json";
        let read = pair.raw(head, body).await?;
        assert!(read.contains(part), "{body}: {read}");
    }
    Ok(())
}

#[tokio::test]
async fn head_has_no_body_in_either_direction() -> TestResult {
    let pair = Pair::start().await?;
    pair.client.call(Exists::new(7)).await?;
    assert!(pair.recorded.sent().starts_with("HEAD /things/7 HTTP/1.1\r\n"));
    let absent = pair.client.call(Exists::new(8)).await.expect_err("there is none");
    assert_eq!(absent.status(), Some(404));
    Ok(())
}

#[tokio::test]
async fn path_segments_mix_text_and_parameters() -> TestResult {
    let pair = Pair::start().await?;
    let first = |sent: String| sent.lines().next().unwrap_or_default().to_owned();
    assert_eq!(first(pair.sent(FetchCall::new("CA1.x")).await?), "GET /calls/CA1.x.json HTTP/1.1");
    assert_eq!(first(pair.sent(Cancel::new("a:b")).await?), "POST /orders/a%3Ab:cancel HTTP/1.1");
    assert_eq!(first(pair.sent(Change::new("a:cancel")).await?), "POST /orders/a%3Acancel HTTP/1.1");
    let compare = Compare::new(CompareRequired { base: "v1.0".into(), head: vec!["a".into(), "b/c".into()] });
    assert_eq!(first(pair.sent(compare).await?), "GET /compare/v1.0..a%2Cb%2Fc HTTP/1.1");
    assert_eq!(first(pair.sent(ReadFile::new("a/b c/ü")).await?), "GET /files/a/b%20c/%C3%BC HTTP/1.1");
    assert_eq!(first(pair.sent(ListFiles::new()).await?), "GET /files/index HTTP/1.1");
    assert_eq!(first(pair.sent(FileHistory::new("index")).await?), "GET /files/index/history HTTP/1.1");
    for wrong in ["", "a//b", "../a", "a/.", "/a"] {
        assert!(pair.client.call(ReadFile::new(wrong)).await.is_err(), "{wrong}");
    }
    assert!(
        pair.client
            .call(Compare::new(CompareRequired { base: "a..b".into(), head: vec!["c".into()] }))
            .await
            .is_err()
    );
    for (path, read) in [
        ("/Calls/CA1", "FetchCall { sid: \"CA1\" }"),
        ("/old/calls;CA1", "FetchCall { sid: \"CA1\" }"),
        ("/v1/calls/CA1.json", "FetchCall { sid: \"CA1\" }"),
        ("/v1/old/calls;CA1", "FetchCall { sid: \"CA1\" }"),
        ("/old/calls%3BCA1", "FetchCall { sid: \"CA1\" }"),
        ("/files/index/other", "ReadFile { path: \"index/other\" }"),
        ("/files/a%2Fb/history/", "\"code\":1"),
        ("/files/a/../b", "\"code\":1"),
        ("/files/", "\"code\":3"),
        ("/calls/CA1", "\"code\":3"),
    ] {
        let received = pair.raw(&format!("GET {path} HTTP/1.1"), "").await?;
        assert!(received.contains(read), "{path}: {received}");
    }
    Ok(())
}

#[tokio::test]
async fn actions_are_told_apart_by_a_header() -> TestResult {
    let pair = Pair::start().await?;
    assert!(pair.sent(Notice::new("a")).await?.contains("\nx-event: notice\n"));
    assert!(pair.sent(Alarm::new("a")).await?.contains("\nx-event: alarm\n"));
    let head = "POST /events?X-Event=alarm HTTP/1.1\r\nContent-Type: application/json";
    assert!(pair.raw(head, r#"{"X-Event":"alarm","text":"a"}"#).await?.contains("\"code\":3"));
    Ok(())
}

#[tokio::test]
async fn without_parameters_in_the_body_there_is_no_body() -> TestResult {
    let pair = Pair::start().await?;
    let mut request = Poke::new(7);
    assert_eq!(pair.sent(request.clone()).await?, "POST /things/7/poke HTTP/1.1\n\n");
    request.hard = Some(true);
    assert_eq!(pair.sent(request).await?, "POST /things/7/poke?hard=true HTTP/1.1\n\n");
    assert_eq!(pair.sent(PokeForm::new(7)).await?, "POST /things/7/poke-form HTTP/1.1\n\n");
    assert_eq!(pair.sent(PokeParts::new(7)).await?, "POST /things/7/poke-parts HTTP/1.1\n\n");
    // Parameters that are left out leave an empty body of its media type.
    assert_eq!(
        pair.sent(Touch::new(7)).await?,
        "PATCH /things/7/touch HTTP/1.1\ncontent-type: application/json\n\n{}"
    );
    assert_eq!(
        pair.sent(TouchForm::new(7)).await?,
        "POST /things/7/touch-form HTTP/1.1\ncontent-type: application/x-www-form-urlencoded\n\n"
    );
    // A router takes what other clients send.
    for more in
        ["", "\r\nContent-Type: application/json", "\r\nContent-Type: application/x-www-form-urlencoded"]
    {
        for (line, read) in [
            ("POST /things/7/poke", "Poke { id: 7, hard: None }"),
            ("POST /things/7/poke-form", "PokeForm { id: 7 }"),
            ("PATCH /things/7/touch", "Touch { id: 7, name: None }"),
        ] {
            let received = pair.raw(&format!("{line} HTTP/1.1{more}"), "").await?;
            assert_eq!(received, format!("\"{read}\""), "{more}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_accept_of_other_programs_is_negotiated() -> TestResult {
    let pair = Pair::start().await?;
    let mut request = Show::new(7);
    request.accept = Some(Edition::Second);
    let sent = pair.sent(request).await?;
    assert!(sent.contains("\naccept: application/vnd.places+json; version=2\n"), "{sent}");
    let first = "Some(First)";
    for (accept, edition) in [
        ("*/*", "None"),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "None"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "None"),
        ("application/json", "None"),
        ("application/vnd.places.v1+json", first),
        ("application/vnd.places.v1+json;q=0.9, */*;q=0.1", first),
        ("application/json, application/vnd.places.v1+json; charset=utf-8", first),
        ("application/vnd.places.v1+json;q=0.5, application/vnd.places+json; version=2", "Some(Second)"),
        ("application/vnd.places.v1+json;q=0", "None"),
    ] {
        let received = pair.raw(&format!("GET /things/7 HTTP/1.1\r\nAccept: {accept}"), "").await?;
        assert_eq!(received, format!("\"Show {{ id: 7, accept: {edition} }}\""), "{accept}");
    }
    let mut request = ListEditions::new();
    request.accept = Some(vec![Edition::Second, Edition::First]);
    pair.sent(request).await?;
    for (accept, editions) in [
        ("*/*", "None"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "None"),
        ("application/json, application/vnd.places.v1+json; charset=utf-8", "Some([First])"),
        (
            "application/vnd.places.v1+json;q=0.5, text/html, application/vnd.places+json; version=2",
            "Some([Second, First])",
        ),
    ] {
        let received = pair.raw(&format!("GET /editions HTTP/1.1\r\nAccept: {accept}"), "").await?;
        assert_eq!(received, format!("\"ListEditions {{ accept: {editions} }}\""), "{accept}");
    }
    Ok(())
}

#[tokio::test]
async fn a_quoted_cookie_of_other_programs_is_unquoted() -> TestResult {
    let pair = Pair::start().await?;
    for (cookie, theme) in [
        ("theme=dark", "dark"),
        (r#"theme="a b""#, "a b"),
        (r#"theme="1\054 2\073"; other="x\"y""#, "1, 2;"),
        (r#"theme="\303\251""#, "é"),
        ("theme=1%2C%202", "1, 2"),
    ] {
        let head = format!(
            "POST /things/7 HTTP/1.1\r\nContent-Type: application/json\r\nX-Tags: a\r\nCookie: {cookie}"
        );
        let received = pair.raw(&head, r#"{"name":"n"}"#).await?;
        assert!(received.contains(&format!("theme: Some(\"{theme}\")")), "{cookie}: {received}");
    }
    Ok(())
}

/// Python's own encoder, which most of its HTTP clients use, and curl send the same bytes as the generated client.
#[tokio::test]
async fn other_programs_send_the_same_bytes() -> TestResult {
    let pair = Pair::start().await?;
    let mut request = Search::new(vec!["a".into(), "b&c ü".into()]);
    request.ids = Some(vec![1, 2]);
    request.pipes = Some(vec![Color::Red, Color::Green]);
    request.spaces = Some(vec![1, 2]);
    request.expand = Some(vec!["x".into()]);
    request.marks = Some(vec![5]);
    request.created = Some(Range { gte: Some(1), lt: None });
    let program = "import urllib.parse as u; print(u.urlencode({'words': ['a', 'b&c ü'], 'ids': '1,2', \
                   'pipes': 'red|green', 'spaces': '1 2', 'expand[]': ['x'], 'marks[0]': 5, 'created[gte]': 1}, True))";
    let Some(query) = run(Command::new("python3").args(["-c", program]), b"")? else { return Ok(()) };
    let sent = pair.sent(request.clone()).await?;
    assert_eq!(sent.lines().next(), Some(format!("GET /search?{query} HTTP/1.1").as_str()));

    let mut pay = Pay::new(vec![item("n", 1, None)]);
    pay.metadata = Some(rt::Map::from([("order".to_owned(), "6735".to_owned())]));
    let url = format!("{}/pay", pair.recorded.url());
    let data = ["-d", "metadata[order]=6735", "-d", "items[0][name]=n", "-d", "items[0][price]=1"];
    let curl =
        tokio::task::spawn_blocking(move || run(Command::new("curl").args(["-sS", &url]).args(data), b""));
    let Some(received) = curl.await?? else { return Ok(()) };
    assert_eq!(received, rt::RawJson::new(&format!("{pay:?}"))?.as_str());
    Ok(())
}
