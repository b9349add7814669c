//! Checks whether a value in the spec (an example, a default, a constant) fits its type.
//!
//! Examples are checked as the runtime reads: numbers as strings, strings as numbers, booleans in every encoding.
//! Values that the spec's author chooses, such as a default or a fixed value, must have exactly the kind of their type.

mod structure;

use std::collections::{HashMap, HashSet};

use bindery_vocabulary::Broken;

use super::purpose::{Fault, Purpose};
use super::scalars::{breaks, fits};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Span};
use crate::document::{closest, listing};
use crate::literal::{is_json, same, whole};
use crate::model::{Encoding, EnumValue, Field, Presence, Scalar, Type, TypeDef, TypeKind, ValueLimits};
use crate::yaml::{Key, Kind, Node, Quoting, excerpt, parse};

/// A check of a value that collects diagnostics.
pub(super) struct Fit<'r> {
    types: &'r [Option<TypeDef>],
    purpose: Purpose,
    /// Name of the value and the keys that lead to the checked part: `response.items[2].name`.
    path: String,
    /// For JSON inside a string: the place of the string, because positions inside it are not positions in the file.
    inside: Option<Span>,
    /// Whether the value is a response of a server.
    is_response: bool,
    found: Vec<Diagnostic>,
}

/// Number of comparisons from which names are looked up by their hash.
const MANY: usize = 1024;

/// Maximum number of suggestions. More do not help, and hostile input makes them slow to find.
const PATIENCE: usize = 200;

/// Encoding and limits of a value at its place.
struct How<'f> {
    encoding: Encoding,
    limits: Option<&'f ValueLimits>,
    none: &'f [String],
    bare_single: bool,
    null: bool,
}

const PLAIN: How<'static> =
    How { encoding: Encoding::Plain, limits: None, none: &[], bare_single: false, null: false };

impl How<'_> {
    /// Returns the encoding of items: JSON inside a string is one string, so its items have the plain encoding.
    fn inner(&self) -> Self {
        let encoding = self.encoding.inside();
        Self { encoding, ..PLAIN }
    }
}

impl<'r> Fit<'r> {
    /// Creates a check of the value that `path` names.
    pub(super) fn new(types: &'r [Option<TypeDef>], purpose: Purpose, path: String) -> Self {
        Self { types, purpose, path, inside: None, is_response: false, found: Vec::new() }
    }

    /// Creates a check of a server's response.
    pub(super) fn response(types: &'r [Option<TypeDef>], path: String) -> Self {
        Self { is_response: true, ..Self::new(types, Purpose::Example, path) }
    }

    /// Reports all diagnostics.
    pub(super) fn report(self, sink: &mut Diagnostics) {
        self.found.into_iter().for_each(|diagnostic| sink.push(diagnostic));
    }

    /// Returns the number of diagnostics.
    pub(super) fn faults(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing was reported so far.
    pub(super) fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    /// Checks the value of a parameter or field.
    pub(super) fn field(&mut self, node: &Node<'_>, field: &Field) {
        let how = How {
            encoding: field.encoding,
            limits: Some(&field.limits),
            none: &field.null_values,
            bare_single: field.bare_single,
            null: field.presence != Presence::Required || field.default.is_some(),
        };
        self.value(node, &field.ty, &how, node.span);
    }

    /// Checks a value by its type and encoding alone.
    pub(super) fn plain(&mut self, node: &Node<'_>, ty: &Type, encoding: Encoding, at: Span) {
        self.value(node, ty, &How { encoding, ..PLAIN }, at);
    }

    /// Checks an object against parameters or fields. `at` is the key under which the object is.
    pub(super) fn object<'f>(&mut self, node: &Node<'_>, fields: &'f [Field], what: &str, at: Span) {
        let Kind::Map(entries) = &node.kind else {
            return self.wrong_kind(node, &format!("a mapping of {what}s"), None);
        };
        let names = |field: &'f Field| std::iter::once(&field.name).chain(&field.aliases).map(String::as_str);
        let own = |field: &&Field| !field.additional;
        let known = || fields.iter().filter(own).flat_map(names);
        let additional = fields.iter().find(|field| field.additional);
        // For a few names, comparing them all is faster than hashing.
        let many = entries.len() * fields.len() > MANY;
        let values: Option<HashMap<&str, &Node<'_>>> =
            many.then(|| entries.iter().map(|(key, node)| (key.text.as_ref(), node)).collect());
        let value = |name: &str| match &values {
            Some(values) => values.get(name).copied(),
            None => entries.iter().find(|(key, _)| key.text == name).map(|(_, node)| node),
        };
        let all: Option<HashSet<&str>> = many.then(|| known().collect());
        let is_known = |name: &str| match &all {
            Some(all) => all.contains(name),
            None => known().any(|other| other == name),
        };
        let suggests = self.found.len() < PATIENCE;
        let strangers: Vec<_> = entries
            .iter()
            .map(|(key, _)| key)
            .filter(|key| !is_known(&key.text))
            .enumerate()
            .map(|(count, key)| {
                (key, (suggests && count < PATIENCE).then(|| closest(&key.text, known())).flatten())
            })
            .collect();
        for field in fields.iter().filter(own) {
            if let Some(value) = names(field).find_map(value) {
                let length = self.enter(&format!(".{}", field.name));
                self.field(value, field);
                self.path.truncate(length);
            } else if field.presence == Presence::Required
                && field.in_rust()
                && field.default.is_none()
                && field.made.is_none()
            {
                if strangers.iter().any(|(_, near)| *near == Some(field.name.as_str())) {
                    continue; // misspelled rather than missing
                }
                let name = excerpt(&field.name);
                let message = format!("{} has no `{name}`", self.shown());
                self.push(Fault::Missing, at, message)
                    .label(format!("`{name}` is required"))
                    .help(format!("add `{name}`, or make the {what} optional: `optional: true`"));
            }
        }
        if let Some(Field { ty: Type::Map(_, value), .. }) = additional {
            let nodes: Vec<_> = entries.iter().filter(|(key, _)| !is_known(&key.text)).collect();
            for (key, node) in nodes {
                let length = self.enter(&format!(".{}", excerpt(&key.text)));
                self.value(node, value, &PLAIN, key.span);
                self.path.truncate(length);
            }
            return;
        }
        let whole = if what == "parameter" { "the action" } else { "its type" };
        for (key, near) in &strangers {
            let name = excerpt(&key.text);
            let help = match (near, listing(known())) {
                (Some(near), _) => format!("did you mean `{near}`? Otherwise add the {what} `{name}`"),
                (None, Some(list)) => {
                    format!("add the {what} `{name}`, or remove it here; valid names: {list}")
                }
                (None, None) => format!("add the {what} `{name}`, or remove it here"),
            };
            let message = format!("{} has `{name}`, which is not a {what} of {whole}", self.shown());
            self.push(Fault::UnknownKey, key.span, message).label(format!("unknown {what}")).help(help);
        }
    }

    fn value(&mut self, node: &Node<'_>, ty: &Type, how: &How<'_>, at: Span) {
        let nothing = match &node.kind {
            Kind::Null => how.null || how.bare_single,
            Kind::Text(text, _) => {
                let kind = |id: usize| self.types.get(id)?.as_ref().map(|def| &def.kind);
                let numeric = !how.none.is_empty() && ty.is_numeric(kind);
                how.none.iter().any(|none| none == text || (numeric && same(none, text)))
            }
            Kind::Number(literal) => how.none.iter().any(|none| none == literal || same(none, literal)),
            _ => false,
        };
        if nothing {
            return;
        }
        if how.encoding == Encoding::EmbeddedJson
            && let Kind::Text(text, _) = &node.kind
        {
            return self.embedded_json(text, ty, how, node.span);
        }
        match ty {
            Type::Scalar(scalar) => self.scalar(node, *scalar, how),
            Type::List(item) => match &node.kind {
                Kind::List(items) => {
                    if let Some(bound) = how.limits.and_then(|limits| limits.broken_by_count(items.len())) {
                        self.broken(node, &format!("a list of {}", items.len()), bound);
                    }
                    for (position, node) in items.iter().enumerate() {
                        let length = self.enter(&format!("[{position}]"));
                        self.value(node, item, &how.inner(), node.span);
                        self.path.truncate(length);
                    }
                }
                _ if how.bare_single => self.value(node, item, &how.inner(), at),
                _ => self.wrong_kind(node, "a list", None),
            },
            Type::Nullable(item) => {
                self.value(node, item, &How { null: true, ..*how }, at);
            }
            Type::Map(names, value) => match &node.kind {
                Kind::Map(entries) => {
                    for (key, node) in entries {
                        self.key(key, names);
                        let length = self.enter(&format!(".{}", excerpt(&key.text)));
                        self.value(node, value, &how.inner(), key.span);
                        self.path.truncate(length);
                    }
                }
                // Some languages cannot distinguish an empty list from an empty map, so it is read as one.
                Kind::List(items)
                    if items.is_empty()
                        && (how.encoding == Encoding::ListWhenEmpty || self.purpose == Purpose::Example) => {}
                _ => self.wrong_kind(node, "a mapping", None),
            },
            Type::Named(id) => {
                if let Some(Some(def)) = self.types.get(*id) {
                    self.named(node, def, how, at);
                }
            }
        }
    }

    /// Checks the name of an entry against the type of a map's keys.
    fn key(&mut self, key: &Key<'_>, ty: &Type) {
        if *ty == Type::Scalar(Scalar::String) {
            return;
        }
        // The keys of JSON are strings, whatever they mean.
        let node = Node { span: key.span, kind: Kind::Text(key.text.clone(), Quoting::Plain) };
        let purpose = std::mem::replace(&mut self.purpose, Purpose::Example);
        let length = self.enter(".");
        self.value(&node, ty, &PLAIN, key.span);
        self.path.truncate(length);
        self.purpose = purpose;
    }

    fn named(&mut self, node: &Node<'_>, def: &'r TypeDef, how: &How<'_>, at: Span) {
        match &def.kind {
            TypeKind::Record(fields) => self.object(node, fields, "field", at),
            TypeKind::Positions(fields) => self.positions(node, fields, at),
            TypeKind::Union(union) => self.union(node, def, union, how, at),
            TypeKind::Newtype(newtype) => {
                // Examples contain digests, but the limits apply to the plain text.
                let limits = if newtype.md5 { None } else { how.limits.or(Some(&newtype.limits)) };
                self.scalar(node, newtype.base, &How { limits, ..*how });
            }
            TypeKind::IntEnum(values) => {
                let is = match &node.kind {
                    Kind::Number(literal) => whole(literal),
                    Kind::Text(text, _) if self.purpose == Purpose::Example => whole(text),
                    _ => None,
                };
                let read = |value: &EnumValue<i64>, is| {
                    if self.is_strict() { value.is == is } else { value.reads(&is) }
                };
                let known = is.is_some_and(|is| values.iter().any(|value| read(value, is)));
                let names = values.iter().map(|value| (value.name.as_str(), value.is.to_string()));
                self.enum_value(node, &def.name, known, names);
            }
            TypeKind::TextEnum(values) => {
                let is: Option<&str> = match &node.kind {
                    Kind::Text(text, _) => Some(text),
                    Kind::Number(literal) if self.purpose == Purpose::Example => Some(literal),
                    Kind::Bool(flag) if self.purpose == Purpose::Example => {
                        Some(if *flag { "true" } else { "false" })
                    }
                    _ => None,
                };
                let read = |value: &EnumValue<String>, is: &str| {
                    value.is == is || (!self.is_strict() && value.aliases.iter().any(|alias| alias == is))
                };
                let known = is.is_some_and(|is| values.iter().any(|value| read(value, is)));
                let names = values.iter().map(|value| (value.name.as_str(), value.is.clone()));
                self.enum_value(node, &def.name, known, names);
            }
            TypeKind::Alias(ty) => self.value(node, ty, how, at),
        }
    }

    fn enum_value<'n>(
        &mut self,
        node: &Node<'_>,
        name: &str,
        known: bool,
        values: impl Iterator<Item = (&'n str, String)> + Clone,
    ) {
        if known {
            return;
        }
        let named = match &node.kind {
            Kind::Text(text, _) => values.clone().find(|(name, _)| name == text),
            _ => None,
        };
        let list: Vec<String> = values.map(|(name, is)| format!("{is} ({name})")).collect();
        let help = match (named, listing(list.iter().map(String::as_str))) {
            (Some((_, is)), _) => format!("write the wire value: {is}"),
            (None, Some(list)) => format!("the values of `{name}` are: {list}"),
            (None, None) => format!("write a value of `{name}`, or add this one"),
        };
        let message = format!("{} is {}, which is not a value of `{name}`", self.shown(), node.describe());
        // Clients keep unknown values, so a response that shows one is only a warning.
        let severity = if self.is_response { Severity::Warning } else { Severity::Error };
        let found = self.push(Fault::Value, node.span, message);
        found.label(format!("not a value of `{name}`")).help(help).severity = severity;
    }

    fn scalar(&mut self, node: &Node<'_>, scalar: Scalar, how: &How<'_>) {
        let strict = self.is_strict();
        if !fits(node, scalar, how.encoding, strict) {
            let help = match &node.kind {
                _ if !strict || !fits(node, scalar, how.encoding, false) => None,
                Kind::Text(text, _) => is_json(text).then_some("remove the quotes"),
                _ => Some("put it in quotes"),
            };
            return self.wrong_kind(node, scalar.expected(how.encoding), help);
        }
        if let Some(limits) = how.limits
            && let Some(bound) = breaks(node, scalar, limits)
        {
            self.broken(node, &node.describe(), bound);
        }
    }

    fn broken(&mut self, node: &Node<'_>, found: &str, bound: Broken) {
        let message = format!("{} is {found}, but must be {bound}", self.shown());
        let help = match self.purpose {
            Purpose::Example => "correct the limit if the documents show this value, else the example",
            _ => "correct the value or the limit",
        };
        self.push(Fault::Limit, node.span, message).label(format!("must be {bound}")).help(help);
    }

    /// Checks JSON inside a string with the YAML reader, because JSON is YAML. A blank string counts as an empty list.
    fn embedded_json(&mut self, text: &str, ty: &Type, how: &How<'_>, span: Span) {
        let mut quiet = Diagnostics::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = if text.trim().is_empty() { "[]" } else { text };
        let read = match text.trim() {
            _ if !is_json(text) => None,
            // An empty YAML file is an error, but JSON may be null.
            "null" => Some(Node { span, kind: Kind::Null }),
            _ => parse(text, span.file, &mut quiet),
        };
        let Some(node) = read.filter(|_| !quiet.has_errors()) else {
            let message = format!("{} is not JSON inside a string", self.shown());
            self.push(Fault::Kind, span, message)
                .label("not JSON")
                .help("write the string as the vendor shows it, such as '[1, 2]'");
            return;
        };
        let outer = self.inside.replace(span);
        self.value(&node, ty, &How { encoding: Encoding::Plain, ..*how }, span);
        self.inside = outer;
    }

    fn wrong_kind(&mut self, node: &Node<'_>, expected: &str, help: Option<&str>) {
        let message = format!("{} is {}, not {expected}", self.shown(), node.describe());
        let help = match (help, self.purpose, &node.kind) {
            (Some(help), _, _) => help.to_owned(),
            (None, Purpose::Example, Kind::Null) => {
                "allow null: `nullable: true` or `optional: true`".to_owned()
            }
            (None, Purpose::Example, _) => {
                "correct the type if the documents show this value, else the example".to_owned()
            }
            (None, _, _) => format!("write {expected}, or correct the type"),
        };
        self.push(Fault::Kind, node.span, message).label(format!("must be {expected}")).help(help);
    }

    /// Whether a value must be what is written, and not only what can be read.
    fn is_strict(&self) -> bool {
        self.purpose != Purpose::Example
    }

    /// Returns how a message names the checked part.
    fn shown(&self) -> String {
        self.purpose.describe(&self.path)
    }

    fn enter(&mut self, step: &str) -> usize {
        let length = self.path.len();
        self.path.push_str(step);
        length
    }

    fn push(&mut self, fault: Fault, span: Span, message: String) -> &mut Diagnostic {
        let span = self.inside.unwrap_or(span);
        self.found.push_mut(Diagnostic::error(self.purpose.code(fault), span, message))
    }
}
