//! Cargo.toml of a generated crate, which is created once and then belongs to its owner.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use bindery_model::Api;

use crate::config::Runtime;
use crate::failed::Failed;
use crate::runtime;
use crate::suggest::{did_you_mean, listing};
use crate::text::toml_text;
use crate::workspace::Workspace;

/// Package keys that can be inherited from a workspace, with the values used without one.
const INHERITED: [(&str, Option<&str>); 7] = [
    ("version", Some("\"0.1.0\"")),
    ("edition", Some("\"2024\"")),
    ("rust-version", None),
    ("repository", None),
    ("homepage", None),
    ("authors", None),
    ("categories", None),
];

/// Features that the crate of every API has.
const SIDES: [&str; 3] = ["client", "blocking", "server"];

/// What a new manifest says besides what follows from the API.
pub(super) struct Manifest<'m> {
    /// Name of the package.
    pub(super) package: &'m str,
    /// Default features, if they are chosen.
    pub(super) features: Option<&'m [String]>,
    /// License, if the workspace has none.
    pub(super) license: Option<&'m str>,
    /// The runtime, with its path as seen from the crate; `None`: that of the workspace, or of this command's version.
    pub(super) runtime: Option<Runtime>,
    /// Files of the folder that are not part of the package.
    pub(super) exclude: &'m [&'m str],
}

impl Manifest<'_> {
    /// Returns the text of the manifest.
    pub(super) fn text(&self, api: &Api, workspace: &Workspace) -> Result<String, Failed> {
        let mut text = format!("[package]\nname = {}\n", toml_text(self.package));
        let about = format!("Typed client and server of the {}", api.title);
        let _ = writeln!(text, "description = {}", toml_text(&about));
        for (key, otherwise) in INHERITED {
            if workspace.has(&["package", key]) {
                let _ = writeln!(text, "{key}.workspace = true");
            } else if let Some(value) = otherwise {
                let _ = writeln!(text, "{key} = {value}");
            }
        }
        match self.license {
            Some(license) => {
                let _ = writeln!(text, "license = {}", toml_text(license));
            }
            None if workspace.has(&["package", "license"]) => text.push_str("license.workspace = true\n"),
            None => {}
        }
        text.push_str("readme = \"README.md\"\n");
        if !self.exclude.is_empty() {
            let files: Vec<String> = self.exclude.iter().map(|file| toml_text(file)).collect();
            let _ = writeln!(text, "exclude = [{}]", files.join(", "));
        }
        let default = self.default_features(api)?;
        let default: Vec<String> = default.into_iter().map(toml_text).collect();
        let _ = write!(
            text,
            "
[features]
default = [{}]
# The async client.
client = [\"bindery-runtime/client\"]
# The client for code that is not async.
blocking = [\"client\", \"bindery-runtime/blocking\"]
# The server traits and the router.
server = [\"bindery-runtime/server\"]
",
            default.join(", ")
        );
        if api.module_features {
            text.push_str("# One feature per module; disabled modules are not compiled.\n");
        }
        for module in api.modules.iter().filter(|_| api.module_features) {
            let _ = writeln!(text, "{} = []", module.name);
        }
        let _ = writeln!(text, "\n[dependencies]\nbindery-runtime{}", self.dependency(api, workspace));
        if workspace.has(&["lints"]) {
            text.push_str("\n[lints]\nworkspace = true\n");
        }
        text.push_str("\n[package.metadata.docs.rs]\nall-features = true\n");
        Ok(text)
    }

    /// Returns the default features: those of the settings, or the client with all modules.
    fn default_features<'f>(&'f self, api: &'f Api) -> Result<Vec<&'f str>, Failed> {
        let modules =
            || api.modules.iter().filter(|_| api.module_features).map(|module| module.name.as_str());
        let Some(chosen) = self.features else {
            return Ok(["client"].into_iter().chain(modules()).collect());
        };
        let known: Vec<&str> = SIDES.into_iter().chain(modules()).collect();
        match chosen.iter().find(|name| !known.contains(&name.as_str())) {
            Some(unknown) => {
                Err(Failed::usage(format!("the crate of {} has no feature `{unknown}`", api.id))
                    .maybe_note(did_you_mean(unknown, known.iter().copied()))
                    .note(format!("its features are: {}", listing(known))))
            }
            None => Ok(chosen.iter().map(String::as_str).collect()),
        }
    }

    /// Returns the dependency on the runtime, after its name.
    fn dependency(&self, api: &Api, workspace: &Workspace) -> String {
        let oauth = api.auth.iter().any(|auth| auth.scheme.is_oauth());
        let needed = [(api.has_content(), "content"), (oauth, "oauth")];
        let needed: Vec<&str> = needed.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect();
        match &self.runtime {
            None if workspace.has(&["dependencies", "bindery-runtime"]) => match needed.as_slice() {
                [] => ".workspace = true".to_owned(),
                needed => format!(" = {{ workspace = true, {} }}", runtime::features(needed)),
            },
            None => runtime::dependency(&runtime::of_this_command(), &needed),
            Some(runtime) => runtime::dependency(runtime, &needed),
        }
    }
}

/// Returns what an existing manifest lacks that the sources need; none if there is no manifest. A module whose feature is
/// missing would never be compiled.
pub(super) fn lacks(folder: &Path, api: &Api) -> Vec<String> {
    let text = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    let Ok(manifest) = text.parse::<toml::Table>() else { return Vec::new() };
    if manifest.is_empty() {
        return Vec::new();
    }
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let mut lacks = Vec::new();
    for module in api.modules.iter().filter(|_| api.module_features) {
        if features.is_none_or(|features| !features.contains_key(&module.name)) {
            lacks.push(format!("`{} = []` under [features], and its name under `default`", module.name));
        }
    }
    lacks
}

/// Returns the name of the library of an existing crate, as its manifest says.
pub(super) fn library(folder: &Path) -> Option<String> {
    let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml")).ok()?.parse().ok()?;
    let name = |section: &str| manifest.get(section)?.get("name")?.as_str();
    name("lib").or_else(|| name("package")).map(bindery_codegen::library)
}
