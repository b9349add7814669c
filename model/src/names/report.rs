//! Report of all Rust names and their origins, as `bindery names` shows it.

use std::fmt;

use super::choose::choose;
use super::name::{Name, Why};
use super::tables::Names;
use crate::diagnostic::Diagnostic;
use crate::model::{Api, AuthScheme, TypeKind};

/// A wire name and its name in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameEntry {
    /// Place of the name: `user`, `user/get-wallet`, `user/Wallet`; `api` for what belongs to no module.
    pub place: String,
    /// Kind of the named item.
    pub kind: NameKind,
    /// Name in the spec.
    pub wire: String,
    /// Name in Rust.
    pub rust: String,
    /// Origin of the name in Rust.
    pub why: Why,
}

/// Kind of a named item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// The API itself: its type.
    Api,
    /// A module.
    Module,
    /// Request type of an action.
    Request,
    /// Method of an action.
    Method,
    /// A parameter of an action.
    Parameter,
    /// A group of parameters: a constructor.
    Group,
    /// A named type.
    Type,
    /// A field of a record.
    Field,
    /// A value of an enum.
    Value,
    /// A variant of a union.
    Variant,
    /// An error.
    Error,
    /// A constant.
    Constant,
    /// Response variant of an action.
    ResponseVariant,
    /// Constant of an authentication scheme.
    Auth,
    /// An OAuth 2 scope: a variant of the scope enum.
    Scope,
}

impl fmt::Display for NameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            NameKind::Api => "api",
            NameKind::Module => "module",
            NameKind::Request => "request",
            NameKind::Method => "method",
            NameKind::Parameter => "parameter",
            NameKind::Group => "group",
            NameKind::Type => "type",
            NameKind::Field => "field",
            NameKind::Value => "value",
            NameKind::Error => "error",
            NameKind::Constant => "constant",
            NameKind::ResponseVariant => "response variant",
            NameKind::Auth => "auth",
            NameKind::Scope => "scope",
            NameKind::Variant => "variant",
        })
    }
}

/// Returns all names of an API in the order of the spec: the API, its errors, its own types, then module by module.
///
/// # Errors
/// Returns a diagnostic for every name that cannot be chosen.
pub fn list(api: &Api) -> Result<Vec<NameEntry>, Vec<Diagnostic>> {
    let names = choose(api)?;
    let mut report = Report { entries: Vec::new() };
    report.add("api", NameKind::Api, &api.id, &names.api);
    for (error, name) in api.errors.iter().zip(&names.errors) {
        if let Some(name) = name {
            report.add("api", NameKind::Error, &error.name, name);
        }
    }
    for (auth, name) in api.auth.iter().zip(&names.auth) {
        if let Some(name) = name {
            report.add("api", NameKind::Auth, &auth.name, name);
        }
    }
    for (auth, names) in api.auth.iter().zip(&names.scopes) {
        let (AuthScheme::OAuth2(oauth2), Some(names)) = (&auth.scheme, names) else { continue };
        for (scope, name) in oauth2.scopes.iter().zip(&names.members) {
            report.add(&auth.name, NameKind::Scope, &scope.name, name);
        }
    }
    let own = api.types.iter().enumerate().filter(|(_, def)| def.module.is_none());
    for (id, _) in own {
        report.named_type(api, &names, id, "api");
    }
    for (module, module_names) in api.modules.iter().zip(&names.modules) {
        report.add("api", NameKind::Module, &module.name, &module_names.ident);
        for (action, action_names) in module.actions.iter().zip(&module_names.actions) {
            report.add(&module.name, NameKind::Request, &action.name, &action_names.request);
            report.add(&module.name, NameKind::Method, &action.name, &action_names.method);
            let place = [module.name.as_str(), "/", &action.name].concat();
            for (field, name) in action.parameters.iter().zip(&action_names.fields) {
                report.add(&place, NameKind::Parameter, &field.name, name);
            }
            if let Some(names) = &action_names.response_enum {
                for (variant, name) in action.response.variants.iter().zip(&names.members) {
                    report.add(&place, NameKind::ResponseVariant, &variant.name, name);
                }
            }
            for constructor in action_names.constructors.iter().filter(|names| !names.group.is_empty()) {
                report.add(&place, NameKind::Group, &constructor.group, &constructor.ident);
            }
        }
        for id in &module.types {
            report.named_type(api, &names, *id, &module.name);
        }
        for (constant, name) in module.constants.iter().zip(&module_names.constants) {
            report.add(&module.name, NameKind::Constant, &constant.name, name);
        }
    }
    Ok(report.entries)
}

struct Report {
    entries: Vec<NameEntry>,
}

impl Report {
    fn add(&mut self, place: &str, kind: NameKind, wire: &str, name: &Name) {
        if name.text.is_empty() {
            return; // a field with a single value is not in Rust
        }
        let (wire, rust) = (wire.to_owned(), name.text.clone());
        self.entries.push(NameEntry { place: place.to_owned(), kind, wire, rust, why: name.why });
    }

    fn named_type(&mut self, api: &Api, names: &Names, id: usize, place: &str) {
        let (Some(def), Some(names)) = (api.types.get(id), names.types.get(id)) else { return };
        self.add(place, NameKind::Type, &def.name, &names.ident);
        let place = [place, "/", &def.name].concat();
        let mut members = |kind: NameKind, wires: &mut dyn Iterator<Item = &String>| {
            for (wire, name) in wires.zip(&names.members) {
                self.add(&place, kind, wire, name);
            }
        };
        match &def.kind {
            TypeKind::Record(fields) | TypeKind::Positions(fields) => {
                members(NameKind::Field, &mut fields.iter().map(|field| &field.name))
            }
            TypeKind::Union(union) => {
                members(NameKind::Variant, &mut union.variants.iter().map(|variant| &variant.name))
            }
            TypeKind::IntEnum(values) => {
                members(NameKind::Value, &mut values.iter().map(|value| &value.name))
            }
            TypeKind::TextEnum(values) => {
                members(NameKind::Value, &mut values.iter().map(|value| &value.name))
            }
            TypeKind::Newtype(_) | TypeKind::Alias(_) => {}
        }
    }
}
