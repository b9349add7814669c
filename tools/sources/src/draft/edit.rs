//! Text edits of files, relative to existing nodes. The rest of the file does not change.

use bindery_model::diagnostic::{SourceFile, SourceMap, Span};

use super::yaml::Block;

/// A change of a spec's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Inserts a text into a file, or replaces a part of it.
    Insert {
        /// File name, as in diagnostics.
        file: String,
        /// Byte offset of the insertion.
        at: usize,
        /// Number of bytes that the text replaces.
        remove: usize,
        /// Inserted text.
        text: String,
    },
    /// Creates a file in the spec's folder.
    Create {
        /// File name.
        file: String,
        /// Content of the file.
        text: String,
    },
}

/// Returns the edit that replaces a number or a range such as `12-15`; none if the span contains anything else.
pub(crate) fn number(files: &SourceMap, span: Span, text: impl Into<String>) -> Option<Edit> {
    let file = files.files.get(span.file as usize)?;
    let (at, remove) = (span.start as usize, span.len as usize);
    let known = file.text.get(at..at + remove)?;
    let is_number = known.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_number.then(|| Edit::Insert { file: file.name.clone(), at, remove, text: text.into() })
}

/// Applies the edits of a file to its text. Insertions at the same offset keep their order.
pub fn apply(name: &str, text: &str, edits: &[Edit]) -> String {
    let insertions = edits.iter().filter_map(|edit| match edit {
        Edit::Insert { file, at, remove, text } if file == name => Some((*at, *remove, text.as_str())),
        _ => None,
    });
    let mut insertions: Vec<(usize, usize, &str)> = insertions.collect();
    insertions.sort_by_key(|(at, ..)| *at);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, remove, insertion) in insertions {
        out.push_str(text.get(done..at).unwrap_or(""));
        out.push_str(insertion);
        done = (at + remove).max(done);
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

/// Returns the offset and text of the line that contains a byte.
fn line_of(text: &str, at: usize) -> Option<(usize, &str)> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    Some((start, text.get(start..)?.split('\n').next().unwrap_or("")))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Returns the end of the block of a key: before the next line that is not indented further. Trailing comments and
/// blank lines belong to the following block.
fn block_end(text: &str, at: usize) -> Option<usize> {
    let (start, line) = line_of(text, at)?;
    let own = indent(line);
    let mut position = start + line.len() + 1;
    let mut end = position;
    for line in text.get(position..).unwrap_or("").split_inclusive('\n') {
        let content = line.trim();
        let filler = content.is_empty() || content.starts_with('#');
        if !filler && indent(line) <= own {
            break;
        }
        position += line.len();
        if !filler {
            end = position;
        }
    }
    Some(end.min(text.len()))
}

fn insert(file: &SourceFile, at: usize, text: String) -> Edit {
    Edit::Insert { file: file.name.clone(), at, remove: 0, text }
}

/// Returns the edit that inserts a block after the entry at a place.
pub(super) fn after(files: &SourceMap, span: Span, block: &Block) -> Option<Edit> {
    let file = files.files.get(span.file as usize)?;
    let at = span.start as usize;
    let (start, line) = line_of(&file.text, at)?;
    let own = indent(line);
    if start + own != at {
        return in_flow(file, at, block);
    }
    let end = block_end(&file.text, at)?;
    let lead = if file.text.get(..end).is_some_and(|before| before.ends_with('\n')) { "" } else { "\n" };
    Some(insert(file, end, format!("{lead}{}", block.text(own))))
}

/// Returns the edit that inserts a one-line block after an entry of a flow mapping.
fn in_flow(file: &SourceFile, at: usize, block: &Block) -> Option<Edit> {
    let entry = block.text(0);
    let entry = entry.trim_end();
    if entry.contains('\n') {
        return None;
    }
    let mut depth = 0usize;
    let mut quote = None;
    for (offset, letter) in file.text.get(at..)?.char_indices() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']' | ',') if depth == 0 => {
                return Some(insert(file, at + offset, format!(", {entry}")));
            }
            (None, '}' | ']') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns the edit that appends a key with one block to a mapping.
pub(super) fn key_in(files: &SourceMap, span: Span, key: &str, block: &Block) -> Option<Edit> {
    let file = files.files.get(span.file as usize)?;
    let at = span.start as usize;
    let (start, line) = line_of(&file.text, at)?;
    let own = indent(line);
    if start + own != at {
        return None;
    }
    let text = format!("{:own$}  {key}:\n{}", "", block.text(own + 4));
    Some(insert(file, block_end(&file.text, at)?, text))
}

/// Returns the edit that appends a key with blocks to a file.
pub(super) fn at_end(files: &SourceMap, span: Span, key: &str, blocks: &[Block]) -> Option<Edit> {
    let file = files.files.get(span.file as usize)?;
    let body: String = blocks.iter().map(|block| block.text(2)).collect();
    let lead = if file.text.ends_with('\n') { "" } else { "\n" };
    let text = format!("{lead}\n{key}:\n{body}");
    Some(insert(file, file.text.len(), text))
}

/// Returns the edit that adds a module to the list in `api.yaml`, in flow or block style.
pub(super) fn listed(files: &SourceMap, name: &str) -> Option<Edit> {
    let file = files.files.first()?;
    let text = &file.text;
    let start = if text.starts_with("modules:") { 0 } else { text.find("\nmodules:")? + 1 };
    let (_, line) = line_of(text, start)?;
    Some(if line.contains('[') {
        insert(file, text.get(start..)?.find(']')? + start, format!(", {name}"))
    } else {
        insert(file, block_end(text, start)?, format!("  - {name}\n"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> SourceMap {
        let file = SourceFile { name: "a.yaml".into(), text: text.into() };
        SourceMap { files: vec![file] }
    }

    fn put(text: &str, key: &str) -> String {
        let start = text.find(key).expect("the key is there") as u32;
        let edit = after(&files(text), Span { file: 0, start, len: 1 }, &Block::line("new: {type: int}"));
        apply("a.yaml", text, &edit.into_iter().collect::<Vec<_>>())
    }

    #[test]
    fn comments_and_order_stay() {
        assert_eq!(
            put("p:\n  a: int # one\n  # about b\n  b:\n    type: int\n\n  c: int\n", "b:"),
            "p:\n  a: int # one\n  # about b\n  b:\n    type: int\n  new: {type: int}\n\n  c: int\n"
        );
        assert_eq!(
            put("p:\n  a: int\n  # about b\n  b: int\n", "a:"),
            "p:\n  a: int\n  new: {type: int}\n  # about b\n  b: int\n"
        );
        assert_eq!(put("p:\n  a: int", "a:"), "p:\n  a: int\n  new: {type: int}\n");
    }

    #[test]
    fn braces_stay_braces() {
        assert_eq!(
            put("p: {a: {type: \"x}\"}, b: int}\n", "a:"),
            "p: {a: {type: \"x}\"}, new: {type: int}, b: int}\n"
        );
        assert_eq!(put("p: {a: int}\n", "a:"), "p: {a: int, new: {type: int}}\n");
    }
}
