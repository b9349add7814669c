//! Metadata of actions and fields, as calls of the runtime's builders: only deviations from the defaults.

use bindery_model::{
    Action, Api, AuthId, BodyFormat, ClockUnit, Effect, Encoding, ErrorId, Field, Made, MadeKind, Method,
    Module, Place, Presence, Stability, Type, TypeKind, path_text,
};
use bindery_vocabulary::json::unescape;
use bindery_vocabulary::path;
use bindery_vocabulary::{ANY_LENGTH, Number};

use super::expr::{Chain, Expr};

/// Returns the metadata of a field: `rt::key("…")` and deviations from the defaults. `action` is that of a parameter;
/// `known` says that a server accepts only documented values of an enum.
pub(crate) fn key<'a>(api: &'a Api, field: &'a Field, action: Option<&Action>, known: bool) -> Chain<'a> {
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
    // Of three states, the value itself knows which it is.
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
    for (method, exact, bound) in [
        ("min", "min_exact", limits.min),
        ("above", "above_exact", limits.above),
        ("max", "max_exact", limits.max),
        ("below", "below_exact", limits.below),
    ] {
        let Some(bound) = bound else { continue };
        match bound.to_i64() {
            Some(whole) => key.call(method, Expr::number(whole)),
            None => {
                let parts = vec![Expr::number(bound.coefficient), Expr::number(bound.scale)];
                key.calls.push((exact.into(), parts));
            }
        }
    }
    match limits.length {
        Some((fewest, ANY_LENGTH)) => key.call("min_length", Expr::number(fewest)),
        Some((fewest, most)) => {
            key.calls.push(("length".into(), vec![Expr::number(fewest), Expr::number(most)]));
        }
        None => {}
    }
    if let Some(needs) = &field.needs {
        key.call("needs", Expr::text(needs));
    }
    if let Some(made) = &field.made {
        key.call("made", Expr::Chain(made_value(made, field.presence)));
    }
    if !field.excludes.is_empty() {
        key.call("excludes", Expr::texts(field.excludes.iter().map(String::as_str)));
    }
    if !field.required_when.is_empty() {
        let conditions = field.required_when.iter().map(|(name, values)| {
            Expr::Tuple(vec![Expr::text(name), Expr::texts(values.iter().map(String::as_str))])
        });
        key.call("required_when", Expr::List(conditions.collect()));
    }
    match (action, field.style) {
        (Some(action), _) => place(field, action, &mut key),
        // A list in a header of a response.
        (None, Some(style)) => key.call("style", Expr::variant("rt::metadata::Style", style)),
        (None, None) => {}
    }
    let keeps_unknown = |kind: &TypeKind| match kind {
        TypeKind::IntEnum(_) | TypeKind::TextEnum(_) | TypeKind::Union(_) => true,
        TypeKind::Record(_) | TypeKind::Positions(_) | TypeKind::Newtype(_) | TypeKind::Alias(_) => false,
    };
    let mut named = field.ty.named().filter_map(|id| api.types.get(id));
    if known && named.any(|def| keeps_unknown(&def.kind)) {
        key.flag("known");
    }
    key
}

/// Returns the metadata of a made value.
pub(super) fn made_value(made: &Made, presence: Presence) -> Chain<'static> {
    let kind = Expr::variant("rt::metadata::MadeKind", made.kind);
    let mut chain = Chain::new("rt::metadata::Made::new", vec![kind]);
    if made.unit != ClockUnit::Milliseconds {
        chain.call("unit", Expr::variant("rt::metadata::ClockUnit", made.unit));
    }
    if let Some(window) = made.window {
        chain.call("window", Expr::number(window));
    }
    if presence != Presence::Required {
        chain.flag("optional");
    }
    chain
}

/// Adds the place, the wire name and the style of a parameter.
fn place<'a>(field: &'a Field, action: &Action, key: &mut Chain<'a>) {
    // A parameter with a name of its own is read only in its place. Of several places, it is the only one.
    let is_own = |place: &Place| {
        field.wire.is_some() || *place != action.default_place() || !action.also_in.is_empty()
    };
    let own = field.place.filter(is_own);
    if let Some(place) = own {
        key.flag(match place {
            Place::Path => "in_path",
            Place::Query => "in_query",
            Place::Header => "in_header",
            Place::Cookie => "in_cookie",
            Place::Form => "in_form",
            Place::Json => "in_json",
            Place::Multipart => "in_multipart",
            Place::Body => "in_body",
        });
    }
    if field.ty.is_content() {
        key.flag("content");
    } else if field.body.format == BodyFormat::Raw {
        key.flag("raw");
    }
    if let Some(wire) = &field.wire {
        key.call("wire", Expr::text(wire));
    }
    if let Some(style) = field.style {
        key.call("style", Expr::variant("rt::metadata::Style", style));
        if !matches!(field.ty, Type::List(_)) {
            key.flag("entries");
        }
    }
}

/// Returns the metadata of a constant parameter: its place and its wire name, unless the action implies them.
pub(crate) fn fixed_key<'a>(field: &'a Field, action: Option<&Action>) -> Option<Chain<'a>> {
    let mut key = Chain::new("rt::key", vec![Expr::text(&field.name)]);
    place(field, action?, &mut key);
    (!key.calls.is_empty()).then_some(key)
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
    if !action.path_aliases.is_empty() {
        let aliases = action.path_aliases.iter().map(|path| Expr::Text(path_text(path).into()));
        info.call("path_aliases", Expr::List(aliases.collect()));
    }
    if action.parameters.iter().any(Field::in_path) && api.has_reserved_in_paths() {
        info.flag("reserved_in_paths");
    }
    if action.parameters_in != Place::Form {
        info.word(action.parameters_in);
    }
    if !action.also_in.is_empty() {
        let places = action.also_in.iter().map(|place| Expr::variant("rt::metadata::Place", *place));
        info.call("also_in", Expr::List(places.collect()));
    }
    if action.body_place() != action.default_place() {
        info.call("body_in", Expr::variant("rt::metadata::Place", action.body_place()));
    }
    if let Some(body) = action.whole_body().map(|field| &field.body) {
        match body.format {
            BodyFormat::Json => {}
            BodyFormat::Raw => info.flag("raw_body"),
            BodyFormat::Stream => info.flag("streamed_body"),
        }
        if !body.types.is_empty() {
            info.call("body_media", Expr::texts(body.types.iter().map(String::as_str)));
        }
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
        let names = |way: &Vec<AuthId>| {
            let names = way.iter().filter_map(|id| api.auth.get(*id)).map(|scheme| scheme.name.as_str());
            Expr::Text(names.collect::<Vec<_>>().join("+").into())
        };
        info.call("any_auth", Expr::List(action.any_auth.iter().map(names).collect()));
    }
    if !action.scopes.is_empty() {
        info.call("scopes", Expr::texts(action.scopes.iter().map(String::as_str)));
    }
    let name_only = || action.parameters.iter().filter(|field| field.encoding == Encoding::NameOnly);
    if name_only().next().is_some() {
        let names = name_only().flat_map(|field| [Some(field.name.as_str()), field.wire.as_deref()]);
        info.call("name_only", Expr::texts(names.flatten()));
    }
    let nonces = || {
        action.parameters.iter().filter(|field| field.made.is_some_and(|made| made.kind == MadeKind::Nonce))
    };
    if nonces().next().is_some() {
        info.call("nonces", Expr::texts(nonces().map(|field| field.name.as_str())));
    }
    if action.has_idempotency_key() {
        info.flag("idempotency_key");
    }
    if action.effect != Effect::NotIdempotent {
        info.word(action.effect);
    }
    if let Some(select) = &action.select {
        let texts = Expr::texts(select.is.iter().map(String::as_str));
        info.calls.push(("select".into(), vec![Expr::Text(path::joined(&select.at).into()), texts]));
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
    if let Some(envelope) = &action.envelope {
        let path = Expr::texts(envelope.path.iter().map(String::as_str));
        let (before, after) = envelope.sides();
        info.calls.push(("envelope".into(), vec![path, Expr::Text(before.into()), Expr::Text(after.into())]));
    }
    if documented_response.is_stream() {
        info.flag("stream");
    } else if documented_response.variants.is_empty() && !documented_response.body.format.is_json() {
        info.flag("raw");
    }
    let media = documented_response.media();
    if !media.is_empty() {
        info.call("media", Expr::texts(media));
    }
    if let Some(end) = documented_response.end() {
        info.call("end", Expr::text(end));
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
