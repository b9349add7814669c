//! Mistakes in an overlay are shown with their places in its file.

pub mod demo {
    bindery_macros::api!("specs/fine", client, overlay = "specs/fine-wrong.yaml");
}

fn main() {}
