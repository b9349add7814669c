//! Completion of operations: links to the operation that returns the state, and the rest as an extension field.

use bindery_model::{Action, Api, Completion, Field, Place};
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;
use indexmap::IndexMap;

use crate::document::Link;
use crate::naming::usual_operation;

/// Returns the link to the operation that polls an action's operation, by its name. There is none if the address of the
/// operation is in the response, or a parameter comes from a place that no expression names.
pub(crate) fn links(api: &Api, action: &Action) -> IndexMap<String, Link> {
    let link = action.completes.as_ref().and_then(|completes| link(api, action, completes));
    link.map(|link| (format!("{}-state", action.name), link)).into_iter().collect()
}

fn link(api: &Api, action: &Action, completes: &Completion) -> Option<Link> {
    if completes.location || completes.again {
        return None;
    }
    let poll = polled(api, completes)?;
    let parameter = |at: usize| poll.parameters.get(at);
    let mut parameters = IndexMap::new();
    let mut add = |field: &Field, expression: String| {
        let place = poll.place_of(field);
        let place = matches!(place, Place::Path | Place::Query | Place::Header).then(|| place.text())?;
        parameters.insert(format!("{place}.{}", field.wire_name()), JsonValue::Text(expression));
        Some(())
    };
    for (at, path) in &completes.with {
        let steps = action.envelope.iter().flat_map(|envelope| envelope.path.iter().map(Into::into));
        let keys = path::keys(path).map(|(key, _)| key);
        let pointer: String = steps.chain(keys).map(|key| pointer_step(&key)).collect();
        add(parameter(*at)?, format!("$response.body#{pointer}"))?;
    }
    for at in &completes.same {
        let field = parameter(*at)?;
        let own = action.parameters.iter().find(|own| own.name == field.name)?;
        let name = own.wire_name();
        add(
            field,
            match action.place_of(own) {
                place @ (Place::Path | Place::Query | Place::Header) => {
                    format!("$request.{}.{name}", place.text())
                }
                Place::Json => format!("$request.body#{}", pointer_step(name)),
                Place::Body => "$request.body".to_owned(),
                Place::Cookie | Place::Form | Place::Multipart => return None,
            },
        )?;
    }
    Some(Link {
        operation_id: usual_operation(api, completes.poll)?,
        parameters,
        description: "Returns the state of the operation.".to_owned(),
        ..Link::default()
    })
}

/// Returns the description of a completion; null without one.
pub(crate) fn described(api: &Api, action: &Action) -> JsonValue {
    let Some(completes) = &action.completes else { return JsonValue::Null };
    let Completion { poll, with, same, again, location, at_once: _, field, done, failed } = completes;
    let names = polled(api, completes).map_or(&[][..], |poll| &poll.parameters);
    let name = |at: &usize| names.get(*at).map_or("", |field| field.name.as_str());
    let mut details = vec![("poll", JsonValue::text(usual_operation(api, *poll).unwrap_or_default()))];
    if !with.is_empty() {
        let pairs = with.iter().map(|(at, path)| (name(at).to_owned(), JsonValue::text(path)));
        details.push(("with", JsonValue::object(pairs)));
    }
    if !same.is_empty() {
        details.push(("same", JsonValue::texts(same.iter().map(name))));
    }
    if *again {
        details.push(("again", JsonValue::Bool(true)));
    }
    if *location {
        details.push(("location", JsonValue::text("$response.header.Location")));
    }
    details.extend(field.as_ref().map(|field| ("field", JsonValue::text(field))));
    details.push(("done", JsonValue::texts(done)));
    if !failed.is_empty() {
        details.push(("failed", JsonValue::texts(failed)));
    }
    JsonValue::object(details)
}

fn polled<'a>(api: &'a Api, completes: &Completion) -> Option<&'a Action> {
    let (module, at) = completes.poll;
    api.modules.get(module)?.actions.get(at)
}

/// Returns a step of a JSON pointer.
fn pointer_step(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}
