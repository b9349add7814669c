//! Generates the router of the API with an overlay.

use bindery_backpack::Backpack;
use bindery_codegen::Options;
use bindery_codegen::build::{BuildError, compile_over};

fn main() -> Result<(), BuildError> {
    let options = Options { server: true, client: false, ..Options::INLINE };
    compile_over(Backpack::SPEC, &["more.yaml"], &options)
}
