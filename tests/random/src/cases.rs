//! Many specs as one Rust text, to be compiled in one crate.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io, panic};

use bindery_codegen::{Input, Layout, Options, check, generate};

use crate::driver::driver;
use crate::{Spec, spec};

/// What a spec came to.
enum Made {
    /// The files of the crate, and the driver.
    Rust(Vec<(String, String)>, String),
    /// What is wrong with it.
    Wrong(Vec<String>),
}

/// Writes the specs of these seeds, what is generated of them and their drivers into a folder. The file `cases.rs` in it
/// is to be included at the root of a crate; it declares `CASES`, the drivers by seed, and `WRONG`, what is wrong with
/// those that `check` or `generate` reports. Returned are the features that generated crates have for their modules.
///
/// # Errors
/// When a file cannot be written.
pub fn write(seeds: impl Iterator<Item = u64>, folder: &Path) -> io::Result<Vec<String>> {
    let mut features = Vec::new();
    let (mut modules, mut cases, mut wrong) = (String::new(), String::new(), String::new());
    for seed in seeds {
        let spec = spec(seed);
        let home = folder.join(format!("seed_{seed}"));
        fs::create_dir_all(home.join("src"))?;
        for (name, text) in &spec.files {
            fs::write(home.join(name), text)?;
        }
        match made(&spec) {
            Made::Wrong(found) => {
                let _ = writeln!(wrong, "    ({seed}, &{found:?}),");
            }
            Made::Rust(files, driver) => {
                let names = spec.files.iter().filter_map(|(name, _)| name.strip_suffix(".yaml"));
                features.extend(names.map(str::to_owned));
                for (path, text) in &files {
                    fs::write(home.join(path), text)?;
                }
                let root = files.first().map_or("", |(path, _)| path);
                let _ = writeln!(
                    modules,
                    "/// Of the seed {seed}.\n#[path = {:?}]\npub mod seed_{seed};",
                    home.join(root)
                );
                let _ = writeln!(modules, "mod drive_{seed} {{\n{driver}\n}}");
                let _ = writeln!(cases, "    ({seed}, || Box::pin(drive_{seed}::run())),");
            }
        }
    }
    let text = format!(
        "{modules}\npub(crate) const CASES: bindery_random_cases::Cases = &[\n{cases}];\n\n\
         pub(crate) const WRONG: &[(u64, &[&str])] = &[\n{wrong}];\n"
    );
    fs::write(folder.join("cases.rs"), text)?;
    Ok(features)
}

/// What `check` or `generate` reports of a spec; a panic too.
pub fn diagnose(spec: &Spec) -> Vec<String> {
    match made(spec) {
        Made::Wrong(found) => found,
        Made::Rust(..) => Vec::new(),
    }
}

fn made(spec: &Spec) -> Made {
    panic::catch_unwind(|| make(spec)).unwrap_or_else(|panicked| {
        let text = panicked.downcast_ref::<String>().cloned();
        Made::Wrong(vec![format!("panicked: {}", text.unwrap_or_default())])
    })
}

fn make(spec: &Spec) -> Made {
    let inputs =
        spec.files.iter().map(|(name, text)| Input { name: name.clone(), bytes: text.as_bytes().to_vec() });
    let checked = check(inputs.collect());
    let plain = |found: &bindery_codegen::diagnostic::Diagnostic| found.plain(&checked.sources);
    let Some(api) = &checked.api else {
        return Made::Wrong(checked.diagnostics.iter().map(plain).collect());
    };
    // Every second one as a crate has it, the others as macros and build scripts do.
    let layout = if spec.seed.is_multiple_of(2) { Layout::Crate } else { Layout::Inline };
    let options = Options { layout, client: true, blocking: true, server: true };
    match generate(api, &options) {
        Ok(generated) => {
            let files = generated.files.into_iter().map(|file| (file.path, file.text)).collect();
            Made::Rust(files, driver(api, &format!("seed_{}", spec.seed), spec.seed))
        }
        Err(found) => Made::Wrong(found.iter().map(plain).collect()),
    }
}
