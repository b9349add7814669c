//! Reading what an authorization server answers: liberal in what is taken, and nothing secret in what is reported.

use bytes::Bytes;
use http::Response;

use super::error::{Code, Error, Refused, Step};
use super::{Scopes, Tokens};
use crate::oauth::{one, parse_pairs};
use crate::wire::{Entries, Shape, Value};
use crate::{Fault, Secret, Timestamp, Wire};

/// What an authorization server knows of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The application that has it.
    pub application: Option<String>,
    /// The user who gave it.
    pub user: Option<String>,
    /// When it runs out.
    pub expires: Option<Timestamp>,
    /// What it may be used for.
    pub scopes: Scopes,
}

/// The tokens of an answer. `before` are those that it renews, or the scopes that were asked for: what the answer leaves
/// out stays as it was.
pub(super) fn read_tokens(
    step: Step,
    response: &Response<Bytes>,
    now: Timestamp,
    before: (&Scopes, Option<&Secret>),
    sent: &[&Secret],
) -> Result<Tokens, Error> {
    let unreadable = |fault| Error::Unreadable { step, fault };
    refuse_failure(step, response, sent)?;
    let value = Value::parse(response.body()).map_err(unreadable)?;
    let entries = value.entries().map_err(unreadable)?;
    let read = |fault| Error::Unreadable { step, fault };
    let access: Secret = field(&entries, "access_token")
        .and_then(|token| token.ok_or_else(|| Fault::missing("access_token")))
        .map_err(read)?;
    if access.expose().is_empty() {
        return Err(read(Fault::missing("access_token")));
    }
    let kind: Option<String> = field(&entries, "token_type").map_err(read)?;
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(Error::TokenKind);
    }
    let expires_in: Option<i64> = field(&entries, "expires_in").map_err(read)?;
    let refresh: Option<Secret> = field(&entries, "refresh_token").map_err(read)?;
    let refresh = refresh.filter(|token| !token.expose().is_empty()).or_else(|| before.1.cloned());
    Ok(Tokens {
        access,
        refresh,
        expires: expires_in.map(|seconds| after(now, seconds)),
        scopes: read_scopes(&entries).map_err(read)?.unwrap_or_else(|| before.0.clone()),
    })
}

/// What a token is worth; none when the server does not know it (any more).
pub(super) fn read_status(response: &Response<Bytes>, sent: &[&Secret]) -> Result<Option<Status>, Error> {
    let step = Step::Status;
    if matches!(response.status().as_u16(), 404 | 410) {
        return Ok(None);
    }
    refuse_failure(step, response, sent)?;
    let read = || {
        let value = Value::parse(response.body())?;
        let entries = value.entries()?;
        // The answer of an introspection (RFC 7662) says so itself.
        if field::<bool>(&entries, "active")? == Some(false) {
            return Ok(None);
        }
        let expires: Option<i64> = match field(&entries, "expires")? {
            None => field(&entries, "exp")?,
            expires => expires,
        };
        Ok(Some(Status {
            application: field(&entries, "client_id")?,
            user: match field(&entries, "user_id")? {
                None => field(&entries, "username")?,
                user => user,
            },
            expires: expires.map(|seconds| Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)),
            scopes: read_scopes(&entries)?.unwrap_or_default(),
        }))
    };
    read().map_err(|fault| Error::Unreadable { step, fault })
}

/// The error of an answer that is a failure: by its status, or by what it says under any status.
pub(super) fn refuse_failure(step: Step, response: &Response<Bytes>, sent: &[&Secret]) -> Result<(), Error> {
    let status = response.status();
    let (code, description) = read_failure(response.body());
    if status.is_success() && code.is_none() {
        return Ok(());
    }
    Err(Error::Refused(refused(step, Some(status.as_u16()), code.as_deref(), description.as_deref(), sent)))
}

/// A refusal without the secrets that were sent: a server may repeat them in its own words.
pub(super) fn refused(
    step: Step,
    status: Option<u16>,
    code: Option<&str>,
    description: Option<&str>,
    sent: &[&Secret],
) -> Refused {
    let clean = |text: &str, most: usize| {
        let mut text = text.to_owned();
        for secret in sent.iter().map(|secret| secret.expose()).filter(|secret| !secret.is_empty()) {
            text = text.replace(secret, "[secret]");
        }
        let text: String = text.chars().filter(|c| !c.is_control()).take(most).collect();
        (!text.trim().is_empty()).then_some(text)
    };
    Refused {
        step,
        status,
        code: code.and_then(|code| clean(code, 60)).map(|code| Code::from(code.as_str())),
        description: description.and_then(|text| clean(text, 300)),
    }
}

/// The code and the description of a failure: JSON as RFC 6749 has it, or a form.
fn read_failure(body: &Bytes) -> (Option<String>, Option<String>) {
    let Ok(value) = Value::parse(body) else {
        let pairs =
            if body.starts_with(b"error=") { parse_pairs(body).unwrap_or_default() } else { Vec::new() };
        let find = |name| one(&pairs, name).ok().flatten().map(str::to_owned);
        return (find("error"), find("error_description"));
    };
    let entries = match value.shape() {
        Shape::Object => value.entries().unwrap_or_default(),
        _ => Vec::new(),
    };
    let find = |name| field::<String>(&entries, name).ok().flatten();
    (find("error"), find("error_description"))
}

fn read_scopes(entries: &Entries<'_>) -> Result<Option<Scopes>, Fault> {
    let text: Option<String> = field(entries, "scope")?;
    text.map(|text| {
        Scopes::parse(&text).ok_or_else(|| Fault::unexpected("scopes", "other text").inside("scope"))
    })
    .transpose()
}

pub(super) fn field<T: Wire>(entries: &Entries<'_>, name: &str) -> Result<Option<T>, Fault> {
    match entries.iter().rev().find(|(found, _)| found == name) {
        Some((_, value)) if !value.is_null() => T::read(value).map(Some).map_err(|fault| fault.inside(name)),
        _ => Ok(None),
    }
}

fn after(now: Timestamp, seconds: i64) -> Timestamp {
    let second = now.as_second().saturating_add(seconds.max(0));
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &'static str) -> Result<Tokens, Error> {
        let mut response = Response::new(Bytes::from_static(body.as_bytes()));
        *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
        let asked = Scopes::parse("basic").expect("a scope");
        let secret = Secret::from("s3cr3t");
        read_tokens(Step::Exchange, &response, Timestamp::UNIX_EPOCH, (&asked, None), &[&secret])
    }

    #[test]
    fn tokens_are_read_liberally() {
        let tokens = read(201, r#"{"access_token":"a","token_type":"BEARER","expires_in":"60","more":[]}"#);
        let tokens = tokens.expect("tokens");
        assert_eq!(tokens.expires.map(Timestamp::as_second), Some(60));
        assert_eq!(tokens.scopes.to_string(), "basic", "as asked when nothing is said");
        let tokens =
            read(200, r#"{"access_token":"a","scope":"trade basic","refresh_token":null}"#).expect("tokens");
        assert_eq!((tokens.expires, tokens.refresh), (None, None));
        assert_eq!(tokens.scopes.to_string(), "basic trade");
        let marked = read(200, "\u{feff}{\"access_token\":\"a\",\"expires_in\":3.6e3}").expect("tokens");
        assert_eq!(marked.expires.map(Timestamp::as_second), Some(3600), "behind a byte order mark");
        let forever = read(200, r#"{"access_token":"a","expires_in":9223372036854775807}"#).expect("tokens");
        assert_eq!(forever.expires, Some(Timestamp::MAX));
    }

    #[test]
    fn failures_are_read_liberally_and_without_secrets() {
        let failed = |status, body| match read(status, body) {
            Err(Error::Refused(refused)) => refused,
            other => panic!("{other:?}"),
        };
        let refused = failed(400, r#"{"error":"invalid_grant","error_description":"no code s3cr3t\n here"}"#);
        assert_eq!(refused.code, Some(Code::InvalidGrant));
        assert_eq!(refused.description.as_deref(), Some("no code [secret] here"));
        assert_eq!(failed(200, r#"{"error":"odd_one"}"#).code, Some(Code::Other("odd_one".into())));
        assert_eq!(
            failed(400, "error=invalid_client&error_description=a+b").description.as_deref(),
            Some("a b")
        );
        assert_eq!(failed(500, "<html>").code, None);
        assert_eq!(failed(401, "").status, Some(401));
        assert!(matches!(read(200, "<html>"), Err(Error::Unreadable { .. })));
        assert!(matches!(read(200, "{}"), Err(Error::Unreadable { .. })));
        assert!(matches!(read(200, r#"{"access_token":"a","token_type":"mac"}"#), Err(Error::TokenKind)));
    }
}
