//! Tools of other languages from the public package registries, in the pinned versions that a folder names. They are installed
//! into the build folder on first use.
//!
//! Where an interpreter or a registry cannot be had, a test says loudly that it was skipped; where `CI` is set it fails.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, thread};

/// A Python with the packages of a `requirements.txt`, installed below `target`; none where it cannot be had.
///
/// # Panics
/// When it has to be there and cannot be had.
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

/// A folder below `target` with a copy of a npm package and all that its lock file names; none where it cannot be had.
///
/// # Panics
/// When it has to be there and cannot be had.
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

/// Installs what a file names, unless just that has been installed before.
fn once(folder: &Path, names: &Path, install: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let wanted = fs::read_to_string(names)?;
    let stamp = folder.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    fs::write(stamp, wanted)
}

fn had(name: &str, installed: io::Result<()>) -> bool {
    let Err(error) = installed else { return true };
    assert!(std::env::var_os("CI").is_none(), "{name} cannot be had: {error}");
    // Not by `eprintln!`, which the test runner would keep to itself.
    let _ = writeln!(io::stderr(), "\n*** SKIPPED: {name} cannot be had: {error}\n");
    false
}

/// What a program prints, which has to end well.
///
/// # Errors
/// When it cannot be started or ends badly; the error holds all that it has said.
pub fn output(command: &mut Command) -> io::Result<String> {
    let Output { status, stdout, stderr } = command.output()?;
    let (said, complained) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    if status.success() {
        return Ok(said.into_owned());
    }
    Err(io::Error::other(format!("{:?}: {status}\n{said}\n{complained}", command.get_program())))
}

/// Does several things at once, each in a thread of its own, and gives what has gone wrong.
pub fn together<T: Send>(all: Vec<T>, work: impl Fn(T) -> Result<(), String> + Sync) -> Vec<String> {
    let work = &work;
    thread::scope(|scope| {
        let threads: Vec<_> = all.into_iter().map(|one| scope.spawn(move || work(one))).collect();
        let results = threads.into_iter().map(|thread| thread.join());
        results.filter_map(|result| result.unwrap_or_else(|_| Err("panicked".to_owned())).err()).collect()
    })
}
