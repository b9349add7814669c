//! How anything is read from a node, and the mistakes that every reading has in common: the wrong kind of node, unknown,
//! missing and repeated keys.

use std::collections::HashMap;

use super::suggest::{closest, listing};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::schema::{Definitions, Json};
use crate::yaml::{Key, Kind, Node, excerpt};

/// Something that is read from a node.
pub(crate) trait Read<'a>: Sized {
    /// Reads it. Mistakes go to `sink`; without a result, nothing could be made of the node.
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self>;

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
pub(crate) struct Doubt(Vec<&'static str>);

impl Doubt {
    /// Adds a key, if there is one.
    pub(crate) fn extend(&mut self, key: Option<&'static str>) {
        self.0.extend(key);
    }

    /// Whether the key may be there unread.
    pub(crate) fn about(&self, key: &str) -> bool {
        self.0.iter().any(|other| *other == key || *other == MERGE)
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
            (Kind::Text(text, _), "a whole number") if text.parse::<i64>().is_ok() => {
                "remove the quotes".to_owned()
            }
            (_, "a whole number") => "write digits without quotes, such as 5".to_owned(),
            (_, "true or false") => "write `true` or `false`, without quotes".to_owned(),
            _ => format!("write {expected} here"),
        }
    });
    sink.push(
        Diagnostic::error("spec::wrong-kind", node.span, format!("expected {expected}, found {found}"))
            .label(format!("must be {expected}"))
            .help(help),
    );
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
        sink.push(
            Diagnostic::error(
                code,
                key.span,
                format!("the {what} `{}` stands here twice", excerpt(&key.text)),
            )
            .label("again")
            .related(first, "first here")
            .help("remove one of the two, or give it the name that was meant"),
        );
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

/// Reports a key that the mapping does not have. The key that was meant, if there is one near, is returned, so that it is
/// not reported as missing too.
pub(crate) fn unknown_key(
    key: &Key<'_>,
    what: &str,
    known: &[&'static str],
    elsewhere: &[(&str, &str)],
    sink: &mut Diagnostics,
) -> Option<&'static str> {
    let text = key.text.as_ref();
    let near = closest(text, known.iter().copied());
    let mut diagnostic = Diagnostic::error(
        "spec::unknown-key",
        key.span,
        format!("{} has no key `{}`", a(what), excerpt(text)),
    )
    .label("unknown key");
    if let Some((_, hint)) = elsewhere.iter().find(|(other, _)| *other == text) {
        diagnostic = diagnostic.help(*hint);
    } else if text == MERGE {
        diagnostic = diagnostic.help("merging mappings is not part of the spec language: repeat the keys");
    } else {
        diagnostic = match (near, listing(known.iter().copied())) {
            (Some(near), Some(list)) => {
                diagnostic.help(format!("did you mean `{near}`? The keys are: {list}"))
            }
            (Some(near), None) => diagnostic.help(format!("did you mean `{near}`?")),
            (None, Some(list)) => diagnostic.help(format!("the keys are: {list}")),
            (None, None) => diagnostic,
        };
    }
    sink.push(diagnostic);
    match text {
        MERGE => Some(MERGE),
        "api" | "module" => known.first().copied(), // the other kind of file: its first key was meant
        _ => near,
    }
}

/// YAML's key for merging mappings, which the language does not have. Any key may have been meant by it.
pub(crate) const MERGE: &str = "<<";

/// Reports that a key is missing.
pub(crate) fn missing_key(at: At<'_>, what: &str, key: &str, about: &str, sink: &mut Diagnostics) {
    let about = about.trim().trim_end_matches('.');
    // That nothing is said without evidence is a rule of its own, and one that people look up.
    let code = if key == "evidence" { "spec::no-evidence" } else { "spec::missing-key" };
    sink.push(
        Diagnostic::error(code, at.span, format!("{} has no `{key}`", at.subject(what)))
            .label(format!("`{key}` is missing"))
            .help(format!("add `{key}: …`: {}", lower_first(about))),
    );
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
