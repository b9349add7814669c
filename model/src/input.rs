//! The files of a spec, as bytes. Reading files is the only I/O of this crate; callers that have the bytes already,
//! such as tests and editors, do not need it.

use std::path::Path;
use std::{fs, io};

use crate::diagnostic::{Diagnostics, Span};

/// A file of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Name relative to the API's folder, such as `user.yaml`.
    pub name: String,
    /// Content of the file. [`crate::check`] reports bytes that are not UTF-8.
    pub bytes: Vec<u8>,
}

/// Reads an API's folder: `api.yaml` first, then the other `*.yaml` files by name. Other files are ignored.
///
/// # Errors
///
/// Returns an error with the path if the folder or a file in it cannot be read.
pub fn read_folder(folder: &Path) -> io::Result<Vec<Input>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| at(folder, &error))? {
        let entry = entry.map_err(|error| at(folder, &error))?;
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "yaml") || path.is_dir() {
            continue;
        }
        match entry.file_name().into_string() {
            Ok(name) => names.push(name),
            Err(_) => {
                let error = io::Error::new(io::ErrorKind::InvalidData, "the file name is not UTF-8");
                return Err(at(&path, &error));
            }
        }
    }
    names.sort_by(|left, right| (left != "api.yaml", left).cmp(&(right != "api.yaml", right)));
    names
        .into_iter()
        .map(|name| {
            let bytes = read_file(&folder.join(&name))?;
            Ok(Input { name, bytes })
        })
        .collect()
}

/// Reads an overlay. Its name is the path as given, so that diagnostics name the file as its owner does.
///
/// # Errors
///
/// Returns an error with the path if the file cannot be read.
pub fn read_overlay(path: &Path) -> io::Result<Input> {
    Ok(Input { name: path.display().to_string(), bytes: read_file(path)? })
}

/// Maximum size of a file in bytes: four times that of a spec's file, because vendors' documents are longer.
const LARGEST: u64 = 256 << 20;

/// Reads a regular file. Pipes and devices are rejected, because they may never end.
///
/// # Errors
/// Returns an error with the path if the file cannot be read, is not a regular file, or is larger than 256 MiB.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path).map_err(|error| at(path, &error))?;
    let rejected = |why: &str| Err(at(path, &io::Error::new(io::ErrorKind::InvalidInput, why)));
    if !about.is_file() {
        return rejected("not a regular file");
    }
    if about.len() > LARGEST {
        return rejected("larger than 256 MiB");
    }
    fs::read(path).map_err(|error| at(path, &error))
}

/// Returns the text of a file. Bytes that are not UTF-8 are reported and replaced.
pub(crate) fn decode(bytes: Vec<u8>, file: u32, sink: &mut Diagnostics) -> String {
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let len = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            let span = Span { file, start: start as u32, len: len as u32 };
            sink.error("spec::not-utf8", span, "the file is not UTF-8")
                .label("first invalid byte")
                .help("save the file as UTF-8");
            text
        }
    }
}

/// Returns the error with the path in front, which `std` leaves out.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_may_never_end_is_not_read() {
        let error = read_file(Path::new("/dev/zero")).expect_err("a device");
        assert_eq!(error.to_string(), "/dev/zero: not a regular file");
        let error = read_overlay(Path::new("/dev/zero")).expect_err("a device");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        assert!(read_file(Path::new("/")).is_err());
    }
}
