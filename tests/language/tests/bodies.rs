//! Bodies of several formats: the format that a client chooses, what a router reads from each of them, and media types
//! of a vendor's own.

use bindery_language::Recorded;
use bodies::messages::{
    Attach, Embed, Filter, Find, MessagesBackend, Owner, Probe, Replace, Save, Send_ as SendMessage,
};
use bodies::{Bodies, ErrorCode, rt};
use rt::server::{BackendResult, RequestContext};
use rt::{Caller as _, Client, Content, Patch};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

mod bodies {
    bindery_macros::api!("spec/bodies", client, blocking, server);
}

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Responds with what it has received.
struct Echo;

impl MessagesBackend for Echo {
    async fn send(&self, mut request: SendMessage, _: RequestContext) -> BackendResult<SendMessage> {
        let mut files = Vec::new();
        for file in request.files.take().unwrap_or_default() {
            let name = file.file_name().unwrap_or("-").to_owned();
            let bytes = file.bytes().await.map_err(|_| ErrorCode::Invalid)?;
            files.push(format!("{name}: {}", String::from_utf8_lossy(&bytes)));
        }
        Ok(format!("{request:?} {}", files.join(", ")))
    }

    async fn attach(&self, request: Attach, _: RequestContext) -> BackendResult<Attach> {
        Ok(format!("{request:?}"))
    }

    async fn save(&self, request: Save, _: RequestContext) -> BackendResult<Save> {
        Ok(format!("{request:?}"))
    }

    async fn probe(&self, request: Probe, _: RequestContext) -> BackendResult<Probe> {
        Ok(format!("{request:?}"))
    }

    async fn replace(&self, request: Replace, _: RequestContext) -> BackendResult<Replace> {
        Ok(request.embed)
    }

    async fn find(&self, request: Find, _: RequestContext) -> BackendResult<Find> {
        Ok(format!("{request:?}"))
    }
}

async fn served() -> Result<(Recorded, Client<Bodies>), Box<dyn std::error::Error>> {
    let recorded = Recorded::start(bodies::server::all(Echo).into_axum()?).await?;
    let client = Client::builder().base_url(recorded.url()).build()?;
    Ok((recorded, client))
}

/// Sends bytes as another program does, and returns the response.
async fn raw(recorded: &Recorded, head: &str, body: &str) -> Result<String, Box<dyn std::error::Error>> {
    let mut stream = tokio::net::TcpStream::connect(recorded.url().replace("http://", "")).await?;
    let length = body.len();
    let request = format!("{head}\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await?;
    Ok(response.replace("\\\"", "\""))
}

fn message() -> SendMessage {
    let mut message = SendMessage::new("Hello".to_owned());
    message.tags = Some(vec!["a".into(), "b,c".into()]);
    message.embeds =
        Some(vec![Embed { title: "One".into(), width: Some(1) }, Embed { title: "Two".into(), width: None }]);
    message.reply = Some(Embed { title: "Zero".into(), width: None });
    message.counts = Some(std::iter::once(("x".to_owned(), 7)).collect());
    message.owner = Some(Owner::Name("Jo".into()));
    message
}

#[tokio::test]
async fn a_client_sends_json_and_files_in_a_multipart_form() -> TestResult {
    let (recorded, client) = served().await?;
    let expected = format!("{:?} ", message());
    assert_eq!(client.call(message()).await?, expected);
    let sent = recorded.sent();
    assert!(sent.contains("\r\ncontent-type: application/json\r\n"), "{sent}");
    let body = r#"{"text":"Hello","tags":["a","b,c"],"embeds":[{"title":"One","width":1},{"title":"Two"}],"reply":{"title":"Zero"},"counts":{"x":7},"owner":"Jo","topic":null}"#;
    assert!(sent.ends_with(body), "{sent}");

    let mut with_files = message();
    with_files.files = Some(vec![
        Content::from("first".to_owned()).with_file_name("a.txt"),
        Content::from("second".to_owned()).with_file_name("b.txt"),
    ]);
    with_files.caption = Some("Both".into());
    let received = client.call(with_files).await?;
    let mut expected = message();
    expected.caption = Some("Both".into());
    assert_eq!(received, format!("{expected:?} a.txt: first, b.txt: second"));
    let sent = recorded.sent();
    assert!(sent.contains("\r\ncontent-type: multipart/form-data; boundary="), "{sent}");
    for part in [
        "name=\"text\"\r\n\r\nHello\r\n",
        "name=\"tags\"\r\n\r\na\r\n",
        "name=\"tags\"\r\n\r\nb,c\r\n",
        "{\"title\":\"One\",\"width\":1}\r\n",
        "{\"title\":\"Two\"}\r\n",
        "{\"x\":7}\r\n",
        "name=\"caption\"\r\n\r\nBoth\r\n",
        "filename=\"a.txt\"",
    ] {
        assert!(sent.contains(part), "{part}: {sent}");
    }
    assert!(!sent.contains("name=\"topic\"") && !sent.contains("name=\"note\""), "{sent}");
    Ok(())
}

#[tokio::test]
async fn a_format_without_parameters_has_no_body() -> TestResult {
    let (recorded, client) = served().await?;
    let mut request = Attach::new(7);
    assert_eq!(client.call(request.clone()).await?, format!("{request:?}"));
    let sent = recorded.sent();
    assert!(!sent.contains("content-type") && sent.ends_with("\r\n\r\n"), "{sent}");
    request.caption = Some("Hi".into());
    assert_eq!(client.call(request.clone()).await?, format!("{request:?}"));
    let sent = recorded.sent();
    assert!(sent.contains("multipart/form-data") && sent.contains("name=\"caption\""), "{sent}");
    Ok(())
}

#[tokio::test]
async fn null_is_sent_in_json() -> TestResult {
    let (recorded, client) = served().await?;
    let mut request = message();
    request.note = Patch::Null;
    assert_eq!(client.call(request.clone()).await?, format!("{request:?} "));
    assert!(recorded.sent().contains("\"note\":null"));

    request.files = Some(vec![Content::from("x".to_owned())]);
    let failed = client.call(request).await.expect_err("no body has both").to_string();
    assert_eq!(
        failed,
        "messages/send: not sent: no body can carry all parameters: files: can only be sent in a multipart form; \
         note: can only be null in JSON"
    );
    assert_eq!(recorded.sent(), "");

    let mut draft = Save::new("a b".to_owned());
    draft.tags = Some(vec!["x".into(), "y".into()]);
    assert_eq!(client.call(draft.clone()).await?, format!("{draft:?}"));
    assert!(recorded.sent().ends_with("\r\n\r\ntext=a+b&tags=x%2Cy"));
    // What the first format cannot express is sent in the next one.
    for (note, tags) in [(Patch::Null, "x"), (Patch::Absent, "x,y")] {
        (draft.note, draft.tags) = (note, Some(vec![tags.to_owned()]));
        assert_eq!(client.call(draft.clone()).await?, format!("{draft:?}"));
        let sent = recorded.sent();
        assert!(
            sent.contains("\r\ncontent-type: application/json\r\n") && sent.contains("\"tags\":[\""),
            "{sent}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_limit_is_reported_once_whatever_the_format() -> TestResult {
    let (recorded, client) = served().await?;
    let mut empty = message();
    empty.text = String::new();
    let failed = client.call(empty).await.expect_err("it is too short").to_string();
    assert_eq!(failed, "messages/send: not sent: text: must have at least 1 characters, has 0");
    let head = "POST /messages HTTP/1.1\r\nContent-Type: application/json";
    let response = raw(&recorded, head, r#"{"text":""}"#).await?;
    assert!(response.contains("text: must have at least 1 characters, has 0"), "{response}");
    Ok(())
}

#[tokio::test]
async fn a_router_reads_each_format_of_other_programs() -> TestResult {
    let (recorded, _) = served().await?;
    let parts = "--X\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\nHi\r\n\
                 --X\r\ncontent-disposition: form-data; name=\"embeds\"\r\n\r\n{\"title\":\"One\"}\r\n\
                 --X\r\ncontent-disposition: form-data; name=\"reply\"\r\ncontent-type: application/json\r\n\r\n{\"title\":\"R\"}\r\n\
                 --X\r\ncontent-disposition: form-data; name=\"files\"; filename=\"f\"\r\n\r\nbytes\r\n--X--\r\n";
    let head = "POST /messages HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=X";
    let response = raw(&recorded, head, parts).await?;
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    assert!(response.contains("embeds: Some([Embed { title: \"One\", width: None }])"), "{response}");
    assert!(response.contains("reply: Some(Embed { title: \"R\", width: None })"), "{response}");
    assert!(response.contains("f: bytes"), "{response}");

    // A file has no place in JSON.
    let head = "POST /messages HTTP/1.1\r\nContent-Type: application/json";
    let response = raw(&recorded, head, r#"{"text":"Hi","files":["bytes"]}"#).await?;
    assert!(response.starts_with("HTTP/1.1 400") && response.contains("files"), "{response}");

    let head = "POST /drafts HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
    let response = raw(&recorded, head, "text=Hi&tags=a,b").await?;
    assert!(response.contains("tags: Some([\"a\", \"b\"])"), "{response}");
    Ok(())
}

#[tokio::test]
async fn options_is_a_method_as_others_are() -> TestResult {
    let (recorded, client) = served().await?;
    assert_eq!(client.call(Probe::new(7)).await?, "Probe { size: 7 }");
    let sent = recorded.sent();
    assert!(sent.starts_with("OPTIONS /messages HTTP/1.1\r\n") && sent.ends_with("{\"size\":7}"), "{sent}");
    // Where no action has it, it is a method like any other.
    let response = raw(&recorded, "OPTIONS /drafts HTTP/1.1", "").await?;
    assert!(
        response.starts_with("HTTP/1.1 405") && response.to_lowercase().contains("allow: post"),
        "{response}"
    );
    Ok(())
}

#[tokio::test]
async fn records_are_json_under_a_media_type_of_the_vendor() -> TestResult {
    let (recorded, client) = served().await?;
    let embed = Embed { title: "New".into(), width: Some(2) };
    assert_eq!(client.call(Replace::new(embed.clone())).await?, embed);
    let (sent, received) = (recorded.sent(), recorded.received());
    assert!(sent.contains("content-type: application/vnd.bodies.v3\r\n"), "{sent}");
    assert!(sent.contains("accept: application/vnd.bodies.v3.object\r\n"), "{sent}");
    assert!(sent.ends_with(r#"{"title":"New","width":2}"#), "{sent}");
    assert!(received.contains("content-type: application/vnd.bodies.v3.object\r\n"), "{received}");
    for (media_type, status) in
        [("application/json", 200), ("application/vnd.bodies.v4", 415), ("image/png", 415)]
    {
        let head = format!("PUT /embeds HTTP/1.1\r\nContent-Type: {media_type}");
        let response = raw(&recorded, &head, r#"{"title":"New"}"#).await?;
        assert!(response.starts_with(&format!("HTTP/1.1 {status}")), "{media_type}: {response}");
    }
    Ok(())
}

#[tokio::test]
async fn the_type_tells_a_map_with_numbers_from_a_list() -> TestResult {
    let (recorded, client) = served().await?;
    let marks =
        ["x", "y"].iter().enumerate().map(|(at, mark)| (at.to_string(), (*mark).to_owned())).collect();
    let request = Find::new(Filter { marks, words: vec!["a".into(), "b".into()] });
    assert_eq!(client.call(request.clone()).await?, format!("{request:?}"));
    let sent = recorded.sent();
    assert!(sent.contains("filter%5Bmarks%5D%5B0%5D=x&filter%5Bmarks%5D%5B1%5D=y"), "{sent}");
    // In JSON, a list is no map.
    let response =
        raw(&recorded, "GET /messages?filter={\"marks\":[\"x\"],\"words\":[]} HTTP/1.1", "").await?;
    assert!(response.starts_with("HTTP/1.1 400"), "{response}");
    Ok(())
}
