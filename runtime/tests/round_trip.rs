//! A small API, written by hand like generated code: its client and its server in one process.
#![allow(missing_docs)]

use std::sync::Arc;

use bindery_runtime as rt;
use rt::server::{Logins, RequestContext, Router};
use rt::{Action as _, Caller as _, InProcess};

#[derive(Debug)]
pub enum Demo {}

rt::error_codes! {
    /// Errors.
    pub enum ErrorCode: i64 {
        /// Anything.
        General = "general", 1, Internal, "General error";
        /// Missing.
        Missing = "missing", 11, Validation, "Missing parameters";
        /// Log in.
        LoginRequired = "login-required", 30, Authentication, "Login required";
        /// Funds.
        NoFunds = "no-funds", 380, Funds, "Technical error";
        /// Below zero.
        Odd = "odd", -5, Other, "Odd";
        /// A text without a code.
        Refused = "refused", _, Validation, "Request refused";
        /// Banned.
        Banned = "banned", 102, PermissionDenied, "Banned country";
    }
    texts { "Blocked country" => Banned, }
}

impl rt::Api for Demo {
    type Code = ErrorCode;
    const INFO: &'static rt::metadata::ApiInfo = &rt::metadata::ApiInfo::new("demo", "Demo")
        .servers(&[rt::metadata::Server::new("main")])
        .auth(&[rt::metadata::AuthScheme::basic("login")])
        .error_formats(&[
            rt::metadata::ErrorFormat::new("envelope", 500)
                .when(&[rt::metadata::ErrorSignal::Has("error")])
                .body(r#"{"success":false,"error":{"code":"$code","message":"$message"}}"#),
            rt::metadata::ErrorFormat::new("short", 200)
                .when(&[rt::metadata::ErrorSignal::Is("success", "false")])
                .body(r#"{"success":false,"message":"$code-text"}"#),
        ])
        .error_format("envelope")
        .rejections(rt::metadata::Rejections::new("general").missing("missing"));
}

rt::newtype! {
    /// A session.
    pub struct Session(Secret);
}

rt::wire_enum! {
    /// Currencies.
    pub enum Currency: i64 {
        /// Dollar.
        Usd = 1,
        /// Euro.
        Eur = 2,
    }
}

rt::record! {
    /// Moves money.
    #[non_exhaustive]
    pub struct Pay {
        /// Session.
        session: Session = rt::key("session"),
        /// Amount.
        amount: rt::Decimal = rt::key("amount").above(0),
        /// Currency.
        currency: Option<Currency> = rt::key("Currency").aliases(&["currency"]).known(),
        /// Tags.
        tags: Option<rt::Map<rt::RawJson>> = rt::key("tags").embedded_json(),
        /// Phone.
        phone: Option<String> = rt::key("phone").plus_as_space().length(0, 20),
        /// Month.
        month: Option<i64> = rt::key("month").two_digits().needs("year").min(1).max(12),
        /// Year.
        year: Option<i64> = rt::key("year"),
        /// Notes.
        notes: String = rt::key("notes").default(""),
    }
}

rt::record! {
    /// A payment.
    pub struct Receipt {
        /// Id.
        id: i64 = rt::key("ID").json_string(),
        /// Amount.
        amount: rt::Decimal = rt::key("amount").two_decimals(),
        /// Seen.
        seen: Option<String> = rt::key("seen").null_values(&["0"]).nullable(),
        /// Parts.
        parts: Vec<Part> = rt::key("parts").bare_single(),
    }
    fixed { "success": "true", }
}

rt::record! {
    /// A type that contains itself.
    pub struct Tree {
        /// Parent of the tree.
        parent: Option<Box<Tree>> = rt::key("parent"),
    }
}

rt::record! {
    /// A part.
    pub struct Part {
        /// Time.
        at: rt::DateTime = rt::key("at"),
    }
}

rt::record! {
    /// Says who asks.
    pub struct Whoami {}
}

impl rt::Action for Whoami {
    type Api = Demo;
    type Response = String;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("money", "whoami", "/money/whoami")
            .auth(&["login"])
            .optional(&["login"]);
}

impl rt::Action for Pay {
    type Api = Demo;
    type Response = Receipt;
    const INFO: &'static rt::metadata::ActionInfo =
        &rt::metadata::ActionInfo::new("money", "pay", "/money/pay")
            .auth(&["login"])
            .missing(&[("session", "login-required")])
            .error_formats(&[rt::metadata::ErrorFormatUse::new("short").errors(&["no-funds"])])
            .meanings(&[("no-funds", rt::ErrorKind::Funds, "the wallet is empty")])
            .money();
}

struct Bank;

trait MoneyBackend: rt::server::Backend {
    fn pay(
        &self,
        request: Pay,
        context: RequestContext,
    ) -> impl Future<Output = rt::BackendResult<Pay>> + Send {
        rt::server::not_implemented(request, context)
    }
}

fn routes<B: MoneyBackend>() -> Vec<rt::server::Route<B>> {
    rt::routes! { B;
        Pay => pay,
    }
}

async fn whoami(_: &Bank, _: Whoami, context: RequestContext) -> rt::BackendResult<Whoami> {
    Ok(context.login.unwrap_or_else(|| "nobody".to_owned()))
}

impl MoneyBackend for Bank {
    async fn pay(&self, request: Pay, context: RequestContext) -> rt::BackendResult<Pay> {
        assert_eq!(context.login.as_deref(), Some("partner"));
        if request.amount > rt::Decimal::from(100) {
            return Err(ErrorCode::NoFunds.into());
        }
        if request.amount == rt::Decimal::from(66) {
            panic!("a backend's bug");
        }
        let at = rt::DateTime::constant(2026, 1, 31, 10, 0, 0, 0);
        Ok(Receipt { id: 7, amount: request.amount, seen: None, parts: vec![Part { at }] })
    }
}

type Client = rt::Client<Demo, InProcess<axum::Router>>;

fn client(password: &str) -> Client {
    let router = Router::<Demo>::new()
        .mount(routes(), Arc::new(Bank))
        .login(Logins::new([("partner", "secret")]))
        .into_axum()
        .expect("the router is complete");
    rt::Client::builder()
        .login("partner", password)
        .build_over(InProcess::new(router))
        .expect("it is complete")
}

fn pay(amount: &str) -> Pay {
    Pay {
        session: "abc".into(),
        amount: amount.parse().expect("a number"),
        currency: Some(Currency::Eur),
        tags: None,
        phone: Some("+49 30".into()),
        month: None,
        year: None,
        notes: String::new(),
    }
}

#[tokio::test]
async fn a_response_arrives() {
    let request = pay("12.5").with(|request| {
        request.tags = Some(rt::Map::from([("a_aid".to_owned(), "123".into())]));
        (request.month, request.year) = (Some(2), Some(2026));
    });
    let receipt = client("secret").call(request).await.expect("paid");
    assert_eq!(receipt.id, 7);
    assert_eq!(receipt.amount.to_string(), "12.50");
    assert_eq!(receipt.parts.len(), 1);
}

#[tokio::test]
async fn an_optional_login_is_checked_when_it_is_sent() {
    let route = || {
        vec![rt::server::Route::new(|backend: &Bank, request, context| {
            Box::pin(whoami(backend, request, context))
        })]
    };
    let checked =
        Router::<Demo>::new().mount(route(), Arc::new(Bank)).login(Logins::new([("partner", "secret")]));
    let router = checked.into_axum().expect("the router is complete");
    let ask = async |builder: rt::client::ClientBuilder<Demo>| {
        let client = builder.build_over(InProcess::new(router.clone())).expect("it is complete");
        client.call(Whoami {}).await.map_err(|error| error.status())
    };
    assert_eq!(ask(rt::Client::builder()).await, Ok("nobody".to_owned()));
    assert_eq!(ask(rt::Client::builder().login("partner", "secret")).await, Ok("partner".to_owned()));
    assert_eq!(ask(rt::Client::builder().login("partner", "wrong")).await, Err(Some(401)));
    assert_eq!(ask(rt::Client::builder().login("", "")).await, Err(Some(401)));
    // A router without a login check is not built.
    let unchecked = Router::<Demo>::new().mount(route(), Arc::new(Bank)).into_axum();
    assert!(unchecked.is_ok());
}

#[tokio::test]
async fn failures_are_typed() {
    let failed = client("secret").call(pay("101")).await.expect_err("no funds");
    assert_eq!(failed.code(), Some(ErrorCode::NoFunds));
    assert_eq!(failed.kind(), rt::ErrorKind::Funds);
    assert_eq!(failed.status(), Some(200));
    assert_eq!(failed.to_string(), "money/pay failed (HTTP 200, code 380): the wallet is empty");

    let failed = client("secret").call(pay("66")).await.expect_err("a panic");
    assert_eq!(failed.code(), Some(ErrorCode::General));
    assert_eq!(failed.status(), Some(500));

    let failed = client("wrong").call(pay("1")).await.expect_err("rejected");
    assert_eq!((failed.status(), failed.kind()), (Some(401), rt::ErrorKind::Authentication), "{failed:?}");

    let failed = client("secret").call(pay("0")).await.expect_err("not sent");
    assert_eq!(failed.to_string(), "money/pay: not sent: amount: must be more than 0, is 0");

    let alone = pay("1").with(|request| request.month = Some(2));
    let failed = client("secret").call(alone).await.expect_err("not sent");
    assert_eq!(failed.to_string(), "money/pay: not sent: year: missing");
}

#[test]
fn a_type_may_contain_itself() {
    let json = r#"{"parent":{"parent":{}}}"#;
    let tree: Tree = rt::wire::Wire::read(&rt::wire::Document::parse(json.as_bytes()).expect("JSON").value())
        .expect("a tree");
    let root = Tree { parent: None };
    assert_eq!(tree, Tree { parent: Some(Box::new(Tree { parent: Some(Box::new(root)) })) });
    assert_eq!(ErrorCode::from_code(-5), ErrorCode::Odd);
}

#[test]
fn responses_are_read_liberally() {
    let read = |body: &'static str| rt::decode::decode_response::<Pay>(200, &body.into());
    let receipt =
        read(r#"{"ID":7,"amount":"1.10","seen":"0","parts":{"at":"2026-01-31 10:00:00"},"more":[1]}"#);
    let receipt = receipt.expect("readable");
    assert_eq!((receipt.id, receipt.amount.to_string().as_str(), receipt.seen), (7, "1.10", None));
    assert_eq!(read(r#"{"ID":"7","amount":1,"parts":null}"#).expect("readable").parts, []);

    let decode = |body| read(body).expect_err("unreadable").to_string();
    assert_eq!(
        decode(r#"{"ID":"x","amount":1}"#),
        "money/pay: the response (HTTP 200) could not be read: ID: expected an integer, found \"x\""
    );
    assert_eq!(
        decode(r#"{"ID":1,"amount":1,"parts":[{"at":"2026-01-31 10:00:00"},{}]}"#),
        "money/pay: the response (HTTP 200) could not be read: parts.[1].at: missing".replace(".[", "[")
    );
    assert_eq!(read("Blocked country").expect_err("a failure").code(), Some(ErrorCode::Banned));
    let by_text = read(r#"{"success":false,"error":{"code":1,"message":"Request refused"}}"#);
    assert_eq!(by_text.expect_err("a failure").code(), Some(ErrorCode::Refused));
    assert_eq!(ErrorCode::from_code(999).code(), Some(999));
    assert!(matches!(rt::decode::decode_response::<Pay>(502, &"<html>".into()), Err(rt::Error::Http(_))));
}
