//! A version of specs: folders, or a git revision in which these folders are read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bindery_model::Input;

use super::git::Revision;
use crate::failed::Failed;
use crate::paths::path_text;
use crate::project::{Project, apis_in, no_api};
use crate::specs::{self, Spec};

/// A version of specs.
pub(super) enum Version {
    /// The folder of one API.
    One(PathBuf),
    /// A name for reports, and the folders of the APIs by name.
    All(PathBuf, BTreeMap<String, PathBuf>),
    /// A git revision.
    Revision(Revision),
}

impl Version {
    /// Returns the version with this name: a folder or a git revision.
    pub(super) fn find(name: &str, project: &Project) -> Result<Self, Failed> {
        let folder = Path::new(name);
        if !folder.is_dir() {
            return Revision::find(name, project).map(Self::Revision);
        }
        if folder.join("api.yaml").is_file() {
            return Ok(Self::One(folder.to_owned()));
        }
        let names = apis_in(folder).map_err(|error| Failed::file("read", folder, &error))?;
        if names.is_empty() {
            return Err(no_api(folder));
        }
        let places = names.into_iter().map(|name| (name.clone(), folder.join(name)));
        Ok(Self::All(folder.to_owned(), places.collect()))
    }

    /// Returns the current files of the project.
    pub(super) fn current(project: &Project) -> Result<Self, Failed> {
        if project.spec().join("api.yaml").is_file() {
            return Ok(Self::One(project.spec().to_owned()));
        }
        Ok(Self::All(project.spec().to_owned(), project.places()?))
    }

    /// Whether the version is a single API; its folder may have any name.
    pub(super) fn is_single(&self) -> bool {
        matches!(self, Self::One(_))
    }

    /// Returns the name of the version for reports.
    pub(super) fn name(&self) -> String {
        match self {
            Self::One(folder) | Self::All(folder, _) => path_text(folder.clone()),
            Self::Revision(revision) => revision.name.clone(),
        }
    }

    /// Returns the APIs of the version, by name.
    pub(super) fn specs(&self) -> Result<BTreeMap<String, Spec>, Failed> {
        match self {
            Self::One(folder) => {
                let spec = specs::checked(specs::read(folder)?, Vec::new(), folder);
                let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
                // A copy of a folder can have any name.
                let name = spec.api.as_ref().map(|api| api.id.clone()).or(name).unwrap_or_default();
                Ok(BTreeMap::from([(name, spec)]))
            }
            Self::All(_, places) => {
                let spec = |(name, folder): (&String, &PathBuf)| {
                    Ok((name.clone(), specs::checked(specs::read(folder)?, Vec::new(), folder)))
                };
                places.iter().map(spec).collect()
            }
            Self::Revision(revision) => {
                let mut inputs: BTreeMap<String, Vec<Input>> = BTreeMap::new();
                for file in revision.files()? {
                    let input = Input { name: file.name.clone(), bytes: revision.read(&file)? };
                    inputs.entry(file.api).or_default().push(input);
                }
                let folder = Path::new(&revision.name);
                let spec = |(name, mut inputs): (String, Vec<Input>)| {
                    inputs.sort_by_key(|input| (input.name != "api.yaml", input.name.clone()));
                    (name.clone(), specs::checked(inputs, Vec::new(), &folder.join(&name)))
                };
                Ok(inputs.into_iter().map(spec).collect())
            }
        }
    }
}
