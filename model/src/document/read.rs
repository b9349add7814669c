//! Reading of nodes, and the errors that all readers share: a wrong kind of node, and unknown, missing or duplicate
//! keys.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostics, Span};
use crate::literal::{decimal, is_json, is_whole_json};
use crate::schema::parts::{Definitions, JsonValue};
use crate::suggest::{closest, listing};
use crate::yaml::{Key, Kind, Node, excerpt};

/// A value that is read from a node.
pub(crate) trait Read<'a>: Sized {
    /// Reads the value. Reports errors to `sink` and returns none if the node is unusable.
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self>;

    /// Whether a key without a value has a meaning. Elsewhere it is an error, because it would silently have no effect.
    const NULL: bool = false;

    /// Returns the JSON Schema of the values that are accepted.
    fn schema(definitions: &mut Definitions) -> JsonValue;
}

/// Place of a node: the key in front of it, or the node itself in a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'k> {
    /// Place that a diagnostic about the whole underlines: the key.
    pub(crate) span: Span,
    /// The key; empty in a list.
    pub(crate) name: &'k str,
}

impl At<'_> {
    /// Returns how a diagnostic names the value, such as: the parameter `session`.
    pub(crate) fn subject(&self, what: &str) -> String {
        if self.name.is_empty() {
            format!("this {what}")
        } else if self.name == what {
            format!("`{what}`")
        } else {
            format!("the {what} `{}`", excerpt(self.name))
        }
    }
}

/// Keys of a mapping that must not be reported as missing although they have no value, because the value is unreadable
/// or an unknown key may be a misspelling of them. That error is already reported.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doubt {
    keys: Vec<&'static str>,
    /// Names under unknown keys.
    pub(crate) hidden: Vec<String>,
    /// Whether a key of another language stands for one of these.
    pub(crate) foreign: bool,
}

impl Doubt {
    /// Adds a key.
    pub(crate) fn add(&mut self, key: &'static str) {
        self.keys.push(key);
    }

    /// Whether the key may be present unread.
    pub(crate) fn about(&self, key: &str) -> bool {
        self.keys.iter().any(|other| *other == key || *other == MERGE)
    }
}

/// Returns the noun with its article. A mapping that exists only once is named by its key, a plural.
pub(crate) fn a(noun: &str) -> String {
    if noun.ends_with('s') { format!("`{noun}`") } else { with_article(noun) }
}

/// Returns the noun with its article.
pub(crate) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'A', 'H']) { "an" } else { "a" }; // an API, an HTTP method
    format!("{article} {noun}")
}

/// Reports a node of the wrong kind.
pub(crate) fn wrong_kind(node: &Node<'_>, expected: &str, help: Option<String>, sink: &mut Diagnostics) {
    let found = node.describe();
    let help = help.unwrap_or_else(|| {
        // A quoted value differs from an unquoted one only by its quotes, so the help is about them.
        match (&node.kind, expected) {
            (Kind::Null, _) => "write a value, or remove the key".to_owned(),
            (Kind::Number(_) | Kind::Bool(_), "a string") => "put it in quotes".to_owned(),
            (Kind::List(_) | Kind::Map(_), "a string") => {
                "write a string; quote one that starts with a bracket".into()
            }
            (Kind::Text(text, _), "an integer") if is_whole_json(text) => "remove the quotes".to_owned(),
            (Kind::Text(text, _), "a number") if is_json(text) && decimal(text).is_some() => {
                "remove the quotes".to_owned()
            }
            (_, "an integer") => "write digits without quotes, such as 5".to_owned(),
            (_, "a boolean") => "write `true` or `false`, without quotes".to_owned(),
            _ => format!("write {expected} here"),
        }
    });
    sink.error("spec::wrong-kind", node.span, format!("expected {expected}, found {found}"))
        .label(format!("must be {expected}"))
        .help(help);
}

/// Reports a key without a value where that has no meaning. Returns whether it did.
pub(crate) fn is_nothing<'a, T: Read<'a>>(node: &Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> bool {
    let nothing = !T::NULL && matches!(node.kind, Kind::Null);
    if nothing {
        sink.error("spec::wrong-kind", at.span, format!("`{}` has no value", at.name))
            .label("key without a value")
            .help("write a value, or `[]` or `{}` for an empty one, or remove the key");
    }
    nothing
}

/// Returns the entries of a mapping; reports any other node.
pub(crate) fn entries<'a>(
    node: Node<'a>,
    help: impl FnOnce() -> Option<String>,
    sink: &mut Diagnostics,
) -> Option<Vec<(Key<'a>, Node<'a>)>> {
    match node.kind {
        Kind::Map(entries) => Some(entries),
        _ => {
            wrong_kind(&node, "a mapping", help(), sink);
            None
        }
    }
}

/// Reports duplicate keys and drops all but the first.
pub(crate) fn unique<'a>(
    entries: Vec<(Key<'a>, Node<'a>)>,
    code: &'static str,
    what: &str,
    sink: &mut Diagnostics,
) -> Vec<(Key<'a>, Node<'a>)> {
    let mut firsts = repetitions(&entries).into_iter().peekable();
    if firsts.peek().is_none() {
        return entries;
    }
    let mut kept = Vec::with_capacity(entries.len());
    for (position, (key, value)) in entries.into_iter().enumerate() {
        let Some((_, first)) = firsts.next_if(|(repeated, _)| *repeated == position) else {
            kept.push((key, value));
            continue;
        };
        sink.error(code, key.span, format!("duplicate {what} `{}`", excerpt(&key.text)))
            .label("duplicate")
            .related(first, "first used here")
            .help("remove one of the two, or correct its name");
    }
    kept
}

/// Returns the positions of duplicate keys in order, each with the place of the first.
fn repetitions(entries: &[(Key<'_>, Node<'_>)]) -> Vec<(usize, Span)> {
    // For a few keys, comparing them all is faster than hashing.
    const FEW: usize = 16;
    if entries.len() <= FEW {
        let first = |position: usize, key: &Key<'_>| {
            let first = entries.iter().take(position).find(|(other, _)| other.text == key.text)?;
            Some((position, first.0.span))
        };
        return entries.iter().enumerate().filter_map(|(position, (key, _))| first(position, key)).collect();
    }
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
    let mut repeated = Vec::new();
    for (position, (key, _)) in entries.iter().enumerate() {
        if let Some(first) = seen.get(key.text.as_ref()) {
            repeated.push((position, *first));
        } else {
            seen.insert(&key.text, key.span);
        }
    }
    repeated
}

/// The keys of one kind of mapping, with the words for diagnostics.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// Kind of the described entry.
    pub(crate) what: &'static str,
    /// All keys, except those that belong elsewhere.
    pub(crate) all: &'static [&'static str],
    /// Required keys, and groups of alternative keys.
    pub(crate) needed: &'static [&'static [&'static str]],
    /// Keys that belong elsewhere, each with a hint.
    pub(crate) elsewhere: &'static [(&'static str, &'static str)],
    /// Keys of other description languages, each with a hint.
    pub(crate) foreign: &'static [(&'static str, &'static str)],
}

/// An entry with a known key.
pub(crate) struct Entry<'a> {
    /// The key.
    pub(crate) key: &'static str,
    /// Value of the key.
    pub(crate) value: Node<'a>,
    /// Place of the key.
    pub(crate) span: Span,
    /// Whether the key is misspelled: errors in its value count only if the value can be read as that of the key.
    pub(crate) guessed: bool,
}

impl Words {
    /// Whether the key is allowed in the mapping.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.elsewhere.iter().all(|(other, _)| *other != key)
    }

    /// Returns the hint for a key that belongs elsewhere or to another language.
    fn hint(&self, text: &str) -> Option<&'static str> {
        let all = self.elsewhere.iter().chain(self.foreign);
        all.into_iter().find(|(other, _)| *other == text).map(|(_, hint)| *hint)
    }

    fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.all.iter().copied().filter(|key| self.knows(key))
    }

    /// Returns the help for a node that is not a mapping.
    pub(crate) fn help(&self) -> Option<String> {
        listing(self.keys()).map(|keys| format!("write a mapping; the keys of {} are: {keys}", a(self.what)))
    }

    /// Assigns the entries to their keys. Unknown keys are reported; the value of a clearly misspelled key is read all
    /// the same, so that the same run reports the errors inside it.
    pub(crate) fn recognise<'a>(
        &self,
        entries: Vec<(Key<'a>, Node<'a>)>,
        doubt: &mut Doubt,
        sink: &mut Diagnostics,
    ) -> Vec<Entry<'a>> {
        let known = |text: &str| self.all.iter().copied().find(|key| *key == text && self.knows(key));
        let mut found: Vec<Entry<'a>> = Vec::with_capacity(entries.len());
        let mut strange = Vec::new();
        for (key, value) in entries {
            match known(&key.text) {
                Some(name) => found.push(Entry { key: name, value, span: key.span, guessed: false }),
                None => strange.push((key, value)),
            }
        }
        for (key, value) in strange {
            doubt.foreign |= self.elsewhere.iter().any(|(other, _)| *other == key.text);
            let near = self.unknown(&key, sink);
            if let Some(near) = near
                && self.is_misspelling(&key.text, near, &value)
                && !found.iter().any(|entry| entry.key == near)
            {
                found.push(Entry { key: near, value, span: key.span, guessed: true });
                continue;
            }
            near.into_iter().for_each(|near| doubt.add(near));
            if let Kind::Map(entries) = value.kind {
                doubt.hidden.extend(entries.into_iter().map(|(key, _)| key.text.into_owned()));
            }
        }
        found
    }

    /// Whether an unknown key almost certainly means the key that is near. Short words are similar to each other by
    /// chance.
    fn is_misspelling(&self, text: &str, near: &str, value: &Node<'_>) -> bool {
        const LONG: usize = 5;
        let structure = match &value.kind {
            Kind::Map(_) => true,
            Kind::List(items) => items.iter().any(|item| matches!(item.kind, Kind::Map(_))),
            _ => false,
        };
        let needed = || self.needed.iter().any(|keys| keys.contains(&near));
        near != MERGE
            && self.hint(text).is_none()
            && !is_beginning(text)
            && (structure || near.len() >= LONG || needed())
    }

    /// Reports a key that the mapping does not have. Returns the key that the author probably intended, so that it is
    /// not reported as missing too.
    fn unknown(&self, key: &Key<'_>, sink: &mut Diagnostics) -> Option<&'static str> {
        let text = key.text.as_ref();
        let near = closest(text, self.keys());
        let message = format!("unknown key `{}` in {}", excerpt(text), a(self.what));
        let diagnostic = sink.error("spec::unknown-key", key.span, message).label("unknown key");
        if let Some(hint) = self.hint(text) {
            diagnostic.help(hint);
        } else if text == MERGE {
            diagnostic.help("merge keys are not part of the spec language; repeat the keys");
        } else {
            match (near, listing(self.keys())) {
                (Some(near), Some(list)) => {
                    diagnostic.help(format!("did you mean `{near}`? Valid keys: {list}"))
                }
                (Some(near), None) => diagnostic.help(format!("did you mean `{near}`?")),
                (None, Some(list)) => diagnostic.help(format!("valid keys: {list}")),
                (None, None) => diagnostic,
            };
        }
        match text {
            MERGE => Some(MERGE),
            _ if is_beginning(text) => self.keys().next(), // the other kind of file, which starts with this key
            _ => near,
        }
    }
}

/// Whether a file starts with this key.
fn is_beginning(key: &str) -> bool {
    matches!(key, "api" | "module")
}

/// The merge key of YAML, which is not part of the spec language. It may add any key.
pub(crate) const MERGE: &str = "<<";

/// Reports a missing key.
pub(crate) fn missing_key(at: At<'_>, what: &str, key: &str, about: &str, sink: &mut Diagnostics) {
    let about = about.trim().trim_end_matches('.');
    // Missing evidence has a code of its own, because people look it up.
    let code = if key == "evidence" { "spec::no-evidence" } else { "spec::missing-key" };
    sink.error(code, at.span, format!("{} has no `{key}`", at.subject(what)))
        .label(format!("`{key}` is missing"))
        .help(format!("add `{key}: …`: {}", lower_first(about)));
}

/// Returns the text with a lower-case first letter, to continue after a colon; abbreviations stay unchanged.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
