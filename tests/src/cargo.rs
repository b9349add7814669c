//! Running cargo from a test, as a user of the workspace would.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, io};

/// The workspace's folder.
pub fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// The cargo that runs the tests, in the workspace's folder. Nothing is fetched: what the tests need, building them has
/// brought along.
pub fn cargo<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(workspace()).args(arguments).args(["--quiet", "--offline"]);
    // These tell a test about itself. Build scripts watch them (that of ring does), and would run again each time.
    for (name, _) in std::env::vars_os() {
        let name_of_test = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(name_of_test) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// What a program of the workspace prints, which has to end well.
///
/// # Errors
/// When it cannot be started or ends badly; the error holds what it has said.
pub fn printed(command: &mut Command) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let Output { status, stdout, stderr } = command.output()?;
    if status.success() {
        Ok(String::from_utf8(stdout)?)
    } else {
        Err(format!("{command:?}: {status}\n{}", String::from_utf8_lossy(&stderr)).into())
    }
}

/// Makes a crate outside the workspace of a template: `Cargo.toml.in` becomes its manifest, in which `@ROOT@` is the
/// checkout. The workspace's versions come along, so that nothing is looked up and nothing else is built.
///
/// # Errors
/// When a file cannot be read or written.
pub fn copy_crate(template: &Path, folder: &Path) -> io::Result<()> {
    // What an earlier run has left could hide that a file is missing now.
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => copy_folder(template, folder)?,
    }
    let manifest = fs::read_to_string(folder.join("Cargo.toml.in"))?;
    let root = workspace().display().to_string();
    fs::write(folder.join("Cargo.toml"), manifest.replace("@ROOT@", &root))?;
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).map(|_| ())
}

/// Copies a folder and all that is in it.
///
/// # Errors
/// When a file cannot be read or written.
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
