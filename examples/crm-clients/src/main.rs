//! Lists the clients of a broker, page by page: `CRM_KEY=… cargo run -p example-crm-clients -- https://crm.example`.
//!
//! The key comes from the CRM's back office; without it no request is sent. Each page is requested only after the
//! previous one has been consumed, so stopping early requests no further pages.

use bindery_crm::clients::{GetListOfClient, GetListOfClientRequired};
use bindery_crm::rt::{Caller as _, Secret, StreamExt as _};
use bindery_crm::{Client, KEY};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Each tenant has its own host, so there is no default address.
    let url = std::env::args().nth(1).ok_or("pass the address of the CRM as an argument")?;
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
