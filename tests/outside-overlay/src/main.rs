//! Calls an action that the documents only name, and that an overlay has completed.

use bindery_crm_countries::configurations::GetCountries;
use bindery_crm_countries::prelude::*;
use bindery_crm_countries::types::LanguageCode;
use bindery_crm_countries::{Client, KEY};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("the address of the CRM")?;
    let client = Client::builder().base_url(url).credential(KEY, "outside-key").build()?;
    for country in client.configurations().get_countries(GetCountries::new(LanguageCode::De)).await? {
        println!("{} {}", country.id, country.name);
    }
    Ok(())
}
