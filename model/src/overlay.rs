//! Overlays: separate files that complete or correct an API's spec without changing its files. They use the same
//! language and are merged over the spec by name, before it is read.

mod merge;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile, SourceMap, Span};
use crate::document::{At, KebabName, OverlayDoc, Read, closest};
use crate::input::Input;
use crate::yaml::{Key, Kind, Node, Quoting, excerpt, parse};

/// The file with the settings of the whole API.
pub(crate) const API_FILE: &str = "api.yaml";

/// Name of that file without the extension. No module has this name.
const API: &str = "api";

/// The API to which an overlay applies.
#[derive(Clone, Debug)]
pub struct Target {
    /// Short name of the API; none if the file does not say it.
    pub api: Option<String>,
    /// Errors and warnings about the file itself.
    pub diagnostics: Vec<Diagnostic>,
    /// The file, for rendering diagnostics.
    pub sources: SourceMap,
}

/// Reads to which API an overlay applies, without reading the API's spec.
pub fn target(overlay: Input) -> Target {
    let mut sink = Diagnostics::default();
    let text = crate::input::decode(overlay.bytes, 0, &mut sink);
    let api = read(&text, 0, &mut sink).and_then(|doc| doc.overlay).map(|name| name.value.into_owned());
    let sources = SourceMap { files: vec![SourceFile { name: overlay.name, text }] };
    Target { api, diagnostics: sink.into_sorted(), sources }
}

/// Reads the file of an overlay.
fn read<'a>(text: &'a str, file: u32, sink: &mut Diagnostics) -> Option<OverlayDoc<'a>> {
    let node = parse(text, file, sink)?;
    let span = first_key(text, file);
    if !is_overlay(&node) {
        not_an_overlay(&node, span, sink);
        return None;
    }
    OverlayDoc::read(node, At { span, name: "" }, sink)
}

/// Whether a file has the keys of an overlay.
fn is_overlay(node: &Node<'_>) -> bool {
    let Kind::Map(entries) = &node.kind else { return false };
    let names = |key: &Key<'_>| key.text == "overlay" || closest(&key.text, ["overlay"]).is_some();
    entries.iter().any(|(key, _)| names(key))
}

fn not_an_overlay(node: &Node<'_>, span: Span, sink: &mut Diagnostics) {
    let has = |key: &str| {
        let Kind::Map(entries) = &node.kind else { return false };
        entries.iter().any(|(found, value)| found.text == key && matches!(value.kind, Kind::Text(..)))
    };
    let help = if has("api") || has("module") {
        "move this spec file into the API's folder; an overlay starts with `overlay: NAME`"
    } else {
        "start with `overlay: NAME`, the short name of the API, followed by `api: …` and `modules: …`"
    };
    sink.error("spec::overlay-file", span, "the file is not an overlay")
        .label("expected `overlay: NAME`")
        .help(help);
}

/// Returns the place of diagnostics about a whole file: its first key.
pub(crate) fn first_key(text: &str, file: u32) -> Span {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') || content == "---" {
            start += line.len();
            continue;
        }
        let key = content.split(':').next().unwrap_or(content);
        let indent = line.len() - line.trim_start().len();
        return Span { file, start: (start + indent) as u32, len: key.len() as u32 };
    }
    Span { file, ..Span::default() }
}

/// All overlays of a run in order, ready to be merged.
#[derive(Debug, Default)]
pub(crate) struct Overlays<'a> {
    /// Whether an overlay could not be read, so that unknown names may be defined in it.
    pub(crate) incomplete: bool,
    api: Vec<PatchEntry<'a>>,
    /// The API's modules, followed by the new ones.
    modules: Vec<Module<'a>>,
    /// Positions of the modules by name.
    places: HashMap<Cow<'a, str>, usize>,
    suggestions: usize,
}

/// A mapping to be merged, with the place of its key.
type PatchEntry<'a> = (Span, Node<'a>);

/// A module, with the changes of the overlays.
#[derive(Debug)]
struct Module<'a> {
    name: Cow<'a, str>,
    /// Whether the module has a file that is not removed.
    file: bool,
    changes: Vec<PatchEntry<'a>>,
}

impl Module<'_> {
    fn is_there(&self) -> bool {
        self.file || !self.changes.is_empty()
    }
}

/// A module that the API does not have.
pub(crate) struct NewModule<'a> {
    /// Name of the module.
    pub(crate) name: String,
    /// Place of the name.
    pub(crate) span: Span,
    /// Content of the module, as if read from a file.
    pub(crate) node: Node<'a>,
}

impl<'a> Overlays<'a> {
    /// Reads the overlays, which are the files from `first` on. Files in `broken` are not UTF-8.
    pub(crate) fn read(
        sources: &'a SourceMap,
        first: usize,
        broken: &HashSet<u32>,
        sink: &mut Diagnostics,
    ) -> Self {
        let mut overlays = Self { suggestions: merge::SUGGESTIONS, ..Self::default() };
        let (files, own) = sources.files.split_at(first.min(sources.files.len()));
        if own.is_empty() {
            return overlays;
        }
        for name in files.iter().filter_map(|file| file.name.strip_suffix(".yaml")) {
            overlays.places.insert(Cow::Borrowed(name), overlays.modules.len());
            overlays.modules.push(Module {
                name: Cow::Borrowed(name),
                file: name != API,
                changes: Vec::new(),
            });
        }
        let api = api_name(files);
        for (position, file) in own.iter().enumerate() {
            let id = (first + position) as u32;
            let doc = if broken.contains(&id) { None } else { read(&file.text, id, sink) };
            let Some(doc) = doc else {
                overlays.incomplete = true;
                continue;
            };
            match (&api, &doc.overlay) {
                (Some(api), Some(name)) if *api != name.value => {
                    for_another_api(name, api, sink);
                    overlays.incomplete = true;
                }
                _ => overlays.add(doc, sink),
            }
        }
        overlays
    }

    fn add(&mut self, doc: OverlayDoc<'a>, sink: &mut Diagnostics) {
        if let Some(patch) = doc.api
            && matches!(patch.node.kind, Kind::Map(_))
        {
            self.api.push((patch.span, without_name(patch.node, "api", sink)));
        }
        for item in doc.modules.into_items() {
            let Some(patch) = item.value else { continue };
            let key = Key { span: item.span, text: item.name };
            if matches!(patch.node.kind, Kind::Null) {
                if !merge::says_nothing(&key, &patch.node, sink) {
                    self.remove(&key, sink);
                }
                continue;
            }
            let node = without_name(patch.node, "module", sink);
            let place = self.place(&key, &node, sink);
            if let Some(module) = self.modules.get_mut(place) {
                module.changes.push((key.span, node));
            }
        }
    }

    /// Returns the position of the module with a name, which may be new.
    fn place(&mut self, key: &Key<'a>, node: &Node<'a>, sink: &mut Diagnostics) -> usize {
        let place = self.places.get(&key.text).copied();
        if let Some(place) = place.filter(|place| self.modules.get(*place).is_some_and(Module::is_there)) {
            return place;
        }
        if self.suggestions > 0 && merge::is_incomplete(node, "about") {
            self.suggestions -= 1;
            let near = closest(&key.text, self.names());
            if let Some((near, place)) = near.and_then(|near| Some((near, *self.places.get(near)?))) {
                merge::unknown_name(key, "module", "about", near, sink);
                return place;
            }
        }
        place.unwrap_or_else(|| {
            self.places.insert(key.text.clone(), self.modules.len());
            self.modules.push(Module { name: key.text.clone(), file: false, changes: Vec::new() });
            self.modules.len() - 1
        })
    }

    /// Returns the names of the modules that exist.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.modules.iter().filter(|module| module.is_there()).map(|module| module.name.as_ref())
    }

    fn remove(&mut self, key: &Key<'a>, sink: &mut Diagnostics) {
        let place = self.places.get(&key.text).and_then(|place| self.modules.get_mut(*place));
        match place.filter(|module| module.is_there()) {
            Some(module) => {
                module.file = false;
                module.changes.clear();
            }
            None => merge::nothing_to_remove(key, self.names(), sink),
        }
    }

    /// Returns the module of a file if there are overlays.
    fn of_file(&self, file: &str) -> Option<&Module<'a>> {
        self.modules.get(*self.places.get(file.strip_suffix(".yaml")?)?)
    }

    /// Returns the file names of the overlays that change a module's file.
    pub(crate) fn files_changing(&self, file: &str, sources: &SourceMap) -> Vec<String> {
        let changes = self.of_file(file).map(|module| module.changes.as_slice()).unwrap_or_default();
        changes.iter().map(|(span, _)| file_name(sources.file_name(*span))).collect()
    }

    /// Whether a module's file is removed.
    pub(crate) fn is_removed(&self, file: &str) -> bool {
        file != API_FILE && self.of_file(file).is_some_and(|module| !module.file)
    }

    /// Merges the changes of a file. Returns the key of the last overlay that changes it, which becomes the file's
    /// place.
    pub(crate) fn apply(&self, file: &str, node: &mut Node<'a>, sink: &mut Diagnostics) -> Option<Span> {
        let changes = match file {
            API_FILE => &self.api,
            _ => &self.of_file(file)?.changes,
        };
        for (_, change) in changes {
            merge::merge(node, change.clone(), sink);
        }
        if file == API_FILE {
            self.list(node);
        }
        changes.last().map(|(span, _)| *span)
    }

    /// Updates the list of modules in api.yaml.
    fn list(&self, api: &mut Node<'a>) {
        let Kind::Map(entries) = &mut api.kind else { return };
        let Some((_, Node { kind: Kind::List(list), .. })) =
            entries.iter_mut().find(|(key, _)| key.text == "modules")
        else {
            return;
        };
        list.retain(|item| match &item.kind {
            Kind::Text(name, _) => {
                self.places.get(name).and_then(|place| self.modules.get(*place)).is_none_or(Module::is_there)
            }
            _ => true,
        });
        let mut listed: HashSet<Cow<'a, str>> = HashSet::new();
        listed.extend(list.iter().filter_map(|item| match &item.kind {
            Kind::Text(name, _) => Some(name.clone()),
            _ => None,
        }));
        for module in self.modules.iter().filter(|module| !module.file && !listed.contains(&module.name)) {
            if let Some((span, _)) = module.changes.first() {
                let kind = Kind::Text(module.name.clone(), Quoting::Plain);
                list.push(Node { span: *span, kind });
            }
        }
    }

    /// Returns the modules without a file, in the order in which they are named.
    pub(crate) fn new_modules(&self, sink: &mut Diagnostics) -> Vec<NewModule<'a>> {
        let mut all = Vec::new();
        for module in self.modules.iter().filter(|module| !module.file) {
            let mut changes = module.changes.iter();
            let Some((span, first)) = changes.next() else { continue };
            let mut node = first.clone();
            for (_, change) in changes {
                merge::merge(&mut node, change.clone(), sink);
            }
            if let Kind::Map(entries) = &mut node.kind {
                let name = Kind::Text(module.name.clone(), Quoting::Plain);
                let key = Key { span: *span, text: Cow::Borrowed("module") };
                entries.insert(0, (key, Node { span: *span, kind: name }));
            }
            all.push(NewModule { name: module.name.to_string(), span: *span, node });
        }
        all
    }
}

/// Returns the last part of a path. The rest must not appear in generated files.
pub(crate) fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

/// Returns the name of an API if its api.yaml can be read. Errors are reported when the file is read as a whole.
fn api_name(files: &[SourceFile]) -> Option<String> {
    let file = files.iter().find(|file| file.name == API_FILE)?;
    let Kind::Map(entries) = parse(&file.text, 0, &mut Diagnostics::default())?.kind else { return None };
    entries.into_iter().find_map(|(key, value)| match value.kind {
        Kind::Text(name, _) if key.text == "api" => Some(name.into_owned()),
        _ => None,
    })
}

fn for_another_api(name: &KebabName<'_>, api: &str, sink: &mut Diagnostics) {
    let message =
        format!("the overlay is for the API `{}`, not for `{}`", excerpt(&name.value), excerpt(api));
    let help = match closest(&name.value, [api]) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use it with that API, or write `overlay: {}`", excerpt(api)),
    };
    sink.error("spec::overlay-api", name.span, message).label("different API").help(help);
}

/// Removes a change of the name itself, which is given by a folder or file.
fn without_name<'a>(mut node: Node<'a>, name: &str, sink: &mut Diagnostics) -> Node<'a> {
    if let Kind::Map(entries) = &mut node.kind {
        entries.retain(|(key, _)| {
            let keep = key.text != name;
            if !keep {
                sink.error("spec::overlay-name", key.span, format!("an overlay cannot change `{name}`"))
                    .label("fixed name")
                    .help("remove it");
            }
            keep
        });
    }
    node
}
