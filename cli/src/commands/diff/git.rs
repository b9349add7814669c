//! Reads specs from a git revision. git runs as a child process, since it knows the format of its repositories.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::exit::Exit;
use crate::failed::Failed;
use crate::project::Project;

/// A git revision, and the folders with the specs in it.
pub(super) struct Revision {
    /// Name that the user gave.
    pub(super) name: String,
    /// Commit hash, which never looks like an option.
    commit: String,
    /// Folder with the specs.
    shared: Folder,
    /// APIs whose specs have folders of their own.
    own: Vec<(String, Folder)>,
}

/// A folder of the working tree. It need not exist; its parent must.
struct Folder {
    /// Its parent, in which git runs.
    parent: PathBuf,
    /// Its name.
    name: String,
}

/// A file of a spec in a revision.
pub(super) struct RevisionFile {
    /// API that it belongs to.
    pub(super) api: String,
    /// Name in the folder of the API.
    pub(super) name: String,
    /// Folder in which git runs.
    parent: PathBuf,
    /// Path from that folder.
    path: String,
}

impl Folder {
    fn new(folder: &Path) -> Result<Self, Failed> {
        let absolute = std::path::absolute(folder).map_err(|error| Failed::file("find", folder, &error))?;
        match (absolute.parent(), absolute.file_name().and_then(OsStr::to_str)) {
            (Some(parent), Some(name)) => Ok(Self { parent: parent.to_owned(), name: name.to_owned() }),
            _ => Err(Failed::usage(format!("{} is not a folder in a git repository", folder.display()))),
        }
    }
}

impl Revision {
    /// Looks up a revision in the repository that contains the folder with the specs.
    pub(super) fn find(name: &str, project: &Project) -> Result<Self, Failed> {
        let own = project.own().into_iter().map(|(api, folder)| Ok((api, Folder::new(&folder)?)));
        let mut revision = Self {
            name: name.to_owned(),
            commit: String::new(),
            shared: Folder::new(project.spec())?,
            own: own.collect::<Result<_, Failed>>()?,
        };
        let commit = format!("{name}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--end-of-options", &commit];
        let found = revision.git(&revision.shared.parent, &arguments).map_err(|mut failed| {
            if failed.exit == Exit::Usage {
                failed.message = format!(
                    "`{name}` is neither a folder nor a git revision; a branch of a remote is `origin/{name}`"
                );
            }
            failed
        })?;
        revision.commit = String::from_utf8_lossy(&found).trim().to_owned();
        Ok(revision)
    }

    /// Returns the YAML files of all APIs.
    pub(super) fn files(&self) -> Result<Vec<RevisionFile>, Failed> {
        let is_own = |api: &str| self.own.iter().any(|(own, _)| own == api);
        let shared = self.below(&self.shared, |inside| {
            let (api, file) = inside.split_once('/')?;
            (!api.starts_with('.') && !is_own(api)).then(|| (api.to_owned(), file.to_owned()))
        });
        let mut files = shared?;
        for (api, folder) in &self.own {
            files.extend(self.below(folder, |inside| Some((api.clone(), inside.to_owned())))?);
        }
        if files.is_empty() {
            let message =
                format!("there is no API in the folder {} of the revision `{}`", self.shared.name, self.name);
            return Err(Failed::usage(message).note("specify the folder with the specs: --spec DIR"));
        }
        Ok(files)
    }

    /// Returns the YAML files below a folder; `parts` splits a path below it into the API and the file's name.
    fn below(
        &self,
        folder: &Folder,
        parts: impl Fn(&str) -> Option<(String, String)>,
    ) -> Result<Vec<RevisionFile>, Failed> {
        let prefix = format!("{}/", folder.name);
        let arguments = ["ls-tree", "-r", "-z", "--name-only", &self.commit, "--", &prefix];
        let listed = self.git(&folder.parent, &arguments)?;
        // A name that is not UTF-8 cannot be a module.
        let paths = listed.split(|byte| *byte == 0).filter_map(|path| std::str::from_utf8(path).ok());
        let file = |path: &str| {
            let (api, name) = parts(path.strip_prefix(&prefix)?)?;
            let is_spec = name.ends_with(".yaml") && !name.contains('/');
            let (parent, path) = (folder.parent.clone(), path.to_owned());
            is_spec.then_some(RevisionFile { api, name, parent, path })
        };
        Ok(paths.filter_map(file).collect())
    }

    /// Returns the contents of a file.
    pub(super) fn read(&self, file: &RevisionFile) -> Result<Vec<u8>, Failed> {
        self.git(&file.parent, &["cat-file", "blob", &format!("{}:./{}", self.commit, file.path)])
    }

    fn git(&self, folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failed> {
        let output =
            Command::new("git").current_dir(folder).args(arguments).stdin(Stdio::null()).output().map_err(
                |error| {
                    let what = format!("cannot run git to read the revision `{}`", self.name);
                    Failed::new(Exit::Unexpected, format!("{what}: {error}"))
                },
            )?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Failed::usage(format!("git cannot read the revision `{}`", self.name))
            .note(format!("git says: {said}")))
    }
}
