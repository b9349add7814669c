//! Messages of Slack: forms with JSON inside, cursors, failures of status 200 with details beside the code.

use std::time::Duration;

use bindery_language::Recorded;
use bindery_runtime::{self as rt, Client, Error, Failure};
use bindery_schools::slack::types::{ErrorDetails, ResponseMetadata};
use bindery_schools::slack::{self as api, ErrorCode, Modules as _};
use bindery_schools::slack::{auth::*, chat, chat::*, conversations::*, users::*};
use bindery_schools::wire::{JSON, Message, vendor};
use rt::server::{BackendResult, RequestContext};
use rt::{Caller as _, StreamExt as _};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Token of the samples.
const TOKEN: &str = "xoxb-not-a-real-token";

fn at(seconds: i64) -> rt::Timestamp {
    rt::Timestamp::from_second(seconds).expect("a time")
}

fn identity() -> Identity {
    Identity {
        url: "https://subarachnoid.slack.com/".into(),
        team: "Subarachnoid Workspace".into(),
        user: "grace".into(),
        team_id: "T12345678".into(),
        user_id: "W12345678".into(),
    }
}

fn channel(id: &str) -> Channel {
    let mut channel = Channel::new(ChannelRequired { id: id.to_owned(), created: at(1_449_252_889) });
    channel.name = Some("general".into());
    channel.is_channel = Some(true);
    channel.is_private = Some(false);
    let (value, creator) = ("Company-wide".to_owned(), String::new());
    channel.topic = Some(Topic::new(TopicRequired { value, creator, last_set: at(0) }));
    channel.num_members = Some(4);
    channel
}

const CHANNEL: &str = r#""name":"general","is_channel":true,"is_private":false,"created":1449252889,"topic":{"value":"Company-wide","creator":"","last_set":0},"num_members":4}"#;

fn said(ts: &str) -> HistoryMessage {
    HistoryMessage {
        type_: "message".into(),
        ts: ts.to_owned(),
        user: Some("U012AB3CDE".into()),
        text: Some("I find you punny".into()),
    }
}

fn profile() -> Profile {
    Profile {
        real_name: None,
        status_text: Some("riding a train".into()),
        status_emoji: Some(":mountain_railway:".into()),
        status_expiration: Some(at(1_532_627_506)),
    }
}

const PROFILE: &str =
    r#"{"status_text":"riding a train","status_emoji":":mountain_railway:","status_expiration":1532627506}"#;

fn user() -> User {
    User {
        id: "W012A3CDE".into(),
        name: "spengler".into(),
        deleted: Some(false),
        profile: profile(),
        updated: Some(at(1_502_138_686)),
    }
}

struct Workspace;

impl AuthBackend for Workspace {
    async fn test(&self, _: Test, _: RequestContext) -> BackendResult<Test> {
        Ok(identity())
    }
}

impl ChatBackend for Workspace {
    async fn post_message(&self, request: PostMessage, _: RequestContext) -> BackendResult<PostMessage> {
        match request.channel.as_str() {
            "C0NONE" => return Err(ErrorCode::ChannelNotFound.into()),
            "C0SCOPE" => {
                let (needed, provided) = (Some("chat:write".into()), Some("users:read".into()));
                let details = ErrorDetails { needed, provided };
                return Err(Failure::from(ErrorCode::MissingScope).with_details(&details));
            }
            "C0BUSY" => {
                return Err(Failure::from(ErrorCode::RateLimited).retry_after(Duration::from_secs(30)));
            }
            _ => {}
        }
        let ts = "1503435956.000247".to_owned();
        let mut message = chat::Message::new(ts.clone());
        message.text = request.text;
        Ok(Posted { channel: request.channel, ts, message })
    }

    async fn add_reaction(&self, request: AddReaction, _: RequestContext) -> BackendResult<AddReaction> {
        match request.name.as_str() {
            "thumbsup" => Ok(Done {}),
            _ => Err(ErrorCode::AlreadyReacted.into()),
        }
    }
}

impl ConversationsBackend for Workspace {
    async fn list(&self, request: List, _: RequestContext) -> BackendResult<List> {
        let (ids, next): (&[&str], _) = match request.cursor.as_deref() {
            None => (&["C1", "C2"], "dGVhbTpDMDYxRkE1UEI="),
            Some("dGVhbTpDMDYxRkE1UEI=") => (&["C3"], ""),
            Some(_) => return Err(ErrorCode::InvalidCursor.into()),
        };
        let channels = ids.iter().map(|id| channel(id)).collect();
        let response_metadata = Some(ResponseMetadata { next_cursor: Some(next.into()) });
        Ok(Channels { channels, response_metadata })
    }

    async fn history(&self, request: HistoryRequest, _: RequestContext) -> BackendResult<HistoryRequest> {
        let mut history = match request.cursor.as_deref() {
            None => History::new([said("1512085950.000216")]),
            Some(_) => History::new([said("1512104434.000490")]),
        };
        history.has_more = Some(request.cursor.is_none());
        if request.cursor.is_none() {
            history.response_metadata = Some(ResponseMetadata { next_cursor: Some("bmV4dF90czox".into()) });
        }
        Ok(history)
    }
}

impl UsersBackend for Workspace {
    async fn info(&self, request: Info, _: RequestContext) -> BackendResult<Info> {
        if request.user != "W012A3CDE" {
            return Err(ErrorCode::UserNotFound.into());
        }
        Ok(UserResponse { user: user() })
    }

    async fn set_profile(&self, request: SetProfile, _: RequestContext) -> BackendResult<SetProfile> {
        Ok(ProfileResponse { profile: request.profile })
    }
}

fn client(recorded: &Recorded, token: &str) -> Result<api::Client, Box<dyn std::error::Error>> {
    let server = format!("{}/api", recorded.url());
    Ok(Client::builder().server_url("main", server).credential(api::TOKEN, token).retries(0).build()?)
}

async fn start() -> Result<(Recorded, api::Client), Box<dyn std::error::Error>> {
    let router = api::server::all(Workspace).credential(api::TOKEN, TOKEN).into_axum()?;
    let recorded = Recorded::start(router).await?;
    let client = client(&recorded, TOKEN)?;
    Ok((recorded, client))
}

/// Checks the last request and its response of status 200.
#[track_caller]
fn check(recorded: &Recorded, method: &str, target: &str, form: Option<&str>, body: &str) {
    let mut headers = vec!["accept: application/json", "authorization: Bearer xoxb-not-a-real-token"];
    if form.is_some() {
        headers.push("content-type: application/x-www-form-urlencoded");
    }
    let line = format!("{method} /api/{target} HTTP/1.1");
    Message::from(recorded.sent()).is(&line, &headers, form.unwrap_or_default());
    Message::from(recorded.received()).is("HTTP/1.1 200 OK", &["content-type: application/json"], body);
}

#[tokio::test]
async fn methods_are_on_the_wire_as_documented() -> TestResult {
    let (recorded, client) = start().await?;
    assert_eq!(client.auth().test(Test::new()).await?, identity());
    let headers = ["accept: application/json", "authorization: Bearer xoxb-not-a-real-token"];
    Message::from(recorded.sent()).is("POST /api/auth.test HTTP/1.1", &headers, "");
    let json = r#"{"ok":true,"url":"https://subarachnoid.slack.com/","team":"Subarachnoid Workspace","user":"grace","team_id":"T12345678","user_id":"W12345678"}"#;
    assert_eq!(Message::from(recorded.received()).body, json);

    let (channel, text) = ("C123456".to_owned(), "Here's a message & more".to_owned());
    let mut request = PostMessage::text(PostMessageText { channel: channel.clone(), text: text.clone() });
    request.thread_ts = Some("1503435950.000100".into());
    request.unfurl_links = Some(false);
    let posted = client.chat().post_message(request).await?;
    assert_eq!((posted.ts.as_str(), posted.message.text.as_ref()), ("1503435956.000247", Some(&text)));
    let form =
        "channel=C123456&text=Here%27s+a+message+%26+more&thread_ts=1503435950.000100&unfurl_links=false";
    let json = r#"{"ok":true,"channel":"C123456","ts":"1503435956.000247","message":{"ts":"1503435956.000247","text":"Here's a message & more"}}"#;
    check(&recorded, "POST", "chat.postMessage", Some(form), json);

    let text = BlockText { type_: "mrkdwn".into(), text: "*Hi*".into() };
    let blocks = vec![Block { type_: "section".into(), text: Some(text) }];
    let request = PostMessage::blocks(PostMessageBlocks { channel, blocks });
    client.chat().post_message(request).await?;
    let form = "channel=C123456&blocks=%5B%7B%22type%22%3A%22section%22%2C%22text%22%3A%7B%22type%22%3A%22mrkdwn%22%2C%22text%22%3A%22*Hi*%22%7D%7D%5D";
    let json =
        r#"{"ok":true,"channel":"C123456","ts":"1503435956.000247","message":{"ts":"1503435956.000247"}}"#;
    check(&recorded, "POST", "chat.postMessage", Some(form), json);

    let request = |name: &str| {
        let (channel, timestamp) = ("C123456".to_owned(), "1503435956.000247".to_owned());
        AddReaction::new(AddReactionRequired { channel, name: name.to_owned(), timestamp })
    };
    client.chat().add_reaction(request("thumbsup")).await?;
    let form = "channel=C123456&name=thumbsup&timestamp=1503435956.000247";
    check(&recorded, "POST", "reactions.add", Some(form), r#"{"ok":true}"#);
    let error = client.chat().add_reaction(request("tada")).await.expect_err("it is there");
    assert_eq!(error.code(), Some(ErrorCode::AlreadyReacted));
    let form = "channel=C123456&name=tada&timestamp=1503435956.000247";
    check(&recorded, "POST", "reactions.add", Some(form), r#"{"ok":false,"error":"already_reacted"}"#);

    let mut request = Info::new("W012A3CDE");
    request.include_locale = Some(true);
    assert_eq!(client.users().info(request).await?.user, user());
    let json = format!(
        r#"{{"ok":true,"user":{{"id":"W012A3CDE","name":"spengler","deleted":false,"profile":{PROFILE},"updated":1502138686}}}}"#
    );
    check(&recorded, "GET", "users.info?user=W012A3CDE&include_locale=true", None, &json);
    assert_eq!(client.users().set_profile(SetProfile::new(profile())).await?.profile, profile());
    let form = "profile=%7B%22status_text%22%3A%22riding+a+train%22%2C%22status_emoji%22%3A%22%3Amountain_railway%3A%22%2C%22status_expiration%22%3A1532627506%7D";
    let json = format!(r#"{{"ok":true,"profile":{PROFILE}}}"#);
    check(&recorded, "POST", "users.profile.set", Some(form), &json);
    Ok(())
}

#[tokio::test]
async fn lists_are_read_by_their_cursors() -> TestResult {
    let (recorded, client) = start().await?;
    let mut request = List::new();
    request.limit = Some(2);
    request.exclude_archived = Some(true);
    request.types = Some(vec!["public_channel".into(), "private_channel".into()]);
    let page = client.conversations().list(request.clone()).await?;
    assert_eq!(page.channels, [channel("C1"), channel("C2")]);
    let query = "limit=2&exclude_archived=true&types=public_channel%2Cprivate_channel";
    let json = format!(
        r#"{{"ok":true,"channels":[{{"id":"C1",{CHANNEL},{{"id":"C2",{CHANNEL}],"response_metadata":{{"next_cursor":"dGVhbTpDMDYxRkE1UEI="}}}}"#
    );
    check(&recorded, "GET", &format!("conversations.list?{query}"), None, &json);

    let read: Vec<Channel> = client.records(request).map(|read| read.expect("a channel")).collect().await;
    assert_eq!(read, [channel("C1"), channel("C2"), channel("C3")]);
    let next = "cursor=dGVhbTpDMDYxRkE1UEI%3D";
    let lines = [
        format!("GET /api/conversations.list?{query} HTTP/1.1"),
        format!("GET /api/conversations.list?{next}&{query} HTTP/1.1"),
    ];
    assert_eq!(lines_of(&recorded), lines);

    let mut request = HistoryRequest::new("C1");
    request.oldest = Some("1512085950.000216".into());
    request.inclusive = Some(true);
    let read: Vec<HistoryMessage> =
        client.records(request).map(|read| read.expect("a message")).collect().await;
    assert_eq!(read, [said("1512085950.000216"), said("1512104434.000490")]);
    let (start, end) = ("GET /api/conversations.history?channel=C1", "HTTP/1.1");
    let lines = [
        format!("{start}&limit=999&oldest=1512085950.000216&inclusive=1 {end}"),
        format!("{start}&cursor=bmV4dF90czox&limit=999&oldest=1512085950.000216&inclusive=1 {end}"),
    ];
    assert_eq!(lines_of(&recorded), lines);
    let received = recorded.received();
    let json = r#"{"ok":true,"messages":[{"type":"message","ts":"1512104434.000490","user":"U012AB3CDE","text":"I find you punny"}],"has_more":false}"#;
    assert!(received.ends_with(json), "{received}");
    Ok(())
}

/// Returns the request lines since the last call.
fn lines_of(recorded: &Recorded) -> Vec<String> {
    recorded.sent().lines().filter(|line| line.ends_with(" HTTP/1.1")).map(str::to_owned).collect()
}

#[tokio::test]
async fn failures_are_objects_that_are_not_ok() -> TestResult {
    let (recorded, connected) = start().await?;
    let post = |channel: &str| {
        PostMessage::text(PostMessageText { channel: channel.to_owned(), text: "Hi".to_owned() })
    };
    let error = connected.chat().post_message(post("C0NONE")).await.expect_err("there is no channel");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::ChannelNotFound), Some(200)));
    let json = r#"{"ok":false,"error":"channel_not_found"}"#;
    check(&recorded, "POST", "chat.postMessage", Some("channel=C0NONE&text=Hi"), json);

    let error = connected.chat().post_message(post("C0SCOPE")).await.expect_err("a scope is missing");
    assert_eq!(error.code(), Some(ErrorCode::MissingScope));
    let details: ErrorDetails = error.api().expect("an error of the API").details_as()?;
    let scopes = (details.needed.as_deref(), details.provided.as_deref());
    assert_eq!(scopes, (Some("chat:write"), Some("users:read")));
    let json = r#"{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"users:read"}"#;
    check(&recorded, "POST", "chat.postMessage", Some("channel=C0SCOPE&text=Hi"), json);

    let error = connected.chat().post_message(post("C0BUSY")).await.expect_err("too many");
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::RateLimited), Some(429)));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    Message::from(recorded.received()).is(
        "HTTP/1.1 429 Too Many Requests",
        &["content-type: application/json", "retry-after: 30"],
        r#"{"ok":false,"error":"ratelimited"}"#,
    );

    let error = client(&recorded, "xoxb-other")?.auth().test(Test::new()).await.expect_err("a wrong token");
    assert_eq!(error.code(), Some(ErrorCode::InvalidAuth));
    assert_eq!(Message::from(recorded.received()).body, r#"{"ok":false,"error":"invalid_auth"}"#);
    let mut neither = post("C1");
    neither.text = None;
    let error = connected.chat().post_message(neither).await.expect_err("there is nothing to say");
    assert!(matches!(error, Error::Request(_)), "{error}");
    Ok(())
}

/// Headers of a response to too many requests.
const WAIT: &[(&str, &str)] = &[("content-type", "application/json"), ("Retry-After", "30")];

#[tokio::test]
async fn printed_samples_are_read() -> TestResult {
    let printed = "{\n    \"ok\": true,\n    \"url\": \"https://subarachnoid.slack.com/\",\n    \"team\": \"Subarachnoid Workspace\",\n    \"user\": \"grace\",\n    \"team_id\": \"T12345678\",\n    \"user_id\": \"W12345678\",\n    \"warning\": \"something_problematic\"\n}";
    let recorded = vendor(200, JSON, printed).await;
    assert_eq!(client(&recorded, TOKEN)?.auth().test(Test::new()).await?, identity());

    for (status, headers, printed, code, retry_after) in [
        (200, JSON, r#"{"ok": false, "error": "channel_not_found"}"#, ErrorCode::ChannelNotFound, None),
        (200, JSON, r#"{"ok": false, "error": "invalid_auth"}"#, ErrorCode::InvalidAuth, None),
        (429, WAIT, r#"{"ok": false, "error": "ratelimited"}"#, ErrorCode::RateLimited, Some(30)),
    ] {
        let recorded = vendor(status, headers, printed).await;
        let error = client(&recorded, TOKEN)?.users().info(Info::new("W1")).await.expect_err(printed);
        assert_eq!((error.code(), error.status()), (Some(code), Some(status)), "{printed}");
        assert_eq!(error.retry_after(), retry_after.map(Duration::from_secs), "{printed}");
    }
    let printed =
        r#"{"ok": false, "error": "missing_scope", "needed": "chat:write", "provided": "users:read"}"#;
    let recorded = vendor(200, JSON, printed).await;
    let error = client(&recorded, TOKEN)?.users().info(Info::new("W1")).await.expect_err(printed);
    let details: ErrorDetails = error.api().expect("an error of the API").details_as()?;
    assert_eq!(details.needed.as_deref(), Some("chat:write"));
    Ok(())
}

#[tokio::test]
async fn lists_are_read_with_fields_that_are_not_described() -> TestResult {
    let printed = r#"{
    "ok": true,
    "channels": [
        {
            "id": "C012AB3CD",
            "name": "general",
            "is_channel": true,
            "is_group": false,
            "is_im": false,
            "created": 1449252889,
            "creator": "U012A3CDE",
            "is_archived": false,
            "is_general": true,
            "unlinked": 0,
            "name_normalized": "general",
            "is_private": false,
            "topic": {
                "value": "Company-wide",
                "creator": "",
                "last_set": 0
            },
            "previous_names": [],
            "num_members": 4
        }
    ],
    "response_metadata": {
        "next_cursor": ""
    }
}"#;
    let recorded = vendor(200, JSON, printed).await;
    let client = client(&recorded, TOKEN)?;
    let read: Vec<Channel> = client.records(List::new()).map(|read| read.expect("a channel")).collect().await;
    assert_eq!(read, [channel("C012AB3CD")]);
    assert_eq!(lines_of(&recorded), ["GET /api/conversations.list?limit=999 HTTP/1.1"]);
    Ok(())
}
