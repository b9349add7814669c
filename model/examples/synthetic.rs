//! Writes the spec for the benchmarks: `cargo run -p bindery-model --example synthetic -- 200 FOLDER`.

#[path = "../tests/synthetic/mod.rs"]
mod synthetic;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(Ok(actions)), Some(folder)) = (arguments.next().map(|text| text.parse()), arguments.next())
    else {
        eprintln!("usage: synthetic ACTIONS FOLDER");
        return ExitCode::from(2);
    };
    let folder = PathBuf::from(folder);
    for input in synthetic::spec(actions) {
        let written = std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(folder.join(input.name), input.bytes));
        if let Err(error) = written {
            eprintln!("{}: {error}", folder.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
