//! The project of a run: the APIs, and where their specs, crates and documents are. It is found upward from the current
//! folder: by `bindery.toml`, or else by a folder `spec` with an API. Settings come first, because a crate in the project
//! may have a folder `spec` of its own.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::{self, ApiConfig, Config};
use crate::failed::Failed;
use crate::suggest::{did_you_mean, listing};
use crate::text::quoted;

/// The project of a run.
pub(crate) struct Project {
    /// Folder that relative paths of the settings refer to; empty for the current folder.
    root: PathBuf,
    /// Folder with the specs.
    spec: PathBuf,
    /// Whether the user named the folder with the specs.
    is_given: bool,
    /// Whether there is a `bindery.toml`.
    is_configured: bool,
    config: Config,
}

impl Project {
    /// Finds the project of the current folder. A folder that the user names is a project without settings. If
    /// nothing is found, the error comes from the first use of an API.
    pub(crate) fn find(given: Option<&Path>) -> Result<Self, Failed> {
        if let Some(spec) = given {
            return Ok(Self { spec: spec.to_owned(), is_given: true, ..Self::bare(PathBuf::new()) });
        }
        let here = std::env::current_dir()
            .map_err(|error| Failed::file("find", Path::new("the current folder"), &error))?;
        let roots = || (0..here.ancestors().count()).map(|depth| std::iter::repeat_n("..", depth).collect());
        for root in roots() {
            let root: PathBuf = root;
            if let Some(config) = Config::read(&root.join(config::FILE))? {
                return Self::configured(root, config);
            }
        }
        let is_api = |name: &String, spec: &Path| spec.join(name).join("api.yaml").is_file();
        let has_api = |found: &Self| {
            apis_in(&found.spec).is_ok_and(|apis| apis.iter().any(|name| is_api(name, &found.spec)))
        };
        Ok(roots().map(Self::bare).find(has_api).unwrap_or_else(|| Self::bare(PathBuf::new())))
    }

    /// Returns the project with this root and its settings.
    pub(crate) fn configured(root: PathBuf, config: Config) -> Result<Self, Failed> {
        let spec = root.join(config.spec.as_deref().unwrap_or(Path::new("spec")));
        let project = Self { spec, is_configured: true, config, ..Self::bare(root) };
        let known = project.places().unwrap_or_default();
        for (name, settings) in &project.config.apis {
            if !known.contains_key(name) {
                let file = project.root.join(config::FILE);
                let known = || known.keys().map(String::as_str);
                let folder = settings.spec.as_ref().map(|spec| project.root.join(spec));
                let folder = folder.unwrap_or_else(|| project.spec.join(name));
                return Err(Failed::usage(format!("{}: the API `{name}` has no spec", file.display()))
                    .maybe_note(did_you_mean(name, known()))
                    .note(format!("there is no folder {} with YAML files", folder.display())));
            }
        }
        Ok(project)
    }

    fn bare(root: PathBuf) -> Self {
        let spec = root.join("spec");
        Self { root, spec, is_given: false, is_configured: false, config: Config::default() }
    }

    /// Folder that contains `bindery.toml` or the folder with the specs; empty for the current folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Folder with the specs, one subfolder per API.
    pub(crate) fn spec(&self) -> &Path {
        &self.spec
    }

    /// Whether there is a `bindery.toml`.
    pub(crate) fn is_configured(&self) -> bool {
        self.is_configured
    }

    /// Settings of the repository.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Settings of an API, if it has any.
    pub(crate) fn settings(&self, api: &str) -> Option<&ApiConfig> {
        self.config.apis.get(api)
    }

    /// Returns the APIs with the folders of their specs.
    pub(crate) fn places(&self) -> Result<BTreeMap<String, PathBuf>, Failed> {
        let own = self.own();
        let shared = match apis_in(&self.spec) {
            Ok(shared) => shared,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !own.is_empty() => Vec::new(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(self.no_folder()),
            Err(error) => return Err(Failed::file("read", &self.spec, &error)),
        };
        let mut places: BTreeMap<String, PathBuf> =
            shared.into_iter().map(|name| (name.clone(), self.spec.join(name))).collect();
        places.extend(own);
        if places.is_empty() { Err(no_api(&self.spec)) } else { Ok(places) }
    }

    /// Returns the APIs whose specs have a folder of their own.
    pub(crate) fn own(&self) -> Vec<(String, PathBuf)> {
        let own =
            self.config.apis.iter().filter_map(|(name, settings)| Some((name, settings.spec.as_ref()?)));
        let own = own.map(|(name, spec)| (name.clone(), self.root.join(spec)));
        own.filter(|(_, spec)| has_yaml(spec)).collect()
    }

    fn no_folder(&self) -> Failed {
        let spec = self.spec.display();
        if self.is_given || self.is_configured {
            return Failed::usage(format!("there is no folder {spec}")).note(if self.is_given {
                "specify the folder with the specs: --spec DIR"
            } else {
                "correct `spec` in bindery.toml, or specify the folder with the specs: --spec DIR"
            });
        }
        Failed::usage("there is no spec: neither bindery.toml nor a folder `spec` with an API, here or above")
            .note("create one with `bindery new NAME`, or specify the folder with the specs: --spec DIR")
    }

    /// Returns the selected APIs, or all without a selection. All unknown names are reported together.
    pub(crate) fn choose(&self, wanted: &[String]) -> Result<Vec<String>, Failed> {
        let known = self.places()?;
        if wanted.is_empty() {
            return Ok(known.into_keys().collect());
        }
        let unknown: Vec<&String> = wanted.iter().filter(|name| !known.contains_key(*name)).collect();
        if unknown.is_empty() {
            let mut chosen = wanted.to_vec();
            let mut seen = HashSet::new();
            chosen.retain(|name| seen.insert(name.clone()));
            return Ok(chosen);
        }
        let quoted: Vec<String> = unknown.iter().map(|name| format!("`{name}`")).collect();
        let mut failed = Failed::usage(format!("there is no API {}", quoted.join(" and no API ")));
        let known = || known.keys().map(String::as_str);
        for name in unknown {
            failed = failed.maybe_note(did_you_mean(name, known()));
        }
        let place =
            if self.is_configured { config::FILE.to_owned() } else { self.spec.display().to_string() };
        Err(failed.note(format!("the APIs in {place} are: {}", listing(known()))))
    }

    /// Returns the folder of an API's spec.
    pub(crate) fn folder(&self, api: &str) -> PathBuf {
        let own = self.settings(api).and_then(|settings| settings.spec.as_ref());
        own.map_or_else(|| self.spec.join(api), |spec| self.root.join(spec))
    }

    /// Returns the place of an API's crate; `out` is the user's option.
    pub(crate) fn crate_place(&self, api: &str, out: Option<&Path>) -> CratePlace {
        let in_folder = |below: PathBuf| CratePlace { folder: below.join(api), below };
        match (out, self.settings(api).and_then(|settings| settings.out.as_ref())) {
            (Some(out), _) => in_folder(out.to_owned()),
            (None, Some(own)) => {
                let folder = joined(&self.root, own);
                CratePlace { below: folder.clone(), folder }
            }
            (None, None) => {
                in_folder(joined(&self.root, self.config.out.as_deref().unwrap_or(Path::new("generated"))))
            }
        }
    }

    /// Returns the overlays that the settings name for an API.
    pub(crate) fn overlays(&self, api: &str) -> Vec<PathBuf> {
        let overlays = self.settings(api).map_or(&[][..], |settings| settings.overlays.as_slice());
        overlays.iter().map(|file| self.root.join(file)).collect()
    }

    /// Returns the folder with an API's documents; `given` is the user's option.
    pub(crate) fn documents(&self, api: &str, given: Option<&Path>) -> Result<PathBuf, Failed> {
        if let Some(given) = given {
            return Ok(given.to_owned());
        }
        let own = self.settings(api).and_then(|settings| settings.documents.as_ref());
        own.or(self.config.documents.as_ref()).map(|folder| self.root.join(folder)).ok_or_else(|| {
            Failed::usage(format!("the folder with the documents of {api} is not known"))
                .note("specify it: --docs DIR, or `documents` in bindery.toml")
        })
    }

    /// Returns the `--spec` option that a suggested command needs, if any.
    pub(crate) fn spec_option(&self) -> String {
        if self.is_given && self.spec != Path::new("spec") {
            format!(" --spec {}", quoted(&self.spec.to_string_lossy()))
        } else {
            String::new()
        }
    }
}

/// Place of a generated crate.
pub(crate) struct CratePlace {
    /// Folder of the crate.
    pub(crate) folder: PathBuf,
    /// Folder that the user named, below which nothing is written through links.
    pub(crate) below: PathBuf,
}

/// Joins a path of the settings; the root itself is `.`.
fn joined(root: &Path, path: &Path) -> PathBuf {
    let path: PathBuf = root.join(path).components().filter(|part| part.as_os_str() != ".").collect();
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}

/// Returns the APIs in a folder: its subfolders with YAML files, by name.
pub(crate) fn apis_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if let Ok(name) = entry.file_name().into_string()
            && !name.starts_with('.')
            && has_yaml(&entry.path())
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Returns the error for a folder without an API.
pub(crate) fn no_api(folder: &Path) -> Failed {
    Failed::usage(format!("there is no API in {}", folder.display()))
        .note("an API is a folder with an api.yaml; specify the parent folder: --spec DIR")
}

fn has_yaml(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.path().extension().is_some_and(|extension| extension == "yaml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_itself_can_be_an_output() {
        assert_eq!(joined(Path::new(""), Path::new(".")), Path::new("."));
        assert_eq!(joined(Path::new("../.."), Path::new("./a/./b")), Path::new("../../a/b"));
    }
}
