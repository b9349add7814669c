//! What an answer holds, as a flat list of paths: the way from the answer to each of its fields, with its type.

use std::collections::HashSet;

use bindery_model::{Action, Api};
use bindery_sources::answer_fields;
use serde::Serialize;

/// A field of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct ResponseContract {
    /// Wire names with dots between; `[]` stands for the items of a list, `{}` for the values of a map. Empty for an
    /// answer that is a scalar. A list that is documented as a single object has no `[]`. A type that holds itself is
    /// not opened a second time.
    pub(crate) path: String,
    /// The type, as the spec writes it.
    #[serde(rename = "type")]
    pub(crate) ty: String,
}

/// What an action answers, field by field; what several answers have in common stands there once.
pub(crate) fn response(api: &Api, action: &Action) -> Vec<ResponseContract> {
    let mut seen = HashSet::new();
    let fields = answer_fields(api, action).into_iter();
    let fields = fields.map(|(path, ty)| ResponseContract { path, ty: ty.text(&api.types) });
    fields.filter(|field| seen.insert(field.clone())).collect()
}
