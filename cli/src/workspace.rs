//! The cargo workspace around a generated crate, from which its manifest inherits.

use std::fs;
use std::path::{Path, PathBuf};

use crate::paths::{absolute, inside};

/// The nearest workspace above a folder; empty if there is none.
#[derive(Default)]
pub(crate) struct Workspace {
    /// Folder of its manifest.
    folder: Option<PathBuf>,
    /// Its section `workspace`.
    keys: toml::Table,
}

impl Workspace {
    /// Returns the nearest workspace above a folder, which need not exist yet.
    pub(crate) fn above(folder: &Path) -> Self {
        let found = absolute(folder).ancestors().skip(1).find_map(|folder| {
            let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml")).ok()?.parse().ok()?;
            let keys = manifest.get("workspace")?.as_table()?.clone();
            Some(Self { folder: Some(folder.to_owned()), keys })
        });
        found.unwrap_or_default()
    }

    /// Folder of the workspace's manifest.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Whether the list of members names a folder, or all folders beside it.
    pub(crate) fn has_member(&self, folder: &Path) -> bool {
        let path = self.folder.as_deref().and_then(|above| inside(above, folder));
        let members = self.get(&["members"]).and_then(toml::Value::as_array);
        let names = |member: &toml::Value, path: &str| {
            let member = member.as_str().unwrap_or_default().trim_start_matches("./");
            let beside = path.rsplit_once('/').map_or("", |(parent, _)| parent);
            member == path
                || member.strip_suffix('*').is_some_and(|parent| parent.trim_end_matches('/') == beside)
        };
        members.into_iter().flatten().any(|member| path.as_deref().is_some_and(|path| names(member, path)))
    }

    /// Whether the section `workspace` has a key, given by its path.
    pub(crate) fn has(&self, path: &[&str]) -> bool {
        self.get(path).is_some()
    }

    /// Returns the license that members inherit.
    pub(crate) fn license(&self) -> Option<&str> {
        self.get(&["package", "license"])?.as_str()
    }

    fn get(&self, path: &[&str]) -> Option<&toml::Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.keys.get(*first)?, |value, key| value.get(key))
    }
}
