//! Uses bindings that a build script made: prints where an action goes.

/// The Backpack API.
pub mod backpack {
    include!(concat!(env!("OUT_DIR"), "/backpack.rs"));
}

use backpack::user::GetWalletDetails;
use bindery_runtime::Action as _;

fn main() {
    let request = GetWalletDetails::new("a session");
    println!("{request:?} goes to {}", GetWalletDetails::INFO.path);
}
