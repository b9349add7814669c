//! Runs cargo from a test, like a user of the workspace.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, io};

/// The workspace's folder.
pub fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// Returns the cargo command that runs the tests, in the workspace's folder. It fetches nothing: the build has already
/// fetched what the tests need.
pub fn cargo<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(workspace()).args(arguments).args(["--quiet", "--offline"]);
    // These variables describe the running test. Build scripts that watch them (such as ring's) would run again each
    // time.
    for (name, _) in std::env::vars_os() {
        let name_of_test = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(name_of_test) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Returns the output of a program of the workspace, which must succeed.
///
/// # Errors
/// Fails if the program cannot be started or fails; the error contains its output.
pub fn printed(command: &mut Command) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let Output { status, stdout, stderr } = command.output()?;
    if status.success() {
        Ok(String::from_utf8(stdout)?)
    } else {
        Err(format!("{command:?}: {status}\n{}", String::from_utf8_lossy(&stderr)).into())
    }
}

/// Creates a crate outside the workspace from a template: `Cargo.toml.in` becomes its manifest, in which `@ROOT@` is
/// the checkout. The crate gets the workspace's lock file, so that nothing is looked up and no other versions are
/// built.
///
/// # Errors
/// Fails if a file cannot be read or written.
pub fn copy_crate(template: &Path, folder: &Path) -> io::Result<()> {
    // Files of an earlier run could hide a missing file.
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => copy_folder(template, folder)?,
    }
    let manifest = fs::read_to_string(folder.join("Cargo.toml.in"))?;
    let root = workspace().display().to_string();
    fs::write(folder.join("Cargo.toml"), manifest.replace("@ROOT@", &root))?;
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).map(|_| ())
}

/// Copies a folder with all its content.
///
/// # Errors
/// Fails if a file cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
