//! Sample values generated from types where the documents show none, in their wire encoding.

use bindery_model::{
    Action, Api, BodyPartValue, CodeValue, Encoding, ErrorEntry, ErrorFormat, Field, JsonKind, Newtype,
    Presence, Scalar, Select, Type, TypeId, TypeKind, ValueLimits,
};
use bindery_runtime::Md5Password;
use bindery_vocabulary::Given;
use bindery_vocabulary::json::JsonValue;

/// Largest depth to which nested records are filled.
const DEEPEST: usize = 6;

/// Returns the parameters of an example request with their values, in order: those of the documented example, and all
/// required ones.
pub(crate) fn request<'a>(api: &Api, action: &'a Action) -> Vec<(&'a Field, JsonValue)> {
    let shown = shown_request(action);
    let mut parameters = Vec::new();
    let group: &[usize] = action.one_of.first().map_or(&[], |(_, members)| members);
    // A documented request has already chosen one of the alternatives.
    let any_shown = action.one_of.iter().flat_map(|(_, members)| members).any(|at| {
        action
            .parameters
            .get(*at)
            .is_some_and(|field| shown.as_ref().is_some_and(|shown| shown.get(&field.name).is_some()))
    });
    for (position, field) in action.parameters.iter().enumerate() {
        if field.additional || field.scheme.is_some() {
            continue;
        }
        if let Some(fixed) = field.fixed.as_deref().and_then(JsonValue::parse) {
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
                parameters.push((field, page.map_or_else(|| value(api, field), JsonValue::number)));
            }
            None => {}
        }
    }
    if let Some(select) = &action.select {
        choose(select, &mut parameters);
    }
    parameters
}

/// Sets the value that selects the action, for actions that share a path.
fn choose(select: &Select, parameters: &mut [(&Field, JsonValue)]) {
    let ([first, rest @ ..], Some(is)) = (select.at.as_slice(), select.is.first()) else { return };
    let Some((_, value)) = parameters.iter_mut().find(|(field, _)| field.name == *first) else { return };
    let there = rest.iter().try_fold(&*value, |inner, key| inner.get(key)).map(JsonValue::plain);
    let fits = |is: &String| match is.strip_suffix('*') {
        Some(begin) => there.as_ref().is_some_and(|text| text.starts_with(begin)),
        None => there.as_ref() == Some(is),
    };
    if !select.is.iter().any(fits) {
        let chosen = JsonValue::text(is.replace('*', "1"));
        if rest.is_empty() {
            *value = chosen;
        } else {
            value.put(rest, chosen);
        }
    }
}

/// Returns the first request that the documents show.
pub(crate) fn shown_request(action: &Action) -> Option<JsonValue> {
    action.examples.iter().find_map(|example| JsonValue::parse(example.request.as_deref()?))
}

/// Converts a value of the documents to its wire encoding.
fn styled(field: &Field, value: JsonValue) -> JsonValue {
    match (field.encoding, &value) {
        (Encoding::ZeroOrOne, JsonValue::Bool(true)) => JsonValue::number(1),
        (Encoding::ZeroOrOne, JsonValue::Bool(false)) => JsonValue::number(0),
        (Encoding::EmbeddedJson, JsonValue::List(_) | JsonValue::Object(_)) => {
            JsonValue::text(value.to_string())
        }
        _ => value,
    }
}

/// Returns a sample value of a parameter or a field.
pub(crate) fn value(api: &Api, field: &Field) -> JsonValue {
    Samples { api, open: Vec::new() }.field(field).unwrap_or(JsonValue::Null)
}

/// Returns a sample value of a type.
pub(crate) fn of_type(api: &Api, ty: &Type, encoding: Encoding) -> JsonValue {
    let value = Samples { api, open: Vec::new() }.sample(ty, encoding, &ValueLimits::default());
    value.unwrap_or(JsonValue::Null)
}

/// Puts a response into its wrapper object, if the action has one.
pub(crate) fn wrapped(action: &Action, json: JsonValue) -> JsonValue {
    match &action.wrapper {
        Some(key) => JsonValue::Object(vec![(key.clone(), json)]),
        None => json,
    }
}

struct Samples<'a> {
    api: &'a Api,
    /// The records that are being filled, outermost first.
    open: Vec<TypeId>,
}

impl Samples<'_> {
    /// Returns a sample value; none if a record would have to contain itself.
    fn field(&mut self, field: &Field) -> Option<JsonValue> {
        if let Some(fixed) = &field.fixed {
            return JsonValue::parse(fixed);
        }
        if let (true, Type::List(entry)) = (field.bare_single, &field.ty) {
            return self.sample(entry, field.encoding, &field.limits);
        }
        self.sample(&field.ty, field.encoding, &field.limits)
    }

    fn sample(&mut self, ty: &Type, encoding: Encoding, limits: &ValueLimits) -> Option<JsonValue> {
        match ty {
            Type::Scalar(of) => Some(scalar(*of, encoding, limits)),
            Type::List(entry) => {
                let entries = self.sample(entry, encoding.inside(), limits).map(|entry| vec![entry]);
                Some(outer(encoding, JsonValue::List(entries.unwrap_or_default())))
            }
            Type::Map(entry) => {
                let entries = self
                    .sample(entry, encoding.inside(), limits)
                    .map(|entry| vec![("key".to_owned(), entry)]);
                Some(outer(encoding, JsonValue::Object(entries.unwrap_or_default())))
            }
            Type::Named(id) => self.named(*id, encoding, limits),
        }
    }

    fn named(&mut self, id: TypeId, encoding: Encoding, limits: &ValueLimits) -> Option<JsonValue> {
        match &self.api.types.get(id)?.kind {
            TypeKind::Record(_) if self.open.contains(&id) || self.open.len() >= DEEPEST => None,
            TypeKind::Record(fields) => {
                self.open.push(id);
                let mut entries = Vec::new();
                for field in fields.iter().filter(|field| !field.additional) {
                    if let Some(value) = self.field(field) {
                        entries.push((field.name.clone(), value));
                    }
                }
                self.open.pop();
                Some(outer(encoding, JsonValue::Object(entries)))
            }
            TypeKind::IntEnum(values) => {
                let is = values.first().map_or(0, |value| value.is);
                Some(if encoding == Encoding::JsonString {
                    JsonValue::text(is.to_string())
                } else {
                    JsonValue::number(is)
                })
            }
            TypeKind::TextEnum(values) => {
                Some(JsonValue::text(values.first().map_or("", |value| value.is.as_str())))
            }
            TypeKind::Newtype(Newtype { md5: true, .. }) => {
                Some(JsonValue::text(Md5Password::plain("example").expose()))
            }
            TypeKind::Newtype(newtype) => {
                let encoding = if encoding == Encoding::Plain { newtype.encoding } else { encoding };
                let limits = if *limits == ValueLimits::default() { &newtype.limits } else { limits };
                Some(scalar(newtype.base, encoding, limits))
            }
        }
    }
}

/// Encodes a list, a map or a record.
fn outer(encoding: Encoding, json: JsonValue) -> JsonValue {
    if encoding == Encoding::EmbeddedJson { JsonValue::text(json.to_string()) } else { json }
}

fn scalar(of: Scalar, encoding: Encoding, limits: &ValueLimits) -> JsonValue {
    let example = of.example(encoding);
    let example = match of.form() {
        JsonKind::Text => text(example, limits),
        JsonKind::Whole => whole(example, limits),
        JsonKind::Decimal => {
            let too_low = limits.min.or(limits.above).is_some_and(|bound| bound > 12);
            let too_high = limits.max.is_some_and(|bound| bound < 13);
            if too_low || too_high { whole("1", limits) } else { example.to_owned() }
        }
        JsonKind::Flag | JsonKind::Any => example.to_owned(),
    };
    of.written(Given::Text(&example), encoding).unwrap_or(JsonValue::Text(example))
}

/// Returns an integer within limits.
fn whole(usual: &str, limits: &ValueLimits) -> String {
    let low = limits.min.or_else(|| usual.parse().ok()).unwrap_or_default();
    let low = low.max(limits.above.map_or(i64::MIN, |above| above.saturating_add(1)));
    limits.max.map_or(low, |max| low.min(max)).to_string()
}

/// Returns a string within limits.
fn text(sample: &str, limits: &ValueLimits) -> String {
    let Some((fewest, most)) = limits.length else { return sample.to_owned() };
    let length = sample.chars().count();
    let wanted = length.clamp(fewest as usize, (most as usize).max(fewest as usize).min(256));
    sample.chars().cycle().take(wanted).collect()
}

/// Returns the HTTP status and body of an error response in an error format.
pub(crate) fn failure(api: &Api, format: &ErrorFormat, error: &ErrorEntry) -> (u16, JsonValue) {
    // A format without code and status in its body has one status for all errors with a code.
    let says_which = format.body.iter().any(|part| {
        matches!(part.value, BodyPartValue::Code | BodyPartValue::CodeText | BodyPartValue::Status)
    });
    let status = error.status.filter(|_| says_which || error.code.is_none()).unwrap_or(format.status);
    let internal = || api.errors.get(api.rejections.internal).and_then(|entry| entry.code.as_ref()?.number());
    let code = match (&error.code, error.status) {
        (Some(code), _) => Some(code.clone()),
        (None, None) => internal().map(CodeValue::Number),
        (None, Some(_)) => None,
    };
    let by_text = error.code.is_none() && error.status.is_none();
    let mut body = JsonValue::Object(Vec::new());
    for part in &format.body {
        let value = match &part.value {
            BodyPartValue::Fixed(json) => JsonValue::parse(json),
            BodyPartValue::CodeText if by_text => Some(JsonValue::text(&error.text)),
            BodyPartValue::Code => code.as_ref().map(CodeValue::json),
            BodyPartValue::CodeText => code.as_ref().map(|code| JsonValue::text(code.to_string())),
            BodyPartValue::Message => Some(JsonValue::text(&error.text)),
            BodyPartValue::Details => Some(JsonValue::Null),
            BodyPartValue::Status => Some(JsonValue::number(status)),
        };
        if let Some(value) = value {
            body.put(&part.path, value);
        }
    }
    (status, body)
}
