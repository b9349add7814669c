//! Prints the bindings of `spec/backpack` into the folder that Cargo gives.

fn main() {
    if let Err(error) = bindery_codegen::build::compile("../../spec/backpack") {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
