//! Calls of every kind that the crate has, from its client to its router.

use bindery_workshop::account::{AccountBackend, Badge, LogIn, Whoami};
use bindery_workshop::prelude::*;
use bindery_workshop::rt::client::{Client, InProcess};
use bindery_workshop::rt::oauth::StoreError;
use bindery_workshop::rt::oauth2::{CheckBearer, Grant};
use bindery_workshop::rt::server::{CheckIssued, RequestContext, Logins, BackendResult};
use bindery_workshop::rt::{Caller as _, Secret, StreamExt as _, Transport};
use bindery_workshop::tools::{
    Buy, BuyResponse, BuyRequired, Kind, List, ListRequired, Seal, Tool, Tools, ToolsBackend,
};
use bindery_workshop::{BADGE, BEARER, ErrorCode, KEY, SEAL, Workshop};

struct House;

fn tool(id: i64) -> Tool {
    Tool { id, name: "saw".into(), price: 5.into(), kind: Some(Kind::Cut), others: Default::default() }
}

impl ToolsBackend for House {
    async fn list(&self, request: List, context: RequestContext) -> BackendResult<List> {
        assert_eq!(context.login.as_deref(), None, "one key is nobody in particular");
        Ok(Tools { total: 3, tools: (request.skip..3).take(2).map(tool).collect() })
    }

    async fn buy(&self, request: Buy, _: RequestContext) -> BackendResult<Buy> {
        match request.id {
            1 => Ok(BuyResponse::Bought(tool(1))),
            2 => Ok(BuyResponse::Gone),
            _ => Err(ErrorCode::Wrong.into()),
        }
    }

    async fn seal(&self, request: Seal, _: RequestContext) -> BackendResult<Seal> {
        Ok(request.text)
    }
}

impl AccountBackend for House {
    async fn log_in(&self, request: LogIn, _: RequestContext) -> BackendResult<LogIn> {
        Ok(Badge { header_name: "X-Badge".into(), header_value: Secret::from(request.name) })
    }

    async fn whoami(&self, _: Whoami, context: RequestContext) -> BackendResult<Whoami> {
        context.login.ok_or_else(|| ErrorCode::Stranger.into())
    }
}

struct Badges;

impl CheckIssued for Badges {
    fn is_issued(&self, header: &str) -> bool {
        header == "x-badge"
    }

    async fn check(&self, _: &str, value: &Secret) -> Option<String> {
        Some(value.expose().to_owned())
    }
}

/// Nobody's.
struct Tokens;

impl CheckBearer for Tokens {
    async fn check(&self, _: &Secret) -> Result<Option<Grant>, StoreError> {
        Ok(None)
    }
}

fn client() -> Client<Workshop, impl Transport> {
    let router = bindery_workshop::server::all(House)
        .login(Logins::new([("ann", "pass")]))
        .credential(KEY, "the key")
        .credential(SEAL, "the seal")
        .issued(BADGE, Badges)
        .oauth2(BEARER, Tokens);
    let transport = InProcess::new(router.into_axum().expect("everything is there that is needed"));
    let client = Client::builder().login("ann", "pass").credential(KEY, "the key");
    client.credential(SEAL, "the seal").build_over(transport).expect("its addresses are such")
}

#[tokio::test]
async fn lists_come_in_pages() {
    let client = client();
    let list = List::new(ListRequired { skip: 0, limit: 2 });
    let tools: Vec<_> = client.records(list).collect().await;
    let names: Vec<i64> = tools.into_iter().map(|tool| tool.expect("a tool").id).collect();
    assert_eq!(names, [0, 1, 2]);
}

#[tokio::test]
async fn what_moves_money_is_signed_and_ends_in_several_ways() {
    let client = client();
    let buy = |id: i64| Buy::new(BuyRequired { id, price: 7.into() });
    assert_eq!(client.tools().buy(buy(1)).await.ok(), Some(BuyResponse::Bought(tool(1))));
    assert_eq!(client.tools().buy(buy(2)).await.ok(), Some(BuyResponse::Gone));
    let failed = client.tools().buy(buy(3)).await.expect_err("there is no third");
    assert_eq!(failed.code(), Some(ErrorCode::Wrong));
}

#[tokio::test]
async fn answers_are_signed() {
    assert_eq!(client().tools().seal(Seal::new("wax")).await.ok().as_deref(), Some("wax"));
}

#[tokio::test]
async fn a_log_in_issues_a_header() {
    let client = client();
    let badge = client.account().log_in(LogIn::new("bob")).await.expect("it is handed out");
    let bob = client.logged_in(&badge).expect("a header");
    assert_eq!(bob.account().whoami(Whoami::new()).await.ok().as_deref(), Some("bob"));
    let nobody = client.account().whoami(Whoami::new()).await.expect_err("nothing shows who calls");
    assert!(nobody.to_string().contains("badge"), "{nobody}");
}
