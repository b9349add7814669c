//! Foreign clients and servers in Python, such as requests, aiohttp and oauthlib, run by the scripts of `tests/python`.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{output, python, run};

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../python")
}

/// Installs a Python with the packages of the scripts below `target`; none if that is impossible.
///
/// # Panics
/// Panics if the installation is required and impossible.
pub fn foreign_python(target: &str) -> Option<PathBuf> {
    python(Path::new(target), "python-foreign", &scripts().join("requirements.txt"))
}

/// Runs the script of a client against our server, which keeps serving meanwhile.
///
/// # Panics
/// Panics if the script finds a mistake.
pub async fn foreign_client(python: &Path, script: &str, arguments: &[&str]) {
    let mut command = Command::new(python);
    command.arg(scripts().join(script)).args(arguments);
    match tokio::task::spawn_blocking(move || output(&mut command)).await.expect("no panic") {
        Ok(printed) => assert_eq!(printed.trim(), "done"),
        Err(error) => panic!("{error}"),
    }
}

/// Sends requests with Python's HTTP clients to a server, and returns what became of each: the value of the expression
/// that sends it, as JSON. `tests/python/requesting.py` has the names that an expression may use.
///
/// # Panics
/// Panics if the script fails.
pub async fn requested(python: &Path, base: &str, expressions: &[&str]) -> Vec<String> {
    let mut command = Command::new(python);
    command.arg(scripts().join("requesting.py")).arg(base);
    let input = expressions.join("\n");
    let ran = tokio::task::spawn_blocking(move || run(&mut command, input.as_bytes()));
    let printed = ran.await.expect("no panic").unwrap_or_else(|error| panic!("{error}"));
    printed.unwrap_or_default().lines().map(str::to_owned).collect()
}

/// The running script of a server. Its input ends with this process, so a script that reads it ends too.
#[derive(Debug)]
pub struct ForeignServer {
    child: Child,
    /// The address that it serves at.
    pub base: String,
}

impl ForeignServer {
    /// Starts the server.
    ///
    /// # Panics
    /// Panics if it does not start.
    pub fn start(python: &Path, script: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new(python)
            .arg(scripts().join(script))
            .args(arguments)
            .stdin(Stdio::piped())
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
