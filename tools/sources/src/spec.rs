//! Views of a spec for comparisons: actions, responses as flat lists of fields, wire types.

use bindery_model::diagnostic::Span;
use bindery_model::{
    Action, Api, Deviation, Encoding, Evidence, Field, JsonKind, KnownAction, Module, Scalar, Type, TypeId,
    TypeKind,
};

/// Whether evidence cites a source.
pub(crate) fn cites(evidence: &[Evidence], source: &str) -> bool {
    evidence.iter().any(|one| one.source == source)
}

/// Returns all actions with their modules.
pub(crate) fn actions(api: &Api) -> impl Iterator<Item = (&Module, KnownAction<'_>)> {
    api.modules.iter().flat_map(|module| module.known().map(move |known| (module, known)))
}

/// A field of a response.
pub(crate) struct ResponseField<'a> {
    /// Path from the response to the field: names, `[]` for the items of a list, `{}` for the values of a map.
    pub(crate) path: Vec<&'a str>,
    pub(crate) ty: &'a Type,
    pub(crate) encoding: Encoding,
    /// Aliases of the field.
    pub(crate) aliases: &'a [String],
    /// Whether a list may be written as its only item.
    pub(crate) bare_single: bool,
    pub(crate) deviations: Vec<&'a Deviation>,
    /// Evidence of the field, or else of its type, response or action.
    pub(crate) evidence: &'a [Evidence],
    pub(crate) span: Span,
}

impl ResponseField<'_> {
    /// Returns the path as text.
    pub(crate) fn text(&self) -> String {
        join(&self.path)
    }
}

/// Joins a path to a text.
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

/// Splits the text of a path.
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

/// Returns the fields of an action's responses in the order of the spec: the path and the type of each. Paths are names
/// separated by dots, with `[]` for the items of a list and `{}` for the values of a map. Recursive types are expanded
/// once. Fields that several responses share are listed for each response.
pub fn response_fields<'a>(api: &'a Api, action: &'a Action) -> Vec<(String, &'a Type)> {
    walk(api, action).iter().map(|part| (part.text(), part.ty)).collect()
}

/// Returns the fields of an action's responses, each path once.
pub(crate) fn parts<'a>(api: &'a Api, action: &'a Action) -> Vec<ResponseField<'a>> {
    let mut seen = std::collections::HashSet::new();
    let mut parts = walk(api, action);
    parts.retain(|part| seen.insert(part.path.clone()));
    parts
}

fn walk<'a>(api: &'a Api, action: &'a Action) -> Vec<ResponseField<'a>> {
    let documented_response = &action.response;
    let evidence = if documented_response.evidence.is_empty() {
        &action.evidence
    } else {
        &documented_response.evidence
    };
    let mut walk = Walk { api, found: Vec::new(), open: Vec::new() };
    for ty in documented_response.types() {
        let root = ResponseField {
            path: Vec::new(),
            ty,
            encoding: documented_response.encoding,
            aliases: &[],
            bare_single: false,
            deviations: documented_response.deviations.iter().chain(of_type(api, ty)).collect(),
            evidence,
            span: documented_response.span,
        };
        if !walk.inside(&root) {
            walk.scalar(root);
        }
    }
    walk.found
}

/// Returns the deviations of a named type.
pub(crate) fn of_type<'a>(api: &'a Api, ty: &Type) -> &'a [Deviation] {
    match ty {
        Type::Named(id) => api.types.get(*id).map_or(&[], |def| &def.deviations),
        _ => &[],
    }
}

struct Walk<'a> {
    api: &'a Api,
    found: Vec<ResponseField<'a>>,
    /// Enclosing records, to stop at recursive types.
    open: Vec<TypeId>,
}

impl<'a> Walk<'a> {
    /// Adds a value without fields; for lists and maps, their innermost items.
    fn scalar(&mut self, mut part: ResponseField<'a>) {
        loop {
            match part.ty {
                Type::List(item) => {
                    part.path.push("[]");
                    part.ty = item;
                }
                Type::Map(_, item) => {
                    part.path.push("{}");
                    part.ty = item;
                }
                Type::Nullable(item) => part.ty = item,
                Type::Scalar(_) | Type::Named(_) => break,
            }
        }
        self.found.push(part);
    }

    /// Adds the fields of a value; returns false if there are none.
    fn inside(&mut self, part: &ResponseField<'a>) -> bool {
        let mut path = part.path.clone();
        let mut ty = match part.ty {
            // Documents show such a list as its only item.
            Type::List(item) if part.bare_single => item,
            ty => ty,
        };
        loop {
            match ty {
                Type::List(item) => {
                    path.push("[]");
                    ty = item;
                }
                Type::Map(_, item) => {
                    path.push("{}");
                    ty = item;
                }
                Type::Nullable(item) => ty = item,
                Type::Named(id) => {
                    let Some(def) = self.api.types.get(*id) else { return false };
                    let TypeKind::Record(fields) = &def.kind else { return false };
                    if self.open.contains(id) {
                        return true;
                    }
                    self.open.push(*id);
                    let evidence = if def.evidence.is_empty() { part.evidence } else { &def.evidence };
                    for field in fields.iter().filter(|field| !field.additional) {
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
        let part = ResponseField {
            path,
            ty: &field.ty,
            encoding: field.encoding,
            aliases: &field.aliases,
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

/// The JSON type of a value on the wire.
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

/// Returns the JSON type of a value with this type and encoding.
pub(crate) fn wire(api: &Api, ty: &Type, encoding: Encoding) -> Wire {
    match encoding {
        Encoding::JsonString
        | Encoding::TwoDecimals
        | Encoding::TwoDigits
        | Encoding::Capitalized
        | Encoding::EmbeddedJson => return Wire::Text,
        Encoding::ZeroOrOne | Encoding::NameOnly => return Wire::Bool,
        Encoding::NumberList => return Wire::List,
        Encoding::Plain
        | Encoding::ListWhenEmpty
        | Encoding::UnixSeconds
        | Encoding::UnixMilliseconds
        | Encoding::UnixMicroseconds
        | Encoding::UnixNanoseconds
        | Encoding::Rfc2822
        | Encoding::HttpDate => {}
    }
    match ty {
        Type::Scalar(scalar) => of_scalar(*scalar, encoding),
        Type::List(_) => Wire::List,
        Type::Map(..) => Wire::Object,
        Type::Nullable(item) => wire(api, item, encoding),
        Type::Named(id) => match api.types.get(*id).map(|def| &def.kind) {
            Some(TypeKind::Record(_)) => Wire::Object,
            Some(TypeKind::Positions(_)) => Wire::List,
            // The variants may be of any kind.
            Some(TypeKind::Union(_)) => Wire::Any,
            Some(TypeKind::IntEnum(_)) => Wire::Whole,
            Some(TypeKind::TextEnum(_)) => Wire::Text,
            Some(TypeKind::Newtype(newtype)) => match encoding.or(newtype.encoding) {
                own if own.is_of_instants() || own == Encoding::Plain => of_scalar(newtype.base, own),
                _ => Wire::Text,
            },
            Some(TypeKind::Alias(ty)) => wire(api, ty, encoding),
            None => Wire::Any,
        },
    }
}

fn of_scalar(scalar: Scalar, encoding: Encoding) -> Wire {
    match scalar.form(encoding) {
        JsonKind::Text => Wire::Text,
        JsonKind::Whole => Wire::Whole,
        JsonKind::Decimal | JsonKind::Float => Wire::Decimal,
        JsonKind::Flag => Wire::Bool,
        JsonKind::Any => Wire::Any,
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
