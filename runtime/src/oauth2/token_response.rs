//! Reading of an authorization server's responses. Deviations from the RFCs are accepted, and errors contain no
//! secrets.

use std::borrow::Cow;

use bindery_vocabulary::Number;
use bytes::Bytes;
use http::Response;

use super::error::{Code, Error, ErrorResponse, FlowStep};
use super::{Scopes, Tokens};
use crate::client::retry_after;
use crate::failure::words_of;
use crate::oauth::after;
use crate::packing::packed;
use crate::wire::Wire;
use crate::wire::{Document, Entries, Room, Shape, text_entries};
use crate::{Fault, Secret, Timestamp, printable, urlencoded};

/// Status of a token, as the authorization server reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// Client identifier of the application to which the token was issued; `None` if the server does not say.
    pub application: Option<String>,
    /// Identifier or name of the user who granted access; `None` if the server does not say.
    pub user: Option<String>,
    /// Time at which the token expires; `None` if the server does not say.
    pub expires: Option<Timestamp>,
    /// Granted scopes; empty if the server does not say.
    pub scopes: Scopes,
}

/// Reads the tokens of a response. `before` are the requested scopes, or the scopes and the refresh token of the tokens
/// to be refreshed: they stay if the response omits them.
pub(super) fn read_tokens(
    step: FlowStep,
    response: &Response<Bytes>,
    now: Timestamp,
    before: (&Scopes, Option<&Secret>),
    sent: &[&Secret],
) -> Result<Tokens, Error> {
    let unreadable = |fault| Error::Unreadable { step, fault };
    reject_error_status(step, response, sent)?;
    let mut room = None;
    let entries = entries_in(response, &mut room).map_err(unreadable)?;
    let access: Secret = field(&entries, "access_token")
        .and_then(|token| token.ok_or_else(|| Fault::missing("access_token")))
        .map_err(unreadable)?;
    if access.expose().is_empty() {
        return Err(unreadable(Fault::missing("access_token")));
    }
    let kind: Option<String> = field(&entries, "token_type").map_err(unreadable)?;
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(Error::TokenKind);
    }
    // Errors in the other fields are ignored, so that the access token is not lost.
    let refresh: Option<Secret> = field(&entries, "refresh_token").unwrap_or_default();
    let refresh = refresh.filter(|token| !token.expose().is_empty()).or_else(|| before.1.cloned());
    Ok(Tokens {
        access,
        refresh,
        expires: seconds(&entries, "expires_in").map(|seconds| after(now, seconds)),
        scopes: read_scopes(&entries, before.0).unwrap_or_else(|| before.0.clone()),
    })
}

/// Reads the status of a token; `None` if the server does not or no longer know the token.
pub(super) fn read_status(response: &Response<Bytes>, sent: &[&Secret]) -> Result<Option<Status>, Error> {
    let step = FlowStep::Status;
    if matches!(response.status().as_u16(), 404 | 410) {
        return Ok(None);
    }
    reject_error_status(step, response, sent)?;
    let read = || {
        let mut room = None;
        let entries = entries_in(response, &mut room)?;
        // A token introspection response (RFC 7662) reports an inactive token in `active`.
        if field::<bool>(&entries, "active")? == Some(false) {
            return Ok(None);
        }
        let expires = seconds(&entries, "expires").or_else(|| seconds(&entries, "exp"));
        Ok(Some(Status {
            application: field(&entries, "client_id")?,
            user: match field(&entries, "user_id")? {
                None => field(&entries, "username")?,
                user => user,
            },
            expires: expires.map(|seconds| after(Timestamp::UNIX_EPOCH, seconds)),
            scopes: read_scopes(&entries, &Scopes::default()).unwrap_or_default(),
        }))
    };
    read().map_err(|fault| Error::Unreadable { step, fault })
}

/// Returns the error of an error response, recognized by its status, or by an error in its body under any status.
pub(super) fn reject_error_status(
    step: FlowStep,
    response: &Response<Bytes>,
    sent: &[&Secret],
) -> Result<(), Error> {
    let status = response.status();
    let (is_said, code, description) = read_failure(response.body());
    if status.is_success() && !is_said {
        return Ok(());
    }
    let rejected = error_response(step, Some(status.as_u16()), code.as_deref(), description.as_deref(), sent);
    Err(Error::ErrorResponse(ErrorResponse { retry_after: retry_after(response.headers()), ..rejected }))
}

/// Builds a rejection whose texts do not contain the secrets that were sent, since a server may repeat them.
pub(super) fn error_response(
    step: FlowStep,
    status: Option<u16>,
    code: Option<&str>,
    description: Option<&str>,
    sent: &[&Secret],
) -> ErrorResponse {
    let clean = |text: &str, most: usize| {
        let mut text = text.to_owned();
        for secret in sent.iter().map(|secret| secret.expose()).filter(|secret| !secret.is_empty()) {
            text = text.replace(secret, "[secret]");
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let text: String = printable(&words.join(" ")).chars().take(most).collect();
        (!text.is_empty()).then_some(text)
    };
    ErrorResponse {
        step,
        status,
        code: code.and_then(|code| clean(code, 60)).map(|code| Code::from(code.as_str())),
        description: description.and_then(|text| clean(text, 300)),
        retry_after: None,
    }
}

/// Reads an error from a body: whether there is one, its code, and its description.
fn read_failure(body: &Bytes) -> (bool, Option<String>, Option<String>) {
    let mut room = None;
    let entries = entries_of(body, &mut room).unwrap_or_default();
    let there = |name| entries.iter().rev().find(|(found, _)| found == name).map(|(_, value)| value);
    // Some servers send an `error` that means no error; others send an object or a list with the details.
    let error =
        there("error").filter(|error| words_of(error).is_some() && bool::read(error).ok() != Some(false));
    let code = error.and_then(|error| String::read(error).ok());
    let words = || error.filter(|_| code.is_none()).and_then(words_of);
    let description = there("error_description").and_then(words_of).or_else(words);
    (error.is_some(), code, description)
}

/// Returns the names and values of a response. What cannot be read may be packed.
pub(super) fn entries_in<'b>(
    response: &'b Response<Bytes>,
    room: &'b mut Room<'b>,
) -> Result<Entries<'b>, Fault> {
    entries_of(response.body(), room).map_err(|fault| packed(response.headers()).unwrap_or(fault))
}

/// Returns the names and values of a response: a JSON object as in RFC 6749, or a form, as servers older than the RFC
/// send it. The `Content-Type` is ignored.
fn entries_of<'b>(body: &'b [u8], room: &'b mut Room<'b>) -> Result<Entries<'b>, Fault> {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body).trim_ascii();
    if !body.starts_with(b"{") {
        let form = text_entries(urlencoded::parse(body).filter_map(Result::ok));
        if form.iter().any(|(name, _)| matches!(name.as_ref(), "access_token" | "error" | "active")) {
            return Ok(form);
        }
    }
    room.insert(Document::parse(body)?).entries()
}

/// Reads the scopes of a response, separated by spaces or commas or in a JSON array; `None` if the response has none. A
/// scope name may contain a comma, so a word that is a known scope is not divided. Invalid names are ignored.
fn read_scopes(entries: &Entries<'_>, known: &Scopes) -> Option<Scopes> {
    let (_, value) = entries.iter().rev().find(|(name, _)| name == "scope")?;
    let texts: Vec<String> = match value.shape() {
        Shape::Text(text) => vec![text.into_owned()],
        Shape::List => {
            let mut room = None;
            let items = value.items(&mut room).ok()?;
            items.filter_map(|item| item.scalar_text().map(Cow::into_owned)).collect()
        }
        _ => return None,
    };
    let words = texts.iter().flat_map(|text| text.split_ascii_whitespace());
    let names = words.flat_map(|word| {
        let whole = known.contains(word);
        word.split(move |letter| letter == ',' && !whole)
    });
    let names = names.filter(|name| Scopes::parse(name).is_some_and(|scopes| !scopes.is_empty()));
    Some(names.collect())
}

/// Reads seconds from a number or a string with a number in any notation. Negative values become 0, fractions are
/// dropped, and anything that is not a number is ignored.
pub(super) fn seconds(entries: &Entries<'_>, name: &str) -> Option<i64> {
    let (_, value) = entries.iter().rev().find(|(found, _)| found == name)?;
    Number::parse(&value.scalar_text()?).map(|number| number.whole_part().max(0))
}

pub(super) fn field<T: Wire>(entries: &Entries<'_>, name: &str) -> Result<Option<T>, Fault> {
    match entries.iter().rev().find(|(found, _)| found == name) {
        Some((_, value)) if !value.is_null() => T::read(value).map(Some).map_err(|fault| fault.inside(name)),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &'static str) -> Result<Tokens, Error> {
        let mut response = Response::new(Bytes::from_static(body.as_bytes()));
        *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
        let asked = Scopes::parse("basic").expect("a scope");
        let secret = Secret::from("s3cr3t");
        read_tokens(FlowStep::Exchange, &response, Timestamp::UNIX_EPOCH, (&asked, None), &[&secret])
    }

    #[test]
    fn a_packed_response_is_named() {
        let mut response = Response::new(Bytes::from_static(b"\x1f\x8b\x08"));
        response.headers_mut().insert("content-encoding", http::HeaderValue::from_static("gzip"));
        let read = read_tokens(
            FlowStep::Exchange,
            &response,
            Timestamp::UNIX_EPOCH,
            (&Scopes::default(), None),
            &[],
        );
        let error = read.expect_err("packed").to_string();
        assert!(error.contains("the body has the content coding gzip"), "{error}");
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
    fn lifetimes_are_read_however_they_are_written() {
        for (written, seconds) in [
            ("3599.5", Some(3599)),
            ("1e9", Some(1_000_000_000)),
            ("\"3600\"", Some(3600)),
            ("\" 3599.5 \"", Some(3599)),
            ("\"1E3\"", Some(1000)),
            ("0", Some(0)),
            ("-5", Some(0)),
            ("-1e400", Some(0)),
            ("null", None),
            ("\"\"", None),
            ("\"never\"", None),
            ("\"inf\"", None),
            ("\"NaN\"", None),
            ("true", None),
            ("{}", None),
            ("[60]", None),
        ] {
            let body = format!("{{\"access_token\":\"a\",\"expires_in\":{written}}}");
            let tokens = read(200, body.leak()).unwrap_or_else(|error| panic!("{written}: {error}"));
            assert_eq!(tokens.expires.map(Timestamp::as_second), seconds, "{written}");
        }
        for huge in ["1e400", "1e999999999", "9223372036854775808", "1e18"] {
            let body = format!("{{\"access_token\":\"a\",\"expires_in\":{huge}}}");
            assert_eq!(read(200, body.leak()).expect("tokens").expires, Some(Timestamp::MAX), "{huge}");
        }
    }

    #[test]
    fn scopes_are_read_however_they_are_joined() {
        for (written, scopes) in [
            ("\"basic,trade\"", "basic trade"),
            ("\"basic, trade\"", "basic trade"),
            ("\"basic\\ttrade\\n\"", "basic trade"),
            ("[\"basic\",\"trade\"]", "basic trade"),
            ("[\"basic trade\",\"x,y\",null,7]", "7 basic trade x y"),
            ("\"basic,\"", "basic"),
            ("\"ä trade\"", "trade"),
            ("\"\"", ""),
            ("[]", ""),
            ("null", "basic"),
            ("{}", "basic"),
            ("true", "basic"),
        ] {
            let body = format!("{{\"access_token\":\"a\",\"scope\":{written}}}");
            let tokens = read(200, body.leak()).unwrap_or_else(|error| panic!("{written}: {error}"));
            assert_eq!(tokens.scopes.to_string(), scopes, "{written}");
        }
        // A scope name may contain a comma.
        let document = Document::parse(b"{\"scope\":\"a,b c,d\"}").expect("JSON");
        let known = Scopes::parse("a,b").expect("a name");
        let read = read_scopes(&document.entries().expect("an object"), &known).expect("said");
        assert_eq!(read.iter().collect::<Vec<_>>(), ["a,b", "c", "d"]);
    }

    #[test]
    fn responses_may_be_forms() {
        let form =
            "access_token=gho%5F1&scope=basic%2Ctrade&token_type=bearer&expires_in=28800&refresh_token=r";
        for body in [form.to_owned(), format!("\u{feff}{form}\n"), form.replace("access", "x=1&access")] {
            let tokens = read(200, body.leak()).expect("tokens");
            assert_eq!(
                (tokens.access.expose(), tokens.scopes.to_string().as_str()),
                ("gho_1", "basic trade")
            );
            assert_eq!(tokens.expires.map(Timestamp::as_second), Some(28_800));
            assert_eq!(tokens.refresh, Some("r".into()));
        }
        let failed = read(200, "error_uri=x&error=bad_verification_code&error_description=The+code+is+wrong");
        let Err(Error::ErrorResponse(rejected)) = failed else { panic!("{failed:?}") };
        assert_eq!(rejected.code, Some(Code::Other("bad_verification_code".into())));
        assert_eq!(rejected.description.as_deref(), Some("The code is wrong"));
        let with_mark = "\u{feff} {\"access_token\":\"a\"}";
        assert_eq!(read(200, with_mark).expect("tokens").access, "a".into());
        assert!(matches!(read(200, "token=a"), Err(Error::Unreadable { .. })));
    }

    #[test]
    fn errors_show_no_controls() {
        for wild in ["\u{1b}[31m", "\u{9b}2J", "\u{202e}", "\u{2066}", "\u{7f}", "\n", "\u{200b}"] {
            let text = format!("a{wild}b");
            let rejected = error_response(FlowStep::Exchange, Some(400), Some(&text), Some(&text), &[]);
            let errors = [
                Error::ErrorResponse(rejected.clone()),
                Error::Denied { description: rejected.description },
                Error::Denied { description: Some(text.clone()) },
                Error::ErrorResponse(ErrorResponse {
                    step: FlowStep::Refresh,
                    status: None,
                    code: Some(Code::Other(text.clone())),
                    description: Some(text.clone()),
                    retry_after: None,
                }),
                Error::MissingScope { scope: "x".into(), granted: [text.clone()].into_iter().collect() },
                Error::Store(std::sync::Arc::new(crate::oauth::StoreError::new(text.clone()))),
                Error::Unreadable { step: FlowStep::Status, fault: Fault::limit(text.clone()).inside(&text) },
            ];
            for error in errors {
                assert!(!error.to_string().contains(wild), "{error:?}");
            }
        }
    }

    #[test]
    fn failures_are_read_liberally_and_without_secrets() {
        let failed = |status, body| match read(status, body) {
            Err(Error::ErrorResponse(rejected)) => rejected,
            other => panic!("{other:?}"),
        };
        let rejected =
            failed(400, r#"{"error":"invalid_grant","error_description":"no code s3cr3t\n here"}"#);
        assert_eq!(rejected.code, Some(Code::InvalidGrant));
        assert_eq!(rejected.description.as_deref(), Some("no code [secret] here"));
        assert_eq!(failed(200, r#"{"error":"odd_one"}"#).code, Some(Code::Other("odd_one".into())));
        assert_eq!(
            failed(400, "error=invalid_client&error_description=a+b").description.as_deref(),
            Some("a b")
        );
        let described = failed(400, r#"{"error":"invalid_scope","error_description":["a","b"]}"#);
        assert_eq!(described.description.as_deref(), Some("a; b"));
        let nested = failed(200, r#"{"error":{"message":"Expired s3cr3t","code":190}}"#);
        assert_eq!(
            (nested.code, nested.description.as_deref()),
            (None, Some("message: Expired [secret]; code: 190"))
        );
        assert!(read(200, r#"{"access_token":"a","error":false}"#).is_ok());
        let twice =
            failed(400, r#"{"error":"invalid_grant","error_description":"invalid_grant"}"#).to_string();
        assert_eq!(twice, "the server rejected the request (code exchange, HTTP 400, invalid_grant)");
        assert_eq!(failed(500, "<html>").code, None);
        assert_eq!(failed(401, "").status, Some(401));
        assert!(matches!(read(200, "<html>"), Err(Error::Unreadable { .. })));
        assert!(matches!(read(200, "{}"), Err(Error::Unreadable { .. })));
        assert!(matches!(read(200, r#"{"access_token":"a","token_type":"mac"}"#), Err(Error::TokenKind)));
    }
}
