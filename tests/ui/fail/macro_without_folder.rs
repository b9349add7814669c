//! The macro requires the folder of the spec.

bindery_macros::api!(client);

fn main() {}
