//! A part that there is not, before the folder is even looked for.

bindery_macros::api!("nowhere", client, sever);

fn main() {}
