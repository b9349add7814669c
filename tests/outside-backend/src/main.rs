//! A backend whose wallets have a level, which the spec of the API does not know.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use backpack::rt::server::{BackendResult, Logins, RequestContext};
use backpack::user::{GetWalletDetails, UserBackend, WalletDetails};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// Bindings with the level.
pub mod backpack {
    include!(concat!(env!("OUT_DIR"), "/backpack.rs"));
}

struct Wallets;

impl UserBackend for Wallets {
    async fn get_wallet_details(
        &self,
        _request: GetWalletDetails,
        _context: RequestContext,
    ) -> BackendResult<GetWalletDetails> {
        Ok(WalletDetails { level: Some(7), ..WalletDetails::default() })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let router = backpack::server::router()
        .mount(backpack::user::routes(), Arc::new(Wallets))
        .login(Logins::new([("partner", "secret")]))
        .into_axum()?;
    let request = Request::post("/user/get-wallet-details")
        .header("authorization", "Basic cGFydG5lcjpzZWNyZXQ=")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("session=ok"))?;
    let response = router.oneshot(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    let wallet: serde_json::Value = serde_json::from_slice(&body)?;
    match wallet["level"].as_i64() {
        Some(level) => println!("level {level}"),
        None => println!("{status}: {wallet}"),
    }
    Ok(())
}
