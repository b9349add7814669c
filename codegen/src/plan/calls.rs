//! Names and types that example code for a call needs, as a user of the crate writes them. Unlike [`names::list`], a
//! list for looking up names, this is indexed by the positions of the model.

use bindery_model::diagnostic::Diagnostic;
use bindery_model::names::{self, Names};
use bindery_model::{Api, ModuleId, Scalar, Type, TypeId};

use super::types::scalar;

/// Names for calling an API's generated code.
#[derive(Debug)]
pub struct Calls<'a> {
    api: &'a Api,
    names: Names,
}

/// A named type, as a user of the crate imports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName<'n> {
    /// Rust module that contains the type.
    pub module: &'n str,
    /// Name of the type in Rust.
    pub ident: &'n str,
    /// Names of the fields or values, in the order of the model; empty for fields that do not exist in Rust.
    pub members: Vec<&'n str>,
}

/// Names for reaching the actions of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModuleCalls<'n> {
    /// Name of the module, and of the client's method.
    pub ident: &'n str,
    /// Trait that a server implements.
    pub backend: &'n str,
}

/// Names for calling an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionCall<'n> {
    /// Name of the request type in Rust.
    pub request: &'n str,
    /// Name of the action's method in the client and server traits.
    pub method: &'n str,
    /// Enum of the response variants, if there are several.
    pub response_enum: Option<&'n str>,
    /// Names of the fields, in the order of the parameters; empty for parameters that do not exist in Rust.
    pub fields: Vec<&'n str>,
    /// Constructors of the request; at least one.
    pub constructors: Vec<ConstructorCall<'n>>,
}

/// A constructor of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConstructorCall<'n> {
    /// Name: `new`, or that of a group of parameters.
    pub ident: &'n str,
    /// Struct that the constructor takes, if it takes several values.
    pub takes: Option<&'n str>,
    /// Indexes of the parameters that the constructor takes.
    pub given: &'n [usize],
}

/// Returns the names for calling an API's generated code.
///
/// # Errors
/// Returns a diagnostic for every name that cannot be chosen.
pub fn calls(api: &Api) -> Result<Calls<'_>, Vec<Diagnostic>> {
    Ok(Calls { api, names: names::choose(api)? })
}

impl Calls<'_> {
    /// Returns the names for reaching the actions of a module.
    pub fn module(&self, id: ModuleId) -> Option<ModuleCalls<'_>> {
        let names = self.names.modules.get(id)?;
        Some(ModuleCalls { ident: &names.ident.text, backend: &names.backend_trait })
    }

    /// Returns the names for calling an action, by its index among the callable actions.
    pub fn action(&self, module: ModuleId, position: usize) -> Option<ActionCall<'_>> {
        let names = self.names.modules.get(module)?.actions.get(position)?;
        let constructors = names.constructors.iter().map(|constructor| ConstructorCall {
            ident: &constructor.ident.text,
            takes: constructor.takes.as_deref(),
            given: &constructor.given,
        });
        Some(ActionCall {
            request: &names.request.text,
            method: &names.method.text,
            response_enum: names.response_enum.as_ref().map(|names| names.ident.text.as_str()),
            fields: names.fields.iter().map(|name| name.text.as_str()).collect(),
            constructors: constructors.collect(),
        })
    }

    /// Returns the names of a named type; `None` if the API has no type with this identifier.
    pub fn named(&self, id: TypeId) -> Option<TypeName<'_>> {
        let (def, names) = (self.api.types.get(id)?, self.names.types.get(id)?);
        let module = match def.module {
            Some(module) => self.names.modules.get(module)?.ident.text.as_str(),
            None => "types",
        };
        let members = names.members.iter().map(|name| name.text.as_str()).collect();
        Some(TypeName { module, ident: &names.ident.text, members })
    }

    /// Returns the constant of an authentication scheme, if it has one.
    pub fn auth(&self, id: usize) -> Option<&str> {
        self.names.auth.get(id)?.as_ref().map(|name| name.text.as_str())
    }

    /// Returns the scope enum of an authentication scheme, if it has scopes, and its values in the order of the
    /// model.
    pub fn scopes(&self, id: usize) -> Option<(&str, Vec<&str>)> {
        let names = self.names.scopes.get(id)?.as_ref()?;
        Some((&names.ident.text, names.members.iter().map(|name| name.text.as_str()).collect()))
    }

    /// Returns the variant of the error enum, if the error has its own.
    pub fn error(&self, id: usize) -> Option<&str> {
        self.names.errors.get(id)?.as_ref().map(|name| name.text.as_str())
    }

    /// Formats a type expression. `path` formats a name, given its module (`rt` for the runtime) and the name itself.
    pub fn type_text(&self, ty: &Type, path: &mut impl FnMut(&str, &str) -> String) -> String {
        match ty {
            Type::Scalar(of) => match scalar(*of).strip_prefix("rt::") {
                Some(ident) => path("rt", ident),
                None => scalar(*of).to_owned(),
            },
            Type::Named(id) => self.named(*id).map_or_else(String::new, |name| path(name.module, name.ident)),
            Type::List(entry) => ["Vec<", &self.type_text(entry, path), ">"].concat(),
            Type::Map(key, entry) => {
                let map = path("rt", "Map");
                let entry = self.type_text(entry, path);
                match **key {
                    Type::Scalar(Scalar::String) => [&map, "<", &entry, ">"].concat(),
                    _ => [&map, "<", &entry, ", ", &self.type_text(key, path), ">"].concat(),
                }
            }
            Type::Nullable(item) => ["Option<", &self.type_text(item, path), ">"].concat(),
        }
    }
}
