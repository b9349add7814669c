//! A console program: runs the OAuth 2 flow with a listener on loopback, stores the tokens in a file, and reads the
//! funds.
//!
//! `CLIENT_ID=… CLIENT_SECRET=… cargo run -p example-exchange --bin console -- [ADDRESS]`. The default address is the
//! vendor's. Register the redirect address `http://127.0.0.1:8901/back` with the vendor; `PORT` changes the port.

use std::env;

use bindery_cryptonit::developer::Funds;
use bindery_cryptonit::prelude::*;
use bindery_cryptonit::rt::Http;
use bindery_cryptonit::rt::oauth2::{FileStore, Holder};
use bindery_cryptonit::{Client, OAUTH2, Scope};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

/// Page that the browser shows at the end.
const PAGE: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nYou can close this page.\n";

/// Waits for the browser's callback and returns its path and query.
async fn returned(listener: &TcpListener) -> std::io::Result<String> {
    loop {
        let (stream, _) = listener.accept().await?;
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        stream.get_mut().write_all(PAGE.as_bytes()).await?;
        stream.get_mut().shutdown().await?;
        // Browsers may also request an icon.
        if let Some(target) = line.split(' ').nth(1).filter(|target| target.starts_with("/back?")) {
            return Ok(target.to_owned());
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = env::args().nth(1);
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8901".to_owned()).parse()?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let redirect = format!("http://{}/back", listener.local_addr()?);
    let (mut endpoints, mut client) = (OAUTH2.endpoints(), Client::builder());
    if let Some(address) = address {
        endpoints = endpoints.at(&address);
        client = client.base_url(address);
    }

    let (id, secret) = (env::var("CLIENT_ID")?, env::var("CLIENT_SECRET")?);
    let app = OAUTH2.app_at(id, secret, redirect, endpoints, Http::new()?);
    let tokens = env::var("TOKENS").unwrap_or_else(|_| "tokens.json".to_owned());
    let holder = Holder::new(app.clone(), FileStore::new(tokens));
    if holder.scopes().await?.is_none() {
        let attempt = app.authorize(&[Scope::Basic])?;
        println!("open {}", attempt.address());
        let target = returned(&listener).await?;
        holder.keep(app.finish(attempt, &target).await?).await?;
    }

    let client = client.oauth2(OAUTH2, holder).build()?;
    for (id, fund) in client.developer().funds(Funds::new()).await? {
        println!("{id}: {} {}", fund.balance, fund.currency_code);
    }
    Ok(())
}
