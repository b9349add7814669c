//! The dependency of a generated crate on the runtime.

use std::path::{Path, PathBuf};

use crate::config::Runtime;
use crate::paths::{absolute, path_text, relative};
use crate::text::toml_text;

/// Folder of this command's package when it was built. It is gone if the command was installed from a registry.
const BUILT_IN: &str = env!("CARGO_MANIFEST_DIR");

/// Returns the runtime that belongs to this command: the one beside it in its checkout, or its version.
pub(crate) fn of_this_command() -> Runtime {
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    let folder = Path::new(BUILT_IN).parent().map(|checkout| checkout.join("runtime"));
    match folder.filter(|folder| folder.join("Cargo.toml").is_file()) {
        None => Runtime { version, ..Runtime::default() },
        Some(folder) => match revision(&folder) {
            Some(rev) => {
                let git = Some(env!("CARGO_PKG_REPOSITORY").to_owned());
                Runtime { git, rev: Some(rev), ..Runtime::default() }
            }
            None => Runtime { version, path: Some(folder), ..Runtime::default() },
        },
    }
}

/// Returns the revision of a folder in cargo's own checkouts, `git/checkouts/NAME/REVISION/…`, which cargo may remove.
fn revision(folder: &Path) -> Option<String> {
    let parts: Vec<&str> = folder.iter().filter_map(|part| part.to_str()).collect();
    let at = parts.windows(2).position(|pair| pair == ["git", "checkouts"])?;
    parts.get(at + 3).map(|revision| (*revision).to_owned())
}

/// Returns the runtime with its path as seen from a crate; relative paths are relative to `root`.
pub(crate) fn seen_from(runtime: &Runtime, root: &Path, folder: &Path) -> Runtime {
    let path = runtime.path.as_ref().map(|path| match path.is_absolute() {
        true => path.clone(),
        false => relative(folder, &root.join(path)),
    });
    Runtime { path, ..runtime.clone() }
}

/// Returns the keys that say where the runtime is, with their values.
pub(crate) fn keys(runtime: &Runtime) -> Vec<String> {
    let path = runtime.path.clone().map(path_text);
    let keys = [
        ("version", &runtime.version),
        ("path", &path),
        ("git", &runtime.git),
        ("rev", &runtime.rev),
        ("branch", &runtime.branch),
        ("tag", &runtime.tag),
    ];
    let keys =
        keys.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", toml_text(value.as_ref()?))));
    keys.collect()
}

/// Returns the dependency as it follows the name in a manifest.
pub(crate) fn dependency(runtime: &Runtime, needed: &[&str]) -> String {
    let mut keys = keys(runtime);
    keys.push("default-features = false".to_owned());
    if !needed.is_empty() {
        keys.push(features(needed));
    }
    format!(" = {{ {} }}", keys.join(", "))
}

/// Returns the key for the features of a dependency.
pub(crate) fn features(needed: &[&str]) -> String {
    let needed: Vec<String> = needed.iter().map(|name| toml_text(name)).collect();
    format!("features = [{}]", needed.join(", "))
}

/// Returns the runtime that a text names: a version, a git URL (with `#REVISION`), or a folder: that of the runtime, or
/// of a checkout that contains it.
pub(crate) fn parse(text: &str) -> Result<Runtime, String> {
    let is_version =
        text.trim_start_matches(['=', '^', '~']).starts_with(|first: char| first.is_ascii_digit());
    if is_version && !text.contains(['/', '\\']) {
        return Ok(Runtime { version: Some(text.to_owned()), ..Runtime::default() });
    }
    if text.contains("://") || text.starts_with("git@") {
        let (git, rev) = text.split_once('#').map_or((text, None), |(git, rev)| (git, Some(rev.to_owned())));
        return Ok(Runtime { git: Some(git.to_owned()), rev, ..Runtime::default() });
    }
    let has_manifest = |folder: &PathBuf| folder.join("Cargo.toml").is_file();
    let folder = Path::new(text);
    let found = [folder.join("runtime"), folder.to_owned()].into_iter().find(has_manifest);
    let path = found.ok_or_else(|| {
        format!("there is no crate in {}; give a version, a git URL or a folder", folder.display())
    })?;
    // Stays valid from the folder of the crate, which is another one than the current folder.
    Ok(Runtime {
        path: Some(if folder.is_absolute() { absolute(&path) } else { path }),
        ..Runtime::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_is_a_version_a_repository_or_a_folder() {
        let text = |runtime: &str| parse(runtime).map(|runtime| dependency(&runtime, &["oauth"]));
        let rest = "default-features = false, features = [\"oauth\"] }";
        assert_eq!(text("0.1"), Ok(format!(" = {{ version = \"0.1\", {rest}")));
        let git = "git = \"https://x.example/b\", rev = \"12ab\"";
        assert_eq!(text("https://x.example/b#12ab"), Ok(format!(" = {{ {git}, {rest}")));
        let checkout = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let path = path_text(absolute(Path::new(checkout)).join("runtime"));
        assert_eq!(text(checkout), Ok(format!(" = {{ path = \"{path}\", {rest}")));
        assert!(
            text("no-such-folder").expect_err("a mistake").contains("there is no crate in no-such-folder")
        );
    }

    #[test]
    fn a_path_is_seen_from_the_crate() {
        let runtime = Runtime { path: Some(PathBuf::from("../bindery/runtime")), ..Runtime::default() };
        let seen = seen_from(&runtime, Path::new(""), Path::new("crates/shop"));
        assert_eq!(seen.path.map(path_text).as_deref(), Some("../../../bindery/runtime"));
    }

    #[test]
    fn cargos_own_checkouts_are_named_by_revision() {
        let folder = Path::new("/home/ann/.cargo/git/checkouts/bindery-1a2b/c0ffee1/runtime");
        assert_eq!(revision(folder).as_deref(), Some("c0ffee1"));
        assert_eq!(revision(Path::new("/home/ann/git/bindery/runtime")), None);
    }
}
