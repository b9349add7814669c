//! All mistakes of a spec in one run, each with its place in the YAML.

pub mod broken {
    bindery_macros::api!("specs/broken");
}

fn main() {}
