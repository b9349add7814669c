//! Code of a generation that this runtime does not support.

bindery_runtime::generation!(0);

fn main() {}
