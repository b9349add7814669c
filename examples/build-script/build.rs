//! Generates the bindings of `spec/backpack` into Cargo's `OUT_DIR`.

fn main() {
    if let Err(error) = bindery_codegen::build::compile("../../spec/backpack") {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
