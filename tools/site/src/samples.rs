//! Values made up from types, for what no document shows: each as it stands on the wire.

use bindery_model::{
    Action, Api, CodeValue, ErrorEntry, FailureShape, Field, Form, Holds, Limits, Newtype, Presence, Scalar,
    Select, Style, Type, TypeId, TypeKind,
};
use bindery_runtime::Md5Password;
use bindery_vocabulary::Given;
use bindery_vocabulary::json::Json;

/// How deep records are filled.
const DEEPEST: usize = 6;

/// The parameters of a request in their order, each with its value: those that the documents show, and those without
/// which the request would not be one.
pub(crate) fn request<'a>(api: &Api, action: &'a Action) -> Vec<(&'a Field, Json)> {
    let shown = shown_request(action);
    let mut parameters = Vec::new();
    let group: &[usize] = action.one_of.first().map_or(&[], |(_, members)| members);
    // A documented request has chosen its group already.
    let any_shown = action.one_of.iter().flat_map(|(_, members)| members).any(|at| {
        action
            .parameters
            .get(*at)
            .is_some_and(|field| shown.as_ref().is_some_and(|shown| shown.get(&field.name).is_some()))
    });
    for (position, field) in action.parameters.iter().enumerate() {
        if field.others || field.scheme.is_some() {
            continue;
        }
        if let Some(fixed) = field.fixed.as_deref().and_then(Json::parse) {
            parameters.push((field, fixed));
            continue;
        }
        let of_group = !any_shown && group.contains(&position);
        match shown.as_ref().and_then(|shown| shown.get(&field.name)) {
            Some(value) => parameters.push((field, styled(field, value.clone()))),
            None if field.presence == Presence::Required || of_group => {
                let page = action.pages.as_ref().and_then(|pages| match position {
                    at if at == pages.skip => Some(0),
                    at if at == pages.limit => Some(pages.largest.min(20)),
                    _ => None,
                });
                parameters.push((field, page.map_or_else(|| value(api, field), Json::number)));
            }
            None => {}
        }
    }
    if let Some(select) = &action.select {
        choose(select, &mut parameters);
    }
    parameters
}

/// Sees to it that a request is one for its action, where a text in it tells actions apart.
fn choose(select: &Select, parameters: &mut [(&Field, Json)]) {
    let ([first, rest @ ..], Some(is)) = (select.at.as_slice(), select.is.first()) else { return };
    let Some((_, value)) = parameters.iter_mut().find(|(field, _)| field.name == *first) else { return };
    let there = rest.iter().try_fold(&*value, |inner, key| inner.get(key)).map(Json::plain);
    let fits = |is: &String| match is.strip_suffix('*') {
        Some(begin) => there.as_ref().is_some_and(|text| text.starts_with(begin)),
        None => there.as_ref() == Some(is),
    };
    if !select.is.iter().any(fits) {
        let chosen = Json::text(is.replace('*', "1"));
        if rest.is_empty() {
            *value = chosen;
        } else {
            value.put(rest, chosen);
        }
    }
}

/// The first request that the documents show.
pub(crate) fn shown_request(action: &Action) -> Option<Json> {
    action.examples.iter().find_map(|example| Json::parse(example.request.as_deref()?))
}

/// A value as the documents show it, in the form that it travels in.
fn styled(field: &Field, value: Json) -> Json {
    match (field.style, &value) {
        (Style::Flag, Json::Bool(true)) => Json::number(1),
        (Style::Flag, Json::Bool(false)) => Json::number(0),
        (Style::JsonText, Json::List(_) | Json::Object(_)) => Json::text(value.to_string()),
        _ => value,
    }
}

/// A value of a parameter or a field.
pub(crate) fn value(api: &Api, field: &Field) -> Json {
    Samples { api, open: Vec::new() }.field(field).unwrap_or(Json::Null)
}

/// A value of a type.
pub(crate) fn of_type(api: &Api, ty: &Type, style: Style) -> Json {
    let value = Samples { api, open: Vec::new() }.of(ty, style, &Limits::default());
    value.unwrap_or(Json::Null)
}

/// An answer as it stands on the wire, in its wrapper if it has one.
pub(crate) fn wrapped(action: &Action, json: Json) -> Json {
    match &action.wrapper {
        Some(key) => Json::Object(vec![(key.clone(), json)]),
        None => json,
    }
}

struct Samples<'a> {
    api: &'a Api,
    /// The records that are being filled.
    open: Vec<TypeId>,
}

impl Samples<'_> {
    /// None where a record would have to hold itself.
    fn field(&mut self, field: &Field) -> Option<Json> {
        if let Some(fixed) = &field.fixed {
            return Json::parse(fixed);
        }
        if let (true, Type::List(entry)) = (field.bare_single, &field.ty) {
            return self.of(entry, field.style, &field.limits);
        }
        self.of(&field.ty, field.style, &field.limits)
    }

    fn of(&mut self, ty: &Type, style: Style, limits: &Limits) -> Option<Json> {
        match ty {
            Type::Scalar(of) => Some(scalar(*of, style, limits)),
            Type::List(entry) => {
                let entries = self.of(entry, style.inside(), limits).map(|entry| vec![entry]);
                Some(outer(style, Json::List(entries.unwrap_or_default())))
            }
            Type::Map(entry) => {
                let entries =
                    self.of(entry, style.inside(), limits).map(|entry| vec![("key".to_owned(), entry)]);
                Some(outer(style, Json::Object(entries.unwrap_or_default())))
            }
            Type::Named(id) => self.named(*id, style, limits),
        }
    }

    fn named(&mut self, id: TypeId, style: Style, limits: &Limits) -> Option<Json> {
        match &self.api.types.get(id)?.kind {
            TypeKind::Record(_) if self.open.contains(&id) || self.open.len() >= DEEPEST => None,
            TypeKind::Record(fields) => {
                self.open.push(id);
                let mut entries = Vec::new();
                for field in fields.iter().filter(|field| !field.others) {
                    if let Some(value) = self.field(field) {
                        entries.push((field.name.clone(), value));
                    }
                }
                self.open.pop();
                Some(outer(style, Json::Object(entries)))
            }
            TypeKind::IntEnum(values) => {
                let is = values.first().map_or(0, |value| value.is);
                Some(if style == Style::Text { Json::text(is.to_string()) } else { Json::number(is) })
            }
            TypeKind::TextEnum(values) => {
                Some(Json::text(values.first().map_or("", |value| value.is.as_str())))
            }
            TypeKind::Newtype(Newtype { md5: true, .. }) => {
                Some(Json::text(Md5Password::plain("example").expose()))
            }
            TypeKind::Newtype(newtype) => {
                let style = if style == Style::Plain { newtype.style } else { style };
                let limits = if *limits == Limits::default() { &newtype.limits } else { limits };
                Some(scalar(newtype.base, style, limits))
            }
        }
    }
}

/// A list, a map or a record in the style of its place.
fn outer(style: Style, json: Json) -> Json {
    if style == Style::JsonText { Json::text(json.to_string()) } else { json }
}

fn scalar(of: Scalar, style: Style, limits: &Limits) -> Json {
    let example = of.example(style);
    let example = match of.form() {
        Form::Text => text(example, limits),
        Form::Whole => whole(example, limits),
        Form::Decimal => {
            let too_low = limits.min.or(limits.above).is_some_and(|bound| bound > 12);
            let too_high = limits.max.is_some_and(|bound| bound < 13);
            if too_low || too_high { whole("1", limits) } else { example.to_owned() }
        }
        Form::Flag | Form::Any => example.to_owned(),
    };
    of.written(Given::Text(&example), style).unwrap_or(Json::Text(example))
}

/// A whole number within limits.
fn whole(usual: &str, limits: &Limits) -> String {
    let low = limits.min.or_else(|| usual.parse().ok()).unwrap_or_default();
    let low = low.max(limits.above.map_or(i64::MIN, |above| above.saturating_add(1)));
    limits.max.map_or(low, |max| low.min(max)).to_string()
}

/// A text within limits.
fn text(sample: &str, limits: &Limits) -> String {
    let Some((fewest, most)) = limits.length else { return sample.to_owned() };
    let length = sample.chars().count();
    let wanted = length.clamp(fewest as usize, (most as usize).max(fewest as usize).min(256));
    sample.chars().cycle().take(wanted).collect()
}

/// A failure of a shape as it arrives, with its HTTP status.
pub(crate) fn failure(api: &Api, shape: &FailureShape, error: &ErrorEntry) -> (u16, Json) {
    // A shape that does not say which error it is has one status for all.
    let says_which =
        shape.body.iter().any(|part| matches!(part.holds, Holds::Code | Holds::CodeText | Holds::Status));
    let status = error.status.filter(|_| says_which || error.code.is_none()).unwrap_or(shape.status);
    let internal = || api.errors.get(api.refusals.internal).and_then(|entry| entry.code.as_ref()?.number());
    let code = match (&error.code, error.status) {
        (Some(code), _) => Some(code.clone()),
        (None, None) => internal().map(CodeValue::Number),
        (None, Some(_)) => None,
    };
    let by_text = error.code.is_none() && error.status.is_none();
    let mut body = Json::Object(Vec::new());
    for part in &shape.body {
        let value = match &part.holds {
            Holds::Fixed(json) => Json::parse(json),
            Holds::CodeText if by_text => Some(Json::text(&error.text)),
            Holds::Code => code.as_ref().map(CodeValue::json),
            Holds::CodeText => code.as_ref().map(|code| Json::text(code.to_string())),
            Holds::Message => Some(Json::text(&error.text)),
            Holds::Details => Some(Json::Null),
            Holds::Status => Some(Json::number(status)),
        };
        if let Some(value) = value {
            body.put(&part.path, value);
        }
    }
    (status, body)
}
