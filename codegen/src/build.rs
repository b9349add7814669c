//! Generation during a build: [`compile`] for build scripts, and [`expand_over`], which the macro uses too.
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

/// Result of generating code from a spec folder.
#[derive(Clone, Debug)]
pub struct Expanded {
    /// Short name of the API.
    pub id: String,
    /// Generated Rust code, in the inline layout.
    pub text: String,
    /// Absolute paths of the files that were read. The generated code changes only if one of them changes.
    pub files: Vec<PathBuf>,
    /// Warnings about the spec as plain text: `file:line:column: warning[code]: message`, then the help.
    pub warnings: Vec<String>,
}

/// Error of generating code from a spec folder.
#[derive(Clone)]
pub enum Failed {
    /// The folder or a file in it cannot be read.
    Read {
        /// Absolute path of the folder.
        folder: PathBuf,
        /// Error message of the operating system.
        message: String,
    },
    /// An overlay cannot be read.
    Overlay {
        /// Absolute path of the file.
        file: PathBuf,
        /// Error message of the operating system.
        message: String,
    },
    /// The spec has mistakes, so nothing was generated.
    Spec {
        /// Diagnostics of the spec: all mistakes and warnings.
        diagnostics: Vec<Diagnostic>,
        /// Files that the diagnostics refer to; their names are paths.
        sources: SourceMap,
    },
}

impl Failed {
    /// Formats the error as plain text: `file:line:column: error[code]: message`, then the help.
    pub fn plain(&self) -> String {
        self.text(|diagnostic, sources| diagnostic.plain(sources))
    }

    fn text(&self, show: impl Fn(&Diagnostic, &SourceMap) -> String) -> String {
        match self {
            Failed::Read { folder, message } => {
                format!("cannot read a spec in {}: {message}", folder.display())
            }
            Failed::Overlay { message, .. } => format!("cannot read the overlay: {message}"),
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

/// Reads and checks a spec folder and generates the inline layout. No files are written.
///
/// # Errors
/// Returns an error if the folder cannot be read or the spec has mistakes.
pub fn expand(folder: &Path, options: &Options) -> Result<Expanded, Failed> {
    expand_over(folder, &[], options)
}

/// Like [`expand`], with overlays that are merged over the spec in this order.
///
/// # Errors
/// Returns an error if the folder or an overlay cannot be read, or if the spec with the overlays has mistakes.
pub fn expand_over(folder: &Path, overlays: &[PathBuf], options: &Options) -> Result<Expanded, Failed> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let inputs = input::read_folder(&folder).map_err(|error| read_failed(&folder, &error))?;
    if inputs.is_empty() {
        return Err(Failed::Read { folder, message: "the folder contains no .yaml files".to_owned() });
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
        file.name = folder.join(&file.name).display().to_string(); // overlays already have a full path
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

/// Error of a build script. `Debug` prints the same text as `Display`, so that `main` can return the error.
pub enum BuildError {
    /// Generation failed, so no code was written.
    Failed(Failed),
    /// The output could not be written.
    Write {
        /// Path of the output file.
        path: PathBuf,
        /// Error of the operating system.
        source: io::Error,
    },
    /// Two calls in one build script would write the same file: their APIs have the same short name, or one spec is
    /// compiled by two calls. The second call has written nothing.
    Twice {
        /// Path of the output file.
        path: PathBuf,
        /// Spec of the first call.
        first: PathBuf,
        /// Spec of the second call.
        second: PathBuf,
    },
    /// The environment variable `OUT_DIR`, which cargo sets for build scripts, is missing.
    NoOutDir,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::Failed(failed) => fmt::Display::fmt(failed, f),
            BuildError::Write { path, source } => write!(f, "cannot write {}: {source}", path.display()),
            BuildError::Twice { path, first, second } => write!(
                f,
                "{} and {} would both be written to {}; use `compile_as` to give each its own name",
                first.display(),
                second.display(),
                path.display()
            ),
            BuildError::NoOutDir => f.write_str("OUT_DIR is not set; call this function from a build script"),
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl error::Error for BuildError {}

/// Generates types and a client from a spec folder into `$OUT_DIR/<api>.rs`, for `include!`. The file is named after
/// the API; a second call for an API of the same name is an error, see [`compile_as`].
///
/// # Errors
/// See [`BuildError`].
pub fn compile(spec_folder: impl AsRef<Path>) -> Result<(), BuildError> {
    compile_with(spec_folder, &Options::INLINE)
}

/// Like [`compile`], with options for what is generated. The layout is always [`Layout::Inline`].
///
/// # Errors
/// See [`BuildError`].
pub fn compile_with(spec_folder: impl AsRef<Path>, options: &Options) -> Result<(), BuildError> {
    compile_over(spec_folder, &[] as &[&Path], options)
}

/// Like [`compile_with`], with overlays, which are merged over the spec in this order:
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

/// Like [`compile_over`], into `$OUT_DIR/<name>.rs`, for build scripts that compile two versions of an API, or one
/// with and without overlays: `compile_as("mini_v2", "v2/mini", &[] as &[&str], &Options::INLINE)`.
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
    // Printed first: a spec with mistakes must be checked again when it changes.
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

/// Returns the file name for an API.
fn file_name(id: &str) -> String {
    // A device name on Windows cannot be a file name.
    [id, if is_device_name(id) { "_" } else { "" }, ".rs"].concat()
}

/// Files that this run of the build script has written, with their specs.
static WRITTEN: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());

/// Records a file, or returns the other spec that it was generated from in this run.
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

/// Writes a file unless it already has this content, so that unchanged files are not recompiled.
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
