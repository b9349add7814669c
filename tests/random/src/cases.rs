//! Many specs as one Rust text, compiled in one crate.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io, panic};

use bindery_codegen::{Layout, Options, generate};
use bindery_model::diagnostic::Diagnostic;
use bindery_model::{Api, Input, check_with};

use crate::api::OVERLAY;
use crate::driver::{Driver, driver};
use crate::{Spec, spec};

/// Paths and texts.
type Files = Vec<(String, String)>;

/// The result of generating a spec.
enum Made {
    /// The files of the crate, those of a part of it, and the driver.
    Rust { files: Files, part: Files, driver: String },
    /// Its diagnostics.
    Wrong(Vec<String>),
}

/// Writes the specs of these seeds, their generated code and their drivers into a folder. The file `cases.rs` in it is
/// to be included at the root of a crate; it declares `CASES`, the drivers by seed, and `WRONG`, the diagnostics of
/// specs that `check` or `generate` rejects. Returns the features that generated crates have for their modules.
///
/// # Errors
/// Fails if a file cannot be written.
pub fn write(seeds: impl Iterator<Item = u64>, folder: &Path) -> io::Result<Vec<String>> {
    let mut features = Vec::new();
    let (mut modules, mut cases, mut wrong) = (String::new(), String::new(), String::new());
    for seed in seeds {
        let spec = spec(seed);
        let home = folder.join(format!("seed_{seed}"));
        fs::create_dir_all(home.join("src"))?;
        for (name, text) in spec.files() {
            fs::write(home.join(name), text)?;
        }
        match made(&spec) {
            Made::Wrong(found) => {
                let _ = writeln!(wrong, "    ({seed}, &{found:?}),");
            }
            Made::Rust { files, part, driver } => {
                let names = spec.files.iter().filter_map(|(name, _)| name.strip_suffix(".yaml"));
                features.extend(names.map(str::to_owned));
                for (name, folder, files) in [
                    (format!("seed_{seed}"), home.clone(), &files),
                    (format!("part_{seed}"), home.join("part"), &part),
                ] {
                    for (path, text) in files {
                        let path = folder.join(path);
                        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
                        fs::write(path, text)?;
                    }
                    let root = folder.join(files.first().map_or("", |(path, _)| path));
                    let _ = writeln!(modules, "/// Of the seed {seed}.\n#[path = {root:?}]\npub mod {name};");
                }
                let _ = writeln!(modules, "mod drive_{seed} {{\n{driver}\n}}");
                let _ =
                    writeln!(cases, "    (\"seed {seed}\", |record| Box::pin(drive_{seed}::run(record))),");
            }
        }
    }
    let text = format!(
        "{modules}\npub(crate) const CASES: bindery_trips::Cases = &[\n{cases}];\n\n\
         pub(crate) const WRONG: &[(u64, &[&str])] = &[\n{wrong}];\n"
    );
    fs::write(folder.join("cases.rs"), text)?;
    Ok(features)
}

/// Returns the diagnostics of `check` and `generate` for a spec, panics included.
pub fn diagnose(spec: &Spec) -> Vec<String> {
    match made(spec) {
        Made::Wrong(found) => found,
        Made::Rust { .. } => Vec::new(),
    }
}

fn made(spec: &Spec) -> Made {
    panic::catch_unwind(|| make(spec)).unwrap_or_else(|panicked| {
        let text = panicked.downcast_ref::<String>().cloned();
        Made::Wrong(vec![format!("panicked: {}", text.unwrap_or_default())])
    })
}

fn make(spec: &Spec) -> Made {
    let input = |name: &str, text: &str| Input { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let files = spec.files.iter().map(|(name, text)| input(name, text));
    let overlay = spec.overlay.iter().map(|text| input(OVERLAY, text));
    let checked = check_with(files.collect(), overlay.collect());
    let plain = |found: &Diagnostic| found.plain(&checked.sources);
    let Some(api) = &checked.api else {
        return Made::Wrong(checked.diagnostics.iter().map(plain).collect());
    };
    // Every second spec is laid out as a crate, the others as the macro and build scripts do.
    let layout = if spec.seed.is_multiple_of(2) { Layout::Crate } else { Layout::Inline };
    let whole = Options { layout, client: true, blocking: true, server: true };
    let made = generated(api, &whole).and_then(|files| {
        let part = part(api, layout, spec.seed)?;
        Ok(Made::Rust { files, part, driver: drive(api, spec.seed) })
    });
    made.unwrap_or_else(|found| Made::Wrong(found.iter().map(plain).collect()))
}

fn drive(api: &Api, seed: u64) -> String {
    let (name, code) = (format!("seed {seed}"), format!("crate::seed_{seed}"));
    driver(api, &Driver { name: &name, code: &code, seed, actions: 0..usize::MAX, walks: true })
}

fn generated(api: &Api, options: &Options) -> Result<Files, Vec<Diagnostic>> {
    let files = generate(api, options)?.files;
    Ok(files.into_iter().map(|file| (file.path, file.text)).collect())
}

/// Generates a part of a crate, which must compile on its own: the types only, with a client, with a server, or without
/// one of the modules.
fn part(api: &Api, layout: Layout, seed: u64) -> Result<Files, Vec<Diagnostic>> {
    let (client, blocking, server) =
        [(false, false, false), (true, false, false), (true, true, false), (false, false, true)]
            [(seed / 2 % 4) as usize];
    if layout == Layout::Inline {
        return generated(api, &Options { layout, client, blocking, server });
    }
    let mut off: Vec<&str> = [("client", client), ("blocking", blocking), ("server", server)]
        .iter()
        .filter(|(_, on)| !on)
        .map(|(feature, _)| *feature)
        .collect();
    if api.module_features {
        off.extend(api.modules.get(seed as usize % api.modules.len()).map(|module| module.name.as_str()));
    }
    let mut files = generated(api, &Options { layout, client: true, blocking: true, server: true })?;
    // The crate is compiled with all features.
    for (_, text) in &mut files {
        for feature in &off {
            *text = text.replace(&format!("feature = \"{feature}\""), "feature = \"left-out\"");
        }
    }
    Ok(files)
}
