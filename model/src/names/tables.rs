//! The chosen names, at the positions of the model.

use std::collections::HashSet;

use super::name::{Name, joined};
use crate::model::{Field, TypeId};

/// All names of an API in Rust, at the positions of the model.
#[derive(Debug, Default)]
pub struct Names {
    /// Type for the API.
    pub api: Name,
    /// Names by module.
    pub modules: Vec<ModuleNames>,
    /// Names by type.
    pub types: Vec<TypeNames>,
    /// Names by error; none for entries that mean another error.
    pub errors: Vec<Option<Name>>,
    /// Constants by authentication scheme; none for schemes without one.
    pub auth: Vec<Option<Name>>,
    /// Scope enums by authentication scheme; none for schemes without scopes.
    pub scopes: Vec<Option<TypeNames>>,
    /// The records that have a `Default`.
    pub defaults: HashSet<TypeId>,
}

/// The names of a module.
#[derive(Debug, Default)]
pub struct ModuleNames {
    /// The module and the client's method that leads to it.
    pub ident: Name,
    /// The async client trait.
    pub api_trait: String,
    /// The blocking client trait.
    pub blocking_trait: String,
    /// The backend trait.
    pub backend_trait: String,
    /// Names by action.
    pub actions: Vec<ActionNames>,
    /// Names by constant.
    pub constants: Vec<Name>,
}

/// The names of an action.
#[derive(Debug, Default)]
pub struct ActionNames {
    /// The request type.
    pub request: Name,
    /// The method in the traits.
    pub method: Name,
    /// Fields by parameter; empty for those that are not in Rust.
    pub fields: Vec<Name>,
    /// The enum of several responses; none if there is one response.
    pub response_enum: Option<TypeNames>,
    /// Constructors: `new`, or one for each group.
    pub constructors: Vec<ConstructorNames>,
}

/// The names of a type.
#[derive(Debug, Default)]
pub struct TypeNames {
    /// The type itself.
    pub ident: Name,
    /// Names by field or value; empty for those that are not in Rust.
    pub members: Vec<Name>,
    /// The constructor of a record, if more fields are optional than required, or the record has no `Default`.
    pub constructor: Option<ConstructorNames>,
}

/// The names of a constructor.
#[derive(Debug, Default)]
pub struct ConstructorNames {
    /// The associated function.
    pub ident: Name,
    /// The group of parameters; empty for `new`.
    pub group: String,
    /// The struct that it takes if it takes several values.
    pub takes: Option<String>,
    /// Positions of the values that it takes.
    pub given: Vec<usize>,
    /// Position of a boolean that it sets instead of taking it.
    pub flag: Option<usize>,
}

impl ConstructorNames {
    /// Returns the constructor that takes all required values.
    pub(super) fn new(owner: &str, fields: &[Field]) -> Self {
        let given = positions(fields, |_, field| field.is_needed());
        let takes = (given.len() > 1).then(|| joined(owner, "Required"));
        Self { ident: Name::derived("new"), takes, given, ..Self::default() }
    }

    /// Lengthens the name of the struct until it is none of those that are taken, and takes it.
    pub(super) fn avoid(&mut self, taken: &mut HashSet<String>) {
        let Some(takes) = &mut self.takes else { return };
        while !taken.insert(takes.clone()) {
            *takes = joined(takes, "Fields");
        }
    }
}

/// Returns the positions of the fields in Rust that match the condition.
pub(super) fn positions(fields: &[Field], wanted: impl Fn(usize, &Field) -> bool) -> Vec<usize> {
    let in_rust = fields.iter().enumerate().filter(|(_, field)| field.in_rust());
    in_rust.filter(|(at, field)| wanted(*at, field)).map(|(at, _)| at).collect()
}
