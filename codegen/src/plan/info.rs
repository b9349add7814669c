//! Metadata of actions and fields, as calls of the runtime's builders: only deviations from the defaults.

use bindery_model::{
    Action, Api, Effect, Encoding, ErrorId, Field, MediaType, Method, Module, Placement, Presence, Stability,
    TypeKind,
};
use bindery_vocabulary::Number;
use bindery_vocabulary::json::unescape;

use super::expr::{Chain, Expr};

/// Returns the metadata of a field: `rt::key("…")` and deviations from the defaults.
pub(crate) fn key<'a>(api: &'a Api, field: &'a Field, is_parameter: bool) -> Chain<'a> {
    let mut key = Chain::new("rt::key", vec![Expr::text(&field.name)]);
    if field.additional {
        key.flag("additional");
    }
    if !field.aliases.is_empty() {
        key.call("aliases", Expr::texts(field.aliases.iter().map(String::as_str)));
    }
    if !field.null_values.is_empty() {
        key.call("null_values", Expr::texts(field.null_values.iter().map(String::as_str)));
        let is_number = |text: &String| Number::parse(text).and_then(Number::to_exact).is_some();
        if api.is_numeric(&field.ty) && field.null_values.iter().any(is_number) {
            key.flag("numeric");
        }
    }
    if let (Presence::Required, Some(default)) = (field.presence, &field.default) {
        key.call("default", Expr::Text(wire_text(default).into()));
    }
    if field.plus_as_space {
        key.flag("plus_as_space");
    }
    if field.presence == Presence::Nullable {
        key.flag("nullable");
    }
    if field.encoding != Encoding::Plain {
        key.word(field.encoding);
    }
    if field.bare_single {
        key.flag("bare_single");
    }
    let limits = &field.limits;
    for (method, bound) in [("min", limits.min), ("above", limits.above), ("max", limits.max)] {
        if let Some(bound) = bound {
            key.call(method, Expr::number(bound));
        }
    }
    if let Some((fewest, most)) = limits.length {
        key.calls.push(("length".into(), vec![Expr::number(fewest), Expr::number(most)]));
    }
    if let Some(needs) = &field.needs {
        key.call("needs", Expr::text(needs));
    }
    if field.in_path {
        key.flag("in_path");
    }
    let is_enum = |kind: &TypeKind| matches!(kind, TypeKind::IntEnum(_) | TypeKind::TextEnum(_));
    if is_parameter && field.ty.leaf().and_then(|id| api.types.get(id)).is_some_and(|def| is_enum(&def.kind))
    {
        key.flag("known");
    }
    key
}

/// Returns the metadata of an action.
pub(crate) fn action<'a>(api: &'a Api, module: &'a Module, action: &'a Action) -> Chain<'a> {
    let path = Expr::Text(action.path_text().into());
    let mut info = Chain::new(
        "rt::metadata::ActionInfo::new",
        vec![Expr::text(&module.name), Expr::text(&action.name), path],
    );
    if !action.documented_as.is_empty() {
        info.call("documented_as", Expr::text(&action.documented_as));
    }
    request(api, action, &mut info);
    errors(api, action, &mut info);
    response(action, &mut info);
    if action.stability() == Stability::Deprecated {
        let successor = action.replaced_by.and_then(|place| api.action_name(place));
        info.call("deprecated", Expr::Text(successor.unwrap_or_default().into()));
    }
    info
}

fn request<'a>(api: &'a Api, action: &'a Action, info: &mut Chain<'a>) {
    match action.methods.as_slice() {
        [Method::Post, Method::Get] => {}
        [Method::Get, Method::Post] => info.flag("get_post"),
        [method] => info.word(*method),
        methods => info.call(
            "methods",
            Expr::List(methods.iter().map(|method| Expr::variant("rt::metadata::Method", *method)).collect()),
        ),
    }
    if action.parameters_in != Placement::Form {
        info.word(action.parameters_in);
    }
    if action.server != 0
        && let Some(server) = api.servers.get(action.server)
    {
        info.call("server", Expr::text(&server.name));
    }
    if !action.auth.is_empty() {
        let schemes = action.auth.iter().filter_map(|id| api.auth.get(*id));
        info.call("auth", Expr::texts(schemes.map(|scheme| scheme.name.as_str())));
    }
    if !action.optional_auth.is_empty() {
        let schemes = action.optional_auth.iter().filter_map(|id| api.auth.get(*id));
        info.call("optional", Expr::texts(schemes.map(|scheme| scheme.name.as_str())));
    }
    if let Some(field) = api.unrendered(action) {
        info.call("unrendered", Expr::text(&field.name));
    }
    if !action.any_auth.is_empty() {
        let schemes = action.any_auth.iter().filter_map(|id| api.auth.get(*id));
        info.call("any_auth", Expr::texts(schemes.map(|scheme| scheme.name.as_str())));
    }
    if !action.scopes.is_empty() {
        info.call("scopes", Expr::texts(action.scopes.iter().map(String::as_str)));
    }
    let name_only = || action.parameters.iter().filter(|field| field.encoding == Encoding::NameOnly);
    if name_only().next().is_some() {
        info.call("name_only", Expr::texts(name_only().map(|field| field.name.as_str())));
    }
    if action.effect != Effect::NotIdempotent {
        info.word(action.effect);
    }
    if let Some(select) = &action.select {
        let texts = Expr::texts(select.is.iter().map(String::as_str));
        info.calls.push(("select".into(), vec![Expr::Text(select.at.join(".").into()), texts]));
    }
}

fn errors<'a>(api: &'a Api, action: &'a Action, info: &mut Chain<'a>) {
    let name = |id: ErrorId| api.errors.get(id).map_or("", |error| error.name.as_str());
    let pairs = |of: fn(&Field) -> Option<ErrorId>| -> Vec<Expr<'a>> {
        let overriding = action.parameters.iter().filter_map(|field| Some((field, of(field)?)));
        overriding
            .map(|(field, error)| Expr::Tuple(vec![Expr::text(&field.name), Expr::text(name(error))]))
            .collect()
    };
    for (method, pairs) in
        [("missing", pairs(|field| field.missing)), ("invalid", pairs(|field| field.invalid))]
    {
        if !pairs.is_empty() {
            info.call(method, Expr::List(pairs));
        }
    }
    if let Some(error) = action.invalid {
        info.call("invalid_action", Expr::text(name(error)));
    }
    if !action.one_of.is_empty() {
        let groups = action.one_of.iter().map(|(_, members)| {
            let members = members.iter().filter_map(|at| action.parameters.get(*at));
            Expr::texts(members.map(|field| field.name.as_str()))
        });
        info.call("one_of", Expr::List(groups.collect()));
        let flags = action.flags().map(|field| field.name.as_str());
        if action.flags().next().is_some() {
            info.call("flags", Expr::texts(flags));
        }
    }
    if !action.error_formats.is_empty() {
        let uses = action.error_formats.iter().map(|usage| {
            let format = api.error_formats.get(usage.format).map_or("", |format| format.name.as_str());
            let errors = usage.errors.iter().map(|id| name(*id));
            let mut metadata = Chain::new("rt::metadata::ErrorFormatUse::new", vec![Expr::text(format)]);
            if !usage.errors.is_empty() {
                metadata.call("errors", Expr::texts(errors));
            }
            Expr::Chain(metadata)
        });
        info.call("error_formats", Expr::List(uses.collect()));
    }
    let meanings: Vec<_> = action
        .errors
        .iter()
        .filter(|error| !error.about.is_empty() || error.kind.is_some())
        .filter_map(|meaning| {
            let error = api.errors.get(meaning.error)?;
            let text = if meaning.about.is_empty() { &error.text } else { &meaning.about };
            let kind = Expr::variant("rt::ErrorKind", meaning.kind.unwrap_or(error.kind));
            Some(Expr::Tuple(vec![Expr::text(&error.name), kind, Expr::text(text.trim())]))
        })
        .collect();
    if !meanings.is_empty() {
        info.call("meanings", Expr::List(meanings));
    }
}

fn response<'a>(action: &'a Action, info: &mut Chain<'a>) {
    let documented_response = &action.response;
    if documented_response.variants.is_empty() && documented_response.status != 200 {
        info.call("status", Expr::number(documented_response.status));
    }
    if !documented_response.unwrap.is_empty() {
        info.call("unwrap", Expr::texts(documented_response.unwrap.iter().map(String::as_str)));
    }
    if let Some(bare) = &documented_response.bare {
        info.call("bare", Expr::text(bare));
    }
    if documented_response.bare_text {
        info.flag("bare_text");
    }
    // Only a parameter can be a bare name; a response has none.
    if !matches!(documented_response.encoding, Encoding::Plain | Encoding::NameOnly) {
        info.call("encoding", Expr::variant("rt::metadata::Encoding", documented_response.encoding));
    }
    if let Some(wrapper) = &action.wrapper {
        info.call("wrapper", Expr::text(wrapper));
    }
    match documented_response.media_type {
        MediaType::Bytes => info.flag("raw"),
        MediaType::Json | MediaType::Form | MediaType::Multipart => {}
    }
    if documented_response.fixed.is_some() {
        info.flag("done");
    }
    // The runtime defaults to `true`.
    let done = documented_response.fixed.as_ref().filter(|fixed| *fixed != "true");
    if let Some(emits) = documented_response.emits.as_ref().or(done) {
        info.call("emits", Expr::text(emits));
    }
}

/// Returns the form encoding of a scalar that is given as JSON.
fn wire_text(json: &str) -> String {
    match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(text) => unescape(text).unwrap_or_default(),
        None => json.to_owned(),
    }
}
