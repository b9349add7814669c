//! Paged lists: requested lazily, ended by the count, never larger than documented.

use bindery_crm::clients::{Client as Listed, ClientPage, GetListOfClient, GetListOfClientRequired};
use bindery_crm::mt4::GetMt4Accounts;
use bindery_crm::prelude::*;
use bindery_runtime::decode::decode_response;
use bindery_runtime::encode::encode_response;
use bindery_runtime::{Caller as _, Map, StreamExt as _};
use bindery_tests::scripted::{ScriptStep, Scripted};

use crate::TestResult;
use crate::served::{Served, builder, new_client};

fn list(limit: i64) -> GetListOfClient {
    GetListOfClient::new(GetListOfClientRequired { skip: 0, limit })
}

/// Returns a broker with seven clients, and the pages requested since.
async fn seven() -> Result<Served, Box<dyn std::error::Error + Send + Sync>> {
    let served = Served::start().await?;
    for number in 0..7 {
        served.client.clients().create_client(new_client(&format!("{number}@example.com"))).await?;
    }
    Ok(served)
}

fn asked(served: &Served) -> Vec<String> {
    let exchanges = served.log.exchanges();
    let pages = exchanges.iter().filter(|exchange| exchange.path == "/public/v1/users");
    pages.map(|exchange| exchange.request.uri().query().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn records_come_lazily_and_end_with_the_count() -> TestResult {
    let served = seven().await?;
    let mut records = served.client.records(list(2));
    assert_eq!(asked(&served).len(), 0, "no request has arrived yet");
    let mut emails = Vec::new();
    for pages in [1, 1, 2, 2, 3, 3, 4] {
        emails.push(records.next().await.ok_or("there are seven")??.email.unwrap_or_default());
        assert_eq!(asked(&served).len(), pages);
    }
    assert!(records.next().await.is_none());
    assert_eq!(emails, (0..7).map(|number| format!("{number}@example.com")).collect::<Vec<_>>());
    assert_eq!(asked(&served), ["skip=0&limit=2", "skip=2&limit=2", "skip=4&limit=2", "skip=6&limit=2"]);
    Ok(())
}

#[tokio::test]
async fn a_last_page_that_is_full_is_known_by_the_count() -> TestResult {
    let served = seven().await?;
    let pages: Vec<_> = served.client.pages(list(7)).collect().await;
    assert_eq!((pages.len(), asked(&served).len()), (1, 1));
    // Starting in the middle ends at the same place.
    let middle = list(2).with(|request| request.skip = 3);
    let records: Vec<_> = served.client.records(middle).collect().await;
    assert_eq!(records.len(), 4);
    assert_eq!(asked(&served)[1..], ["skip=3&limit=2", "skip=5&limit=2"]);
    Ok(())
}

#[tokio::test]
async fn a_page_is_never_larger_than_documented() -> TestResult {
    let served = Served::start().await?;
    let pages: Vec<_> = served.client.pages(GetMt4Accounts::new("mt4-live")).collect().await;
    assert_eq!(pages.len(), 1);
    let query = served.log.exchanges()[0].request.uri().query().unwrap_or_default().to_owned();
    assert_eq!(query, "connection_id=mt4-live&skip=0&limit=500");
    let mut too_large = served.client.pages(list(501));
    let error = too_large.next().await.ok_or("it fails")?.expect_err("more than the documents allow");
    assert!(error.to_string().contains("must be at most 500, is 501"), "{error}");
    assert!(too_large.next().await.is_none(), "a failure ends the list");
    assert_eq!(served.log.exchanges().len(), 1);
    Ok(())
}

#[tokio::test]
async fn the_blocking_client_turns_the_same_pages() -> TestResult {
    let served = seven().await?;
    let (url, key) = (served.url.clone(), bindery_tests::crm::PARTNER_KEY);
    // A separate thread: the blocking client must not be used on threads of an async runtime.
    let emails = std::thread::spawn(move || {
        use bindery_runtime::blocking::Caller as _;
        let client = bindery_crm::Client::builder().base_url(url).credential(bindery_crm::KEY, key).build();
        let client = bindery_crm::blocking::Client::new(client.expect("it is complete")).expect("a runtime");
        let records = client.records(list(3)).map(|record| record.map(|client| client.email));
        records.collect::<Result<Vec<_>, _>>()
    });
    let emails = tokio::task::spawn_blocking(move || emails.join()).await?;
    assert_eq!(emails.map_err(|_| "it panicked")??.len(), 7);
    assert_eq!(asked(&served).len(), 3);
    Ok(())
}

/// A partly documented record keeps its additional entries.
#[tokio::test]
async fn other_fields_survive_a_round_trip() -> TestResult {
    let json = concat!(
        r#"{"count":1,"records":[{"id":"abcd1234","type":"trader","created_at":"2024","kyc_level":2,"#,
        r#""tags":["a", {"b":1.50}],"größe":null}]}"#,
    );
    let transport = Scripted::new([ScriptStep::response(200, json)]);
    let client = builder("https://crm.example").build_over(transport)?;
    let page = client.clients().get_list_of_client(list(1)).await?;
    let Listed { others, .. } = &page.records[0];
    assert_eq!(others.keys().collect::<Vec<_>>(), ["kyc_level", "tags", "größe"]);
    assert_eq!(others["tags"].as_str(), r#"["a", {"b":1.50}]"#);
    let again: ClientPage =
        decode_response::<GetListOfClient>(200, &encode_response::<GetListOfClient>(&page).into())?;
    assert_eq!(again, page);
    assert_eq!(again.records[0].others.len(), 3);
    // Additional entries arrive next to the others.
    let served = Served::start().await?;
    let nested = bindery_runtime::RawJson::from_text(r#"{"x":[1.0]}"#)?;
    let new =
        new_client("ann@example.com").with(|new| new.others = Map::from([("zusätzlich".to_owned(), nested)]));
    served.client.clients().create_client(new).await?;
    let ann = served.broker.client_id("ann@example.com").ok_or("she is there")?;
    let details = bindery_crm::clients::GetClientRegistrationDetails::new(ann);
    let details = served.client.clients().get_client_registration_details(details).await?;
    assert_eq!(details[0].key, "zusätzlich");
    assert_eq!(details[0].value.as_ref().map(|json| json.as_str()), Some(r#"{"x":[1.0]}"#));
    Ok(())
}
