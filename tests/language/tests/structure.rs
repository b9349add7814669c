//! Structure of types: unions, three states, records as arrays, and included records.

use std::sync::{Arc, Mutex};

use bindery_language::Recorded;
use bindery_runtime::{Client, Error, Patch, RawJson};

mod api {
    bindery_macros::api!("spec/structure", client, blocking, server);
}

use api::Modules as _;
use api::shop::*;
use bindery_runtime as rt;

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Backend that returns what it is given, and keeps the last change.
#[derive(Clone, Default)]
struct Shop {
    change: Arc<Mutex<Option<Change>>>,
}

type Context = rt::server::RequestContext;

impl ShopBackend for Shop {
    async fn pay(&self, request: Pay, _: Context) -> rt::BackendResult<Pay> {
        Ok(request.means)
    }

    async fn chat(&self, request: Chat, _: Context) -> rt::BackendResult<Chat> {
        Ok(request.chat)
    }

    async fn customer(&self, request: CustomerRequest, _: Context) -> rt::BackendResult<CustomerRequest> {
        Ok(match request.id.as_str() {
            "gone" => DeletedCustomer { id: request.id }.into(),
            "live" => LiveCustomer {
                id: request.id,
                created: rt::Date::constant(2026, 1, 31),
                name: "Ada".to_owned(),
            }
            .into(),
            _ => request.id.into(),
        })
    }

    async fn change(&self, request: Change, _: Context) -> rt::BackendResult<Change> {
        let inner = request.inner.clone().unwrap_or_default();
        *self.change.lock().expect("no panic") = Some(request);
        Ok(inner)
    }

    async fn candles(&self, request: Candles, _: Context) -> rt::BackendResult<Candles> {
        Ok(vec![request.like])
    }

    async fn tree(&self, request: Tree, _: Context) -> rt::BackendResult<Tree> {
        Ok(request.filter)
    }

    async fn messages(&self, _: Messages, _: Context) -> rt::BackendResult<Messages> {
        let trade = Trade { channel: 5, price: rt::Decimal::new(150, 2) };
        let other = RawJson::from_text(r#"[5, "te", {"id": 1}]"#).expect("JSON");
        Ok(vec![Heartbeat { channel: 5 }.into(), trade.into(), Message::Unknown(other)])
    }
}

struct Pair {
    recorded: Recorded,
    client: api::Client,
    shop: Shop,
}

impl Pair {
    async fn start() -> Result<Self, Box<dyn std::error::Error>> {
        let shop = Shop::default();
        let recorded = Recorded::start(api::server::all(shop.clone()).into_axum()?).await?;
        let client = Client::builder().server_url("main", recorded.url()).build()?;
        Ok(Self { recorded, client, shop })
    }

    /// Returns the bodies of the last request and its response.
    fn bodies(&self) -> [String; 2] {
        let body = |text: String| text.split("\r\n\r\n").last().unwrap_or_default().to_owned();
        [body(self.recorded.sent()), body(self.recorded.received())]
    }
}

#[tokio::test]
async fn a_field_tells_which_variant_it_is() -> TestResult {
    let pair = Pair::start().await?;
    let card = Card { number: "4242".to_owned() };
    let paid = pair.client.shop().pay(Pay::new(card.clone())).await?;
    assert_eq!(paid, PaymentMethod::Card(card.clone()));
    let json = r#"{"type":"card","number":"4242"}"#;
    assert_eq!(pair.bodies(), [format!(r#"{{"means":{json}}}"#), json.to_owned()]);

    let mut request = Pay::new(SepaDebit { iban: "DE02".to_owned() });
    request.others = Some(vec![Cash { type_: PaymentKind::Cash, amount: 5.into() }.into(), card.into()]);
    pair.client.shop().pay(request).await?;
    let [sent, received] = pair.bodies();
    assert_eq!(
        sent,
        r#"{"means":{"type":"sepa_debit","iban":"DE02"},"others":[{"type":"cash","amount":5},{"type":"card","number":"4242"}]}"#
    );
    assert_eq!(received, r#"{"type":"sepa_debit","iban":"DE02"}"#);
    Ok(())
}

#[tokio::test]
async fn a_server_rejects_a_variant_that_it_does_not_know() -> TestResult {
    let pair = Pair::start().await?;
    let crypto = RawJson::from_text(r#"{"type": "crypto", "wallet": "secret"}"#)?;
    let refused = pair.client.shop().pay(Pay::new(PaymentMethod::Unknown(crypto))).await;
    let Err(Error::Api(_)) = refused else { panic!("{refused:?}") };
    let [sent, received] = pair.bodies();
    assert_eq!(sent, r#"{"means":{"type": "crypto", "wallet": "secret"}}"#);
    assert!(received.contains("crypto is not a documented value"), "{received}");
    assert!(!received.contains("secret"), "{received}");

    // Clients keep it.
    let read = |json: &str| rt::decode::decode_response::<Pay>(200, &json.to_owned().into());
    for json in [r#"{"type":"crypto","a":[1.50]}"#, r#"{"kind":"card"}"#, r#"["card"]"#, r#""card""#] {
        assert_eq!(read(json)?, PaymentMethod::Unknown(RawJson::from_text(json)?), "{json}");
    }
    assert!(matches!(read(r#"{"iban":"DE","type":"sepa"}"#)?, PaymentMethod::Debit(_)));
    let fault = read(r#"{"type":"card"}"#).expect_err("the number is missing").to_string();
    assert!(fault.contains("number: missing"), "{fault}");
    assert!(read("null").is_err());
    Ok(())
}

#[tokio::test]
async fn the_kind_of_json_tells_which_variant_it_is() -> TestResult {
    let pair = Pair::start().await?;
    for (chat, form, json) in [
        (ChatId::from(-100), "chat=-100", "-100"),
        (ChatId::from("@news"), "chat=%40news", "\"@news\""),
        (ChatId::from("007"), "chat=007", "\"007\""),
        (ChatId::from("1.5"), "chat=1.5", "\"1.5\""),
    ] {
        assert_eq!(pair.client.shop().chat(Chat::new(chat.clone())).await?, chat);
        assert_eq!(pair.bodies(), [form.to_owned(), json.to_owned()]);
    }
    Ok(())
}

#[tokio::test]
async fn the_shape_tells_which_variant_it_is() -> TestResult {
    let pair = Pair::start().await?;
    let shop = pair.client.shop();
    assert!(matches!(shop.customer(CustomerRequest::new("gone")).await?, Customer::Deleted(_)));
    assert_eq!(pair.bodies()[1], r#"{"deleted":true,"id":"gone"}"#);
    let Customer::Live(live) = shop.customer(CustomerRequest::new("live")).await? else {
        panic!("it is there")
    };
    assert_eq!((live.name.as_str(), live.created), ("Ada", rt::Date::constant(2026, 1, 31)));
    assert_eq!(pair.bodies()[1], r#"{"id":"live","created":"2026-01-31","name":"Ada"}"#);
    assert_eq!(shop.customer(CustomerRequest::new("cus_1")).await?, Customer::Number("cus_1".to_owned()));
    Ok(())
}

#[tokio::test]
async fn null_and_a_missing_value_differ() -> TestResult {
    let pair = Pair::start().await?;
    let request = Change { email: Patch::Null, age: 5.into(), ..Change::default() };
    pair.client.shop().change(request).await?;
    assert_eq!(pair.bodies(), [r#"{"id":null,"email":null,"age":5}"#, r#"{"size":null}"#]);
    let kept = pair.shop.change.lock().expect("no panic").take().expect("it was called");
    assert_eq!((&kept.id, kept.email, kept.age.value()), (&None, Patch::Null, Some(&5)));

    let inner = Some(Inner { note: Patch::Null, size: Some(2) });
    let request = Change { id: Some("c".to_owned()), inner, ..Change::default() };
    let inner = pair.client.shop().change(request).await?;
    assert_eq!(inner.note, Patch::Null);
    assert_eq!(pair.bodies(), [r#"{"id":"c","inner":{"note":null,"size":2}}"#, r#"{"note":null,"size":2}"#]);
    let kept = pair.shop.change.lock().expect("no panic").take().expect("it was called");
    assert!(kept.email.is_absent() && kept.age.is_absent());
    Ok(())
}

#[tokio::test]
async fn a_record_can_be_an_array() -> TestResult {
    let pair = Pair::start().await?;
    let time = rt::Timestamp::from_second(1_420_070_400)?;
    let mut candle = Candle { time, open: rt::Decimal::new(150, 2), note: None, trades: Some(3) };
    for (trades, note, json) in [
        (Some(3), None, r#"[1420070400,"candle","1.50",null,3]"#),
        (None, Some("a".to_owned()), r#"[1420070400,"candle","1.50","a"]"#),
        (None, None, r#"[1420070400,"candle","1.50"]"#),
    ] {
        (candle.trades, candle.note) = (trades, note);
        assert_eq!(pair.client.shop().candles(Candles::new(candle.clone())).await?, [candle.clone()]);
        assert_eq!(pair.bodies(), [format!(r#"{{"like":{json}}}"#), format!("[{json}]")]);
    }
    let read = |json: &str| rt::decode::decode_response::<Candles>(200, &json.to_owned().into());
    let more = read(r#"[[1420070400, "other", 1.50, null, null, {"more": 1}]]"#)?;
    assert_eq!(more, [candle]);
    for (json, fault) in [
        (r#"[[1420070400, "candle"]]"#, "[0].open: missing"),
        (r#"[[1420070400, "candle", []]]"#, "[0].open: expected a decimal number, found an array"),
        (r#"[{"time": 1420070400}]"#, "[0]: expected an array, found an object"),
    ] {
        let found = read(json).expect_err(json).to_string();
        assert!(found.contains(fault), "{found}");
    }
    Ok(())
}

#[tokio::test]
async fn a_union_can_contain_itself() -> TestResult {
    let pair = Pair::start().await?;
    let equals = |field: &str| Filter::from(Equals { field: field.to_owned(), is: RawJson::from(1) });
    let not = Filter::from(Not { not: equals("b") });
    let tree = Filter::from(All { all: vec![equals("a"), not] });
    assert_eq!(pair.client.shop().tree(Tree::new(tree.clone())).await?, tree);
    let json = r#"{"all":[{"field":"a","is":1},{"not":{"field":"b","is":1}}]}"#;
    assert_eq!(pair.bodies(), [format!(r#"{{"filter":{json}}}"#), json.to_owned()]);
    Ok(())
}

#[tokio::test]
async fn an_entry_of_an_array_can_tell_which_variant_it_is() -> TestResult {
    let pair = Pair::start().await?;
    let messages = pair.client.shop().messages(Messages::new()).await?;
    assert!(
        matches!(&*messages, [Message::Heartbeat(_), Message::Trade(trade), Message::Unknown(_)] if trade.channel == 5)
    );
    assert_eq!(pair.bodies()[1], r#"[[5,"hb"],[5,"tu",1.50],[5, "te", {"id": 1}]]"#);
    Ok(())
}

#[tokio::test]
async fn a_blocking_client_does_the_same() -> TestResult {
    let pair = Pair::start().await?;
    let client = pair.client.clone();
    let (send, receive) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        use bindery_runtime::blocking::Caller as _;
        let client = api::blocking::Client::new(client).expect("a runtime");
        send.send(client.call(Chat::new(5))).expect("the test waits");
    });
    assert_eq!(receive.await??, ChatId::Id(5));
    Ok(())
}
