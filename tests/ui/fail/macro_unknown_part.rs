//! An unknown part is reported before the folder is read.

bindery_macros::api!("nowhere", client, sever);

fn main() {}
