//! Paths without access to the file system: absolute, relative to each other, as text.

use std::path::{Component, Path, PathBuf};

/// Formats a path with forward slashes on all platforms.
pub(crate) fn path_text(path: PathBuf) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace('\\', "/") }
}

/// Returns the absolute path without `.` and `..`.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// Returns the path of a file or folder as seen from a folder.
pub(crate) fn relative(folder: &Path, path: &Path) -> PathBuf {
    let (folder, path) = (absolute(folder), absolute(path));
    let shared = folder.components().zip(path.components()).take_while(|(left, right)| left == right).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let found: PathBuf = up.chain(path.components().skip(shared)).collect();
    if found.as_os_str().is_empty() { PathBuf::from(".") } else { found }
}

/// Returns the path below a folder as text, if it lies there.
pub(crate) fn inside(folder: &Path, path: &Path) -> Option<String> {
    let path = absolute(path);
    path.strip_prefix(absolute(folder)).ok().map(|path| path_text(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_folders() {
        let found = |folder: &str, path: &str| path_text(relative(Path::new(folder), Path::new(path)));
        assert_eq!(found("/a/b/c", "/a/d"), "../../d");
        assert_eq!(found("crates/shop", "runtime"), "../../runtime");
        assert_eq!(found("a/../b", "b/c"), "c");
        assert_eq!(found("a", "a/."), ".");
        assert_eq!(found("", "a"), "a");
        assert_eq!(inside(Path::new("a"), Path::new("a/./b/c")).as_deref(), Some("b/c"));
        assert_eq!(inside(Path::new("a"), Path::new("ab")), None);
    }
}
