//! Stripe: brackets in forms and queries, a key of idempotency that is kept when a call is repeated, pages by the last
//! identifier, customers that are deleted or live, references that are identifiers or objects, and details of errors.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bindery_language::Recorded;
use bindery_runtime as rt;
use bindery_schools::stripe::charges::{
    self, Charge, ChargeRequired, Charges, ChargesApi as _, ChargesBackend, CreateHeaders, CreateRequired,
    Range,
};
use bindery_schools::stripe::checkout::{
    CheckoutApi as _, CheckoutBackend, CreateSession, CreateSessionRequired, LineItem, Session,
};
use bindery_schools::stripe::customers::{self, CustomersApi as _, CustomersBackend};
use bindery_schools::stripe::types::{
    Address, AnyCustomer, Customer, CustomerReference, DeletedCustomer, ErrorDetails, ErrorType, Shipping,
};
use bindery_schools::stripe::{Client, ErrorCode, KEY, Modules as _, server};
use bindery_schools::wire::{JSON, ask, exchange, vendor};
use rt::server::RequestContext;
use rt::{Action as _, BackendResult, Caller as _, Failure, Headed, StreamExt as _};

type TestResult = Result<(), Box<dyn std::error::Error>>;

const SECRET: &str = "sk_test_123";
const CREATED: i64 = 1_700_000_000;

/// Charges by key of idempotency, and the last request.
#[derive(Clone, Default)]
struct Account {
    charges: Arc<Mutex<HashMap<String, Charge>>>,
    seen: Arc<Mutex<String>>,
}

impl Account {
    fn see(&self, request: &impl std::fmt::Debug) {
        *self.seen.lock().expect("no panic") = format!("{request:?}");
    }

    fn seen(&self) -> String {
        self.seen.lock().expect("no panic").clone()
    }
}

fn moment(seconds: i64) -> rt::Timestamp {
    rt::Timestamp::from_second(seconds).expect("a moment")
}

fn charge(id: &str) -> Charge {
    Charge::new(ChargeRequired {
        id: id.into(),
        amount: 2_000,
        currency: "eur".into(),
        created: moment(CREATED),
        paid: true,
        status: "succeeded".into(),
        metadata: rt::Map::default(),
    })
}

fn metadata() -> rt::Map<String> {
    [("order_id".to_owned(), "6735".to_owned())].into_iter().collect()
}

fn customer() -> Customer {
    Customer {
        id: "cus_NffrFeUfNV2Hib".into(),
        name: Some("Jenny Rosen".into()),
        email: None,
        metadata: metadata(),
    }
}

fn gone() -> DeletedCustomer {
    DeletedCustomer { id: "cus_NffrFeUfNV2Hib".into() }
}

impl ChargesBackend for Account {
    async fn list(&self, request: charges::List, _: RequestContext) -> BackendResult<charges::List> {
        self.see(&request);
        let all = ["ch_5", "ch_4", "ch_3", "ch_2", "ch_1"];
        let after = request.starting_after.and_then(|after| all.iter().position(|id| *id == after));
        let start = after.map_or(0, |after| after + 1);
        let end = (start + 2).min(all.len());
        let data = all[start..end].iter().map(|id| charge(id)).collect();
        Ok(Charges { url: "/v1/charges".into(), has_more: end < all.len(), data })
    }

    async fn create(
        &self,
        request: charges::Create,
        context: RequestContext,
    ) -> BackendResult<charges::Create> {
        self.see(&request);
        if request.source.as_deref() == Some("tok_poor") {
            context.reply.set("Request-Id", "req_declined");
            let details = ErrorDetails {
                type_: Some(ErrorType::CardError),
                decline_code: Some("insufficient_funds".into()),
                ..ErrorDetails::default()
            };
            return Err(Failure::from(ErrorCode::CardDeclined)
                .message("Your card has insufficient funds.")
                .with_details(&details));
        }
        if request.source.as_deref() == Some("tok_broken") {
            let details = ErrorDetails { type_: Some(ErrorType::ApiError), ..ErrorDetails::default() };
            return Err(Failure::from(ErrorCode::ApiError).with_details(&details));
        }
        let mut charges = self.charges.lock().expect("no panic");
        let key = request.idempotency_key.ok_or(ErrorCode::ParameterMissing)?;
        let replayed = charges.contains_key(&key);
        let id = format!("ch_{}", charges.len() + 1);
        let charge = charges.entry(key).or_insert_with(|| Charge {
            amount: request.amount,
            currency: request.currency,
            customer: request.customer.map(CustomerReference::Id),
            description: request.description,
            metadata: request.metadata.unwrap_or_default(),
            ..charge(&id)
        });
        let headers = CreateHeaders {
            request_id: Some(format!("req_{id}")),
            idempotent_replayed: replayed.then_some(true),
        };
        Ok(Headed::new(charge.clone(), headers))
    }

    async fn get(&self, request: charges::Get, _: RequestContext) -> BackendResult<charges::Get> {
        self.see(&request);
        let reference = match request.id.as_str() {
            "ch_id" => Some("cus_NffrFeUfNV2Hib".into()),
            "ch_live" => Some(AnyCustomer::from(customer()).into()),
            "ch_gone" => Some(AnyCustomer::from(gone()).into()),
            "ch_none" => None,
            other => {
                let details = ErrorDetails {
                    type_: Some(ErrorType::InvalidRequestError),
                    param: Some("id".into()),
                    ..ErrorDetails::default()
                };
                return Err(Failure::from(ErrorCode::ResourceMissing)
                    .message(format!("No such charge: '{other}'"))
                    .with_details(&details));
            }
        };
        Ok(Charge { customer: reference, ..charge(&request.id) })
    }
}

impl CustomersBackend for Account {
    async fn create(
        &self,
        request: customers::Create,
        _: RequestContext,
    ) -> BackendResult<customers::Create> {
        self.see(&request);
        Ok(Customer { name: request.name, metadata: request.metadata.unwrap_or_default(), ..customer() })
    }

    async fn get(&self, request: customers::Get, _: RequestContext) -> BackendResult<customers::Get> {
        Ok(match request.id.as_str() {
            "cus_live" => customer().into(),
            "cus_busy" => return Err(ErrorCode::RateLimit.into()),
            _ => gone().into(),
        })
    }

    async fn update(
        &self,
        request: customers::Update,
        _: RequestContext,
    ) -> BackendResult<customers::Update> {
        self.see(&request);
        let kept = |(_, text): &(String, String)| !text.is_empty();
        let changes = request.metadata.unwrap_or_default().into_iter().filter(kept).collect();
        Ok(Customer { metadata: changes, ..customer() })
    }

    async fn delete(
        &self,
        request: customers::Delete,
        _: RequestContext,
    ) -> BackendResult<customers::Delete> {
        Ok(DeletedCustomer { id: request.id })
    }
}

impl CheckoutBackend for Account {
    async fn create_session(
        &self,
        request: CreateSession,
        _: RequestContext,
    ) -> BackendResult<CreateSession> {
        self.see(&request);
        Ok(Session { id: "cs_test_1".into(), url: None })
    }
}

fn client(recorded: &Recorded, retries: u32) -> Client {
    let client = rt::Client::builder().base_url(recorded.url()).credential(KEY, SECRET);
    client.retries(retries).build().expect("a client")
}

fn router(account: &Account) -> axum::Router {
    server::all(account.clone()).credential(KEY, SECRET).into_axum().expect("a router")
}

async fn served() -> Result<(Account, Recorded, Client), Box<dyn std::error::Error>> {
    let account = Account::default();
    let recorded = Recorded::start(router(&account)).await?;
    let client = client(&recorded, 0);
    Ok((account, recorded, client))
}

fn create() -> charges::Create {
    charges::Create::new(CreateRequired { amount: 2_000, currency: "eur".into() })
}

/// Request without a body, or with a form.
fn get(line: &str) -> String {
    format!("{line} HTTP/1.1\naccept: application/json\nauthorization: Bearer sk_test_123\n\n")
}

fn post(path: &str, more: &str, form: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\naccept: application/json\nauthorization: Bearer sk_test_123\n\
         content-type: application/x-www-form-urlencoded\n{more}\n{form}"
    )
}

fn ok(json: &str) -> String {
    format!("HTTP/1.1 200 OK\ncontent-type: application/json\n\n{json}")
}

#[tokio::test]
async fn nested_values_have_brackets() -> TestResult {
    let (account, recorded, client) = served().await?;
    let request = create().with(|create| {
        create.idempotency_key = Some("KG5LxwFBepaKHyUD".into());
        create.customer = Some("cus_NffrFeUfNV2Hib".into());
        create.source = Some("tok_visa".into());
        create.description = Some("Tea & cake".into());
        create.metadata = Some(metadata());
        let address =
            Address { city: Some("Riga".into()), line1: Some("Brīvības 1".into()), ..Address::default() };
        create.shipping = Some(Shipping { name: "Jenny".into(), address });
        create.capture = Some(true);
        create.expand = Some(vec!["customer".into(), "invoice".into()]);
    });
    let expected = format!("{request:?}");
    let made = client.charges().create(request).await?;
    assert_eq!(account.seen(), expected);
    assert_eq!((made.amount, &made.metadata), (2_000, &metadata()));
    assert_eq!(
        (made.headers.request_id.as_deref(), made.headers.idempotent_replayed),
        (Some("req_ch_1"), None)
    );
    let form = "amount=2000&currency=eur&source=tok_visa&customer=cus_NffrFeUfNV2Hib&description=Tea+%26+cake\
                &metadata%5Border_id%5D=6735&shipping%5Bname%5D=Jenny&shipping%5Baddress%5D%5Bcity%5D=Riga\
                &shipping%5Baddress%5D%5Bline1%5D=Br%C4%ABv%C4%ABbas+1&capture=true\
                &expand%5B%5D=customer&expand%5B%5D=invoice";
    let json = r#"{"object":"charge","id":"ch_1","amount":2000,"currency":"eur","created":1700000000,"customer":"cus_NffrFeUfNV2Hib","description":"Tea & cake","paid":true,"status":"succeeded","metadata":{"order_id":"6735"}}"#;
    let [sent, received] = exchange(&recorded);
    assert_eq!(sent, post("/v1/charges", "idempotency-key: KG5LxwFBepaKHyUD\n", form));
    assert_eq!(
        received,
        format!("HTTP/1.1 200 OK\ncontent-type: application/json\nrequest-id: req_ch_1\n\n{json}")
    );

    let request = charges::List::new().with(|list| {
        list.stripe_version = Some("2024-06-20".into());
        list.created =
            Some(Range { gte: Some(moment(CREATED)), lt: Some(moment(CREATED + 60)), ..Range::default() });
        list.customer = Some("cus_NffrFeUfNV2Hib".into());
        list.expand = Some(vec!["data.customer".into()]);
    });
    let expected = format!("{request:?}");
    assert_eq!(client.charges().list(request).await?.data, [charge("ch_5"), charge("ch_4")]);
    assert_eq!(account.seen(), expected);
    let [sent, received] = exchange(&recorded);
    let query = "created%5Bgte%5D=1700000000&created%5Blt%5D=1700000060&customer=cus_NffrFeUfNV2Hib&expand%5B%5D=data.customer";
    assert_eq!(
        sent,
        get(&format!("GET /v1/charges?{query}"))
            .replace("sk_test_123\n", "sk_test_123\nstripe-version: 2024-06-20\n")
    );
    let one = |id| {
        format!(
            r#"{{"object":"charge","id":"{id}","amount":2000,"currency":"eur","created":1700000000,"customer":null,"description":null,"paid":true,"status":"succeeded","metadata":{{}}}}"#
        )
    };
    let json = format!(
        r#"{{"object":"list","url":"/v1/charges","has_more":true,"data":[{},{}]}}"#,
        one("ch_5"),
        one("ch_4")
    );
    assert_eq!(received, ok(&json));

    // Records in a list have a number in brackets.
    let item = |price: &str, quantity| LineItem { price: price.into(), quantity };
    let request = CreateSession::new(CreateSessionRequired {
        mode: "payment".into(),
        success_url: "https://example.org/?a=1".into(),
        line_items: vec![item("price_1", Some(1)), item("price_2", None)],
    });
    let expected = format!("{request:?}");
    assert_eq!(
        client.checkout().create_session(request).await?,
        Session { id: "cs_test_1".into(), url: None }
    );
    assert_eq!(account.seen(), expected);
    let form = "mode=payment&success_url=https%3A%2F%2Fexample.org%2F%3Fa%3D1&line_items%5B0%5D%5Bprice%5D=price_1\
                &line_items%5B0%5D%5Bquantity%5D=1&line_items%5B1%5D%5Bprice%5D=price_2";
    let json = r#"{"object":"checkout.session","id":"cs_test_1","url":null}"#;
    assert_eq!(exchange(&recorded), [post("/v1/checkout/sessions", "", form), ok(json)]);

    // Brackets as the documents print them, without escapes.
    let headers =
        [("authorization", "Bearer sk_test_123"), ("content-type", "application/x-www-form-urlencoded")];
    let url = format!("{}/v1/customers", recorded.url());
    let key = [&headers[..], &[("idempotency-key", "k")]].concat();
    let (status, _) = ask(&url, "POST", &key, "metadata[order_id]=6735&address[city]=Riga").await;
    let request = customers::Create::new().with(|create| {
        create.idempotency_key = Some("k".into());
        create.metadata = Some(metadata());
        create.address = Some(Address { city: Some("Riga".into()), ..Address::default() });
    });
    assert_eq!((status, account.seen()), (200, format!("{request:?}")));
    Ok(())
}

#[tokio::test]
async fn customers_are_live_or_deleted_and_references_are_either() -> TestResult {
    let (account, recorded, client) = served().await?;
    let customers = client.customers();
    let request = customers::Create::new().with(|create| {
        create.idempotency_key = Some("one".into());
        create.name = Some("Jenny Rosen".into());
        create.metadata = Some(metadata());
    });
    assert_eq!(customers.create(request).await?, customer());
    let live = r#"{"object":"customer","id":"cus_NffrFeUfNV2Hib","name":"Jenny Rosen","email":null,"metadata":{"order_id":"6735"}}"#;
    let form = "name=Jenny+Rosen&metadata%5Border_id%5D=6735";
    assert_eq!(exchange(&recorded), [post("/v1/customers", "idempotency-key: one\n", form), ok(live)]);

    assert_eq!(customers.get(customers::Get::new("cus_live")).await?, AnyCustomer::Live(customer()));
    assert_eq!(exchange(&recorded), [get("GET /v1/customers/cus_live"), ok(live)]);
    assert_eq!(customers.get(customers::Get::new("cus_gone")).await?, AnyCustomer::Deleted(gone()));
    let deleted = r#"{"object":"customer","deleted":true,"id":"cus_NffrFeUfNV2Hib"}"#;
    assert_eq!(exchange(&recorded), [get("GET /v1/customers/cus_gone"), ok(deleted)]);
    assert_eq!(customers.delete(customers::Delete::new("cus_NffrFeUfNV2Hib")).await?, gone());
    assert_eq!(exchange(&recorded), [get("DELETE /v1/customers/cus_NffrFeUfNV2Hib"), ok(deleted)]);

    // An empty text removes a value.
    let request = customers::Update::new("cus_live").with(|update| {
        update.idempotency_key = Some("two".into());
        update.metadata = Some([("order_id".to_owned(), String::new())].into_iter().collect());
    });
    let expected = format!("{request:?}");
    assert_eq!(customers.update(request).await?.metadata, rt::Map::<String>::default());
    assert_eq!(account.seen(), expected);
    let [sent, _] = exchange(&recorded);
    assert_eq!(sent, post("/v1/customers/cus_live", "idempotency-key: two\n", "metadata%5Border_id%5D="));

    for (id, reference, json) in [
        ("ch_id", Some(CustomerReference::from("cus_NffrFeUfNV2Hib")), "\"cus_NffrFeUfNV2Hib\""),
        ("ch_live", Some(AnyCustomer::from(customer()).into()), live),
        ("ch_gone", Some(AnyCustomer::from(gone()).into()), deleted),
        ("ch_none", None, "null"),
    ] {
        let request = charges::Get::new(id).with(|get| get.expand = Some(vec!["customer".into()]));
        assert_eq!(client.charges().get(request).await?.customer, reference);
        let [sent, received] = exchange(&recorded);
        assert_eq!(sent, get(&format!("GET /v1/charges/{id}?expand%5B%5D=customer")));
        assert!(received.contains(&format!(r#""customer":{json},"description":null"#)), "{received}");
    }
    Ok(())
}

#[tokio::test]
async fn a_repeated_charge_has_the_same_key_and_is_made_once() -> TestResult {
    // The response to the first request is lost behind the vendor's back.
    let account = Account::default();
    let count = Arc::new(AtomicUsize::new(0));
    let lost = move |request: axum::extract::Request, next: axum::middleware::Next| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            let response = next.run(request).await;
            let lost = axum::http::StatusCode::BAD_GATEWAY;
            if first { axum::response::IntoResponse::into_response(lost) } else { response }
        }
    };
    let router = router(&account).layer(axum::middleware::from_fn(lost));
    let recorded = Recorded::start(router).await?;
    let client = client(&recorded, 1);
    let made = client.charges().create(create()).await?;
    assert_eq!((made.id.as_str(), made.headers.idempotent_replayed), ("ch_1", Some(true)));
    assert_eq!(account.charges.lock().expect("no panic").len(), 1);
    assert!(recorded.received().contains("\r\nidempotent-replayed: true\r\n"));
    let sent = recorded.sent();
    let keys = |sent: &str| {
        let lines = sent.lines().filter_map(|line| line.strip_prefix("idempotency-key: "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let first = keys(&sent);
    assert_eq!(first.len(), 2, "{sent}");
    assert_eq!(first[0], first[1]);
    client.charges().create(create()).await?;
    assert_ne!(keys(&recorded.sent()), first[..1]);
    assert_eq!(account.charges.lock().expect("no panic").len(), 2);
    Ok(())
}

#[tokio::test]
async fn lists_are_read_by_the_last_identifier() -> TestResult {
    let (_, recorded, client) = served().await?;
    let request = charges::List::new().with(|list| list.limit = Some(2));
    let ids: Vec<String> = client.records(request).map(|charge| charge.expect("a charge").id).collect().await;
    assert_eq!(ids, ["ch_5", "ch_4", "ch_3", "ch_2", "ch_1"]);
    let sent = recorded.sent();
    let lines: Vec<&str> = sent.lines().filter(|line| line.starts_with("GET ")).collect();
    let expected = [
        "GET /v1/charges?limit=2 HTTP/1.1",
        "GET /v1/charges?limit=2&starting_after=ch_4 HTTP/1.1",
        "GET /v1/charges?limit=2&starting_after=ch_2 HTTP/1.1",
    ];
    assert_eq!(lines, expected);
    Ok(())
}

#[tokio::test]
async fn errors_have_codes_and_details() -> TestResult {
    let (_, recorded, client) = served().await?;
    let error =
        client.charges().create(create().with(|create| create.source = Some("tok_poor".into()))).await;
    let error = error.expect_err("no funds");
    assert_eq!((error.status(), error.code()), (Some(402), Some(ErrorCode::CardDeclined)));
    assert_eq!(error.kind(), rt::ErrorKind::Funds);
    assert_eq!(error.headers().and_then(|headers| headers.text("request-id")), Some("req_declined"));
    let details: ErrorDetails = error.api().expect("an error").details_as()?;
    assert_eq!(
        (details.type_, details.decline_code.as_deref()),
        (Some(ErrorType::CardError), Some("insufficient_funds"))
    );
    let json = r#"{"error":{"code":"card_declined","message":"Your card has insufficient funds.","type":"card_error","decline_code":"insufficient_funds"}}"#;
    assert_eq!(
        exchange(&recorded)[1],
        format!(
            "HTTP/1.1 402 Payment Required\ncontent-type: application/json\nrequest-id: req_declined\n\n{json}"
        )
    );

    let error =
        client.charges().create(create().with(|create| create.source = Some("tok_broken".into()))).await;
    let error = error.expect_err("an error without a code");
    assert_eq!((error.status(), error.code()), (Some(500), Some(ErrorCode::ApiError)));
    let details: ErrorDetails = error.api().expect("an error").details_as()?;
    assert_eq!(details.type_, Some(ErrorType::ApiError));
    let received = exchange(&recorded)[1].clone();
    assert!(received.starts_with("HTTP/1.1 500 Internal Server Error\n"), "{received}");
    assert!(
        received.ends_with(r#"{"error":{"message":"Something went wrong","type":"api_error"}}"#),
        "{received}"
    );

    let error = client.charges().get(charges::Get::new("ch_lost")).await.expect_err("no such charge");
    assert_eq!((error.status(), error.code()), (Some(404), Some(ErrorCode::ResourceMissing)));
    let details: ErrorDetails = error.api().expect("an error").details_as()?;
    assert_eq!(details.param.as_deref(), Some("id"));
    let json = r#"{"error":{"code":"resource_missing","message":"No such charge: 'ch_lost'","type":"invalid_request_error","param":"id"}}"#;
    let received = exchange(&recorded)[1].clone();
    assert_eq!(received, format!("HTTP/1.1 404 Not Found\ncontent-type: application/json\n\n{json}"));

    let error = client.customers().get(customers::Get::new("cus_busy")).await.expect_err("too many");
    assert_eq!((error.status(), error.code()), (Some(429), Some(ErrorCode::RateLimit)));
    assert!(error.is_transient());

    let other = rt::Client::builder().base_url(recorded.url()).credential(KEY, "sk_test_old").retries(0);
    let other: Client = other.build()?;
    let error = other.customers().get(customers::Get::new("cus_live")).await.expect_err("another key");
    assert_eq!((error.status(), error.code()), (Some(401), Some(ErrorCode::KeyExpired)));

    let headers = [
        ("authorization", "Bearer sk_test_123"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("idempotency-key", "k"),
    ];
    let url = format!("{}/v1/charges", recorded.url());
    let (status, body) = ask(&url, "POST", &headers, "amount=2000").await;
    assert_eq!(status, 400);
    assert!(
        body.starts_with(r#"{"error":{"code":"parameter_missing","message":""#) && body.contains("currency"),
        "{body}"
    );
    let (status, body) = ask(&url, "POST", &headers, "amount=ten&currency=eur").await;
    assert_eq!(status, 400);
    assert!(
        body.starts_with(r#"{"error":{"code":"parameter_invalid_integer","#) && body.contains("amount"),
        "{body}"
    );
    Ok(())
}

#[tokio::test]
async fn printed_samples_are_read() -> TestResult {
    let printed = r#"{
  "id": "cus_NffrFeUfNV2Hib",
  "object": "customer",
  "deleted": true
}"#;
    let recorded = vendor(200, JSON, printed).await;
    let read = client(&recorded, 0).customers().get(customers::Get::new("cus_NffrFeUfNV2Hib")).await?;
    assert_eq!(read, AnyCustomer::Deleted(gone()));

    let printed = r#"{"error": {"code": "card_declined", "decline_code": "insufficient_funds", "message": "Your card has insufficient funds.", "type": "card_error"}}"#;
    let recorded = vendor(402, JSON, printed).await;
    let error = client(&recorded, 0).charges().create(create()).await.expect_err("declined");
    assert_eq!((error.status(), error.code()), (Some(402), Some(ErrorCode::CardDeclined)));
    let details: ErrorDetails = error.api().expect("an error").details_as()?;
    assert_eq!(details.decline_code.as_deref(), Some("insufficient_funds"));

    // A type and a code that nobody knows, and the header of a repetition.
    let printed = r#"{"error": {"type": "new_error", "code": "new_code", "message": "New"}}"#;
    let error = client(&vendor(424, JSON, printed).await, 0).charges().create(create()).await;
    let error = error.expect_err("a new error");
    assert_eq!((error.status(), error.code()), (Some(424), Some("new_code".into())));
    let details: ErrorDetails = error.api().expect("an error").details_as()?;
    assert_eq!(details.type_, Some(ErrorType::from("new_error")));
    Ok(())
}
