//! What only shows when all actions are seen together: whether a server can check what those of one path need before it
//! knows which of them is meant, and whether a failure can be told from an answer that is no JSON.

use std::collections::HashMap;

use super::Resolver;
use super::auth::Schemes;
use crate::model::{Action, AuthId, AuthScheme, FailureId, FailureShape, Method, Module, Placement, Segment};

/// What a server checks before it reads which action a request means.
#[derive(PartialEq, Eq)]
struct Checks {
    /// The schemes, and which of them are optional.
    schemes: Vec<(AuthId, bool)>,
    any: Vec<AuthId>,
    /// Where the parameters stand, if the request is signed: then they are looked for nowhere else.
    send: Option<Placement>,
}

impl Resolver {
    /// Reports actions with one method and path that need different things to be checked.
    pub(super) fn check_needs_of_path(&mut self, modules: &[Module], schemes: &Schemes) {
        let mut firsts: HashMap<(Method, String), (Checks, &Module, &Action)> = HashMap::new();
        for (module, action) in all(modules) {
            for method in &action.methods {
                let Some(needs) = checks(action, schemes) else { continue };
                let place = (*method, shape(action, self.routes.any_case));
                let Some((first, home, other)) = firsts.get(&place) else {
                    firsts.insert(place, (needs, module, action));
                    continue;
                };
                if *first == needs {
                    continue;
                }
                let same_auth = first.schemes == needs.schemes && first.any == needs.any;
                let what = if same_auth { "`send`, since requests are signed" } else { "`auth`" };
                let message = format!("`{} {}` is checked in two ways", method.text(), action.path_text());
                self.error("spec::same-path", action.span, message)
                    .label(format!("has another {what}"))
                    .related(other.span, format!("than {}/{}", home.name, other.name))
                    .help("let the actions of one method and path need the same: only a request that has been checked is read");
                break;
            }
        }
    }

    /// Reports answers that are no JSON where a failure may have the status of an answer.
    pub(super) fn check_raw_failures(
        &mut self,
        modules: &[Module],
        shapes: &[FailureShape],
        usual: FailureId,
    ) {
        for (_, action) in all(modules).filter(|(_, action)| !action.returns.media_type.is_json()) {
            let ends = action.failures.iter().position(|used| used.errors.is_empty());
            let own =
                action.failures.iter().take(ends.map_or(usize::MAX, |at| at + 1)).map(|used| used.shape);
            let used = own.chain(ends.is_none().then_some(usual)).filter_map(|id| shapes.get(id));
            let Some(shape) = used.into_iter().find(|shape| (200..300).contains(&shape.status)) else {
                continue;
            };
            let message = format!(
                "the failure `{}` could not be told from this answer: both have a status of success",
                shape.name
            );
            self.error("spec::answer", action.returns.span, message)
                .label("any body with such a status is an answer")
                .help("say under `failures` with which shape this action fails, one with a status from 400 on; or remove `raw`");
        }
    }
}

fn all(modules: &[Module]) -> impl Iterator<Item = (&Module, &Action)> {
    modules.iter().flat_map(|module| module.actions.iter().map(move |action| (module, action)))
}

/// What is checked for an action; none when it names schemes that are not known.
fn checks(action: &Action, schemes: &Schemes) -> Option<Checks> {
    let mut needs = Checks { schemes: Vec::new(), any: action.any_auth.clone(), send: None };
    for id in &action.auth {
        match schemes.get(*id)? {
            AuthScheme::Parameter(_) => continue, // the backend's business
            AuthScheme::Signature(_) => needs.send = Some(action.placement()),
            _ => {}
        }
        needs.schemes.push((*id, action.optional_auth.contains(id)));
    }
    needs.schemes.sort_unstable();
    needs.any.sort_unstable();
    Some(needs)
}

/// A path with its parameters forgotten, as a server tells paths apart.
pub(super) fn shape(action: &Action, any_case: bool) -> String {
    let mut shape = String::new();
    for segment in &action.path {
        shape.push('/');
        match segment {
            Segment::Literal(text) if any_case => shape.push_str(&text.to_ascii_lowercase()),
            Segment::Literal(text) => shape.push_str(text),
            Segment::Parameter(_) => shape.push_str("{}"),
        }
    }
    shape
}
