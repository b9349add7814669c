//! The pass that chooses all names, and the scopes in which they must differ.
//!
//! Scopes: the modules of the crate; the items of a module (requests, their constructors' structs, types, traits,
//! constants); the methods of a client, which are the actions of a module and the modules themselves; the fields of a
//! record; the values of an enum; the errors.

use std::collections::HashSet;

use super::defaults::defaults;
use super::name::{Name, Role, Why, joined};
use super::scope::{Claim, Scope};
use super::tables::{ActionNames, ConstructorNames, ModuleNames, Names, TypeNames, positions};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{Action, Api, EnumValue, Field, Module, Scalar, Type, TypeDef, TypeId, TypeKind, Union};

/// Chooses all names.
///
/// # Errors
/// Returns a diagnostic for every name that cannot be chosen.
pub fn choose(api: &Api) -> Result<Names, Vec<Diagnostic>> {
    let mut naming = Naming { api, defaults: defaults(api), problems: Vec::new() };
    let api_claim = Claim::fixed("the API", &api.id, TOP);
    let api_name = api_claim.choose(Role::Root, None, &mut naming.problems);
    let types: Vec<TypeNames> =
        api.types.iter().enumerate().map(|(id, def)| naming.members(id, def)).collect();
    let mut names = Names {
        modules: naming.modules(&types),
        types,
        errors: naming.errors(),
        auth: naming.handles(),
        scopes: naming.scopes(&api_name),
        api: api_name,
        defaults: std::mem::take(&mut naming.defaults),
    };
    naming.type_names(&names);
    naming.module_items(&names);
    naming.structs(&mut names);
    if naming.problems.is_empty() { Ok(names) } else { Err(naming.problems) }
}

/// The start of `api.yaml`, for items without a place of their own.
const TOP: Span = Span { file: 0, start: 0, len: 0 };

struct Naming<'a> {
    api: &'a Api,
    /// The records that have a `Default`.
    defaults: HashSet<TypeId>,
    problems: Vec<Diagnostic>,
}

impl<'a> Naming<'a> {
    fn modules(&mut self, types: &[TypeNames]) -> Vec<ModuleNames> {
        let mut scope = Scope::with_capacity(self.api.modules.len());
        let mut traits = Scope::with_capacity(self.api.modules.len());
        let mut all = Vec::with_capacity(self.api.modules.len());
        for module in &self.api.modules {
            let claim = Claim::fixed("the module", &module.name, module.span);
            let ident = scope.choose(claim, Role::Module, None, &mut self.problems);
            let stem = claim.choose(Role::Variant, None, &mut Vec::new()).text;
            let stem = stem.trim_end_matches('_');
            let claim = Claim { what: "the traits of the module", ..claim };
            traits.claim(stem, claim, &mut self.problems);
            all.push(ModuleNames {
                ident,
                api_trait: [stem, "Api"].concat(),
                blocking_trait: [stem, "Blocking"].concat(),
                backend_trait: [stem, "Backend"].concat(),
                ..ModuleNames::default()
            });
        }
        let modules: HashSet<String> =
            all.iter().map(|names: &ModuleNames| names.ident.text.clone()).collect();
        for (names, module) in all.iter_mut().zip(&self.api.modules) {
            self.methods(names, module, &modules, types);
        }
        self.method_scopes(&all);
        all
    }

    /// Chooses the names of a module's actions and constants. A name that is set with `rust` is kept. A derived request
    /// name yields to a type of the module, and a derived method name to a module, because a vendor's `account` is
    /// often an action, a type and a module.
    fn methods(
        &mut self,
        names: &mut ModuleNames,
        module: &'a Module,
        modules: &HashSet<String>,
        types: &[TypeNames],
    ) {
        let types = module.types.iter().filter_map(|id| types.get(*id));
        let types: HashSet<&str> = types.map(|names| names.ident.text.as_str()).collect();
        for action in &module.actions {
            let claim = Claim::new("the action", &action.name, action.span);
            // One name is set, and both spellings are derived from it.
            let (asked_type, asked_method) = match action.rust.as_deref() {
                Some(asked) if asked.starts_with(char::is_uppercase) => (Some(asked), None),
                Some(asked) => (None, Some(asked)),
                None => (None, None),
            };
            let wire = action.rust.as_deref().unwrap_or(&action.name);
            let derived = Claim { wire, ..claim };
            let mut request = match asked_type {
                Some(_) => claim.choose(Role::Type, asked_type, &mut self.problems),
                // An action's wire name in capitals is not a type name: the action `URL` is `Url`.
                None => derived.choose(Role::Type, None, &mut self.problems),
            };
            let mut method = match asked_method {
                Some(_) => claim.choose(Role::Method, asked_method, &mut self.problems),
                None => derived.choose(Role::Method, None, &mut Vec::new()),
            };
            if action.rust.is_some() {
                request.why = Why::Asked;
                method.why = Why::Asked;
            } else {
                if types.contains(request.text.as_str()) {
                    request.text = joined(&request.text, "Request");
                    request.why = Why::BesideType;
                }
                if modules.contains(&method.text) {
                    method.text.push('_');
                    method.why = Why::BesideModule;
                }
            }
            let (fields, constructors) = self.request(action, &request.text);
            let variants = self.response_enum(action, &request.text);
            names.actions.push(ActionNames {
                request,
                method,
                fields,
                response_enum: variants,
                constructors,
            });
        }
        for constant in &module.constants {
            let claim = Claim::fixed("the constant", &constant.name, module.span);
            names.constants.push(claim.choose(Role::Constant, None, &mut self.problems));
        }
    }

    /// Checks the methods of one client: the actions of a module, and the modules themselves, which are reached by
    /// methods.
    fn method_scopes(&mut self, all: &[ModuleNames]) {
        let mut modules = Scope::with_capacity(all.len());
        for (names, module) in all.iter().zip(&self.api.modules) {
            let claim = Claim::fixed("the module", &module.name, module.span);
            modules.claim(&names.ident.text, claim, &mut Vec::new());
        }
        for (names, module) in all.iter().zip(&self.api.modules) {
            let mut scope = modules.inner(module.actions.len());
            for (names, action) in names.actions.iter().zip(&module.actions) {
                let claim = Claim::new("the action", &action.name, action.span);
                scope.claim(&names.method.text, claim, &mut self.problems);
            }
        }
    }

    fn request(&mut self, action: &'a Action, request: &str) -> (Vec<Name>, Vec<ConstructorNames>) {
        let fields = self.fields(&action.parameters, "the parameter");
        if action.one_of.is_empty() {
            return (fields, vec![ConstructorNames::new(request, &action.parameters)]);
        }
        let mut constructors = Vec::with_capacity(action.one_of.len());
        let mut scope = Scope::with_capacity(action.one_of.len());
        for (group, members) in &action.one_of {
            let claim = Claim::fixed("the group", group, action.span);
            let ident = scope.choose(claim, Role::Constructor, None, &mut self.problems);
            let flag = match members.as_slice() {
                [only] if self.is_flag(action.parameters.get(*only)) => Some(*only),
                _ => None,
            };
            let in_group: HashSet<usize> = members.iter().copied().filter(|at| flag != Some(*at)).collect();
            let given =
                positions(&action.parameters, |at, field| field.is_needed() || in_group.contains(&at));
            let stem = claim.choose(Role::Variant, None, &mut Vec::new()).text;
            let takes = (given.len() > 1).then(|| joined(request, stem.trim_end_matches('_')));
            constructors.push(ConstructorNames { ident, group: group.clone(), takes, given, flag });
        }
        (fields, constructors)
    }

    /// Chooses the names of the enum for an action's several responses.
    fn response_enum(&mut self, action: &'a Action, request: &str) -> Option<TypeNames> {
        let results = &action.response.variants;
        if results.is_empty() {
            return None;
        }
        let mut scope = Scope::with_capacity(results.len());
        let each = results.iter().map(|variant| {
            let claim = Claim::new("the response variant", &variant.name, variant.span);
            scope.choose(claim, Role::Variant, variant.rust.as_deref(), &mut self.problems)
        });
        let members = each.collect();
        let ident = Name::derived(joined(request, "Response"));
        Some(TypeNames { ident, members, ..TypeNames::default() })
    }

    /// Chooses the names of the constants for authentication schemes.
    fn handles(&mut self) -> Vec<Option<Name>> {
        let mut scope = Scope::with_capacity(self.api.auth.len());
        let each = self.api.auth.iter().map(|auth| {
            auth.handle(self.api)?;
            let claim = Claim::fixed("the auth scheme", &auth.name, TOP);
            Some(scope.choose(claim, Role::Constant, None, &mut self.problems))
        });
        each.collect()
    }

    /// Chooses the names of the scope enums: `Scope` if there is one, else with the scheme's name in front.
    fn scopes(&mut self, root: &Name) -> Vec<Option<TypeNames>> {
        let only = self.api.auth.iter().filter_map(|auth| auth.scheme.as_oauth2()).count() == 1;
        let mut idents = Scope::with_capacity(self.api.auth.len());
        idents.reserve(root.text.as_str(), "the type for the API");
        let each = self.api.auth.iter().map(|auth| {
            let oauth2 = auth.scheme.as_oauth2()?;
            let claim = Claim::fixed("the scopes of the auth scheme", &auth.name, TOP);
            let ident = if only {
                Name::derived("Scope")
            } else {
                let stem = claim.choose(Role::Variant, None, &mut self.problems).text;
                Name::derived(joined(&stem, "Scope"))
            };
            idents.claim(&ident.text, claim, &mut self.problems);
            let mut scope = Scope::with_capacity(oauth2.scopes.len());
            let members = oauth2.scopes.iter().map(|entry| {
                let claim = Claim::new("the scope", &entry.name, entry.span);
                scope.choose(claim, Role::Variant, entry.rust.as_deref(), &mut self.problems)
            });
            Some(TypeNames { members: members.collect(), ident, ..TypeNames::default() })
        });
        each.collect()
    }

    fn is_flag(&self, field: Option<&Field>) -> bool {
        field.is_some_and(|field| field.ty == Type::Scalar(Scalar::Bool))
    }

    /// Chooses the names of fields. Fields with a single value are not in Rust; they get an empty name.
    fn fields(&mut self, fields: &'a [Field], what: &'static str) -> Vec<Name> {
        let mut scope = Scope::with_capacity(fields.len());
        let each = fields.iter().map(|field| {
            let claim = Claim::new(what, &field.name, field.span);
            let name = || scope.choose(claim, Role::Field, field.rust.as_deref(), &mut self.problems);
            field.in_rust().then(name).unwrap_or_default()
        });
        each.collect()
    }

    fn members(&mut self, id: TypeId, def: &'a TypeDef) -> TypeNames {
        let members = match &def.kind {
            TypeKind::Record(fields) | TypeKind::Positions(fields) => self.fields(fields, "the field"),
            TypeKind::Union(union) => self.variants(union),
            TypeKind::IntEnum(values) => self.values(values),
            TypeKind::TextEnum(values) => self.values(values),
            TypeKind::Newtype(_) | TypeKind::Alias(_) => Vec::new(),
        };
        let claim = Claim::new("the type", &def.name, def.span);
        let ident = claim.choose(Role::Type, def.rust.as_deref(), &mut self.problems);
        let constructor = match &def.kind {
            TypeKind::Record(fields) | TypeKind::Positions(fields) => {
                let constructor = ConstructorNames::new(&ident.text, fields);
                let all = fields.iter().filter(|field| field.in_rust()).count();
                let required = constructor.given.len();
                // If a literal would be mostly `None`, or `..Default::default()` is not possible.
                let sparse = all - required > required;
                (required > 0 && (sparse || !self.defaults.contains(&id))).then_some(constructor)
            }
            TypeKind::Union(_)
            | TypeKind::IntEnum(_)
            | TypeKind::TextEnum(_)
            | TypeKind::Newtype(_)
            | TypeKind::Alias(_) => None,
        };
        TypeNames { ident, members, constructor }
    }

    fn values<V>(&mut self, values: &'a [EnumValue<V>]) -> Vec<Name> {
        let mut scope = Scope::with_capacity(values.len() + 1);
        scope.reserve("Unknown", "the variant for values that the spec does not know");
        let each = values.iter().map(|value| {
            let claim = Claim::new("the value", &value.name, value.span);
            scope.choose(claim, Role::Variant, value.rust.as_deref(), &mut self.problems)
        });
        each.collect()
    }

    fn variants(&mut self, union: &'a Union) -> Vec<Name> {
        let mut scope = Scope::with_capacity(union.variants.len() + 1);
        scope.reserve("Unknown", "the variant for values that the spec does not know");
        let each = union.variants.iter().map(|variant| {
            let claim = Claim::new("the variant", &variant.name, variant.span);
            scope.choose(claim, Role::Variant, variant.rust.as_deref(), &mut self.problems)
        });
        each.collect()
    }

    fn errors(&mut self) -> Vec<Option<Name>> {
        let mut scope = Scope::with_capacity(self.api.errors.len() + 1);
        scope.reserve("Unknown", "the variant for codes that the spec does not know");
        let each = self.api.errors.iter().map(|error| {
            let claim = Claim::new("the error", &error.name, error.span);
            let name = || scope.choose(claim, Role::Variant, error.rust.as_deref(), &mut self.problems);
            error.reads_as.is_none().then(name)
        });
        each.collect()
    }

    /// Checks that the types of `api.yaml` differ from each other.
    fn type_names(&mut self, names: &Names) {
        let mut scope = Scope::default();
        let own = || self.api.types.iter().zip(&names.types).filter(|(def, _)| def.module.is_none());
        for (def, names) in own() {
            scope.claim(&names.ident.text, Claim::new("the type", &def.name, def.span), &mut self.problems);
        }
    }

    /// Lets the structs that constructors take yield to all other items: their names are derived from names of items.
    fn structs(&self, names: &mut Names) {
        let Names { modules, types, .. } = names;
        let mut yields = |ids: &[TypeId], mut taken: HashSet<String>, actions: &mut [ActionNames]| {
            taken.extend(ids.iter().filter_map(|id| Some(types.get(*id)?.ident.text.clone())));
            let of_actions = actions.iter_mut().flat_map(|action| &mut action.constructors);
            of_actions.for_each(|constructor| constructor.avoid(&mut taken));
            for id in ids {
                let of_type = types.get_mut(*id).and_then(|names| names.constructor.as_mut());
                of_type.into_iter().for_each(|constructor| constructor.avoid(&mut taken));
            }
        };
        let own = self.api.types.iter().enumerate().filter(|(_, def)| def.module.is_none());
        yields(&own.map(|(id, _)| id).collect::<Vec<_>>(), HashSet::new(), &mut []);
        for (module, names) in self.api.modules.iter().zip(modules) {
            let traits = [&names.api_trait, &names.blocking_trait, &names.backend_trait];
            let mut taken: HashSet<String> = traits.into_iter().cloned().collect();
            taken.extend(names.actions.iter().map(|action| action.request.text.clone()));
            let enums = names.actions.iter().filter_map(|action| action.response_enum.as_ref());
            taken.extend(enums.map(|response| response.ident.text.clone()));
            yields(&module.types, taken, &mut names.actions);
        }
    }

    /// Checks that the items of a module differ from each other: traits first, because they cannot be renamed.
    fn module_items(&mut self, names: &Names) {
        for (module, names_of) in self.api.modules.iter().zip(&names.modules) {
            let mut scope = Scope::with_capacity(2 * module.actions.len() + module.types.len() + 4);
            scope.reserve("routes", "the function that returns the module's routes");
            scope.reserve(names_of.api_trait.as_str(), "the client trait of the module");
            scope.reserve(names_of.blocking_trait.as_str(), "the blocking client trait of the module");
            scope.reserve(names_of.backend_trait.as_str(), "the backend trait of the module");
            for (action, names) in module.actions.iter().zip(&names_of.actions) {
                let claim = Claim::new("the action", &action.name, action.span);
                scope.claim(&names.request.text, claim, &mut self.problems);
            }
            for id in &module.types {
                if let (Some(def), Some(names)) = (self.api.types.get(*id), names.types.get(*id)) {
                    let claim = Claim::new("the type", &def.name, def.span);
                    scope.claim(&names.ident.text, claim, &mut self.problems);
                }
            }
            for (action, names) in module.actions.iter().zip(&names_of.actions) {
                if let Some(variants) = &names.response_enum {
                    let claim = Claim::new("the response enum of", &action.name, action.span);
                    scope.claim(&variants.ident.text, claim, &mut self.problems);
                }
            }
            for (constant, name) in module.constants.iter().zip(&names_of.constants) {
                let claim = Claim::fixed("the constant", &constant.name, module.span);
                scope.claim(&name.text, claim, &mut self.problems);
            }
        }
    }
}
