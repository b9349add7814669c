//! A version of specs: a folder, or a git revision in which the folder with the specs is read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bindery_model::Input;

use super::git::Revision;
use crate::failed::Failed;
use crate::specs::{self, Spec, available, path_text};

/// A version of specs.
pub(super) enum Version {
    /// The folder of one API.
    One(PathBuf),
    /// A folder with a folder for each API.
    All(PathBuf),
    /// A git revision.
    Revision(Revision),
}

impl Version {
    /// Returns the version with this name; without a name, the current folder with the specs.
    pub(super) fn find(named: Option<&str>, spec: &Path) -> Result<Self, Failed> {
        let folder = named.map_or(spec, Path::new);
        match named {
            Some(name) if !folder.is_dir() => Revision::find(name, spec).map(Self::Revision),
            _ if folder.join("api.yaml").is_file() => Ok(Self::One(folder.to_owned())),
            _ => Ok(Self::All(folder.to_owned())),
        }
    }

    /// Whether the version is a single API; its folder may have any name.
    pub(super) fn is_single(&self) -> bool {
        matches!(self, Self::One(_))
    }

    /// Returns the name of the version for reports.
    pub(super) fn name(&self) -> String {
        match self {
            Self::One(folder) | Self::All(folder) => path_text(folder.clone()),
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
            Self::All(folder) => {
                let names = available(folder)?.into_iter();
                names
                    .map(|name| Ok((name.clone(), checked(specs::read(&folder.join(&name))?, folder, &name))))
                    .collect()
            }
            Self::Revision(revision) => {
                let mut inputs: BTreeMap<String, Vec<Input>> = BTreeMap::new();
                for (api, file, path) in revision.files()? {
                    inputs.entry(api).or_default().push(Input { name: file, bytes: revision.read(&path)? });
                }
                let folder = Path::new(&revision.name);
                let spec = |(name, mut inputs): (String, Vec<Input>)| {
                    inputs.sort_by_key(|input| (input.name != "api.yaml", input.name.clone()));
                    (name.clone(), checked(inputs, folder, &name))
                };
                Ok(inputs.into_iter().map(spec).collect())
            }
        }
    }
}

fn checked(inputs: Vec<Input>, folder: &Path, name: &str) -> Spec {
    specs::checked(inputs, Vec::new(), &folder.join(name))
}
