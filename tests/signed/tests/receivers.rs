//! Servers with several secrets: receivers of webhooks while a secret is replaced, and exchanges whose callers each have
//! their own. Also what the signatures of webhooks cover.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bindery_language::Recorded;
use bindery_runtime as rt;
use bindery_signed::kucoin;
use bindery_signed::webhooks::notices::*;
use bindery_signed::webhooks::{self, GITHUB, SLACK, STRIPE, TWILIO};
use bindery_signed::wire::{header, send};
use rt::server::{BackendResult, CheckKey, FindSecrets, RequestContext};
use rt::{Caller as _, Client, Error, ErrorKind, Secret};

type TestResult = Result<(), Box<dyn std::error::Error>>;

struct Receiver;

macro_rules! answers {
    ($backend:path { $($method:ident: $request:ty,)* }) => {
        impl $backend for Receiver {
            $(async fn $method(&self, _: $request, _: RequestContext) -> BackendResult<$request> {
                Ok(Default::default())
            })*
        }
    };
}

answers! { NoticesBackend {
    stripe_event: StripeEvent,
    slack_command: SlackCommand,
    twilio_call: TwilioCall,
    twilio_notice: TwilioNotice,
    github_event: GithubEvent,
} }

const CREDENTIALS: [(rt::Credential<webhooks::Webhooks>, &str); 4] =
    [(STRIPE, "whsec"), (SLACK, "slack secret"), (TWILIO, "12345"), (GITHUB, "hook secret")];

fn vendor(url: &str, stripe: &str) -> Client<webhooks::Webhooks> {
    let builder = Client::builder().server_url("yours", url).retries(0);
    let all =
        CREDENTIALS.into_iter().fold(builder, |builder, (scheme, secret)| builder.credential(scheme, secret));
    all.credential(STRIPE, stripe).build().expect("a client")
}

/// Sends a recorded request unchanged, and with each of the changes, which are refused.
async fn covers(recorded: &Recorded, changes: &[(&str, &str)]) -> TestResult {
    let request = recorded.sent();
    assert_eq!(send(&recorded.url(), &request).await?, 200, "{request}");
    for (before, after) in changes {
        assert!(request.contains(before), "{before} in {request}");
        let status = send(&recorded.url(), &request.replacen(before, after, 1)).await?;
        assert_eq!(status, 401, "{before} -> {after} in {request}");
    }
    recorded.sent();
    Ok(())
}

#[tokio::test]
async fn webhooks_are_verified_as_their_vendors_sign_them() -> TestResult {
    let router = CREDENTIALS
        .into_iter()
        .fold(webhooks::server::all(Receiver), |router, (scheme, secret)| router.credential(scheme, secret));
    // The address is that which the vendor knows; a proxy may have changed it on the way.
    let recorded =
        Recorded::start(router.public_address("https://hooks.example".parse()?).into_axum()?).await?;
    let direct = vendor(&recorded.url(), "whsec");
    direct.call(StripeEvent::new("evt_1")).await?;
    covers(&recorded, &[("evt_1", "evt_2"), ("t=1", "t=2"), ("v1=", "v0=")]).await?;
    direct.call(SlackCommand::new("/deploy")).await?;
    covers(&recorded, &[("%2Fdeploy", "%2Fdestroy"), ("timestamp: 1", "timestamp: 2"), ("v0=", "v1=")])
        .await?;
    direct.call(GithubEvent::new("opened")).await?;
    covers(&recorded, &[("opened", "closed"), ("sha256=", "sha1=")]).await?;

    // Signatures of the whole address are for the public one, which the router was told.
    let call = || {
        TwilioCall::new(TwilioCallRequired {
            foo: "1".into(),
            from: "+14158675309".into(),
            to: "+18005551212".into(),
        })
    };
    let Err(Error::Api(error)) = direct.call(call()).await else { return Err("another address".into()) };
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let router = CREDENTIALS
        .into_iter()
        .fold(webhooks::server::all(Receiver), |router, (scheme, secret)| router.credential(scheme, secret));
    let inner = router.public_address("http://hooks.example:8080".parse()?).into_axum()?;
    let transport = rt::client::InProcess::new(inner.clone());
    let builder = Client::<webhooks::Webhooks>::builder().server_url("yours", "http://hooks.example:8080");
    let client = builder.credential(TWILIO, "12345").build_over(transport)?;
    client.call(call()).await?;
    client.call(TwilioNotice::new("id 1")).await?;
    // The same requests as they arrive behind the proxy, and changed.
    let signed = |body: &str, target: &str, media: &str, text: String| {
        let digits =
            rt::sign::digest(rt::metadata::Digest::HmacSha1, text.as_bytes(), &Secret::from("12345"));
        let signature = STANDARD.encode(digits);
        format!(
            "POST {target} HTTP/1.1\r\nhost: inner\r\ncontent-type: {media}\r\nx-twilio-signature: {signature}\r\n\r\n{body}"
        )
    };
    let behind = Recorded::start(inner).await?;
    let form = "From=%2B14158675309&To=%2B18005551212";
    let text = "http://hooks.example:8080/twilio?foo=1From+14158675309To+18005551212".to_owned();
    let request = signed(form, "/twilio?foo=1", "application/x-www-form-urlencoded", text);
    assert_eq!(send(&behind.url(), &request).await?, 200, "{request}");
    for (before, after) in [("foo=1", "foo=2"), ("8675309", "8675310"), ("/twilio?", "/twilio/?")] {
        assert_ne!(send(&behind.url(), &request.replacen(before, after, 1)).await?, 200, "{after}");
    }
    let json = r#"{"id":"id 1"}"#;
    let digits = rt::sign::digest(rt::metadata::Digest::Sha256, json.as_bytes(), &Secret::from(""));
    let digits: String = digits.iter().map(|byte| format!("{byte:02x}")).collect();
    let target = format!("/twilio-json?bodySHA256={digits}");
    let request = signed(json, &target, "application/json", format!("http://hooks.example:8080{target}"));
    assert_eq!(send(&behind.url(), &request).await?, 200, "{request}");
    for (before, after) in [("id 1", "id 2"), ("bodySHA256=", "bodySHA256=0"), ("?body", "?x=1&body")] {
        assert_eq!(send(&behind.url(), &request.replacen(before, after, 1)).await?, 401, "{after}");
    }
    Ok(())
}

#[tokio::test]
async fn a_secret_may_be_replaced_while_both_are_accepted() -> TestResult {
    let secrets = vec![Secret::from("old"), Secret::from("new")];
    let router = CREDENTIALS
        .into_iter()
        .fold(webhooks::server::all(Receiver), |router, (scheme, secret)| router.credential(scheme, secret));
    let recorded = Recorded::start(router.secrets(STRIPE, secrets).into_axum()?).await?;
    for (secret, accepted) in [("old", true), ("new", true), ("other", false)] {
        let result = vendor(&recorded.url(), secret).call(StripeEvent::new("evt_1")).await;
        assert_eq!(result.is_ok(), accepted, "{secret}");
    }
    Ok(())
}

/// The callers by their keys.
struct Callers;

impl CheckKey for Callers {
    async fn check(&self, key: &Secret) -> Option<String> {
        ["alice", "bob"].into_iter().find(|name| key.expose() == format!("key of {name}")).map(str::to_owned)
    }
}

/// The secrets of each caller, made of this word and the name.
struct OfEach(&'static str);

impl FindSecrets for OfEach {
    async fn find(&self, caller: Option<&str>) -> Vec<Secret> {
        caller.map(|name| Secret::from(format!("{} of {name}", self.0))).into_iter().collect()
    }
}

impl kucoin::spot::SpotBackend for Receiver {
    async fn accounts(
        &self,
        _: kucoin::spot::Accounts,
        context: RequestContext,
    ) -> BackendResult<kucoin::spot::Accounts> {
        assert_eq!(context.login.as_deref(), Some("alice"));
        Ok(Default::default())
    }
}

#[tokio::test]
async fn callers_have_keys_secrets_and_passphrases_of_their_own() -> TestResult {
    use kucoin::{KEY, PASSPHRASE, SIGN};
    let router = kucoin::server::all(Receiver).keys(KEY, Callers);
    let router = router.secrets(SIGN, OfEach("secret")).secrets(PASSPHRASE, OfEach("phrase"));
    let recorded = Recorded::start(router.into_axum()?).await?;
    let call = async |key: &str, secret: &str, phrase: &str| {
        let builder = Client::<kucoin::Kucoin>::builder().base_url(recorded.url()).retries(0);
        let builder = builder.credential(KEY, format!("key of {key}"));
        let builder = builder.credential(SIGN, format!("secret of {secret}"));
        let client = builder.credential(PASSPHRASE, format!("phrase of {phrase}")).build().expect("a client");
        client.call(kucoin::spot::Accounts::new()).await.is_ok()
    };
    assert!(call("alice", "alice", "alice").await);
    let sent = recorded.sent();
    assert!(!sent.contains("phrase of") && !sent.contains("secret of"), "{sent}");
    assert_eq!(header(&sent, "kc-api-key"), "key of alice");
    for (key, secret, phrase) in [
        ("bob", "alice", "bob"),
        ("alice", "bob", "alice"),
        ("alice", "alice", "bob"),
        ("carol", "carol", "carol"),
    ] {
        assert!(!call(key, secret, phrase).await, "{key} {secret} {phrase}");
    }
    Ok(())
}
