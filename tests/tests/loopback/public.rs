//! The public sign-up: no login, a ban list, mails, and a rate limit.

use bindery_backpack::index::{Login, LoginPassword};
use bindery_backpack::prelude::*;
use bindery_backpack::public::{SignUp, SignUpRequired};
use bindery_backpack::types::{LoginConfirmed, Password};
use bindery_backpack::user::Info;
use bindery_backpack::{Error, ErrorCode};
use bindery_runtime::{ErrorKind, Map, RawJson};
use bindery_tests::reference::Mail;

use crate::served::{Served, password, registration};
use crate::{TestResult, failed};

fn signing_up(email: &str) -> SignUp {
    SignUp::new(SignUpRequired {
        first_name: "TestName13".to_owned(),
        last_name: "TestLastName13".to_owned(),
        email: email.to_owned(),
        country: "be".to_owned(),
    })
}

pub(crate) async fn sign_up(served: Served) -> TestResult {
    let public = served.client.public();

    // With a password: an immediate session, and a mail that asks to confirm the address.
    let with_password = signing_up("TestAccount13@mailinator.com").with(|user| {
        user.password = Some(password());
        user.phone = Some("972541234567".to_owned());
        user.locale = Some("fr_BE".to_owned());
        user.landing = Some(Map::from([("a_aid".to_owned(), RawJson::from("123456789"))]));
    });
    let response = public.sign_up(with_password).await?;
    assert_eq!(
        served.log.exchanges().pop().expect("there was one").body,
        format!(
            r#"{{"success":true,"session":"{}","firstName":"TestName13","lastName":"TestLastName13","email":"TestAccount13@mailinator.com","dob":null,"mobile":"972541234567","location":"be"}}"#,
            response.session.0.expose()
        )
        .as_bytes()
    );
    let info = served.client.user().info(Info::new(response.session)).await?;
    assert_eq!((info.affiliate_id.as_str(), info.login_confirmed), ("123456789", None));
    assert_eq!(
        served.platform.account("TestAccount13@mailinator.com").and_then(|user| user.locale).as_deref(),
        Some("fr_BE")
    );

    // Without a password: a temporary one is sent by mail, and the first login with it confirms the address.
    let response = public.sign_up(signing_up("b@example.com")).await?;
    let info = served.client.user().info(Info::new(response.session.clone())).await?;
    assert_eq!(info.login_confirmed, Some(LoginConfirmed::TemporaryPassword));
    // The session does not prove that the mail was read.
    let login = Login::session(response.session);
    assert!(!served.client.index().login(login).await?.user.confirmed);
    let outbox = served.platform.outbox();
    let [Mail::ConfirmAddress { to }, Mail::TemporaryPassword { to: second, password: mailed }] = &outbox[..]
    else {
        panic!("not these mails: {outbox:?}");
    };
    assert_eq!((to.as_str(), second.as_str()), ("TestAccount13@mailinator.com", "b@example.com"));
    let login =
        LoginPassword { email: "b@example.com".to_owned(), password: Password::plain(mailed.expose()) };
    let user = served.client.index().login(Login::password(login)).await?.user;
    assert_eq!((user.login_confirmed, user.confirmed), (Some(LoginConfirmed::Confirmed), true));

    // Countries are banned for this action only, case-insensitively.
    for country in ["us", "IT", "il"] {
        let banned = signing_up("c@example.com").with(|user| user.country = country.to_owned());
        let error = public.sign_up(banned).await.expect_err("banned");
        assert_eq!(
            served.log.exchanges().pop().expect("there was one").body,
            r#"{"success":false,"error":{"code":102,"message":"Blocked country"}}"#
        );
        assert_eq!(failed::<()>(Err(error)), (500, ErrorCode::BannedCountry));
    }
    served
        .client
        .index()
        .register(registration("us@example.com").with(|user| user.country = "us".into()))
        .await?;
    let again = public.sign_up(signing_up("b@example.com")).await;
    assert_eq!(failed(again), (500, ErrorCode::EmailExists));
    let unknown = signing_up("c@example.com").with(|user| user.country = "zz".to_owned());
    assert_eq!(failed(public.sign_up(unknown).await), (500, ErrorCode::RegistrationRejected));

    // Too many sign-ups: a plain HTTP response, none of the API's errors, and worth a retry later.
    served.platform.limit_sign_ups(0);
    let error = public.sign_up(signing_up("c@example.com")).await.expect_err("too many");
    assert!(matches!(&error, Error::Http(rejected) if rejected.status == 429), "{error:?}");
    assert_eq!((error.kind(), error.is_transient()), (ErrorKind::Limit, true));
    Ok(())
}
