//! An affiliate: runs the OAuth 1.0a flow, shows the terms of service, and registers a user.
//!
//! `CONSUMER_KEY=… CONSUMER_SECRET=… cargo run -p example-exchange --bin affiliate -- [ADDRESS]`. The default address
//! is the vendor's. The program asks for the verifier that the site shows, and for the data of the new user.

use std::env;
use std::io::{self, Write as _};

use bindery_cryptonit::affiliates::{NewAccount, RegisterUser, Terms, TermsOfUse};
use bindery_cryptonit::prelude::*;
use bindery_cryptonit::rt::Http;
use bindery_cryptonit::rt::oauth1::{Callback, Consumer};
use bindery_cryptonit::{Client, OAUTH1};

fn ask(question: &str) -> io::Result<String> {
    print!("{question}: ");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = env::args().nth(1);
    let consumer = Consumer::new(env::var("CONSUMER_KEY")?, env::var("CONSUMER_SECRET")?);
    let (mut endpoints, mut client) = (OAUTH1.endpoints(), Client::builder());
    if let Some(address) = address {
        endpoints = endpoints.at(&address);
        client = client.base_url(address);
    }

    let flow = OAUTH1.flow_at(consumer.clone(), endpoints, Callback::OutOfBand, Http::new()?);
    let attempt = flow.begin().await?;
    println!("open {}", attempt.address());
    let token = flow.finish_with(attempt, ask("verifier")?).await?;

    let client = client.oauth1(OAUTH1, OAUTH1.signer(consumer).token(token)).build()?;
    let terms = client.affiliates().terms(Terms::new()).await?;
    println!("{}", terms.text);
    if ask("does the user accept them (yes or no)")? != "yes" {
        return Ok(());
    }
    let account = NewAccount {
        name: ask("name")?,
        pass: ask("password")?.into(),
        mail: ask("address")?,
        terms_of_use: TermsOfUse::Accepted,
    };
    let response = client.affiliates().register_user(RegisterUser::new(account)).await?;
    println!("response: {}", response.as_str());
    Ok(())
}
