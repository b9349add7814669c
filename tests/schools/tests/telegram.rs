//! Telegram: a token in a segment of the path, an envelope around every result, files in multipart forms, integers or
//! texts, unions by shape and by field, floats, and waits in the body.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bindery_language::Recorded;
use bindery_runtime as rt;
use bindery_schools::telegram::bot::*;
use bindery_schools::telegram::types::ResponseParameters;
use bindery_schools::telegram::{Client, ErrorCode, Modules as _, server};
use bindery_schools::wire::{JSON, ask, exchange, vendor};
use rt::server::RequestContext;
use rt::{Action as _, BackendResult, Failure};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// The token that the documents use as a sample of the form.
const TOKEN: &str = "123456:ABC-DEF";
const GROUP: i64 = -1_001_234_567_890;
const MOMENT: i64 = 1_700_000_000;

/// Keeps what it has received.
#[derive(Clone, Default)]
struct Bot {
    seen: Arc<Mutex<String>>,
}

impl Bot {
    fn see(&self, token: &Token, request: &impl std::fmt::Debug) -> Result<(), Failure<ErrorCode>> {
        *self.seen.lock().expect("no panic") = format!("{request:?}");
        if *token == Token::from(TOKEN) { Ok(()) } else { Err(ErrorCode::Unauthorized.into()) }
    }

    fn seen(&self) -> String {
        self.seen.lock().expect("no panic").clone()
    }
}

fn bot() -> User {
    User {
        id: 123_456,
        is_bot: true,
        first_name: "Bot".into(),
        last_name: None,
        username: Some("my_bot".into()),
    }
}

fn ada() -> User {
    User { id: 5, is_bot: false, first_name: "Ada".into(), last_name: Some("L".into()), username: None }
}

fn moment() -> rt::Timestamp {
    rt::Timestamp::from_second(MOMENT).expect("a moment")
}

fn message(chat: ChatId) -> Message {
    let (id, type_, title) = match chat {
        ChatId::Id(id) => (id, "supergroup", None),
        ChatId::Name(name) => (GROUP, "channel", Some(name)),
        ChatId::Unknown(json) => panic!("{json:?}"),
    };
    let chat = Chat { id, type_: type_.into(), title };
    Message {
        message_id: 7,
        from: Some(bot()),
        date: moment(),
        chat,
        reply_to_message: None,
        text: None,
        document: None,
        caption: None,
        location: None,
    }
}

impl BotBackend for Bot {
    async fn get_me(&self, request: GetMe, _: RequestContext) -> BackendResult<GetMe> {
        self.see(&request.token, &request)?;
        Ok(bot())
    }

    async fn send_message(&self, request: SendMessage, _: RequestContext) -> BackendResult<SendMessage> {
        self.see(&request.token, &request)?;
        match request.text.as_str() {
            "nowhere" => Err(Failure::from(ErrorCode::BadRequest).message("Bad Request: chat not found")),
            "flood" => Err(Failure::from(ErrorCode::TooManyRequests)
                .message("Too Many Requests: retry after 5")
                .retry_after(Duration::from_secs(5))),
            "moved" => Err(Failure::from(ErrorCode::BadRequest)
                .message("Bad Request: group chat was upgraded to a supergroup chat")
                .with_details(&ResponseParameters { migrate_to_chat_id: Some(GROUP), retry_after: None })),
            _ => Ok(Message {
                text: Some(request.text),
                reply_to_message: Some(Box::new(message(5.into()))),
                ..message(request.chat_id)
            }),
        }
    }

    async fn send_document(&self, request: SendDocument, _: RequestContext) -> BackendResult<SendDocument> {
        self.see(&request.token, &(&request.chat_id, &request.caption, &request.reply_markup))?;
        let (name, media) = (request.document.file_name(), request.document.media_type());
        let (name, media) = (name.map(str::to_owned), media.map(str::to_owned));
        let mut size = request.document.bytes().await.map_err(|_| ErrorCode::BadRequest)?.len();
        if let Some(thumbnail) = request.thumbnail {
            size += thumbnail.bytes().await.map_err(|_| ErrorCode::BadRequest)?.len();
        }
        let document = Document {
            file_id: "BQACAgIAAx".into(),
            file_unique_id: "AgADBQ".into(),
            file_name: name,
            mime_type: media,
            file_size: Some(size as i64),
        };
        let caption = request.caption;
        Ok(Message { document: Some(document), caption, ..message(request.chat_id) })
    }

    async fn resend_document(
        &self,
        request: ResendDocument,
        _: RequestContext,
    ) -> BackendResult<ResendDocument> {
        self.see(&request.token, &request)?;
        let document = Document {
            file_id: request.document,
            file_unique_id: "AgADBQ".into(),
            file_name: None,
            mime_type: None,
            file_size: None,
        };
        Ok(Message { document: Some(document), ..message(request.chat_id) })
    }

    async fn send_location(&self, request: SendLocation, _: RequestContext) -> BackendResult<SendLocation> {
        self.see(&request.token, &request)?;
        let location = Location { latitude: request.latitude, longitude: request.longitude };
        Ok(Message { location: Some(location), ..message(request.chat_id) })
    }

    async fn get_updates(&self, request: GetUpdates, _: RequestContext) -> BackendResult<GetUpdates> {
        self.see(&request.token, &request)?;
        let press = CallbackQuery { id: "4382".into(), from: ada(), data: Some("p1".into()) };
        let update =
            |update_id| Update { update_id, message: None, edited_message: None, callback_query: None };
        Ok(vec![
            Update { message: Some(Box::new(message(5.into()))), ..update(10) },
            Update { callback_query: Some(press), ..update(11) },
        ])
    }

    async fn delete_message(
        &self,
        request: DeleteMessage,
        _: RequestContext,
    ) -> BackendResult<DeleteMessage> {
        self.see(&request.token, &request)
    }

    async fn get_chat_member(
        &self,
        request: GetChatMember,
        _: RequestContext,
    ) -> BackendResult<GetChatMember> {
        self.see(&request.token, &request)?;
        Ok(members().into_iter().nth(request.user_id as usize).ok_or(ErrorCode::BadRequest)?.0)
    }

    async fn get_file(&self, request: GetFile, _: RequestContext) -> BackendResult<GetFile> {
        self.see(&request.token, &request)?;
        Ok(File {
            file_id: request.file_id,
            file_unique_id: "AgADBQ".into(),
            file_size: Some(8),
            file_path: Some("documents/2026/file 7.pdf".into()),
        })
    }

    async fn download_file(&self, request: DownloadFile, _: RequestContext) -> BackendResult<DownloadFile> {
        self.see(&request.token, &request)?;
        if request.file_path != "documents/2026/file 7.pdf" {
            return Err(ErrorCode::NotFound.into());
        }
        Ok(rt::Content::from("%PDF-1.4").with_media_type("application/pdf"))
    }
}

/// Members of every kind, and how they look.
fn members() -> Vec<(ChatMember, &'static str)> {
    vec![
        (
            Owner { user: ada(), is_anonymous: false }.into(),
            r#"{"status":"creator","user":{"id":5,"is_bot":false,"first_name":"Ada","last_name":"L"},"is_anonymous":false}"#,
        ),
        (
            Administrator { user: ada(), can_be_edited: true }.into(),
            r#"{"status":"administrator","user":{"id":5,"is_bot":false,"first_name":"Ada","last_name":"L"},"can_be_edited":true}"#,
        ),
        (
            Member { user: ada() }.into(),
            r#"{"status":"member","user":{"id":5,"is_bot":false,"first_name":"Ada","last_name":"L"}}"#,
        ),
        (
            Restricted { user: ada() }.into(),
            r#"{"status":"restricted","user":{"id":5,"is_bot":false,"first_name":"Ada","last_name":"L"}}"#,
        ),
        (
            Left { user: ada() }.into(),
            r#"{"status":"left","user":{"id":5,"is_bot":false,"first_name":"Ada","last_name":"L"}}"#,
        ),
        (
            Banned { user: ada(), until_date: moment() }.into(),
            r#"{"status":"kicked","user":{"id":5,"is_bot":false,"first_name":"Ada","last_name":"L"},"until_date":1700000000}"#,
        ),
    ]
}

fn client(recorded: &Recorded) -> Client {
    rt::Client::builder().base_url(recorded.url()).retries(0).build().expect("a client")
}

async fn served() -> Result<(Bot, Recorded, Client), Box<dyn std::error::Error>> {
    let bot = Bot::default();
    let recorded = Recorded::start(server::all(bot.clone()).into_axum()?).await?;
    let client = client(&recorded);
    Ok((bot, recorded, client))
}

fn token() -> Token {
    Token::from(TOKEN)
}

fn text(chat_id: impl Into<ChatId>, text: &str) -> SendMessage {
    SendMessage::new(SendMessageRequired { token: token(), chat_id: chat_id.into(), text: text.into() })
}

/// Request of an action whose parameters are JSON; none without a text.
fn post(method: &str, json: &str) -> String {
    let media = if json.is_empty() { "" } else { "content-type: application/json\n" };
    format!("POST /bot123456:ABC-DEF/{method} HTTP/1.1\naccept: application/json\n{media}\n{json}")
}

/// Response with a result.
fn ok(result: &str) -> String {
    format!("HTTP/1.1 200 OK\ncontent-type: application/json\n\n{{\"ok\":true,\"result\":{result}}}")
}

const SENDER: &str =
    r#""from":{"id":123456,"is_bot":true,"first_name":"Bot","username":"my_bot"},"date":1700000000"#;

#[tokio::test]
async fn a_token_is_in_the_path_and_every_result_in_an_envelope() -> TestResult {
    let (_, recorded, client) = served().await?;
    assert_eq!(client.bot().get_me(GetMe::new(token())).await?, bot());
    let result = r#"{"id":123456,"is_bot":true,"first_name":"Bot","username":"my_bot"}"#;
    assert_eq!(exchange(&recorded), [post("getMe", ""), ok(result)]);

    let request =
        DeleteMessage::new(DeleteMessageRequired { token: token(), chat_id: GROUP.into(), message_id: 7 });
    client.bot().delete_message(request).await?;
    let json = r#"{"chat_id":-1001234567890,"message_id":7}"#;
    assert_eq!(exchange(&recorded), [post("deleteMessage", json), ok("true")]);

    let error = client.bot().get_me(GetMe::new(Token::from("1:other"))).await.expect_err("another bot");
    assert_eq!((error.status(), error.code()), (Some(401), Some(ErrorCode::Unauthorized)));
    let [sent, received] = exchange(&recorded);
    assert_eq!(sent, "POST /bot1:other/getMe HTTP/1.1\naccept: application/json\n\n");
    let json = r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#;
    assert_eq!(received, format!("HTTP/1.1 401 Unauthorized\ncontent-type: application/json\n\n{json}"));
    Ok(())
}

#[tokio::test]
async fn a_chat_is_a_number_or_a_name_and_buttons_have_shapes() -> TestResult {
    let (bot, recorded, client) = served().await?;
    let button = |text: &str| InlineKeyboardButton { text: text.into(), url: None, callback_data: None };
    let row = vec![
        InlineKeyboardButton { url: Some("https://example.org/".into()), ..button("Open") },
        InlineKeyboardButton { callback_data: Some("p1".into()), ..button("Press") },
    ];
    let keyboard = ReplyKeyboardMarkup {
        keyboard: vec![vec![KeyboardButton { text: "Yes".into() }]],
        resize_keyboard: Some(true),
    };
    let markups: [(ReplyMarkup, &str); 4] = [
        (
            InlineKeyboardMarkup { inline_keyboard: vec![row] }.into(),
            r#"{"inline_keyboard":[[{"text":"Open","url":"https://example.org/"},{"text":"Press","callback_data":"p1"}]]}"#,
        ),
        (keyboard.into(), r#"{"keyboard":[[{"text":"Yes"}]],"resize_keyboard":true}"#),
        (ReplyKeyboardRemove {}.into(), r#"{"remove_keyboard":true}"#),
        (ForceReply {}.into(), r#"{"force_reply":true}"#),
    ];
    for (markup, json) in markups {
        let request = text(GROUP, "Hi").with(|send| {
            send.parse_mode = Some(ParseMode::Markdown);
            send.disable_notification = Some(true);
            send.reply_markup = Some(markup);
        });
        let expected = format!("{request:?}");
        let sent = client.bot().send_message(request).await?;
        assert_eq!((sent.chat.id, sent.date, sent.text.as_deref()), (GROUP, moment(), Some("Hi")));
        assert_eq!(bot.seen(), expected);
        let json = format!(
            r#"{{"chat_id":-1001234567890,"text":"Hi","parse_mode":"MarkdownV2","disable_notification":true,"reply_markup":{json}}}"#
        );
        let result = format!(
            r#"{{"message_id":7,{SENDER},"chat":{{"id":-1001234567890,"type":"supergroup"}},"reply_to_message":{{"message_id":7,{SENDER},"chat":{{"id":5,"type":"supergroup"}}}},"text":"Hi"}}"#
        );
        assert_eq!(exchange(&recorded), [post("sendMessage", &json), ok(&result)]);
    }
    let sent = client.bot().send_message(text("@channelusername", "Hi")).await?;
    assert_eq!(sent.chat.title.as_deref(), Some("@channelusername"));
    let [request, _] = exchange(&recorded);
    assert_eq!(request, post("sendMessage", r#"{"chat_id":"@channelusername","text":"Hi"}"#));
    Ok(())
}

#[tokio::test]
async fn files_are_uploaded_sent_again_and_downloaded() -> TestResult {
    let (bot, recorded, client) = served().await?;
    let document = rt::Content::from("%PDF-1.4").with_media_type("application/pdf").with_file_name("a.pdf");
    let required = SendDocumentRequired { token: token(), chat_id: GROUP.into(), document };
    let request = SendDocument::new(required).with(|send| {
        let picture = rt::Content::from("JPEG").with_media_type("image/jpeg").with_file_name("t.jpg");
        send.thumbnail = Some(picture);
        send.caption = Some("größer".into());
        send.reply_markup = Some(ForceReply {}.into());
    });
    let expected = format!("{:?}", (&request.chat_id, &request.caption, &request.reply_markup));
    let sent = client.bot().send_document(request).await?;
    assert_eq!(bot.seen(), expected);
    let document = sent.document.expect("a document");
    assert_eq!((document.file_size, sent.caption.as_deref()), (Some(12), Some("größer")));
    let [request, response] = exchange(&recorded);
    assert_eq!(
        request,
        "POST /bot123456:ABC-DEF/sendDocument HTTP/1.1\naccept: application/json\ncontent-type: multipart/form-data; boundary=B\n\n\
         --B\nContent-Disposition: form-data; name=\"chat_id\"\n\n-1001234567890\n\
         --B\nContent-Disposition: form-data; name=\"document\"; filename=\"a.pdf\"\nContent-Type: application/pdf\n\n%PDF-1.4\n\
         --B\nContent-Disposition: form-data; name=\"thumbnail\"; filename=\"t.jpg\"\nContent-Type: image/jpeg\n\nJPEG\n\
         --B\nContent-Disposition: form-data; name=\"caption\"\n\ngrößer\n\
         --B\nContent-Disposition: form-data; name=\"reply_markup\"\nContent-Type: application/json\n\n{\"force_reply\":true}\n\
         --B--\n"
    );
    let result = format!(
        r#"{{"message_id":7,{SENDER},"chat":{{"id":-1001234567890,"type":"supergroup"}},"document":{{"file_id":"BQACAgIAAx","file_unique_id":"AgADBQ","file_name":"a.pdf","mime_type":"application/pdf","file_size":12}},"caption":"größer"}}"#
    );
    assert_eq!(response, ok(&result));

    // The same path takes the identifier of the file.
    let chat_id = ChatId::from("@channelusername");
    let required = ResendDocumentRequired { token: token(), chat_id, document: document.file_id };
    client.bot().resend_document(ResendDocument::new(required)).await?;
    let [request, response] = exchange(&recorded);
    let line = "GET /bot123456:ABC-DEF/sendDocument?chat_id=%40channelusername&document=BQACAgIAAx HTTP/1.1";
    assert_eq!(request, format!("{line}\naccept: application/json\n\n"));
    let document = r#""document":{"file_id":"BQACAgIAAx","file_unique_id":"AgADBQ"}"#;
    assert!(response.ends_with(&format!("{document}}}}}")), "{response}");

    let file =
        client.bot().get_file(GetFile::new(GetFileRequired { token: token(), file_id: "BQ".into() })).await?;
    let result =
        r#"{"file_id":"BQ","file_unique_id":"AgADBQ","file_size":8,"file_path":"documents/2026/file 7.pdf"}"#;
    assert_eq!(exchange(&recorded), [post("getFile", r#"{"file_id":"BQ"}"#), ok(result)]);
    let download =
        |path: &str| DownloadFile::new(DownloadFileRequired { token: token(), file_path: path.to_owned() });
    let content = client.bot().download_file(download(&file.file_path.expect("a path"))).await?;
    assert_eq!((content.media_type(), content.length()), (Some("application/pdf"), Some(8)));
    assert_eq!(content.bytes().await?, "%PDF-1.4");
    let [request, response] = exchange(&recorded);
    let line = "GET /file/bot123456:ABC-DEF/documents/2026/file%207.pdf HTTP/1.1";
    assert_eq!(request, format!("{line}\naccept: */*\n\n"));
    assert_eq!(response, "HTTP/1.1 200 OK\ncontent-type: application/pdf\n\n%PDF-1.4");
    let error = client.bot().download_file(download("documents/none")).await.expect_err("no such file");
    assert_eq!((error.status(), error.code()), (Some(404), Some(ErrorCode::NotFound)));
    Ok(())
}

#[tokio::test]
async fn places_are_floats_in_a_form() -> TestResult {
    let (bot, recorded, client) = served().await?;
    let location = |latitude: f64, longitude: f64| {
        let required =
            SendLocationRequired { token: token(), chat_id: "@channelusername".into(), latitude, longitude };
        SendLocation::new(required)
    };
    for (latitude, longitude, accuracy, form, json) in [
        (
            56.9496,
            -24.1052,
            Some(12.5),
            "latitude=56.9496&longitude=-24.1052&horizontal_accuracy=12.5",
            r#"{"latitude":56.9496,"longitude":-24.1052}"#,
        ),
        (
            -90.0,
            0.1 + 0.2,
            None,
            "latitude=-90&longitude=0.30000000000000004",
            r#"{"latitude":-90,"longitude":0.30000000000000004}"#,
        ),
    ] {
        let request = location(latitude, longitude).with(|send| send.horizontal_accuracy = accuracy);
        let expected = format!("{request:?}");
        let place = client.bot().send_location(request).await?.location.expect("a place");
        assert_eq!((place.latitude, place.longitude), (latitude, longitude));
        assert_eq!(bot.seen(), expected);
        let [request, response] = exchange(&recorded);
        assert_eq!(
            request,
            format!(
                "POST /bot123456:ABC-DEF/sendLocation HTTP/1.1\naccept: application/json\n\
                 content-type: application/x-www-form-urlencoded\n\nchat_id=%40channelusername&{form}"
            )
        );
        assert!(response.ends_with(&format!("\"location\":{json}}}}}")), "{response}");
    }
    assert!(client.bot().send_location(location(90.1, 0.0)).await.is_err());
    assert_eq!(recorded.sent(), "", "a latitude beyond the pole is not sent");
    Ok(())
}

#[tokio::test]
async fn updates_are_a_list_and_members_differ_by_their_status() -> TestResult {
    let (bot, recorded, client) = served().await?;
    let request = GetUpdates::new(token()).with(|get| {
        get.offset = Some(10);
        get.limit = Some(100);
        get.timeout = Some(30);
        get.allowed_updates = Some(vec!["message".into(), "callback_query".into()]);
    });
    let expected = format!("{request:?}");
    let updates = client.bot().get_updates(request).await?;
    assert_eq!(bot.seen(), expected);
    assert_eq!(updates.iter().map(|update| update.update_id).collect::<Vec<_>>(), [10, 11]);
    assert_eq!(updates[1].callback_query.as_ref().map(|press| &press.from), Some(&ada()));
    let json = r#"{"offset":10,"limit":100,"timeout":30,"allowed_updates":["message","callback_query"]}"#;
    let result = format!(
        r#"[{{"update_id":10,"message":{{"message_id":7,{SENDER},"chat":{{"id":5,"type":"supergroup"}}}}}},{{"update_id":11,"callback_query":{{"id":"4382","from":{{"id":5,"is_bot":false,"first_name":"Ada","last_name":"L"}},"data":"p1"}}}}]"#
    );
    assert_eq!(exchange(&recorded), [post("getUpdates", json), ok(&result)]);

    for (number, (member, result)) in members().into_iter().enumerate() {
        let required =
            GetChatMemberRequired { token: token(), chat_id: GROUP.into(), user_id: number as i64 };
        assert_eq!(client.bot().get_chat_member(GetChatMember::new(required)).await?, member);
        let json = format!(r#"{{"chat_id":-1001234567890,"user_id":{number}}}"#);
        assert_eq!(exchange(&recorded), [post("getChatMember", &json), ok(result)]);
    }
    Ok(())
}

#[tokio::test]
async fn failures_have_waits_and_parameters() -> TestResult {
    let (_, recorded, client) = served().await?;
    let failed = async |words: &str| {
        let error = client.bot().send_message(text(GROUP, words)).await.expect_err("it fails");
        (error, exchange(&recorded)[1].clone())
    };
    let (error, response) = failed("nowhere").await;
    assert_eq!((error.status(), error.code()), (Some(400), Some(ErrorCode::BadRequest)));
    let head = "HTTP/1.1 400 Bad Request\ncontent-type: application/json\n\n";
    let json = r#"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#;
    assert_eq!(response, format!("{head}{json}"));

    let (error, response) = failed("flood").await;
    assert_eq!((error.status(), error.code()), (Some(429), Some(ErrorCode::TooManyRequests)));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    let parameters: ResponseParameters = error.api().expect("an error").details_as()?;
    assert_eq!(parameters, ResponseParameters { migrate_to_chat_id: None, retry_after: Some(5) });
    let json = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 5","parameters":{"retry_after":5}}"#;
    assert_eq!(
        response,
        format!("HTTP/1.1 429 Too Many Requests\ncontent-type: application/json\nretry-after: 5\n\n{json}")
    );

    let (error, response) = failed("moved").await;
    let parameters: ResponseParameters = error.api().expect("an error").details_as()?;
    assert_eq!(parameters, ResponseParameters { migrate_to_chat_id: Some(GROUP), retry_after: None });
    assert_eq!(error.retry_after(), None);
    assert!(response.ends_with(r#","parameters":{"migrate_to_chat_id":-1001234567890}}"#), "{response}");

    // The router's own errors have the same form.
    let url = recorded.url();
    let json = ("content-type", "application/json");
    let (status, body) =
        ask(&format!("{url}/bot{TOKEN}/sendMessage"), "POST", &[json], r#"{"chat_id":5}"#).await;
    let json = r#"{"ok":false,"error_code":400,"description":"Missing parameter: text"}"#;
    assert_eq!((status, body.as_str()), (400, json));
    let (status, body) = ask(&format!("{url}/bot{TOKEN}/getNothing"), "GET", &[], "").await;
    let json = r#"{"ok":false,"error_code":404,"description":"There is no such action"}"#;
    assert_eq!((status, body.as_str()), (404, json));
    Ok(())
}

#[tokio::test]
async fn other_programs_send_parameters_in_every_place() -> TestResult {
    let (bot, recorded, _) = served().await?;
    let url = format!("{}/bot{TOKEN}", recorded.url());
    let mut expected = text("@channelusername", "a b");
    let form = ("content-type", "application/x-www-form-urlencoded");
    for (method, path, headers, body) in [
        ("GET", "/sendMessage?chat_id=@channelusername&text=a%20b", &[][..], ""),
        ("POST", "/sendMessage?chat_id=@channelusername", &[form][..], "text=a+b"),
        ("POST", "/sendMessage", &[form][..], "chat_id=%40channelusername&text=a%20b"),
    ] {
        let (status, answer) = ask(&format!("{url}{path}"), method, headers, body).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(bot.seen(), format!("{expected:?}"), "{method} {path} {body}");
    }
    // A number of a chat in a form, and buttons as JSON text.
    expected = text(GROUP, "a").with(|send| send.reply_markup = Some(ForceReply {}.into()));
    let body = "chat_id=-1001234567890&text=a&reply_markup=%7B%22force_reply%22%3A+true%7D";
    let (status, answer) = ask(&format!("{url}/sendMessage"), "POST", &[form], body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(bot.seen(), format!("{expected:?}"));
    Ok(())
}

#[tokio::test]
async fn printed_samples_are_read() -> TestResult {
    let printed = r#"{"ok": true, "result": {"id": 123456, "is_bot": true, "first_name": "Bot", "username": "my_bot"}}"#;
    let me = client(&vendor(200, JSON, printed).await).bot().get_me(GetMe::new(token())).await?;
    assert_eq!(me, bot());

    let printed = r#"{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}"#;
    let error = client(&vendor(400, JSON, printed).await).bot().send_message(text(1, "a")).await;
    let error = error.expect_err("no such chat");
    assert_eq!((error.status(), error.code()), (Some(400), Some(ErrorCode::BadRequest)));
    assert_eq!(error.api().expect("an error").message, "Bad Request: chat not found");

    let printed = r#"{"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 5", "parameters": {"retry_after": 5}}"#;
    let error = client(&vendor(429, JSON, printed).await).bot().send_message(text(1, "a")).await;
    let error = error.expect_err("too many");
    assert_eq!(
        (error.code(), error.retry_after()),
        (Some(ErrorCode::TooManyRequests), Some(Duration::from_secs(5)))
    );

    let required = || GetChatMemberRequired { token: token(), chat_id: 1.into(), user_id: 2 };
    let unknown = r#"{"ok":true,"result":{"status":"guest","user":{"id":1}}}"#;
    let member = client(&vendor(200, JSON, unknown).await)
        .bot()
        .get_chat_member(GetChatMember::new(required()))
        .await?;
    assert!(matches!(member, ChatMember::Unknown(_)), "{member:?}");
    Ok(())
}
