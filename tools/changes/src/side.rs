//! One of the two versions, with what is looked up in it all the time.

use std::collections::HashMap;

use bindery_model::diagnostic::Diagnostic;
use bindery_model::names::{self, NameKind};
use bindery_model::{Api, Auth, ErrorEntry, FailureShape, Field, ModuleId, Type, TypeId, TypeKind};

use crate::direction::{Flow, Flows};
use crate::pair::{Paired, pair};

/// A version.
pub(crate) struct Side<'a> {
    /// Its model.
    pub(crate) api: &'a Api,
    rust: HashMap<(NameKind, String, String), String>,
    flows: Vec<Flows>,
    auth: Vec<String>,
    errors: Vec<String>,
    failures: Vec<String>,
}

impl<'a> Side<'a> {
    /// A version; the mistakes when its names cannot be chosen.
    pub(crate) fn new(api: &'a Api) -> Result<Self, Vec<Diagnostic>> {
        let entries = names::list(api)?.into_iter();
        let rust = entries.map(|entry| ((entry.kind, entry.place, entry.wire), entry.rust)).collect();
        let mut side = Self {
            api,
            rust,
            flows: vec![Flows::default(); api.types.len()],
            auth: api.auth.iter().map(|auth| auth.name.clone()).collect(),
            errors: api.errors.iter().map(|error| error.name.clone()).collect(),
            failures: api.failures.iter().map(|shape| shape.name.clone()).collect(),
        };
        for module in &api.modules {
            for action in &module.actions {
                let request = Flows::only(Flow::request(module.inbound));
                action.parameters.iter().for_each(|field| side.travels(&field.ty, request));
                let answer = Flows::only(Flow::answer(module.inbound));
                action.returns.types().for_each(|ty| side.travels(ty, answer));
            }
        }
        Ok(side)
    }

    /// Calls schemes, errors and failure shapes what the new version calls them, so that a new name is one difference and
    /// not one more wherever it is used.
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

    /// Notes the flows of a type and of all that it holds. A chain of types may be longer than a stack is deep.
    fn travels(&mut self, ty: &Type, flows: Flows) {
        let mut open: Vec<TypeId> = ty.leaf().into_iter().collect();
        while let Some(id) = open.pop() {
            let Some(known) = self.flows.get_mut(id) else { continue };
            let all = known.or(flows);
            if std::mem::replace(known, all) == all {
                continue;
            }
            if let Some(TypeKind::Record(fields)) = self.kind(id) {
                open.extend(fields.iter().filter_map(|field| field.ty.leaf()));
            }
        }
    }

    /// In which directions a type travels.
    pub(crate) fn flows(&self, id: TypeId) -> Flows {
        self.flows.get(id).copied().unwrap_or_default()
    }

    /// The name of something in Rust; empty for what is not there.
    pub(crate) fn rust(&self, kind: NameKind, place: &str, wire: &str) -> &str {
        self.rust.get(&(kind, place.to_owned(), wire.to_owned())).map_or("", String::as_str)
    }

    /// The name of a module, or `api` for what belongs to none.
    pub(crate) fn module(&self, id: Option<ModuleId>) -> &'a str {
        id.and_then(|id| self.api.modules.get(id)).map_or("api", |module| module.name.as_str())
    }

    /// The name of a scheme.
    pub(crate) fn auth(&self, id: usize) -> &str {
        self.auth.get(id).map_or("", String::as_str)
    }

    /// The name of an error.
    pub(crate) fn error(&self, id: usize) -> &str {
        self.errors.get(id).map_or("", String::as_str)
    }

    /// The name of an error; empty where none is said.
    pub(crate) fn maybe_error(&self, id: Option<usize>) -> String {
        id.map_or_else(String::new, |id| self.error(id).to_owned())
    }

    /// The name of a failure shape.
    pub(crate) fn failure(&self, id: usize) -> &str {
        self.failures.get(id).map_or("", String::as_str)
    }

    /// An action as `module/action`; empty where none is said.
    pub(crate) fn maybe_action(&self, id: Option<(ModuleId, usize)>) -> String {
        let found = id.and_then(|(module, position)| {
            let module = self.api.modules.get(module)?;
            Some(format!("{}/{}", module.name, module.actions.get(position)?.name))
        });
        found.unwrap_or_default()
    }

    /// The definition of a named type.
    pub(crate) fn kind(&self, id: TypeId) -> Option<&'a TypeKind> {
        self.api.types.get(id).map(|def| &def.kind)
    }
}

/// The names of parameters at positions.
pub(crate) fn named<'f>(fields: &'f [Field], positions: &[usize]) -> Vec<&'f str> {
    positions.iter().filter_map(|at| fields.get(*at)).map(|field| field.name.as_str()).collect()
}

/// The schemes of both versions, which may be called something else.
pub(crate) fn schemes<'o, 'n>(old: &'o Api, new: &'n Api) -> Paired<'o, 'n, Auth> {
    let same = |old: &Auth, new: &Auth| old.scheme == new.scheme;
    pair(&old.auth, &new.auth, &[&|old, new| old.name == new.name, &same])
}

/// The errors of both versions, which may be called something else.
pub(crate) fn errors<'o, 'n>(old: &'o Api, new: &'n Api) -> Paired<'o, 'n, ErrorEntry> {
    let same = |old: &ErrorEntry, new: &ErrorEntry| old.code.is_some() && old.code == new.code;
    pair(&old.errors, &new.errors, &[&|old, new| old.name == new.name, &same])
}

/// The shapes of failures of both versions, which may be called something else.
pub(crate) fn failures<'o, 'n>(old: &'o Api, new: &'n Api) -> Paired<'o, 'n, FailureShape> {
    let same = |old: &FailureShape, new: &FailureShape| {
        old.status == new.status && old.when == new.when && old.body == new.body
    };
    pair(&old.failures, &new.failures, &[&|old, new| old.name == new.name, &same])
}

fn rename(names: &mut [String], old: &str, new: &str) {
    if let Some(name) = names.iter_mut().find(|name| *name == old) {
        new.clone_into(name);
    }
}
