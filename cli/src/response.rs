//! Fields of a response as a flat list of paths, with their types.

use std::collections::HashSet;

use bindery_model::{Action, Api};
use bindery_sources::response_fields;
use serde::Serialize;

/// A field of a response.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct ResponseContract {
    /// Wire names joined by dots; `[]` means the entries of a list, `{}` the values of a map. Empty for a scalar
    /// response. A list that is documented as a single object has no `[]`. A recursive type is expanded only once.
    pub(crate) path: String,
    /// Type in the notation of the spec.
    #[serde(rename = "type")]
    pub(crate) ty: String,
}

/// Returns the fields of an action's response; fields that several responses share are listed once.
pub(crate) fn response(api: &Api, action: &Action) -> Vec<ResponseContract> {
    let mut seen = HashSet::new();
    let fields = response_fields(api, action).into_iter();
    let fields = fields.map(|(path, ty)| ResponseContract { path, ty: ty.text(&api.types) });
    fields.filter(|field| seen.insert(field.clone())).collect()
}
