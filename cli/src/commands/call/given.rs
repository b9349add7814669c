//! Parameters given on the command line: `key=text`, `key:=json`, `key=@FILE`, `key=@FILE;type=MEDIA`.
//!
//! A value can be a secret, and only the spec tells which one is. So messages here name keys and positions, never
//! values, and no type implements `Debug`.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use bindery_runtime::{Fault, RawJson, Secret};

use crate::failed::Failed;

/// A parameter from the command line.
#[derive(Clone)]
pub(super) struct Given {
    /// Name of the parameter.
    pub(super) key: String,
    /// Value of the parameter.
    pub(super) value: GivenValue,
}

/// Value of a parameter from the command line.
#[derive(Clone)]
pub(super) enum GivenValue {
    /// A string, which is converted according to the parameter's type.
    Text(Secret),
    /// Any JSON value.
    Json(RawJson),
    /// A file.
    File(GivenFile),
}

/// Contents of a file.
#[derive(Clone)]
pub(super) struct GivenFile {
    /// Name of the file, without its folder; none for standard input.
    pub(super) name: Option<String>,
    /// Media type that was given with it.
    pub(super) media_type: Option<String>,
    /// Contents, as they are.
    pub(super) bytes: Vec<u8>,
}

impl GivenFile {
    /// Returns the contents as a string, without the line break at the end.
    pub(super) fn text(&self) -> Result<Secret, Fault> {
        let text = std::str::from_utf8(&self.bytes).map_err(|_| Fault::limit("the file is not UTF-8"))?;
        Ok(without_line_break(text).into())
    }
}

/// Parses the parameters. All mistakes are reported together.
pub(super) fn read(parameters: &[String]) -> Result<Vec<Given>, Failed> {
    let mut given = Vec::new();
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for (position, parameter) in parameters.iter().enumerate() {
        match one(parameter, position + 1) {
            Ok(one) => {
                // Several files can be the items of a list.
                let is_file = matches!(one.value, GivenValue::File(_));
                if !seen.insert((one.key.clone(), is_file)) && !is_file {
                    wrong.push(format!("{}: given twice", one.key));
                }
                given.push(one);
            }
            Err(message) => wrong.push(message),
        }
    }
    if wrong.is_empty() {
        return Ok(given);
    }
    let failed = Failed::usage("the parameters cannot be parsed");
    Err(wrong.into_iter().fold(failed, Failed::note))
}

fn one(parameter: &str, position: usize) -> Result<Given, String> {
    let Some((key, value)) = parameter.split_once('=') else {
        return Err(format!("parameter {position} must have the form key=value, key:=json or key=@FILE"));
    };
    if let Some(key) = key.strip_suffix(':') {
        let json =
            RawJson::from_text(value).map_err(|_| format!("{key}: the value after `:=` is not JSON"))?;
        return Ok(Given { key: key.to_owned(), value: GivenValue::Json(json) });
    }
    let Some(file) = value.strip_prefix('@') else {
        return Ok(Given { key: key.to_owned(), value: GivenValue::Text(value.into()) });
    };
    let (path, media_type) = match file.rsplit_once(";type=") {
        Some((path, media_type)) => (path, Some(media_type.to_owned())),
        None => (file, None),
    };
    // A password can begin with an @, so the file is not named.
    let bytes = contents(path).map_err(|error| {
        format!(
            "{key}: the file after `@` cannot be read ({error}); write a string that begins with @ as `{key}:=\"@…\"`"
        )
    })?;
    let name = Path::new(path).file_name().filter(|_| path != "-");
    let name = name.map(|name| name.to_string_lossy().into_owned());
    Ok(Given { key: key.to_owned(), value: GivenValue::File(GivenFile { name, media_type, bytes }) })
}

/// Returns the text itself, or the contents of the file after an `@`.
pub(super) fn value(text: &str) -> io::Result<String> {
    match text.strip_prefix('@') {
        Some(file) => {
            let text = String::from_utf8(contents(file)?).map_err(|_| io::Error::other("not UTF-8"))?;
            Ok(without_line_break(&text).to_owned())
        }
        None => Ok(text.to_owned()),
    }
}

/// Maximum length of a value read from a file or standard input, in bytes.
const LONGEST: u64 = 64 << 20;

/// Reads a file or standard input.
fn contents(file: &str) -> io::Result<Vec<u8>> {
    if file == "-" {
        return read_all(io::stdin());
    }
    let about = fs::metadata(file)?;
    if !about.is_file() && !is_pipe(&about) {
        return Err(io::Error::other("neither a file nor a pipe"));
    }
    read_all(fs::File::open(file)?)
}

/// Returns a text without the line break at its end, which editors add.
fn without_line_break(text: &str) -> &str {
    let line = text.strip_suffix('\n').unwrap_or(text);
    if line.len() < text.len() { line.strip_suffix('\r').unwrap_or(line) } else { text }
}

fn read_all(source: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if source.take(LONGEST + 1).read_to_end(&mut bytes)? as u64 > LONGEST {
        return Err(io::Error::other("longer than 64 MiB"));
    }
    Ok(bytes)
}

/// Whether the file is a pipe, such as a shell makes for `@<(command)`. It ends when the command does.
#[cfg(unix)]
fn is_pipe(about: &fs::Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&about.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_about: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(parameter: &str) -> Option<(String, String)> {
        match one(parameter, 1).ok()? {
            Given { key, value: GivenValue::Text(text) } => Some((key, text.expose().to_owned())),
            Given { key, value: GivenValue::Json(json) } => Some((key, format!("json {}", json.as_str()))),
            Given { key, value: GivenValue::File(file) } => {
                Some((key, file.text().ok()?.expose().to_owned()))
            }
        }
    }

    #[test]
    fn forms_of_a_parameter() {
        let pair = |key: &str, value: &str| Some((key.to_owned(), value.to_owned()));
        assert_eq!(text("page=2"), pair("page", "2"));
        assert_eq!(text("note=a=b"), pair("note", "a=b"));
        assert_eq!(text("empty="), pair("empty", ""));
        assert_eq!(text("tags:=[1, 2]"), pair("tags", "json [1, 2]"));
        assert_eq!(text("tags:=[1,"), None);
        assert_eq!(text("page"), None);
    }

    #[test]
    fn what_may_never_end_is_not_read() {
        let failed = |read: io::Result<Vec<u8>>| read.expect_err("it is not read").to_string();
        assert_eq!(failed(read_all(io::repeat(b'x'))), "longer than 64 MiB");
        assert_eq!(read_all(&b"text"[..]).ok().as_deref(), Some(&b"text"[..]));
        #[cfg(unix)]
        assert_eq!(failed(contents("/dev/zero")), "neither a file nor a pipe");
    }

    #[test]
    fn messages_do_not_hold_values() {
        for parameter in ["hunter2", "password:=hunter2", "password=@hunter2"] {
            let message = one(parameter, 3).err().unwrap_or_default();
            assert!(!message.contains("hunter2"), "{message}");
        }
    }
}
