//! Tools from the package registries of other languages, installed into the build folder on first use.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use crate::{output, skipped};

/// Installs a Python with the packages of a `requirements.txt` below `target`; none if that is impossible.
///
/// # Panics
/// Panics if the installation is required and impossible.
pub fn python(target: &Path, name: &str, requirements: &Path) -> Option<PathBuf> {
    let folder = target.join(name);
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let installed = once(&folder, requirements, || {
        output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
        output(Command::new(&python).args(pip).arg(requirements)).map(|_| ())
    });
    had(name, installed).then_some(python)
}

/// Installs an npm package and everything in its lock file below `target`, and returns the folder; none if that is
/// impossible.
///
/// # Panics
/// Panics if the installation is required and impossible.
pub fn node(target: &Path, name: &str, package: &Path) -> Option<PathBuf> {
    let folder = target.join(name);
    let installed = once(&folder, &package.join("package-lock.json"), || {
        fs::create_dir_all(&folder)?;
        for file in ["package.json", "package-lock.json"] {
            fs::copy(package.join(file), folder.join(file))?;
        }
        let quiet = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        output(Command::new("npm").args(quiet).current_dir(&folder)).map(|_| ())
    });
    had(name, installed).then_some(folder)
}

/// Installs the packages in a file, unless exactly these are installed already.
fn once(folder: &Path, names: &Path, install: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    // The tests of a program run concurrently, and may install the same packages.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = fs::read_to_string(names)?;
    let stamp = folder.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    fs::write(stamp, wanted)
}

fn had(name: &str, installed: io::Result<()>) -> bool {
    installed.inspect_err(|error| skipped(&format!("{name} cannot be had: {error}"))).is_ok()
}
