//! The signatures are those of AWS's own examples and of botocore, and a router refuses what is changed.

use std::path::Path;
use std::process::Command;

use bindery_runtime::client::InProcess;
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::{Caller as _, Client, Error};
use bindery_test_tools::{python, run};
use example_aws_signature::Key;
use example_aws_signature::storage::objects::{List, ObjectsBackend, Put, PutRequired};
use example_aws_signature::storage::{self, SIGV4};
use http::{HeaderMap, Uri};
use serde_json::{Value, json};

fn key() -> Key {
    Key {
        id: "AKIDEXAMPLE".to_owned(),
        secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
        region: "us-east-1".to_owned(),
        service: "service".to_owned(),
    }
}

fn signed(method: &str, address: &str, headers: &[(&'static str, &str)], body: &str) -> String {
    let uri: Uri = address.parse().expect("an address");
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, value.parse().expect("a value"));
    }
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    key().authorization((method, &uri, &map, body.as_bytes()), &names).expect("signed")
}

/// The suite of examples that AWS publishes: all are of one time.
#[test]
fn examples_of_aws_come_out() {
    let date = ("x-amz-date", "20150830T123600Z");
    let host = ("host", "example.amazonaws.com");
    for (name, method, target, headers, body, signature) in [
        (
            "get-vanilla",
            "GET",
            "/",
            vec![host, date],
            "",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "post-vanilla",
            "POST",
            "/",
            vec![host, date],
            "",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ),
        (
            "get-vanilla-query-order-key-case",
            "GET",
            "/?Param2=value2&Param1=value1",
            vec![host, date],
            "",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            "post-x-www-form-urlencoded",
            "POST",
            "/",
            vec![("content-type", "application/x-www-form-urlencoded"), host, date],
            "Param1=value1",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        ),
    ] {
        let address = format!("https://example.amazonaws.com{target}");
        let made = signed(method, &address, &headers, body);
        assert!(made.ends_with(&format!("Signature={signature}")), "{name}: {made}");
    }
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }

    fn text(&mut self, letters: &[&str]) -> String {
        (0..=self.below(6)).map(|_| letters[self.below(letters.len())]).collect()
    }
}

#[test]
fn botocore_makes_the_same_of_200_random_requests() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let Some(python) = python(target, "python-botocore", &folder.join("requirements.txt")) else { return };
    let mut numbers = Numbers(7);
    let letters = ["a", "Z", "0", "-", "~", "_", ".x", "%20", "%C3%A4", "%2F", "%3D", "%2B"];
    let mut asked = Vec::new();
    for _ in 0..200 {
        let method = ["GET", "PUT", "POST", "DELETE"][numbers.below(4)];
        let path: String = (0..numbers.below(4)).map(|_| format!("/{}", numbers.text(&letters))).collect();
        let query: Vec<String> = (0..numbers.below(4))
            .map(|_| format!("{}={}", numbers.text(&letters), numbers.text(&letters)))
            .collect();
        let mark = if query.is_empty() { "" } else { "?" };
        let path = if path.is_empty() { "/" } else { &path };
        let address = format!("https://service.example{path}{mark}{}", query.join("&"));
        let time = format!("202611{:02}T{:02}0102Z", numbers.below(28) + 1, numbers.below(24));
        let mut headers = vec![("host", "service.example".to_owned()), ("x-amz-date", time.clone())];
        if numbers.below(2) == 0 {
            headers.insert(0, ("content-type", format!("text/{}", numbers.text(&letters[..3]))));
        }
        let body = if method == "GET" { String::new() } else { numbers.text(&["a", "ä", "{", " ", "\n"]) };
        asked.push((method, address, headers, body, time));
    }
    let given: Vec<Value> = asked
        .iter()
        .map(|(method, address, headers, body, time)| {
            let own = headers.iter().filter(|(name, _)| *name == "content-type");
            let own: serde_json::Map<String, Value> =
                own.map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
            json!([method, address, own, body, time])
        })
        .collect();
    let mut judge = Command::new(python);
    let Key { id, secret, region, service } = key();
    judge.arg(folder.join("judge.py")).args([&id, secret.expose(), &region, &service]);
    let printed = run(&mut judge, Value::from(given).to_string().as_bytes()).expect("the judge runs");
    let made: Vec<[String; 2]> = serde_json::from_str(&printed.expect("text")).expect("a list");
    assert_eq!(made.len(), 200);
    for ((method, address, headers, body, time), [authorization, date]) in asked.iter().zip(made) {
        let headers: Vec<(&'static str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(*time, date);
        assert_eq!(signed(method, address, &headers, body), authorization, "{method} {address} {body:?}");
    }
}

struct Storage;

impl ObjectsBackend for Storage {
    async fn list(&self, _: List, context: RequestContext) -> BackendResult<List> {
        Ok(context.login.into_iter().collect())
    }

    async fn put(&self, _: Put, _: RequestContext) -> BackendResult<Put> {
        Ok(())
    }
}

#[tokio::test]
async fn a_router_lets_in_who_has_the_key() {
    let router = storage::server::all(Storage).verifier(SIGV4, key()).into_axum().expect("a router");
    let client = |key| {
        let builder = Client::<storage::Storage>::builder().signer(SIGV4, key);
        builder.build_over(InProcess::new(router.clone())).expect("a client")
    };
    let list = || {
        let mut list = List::new("bücket");
        (list.prefix, list.delimiter) = (Some("a b+c".to_owned()), Some("/".to_owned()));
        list
    };
    assert_eq!(client(key()).call(list()).await.expect("let in"), ["AKIDEXAMPLE"]);
    let put = PutRequired { bucket: "b".into(), key: "a/b".into(), text: "letters".into() };
    client(key()).call(Put::new(put)).await.expect("let in");
    let other = Key { secret: "another".into(), ..key() };
    let Err(Error::Api(error)) = client(other).call(list()).await else { panic!("let in") };
    assert_eq!(error.code, Some(storage::ErrorCode::Denied));
    let unsigned =
        Client::<storage::Storage>::builder().build_over(InProcess::new(router)).expect("a client");
    let error = unsigned.call(list()).await.expect_err("it has no signer");
    assert!(error.to_string().contains("ClientBuilder::signer(SIGV4, …)"), "{error}");
    let error = storage::server::all(Storage).into_axum().expect_err("it has no verifier");
    assert!(error.to_string().contains("`verifier(SIGV4, …)`"), "{error}");
}
