//! Responses of authorization servers, for both versions of OAuth: read or rejected, without ever showing a secret.

use std::fmt::{Debug, Display};

use bindery_runtime::Timestamp;
use bindery_runtime::oauth::Clock;
use bindery_runtime::{oauth1, oauth2};
use bindery_tests::scripted::{ScriptStep, Scripted};
use bytes::Bytes;

use crate::raw::wait;

const SECRET: &str = "s3cret-of-the-application";
const CODE: &str = "c0de-of-the-user";

/// An input: a line with the status, a line with the query of the user's callback (`{state}` and `{code}` are replaced
/// by the right values), and the body.
pub(crate) fn responses(data: &[u8]) {
    let mut lines = data.splitn(3, |byte| *byte == b'\n');
    let mut line = || String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned();
    let status = line().trim().parse().ok().filter(|status| (200..600).contains(status)).unwrap_or(200);
    let returned = line();
    let body = Bytes::copy_from_slice(lines.next().unwrap_or_default());
    second(status, &returned, &body);
    first(status, &body);
}

fn clock() -> Clock {
    Clock::new(|| Timestamp::UNIX_EPOCH)
}

/// OAuth 2: the exchange of a code, a refresh with its result, the status and the revocation of a token.
fn second(status: u16, returned: &str, body: &Bytes) {
    let endpoints = oauth2::Endpoints {
        status: Some("https://as.example/status/{token}".to_owned()),
        revoke: Some("https://as.example/revoke".to_owned()),
        device: None,
        ..oauth2::Endpoints::new("https://as.example/authorize", "https://as.example/token")
    };
    let response = ScriptStep::response(status, body.clone());
    let back = "https://partner.example/back";
    let app = oauth2::App::new("id", SECRET, back, endpoints, Scripted::new([response])).clock(clock());
    let asked = oauth2::Scopes::parse("basic trade").expect("two scopes");
    let attempt = app.authorize_for(asked.clone()).expect("the addresses are right");
    let verifier = attempt.verifier().expect("codes are proved").clone();
    let state = attempt.state().expose().to_owned();
    let query = returned.replace("{state}", &state).replace("{code}", CODE);
    let found = wait(app.finish(attempt, &format!("{back}?{query}")));
    let code = if query.split('&').any(|pair| pair == format!("code={CODE}")) { CODE } else { "" };
    let secrets = [SECRET, code, verifier.expose()];
    let Some(tokens) = kept(found, &secrets) else { return };
    assert!(!tokens.access.expose().is_empty(), "a token is not empty");
    assert!(tokens.expires.is_none_or(|end| end >= Timestamp::UNIX_EPOCH), "a token has a time to live");
    let of_tokens = [SECRET, tokens.access.expose()];
    // A scope may have any text, even that of the token.
    let shown = oauth2::Tokens { scopes: oauth2::Scopes::default(), ..tokens.clone() };
    hidden(&format!("{shown:?}"), &of_tokens);
    if let Some(again) = kept(wait(app.refresh(&tokens)), &[SECRET]) {
        assert!(!again.access.expose().is_empty());
        assert!(again.refresh.is_some() == tokens.refresh.is_some(), "what is not renewed stays");
    }
    kept(wait(app.status(&tokens.access)), &[SECRET]);
    kept(wait(app.revoke(&tokens.access)), &[SECRET]);
}

/// OAuth 1.0a: a request token, then an access token, both from the same response.
fn first(status: u16, body: &Bytes) {
    let endpoints = oauth1::Endpoints {
        request_token: "https://as.example/request".to_owned(),
        authorize: "https://as.example/authorize".to_owned(),
        access_token: "https://as.example/access".to_owned(),
    };
    let consumer = oauth1::Consumer::new("key", SECRET);
    let script = Scripted::new([ScriptStep::response(status, body.clone())]);
    let back = oauth1::Callback::Address("https://partner.example/back".to_owned());
    let flow = oauth1::Flow::new(consumer, endpoints, back, script).clock(clock());
    let Some(attempt) = kept(wait(flow.begin()), &[SECRET]) else { return };
    assert!(!attempt.token().token.expose().is_empty(), "a token is not empty");
    let secret = attempt.token().secret.clone();
    let token = kept(wait(flow.finish_with(attempt, CODE)), &[SECRET, CODE, secret.expose()]);
    assert!(token.is_none_or(|token| !token.token.expose().is_empty()));
}

/// Returns the value that was read. Errors contain no secrets and no terminal control characters.
fn kept<T, E: Debug + Display>(found: Result<T, E>, secrets: &[&str]) -> Option<T> {
    let error = match found {
        Ok(found) => return Some(found),
        Err(error) => error,
    };
    let (shown, inside) = (error.to_string(), format!("{error:?}"));
    hidden(&shown, secrets);
    hidden(&inside, secrets);
    assert!(!shown.chars().any(char::is_control), "{shown:?}");
    None
}

fn hidden(shown: &str, secrets: &[&str]) {
    // Short texts occur in other texts by accident.
    for secret in secrets.iter().filter(|secret| secret.len() > 12) {
        assert!(!shown.contains(secret), "{shown:?} shows a secret");
    }
}
