//! Responses in envelopes: objects and lists around the value, in both directions.

use bindery_language::Recorded;
use bindery_runtime::decode::decode_response;
use bindery_runtime::{Client, Error};

mod api {
    bindery_macros::api!("spec/envelope", client, server);
}

use api::Modules as _;
use api::chat::{ChatApi as _, ChatBackend, Close, Delete, History, Message, Notes, Post, Token};
use bindery_runtime as rt;

type TestResult = Result<(), Box<dyn std::error::Error>>;

struct Chat;

impl ChatBackend for Chat {
    async fn post(&self, request: Post, _context: rt::server::RequestContext) -> rt::BackendResult<Post> {
        Ok(Message { id: 7, text: request.text })
    }

    async fn delete(
        &self,
        _request: Delete,
        _context: rt::server::RequestContext,
    ) -> rt::BackendResult<Delete> {
        Ok(())
    }

    async fn history(
        &self,
        _request: History,
        _context: rt::server::RequestContext,
    ) -> rt::BackendResult<History> {
        Ok(vec!["Hello".into()])
    }

    async fn notes(&self, _request: Notes, _context: rt::server::RequestContext) -> rt::BackendResult<Notes> {
        Ok(vec!["Milk".into()])
    }

    async fn close(&self, _request: Close, _context: rt::server::RequestContext) -> rt::BackendResult<Close> {
        Ok(())
    }
}

#[tokio::test]
async fn a_router_writes_the_envelope_and_a_client_reads_inside_it() -> TestResult {
    let recorded = Recorded::start(api::server::all(Chat).into_axum()?).await?;
    let client: api::Client = Client::builder().server_url("main", recorded.url()).build()?;
    let body = || recorded.received().split("\r\n\r\n").last().unwrap_or_default().to_owned();

    let message = client.chat().post(Post::new("Hello")).await?;
    assert_eq!(message, Message { id: 7, text: "Hello".into() });
    assert_eq!(body(), r#"{"ok":true,"result":{"id":7,"text":"Hello"}}"#);
    client.chat().delete(Delete::new()).await?;
    assert_eq!(body(), r#"{"ok":true,"result":null}"#);
    assert_eq!(client.chat().history(History::new()).await?, ["Hello"]);
    assert_eq!(body(), r#"["history",{"messages":[0,["Hello"]]}]"#);
    assert_eq!(client.chat().notes(Notes::new()).await?, ["Milk"]);
    assert_eq!(body(), r#"["Milk"]"#);
    client.chat().close(Close::new()).await?;
    assert_eq!(body(), r#"{"ok":true,"result":true}"#);
    let failed = client.chat().token(Token::new()).await;
    assert_eq!(failed.err().and_then(|error| error.code()), Some(api::ErrorCode::Failed));
    assert_eq!(body(), r#"{"ok":false,"error_code":500,"description":"chat/token is not implemented"}"#);
    Ok(())
}

#[test]
fn only_the_place_of_the_value_counts() -> TestResult {
    let read = |json: &str| decode_response::<History>(200, &json.to_owned().into());
    for json in [r#"["x",{"messages":[null,["a"],1],"more":0},2]"#, r#"[[],{"messages":[{},["a"]]}]"#] {
        assert_eq!(read(json)?, ["a"], "{json}");
    }
    let fault = |json: &str| match read(json) {
        Err(Error::Decode(error)) => error.fault.to_string(),
        other => panic!("{json}: {other:?}"),
    };
    assert_eq!(fault(r#"["x",{"messages":[0]}]"#), "[1].messages[1]: missing");
    assert_eq!(fault(r#"{"messages":[0,[]]}"#), "1: missing");
    assert_eq!(
        fault(r#"["x",{"messages":[0,["a",{}]]}]"#),
        "[1].messages[1][1]: expected a string, found an object"
    );

    decode_response::<Delete>(200, &"".into())?;
    for json in [r#"{"ok":true}"#, r#"{"ok":true,"result":null}"#, r#"{"ok":true,"result":{}}"#, "null"] {
        decode_response::<Delete>(200, &json.into())?;
    }
    // Success is said inside the envelope.
    assert!(decode_response::<Close>(200, &r#"{"ok":true,"result":false}"#.into()).is_err());
    assert!(decode_response::<Close>(200, &r#"{"ok":true}"#.into()).is_err());
    // Plain text has no envelope.
    for body in ["abc", r#"{"ok":true,"result":"abc"}"#] {
        assert_eq!(decode_response::<Token>(200, &body.into())?, "abc");
    }
    Ok(())
}
