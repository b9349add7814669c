//! Lists the clients of a broker, page by page: `CRM_KEY=… cargo run -p example-crm-clients -- https://crm.example`.
//!
//! The key is that of the CRM's back office; without one nothing is sent. A page is asked for when the one before has
//! been used up, so whoever stops early has asked for no more than they have seen.

use bindery_crm::clients::{GetListOfClient, GetListOfClientRequired};
use bindery_crm::rt::{Caller as _, Secret, StreamExt as _};
use bindery_crm::{Client, KEY};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Each tenant has a host of its own, so there is none to fall back to.
    let url = std::env::args().nth(1).ok_or("where is the CRM? give its address")?;
    let key = Secret::from(std::env::var("CRM_KEY")?);
    let client = Client::builder().base_url(url).credential(KEY, key).build()?;

    let first = GetListOfClient::new(GetListOfClientRequired { skip: 0, limit: 2 });
    let mut pages = client.pages(first);
    let mut seen = 0;
    while let Some(page) = pages.next().await {
        let page = page?;
        seen += page.records.len();
        println!("{seen} of {}", page.count);
        for client in page.records {
            println!("  {} {}", client.id, client.email.unwrap_or_default());
        }
    }
    Ok(())
}
