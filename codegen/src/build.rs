//! Generating while a crate is built: [`compile`] for build scripts, and [`expand_over`], which the macro uses too.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), bindery_codegen::build::BuildError> {
//!     bindery_codegen::build::compile("spec/demo")
//! }
//! ```
//!
//! ```ignore
//! // src/lib.rs
//! pub mod demo {
//!     include!(concat!(env!("OUT_DIR"), "/demo.rs"));
//! }
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{env, error, fmt, fs, io};

use bindery_model::diagnostic::{Diagnostic, Severity, SourceMap};
use bindery_model::names::is_device_name;
use bindery_model::{check_with, input};

use crate::print::{Layout, Options, generate};

/// What was made of a spec's folder.
#[derive(Clone, Debug)]
pub struct Expanded {
    /// The API's short name.
    pub id: String,
    /// The Rust text, in the inline form.
    pub text: String,
    /// The files that were read, as absolute paths: when one changes, the text does.
    pub files: Vec<PathBuf>,
    /// What is worth a look, one text each.
    pub warnings: Vec<String>,
}

/// Why nothing was made of a spec's folder.
#[derive(Clone)]
pub enum Failed {
    /// The folder or a file in it cannot be read.
    Read {
        /// The folder, as an absolute path.
        folder: PathBuf,
        /// What the operating system says.
        message: String,
    },
    /// An overlay cannot be read.
    Overlay {
        /// The file, as an absolute path.
        file: PathBuf,
        /// What the operating system says.
        message: String,
    },
    /// The spec is wrong.
    Spec {
        /// All that is wrong with it.
        diagnostics: Vec<Diagnostic>,
        /// The files that the diagnostics point into; their names are paths.
        sources: SourceMap,
    },
}

impl Failed {
    /// All that is wrong, as plain text: `file:line:column: error[code]: message`, then the help.
    pub fn plain(&self) -> String {
        self.text(|diagnostic, sources| diagnostic.plain(sources))
    }

    fn text(&self, show: impl Fn(&Diagnostic, &SourceMap) -> String) -> String {
        match self {
            Failed::Read { folder, message } => {
                format!("there is no spec to read in {}: {message}", folder.display())
            }
            Failed::Overlay { message, .. } => format!("the overlay cannot be read: {message}"),
            Failed::Spec { diagnostics, sources } => {
                let count = diagnostics.iter().filter(|item| item.severity == Severity::Error).count();
                let mut text = match count {
                    1 => "the spec has a mistake".to_owned(),
                    _ => format!("the spec has {count} mistakes"),
                };
                for diagnostic in diagnostics {
                    text.push('\n');
                    text.push_str(show(diagnostic, sources).trim_end());
                }
                text
            }
        }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(feature = "pretty")]
        return f.write_str(
            &self.text(|diagnostic, sources| bindery_model::render::render(diagnostic, sources, false, 100)),
        );
        #[cfg(not(feature = "pretty"))]
        f.write_str(&self.plain())
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl error::Error for Failed {}

/// Reads a spec's folder, checks it and generates the inline form. Writes nothing.
///
/// # Errors
/// When the folder cannot be read or the spec is wrong.
pub fn expand(folder: &Path, options: &Options) -> Result<Expanded, Failed> {
    expand_over(folder, &[], options)
}

/// The same with overlays, which are merged over the spec in this order.
///
/// # Errors
/// When the folder or an overlay cannot be read, or when the spec with the overlays is wrong.
pub fn expand_over(folder: &Path, overlays: &[PathBuf], options: &Options) -> Result<Expanded, Failed> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let inputs = input::read_folder(&folder).map_err(|error| read_failed(&folder, &error))?;
    if inputs.is_empty() {
        return Err(Failed::Read { folder, message: "it holds no .yaml files".to_owned() });
    }
    let mut files: Vec<PathBuf> = inputs.iter().map(|input| folder.join(&input.name)).collect();
    let mut over = Vec::with_capacity(overlays.len());
    for path in overlays {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let read = input::read_overlay(&path);
        over.push(read.map_err(|error| Failed::Overlay { file: path.clone(), message: error.to_string() })?);
        files.push(path);
    }
    let mut checked = check_with(inputs, over);
    for file in &mut checked.sources.files {
        file.name = folder.join(&file.name).display().to_string(); // overlays have their whole path already
    }
    let Some(api) = checked.api else {
        return Err(Failed::Spec { diagnostics: checked.diagnostics, sources: checked.sources });
    };
    let options = Options { layout: Layout::Inline, ..*options };
    let generated = match generate(&api, &options) {
        Ok(generated) => generated,
        Err(found) => {
            let mut diagnostics = checked.diagnostics;
            diagnostics.extend(found);
            return Err(Failed::Spec { diagnostics, sources: checked.sources });
        }
    };
    let warnings = checked.diagnostics.iter().map(|diagnostic| diagnostic.plain(&checked.sources)).collect();
    let text = generated.files.into_iter().map(|file| file.text).collect();
    Ok(Expanded { id: api.id, text, files, warnings })
}

fn read_failed(folder: &Path, error: &io::Error) -> Failed {
    Failed::Read { folder: folder.to_owned(), message: error.to_string() }
}

/// Why a build script got nothing. Its `Debug` is its `Display`, so that `main` may return it.
pub enum BuildError {
    /// Nothing could be generated.
    Failed(Failed),
    /// The result could not be written.
    Write {
        /// Where to.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Two calls of one build script would write the same file: their APIs have the same short name, or one spec is
    /// compiled twice. Nothing of the second was written.
    Twice {
        /// The file.
        path: PathBuf,
        /// The spec of the first call.
        first: PathBuf,
        /// The spec of the second.
        second: PathBuf,
    },
    /// This is not a build script: cargo's `OUT_DIR` is not set.
    NoOutDir,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::Failed(failed) => fmt::Display::fmt(failed, f),
            BuildError::Write { path, source } => write!(f, "cannot write {}: {source}", path.display()),
            BuildError::Twice { path, first, second } => write!(
                f,
                "{} and {} would both be written to {}; use `compile_as` to give each a name of its own",
                first.display(),
                second.display(),
                path.display()
            ),
            BuildError::NoOutDir => f.write_str("OUT_DIR is not set; call this from a build script"),
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl error::Error for BuildError {}

/// Generates types and a client from a spec's folder into `$OUT_DIR/<api>.rs`, for `include!`. The name is that of the API; a
/// second call for an API of the same name is an error, see [`compile_as`].
///
/// # Errors
/// See [`BuildError`].
pub fn compile(spec_folder: impl AsRef<Path>) -> Result<(), BuildError> {
    compile_with(spec_folder, &Options::INLINE)
}

/// The same with a choice of what is generated. The layout is always [`Layout::Inline`].
///
/// # Errors
/// See [`BuildError`].
pub fn compile_with(spec_folder: impl AsRef<Path>, options: &Options) -> Result<(), BuildError> {
    compile_over(spec_folder, &[] as &[&Path], options)
}

/// The same with overlays, files that are merged over the spec in this order:
/// `compile_over("spec/demo", &["demo-extra.yaml"], &Options::INLINE)`.
///
/// # Errors
/// See [`BuildError`].
pub fn compile_over(
    spec_folder: impl AsRef<Path>,
    overlays: &[impl AsRef<Path>],
    options: &Options,
) -> Result<(), BuildError> {
    run(None, spec_folder, overlays, options)
}

/// The same into `$OUT_DIR/<name>.rs`, for build scripts that compile two versions of an API, or one with and without
/// overlays: `compile_as("mini_v2", "v2/mini", &[] as &[&str], &Options::INLINE)`.
///
/// # Errors
/// See [`BuildError`].
pub fn compile_as(
    name: &str,
    spec_folder: impl AsRef<Path>,
    overlays: &[impl AsRef<Path>],
    options: &Options,
) -> Result<(), BuildError> {
    run(Some(name), spec_folder, overlays, options)
}

fn run(
    name: Option<&str>,
    spec_folder: impl AsRef<Path>,
    overlays: &[impl AsRef<Path>],
    options: &Options,
) -> Result<(), BuildError> {
    let folder = spec_folder.as_ref();
    let overlays: Vec<PathBuf> = overlays.iter().map(|path| path.as_ref().to_owned()).collect();
    let out = env::var_os("OUT_DIR").ok_or(BuildError::NoOutDir)?;
    // Said first: a spec that is wrong must be looked at again when it changes.
    for path in std::iter::once(folder).chain(overlays.iter().map(PathBuf::as_path)) {
        println!("cargo:rerun-if-changed={}", path.display());
    }
    let expanded = expand_over(folder, &overlays, options).map_err(BuildError::Failed)?;
    for file in &expanded.files {
        println!("cargo:rerun-if-changed={}", file.display());
    }
    for warning in &expanded.warnings {
        println!("cargo:warning={}", warning.replace('\n', " "));
    }
    let path = Path::new(&out).join(file_name(name.unwrap_or(&expanded.id)));
    claim(&path, folder).map_err(|first| BuildError::Twice {
        path: path.clone(),
        first,
        second: folder.to_owned(),
    })?;
    write_if_changed(&path, &expanded.text).map_err(|source| BuildError::Write { path, source })
}

/// The name of an API's file.
fn file_name(id: &str) -> String {
    // What Windows takes for a device is no file.
    [id, if is_device_name(id) { "_" } else { "" }, ".rs"].concat()
}

/// What this run of the build script has written, and from which spec.
static WRITTEN: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());

/// Takes note of a file, or says which other spec it was made from in this run.
fn claim(path: &Path, folder: &Path) -> Result<(), PathBuf> {
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    match written.get(path) {
        Some(first) => Err(first.clone()),
        None => {
            written.insert(path.to_owned(), folder.to_owned());
            Ok(())
        }
    }
}

/// Writes a file unless it holds the text already: what did not change is not compiled again.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    match fs::read(path) {
        Ok(old) if old == text.as_bytes() => Ok(()),
        _ => fs::write(path, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_specs_do_not_share_a_file() {
        let path = Path::new("/out/mini.rs");
        assert_eq!(claim(path, Path::new("v1/mini")), Ok(()));
        assert_eq!(claim(path, Path::new("v2/mini")), Err(PathBuf::from("v1/mini")));
        assert_eq!(claim(Path::new("/out/mini_v2.rs"), Path::new("v2/mini")), Ok(()));
        assert_eq!((file_name("con"), file_name("mini")), ("con_.rs".to_owned(), "mini.rs".to_owned()));
    }

    #[test]
    fn a_file_that_holds_the_text_is_left_alone() -> io::Result<()> {
        let path = env::temp_dir().join(format!("bindery-write-{}", std::process::id()));
        write_if_changed(&path, "one")?;
        let before = fs::metadata(&path)?.modified()?;
        write_if_changed(&path, "one")?;
        assert_eq!(fs::metadata(&path)?.modified()?, before);
        write_if_changed(&path, "two")?;
        assert_eq!(fs::read_to_string(&path)?, "two");
        fs::remove_file(&path)
    }
}
