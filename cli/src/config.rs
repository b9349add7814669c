//! The format of `bindery.toml`, the settings of a repository. Relative paths are relative to its folder.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::exit::Exit;
use crate::failed::Failed;

/// Name of the file.
pub(crate) const FILE: &str = "bindery.toml";

/// Settings of a repository.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Folder with the specs, one subfolder per API. Default: `spec`.
    pub(crate) spec: Option<PathBuf>,
    /// Folder with the generated crates, one subfolder per API. Default: `generated`.
    pub(crate) out: Option<PathBuf>,
    /// Folder with the vendors' documents.
    pub(crate) documents: Option<PathBuf>,
    /// License of new crates, as an SPDX expression.
    pub(crate) license: Option<String>,
    /// Where the manifests of new crates find the runtime.
    pub(crate) runtime: Option<Runtime>,
    /// Settings of single APIs, by name.
    #[serde(default)]
    pub(crate) apis: BTreeMap<String, ApiConfig>,
}

/// Settings of one API, which take precedence over those of the repository.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApiConfig {
    /// Folder of its spec. Default: its subfolder of the repository's `spec`.
    pub(crate) spec: Option<PathBuf>,
    /// Folder of its crate. Default: its subfolder of the repository's `out`.
    pub(crate) out: Option<PathBuf>,
    /// Folder with its documents.
    pub(crate) documents: Option<PathBuf>,
    /// Files to merge over its spec, in this order.
    #[serde(default)]
    pub(crate) overlays: Vec<PathBuf>,
    /// Name of its crate, if it is new.
    pub(crate) package: Option<String>,
    /// Default features of its crate, if it is new.
    pub(crate) features: Option<Vec<String>>,
    /// License of its crate, if it is new.
    pub(crate) license: Option<String>,
}

/// Where a manifest finds the runtime, with the keys of a dependency in Cargo.toml.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Runtime {
    /// Version requirement.
    pub(crate) version: Option<String>,
    /// Folder of the runtime.
    pub(crate) path: Option<PathBuf>,
    /// URL of a git repository.
    pub(crate) git: Option<String>,
    /// Revision in the git repository.
    pub(crate) rev: Option<String>,
    /// Branch of the git repository.
    pub(crate) branch: Option<String>,
    /// Tag in the git repository.
    pub(crate) tag: Option<String>,
}

impl Runtime {
    /// Reports keys that contradict each other.
    fn check(&self) -> Result<(), &'static str> {
        let selectors = [&self.rev, &self.branch, &self.tag].into_iter().flatten().count();
        match (&self.version, &self.path, &self.git) {
            (None, None, None) => Err("`runtime` needs `version`, `path` or `git`"),
            (_, Some(_), Some(_)) => Err("`runtime` has both `path` and `git`"),
            (_, _, None) if selectors > 0 => Err("`rev`, `branch` and `tag` of `runtime` belong to `git`"),
            _ if selectors > 1 => Err("`runtime` has more than one of `rev`, `branch` and `tag`"),
            _ => Ok(()),
        }
    }
}

impl Config {
    /// Reads a file; returns `None` if it does not exist.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, Failed> {
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(|error| Failed::file("read", path, &error))?,
        };
        Self::parse(&text).map(Some).map_err(|wrong| {
            Failed::new(Exit::Usage, format!("{}{wrong}", path.display()))
                .note("docs/configuration.md of Bindery explains every key of this file")
        })
    }

    /// Reads the text of a file. The error begins with its place.
    fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            format!(":{line}:{column}: {}", error.message())
        })?;
        config.runtime.as_ref().map_or(Ok(()), Runtime::check).map_err(|wrong| format!(": {wrong}"))?;
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_reported_with_their_place() {
        let wrong = |text: &str| Config::parse(text).expect_err("a mistake");
        let unknown = wrong("spec = \"spec\"\n\n[apis.demo]\noverlay = \"x\"\n");
        assert!(unknown.starts_with(":4:1: unknown field `overlay`, expected one of `spec`"), "{unknown}");
        assert!(wrong("spec = 1").starts_with(":1:8: invalid type"), "{}", wrong("spec = 1"));
        assert!(wrong("a = [").starts_with(":1:"), "{}", wrong("a = ["));
        for (text, part) in [
            ("[runtime]", "needs `version`, `path` or `git`"),
            ("[runtime]\npath = \"a\"\ngit = \"b\"", "both `path` and `git`"),
            ("[runtime]\nversion = \"1\"\nrev = \"b\"", "belong to `git`"),
            ("[runtime]\ngit = \"1\"\nrev = \"b\"\ntag = \"c\"", "more than one"),
        ] {
            assert!(wrong(text).contains(part), "{}", wrong(text));
        }
    }

    #[test]
    fn the_page_on_settings_has_every_key() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/configuration.md");
        let page = fs::read_to_string(page).expect("the page is there");
        let (_, block) = page.split_once("```toml\n").expect("it begins with an example");
        let (example, _) = block.split_once("```").expect("the example ends");
        let Config { spec, out, documents, license, runtime, apis } =
            Config::parse(example).expect("settings");
        assert!(
            spec.is_some() && out.is_some() && documents.is_some() && license.is_some() && runtime.is_some()
        );
        let ApiConfig { spec, out, documents, overlays, package, features, license } = &apis["shop"];
        assert!(spec.is_some() && out.is_some() && documents.is_some() && !overlays.is_empty());
        assert!(package.is_some() && features.is_some() && license.is_some());
    }

    #[test]
    fn every_key_can_be_left_out() {
        let config = Config::parse("").expect("an empty file");
        assert!(config.spec.is_none() && config.apis.is_empty());
    }
}
