//! Merging nodes by name: mappings key by key, everything else replaces, `null` removes. What an overlay brings keeps its
//! place in the overlay, so that whatever is said about it later points there.
//!
//! The merge happens before documents are read, on nodes alone. The little that it has to know of the language stands in
//! the tables below: where keys are names, and where a bare text is short for a mapping.
//!
//! Recursion follows the overlay, which is no deeper than any other file, so the merged nodes are neither.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::Diagnostics;
use crate::document::{a, closest, unique};
use crate::yaml::{Key, Kind, Node, excerpt};

/// A key under which names stand.
struct Names {
    key: &'static str,
    /// What is named.
    what: &'static str,
    /// The key without which a new one is never complete; empty where there is none.
    needs: &'static str,
    /// The key that a bare text stands for; empty where there is none.
    short: &'static str,
}

const fn names(key: &'static str, what: &'static str, needs: &'static str, short: &'static str) -> Names {
    Names { key, what, needs, short }
}

/// All keys under which names stand.
static NAMES: [Names; 15] = [
    names("actions", "action", "doc", ""),
    names("types", "type", "about", ""),
    names("parameters", "parameter", "type", "type"),
    names("fields", "field", "type", "type"),
    names("values", "value", "is", ""),
    names("constants", "constant", "value", ""),
    names("outcomes", "outcome", "status", ""),
    names("one-of", "group", "", ""),
    names("sources", "source", "file", ""),
    names("servers", "server", "about", ""),
    names("auth", "auth scheme", "scheme", ""),
    names("scopes", "scope", "about", "about"),
    names("failures", "failure", "body", ""),
    names("errors", "error", "", ""),
    names("waivers", "waiver", "because", "because"),
];

/// Keys whose values are data of the API's, in which the language has no say.
const DATA: [&str; 5] = ["body", "value", "default", "fixed", "emits"];

/// Keys of lists that may be written without brackets when they have one entry: an entry is replaced, not changed.
const LISTS: [&str; 4] = ["evidence", "deviates", "when", "notation"];

/// How many names without a counterpart are compared with the others. It takes long, and nobody reads more.
pub(super) const SUGGESTIONS: usize = 200;

/// What the keys of a mapping are.
#[derive(Clone, Copy)]
enum Level {
    /// Keys of the language.
    Keys,
    /// Names.
    Names(&'static Names),
    /// Data.
    Data,
}

impl Level {
    /// What the keys of the mapping at `key` are.
    fn below(self, key: &str) -> Self {
        match self {
            Level::Data => Level::Data,
            Level::Names(_) => Level::Keys,
            Level::Keys if DATA.contains(&key) => Level::Data,
            Level::Keys => NAMES.iter().find(|names| names.key == key).map_or(Level::Keys, Level::Names),
        }
    }

    /// The key that a bare text at `key` stands for, which is then short for a mapping.
    fn short(self, key: &str) -> Option<&'static str> {
        match self {
            Level::Data => None,
            Level::Names(names) => Some(names.short).filter(|short| !short.is_empty()),
            Level::Keys => (key == "returns").then_some("type"),
        }
    }
}

/// Merges an overlay's mapping over the root of a file.
pub(super) fn merge<'a>(base: &mut Node<'a>, patch: Node<'a>, sink: &mut Diagnostics) {
    if let (Kind::Map(base), Kind::Map(patch)) = (&mut base.kind, patch.kind) {
        Merge { sink, suggestions: SUGGESTIONS }.entries(base, patch, Level::Keys);
    }
}

/// One merge.
struct Merge<'s> {
    sink: &'s mut Diagnostics,
    suggestions: usize,
}

/// The entries of a mapping.
type Entries<'a> = Vec<(Key<'a>, Node<'a>)>;

impl Merge<'_> {
    fn entries<'a>(&mut self, base: &mut Entries<'a>, patch: Entries<'a>, level: Level) {
        let patch = unique(patch, "spec::duplicate-key", "key", self.sink);
        let mut places: HashMap<Cow<'a, str>, usize> = HashMap::with_capacity(base.len());
        for (place, (key, _)) in base.iter().enumerate() {
            places.entry(key.text.clone()).or_insert(place); // of repeated keys the first counts
        }
        let mut removed = HashSet::new();
        for (key, value) in patch {
            let place = places.get(&key.text).copied();
            if matches!(value.kind, Kind::Null) {
                if says_nothing(&key, &value, self.sink) {
                    continue;
                }
                match place {
                    Some(place) => {
                        removed.insert(place);
                        places.remove(&key.text);
                    }
                    None => nothing_to_remove(&key, places.keys().map(AsRef::as_ref), self.sink),
                }
                continue;
            }
            let place = place.or_else(|| self.meant(&key, &value, &places, level));
            match place.and_then(|place| base.get_mut(place)) {
                Some(entry) => self.entry(entry, key, value, level),
                None => {
                    places.insert(key.text.clone(), base.len());
                    base.push((key, value));
                }
            }
        }
        if !removed.is_empty() {
            let mut place = 0..;
            base.retain(|_| place.next().is_none_or(|place| !removed.contains(&place)));
        }
    }

    /// What stands at a key of both.
    fn entry<'a>(
        &mut self,
        (key, base): &mut (Key<'a>, Node<'a>),
        new_key: Key<'a>,
        mut patch: Node<'a>,
        level: Level,
    ) {
        let name = std::mem::replace(&mut key.text, Cow::Borrowed(""));
        if let Some(short) = level.short(&name) {
            match (&base.kind, &patch.kind) {
                (Kind::Text(..), Kind::Map(_)) => spell_out(base, short),
                (Kind::Map(_), Kind::Text(..)) => spell_out(&mut patch, short),
                _ => {}
            }
        }
        if matches!(level, Level::Names(names) if names.key == "actions") {
            complete(base, &patch);
        }
        let is_list = matches!(level, Level::Keys) && LISTS.contains(&name.as_ref());
        match (&mut base.kind, patch.kind) {
            (Kind::Map(base), Kind::Map(patch)) if !is_list => self.entries(base, patch, level.below(&name)),
            (_, kind) => *base = Node { span: patch.span, kind },
        }
        // From now on it is the overlay that is to blame for what is missing here.
        *key = Key { span: new_key.span, text: name };
    }

    /// Where the one is that was meant by a name that is new and yet not complete, if one has a name that is near.
    fn meant<'a>(
        &mut self,
        key: &Key<'a>,
        value: &Node<'a>,
        places: &HashMap<Cow<'a, str>, usize>,
        level: Level,
    ) -> Option<usize> {
        let Level::Names(names) = level else { return None };
        if self.suggestions == 0 || !is_incomplete(value, names.needs) {
            return None;
        }
        self.suggestions -= 1;
        // In the order of the file, so that of two that are as near the same one is always meant.
        let mut known: Vec<(&str, usize)> = places.iter().map(|(name, place)| (&**name, *place)).collect();
        known.sort_by_key(|(_, place)| *place);
        let near = closest(&key.text, known.iter().map(|(name, _)| *name))?;
        unknown_name(key, names.what, names.needs, near, self.sink);
        places.get(near).copied()
    }
}

/// Takes out of an action what is said to be unknown about it, when an overlay makes it callable.
fn complete(action: &mut Node<'_>, patch: &Node<'_>) {
    let (Kind::Map(base), Kind::Map(patch)) = (&mut action.kind, &patch.kind) else { return };
    let says = |entries: &Entries<'_>, name: &str| entries.iter().any(|(key, _)| key.text == name);
    if !says(base, "returns") && says(patch, "returns") && !says(patch, "unknown") {
        base.retain(|(key, _)| key.text != "unknown");
    }
}

/// Makes a mapping of a bare text, which is what stands at the key `short`.
fn spell_out(node: &mut Node<'_>, short: &'static str) {
    let span = node.span;
    let text = Node { span, kind: std::mem::replace(&mut node.kind, Kind::Null) };
    node.kind = Kind::Map(vec![(Key { span, text: Cow::Borrowed(short) }, text)]);
}

/// Whether a mapping lacks the key that every new one of its kind has.
pub(super) fn is_incomplete(value: &Node<'_>, needs: &str) -> bool {
    match &value.kind {
        Kind::Map(entries) => !needs.is_empty() && entries.iter().all(|(key, _)| key.text != needs),
        _ => false,
    }
}

/// Reports a name that means nothing there is, and is not defined either.
pub(super) fn unknown_name(key: &Key<'_>, what: &str, needs: &str, near: &str, sink: &mut Diagnostics) {
    sink.error(
        "spec::overlay-unknown-name",
        key.span,
        format!("there is no {what} `{}` that could be changed", excerpt(&key.text)),
    )
    .label(format!("neither known nor complete as {} of its own", a(what)))
    .help(format!("did you mean `{near}`? A new {what} needs `{needs}`"));
}

/// Reports a key with nothing behind it, which is more likely a change that was commented out than a wish to remove.
pub(super) fn says_nothing(key: &Key<'_>, value: &Node<'_>, sink: &mut Diagnostics) -> bool {
    let empty = value.span.len == 0;
    if empty {
        sink.warning(
            "spec::overlay-empty",
            key.span,
            format!("the overlay says nothing about `{}`", excerpt(&key.text)),
        )
        .label("nothing follows")
        .help(format!("write `{}: null` to remove it, or leave the key out", excerpt(&key.text)));
    }
    empty
}

/// Reports a `null` for something that is not there.
pub(super) fn nothing_to_remove<'n>(
    key: &Key<'_>,
    known: impl IntoIterator<Item = &'n str>,
    sink: &mut Diagnostics,
) {
    let near = if sink.is_short() {
        let mut known: Vec<&str> = known.into_iter().collect();
        known.sort_unstable();
        closest(&key.text, known)
    } else {
        None
    };
    let help = near.map_or_else(|| "remove the line".to_owned(), |near| format!("did you mean `{near}`?"));
    let message = format!("there is no `{}` to remove", excerpt(&key.text));
    sink.warning("spec::overlay-nothing-to-remove", key.span, message)
        .label("`null` removes what the API has")
        .help(help);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::json_schema;
    use crate::yaml::parse;

    fn get<'n, 'a>(node: &'n Node<'a>, key: &str) -> Option<&'n Node<'a>> {
        match &node.kind {
            Kind::Map(entries) => entries.iter().find(|(name, _)| name.text == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The keys of the language, each with the schema of what stands there.
    fn keys<'n, 'a>(node: &'n Node<'a>, found: &mut Vec<(String, &'n Node<'a>)>) {
        match &node.kind {
            Kind::Map(entries) => {
                if let Some(Kind::Map(keys)) = get(node, "properties").map(|keys| &keys.kind) {
                    found.extend(keys.iter().map(|(key, value)| (key.text.to_string(), value)));
                }
                entries.iter().for_each(|(_, value)| keys(value, found));
            }
            Kind::List(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }

    #[test]
    fn the_tables_are_those_of_the_language() {
        let text = json_schema();
        let schema = parse(&text, 0, &mut Diagnostics::default()).expect("the schema can be read");
        let Some(Kind::Map(definitions)) = get(&schema, "$defs").map(|node| &node.kind) else {
            panic!("the schema has definitions");
        };
        let mut all = Vec::new();
        for (_, definition) in definitions.iter().filter(|(name, _)| !name.text.ends_with("Patch")) {
            keys(definition, &mut all);
        }
        let with = |wanted: &dyn Fn(&Node<'_>) -> bool| {
            let mut names: Vec<&str> =
                all.iter().filter(|(_, node)| wanted(node)).map(|(key, _)| key.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let mut known: Vec<&str> = NAMES.iter().map(|names| names.key).chain(["modules"]).collect();
        known.sort_unstable();
        assert_eq!(with(&|node| get(node, "propertyNames").is_some()), known);
        // Anything may stand there: it is data.
        let data = with(
            &|node| matches!(&node.kind, Kind::Map(entries) if entries.iter().all(|(key, _)| key.text == "description")),
        );
        // These stand in lists, which are replaced as a whole, or hold a single value.
        let elsewhere = ["request", "response", "failure", "is"];
        let mut known: Vec<&str> = DATA.into_iter().chain(elsewhere).collect();
        known.sort_unstable();
        assert_eq!(data, known);
    }
}
