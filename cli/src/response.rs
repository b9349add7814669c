//! What an answer holds, as a flat list of paths: the way from the answer to each of its fields, with its type.

use std::collections::HashSet;

use bindery_model::{Action, Api, Field, Type, TypeId, TypeKind};
use serde::Serialize;

/// A field of an answer.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ResponseContract {
    /// Wire names with dots between; `[]` stands for the items of a list, `{}` for the values of a map. Empty for an
    /// answer that is a scalar. A list that is documented as a single object has no `[]`. A type that holds itself is
    /// not opened a second time.
    pub(crate) path: String,
    /// The type, as the spec writes it.
    #[serde(rename = "type")]
    pub(crate) ty: String,
}

/// What an action answers, field by field.
pub(crate) fn response(api: &Api, action: &Action) -> Vec<ResponseContract> {
    let mut fields = Fields { api, list: Vec::new(), open: Vec::new() };
    for ty in action.returns.ty.iter().chain(action.returns.outcomes.iter().filter_map(|it| it.ty.as_ref())) {
        fields.root(ty);
    }
    // What several answers have in common stands there once.
    let mut seen = HashSet::new();
    fields.list.retain(|field| seen.insert((field.path.clone(), field.ty.clone())));
    fields.list
}

/// The fields of an answer, while they are collected.
struct Fields<'a> {
    api: &'a Api,
    list: Vec<ResponseContract>,
    /// The records that lead here, so that a type that holds itself comes to an end.
    open: Vec<TypeId>,
}

impl Fields<'_> {
    /// The answer itself, which has no name: only what is in it counts, unless it is a scalar or ends in scalars.
    fn root(&mut self, ty: &Type) {
        if let Some(path) = self.leaf(ty) {
            self.list.push(ResponseContract { path: path.0, ty: path.1.text(&self.api.types) });
        } else {
            self.inside("", ty);
        }
    }

    /// For a type whose lists and maps end in something that has no fields: the way there and what it is.
    fn leaf<'t>(&self, ty: &'t Type) -> Option<(String, &'t Type)> {
        match ty {
            Type::List(item) => self.leaf(item).map(|(path, ty)| (format!("[]{path}"), ty)),
            Type::Map(item) => self.leaf(item).map(|(path, ty)| (format!("{{}}{path}"), ty)),
            Type::Named(id) => match self.api.types.get(*id).map(|def| &def.kind) {
                Some(TypeKind::Record(_)) => None,
                _ => Some((String::new(), ty)),
            },
            Type::Scalar(_) => Some((String::new(), ty)),
        }
    }

    /// What is in a value at this path.
    fn inside(&mut self, path: &str, ty: &Type) {
        match ty {
            Type::Scalar(_) => {}
            Type::List(item) => self.inside(&format!("{path}[]"), item),
            Type::Map(item) => self.inside(&format!("{path}{{}}"), item),
            Type::Named(id) => {
                let Some(TypeKind::Record(fields)) = self.api.types.get(*id).map(|def| &def.kind) else {
                    return;
                };
                if self.open.contains(id) {
                    return;
                }
                self.open.push(*id);
                // What collects the rest stands for nothing that is documented.
                for field in fields.iter().filter(|field| !field.others) {
                    self.field(path, field);
                }
                self.open.pop();
            }
        }
    }

    fn field(&mut self, path: &str, field: &Field) {
        let path = if path.is_empty() { field.name.clone() } else { format!("{path}.{}", field.name) };
        self.list.push(ResponseContract { path: path.clone(), ty: field.ty.text(&self.api.types) });
        match &field.ty {
            // The documented form is one object.
            Type::List(item) if field.bare_single => self.inside(&path, item),
            ty => self.inside(&path, ty),
        }
    }
}
