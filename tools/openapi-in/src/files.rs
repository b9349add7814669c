//! The files of a document: the first one, and those that its references lead to. Nothing is fetched: the caller
//! supplies the text of each file by its name.

use std::collections::HashMap;

use crate::identifiers::{Resource, identified, marks};
use crate::pointer::{join, unescaped};
use crate::read_error::ReadError;
use crate::tree::{self, Again, Kind, Node};
use crate::walk::{Keys, walk};

/// Maximum number of files.
const MAX_FILES: usize = 4096;

/// Maximum number of problems in an error.
const MAX_PROBLEMS: usize = 20;

/// Maximum number of mappings that are replaced by what their only reference leads to.
const MAX_REPLACED: usize = 10_000;

/// A file of a document.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// Name, relative to the folder of the document.
    pub(crate) name: String,
    pub(crate) root: Node,
    /// Number of lines.
    pub(crate) lines: u32,
    /// Entries that are left out because their mapping has the key already.
    pub(crate) again: Vec<Again>,
}

/// Supplies the text of a file, by its name relative to the folder of the document.
pub type Supply<'s> = dyn FnMut(&str) -> Option<String> + 's;

impl Tree {
    pub(crate) fn read(name: &str, text: &str, file: u16) -> Result<Self, String> {
        let mut root = tree::read(text, file)?;
        let mut again = Vec::new();
        tree::once(&mut root, "", &mut again);
        Ok(Self { name: name.to_owned(), root, lines: text.lines().count().max(1) as u32, again })
    }
}

/// Reads the files that references lead to, and writes all references as pointers: `#/…` into the first file,
/// `NAME#/…` into another one.
///
/// # Errors
/// Returns the references whose file is missing, each with the file to supply.
pub(crate) fn load(first: Tree, supply: &mut Supply<'_>) -> Result<Vec<Tree>, ReadError> {
    let mut files = Files { trees: vec![first], numbers: HashMap::new(), marks: HashMap::new() };
    if let Some(first) = files.trees.first() {
        files.numbers.insert(first.name.clone(), 0);
    }
    let mut open = Vec::new();
    let mut at = 0;
    while at < files.trees.len() {
        files.marks_of(at);
        let wanted = files.wanted(at);
        for (reference, line) in wanted {
            let base = files.trees.get(at).map(|tree| tree.name.clone()).unwrap_or_default();
            let name = match place(&base, &reference) {
                Target::File(name) | Target::Address(name) => name,
                Target::Outside(name) => {
                    open.push((reference, base, line, name));
                    continue;
                }
            };
            if files.numbers.contains_key(&name) {
                continue;
            }
            match supply(&name) {
                Some(text) if files.trees.len() < MAX_FILES => {
                    let number = files.trees.len();
                    let tree = Tree::read(&name, &text, number as u16)
                        .map_err(|error| ReadError::new(format!("{name}: {error}")))?;
                    files.numbers.insert(name, number);
                    files.trees.push(tree);
                }
                Some(_) => {
                    return Err(ReadError::new(format!("the document has more than {MAX_FILES} files")));
                }
                None => open.push((reference, base, line, name)),
            }
        }
        at += 1;
    }
    // What an `$id` names is in the document already.
    open.retain(|(reference, ..)| !files.marks.contains_key(without_fragment(reference)));
    if !open.is_empty() {
        return Err(ReadError::lacking(missing(&open)));
    }
    files.rewrite();
    files.replace_whole();
    Ok(files.trees)
}

/// Returns the text of the error for references whose file is missing.
fn missing(open: &[(String, String, u32, String)]) -> String {
    let each = open.iter().take(MAX_PROBLEMS).map(|(reference, base, line, name)| {
        let hint = match place(base, reference) {
            Target::Outside(_) => {
                format!("it leads out of the folder; supply the folder that has {name} too")
            }
            Target::Address(_) => {
                format!("nothing is fetched; supply the file as {name} in the folder of the document")
            }
            Target::File(_) => format!("supply the file {name} in the folder of the document"),
        };
        format!("{base}:{line}: `$ref` to `{reference}`: {hint}")
    });
    let mut lines: Vec<String> = each.collect();
    if open.len() > MAX_PROBLEMS {
        lines.push(format!("and {} more", open.len() - MAX_PROBLEMS));
    }
    lines.join("\n")
}

struct Files {
    trees: Vec<Tree>,
    /// Positions of the files, by name.
    numbers: HashMap<String, usize>,
    /// Pointers of what `$id`, `$anchor` and `$dynamicAnchor` name. An anchor has its file and `#` in front.
    marks: HashMap<String, String>,
}

/// Where a reference leads.
enum Target {
    /// A file of the folder.
    File(String),
    /// A network address, with the file to supply for it.
    Address(String),
    /// A file out of the folder.
    Outside(String),
}

pub(crate) fn without_fragment(reference: &str) -> &str {
    reference.split('#').next().unwrap_or_default()
}

/// Returns where a reference leads that is written in a file.
fn place(base: &str, reference: &str) -> Target {
    let path = unescaped(without_fragment(reference)).into_owned();
    if path.is_empty() {
        return Target::File(base.to_owned());
    }
    if let Some((scheme, rest)) = path.split_once(':')
        && scheme.len() > 1
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    {
        let rest = rest.trim_start_matches('/').split('?').next().unwrap_or_default();
        return Target::Address(rest.to_owned());
    }
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    if path.starts_with(['/', '\\']) {
        return Target::Outside(path);
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return Target::Outside(path),
            ".." => {}
            part => parts.push(part),
        }
    }
    Target::File(parts.join("/"))
}

/// Calls `visit` for every text of a file that refers to something.
fn references(node: &mut Node, visit: &mut dyn FnMut(&mut String, u32)) {
    walk(node, Keys::Words, &mut |node, keys| {
        let Kind::Map(entries) = &mut node.kind else { return };
        for (key, value) in entries {
            let line = value.span.first;
            match (key.as_str(), &mut value.kind) {
                ("$ref" | "$dynamicRef", Kind::Text(text)) => visit(text, line),
                ("discriminator", Kind::Map(inner)) if keys == Keys::Words => {
                    let mapping = inner.iter_mut().filter(|(key, _)| key == "mapping");
                    for (_, mapping) in mapping {
                        let Kind::Map(targets) = &mut mapping.kind else { continue };
                        for (_, target) in targets {
                            if let Kind::Text(text) = &mut target.kind
                                && is_reference(text)
                            {
                                visit(text, line);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
    });
}

/// Whether a target of a discriminator is a reference and not the name of a schema.
fn is_reference(target: &str) -> bool {
    target.contains(['#', '/']) || [".json", ".yaml", ".yml"].iter().any(|end| target.ends_with(end))
}

impl Files {
    /// Enters what `$id`, `$anchor` and `$dynamicAnchor` of a file name.
    fn marks_of(&mut self, at: usize) {
        let Some(tree) = self.trees.get_mut(at) else { return };
        let mut has = false;
        walk(&mut tree.root, Keys::Words, &mut |node, keys| {
            has |= keys == Keys::Words
                && ["$id", "$self", "$anchor", "$dynamicAnchor"]
                    .iter()
                    .any(|key| node.text_at(key).is_some());
        });
        if has {
            let tree = &*tree;
            let start = if at == 0 { String::new() } else { format!("{}#", tree.name) };
            marks(&tree.root, (&start, None), &tree.name, &mut self.marks);
            let original = tree.root.clone();
            if let Some(tree) = self.trees.get_mut(at) {
                let place = Resource { pointer: String::new(), id: None, root: &original };
                identified(&mut tree.root, Keys::Words, "", &place, &self.marks);
            }
        }
    }

    /// Returns the references of a file into others, each once, with its line.
    fn wanted(&mut self, at: usize) -> Vec<(String, u32)> {
        let mut wanted = Vec::new();
        let mut seen = std::collections::HashSet::new();
        if let Some(tree) = self.trees.get_mut(at) {
            references(&mut tree.root, &mut |text, line| {
                if !text.starts_with('#') && seen.insert(without_fragment(text).to_owned()) {
                    wanted.push((text.clone(), line));
                }
            });
        }
        wanted
    }

    fn rewrite(&mut self) {
        let Self { trees, numbers, marks } = self;
        for tree in trees {
            let base = tree.name.clone();
            references(&mut tree.root, &mut |text, _| *text = pointer(numbers, marks, &base, text));
        }
    }

    /// Replaces mappings of names that are one reference, such as `paths: {$ref: paths.yaml}`, by what it leads to.
    fn replace_whole(&mut self) {
        let mut found: Vec<(usize, Vec<usize>, String)> = Vec::new();
        for (at, tree) in self.trees.iter().enumerate() {
            whole(&tree.root, Keys::Words, &mut Vec::new(), &mut |path, target| {
                found.push((at, path.to_vec(), target.to_owned()));
            });
        }
        for (at, path, target) in found.into_iter().take(MAX_REPLACED) {
            let (name, inner) = crate::pointer::split(crate::pointer::target(&target));
            let number = if name.is_empty() { Some(0) } else { self.numbers.get(name).copied() };
            let source = number.and_then(|number| self.trees.get(number));
            let Some(node) = source.and_then(|tree| descend(&tree.root, inner)).cloned() else { continue };
            let place = self.trees.get_mut(at).and_then(|tree| entry(&mut tree.root, &path));
            if let Some(place) = place {
                *place = node;
            }
        }
    }
}

/// Finds mappings of names that are one reference; a path has the position of each entry.
fn whole(node: &Node, keys: Keys, path: &mut Vec<usize>, found: &mut dyn FnMut(&[usize], &str)) {
    for (at, (key, value)) in node.entries().iter().enumerate() {
        path.push(at);
        let named =
            keys == Keys::Words && matches!(key.as_str(), "paths" | "schemas" | "components" | "definitions");
        match value.entries() {
            [(only, target)] if named && only == "$ref" => {
                if let Some(target) = target.text() {
                    found(path, target);
                }
            }
            _ if named => {
                whole(value, if key == "components" { Keys::Words } else { Keys::Names }, path, found)
            }
            _ => {}
        }
        path.pop();
    }
}

fn entry<'n>(node: &'n mut Node, path: &[usize]) -> Option<&'n mut Node> {
    let Some((at, rest)) = path.split_first() else { return Some(node) };
    match &mut node.kind {
        Kind::Map(entries) => entry(&mut entries.get_mut(*at)?.1, rest),
        _ => None,
    }
}

/// Returns the value at a pointer inside a file.
pub(crate) fn descend<'n>(root: &'n Node, inner: &str) -> Option<&'n Node> {
    let mut node = root;
    for key in crate::pointer::keys(inner) {
        node = match &node.kind {
            Kind::List(items) => items.get(key.parse::<usize>().ok()?)?,
            _ => node.get(&key)?,
        };
    }
    Some(node)
}

/// Returns a reference as a pointer with `#`.
fn pointer(
    numbers: &HashMap<String, usize>,
    marks: &HashMap<String, String>,
    base: &str,
    reference: &str,
) -> String {
    let fragment = reference.split_once('#').map_or("", |(_, fragment)| fragment);
    let address = without_fragment(reference);
    let start = match marks.get(address).filter(|_| !address.is_empty()) {
        Some(pointer) => pointer.clone(),
        None => match place(base, reference) {
            Target::File(name) | Target::Address(name) => match numbers.get(&name) {
                Some(0) | None => String::new(),
                Some(_) => format!("{name}#"),
            },
            Target::Outside(_) => String::new(),
        },
    };
    let rest = match fragment {
        "" => String::new(),
        inner if inner.starts_with('/') => inner.to_owned(),
        anchor => {
            let file = crate::pointer::split(&start).0;
            let file = if file.is_empty() { "" } else { file };
            if let Some(found) = marks.get(&format!("{file}#{anchor}")) {
                return with_sign(found);
            }
            join("/$anchor", anchor) // leads nowhere, which is reported where it is followed
        }
    };
    with_sign(&format!("{start}{rest}"))
}

/// Returns a pointer as a reference.
fn with_sign(pointer: &str) -> String {
    if pointer.is_empty() || pointer.starts_with('/') { format!("#{pointer}") } else { pointer.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(files: &[(&str, &str)]) -> Result<Vec<Tree>, ReadError> {
        let mut all = files.iter();
        let (name, text) = all.next().expect("a file");
        let first = Tree::read(name, text, 0).map_err(ReadError::new)?;
        load(first, &mut |wanted| {
            files.iter().find(|(name, _)| *name == wanted).map(|(_, text)| (*text).to_owned())
        })
    }

    #[test]
    fn references_lead_into_the_files_of_the_folder() {
        let trees = loaded(&[
            (
                "api/main.yaml",
                "a: {$ref: ../types/order.yaml#/Order}\nb: {$ref: 'https://x.example/t.json'}\n",
            ),
            (
                "types/order.yaml",
                "Order: {$ref: '#/Line'}\nLine: {$ref: ../api/main.yaml#/a}\nwhole: {$ref: '#'}\n",
            ),
            ("x.example/t.json", "{\"$ref\": \"#node\", \"in\": {\"$anchor\": \"node\"}}"),
        ]);
        let texts: Vec<String> =
            trees.expect("files").iter().map(|tree| tree.root.json().to_string()).collect();
        assert_eq!(
            texts,
            [
                r##"{"a":{"$ref":"types/order.yaml#/Order"},"b":{"$ref":"x.example/t.json#"}}"##,
                r##"{"Order":{"$ref":"types/order.yaml#/Line"},"Line":{"$ref":"#/a"},"whole":{"$ref":"types/order.yaml#"}}"##,
                r##"{"$ref":"x.example/t.json#/in","in":{"$anchor":"node"}}"##,
            ]
        );
    }

    #[test]
    fn missing_files_are_named() {
        for (reference, hint) in [
            ("other.yaml#/A", "main.yaml:1: `$ref` to `other.yaml#/A`: supply the file other.yaml"),
            ("../up.yaml", "supply the folder that has ../up.yaml too"),
            ("/etc/hosts", "supply the folder that has /etc/hosts too"),
            (
                "https://x.example/a/b.json?v=1#/A",
                "nothing is fetched; supply the file as x.example/a/b.json",
            ),
            ("file:///etc/hosts", "nothing is fetched; supply the file as etc/hosts"),
        ] {
            let error =
                loaded(&[("main.yaml", &format!("a: {{$ref: '{reference}'}}"))]).expect_err(reference);
            assert!(error.lacks_files() && error.to_string().contains(hint), "{error}");
        }
        // Values of the API are no references.
        assert!(
            loaded(&[(
                "main.yaml",
                "example: {$ref: other.yaml}\nproperties: {default: {default: {$ref: x}}}"
            )])
            .is_ok()
        );
    }

    #[test]
    fn mappings_that_are_one_reference_are_replaced() {
        let trees = loaded(&[
            ("main.yaml", "paths: {$ref: p.yaml}\ncomponents: {schemas: {$ref: s.yaml#/all}}\n"),
            ("p.yaml", "/a: {get: {$ref: s.yaml}}"),
            ("s.yaml", "all: {A: {$ref: '#/all/A'}}"),
        ]);
        let trees = trees.expect("files");
        let text = trees.first().map(|tree| tree.root.json().to_string());
        let expected = r##"{"paths":{"/a":{"get":{"$ref":"s.yaml#"}}},"components":{"schemas":{"A":{"$ref":"s.yaml#/all/A"}}}}"##;
        assert_eq!(text.as_deref(), Some(expected));
    }
}
