//! Styles of lists, maps and records outside JSON: a value divided into texts with names of their own, and joined again.
//!
//! Both directions go through JSON, so that the readers and writers of values know nothing of styles.

use std::borrow::Cow;

#[cfg(feature = "server")]
use bindery_vocabulary::json::MAX_DEPTH;

use super::fault::Fault;
#[cfg(feature = "server")]
use super::key::Key;
#[cfg(feature = "server")]
use super::quote;
#[cfg(feature = "server")]
use super::value::{Document, Entries};
use super::value::{Shape, Value, excerpt};
#[cfg(feature = "server")]
use crate::Encoding;
use crate::Style;

/// Divides a list, map or record into texts, each with a name. `json_items` writes the items of a list as JSON.
///
/// An empty value has no texts, except in the styles with one text for a list.
///
/// # Errors
/// When a text would be read as something else; the fault says why.
pub(super) fn divide(
    name: &str,
    style: Style,
    json_items: bool,
    value: &Value<'_>,
    push: &mut dyn FnMut(String, String),
) -> Result<(), Fault> {
    if let Some(separator) = style.separator() {
        let mut room = None;
        let items = value.items(&mut room)?;
        let (count, mut text) = (items.len(), String::new());
        for (position, item) in items.enumerate() {
            let item = scalar(&item).map_err(|fault| fault.at(position))?;
            if item.contains(separator) || (count == 1 && item.is_empty()) {
                let why = "would be read as another list, because the items are separated by";
                return Err(Fault::limit(format!("{why} '{separator}'")).at(position));
            }
            if position > 0 {
                text.push(separator);
            }
            text.push_str(&item);
        }
        push(name.to_owned(), text);
        return Ok(());
    }
    if style == Style::Repeated {
        let mut room = None;
        for (position, item) in value.items(&mut room)?.enumerate() {
            let text = match json_items {
                true => {
                    let mut json = String::new();
                    item.push_json(&mut json);
                    json
                }
                false => scalar(&item).map_err(|fault| fault.at(position))?.into_owned(),
            };
            push(name.to_owned(), text);
        }
        return Ok(());
    }
    parts(name.to_owned(), style, value, true, push)
}

/// Divides a value into texts whose names say where they belong.
fn parts(
    name: String,
    style: Style,
    value: &Value<'_>,
    is_root: bool,
    push: &mut dyn FnMut(String, String),
) -> Result<(), Fault> {
    let mut room = None;
    match value.shape() {
        Shape::List => {
            let items = value.items(&mut room)?;
            if items.len() == 0 && !is_root {
                return Err(Fault::limit("an empty list cannot be sent in this style"));
            }
            for (position, item) in items.enumerate() {
                let divided = match item.shape() {
                    Shape::List | Shape::Object => {
                        parts(format!("{name}[{position}]"), style, &item, false, push)
                    }
                    _ => scalar(&item).map(|text| match style {
                        Style::Brackets => push(format!("{name}[]"), text.into_owned()),
                        _ => push(format!("{name}[{position}]"), text.into_owned()),
                    }),
                };
                divided.map_err(|fault| fault.at(position))?;
            }
        }
        Shape::Object => {
            let entries = value.entries(&mut room)?;
            if entries.is_empty() && !is_root {
                return Err(Fault::limit("an empty object cannot be sent in this style"));
            }
            for (key, value) in entries {
                let inside = |fault: Fault| fault.inside(&excerpt(&key));
                let special: &[char] = if style == Style::Dots { &['.', '[', ']'] } else { &['[', ']'] };
                if key.is_empty() || key.contains(special) {
                    return Err(inside(Fault::limit("has a name that cannot be sent in this style")));
                }
                let name = match style {
                    Style::Dots => format!("{name}.{key}"),
                    _ => format!("{name}[{key}]"),
                };
                if !value.is_null() {
                    parts(name, style, &value, false, push).map_err(inside)?;
                }
            }
        }
        _ => push(name, scalar(value)?.into_owned()),
    }
    Ok(())
}

/// Value of a styled parameter.
#[cfg(feature = "server")]
pub(crate) enum Joined<'e> {
    /// JSON of a body that is not divided.
    Value(Value<'e>),
    /// Texts, joined to JSON.
    Document(Document<'static>),
}

/// Returns whether a parameter with this name belongs to a key: it is the key's wire name or an alias, or with a style a
/// part of it.
#[cfg(feature = "server")]
pub(crate) fn belongs(key: &Key, name: &str) -> bool {
    let mut names = std::iter::once(key.wire_name()).chain(key.aliases.iter().copied());
    names.any(|known| {
        let rest = name.strip_prefix(known);
        rest.is_some_and(|rest| {
            rest.is_empty() || (key.division().is_some() && segments(key, rest).is_some())
        })
    })
}

/// Joins the texts of a styled parameter to JSON. `entries` are those that belong to the key. `None` without any.
///
/// Besides the documented style, the usual others are read that cannot be confused with it: `a=1&a=2`, `a[]=1` and
/// `a[0]=1` for lists, and JSON text for maps and records.
///
/// # Errors
/// When the texts contradict each other, are nested too deeply, or have more than `max` items.
#[cfg(feature = "server")]
pub(crate) fn join<'e>(key: &Key, entries: &Entries<'e>, max: usize) -> Result<Option<Joined<'e>>, Fault> {
    let exact = |name: &str| key.wire_name() == name || key.aliases.contains(&name);
    if let Some((_, value)) = entries.iter().rev().find(|(name, value)| {
        let is_json = |text: &str| key.entries && text.trim_start().starts_with('{');
        exact(name)
            && (matches!(value, Value::Json(_)) || value.scalar_text().is_some_and(|text| is_json(&text)))
    }) {
        return Ok(Some(Joined::Value(value.clone())));
    }
    let mut tree = Tree::Branch(Vec::new());
    for (name, value) in entries {
        let known = std::iter::once(key.wire_name()).chain(key.aliases.iter().copied());
        let Some(rest) = known.into_iter().find_map(|known| name.strip_prefix(known)) else { continue };
        let Some(path) = segments(key, rest) else { continue };
        let mut json = String::new();
        value.push_json(&mut json);
        match (value.scalar_text(), key.style.and_then(Style::separator)) {
            (Some(text), Some(_)) if path.is_empty() && text.is_empty() => {}
            (Some(text), Some(separator)) if path.is_empty() => {
                if text.split(separator).nth(max).is_some() {
                    return Err(Fault::limit(format!("more than {max} values")));
                }
                for item in text.split(separator) {
                    // Spaces around a comma have no meaning in a header.
                    let item = if separator == ',' { item.trim_matches(' ') } else { item };
                    let mut json = String::new();
                    quote(item, &mut json);
                    tree.add(&[""], json)?;
                }
            }
            (Some(text), _) if key.encoding == Encoding::EmbeddedJson => {
                Document::parse(text.as_bytes())?;
                tree.add(if path.is_empty() { &[""] } else { &path }, text.into_owned())?;
            }
            _ if path.is_empty() && !key.entries => tree.add(&[""], json)?,
            _ => tree.add(&path, json)?,
        }
    }
    if entries.is_empty() {
        return Ok(None);
    }
    let mut json = String::new();
    tree.write(Some(!key.entries), &mut json);
    Document::of_text(json).map(|document| Some(Joined::Document(document.joined())))
}

/// Returns the segments of a name behind the name of the parameter: `b` and `0` of `a[b][0]`, none of `a`. `None` if it
/// is another name.
#[cfg(feature = "server")]
fn segments<'n>(key: &Key, mut rest: &'n str) -> Option<Vec<&'n str>> {
    let mut segments = Vec::new();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (segment, after) = inside.split_once(']')?;
            segments.push(segment);
            rest = after;
        } else {
            let after = rest.strip_prefix('.').filter(|_| key.style == Some(Style::Dots))?;
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (segment, after) = after.split_at_checked(end)?;
            segments.push(segment);
            rest = after;
        }
    }
    Some(segments)
}

/// Value under construction from names and texts.
#[cfg(feature = "server")]
enum Tree {
    /// JSON of a scalar.
    Leaf(String),
    /// Items or entries, each with its segment of the name. An empty segment is the next item of a list.
    Branch(Vec<(String, Tree)>),
}

#[cfg(feature = "server")]
impl Tree {
    /// Adds a scalar.
    fn add(&mut self, path: &[&str], json: String) -> Result<(), Fault> {
        if path.len() > MAX_DEPTH {
            return Err(Fault::limit(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        let mut at = self;
        for segment in path {
            let Tree::Branch(children) = at else { return Err(contradiction()) };
            let known = children.iter().position(|(known, _)| !segment.is_empty() && known == segment);
            let position = known.unwrap_or_else(|| {
                children.push(((*segment).to_owned(), Tree::Branch(Vec::new())));
                children.len() - 1
            });
            at = &mut children.get_mut(position).ok_or_else(contradiction)?.1;
        }
        match at {
            // The last value of a repeated name counts.
            Tree::Leaf(known) => *known = json,
            Tree::Branch(children) if children.is_empty() => *at = Tree::Leaf(json),
            Tree::Branch(_) => return Err(contradiction()),
        }
        Ok(())
    }

    /// Writes the value as JSON. Without `is_list`, the segments tell lists from objects.
    fn write(mut self, is_list: Option<bool>, json: &mut String) {
        let children = match &mut self {
            Tree::Leaf(text) => return json.push_str(text),
            Tree::Branch(children) => children,
        };
        let position = |segment: &str| segment.parse::<u32>().ok().filter(|_| !segment.starts_with('+'));
        let is_list = is_list.unwrap_or_else(|| {
            let mut positions: Vec<Option<u32>> =
                children.iter().map(|(segment, _)| position(segment)).collect();
            positions.sort_unstable();
            children.iter().all(|(segment, _)| segment.is_empty())
                || positions.iter().zip(0..).all(|(position, expected)| *position == Some(expected))
        });
        if is_list {
            children.sort_by_key(|(segment, _)| position(segment));
        }
        json.push(if is_list { '[' } else { '{' });
        for (number, (segment, child)) in std::mem::take(children).into_iter().enumerate() {
            if number > 0 {
                json.push(',');
            }
            if !is_list {
                quote(&segment, json);
                json.push(':');
            }
            child.write(None, json);
        }
        json.push(if is_list { ']' } else { '}' });
    }
}

#[cfg(feature = "server")]
fn contradiction() -> Fault {
    Fault::limit("is given both as a value and in parts")
}

fn scalar<'v>(value: &'v Value<'_>) -> Result<Cow<'v, str>, Fault> {
    value.scalar_text().ok_or_else(|| Fault::unexpected("a string, a number or a boolean", value.kind()))
}
