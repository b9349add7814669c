//! The macro needs to know where the spec is.

bindery_macros::api!(client);

fn main() {}
