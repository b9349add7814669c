//! A registration in every encoding of a request: query, form, JSON, multipart, and mixtures of them.

use bindery_backpack::types::{Currency, LoginConfirmed};
use bindery_runtime::Http;

use crate::TestResult;
use crate::served::{Raw, Served, password};

const PATH: &str = "/index/register";

/// The parameters of a registration, encoded as a query or a form.
const FORM: &str = "email=a%40example.com&password=e10adc3949ba59abbe56e057f20f883e&firstName=J%C3%BCrgen+A.\
    &lastName=O%27Neil&phone=%2B123456789&country=FR&confirmed=yes&loginConfirmed=0&userCurrency=2&lead=0\
    &landing=%7B%22a_aid%22%3A%22650b2354%22%7D";

/// The same as JSON, with JSON numbers and booleans, and the map as an object.
const JSON: &str = r#"{"email":"a@example.com","password":"e10adc3949ba59abbe56e057f20f883e",
    "firstName":"J\u00fcrgen A.","lastName":"O'Neil","phone":"+123456789","country":"FR","confirmed":true,
    "loginConfirmed":0,"userCurrency":2,"lead":false,"landing":{"a_aid":"650b2354"},"undocumented":[1]}"#;

/// The same as a browser's multipart form, each part in a different format.
const MULTIPART: &str = "preamble, to be ignored\r\n\
    --b0undary\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na@example.com\r\n\
    --b0undary\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ne10adc3949ba59abbe56e057f20f883e\r\n\
    --b0undary\r\nContent-Disposition: form-data; name=\"firstName\"\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\r\nJürgen A.\r\n\
    --b0undary\r\ncontent-disposition: form-data; name=lastName\r\n\r\nO'Neil\r\n\
    --b0undary\r\nContent-Disposition: form-data; name=\"phone\"\r\n\r\n+123456789\r\n\
    --b0undary\r\nContent-Disposition: form-data; name=\"country\"\r\n\r\nFR\r\n\
    --b0undary\r\nContent-Disposition: form-data; name=\"confirmed\"\r\n\r\nOn\r\n\
    --b0undary\r\nContent-Disposition: form-data; name=\"loginConfirmed\"\r\n\r\n0\r\n\
    --b0undary\r\nContent-Disposition: form-data; name=\"userCurrency\"\r\n\r\n2\r\n\
    --b0undary\r\nContent-Disposition: form-data; name=\"lead\"\r\n\r\n\r\n\
    --b0undary\r\nContent-Disposition: form-data; name=\"landing\"; filename=\"l.json\"\r\n\
    Content-Type: application/json\r\n\r\n{\"a_aid\":\"650b2354\"}\r\n\
    --b0undary--\r\n";

fn check(served: &Served, raw: &Raw) {
    assert_eq!((raw.status, raw.body.as_str()), (200, r#""2130001""#));
    let account = served.platform.account("a@example.com").expect("registered");
    assert!(account.password.is(&password()));
    assert_eq!((account.first_name.as_str(), account.last_name.as_str()), ("Jürgen A.", "O'Neil"));
    assert_eq!((account.phone.as_str(), account.country.as_str()), ("+123456789", "fr"));
    assert_eq!((account.confirmed, account.lead), (true, false));
    assert_eq!(account.login_confirmed, Some(LoginConfirmed::TemporaryPassword));
    assert_eq!(account.currency, Currency::Eur);
    assert_eq!(account.landing["a_aid"].as_str(), r#""650b2354""#);
}

#[tokio::test]
async fn a_request_may_come_in_any_form() -> TestResult {
    let query = format!("{PATH}?{FORM}");
    let (first, second) = FORM.split_at(FORM.find("&phone").expect("it is there"));
    let mixed = format!("{PATH}?{first}");
    let http = Http::new()?;
    for (what, method, path, content_type, body) in [
        ("query", "GET", query.as_str(), "", ""),
        ("query of a POST", "POST", &query, "application/x-www-form-urlencoded", ""),
        ("query, and an empty JSON body", "POST", &query, "application/json", ""),
        ("form", "POST", PATH, "application/x-www-form-urlencoded", FORM),
        ("form under its full name", "POST", PATH, "Application/X-WWW-Form-Urlencoded; charset=UTF-8", FORM),
        ("form without a name", "POST", PATH, "", FORM),
        ("form of a GET", "GET", PATH, "application/x-www-form-urlencoded", FORM),
        ("JSON", "POST", PATH, "application/json", JSON),
        ("JSON by a vendor's name", "POST", PATH, "application/vnd.example+json; charset=utf-8", JSON),
        ("multipart", "POST", PATH, "multipart/form-data; boundary=b0undary", MULTIPART),
        ("multipart in quotes", "POST", PATH, "Multipart/Form-Data; boundary=\"b0undary\"", MULTIPART),
        ("half query, half form", "POST", &mixed, "application/x-www-form-urlencoded", &second[1..]),
    ] {
        println!("{what}");
        let served = Served::start_with(http.clone()).await?;
        check(&served, &served.send(method, path, content_type, body).await?);
    }
    Ok(())
}

#[tokio::test]
async fn the_body_wins_over_the_query_and_the_last_of_a_name_over_the_first() -> TestResult {
    let served = Served::start().await?;
    let path = format!("{PATH}?{FORM}&country=be&email=query%40example.com");
    let body = "email=first%40example.com&email=last%40example.com&Country=us";
    let raw = served.send("POST", &path, "application/x-www-form-urlencoded", body).await?;
    assert_eq!(raw.status, 200, "{}", raw.body);
    let account = served.platform.account("last@example.com").expect("the body's last one");
    // The alias counts only if the documented name is missing.
    assert_eq!(account.country, "be");

    let raw =
        served.send("POST", &format!("{PATH}?{}", FORM.replace("country=FR", "Country=FR")), "", "").await?;
    assert_eq!(raw.status, 200, "{}", raw.body);
    assert_eq!(served.platform.account("a@example.com").expect("registered").country, "fr");
    Ok(())
}

/// The document's C# sample does not escape its form. An unescaped plus sign arrives as a space.
#[tokio::test]
async fn a_form_may_be_unescaped() -> TestResult {
    let served = Served::start().await?;
    let body = "email=a@example.com&password=x&firstName=A&lastName=B&country=fr&phone=+33 1&landing={\"a_aid\":\"1\",\"b\":[]}";
    let raw = served.post(PATH, body).await?;
    assert_eq!(raw.status, 200, "{}", raw.body);
    let account = served.platform.account("a@example.com").expect("registered");
    assert_eq!(account.phone, "+33 1");
    assert_eq!((account.landing["a_aid"].as_str(), account.landing["b"].as_str()), (r#""1""#, "[]"));
    Ok(())
}

/// PHP writes an empty map as a list, forms have no null, and an invalid `landing` is rejected without a crash.
#[tokio::test]
async fn nothing_has_many_spellings() -> TestResult {
    let served = Served::start().await?;
    for (number, nothing) in ["", "%7B%7D", "%5B%5D"].into_iter().enumerate() {
        let form = FORM
            .replace("a%40", &format!("{number}%40"))
            .replace("%7B%22a_aid%22%3A%22650b2354%22%7D", nothing)
            .replace("loginConfirmed=0", ["loginConfirmed=", "loginConfirmed=null", "x=y"][number]);
        let raw = served.post(PATH, &form).await?;
        assert_eq!(raw.status, 200, "{nothing}: {}", raw.body);
        let account = served.platform.account(&format!("{number}@example.com")).expect("registered");
        assert!(account.landing.is_empty());
        assert_eq!(account.login_confirmed, None);
    }
    for broken in ["%7B", "%5B1%5D", "7", "x"] {
        let raw = served.post(PATH, &FORM.replace("%7B%22a_aid%22%3A%22650b2354%22%7D", broken)).await?;
        assert_eq!(
            (raw.status, raw.body.as_str()),
            (
                500,
                r#"{"success":false,"error":{"code":1,"message":"Validate register user request failed"}}"#
            ),
            "{broken}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn unreadable_bodies_are_rejected() -> TestResult {
    let served = Served::start().await?;
    for (content_type, body) in [
        ("application/json", "{\"email\":"),
        ("application/json", "[]x"),
        ("application/json", "7"),
        ("multipart/form-data", MULTIPART),
        ("multipart/form-data; boundary=other", MULTIPART),
    ] {
        let raw = served.send("POST", PATH, content_type, body).await?;
        assert_eq!(raw.status, 500, "{content_type} {body}");
        assert!(
            raw.body.starts_with(r#"{"success":false,"error":{"code":1"#),
            "{content_type}: {}",
            raw.body
        );
    }
    Ok(())
}
