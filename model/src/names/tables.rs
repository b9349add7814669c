//! The names that were chosen, at the positions of the model.

use std::collections::HashSet;

use super::name::{Name, joined};
use crate::model::{Field, TypeId};

/// All names of an API in Rust, at the positions of the model.
#[derive(Debug, Default)]
pub struct Names {
    /// The type that stands for the API.
    pub api: Name,
    /// By module.
    pub modules: Vec<ModuleNames>,
    /// By type.
    pub types: Vec<TypeNames>,
    /// By error; entries that mean another one have none of their own.
    pub errors: Vec<Option<Name>>,
    /// By authentication scheme: the constant that stands for it, where there is one.
    pub auth: Vec<Option<Name>>,
    /// By authentication scheme: the enum of its scopes, where it has some.
    pub scopes: Vec<Option<TypeNames>>,
    /// The records that have a `Default`.
    pub defaults: HashSet<TypeId>,
}

/// The names of a module.
#[derive(Debug, Default)]
pub struct ModuleNames {
    /// Of the module itself, and of the client's method that leads to it.
    pub ident: Name,
    /// Of the async client trait.
    pub api_trait: String,
    /// Of the blocking client trait.
    pub blocking_trait: String,
    /// Of the server trait.
    pub backend_trait: String,
    /// By action.
    pub actions: Vec<ActionNames>,
    /// By constant.
    pub constants: Vec<Name>,
}

/// The names of an action.
#[derive(Debug, Default)]
pub struct ActionNames {
    /// Of its request.
    pub request: Name,
    /// Of its method in the traits.
    pub method: Name,
    /// By parameter; empty for those that are not in Rust.
    pub fields: Vec<Name>,
    /// Of the enum of its outcomes, where there are several.
    pub outcomes: Option<TypeNames>,
    /// By constructor: `new`, or the groups.
    pub constructors: Vec<ConstructorNames>,
}

/// The names of a type.
#[derive(Debug, Default)]
pub struct TypeNames {
    /// Of the type itself.
    pub ident: Name,
    /// By field or value; empty for those that are not in Rust.
    pub members: Vec<Name>,
    /// Of a record's constructor, where more fields may be left out than are required.
    pub constructor: Option<ConstructorNames>,
}

/// The names of a constructor.
#[derive(Debug, Default)]
pub struct ConstructorNames {
    /// Of the associated function.
    pub ident: Name,
    /// The group of parameters that it is for; empty for `new`.
    pub group: String,
    /// The struct that it takes, when it takes several values.
    pub takes: Option<String>,
    /// The positions of the values that it takes.
    pub given: Vec<usize>,
    /// A flag that it sets instead of taking it.
    pub flag: Option<usize>,
}

impl ConstructorNames {
    /// The constructor that takes whatever is required.
    pub(super) fn new(owner: &str, fields: &[Field]) -> Self {
        let given = positions(fields, |_, field| field.is_needed());
        let takes = (given.len() > 1).then(|| joined(owner, "Required"));
        Self { ident: Name::derived("new"), takes, given, ..Self::default() }
    }
}

/// The positions of the fields in Rust that are wanted.
pub(super) fn positions(fields: &[Field], wanted: impl Fn(usize, &Field) -> bool) -> Vec<usize> {
    let in_rust = fields.iter().enumerate().filter(|(_, field)| field.in_rust());
    in_rust.filter(|(at, field)| wanted(*at, field)).map(|(at, _)| at).collect()
}
