//! How anything is read from a node, and the mistakes that every reading has in common: the wrong kind of node, unknown,
//! missing and repeated keys.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostics, Span};
use crate::literal::is_whole_json;
use crate::schema::parts::{Definitions, Json};
use crate::suggest::{closest, listing};
use crate::yaml::{Key, Kind, Node, excerpt};

/// Something that is read from a node.
pub(crate) trait Read<'a>: Sized {
    /// Reads it. Mistakes go to `sink`; without a result, nothing could be made of the node.
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self>;

    /// Whether nothing at all behind a key means something. Elsewhere a key without a value is a mistake: whoever wrote it
    /// meant something, and would never know that it has no effect.
    const NULL: bool = false;

    /// What may stand there, as a JSON Schema.
    fn schema(definitions: &mut Definitions) -> Json;
}

/// Where a node hangs: the key in front of it, or itself in a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'k> {
    /// What a diagnostic about the whole underlines: the key.
    pub(crate) span: Span,
    /// The key; empty in a list.
    pub(crate) name: &'k str,
}

impl At<'_> {
    /// The thing as a message names it: the parameter `session`.
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

/// The keys of a mapping that are not missing even if they have no value: it could not be read, or an unknown key may
/// be a misspelling of them. The mistake has been reported, and what follows from it is not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doubt {
    keys: Vec<&'static str>,
    /// The names that stand under unknown keys, whatever those were meant for.
    pub(crate) hidden: Vec<String>,
}

impl Doubt {
    /// Adds a key.
    pub(crate) fn add(&mut self, key: &'static str) {
        self.keys.push(key);
    }

    /// Whether the key may be there unread.
    pub(crate) fn about(&self, key: &str) -> bool {
        self.keys.iter().any(|other| *other == key || *other == MERGE)
    }
}

/// The noun with its article; a mapping that stands only once is called by its key, a plural.
pub(crate) fn a(noun: &str) -> String {
    if noun.ends_with('s') { format!("`{noun}`") } else { with_article(noun) }
}

/// The noun with its article.
pub(crate) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'A', 'H']) { "an" } else { "a" }; // an API, an HTTP method
    format!("{article} {noun}")
}

/// Reports that a node is of another kind than it must be.
pub(crate) fn wrong_kind(node: &Node<'_>, expected: &str, help: Option<String>, sink: &mut Diagnostics) {
    let found = node.describe();
    let help = help.unwrap_or_else(|| {
        // A quoted value can be told from a bare one only by its quotes, so they are what the help is about.
        match (&node.kind, expected) {
            (Kind::Null, _) => "write a value, or remove the key".to_owned(),
            (Kind::Number(_) | Kind::Bool(_), "a text") => "put it in quotes".to_owned(),
            (Kind::List(_) | Kind::Map(_), "a text") => {
                "write a text; one that begins with a bracket needs quotes".into()
            }
            (Kind::Text(text, _), "a whole number") if is_whole_json(text) => "remove the quotes".to_owned(),
            (_, "a whole number") => "write digits without quotes, such as 5".to_owned(),
            (_, "true or false") => "write `true` or `false`, without quotes".to_owned(),
            _ => format!("write {expected} here"),
        }
    });
    sink.error("spec::wrong-kind", node.span, format!("expected {expected}, found {found}"))
        .label(format!("must be {expected}"))
        .help(help);
}

/// Reports a key with nothing behind it where that means nothing.
pub(crate) fn is_nothing<'a, T: Read<'a>>(node: &Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> bool {
    let nothing = !T::NULL && matches!(node.kind, Kind::Null);
    if nothing {
        sink.error("spec::wrong-kind", at.span, format!("nothing stands behind `{}`", at.name))
            .label("a key without a value")
            .help("write a value, `[]` or `{}` if an empty one is meant, or remove the key");
    }
    nothing
}

/// The entries of a mapping.
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

/// Reports keys that stand twice and drops all but the first.
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
        sink.error(code, key.span, format!("the {what} `{}` stands here twice", excerpt(&key.text)))
            .label("again")
            .related(first, "first here")
            .help("remove one of the two, or give it the name that was meant");
    }
    kept
}

/// The positions of repeated keys in order, each with the place of the first.
fn repetitions(entries: &[(Key<'_>, Node<'_>)]) -> Vec<(usize, Span)> {
    // Comparing a few keys with each other is quicker than hashing them.
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

/// The keys of one kind of mapping.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// What the mapping describes.
    pub(crate) what: &'static str,
    /// All keys, but for those that belong elsewhere.
    pub(crate) all: &'static [&'static str],
    /// Those that must be there, and groups of which one must.
    pub(crate) needed: &'static [&'static [&'static str]],
    /// Keys that belong elsewhere, with a hint where.
    pub(crate) elsewhere: &'static [(&'static str, &'static str)],
}

/// An entry whose key is known.
pub(crate) struct Entry<'a> {
    /// The key.
    pub(crate) key: &'static str,
    /// Its value.
    pub(crate) value: Node<'a>,
    /// Where the key stands.
    pub(crate) span: Span,
    /// The key is misspelt: what is wrong with the value counts only if it can be read as the key's.
    pub(crate) guessed: bool,
}

impl Words {
    /// Whether a key may stand in the mapping.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.elsewhere.iter().all(|(other, _)| *other != key)
    }

    fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.all.iter().copied().filter(|key| self.knows(key))
    }

    /// What to write where something else stands than a mapping.
    pub(crate) fn help(&self) -> Option<String> {
        listing(self.keys()).map(|keys| format!("{} has these keys: {keys}", a(self.what)))
    }

    /// Finds out which key each entry has. Unknown keys are reported; the value of one that is clearly a misspelling is
    /// read all the same, so that the mistakes inside show in the same run.
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

    /// Whether an unknown key can hardly mean anything but the key that is near. Short words are near each other by
    /// chance.
    fn is_misspelling(&self, text: &str, near: &str, value: &Node<'_>) -> bool {
        const LONG: usize = 5;
        let structure = match &value.kind {
            Kind::Map(_) => true,
            Kind::List(items) => items.iter().any(|item| matches!(item.kind, Kind::Map(_))),
            _ => false,
        };
        let needed = || self.needed.iter().any(|keys| keys.contains(&near));
        let elsewhere = self.elsewhere.iter().any(|(other, _)| *other == text);
        near != MERGE && !elsewhere && !is_beginning(text) && (structure || near.len() >= LONG || needed())
    }

    /// Reports a key that the mapping does not have. The key that was meant, if there is one near, is returned, so that
    /// it is not reported as missing too.
    fn unknown(&self, key: &Key<'_>, sink: &mut Diagnostics) -> Option<&'static str> {
        let text = key.text.as_ref();
        let near = closest(text, self.keys());
        let message = format!("{} has no key `{}`", a(self.what), excerpt(text));
        let diagnostic = sink.error("spec::unknown-key", key.span, message).label("unknown key");
        if let Some((_, hint)) = self.elsewhere.iter().find(|(other, _)| *other == text) {
            diagnostic.help(*hint);
        } else if text == MERGE {
            diagnostic.help("merging mappings is not part of the spec language: repeat the keys");
        } else {
            match (near, listing(self.keys())) {
                (Some(near), Some(list)) => {
                    diagnostic.help(format!("did you mean `{near}`? The keys are: {list}"))
                }
                (Some(near), None) => diagnostic.help(format!("did you mean `{near}`?")),
                (None, Some(list)) => diagnostic.help(format!("the keys are: {list}")),
                (None, None) => diagnostic,
            };
        }
        match text {
            MERGE => Some(MERGE),
            _ if is_beginning(text) => self.keys().next(), // the other kind of file: its first key was meant
            _ => near,
        }
    }
}

/// The keys that files begin with.
fn is_beginning(key: &str) -> bool {
    matches!(key, "api" | "module")
}

/// YAML's key for merging mappings, which the language does not have. Any key may have been meant by it.
pub(crate) const MERGE: &str = "<<";

/// Reports that a key is missing.
pub(crate) fn missing_key(at: At<'_>, what: &str, key: &str, about: &str, sink: &mut Diagnostics) {
    let about = about.trim().trim_end_matches('.');
    // That nothing is said without evidence is a rule of its own, and one that people look up.
    let code = if key == "evidence" { "spec::no-evidence" } else { "spec::missing-key" };
    sink.error(code, at.span, format!("{} has no `{key}`", at.subject(what)))
        .label(format!("`{key}` is missing"))
        .help(format!("add `{key}: …`: {}", lower_first(about)));
}

/// The text with a small first letter, to go on after a colon; abbreviations stay as they are.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
