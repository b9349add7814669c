//! A folder that is not there: the message says where it was looked for.

bindery_macros::api!("specs/nowhere");

fn main() {}
