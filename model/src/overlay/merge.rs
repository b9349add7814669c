//! Merging of nodes by name: mappings are merged key by key, everything else is replaced, `null` removes. Nodes of an
//! overlay keep their place in the overlay, so that later diagnostics point there.
//!
//! Nodes are merged before documents are read. The tables below contain what the merge must know of the language: where
//! keys are names, and where a plain string is short for a mapping.
//!
//! Recursion follows the overlay, which is as deep as any other file at most, so the merged nodes are too.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::Diagnostics;
use crate::document::{a, closest, unique};
use crate::yaml::{Key, Kind, Node, excerpt};

/// A key with named entries.
struct Names {
    key: &'static str,
    /// Kind of the entries.
    what: &'static str,
    /// The key that every new entry must have; empty if there is none.
    needs: &'static str,
    /// The key that a plain string is short for; empty if there is none.
    short: &'static str,
}

const fn names(key: &'static str, what: &'static str, needs: &'static str, short: &'static str) -> Names {
    Names { key, what, needs, short }
}

/// All keys with named entries.
static NAMES: [Names; 21] = [
    names("actions", "action", "documented-as", ""),
    names("types", "type", "about", ""),
    names("parameters", "parameter", "type", "type"),
    names("fields", "field", "type", "type"),
    names("positions", "field", "type", "type"),
    names("headers", "header", "type", "type"),
    names("values", "value", "is", ""),
    names("constants", "constant", "value", ""),
    names("variants", "response variant", "status", ""),
    // Groups of parameters are lists; a plain string is the type of a union's variant.
    names("one-of", "entry of `one-of`", "", "type"),
    names("required-when", "condition", "", ""),
    names("with", "parameter", "", ""),
    names("sources", "source", "file", ""),
    names("servers", "server", "about", ""),
    names("auth", "auth scheme", "scheme", ""),
    names("scopes", "scope", "about", "about"),
    names("carries", "value in a signature", "made", ""),
    names("given", "part of a signed text", "", ""),
    names("error-formats", "error format", "body", ""),
    names("errors", "error", "", ""),
    names("waivers", "waiver", "because", "because"),
];

/// Keys with data of the API, which is not part of the language.
const DATA: [&str; 6] = ["body", "value", "default", "fixed", "emits", "envelope"];

/// Keys of lists that may be written without brackets. They are replaced as a whole.
const LISTS: [&str; 5] = ["evidence", "deviates", "when", "notation", "by"];

/// Maximum number of unknown names that are compared with the known ones. Comparing is slow, and more suggestions do
/// not help.
pub(super) const SUGGESTIONS: usize = 200;

/// Meaning of the keys of a mapping.
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
    /// Returns the meaning of the keys in the mapping at `key`.
    fn below(self, key: &str) -> Self {
        match self {
            Level::Data => Level::Data,
            Level::Names(_) => Level::Keys,
            Level::Keys if DATA.contains(&key) => Level::Data,
            Level::Keys => NAMES.iter().find(|names| names.key == key).map_or(Level::Keys, Level::Names),
        }
    }

    /// Returns the key that a plain string at `key` is short for.
    fn short(self, key: &str) -> Option<&'static str> {
        match self {
            Level::Data => None,
            Level::Names(names) => Some(names.short).filter(|short| !short.is_empty()),
            Level::Keys => (key == "response").then_some("type"),
        }
    }
}

/// Merges an overlay's mapping over the root of a file.
pub(super) fn merge<'a>(base: &mut Node<'a>, patch: Node<'a>, sink: &mut Diagnostics) {
    if let (Kind::Map(base), Kind::Map(patch)) = (&mut base.kind, patch.kind) {
        Merge { sink, suggestions: SUGGESTIONS }.entries(base, patch, Level::Keys);
    }
}

/// State of a merge.
struct Merge<'s> {
    sink: &'s mut Diagnostics,
    suggestions: usize,
}

/// Merges the entries of a mapping.
type Entries<'a> = Vec<(Key<'a>, Node<'a>)>;

impl Merge<'_> {
    fn entries<'a>(&mut self, base: &mut Entries<'a>, patch: Entries<'a>, level: Level) {
        let patch = unique(patch, "spec::duplicate-key", "key", self.sink);
        let mut places: HashMap<Cow<'a, str>, usize> = HashMap::with_capacity(base.len());
        for (place, (key, _)) in base.iter().enumerate() {
            places.entry(key.text.clone()).or_insert(place); // the first of duplicate keys counts
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
            let place = place.or_else(|| self.suggested_place(&key, &value, &places, level));
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

    /// Merges the value at a key that both have.
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
        // Missing keys are reported at the overlay, which changed the entry last.
        *key = Key { span: new_key.span, text: name };
    }

    /// Returns the position of the entry that an incomplete new name probably means, if one has a similar name.
    fn suggested_place<'a>(
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
        // In file order, so that the result does not depend on the hash order.
        let mut known: Vec<(&str, usize)> = places.iter().map(|(name, place)| (&**name, *place)).collect();
        known.sort_by_key(|(_, place)| *place);
        let near = closest(&key.text, known.iter().map(|(name, _)| *name))?;
        unknown_name(key, names.what, names.needs, near, self.sink);
        places.get(near).copied()
    }
}

/// Removes `unknown` of an action that an overlay makes callable.
fn complete(action: &mut Node<'_>, patch: &Node<'_>) {
    let (Kind::Map(base), Kind::Map(patch)) = (&mut action.kind, &patch.kind) else { return };
    let says = |entries: &Entries<'_>, name: &str| entries.iter().any(|(key, _)| key.text == name);
    if !says(base, "response") && says(patch, "response") && !says(patch, "unknown") {
        base.retain(|(key, _)| key.text != "unknown");
    }
}

/// Replaces a plain string by a mapping with that value at the key `short`.
fn spell_out(node: &mut Node<'_>, short: &'static str) {
    let span = node.span;
    let text = Node { span, kind: std::mem::replace(&mut node.kind, Kind::Null) };
    node.kind = Kind::Map(vec![(Key { span, text: Cow::Borrowed(short) }, text)]);
}

/// Whether a mapping lacks the key that every new entry of its kind must have.
pub(super) fn is_incomplete(value: &Node<'_>, needs: &str) -> bool {
    match &value.kind {
        Kind::Map(entries) => !needs.is_empty() && entries.iter().all(|(key, _)| key.text != needs),
        _ => false,
    }
}

/// Reports a name that is unknown and not a complete definition either.
pub(super) fn unknown_name(key: &Key<'_>, what: &str, needs: &str, near: &str, sink: &mut Diagnostics) {
    sink.error("spec::overlay-unknown-name", key.span, format!("unknown {what} `{}`", excerpt(&key.text)))
        .label(format!("neither known nor a complete definition of {}", a(what)))
        .help(format!("did you mean `{near}`? A new {what} needs `{needs}`"));
}

/// Reports a key without a value, which is more likely a commented-out change than a removal.
pub(super) fn says_nothing(key: &Key<'_>, value: &Node<'_>, sink: &mut Diagnostics) -> bool {
    let empty = value.span.len == 0;
    if empty {
        sink.warning(
            "spec::overlay-empty",
            key.span,
            format!("`{}` has no value in the overlay", excerpt(&key.text)),
        )
        .label("no value")
        .help(format!("write `{}: null` to remove it, or remove the key", excerpt(&key.text)));
    }
    empty
}

/// Reports a `null` for an entry that does not exist.
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
    let message = format!("`{}` does not exist, so it cannot be removed", excerpt(&key.text));
    sink.warning("spec::overlay-nothing-to-remove", key.span, message).label("nothing to remove").help(help);
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

    /// Collects the keys of the language, each with the schema of its value.
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
        // The value may also be the name of a record.
        known.retain(|key| *key != "headers");
        assert_eq!(with(&|node| get(node, "propertyNames").is_some()), known);
        // Any value is allowed there: data.
        let data = with(
            &|node| matches!(&node.kind, Kind::Map(entries) if entries.iter().all(|(key, _)| key.text == "description")),
        );
        // Inside lists, which are replaced as a whole, or scalar values.
        let elsewhere = ["request", "response", "error-response", "is"];
        let mut known: Vec<&str> = DATA.into_iter().chain(elsewhere).collect();
        known.sort_unstable();
        assert_eq!(data, known);
    }
}
