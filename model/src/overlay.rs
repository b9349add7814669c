//! Overlays: files of one's own that complete or correct an API's spec without touching its files. They are in the same
//! language and are merged over the spec by name, before it is read.

mod merge;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile, SourceMap, Span};
use crate::document::{At, KebabName, OverlayDoc, Read, closest};
use crate::input::Input;
use crate::yaml::{Key, Kind, Node, Quoting, excerpt, parse};

/// The file that holds for the whole API.
pub(crate) const API_FILE: &str = "api.yaml";

/// Its name without the extension, which no module has.
const API: &str = "api";

/// Which API an overlay is for.
#[derive(Clone, Debug)]
pub struct Target {
    /// The API's short name; none when the file does not say.
    pub api: Option<String>,
    /// What is wrong with the file by itself.
    pub diagnostics: Vec<Diagnostic>,
    /// The file, for showing diagnostics.
    pub sources: SourceMap,
}

/// Reads which API an overlay is for, without its spec.
pub fn target(overlay: Input) -> Target {
    let mut sink = Diagnostics::default();
    let text = crate::input::decode(overlay.bytes, 0, &mut sink);
    let api = read(&text, 0, &mut sink).and_then(|doc| doc.overlay).map(|name| name.value.into_owned());
    let sources = SourceMap { files: vec![SourceFile { name: overlay.name, text }] };
    Target { api, diagnostics: sink.into_sorted(), sources }
}

/// Reads an overlay's file.
fn read<'a>(text: &'a str, file: u32, sink: &mut Diagnostics) -> Option<OverlayDoc<'a>> {
    let node = parse(text, file, sink)?;
    let span = first_key(text, file);
    if !is_overlay(&node) {
        not_an_overlay(&node, span, sink);
        return None;
    }
    OverlayDoc::read(node, At { span, name: "" }, sink)
}

/// Whether a file means to be an overlay.
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
        "this is a file of a spec, which belongs into the API's folder; an overlay begins with `overlay: NAME`"
    } else {
        "begin with `overlay: NAME`, the short name of the API, and go on with `api: …` and `modules: …`"
    };
    sink.error("spec::overlay-file", span, "the file is no overlay")
        .label("an overlay begins with `overlay: NAME`")
        .help(help);
}

/// Where a diagnostic about a whole file points: its first key.
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

/// All overlays of a run, in their order, ready to be merged.
#[derive(Debug, Default)]
pub(crate) struct Overlays<'a> {
    /// Whether one could not be read, so that what it defines is not unknown, only not here.
    pub(crate) incomplete: bool,
    api: Vec<Change<'a>>,
    /// The API's modules, then the new ones.
    modules: Vec<Module<'a>>,
    /// The positions of the modules by their names.
    places: HashMap<Cow<'a, str>, usize>,
    suggestions: usize,
}

/// A mapping to be merged, and the key that it hangs at.
type Change<'a> = (Span, Node<'a>);

/// A module, with what overlays say about it.
#[derive(Debug)]
struct Module<'a> {
    name: Cow<'a, str>,
    /// Whether there is a file for it that counts.
    file: bool,
    changes: Vec<Change<'a>>,
}

impl Module<'_> {
    fn is_there(&self) -> bool {
        self.file || !self.changes.is_empty()
    }
}

/// A module that the API does not have.
pub(crate) struct NewModule<'a> {
    /// Its name.
    pub(crate) name: String,
    /// Where it is named.
    pub(crate) span: Span,
    /// What it says, as if it were a file.
    pub(crate) node: Node<'a>,
}

impl<'a> Overlays<'a> {
    /// Reads the overlays, which are the files from `first` on. Those in `broken` are no texts.
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

    /// The position of the module with a name, which may be new.
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

    /// The modules that are there.
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

    /// The module of a file, as far as there are overlays.
    fn of_file(&self, file: &str) -> Option<&Module<'a>> {
        self.modules.get(*self.places.get(file.strip_suffix(".yaml")?)?)
    }

    /// The overlays that change a module's file, by their files' names.
    pub(crate) fn of(&self, file: &str, sources: &SourceMap) -> Vec<String> {
        let changes = self.of_file(file).map(|module| module.changes.as_slice()).unwrap_or_default();
        changes.iter().map(|(span, _)| file_name(sources.file_name(*span))).collect()
    }

    /// Whether a module's file is left out.
    pub(crate) fn is_removed(&self, file: &str) -> bool {
        file != API_FILE && self.of_file(file).is_some_and(|module| !module.file)
    }

    /// Merges what changes in a file. What it is from then on hangs at the key of the last overlay that changes it.
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

    /// Brings the list of modules in api.yaml up to date.
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

    /// The modules that the API has no file for, in the order in which they are named.
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

/// The last part of a path. The rest is nobody's business who reads what was made of the file.
pub(crate) fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

/// The name of an API, as far as its api.yaml can be read. What is wrong with it is reported when it is read as a whole.
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
    sink.error("spec::overlay-api", name.span, message).label("another API").help(help);
}

/// The changes without one of the name itself, which is that of a folder or of a file.
fn without_name<'a>(mut node: Node<'a>, name: &str, sink: &mut Diagnostics) -> Node<'a> {
    if let Kind::Map(entries) = &mut node.kind {
        entries.retain(|(key, _)| {
            let keep = key.text != name;
            if !keep {
                sink.error("spec::overlay-name", key.span, format!("an overlay cannot change `{name}`"))
                    .label("names stay as they are")
                    .help("remove it");
            }
            keep
        });
    }
    node
}
