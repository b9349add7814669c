//! The files of a spec, as bytes. Reading a folder is the only I/O of this half of the crate, and callers that have
//! the bytes already (tests, editors) never need it.

use std::path::Path;
use std::{fs, io};

use crate::diagnostic::{Diagnostic, Diagnostics, Span};

/// One file of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name relative to the API's folder, such as `user.yaml`.
    pub name: String,
    /// What it holds. Not a text yet: that it is UTF-8 is for [`crate::check`] to say.
    pub bytes: Vec<u8>,
}

/// Reads an API's folder: `api.yaml` first, then the other `*.yaml` files by name. Other files are ignored.
///
/// # Errors
///
/// When the folder or a file in it cannot be read; the message names the path.
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
                let error = io::Error::new(io::ErrorKind::InvalidData, "the file's name is not UTF-8");
                return Err(at(&path, &error));
            }
        }
    }
    names.sort_by(|left, right| (left != "api.yaml", left).cmp(&(right != "api.yaml", right)));
    names
        .into_iter()
        .map(|name| {
            let path = folder.join(&name);
            let bytes = fs::read(&path).map_err(|error| at(&path, &error))?;
            Ok(Input { name, bytes })
        })
        .collect()
}

/// Reads an overlay. Its name is the path as it is given, so that diagnostics name the file as its owner does.
///
/// # Errors
///
/// When the file cannot be read; the message names the path.
pub fn read_overlay(path: &Path) -> io::Result<Input> {
    let bytes = fs::read(path).map_err(|error| at(path, &error))?;
    Ok(Input { name: path.display().to_string(), bytes })
}

/// The text of a file. Bytes that are not UTF-8 are reported and replaced.
pub(crate) fn decode(bytes: Vec<u8>, file: u32, sink: &mut Diagnostics) -> String {
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let len = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            let span = Span { file, start: start as u32, len: len as u32 };
            sink.push(
                Diagnostic::error("spec::not-utf8", span, "the file is not UTF-8")
                    .label("the first byte that is not")
                    .help("save the file as UTF-8"),
            );
            text
        }
    }
}

/// The error with the path in front, which `std` leaves out.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
