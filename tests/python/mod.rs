//! Python with the foreign OAuth libraries, for the tests that talk to them: a module of each such test.
//!
//! It is installed into the build folder on first use. Where there is no Python or no package index the tests say loudly
//! that they were skipped; under `CI` they fail.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::{fs, io};

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/python") // of `tests` and of `runtime` alike
}

/// A Python with what the scripts need; none where it cannot be had.
pub(crate) fn python() -> Option<&'static Path> {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match PYTHON.get_or_init(|| install().map_err(|error| error.to_string())) {
        Ok(python) => Some(python),
        Err(error) if std::env::var_os("CI").is_some() => {
            panic!("no Python for the foreign clients: {error}")
        }
        Err(error) => {
            // Not by `eprintln!`, which the test runner would keep to itself.
            let _ = writeln!(io::stderr(), "\n*** SKIPPED: no Python for the foreign clients: {error}\n");
            None
        }
    }
}

fn install() -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-oauth");
    let requirements = scripts().join("requirements.txt");
    let wanted = fs::read_to_string(&requirements)?;
    let stamp = folder.join("installed.txt");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(&python).args(pip).arg(&requirements))?;
    fs::write(stamp, wanted)?;
    Ok(python)
}

fn run(command: &mut Command) -> io::Result<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// Runs a client's script against a server of ours.
pub(crate) async fn foreign_client(python: &'static Path, script: &str, arguments: &[&str]) {
    let mut command = Command::new(python);
    command.arg(scripts().join(script)).args(arguments);
    let done = tokio::task::spawn_blocking(move || run(&mut command));
    match done.await.expect("no panic") {
        Ok(printed) => assert_eq!(printed.trim(), "done"),
        Err(error) => panic!("{error}"),
    }
}

/// A server's script, as long as the test runs.
pub(crate) struct ForeignServer {
    child: Child,
    pub(crate) base: String,
}

impl ForeignServer {
    pub(crate) fn start(python: &Path, script: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new(python)
            .arg(scripts().join(script))
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut base = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut base).expect("an address");
        Self { child, base: base.trim().to_owned() }
    }
}

impl Drop for ForeignServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
