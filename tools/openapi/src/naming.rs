//! Names of operations and path parameters, and texts that several actions share.

use bindery_model::{Action, Api, Method, Module, ModuleId, PathPart, Segment};
use heck::ToSnakeCase as _;
use indexmap::IndexMap;

/// An action and its module.
pub(crate) type InModule<'a> = (&'a Module, &'a Action);

/// Whether the router reads the parameters of an action that is sent with this method. Signed parameters are read
/// only in the documented encoding, so a method without a body cannot be used if the parameters are signed as a body.
pub(crate) fn is_read(api: &Api, action: &Action, method: Method) -> bool {
    let is_signature =
        |id: &usize| api.auth.get(*id).is_some_and(|auth| auth.scheme.as_signature().is_some());
    let first = action.methods.first().is_some_and(|first| first.has_body());
    !action.auth.iter().any(is_signature) || first == method.has_body()
}

/// Returns the pattern of a path, in which parameters have no name.
pub(crate) fn form(action: &Action) -> Vec<String> {
    let part = |part: &PathPart| match part {
        PathPart::Text(text) => text.clone(),
        PathPart::Parameter(_) => "{}".to_owned(),
    };
    let segments = action.path.iter().map(|segment| match segment {
        Segment::Literal(literal) => literal.clone(),
        // OpenAPI has no parameter for the rest of a path.
        Segment::Parameter(_) | Segment::Rest(_) => "{}".to_owned(),
        Segment::Mixed(parts) => parts.iter().map(part).collect(),
    });
    segments.collect()
}

/// Returns the operation by which clients call an action.
pub(crate) fn usual_operation(api: &Api, (module, position): (ModuleId, usize)) -> Option<String> {
    let module = api.modules.get(module)?;
    let action = module.actions.get(position)?;
    let method = *action.methods.first()?;
    if module.inbound {
        return Some(operation_id(&[(module, action)], method));
    }
    let shares = |(_, other): &InModule<'_>| {
        form(other) == form(action) && other.methods.contains(&method) && is_read(api, other, method)
    };
    let outbound = api.modules.iter().filter(|module| !module.inbound);
    let all = outbound.flat_map(|module| module.actions.iter().map(move |action| (module, action)));
    Some(operation_id(&all.filter(shares).collect::<Vec<_>>(), method))
}

/// Returns a name for an operation that is valid in every language.
pub(crate) fn operation_id(same: &[InModule<'_>], method: Method) -> String {
    let module = same.first().map_or("", |(module, _)| &module.name);
    let names: Vec<&str> = same.iter().map(|(_, action)| action.name.as_str()).collect();
    let mut id = format!("{module}_{}", names.join("_or_")).to_snake_case();
    // The first method is the one that clients use.
    if !same.iter().any(|(_, action)| action.methods.first() == Some(&method)) {
        id.push_str("_by_");
        id.push_str(&method.text().to_ascii_lowercase());
    }
    id
}

/// Returns the names of a path's parameters; other actions of the same path can name them differently.
pub(crate) fn path_names(action: &Action) -> impl Iterator<Item = &str> {
    action.path.iter().flat_map(Segment::parameters)
}

/// Merges texts of several actions: one line per text with the names of its actions, or the text only if all are
/// equal.
pub(crate) fn by_action<'t>(said: impl IntoIterator<Item = (&'t str, &'t str)>) -> String {
    let mut texts: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (name, text) in said {
        if !text.is_empty() {
            texts.entry(text).or_default().push(name);
        }
    }
    if texts.len() < 2 {
        return texts.into_keys().collect();
    }
    let lines = texts.into_iter().map(|(text, names)| format!("- {}: {text}", names.join(", ")));
    lines.collect::<Vec<_>>().join("\n")
}
