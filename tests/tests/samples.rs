//! The three registration programs of the document, and the address of its public sign-up, as the bytes that they send.
//! No HTTP library is involved: head and body are written to a socket.
//!
//! None of the programs runs as printed (quotes, braces and line breaks are lost), so the bytes are derived from their
//! lines and the known behavior of the libraries. The heads of PHP and Node.js were recorded, from libcurl 7.88 and
//! Node.js 20; the head of C# is that of the .NET Framework. Every sample is sent to the example server, where the
//! responses contain the stored values, and to the reference backend, which also shows the values that no response
//! contains.

use std::error::Error;

use bindery_backpack::Client;
use bindery_backpack::index::{Login, LoginPassword};
use bindery_backpack::prelude::*;
use bindery_backpack::types::{Password, UserId};
use bindery_backpack::user::{Info, UserInfo};
use bindery_runtime::{Http, Map, RawJson};
use bindery_tests::reference::{Account, Reference};
use example_server::Memory;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

type TestResult<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// Lines 1534 to 1564. With an array in `CURLOPT_POSTFIELDS` (line 1562), libcurl sends multipart/form-data.
#[tokio::test]
async fn php() -> TestResult {
    // Lines 1538 to 1556, in order. `md5('123456')` and `json_encode(…)` are computed by hand.
    let fields = [
        ("firstName", "Demo001"),
        ("lastName", "User001"),
        ("email", "demo001@mailinator.com"),
        ("confirmed", "0"),
        ("password", "e10adc3949ba59abbe56e057f20f883e"),
        ("phone", "+123456789"),
        ("country", "fr"),
        ("locale", "en_FR"),
        ("landing", r#"{"a_aid":"650b2354","serial":"campaign01"}"#),
        ("lead", "0"),
    ];
    let boundary = "------------------------cf6b41fc6f487214";
    let mut body = String::new();
    for (name, value) in fields {
        body +=
            &format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += &format!("--{boundary}--\r\n");
    // Line 1530 is the login, lines 1520 and 1522 choose Basic and POST. `CURLOPT_RETURNTRANSFER` sends nothing.
    let head = format!(
        "POST /index/register HTTP/1.1\r\n\
         Host: platform-api.backpack.io\r\n\
         Authorization: Basic dXNlcjpwYXNz\r\n\
         Accept: */*\r\n\
         Content-Length: {}\r\n\
         Content-Type: multipart/form-data; boundary={boundary}\r\n",
        body.len()
    );
    let expected = Expected {
        first_name: "Demo001",
        last_name: "User001",
        email: "demo001@mailinator.com",
        password: "123456",
        phone: "+123456789",
        country: "fr",
        locale: Some("en_FR"),
        landing: &[("a_aid", "650b2354"), ("serial", "campaign01")],
    };
    let now = format!("{head}\r\n{body}");
    registers(("user", "pass"), &Request { head: now, body_after_continue: None }, &expected).await?;
    // libcurl of the document's time sent `Expect` before a form of more than 1 kB.
    let then = format!("{head}Expect: 100-continue\r\n\r\n");
    registers(("user", "pass"), &Request { head: then, body_after_continue: Some(body) }, &expected).await
}

/// Lines 1590 to 1664. The form is not escaped, and the digest is in uppercase (line 1710).
#[tokio::test]
async fn c_sharp() -> TestResult {
    // Lines 1600 to 1604: the login's address contains an @, `landing` contains braces and quotes.
    let body = "firstName=MyFirstName&lastName=MyLastName&email=myEmail@address.com\
                &password=E10ADC3949BA59ABBE56E057F20F883E&country=us&landing={\"a_aid\":\"123456789\"}";
    // Lines 1640 to 1654. HttpWebRequest sends `Expect: 100-continue` by default.
    let head = format!(
        "POST /index/register HTTP/1.1\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\
         Authorization: Basic dXNlcjpwYXNz\r\n\
         Host: platform-api.backpack.io\r\n\
         Content-Length: {}\r\n\
         Expect: 100-continue\r\n\
         Connection: Keep-Alive\r\n\
         \r\n",
        body.len()
    );
    let request = Request { head, body_after_continue: Some(body.to_owned()) };
    let expected = Expected {
        first_name: "MyFirstName",
        last_name: "MyLastName",
        email: "myEmail@address.com",
        password: "123456",
        // This sample does not send it, although the document's table requires it.
        phone: "",
        country: "us",
        locale: None,
        landing: &[("a_aid", "123456789")],
    };
    registers(("user", "pass"), &request, &expected).await
}

/// Lines 1726 to 1776. The values come from a web form; these require escaping.
#[tokio::test]
async fn node_js() -> TestResult {
    // Lines 1732 to 1736 after `querystring.stringify`, which keeps ' and writes a space as %20. The digest is that of
    // "s3cret & más".
    let body = "firstName=Jan%C3%A9&lastName=O'Neil%20%26%20Co&email=jane%2Btest%40example.com\
                &password=d408410b705146a553f2194d70377959&phone=%2B33%201%2023&country=be\
                &landing=%7B%22a_aid%22%3A%22123456789%22%2C%22serial%22%3A%22my-campaign1%22%7D";
    // Lines 1740 to 1756. Another login than in the other samples, and an option of curl as a header (line 1748).
    let head = format!(
        "POST /index/register HTTP/1.1\r\n\
         Authorization: Basic dXNlcjpwYXNzd29yZA==\r\n\
         RETURNTRANSFER: 1\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\
         Host: platform-api.backpack.io\r\n\
         Connection: close\r\n\
         \r\n{body}",
        body.len()
    );
    let request = Request { head, body_after_continue: None };
    let expected = Expected {
        first_name: "Jané",
        last_name: "O'Neil & Co",
        email: "jane+test@example.com",
        password: "s3cret & más",
        phone: "+33 1 23",
        country: "be",
        locale: None,
        landing: &[("a_aid", "123456789"), ("serial", "my-campaign1")],
    };
    registers(("user", "password"), &request, &expected).await
}

/// Lines 1822 to 1824, without the spaces that printing has inserted, as a browser sends it: quotes are escaped,
/// braces, colon, comma and @ are not. There is no login.
#[tokio::test]
async fn public_sign_up() -> TestResult {
    let head = "GET /ajax/index/sign-up?firstName=FirstName&lastName=LastName&email=TestAccount@mailinator.com\
                &country=be&locale=fr_BE&password=e10adc3949ba59abbe56e057f20f883e&phone=972541234567\
                &landing={%22a_aid%22:%22123456789%22,%22serial%22:%22camp1%22} HTTP/1.1\r\n\
                Host: Fintech.domain.com\r\n\
                Connection: keep-alive\r\n\
                Accept: */*\r\n\
                X-Requested-With: XMLHttpRequest\r\n\
                Accept-Encoding: gzip, deflate\r\n\
                \r\n";
    let platform = Reference::default();
    let address = serve(platform.router("user", "pass")?).await?;
    let request = Request { head: head.to_owned(), body_after_continue: None };
    let body = request.send(&address).await?;

    let account = platform.account("TestAccount@mailinator.com").ok_or("no user has signed up")?;
    let expected = Expected {
        first_name: "FirstName",
        last_name: "LastName",
        email: "TestAccount@mailinator.com",
        password: "123456",
        phone: "972541234567",
        country: "be",
        locale: Some("fr_BE"),
        landing: &[("a_aid", "123456789"), ("serial", "camp1")],
    };
    expected.is_account(&account);
    // The keys of line 1798, in order; the token is valid.
    let (before, rest) = body.split_once(r#""session":""#).ok_or("no session")?;
    let (session, after) = rest.split_once('"').ok_or("no session")?;
    assert_eq!(before, r#"{"success":true,"#);
    assert_eq!(
        after,
        r#","firstName":"FirstName","lastName":"LastName","email":"TestAccount@mailinator.com","dob":null,"mobile":"972541234567","location":"be"}"#
    );
    let client = Client::builder().base_url(&address).login("user", "pass").build_over(Http::new()?)?;
    assert_eq!(client.user().info(Info::new(session)).await?.user_id, account.id);
    Ok(())
}

/// The values that must be stored after a sample has run.
struct Expected {
    first_name: &'static str,
    last_name: &'static str,
    email: &'static str,
    /// Plain password; the samples send its digest.
    password: &'static str,
    phone: &'static str,
    country: &'static str,
    locale: Option<&'static str>,
    landing: &'static [(&'static str, &'static str)],
}

impl Expected {
    fn is_account(&self, account: &Account) {
        assert_eq!(
            (account.first_name.as_str(), account.last_name.as_str()),
            (self.first_name, self.last_name)
        );
        assert_eq!((account.email.as_str(), account.phone.as_str()), (self.email, self.phone));
        assert!(account.password.is(&Password::plain(self.password)));
        assert_eq!((account.country.as_str(), account.locale.as_deref()), (self.country, self.locale));
        let landing = self.landing.iter().map(|(name, text)| ((*name).to_owned(), RawJson::from(*text)));
        assert_eq!(account.landing, landing.collect::<Map<_>>());
        // No sample sets other values.
        assert_eq!((account.confirmed, account.lead, account.login_confirmed.clone()), (false, false, None));
        assert_eq!((account.national_id.as_str(), account.dob.as_deref()), ("", None));
        assert_eq!((account.address1.as_str(), account.city.as_str()), ("", ""));
        assert_eq!((account.zip.as_str(), account.state.as_str()), ("", ""));
        assert_eq!((&account.facebook_id, &account.vk_id, &account.qq), (&None, &None, &None));
    }

    fn is_info(&self, user: UserId, info: &UserInfo) {
        assert_eq!((info.user_id, info.email.as_str()), (user, self.email));
        assert_eq!((info.first_name.as_str(), info.last_name.as_str()), (self.first_name, self.last_name));
        assert_eq!((info.mobile.as_str(), info.country.as_str()), (self.phone, self.country));
        assert_eq!((info.confirmed, info.login_confirmed.clone()), (false, None));
        assert_eq!((info.national_id.as_str(), info.dob.as_deref()), ("", None));
        assert_eq!((info.address1.as_str(), info.city.as_str()), ("", ""));
        assert_eq!((info.zip.as_str(), info.state.as_str()), ("", ""));
    }
}

/// A request as bytes. The body is sent with the head, or when the server has asked for it.
struct Request {
    head: String,
    body_after_continue: Option<String>,
}

impl Request {
    /// Sends the sample and returns the body of the response, which must be a success.
    async fn send(&self, url: &str) -> TestResult<String> {
        let mut stream = TcpStream::connect(url.trim_start_matches("http://")).await?;
        stream.write_all(self.head.as_bytes()).await?;
        if let Some(body) = &self.body_after_continue {
            let leave = read_until(&mut stream, |read| read.ends_with("\r\n\r\n")).await?;
            assert_eq!(leave, "HTTP/1.1 100 Continue\r\n\r\n");
            stream.write_all(body.as_bytes()).await?;
        }
        let response = read_until(&mut stream, |read| body_of(read).is_some()).await?;
        assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
        assert!(response.contains("content-type: application/json\r\n"), "{response}");
        Ok(body_of(&response).ok_or("the response broke off")?.to_owned())
    }
}

/// Reads until there is enough, or until the end.
async fn read_until(stream: &mut TcpStream, enough: impl Fn(&str) -> bool) -> TestResult<String> {
    let mut read = Vec::new();
    while !std::str::from_utf8(&read).is_ok_and(&enough) {
        if stream.read_buf(&mut read).await? == 0 {
            break;
        }
    }
    Ok(String::from_utf8(read)?)
}

/// Returns the body of a complete response.
fn body_of(response: &str) -> Option<&str> {
    let (head, body) = response.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    (length.parse() == Ok(body.len())).then_some(body)
}

async fn serve(router: axum::Router) -> TestResult<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

/// Sends a registration to both servers and checks the stored values.
async fn registers(login: (&str, &str), request: &Request, expected: &Expected) -> TestResult {
    let platform = Reference::default();
    for router in [Memory::router(login.0, login.1)?, platform.router(login.0, login.1)?] {
        let address = serve(router).await?;
        // The document's comment on line 1564: on success it is the user's number.
        assert_eq!(request.send(&address).await?, r#""2130001""#);

        let client = Client::builder().base_url(&address).login(login.0, login.1).build_over(Http::new()?)?;
        let password = Password::plain(expected.password);
        let log_in = LoginPassword { email: expected.email.to_owned(), password };
        let response = client.index().login(Login::password(log_in)).await?;
        let info = client.user().info(Info::new(response.session)).await?;
        expected.is_info(response.user.user_id, &info);
        assert_eq!(response.user.user_id, UserId(2_130_001));
    }
    expected.is_account(&platform.account(expected.email).ok_or("no user has registered")?);
    Ok(())
}
