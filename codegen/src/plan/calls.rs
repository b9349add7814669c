//! How generated code is called: the names and types that an example of a call needs, as a user of the crate writes them.
//! Where [`names::list`] is a list to look a name up in, this has them at the positions of the model.

use bindery_model::diagnostic::Diagnostic;
use bindery_model::names::{self, Names};
use bindery_model::{Api, ModuleId, Type, TypeId};

use super::types::scalar;

/// How an API's generated code is called.
#[derive(Debug)]
pub struct Calls<'a> {
    api: &'a Api,
    names: Names,
}

/// A named type, as a user of the crate imports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName<'n> {
    /// The module that it is in.
    pub module: &'n str,
    /// Its own name.
    pub ident: &'n str,
    /// The names of its fields or values, in the order of the model; empty for fields that are not in Rust.
    pub members: Vec<&'n str>,
}

/// How the actions of a module are reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModuleCalls<'n> {
    /// The module's name, which is that of the client's method too.
    pub ident: &'n str,
    /// The trait that a server implements.
    pub backend: &'n str,
}

/// How an action is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionCall<'n> {
    /// The request's type.
    pub request: &'n str,
    /// The method of the traits.
    pub method: &'n str,
    /// The enum of its outcomes, where there are several.
    pub outcomes: Option<&'n str>,
    /// The names of its fields, in the order of the parameters; empty for those that are not in Rust.
    pub fields: Vec<&'n str>,
    /// The ways to make a request; at least one.
    pub constructors: Vec<ConstructorCall<'n>>,
}

/// A way to make a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConstructorCall<'n> {
    /// Its name: `new`, or that of a group of parameters.
    pub ident: &'n str,
    /// The struct that it takes, when it takes several values.
    pub takes: Option<&'n str>,
    /// The positions of the parameters that it takes.
    pub given: &'n [usize],
}

/// How an API's generated code is called, unless a name cannot be chosen.
///
/// # Errors
/// Reports every name that cannot be chosen.
pub fn calls(api: &Api) -> Result<Calls<'_>, Vec<Diagnostic>> {
    Ok(Calls { api, names: names::choose(api)? })
}

impl Calls<'_> {
    /// How the actions of a module are reached.
    pub fn module(&self, id: ModuleId) -> Option<ModuleCalls<'_>> {
        let names = self.names.modules.get(id)?;
        Some(ModuleCalls { ident: &names.ident.text, backend: &names.backend_trait })
    }

    /// How an action is called, by its position among those that can be.
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
            outcomes: names.outcomes.as_ref().map(|names| names.ident.text.as_str()),
            fields: names.fields.iter().map(|name| name.text.as_str()).collect(),
            constructors: constructors.collect(),
        })
    }

    /// A named type.
    pub fn named(&self, id: TypeId) -> Option<TypeName<'_>> {
        let (def, names) = (self.api.types.get(id)?, self.names.types.get(id)?);
        let module = match def.module {
            Some(module) => self.names.modules.get(module)?.ident.text.as_str(),
            None => "types",
        };
        let members = names.members.iter().map(|name| name.text.as_str()).collect();
        Some(TypeName { module, ident: &names.ident.text, members })
    }

    /// The constant that stands for an authentication scheme, where there is one.
    pub fn auth(&self, id: usize) -> Option<&str> {
        self.names.auth.get(id)?.as_ref().map(|name| name.text.as_str())
    }

    /// The enum of the scopes of an authentication scheme, where it has some, and its values in the order of the model.
    pub fn scopes(&self, id: usize) -> Option<(&str, Vec<&str>)> {
        let names = self.names.scopes.get(id)?.as_ref()?;
        Some((&names.ident.text, names.members.iter().map(|name| name.text.as_str()).collect()))
    }

    /// The variant of the error enum, where an error has one of its own.
    pub fn error(&self, id: usize) -> Option<&str> {
        self.names.errors.get(id)?.as_ref().map(|name| name.text.as_str())
    }

    /// A type expression. `path` says how a name is written, given the module that it is in (`rt` for the runtime's) and
    /// the name itself.
    pub fn type_text(&self, ty: &Type, path: &mut impl FnMut(&str, &str) -> String) -> String {
        match ty {
            Type::Scalar(of) => match scalar(*of).strip_prefix("rt::") {
                Some(ident) => path("rt", ident),
                None => scalar(*of).to_owned(),
            },
            Type::Named(id) => self.named(*id).map_or_else(String::new, |name| path(name.module, name.ident)),
            Type::List(entry) => ["Vec<", &self.type_text(entry, path), ">"].concat(),
            Type::Map(entry) => {
                let map = path("rt", "Map");
                [&map, "<", &self.type_text(entry, path), ">"].concat()
            }
        }
    }
}
