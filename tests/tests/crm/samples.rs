//! The client's signature header, compared with the results of the document's five sample programs for the same body
//! and key. The samples in Python, JavaScript and TypeScript are run (`tests/peers`); those in Ruby and PHP are run if
//! their interpreters are installed, and otherwise restated here.
//!
//! The samples disagree. Ruby and Python sign the sent bytes, as the client does: always equal. The others keep the
//! body as an object and sign the output of their own writer, which is equal only if that writer happens to write the
//! same bytes. Taken literally, the PHP sample signs a stream object, which is `{}` for every body; the tests compare
//! its intention, a rendering of the decoded body.

use std::path::Path;
use std::process::Command;

use bindery_crm::clients::CreateClient;
use bindery_crm::prelude::*;
use bindery_crm::requests::{RejectWithdrawalRequests, RejectWithdrawalRequestsRequired};
use bindery_crm::wallets::{UpdateWalletBalance, UpdateWalletBalanceRequired};
use bindery_crm::{Client, KEY};
use bindery_runtime::metadata::Digest;
use bindery_runtime::sign::digest;
use bindery_runtime::{Action, Decimal, RawJson, Secret};
use bindery_test_tools as tools;
use bindery_tests::scripted::{ScriptStep, Scripted};

use crate::TestResult;
use crate::served::{new_client, read};

/// Not ASCII, to check that its UTF-8 bytes are used.
const API_KEY: &str = "test_key_123_ключ";

/// A body that the client sends, and the samples that sign it in the same way.
struct Case {
    about: &'static str,
    body: (String, String),
    /// JavaScript and TypeScript.
    node: bool,
    php: bool,
}

/// Returns the body and the signature that the client sends for a request.
fn sent<A: Action<Api = bindery_crm::Crm>>(request: A) -> (String, String) {
    let transport = Scripted::new([ScriptStep::response(200, "{}")]);
    let builder = Client::builder().base_url("https://crm.example").credential(KEY, API_KEY);
    let client = builder.build_over(transport.clone()).expect("it is complete");
    // The response does not matter here.
    let _ = bindery_tests::wait(bindery_runtime::Caller::call(&client, request));
    let request = transport.seen().pop().expect("it was sent");
    let signature = request.headers()["signature"].to_str().expect("it is ASCII").to_owned();
    (String::from_utf8(request.body().to_vec()).expect("JSON"), signature)
}

fn reject(comment: &str) -> RejectWithdrawalRequests {
    let (id, comment) = ("ab12cd34".into(), comment.to_owned());
    RejectWithdrawalRequests::new(RejectWithdrawalRequestsRequired { id, comment })
}

fn book(amount: &str) -> UpdateWalletBalance {
    UpdateWalletBalance::new(UpdateWalletBalanceRequired {
        user_id: "abcd1234".into(),
        currency: "USD".to_owned(),
        amount: amount.parse::<Decimal>().expect("a number"),
        order_id: "order-0000000001".to_owned(),
    })
}

fn with_custom(fields: &[(&str, &str)]) -> CreateClient {
    let fields = fields.iter().map(|(name, json)| ((*name).to_owned(), read::<RawJson>(json))).collect();
    new_client("ann@example.com").with(|new| new.others = fields)
}

fn cases() -> Vec<Case> {
    let case = |about, body, node, php| Case { about, body, node, php };
    vec![
        case("plain texts and flags: all agree", sent(reject("not eligible")), true, true),
        case("every parameter of the action", sent(reject("x").with(|r| r.notify = Some(false))), true, true),
        case(
            "quotes, backslashes and line ends have one short escape each",
            sent(reject("a\"b\\c\n\t")),
            true,
            true,
        ),
        case("a number with digits behind the point", sent(book("162.48")), true, true),
        case("an empty object among the parameters", sent(with_custom(&[("a", "{}")])), true, true),
        // The client keeps the digits of an amount. Both writers drop a trailing zero.
        case("an amount that ends in a zero, 10.50", sent(book("10.50")), false, false),
        case("an amount that is a whole number with a point, 1.0", sent(book("1.0")), false, false),
        // The client sends UTF-8, like JSON.stringify. PHP's json_encode escapes it by default.
        case("what is not ASCII", sent(reject("não elegível 不")), true, false),
        case("what needs two escapes in UTF-16", sent(reject("𝄞")), true, false),
        // PHP's json_encode escapes slashes by default.
        case("a slash", sent(reject("see a/b")), true, false),
        // Any JSON keeps its text; both writers drop the space and the escape.
        case("spaces in a value of any kind", sent(with_custom(&[("a", r#"[1, 2]"#)])), false, false),
        case("an escape that was not needed", sent(with_custom(&[("a", r#""\u0061""#)])), false, false),
        // JavaScript puts numeric keys first, in numeric order. PHP keeps the order.
        case("keys that look like numbers", sent(with_custom(&[("10", "1"), ("9", "2")])), false, true),
        // JavaScript has no integers beyond 2^53, PHP none beyond 2^63.
        case("a large number", sent(with_custom(&[("a", "9007199254740993")])), false, true),
    ]
}

fn peer(program: &str, file: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(file)).env("API_KEY", API_KEY);
    command
}

#[test]
fn python_signs_what_the_client_signs() -> TestResult {
    for Case { about, body: (body, signature), .. } in cases() {
        let Some(python) = tools::run(&mut peer("python3", "sign.py"), body.as_bytes())? else {
            return Ok(());
        };
        assert_eq!(python, signature, "{about}: {body}");
    }
    Ok(())
}

#[test]
fn javascript_signs_the_same_where_its_writer_writes_the_same() -> TestResult {
    for Case { about, body: (body, signature), node, .. } in cases() {
        let Some(signed) = tools::run(&mut peer("node", "sign.mjs"), body.as_bytes())? else { return Ok(()) };
        assert_eq!(signed == signature, node, "{about}: {body}");
    }
    Ok(())
}

#[test]
fn ruby_signs_what_the_client_signs() -> TestResult {
    let script = "print 'sha256=' + OpenSSL::HMAC.hexdigest('sha256', ENV['API_KEY'], STDIN.binmode.read)";
    for Case { about, body: (body, signature), .. } in cases() {
        // Restated: the unchanged bytes.
        assert_eq!(sha256(&body), signature, "{about}: {body}");
        let mut ruby = Command::new("ruby");
        let ruby = ruby.args(["-ropenssl", "-e", script]).env("API_KEY", API_KEY);
        if let Some(signed) = if_there(ruby, &body)? {
            assert_eq!(signed, signature, "{about}: {body}");
        }
    }
    Ok(())
}

#[test]
fn php_signs_the_same_where_its_writer_writes_the_same() -> TestResult {
    let script = "echo 'sha256=' . hash_hmac('sha256', \
                  json_encode(json_decode(stream_get_contents(STDIN))), getenv('API_KEY'));";
    for Case { about, body: (body, signature), php, .. } in cases() {
        let restated = sha256(&serde_json::from_str::<Php>(&body)?.0);
        assert_eq!(restated == signature, php, "{about}: {body}");
        let mut interpreter = Command::new("php");
        if let Some(signed) = if_there(interpreter.args(["-r", script]).env("API_KEY", API_KEY), &body)? {
            assert_eq!(signed, restated, "{about}: {body}");
        }
    }
    Ok(())
}

/// These two are restated here, so nothing is skipped without them, even in CI.
fn if_there(command: &mut Command, body: &str) -> std::io::Result<Option<String>> {
    match Command::new(command.get_program()).arg("--version").output() {
        Err(_) => Ok(None),
        Ok(_) => tools::run(command, body.as_bytes()),
    }
}

fn sha256(text: &str) -> String {
    let digest = digest(Digest::HmacSha256, text.as_bytes(), &Secret::from(API_KEY));
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

#[test]
fn the_five_samples_agree_on_a_known_signature() -> TestResult {
    // Computed from the document's description, with a program other than all of these.
    let transport = Scripted::new([ScriptStep::response(200, "{}")]);
    let builder = Client::builder().base_url("https://crm.example").credential(KEY, "test_key_123");
    let client = builder.build_over(transport.clone())?;
    bindery_tests::wait(client.requests().reject_withdrawal_requests(reject("not eligible")))?;
    let request = transport.seen().pop().ok_or("it was sent")?;
    assert_eq!(&**request.body(), br#"{"id":"ab12cd34","comment":"not eligible"}"#);
    assert_eq!(
        request.headers()["signature"],
        "sha256=c703e6d83e10cf735d49dfd5e2f5286472e4f808886affebb7753deb185ff8ae"
    );
    let old = builder_v1(&transport)?;
    bindery_tests::wait(
        old.requests()
            .reject_withdrawal_requests(reject("not eligible").with(|request| request.notify = Some(false))),
    )?;
    let request = transport.seen().pop().ok_or("it was sent")?;
    assert_eq!(request.headers()["signature"], "C1AADD9E3C5BCE6101F40DACFCCE44D38D4A99F2");
    Ok(())
}

fn builder_v1(transport: &Scripted) -> Result<Client<Scripted>, bindery_runtime::client::BuildError> {
    Client::builder()
        .base_url("https://crm.example")
        .credential(KEY, "test_key_123")
        .alternative(bindery_crm::SIGNATURE_V1)
        .build_over(transport.clone())
}

/// Renders a body like PHP's `json_encode` after `json_decode`: no spaces, escaped slashes, non-ASCII characters as
/// escaped UTF-16, numbers without trailing zeros.
struct Php(String);

impl<'de> serde::Deserialize<'de> for Php {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PhpVisitor).map(Php)
    }
}

struct PhpVisitor;

impl<'de> serde::de::Visitor<'de> for PhpVisitor {
    type Value = String;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<String, E> {
        Ok(flag.to_string())
    }

    fn visit_i64<E>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E>(self, number: f64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        let mut written = String::from('"');
        for letter in text.chars() {
            match letter {
                '"' | '\\' | '/' => written.extend(['\\', letter]),
                '\n' => written.push_str("\\n"),
                '\t' => written.push_str("\\t"),
                ' '..='~' => written.push(letter),
                _ => {
                    for unit in letter.encode_utf16(&mut [0; 2]) {
                        written.push_str(&format!("\\u{unit:04x}"));
                    }
                }
            }
        }
        Ok(written + "\"")
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<String, A::Error> {
        let mut items = Vec::new();
        while let Some(Php(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(format!("[{}]", items.join(",")))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let mut entries = Vec::new();
        while let Some((Php(name), Php(value))) = map.next_entry()? {
            entries.push(format!("{name}:{value}"));
        }
        Ok(format!("{{{}}}", entries.join(",")))
    }
}
