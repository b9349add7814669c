//! Addresses of requests: path parameters cannot change the path, and each tenant has its own host.

use bindery_crm::clients::GetClientInformation;
use bindery_crm::payments::GetAllBankcards;
use bindery_crm::prelude::*;
use bindery_crm::{Client, Error, KEY};
use bindery_tests::scripted::{ScriptStep, Scripted};

use crate::TestResult;
use crate::served::{Served, new_client};

/// Ids must have eight characters.
const IDS: &[&str] = &[
    "../admin",
    "/../../x",
    "a/b?c=d#",
    "........",
    "%2e%2e%2",
    "%2F..%2F",
    "a b+c&d=",
    "üñîçødé€",
    "\\..\\..\\x",
    "a\u{0}\r\nb:cd",
    ";a=b@:!$",
    "{id}{id}",
];

#[tokio::test]
async fn an_id_stays_one_part_of_the_path() -> TestResult {
    let served = Served::start().await?;
    for id in IDS {
        let new = new_client(&format!("{}@example.com", served.log.exchanges().len()));
        served.client.clients().create_client(new.with(|new| new.id = Some((*id).to_owned()))).await?;
        let found = served.client.clients().get_client_information(GetClientInformation::new(*id)).await?;
        assert_eq!(found.id.0, *id, "it arrives as what it was");
        let exchange = served.log.exchanges().pop().ok_or("it was sent")?;
        let path = exchange.path.as_str();
        let part = path.strip_prefix("/public/v1/users/").ok_or_else(|| format!("{id:?} made {path}"))?;
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~%:@!$&'()*=".contains(letter);
        assert!(part.chars().all(plain), "{id:?} made {path}");
        assert_eq!(exchange.request.uri().query(), None);

        let cards = served.client.payments().get_all_bankcards(GetAllBankcards::new(*id)).await?;
        assert_eq!(cards, []);
        let path = served.log.exchanges().pop().ok_or("it was sent")?.path;
        assert!(path.starts_with("/public/v1/payments/") && path.ends_with("/bankcards"), "{path}");
        assert_eq!(path.split('/').count(), 6, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn what_a_path_resolves_away_is_not_sent() -> TestResult {
    let served = Served::start().await?;
    for id in ["..", ".", "", "%2e%2e"] {
        let response = served.client.clients().get_client_information(GetClientInformation::new(id)).await;
        assert!(matches!(&response, Err(Error::Request(_))), "{id:?}: {response:?}");
    }
    assert_eq!(served.log.exchanges().len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_client_without_an_address_says_what_to_do() -> TestResult {
    let transport = Scripted::new([ScriptStep::response(200, "{}")]);
    let client = Client::builder().credential(KEY, "k").build_over(transport.clone())?;
    let response = client.payments().get_all_bankcards(GetAllBankcards::new("abcd1234")).await;
    let error = response.expect_err("each tenant has its own host");
    assert!(matches!(&error, Error::Setup(_)), "{error:?}");
    assert!(error.to_string().contains("ClientBuilder::server_url"), "{error}");
    // The address of one server is not that of another.
    let client = Client::builder().base_url("https://crm.example").build_over(transport.clone())?;
    let response = client.psp().payment_callback(crate::inbound::callback("x")).await;
    let error = response.expect_err("the address of callbacks is another one");
    assert!(error.to_string().contains("server_url") && error.to_string().contains("psp"), "{error}");
    assert_eq!(transport.attempts(), 0);
    Ok(())
}

/// A base address may have a path, for example behind a proxy.
#[tokio::test]
async fn a_path_in_the_address_is_kept() -> TestResult {
    let transport = Scripted::new([ScriptStep::response(200, "[]")]);
    let builder = Client::builder().base_url("https://proxy.example/crm/").credential(KEY, "k");
    let client = builder.build_over(transport.clone())?;
    client.payments().get_all_bankcards(GetAllBankcards::new("abcd1234")).await?;
    assert_eq!(transport.seen()[0].uri(), "https://proxy.example/crm/public/v1/payments/abcd1234/bankcards");
    Ok(())
}
