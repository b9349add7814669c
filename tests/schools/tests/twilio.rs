//! Twilio: identifiers with a suffix in the path, repeated fields of forms, pages by the address of the next one, times as
//! in mails, numbers as texts, and names of parameters with a comparison.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bindery_language::Recorded;
use bindery_runtime as rt;
use bindery_schools::twilio::accounts::{self, Account, AccountRequired, AccountsApi as _, AccountsBackend};
use bindery_schools::twilio::calls::{self, Call, CallsApi as _, CallsBackend};
use bindery_schools::twilio::messages::{
    self, Direction, Message, MessageRequired, Messages, MessagesApi as _, MessagesBackend,
};
use bindery_schools::twilio::types::Sid;
use bindery_schools::twilio::{Client, ErrorCode, Modules as _, server};
use bindery_schools::wire::{self, ask, exchange, vendor};
use rt::server::{Logins, RequestContext};
use rt::{Action as _, BackendResult, Caller as _, Failure, RawJson, StreamExt as _};

type TestResult = Result<(), Box<dyn std::error::Error>>;

const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const MESSAGE: &str = "SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const LOST: &str = "SMffffffffffffffffffffffffffffffff";
const CALL: &str = "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
/// Basic credentials of the account with the token `secret`.
const BASIC: &str = "Basic QUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTpzZWNyZXQ=";
/// Fri, 24 May 2019 17:44:46 +0000
const MOMENT: i64 = 1_558_719_886;

#[derive(Clone, Default)]
struct Backend {
    seen: Arc<Mutex<String>>,
}

/// Number of the page in the address of a request, which is the vendor's own affair.
#[derive(Clone, Copy)]
struct PageNumber(i64);

impl Backend {
    fn see(&self, request: &impl std::fmt::Debug) {
        *self.seen.lock().expect("no panic") = format!("{request:?}");
    }

    fn seen(&self) -> String {
        self.seen.lock().expect("no panic").clone()
    }
}

fn moment() -> rt::Timestamp {
    rt::Timestamp::from_second(MOMENT).expect("a moment")
}

fn message() -> Message {
    let media = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media.json");
    let required = MessageRequired {
        account_sid: ACCOUNT.into(),
        api_version: "2010-04-01".into(),
        date_created: moment(),
        date_updated: moment(),
        direction: Direction::OutboundApi,
        from: "+12019235161".into(),
        num_media: 0,
        num_segments: 1,
        price_unit: "USD".into(),
        sid: MESSAGE.into(),
        status: "sent".into(),
        subresource_uris: [("media".to_owned(), media)].into_iter().collect(),
        to: "+18182008801".into(),
        uri: format!("/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}.json"),
    };
    let price = Some(rt::Decimal::new(-750, 5));
    Message { body: Some("Hi there".into()), date_sent: Some(moment()), price, ..Message::new(required) }
}

/// The message as JSON.
const JSON: &str = r#"{"account_sid":"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","api_version":"2010-04-01","body":"Hi there","date_created":"Fri, 24 May 2019 17:44:46 +0000","date_sent":"Fri, 24 May 2019 17:44:46 +0000","date_updated":"Fri, 24 May 2019 17:44:46 +0000","direction":"outbound-api","error_code":null,"error_message":null,"from":"+12019235161","messaging_service_sid":null,"num_media":"0","num_segments":"1","price":"-0.00750","price_unit":"USD","sid":"SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","status":"sent","subresource_uris":{"media":"/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages/SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Media.json"},"to":"+18182008801","uri":"/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages/SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.json"}"#;

/// An error with the page that explains it.
fn failed(code: ErrorCode, number: u32) -> Failure<ErrorCode> {
    let page = format!("\"https://www.twilio.com/docs/errors/{number}\"");
    Failure::from(code).details(RawJson::from_text(&page).expect("JSON"))
}

impl MessagesBackend for Backend {
    async fn create(&self, request: messages::Create, _: RequestContext) -> BackendResult<messages::Create> {
        self.see(&request);
        if request.to == "+1" {
            return Err(failed(ErrorCode::InvalidTo, 21_211));
        }
        let num_media = request.media_url.map_or(0, |urls| urls.len() as i64);
        let service = request.messaging_service_sid;
        Ok(Message { body: request.body, num_media, messaging_service_sid: service, ..message() })
    }

    async fn list(&self, request: messages::List, context: RequestContext) -> BackendResult<messages::List> {
        self.see(&request);
        let page = context.extensions.get::<PageNumber>().map_or(0, |page| page.0);
        let here = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json?PageSize=2");
        let at = |page: i64| match page {
            0 => format!("{here}&Page=0"),
            page => format!("{here}&Page={page}&PageToken=PASM{page}"),
        };
        let count = if page == 2 { 1 } else { 2 };
        Ok(Messages {
            end: page * 2 + count - 1,
            first_page_uri: at(0),
            next_page_uri: (page < 2).then(|| at(page + 1)),
            page,
            page_size: 2,
            previous_page_uri: (page > 0).then(|| at(page - 1)),
            messages: (0..count)
                .map(|number| Message { body: Some((page * 2 + number).to_string()), ..message() })
                .collect(),
            start: page * 2,
            uri: at(page),
        })
    }

    async fn get(&self, request: messages::Get, _: RequestContext) -> BackendResult<messages::Get> {
        self.see(&request);
        if request.sid == Sid::from(LOST) { Err(failed(ErrorCode::NotFound, 20_404)) } else { Ok(message()) }
    }

    async fn update(&self, request: messages::Update, _: RequestContext) -> BackendResult<messages::Update> {
        self.see(&request);
        Ok(Message { body: request.body, ..message() })
    }

    async fn delete(&self, request: messages::Delete, _: RequestContext) -> BackendResult<messages::Delete> {
        self.see(&request);
        Ok(())
    }
}

impl CallsBackend for Backend {
    async fn create(&self, request: calls::Create, _: RequestContext) -> BackendResult<calls::Create> {
        self.see(&request);
        if request.to == "+2" {
            return Err(failed(ErrorCode::TooManyRequests, 20_429).retry_after(Duration::from_secs(1)));
        }
        Ok(Call { sid: CALL.into(), status: "queued".into(), to: request.to, from: request.from })
    }
}

fn account() -> Account {
    Account::new(AccountRequired {
        sid: ACCOUNT.into(),
        friendly_name: "My account".into(),
        status: "active".into(),
        type_: "Full".into(),
        date_created: moment(),
        date_updated: moment(),
    })
}

impl AccountsBackend for Backend {
    async fn get(&self, request: accounts::Get, context: RequestContext) -> BackendResult<accounts::Get> {
        self.see(&request);
        assert_eq!(context.login.as_deref(), Some(ACCOUNT));
        Ok(account())
    }
}

/// Client of the base path that the documents name.
fn client(recorded: &Recorded) -> Client {
    let url = format!("{}/2010-04-01", recorded.url());
    rt::Client::builder().base_url(url).login(ACCOUNT, "secret").retries(0).build().expect("a client")
}

async fn numbered(
    mut request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    let query = request.uri().query().unwrap_or_default();
    let page = query.split('&').find_map(|pair| pair.strip_prefix("Page=")?.parse().ok());
    request.extensions_mut().insert(PageNumber(page.unwrap_or(0)));
    next.run(request).await
}

async fn served() -> Result<(Backend, Recorded, Client), Box<dyn std::error::Error>> {
    let backend = Backend::default();
    let router = server::all(backend.clone()).login(Logins::new([(ACCOUNT, "secret")]));
    let router = router.into_axum()?.layer(axum::middleware::from_fn(numbered));
    let recorded = Recorded::start(router).await?;
    let client = client(&recorded);
    Ok((backend, recorded, client))
}

fn get(line: &str) -> String {
    format!("{line} HTTP/1.1\naccept: application/json\nauthorization: {BASIC}\n\n")
}

fn post(path: &str, form: &str) -> String {
    format!(
        "POST /2010-04-01/Accounts/{ACCOUNT}/{path} HTTP/1.1\naccept: application/json\nauthorization: {BASIC}\n\
         content-type: application/x-www-form-urlencoded\n\n{form}"
    )
}

fn answer(status: &str, json: &str) -> String {
    format!("HTTP/1.1 {status}\ncontent-type: application/json\n\n{json}")
}

#[tokio::test]
async fn messages_are_sent_with_repeated_fields() -> TestResult {
    let (backend, recorded, client) = served().await?;
    let request = messages::Create::body(messages::CreateBody {
        account_sid: ACCOUNT.into(),
        to: "+18182008801".into(),
        from: "+12019235161".into(),
        body: "Hi there".into(),
    });
    let expected = format!("{request:?}");
    assert_eq!(client.messages().create(request).await?, message());
    assert_eq!(backend.seen(), expected);
    let form = "To=%2B18182008801&From=%2B12019235161&Body=Hi+there";
    assert_eq!(exchange(&recorded), [post("Messages.json", form), answer("201 Created", JSON)]);

    let service = "MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let request = messages::Create::service_media(messages::CreateServiceMedia {
        account_sid: ACCOUNT.into(),
        to: "+18182008801".into(),
        messaging_service_sid: service.into(),
        media_url: vec!["https://demo.twilio.com/owl.png".into(), "https://demo.twilio.com/a,b.png".into()],
    });
    let expected = format!("{request:?}");
    let sent = client.messages().create(request).await?;
    assert_eq!((sent.num_media, sent.body, sent.messaging_service_sid), (2, None, Some(service.into())));
    assert_eq!(backend.seen(), expected);
    let form = format!(
        "To=%2B18182008801&MessagingServiceSid={service}&MediaUrl=https%3A%2F%2Fdemo.twilio.com%2Fowl.png\
         &MediaUrl=https%3A%2F%2Fdemo.twilio.com%2Fa%2Cb.png"
    );
    let [sent, received] = exchange(&recorded);
    assert_eq!(sent, post("Messages.json", &form));
    assert!(received.contains(r#""num_media":"2""#) && received.contains(r#""body":null"#), "{received}");

    let request = calls::Create::url(calls::CreateUrl {
        account_sid: ACCOUNT.into(),
        to: "+14155551212".into(),
        from: "+15017122661".into(),
        url: "http://demo.twilio.com/docs/voice.xml".into(),
    })
    .with(|call| call.status_callback_event = Some(vec!["initiated".into(), "answered".into()]));
    let expected = format!("{request:?}");
    let call = client.calls().create(request).await?;
    assert_eq!((call.sid, call.to.as_str()), (CALL.into(), "+14155551212"));
    assert_eq!(backend.seen(), expected);
    let form = "To=%2B14155551212&From=%2B15017122661&Url=http%3A%2F%2Fdemo.twilio.com%2Fdocs%2Fvoice.xml\
                &StatusCallbackEvent=initiated&StatusCallbackEvent=answered";
    let json = r#"{"sid":"CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","status":"queued","to":"+14155551212","from":"+15017122661"}"#;
    assert_eq!(exchange(&recorded), [post("Calls.json", form), answer("201 Created", json)]);
    Ok(())
}

#[tokio::test]
async fn identifiers_have_a_suffix_in_the_path() -> TestResult {
    let (backend, recorded, client) = served().await?;
    assert_eq!(client.accounts().get(accounts::Get::new(ACCOUNT)).await?, account());
    let json = r#"{"sid":"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","friendly_name":"My account","status":"active","type":"Full","date_created":"Fri, 24 May 2019 17:44:46 +0000","date_updated":"Fri, 24 May 2019 17:44:46 +0000"}"#;
    let line = format!("GET /2010-04-01/Accounts/{ACCOUNT}.json");
    assert_eq!(exchange(&recorded), [get(&line), answer("200 OK", json)]);

    let one = || messages::GetRequired { account_sid: ACCOUNT.into(), sid: MESSAGE.into() };
    let request = messages::Get::new(one());
    let expected = format!("{request:?}");
    assert_eq!(client.messages().get(request).await?, message());
    assert_eq!(backend.seen(), expected);
    let line = format!("GET /2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}.json");
    assert_eq!(exchange(&recorded), [get(&line), answer("200 OK", JSON)]);

    // An empty text is sent, because it removes the text of the message.
    let required = messages::UpdateRequired { account_sid: ACCOUNT.into(), sid: MESSAGE.into() };
    let request = messages::Update::new(required).with(|update| update.body = Some(String::new()));
    let expected = format!("{request:?}");
    assert_eq!(client.messages().update(request).await?.body.as_deref(), Some(""));
    assert_eq!(backend.seen(), expected);
    let [sent, _] = exchange(&recorded);
    assert_eq!(sent, post(&format!("Messages/{MESSAGE}.json"), "Body="));

    let required = messages::DeleteRequired { account_sid: ACCOUNT.into(), sid: MESSAGE.into() };
    client.messages().delete(messages::Delete::new(required)).await?;
    let line = format!("DELETE /2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}.json");
    assert_eq!(exchange(&recorded), [get(&line), "HTTP/1.1 204 No Content\n\n".to_owned()]);

    // Without the suffix there is nothing.
    let url = format!("{}/2010-04-01/Accounts/{ACCOUNT}", recorded.url());
    let (status, body) = ask(&url, "GET", &[("authorization", BASIC)], "").await;
    assert_eq!(status, 404);
    assert!(body.contains("20404"), "{body}");
    Ok(())
}

#[tokio::test]
async fn pages_are_read_by_their_address() -> TestResult {
    let (backend, recorded, client) = served().await?;
    let request = messages::List::new(ACCOUNT).with(|list| {
        list.page_size = Some(2);
        list.date_sent_after = Some(moment());
        list.to = Some("+18182008801".into());
    });
    let page = client.messages().list(request.clone()).await?;
    assert_eq!((page.page, page.end, page.messages.len()), (0, 1, 2));
    assert_eq!(backend.seen(), format!("{request:?}"));
    let [sent, received] = exchange(&recorded);
    let query = "To=%2B18182008801&DateSent%3E=2019-05-24T17%3A44%3A46Z&PageSize=2";
    assert_eq!(sent, get(&format!("GET /2010-04-01/Accounts/{ACCOUNT}/Messages.json?{query}")));
    let start = format!(
        r#"{{"end":1,"first_page_uri":"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?PageSize=2&Page=0","next_page_uri":"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?PageSize=2&Page=1&PageToken=PASM1","page":0,"page_size":2,"previous_page_uri":null,"messages":[{{"account_sid""#
    );
    assert!(received.starts_with(&answer("200 OK", &start)), "{received}");

    let texts: Vec<_> =
        client.records(request).map(|message| message.expect("a message").body).collect().await;
    assert_eq!(texts.into_iter().flatten().collect::<String>(), "01234");
    let sent = recorded.sent();
    let lines: Vec<&str> = sent.lines().filter(|line| line.starts_with("GET ")).collect();
    let at = |query: &str| format!("GET /2010-04-01/Accounts/{ACCOUNT}/Messages.json?{query} HTTP/1.1");
    assert_eq!(
        lines,
        [at(query), at("PageSize=2&Page=1&PageToken=PASM1"), at("PageSize=2&Page=2&PageToken=PASM2")]
    );
    assert_eq!(sent.matches(BASIC).count(), 3, "every page is asked for with the login");
    Ok(())
}

#[tokio::test]
async fn errors_have_numbers_and_a_page() -> TestResult {
    let (_, recorded, client) = served().await?;
    let lost = || messages::Get::new(messages::GetRequired { account_sid: ACCOUNT.into(), sid: LOST.into() });
    let error = client.messages().get(lost()).await.expect_err("no such message");
    assert_eq!((error.status(), error.code()), (Some(404), Some(ErrorCode::NotFound)));
    let page: String = error.api().expect("an error").details_as()?;
    assert_eq!(page, "https://www.twilio.com/docs/errors/20404");
    let json = r#"{"code":20404,"message":"The requested resource was not found","more_info":"https://www.twilio.com/docs/errors/20404","status":404}"#;
    assert_eq!(exchange(&recorded)[1], answer("404 Not Found", json));

    let to = |to: &str| messages::CreateBody {
        account_sid: ACCOUNT.into(),
        to: to.into(),
        from: "+12019235161".into(),
        body: "Hi".into(),
    };
    let error = client.messages().create(messages::Create::body(to("+1"))).await.expect_err("no number");
    assert_eq!((error.status(), error.code()), (Some(400), Some(ErrorCode::InvalidTo)));
    let json = r#"{"code":21211,"message":"Invalid 'To' Phone Number","more_info":"https://www.twilio.com/docs/errors/21211","status":400}"#;
    assert_eq!(exchange(&recorded)[1], answer("400 Bad Request", json));

    let call = calls::Create::twiml(calls::CreateTwiml {
        account_sid: ACCOUNT.into(),
        to: "+2".into(),
        from: "+3".into(),
        twiml: "<Response/>".into(),
    });
    let error = client.calls().create(call).await.expect_err("too many");
    assert_eq!((error.status(), error.code()), (Some(429), Some(ErrorCode::TooManyRequests)));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    let [sent, received] = exchange(&recorded);
    assert_eq!(sent, post("Calls.json", "To=%2B2&From=%2B3&Twiml=%3CResponse%2F%3E"));
    assert!(received.starts_with("HTTP/1.1 429 Too Many Requests\ncontent-type: application/json\nretry-after: 1\n\n{\"code\":20429,"), "{received}");

    // The router's own errors.
    let url = format!("{}/2010-04-01/Accounts/{ACCOUNT}", recorded.url());
    let (status, body) = ask(&format!("{url}.json"), "GET", &[], "").await;
    assert_eq!(status, 401);
    assert!(
        body.starts_with(r#"{"code":20003,"message":""#) && body.ends_with(r#","status":401}"#),
        "{body}"
    );
    let headers = [("authorization", BASIC), ("content-type", "application/x-www-form-urlencoded")];
    let (status, body) = ask(&format!("{url}/Messages.json"), "POST", &headers, "To=%2B1&Body=Hi").await;
    assert_eq!(status, 400, "nobody sends it");
    assert!(
        body.starts_with(r#"{"code":20001,"message":""#) && body.ends_with(r#","status":400}"#),
        "{body}"
    );
    let (status, body) = ask(&format!("{url}/Calls.json"), "POST", &headers, "To=%2B1&From=%2B2").await;
    assert_eq!(status, 400);
    assert!(body.contains("Twiml") && body.contains("Url"), "{body}");
    Ok(())
}

#[tokio::test]
async fn printed_samples_are_read() -> TestResult {
    let printed = r#"{
  "account_sid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "api_version": "2010-04-01",
  "body": "Hi there",
  "date_created": "Fri, 24 May 2019 17:44:46 +0000",
  "date_sent": null,
  "date_updated": "Fri, 24 May 2019 17:44:46 +0000",
  "direction": "outbound-api",
  "error_code": null,
  "error_message": null,
  "from": "+12019235161",
  "messaging_service_sid": null,
  "num_media": "0",
  "num_segments": "1",
  "price": "-0.00750",
  "price_unit": "USD",
  "sid": "SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "status": "sent",
  "subresource_uris": {
    "media": "/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages/SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Media.json"
  },
  "to": "+18182008801",
  "uri": "/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages/SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.json"
}"#;
    let get =
        || messages::Get::new(messages::GetRequired { account_sid: ACCOUNT.into(), sid: MESSAGE.into() });
    let read = client(&vendor(200, wire::JSON, printed).await).messages().get(get()).await?;
    assert_eq!(read, Message { date_sent: None, ..message() });

    let printed = r#"{"code": 20404, "message": "The requested resource was not found", "more_info": "https://www.twilio.com/docs/errors/20404", "status": 404}"#;
    let error =
        client(&vendor(404, wire::JSON, printed).await).messages().get(get()).await.expect_err("lost");
    assert_eq!((error.status(), error.code()), (Some(404), Some(ErrorCode::NotFound)));
    let page: String = error.api().expect("an error").details_as()?;
    assert_eq!(page, "https://www.twilio.com/docs/errors/20404");
    Ok(())
}
