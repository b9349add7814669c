//! A half-done backend is a server already, and behind the in-process transport it is a double with the vendor's whole
//! wire format and without a socket.

#![allow(deprecated)] // uses deprecated actions

use bindery_backpack::prelude::*;
use bindery_backpack::rt::InProcess;
use bindery_backpack::rt::server::{RequestContext, BackendResult};
use bindery_backpack::user::{Address, GetWallet, UserAddress};
use bindery_backpack::{Client, ErrorCode, server};

struct Half;

impl UserBackend for Half {
    async fn address(&self, request: Address, _context: RequestContext) -> BackendResult<Address> {
        if request.session.0.expose() != "mine" {
            // A documented error is enough for a failure.
            return Err(ErrorCode::LoginRequired.into());
        }
        let text = String::new;
        Ok(UserAddress { address1: text(), city: "Riga".into(), state: text(), zip: text(), country: text() })
    }
}

// The other modules exist, and return "not implemented".
impl BonusBackend for Half {}
impl IndexBackend for Half {}
impl MpAccountBackend for Half {}
impl PaymentBackend for Half {}
impl PublicBackend for Half {}
impl WalletBackend for Half {}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let router = server::all(Half).without_login().into_axum()?;
    let client = Client::builder().login("user", "pass").build_over(InProcess::new(router))?;
    assert_eq!(client.user().address(Address::new("mine")).await?.city, "Riga");
    let error = client.user().address(Address::new("yours")).await.expect_err("another session");
    assert_eq!(error.code(), Some(ErrorCode::LoginRequired));
    let error = client.user().get_wallet(GetWallet::new("mine")).await.expect_err("not implemented");
    assert_eq!(error.code(), Some(ErrorCode::General));
    Ok(())
}
