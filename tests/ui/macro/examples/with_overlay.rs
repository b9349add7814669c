//! Entries of an overlay work like entries of the spec.

pub mod demo {
    bindery_macros::api!("specs/fine", overlay = "specs/fine-extra.yaml", types);
}

use bindery_runtime::Action as _;

fn main() {
    let mut wallet = demo::user::GetWallet::new("a session");
    wallet.page = Some(2);
    assert_eq!(demo::reports::Fetch::INFO.path, "/v2/report");
    let _ = demo::reports::Fetch::new();
}
