//! The spec as documents see it: actions by their names there, answers as flat lists of fields, wire types.

use bindery_model::diagnostic::Span;
use bindery_model::{
    Action, Api, Deviation, Evidence, Field, Form, Known, Module, Scalar, Style, Type, TypeId, TypeKind,
};

/// Whether evidence speaks of a source.
pub(crate) fn cites(evidence: &[Evidence], source: &str) -> bool {
    evidence.iter().any(|one| one.source == source)
}

/// All actions, each with its module.
pub(crate) fn actions(api: &Api) -> impl Iterator<Item = (&Module, Known<'_>)> {
    api.modules.iter().flat_map(|module| module.known().map(move |known| (module, known)))
}

/// A field of an answer.
pub(crate) struct Part<'a> {
    /// The way from the answer to it: names, `[]` for the items of a list, `{}` for the values of a map.
    pub(crate) path: Vec<&'a str>,
    pub(crate) ty: &'a Type,
    pub(crate) style: Style,
    /// Other names that are read.
    pub(crate) also: &'a [String],
    /// A list that may come as its only item.
    pub(crate) bare_single: bool,
    pub(crate) deviations: Vec<&'a Deviation>,
    /// Its own evidence, or that of what it belongs to.
    pub(crate) evidence: &'a [Evidence],
    pub(crate) span: Span,
}

impl Part<'_> {
    /// The path as documents have it.
    pub(crate) fn text(&self) -> String {
        join(&self.path)
    }
}

/// A path as one text.
pub(crate) fn join(path: &[&str]) -> String {
    let mut text = String::new();
    for part in path {
        if !text.is_empty() && !matches!(*part, "[]" | "{}") {
            text.push('.');
        }
        text.push_str(part);
    }
    text
}

/// A path taken apart.
pub(crate) fn split(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for mut part in path.split('.') {
        let mut brackets = 0;
        let mut leading = 0;
        while let Some(rest) = part.strip_prefix("[]") {
            part = rest;
            leading += 1;
        }
        while let Some(rest) = part.strip_suffix("[]") {
            part = rest;
            brackets += 1;
        }
        parts.extend(std::iter::repeat_n("[]", leading));
        if !part.is_empty() {
            parts.push(part);
        }
        parts.extend(std::iter::repeat_n("[]", brackets));
    }
    parts
}

/// What an action answers, field by field in the order of the spec: the path to each field, and its type. Names have dots
/// between; `[]` stands for the items of a list, `{}` for the values of a map; a type that holds itself is not opened a
/// second time. What several answers have in common stands there for each of them.
pub fn answer_fields<'a>(api: &'a Api, action: &'a Action) -> Vec<(String, &'a Type)> {
    walk(api, action).iter().map(|part| (part.text(), part.ty)).collect()
}

/// What an action answers, each field once.
pub(crate) fn parts<'a>(api: &'a Api, action: &'a Action) -> Vec<Part<'a>> {
    let mut seen = std::collections::HashSet::new();
    let mut parts = walk(api, action);
    parts.retain(|part| seen.insert(part.path.clone()));
    parts
}

fn walk<'a>(api: &'a Api, action: &'a Action) -> Vec<Part<'a>> {
    let returns = &action.returns;
    let evidence = if returns.evidence.is_empty() { &action.evidence } else { &returns.evidence };
    let mut walk = Walk { api, found: Vec::new(), open: Vec::new() };
    for ty in returns.types() {
        let root = Part {
            path: Vec::new(),
            ty,
            style: returns.style,
            also: &[],
            bare_single: false,
            deviations: returns.deviations.iter().chain(of_type(api, ty)).collect(),
            evidence,
            span: returns.span,
        };
        if !walk.inside(&root) {
            walk.scalar(root);
        }
    }
    walk.found
}

/// The deviations that a named type declares.
pub(crate) fn of_type<'a>(api: &'a Api, ty: &Type) -> &'a [Deviation] {
    match ty {
        Type::Named(id) => api.types.get(*id).map_or(&[], |def| &def.deviations),
        _ => &[],
    }
}

struct Walk<'a> {
    api: &'a Api,
    found: Vec<Part<'a>>,
    /// The records that lead here, so that a type that holds itself comes to an end.
    open: Vec<TypeId>,
}

impl<'a> Walk<'a> {
    /// A value without fields: the items of lists and maps are what counts.
    fn scalar(&mut self, mut part: Part<'a>) {
        loop {
            match part.ty {
                Type::List(item) => {
                    part.path.push("[]");
                    part.ty = item;
                }
                Type::Map(item) => {
                    part.path.push("{}");
                    part.ty = item;
                }
                _ => break,
            }
        }
        self.found.push(part);
    }

    /// The fields inside a value; false when there are none.
    fn inside(&mut self, part: &Part<'a>) -> bool {
        let mut path = part.path.clone();
        let mut ty = match part.ty {
            // The documented form of such a list is its only item.
            Type::List(item) if part.bare_single => item,
            ty => ty,
        };
        loop {
            match ty {
                Type::List(item) => {
                    path.push("[]");
                    ty = item;
                }
                Type::Map(item) => {
                    path.push("{}");
                    ty = item;
                }
                Type::Named(id) => {
                    let Some(def) = self.api.types.get(*id) else { return false };
                    let TypeKind::Record(fields) = &def.kind else { return false };
                    if self.open.contains(id) {
                        return true;
                    }
                    self.open.push(*id);
                    let evidence = if def.evidence.is_empty() { part.evidence } else { &def.evidence };
                    for field in fields.iter().filter(|field| !field.others) {
                        self.field(&path, field, evidence);
                    }
                    self.open.pop();
                    return true;
                }
                Type::Scalar(_) => return false,
            }
        }
    }

    fn field(&mut self, path: &[&'a str], field: &'a Field, evidence: &'a [Evidence]) {
        let mut path = path.to_vec();
        path.push(&field.name);
        let part = Part {
            path,
            ty: &field.ty,
            style: field.style,
            also: &field.also,
            bare_single: field.bare_single,
            deviations: field.deviations.iter().chain(of_type(self.api, &field.ty)).collect(),
            evidence: if field.evidence.is_empty() { evidence } else { &field.evidence },
            span: field.span,
        };
        let at = self.found.len();
        self.inside(&part);
        self.found.insert(at, part);
    }
}

/// What a value is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    Text,
    Whole,
    Decimal,
    Bool,
    List,
    Object,
    Any,
}

/// What a value of this type and style is on the wire.
pub(crate) fn wire(api: &Api, ty: &Type, style: Style) -> Wire {
    match style {
        Style::Text | Style::Cents | Style::TwoDigits | Style::Title | Style::JsonText => return Wire::Text,
        Style::Flag | Style::Valueless => return Wire::Bool,
        Style::Numbers => return Wire::List,
        Style::Plain | Style::ListWhenEmpty | Style::Milliseconds => {}
    }
    match ty {
        Type::Scalar(scalar) => of_scalar(*scalar),
        Type::List(_) => Wire::List,
        Type::Map(_) => Wire::Object,
        Type::Named(id) => match api.types.get(*id).map(|def| &def.kind) {
            Some(TypeKind::Record(_)) => Wire::Object,
            Some(TypeKind::IntEnum(_)) => Wire::Whole,
            Some(TypeKind::TextEnum(_)) => Wire::Text,
            Some(TypeKind::Newtype(newtype)) if newtype.style == Style::Plain => of_scalar(newtype.base),
            Some(TypeKind::Newtype(_)) => Wire::Text,
            None => Wire::Any,
        },
    }
}

fn of_scalar(scalar: Scalar) -> Wire {
    match scalar.form() {
        Form::Text => Wire::Text,
        Form::Whole => Wire::Whole,
        Form::Decimal => Wire::Decimal,
        Form::Flag => Wire::Bool,
        Form::Any => Wire::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::{join, split};

    #[test]
    fn paths_are_taken_apart_and_put_together() {
        for (text, parts) in [
            ("", vec![]),
            ("a.b", vec!["a", "b"]),
            ("[].id", vec!["[]", "id"]),
            ("rows[].id", vec!["rows", "[]", "id"]),
            ("a[]", vec!["a", "[]"]),
        ] {
            assert_eq!(split(text), parts);
            assert_eq!(join(&parts), text);
        }
    }
}
