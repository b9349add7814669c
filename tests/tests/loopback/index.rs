//! The index module: places, login, registration.

use bindery_backpack::ErrorCode;
use bindery_backpack::index::{Countries, Login, LoginPassword, States};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Currency, LoginConfirmed, Password, UserId};
use bindery_runtime::{Map, RawJson};

use crate::served::{Served, nobody, password, registration};
use crate::{TestResult, failed, unsent};

pub(crate) async fn countries(served: Served) -> TestResult {
    let countries = served.client.index().countries(Countries::new()).await?;
    let france = countries.iter().find(|country| country.id == "fr").expect("France is in the list");
    assert_eq!((france.name.as_str(), france.dial_code), ("France", 33));
    assert_eq!(served.log.exchanges()[0].method, http::Method::GET, "no secret in it, so it may be cached");
    Ok(())
}

pub(crate) async fn states(served: Served) -> TestResult {
    let states = served.client.index().states(States::new()).await?;
    let names: Vec<_> = states["us"].iter().map(|state| (state.id.as_str(), state.name.as_str())).collect();
    assert_eq!(names, [("CA", "California"), ("NY", "New York")]);
    assert!(!states.contains_key("fr"), "only countries that have some");
    Ok(())
}

pub(crate) async fn login(served: Served) -> TestResult {
    let index = served.client.index();
    let by_password = |email: &str, password: Password| {
        Login::password(LoginPassword { email: email.to_owned(), password })
    };
    let (user, first) = served.user("a@example.com").await?;

    // Logins by password, by an earlier session and by Facebook: always the same user.
    let response = index.login(by_password("a@example.com", password())).await?;
    assert_eq!(response.user.user_id, user);
    assert_eq!(
        (response.user.email.as_str(), response.user.mobile.as_str()),
        ("a@example.com", "+123456789")
    );
    assert_eq!(
        (response.user.dob, response.user.login_confirmed, response.user.confirmed),
        (None, None, false)
    );
    assert_ne!(response.session, first, "a user can have several sessions");
    let token = response.session.0.expose();
    assert!(token.len() == 32 && token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    assert_eq!(index.login(Login::session(first.clone())).await?.session, first);
    served.platform.link_facebook("a token of Facebook", user);
    assert_eq!(index.login(Login::facebook("a token of Facebook")).await?.user.user_id, user);

    // Digests are case-insensitive, everything else is compared exactly.
    let upper = Password::digest("E10ADC3949BA59ABBE56E057F20F883E")?;
    index.login(by_password("a@example.com", upper)).await?;
    let verbatim = Password::verbatim("123456");
    assert_eq!(
        failed(index.login(by_password("a@example.com", verbatim)).await),
        (500, ErrorCode::LoginFailed)
    );

    // A wrong address and a wrong password yield the same error, which does not reveal who has an account.
    let wrong = index.login(by_password("a@example.com", Password::plain("wrong"))).await.expect_err("wrong");
    let nowhere = index.login(by_password("nobody@example.com", password())).await.expect_err("unknown");
    assert_eq!(wrong.to_string(), nowhere.to_string());
    assert_eq!(failed::<()>(Err(nowhere)), (500, ErrorCode::LoginFailed));
    assert_eq!(failed(index.login(Login::session(nobody())).await), (500, ErrorCode::LoginRequired));
    assert_eq!(failed(index.login(Login::facebook("?")).await), (500, ErrorCode::InvalidFacebookUser));

    // A frozen user may read, a blocked one may not even log in.
    served.platform.change(user, |account| account.frozen = true);
    assert!(index.login(by_password("a@example.com", password())).await?.user.frozen);
    served.platform.change(user, |account| account.blocked = true);
    for request in [by_password("a@example.com", password()), Login::session(first)] {
        assert_eq!(failed(index.login(request).await), (500, ErrorCode::UserBlocked));
    }

    // Incomplete login data is rejected on both sides.
    let half = by_password("a@example.com", password()).with(|login| login.password = None);
    assert_eq!(
        unsent(index.login(half).await),
        "needs email and password, or session, or facebookAccessToken"
    );
    let raw = served.post("/index/login", "email=a%40example.com").await?;
    assert_eq!(raw.status, 500);
    assert_eq!(
        raw.body,
        r#"{"success":false,"error":{"code":11,"message":"Missing parameters: email and password, or session, or facebookAccessToken"}}"#
    );
    Ok(())
}

pub(crate) async fn register(served: Served) -> TestResult {
    let index = served.client.index();
    served.platform.number_from(
        UserId(2_130_004),
        bindery_backpack::types::RecordId(1),
        bindery_backpack::bonus::BonusId(1),
    );
    let full = registration("full@example.com").with(|user| {
        user.country = "US".to_owned();
        user.confirmed = Some(true);
        user.national_id = Some("12-34".to_owned());
        user.dob = Some("1990-02-03".to_owned());
        user.locale = Some("EN-us".to_owned());
        user.address1 = Some("1 Main St & Co".to_owned());
        user.city = Some("Zürich".to_owned());
        user.zip = Some("0123".to_owned());
        user.state = Some("ny".to_owned());
        user.facebook_id = Some("12345678901234567890".to_owned());
        user.login_confirmed = Some(LoginConfirmed::Confirmed);
        user.vk_id = Some("7".to_owned());
        user.qq = Some(String::new());
        user.user_currency = Some(Currency::Gbp);
        user.landing = Some(Map::from([("a_aid".to_owned(), RawJson::from("650b2354"))]));
        user.lead = Some(true);
    });
    assert_eq!(index.register(full).await?, UserId(2_130_004));
    assert_eq!(served.log.exchanges()[0].body, r#""2130004""#, "digits in a string");
    let account = served.platform.account("full@example.com").expect("registered");
    assert!(account.password.is(&password()));
    assert_eq!((account.first_name.as_str(), account.last_name.as_str()), ("Demo001", "User001"));
    assert_eq!((account.phone.as_str(), account.country.as_str()), ("+123456789", "us"));
    assert_eq!((account.confirmed, account.lead, account.frozen), (true, true, false));
    assert_eq!((account.national_id.as_str(), account.dob.as_deref()), ("12-34", Some("1990-02-03")));
    assert_eq!((account.locale.as_deref(), account.state.as_str()), (Some("en_US"), "NY"));
    assert_eq!((account.address1.as_str(), account.city.as_str()), ("1 Main St & Co", "Zürich"));
    assert_eq!(account.zip, "0123");
    assert_eq!(account.facebook_id.as_deref(), Some("12345678901234567890"), "more than 64 bits");
    assert_eq!((account.vk_id.as_deref(), account.qq), (Some("7"), None));
    assert_eq!(account.login_confirmed, Some(LoginConfirmed::Confirmed));
    assert_eq!(account.currency, Currency::Gbp);
    assert_eq!(account.landing["a_aid"].as_str(), r#""650b2354""#);

    // Missing parameters have their documented defaults.
    index.register(registration("plain@example.com").with(|user| user.phone = String::new())).await?;
    let account = served.platform.account("plain@example.com").expect("registered");
    assert_eq!((account.phone.as_str(), account.confirmed, account.lead), ("", false, false));
    assert_eq!((account.dob, account.locale, account.login_confirmed), (None, None, None));
    assert!(account.landing.is_empty());

    // The documented errors.
    let again = index.register(registration("plain@example.com")).await;
    assert_eq!(failed(again), (500, ErrorCode::EmailExists));
    let raw =
        served.post("/index/register", "email=x%40example.com&password=x&lastName=x&country=fr").await?;
    assert_eq!(raw.body, r#"{"success":false,"error":{"code":11,"message":"Missing parameter: firstName"}}"#);
    // This error has no code: it is identified by its text, and sent with code 1.
    let nowhere = registration("x@example.com").with(|user| user.country = "zz".to_owned());
    assert_eq!(failed(index.register(nowhere).await), (500, ErrorCode::RegistrationRejected));
    let last = served.log.exchanges().pop().expect("there was one");
    assert_eq!(
        last.body,
        r#"{"success":false,"error":{"code":1,"message":"Validate register user request failed"}}"#
    );
    // The router uses the same words when it rejects a value before the backend sees it.
    let raw = served
        .post("/index/register", "email=x%40example.com&password=x&firstName=x&lastName=x&country=fra")
        .await?;
    assert_eq!(raw.body.as_bytes(), last.body);
    let long = registration("x@example.com").with(|user| user.password = Password::verbatim(&"x".repeat(65)));
    assert_eq!(unsent(index.register(long).await), "password: must have 1 to 64 characters, has 65");
    Ok(())
}
