//! Side of a comparison: the old or new version, with indexes for frequent lookups.

use std::collections::{HashMap, HashSet};

use bindery_model::diagnostic::Diagnostic;
use bindery_model::names::{self, NameKind};
use bindery_model::{Api, Auth, ErrorEntry, ErrorFormat, Field, ModuleId, Type, TypeDef, TypeId, TypeKind};

use crate::direction::{Message, Messages};
use crate::pair::{Paired, pair};

/// A version of an API.
pub(crate) struct Side<'a> {
    /// Model of the version.
    pub(crate) api: &'a Api,
    rust: HashMap<(NameKind, String, String), String>,
    flows: Vec<Messages>,
    /// Records that are the headers of a response.
    headers: HashSet<TypeId>,
    auth: Vec<String>,
    errors: Vec<String>,
    failures: Vec<String>,
}

impl<'a> Side<'a> {
    /// Creates a version; returns the diagnostics if its names cannot be chosen.
    pub(crate) fn new(api: &'a Api) -> Result<Self, Vec<Diagnostic>> {
        let entries = names::list(api)?.into_iter();
        let rust = entries.map(|entry| ((entry.kind, entry.place, entry.wire), entry.rust)).collect();
        let mut side = Self {
            api,
            rust,
            flows: vec![Messages::default(); api.types.len()],
            headers: HashSet::new(),
            auth: api.auth.iter().map(|auth| auth.name.clone()).collect(),
            errors: api.errors.iter().map(|error| error.name.clone()).collect(),
            failures: api.error_formats.iter().map(|shape| shape.name.clone()).collect(),
        };
        for module in &api.modules {
            for action in &module.actions {
                let request = Messages::only(Message::request(module.inbound));
                action.parameters.iter().for_each(|field| side.travels(&field.ty, request));
                side.headers.extend(action.response.headers().filter_map(Type::leaf));
                let reply = Messages::only(Message::response(module.inbound));
                action
                    .response
                    .types()
                    .chain(action.response.headers())
                    .for_each(|ty| side.travels(ty, reply));
                let details = api.error_formats.iter().filter_map(|format| format.details.as_ref());
                details.for_each(|details| side.travels(&details.ty, reply));
            }
        }
        Ok(side)
    }

    /// Renames schemes, errors and error formats to the names of the new version, so that a new name is one
    /// difference and not an additional one at each use.
    pub(crate) fn speak_like(&mut self, new: &Self) {
        let (old, new) = (self.api, new.api);
        for (old, new) in schemes(old, new).both {
            rename(&mut self.auth, &old.name, &new.name);
        }
        for (old, new) in errors(old, new).both {
            rename(&mut self.errors, &old.name, &new.name);
        }
        for (old, new) in failures(old, new).both {
            rename(&mut self.failures, &old.name, &new.name);
        }
    }

    /// Records the flows of a type and of all types that it contains. Iterative, since a chain of types can be longer
    /// than the stack allows.
    fn travels(&mut self, ty: &Type, flows: Messages) {
        let mut open: Vec<TypeId> = ty.named().collect();
        while let Some(id) = open.pop() {
            let Some(known) = self.flows.get_mut(id) else { continue };
            let all = known.or(flows);
            if std::mem::replace(known, all) == all {
                continue;
            }
            let parts = self.api.types.get(id).into_iter().flat_map(TypeDef::parts);
            open.extend(parts.flat_map(Type::named));
        }
    }

    /// Returns the directions in which a type is sent.
    pub(crate) fn flows(&self, id: TypeId) -> Messages {
        self.flows.get(id).copied().unwrap_or_default()
    }

    /// Whether a record is the headers of a response.
    pub(crate) fn is_headers(&self, id: TypeId) -> bool {
        self.headers.contains(&id)
    }

    /// Returns the position of the type with this name.
    pub(crate) fn index(&self, name: &str) -> Option<TypeId> {
        self.api.types.iter().position(|def| def.name == name)
    }

    /// Returns the Rust name of an item; empty if it does not exist.
    pub(crate) fn rust(&self, kind: NameKind, place: &str, wire: &str) -> &str {
        self.rust.get(&(kind, place.to_owned(), wire.to_owned())).map_or("", String::as_str)
    }

    /// Returns the name of a module, or `api` for items outside of the modules.
    pub(crate) fn module(&self, id: Option<ModuleId>) -> &'a str {
        id.and_then(|id| self.api.modules.get(id)).map_or("api", |module| module.name.as_str())
    }

    /// Returns the name of a scheme.
    pub(crate) fn auth(&self, id: usize) -> &str {
        self.auth.get(id).map_or("", String::as_str)
    }

    /// Returns the name of an error.
    pub(crate) fn error(&self, id: usize) -> &str {
        self.errors.get(id).map_or("", String::as_str)
    }

    /// Returns the name of an error; empty for none.
    pub(crate) fn maybe_error(&self, id: Option<usize>) -> String {
        id.map_or_else(String::new, |id| self.error(id).to_owned())
    }

    /// Returns the name of an error format.
    pub(crate) fn failure(&self, id: usize) -> &str {
        self.failures.get(id).map_or("", String::as_str)
    }

    /// Returns an action as `module/action`; empty for none.
    pub(crate) fn maybe_action(&self, id: Option<(ModuleId, usize)>) -> String {
        id.and_then(|place| self.api.action_name(place)).unwrap_or_default()
    }

    /// Returns the definition of a named type.
    pub(crate) fn kind(&self, id: TypeId) -> Option<&'a TypeKind> {
        self.api.types.get(id).map(|def| &def.kind)
    }
}

/// Returns the names of parameters by position.
pub(crate) fn named<'f>(fields: &'f [Field], positions: &[usize]) -> Vec<&'f str> {
    positions.iter().filter_map(|at| fields.get(*at)).map(|field| field.name.as_str()).collect()
}

/// Pairs the schemes of both versions, which can have other names.
pub(crate) fn schemes<'o, 'n>(old: &'o Api, new: &'n Api) -> Paired<'o, 'n, Auth> {
    let same = |old: &Auth, new: &Auth| old.scheme == new.scheme;
    pair(&old.auth, &new.auth, &[&|old, new| old.name == new.name, &same])
}

/// Pairs the errors of both versions, which can have other names.
pub(crate) fn errors<'o, 'n>(old: &'o Api, new: &'n Api) -> Paired<'o, 'n, ErrorEntry> {
    let same = |old: &ErrorEntry, new: &ErrorEntry| old.code.is_some() && old.code == new.code;
    pair(&old.errors, &new.errors, &[&|old, new| old.name == new.name, &same])
}

/// Pairs the error formats of both versions, which can have other names.
pub(crate) fn failures<'o, 'n>(old: &'o Api, new: &'n Api) -> Paired<'o, 'n, ErrorFormat> {
    let same = |old: &ErrorFormat, new: &ErrorFormat| {
        old.status == new.status && old.when == new.when && old.body == new.body
    };
    pair(&old.error_formats, &new.error_formats, &[&|old, new| old.name == new.name, &same])
}

fn rename(names: &mut [String], old: &str, new: &str) {
    if let Some(name) = names.iter_mut().find(|name| *name == old) {
        new.clone_into(name);
    }
}
