//! The compiler reports deprecated actions, parameters, fields and enum values, with what to do instead; generated code
//! itself uses them without a warning.

#![deny(warnings)]

pub mod demo {
    bindery_macros::api!("specs/fine", overlay = "specs/fine-deprecated.yaml", types);
}

use demo::user::{Close, GetFunds, GetWallet, Kind, Wallet};

fn wallet(wallet: &Wallet) -> bool {
    wallet.debt.is_some()
}

fn requests() -> (GetWallet, GetFunds, Close) {
    let mut request = GetWallet::new("a session");
    request.kind = Some(Kind::Bonus);
    (request, GetFunds::new("a session"), Close::new("a session"))
}

fn main() {
    let _ = (wallet, requests);
}
