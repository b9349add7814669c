//! Checks across all actions: whether a server can authenticate requests for a path before it selects the action, and
//! whether an error response can be told from a response that is not JSON.

use std::collections::HashMap;

use super::Resolver;
use super::auth::Schemes;
use crate::model::{
    Action, AuthId, AuthScheme, ErrorFormat, ErrorFormatId, Field, MediaType, Method, Module, PathPart,
    Place, Response, Segment, path_text,
};
use crate::yaml::excerpt;

/// Checks of a server before it selects the action of a request.
#[derive(PartialEq, Eq)]
struct Checks {
    /// The schemes, and whether each is optional.
    schemes: Vec<(AuthId, bool)>,
    any: Vec<Vec<AuthId>>,
    /// Location of the parameters of a signed request; a server reads no other location.
    parameters_in: Option<Place>,
}

impl Resolver {
    /// Reports actions with the same method and path but different checks.
    pub(super) fn check_needs_of_path(&mut self, modules: &[Module], schemes: &Schemes) {
        let mut firsts: HashMap<(Method, String), (Checks, &Module, &Action)> = HashMap::new();
        for (module, action) in all(modules) {
            let paths = std::iter::once(&action.path).chain(&action.path_aliases);
            for (path, method) in
                paths.flat_map(|path| action.methods.iter().map(move |method| (path, method)))
            {
                let Some(needs) = checks(action, schemes) else { continue };
                let place = (*method, path_pattern(path, self.routes.case_insensitive));
                let Some((first, home, other)) = firsts.get(&place) else {
                    firsts.insert(place, (needs, module, action));
                    continue;
                };
                if *first == needs {
                    continue;
                }
                let same_auth = first.schemes == needs.schemes && first.any == needs.any;
                let what = if same_auth { "`parameters-in`, since requests are signed" } else { "`auth`" };
                let message =
                    format!("actions of `{} {}` need different checks", method.text(), path_text(path));
                self.error("spec::same-path", action.span, message)
                    .label(format!("this one has another {what}"))
                    .related(other.span, format!("first is {}/{}", home.name, other.name))
                    .help("use the same for all actions of one method and path: a server checks a request before it selects the action");
                break;
            }
        }
    }

    /// Reports parameters that a key of the action has already set.
    pub(super) fn check_key_parameters(&mut self, modules: &[Module], schemes: &Schemes) {
        for (_, action) in all(modules) {
            for id in action.auth.iter().chain(action.any_auth.iter().flatten()) {
                let Some(AuthScheme::Key(key)) = schemes.get(*id) else { continue };
                let is_key =
                    |field: &&Field| field.wire_name() == key.name && action.place_of(field) == key.place;
                if let Some(field) = action.parameters.iter().find(is_key) {
                    let scheme = excerpt(self.names.auth.name(*id));
                    let message =
                        format!("the scheme `{scheme}` already sends the parameter `{}`", excerpt(&key.name));
                    self.error("spec::auth-parameter", field.span, message)
                        .label("sent twice")
                        .help("remove the parameter, or the scheme from `auth` of this action");
                }
            }
        }
    }

    /// Reports responses that are not read as JSON but may be labelled as JSON, where an error may have a success
    /// status.
    pub(super) fn check_raw_failures(
        &mut self,
        modules: &[Module],
        formats: &[ErrorFormat],
        usual: ErrorFormatId,
    ) {
        for (_, action) in all(modules).filter(|(_, action)| is_like_json(&action.response)) {
            let ends = action.error_formats.iter().position(|used| used.errors.is_empty());
            let own = action
                .error_formats
                .iter()
                .take(ends.map_or(usize::MAX, |at| at + 1))
                .map(|used| used.format);
            let used = own.chain(ends.is_none().then_some(usual)).filter_map(|id| formats.get(id));
            let Some(format) = used.into_iter().find(|format| (200..300).contains(&format.status)) else {
                continue;
            };
            let message = format!(
                "the error format `{}` cannot be told from this response: both have a success status",
                format.name
            );
            self.error("spec::response", action.response.span, message)
                .label("any body with such a status is a response")
                .help("set an error format with a status of 400 or higher under `error-formats` of this action, or name a media type other than JSON");
        }
    }
}

/// Whether a response that is not read as JSON may have the media type of JSON.
fn is_like_json(response: &Response) -> bool {
    response.bodies().any(|body| !body.format.is_json() && body.may_be(MediaType::Json.name()))
}

fn all(modules: &[Module]) -> impl Iterator<Item = (&Module, &Action)> {
    modules.iter().flat_map(|module| module.actions.iter().map(move |action| (module, action)))
}

/// Returns the checks of an action; none if it refers to unknown schemes.
fn checks(action: &Action, schemes: &Schemes) -> Option<Checks> {
    let mut needs = Checks { schemes: Vec::new(), any: action.any_auth.clone(), parameters_in: None };
    for id in &action.auth {
        match schemes.get(*id)? {
            AuthScheme::Parameter(_) => continue, // checked by the backend
            AuthScheme::Signature(_) => needs.parameters_in = Some(action.body_place()),
            _ => {}
        }
        needs.schemes.push((*id, action.optional_auth.contains(id)));
    }
    needs.schemes.sort_unstable();
    needs.any.iter_mut().for_each(|way| way.sort_unstable());
    needs.any.sort_unstable();
    Some(needs)
}

/// Returns a path without the names of its parameters, as a server distinguishes paths.
pub(super) fn path_pattern(path: &[Segment], case_insensitive: bool) -> String {
    let mut shape = String::new();
    let fold = |text: &str| if case_insensitive { text.to_ascii_lowercase() } else { text.to_owned() };
    for segment in path {
        shape.push('/');
        match segment {
            Segment::Literal(text) => shape.push_str(&fold(text)),
            Segment::Parameter(_) => shape.push_str("{}"),
            Segment::Rest(_) => shape.push_str("{*}"),
            Segment::Mixed(parts) => shape.extend(parts.iter().map(|part| match part {
                PathPart::Text(text) => fold(text),
                PathPart::Parameter(_) => "{}".to_owned(),
            })),
        }
    }
    shape
}
