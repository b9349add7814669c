//! Uses bindings that a macro made: prints where an action goes.

/// The Backpack API.
pub mod backpack {
    bindery_macros::api!("../../spec/backpack");
}

use backpack::user::GetWalletDetails;
use bindery_runtime::Action as _;

fn main() {
    let request = GetWalletDetails::new("a session");
    println!("{request:?} goes to {}", GetWalletDetails::INFO.path);
}
