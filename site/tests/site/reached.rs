//! Examples with curl reach the method that they are for: the router has read every parameter and checked every credential
//! and signature before it says that nobody implements the method.

use std::process::Command;
use std::sync::Arc;

use bindery_runtime::server::Logins;
use bindery_test_tools::skipped;

use crate::examples::examples;

/// Implements nothing.
struct Nobody;

/// Makes `Nobody` the backend of these modules, and a function that makes the router over them.
macro_rules! router {
    ($name:ident($library:ident: $($module:ident $backend:ident),* $(,)?) |$mounted:ident| $router:expr) => {
        $(impl $library::$module::$backend for Nobody {})*

        fn $name() -> Result<axum::Router, Box<dyn std::error::Error>> {
            let $mounted = $library::server::router()$(.mount($library::$module::routes(), Arc::new(Nobody)))*;
            Ok($router.into_axum()?)
        }
    };
}

router! {
    backpack(bindery_backpack: bonus BonusBackend, index IndexBackend, mp_account MpAccountBackend,
        payment PaymentBackend, public PublicBackend, user UserBackend, wallet WalletBackend)
    |mounted| mounted.login(Logins::new([("partner", "example-password")]))
}

router! {
    crm(bindery_crm: accounts AccountsBackend, clients ClientsBackend, external_wallets ExternalWalletsBackend,
        forms FormsBackend, mt4 Mt4Backend, mt5 Mt5Backend, payments PaymentsBackend, psp PspBackend,
        reports ReportsBackend, requests RequestsBackend, trading_competitions TradingCompetitionsBackend,
        wallets WalletsBackend, webhooks WebhooksBackend)
    |mounted| [bindery_crm::KEY, bindery_crm::WEBHOOK_SIGNATURE, bindery_crm::PAY_TOKEN, bindery_crm::RATES_KEY]
        .into_iter()
        .fold(mounted, |router, key| router.credential(key, "example-key"))
}

/// Runs the examples of an API against its router and gives the bodies of the answers, each behind its command.
async fn answers(
    api: &str,
    router: axum::Router,
) -> Result<Vec<(String, String)>, Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let mut answers = Vec::new();
    for command in examples("curl").remove(api).unwrap_or_default() {
        let (before, rest) = command.split_once("https://").ok_or("an address")?;
        let (_, path) = rest.split_once('/').ok_or("a path")?;
        let local =
            format!("{before}http://{address}/{path}").replacen("curl", "curl --silent --max-time 20", 1);
        let ran = tokio::task::spawn_blocking(move || Command::new("sh").args(["-c", &local]).output());
        let output = ran.await??;
        answers.push((command, String::from_utf8(output.stdout)?));
    }
    serving.abort();
    Ok(answers)
}

#[tokio::test]
async fn examples_with_curl_reach_their_methods() -> Result<(), Box<dyn std::error::Error>> {
    if Command::new("curl").arg("--version").output().is_err() {
        skipped("there is no curl");
        return Ok(());
    }
    let mut wrong = Vec::new();
    for (api, router, reached) in [
        // Two actions answer with a code alone: that of an error without one of its own.
        ("backpack", backpack()?, ["is not implemented", r#""message":"1""#, r#""errorCode":"1""#]),
        ("crm", crm()?, ["is not implemented", r#""code":501"#, r#""code":501"#]),
    ] {
        let answers = answers(api, router).await?;
        assert!(answers.len() > 20, "only {} examples", answers.len());
        let failed = |answer: &&(String, String)| !reached.iter().any(|text| answer.1.contains(text));
        wrong.extend(
            answers.iter().filter(failed).map(|(command, answer)| format!("{command}\n→ {answer}\n")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
