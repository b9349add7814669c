//! Error responses with string codes, and errors identified by their status alone.

use bindery_runtime as rt;
use rt::{Caller as _, ErrorCode as _, ErrorKind};

use crate::all;
use crate::api::*;

#[tokio::test]
async fn failures_are_known_by_code_or_by_status() {
    let (_, line, client) = all();
    for (id, code, status, body, text) in [
        (
            "nobody",
            Some(ErrorCode::UserNotFound),
            400,
            r#"{"error":true,"code":400,"type":"user_not_found","more":{"text":"There is no such user"}}"#,
            "users/get-user failed (HTTP 400, code user_not_found): There is no such user",
        ),
        (
            "gone",
            Some(ErrorCode::NotFound),
            404,
            r#"{"error":true,"code":404,"more":{"text":"There is no such thing"}}"#,
            "users/get-user failed (HTTP 404): There is no such thing",
        ),
        (
            "late",
            Some(ErrorCode::Expired),
            401,
            r#"{"error":true,"code":401,"type":"expired","more":{"text":"The session has ended"}}"#,
            "users/get-user failed (HTTP 401, code expired): The session has ended",
        ),
        (
            "new",
            Some(ErrorCode::Unknown("unheard_of".to_owned())),
            400,
            r#"{"error":true,"code":400,"type":"unheard_of","more":{"text":"undocumented error unheard_of"}}"#,
            "users/get-user failed (HTTP 400, code unheard_of): undocumented error unheard_of",
        ),
        (
            "said",
            Some(ErrorCode::Rejected),
            400,
            r#"{"error":true,"code":400,"more":{"text":"In words"}}"#,
            "users/get-user failed (HTTP 400): The request is rejected: In words",
        ),
    ] {
        let failed = client.call(GetUser::new(id)).await.expect_err("a failure");
        assert_eq!((failed.code(), failed.status(), failed.to_string().as_str()), (code, Some(status), text));
        assert_eq!(line.raw(line.last()).await, (status, body.to_owned()));
    }
    let kinds = [ErrorCode::Expired, ErrorCode::NotFound].map(|code| code.kind());
    assert_eq!(kinds, [ErrorKind::Authentication, ErrorKind::NotFound]);
}

#[test]
fn a_status_alone_is_not_yet_a_failure_of_this_api() {
    let read = |status, body: &'static str| {
        rt::decode::decode_response::<GetUser>(status, &body.into()).expect_err("a failure")
    };
    // Unreadable bodies, with a status that identifies no error.
    for (status, body) in
        [(418, "{}"), (418, ""), (502, "<html>"), (404, "<html>"), (404, "[]"), (418, "{\"type\":\"\"}")]
    {
        assert!(matches!(read(status, body), rt::Error::Http(_)), "{status} {body}");
    }
    // Something can.
    assert_eq!(read(418, r#"{"type":"invalid_key"}"#).code(), Some(ErrorCode::InvalidKey));
    let said = read(418, r#"{"more":{"text":"In words"}}"#);
    assert_eq!((said.api().is_some(), said.code()), (true, None));
    // The status identifies the error.
    for (status, body) in [(404, "{}"), (404, ""), (404, r#"{"type":null}"#), (404, r#"{"type":{}}"#)] {
        assert_eq!(read(status, body).code(), Some(ErrorCode::NotFound), "{status} {body}");
    }
    assert!(matches!(read(401, ""), rt::Error::Unauthorized(_)));
    assert!(matches!(read(401, r#"{"more":{"text":"Who?"}}"#), rt::Error::Unauthorized(_)));
    assert!(matches!(read(204, ""), rt::Error::Decode(_)));
}

#[test]
fn a_code_says_more_than_the_status() {
    let read = |status, body: &'static str| {
        rt::decode::decode_response::<GetUser>(status, &body.into()).expect_err("a failure")
    };
    for (status, body, code, kind) in [
        (401, r#"{"type":"invalid_key"}"#, ErrorCode::InvalidKey, ErrorKind::Authentication),
        (401, r#"{"type":"user_not_found"}"#, ErrorCode::UserNotFound, ErrorKind::NotFound),
        // The status decides where the code says nothing.
        (401, r#"{"type":"new"}"#, ErrorCode::from_code("new"), ErrorKind::Authentication),
        (403, r#"{"type":"new"}"#, ErrorCode::from_code("new"), ErrorKind::PermissionDenied),
        (404, r#"{"type":"new"}"#, ErrorCode::from_code("new"), ErrorKind::NotFound),
        (429, r#"{"type":"new"}"#, ErrorCode::from_code("new"), ErrorKind::Limit),
        (503, r#"{"type":"new"}"#, ErrorCode::from_code("new"), ErrorKind::Unavailable),
        (500, r#"{"type":"new"}"#, ErrorCode::from_code("new"), ErrorKind::Other),
        (400, r#"{"type":"new"}"#, ErrorCode::from_code("new"), ErrorKind::Other),
    ] {
        let failed = read(status, body);
        assert_eq!(
            (failed.code(), failed.kind(), failed.status()),
            (Some(code), kind, Some(status)),
            "{body}"
        );
    }
    let rejected = read(401, r#"{"more":{"text":" Who? "}}"#);
    assert_eq!(
        rejected.to_string(),
        "users/get-user: the server rejects the client's login (HTTP 401): Who?"
    );
}

#[test]
fn a_message_may_be_more_than_a_text() {
    for (text, message) in [
        (r#"["a","b"]"#, "a; b"),
        (r#"["a",["b",{"c":"d"}]]"#, "a; b; c: d"),
        (
            r#"{"name":["is too long","is taken"],"age":{"min":18}}"#,
            "name: is too long; is taken; age: min: 18",
        ),
        ("17", "17"),
        ("1e2", "1e2"),
        ("false", "false"),
        (r#""half \ud83d""#, r"half \ud83d"),
        (r#"[null,"",[],{},"a"]"#, "a"),
        ("null", ""),
        ("[]", ""),
        ("{}", ""),
        (r#""  ""#, ""),
    ] {
        let body = format!(r#"{{"type":"new","more":{{"text":{text}}}}}"#);
        let failed = rt::decode::decode_response::<GetUser>(400, &body.into()).expect_err("a failure");
        assert_eq!(failed.api().map(|failed| failed.message.as_str()), Some(message), "{text}");
    }
    let many = format!(r#"{{"type":"new","more":{{"text":[{}"z"]}}}}"#, "\"abc\",".repeat(100_000));
    let failed = rt::decode::decode_response::<GetUser>(400, &many.into()).expect_err("a failure");
    let message = &failed.api().expect("a failure of the API").message;
    assert!(
        message.starts_with("abc; abc; ") && message.ends_with("; …") && message.len() < 2_100,
        "{message}"
    );
}

#[test]
fn codes_are_texts() {
    assert_eq!(ErrorCode::from_code("invalid_key"), ErrorCode::InvalidKey);
    assert_eq!(ErrorCode::from_code("x").code(), Some("x"));
    assert_eq!((ErrorCode::NotFound.code(), ErrorCode::NotFound.status()), (None, Some(404)));
    assert_eq!(ErrorCode::from_status(503), Some(ErrorCode::Busy));
    assert_eq!(ErrorCode::from_status(403), None, "those with a code are known by that");
    assert_eq!(ErrorCode::from_text("There is no such thing"), None, "its text is documentation");
    assert_eq!(ErrorCode::ALL.len(), ErrorCode::TABLE.len());
}

mod numbers {
    use super::*;

    #[derive(Debug)]
    pub enum Numbers {}

    rt::error_codes! {
        /// Errors with numbers.
        pub enum Code: i64 {
            /// A number with a status.
            Taken = "taken", 10, Conflict, "There already", 409;
            /// By its status.
            Gone = "gone", _, NotFound, "Gone", 410;
            /// By its text.
            Odd = "odd", _, Other, "Odd";
            /// The internal one.
            Internal = "internal", -1, Internal, "Failed";
        }
    }

    impl rt::Api for Numbers {
        type Code = Code;
        const INFO: &'static rt::metadata::ApiInfo = &<Desk as rt::Api>::INFO
            .error_formats(&[rt::metadata::ErrorFormat::new("one", 500)
                .when(&[rt::metadata::ErrorSignal::Is("ok", "false")])
                .body(r#"{"ok":false,"code":"$code-text","text":"$message","status":"$status"}"#)])
            .error_format("one")
            .rejections(rt::metadata::Rejections::new("internal"));
    }

    rt::record! {
        /// Does something.
        pub struct Do {}
    }

    impl rt::Action for Do {
        type Api = Numbers;
        type Response = ();
        const INFO: &'static rt::metadata::ActionInfo =
            &rt::metadata::ActionInfo::new("numbers", "do", "/do");
    }

    #[derive(Debug)]
    pub enum Plain {}

    impl rt::Api for Plain {
        type Code = Code;
        const INFO: &'static rt::metadata::ApiInfo =
            &<Numbers as rt::Api>::INFO.error_formats(&[rt::metadata::ErrorFormat::new("one", 500)
                .when(&[rt::metadata::ErrorSignal::Is("ok", "false")])
                .body(r#"{"code":"$code","text":"$message"}"#)]);
    }

    rt::record! {
        /// Does something else.
        pub struct DoElse {}
    }

    impl rt::Action for DoElse {
        type Api = Plain;
        type Response = ();
        const INFO: &'static rt::metadata::ActionInfo =
            &rt::metadata::ActionInfo::new("numbers", "do-else", "/else");
    }

    #[test]
    fn a_text_in_place_of_a_number_is_not_lost() {
        for (status, body, code, message) in [
            (500, r#"{"ok":false,"code":"E_LIMIT","text":"Too many"}"#, None, "E_LIMIT: Too many"),
            (500, r#"{"ok":false,"code":"E_LIMIT"}"#, None, "E_LIMIT"),
            (500, r#"{"ok":false,"code":1.5,"text":"Too many"}"#, None, "1.5: Too many"),
            (410, r#"{"ok":false,"code":"E_GONE","text":"Over"}"#, Some(Code::Gone), "E_GONE: Over"),
            (500, r#"{"ok":false,"code":"Odd"}"#, Some(Code::Odd), "Odd"),
            (500, r#"{"ok":false,"code":"10","text":"x"}"#, Some(Code::Taken), "x"),
            (500, r#"{"ok":false,"code":"","text":"x"}"#, None, "x"),
            (500, r#"{"ok":false,"code":{},"text":"x"}"#, None, "x"),
        ] {
            let failed = rt::decode::decode_response::<DoElse>(status, &body.into()).expect_err("a failure");
            let found = failed.api().map(|failed| (failed.code, failed.message.as_str()));
            assert_eq!(found, Some((code, message)), "{body}");
        }
    }

    #[test]
    fn numbers_have_statuses_too() {
        for (code, status, body) in [
            (Code::Taken, 409, r#"{"ok":false,"code":"10","text":"There already","status":409}"#),
            (Code::Gone, 410, r#"{"ok":false,"text":"Gone","status":410}"#),
            (Code::Odd, 500, r#"{"ok":false,"code":"Odd","text":"Odd","status":500}"#),
            (Code::Internal, 500, r#"{"ok":false,"code":"-1","text":"Failed","status":500}"#),
        ] {
            let written = rt::encode::encode_failure::<Numbers>(None, &code.into());
            assert_eq!((written.status, written.body.as_str()), (status, body));
            let read =
                rt::decode::decode_response::<Do>(status, &written.body.into()).expect_err("a failure");
            assert_eq!(read.code(), Some(code));
        }
    }
}
