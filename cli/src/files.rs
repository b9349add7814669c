//! Files that commands write, in one way: nothing is written through a link, nothing of somebody else's is written over, and
//! what differs in its line ends alone is the same, since git changes those in some checkouts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::failed::Failed;

/// The text of a file that is there, with plain line ends.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Failed> {
    if !is_there(path)? {
        return Ok(None);
    }
    let bytes = bindery_model::input::read_file(path)
        .map_err(|error| Failed::new(Exit::Unexpected, format!("cannot read {error}")))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text.into_owned() }))
}

/// What is in a folder, by name; nothing where there is none.
pub(crate) fn folder(folder: &Path) -> Result<Vec<PathBuf>, Failed> {
    let unreadable = |error| Failed::file("read", folder, &error);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}

/// Whether something of this name is there, a link that leads nowhere included.
pub(crate) fn is_there(path: &Path) -> Result<bool, Failed> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Failed::file("look for", path, &error)),
    }
}

/// Writes a file below a folder that the user has named, with the folders that it needs. Neither it nor a folder between
/// may be a link.
pub(crate) fn write(below: &Path, path: &Path, text: &str) -> Result<(), Failed> {
    check_links(below, path)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| Failed::file("make the folder", folder, &error))?;
    }
    fs::write(path, text).map_err(|error| Failed::file("write", path, &error))
}

/// Removes a file below a folder that the user has named.
pub(crate) fn remove(below: &Path, path: &Path) -> Result<(), Failed> {
    check_links(below, path)?;
    fs::remove_file(path).map_err(|error| Failed::file("remove", path, &error))
}

/// Reports links, and what is neither a file nor a folder, between a folder and something below it.
pub(crate) fn check_links(below: &Path, path: &Path) -> Result<(), Failed> {
    for place in path.ancestors().take_while(|place| *place != below && !place.as_os_str().is_empty()) {
        let kind = match fs::symlink_metadata(place) {
            Ok(about) => about.file_type(),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                continue;
            }
            Err(error) => return Err(Failed::file("look for", place, &error)),
        };
        if kind.is_symlink() {
            return Err(Failed::usage(format!(
                "{} is a link, and nothing is written through links",
                place.display()
            ))
            .note("remove the link, or name the folder that it leads to"));
        }
        if !kind.is_file() && !kind.is_dir() {
            return Err(Failed::usage(format!("{} is neither a file nor a folder", place.display())));
        }
    }
    Ok(())
}

/// What to say when files of somebody else's would be written over.
pub(crate) fn foreign(paths: &[String]) -> Failed {
    let what = match paths {
        [only] => format!("{only} was not made by this command, and would be written over"),
        many => format!("{} files were not made by this command, and would be written over", many.len()),
    };
    let listed = paths.iter().filter(|_| paths.len() > 1).cloned();
    listed.fold(Failed::usage(what), Failed::note).note("move them away, or write over them with --force")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_alone_are_no_difference() -> Result<(), Box<dyn std::error::Error>> {
        let path = std::env::temp_dir().join(format!("bindery-files-{}", std::process::id()));
        fs::write(&path, "one\r\ntwo\r\n")?;
        let found = read(&path).map_err(|failed| failed.message)?;
        fs::remove_file(&path)?;
        assert_eq!(found.as_deref(), Some("one\ntwo\n"));
        assert_eq!(read(&path).map_err(|failed| failed.message)?, None);
        Ok(())
    }
}
