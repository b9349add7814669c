//! Helpers: running the binary, temporary folders, golden files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Result of a run.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Returns the standard output of a run that must have succeeded.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// Returns the standard error of a run that must have ended with this code.
    #[track_caller]
    pub(crate) fn failed(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        self.stderr
    }
}

/// Returns the binary with the specs of `tests/demo`, independent of the environment of the test run.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = bare(arguments);
    command.arg("--spec").arg(demo());
    command
}

/// Returns the binary without a folder of specs.
pub(crate) fn bare(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bindery"));
    command.args(arguments).stdin(Stdio::null());
    for name in [
        "BINDERY_CREDENTIAL_KEY",
        "BINDERY_CREDENTIAL_NOTICE",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "BINDERY_PASSWORD",
        "http_proxy",
        "HTTP_PROXY",
        "ALL_PROXY",
        "all_proxy",
    ] {
        command.env_remove(name);
    }
    command
}

/// Runs the binary with the specs of `tests/demo`.
pub(crate) fn run(arguments: &[&str]) -> Run {
    finish(command(arguments))
}

/// Runs a prepared command.
pub(crate) fn finish(mut command: Command) -> Run {
    let Output { status, stdout, stderr } = command.output().expect("the binary runs");
    Run {
        code: status.code().expect("the binary is not killed"),
        stdout: String::from_utf8(stdout).expect("results are UTF-8"),
        stderr: String::from_utf8(stderr).expect("messages are UTF-8"),
    }
}

/// Folder with the specs of the tests.
pub(crate) fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/demo")
}

/// Creates an empty folder for one test.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// Manifest of a cargo workspace, so that the manifests of a project inherit nothing from this one.
const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n";

/// Creates an empty folder in which the binary runs.
pub(crate) fn empty(test: &str) -> Project {
    let project = Project { folder: folder(test) };
    project.write("Cargo.toml", WORKSPACE);
    project
}

/// Creates a folder with a copy of the specs in `spec`, in which the binary runs.
pub(crate) fn project(test: &str) -> Project {
    let folder = folder(test);
    for api in ["demo", "tiny"] {
        let copy = folder.join("spec").join(api);
        fs::create_dir_all(&copy).expect("the folder can be made");
        for entry in fs::read_dir(demo().join(api)).expect("the specs can be read") {
            let path = entry.expect("the specs can be read").path();
            let name = path.file_name().expect("a file has a name").to_owned();
            fs::copy(&path, copy.join(name)).expect("the specs can be copied");
        }
    }
    let project = Project { folder };
    project.write("Cargo.toml", WORKSPACE);
    project
}

/// A folder to run the binary in.
pub(crate) struct Project {
    pub(crate) folder: PathBuf,
}

impl Project {
    /// Runs the binary in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    /// Runs the binary in a folder of the project, which is made if it is missing.
    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str]) -> Run {
        let folder = self.folder.join(folder);
        fs::create_dir_all(&folder).expect("the folder can be made");
        let mut command = bare(arguments);
        command.current_dir(folder);
        finish(command)
    }

    /// Writes a file, and the folder that it lies in.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    /// Replaces a text that occurs once in a file.
    pub(crate) fn replace(&self, file: &str, old: &str, new: &str) {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).expect("the file can be read");
        assert_eq!(text.matches(old).count(), 1, "{file} holds {old:?} once");
        fs::write(&path, text.replace(old, new)).expect("the file can be written");
    }

    /// Reads a file.
    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).expect("the file can be read")
    }
}

/// Compares with a golden file, or rewrites it with `BLESS=1`.
#[track_caller]
pub(crate) fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, text).expect("the golden file can be written");
    }
    let wanted = fs::read_to_string(&path).unwrap_or_default();
    if wanted != text {
        let diff = similar::TextDiff::from_lines(wanted.as_str(), text);
        panic!("{name} is different; BLESS=1 writes it anew\n{}", diff.unified_diff());
    }
}
