//! Secrets are never printed, regardless of type and place: not by a request, a client, an error, or a server that
//! rejects them.

use bindery_runtime as rt;
use bindery_tests::demo::Demo;
use bindery_tests::scripted::{ScriptStep, Scripted};
use bindery_tests::shop::{Pay, SignUp};
use bindery_tests::{arrival, wait};
use proptest::prelude::*;
use rt::Caller as _;

use super::bytes::KIND_SERVER;

/// A text that occurs nowhere else.
fn secret() -> impl Strategy<Value = String> {
    "[A-Za-z0-9]{6}zqx[ -~]{0,20}é?"
}

fn hidden(secret: &str, text: &str) -> Result<(), TestCaseError> {
    // A part of a secret must not be printed either.
    let part: String = secret.chars().take(9).collect();
    prop_assert!(!text.contains(&part), "{} shows {}", text, part);
    Ok(())
}

proptest! {
    #[test]
    fn requests_clients_and_errors_hide_secrets(
        session in secret(),
        password in secret(),
        login in secret(),
        amount in -2_i64..2,
        status in prop::sample::select(vec![200_u16, 401, 500, 503]),
        response in prop::sample::select(vec![
            r#"{"ID":[]}"#, r#"{"error":{"code":30,"message":""}}"#, "<html>", "", r#"{"session":"#, r#"{"session":5}"#,
        ]),
    ) {
        let pay = Pay {
            session: session.as_str().into(),
            password: Some(rt::Md5Password::verbatim(&password)),
            amount: amount.into(),
        };
        let sign_up = SignUp { password: rt::Md5Password::plain(&password) };
        let printed = format!("{pay:?} {pay:#?} {sign_up:?}");

        let transport = Scripted::new([ScriptStep::response(status, response)]);
        let builder = rt::Client::<Demo>::builder().login("partner", login.clone()).retries(0);
        let builder = builder.server_url("public", "https://brand.example");
        let client = builder.build_over(transport).expect("it is complete");
        let mut printed = format!("{printed} {client:?} {client:#?}");
        if let Err(error) = wait(client.call(pay)) {
            printed.push_str(&format!("{error} {error:#} {error:?} {error:#?}"));
        }
        match wait(client.call(sign_up)) {
            Ok(welcome) => printed.push_str(&format!("{welcome:?}")),
            Err(error) => printed.push_str(&format!("{error} {error:#} {error:?} {error:#?}")),
        }
        for secret in [session, password, login] {
            hidden(&secret, &printed)?;
        }
    }

    /// A response with secret fields that contain other values.
    #[test]
    fn errors_hide_secrets_that_came_in_the_wrong_form(secret in secret()) {
        let text = serde_json::to_string(&secret).expect("a text is JSON");
        let forms = [
            format!("{{\"session\":[{text}],\"name\":\"Ada\"}}"),
            format!("{{\"session\":{{{text}:{text}}},\"name\":\"Ada\"}}"),
            format!("{{\"session\":{text}}}"),
            format!("{{\"session\":{text},\"name\":[{text}]}}"),
            format!("{{\"session\":{text},\"name\":{{}}"),
            text.clone(),
            format!("[{text}]"),
            secret.clone(),
        ];
        for body in forms {
            for status in [200, 500] {
                match rt::decode::decode_response::<SignUp>(status, &body.clone().into()) {
                    Ok(welcome) => hidden(&secret, &format!("{welcome:?}"))?,
                    Err(error) => hidden(&secret, &format!("{error} {error:#} {error:?} {error:#?}"))?,
                }
            }
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A server that rejects a secret does not repeat it.
    #[test]
    fn rejections_hide_secrets(secret in secret()) {
        let text = serde_json::to_string(&secret).expect("a text is JSON");
        for path in ["/secret", "/session", "/secrets", "/password"] {
            for value in [format!("[{text}]"), format!("{{{text}:1}}"), text.clone().repeat(9), format!("[[{text}]]")] {
                let requests = [
                    arrival::json(path, &format!("{{\"v\":{value}}}")),
                    arrival::form(path, &arrival::urlencode("v", &value)),
                    arrival::multipart(path, &[("v", &value)]),
                ];
                for request in requests {
                    let (status, body) = arrival::send_text(&KIND_SERVER, request);
                    if status != 200 {
                        hidden(&secret, &body)?;
                    }
                }
            }
        }
    }
}
