//! A folder without a spec in it.

bindery_macros::api!("src");

fn main() {}
