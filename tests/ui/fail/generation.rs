//! Code of a generation that this runtime does not take.

bindery_runtime::generation!(0);

fn main() {}
