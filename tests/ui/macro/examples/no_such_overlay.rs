//! An overlay that is not there, and one that is not named.

pub mod demo {
    bindery_macros::api!("specs/fine", overlay = "specs/fine-extra.yaml", overlay = "specs/nowhere.yaml");
}

pub mod unnamed {
    bindery_macros::api!("specs/fine", overlay);
}

fn main() {}
