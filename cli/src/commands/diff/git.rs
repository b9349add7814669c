//! Reads specs from a git revision. git runs as a child process, since it knows the format of its repositories.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::exit::Exit;
use crate::failed::Failed;

/// A git revision, and the folder with the specs in it.
pub(super) struct Revision {
    /// Name that the user gave.
    pub(super) name: String,
    /// Commit hash, which never looks like an option.
    commit: String,
    /// Working directory of git: the parent of the folder with the specs.
    parent: PathBuf,
    /// Name of the folder with the specs.
    folder: String,
}

impl Revision {
    /// Looks up a revision in the repository that contains the folder with the specs.
    pub(super) fn find(name: &str, spec: &Path) -> Result<Self, Failed> {
        let absolute = std::path::absolute(spec).map_err(|error| Failed::file("find", spec, &error))?;
        let folder = absolute.file_name().and_then(OsStr::to_str);
        let (Some(parent), Some(folder)) = (absolute.parent(), folder) else {
            return Err(Failed::usage(format!("{} is not a folder in a git repository", spec.display())));
        };
        let mut revision = Self {
            name: name.to_owned(),
            commit: String::new(),
            parent: parent.to_owned(),
            folder: folder.to_owned(),
        };
        let commit = format!("{name}^{{commit}}");
        let found =
            revision.git(&["rev-parse", "--verify", "--end-of-options", &commit]).map_err(|mut failed| {
                if failed.exit == Exit::Usage {
                    failed.message = format!("`{name}` is neither a folder nor a git revision; a branch of a remote is `origin/{name}`");
                }
                failed
            })?;
        revision.commit = String::from_utf8_lossy(&found).trim().to_owned();
        Ok(revision)
    }

    /// Returns the YAML files of all APIs: the API, the file's name, and its path in git.
    pub(super) fn files(&self) -> Result<Vec<(String, String, String)>, Failed> {
        let folder = format!("{}/", self.folder);
        let listed = self.git(&["ls-tree", "-r", "-z", "--name-only", &self.commit, "--", &folder])?;
        let mut files = Vec::new();
        for path in listed.split(|byte| *byte == 0).filter(|path| !path.is_empty()) {
            // A name that is not UTF-8 cannot be a module.
            let Ok(path) = std::str::from_utf8(path) else { continue };
            let inside = path.strip_prefix(&folder).and_then(|inside| inside.split_once('/'));
            if let Some((api, file)) = inside
                && file.ends_with(".yaml")
                && !file.contains('/')
                && !api.starts_with('.')
            {
                files.push((api.to_owned(), file.to_owned(), path.to_owned()));
            }
        }
        if files.is_empty() {
            let message =
                format!("there is no API in the folder {} of the revision `{}`", self.folder, self.name);
            return Err(Failed::usage(message).note("specify the folder with the specs: --spec DIR"));
        }
        Ok(files)
    }

    /// Returns the contents of a file.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, Failed> {
        self.git(&["cat-file", "blob", &format!("{}:./{path}", self.commit)])
    }

    fn git(&self, arguments: &[&str]) -> Result<Vec<u8>, Failed> {
        let output = Command::new("git")
            .current_dir(&self.parent)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| {
                let what = format!("cannot run git to read the revision `{}`", self.name);
                Failed::new(Exit::Unexpected, format!("{what}: {error}"))
            })?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Failed::usage(format!("git cannot read the revision `{}`", self.name))
            .note(format!("git says: {said}")))
    }
}
