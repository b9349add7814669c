//! The curl examples reach their methods: a router with only this action reads every parameter and checks every
//! credential, signature and token before it responds that the method is not implemented; a router with other secrets
//! rejects the request. All actions of all APIs are tested.

use std::collections::HashMap;
use std::process::Command;
use std::sync::Arc;

use bindery_model::{Action, Api, AuthScheme, Module};
use bindery_runtime::oauth::{Clock, StoreError};
use bindery_runtime::oauth1::{Access, Consumer, MemoryLedger, Token, Verifier};
use bindery_runtime::oauth2::{CheckBearer, Grant, Scope as _, Scopes};
use bindery_runtime::server::{CheckIssued, Logins};
use bindery_runtime::{Secret, Timestamp};
use bindery_test_tools::is_there;

use crate::built::{specs, whole};
use crate::html::{between, element, plain};

/// Implements nothing.
struct Nobody;

/// The routers of an API by module, one for each action, in the order of the model.
type Routers = HashMap<&'static str, Vec<Result<axum::Router, Box<dyn std::error::Error>>>>;

/// Makes `Nobody` the backend of these modules, and declares a function that builds a router for each of their actions.
/// Its argument converts a secret of the examples to the secret of the router.
macro_rules! routers {
    ($name:ident($library:ident: $($module:ident $backend:ident),* $(,)?) |$router:ident, $knows:ident| $checks:expr) => {
        $(impl $library::$module::$backend for Nobody {})*

        fn $name($knows: fn(&'static str) -> &'static str) -> Routers {
            let backend = Arc::new(Nobody);
            let mut routers = Routers::new();
            $(
                let each = $library::$module::routes().into_iter().map(|route| {
                    let $router = $library::server::router().mount(vec![route], Arc::clone(&backend));
                    $checks.into_axum().map_err(Into::into)
                });
                routers.insert(stringify!($module), each.collect());
            )*
            routers
        }
    };
}

routers! {
    backpack(bindery_backpack: bonus BonusBackend, index IndexBackend, mp_account MpAccountBackend,
        payment PaymentBackend, public PublicBackend, user UserBackend, wallet WalletBackend)
    |router, knows| router.login(Logins::new([("partner", knows("example-password"))]))
}

routers! {
    crm(bindery_crm: accounts AccountsBackend, clients ClientsBackend, external_wallets ExternalWalletsBackend,
        forms FormsBackend, mt4 Mt4Backend, mt5 Mt5Backend, payments PaymentsBackend, psp PspBackend,
        reports ReportsBackend, requests RequestsBackend, trading_competitions TradingCompetitionsBackend,
        wallets WalletsBackend, webhooks WebhooksBackend)
    |router, knows| [bindery_crm::KEY, bindery_crm::WEBHOOK_SIGNATURE, bindery_crm::PAY_TOKEN, bindery_crm::RATES_KEY]
        .into_iter()
        .fold(router, |router, key| router.credential(key, knows("example-key")))
}

routers! {
    cryptonit(bindery_cryptonit: affiliates AffiliatesBackend, developer DeveloperBackend, public PublicBackend)
    |router, knows| router
        .oauth1(bindery_cryptonit::OAUTH1, verifier(knows("example-token-secret")))
        .oauth2(bindery_cryptonit::OAUTH2, Tokens(knows("example-token")))
}

routers! {
    coriunder(bindery_coriunder: account AccountBackend, app_identity AppIdentityBackend, balance BalanceBackend,
        customer CustomerBackend, international InternationalBackend, merchant MerchantBackend,
        payment_methods PaymentMethodsBackend, shop ShopBackend, transactions TransactionsBackend)
    |router, knows| router
        .credential(bindery_coriunder::APPLICATION_TOKEN, knows("example-key"))
        .credential(bindery_coriunder::SIGNATURE, knows("example-key"))
        .issued(bindery_coriunder::CREDENTIALS, Headers(knows("issued-value")))
}

/// Knows this bearer token, which has every scope.
struct Tokens(&'static str);

impl CheckBearer for Tokens {
    async fn check(&self, token: &Secret) -> Result<Option<Grant>, StoreError> {
        Ok((token.expose() == self.0).then(|| Grant {
            id: "one".to_owned(),
            application: "example-app".to_owned(),
            user: "ann".to_owned(),
            scopes: Scopes::from_scopes(bindery_cryptonit::Scope::ALL),
        }))
    }
}

/// Knows the header that the login of the examples has issued, with this value.
struct Headers(&'static str);

impl CheckIssued for Headers {
    fn is_issued(&self, header: &str) -> bool {
        header == "issued-header"
    }

    async fn check(&self, _header: &str, value: &Secret) -> Option<String> {
        (value.expose() == self.0).then(|| "ann".to_owned())
    }
}

/// Knows the application and the token of the examples, with the clock set to their timestamp and the address to their
/// server.
fn verifier(secret: &str) -> Verifier<MemoryLedger> {
    let access = Access { consumer: "example-app".to_owned(), user: "ann".to_owned() };
    let ledger = MemoryLedger::new()
        .register(Consumer::new("example-app", "example-app-secret"), [""; 0])
        .access(&Token::new("example-token", secret), access);
    let moment = Timestamp::from_second(1_769_853_600).expect("a moment");
    Verifier::new(ledger).address("https://cryptonit.net").clock(Clock::new(move || moment))
}

fn routers(api: &str, knows: fn(&'static str) -> &'static str) -> Routers {
    match api {
        "backpack" => backpack(knows),
        "crm" => crm(knows),
        "cryptonit" => cryptonit(knows),
        "coriunder" => coriunder(knows),
        other => panic!("no routers of {other}"),
    }
}

/// Whether an action requires a known caller. The backend checks tokens in parameters.
fn is_guarded(api: &Api, action: &Action) -> bool {
    let checked = |id: &usize| !matches!(api.auth[*id].scheme, AuthScheme::Parameter(_));
    let needed = action.auth.iter().filter(|id| !action.optional_auth.contains(id));
    needed.chain(action.any_auth.iter().flatten()).any(checked)
}

/// Returns the curl example of an action.
fn command(api: &Api, module: &Module, action: &Action) -> String {
    let path = format!("{}/modules/{}.html", api.id, module.name);
    let page = whole().iter().find(|file| file.path == path).expect("a page for each module");
    let article = element(&page.text, &action.name).expect("an article for each action");
    let block = between(article, "<div class=\"curl\"><pre", "</code>");
    let (_, code) = block.first().and_then(|code| code.split_once("<code>")).expect("an example");
    plain(code)
}

/// Returns a router's response to a command.
async fn response(router: axum::Router, command: &str) -> Result<String, Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let (before, rest) = command.split_once("https://").ok_or("an address")?;
    let (_, path) = rest.split_once('/').ok_or("a path")?;
    let local = format!("{before}http://{address}/{path}").replacen(
        "curl",
        "curl --silent --max-time 20 --write-out ' %{http_code}'",
        1,
    );
    let ran = tokio::task::spawn_blocking(move || Command::new("sh").args(["-c", &local]).output());
    let output = ran.await??;
    serving.abort();
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether a response says that the method is not implemented: in its message, or by the code or the status of that
/// error if the error response has no message.
fn is_reached(api: &Api, response: &str) -> bool {
    let entry = &api.errors[api.rejections.not_implemented];
    let (body, status) = response.rsplit_once(' ').unwrap_or_default();
    body.contains("is not implemented")
        || entry.code.as_ref().is_some_and(|code| body.contains(&format!("\"{code}\"")))
        || entry.status.is_some_and(|expected| status == expected.to_string())
}

#[tokio::test]
async fn examples_with_curl_reach_their_methods() -> Result<(), Box<dyn std::error::Error>> {
    if !is_there("curl") {
        return Ok(());
    }
    let mut wrong = Vec::new();
    for api in specs() {
        let (mut right, mut strange) = (routers(&api.id, |secret| secret), routers(&api.id, |_| "another"));
        for module in api.modules.iter().filter(|module| !module.actions.is_empty()) {
            let name = module.name.replace('-', "_");
            let right = right.remove(name.as_str()).ok_or("the module has a backend")?;
            let strange = strange.remove(name.as_str()).ok_or("the module has a backend")?;
            assert_eq!(right.len(), module.actions.len(), "{}/{name}: a route for each action", api.id);
            for ((action, right), strange) in module.actions.iter().zip(right).zip(strange) {
                let command = command(&api, module, action);
                let reply = response(right?, &command).await?;
                if !is_reached(&api, &reply) {
                    wrong.push(format!("{command}\n→ {reply}\n"));
                }
                let reply = response(strange?, &command).await?;
                if is_reached(&api, &reply) == is_guarded(&api, action) {
                    wrong.push(format!("with another secret: {command}\n→ {reply}\n"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} in all\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}
