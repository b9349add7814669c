//! Runs the partial Backpack server: `cargo run -p example-server -- 127.0.0.1:8080`.
//!
//! The partner's login is `user` with the password `pass`, as in the samples of the vendor's document.

use bindery_backpack::rt::server::serve;
use example_server::Memory;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("serving on http://{}", listener.local_addr()?);
    serve(listener, Memory::router("user", "pass")?).await;
    Ok(())
}
